"""Sheets as spreadsheets hold them: which is read, merged cells, headers on two rows, the hidden.

What .xlsx and .ods share once their cells are text. A grid keeps filled cells alone, so that blank
tails of a million rows weigh nothing; it is laid out once, within bounds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import isfinite
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from analysis.sources import heading, values
from analysis.sources.archives import Refused
from analysis.sources.rough import LONGEST, WIDEST, Note, Rough, Source, tabulated

HIGHEST = 1_048_576  # rows, as many as a spreadsheet has
LARGEST = 10_000_000  # cells laid out, blank ones included
_LETTERS = 200_000_000  # of a whole sheet
_MANY = 12  # spans of rows that a note lists
_TWO_ROWS = "en-têtes sur deux lignes, lus « Groupe / Nom »"

Row = list[str | None]
#: What is said of cells of a column, with the action taken.
_REMARKS = {
    "formula": ("formule jamais calculée, lue comme inconnue", "emptied"),
    "error": ("valeur d'erreur, lue comme inconnue", "emptied"),
    "padded": ("zéros de tête rendus, comme la feuille les montre", "read"),
    "undated": ("date hors du calendrier, gardée en nombre", "kept"),
}


class Range(NamedTuple):
    """A merged range: its first and last rows and columns, from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Grid:
    """The filled cells of a sheet by row and column, from 1, and what is known of them."""

    file: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    remarks: dict[tuple[str, int, str], list[range]] = field(default_factory=dict)

    def bounded(self, row: int, column: int) -> None:
        """Refuse a place that no spreadsheet has."""
        if row > HIGHEST or column > WIDEST:
            raise Refused(
                f"{self.file} : la feuille annonce {row} lignes et {column} colonnes, plus qu'un "
                f"tableur n'en a ({HIGHEST} et {WIDEST}) → l'enregistrer à nouveau"
            )

    def remark(self, kind: str, rows: range, column: int, value: str = "") -> None:
        """Keep what is to be said of cells of a column."""
        self.remarks.setdefault((kind, column, value), []).append(rows)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; ``read`` gives its cells, None for what has none (a chart)."""

    name: str
    hidden: bool
    read: Callable[[], Grid] | None

    def __str__(self) -> str:
        if self.read is None:
            return f"{self.name} (sans cellules)"
        return f"{self.name} (masquée)" if self.hidden else self.name


def typed(number: str) -> str:
    """Write a number as a person types it: no exponent, no useless zeros, every digit kept."""
    try:
        value = float(number)
    except ValueError:
        return number
    if number.lstrip("+-").isdigit() or not isfinite(value):
        return number
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def chosen(source: Source, sheets: Sequence[Sheet]) -> tuple[Grid, list[Note]]:
    """Choose the sheet to read: the one named, or the first that holds a table, not hidden first.

    Raises
    ------
    ValueError
        For a name that no sheet has, or where no sheet has cells.
    """
    listed = Note(None, "", " | ".join(map(str, sheets)), "feuilles du classeur", "read")
    if source.sheet is not None:
        sheet, why = _named(source, sheets), "feuille lue, celle qui est demandée"
        grids = [(sheet, sheet.read())] if sheet.read else []
    else:
        why = "feuille lue, la première qui tient un tableau"
        visible = sorted(sheets, key=lambda sheet: sheet.hidden)
        grids = _until_table([(s, s.read) for s in visible if s.read])
    found = next(((s, g) for least in (2, 1) for s, g in grids if _holds(g, least)), None)
    found = found or next(((s, g) for s, g in grids if g.cells), None)
    if found is None:
        asked = f"la feuille « {source.sheet} »" if source.sheet else "aucune feuille"
        raise Refused(f"{source.name} : {asked} n'a de cellule remplie → en donner une qui en ait")
    return found[1], [listed, Note(None, "", found[0].name, why, "read")]


def tabled(grid: Grid, notes: Iterable[Note]) -> Rough:
    """Make a rough table of a grid: merged cells filled, headers on two rows joined."""
    first, raw = _laid(grid)
    said = list(notes)
    width, left = len(raw[0]), min(min(row) for row in grid.cells.values())
    ranges = [r for r in grid.merged if r.top in grid.cells and r.left in grid.cells[r.top]]
    ranges = [r._replace(right=min(r.right, width)) for r in ranges]
    whole = {r for r in ranges if r.left <= left and r.right == width}
    at = heading.header_at(raw)
    groups: dict[int, list[Range]] = {}
    for r in ranges:
        if r.top == r.bottom and r.right > r.left and r not in whole:
            groups.setdefault(r.top - first, []).append(r)
    for above in (at - 1, at):
        if _over_names(raw, above, groups.get(above, []), left):
            said.append(_joined(raw, above, groups[above], first))
            at = above + 1
            break
    said += _filled(grid, raw, first, at, ranges, whole)
    if sum(len(c) for row in raw for c in row if c) > _LETTERS:
        raise Refused(f"{grid.file} : feuille de plus de {_LETTERS} lettres → réduire")
    said += _told(grid, [c or f"colonne {i}" for i, c in enumerate(raw[at], start=1)])
    found = tabulated(raw, first=first)
    emptied = {note.row for note in said if note.problem == _TWO_ROWS}  # was the header's first
    return replace(found, notes=[*said, *(n for n in found.notes if n.row not in emptied)])


def spans(numbers: Iterable[int]) -> str:
    """Write numbers of rows shortly: "4-6, 9"."""
    runs: list[list[int]] = []
    for n in sorted(set(numbers)):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    texts = [f"{a}-{b}" if b > a else f"{a}" for a, b in runs]
    return ", ".join(texts[:_MANY]) + (", …" if len(texts) > _MANY else "")


def _named(source: Source, sheets: Sequence[Sheet]) -> Sheet:
    def same(name: str) -> str:
        return unicodedata.normalize("NFC", name).strip().casefold()

    asked = source.sheet or ""
    alike = [s for s in sheets if s.name == asked] or [
        s for s in sheets if same(s.name) == same(asked)
    ]
    if not alike:
        names = ", ".join(f"« {s} »" for s in sheets)
        raise Refused(f"{source.name} : pas de feuille « {asked} » → choisir parmi {names}")
    return alike[0]


def _holds(grid: Grid, least: int) -> bool:
    """Whether at least two rows (a header, and one below) have so many cells."""
    return sum(len(row) >= least for row in grid.cells.values()) >= 2


def _until_table(sheets: Sequence[tuple[Sheet, Callable[[], Grid]]]) -> list[tuple[Sheet, Grid]]:
    """Read sheets until one holds a table: those after it are left alone."""
    grids = []
    for sheet, read in sheets:
        grids.append((sheet, read()))
        if _holds(grids[-1][1], 2):
            break
    return grids


def _laid(grid: Grid) -> tuple[int, list[Row]]:
    first, last = min(grid.cells), max(grid.cells)
    width = max(max(row) for row in grid.cells.values())
    grid.bounded(last, width)
    if (last - first + 1) * width > LARGEST:
        raise Refused(
            f"{grid.file} : la feuille va jusqu'à la cellule {get_column_letter(width)}{last}, "
            "trop loin pour un tableau → effacer les cellules isolées loin du tableau"
        )
    rows: list[Row] = [[None] * width for _ in range(first, last + 1)]
    for number, cells in grid.cells.items():
        for column, text in cells.items():
            if len(text) > LONGEST:
                raise Refused(
                    f"{grid.file}, ligne {number} : cellule de {len(text)} lettres, "
                    f"« {text[:40]}… » → la raccourcir"
                )
            rows[number - first][column - 1] = text
    return first, rows


def _over_names(rows: Sequence[Row], at: int, groups: Sequence[Range], left: int) -> bool:
    """Whether a row of groups stands over a row of names.

    Told from a header with a merged cell, over a first row of data: there a column out of the
    groups has both a name and a value, or a number stands under a group. A lone cell merged from
    the table's first column is a title.
    """
    if not groups or at < 0 or at + 1 >= len(rows):
        return False
    if sum(c is not None for c in rows[at]) == 1 and groups[0].left == left:
        return False
    under = {column for r in groups for column in range(r.left - 1, r.right)}
    names = rows[at + 1]
    both = any(rows[at][i] and names[i] for i in range(len(names)) if i not in under)
    numbers = any(c and values.number(c) is not None and values.year(c) is None for c in names)
    named = all(any(names[r.left - 1 : r.right]) for r in groups)
    return named and not both and not numbers


def _joined(rows: list[Row], at: int, groups: Sequence[Range], first: int) -> Note:
    """Join a row of groups to the names below: "Groupe / Nom"; the row of groups is emptied."""
    over = list(rows[at])
    for r in groups:
        over[r.left - 1 : r.right] = [over[r.left - 1]] * (r.right - r.left + 1)
    pairs = zip(over, rows[at + 1], strict=True)
    texts = [[" ".join(c.split()) for c in pair if c] for pair in pairs]
    said = " | ".join(c for c in rows[at] if c)
    rows[at + 1] = [" / ".join(dict.fromkeys(pair)) or None for pair in texts]
    rows[at] = [None] * len(over)
    return Note(first + at, "", said, _TWO_ROWS, "read")


def _filled(
    grid: Grid, rows: list[Row], first: int, at: int, ranges: Sequence[Range], whole: set[Range]
) -> list[Note]:
    """Give each cell of a merged range its value, from the header down.

    A row that has nothing of its own stays blank; a range as wide as the table is a subtitle.
    """
    notes, count, area = [], 0, 0
    for r in ranges:
        if r.top < first + at:  # titles, groups of columns
            continue
        text = rows[r.top - first][r.left - 1]
        if r in whole and r.right - r.left >= 2:
            said = "cellule fusionnée sur toute la largeur : lue dans la première colonne"
            notes.append(Note(r.top, "", text, said, "kept"))
            continue
        # A header's name goes down to no row of data.
        bottom = r.top if r.top == first + at else min(r.bottom, first + len(rows) - 1)
        area += (bottom - r.top + 1) * (r.right - r.left + 1)
        if area > LARGEST:
            raise Refused(f"{grid.file} : trop de cellules fusionnées → défusionner la feuille")
        for number in range(r.top, bottom + 1):
            own = grid.cells.get(number, {})
            for column in range(r.left, r.right + 1) if own else ():
                if column not in own:
                    rows[number - first][column - 1] = text
                    count += 1
                elif (number, column) != (r.top, r.left):
                    said = "valeur cachée sous une cellule fusionnée, gardée"
                    notes.append(Note(number, get_column_letter(column), own[column], said, "kept"))
    if count:
        said = "cellules vides d'une fusion : chacune reçoit la valeur de la cellule fusionnée"
        notes.insert(0, Note(None, "", count, said, "read"))
    return notes


def _told(grid: Grid, names: Sequence[str]) -> list[Note]:
    """Tell what is hidden, and what was remarked of the cells of each column."""
    notes = []
    if rows := grid.hidden_rows & grid.cells.keys():
        said = f"lignes masquées ({len(rows)}) : lues comme les autres"
        notes.append(Note(min(rows), "", spans(rows), said, "kept"))
    used = set().union(*grid.cells.values())
    for column in sorted(grid.hidden_columns & used):
        said = f"colonne masquée (n° {column}) : lue comme les autres"
        notes.append(Note(None, names[column - 1], get_column_letter(column), said, "kept"))
    for (kind, column, value), ranges in grid.remarks.items():
        numbers = [n for numbers in ranges for n in numbers]
        name = names[column - 1] if column <= len(names) else get_column_letter(column)
        problem, action = _REMARKS[kind]
        said = f"{problem} ({len(numbers)} fois, lignes {spans(numbers)})"
        notes.append(Note(min(numbers), name, value or len(numbers), said, action))
    return notes
