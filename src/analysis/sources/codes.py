"""Numbers, and codes that only look like them."""

from __future__ import annotations

import re

import pandas as pd

from analysis.sources import values
from analysis.sources.headers import words

_NAMED = frozenset(
    {"id", "code", "cp", "insee", "siret", "siren", "rna", "tel", "telephone", "mobile", "fax",
     "postal", "zip", "ref", "reference", "numero", "num", "identifiant", "departement", "dep",
     "naf", "ape"}
)  # fmt: skip
_SPACED = r"[+-]?\d{1,3}(?:[ \u202f\u2009]\d{3})+(?:,\d+)?"
_PLAIN = re.compile(rf"[+-]?(?:0|[1-9]\d*)(?:[.,]\d+)?|{_SPACED}")
_LONG = 9  # digits from which an integer is a SIREN, a SIRET, a telephone


def numbers(cells: pd.Series) -> pd.Series:
    """Give a column of text as numbers, when each cell is one and none is a code.

    Parameters
    ----------
    cells
        Text; a column of anything else is given back as it is.

    Returns
    -------
        Int64 or Float64, or the column itself: where a cell is no number, has a zero in front
        (01310) or nine digits; where all have as many digits, five or more (29019); where the
        header says code, SIRET, telephone or the like.
    """
    known = cells.dropna()
    if known.empty or not pd.api.types.is_string_dtype(cells.dtype):
        return cells
    if _NAMED & set(words(str(cells.name))):
        return cells
    unique = known.unique()
    if not all(_PLAIN.fullmatch(text) for text in unique):
        return cells
    digits = [re.sub(r"\D", "", text) for text in unique]
    long = [d for d, t in zip(digits, unique, strict=True) if "," not in t and "." not in t]
    if any(len(d) >= _LONG for d in long):
        return cells
    if len({len(d) for d in digits}) == 1 and len(digits[0]) >= 5:
        return cells
    read = {text: values.number(text) for text in unique}
    dotted = [text for text in unique if "." in text]
    if len({read[text] for text in dotted}) < len(dotted):  # 1.1 and 1.10: versions, no numbers
        return cells
    meant = cells.map(read, na_action="ignore").astype("Float64")
    whole = all("," not in t and "." not in t for t in unique)
    return meant.astype("Int64") if whole else meant
