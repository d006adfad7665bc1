"""Fold the spelling of an organisation's name, and say what was found in it."""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import pandas as pd

_ELISION = re.compile(r"\b[ldn]'(?=\w)")  # "l'eau", and not the L of "Espace L"
_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")  # "E.S.A.B."
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ACRONYM = re.compile(r"[A-ZÀ-Þ0-9][A-ZÀ-Þ0-9.&-]{1,11}")
_AFTER_DASH = re.compile(r"\s+[-–—]\s+([A-ZÀ-Þ][A-ZÀ-Þ0-9.&]{1,11})\s*$")


class _Forms(NamedTuple):
    legal: re.Pattern[str]
    part_alone: re.Pattern[str]
    part_first: re.Pattern[str]
    part_last: re.Pattern[str]
    openings: frozenset[str]
    councils: frozenset[str]
    articles: frozenset[str]
    kinds: frozenset[str]
    told_by_place: frozenset[str]
    short: dict[str, str]
    initials: dict[str, str]
    renamed: dict[tuple[str, ...], str]


class Found(NamedTuple):
    """What one name is made of.

    ``initials`` are the acronyms that its words may make, ``capitals`` its words that are written
    as acronyms; ``service`` has the words of a service, named with its body (``part``) or alone.
    """

    name: str
    key: str
    legal: str
    acronym: str
    part: str
    initials: tuple[str, ...]
    capitals: frozenset[str]
    service: str


COLUMNS = ("name", "key", "legal", "acronym", "part")


@cache
def _forms() -> _Forms:
    text = (resources.files(__package__) / "data" / "forms.toml").read_text("utf-8")
    read = tomllib.loads(text)
    legal = sorted(read["legal"], key=len, reverse=True)
    parts = "|".join(read["parts"])
    bodies = "|".join(sorted(read["councils"] + read["bodies"], key=len, reverse=True))
    return _Forms(
        re.compile(rf"\b(?:{'|'.join(legal)})\b"),
        re.compile(rf"^(?:l[ea]s? )?(?:{parts})\b"),
        re.compile(
            rf"^((?:l[ea]s? )?(?:{parts})\b.*?)[ ,]+(?:de la |du |de )?((?:{bodies}) \S.*)$"
        ),
        re.compile(rf"^(\S.*?) ?[-–—:,] ?((?:{parts})\b.*)$"),
        frozenset(read["openings"]),
        frozenset(read["councils"]),
        frozenset(read["articles"]),
        frozenset(read["kinds"]),
        frozenset(read["told_by_place"]),
        read["short"],
        read["initials"],
        {tuple(old.split()): new for old, new in read["bodies_renamed"].items()},
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
        pieces that the key leaves out: ``legal`` (its legal form, folded), ``acronym`` (capitals in
        brackets, after a dash, or the last word, when they are the initials of the others) and
        ``part`` (the service of a body: the key is the body's); "" where there is none.

    Notes
    -----
    A key is in lower case without accents, punctuation and articles, its words in alphabetical
    order ("Mobilité Reboar" is "Reboar mobilité"), short forms and well-known initials written out
    ("CCAS de X" is "Centre communal d'action sociale de X"), "Ville de X" and "X (mairie)" one, and
    so "Conseil général" and "Département". A name made of left-out words alone keeps them; one
    without any letter or digit is its own key.
    """
    found = [read_name(text)[: len(COLUMNS)] for text in names.fillna("").astype("str")]
    return pd.DataFrame(found, columns=list(COLUMNS), index=names.index, dtype="str")


def councils() -> frozenset[str]:
    """List the words that a key gives as "commune"."""
    return _forms().councils


def kinds() -> frozenset[str]:
    """List the words that say what kind of thing bears a name."""
    return _forms().kinds


def told_by_place() -> frozenset[str]:
    """List the words of bodies that their place alone tells apart."""
    return _forms().told_by_place


def bodies_without_place() -> frozenset[str]:
    """List the keys of such bodies when their place is not told: "Département", "CAF"."""
    forms = _forms()
    bodies = {" ".join(sorted(name.split())) for name in forms.initials.values()}
    told = forms.told_by_place
    return frozenset({key for key in bodies if told & set(key.split())} | told)


@lru_cache(20_000)
def read_name(written: str) -> Found:
    """Read one name: see :func:`normalise`."""
    name = plain(written)
    forms = _forms()
    rest, acronym = _acronym(name)
    text = fold(rest)
    legal = " ".join(forms.legal.findall(text))
    body, part = _part(forms.legal.sub(" ", text).strip(), forms)
    spread = _spread(body, forms)
    words = _words(spread, forms)
    if not words:  # a name made of these words alone keeps them
        words = re.findall(r"\w+", fold(name))
        legal = acronym = ""
    key = " ".join(sorted(words)) or name
    made = _all_initials(body, spread, forms)
    service = body if forms.part_alone.match(body) else part
    service = " ".join(sorted(_spread(service, forms)))
    return Found(name, key, legal, acronym, part, made, _capitals(name), service)


def _capitals(name: str) -> frozenset[str]:
    """List the words written as an acronym is, where the whole name is not."""
    words = re.findall(r"\w+", name)
    if name.isupper() and (len(words) > 1 or len(name) > 6):
        return frozenset()
    return frozenset(fold(word) for word in words if len(word) > 1 and word.isupper())


def _part(text: str, forms: _Forms) -> tuple[str, str]:
    """Part a body from the service of it that is named: "Service culture de la Ville de X"."""
    if found := forms.part_first.match(text):
        return found[2], found[1]
    if found := forms.part_last.match(text):
        return found[1], found[2]
    return text, ""


def _spread(text: str, forms: _Forms) -> list[str]:
    """List the words of a folded text, short forms and well-known initials written out."""
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    parts = re.findall(r"\w+", _ELISION.sub("", text))
    parts = [word for part in parts for word in forms.short.get(part, part).split()]
    kept = [word for word in parts if word not in forms.articles]
    kept = [word for part in kept for word in forms.initials.get(part, part).split()]
    own = [word for word in kept if word not in forms.openings]
    return own if any(len(word) > 1 for word in own) else kept


def _words(spread: list[str], forms: _Forms) -> list[str]:
    """Give the words of a key: a body by its name under the law of today."""
    kept = _renamed(spread, forms)
    if len(kept) > 1 and (kept[0] in forms.councils or kept[-1] in forms.councils):
        council = kept[0] if kept[0] in forms.councils else kept[-1]
        kept = ["commune", *(word for word in kept if word != council)]
    return kept


def _renamed(words: list[str], forms: _Forms) -> list[str]:
    """Give a body the name that it has under the law of today."""
    if len(words) > 1 and words[-1] == "communaute":
        words = [*words[:-1], "intercommunalite"]
    for length in (3, 2, 1):
        for first in range(len(words) - length + 1):
            if new := forms.renamed.get(tuple(words[first : first + length])):
                if len(words) == 1:
                    return words
                words = [*words[:first], new, *words[first + length :]]
    return [word for place, word in enumerate(words) if word not in words[:place]]


def _all_initials(text: str, words: list[str], forms: _Forms) -> tuple[str, ...]:
    """Give the acronyms that a name may have: articles counted or not, place left out or not."""
    whole = re.findall(r"\w+", _ELISION.sub("", text))
    ways = (whole, [w for w in whole if w not in forms.articles], words)
    made = {"".join(word[0] for word in way) for way in ways if len(way) > 2}
    return tuple(sorted(made))


def _acronym(name: str) -> tuple[str, str]:
    """Take the initials of a name out of it: "Vert le Jardin (VLJ)", "VLJ - Vert le Jardin"."""
    for found in _BRACKETS.finditer(name):
        inside = found[1].strip()
        rest = f"{name[: found.start()]} {name[found.end() :]}".strip()
        if not re.search(r"\w", rest) or _legal(inside) or fold(inside) in _forms().councils:
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
    return _forms().legal.fullmatch(fold(word)) is not None


def _initials(name: str, acronym: str) -> bool:
    """Tell whether an acronym is made of the initials of a name, articles counted or not."""
    words = re.findall(r"\w+", _ELISION.sub("", fold(name)))
    wanted = re.sub(r"\W", "", fold(acronym))
    ways = (words, [w for w in words if w not in _forms().articles])
    return len(wanted) > 1 and any("".join(w[0] for w in way) == wanted for way in ways)


def plain(name: str) -> str:
    """Compose the letters of a name, and leave one plain space between its words."""
    text = unicodedata.normalize("NFC", name).replace("’", "'").replace("‘", "'")
    if not text.isascii():
        text = text.translate(_marks()[0])
    return " ".join(text.split())


def fold(name: str) -> str:
    """Fold a name to lower case without accents."""
    if name.isascii():
        return name.lower()
    letters = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE").casefold())
    return letters.translate(_marks()[1])


@cache
def _marks() -> tuple[dict[int, None], dict[int, None]]:
    """Give what is left out of a plain name (zero-width marks), and of a folded one (accents)."""
    every = [chr(point) for point in range(sys.maxunicode + 1)]
    unseen = {ord(c): None for c in every if unicodedata.category(c) == "Cf"}
    return unseen, {ord(c): None for c in every if unicodedata.combining(c)}
