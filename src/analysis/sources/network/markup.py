"""GEXF, GraphML and GML, by networkx's readers, which know types and parallel edges.

XML goes through defusedxml first: a DOCTYPE or an entity is refused before anything is expanded.
"""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, tostring

import networkx as nx
from defusedxml import DefusedXmlException, ElementTree

from analysis.sources.network.parsed import Parsed, flat

_WRONG = (ParseError, nx.NetworkXException, AttributeError, KeyError, TypeError, ValueError,
          RecursionError)  # fmt: skip

_NESTED = ("}nodes", "}graph")


def parse(content: bytes, format: str) -> Parsed:
    """Read a graph: attributes of nodes and edges, and for GEXF places, colours and sizes.

    Raises
    ------
    ValueError
        For content that is not of this format, or has a DOCTYPE.
    """
    try:
        tree = ElementTree.fromstring(content, forbid_dtd=True)
        again = _repeated(tree)
        if (format == "gexf" and _mended(tree)) or again:
            content = tostring(tree, encoding="utf-8")
        read = nx.read_gexf if format == "gexf" else nx.read_graphml
        found = _found(read(io.BytesIO(content)))
        for name in again:
            found.note(None, "id", name, "nœud répété : le premier vaut", "dropped")
        return found
    except DefusedXmlException:
        raise ValueError(f"{format} avec un DOCTYPE, refusé → l'exporter sans DOCTYPE") from None
    except _WRONG as error:
        raise ValueError(f"{format} illisible ({error}) → l'exporter à nouveau") from None


def parse_gml(text: str) -> Parsed:
    """Read GML in any letters: networkx's reader of files takes ASCII alone.

    Raises
    ------
    ValueError
        For content that is not GML.
    """
    if not re.search(r"\bmultigraph\b", text):  # so that a repeated edge is no error
        text = re.sub(r"\bgraph\s*\[", "graph [ multigraph 1", text, count=1)
    try:
        return _found(nx.parse_gml(text.splitlines(), label="id"))
    except _WRONG as error:
        raise ValueError(f"gml illisible ({error}) → l'exporter à nouveau") from None


def _repeated(tree: Element) -> list[str]:
    """Make nodes that are given again say what the first says, for networkx merges them.

    What is nested in them stays.
    """
    firsts: dict[str | None, Element] = {}
    again = []
    for node in tree.findall("{*}graph[1]//{*}node"):
        first = firsts.setdefault(node.get("id"), node)
        if first is node:
            continue
        again.append(str(node.get("id")))
        for name in set(node.attrib) - {*first.attrib, "yfiles.foldertype"}:
            del node.attrib[name]
        node.attrib.update(first.attrib)
        own = [part for part in first if not part.tag.endswith(_NESTED)]
        node[:] = [*own, *(part for part in node if part.tag.endswith(_NESTED))]
    return again


def _mended(tree: Element) -> bool:
    """Give a depth to places without one: Gephi Lite writes none, and networkx wants it."""
    bare = [e for e in tree.iter() if e.tag.endswith("}position") and "z" not in e.attrib]
    for element in bare:
        element.set("z", "0")
    return bool(bare)


def _found(graph: nx.Graph) -> Parsed:
    found = Parsed(directed=graph.is_directed())
    for node, data in graph.nodes(data=True):
        shown = _shown(data.pop("viz", None) or {})
        places = data.get("graphics")  # GML's
        if isinstance(places, dict):
            shown |= {side: places[side] for side in "xy" if side in places}
        cells = {name: flat(value) for name, value in data.items()}
        found.nodes.append({**cells, **shown, "id": str(node)})
    for rank, (source, target, data) in enumerate(graph.edges(data=True), 1):
        data.pop("id", None)
        data.pop("viz", None)
        cells = {name: flat(value) for name, value in data.items()}
        found.edge(rank, {**cells, "source": str(source), "target": str(target)})
    return found


def _shown(viz: dict[str, Any]) -> dict[str, Any]:
    """Give place, colour ("#rrggbb") and size as columns."""
    said: dict[str, Any] = {name: viz["position"][name] for name in "xy" if "position" in viz}
    if "color" in viz:
        said["colour"] = "#" + "".join(f"{int(viz['color'][part]):02x}" for part in "rgb")
    if "size" in viz:
        said["size"] = float(viz["size"])
    return said
