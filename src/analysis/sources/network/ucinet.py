"""UCINET DL: full matrix, edge lists and node lists, one and two modes.

A reader of our own: igraph's refuses labels embedded in an edge list and matrices of two modes.
"""

from __future__ import annotations

import re

from analysis.sources import values
from analysis.sources.network.parsed import Parsed, bounded, ordinal

_QUOTED = r'"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"'
_BARE = r"(?P<bare>[^\s,]+)"
_CELL = re.compile(f"{_QUOTED}|{_BARE}")
_HEAD = re.compile(  # what the lines before the data are made of, wherever they are cut
    rf"{_QUOTED}|(?P<name>nr|nc|nm|n|format)\s*=\s*(?P<value>\w+)|(?P<data>data)\s*:"
    r"|(?:(?P<side>row|col|matrix)(?:umn)?\s+)?labels(?:\s+(?P<embedded>embedded)\b\s*:?|\s*:)"
    rf"|{_BARE}",
    re.I,
)
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
    head, labels, embedded, data = _sections(text)
    layout = head.get("format", "fullmatrix")
    if layout not in _LAYOUTS:
        raise ValueError(f"format DL « {layout} » non lu → l'enregistrer en edgelist1 ou edgelist2")
    two = "nr" in head or layout.endswith("2")
    rows = _count(head, "nr" if two else "n")
    columns = _count(head, "nc") if two else 0
    bounded(rows + columns, len(text.splitlines()))
    if head.get("nm", "1") != "1":
        raise ValueError(f"{head['nm']} relations (nm) dans un fichier → en exporter une seule")
    if embedded and layout == "fullmatrix" and not data:
        raise ValueError("aucune ligne après « data: » → le fichier est vide ou coupé")
    ours, theirs = labels.get("row") or labels.get("all", []), labels.get("col", [])
    if layout == "fullmatrix":
        ours, theirs, data = _bordered(ours, theirs, embedded, data, square=not columns)
    elif embedded:
        embedded |= set() if columns else {"row", "col"}  # one set of names: both ends bear them
        last = 2 if layout.startswith("edge") else None
        ours, theirs = _numbered(ours, theirs, embedded, data, last, two=bool(columns))
    if not columns:
        ours = ours or theirs
    names = [*_filled(ours, rows), *_filled(theirs if columns else [], columns)]
    found = Parsed(directed=not columns)
    for number, name in enumerate(names, 1):
        mode = {"mode": "actor" if number <= rows else "initiative"} if columns else {}
        found.nodes.append({"id": str(number), "label": name, **mode})
    shift = rows if columns else 0
    if layout == "fullmatrix":
        _matrix(data, rows, columns, found)
    for row, cells in data if layout != "fullmatrix" else []:
        if len(cells) < 2 and layout.startswith("edge"):
            found.note(row, "", cells[0], "lien sans son autre bout", "dropped")
        weight = cells[2] if layout.startswith("edge") and len(cells) > 2 else None
        for end in cells[1:2] if layout.startswith("edge") else cells[1:]:
            found.tie(row, cells[0], str(ordinal(end) + shift) if ordinal(end) > 0 else end, weight)
    if found.directed:
        _undirected(found)
    return found.named()


def _bordered(
    ours: list[str], theirs: list[str], embedded: set[str], data: Lines, *, square: bool
) -> tuple[list[str], list[str], Lines]:
    """Take the names that stand around a matrix, and its columns in the order of its rows."""
    if "col" in embedded:
        theirs, data = data[0][1], data[1:]
    if "row" in embedded:
        ours = [cells[0] for _, cells in data]
        data = [(row, cells[1:]) for row, cells in data]
    if square and embedded == {"row", "col"} and theirs != ours:
        even = all(len(cells) == len(theirs) for _, cells in data)
        if sorted(theirs) != sorted(ours) or not even:
            raise ValueError(
                "matrice carrée : lignes et colonnes n'ont pas les mêmes noms → corriger, ou nr et "
                "nc s'il s'agit de deux modes"
            )
        order = [theirs.index(name) for name in ours]
        data = [(row, [cells[at] for at in order]) for row, cells in data]
    return ours, theirs, data


def _numbered(
    ours: list[str],
    theirs: list[str],
    embedded: set[str],
    data: Lines,
    last: int | None,
    *,
    two: bool,
) -> tuple[list[str], list[str]]:
    """Put numbers for the names that stand in lists, and give the names in that order."""
    first = {name: str(k) for k, name in enumerate(dict.fromkeys(ours), 1)}
    second = {n: str(k) for k, n in enumerate(dict.fromkeys(theirs), 1)} if two else first
    for _, cells in data:
        if "row" in embedded:
            cells[0] = first.setdefault(cells[0], str(len(first) + 1))
        if "col" in embedded:
            ends = (second.setdefault(name, str(len(second) + 1)) for name in cells[1:last])
            cells[1:last] = ends
    return (
        list(first) if "row" in embedded else ours,
        list(second) if "col" in embedded else theirs,
    )


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


def _sections(text: str) -> tuple[dict[str, str], dict[str, list[str]], set[str], Lines]:
    """Part a file into what its head says, its labels, which of them are embedded, and its data."""
    head: dict[str, str] = {}
    labels: dict[str, list[str]] = {}
    embedded: set[str] = set()
    data: Lines = []
    part = ""  # of the labels, or "data"
    for row, line in enumerate(text.splitlines(), 1):
        start = 0
        for sign in _HEAD.finditer(line) if part != "data" else ():
            side = (sign["side"] or "all").lower()
            if sign["data"]:
                part, start = "data", sign.end()
                break
            if sign["name"]:
                head[sign["name"].lower()], part = sign["value"].lower(), ""
            elif sign["embedded"]:
                embedded |= {"row", "col"} if side == "all" else {side}
                part = ""
            elif sign["quoted"] is None and sign["bare"] is None:
                part = side
            elif part:
                labels.setdefault(part, []).append(_cell(sign))
        if part == "data" and (cells := [_cell(sign) for sign in _CELL.finditer(line, start)]):
            data.append((row, cells))
    return head, labels, embedded, data


def _cell(sign: re.Match[str]) -> str:
    return sign["bare"] or sign["quoted"].replace('""', '"')


def _count(head: dict[str, str], name: str) -> int:
    if ordinal(head.get(name, "")) < 0:
        raise ValueError(f"« {name} = » manque dans l'en-tête du DL → y écrire le nombre de nœuds")
    return int(head[name])


def _filled(names: list[str], n: int) -> list[str]:
    """Complete names by numbers: a node that no line names is an isolate."""
    if len(names) > n:
        raise ValueError(f"{len(names)} noms pour {n} annoncés → corriger n, nr ou nc")
    return [*names, *(str(number) for number in range(len(names) + 1, n + 1))]
