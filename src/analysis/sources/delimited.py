"""CSV and its kin, as spreadsheets really write them.

The standard library's reader is used, not pandas': it keeps every cell as the text that was typed
(codes keep their zeros), and every row, also those that are too short or too long.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from analysis.sources.quotes import Rows, mended, swallowing
from analysis.sources.rough import LONGEST, WIDEST, Note, Rough, Source, tabulated

TAB = "\t"
BROKEN = "\ufffd"  # what stands for a letter that could not be read
_OLD = ("cp1252", "mac_roman")
_LETTERS = frozenset("éèêëàâäîïôöùûüçÿæœÉÈÊËÀÂÄÎÏÔÖÙÛÜÇŒ«»’‘“”…–—€°²·\u00a0")
_ABROAD = frozenset("áíóúñìòãõåøßÁÍÓÚÑ")  # of names that French files hold too
# No French word has a capital within it beside a small letter, nor such a quote within.
_MISPLACED = re.compile(
    r"(?<=[a-zéèà])[ÉÈÊËÀÂÎÏÔÙÛÇŒ]|(?<=[A-Z])[ÈÊËÎÏÔÙÛ](?=[a-z])|(?<=\w)[‘“”](?=\w)"
)
_FORMULA = re.compile(r"'*[=+\-@]")
_INERT = re.compile(r"'+[=+\-@]")
_ENDLESS = (
    "une cellule de plus d'un million de lettres → un guillemet ouvert n'est sans doute jamais "
    "fermé"
)


class Cells(NamedTuple):
    """The rows of a text table, the mark that parts their cells, and how they were read."""

    rows: Rows
    mark: str
    notes: list[Note]


def rough(source: Source) -> Rough:
    """Read a CSV, TSV or other text table, and say how it was understood."""
    text, used = opened(source)
    cells = _parted(text, used, source.name)
    rough = tabulated(cells.rows)
    notes = [*cells.notes, *swallowing(cells.rows, cells.mark, text, rough.header)]
    return replace(rough, notes=[*notes, *rough.notes, *bared(rough.table)])


def rows(content: bytes, encoding: str | None = None) -> Cells:
    """Read all rows as text, the header first."""
    text, used = decode(content, encoding)
    text = text.removeprefix("\ufeff")
    first = 2 if text.startswith("sep=") else 1
    cells = _parted(text, used, first=first)
    return cells._replace(
        notes=[*cells.notes, *swallowing(cells.rows, cells.mark, text, first=first)]
    )


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a file, and say with which encoding.

    Byte order marks decide; then UTF-8, which other encodings hardly ever pass for, even with a
    few broken letters; then cp1252 or Mac Roman, what French spreadsheets write, by which of the
    two gives French letters.
    """
    if encoding is None:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "utf-16"
        else:
            text = content.decode("utf-8-sig", errors="replace")
            broken = text.count(BROKEN)
            if not broken or sum(c > "\x7f" for c in text) >= 5 * broken:
                return text, "utf-8"
            encoding = max(_OLD, key=lambda name: _french(content.decode(name, "replace")))
    return content.decode(encoding, errors="replace"), encoding


def told(used: str, mark: str) -> Note:
    """Say with which encoding, and which mark between cells, a text is read."""
    said = f"encodage lu : {used}, séparateur « {'tabulation' if mark == TAB else mark} »"
    return Note(None, "", used, said, "read")


def damaged(text: str, used: str, first: int = 1) -> list[Note]:
    """Say where letters could not be read, in a text whose first line has this number."""
    count = text.count(BROKEN)
    if not count:
        return []
    line = text.count("\n", 0, text.index(BROKEN)) + first
    said = (
        f"{count} lettre(s) illisible(s) en {used}, lues « {BROKEN} » → dire encoding, ou corriger"
    )
    return [Note(line, "", BROKEN, said, "kept")]


def bared(table: pd.DataFrame) -> list[Note]:
    """Take away the apostrophe that keeps a spreadsheet from reading a formula, as `inert` did."""
    notes = []
    for column in table:
        cells = table[column]
        kept = (cells.str.startswith("'") & cells.str.match(_INERT)).fillna(False).astype(bool)
        if kept.any():
            table.loc[kept, column] = cells[kept].map(typed)
            said = f"apostrophe devant une formule, retirée ({int(kept.sum())})"
            notes.append(Note(None, column, cells[kept].iloc[0], said, "read"))
    return notes


def _french(text: str) -> int:
    """Count how French the letters beyond ASCII are, and how they stand in words."""
    score = sum(1 if c in _LETTERS else 0 if c in _ABROAD else -3 for c in text if c > "\x7f")
    return score - 4 * len(_MISPLACED.findall(text))


def opened(source: Source) -> tuple[str, str]:
    """Give the text of a file, and its encoding.

    Raises
    ------
    ValueError
        For what is not text.
    """
    content = source.content
    if len(content) > 3 and content.count(0) * 5 > len(content):
        return _wide(source)
    text, used = decode(content.replace(b"\0", b""), source.encoding)
    return text.removeprefix("\ufeff"), used


def _wide(source: Source) -> tuple[str, str]:
    """Decode UTF-16 that has no byte order mark: half its bytes are zeros."""
    even = source.content[::2].count(0)
    named = "utf-16" if source.content[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    guess = source.encoding or named or ("utf-16-be" if even * 4 > len(source.content) else "")
    if not guess and source.content[1::2].count(0) * 4 > len(source.content):
        guess = "utf-16-le"
    if not guess:
        raise ValueError(
            f"{source.name} : des octets nuls, ce n'est pas du texte → l'enregistrer en CSV"
        )
    return source.content.decode(guess, errors="replace"), guess


def _parted(text: str, used: str, name: str = "", *, first: int = 1) -> Cells:
    """Part a text into rows of cells, numbered from ``first``.

    Rows whose quotes are wrong are read with quotes as plain signs; all others keep theirs.
    """
    prefix = f"{name} : " if name else ""
    skipped = text.startswith("sep=") and "\n" in text  # a line that Excel writes for itself
    if skipped:
        text = text.split("\n", 1)[1]
    mark = delimiter(text)
    notes = [told(used, mark), *damaged(text, used, first)]
    csv.field_size_limit(LONGEST)
    lines = io.StringIO(text, newline="")
    try:
        return Cells(_bounded(csv.reader(lines, delimiter=mark, strict=True), prefix), mark, notes)
    except csv.Error as error:
        beyond = "field larger" in str(error)
    try:
        found, wrong = mended(text, mark)
    except csv.Error:
        raise ValueError(prefix + _ENDLESS) from None
    widths = Counter(len(cells) for cells in _bounded(found, prefix) if any(map(str.strip, cells)))
    [(usual, times)] = widths.most_common(1) or [(0, 0)]
    if beyond and usual < 2:  # a text, not the rows that a quote took
        raise ValueError(prefix + _ENDLESS)
    if times < 0.8 * widths.total():
        raise ValueError(
            f"{prefix}ligne {wrong[0].line + skipped} : un guillemet n'est pas fermé, ou suivi "
            "d'autre chose → le corriger dans le fichier"
        )
    many = f"{len(wrong)} lignes, la première ici" if len(wrong) > 1 else "1 ligne, ici"
    said = f"guillemets qui ne ferment rien : lus comme des signes ordinaires ({many})"
    notes.append(Note(first + wrong[0].rank, "", wrong[0].start, said, "read"))
    return Cells(found, mark, notes)


def _bounded(rows: Iterable[list[str]], prefix: str) -> Rows:
    """Give rows, none of them wider than a spreadsheet."""
    found: Rows = []
    for cells in rows:
        if len(cells) > WIDEST:
            raise ValueError(
                f"{prefix}ligne {len(found) + 1} : {len(cells)} colonnes, {WIDEST} au plus → "
                "vérifier le séparateur"
            )
        found.append(cells)
    return found


def delimiter(text: str) -> str:
    """Guess what parts the cells: the mark by which most rows have as many cells, two or more.

    Where no mark does, a quote may have taken the rows for its cell: quotes are then left aside.
    """
    sample = text[:50_000]

    def merit(mark: str, quoting: Any) -> tuple[float, int]:
        read = csv.reader(io.StringIO(sample, newline=""), delimiter=mark, quoting=quoting)
        try:
            lines = list(read)
        except csv.Error:
            return (0.0, 0)
        widths = [len(cells) for cells in lines if cells][:50]
        head = next((line for line in sample.split("\n") if line.strip()), "")
        if mark == "," and "," not in head and (";" in head or TAB in head):
            return (0.0, 0)  # decimal commas
        if mark == "," and widths and widths[0] == 1 and 2 * text.count(", ") > text.count(","):
            return (0.0, 0)  # the commas of sentences
        several = Counter(width for width in widths if width > 1).most_common(1)
        usual, n = several[0] if several else (0, 0)
        return (n / len(widths), usual) if 2 * n > len(widths) else (0.0, 0)

    marks = [mark for mark in (";", ",", TAB, "|") if mark in sample]
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        merits = {mark: merit(mark, quoting) for mark in marks}
        best = max(marks, key=lambda m: (merits[m], -marks.index(m)), default=";")
        if merits.get(best, (0.0, 0)) > (0.0, 0):
            return best
    return ";"


def inert(text: str) -> str:
    """Give a cell that a spreadsheet takes for text, never for a formula; `typed` takes it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_csv(table: pd.DataFrame) -> bytes:
    """Write a table as a French spreadsheet opens it; no cell is a formula, missing is blank."""
    cells = table.astype("object").where(table.notna(), "").map(lambda v: inert(str(v)))
    return cells.to_csv(index=False, sep=";", lineterminator="\r\n").encode("utf-8-sig")


def typed(cell: str) -> str:
    """Give the text that `inert` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
