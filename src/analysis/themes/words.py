"""French words: what is counted, and what is shown.

A *word* stands between blanks, hyphens and apostrophes; elided words (l', d', qu'…) stay with the
next. A *term* is a word or a pair of neighbours ("jardin partagé", "mise en réseau", "tiers-lieu").
Its *key* is what is counted: Snowball stems without accents, one for all spellings. Its *shown*
form is what people read: the most frequent spelling, never a stem.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import snowballstemmer
from scipy import sparse

ARTICLES = {"le", "la", "les"}
CONNECTORS = ARTICLES | {"de", "du", "des", "a", "au", "aux", "en"}  # what a pair may bridge
ELIDED_CONNECTORS = {"", "d'", "l'"}
SHORT = {"st": "saint", "ste": "sainte"}
PEOPLE = {  # whose name does not begin like that of their region
    "auvergne": "auvergnat",
    "bourgogne": "bourguignon",
    "bretagne": "breton",
    "gascogne": "gascon",
    "normandie": "normand",
    "picardie": "picard",
    "provence": "provencal",
}

_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-z][^<>]*>", re.S | re.I)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")
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
_PEOPLE_OF = re.compile(r"n?[ao]is(?:es?)?|ien(?:s|nes?)?|ain(?:s|es?)?")


class Word(NamedTuple):
    """A word as written; ``glued`` when a hyphen ties it to the one before."""

    written: str
    elided: str = ""
    glued: bool = False


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The terms of some texts: ``counts`` (texts × terms), ``keys`` (sorted), ``shown`` forms."""

    counts: sparse.csr_array
    keys: tuple[str, ...]
    shown: tuple[str, ...]


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
    text = _MARKUP.sub(" . ", html.unescape(html.unescape(text)))
    text = unicodedata.normalize("NFC", text).translate(_CHARACTERS)
    text = _INCLUSIVE.sub("", _MIDDOT.sub("", _ADDRESS.sub(" . ", text)))
    found = (_words(part.group()) for part in _PHRASE.finditer(_WHOLE.sub(r"\1ʼ", text)))
    return [phrase for phrase in found if phrase]


def _words(phrase: str) -> list[Word]:
    found: list[Word] = []
    end = -1
    for match in _WORD.finditer(phrase):
        glued = match.start() == end + 1 and phrase[end] == "-"
        end = match.end()
        written = match["written"].replace("ʼ", "'")
        if not written[0].isdigit():
            found.append(Word(written, (match["elided"] or "").lower(), bool(found) and glued))
    return found


def terms_of(phrase: Sequence[Word]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the terms of a phrase, one after the other.

    Parameters
    ----------
    phrase
        Its words, places already set aside.

    Yields
    ------
        The words of a term (one, or two for a pair), in lower case, and its written form.

    Notes
    -----
    A pair bridges two connectors at most ("accès aux droits"), never "et" or "ou". A word of the
    domain ("projet", "lieu") is no term, and two of them no pair, but one may stand in a pair.
    """
    function, domain = stop_words("function"), stop_words("domain")
    before: int | None = None
    for place, word in enumerate(phrase):
        folded = fold(word.written)
        if word.elided not in ELIDED_CONNECTORS:
            before = None
        if folded in function or len(folded) == 1:
            before = before if folded in CONNECTORS else None
            continue
        if folded not in domain:
            yield (word.written.lower(),), _written(phrase[place : place + 1], first=place == 0)
        if before is not None and place - before <= 3:
            other = phrase[before].written
            if fold(other) != folded and not {fold(other), folded} <= domain:
                span = phrase[before : place + 1]
                yield (other.lower(), word.written.lower()), _written(span, first=before == 0)
        before = place


def _written(span: Sequence[Word], *, first: bool) -> str:
    """Write the words of a term as in the text, but for the capital that opens a phrase."""
    head = span[0].written
    head = head.lower() if first and not any(c.isupper() for c in head[1:]) else head
    rest = (f"{'-' if w.glued else ' '}{w.elided}{w.written}" for w in span[1:])
    return head + "".join(rest)


def lexicon(texts: Iterable[str], *, places: Iterable[str] = ()) -> Lexicon:
    """Count the terms of texts.

    Parameters
    ----------
    texts
        The texts, in the order of the rows wanted.
    places
        Names set aside, with their people (Brest: "brestoise"), so that themes are not places.

    Returns
    -------
        Terms sorted by key; a pair is kept when two texts bear it.
    """
    known = Places(places)
    found = [
        [term for phrase in phrases(text) for part in known.cut(phrase) for term in terms_of(part)]
        for text in texts
    ]
    stem = stems(word for terms in found for words, _ in terms for word in words)
    rows: list[Counter[str]] = []
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for terms in found:
        keyed = [(" ".join(stem[word] for word in words), written) for words, written in terms]
        rows.append(Counter(key for key, _ in keyed))
        for key, written in dict.fromkeys(keyed):
            spellings[key][written] += 1
    borne = Counter(key for row in rows for key in row)
    keys = sorted(key for key, n in borne.items() if n > 1 or " " not in key)
    return Lexicon(_matrix(rows, keys), tuple(keys), tuple(_best(spellings[key]) for key in keys))


def spoken(texts: Iterable[str], *, places: Iterable[str] = ()) -> list[list[str]]:
    """List the words of each text in lower case, without grammar and places."""
    known, function = Places(places), stop_words("function")
    return [
        [
            word.written.lower()
            for phrase in phrases(text)
            for part in known.cut(phrase)
            for word in part
            if fold(word.written) not in function
        ]
        for text in texts
    ]


def stems(words: Iterable[str]) -> dict[str, str]:
    """Give each word its stem, the same with or without accents, in the singular or the plural.

    Notes
    -----
    The stemmer needs the accents: it makes "mobil" of mobilité and "mobilit" of MOBILITE. So the
    best accented spelling of a word stands for all of them.
    """
    families: dict[str, Counter[str]] = defaultdict(Counter)
    for word in words:
        families[singular(fold(word))][word] += 1
    stemmer = snowballstemmer.stemmer("french")
    found: dict[str, str] = {}
    for spellings in families.values():
        chief = min(spellings, key=lambda w: (-_accents(w), -spellings[w], len(w), w))
        found |= dict.fromkeys(spellings, fold(stemmer.stemWord(chief)))
    return found


def _accents(word: str) -> int:
    return sum(unicodedata.normalize("NFD", letter) != letter for letter in word)


def _best(spellings: Mapping[str, int]) -> str:
    """Choose the most frequent spelling, whatever its case; in lower case where that is seen."""
    together: Counter[str] = Counter()
    for written, n in spellings.items():
        together[written.lower()] += n
    best = min(together, key=lambda w: (-together[w], -_accents(w), len(w), w))
    return min(
        (w for w in spellings if w.lower() == best),
        key=lambda w: (w != best, -spellings[w], w),
    )


def _matrix(rows: Sequence[Mapping[str, int]], keys: Sequence[str]) -> sparse.csr_array:
    column = {key: i for i, key in enumerate(keys)}
    cells = [
        (i, column[key], n) for i, row in enumerate(rows) for key, n in row.items() if key in column
    ]
    row, col, n = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    matrix = sparse.csr_array((n.astype(float), (row, col)), shape=(len(rows), len(keys)))
    matrix.sort_indices()
    return matrix


class Places:
    """Names of places, found in phrases as whole words, whatever their hyphens and accents.

    Parameters
    ----------
    names
        As people write them ("Le Relecq-Kerhuon", "Brest"). One word after an article (Le Faou,
        Le Cours) must bear a capital in the text: "cours" is a word too.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._capital: set[tuple[str, ...]] = set()
        self._roots: set[str] = set()
        by_first: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for name in names:
            words = [_spelt(w) for phrase in phrases(name) for w in phrase]
            bare = tuple(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)
            if not bare:
                continue
            by_first[bare[0]].add(bare)
            if len(bare) < len(words) and len(bare) == 1:
                self._capital.add(bare)
            elif len(bare) == 1:
                self._roots.add(re.sub(r"e?s?$", "", bare[0]))
                people = PEOPLE.get(bare[0], bare[0])
                by_first |= {
                    people + end: {(people + end,)}
                    for end in ("", "s", "ne", "nes", "e", "es")
                    if people != bare[0]
                }
        self._names = {
            first: sorted(found, key=len, reverse=True) for first, found in by_first.items()
        }

    def cut(self, phrase: list[Word]) -> Iterator[list[Word]]:
        """Yield what is left of a phrase on either side of its places."""
        spelt = [_spelt(word) for word in phrase]
        start = place = 0
        while place < len(phrase):
            length = self._length(phrase, spelt, place)
            if length:
                yield phrase[start:place]
                start = place + length
            place += max(length, 1)
        yield phrase[start:]

    def _length(self, phrase: list[Word], spelt: list[str], place: int) -> int:
        for name in self._names.get(spelt[place], ()):
            there = tuple(spelt[place : place + len(name)]) == name
            if there and (name not in self._capital or phrase[place].written[0].isupper()):
                return len(name)
        return int(self._people(spelt[place]))

    def _people(self, word: str) -> bool:
        return any(
            word[:cut] in self._roots and _PEOPLE_OF.fullmatch(word[cut:]) is not None
            for cut in range(4, len(word) - 2)
        )


def _spelt(word: Word) -> str:
    folded = fold(word.written)
    return SHORT.get(folded, folded)


@cache
def stop_words(kind: str) -> frozenset[str]:
    """Read the stop words: "function" (grammar) or "domain" (what every directory says)."""
    text = (resources.files(__package__) / "data" / f"{kind}_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
