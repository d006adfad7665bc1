"""Graphs in JSON: node-link, Kumu, and the hypergraph interchange format."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pandas as pd

from analysis.exports.sanitation import Plain
from analysis.manifest import write_beside


def write_node_link(plain: Plain, path: str | Path) -> None:
    """Write node-link JSON (D3, networkx): lists nodes and links."""
    _json(path, nx.node_link_data(plain.graph(), edges="links"))


def write_kumu(plain: Plain, path: str | Path) -> None:
    """Write JSON for Kumu: elements and connections, which it joins by label.

    Where two nodes have one label, the identifier is added to it.
    """
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


def write_hif(plain: Plain, path: str | Path) -> None:
    """Write the hypergraph interchange format: initiatives are edges that hold their actors.

    The graph is that of :func:`analysis.network.two_mode`.

    Raises
    ------
    ValueError
        For a graph whose nodes have no mode.
    """
    modes = {node: plain.mode(node) for node in plain.nodes}
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


def _json(path: str | Path, content: dict) -> None:
    said = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    write_beside(Path(path), f"{said}\n".encode())
