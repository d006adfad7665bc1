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
from analysis.themes.consensus import DECIMALS, belonging, consensus
from analysis.themes.naming import distinctive_terms, name
from analysis.themes.stability import held

_UNDECIDED = 0.8  # as strong a second group as this share of the first


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
        Per group: n, stability (mean best Jaccard overlap with a group over 90 % subsamples).
    over_seeds, over_samples
        Mean adjusted Rand index between runs of other seeds, and on 90 % of the texts.
    k, k_is_default, views
        Number of groups, whether nobody chose it, and what was looked at.
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
    views: tuple[str, ...] = ("lexical",)

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

    Returns
    -------
        The groups, on the index and in the order of ``texts``. The rows' order changes nothing.
        A k above the number of distinct texts is lowered to it.

    Raises
    ------
    ValueError
        For a repeated index, a k below 1, an unknown view, or texts that are not text.
    ModuleNotFoundError
        For a view whose package is not installed, with the command that installs it.

    Notes
    -----
    Sublinear TF-IDF of stems and pairs of words that two texts bear, and means of word vectors,
    each reduced to 50 dimensions and side by side; neighbours drawn together; then the consensus of
    200 KMeans, each on 80 % of the texts (see :mod:`analysis.themes.views` and
    :mod:`analysis.themes.consensus`).
    """
    _checked(texts, k)
    places = list(places)  # read twice
    if semantic is not None:
        views = seen.VIEWS if semantic else ("lexical",)
    ordered = texts.sort_index()
    written = ordered.fillna("").astype("str")
    with threadpool_limits(1):  # the same bytes whatever the number of cores
        lexicon = words.lexicon(written, places=places)
        vectors = seen.side_by_side(lexicon, written.tolist(), views, places=places)
        known = (
            np.flatnonzero(np.abs(vectors).sum(axis=1) > 0) if vectors.size else np.array([], int)
        )
        distinct = len(np.unique(np.round(vectors[known], 6), axis=0)) if len(known) else 0
        wanted = default_k(len(known)) if k is None else int(k)
        wanted = min(wanted, max(distinct, 1))
        found = _Consensus(vectors[known], wanted, seed)
        labels = np.full(len(ordered), -1)
        labels[known] = found.labels
        terms = distinctive_terms(lexicon, labels)
        over_seeds, over_samples, stability = held(vectors[known], wanted, found.labels, seed)

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
        names=name(terms, k_found),
        stability=stability,
        over_seeds=over_seeds,
        over_samples=over_samples,
        k=k_found,
        k_is_default=k is None,
        views=tuple(views),
    )


def curve(
    texts: pd.Series,
    ks: Sequence[int] = range(2, 13),
    *,
    seed: int = 0,
    views: Sequence[str] = ("lexical",),
    places: Iterable[str] = (),
) -> pd.DataFrame:
    """Show what each number of groups would give, so that a person chooses.

    Parameters
    ----------
    texts, seed, views, places
        As for :func:`group`.
    ks
        Numbers of groups to try.

    Returns
    -------
        Columns k, over_samples (agreement on 90 % of the texts), smallest (texts in the smallest
        group), undecided (share of the texts), names (joined by " · "); one row a k.
    """
    rows = []
    places = list(places)
    for k in ks:
        found = group(texts, k=k, seed=seed, views=views, places=places)
        sizes = found.groups.value_counts()
        rows.append(
            (k, found.over_samples, int(sizes.min()) if len(sizes) else 0,
             float(found.undecided.mean()), " · ".join(found.names))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["k", "over_samples", "smallest", "undecided", "names"])


def tables(found: Grouping) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the groups of initiatives, and the groups themselves, as tables.

    Returns
    -------
        Columns initiative_id, group, name, confidence, second, undecided, sorted by initiative_id;
        and group, name, n, stability.
    """
    frame = pd.DataFrame(
        {
            "group": found.groups,
            "name": found.groups.map(found.names).astype("str"),
            "confidence": found.confidence,
            "second": found.second,
            "undecided": found.undecided,
        }
    )
    named = found.stability.assign(name=found.names).reset_index()
    by_id = frame.rename_axis("initiative_id").sort_index().reset_index()
    return by_id, named[["group", "name", "n", "stability"]]


def _checked(texts: pd.Series, k: int | None) -> None:
    if k is not None and k < 1:
        raise ValueError(f"k = {k}: ask for one group or more")
    twice = texts.index[texts.index.duplicated()]
    if len(twice):
        raise ValueError(
            f"{len(twice)} repeated index label(s), first {twice[0]!r}: give each text its own"
        )
    strange = texts[[not isinstance(t, str) and not pd.isna(t) for t in texts]]
    if len(strange):
        raise ValueError(f"{len(strange)} value(s) that are no text, first at {strange.index[0]!r}")


class _Consensus:
    """Labels (0 the biggest group, then by first member), and how firmly each text holds to its."""

    def __init__(self, vectors: np.ndarray, k: int, seed: int) -> None:
        n = len(vectors)
        if not n:
            self.labels = self.second = np.array([], int)
            self.shares = np.empty((0, 0))
            self.confidence, self.undecided = np.array([]), np.array([], bool)
            return
        marks = np.arange(n)
        if n > seen.LANDMARKS:
            marks = np.sort(np.random.default_rng(seed).choice(n, seen.LANDMARKS, replace=False))
        labels, association = consensus(seen.smoothed(vectors[marks]), k, seed=seed)
        shares = belonging(association, labels)
        if n > seen.LANDMARKS:
            centres = np.array(
                [vectors[marks][labels == g].mean(axis=0) for g in range(labels.max() + 1)]
            )
            shares = np.round((vectors @ centres.T).clip(0), DECIMALS)
            labels = shares.argmax(axis=1)
        order = sorted(
            set(labels), key=lambda g: (-(labels == g).sum(), np.flatnonzero(labels == g)[0])
        )
        rank = np.empty(max(order) + 1, dtype=int)
        rank[order] = np.arange(len(order))
        self.labels = rank[labels]
        shares = shares[:, order]
        self.shares = np.round(shares, 4)
        own = shares[np.arange(n), self.labels]
        shares[np.arange(n), self.labels] = -1
        best = shares.max(axis=1)
        self.confidence = np.round(own, 4)
        self.second = np.where(best >= 0, shares.argmax(axis=1), 0)
        self.undecided = (best > 0) & (best >= _UNDECIDED * own)
