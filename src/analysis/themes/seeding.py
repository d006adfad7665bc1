"""Themes that start from a few words of people: what each text has of each theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import wording
from analysis.themes import french, words
from analysis.themes import views as seen
from analysis.themes.grids import Seed
from analysis.themes.landmarks import UNDECIDED

_FIRM = 2  # a word that is only near a theme's words counts by this power of how near
_SPREAD, _STEPS = 0.5, 5
_DECIMALS = 9


@dataclass(frozen=True, eq=False)
class Seeded:
    """How much of each theme each text has.

    Attributes
    ----------
    scores
        Texts × themes, 0 to 1; a row sums to 1, or to 0 for a text that nothing ties to the grid.
    first, second
        The two strongest themes of each text; missing where there is none.
    undecided
        Whether the second is nearly as strong as the first.
    views
        What was looked at.
    """

    scores: pd.DataFrame
    first: pd.Series
    second: pd.Series
    undecided: pd.Series
    views: tuple[str, ...]

    def describe(self, lang: str = "fr") -> str:
        """Say in a sentence how many texts have a theme, and how many hesitate."""
        wording.check(lang)
        n, some = len(self.first), int(self.first.notna().sum())
        unsure = int(self.undecided.sum())
        if lang == "fr":
            return (
                f"{some} textes sur {n} ont un thème de la grille, dont {unsure} hésitent entre "
                "deux ; c'est une proposition de la machine, à relire."
            )
        return (
            f"{some} of {n} texts have a theme of the grid, of which {unsure} hesitate between "
            "two; it is the machine's proposal, to be read again."
        )


def seeded(
    texts: pd.Series,
    grid: Sequence[Seed],
    *,
    coded: pd.Series | None = None,
    views: Sequence[str] = ("lexical",),
    places: Iterable[str] = (),
    language: str = "fr",
) -> Seeded:
    """Score each text on the themes of a grid.

    Parameters
    ----------
    texts
        Texts with a unique index.
    grid
        Themes, as :func:`read_grid` gives them; their examples and counter-examples are labels of
        `texts`.
    coded
        Themes that people gave to some texts (values are names of the grid, on labels of `texts`):
        they count as examples, and their neighbours lean towards them.
    views
        "lexical": a word counts for a theme when it is one of its words, in any form; with "words"
        also as far as it means something near (extra ``fr``).
    places
        Names of places to set aside.
    language
        As for :func:`analysis.themes.group`.

    Returns
    -------
        On the index and in the order of `texts`; neither order nor chance changes anything.

    Raises
    ------
    ValueError
        For examples or codes that are no texts, or codes that are no themes: all of them named.
    ModuleNotFoundError
        For a view whose package is not installed.

    Notes
    -----
    The words of a text that are rare among the texts count most. Each counts for a theme as far as
    it is near to the nearest of its words; then half of a text's scores comes from its neighbours,
    five times over (Zhou et al. 2004, as in :func:`analysis.themes.views.smoothed`).
    """
    names = [seed.name for seed in grid]
    ordered = texts.sort_index()
    written = ordered.fillna("").astype("str")
    told = _told(ordered.index, grid, coded)
    places = list(places)  # read twice
    with threadpool_limits(1):
        spoken = words.spoken(written, places=places, language=language)
        own = _matched(spoken, grid, "words" in views, language)
        near = seen.steps(seen.read(written, views, places, language)[1])
        start = _clamped(_shares(own), told)
        scores = start
        for _ in range(_STEPS):
            scores = _clamped(_SPREAD * (near @ scores) + (1 - _SPREAD) * start, told)
    scores = np.round(_shares(scores), _DECIMALS)
    order = np.argsort(-scores, axis=1, kind="stable")
    best = np.take_along_axis(scores, order[:, :2], axis=1)
    if best.shape[1] < 2:
        best = np.hstack([best, np.zeros_like(best)])

    def ranked(place: int) -> pd.Series:
        if place >= len(names):
            return pd.Series(pd.NA, index=texts.index, dtype="str")
        chosen = pd.Series(np.array(names, dtype=object)[order[:, place]], index=ordered.index)
        return chosen.where(best[:, place] > 0).astype("str").reindex(texts.index)

    table = pd.DataFrame(scores, index=ordered.index, columns=names).reindex(texts.index)
    unsure = pd.Series((best[:, 0] > 0) & (best[:, 1] >= UNDECIDED * best[:, 0]), ordered.index)
    return Seeded(
        scores=table,
        first=ranked(0).rename("first"),
        second=ranked(1).rename("second"),
        undecided=unsure.reindex(texts.index).rename("undecided"),
        views=tuple(views),
    )


def plain_cases(
    spoken: Sequence[Sequence[str]], grid: Sequence[Seed], index: pd.Index, language: str = "fr"
) -> np.ndarray:
    """Find the texts that are of a theme without a doubt.

    Parameters
    ----------
    spoken
        The words of each text.
    grid, index, language
        The themes, and the labels and language of the texts.

    Returns
    -------
        Theme of each text, −1 for none: the one that it is an example of, or the one of which it
        bears two words or more, and twice as many as of any other.

    Raises
    ------
    ValueError
        For examples that are no texts.
    """
    said = _told(index, grid, None)
    roots = [
        [w for text in words.spoken(seed.words, language=language) for w in text] for seed in grid
    ]
    stem = words.stems((w for own in [*spoken, *roots] for w in own), language)
    borne = [{stem[w] for w in own} for own in spoken]
    counts = np.array([[len(own & {stem[w] for w in root}) for root in roots] for own in borne])
    counts = np.where(said == 0, 0, counts)
    best = counts.argmax(axis=1)
    most = counts.max(axis=1)
    others = counts.copy()
    others[np.arange(len(counts)), best] = 0
    plain = np.where((most >= 2) & (most >= 2 * others.max(axis=1)), best, -1)
    return np.where((said == 1).any(axis=1), (said == 1).argmax(axis=1), plain)


def _told(index: pd.Index, grid: Sequence[Seed], coded: pd.Series | None) -> np.ndarray:
    """Give what people said: 1 a theme of the text, 0 not one, NaN nothing; check it."""
    told = np.full((len(index), len(grid)), np.nan)
    names = [seed.name for seed in grid]
    wrong = []
    for column, seed in enumerate(grid):
        for label, value in [*((e, 1.0) for e in seed.examples),
                             *((e, 0.0) for e in seed.counter_examples)]:  # fmt: skip
            if label in index:
                told[index.get_loc(label), column] = value
            else:
                wrong.append(f"« {label} » (exemple de « {seed.name} »)")
    for label, name in ({} if coded is None else coded.dropna()).items():
        if label not in index:
            wrong.append(f"« {label} » (codé)")
        elif name not in names:
            wrong.append(f"« {name} » (thème de « {label} »)")
        else:
            told[index.get_loc(label)] = np.eye(len(grid))[names.index(name)]
    if wrong:
        said = ", ".join(wrong[:5]) + (f" … ({len(wrong)})" if len(wrong) > 5 else "")
        raise ValueError(f"inconnus des textes ou de la grille : {said} → les corriger")
    return told


def _clamped(scores: np.ndarray, told: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(told), scores, told)


def _shares(scores: np.ndarray) -> np.ndarray:
    total = scores.sum(axis=1, keepdims=True)
    return np.divide(scores, total, out=np.zeros_like(scores), where=total > 0)


def _matched(
    spoken: list[list[str]], grid: Sequence[Seed], near: bool, language: str
) -> np.ndarray:
    """Add up, for each text and theme, how near its words are to those of the theme."""
    seeds = [
        [w for text in words.spoken(seed.words, language=language) for w in text] for seed in grid
    ]
    borne = Counter(word for text in spoken for word in set(text))
    every = sorted(borne | Counter(w for own in seeds for w in own))
    stem = words.stems(every, language)
    place = {word: row for row, word in enumerate(sorted(borne))}
    closeness = np.zeros((len(place), len(grid)))
    vectors = _centred(french.vectors(every), borne) if near else {}
    for column, own in enumerate(seeds):
        roots = {stem[word] for word in own}
        known = [vectors[word] for word in own if word in vectors]
        for word, row in place.items():
            if stem[word] in roots:
                closeness[row, column] = 1
            elif known and word in vectors:
                closeness[row, column] = max(float(np.max(known @ vectors[word])), 0) ** _FIRM
    rare = {word: np.log((2 + len(spoken)) / (1 + n)) for word, n in borne.items()}
    scores = np.zeros((len(spoken), len(grid)))
    for row, text in enumerate(spoken):
        for word in text:
            scores[row] += rare[word] * closeness[place[word]]
    return np.round(scores, _DECIMALS)


def _centred(vectors: dict[str, np.ndarray], borne: Counter[str]) -> dict[str, np.ndarray]:
    """Take away what all words of the texts have in common."""
    common = [vectors[word] for word in sorted(borne) if word in vectors]
    if not common:
        return vectors
    mean = np.mean(common, axis=0)
    moved = {word: vector - mean for word, vector in vectors.items()}
    return {word: v / length for word, v in moved.items() if (length := np.linalg.norm(v)) > 1e-9}
