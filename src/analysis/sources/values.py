"""What one typed cell means: missing, a number, a date, a year, several values."""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date as Day
from itertools import product
from typing import Any

#: Cells that say "nothing known", also as spreadsheets write an error and registers no day. "NA"
#: and "None" are names of associations: they stay.
MISSING = frozenset(
    {"", "-", "--", "—", "–", "?", "n/a", "n.a.", "n.c.", "nc", "nr", "n.r.", "/", "[nd]",
     "#n/a", "#ref!", "#nom?", "#name?", "#valeur!", "#value!", "#div/0!", "#nul!", "#null!",
     "0001-01-01"}
)  # fmt: skip
_UNKNOWN = frozenset(
    "".join(letters)
    for text in MISSING
    for letters in product(*({c.lower(), c.upper()} for c in text))
)

#: What a text holds that is not plain.
MARKED = "[<&\n\t\u00a0\u202f]|  "

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u200b\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>")  # no address between angles
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]\w*);")  # no part of a link
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", re.IGNORECASE)
_HALF = re.compile(r"[\ud800-\udfff]")  # half a letter, which no file can hold
_UNHEARD = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:(?:\d{1,3}(?:'\d{3})+|\d+)(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
_YEAR = re.compile(r"(1[89]\d\d|20\d\d)(?:[.,]0+)?")

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("janvier janv jan january", "fevrier fevr fev february feb", "mars march mar",
         "avril avr april apr", "mai may", "juin june jun", "juillet juil july jul",
         "aout august aug", "septembre sept sep september", "octobre oct october",
         "novembre nov november", "decembre dec december"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIME = r"(?:[T ,à]+\d{1,2}(?:[:h]\d{0,2})?(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})" + _TIME + ")?")
_ISO_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})" + _TIME)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})" + _TIME)
_MONTH_OF = re.compile(r"(\d{1,2})[/.-](\d{4})")
_WORDED = re.compile(
    r"(?:le )?(?:(?:[a-z]+di|dimanche) )?(?:(\d{1,2})(?:er)? )?([a-z]+)\.? (\d{4})"
)
_CENTURY = 50  # two digits below it are of the 2000s


def clean(cell: str) -> str | None:
    """Trim a cell, in composed letters and plain spaces; None where it says nothing is known.

    Control characters, which no one types, are left out.
    """
    if not cell.isprintable() or not cell.isascii():
        text = unicodedata.normalize("NFC", cell).replace("\u200b", "").replace("\ufeff", "")
        cell = _CONTROL.sub("", text).replace("\u00a0", " ").replace("\u202f", " ")
    text = cell.strip()
    if _HALF.search(text):
        text = _HALF.sub("\ufffd", text)
    return None if text in _UNKNOWN else text


def cleaned(cells: Sequence[str | None]) -> list[str | None]:
    """Clean the cells of a column as `clean` does.

    Most columns are composed and printable as a whole: their cells have only to be trimmed. What
    is part of a composed text is composed, so that nothing is missed.
    """
    whole = "".join(filter(None, cells))
    if not (whole.isprintable() and unicodedata.is_normalized("NFC", whole)):
        meant = {text: clean(text) for text in set(cells) if text is not None}
        return [None if text is None else meant[text] for text in cells]
    strip: Callable[[Any], Any] = str.strip
    try:
        texts = list(map(strip, cells))
    except TypeError:  # some are missing
        texts = [text and text.strip() for text in cells]
    return texts if _UNKNOWN.isdisjoint(texts) else [None if t in _UNKNOWN else t for t in texts]


def plain(text: str) -> str:
    """Turn HTML left in a text into text, once and here; blocks and <br> end a line."""
    if not re.search(MARKED, text):
        return text.strip()
    if "<" in text or "&" in text:
        text = _BREAK.sub("\n", _UNHEARD.sub(" ", text))
        text = _ENTITY.sub(lambda m: html.unescape(m[0]), _TAG.sub(" ", text))
    lines = (re.sub(r"[ \t\u00a0\u202f]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def number(text: str) -> float | None:
    """Read a number, French or not ("48,3904", "1 234,5 €", "12 %"); None where it is none."""
    bare = _SPACES.sub("", text).removesuffix("€").removesuffix("%").replace("−", "-")
    if not _NUMBER.fullmatch(bare):
        return None
    found = float(bare.replace("'", "").replace(",", "."))
    return found if math.isfinite(found) else None


def date(text: str) -> str | None:
    """Read a date, day first, as ISO text: "2013-03-13", "2013-03", "2013", "…/…" for a range.

    None where there is none for sure: a thirteenth month is not read the other way round.
    """
    ends = text.split("/")
    if len(ends) == 2 and all(_ISO.fullmatch(end.strip()) for end in ends):
        found = [date(end.strip()) for end in ends]
        return None if None in found else "/".join(f for f in found if f)
    if year_alone := _YEAR.fullmatch(text):
        return year_alone[1]
    for pattern in (_ISO, _ISO_SLASHED):
        if m := pattern.fullmatch(text):
            return _valid(int(m[1]), int(m[2]), m[3] and int(m[3]))
    if m := _DAY_FIRST.fullmatch(text):
        years = int(m[4])
        if len(m[4]) == 2:
            years += 2000 if years < _CENTURY else 1900
        return _valid(years, int(m[3]), int(m[1]))
    if m := _MONTH_OF.fullmatch(text):
        return _valid(int(m[2]), int(m[1]), None)
    if m := _WORDED.fullmatch(_unaccented(text)):
        month = _MONTHS.get(m[2])
        return _valid(int(m[3]), month, m[1] and int(m[1])) if month else None
    return None


def year(text: str) -> int | None:
    """Read a year, alone or in a date (day first); None where there is none for sure."""
    found = date(text)
    return int(found[:4]) if found and 1800 <= int(found[:4]) < 2100 else None


def slug(text: str) -> str:
    """Make an identifier from a name: "Récup' & Co" gives "recup-co"."""
    return re.sub(r"[^a-z0-9]+", "-", _unaccented(text)).strip("-") or "sans-nom"


def _unaccented(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


def _valid(years: int, month: int, day: int | str | None) -> str | None:
    try:
        found = Day(years, month, int(day or 1))
    except ValueError:
        return None
    return found.isoformat() if day else found.isoformat()[:7]
