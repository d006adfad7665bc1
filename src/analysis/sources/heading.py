"""Where the header of a table is, and whether it has one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from analysis.sources import synonyms, values

_HEADER_IN = 15  # rows among which the header is looked for
BELOW, _ACROSS = 50, 200  # rows and columns that tell whether the header is one of them
_HEADS = frozenset(
    chain(*synonyms.INITIATIVES.values(), *synonyms.PARTICIPANTS.values())
)  # words that only headers are
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")


def header_at(rows: Sequence[Sequence[str | None]]) -> int:
    """Find the header: the first row that fills more than half as many cells as rows mostly do.

    One that fills fewer than they do and holds a number is a title ("Recensement ; 2019"), but for
    one that lacks the corner alone. In a table of two columns nothing tells a title from a header
    with a blank: it is the header.
    """
    filled = [sum(bool(c and c.strip()) for c in cells) for cells in rows[:_HEADER_IN]]
    times = Counter(n for n in filled if n)
    usual = max(times, key=lambda n: (times[n], n), default=0)
    likely = [i for i, n in enumerate(filled) if n and (2 * n > usual or usual <= 2)]
    for i in likely:
        told = any(  # "1." is a question's, no number
            values.number(c) is not None and not c.strip().endswith(".") for c in rows[i] if c
        )
        if (
            filled[i] >= usual
            or (filled[i] == usual - 1 and _corner(rows, i))
            or not told
            or not any(filled[j] >= usual for j in range(i + 1, i + 4) if j < len(filled))
        ):
            return i
    return likely[0] if likely else 0


def headless(rows: Sequence[Sequence[str | None]], at: int) -> bool:
    """Tell that the row taken for a header is data: some cell is of the kind of those below.

    A known word of headers in it, or above, denies it; so do years in order, one a column, and the
    blank corner of a matrix.
    """
    if not (rows and rows[at]) or any(
        values.slug(c) in _HEADS for row in rows[: at + 1] for c in row if c
    ):
        return False
    head, under = rows[at], rows[at + 1 : at + 1 + BELOW]
    if _corner(rows, at):
        return False
    years = [values.year(c.strip()) for c in head if c and values.number(c) is not None]
    known = sorted({year for year in years if year})
    if len(years) > 1 and years in (known, known[::-1]):
        return False
    for i, cell in enumerate(head[:_ACROSS]):
        kind = _kind(cell)
        if cell and kind and (kind[1] == 0 or sum(map(str.isdigit, cell)) >= 4):
            kinds = [_kind(row[i]) for row in under if i < len(row) and values.clean(row[i] or "")]
            if 2 * kinds.count(kind) > len(kinds):
                return True
    return False


def _corner(rows: Sequence[Sequence[str | None]], at: int) -> bool:
    """Tell that a row lacks its first cell, and those below do not."""
    under = rows[at + 1 : at + 4]
    return not (rows[at][0] or "").strip() and any((row[0] or "").strip() for row in under if row)


def alike(one: Sequence[str | None], other: Sequence[str | None]) -> bool:
    """Tell that two rows have a cell of one kind in one column."""
    kinds = zip(map(_kind, one), map(_kind, other), strict=False)
    return any(a == b for a, b in kinds if a)


def _kind(cell: str | None) -> tuple[str, int] | None:
    """Tell what no header is: a link, an address, a day or a year, a number; with its length."""
    text = (cell or "").strip()
    digits = sum(map(str.isdigit, text))
    if _LINK.fullmatch(text):
        return "link", 0
    if _MAIL.fullmatch(text):
        return "mail", 0
    if digits >= 4 and (day := values.date(text)):
        return "date", len(day)
    if not digits or values.number(text) is None:
        return None
    whole, *decimals = re.split("[.,]", text)
    return "decimal" if decimals else "number", sum(map(str.isdigit, whole))
