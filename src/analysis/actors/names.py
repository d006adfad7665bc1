"""Fold the spelling of an organisation's name."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

_LEGAL = frozenset(["scic", "scop", "sarl", "sas", "sasu", "eurl", "gie", "loi", "1901"])
_ARTICLES = frozenset(["le", "la", "les", "de", "du", "des"])
_ELISION = re.compile(r"\b[ld]'(?=\w)")  # "l'eau", and not the L of "Espace L"
_ABBREVIATED = {"st": "saint", "ste": "sainte", "univ": "universite", "asso": "association"}


def normalise(names: pd.Series) -> pd.DataFrame:
    """Fold names to keys, so that two spellings of one name have one key.

    Parameters
    ----------
    names
        Names as written.

    Returns
    -------
        On the index of ``names``: ``name`` (composed letters, plain spaces) and ``key``: lower
        case without accents, punctuation, articles and legal forms; "St" is "saint". A name made
        of those words alone keeps them. A name without any letter or digit is its own key.
    """
    text = names.fillna("").astype("str").map(_plain)
    return pd.DataFrame({"name": text, "key": text.map(_key)}, index=names.index)


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFC", name).replace("’", "'")
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")  # zero-width marks
    return re.sub(r"\s+", " ", text).strip()


def _key(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE").casefold())
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    parts = re.findall(r"\w+", _ELISION.sub("", letters))
    words = [_ABBREVIATED.get(w, w) for w in parts]
    kept = [w for w in words if w not in _ARTICLES and w not in _LEGAL]
    return " ".join(kept or words) or name
