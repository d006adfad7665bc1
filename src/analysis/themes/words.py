"""French words: what is counted, and what is shown.

A *word* stands between blanks, hyphens and apostrophes; elided words (l', d', qu'…) stay with the
next. A *term* is a word or a pair of neighbours ("jardin partagé", "mise en réseau", "tiers-lieu").
Its *key* is what is counted: Snowball stems without accents, one for all spellings. Its *shown*
form is what people read: the most frequent spelling, never a stem.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analysis.themes.placenames import Places
from analysis.themes.tokens import ARTICLES, Word, fold, phrases, singular, stemmer, stop_words

CONNECTORS = ARTICLES | {"de", "du", "des", "a", "au", "aux", "en"}  # what a pair may bridge
ELIDED_CONNECTORS = {"", "d'", "l'"}


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The terms of some texts: ``counts`` (texts × terms), ``keys`` (sorted), ``shown`` forms."""

    counts: sparse.csr_array
    keys: tuple[str, ...]
    shown: tuple[str, ...]


def terms_of(phrase: Sequence[Word], language: str = "fr") -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the terms of a phrase, one after the other.

    Parameters
    ----------
    phrase
        Its words, places already set aside.
    language
        Of the text: words of grammar are its own, pairs bridge connectors in French alone.

    Yields
    ------
        The words of a term (one, or two for a pair), in lower case, and its written form.

    Notes
    -----
    A pair bridges two connectors at most ("accès aux droits"), never "et" or "ou". A word of the
    domain ("projet", "lieu") is no term, and two of them no pair, but one may stand in a pair.
    """
    function, domain = stop_words("function", language), stop_words("domain", language)
    connectors = CONNECTORS if language == "fr" else frozenset()
    before: int | None = None
    for place, word in enumerate(phrase):
        folded = fold(word.written)
        if word.elided not in ELIDED_CONNECTORS:
            before = None
        if folded in function or len(folded) == 1:
            before = before if folded in connectors else None
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


def lexicon(texts: Iterable[str], *, places: Iterable[str] = (), language: str = "fr") -> Lexicon:
    """Count the terms of texts.

    Parameters
    ----------
    texts
        The texts, in the order of the rows wanted.
    places
        Names set aside, with their people (Brest: "brestoise"), so that themes are not places.
    language
        Of the texts.

    Returns
    -------
        Terms sorted by key; a pair is kept when two texts bear it.
    """
    known = Places(places)
    number: dict[tuple[str, ...], int] = {}  # of a term's words
    spellings: Counter[tuple[int, str]] = Counter()
    said, lengths = array("q"), array("q")  # numbers, text after text: a million texts must fit
    for text in texts:
        start = len(said)
        spelled = {}
        for phrase in phrases(text):
            for part in known.cut(phrase):
                for words, written in terms_of(part, language):
                    said.append(number.setdefault(words, len(number)))
                    spelled[said[-1], written] = 1
        spellings.update(spelled)
        lengths.append(len(said) - start)
    times = np.bincount(np.asarray(said), minlength=len(number)).tolist()
    counted: Counter[str] = Counter()
    for words, n in zip(number, times, strict=True):
        counted.update(dict.fromkeys(words, n))
    stem = stems(counted, language)
    every = np.array([" ".join(stem[word] for word in words) for words in number], dtype=object)
    keys, column = np.unique(every, return_inverse=True) if len(every) else (every, every)
    rows = np.repeat(np.arange(len(lengths)), np.asarray(lengths))
    place: list[int] = column.tolist()
    cells = (np.ones(len(rows)), (rows, column.astype(np.int64)[np.asarray(said)]))
    counts = sparse.csr_array(cells, shape=(len(lengths), len(keys)))
    counts.sum_duplicates()
    borne = np.bincount(counts.indices, minlength=len(keys))
    kept = np.array([n > 1 or " " not in key for key, n in zip(keys, borne, strict=True)], bool)
    shown: dict[int, Counter[str]] = defaultdict(Counter)
    for (term, written), n in spellings.items():
        if kept[place[term]]:
            shown[place[term]][written] += n
    chosen = np.flatnonzero(kept)
    return Lexicon(
        counts[:, chosen], tuple(keys[chosen]), tuple(_best(shown[c]) for c in chosen.tolist())
    )


def spoken(
    texts: Iterable[str], *, places: Iterable[str] = (), language: str = "fr"
) -> list[list[str]]:
    """List the words of each text in lower case, without grammar and places."""
    known, function = Places(places), stop_words("function", language)
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


def stems(words: Iterable[str] | Mapping[str, int], language: str = "fr") -> dict[str, str]:
    """Give each word its stem, the same with or without accents, in the singular or the plural.

    Notes
    -----
    The stemmer needs the accents: it makes "mobil" of mobilité and "mobilit" of MOBILITE. So the
    best accented spelling of a word stands for all of them.
    """
    families: dict[str, Counter[str]] = defaultdict(Counter)
    for word, n in Counter(words).items():
        families[singular(fold(word))][word] = n
    stem = stemmer(language)
    found: dict[str, str] = {}
    for spellings in families.values():
        chief = min(spellings, key=lambda w: (-_accents(w), -spellings[w], len(w), w))
        found |= dict.fromkeys(spellings, fold(stem(chief)))
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
