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
    except RecursionError:
        raise ValueError("JSON trop imbriqué pour être un réseau → l'exporter à nouveau") from None
    keys = set(content) if isinstance(content, dict) else set()
    for known, read in (
        ({"incidences"}, _hypergraph),
        ({"elements", "connections"}, _kumu),
        ({"nodes", "links"}, _node_link),
        ({"nodes", "edges"}, _node_link),
    ):
        if known <= keys:
            try:
                return read(content)
            except (AttributeError, KeyError, TypeError) as error:
                said = "une fiche n'a pas la forme attendue"
                raise ValueError(f"{said} ({error}) → l'exporter à nouveau") from None
    raise ValueError(
        "clés inconnues → attendu : nodes et links (node-link), elements et connections (Kumu), "
        "ou incidences (HIF)"
    )


def _cells(record: dict[str, Any], *leave: str) -> dict[str, Any]:
    return {name: flat(value) for name, value in record.items() if name not in leave}


def _id(record: dict[str, Any], key: str, rank: int, what: str) -> str:
    """Give an identifier as text; null is none, and never a node called "None"."""
    if record.get(key) is None:
        raise ValueError(f"{what} {rank} : « {key} » manque → l'écrire dans le fichier")
    return str(record[key])


def _node_link(content: dict[str, Any]) -> Parsed:
    found = Parsed(directed=bool(content.get("directed")))
    for rank, record in enumerate(content["nodes"], 1):
        found.nodes.append({**_cells(record), "id": _id(record, "id", rank, "nœud")})
    for rank, record in enumerate(content["links" if "links" in content else "edges"], 1):
        ends = {side: _id(record, side, rank, "lien") for side in ("source", "target")}
        found.edge(rank, {**_cells(record, "key"), **ends})
    return found


def _kumu(content: dict[str, Any]) -> Parsed:
    """Join by label, as Kumu does, or by identifier."""
    found = Parsed()
    ids: dict[str, str] = {}
    for rank, record in enumerate(content["elements"], 1):
        node = _id(record, "label" if record.get("id") is None else "id", rank, "élément")
        found.nodes.append({**_cells(record), "id": node})
        if record.get("label") is not None:
            ids.setdefault(str(record["label"]), node)
    for rank, record in enumerate(content["connections"], 1):
        ends = [_id(record, side, rank, "lien") for side in ("from", "to")]
        a, b = (ids.get(end, end) for end in ends)
        found.directed |= record.get("direction", "directed") != "undirected"
        cells = _cells(record, "from", "to", "direction")
        found.edge(rank, {**cells, "source": a, "target": b})
    return found


def _hypergraph(content: dict[str, Any]) -> Parsed:
    """Read nodes as actors and hyperedges as initiatives."""
    found = Parsed()
    for records, key, mode in (("nodes", "node", "actor"), ("edges", "edge", "initiative")):
        for rank, record in enumerate(content.get(records, []), 1):
            cells = {**_cells(record, "attrs", key), **_cells(record.get("attrs") or {})}
            name = _id(record, key, rank, "nœud" if mode == "actor" else "hyperlien")
            found.nodes.append({**cells, "id": moded(mode, name), "mode": mode})
    for rank, record in enumerate(content["incidences"], 1):
        cells = {**_cells(record, "attrs", "node", "edge"), **_cells(record.get("attrs") or {})}
        ends = {
            "source": moded("actor", _id(record, "node", rank, "incidence")),
            "target": moded("initiative", _id(record, "edge", rank, "incidence")),
        }
        found.edge(rank, {**cells, **ends})
    listed = {node["id"] for node in found.nodes}
    for edge in found.edges:  # nodes and edges need not be listed
        for node, mode in ((edge["source"], "actor"), (edge["target"], "initiative")):
            if node not in listed:
                found.nodes.append({"id": node, "mode": mode})
                listed.add(node)
    return found
