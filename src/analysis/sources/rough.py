"""What a format's module gives: the cells of a file under its own names, as they were written.

Each module that reads a format is one function from a :class:`Source` to a :class:`Rough`; what
cells mean (numbers, years, lists, places) is told afterwards, once for all, by ``reading``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from analysis.sources import heading, values

REPORT = ["row", "column", "value", "problem", "action"]
#: What was done about a line of the report. "refused" stops a run; nothing else does.
ACTIONS = ("kept", "read", "emptied", "dropped", "refused")

_UNNAMED = re.compile(r"colonne \d+( \(\d+\))?")
LONGEST = 1_000_000  # letters of a cell beyond which a file is broken, or hostile
BEYOND = "au-delà des en-têtes"  # the column of cells that no header names
WIDEST = 16_384  # columns, as many as a spreadsheet has


class Note(NamedTuple):
    """A line of the report of a reading."""

    row: int | None
    column: str
    value: Any
    problem: str
    action: str


@dataclass(frozen=True)
class Source:
    """A file to read: its name, its bytes, where it is (None when it came as open bytes).

    ``encoding``, ``sheet`` and ``crs`` are what the user said of it, None where they left it to us.
    """

    name: str
    content: bytes
    path: Path | None = None
    encoding: str | None = None
    sheet: str | None = None
    crs: Any = None


@dataclass(frozen=True, eq=False)
class Rough:
    """The cells of a file.

    ``table`` is indexed by the row that a person finds in the file (that of a spreadsheet; for
    records, their rank from 1); its cells are text, lists of texts, or missing.
    ``ours`` maps our column names to the file's, where the format itself tells; ``geometry`` holds
    shapes in EPSG:4326 on the same index, where the format has them. ``header`` holds the names of
    all columns of rows, those that held nothing too.
    """

    table: pd.DataFrame
    notes: list[Note]
    ours: Mapping[str, str] = field(default_factory=dict)
    geometry: pd.Series | None = None
    header: Sequence[str] = ()


def tabulated(
    rows: Sequence[Sequence[str | None]], *, first: int = 1, header: Sequence[str] | None = None
) -> Rough:
    """Make a rough table of rows of cells.

    Title rows above the header are found by their few cells; blank rows, and rows that repeat the
    header, are dropped; cells beyond the header go to a column of their own. Where the row that
    stands for a header is as those below, columns are numbered. All is reported.

    Parameters
    ----------
    rows
        Cells of each row, as text.
    first
        Number of the first row in the file.
    header
        The header, when it was read before: the rows are then all of data.
    """
    notes: list[Note] = []
    above: Sequence[str | None] = ()
    if header is None:
        at = heading.header_at(rows)
        bare = heading.headless(rows, at)
        at = next((i for i in range(at) if heading.alike(rows[i], rows[at])), at) if bare else at
        for number, cells in enumerate(rows[:at], start=first):
            said = " ".join(c for c in cells if c and c.strip())
            problem = "ligne de titre au-dessus des en-têtes" if said else "ligne vide"
            notes.append(Note(number, "", said, problem, "dropped"))
        if bare:
            header = _numbered(rows[at : at + heading.BELOW], first + at, notes)
            rows, first = rows[at:], first + at
        else:
            above = rows[at] if rows else ()
            header = _named(above, first + at, notes)
            rows, first = rows[at + 1 :], first + at + 1
    repeated = list(above or header)
    width, kept, index, beyond = len(header), [], [], {}
    for number, cells in enumerate(rows, start=first):
        if not "".join(filter(None, cells)).strip():
            notes.append(Note(number, "", "", "ligne vide", "dropped"))
            continue
        if width > 1 and cells[0] == repeated[0] and list(cells) == repeated:
            notes.append(Note(number, "", cells[0], "en-têtes répétés", "dropped"))
            continue
        if over := [c for c in cells[width:] if c and c.strip()]:
            beyond[number] = " | ".join(over)
            notes.append(Note(number, BEYOND, beyond[number], "cellules sans en-tête", "kept"))
        elif len(cells) < width:
            said = f"ligne courte : {width} cellules attendues"
            notes.append(Note(number, "", len(cells), said, "kept"))
        exact = len(cells) == width
        kept.append(cells if exact else [*cells, *[""] * (width - len(cells))][:width])
        index.append(number)
    rank = pd.Index(index, name="row", dtype="int64")
    columns = zip(*kept, strict=True) if kept else [()] * width
    cleaned = {n: values.cleaned(c) for n, c in zip(header, columns, strict=True)}
    table = pd.DataFrame(cleaned, index=rank, columns=list(header), dtype="str")
    if beyond:
        table[free(BEYOND, header)] = pd.Series(beyond, dtype="str")
    blank = [name for name in header if _UNNAMED.fullmatch(name) and table[name].isna().all()]
    return Rough(table.drop(columns=blank), notes, header=header)


def recorded(
    records: Iterable[Mapping[str, Any]],
    *,
    ours: Mapping[str, str] | None = None,
    geometry: Sequence[Any] | None = None,
    notes: Iterable[Note] = (),
) -> Rough:
    """Make a rough table of records: JSON objects, the features of a map.

    A record in a record gives columns "outer.inner"; numbers become text, as they were written
    when the JSON was loaded with :func:`analysis.sources.structured.loaded`; a list of plain values
    stays a list of texts; another list becomes JSON text.
    """
    from analysis.sources import structured

    rows = list(records)
    columns = _by_name(rows)
    kinds = {name: set(map(type, cells)) for name, cells in columns.items()}
    if any(issubclass(kind, Mapping) for kind in set().union(*kinds.values())):
        columns = _by_name([structured.flat(row) for row in rows])
        kinds = {name: set(map(type, cells)) for name, cells in columns.items()}
    index = pd.RangeIndex(1, len(rows) + 1, name="row")
    told = {name: _told(cells, kinds[name]) for name, cells in columns.items()}
    shapes = None if geometry is None else pd.Series(list(geometry), index=index, dtype="object")
    return Rough(pd.DataFrame(told, index=index), list(notes), dict(ours or {}), shapes)


def _by_name(records: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Give the cells of records by column."""
    # Where all have the names of the first, cells are fetched without a look at each record.
    first = list(records[0]) if records else []
    if len(first) <= WIDEST and set(map(len, records)) == {len(first)}:
        with suppress(KeyError):
            return {name: list(map(itemgetter(name), records)) for name in first}
    names = dict.fromkeys(chain.from_iterable(records))
    if len(names) > WIDEST:
        raise ValueError(
            f"{len(names)} champs différents, {WIDEST} au plus → ce n'est pas une liste de fiches"
        )
    return {name: [record.get(name) for record in records] for name in names}


def _told(cells: list[Any], kinds: set[type]) -> Any:
    """Give JSON values of a column as cells: as texts, but for one that holds lists."""
    from analysis.sources import structured

    if kinds <= {str, type(None)}:
        return pd.array(pa.array(values.cleaned(cells), pa.large_string()), dtype="str")
    if kinds == {int}:
        return pd.array(list(map(str, cells)), dtype="str")
    told = [structured.cell(c) for c in cells]
    return pd.Series(told, dtype="object" if list in kinds else "str").array


def free(name: str, taken: Iterable[str]) -> str:
    """Give a name that no column has: itself, else with a number."""
    held, found, times = set(taken), name, 1
    while found in held:
        times += 1
        found = f"{name} ({times})"
    return found


def _named(cells: Sequence[str | None], row: int, notes: list[Note]) -> list[str]:
    header: list[str] = []
    for i, cell in enumerate(cells, start=1):
        name = " ".join((cell or "").split()) or f"colonne {i}"
        header.append(free(name, header))
        if header[-1] != name:
            notes.append(Note(row, name, name, f"en-tête répété, lu « {header[-1]} »", "read"))
    return header


def _numbered(rows: Sequence[Sequence[str | None]], row: int, notes: list[Note]) -> list[str]:
    """Give names to columns of rows that have no header, and say so."""
    said = " ".join(c for c in rows[0] if c and c.strip())
    problem = (
        "pas d'en-têtes : colonnes numérotées → les nommer dans le fichier, ou dans columns de "
        "study.toml"
    )
    notes.append(Note(row, "", said, problem, "read"))
    width = Counter(map(len, rows)).most_common(1)[0][0]
    return [f"colonne {i}" for i in range(1, width + 1)]
