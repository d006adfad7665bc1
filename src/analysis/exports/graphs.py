"""Graphs for Gephi, yEd, Pajek, UCINET, Kumu and others, the same bytes each time.

Every function takes a graph (as :func:`analysis.network.graph` or :func:`analysis.network.two_mode`
gives it), more attributes, positions, and a path; and returns what it had to change.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
from networkx.readwrite.gexf import GEXFWriter

from analysis.exports.sanitation import Plainly, plainly
from analysis.manifest import write_beside

SPAN = 1000  # Gephi's pictures are hundreds of units wide


def write_gexf(
    graph: nx.Graph,
    path: str | Path,
    *,
    attributes: pd.DataFrame | None = None,
    positions: pd.DataFrame | None = None,
    colours: pd.Series | None = None,
    sizes: pd.Series | None = None,
) -> pd.DataFrame:
    """Write GEXF (Gephi, Gephi Lite, Retina): labels, places, colours and sizes with it.

    Parameters
    ----------
    graph
        Nodes and edges; the node attribute name becomes the label, strength the weight.
    path
        Where to write.
    attributes
        More attributes, indexed by node.
    positions
        Nodes, x, y; those without a place get none.
    colours
        "#rrggbb" by node.
    sizes
        Diameters by node, above 0.

    Returns
    -------
        What was changed to fit: columns of, attribute, change, n, first.

    Raises
    ------
    ValueError
        As for :func:`analysis.exports.sanitation.plainly`.
    """
    plain = plainly(graph, attributes=attributes, positions=positions)
    made = nx.Graph()
    for node, (label, data) in plain.nodes.items():
        viz: dict[str, Any] = {}
        if node in plain.positions:
            x, y = plain.positions[node]
            viz["position"] = {"x": SPAN * x, "y": SPAN * y, "z": 0.0}
        if colours is not None and isinstance(colours.get(node), str):
            r, g, b = (int(colours[node][k : k + 2], 16) for k in (1, 3, 5))
            viz["color"] = {"r": r, "g": g, "b": b, "a": 1.0}
        if sizes is not None and sizes.get(node, 0) > 0:
            viz["size"] = float(sizes[node])
        made.add_node(node, label=label, **data, **({"viz": viz} if viz else {}))
    for one, other, weight, data in plain.edges:
        made.add_edge(one, other, weight=weight, **data)
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(made)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the day is not a fact of the study
    write_beside(Path(path), f"<?xml version='1.0' encoding='utf-8'?>\n{writer}\n".encode())
    return plain.report


def write_graphml(
    graph: nx.Graph,
    path: str | Path,
    *,
    attributes: pd.DataFrame | None = None,
    positions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Write GraphML (yEd, igraph, Cytoscape): label, x and y are attributes.

    Parameters and result as for :func:`write_gexf`.
    """
    plain = plainly(graph, attributes=attributes, positions=positions)
    stream = io.BytesIO()
    nx.write_graphml_xml(_placed(plain), stream)
    write_beside(Path(path), stream.getvalue() + b"\n")
    return plain.report


def write_node_link(
    graph: nx.Graph,
    path: str | Path,
    *,
    attributes: pd.DataFrame | None = None,
    positions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Write node-link JSON (D3, networkx): lists nodes and links.

    Parameters and result as for :func:`write_gexf`.
    """
    plain = plainly(graph, attributes=attributes, positions=positions)
    _json(path, nx.node_link_data(_placed(plain), edges="links"))
    return plain.report


def write_pajek(
    graph: nx.Graph,
    path: str | Path,
    *,
    attributes: pd.DataFrame | None = None,
    positions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Write Pajek: the network (two-mode where nodes have a mode), and a file for each attribute.

    Parameters and result as for :func:`write_gexf`; an attribute of integers becomes a partition
    (path.attribute.clu), one of decimals a vector (path.attribute.vec), text is left out.
    Labels are identifiers, which are unique.
    """
    plain = plainly(graph, attributes=attributes, positions=positions)
    path = Path(path)
    nodes = _actors_first(plain)
    place = {node: number for number, node in enumerate(nodes, 1)}
    first = sum(_mode(plain, node) == "actor" for node in nodes)
    head = f"*Vertices {len(nodes)}" + (f" {first}" if 0 < first < len(nodes) else "")
    lines = [head]
    for node in nodes:
        x, y = plain.positions.get(node, (0.0, 0.0))
        quoted = node.replace('"', "'")
        at = f" {(x + 1) / 2:.6f} {(1 - y) / 2:.6f} 0.5" if plain.positions else ""
        lines.append(f'{place[node]} "{quoted}"{at}')
    lines.append("*Edges")
    ends = sorted(
        (min(place[a], place[b]), max(place[a], place[b]), weight)
        for a, b, weight, _ in plain.edges
    )
    lines += [f"{a} {b} {weight!r}" for a, b, weight in ends]
    _text(path, lines)
    for name in sorted({name for _, data in plain.nodes.values() for name in data}):
        values = [plain.nodes[node][1].get(name) for node in nodes]
        kinds = {type(value) for value in values if value is not None}
        if kinds <= {int, bool} and kinds:
            # numbers from 1 on, 0 for what is missing
            low = min(int(v) for v in values if v is not None)
            shift = 1 - min(low, 1)
            body = [str(0 if v is None else int(v) + shift) for v in values]
        elif kinds == {float}:
            body = ["0" if v is None else repr(v) for v in values]
        else:
            continue
        extension = "vec" if kinds == {float} else "clu"
        _text(path.with_suffix(f".{name}.{extension}"), [f"*Vertices {len(nodes)}", *body])
    return plain.report


def write_ucinet(
    graph: nx.Graph, path: str | Path, *, attributes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Write UCINET DL: an edge list with labels in it, two-mode where nodes have a mode.

    Parameters and result as for :func:`write_gexf`. One-mode, an isolate is kept by its label.
    """
    plain = plainly(graph, attributes=attributes)
    nodes = _actors_first(plain)
    first = sum(_mode(plain, node) == "actor" for node in nodes)

    def labels(those: list[str]) -> list[str]:
        return [f'"{node.replace(chr(34), chr(39))}"' for node in those]

    place = {node: number for number, node in enumerate(nodes, 1)}
    if 0 < first < len(nodes):
        head = [f"dl nr={first} nc={len(nodes) - first} format=edgelist2"]
        head += ["row labels:", *labels(nodes[:first]), "column labels:", *labels(nodes[first:])]
        pairs = [(a, b, w) if place[a] < place[b] else (b, a, w) for a, b, w, _ in plain.edges]
        rows = sorted((place[a], place[b] - first, weight) for a, b, weight in pairs)
    else:
        head = [f"dl n={len(nodes)} format=edgelist1", "labels:", *labels(nodes)]
        ends = [(place[a], place[b], w) for a, b, w, _ in plain.edges]
        rows = sorted([*ends, *((b, a, w) for a, b, w in ends)])  # UCINET reads arcs
    _text(Path(path), [*head, "data:", *(f"{a} {b} {weight!r}" for a, b, weight in rows)])
    return plain.report


def write_gephi_csv(
    graph: nx.Graph,
    path: str | Path,
    *,
    attributes: pd.DataFrame | None = None,
    positions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Write two CSV for Gephi's spreadsheet import: path-nodes.csv and path-edges.csv.

    Parameters and result as for :func:`write_gexf`.
    """
    plain = plainly(graph, attributes=attributes, positions=positions)
    path = Path(path)
    names = sorted({name for _, data in plain.nodes.values() for name in data})
    nodes = [
        [node, label, *(data.get(name, "") for name in names), *plain.positions.get(node, ("", ""))]
        for node, (label, data) in plain.nodes.items()
    ]
    stem = path.with_suffix("")
    _csv(stem.with_name(f"{stem.name}-nodes.csv"), ["Id", "Label", *names, "X", "Y"], nodes)
    more = sorted({name for *_, data in plain.edges for name in data})
    edges = [
        [a, b, "Undirected", weight, *(data.get(name, "") for name in more)]
        for a, b, weight, data in plain.edges
    ]
    _csv(
        stem.with_name(f"{stem.name}-edges.csv"),
        ["Source", "Target", "Type", "Weight", *more],
        edges,
    )
    return plain.report


def write_edge_csv(
    graph: nx.Graph, path: str | Path, *, attributes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Write one CSV of edges: source, target, weight; an isolate is a row without target.

    Parameters and result as for :func:`write_gexf`.
    """
    plain = plainly(graph, attributes=attributes)
    tied = {end for a, b, *_ in plain.edges for end in (a, b)}
    more = sorted({name for *_, data in plain.edges for name in data})
    rows = [
        [a, b, weight, *(data.get(name, "") for name in more)] for a, b, weight, data in plain.edges
    ]
    rows += [[node, "", "", *[""] * len(more)] for node in plain.nodes if node not in tied]
    _csv(Path(path), ["source", "target", "weight", *more], rows)
    return plain.report


def write_kumu(
    graph: nx.Graph, path: str | Path, *, attributes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Write JSON for Kumu: elements and connections, which it joins by label.

    Parameters and result as for :func:`write_gexf`. Where two nodes have one label, the identifier
    is added to it.
    """
    plain = plainly(graph, attributes=attributes)
    labels = pd.Series({node: label for node, (label, _) in plain.nodes.items()}, dtype=object)
    twice = labels.duplicated(keep=False)
    shown = {n: f"{labels[n]} ({n})" if twice[n] else labels[n] for n in plain.nodes}
    elements = []
    for node, (_, data) in plain.nodes.items():
        rest = dict(data)
        kind = rest.pop("kind", rest.get("mode", "actor"))
        tags = str(rest.pop("tags", "")).split("|")
        said = {"label": shown[node], "type": kind, "id": node}
        elements.append({**said, **({"tags": tags} if tags != [""] else {}), **rest})
    connections = [
        {"from": shown[a], "to": shown[b], "direction": "undirected", "weight": weight, **data}
        for a, b, weight, data in plain.edges
    ]
    _json(path, {"elements": elements, "connections": connections})
    return plain.report


def write_hif(
    graph: nx.Graph, path: str | Path, *, attributes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Write the hypergraph interchange format: initiatives are edges that hold their actors.

    Parameters and result as for :func:`write_gexf`; the graph is that of
    :func:`analysis.network.two_mode`.

    Raises
    ------
    ValueError
        For a graph whose nodes have no mode.
    """
    plain = plainly(graph, attributes=attributes)
    modes = {node: _mode(plain, node) for node in plain.nodes}
    if set(modes.values()) - {"actor", "initiative"}:
        raise ValueError("a hypergraph needs both modes: give network.two_mode(participations)")

    def listed(mode: str, key: str) -> list[dict]:
        return [
            {key: node, "attrs": {"label": label, **data}}
            for node, (label, data) in plain.nodes.items()
            if modes[node] == mode
        ]

    incidences = []
    for a, b, weight, data in plain.edges:
        node, edge = (a, b) if modes[a] == "actor" else (b, a)
        incidences.append({"edge": edge, "node": node, "weight": weight, "attrs": data})
    content = {
        "network-type": "undirected",
        "nodes": listed("actor", "node"),
        "edges": listed("initiative", "edge"),
        "incidences": incidences,
    }
    _json(path, content)
    return plain.report


def _placed(plain: Plainly) -> nx.Graph:
    made = nx.Graph()
    for node, (label, data) in plain.nodes.items():
        x, y = plain.positions.get(node, (None, None))
        made.add_node(node, label=label, **data, **({} if x is None else {"x": x, "y": y}))
    for one, other, weight, data in plain.edges:
        made.add_edge(one, other, weight=weight, **data)
    return made


def _mode(plain: Plainly, node: str) -> Any:
    return plain.nodes[node][1].get("mode")


def _actors_first(plain: Plainly) -> list[str]:
    return sorted(plain.nodes, key=lambda node: (_mode(plain, node) != "actor", node))


def _text(path: Path, lines: list[str]) -> None:
    write_beside(path, "".join(f"{line}\n" for line in lines).encode("utf-8"))


def _json(path: str | Path, content: dict) -> None:
    said = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    write_beside(Path(path), f"{said}\n".encode())


def _csv(path: Path, header: list[str], rows: list[list]) -> None:
    """Write UTF-8 without a mark at its start, which would hide the first column from Gephi."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_beside(path, stream.getvalue().encode("utf-8"))
