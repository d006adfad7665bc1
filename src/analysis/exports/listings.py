"""Graphs in lines of text: Pajek, UCINET, and CSV for Gephi and for everybody."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from analysis.exports.sanitation import Plain
from analysis.manifest import write_beside
from analysis.sources.values import slug


def write_pajek(plain: Plain, path: str | Path) -> None:
    """Write Pajek: the network (two-mode where nodes have a mode), and a file for each attribute.

    An attribute of integers becomes a partition (path.attribute.clu, from 1 on, 0 where missing),
    one of decimals a vector (path.attribute.vec, 0 where missing); text is left out. Labels are
    identifiers, which are unique; a double quote in one becomes a single one.
    """
    path = Path(path)
    nodes, first = plain.actors_first()
    head = f"*Vertices {len(nodes)}" + (f" {first}" if first else "")
    lines = [head]
    for number, node in enumerate(nodes, 1):
        x, y = plain.positions.get(node, (0.0, 0.0))
        at = f" {(x + 1) / 2:.6f} {(1 - y) / 2:.6f} 0.5" if plain.positions else ""
        lines.append(f"{number} {_quoted(node)}{at}")
    lines.append("*Edges")
    lines += [f"{a} {b} {weight!r}" for a, b, weight in _numbered(plain, nodes)]
    _text(path, lines)
    written: set[str] = set()
    for name in plain.node_names:
        values = [plain.nodes[node][1].get(name) for node in nodes]
        kinds = {type(value) for value in values if value is not None}
        if kinds <= {int, bool} and kinds:
            low = min(int(v) for v in values if v is not None)
            shift = 1 - min(low, 1)
            body = [str(0 if v is None else int(v) + shift) for v in values]
        elif kinds == {float}:
            body = ["0" if v is None else repr(v) for v in values]
        else:
            continue
        extension = "vec" if kinds == {float} else "clu"
        called = slug(name)  # of a file: an attribute may be called "a/b"
        while called in written:
            called += "-"
        written.add(called)
        _text(path.with_suffix(f".{called}.{extension}"), [f"*Vertices {len(nodes)}", *body])


def write_ucinet(plain: Plain, path: str | Path) -> None:
    """Write UCINET DL: an edge list with labels in it, two-mode where nodes have a mode.

    One-mode, an isolate is kept by its label.
    """
    nodes, first = plain.actors_first()
    labels = [_quoted(node) for node in nodes]
    ends = _numbered(plain, nodes)
    if first:
        head = [f"dl nr={first} nc={len(nodes) - first} format=edgelist2"]
        head += ["row labels:", *labels[:first], "column labels:", *labels[first:]]
        rows = [(a, b - first, weight) for a, b, weight in ends]
    else:
        head = [f"dl n={len(nodes)} format=edgelist1", "labels:", *labels]
        rows = sorted([*ends, *((b, a, w) for a, b, w in ends)])  # UCINET reads arcs
    _text(Path(path), [*head, "data:", *(f"{a} {b} {weight!r}" for a, b, weight in rows)])


def write_gephi_csv(plain: Plain, path: str | Path) -> None:
    """Write two CSV for Gephi's spreadsheet import: path-nodes.csv and path-edges.csv."""
    path = Path(path)
    names = plain.node_names
    nodes = [
        [node, label, *(data.get(name, "") for name in names), *plain.positions.get(node, ("", ""))]
        for node, (label, data) in plain.nodes.items()
    ]
    stem = path.with_suffix("")
    _csv(stem.with_name(f"{stem.name}-nodes.csv"), ["Id", "Label", *names, "X", "Y"], nodes)
    more = plain.edge_names
    edges = [
        [a, b, "Undirected", weight, *(data.get(name, "") for name in more)]
        for a, b, weight, data in plain.edges
    ]
    _csv(
        stem.with_name(f"{stem.name}-edges.csv"),
        ["Source", "Target", "Type", "Weight", *more],
        edges,
    )


def write_edge_csv(plain: Plain, path: str | Path) -> None:
    """Write one CSV of edges: source, target, weight; an isolate is a row without target."""
    tied = {end for a, b, *_ in plain.edges for end in (a, b)}
    more = plain.edge_names
    rows = [
        [a, b, weight, *(data.get(name, "") for name in more)] for a, b, weight, data in plain.edges
    ]
    rows += [[node, "", "", *[""] * len(more)] for node in plain.nodes if node not in tied]
    _csv(Path(path), ["source", "target", "weight", *more], rows)


def _quoted(node: str) -> str:
    return '"' + node.replace('"', "'") + '"'


def _numbered(plain: Plain, nodes: list[str]) -> list[tuple[int, int, float]]:
    """Give the edges by the numbers of their ends, from 1 on, sorted."""
    place = {node: number for number, node in enumerate(nodes, 1)}
    return sorted(
        (min(place[a], place[b]), max(place[a], place[b]), weight)
        for a, b, weight, _ in plain.edges
    )


def _text(path: Path, lines: list[str]) -> None:
    write_beside(path, "".join(f"{line}\n" for line in lines).encode("utf-8"))


def _csv(path: Path, header: list[str], rows: list[list]) -> None:
    """Write UTF-8 without a mark at its start, which would hide the first column from Gephi."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_beside(path, stream.getvalue().encode("utf-8"))
