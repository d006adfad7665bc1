"""A coding sheet as a spreadsheet: themes are chosen from a list, never typed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

_WIDTHS = {"texte": 80, "proposition_1": 28, "proposition_2": 28, "theme": 28, "second_theme": 28}
_CHOSEN = ("theme", "second_theme")
_LONGEST = 32_000  # letters of a cell: more would make the file unreadable


def spreadsheet(
    columns: Sequence[str], rows: Sequence[Sequence[str]], themes: Sequence[str]
) -> bytes:
    """Write a sheet, and a second one that lists the themes.

    Parameters
    ----------
    columns, rows
        Names of all columns, and the cells that are filled, left to right.
    themes
        What the columns "theme" and "second_theme" offer.

    Returns
    -------
        An .xlsx file. All cells are text: nothing is taken for a formula.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "codage"
    sheet.append(list(columns))
    for row in rows:
        sheet.append([None] * len(columns))
        for place, value in enumerate(row, 1):
            cell = sheet.cell(sheet.max_row, place)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, column in enumerate(columns, 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 14)
    sheet.freeze_panes = "A2"
    if themes:
        listed = book.create_sheet("thèmes")
        for theme in themes:
            listed.append([theme])
        offered = DataValidation("list", formula1=f"'thèmes'!$A$1:$A${len(themes)}")
        offered.error = "Choisir un thème de la liste."
        sheet.add_data_validation(offered)
        for column in _CHOSEN:
            letter = get_column_letter(list(columns).index(column) + 1)
            offered.add(f"{letter}2:{letter}{max(len(rows), 1) + 1}")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def spreadsheet_rows(path: str | Path) -> pd.DataFrame:
    """Read the first sheet of an .xlsx as text, indexed by row as the spreadsheet shows them.

    Raises
    ------
    ValueError
        For a file that is no .xlsx.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError):
        raise ValueError(f"{Path(path).name} : classeur illisible → le réenregistrer") from None
    with closing(book):  # a reader of one sheet at a time holds the file open
        values = book.worksheets[0].values
        rows = [["" if v is None else str(v).strip() for v in row] for row in values]
    header = rows[0] if rows else []
    frame = pd.DataFrame(rows[1:], columns=header, dtype="str", index=range(2, len(rows) + 1))
    frame = frame.replace("", pd.NA)
    return frame.dropna(how="all")
