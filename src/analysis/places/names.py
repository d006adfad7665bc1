"""Names of communes as people type them, and the communes that they mean.

A *folded* name has lost what spellings differ in: case, accents, hyphens, apostrophes, spaces, its
article, "St" for "Saint". Two names that fold alike are one name; whether they are one commune is
for its département and its postcodes to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import pandas as pd

_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLES = {"le", "la", "les", "l", "aux", "las", "los"}
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae"})
_CEDEX = re.compile(r"\bcedex\b.*", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\d)(\d{2})[ \u00a0\u202f]?(\d{3})(?!\d)")
_DEPARTEMENT = re.compile(r"\(\s*(2[AB]|\d{2,3})\s*\)\s*$")
_ARTICLE_LAST = re.compile(r"^(.*\S)\s*[(,]\s*(le|la|les|l['’]?)\s*\)?$", re.IGNORECASE)


def fold(name: str) -> str:
    """Reduce the name of a commune to what all its spellings share.

    Parameters
    ----------
    name
        As typed.

    Returns
    -------
        Letters and digits in lower case without accents, in one word, the article before the name
        left out, "St" and "Ste" written out. Empty for a name without letters or digits.

    Examples
    --------
    >>> fold("Le Relecq-Kerhuon") == fold("RELECQ KERHUON") == fold("Relecq-Kerhuon (Le)")
    True
    >>> fold("St-Renan"), fold("Loc-Maria Plouzané"), fold("L’Hôpital-Camfrout")
    ('saintrenan', 'locmariaplouzane', 'hopitalcamfrout')
    """
    if last := _ARTICLE_LAST.match(name.strip()):
        name = f"{last[2]} {last[1]}"
    words = _words(name)
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return "".join(words)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [_SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", plain)]


def postcode(text: str) -> str:
    """Read the last postcode in a text ("CS 93837, 29 238 Brest" gives "29238"), or ""."""
    found = _POSTCODE.findall(text)
    return "".join(found[-1]) if found else ""


def recognise(
    names: pd.Series,
    territories: pd.DataFrame,
    *,
    postcodes: pd.Series | None = None,
    former: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Tell which commune each typed name means, if it can mean but one.

    Parameters
    ----------
    names
        As typed; a name may carry a postcode ("29290 Saint-Renan") or a département
        ("Plouhinec (29)").
    territories
        Columns commune_code, commune, departement and, where known, postcodes ("29200|29850").
    postcodes
        Known from elsewhere (an address), aligned with the names: they choose between communes of
        one name, and forbid a commune of another département.
    former
        Communes that others took in: columns former_name, commune_code.

    Returns
    -------
        Indexed as the names: commune_code (NA unless found), how, candidates (tuples of codes).
        ``how`` says "name" or "former" (a commune since taken in) when found; else "ambiguous"
        (communes of one name), "elsewhere" (the postcode or the département belongs to no commune
        of that name), "near" (a name one letter off exists), "unknown", or "empty".

    Notes
    -----
    A commune of today goes before a former one of the same name. A postcode is held to its
    département only: those of large firms are in no list of communes.
    """
    gazetteer = _Gazetteer(territories, former)
    texts = names.fillna("").astype("str").str.strip()
    hints = pd.Series("", index=names.index) if postcodes is None else postcodes.fillna("")
    pairs = list(zip(texts, hints, strict=True))
    meant = {pair: gazetteer.find(*pair) for pair in dict.fromkeys(pairs)}
    found = pd.DataFrame([meant[pair] for pair in pairs], columns=_Found._fields, index=names.index)
    return found.astype({"commune_code": "str", "how": "str"})


class _Found(NamedTuple):
    commune_code: str | None
    how: str
    candidates: tuple[str, ...] = ()


class _Gazetteer:
    """The communes of a territory by folded name, built once for many names."""

    def __init__(self, territories: pd.DataFrame, former: pd.DataFrame | None) -> None:
        rows = territories.sort_values("commune_code")
        codes = rows["commune_code"].tolist()
        self.names = dict(zip(codes, rows["commune"], strict=True))
        self.departements = dict(zip(codes, rows["departement"].fillna(""), strict=True))
        listed = rows["postcodes"].fillna("") if "postcodes" in rows else [""] * len(codes)
        self.postcodes = {c: set(p.split("|")) - {""} for c, p in zip(codes, listed, strict=True)}
        self.today = _by_folded_name(self.names.items())
        old = [] if former is None else former[["commune_code", "former_name"]].to_numpy().tolist()
        self.before = _by_folded_name((code, name) for code, name in old if code in self.names)

    def find(self, typed: str, known: str) -> _Found:
        name = _CEDEX.sub("", typed)
        said = postcode(name)
        name = _POSTCODE.sub(" ", name)
        departement = m[1] if (m := _DEPARTEMENT.search(name)) else ""
        name = _DEPARTEMENT.sub("", name)
        key = fold(name)
        if not key:
            return _Found(None, "unknown" if typed else "empty")
        for how, known_names in (("name", self.today), ("former", self.before)):
            if codes := known_names.get(key):
                fitting = [c for c in codes if self._allows(c, departement, said, known)]
                if not fitting:
                    return _Found(None, "elsewhere", codes)
                for clue in (said, known):
                    fitting = [c for c in fitting if clue in self.postcodes[c]] or fitting
                fitting = [c for c in fitting if _words(self.names[c]) == _words(name)] or fitting
                several = len(fitting) > 1
                return (
                    _Found(None, "ambiguous", tuple(fitting))
                    if several
                    else _Found(fitting[0], how)
                )
        near = self._near(key)
        return _Found(None, "near" if near else "unknown", near)

    def _allows(self, code: str, departement: str, *postcodes: str) -> bool:
        own = self.departements[code]
        if departement not in ("", own):
            return False
        return all(not p or p in self.postcodes[code] or own in departements(p) for p in postcodes)

    def _near(self, key: str) -> tuple[str, ...]:
        if len(key) < 4:
            return ()
        names = sorted({name for part in _one_less(key) for name in self._by_part.get(part, ())})
        known = {**self.before, **self.today}
        return tuple(dict.fromkeys(code for name in names for code in known[name]))

    @cached_property
    def _by_part(self) -> dict[str, list[str]]:
        """Index names by themselves less a letter: two that share a part are one letter off."""
        parts: dict[str, list[str]] = {}
        for name in {**self.before, **self.today}:
            for part in _one_less(name):
                parts.setdefault(part, []).append(name)
        return parts


def _by_folded_name(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    codes: dict[str, list[str]] = {}
    for code, name in pairs:
        of_name = codes.setdefault(fold(name), [])
        if code not in of_name:
            of_name.append(code)
    return {name: tuple(found) for name, found in codes.items()}


def _one_less(name: str) -> list[str]:
    return [name, *dict.fromkeys(name[:i] + name[i + 1 :] for i in range(len(name)))]


def departements(postcode: str) -> tuple[str, ...]:
    """Give the département that a postcode is of, or both of Corsica's."""
    if postcode.startswith("20"):
        return ("2A", "2B")
    return (postcode[:3],) if postcode.startswith(("97", "98")) else (postcode[:2],)
