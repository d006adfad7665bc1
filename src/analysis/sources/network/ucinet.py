"""UCINET DL: full matrix, edge lists and node lists, one and two modes.

A reader of our own: igraph's refuses labels embedded in an edge list and matrices of two modes.
"""

from __future__ import annotations

import re

from analysis.sources import values
from analysis.sources.network.parsed import Parsed, bounded, ordinal

_HEAD = re.compile(r"\b(n|nr|nc|format)\s*=\s*(\w+)", re.I)
_MARK = re.compile(
    r"\s*(row labels|col(?:umn)? labels|labels|data)(?:( embedded)\s*:?|\s*:\s*(.*))\s*", re.I
)
_CELL = re.compile(r'"([^"]*)"|([^\s,]+)')
_LAYOUTS = ("fullmatrix", "edgelist1", "edgelist2", "nodelist1", "nodelist2")

Lines = list[tuple[int, list[str]]]


def parse(text: str) -> Parsed:
    """Read a DL file.

    Raises
    ------
    ValueError
        Without a first line "dl", without counts, for a layout that is not read, or labels or
        cells that are not as many as the counts say.
    """
    if not text.lstrip().lower().startswith("dl"):
        raise ValueError("la première ligne ne commence pas par « dl » → est-ce un DL d'UCINET ?")
    head, parts, embedded = _sections(text)
    layout = head.get("format", "fullmatrix")
    if layout not in _LAYOUTS:
        raise ValueError(f"format DL « {layout} » non lu → l'enregistrer en edgelist1 ou edgelist2")
    two = "nr" in head or layout.endswith("2")
    rows = _count(head, "nr" if two else "n")
    columns = _count(head, "nc") if two else 0
    data = parts.get("data", [])
    bounded(rows + columns, sum(len(lines) for lines in parts.values()))
    if embedded and layout == "fullmatrix" and not data:
        raise ValueError("aucune ligne après « data: » → le fichier est vide ou coupé")
    ours = _given(parts, "row labels") or _given(parts, "labels")
    theirs = _given(parts, "col labels")
    if embedded and layout == "fullmatrix":
        theirs, data = data[0][1], data[1:]
        ours = [cells[0] for _, cells in data]
        data = [(row, cells[1:]) for row, cells in data]
    elif embedded:
        last = 2 if layout.startswith("edge") else None
        first = {name: str(k) for k, name in enumerate(dict.fromkeys(ours), 1)}
        second = {n: str(k) for k, n in enumerate(dict.fromkeys(theirs), 1)} if columns else first
        for _, cells in data:
            first.setdefault(cells[0], str(len(first) + 1))
            for name in cells[1:last]:
                second.setdefault(name, str(len(second) + 1))
        ours, theirs = list(first), list(second)
        data = [
            (row, [first[cells[0]], *(second[c] for c in cells[1:last]), *cells[last or 99_999 :]])
            for row, cells in data
        ]
    names = [*_filled(ours, rows), *_filled(theirs if columns else [], columns)]
    found = Parsed(directed=not columns)
    for number, name in enumerate(names, 1):
        mode = {"mode": "actor" if number <= rows else "initiative"} if columns else {}
        found.nodes.append({"id": str(number), "label": name, **mode})
    shift = rows if columns else 0
    if layout == "fullmatrix":
        _matrix(data, rows, columns, found)
    for row, cells in data if layout != "fullmatrix" else []:
        weight = cells[2] if layout.startswith("edge") and len(cells) > 2 else None
        for end in cells[1:2] if layout.startswith("edge") else cells[1:]:
            found.tie(row, cells[0], str(ordinal(end) + shift) if ordinal(end) > 0 else end, weight)
    if found.directed:
        _undirected(found)
    return found.named()


def _undirected(found: Parsed) -> None:
    """Keep one of two arcs where each has its converse: UCINET knows arcs alone."""
    arcs = {(int(e["source"]), int(e["target"])): e for e in found.edges}
    once = len(arcs) == len(found.edges)
    if once and all(
        (b, a) in arcs and arcs[b, a]["weight"] == e["weight"] for (a, b), e in arcs.items()
    ):
        kept = [place for place, (a, b) in enumerate(arcs) if a <= b]
        found.edges = [found.edges[place] for place in kept]
        found.rows = [found.rows[place] for place in kept]
        found.directed = False
        found.note(None, "", "", "chaque arc a son réciproque : liens sans direction", "read")


def _matrix(data: Lines, rows: int, columns: int, found: Parsed) -> None:
    """Tie what the cells that are not 0 say; a row may run over several lines."""
    cells = [(row, cell) for row, line in data for cell in line]
    wide = columns or rows
    if len(cells) != rows * wide:
        raise ValueError(
            f"{len(cells)} cases pour une matrice de {rows} × {wide} → corriger n, nr ou nc"
        )
    for place, (row, cell) in enumerate(cells):
        if values.number(cell) != 0:
            a, b = divmod(place, wide)
            found.tie(row, str(a + 1), str(b + 1 + (rows if columns else 0)), cell)


def _sections(text: str) -> tuple[dict[str, str], dict[str, Lines], bool]:
    """Part a file into what its head says, its labels and data, and whether labels are embedded."""
    parts: dict[str, Lines] = {}
    head, embedded, part = "", False, ""
    for row, line in enumerate(text.splitlines(), 1):
        if part != "data" and (mark := _MARK.fullmatch(line)):
            embedded |= bool(mark[2])
            part = "" if mark[2] else mark[1].lower().replace("column", "col")
            parts.setdefault(part, [])
            line = mark[3] or ""
        cells = [quoted or bare for quoted, bare in _CELL.findall(line)]
        if not part:
            head += f"{line}\n"
        elif cells:
            parts[part].append((row, cells))
    return {n.lower(): v.lower() for n, v in _HEAD.findall(head)}, parts, embedded


def _count(head: dict[str, str], name: str) -> int:
    if ordinal(head.get(name, "")) < 0:
        raise ValueError(f"« {name} = » manque dans l'en-tête du DL → y écrire le nombre de nœuds")
    return int(head[name])


def _given(parts: dict[str, Lines], part: str) -> list[str]:
    return [cell for _, cells in parts.get(part, []) for cell in cells]


def _filled(names: list[str], n: int) -> list[str]:
    """Complete names by numbers: a node that no line names is an isolate."""
    if len(names) > n:
        raise ValueError(f"{len(names)} noms pour {n} annoncés → corriger n, nr ou nc")
    return [*names, *(str(number) for number in range(len(names) + 1, n + 1))]
