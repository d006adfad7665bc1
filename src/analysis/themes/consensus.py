"""Groups on which many partitions agree.

Terms: a *partition* puts each text in one of k groups (KMeans on a share of the texts); the
*co-association* of two texts is the share of partitions, among those that saw both, in which they
are together; the *consensus* cuts the co-association into k groups.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

ITERATIONS = 30
DECIMALS = 9  # scores are rounded before they are compared: last bits differ between machines


def consensus(
    vectors: np.ndarray,
    k: int,
    *,
    seed: int,
    runs: int = 200,
    share: float = 0.8,
    told: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Group vectors as most of many partitions do.

    Parameters
    ----------
    vectors
        n × d, of length 1 each.
    k
        Number of groups, at most n.
    seed
        Of the draws.
    runs
        Number of partitions.
    share
        Share of the texts that each of them sees.
    told
        Theme of the texts that people gave one, from 0 and below k; −1 for the others. They stay in
        it, and make it: the first groups are these themes (those with texts), the others are free.

    Returns
    -------
        The labels (n, from 0) and the co-association (n × n, 0 to 1).

    References
    ----------
    Fred, A. L. N. & Jain, A. K. (2005). Combining multiple clusterings using evidence accumulation.
    IEEE TPAMI, 27(6), 835-850.

    Basu, S., Banerjee, A. & Mooney, R. (2002). Semi-supervised clustering by seeding. ICML 2002.
    """
    if told is None or not (told >= 0).any():
        told = np.full(len(vectors), -1)
    told = np.searchsorted(np.unique(told[told >= 0]), told, side="right") - 1  # without gaps
    labels, inside = _partitions(vectors, k, runs, share, np.random.default_rng(seed), told)
    association = _coassociation(labels, inside)
    return settle(association, _cut_beside(association, k, labels, told), told), association


def belonging(association: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Give each text's mean co-association with the others of each group (n × k)."""
    hot = np.eye(int(labels.max()) + 1)[labels]
    others = hot.sum(axis=0) - hot
    total = association @ hot - np.diag(association)[:, None] * hot
    return np.round(np.divide(total, others, out=np.zeros_like(total), where=others > 0), DECIMALS)


def settle(
    association: np.ndarray, labels: np.ndarray, told: np.ndarray, *, rounds: int = 10
) -> np.ndarray:
    """Move each text to the group that it is most with, until none moves; none is emptied."""
    for _ in range(rounds):
        best = belonging(association, labels).argmax(axis=1)
        alone = np.bincount(labels)[labels] == 1
        moved = np.where(alone | (told >= 0), labels, best)
        if np.array_equal(moved, labels) or len(set(moved)) < len(set(labels)):
            break
        labels = moved
    return labels


def _cut_beside(association: np.ndarray, k: int, runs: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Cut what the told themes do not hold; they keep their numbers, the free groups follow."""
    themes = int(told.max()) + 1
    if not themes:
        return _cut(association, k)
    within = np.stack([(runs == theme).mean(axis=0) for theme in range(themes)], axis=1)
    best = np.round(within, DECIMALS).argmax(axis=1)
    held = within[np.arange(len(best)), best] >= np.round(1 - within.sum(axis=1), DECIMALS)
    labels = np.where(told >= 0, told, best)
    free = np.flatnonzero(~held & (told < 0))
    left = min(k - themes, len(free))
    if left > 0:
        labels[free] = themes + _cut(association[np.ix_(free, free)], left)
    return labels


def _partitions(
    vectors: np.ndarray,
    k: int,
    runs: int,
    share: float,
    rng: np.random.Generator,
    told: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Run KMeans many times at once, each on its own draw; label also the texts left out."""
    n = len(vectors)
    size = min(n, max(k, round(share * n)))
    drawn = np.argsort(rng.random((runs, n)), axis=1, kind="stable")[:, :size]
    inside = np.zeros((runs, n), dtype=bool)
    np.put_along_axis(inside, drawn, True, axis=1)
    inside |= told >= 0  # what people said is in each draw
    known = [vectors[told == theme].mean(axis=0) for theme in range(int(told.max()) + 1)]
    centres = _seeds(vectors, k, inside, rng, known)
    labels = np.where(told >= 0, told, _nearest(vectors, centres))
    for _ in range(ITERATIONS):
        centres = _means(vectors, labels, inside, centres)
        new = np.where(told >= 0, told, _nearest(vectors, centres))
        if np.array_equal(new, labels):
            break
        labels = new
    return labels, inside


def _seeds(
    vectors: np.ndarray,
    k: int,
    inside: np.ndarray,
    rng: np.random.Generator,
    known: list[np.ndarray],
) -> np.ndarray:
    """Choose first centres far from one another (k-means++), for all runs at once."""
    runs, n = inside.shape
    allowed = inside.astype(float)
    gap = allowed.copy()
    centres = np.empty((runs, k, vectors.shape[1]))
    for j in range(k):
        if j < len(known):
            centres[:, j] = known[j]
            away = np.round(np.square(vectors - known[j]).sum(axis=1), DECIMALS) * allowed
            gap = np.minimum(gap, away) if j else away
            continue
        mass = np.cumsum(np.where(gap.sum(axis=1, keepdims=True) > 0, gap, allowed), axis=1)
        draw = rng.random(runs) * mass[:, -1]
        chosen = np.minimum((mass <= draw[:, None]).sum(axis=1), n - 1)
        centres[:, j] = vectors[chosen]
        away = np.round(2 - 2 * vectors[chosen] @ vectors.T, DECIMALS).clip(0) * allowed
        gap = np.minimum(gap, away) if j else away
    return centres


def _nearest(vectors: np.ndarray, centres: np.ndarray) -> np.ndarray:
    runs, k, d = centres.shape
    scores = vectors @ centres.reshape(runs * k, d).T
    scores -= 0.5 * np.square(centres).sum(axis=2).reshape(-1)
    return np.round(scores, DECIMALS).reshape(len(vectors), runs, k).argmax(axis=2).T


def _means(
    vectors: np.ndarray, labels: np.ndarray, inside: np.ndarray, before: np.ndarray
) -> np.ndarray:
    """Give the mean of each group of each run; one without members keeps its centre."""
    runs, k, d = before.shape
    run, text = np.nonzero(inside)
    cells = (np.ones(len(run)), (run * k + labels[run, text], text))
    hot = sparse.csr_array(cells, shape=(runs * k, len(vectors)))
    count = hot.sum(axis=1)
    means = before.reshape(runs * k, d).copy()
    some = count > 0
    means[some] = (hot @ vectors)[some] / count[some, None]
    return means.reshape(runs, k, d)


def _coassociation(labels: np.ndarray, inside: np.ndarray) -> np.ndarray:
    runs, n = labels.shape
    k = int(labels.max()) + 1
    run, text = np.nonzero(inside)
    cells = (np.ones(len(run)), (text, run * k + labels[run, text]))
    hot = sparse.csr_array(cells, shape=(n, runs * k)).toarray()
    seen = inside.astype(float)
    return (hot @ hot.T) / np.maximum(seen.T @ seen, 1)


def _cut(association: np.ndarray, k: int) -> np.ndarray:
    """Join the closest groups (average linkage) until k are left."""
    n = len(association)
    if n == 1:
        return np.zeros(1, dtype=int)
    gap = np.round(1 - (association + association.T) / 2, DECIMALS).clip(0)
    np.fill_diagonal(gap, 0)
    tree = hierarchy.linkage(squareform(gap, checks=False), "average")
    merged = n - k
    ends = np.concatenate([tree[:merged, 0], tree[:merged, 1]]).astype(int)
    joined = np.tile(np.arange(n, n + merged), 2)
    graph = sparse.coo_array((np.ones(len(ends)), (ends, joined)), shape=(2 * n, 2 * n))
    return sparse.csgraph.connected_components(graph, directed=False)[1][:n]
