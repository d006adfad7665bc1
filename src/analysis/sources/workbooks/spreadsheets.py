"""Excel workbooks (.xlsx, .xlsm).

openpyxl reads what a workbook says of itself (parts, sheets, calendar) and tells dates from
numbers: it knows best what Excel writes. Rows are taken from the parts one by one: openpyxl's own
loading would expand merged ranges of a million rows, take a formula never computed for an empty
cell, and stop at a style, a filter or a picture that it does not understand.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timedelta
from functools import partial
from xml.etree.ElementTree import Element, ParseError

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import ARC_SHARED_STRINGS, ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS

from analysis.sources import archives
from analysis.sources.rough import WIDEST, Rough, Source
from analysis.sources.workbooks import grids
from analysis.sources.workbooks.grids import Grid, Range, Sheet

_CELL, _ROW, _COLUMN, _MERGED, _SIZE, _VALUE, _FORMULA, _INLINE, _TEXT, _RUN, _STRING = (
    f"{{{SHEET_MAIN_NS}}}{tag}"
    for tag in ("c", "row", "col", "mergeCell", "dimension", "v", "f", "is", "t", "r", "si")
)
_FORMAT, _STYLES = f"{{{SHEET_MAIN_NS}}}numFmt", f"{{{SHEET_MAIN_NS}}}cellXfs"
_TRUE = ("1", "true")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAKS = re.compile(r"\r\n?|[\v\f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
#: What a number format shows that is neither a digit's place nor a space: texts, colours, escapes.
_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|[_\\*].|\s')
_ZEROS = re.compile(r"#*(0[0#]+)")


def rough(source: Source) -> Rough:
    """Read a sheet of a workbook: the one named, or the first that holds a table.

    Parameters
    ----------
    source
        The file; its ``sheet`` is the name of a sheet.

    Raises
    ------
    ValueError
        For a file that is no workbook, is broken, protected or hostile; for a sheet not found.
    """
    with archives.legible(source), archives.opened(source) as archive:
        grid, notes = grids.chosen(source, _Book(source, archive).sheets())
    return grids.tabled(grid, notes)


def moment(value: datetime | date | time | timedelta) -> str:
    """Write a date in ISO, with its time only where it is not midnight; a duration in hours."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        text = f"{minutes // 60:02}:{minutes % 60:02}"
        return f"{text}:{seconds:02}" if seconds else text
    # Numbers of days are never exact to the last millisecond.
    if isinstance(value, time):
        value = (datetime.combine(date.min, value) + timedelta(milliseconds=500)).time()
        value = value.replace(microsecond=0)
    elif isinstance(value, datetime):
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        if value.time() == time():
            value = value.date()
    text = value.isoformat()
    return text.removesuffix(":00") if text.count(":") == 2 else text


class _Book:
    """A workbook: its sheets, its shared strings, what each style makes of a number."""

    def __init__(self, source: Source, archive: archives.Archive) -> None:
        self.source, self.archive = source, archive
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                self._declares_nothing(name)
        self.reader = ExcelReader(io.BytesIO(source.content), read_only=True, keep_links=False)
        self.reader.archive = archive
        self.reader.read_manifest()
        self.reader.read_workbook()
        self.epoch = self.reader.wb.epoch
        self.strings = self._strings()
        self.formats = self._formats()

    def _declares_nothing(self, name: str) -> None:
        try:
            archives.declares_nothing(self.archive, name)
        except ParseError:  # a part that is not XML matters only if it is one that we read
            return

    def sheets(self) -> list[Sheet]:
        found = []
        for sheet, part in self.reader.parser.find_sheets():
            cells = part.target in self.archive.namelist() and part.Type.endswith("/worksheet")
            read = partial(self._grid, part.target) if cells else None
            found.append(Sheet(sheet.name, sheet.state != "visible", read))
        if not found:
            raise archives.Refused(
                f"{self.source.name} : classeur sans feuille lisible → l'enregistrer au format "
                "« Classeur Excel (.xlsx) », et non « Strict Open XML »"
            )
        return found

    def _strings(self) -> list[str]:
        part = self.reader.package.find(SHARED_STRINGS)
        name = part.PartName.removeprefix("/") if part else ARC_SHARED_STRINGS
        strings: list[str] = []
        if name not in self.archive.namelist():
            return strings
        for _, element in archives.parsed(self.archive, name, unit=_STRING):
            if element.tag == _STRING:
                strings.append(_text(element))
                element.clear()
        return strings

    def _formats(self) -> list[tuple[str, int]]:
        """Tell for each style whether its numbers are dates, durations, or padded (to how many)."""
        if ARC_STYLE not in self.archive.namelist():
            return []
        codes, styles = dict(BUILTIN_FORMATS), []
        for _, element in archives.parsed(self.archive, ARC_STYLE):
            if element.tag == _FORMAT:
                number = int(element.get("numFmtId", 0))
                if number not in BUILTIN_FORMATS:  # those of conditions come last
                    codes.setdefault(number, element.get("formatCode", "General"))
            elif element.tag == _STYLES:
                styles = [int(style.get("numFmtId", 0)) for style in element]
        return [_format(codes.get(number, "General")) for number in styles]

    def _grid(self, part: str) -> Grid:
        grid, number = Grid(self.source.name), 0
        for _, element in archives.parsed(self.archive, part, unit=_ROW):
            if element.tag == _ROW:
                number = self._row(grid, element, number)
                element.clear()
            elif element.tag == _COLUMN and element.get("hidden") in _TRUE:
                last = min(int(element.get("max", 0)), WIDEST)
                grid.hidden_columns.update(range(int(element.get("min", 1)), last + 1))
            elif element.tag == _MERGED:
                left, top, right, bottom = range_boundaries(element.get("ref"))
                whole = Range(top or 1, left or 1, bottom or grids.HIGHEST, right or WIDEST)
                grid.merged.append(whole)
            elif element.tag == _SIZE:
                _place(grid, element.get("ref", "A1").split(":")[-1])
        return grid

    def _row(self, grid: Grid, element: Element, before: int) -> int:
        """Read a row; give its number. Some tools number neither rows nor cells."""
        number = int(float(element.get("r", before + 1)))
        if element.get("hidden") in _TRUE:
            grid.hidden_rows.add(number)
        column = 0
        for cell in element.iterfind(_CELL):
            place = cell.get("r")
            column = _place(grid, place) if place else column + 1
            text = self._cell(grid, cell, number, column)
            if text and not text.isspace():
                grid.bounded(number, column)
                grid.cells.setdefault(number, {})[column] = text
        grid.bounded(number, 1)
        return number

    def _cell(self, grid: Grid, cell: Element, number: int, column: int) -> str | None:
        kind, here = cell.get("t", "n"), range(number, number + 1)
        if kind == "inlineStr":
            inline = cell.find(_INLINE)
            return None if inline is None else _text(inline)
        value = cell.findtext(_VALUE)
        if not value:
            # A formula that gives an empty text says that it is a text ("str").
            if kind != "str" and cell.find(_FORMULA) is not None:
                grid.remark("formula", here, column)
            return None
        if kind == "s":
            return self.strings[int(value)]
        if kind == "str":
            return _plain(value)
        if kind == "b":
            return "oui" if value in _TRUE else "non"
        if kind == "e":
            grid.remark("error", here, column, value)
            return None
        if kind == "d":
            return moment(from_ISO8601(value))
        return self._number(grid, value, int(cell.get("s", 0)), here, column)

    def _number(self, grid: Grid, value: str, style: int, here: range, column: int) -> str:
        kind, width = self.formats[style] if style < len(self.formats) else ("", 0)
        text = grids.typed(value)
        if kind in ("date", "duration"):
            try:
                return moment(from_excel(float(value), self.epoch, timedelta=kind == "duration"))
            except (OverflowError, ValueError):
                grid.remark("undated", here, column)
        elif kind == "padded" and text.isdigit() and len(text) < width:
            grid.remark("padded", here, column)
            return text.zfill(width)
        return text


def _format(code: str) -> tuple[str, int]:
    if code.casefold() == "general":
        return "", 0
    if is_timedelta_format(code):
        return "duration", 0
    if is_date_format(code):
        return "date", 0
    # "00000" is a postcode, and "0#" ## ## ## ##" the telephone numbers of French Excel.
    zeros = _ZEROS.fullmatch(_SHOWN.sub("", code.split(";")[0]))
    return ("padded", len(zeros[1])) if zeros else ("", 0)


def _place(grid: Grid, reference: str) -> int:
    """Tell the column of a cell's reference; refuse one that no spreadsheet has."""
    letters = reference.replace("$", "").rstrip("0123456789")
    if len(letters) > 3:
        grid.bounded(1, 26 ** (min(len(letters), 9) - 1))
    if not letters or letters == reference:  # a size in whole rows or whole columns
        return 1
    row, column = coordinate_to_tuple(reference.replace("$", ""))
    grid.bounded(row, column)
    return int(column)


def _text(element: Element) -> str:
    """Join the runs of a text, without the readings that East Asian texts carry."""
    runs = (e if e.tag == _TEXT else e.find(_TEXT) for e in element if e.tag in (_TEXT, _RUN))
    return _plain("".join(run.text or "" for run in runs if run is not None))


def _plain(text: str) -> str:
    """Take back what Excel escapes ("_x000D_"), in line breaks as everyone's."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda m: m[0] if m[1][0] in "dD" else chr(int(m[1], 16)), text)
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))
