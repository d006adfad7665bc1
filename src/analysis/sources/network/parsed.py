"""What a format gives: nodes, edges and notes, before they become tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Parsed:
    """Nodes and edges of a file, as it writes them.

    Attributes
    ----------
    nodes
        One a node: id, and label, mode, x, y and more where the file has them.
    edges
        One an edge: source, target, and weight and more where the file has them.
    notes
        Rows of a report: row, column, value, problem, action.
    directed
        Whether the file gives its edges a direction.
    """

    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    notes: list[tuple] = field(default_factory=list)
    directed: bool = False

    def note(self, row: int | None, column: str, value: Any, problem: str, action: str) -> None:
        """Add a line to the report."""
        self.notes.append((row, column, value, problem, action))

    def tie(self, row: int, source: str, target: str, weight: str | None = None) -> None:
        """Add an edge between two nodes that are given by their numbers, from 1 on."""
        ends = [int(end) - 1 if end.isdecimal() else -1 for end in (source, target)]
        if not all(0 <= end < len(self.nodes) for end in ends):
            said = f"lien hors de 1 à {len(self.nodes)}"
            self.note(row, "", f"{source} {target}", said, "dropped")
            return
        a, b = (self.nodes[end]["id"] for end in ends)
        self.edges.append({"source": a, "target": b, "weight": weight})

    def named(self) -> Parsed:
        """Call nodes by their labels instead of numbers; a label given twice keeps its number."""
        names = {node["id"]: moded(node.get("mode"), node.get("label", "")) for node in self.nodes}
        times = Counter(names.values())
        ids = {}
        for number, name in names.items():
            ids[number] = name or number
            if times[name] > 1 and name:
                ids[number] = f"{name} ({number})"
                self.note(None, "label", name, f"nom répété, lu « {ids[number]} »", "read")
        for node in self.nodes:
            node["id"] = ids[node["id"]]
        for edge in self.edges:
            edge["source"], edge["target"] = ids[edge["source"]], ids[edge["target"]]
        return self


def moded(mode: str | None, name: str) -> str:
    """Give the identifier of a node of a two-mode network, so that homonyms stay two."""
    return name if mode is None or name.startswith(f"{mode}:") else f"{mode}:{name}"


def flat(value: Any) -> Any:
    """Give a value of JSON as one cell: lists become "a|b"; None where there is nothing."""
    if isinstance(value, dict):
        value = [f"{name}: {flat(part)}" for name, part in value.items()]
    if isinstance(value, list):
        return "|".join(str(flat(part)) for part in value if part is not None) or None
    return value
