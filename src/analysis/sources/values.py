"""What one typed cell means: missing, a number, a year, several values."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

#: Cells that say "nothing known". "NA" and "None" are names of associations: they stay.
MISSING = frozenset({"", "-", "--", "—", "–", "?", "n/a", "n.a.", "n.c.", "nc", "nr", "n.r.", "/"})

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u200b\ufeff]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_YEAR = re.compile(r"(1[89]\d\d|20\d\d)(?:[.,]0+)?")
_DATED = (
    re.compile(r"(1[89]\d\d|20\d\d)-\d{1,2}(?:-\d{1,2})?(?:[T /].*)?"),
    re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](1[89]\d\d|20\d\d)"),
)


def clean(cell: str) -> str | None:
    """Trim a cell, in composed letters and plain spaces; None where it says nothing is known."""
    text = unicodedata.normalize("NFC", cell).replace("\u200b", "").replace("\ufeff", "")
    text = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
    return None if text.casefold() in MISSING else text


def plain(text: str) -> str:
    """Turn HTML left in a text into text, once and here."""
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", text))
    return re.sub(r"[ \t]+", " ", text).strip()


def number(text: str) -> float | None:
    """Read a number, French or not ("48,3904", "1 234,5"); None where it is none."""
    bare = _SPACES.sub("", text)
    return float(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None


def year(text: str) -> int | None:
    """Read a year, alone or in a date (day first); None where there is none for sure."""
    if found := _YEAR.fullmatch(text):
        return int(found[1])
    return next((int(m[1]) for pattern in _DATED if (m := pattern.fullmatch(text))), None)


def several(text: str, separator: str) -> list[str]:
    """Part a cell into its values, trimmed, in order, each once."""
    parts = (_SPACES.sub(" ", p).strip() for p in text.split(separator))
    return list(dict.fromkeys(p for p in parts if p))


def separator(cells: Iterable[str]) -> str:
    """Guess what parts the values of a column: the mark found in most of its cells."""
    cells = [c for c in cells if c]
    marks = ("|", ";", "\n", " / ", ",")
    seen = {m: sum(m in c for c in cells) for m in marks}
    best = max(marks, key=lambda m: (seen[m], -marks.index(m)))
    return best if seen[best] else "|"


def slug(text: str) -> str:
    """Make an identifier from a name: "Récup' & Co" gives "recup-co"."""
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    letters = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "sans-nom"
