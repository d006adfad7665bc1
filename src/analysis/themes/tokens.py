"""Words as they are written: text cut into phrases and words, folded, in the singular."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import snowballstemmer

ARTICLES = {"le", "la", "les"}
#: Languages, and the Snowball stemmer of each; words of the others are counted as they are.
STEMS = {
    "fr": "french", "en": "english", "es": "spanish", "de": "german", "it": "italian",
    "pt": "portuguese", "nl": "dutch", "ca": "catalan", "eu": "basque", "br": None,
}  # fmt: skip

# What is written must be read in one pass: a page of ten megabytes may open a thousand comments.
_UNREAD = {
    re.compile(opens, re.I): re.compile(closes, re.I)
    for opens, closes in (
        (r"<!--", r"-->"),
        (r"<script\b", r"</script\s*>"),
        (r"<style\b", r"</style\s*>"),
    )
}
_TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]+@[\w.-]+\.\w+")
_LONGEST = 60  # letters: what is longer is no word
# habitant·e·s, étudiant.e.s, tou(te)s: the ending goes, the word stays.
_MIDDOT = re.compile(r"(?<=\w)(?:[·•‧∙⋅]\w+)+")
_FEMININE = r"(?:[tlsnv]?es?|euses?|t?rices?|ères?)"
_INCLUSIVE = re.compile(
    rf"(?<=\w\w)(?:\({_FEMININE}\)s?|\.{_FEMININE}(?:\.s)?|-{_FEMININE}-s|-es)(?![\w'-])", re.I
)
# Words whose apostrophe belongs to them; ʼ (a letter) stands for it while elisions are cut.
_WHOLE = re.compile(r"\b(aujourd|presqu|prud|quelqu|entr)'(?=hui\b|[iî]le|homm|une?\b|aid)", re.I)
_CHARACTERS = str.maketrans(
    dict.fromkeys("’‘ʼ′´`＇", "'") | dict.fromkeys("‐‑‒", "-") | dict.fromkeys("­​‌‍﻿")
)
_PHRASE = re.compile(r"(?:[^\W_]|[ʼ'\- \t\u00a0\u202f])+")
_WORD = re.compile(
    r"(?P<elided>\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)')?(?P<written>[^\W_](?:[^\W_]|ʼ)*)",
    re.I,
)


class Word(NamedTuple):
    """A word as written; ``glued`` when a hyphen ties it to the one before."""

    written: str
    elided: str = ""
    glued: bool = False


@lru_cache(100_000)  # a word comes back often
def fold(text: str) -> str:
    """Lower the case and drop the accents.

    Examples
    --------
    >>> fold("Réemploi"), fold("CŒUR")
    ('reemploi', 'coeur')
    """
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def singular(folded: str) -> str:
    """Drop the mark of the plural from a folded word: "jardins" → "jardin", "lieux" → "lieu"."""
    plural = len(folded) > 3 and folded.endswith(("s", "eux", "eaux", "oux"))
    return folded[:-1] if plural and not folded.endswith("ss") else folded


def phrases(text: str) -> list[list[Word]]:
    """Cut a text into phrases and words, as written.

    Parameters
    ----------
    text
        Plain text, or what a web page left of it.

    Returns
    -------
        Phrases (what stands between two punctuation marks), each a list of words. Markup, entities,
        addresses, numbers and inclusive endings are gone.
    """
    text = html.unescape(html.unescape(text))
    for opens, closes in _UNREAD.items():
        text = _without(text, opens, closes)
    text = unicodedata.normalize("NFC", _TAG.sub(" . ", text)).translate(_CHARACTERS)
    text = _INCLUSIVE.sub("", _MIDDOT.sub("", _ADDRESS.sub(" . ", text)))
    found = (_words(part.group()) for part in _PHRASE.finditer(_WHOLE.sub(r"\1ʼ", text)))
    return [phrase for phrase in found if phrase]


def _without(text: str, opens: re.Pattern[str], closes: re.Pattern[str]) -> str:
    """Drop what lies between marks that open and close; one that nothing closes stays."""
    ends = [mark.end() for mark in closes.finditer(text)]
    kept, at = [], 0
    for mark in opens.finditer(text) if ends else ():
        if mark.start() < at:
            continue
        place = bisect_left(ends, mark.end())
        if place == len(ends):
            break
        kept.append(text[at : mark.start()])
        at = ends[place]
    return " . ".join([*kept, text[at:]])


def _words(phrase: str) -> list[Word]:
    found: list[Word] = []
    end = -1
    for match in _WORD.finditer(phrase):
        glued = match.start() == end + 1 and phrase[end] == "-"
        end = match.end()
        written = match["written"].replace("ʼ", "'")
        if not written[0].isdigit() and len(written) <= _LONGEST:
            found.append(Word(written, (match["elided"] or "").lower(), bool(found) and glued))
    return found


@cache
def stop_words(kind: str, language: str = "fr") -> frozenset[str]:
    """Read the stop words: "function" (grammar) or "domain" (what every directory says, in French).

    Raises
    ------
    ValueError
        For a language that is not known.
    """
    if language not in STEMS:
        raise ValueError(f"langue « {language} » inconnue → choisir parmi : {', '.join(STEMS)}")
    if language != "fr":
        from stopwordsiso import stopwords

        return frozenset(map(fold, stopwords(language))) if kind == "function" else frozenset()
    text = (resources.files(__package__) / "data" / f"{kind}_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def stemmer(language: str) -> Callable[[str], str]:
    """Give what cuts the words of a language to their stems."""
    name = STEMS[language]
    return (lambda word: word) if name is None else snowballstemmer.stemmer(name).stemWord
