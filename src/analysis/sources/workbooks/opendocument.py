"""OpenDocument spreadsheets (.ods).

odfpy names the elements; the sheets themselves are read from content.xml as it streams, since
odfpy's own loading makes close to two kilobytes of objects of each cell (measured on 100 000: 3.4 s
and 170 MB) and leaves repeated cells, spaces and annotations to be told apart all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element

from odf.namespaces import OFFICENS, STYLENS, TABLENS, TEXTNS

from analysis.sources import archives
from analysis.sources.rough import LONGEST, Rough, Source
from analysis.sources.workbooks import grids
from analysis.sources.workbooks.grids import Grid, Range, Sheet
from analysis.sources.workbooks.spreadsheets import moment

_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_TABLE, _COLUMN, _ROW, _CELL, _COVERED, _SOURCE = (
    f"{{{TABLENS}}}{tag}"
    for tag in (
        "table", "table-column", "table-row", "table-cell", "covered-table-cell", "table-source",
    )
)  # fmt: skip
_BOOK, _ANNOTATION = f"{{{OFFICENS}}}spreadsheet", f"{{{OFFICENS}}}annotation"
_STYLE, _PROPERTIES = f"{{{STYLENS}}}style", f"{{{STYLENS}}}table-properties"
_PARAGRAPH, _SPACES = f"{{{TEXTNS}}}p", f"{{{TEXTNS}}}s"
_MARKS = {f"{{{TEXTNS}}}tab": "\t", f"{{{TEXTNS}}}line-break": "\n"}
_BLANK = re.compile(r"[ \t\r\n]+")
_SPACED = re.compile(r"\s+")
_DURATION = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
#: Errors as they are shown, in English and in French.
_ERROR = re.compile(
    r"#(?:N/[AD]|(?:REF|VALUE|VALEUR|DIV/0|NULL?|NUM|NOMBRE|NAME|NOM)\s?[!?])|Err\s?:\d+"
)


class _Told(NamedTuple):
    """What a cell says: its text, and what is to be remarked of it."""

    text: str | None
    remark: str = ""
    value: str = ""


def rough(source: Source) -> Rough:
    """Read a sheet of a spreadsheet: the one named, or the first that holds a table.

    Parameters
    ----------
    source
        The file; its ``sheet`` is the name of a sheet.

    Raises
    ------
    ValueError
        For a file that is no spreadsheet, is broken, protected or hostile; for a sheet not found.
    """
    with archives.legible(source), archives.opened(source) as archive:
        names = archive.namelist()
        sealed = "META-INF/manifest.xml" in names and b"encryption-data" in archive.read(
            "META-INF/manifest.xml"
        )
        if sealed or "encrypted-package" in names:
            raise archives.protected(source)
        reader = _Reader(source)
        reader.read(archives.parsed(archive, "content.xml", ("start", "end"), unit=_ROW))
        if not reader.sheets:
            raise archives.Refused(f"{source.name} : pas un classeur → donner un fichier .ods")
        grid, notes = grids.chosen(source, reader.sheets)
    return grids.tabled(grid, notes)


class _Reader:
    """The sheets of a content.xml, read in one pass."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.sheets: list[Sheet] = []
        self.concealed: set[str] = set()  # styles of hidden sheets
        self.spent = 0  # cells that repetitions made
        self._start()

    def _start(self) -> None:
        self.grid = Grid(self.source.name)
        self.row = self.columns = 0
        self.linked = False  # a copy of another file's sheet, kept for formulas

    def read(self, events: Iterable[tuple[str, Element]]) -> None:
        """Read the sheets; tables within a cell or a link are none."""
        path: list[str] = []
        tables = 0
        for event, element in events:
            if event == "start":
                if element.tag == _TABLE:
                    tables += 1
                    if path[-1:] == [_BOOK]:
                        self._start()
                path.append(element.tag)
                continue
            path.pop()
            tables -= element.tag == _TABLE
            if element.tag == _STYLE:
                self._style(element)
            elif _BOOK in path:
                self._element(element, tables == 1, path[-1] == _BOOK)

    def _element(self, element: Element, within: bool, top: bool) -> None:
        if element.tag == _TABLE and top:
            if not self.linked:
                hidden = element.get(f"{{{TABLENS}}}style-name") in self.concealed
                name, grid = element.get(f"{{{TABLENS}}}name", ""), self.grid
                self.sheets.append(Sheet(name, hidden, lambda: grid))
            element.clear()
        elif element.tag == _SOURCE:
            self.linked = True
        elif element.tag == _COLUMN and within:
            before, self.columns = self.columns, self.columns + _times(element, "columns")
            self.grid.bounded(1, self.columns)
            if _hidden(element):
                self.grid.hidden_columns.update(range(before + 1, self.columns + 1))
        elif element.tag == _ROW and within:
            self._row(element)
            element.clear()

    def _style(self, element: Element) -> None:
        properties = element.find(_PROPERTIES)
        if properties is not None and properties.get(f"{{{TABLENS}}}display") == "false":
            self.concealed.add(element.get(f"{{{STYLENS}}}name", ""))

    def _row(self, element: Element) -> None:
        times = _times(element, "rows")
        rows = range(self.row + 1, self.row + times + 1)
        self.row += times
        self.grid.bounded(self.row, 1)
        cells: dict[int, str] = {}
        column = 0
        for cell in element:
            if cell.tag not in (_CELL, _COVERED):
                continue
            columns = range(column + 1, column + _times(cell, "columns") + 1)
            column += len(columns)
            told = _told(cell)
            if not told.remark and (told.text is None or told.text.isspace()):
                continue  # a blank tail, as long as it says
            self.grid.bounded(1, column)
            self._spend(len(columns) * (times if told.remark else 1))
            for c in columns if told.remark else ():
                self.grid.remark(told.remark, rows, c, told.value)
            if told.text is not None:
                cells.update(dict.fromkeys(columns, told.text))
                self._merge(cell, rows.start, columns.start)
        if cells:
            self._spend(len(cells) * (times - 1))
            self.grid.cells.update(dict.fromkeys(rows, cells))
            if _hidden(element):
                self.grid.hidden_rows.update(rows)

    def _merge(self, cell: Element, row: int, column: int) -> None:
        down, across = (
            int(cell.get(f"{{{TABLENS}}}number-{way}-spanned", 1)) for way in ("rows", "columns")
        )
        if (down > 1 or across > 1) and cell.tag == _CELL:
            self.grid.merged.append(Range(row, column, row + down - 1, column + across - 1))

    def _spend(self, cells: int) -> None:
        self.spent += cells
        if self.spent > grids.LARGEST:
            raise archives.Refused(
                f"{self.source.name} : plus de {grids.LARGEST} cellules remplies → n'en garder "
                "que la feuille utile"
            )


def _times(element: Element, what: str) -> int:
    return max(int(element.get(f"{{{TABLENS}}}number-{what}-repeated", 1)), 1)


def _hidden(element: Element) -> bool:
    return element.get(f"{{{TABLENS}}}visibility", "visible") != "visible"


def _told(cell: Element) -> _Told:
    """Tell a cell: by its value where it has one, by what it shows otherwise."""
    shown = "\n".join("".join(_said(p)) for p in cell.iterfind(_PARAGRAPH)) or None
    formula = cell.get(f"{{{TABLENS}}}formula") is not None
    kind = cell.get(f"{{{OFFICENS}}}value-type")
    bad = formula and shown is not None and _ERROR.fullmatch(shown.strip())
    if bad or cell.get(f"{{{_CALCEXT}}}value-type") == "error":
        return _Told(None, "error", shown or "#ERREUR")
    if kind is None:
        return _Told(None, "formula") if formula and shown is None else _Told(shown)
    name = {"percentage": "value", "currency": "value", "float": "value"}.get(kind, f"{kind}-value")
    value = cell.get(f"{{{OFFICENS}}}{name}")
    if kind == "string" or value is None:
        return _Told(shown or value or None)
    if kind == "boolean":
        return _Told("oui" if value == "true" else "non")
    if kind in ("date", "time"):
        return _Told(_dated(value) if kind == "date" else _lasting(value))
    number = grids.typed(value)
    digits = _SPACED.sub("", shown or "")
    # A postcode, a telephone number: the zeros that the format shows.
    if digits.startswith("0") and digits.isdigit() and number.isdigit() and digits != number:
        same = digits.lstrip("0") == number.lstrip("0")
        return _Told(digits, "padded") if same else _Told(number)
    return _Told(number)


def _said(element: Element) -> Iterator[str]:
    """Give what a paragraph says: spaces, tabs and line breaks are elements, notes are left out."""
    yield _BLANK.sub(" ", element.text or "")
    for child in element:
        if child.tag == _SPACES:
            yield " " * min(int(child.get(f"{{{TEXTNS}}}c", 1)), LONGEST)
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag != _ANNOTATION:
            yield from _said(child)
        yield _BLANK.sub(" ", child.tail or "")


def _dated(value: str) -> str:
    try:
        return moment(datetime.fromisoformat(value))
    except ValueError:  # before the year 1, or after 9999
        return value


def _lasting(value: str) -> str:
    found = _DURATION.fullmatch(value)
    if not found:
        return value
    hours, minutes, seconds = (int(found[i] or 0) for i in (2, 3, 4))
    text = f"{found[1]}{hours:02}:{minutes:02}"
    return f"{text}:{seconds:02}" if seconds else text
