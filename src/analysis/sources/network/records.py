"""Graphs in JSON: node-link, Kumu, and the hypergraph interchange format (HIF)."""

from __future__ import annotations

import json
from typing import Any

from analysis.sources.network.parsed import Parsed, flat, moded


def parse(text: str) -> Parsed:
    """Read JSON, told apart by its keys.

    Raises
    ------
    ValueError
        For what is not JSON, or has the keys of none of the three.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"JSON illisible ({error}) → l'exporter à nouveau") from None
    keys = set(content) if isinstance(content, dict) else set()
    if "incidences" in keys:
        return _hypergraph(content)
    if {"elements", "connections"} <= keys:
        return _kumu(content)
    if "nodes" in keys and keys & {"links", "edges"}:
        return _node_link(content)
    raise ValueError(
        "clés inconnues → attendu : nodes et links (node-link), elements et connections (Kumu), "
        "ou incidences (HIF)"
    )


def _cells(record: dict[str, Any], *leave: str) -> dict[str, Any]:
    return {name: flat(value) for name, value in record.items() if name not in leave}


def _node_link(content: dict[str, Any]) -> Parsed:
    found = Parsed(directed=bool(content.get("directed")))
    for record in content["nodes"]:
        found.nodes.append({**_cells(record), "id": str(record["id"])})
    for record in content["links" if "links" in content else "edges"]:
        ends = {side: str(record[side]) for side in ("source", "target")}
        found.edges.append({**_cells(record, "key"), **ends})
    return found


def _kumu(content: dict[str, Any]) -> Parsed:
    """Join by label, as Kumu does, or by identifier."""
    found = Parsed()
    ids: dict[str, str] = {}
    for record in content["elements"]:
        node = str(record.get("id", record["label"]))
        found.nodes.append({**_cells(record), "id": node})
        ids.setdefault(str(record["label"]), node)
    for record in content["connections"]:
        ends = [str(record[side]) for side in ("from", "to")]
        a, b = (ids.get(end, end) for end in ends)
        found.directed |= record.get("direction", "directed") != "undirected"
        cells = _cells(record, "from", "to", "direction")
        found.edges.append({**cells, "source": a, "target": b})
    return found


def _hypergraph(content: dict[str, Any]) -> Parsed:
    """Read nodes as actors and hyperedges as initiatives."""
    found = Parsed()
    for records, key, mode in (("nodes", "node", "actor"), ("edges", "edge", "initiative")):
        for record in content.get(records, []):
            cells = {**_cells(record, "attrs", key), **_cells(record.get("attrs", {}))}
            found.nodes.append({**cells, "id": moded(mode, str(record[key])), "mode": mode})
    for record in content["incidences"]:
        cells = {**_cells(record, "attrs", "node", "edge"), **_cells(record.get("attrs", {}))}
        ends = {
            "source": moded("actor", str(record["node"])),
            "target": moded("initiative", str(record["edge"])),
        }
        found.edges.append({**cells, **ends})
    listed = {node["id"] for node in found.nodes}
    for edge in found.edges:  # nodes and edges need not be listed
        for node, mode in ((edge["source"], "actor"), (edge["target"], "initiative")):
            if node not in listed:
                found.nodes.append({"id": node, "mode": mode})
                listed.add(node)
    return found
