"""Graphs in XML: GEXF and GraphML, the same bytes each time."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
from networkx.readwrite.gexf import GEXFWriter

from analysis.exports.sanitation import Plain
from analysis.manifest import write_beside

SPAN = 1000  # Gephi's pictures are hundreds of units wide


def write_gexf(
    plain: Plain,
    path: str | Path,
    *,
    colours: pd.Series | None = None,
    sizes: pd.Series | None = None,
) -> None:
    """Write GEXF (Gephi, Gephi Lite, Retina): labels, places, colours and sizes with it.

    Parameters
    ----------
    plain
        The graph, as :func:`plain` gives it.
    path
        Where to write.
    colours
        "#rrggbb" by node.
    sizes
        Diameters by node, above 0.
    """
    made = plain.graph()
    for node, data in made.nodes(data=True):
        viz: dict[str, Any] = {}
        if node in plain.positions:
            x, y = data.pop("x"), data.pop("y")
            viz["position"] = {"x": SPAN * x, "y": SPAN * y, "z": 0.0}  # unreadable without z
        if colours is not None and isinstance(colours.get(node), str):
            r, g, b = (int(colours[node][k : k + 2], 16) for k in (1, 3, 5))
            viz["color"] = {"r": r, "g": g, "b": b, "a": 1.0}
        if sizes is not None and sizes.get(node, 0) > 0:
            viz["size"] = float(sizes[node])
        if viz:
            data["viz"] = viz
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(made)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the day is not a fact of the study
    for element in writer.xml.iter("graph"):
        element.attrib.pop("name", None)  # not of the schema
    write_beside(Path(path), f"<?xml version='1.0' encoding='utf-8'?>\n{writer}\n".encode())


def write_graphml(plain: Plain, path: str | Path) -> None:
    """Write GraphML (yEd, igraph, Cytoscape): label, x and y are attributes."""
    stream = io.BytesIO()
    nx.write_graphml_xml(plain.graph(), stream)
    write_beside(Path(path), stream.getvalue() + b"\n")
