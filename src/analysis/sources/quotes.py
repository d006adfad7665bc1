"""Rows of a CSV in which quotes are wrong: each is told from the others, which keep theirs."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from operator import eq
from typing import NamedTuple

from analysis.sources.rough import Note

Rows = list[list[str]]
_END = re.compile(r"\r\n|\r|\n")
_AHEAD = 200  # lines of a cell at most, in a file whose quotes are wrong
_VAIN = 200_000  # lines looked at in vain, beyond which each is a row
_START = 80  # letters by which a line is known


class Wrong(NamedTuple):
    """A line whose quotes are wrong: rows before it, its number in the text, how it starts."""

    rank: int
    line: int
    start: str


def mended(text: str, mark: str) -> tuple[Rows, list[Wrong]]:
    """Read rows one by one, and tell the lines whose quotes are wrong."""
    lines = list(io.StringIO(text, newline=""))
    found, wrong, joined = _one_by_one(lines, mark)
    usual = Counter(len(cells) for cells in found if cells).most_common(1)[0][0]
    return (found, wrong) if joined <= {usual} else _one_by_one(lines, mark, usual)[:2]


def _one_by_one(
    lines: Sequence[str], mark: str, usual: int | None = None
) -> tuple[Rows, list[Wrong], set[int]]:
    """Read each row alone: a line, or some whose quotes make them one.

    Lines that make a row of another width than the usual, where the first of them has that width
    with its quotes as plain signs, are no row: that quote was never meant to be open.

    Returns
    -------
        The rows, the lines that are wrong, and the widths of rows made of several lines.
    """
    found: Rows = []
    wrong: list[Wrong] = []
    joined: set[int] = set()
    at = vain = 0
    while at < len(lines):
        ahead = lines[at : at + (_AHEAD if vain < _VAIN else 1)]
        reader = csv.reader(ahead, delimiter=mark, strict=True)
        try:
            cells = next(reader)
            taken = reader.line_num
            well = taken == 1 or len(cells) == usual or len(_plain(lines[at], mark)) != usual
        except csv.Error:
            well = False
        if not well:
            vain += reader.line_num
            wrong.append(Wrong(len(found), at + 1, lines[at].rstrip("\r\n")[:_START]))
            cells, taken = _plain(lines[at], mark), 1
        elif taken > 1:
            joined.add(len(cells))
        found.append(cells)
        at += taken
    return found, wrong, joined


def _plain(line: str, mark: str) -> list[str]:
    """Part a line whose quotes are plain signs, but for those that stand well around a cell."""
    cells = next(csv.reader([line], delimiter=mark, quoting=csv.QUOTE_NONE))
    return [_unquoted(cell) for cell in cells]


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    whole = len(cell) > 1 and cell == f'"{inner}"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if whole else cell


def swallowing(
    rows: Rows, mark: str, text: str, header: Sequence[str] = (), *, first: int = 1
) -> list[Note]:
    """Say which cells may hold rows: their lines have the marks that rows would have there."""
    lines = max(text.count("\n"), text.count("\r")) + (not text.endswith(("\n", "\r")))
    if lines <= len(rows) or not any(rows):  # no cell has two
        return []
    marks = Counter(len(row) - 1 for row in rows if row).most_common(1)[0][0]
    notes = []
    for number, row in enumerate(rows, start=first):
        if not _END.search("".join(row)):
            continue
        for at, cell in enumerate(row):
            held = [line.count(mark) for line in _END.split(cell)]
            if len(held) < 2 or sum(held) < 2 or (mark == "," and ", " in cell):  # of sentences
                continue
            as_rows = [marks - at, *[marks] * (len(held) - 2), marks - (len(row) - 1 - at)]
            if 5 * sum(map(eq, held, as_rows)) >= 4 * len(held):
                said = (
                    f"cellule de {len(held)} lignes avec des séparateurs dedans : un guillemet a "
                    "pu avaler des lignes → vérifier"
                )
                name = header[at] if at < len(header) else ""
                notes.append(Note(number, name, cell[:_START], said, "kept"))
    return notes
