"""Numbers, and codes that only look like them."""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.sources import synonyms
from analysis.sources.headers import words

_SPACED = "[+-]?[0-9]{1,3}(?:[ \u202f\u2009][0-9]{3})+(?:,[0-9]+)?"
_PLAIN = rf"[+-]?(?:0|[1-9][0-9]*)(?:[.,][0-9]+)?(?:e[+-][0-9]+)?|{_SPACED}"
_ALIKE = 5  # digits from which numbers of one length are codes
_THOUSANDS = "^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"  # or three decimals: who knows
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
        header says code, SIRET, telephone or the like; where all have three figures after a mark
        (1.500: a thousand and a half, or one and a half).
    """
    if not pd.api.types.is_string_dtype(cells.dtype) or cells.isna().all():
        return cells
    if synonyms.CODES & set(words(str(cells.name))):
        return cells
    texts = pa.array(cells.array)
    known = texts.drop_null()
    if not re.fullmatch(_PLAIN, known[0].as_py()):  # most columns are no numbers
        return cells
    if not pc.all(pc.match_substring_regex(known, f"^(?:{_PLAIN})$")).as_py():
        return cells
    bare = pc.replace_substring_regex(pc.replace_substring(texts, ",", "."), "[^0-9.e-]", "")
    digits = pc.utf8_length(pc.replace_substring_regex(bare, "e.*|[.-]", ""))
    parted = pc.match_substring_regex(bare, "[.e]")
    longest = pc.max(digits.filter(pc.invert(parted))).as_py() or 0
    alike = pc.min_max(digits).as_py()
    if longest >= _LONG or (alike["min"] == alike["max"] and alike["min"] >= _ALIKE):
        return cells
    fractions = known.filter(pc.match_substring_regex(known, "[.,]"))
    if len(fractions) and pc.all(pc.match_substring_regex(fractions, _THOUSANDS)).as_py():
        return cells
    meant = pc.cast(bare, pa.float64())
    if not pc.all(pc.is_finite(meant)).as_py():
        return cells
    dotted = pc.match_substring(texts, ".")
    if len(meant.filter(dotted).unique()) < len(texts.filter(dotted).unique()):
        return cells  # 1.1 and 1.10: versions, no numbers
    found = pd.Series(meant.to_pandas().array, cells.index, dtype="Float64", name=cells.name)
    return found if pc.any(parted).as_py() else found.astype("Int64")
