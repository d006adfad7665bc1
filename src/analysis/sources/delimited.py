"""CSV and its kin, as spreadsheets really write them.

The standard library's reader is used, not pandas': it keeps every cell as the text that was typed
(codes keep their zeros), and every row, also those that are too short or too long.
"""

from __future__ import annotations

import csv
import io
import re

Rows = list[list[str]]
_FORMULA = re.compile(r"'*[=+\-@]")


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a file, and say with which encoding.

    Byte order marks decide; then UTF-8, which other encodings hardly ever pass for; then cp1252,
    what French spreadsheets write.
    """
    if encoding is None:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "utf-16"
        else:
            try:
                return content.decode("utf-8-sig"), "utf-8"
            except UnicodeDecodeError:
                encoding = "cp1252"
    return content.decode(encoding, errors="replace"), encoding


def delimiter(text: str) -> str:
    """Guess what parts the cells: the mark that gives the header most cells, rows agreeing."""
    sample = text[:20_000]

    def merit(mark: str) -> tuple[int, int]:
        rows = [r for r in csv.reader(io.StringIO(sample), delimiter=mark) if r][:20]
        if not rows or len(rows[0]) < 2:
            return (0, 0)
        agree = sum(len(r) == len(rows[0]) for r in rows)
        return (agree * 2 > len(rows), len(rows[0]))

    marks = ";,\t|"
    best = max(marks, key=lambda m: (merit(m), -marks.index(m)))
    return best if merit(best) > (0, 0) else ";"


def rows(content: bytes, encoding: str | None = None) -> tuple[Rows, str, str]:
    """Read all rows as text.

    Returns
    -------
        The rows (the header first), the encoding and the delimiter that were used.
    """
    text, used = decode(content, encoding)
    if text.startswith("sep=") and "\n" in text:  # a line that Excel writes for itself
        text = text.split("\n", 1)[1]
    mark = delimiter(text)
    csv.field_size_limit(100_000_000)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)), used, mark


def inert(text: str) -> str:
    """Give a cell that a spreadsheet takes for text, never for a formula; `typed` takes it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def typed(cell: str) -> str:
    """Give the text that `inert` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
