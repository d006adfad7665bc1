"""GEXF, GraphML and GML, by networkx's readers."""

from __future__ import annotations

import io
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx

from analysis.sources.network.parsed import Parsed


def parse(content: bytes, format: str) -> Parsed:
    """Read a graph: attributes of nodes and edges, and for GEXF places, colours and sizes.

    Raises
    ------
    ValueError
        For content that is not of this format.
    """
    stream = io.BytesIO(content)
    try:
        if format == "gexf":
            graph = nx.read_gexf(stream)
        elif format == "graphml":
            graph = nx.read_graphml(stream)
        else:
            graph = nx.read_gml(stream, label="id")
    except (ParseError, nx.NetworkXException, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{format} illisible ({error}) → l'exporter à nouveau") from None
    found = Parsed(directed=graph.is_directed())
    for node, data in graph.nodes(data=True):
        shown = _shown(data.pop("viz", None) or {})
        found.nodes.append({**data, **shown, "id": str(node)})
    for source, target, data in graph.edges(data=True):
        data.pop("id", None)
        data.pop("viz", None)
        found.edges.append({**data, "source": str(source), "target": str(target)})
    return found


def _shown(viz: dict[str, Any]) -> dict[str, Any]:
    """Give place, colour ("#rrggbb") and size as columns."""
    said: dict[str, Any] = {name: viz["position"][name] for name in "xy" if "position" in viz}
    if "color" in viz:
        said["colour"] = "#" + "".join(f"{int(viz['color'][part]):02x}" for part in "rgb")
    if "size" in viz:
        said["size"] = float(viz["size"])
    return said
