"""What the cells of a column show it to be, where its header does not say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice

import pandas as pd

from analysis.sources import coordinates, values
from analysis.sources.several import separator, several

_SEEN = 200  # cells of a column that are looked at
_MOST = 0.8  # of them that must agree
_LINK = re.compile(r"(?:https?://|www\.)\S+\.\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"://|www\.|\w\.[a-z]{2,}(?:/|$)", re.IGNORECASE)
_POSTCODE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-8])\d{3}")
_BODIES = re.compile(
    r"\b(associations?|asso|mairie|ville|commune|communauté|collectif|université|école|lycée|"
    r"collège|scop|scic|fédération|centre|maison|conseil|syndicat|département|région|union|club|"
    r"comité|ligue|réseau|coopérative|amicale|ccas|mjc|office|agence|fondation|sarl|sas)\b",
    re.IGNORECASE,
)
_LONG, _SHORT = 90, 4  # letters of a summary at least, of a title at least


def proposed(
    table: pd.DataFrame, free: Sequence[str], known: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Propose what columns are by what they hold.

    Parameters
    ----------
    table
        Cells as text.
    free
        Columns that no header tells; each is used once, in this order.
    known
        Our columns and roles that are told already.

    Returns
    -------
        Our columns with the file's, and roles with the file's columns of actors.
    """
    left = {c: _cells(table[c]) for c in free}
    left = {c: x for c, x in left.items() if len(x) and "insee" not in c.casefold()}
    columns: dict[str, str] = {}
    participants: dict[str, str] = {}

    def claim(ours: str, found: str | None, into: dict[str, str] = columns) -> None:
        if found is not None and ours not in known:
            into[ours] = found
            left.pop(found)

    for ours, likely in _LOOKS.items():
        if ours in ("year", "date") and {"year", "date"} & {*known, *columns}:
            continue  # when one is told, the other is of something else
        claim(ours, next((c for c, cells in left.items() if likely(cells)), None))
    if not {"lat", "x", "position"} & {*known, *columns} and (pair := _pair(left)):
        claim("lat", pair[0])
        claim("lon", pair[1])
    if "porteur" not in known:
        named = max(left, key=lambda c: _share(left[c], _body), default=None)
        if named and _share(left[named], _body) > 0.4:
            titles = "title" in known or any(_titles(x) for c, x in left.items() if c != named)
            claim("porteur", named if titles else None, participants)
    claim("summary", next((c for c, x in left.items() if x.str.len().median() > _LONG), None))
    claim("title", next((c for c, x in left.items() if _titles(x)), None))
    claim("themes", next((c for c, x in left.items() if _terms(x)), None))
    return columns, participants


def denied(ours: str, column: pd.Series) -> bool:
    """Tell that a column is not what its header says: "Site" full of links, "Position" of ranks."""
    cells = _cells(column)
    if cells.empty:
        return False
    if ours == "actors":  # amounts, numbers, dates
        return _share(cells, lambda t: values.number(t) or values.date(t)) > 0.5
    if ours == "place":
        return _share(cells, _LINK.match) > 0.5
    if ours == "initiative_id":
        return cells.nunique() < 0.9 * len(cells)
    return ours in _HOLDS and _share(cells.head(50), _HOLDS[ours]) < 0.2


def _cells(column: pd.Series) -> pd.Series:
    texts = (cell for cell in column.array if isinstance(cell, str))
    return pd.Series(list(islice(texts, _SEEN)), dtype="str")


def _share(cells: pd.Series, holds: Callable[[str], object]) -> float:
    return float(cells.map(lambda text: bool(holds(text))).mean()) if len(cells) else 0.0


def _titles(cells: pd.Series) -> bool:
    """Tell names of initiatives: nearly all different, neither codes nor prose."""
    middle = cells.str.len().median()
    different = cells.nunique() >= 0.9 * len(cells)
    return bool(different and _SHORT <= middle <= _LONG and _share(cells, _worded) > _MOST)


def _body(text: str) -> bool:
    """Tell the name of a body ("Mairie de Brest") from a kind of it ("mairie")."""
    return " " in text.strip() and bool(_BODIES.search(text))


def _worded(text: str) -> bool:
    return sum(c.isalpha() for c in text) > len(text) / 2 and not _LINK.match(text)


def _terms(cells: pd.Series) -> bool:
    """Tell lists of terms: several a cell, short, that come again from cell to cell."""
    mark = separator(cells)
    parts = [part for cell in cells for part in several(cell, mark)]
    again = len(set(parts)) <= 0.6 * len(parts)
    many = len(parts) > 1.2 * len(cells)
    return again and many and sum(len(p.split()) > 5 for p in parts) * 5 < len(parts)


def _pair(left: dict[str, pd.Series]) -> tuple[str, str] | None:
    """Find two columns of degrees in France, latitude and longitude."""
    degrees = {c: cells.map(values.number).dropna() for c, cells in left.items()}
    degrees = {c: n for c, n in degrees.items() if len(n) and (n % 1 != 0).mean() > 0.5}
    norths = [c for c, n in degrees.items() if n.between(41, 51.5).mean() > _MOST]
    easts = [c for c, n in degrees.items() if n.between(-5.6, 9.7).mean() > _MOST]
    return (norths[0], easts[0]) if len(norths) == 1 and len(easts) == 1 else None


#: What some cells at least of a column hold, if it is what its header says.
_HOLDS: dict[str, Callable[[str], object]] = {
    "url": _ADDRESS.search,
    "source_url": _ADDRESS.search,
    "position": coordinates.shape_of,
    **dict.fromkeys(("lat", "lon", "x", "y"), lambda text: values.number(text) is not None),
    **dict.fromkeys(("year", "date"), re.compile(r"\d").search),
}
_LOOKS: dict[str, Callable[[pd.Series], bool]] = {
    "url": lambda cells: _share(cells, _LINK.fullmatch) > _MOST,
    "postcode": lambda cells: _share(cells, _POSTCODE.fullmatch) > _MOST,
    "year": lambda cells: _share(cells, re.compile(r"(19|20)\d\d").fullmatch) > _MOST,
    "date": lambda cells: _share(cells, lambda t: len(t) > 5 and values.date(t)) > _MOST,
    "position": lambda cells: _share(cells.head(50), coordinates.shape_of) > _MOST,
}
