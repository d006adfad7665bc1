"""Groups on which many partitions agree.

*Co-association* of two texts: the share of the partitions in which they are together.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

ITERATIONS = 30
DECIMALS = 9  # scores are rounded before they are compared: the last bits differ between machines


def partitions(vectors: np.ndarray, k: int, runs: int, share: float, rng: np.random.Generator) -> np.ndarray:
    n = len(vectors)
    size = max(k, round(share * n))
    drawn = np.argsort(rng.random((runs, n)), axis=1, kind="stable")[:, :size]
    inside = np.zeros((runs, n), dtype=bool)
    np.put_along_axis(inside, drawn, True, axis=1)
    centres = _seeds(vectors, k, inside, rng)
    labels = None
    for _ in range(ITERATIONS):
        new = _nearest(vectors, centres)
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        centres = _means(vectors, labels, inside, centres)
    return labels, inside


def _seeds(vectors, k, inside, rng):
    """k-means++ for all runs at once"""
    runs, n = inside.shape
    weight = inside.astype(float)
    gap = np.ones((runs, n))
    chosen = np.empty((runs, k), dtype=int)
    gap_w = weight.copy()
    for j in range(k):
        total = np.cumsum(gap_w, axis=1)
        draw = rng.random(runs) * total[:, -1]
        pick = np.minimum((total <= draw[:, None]).sum(axis=1), n - 1)
        chosen[:, j] = pick
        d = np.round(2 - 2 * vectors[pick] @ vectors.T, DECIMALS).clip(0)
        gap_w = np.minimum(gap_w, d * weight) if j else d * weight
    return vectors[chosen]


def _nearest(vectors, centres):
    runs, k, d = centres.shape
    scores = vectors @ centres.reshape(runs * k, d).T
    scores -= 0.5 * np.square(centres).sum(axis=2).reshape(-1)
    return np.round(scores, DECIMALS).reshape(len(vectors), runs, k).argmax(axis=2).T


def _means(vectors, labels, inside, before):
    runs, k, d = before.shape
    n = len(vectors)
    r, i = np.nonzero(inside)
    hot = sparse.csr_array((np.ones(len(r)), (r * k + labels[r, i], i)), shape=(runs * k, n))
    count = hot.sum(axis=1)
    sums = (hot @ vectors)
    out = before.reshape(runs * k, d).copy()
    some = count > 0
    out[some] = sums[some] / count[some, None]
    return out.reshape(runs, k, d)


def coassociation(labels, inside=None):
    runs, n = labels.shape
    k = labels.max() + 1
    r = np.repeat(np.arange(runs), n)
    i = np.tile(np.arange(n), runs)
    keep = slice(None) if inside is None else inside.ravel()
    hot = sparse.csr_array((np.ones((runs * n))[keep], (i[keep], (r * k + labels.ravel())[keep])), shape=(n, runs * k)).toarray()
    together = hot @ hot.T
    if inside is None:
        return together / runs
    both = inside.T.astype(float) @ inside.astype(float)
    return together / np.maximum(both, 1)


def cut(association, k):
    n = len(association)
    if n == 1: return np.zeros(1, int)
    gap = np.round(1 - association, DECIMALS).clip(0)
    np.fill_diagonal(gap, 0)
    gap=(gap+gap.T)/2
    tree = hierarchy.linkage(squareform(gap, checks=False), "average")
    merged = n - k
    a = np.concatenate([tree[:merged, 0], tree[:merged, 1]]).astype(int)
    b = np.tile(np.arange(n, n + merged), 2)
    graph = sparse.coo_array((np.ones(len(a)), (a, b)), shape=(2 * n, 2 * n))
    return sparse.csgraph.connected_components(graph, directed=False)[1][:n]
