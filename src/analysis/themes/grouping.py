"""Groups of like texts: who is with whom, how firmly, and what each group is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import wording
from analysis.themes import views as seen
from analysis.themes import words
from analysis.themes.coherence import quality
from analysis.themes.deciding import Decision, mended
from analysis.themes.grids import Seed
from analysis.themes.landmarks import parted, placed
from analysis.themes.naming import distinctive_terms, name
from analysis.themes.seeding import plain_cases
from analysis.themes.stability import held


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups of texts, with how sure they are.

    Attributes
    ----------
    groups
        Group of each text (Int64, on the texts' index; 0 is the biggest, <NA> a text without any
        word to count).
    strengths
        How often a text is with the others of each group over the partitions, 0 to 1: texts ×
        groups, for those who have two themes; missing for a text without any word.
    confidence
        That of its own group.
    second
        The group that it is next most often with; <NA> with a single group.
    undecided
        Whether the second group is nearly as strong as the first.
    terms
        Distinctive terms: group, rank, term, weight, n.
    names
        Name of each group, indexed by group.
    stability
        Per group: n, stability (mean best Jaccard overlap with a group over 90 % subsamples),
        coherence and exclusivity of its terms (see :func:`analysis.themes.coherence.quality`).
    over_seeds, over_samples
        Mean adjusted Rand index between runs of other seeds, and on 90 % of the texts.
    k, k_is_default, views
        Number of groups, whether nobody chose it, and what was looked at.
    decisions
        What became of each decision: name, verdict, members, found, groups, applied.
    """

    groups: pd.Series
    strengths: pd.DataFrame
    confidence: pd.Series
    second: pd.Series
    undecided: pd.Series
    terms: pd.DataFrame
    names: pd.Series
    stability: pd.DataFrame
    over_seeds: float
    over_samples: float
    k: int
    k_is_default: bool
    views: tuple[str, ...]
    decisions: pd.DataFrame

    def describe(self, lang: str = "fr") -> str:
        """Say in two sentences how many groups there are and how far to trust them."""
        n, unsure = int(self.groups.notna().sum()), int(self.undecided.sum())
        wording.check(lang)
        seeds, samples = (
            wording.number(rand, lang, digits=2) for rand in (self.over_seeds, self.over_samples)
        )
        if lang == "fr":
            chosen = "valeur par défaut, à discuter" if self.k_is_default else "valeur choisie"
            return (
                f"{self.k} groupes pour {n} textes ({chosen}). Accord entre tirages : {seeds} "
                f"d'une graine à l'autre, {samples} sur 90\u202f% des textes (1 : identiques, "
                f"0 : au hasard) ; {unsure} textes indécis entre deux groupes."
            )
        chosen = "a default, to be discussed" if self.k_is_default else "chosen"
        return (
            f"{self.k} groups for {n} texts ({chosen}). Agreement between draws: "
            f"{seeds} over seeds, {samples} on 90% of the texts "
            f"(1: the same, 0: as chance would); {unsure} texts undecided between two groups."
        )


def default_k(n: int) -> int:
    """Give a number of groups to start from: √(n/3), from 2 to 8. A convention, not a finding."""
    return int(np.clip(round(np.sqrt(n / 3)), 2, 8))


def group(
    texts: pd.Series,
    *,
    k: int | None = None,
    seed: int = 0,
    views: Sequence[str] = ("lexical",),
    semantic: bool | None = None,
    places: Iterable[str] = (),
    language: str = "fr",
    grid: Sequence[Seed] = (),
    decisions: Sequence[Decision] = (),
) -> Grouping:
    """Group texts by what they are about.

    Parameters
    ----------
    texts
        Texts with a unique index.
    k
        Number of groups; by default √(n/3), from 2 to 8, which calls itself a default.
    seed
        Of the draws.
    views
        What texts are compared by: "lexical" (their terms), "words" (vectors of French words, with
        the extra ``fr``), "sentences" (vectors of whole texts, with the extra ``semantic``).
    semantic
        True for all views, False for the lexical one; None as `views` says.
    places
        Names of places to set aside, so that themes are not places.
    language
        Of the texts, by its two letters: "fr", "br", "en" and the others of
        :data:`analysis.themes.tokens.STEMS`.
    grid
        Themes that some groups are to be, as :func:`read_grid` gives them; the other groups, up to
        k, are free. Texts that are plainly of a theme (its examples, and those that bear two of its
        words) make its group; a theme that no text is plainly of has none.
    decisions
        What people decided about former groups of these texts, as :func:`read_group_decisions`
        gives it: names, groups that are one, initiatives that stand apart.

    Returns
    -------
        The groups, on the index and in the order of ``texts``. The rows' order changes nothing.
        A k above the number of distinct texts is lowered to it.

    Raises
    ------
    ValueError
        For a repeated index, a k below 1 or below the number of themes of the grid, an unknown
        view or language, the view of words in another language than French, or texts that are not
        text.
    ModuleNotFoundError
        For a view whose package is not installed, with the command that installs it.

    Notes
    -----
    Sublinear TF-IDF of stems and pairs of words that two texts bear, and means of word vectors,
    each reduced to 50 dimensions and side by side; neighbours drawn together; then the consensus of
    200 KMeans, each on 80 % of the texts (see :mod:`analysis.themes.views` and
    :mod:`analysis.themes.consensus`).
    """
    _checked(texts, k, grid)
    places = list(places)  # read twice
    if semantic is not None:
        views = seen.VIEWS if semantic else ("lexical",)
    ordered = texts.sort_index()
    written = ordered.fillna("").astype("str")
    with threadpool_limits(1):  # the same bytes whatever the number of cores
        lexicon, vectors = seen.read(written, views, places, language)
        known = (
            np.flatnonzero(np.abs(vectors).sum(axis=1) > 0) if vectors.size else np.array([], int)
        )
        wanted = max(default_k(len(known)), len(grid)) if k is None else int(k)
        wanted = _distinct(vectors[known], wanted)
        told = np.full(len(known), -1)
        if grid and wanted >= len(grid):
            spoken = words.spoken(written, places=places, language=language)
            told = plain_cases(spoken, grid, ordered.index, language)[known]
        named: dict[int, str] = {}
        report = mended(np.array([], int), ordered.index[:0], decisions)[2]

        def decide(labels: np.ndarray) -> np.ndarray:
            nonlocal named, report
            labels, named, report = mended(labels, ordered.index[known], decisions)
            return labels

        def decide_again(labels: np.ndarray, kept: np.ndarray) -> np.ndarray:
            return mended(labels, ordered.index[known[kept]], decisions)[0]

        parts, shares = np.array([], int), np.empty((0, 0))
        if len(known):
            parts, shares = parted(vectors[known], wanted, seed=seed, told=told, mend=decide)
        found = placed(parts, shares)
        labels = np.full(len(ordered), -1)
        labels[known] = found.labels
        terms = distinctive_terms(lexicon, labels)
        over_seeds, over_samples, stability = held(
            vectors[known], wanted, found.labels, seed, told=told, mend=decide_again
        )
        stability = stability.join(quality(lexicon, labels, terms))
    themes = {p: grid[t].name for p, t in enumerate(np.unique(told[told >= 0]).tolist())} | named
    given = {found.numbers[part]: said for part, said in themes.items() if part in found.numbers}

    def on_texts(values: np.ndarray, dtype: str, label: str) -> pd.Series:
        out = pd.Series(pd.NA, index=ordered.index, dtype=dtype, name=label)
        out.iloc[known] = values
        return out.reindex(texts.index)

    k_found = int(found.labels.max()) + 1 if len(known) else 0
    return Grouping(
        groups=on_texts(found.labels, "Int64", "group"),
        strengths=pd.DataFrame(
            found.shares, index=ordered.index[known], columns=pd.RangeIndex(k_found, name="group")
        ).reindex(texts.index),
        confidence=on_texts(found.confidence, "Float64", "confidence"),
        second=on_texts(found.second, "Int64", "second"),
        undecided=on_texts(found.undecided, "boolean", "undecided"),
        terms=terms,
        names=name(terms, k_found, given=given),
        stability=stability,
        over_seeds=over_seeds,
        over_samples=over_samples,
        k=k_found,
        k_is_default=k is None,
        views=tuple(views),
        decisions=report,
    )


def _checked(texts: pd.Series, k: int | None, grid: Sequence[Seed]) -> None:
    if k is not None and k < max(1, len(grid)):
        raise ValueError(f"k = {k}: ask for {max(1, len(grid))} group(s) or more")
    twice = texts.index[texts.index.duplicated()]
    if len(twice):
        raise ValueError(
            f"{len(twice)} repeated index label(s), first {twice[0]!r}: give each text its own"
        )
    strange = texts[[not isinstance(t, str) and not pd.isna(t) for t in texts]]
    if len(strange):
        raise ValueError(f"{len(strange)} value(s) that are no text, first at {strange.index[0]!r}")


def _distinct(vectors: np.ndarray, wanted: int) -> int:
    """Lower a number of groups to that of distinct vectors; look no further than needed."""
    seen: set[bytes] = set()
    for start in range(0, len(vectors), 1000):
        part = np.round(vectors[start : start + 1000], 6) + 0.0
        seen |= {row.tobytes() for row in part}
        if len(seen) >= wanted:
            return wanted
    return max(len(seen), 1)
