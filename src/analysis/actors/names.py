"""Fold the spelling of an organisation's name, and say what was found in it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import pandas as pd

_ELISION = re.compile(r"\b[ldn]'(?=\w)")  # "l'eau", and not the L of "Espace L"
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ACRONYM = re.compile(r"[A-ZÀ-Þ0-9][A-ZÀ-Þ0-9.&-]{1,11}")
_AFTER_DASH = re.compile(r"\s+[-–—]\s+([A-ZÀ-Þ][A-ZÀ-Þ0-9.&]{1,11})\s*$")


class _Forms(NamedTuple):
    legal: re.Pattern[str]
    openings: frozenset[str]
    councils: frozenset[str]
    articles: frozenset[str]
    short: dict[str, str]
    initials: dict[str, str]


class _Found(NamedTuple):
    name: str
    key: str
    legal: str
    acronym: str


@cache
def _forms() -> _Forms:
    text = (resources.files(__package__) / "data" / "forms.toml").read_text("utf-8")
    read = tomllib.loads(text)
    legal = sorted(read["legal"], key=len, reverse=True)
    return _Forms(
        re.compile(rf"\b(?:{'|'.join(legal)})\b"),
        frozenset(read["openings"]),
        frozenset(read["councils"]),
        frozenset(read["articles"]),
        read["short"],
        read["initials"],
    )


def normalise(names: pd.Series) -> pd.DataFrame:
    """Fold names to keys, so that two spellings of one name have one key.

    Parameters
    ----------
    names
        Names as written.

    Returns
    -------
        On the index of ``names``: ``name`` (composed letters, plain spaces), ``key``, and the
        pieces that the key leaves out: ``legal`` (its legal form, folded) and ``acronym`` (capitals
        in brackets, after a dash, or the last word, when they are the initials of the others); ""
        where there is none.

    Notes
    -----
    A key is in lower case without accents, punctuation and articles, its words in alphabetical
    order ("Mobilité Reboar" is "Reboar mobilité"), short forms and well-known initials written out
    ("CCAS de X" is "Centre communal d'action sociale de X"), "Ville de X" and "X (mairie)" one. A
    name made of left-out words alone keeps them; one without any letter or digit is its own key.
    """
    found = [_read(text) for text in names.fillna("").astype("str")]
    return pd.DataFrame(found, columns=_Found._fields, index=names.index, dtype="str")


@lru_cache(200_000)
def _read(written: str) -> _Found:
    name = _plain(written)
    forms = _forms()
    rest, acronym = _acronym(name)
    text = _fold(rest)
    legal = " ".join(forms.legal.findall(text))
    words = _words(forms.legal.sub(" ", text), forms)
    if not words:  # a name made of these words alone keeps them
        words = re.findall(r"\w+", _fold(name))
        legal = acronym = ""
    return _Found(name, " ".join(sorted(words)) or name, legal, acronym)


def _words(text: str, forms: _Forms) -> list[str]:
    parts = re.findall(r"\w+", _ELISION.sub("", text))
    parts = [word for part in parts for word in forms.short.get(part, part).split()]
    kept = [word for word in parts if word not in forms.articles]
    kept = [word for part in kept for word in forms.initials.get(part, part).split()]
    own = [word for word in kept if word not in forms.openings]
    kept = own if any(len(word) > 1 for word in own) else kept
    if len(kept) > 1 and (kept[0] in forms.councils or kept[-1] in forms.councils):
        council = kept[0] if kept[0] in forms.councils else kept[-1]
        kept = ["commune", *(word for word in kept if word != council)]
    return kept


def _acronym(name: str) -> tuple[str, str]:
    """Take the initials of a name out of it: "Vert le Jardin (VLJ)", "VLJ - Vert le Jardin"."""
    for found in _BRACKETS.finditer(name):
        inside = found[1].strip()
        rest = f"{name[: found.start()]} {name[found.end() :]}".strip()
        if not re.search(r"\w", rest) or _legal(inside):
            continue
        if _ACRONYM.fullmatch(inside) or (" " not in inside and _initials(rest, inside)):
            return rest, inside
    if dashed := _AFTER_DASH.search(name):
        rest = name[: dashed.start()]
        if not _legal(dashed[1]) and _initials(rest, dashed[1]):
            return rest, dashed[1]
    words = name.split()
    for last, others in ((words[-1:], words[:-1]), (words[:1], words[1:])):
        if last and len(others) > 1 and _ACRONYM.fullmatch(last[0]) and not name.isupper():
            rest = " ".join(others).strip(" -–—:")
            if not _legal(last[0]) and _initials(rest, last[0]):
                return rest, last[0]
    return name, ""


def _legal(word: str) -> bool:
    return _forms().legal.fullmatch(_fold(word)) is not None


def _initials(name: str, acronym: str) -> bool:
    """Tell whether an acronym is made of the initials of a name, articles counted or not."""
    words = re.findall(r"\w+", _ELISION.sub("", _fold(name)))
    wanted = re.sub(r"\W", "", _fold(acronym))
    ways = (words, [w for w in words if w not in _forms().articles])
    return len(wanted) > 1 and any("".join(w[0] for w in way) == wanted for way in ways)


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFC", name).replace("’", "'").replace("‘", "'")
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")  # zero-width marks
    return re.sub(r"\s+", " ", text).strip()


def _fold(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE").casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))
