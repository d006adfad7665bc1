"""Shortest paths between actors: who stands on them, and who is near to all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from analysis.network.graphs import pattern

SOURCES_AT_ONCE = 512  # bounds memory to a few matrices of this many rows
PIVOTS = 1_000  # drawn where there are too many actors to start from each


@dataclass(frozen=True, eq=False)
class Centrality:
    """Betweenness, its standard error, and closeness, in the order of the matrix."""

    betweenness: np.ndarray
    error: np.ndarray
    closeness: np.ndarray


def central(matrix: sparse.csr_array, exact: int, seed: int) -> Centrality:
    """Count shortest paths by Brandes' method, from all actors or from some drawn at random."""
    n = matrix.shape[0]
    if n <= max(exact, PIVOTS):
        sources = np.flatnonzero(np.diff(matrix.indptr))  # nothing starts from an isolate
        scale = 1.0
    else:
        sources = np.sort(np.random.default_rng(seed).choice(n, PIVOTS, replace=False))
        scale = n / PIVOTS
    ties = pattern(matrix)
    passing, squares, far, reached = (np.zeros(n) for _ in range(4))
    for start in range(0, len(sources), SOURCES_AT_ONCE):
        depends, steps = _from(ties, sources[start : start + SOURCES_AT_ONCE])
        passing += depends.sum(axis=1)
        squares += (depends * depends).sum(axis=1)
        far += np.maximum(steps, 0).sum(axis=1)
        reached += (steps > 0).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        group = csgraph.connected_components(ties, directed=False)[1]
        others = (np.bincount(group)[group] - 1) / (n - 1)
        closeness = np.where(reached > 0, others * reached / far, 0.0)
    if n < 3:
        return Centrality(np.zeros(n), np.zeros(n), closeness)
    pairs = (n - 1) * (n - 2)
    error = np.zeros(n)
    if scale > 1:
        spread = np.maximum(squares - passing * passing / PIVOTS, 0) / (PIVOTS - 1)
        error = n * np.sqrt(spread / PIVOTS * (1 - PIVOTS / n)) / pairs
    return Centrality(passing * scale / pairs, error, closeness)


def _from(ties: sparse.csr_array, sources: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Go level by level from many sources at once, and back.

    Returns
    -------
        How much the paths from each source (columns) depend on each actor (rows), and the steps
        between them, -1 where there is no way.
    """
    n = ties.shape[0]
    own = (sources, np.arange(len(sources)))
    steps = np.full((n, len(sources)), -1, dtype=np.int32)
    steps[own] = 0
    paths = (steps == 0).astype(float)
    frontier, last = paths, 0
    while True:
        frontier = np.where(steps < 0, ties @ frontier, 0)
        if not frontier.any():
            break
        last += 1
        steps[frontier > 0] = last
        paths = paths + frontier
    depends = np.zeros_like(paths)
    for level in range(last, 0, -1):
        flow = np.divide(1 + depends, paths, out=np.zeros_like(paths), where=steps == level)
        depends += np.where(steps == level - 1, paths * (ties @ flow), 0)
    depends[own] = 0
    return depends, steps
