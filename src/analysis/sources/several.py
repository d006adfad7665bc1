"""Several values in one cell: what parts them, and what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

#: Marks that part values, surest first: two that part as many cells are told by this order.
MARKS = ("|", ";", "\n", " / ", " x ", " & ", ",")
#: Ways that are no mark: `{a,"b c"}` of a database, `1) … 2) …` of a person.
BRACES, NUMBERED = "{}", "1)"

_BRACES = re.compile(r"\{(.*)\}", re.DOTALL)
_IN_BRACES = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,]+)')
_ITEM = re.compile(r"(?:^|(?<=\s))\(?\d{1,2}[).°]\s+")
_SPACES = re.compile(r"\s+")


def several(text: str, separator: str, vocabulary: Collection[str] = ()) -> list[str]:
    """Part a cell into its values, trimmed, in order, each once.

    Parameters
    ----------
    text
        The cell.
    separator
        What parts values: a mark, :data:`BRACES` or :data:`NUMBERED`.
    vocabulary
        Terms that may hold the mark themselves ("Eau, air, sols"): found whole, longest first.
    """
    if separator == BRACES and (found := _BRACES.fullmatch(text.strip())):
        parts = [
            quoted.replace('\\"', '"') or bare for quoted, bare in _IN_BRACES.findall(found[1])
        ]
    elif separator == NUMBERED:
        parts = _ITEM.split(text)
    else:
        parts = _parted(text, separator, vocabulary)
    spaced = (_SPACES.sub(" ", part).strip() for part in parts)
    return list(dict.fromkeys(part for part in spaced if part))


def separator(cells: Iterable[str]) -> str:
    """Guess what parts the values of a column: what is found in most of its cells.

    A sign that a name may hold ("Eau & Rivières") parts only where half of the cells have it, or
    where what it parts stands elsewhere too; a comma, only where what it parts is short.
    """
    cells = [cell for cell in cells if cell]
    if not cells:
        return "|"
    if sum(bool(_BRACES.fullmatch(cell.strip())) for cell in cells) * 2 > len(cells):
        return BRACES
    if sum(len(_ITEM.findall(cell)) > 1 for cell in cells) * 2 > len(cells):
        return NUMBERED
    seen = {mark: sum(mark in cell for cell in cells) for mark in MARKS}
    for mark in MARKS[2:]:  # signs that names hold too: "Eau & Rivières"
        if seen[mark] and not (2 * seen[mark] >= len(cells) or _again(cells, mark)):
            seen[mark] = 0
    if seen[","] and not _short(cells, ","):
        seen[","] = 0
    best = max(MARKS, key=lambda mark: (seen[mark], -MARKS.index(mark)))
    return best if seen[best] else "|"


def _parted(text: str, mark: str, vocabulary: Collection[str]) -> list[str]:
    holding = sorted((term for term in vocabulary if mark in term), key=len, reverse=True)
    whole: list[str] = []
    for term in holding:
        ends = rf"(?=\s*(?:{re.escape(mark)}|$))"
        begins = rf"(?:^|(?<={re.escape(mark)})|(?<=\s))"
        found = rf"{begins}{re.escape(term)}{ends}"
        text, n = re.subn(found, f"\0{len(whole)}\0", text, flags=re.IGNORECASE)
        whole += [term] if n else []
    parts = text.split(mark)
    return [re.sub(r"\0(\d+)\0", lambda m: whole[int(m[1])], part) for part in parts]


def _again(cells: list[str], mark: str) -> bool:
    """Tell whether what a mark parts stands elsewhere too: they are values, then."""
    parts = Counter(part.strip() for cell in set(cells) for part in cell.split(mark))
    return any(
        parts[part.strip()] > 1 for cell in cells if mark in cell for part in cell.split(mark)
    )


def _short(cells: list[str], mark: str) -> bool:
    parts = [part for cell in cells for part in cell.split(mark)]
    return sum(len(part.split()) > 5 for part in parts) * 4 < len(parts)
