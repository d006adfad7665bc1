"""Participations before they become a table, and to and from a network of two modes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from analysis.sources import values
from analysis.sources.network.parsed import Parsed, moded

MODES = ("actor", "initiative")


@dataclass
class Takes:
    """Who takes part in what, as written: a record has actor and initiative, one of them maybe not.

    A record of one side alone is an isolate, or a row whose other side nobody wrote. ``rows`` says
    where each record is in the file; None where the format does not tell.
    """

    records: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int | None] = field(default_factory=list)
    notes: list[tuple] = field(default_factory=list)

    def note(self, row: int | None, column: str, value: Any, problem: str, action: str) -> None:
        """Add a line to the report."""
        self.notes.append((row, column, value, problem, action))

    def add(self, row: int | None, actor: str | None, initiative: str | None, **more: Any) -> None:
        """Add a record."""
        self.records.append({"actor": actor, "initiative": initiative, **more})
        self.rows.append(row)


def to_network(takes: Takes) -> Parsed:
    """Make a network of two modes: homonyms on the two sides stay two nodes."""
    found = Parsed(notes=takes.notes)
    for mode in MODES:
        for name in dict.fromkeys(record[mode] for record in takes.records if record[mode]):
            found.nodes.append({"id": moded(mode, name), "label": name, "mode": mode})
    for row, record in zip(takes.rows, takes.records, strict=True):
        more = {n: v for n, v in record.items() if n not in MODES and v is not None}
        if record["actor"] and record["initiative"]:
            ends = {mode: moded(mode, record[mode]) for mode in MODES}
            found.edge(row, {"source": ends["actor"], "target": ends["initiative"], **more})
        elif more:
            said = "un seul côté : le nœud est gardé, le reste de la ligne ne l'est pas"
            found.note(row, "", " | ".join(map(str, more.values())), said, "dropped")
    return found


def of_network(found: Parsed) -> Takes:
    """Make participations of a network of two modes.

    Raises
    ------
    ValueError
        For a node that the file gives no mode.
    """
    takes = Takes(notes=found.notes)
    by_id: dict[str, dict[str, Any]] = {}
    for node in found.nodes:
        if node["id"] in by_id:
            takes.note(None, "id", node["id"], "nœud répété : le premier vaut", "dropped")
        by_id.setdefault(node["id"], node)
    for edge in found.edges:
        for end in (edge["source"], edge["target"]):
            by_id.setdefault(end, {"id": end})
    for node in by_id.values():
        if node.get("mode") not in MODES:
            raise ValueError(
                f"nœud « {node['id']} » : ni acteur ni initiative → donner à chaque nœud un "
                "attribut « bipartite » (0 ou 1) ou « mode » (actor, initiative)"
            )
    bare = {n: n.removeprefix(f"{node['mode']}:") for n, node in by_id.items()}
    names = _named(by_id, bare, takes)
    coded = {node["mode"] for n, node in by_id.items() if bare[n] != names[n]}
    tied = set()
    for row, edge in zip(found.rows, found.edges, strict=True):
        ends = {by_id[edge[side]]["mode"]: edge[side] for side in ("source", "target")}
        if len(ends) < 2:
            both = " – ".join(names[edge[side]] for side in ("source", "target"))
            takes.note(row, "", both, "lien entre deux nœuds du même côté", "dropped")
            continue
        more = {n: v for n, v in edge.items() if n not in ("source", "target")}
        more = {f"{n} (fichier)" if n in MODES else n: v for n, v in more.items()}
        more |= {f"{mode}_id": bare[ends[mode]] for mode in MODES if mode in coded}
        takes.add(row, *(names[ends[mode]] for mode in MODES), **more)
        tied |= set(ends.values())
    for name, node in by_id.items():
        if name not in tied:
            more = {f"{node['mode']}_id": bare[name]} if node["mode"] in coded else {}
            alone = (names[name] if mode == node["mode"] else None for mode in MODES)
            takes.add(None, *alone, **more)
    known = ("id", "label", "mode", "mode (fichier)", found.telling)
    for name in dict.fromkeys(n for node in found.nodes for n in node if n not in known):
        said = "attribut des nœuds : read_network le donne, pas les participations"
        takes.note(None, name, name, said, "dropped")
    return takes


def _named(by_id: dict[str, dict[str, Any]], bare: dict[str, str], takes: Takes) -> dict[str, str]:
    """Name nodes by their labels; homonyms of one side carry their identifiers."""
    labels = {}
    for name, node in by_id.items():
        label = str(node.get("label") or "").removeprefix(f"{node['mode']}:")
        labels[name] = values.clean(label) or bare[name]
    times = Counter((by_id[name]["mode"], label) for name, label in labels.items())
    for name, label in labels.items():
        mode = by_id[name]["mode"]
        if times[mode, label] > 1 and bare[name] != label:
            labels[name] = bare[name] if bare[name].startswith(label) else f"{label} ({bare[name]})"
            takes.note(None, mode, label, f"homonyme, lu « {labels[name]} »", "read")
    return labels
