"""CSV and its kin, as spreadsheets really write them.

The standard library's reader is used, not pandas': it keeps every cell as the text that was typed
(codes keep their zeros), and every row, also those that are too short or too long.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace

import pandas as pd

from analysis.sources.rough import LONGEST, WIDEST, Note, Rough, Source, tabulated

Rows = list[list[str]]
TAB = "\t"
_OLD = ("cp1252", "mac_roman")
_LETTERS = frozenset("éèêëàâäîïôöùûüçÿæœÉÈÊËÀÂÄÎÏÔÖÙÛÜÇŒ«»’‘“”…–—€°²·\u00a0")
_FORMULA = re.compile(r"'*[=+\-@]")
_INERT = re.compile(r"'+[=+\-@]")


def rough(source: Source) -> Rough:
    """Read a CSV, TSV or other text table, and say how it was understood."""
    if len(source.content) > 3 and source.content.count(0) * 5 > len(source.content):
        text, used = _wide(source)
    else:
        text, used = decode(source.content.replace(b"\0", b""), source.encoding)
    found, mark = _parted(text, source.name)
    rough = tabulated(found)
    bare = [note for column in rough.table if (note := _bared(rough.table, column))]
    said = f"encodage lu : {used}, séparateur « {'tabulation' if mark == TAB else mark} »"
    return replace(rough, notes=[Note(None, "", used, said, "read"), *rough.notes, *bare])


def _bared(table: pd.DataFrame, column: str) -> Note | None:
    """Take the apostrophe away that keeps a spreadsheet from reading a formula, as `inert` did."""
    cells = table[column]
    kept = cells.str.startswith("'") & cells.str.match(_INERT)
    if not kept.any():
        return None
    table.loc[kept, column] = cells[kept].map(typed)
    said = f"apostrophe devant une formule, retirée ({int(kept.sum())})"
    return Note(None, column, cells[kept].iloc[0], said, "read")


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a file, and say with which encoding.

    Byte order marks decide; then UTF-8, which other encodings hardly ever pass for; then cp1252
    or Mac Roman, what French spreadsheets write, by which of the two gives French letters.
    """
    if encoding is None:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "utf-16"
        else:
            try:
                return content.decode("utf-8-sig"), "utf-8"
            except UnicodeDecodeError:
                encoding = max(_OLD, key=lambda name: _french(content.decode(name, "replace")))
    try:
        return content.decode(encoding, errors="replace"), encoding
    except LookupError:
        raise ValueError(
            f"encodage « {encoding} » inconnu → par exemple utf-8, cp1252, mac_roman, utf-16"
        ) from None


def _french(text: str) -> int:
    """Count how French the letters beyond ASCII are: for those of French, against the others."""
    beyond = [c for c in text if c > "\x7f"]
    return sum(1 if c in _LETTERS else -3 for c in beyond)


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


def _parted(text: str, name: str) -> tuple[Rows, str]:
    if text.startswith("sep=") and "\n" in text:  # a line that Excel writes for itself
        text = text.split("\n", 1)[1]
    mark = delimiter(text)
    csv.field_size_limit(LONGEST)
    found: Rows = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            if len(cells) > WIDEST:
                raise ValueError(
                    f"{name} : ligne {len(found) + 1} : {len(cells)} colonnes, {WIDEST} au plus → "
                    "vérifier le séparateur"
                )
            found.append(cells)
    except csv.Error:
        raise ValueError(
            f"{name} : ligne {len(found) + 1} : une cellule de plus d'un million de lettres → "
            "un guillemet ouvert n'est sans doute jamais fermé"
        ) from None
    return found, mark


def delimiter(text: str) -> str:
    """Guess what parts the cells: the mark by which most rows have as many cells, two or more."""
    sample = text[:50_000]

    def merit(mark: str) -> tuple[float, int]:
        try:
            lines = list(csv.reader(io.StringIO(sample, newline=""), delimiter=mark))
        except csv.Error:
            return (0.0, 0)
        widths = [len(cells) for cells in lines if cells][:50]
        if mark == "," and widths and widths[0] == 1 and 2 * text.count(", ") > text.count(","):
            return (0.0, 0)  # the commas of sentences
        several = Counter(width for width in widths if width > 1).most_common(1)
        usual, n = several[0] if several else (0, 0)
        return (n / len(widths), usual) if 2 * n > len(widths) else (0.0, 0)

    marks = (";", ",", TAB, "|")
    merits = {mark: merit(mark) for mark in marks if mark in sample}
    best = max(merits, key=lambda m: (merits[m], -marks.index(m)), default=";")
    return best if merits.get(best, (0.0, 0)) > (0.0, 0) else ";"


def rows(content: bytes, encoding: str | None = None) -> tuple[Rows, str, str]:
    """Read all rows as text.

    Returns
    -------
        The rows (the header first), the encoding and the delimiter that were used.
    """
    text, used = decode(content, encoding)
    found, mark = _parted(text, "texte")
    return found, used, mark


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
