"""What a format gives: nodes, edges and notes, before they become tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

#: Nodes that a header may announce beyond the lines of its file; more is a mistake, or hostile.
UNLISTED = 100_000


@dataclass
class Parsed:
    """Nodes and edges of a file, as it writes them.

    Attributes
    ----------
    nodes
        One a node: id, and label, mode, x, y and more where the file has them.
    edges
        One an edge: source, target, and weight and more where the file has them.
    rows
        Where each edge is in the file: its line, or its rank from 1.
    notes
        Rows of a report: row, column, value, problem, action.
    directed
        Whether the file gives its edges a direction.
    telling
        The attribute of nodes that says their mode, where one does.
    """

    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int | None] = field(default_factory=list)
    notes: list[tuple] = field(default_factory=list)
    directed: bool = False
    telling: str = ""

    def note(self, row: int | None, column: str, value: Any, problem: str, action: str) -> None:
        """Add a line to the report."""
        self.notes.append((row, column, value, problem, action))

    def edge(self, row: int | None, record: dict[str, Any]) -> None:
        """Add an edge, and where it is in the file."""
        self.edges.append(record)
        self.rows.append(row)

    def tie(self, row: int, source: str, target: str, weight: str | None = None) -> None:
        """Add an edge between two nodes that are given by their numbers, from 1 on."""
        ends = [ordinal(end) for end in (source, target)]
        if not all(1 <= end <= len(self.nodes) for end in ends):
            said = f"lien hors de 1 à {len(self.nodes)}"
            self.note(row, "", f"{source} {target}", said, "dropped")
            return
        a, b = (self.nodes[end - 1]["id"] for end in ends)
        self.edge(row, {"source": a, "target": b, "weight": weight})

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


def ordinal(cell: str) -> int:
    """Read the number of a node or a count of them; -1 for what cannot be one."""
    return int(cell) if cell.isdecimal() and len(cell) <= 12 else -1


def bounded(announced: int, lines: int) -> None:
    """Refuse a count of nodes that the length of the file makes no sense of.

    Raises
    ------
    ValueError
        Before memory is taken for them.
    """
    if announced > max(UNLISTED, lines):
        raise ValueError(
            f"{announced} nœuds annoncés pour {lines} lignes → corriger le nombre dans l'en-tête"
        )
