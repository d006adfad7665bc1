"""Groups of a few texts or of very many: beyond 3,000, some make the groups and the others join."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.themes import views as seen
from analysis.themes.consensus import DECIMALS, belonging, consensus

Mend = Callable[[np.ndarray], np.ndarray]
UNDECIDED = 0.8  # as strong a second group as this share of the first
_TOLD = 50  # texts of each theme that people named, among those that make the groups


def parted(
    vectors: np.ndarray,
    k: int,
    *,
    seed: int,
    runs: int = 200,
    told: np.ndarray | None = None,
    mend: Mend | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Group vectors by consensus.

    Parameters
    ----------
    vectors
        n × d, of length 1; n is 1 or more.
    k, seed, runs, told
        As for :func:`analysis.themes.consensus.consensus`.
    mend
        What people decided, applied to the labels.

    Returns
    -------
        Labels (n), and shares (n × groups): how often a text is with the others of each group;
        beyond 3,000 texts, for all how near it is to the centre of each group.
    """
    n = len(vectors)
    marks = np.arange(n)
    if n > seen.LANDMARKS:
        marks = np.sort(np.random.default_rng(seed).choice(n, seen.LANDMARKS, replace=False))
        for theme in range(0 if told is None else int(told.max()) + 1):  # none is left out
            marks = np.union1d(marks, np.flatnonzero(told == theme)[:_TOLD])
    some = None if told is None else told[marks]
    labels, association = consensus(seen.smoothed(vectors[marks]), k, seed=seed, runs=runs,
                                    told=some)  # fmt: skip
    mend = mend or (lambda labels: labels)
    if len(marks) == n:
        labels = mend(labels)
        return labels, belonging(association, labels)
    nearest = _near_centres(vectors, vectors[marks], labels).argmax(axis=1)
    if told is not None:
        themes = np.unique(told[told >= 0])
        nearest = np.where(told >= 0, np.searchsorted(themes, told), nearest)
    labels = mend(nearest)
    return labels, _near_centres(vectors, vectors, labels)


def _near_centres(vectors: np.ndarray, members: np.ndarray, labels: np.ndarray) -> np.ndarray:
    sums = np.zeros((int(labels.max()) + 1, vectors.shape[1]))
    np.add.at(sums, labels, members)
    centres = sums / np.maximum(np.bincount(labels, minlength=len(sums)), 1)[:, None]
    return np.round((vectors @ centres.T).clip(0), DECIMALS)


@dataclass(frozen=True, eq=False)
class Placed:
    """Groups from the biggest to the smallest, and how firmly each text holds to its own.

    ``labels``, ``second``, ``confidence`` and ``undecided`` are by text, ``shares`` texts × groups;
    ``numbers`` gives the group of each label that came in.
    """

    labels: np.ndarray
    second: np.ndarray
    confidence: np.ndarray
    undecided: np.ndarray
    shares: np.ndarray
    numbers: dict[int, int]


def placed(labels: np.ndarray, shares: np.ndarray) -> Placed:
    """Number groups from the biggest (then by first member), and find each text's second one."""
    first = {g: int(np.flatnonzero(labels == g)[0]) for g in np.unique(labels).tolist()}
    order = sorted(first, key=lambda g: (-int((labels == g).sum()), first[g]))
    numbers = {g: rank for rank, g in enumerate(order)}
    ranked = np.array([numbers[g] for g in labels.tolist()], dtype=int)
    kept = np.round(shares[:, order], 4) if len(order) else np.empty((0, 0))
    at = np.arange(len(labels))
    own = shares[:, order][at, ranked] if len(labels) else np.array([])
    others = shares[:, order].copy()
    others[at, ranked] = -1
    best = others.max(axis=1, initial=-1)
    return Placed(
        labels=ranked,
        second=np.where(best >= 0, others.argmax(axis=1) if others.size else 0, 0),
        confidence=np.round(own, 4),
        undecided=(best > 0) & (best >= UNDECIDED * own),
        shares=kept,
        numbers=numbers,
    )
