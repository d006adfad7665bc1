"""Whether like lies beside like: Moran's I, its local parts, join counts."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse, stats

from analysis import wording
from analysis.places import to_metric

_TOUCH = 1.0  # metre: borders cut along a coast miss one another by less
_DECIMALS = 12


def neighbours(areas: gpd.GeoDataFrame, *, nearest: int = 0) -> sparse.csr_array:
    """Say which areas are neighbours: those that share a border or a corner.

    Parameters
    ----------
    areas
        Outlines, in the order wanted.
    nearest
        Neighbours given at least to each area by nearness, borders or not: an island has none else.

    Returns
    -------
        n × n, 1 for neighbours, symmetric, 0 on the diagonal.
    """
    shapes = to_metric(areas).geometry.to_numpy()
    n = len(shapes)
    tree = shapely.STRtree(shapes)
    rows, columns = tree.query(shapes, predicate="dwithin", distance=_TOUCH)
    pairs = {(a, b) for a, b in zip(rows.tolist(), columns.tolist(), strict=True) if a != b}
    if nearest and n > 1:
        points = shapely.get_coordinates(shapely.centroid(shapes))
        gaps = np.round(np.hypot(*(points[:, None] - points).T), 3)
        np.fill_diagonal(gaps, np.inf)
        order = np.argsort(gaps, axis=1, kind="stable")[:, : min(nearest, n - 1)]
        own = pd.Series([a for a, _ in pairs], dtype="int64").value_counts()
        for area in range(n):
            if own.get(area, 0) < nearest:
                pairs |= {(area, int(b)) for b in order[area]} | {
                    (int(b), area) for b in order[area]
                }
    listed = np.array(sorted(pairs), dtype=int).reshape(-1, 2).T
    return sparse.csr_array((np.ones(len(listed[0])), tuple(listed)), shape=(n, n))


@dataclass(frozen=True)
class Moran:
    """Moran's I of all areas: ``index``, ``expected`` by chance, ``p`` by permutation, ``n``."""

    index: float
    expected: float
    p: float
    n: int

    def describe(self, lang: str = "fr") -> str:
        """Say whether like areas lie together."""
        wording.check(lang)
        index = wording.number(self.index, lang, digits=2)
        p = wording.number(self.p, lang, digits=3)
        sure, together = self.p < 0.05, self.index > self.expected
        if lang == "fr":
            said = (
                "on ne peut pas le distinguer du hasard" if not sure
                else "les territoires semblables se touchent" if together
                else "les voisins s'opposent"
            )  # fmt: skip
            return f"I de Moran {index} sur {self.n} territoires (p = {p}) : {said}."
        said = (
            "it cannot be told from chance" if not sure
            else "like areas lie together" if together else "neighbours are unlike"
        )  # fmt: skip
        return f"Moran's I {index} on {self.n} areas (p = {p}): {said}."


def moran(
    values: np.ndarray, weights: sparse.csr_array, *, draws: int = 9_999, seed: int = 0
) -> Moran:
    """Measure whether like values lie beside one another.

    Parameters
    ----------
    values
        One for each area; not all the same.
    weights
        As :func:`neighbours` gives them; rows are brought to a sum of 1, and areas without any
        neighbour count as no one's.
    draws, seed
        Of the permutations.

    Raises
    ------
    ValueError
        For values that are missing, all the same, or too few.

    References
    ----------
    Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika, 37, 17-23.
    """
    z, rows = _centred(values, weights)
    n, total = len(z), float(rows.sum())
    scale = n / total / (z @ z) if total else 0.0
    index = scale * float(z @ (rows @ z))
    rng = np.random.default_rng(seed)
    drawn = np.empty(draws)
    for start in range(0, draws, 500):
        many = rng.permuted(np.tile(z, (min(500, draws - start), 1)), axis=1)
        drawn[start : start + len(many)] = scale * (many * (rows @ many.T).T).sum(axis=1)
    larger = int((drawn.round(_DECIMALS) >= round(index, _DECIMALS)).sum())
    p = (1 + min(larger, draws - larger)) / (draws + 1)
    return Moran(round(index, 9), round(-1 / (n - 1), 9), p, n)


def local_moran(
    values: np.ndarray, weights: sparse.csr_array, *, draws: int = 999, seed: int = 0
) -> pd.DataFrame:
    """Say which areas are like their neighbours, and which stand out among theirs.

    Parameters
    ----------
    values, weights, draws, seed
        As for :func:`moran`.

    Returns
    -------
        One row an area, in their order: index (the area's part of Moran's I), p (by permutation of
        the others), q (corrected for the number of areas, Benjamini–Hochberg), kind: "haut-haut",
        "bas-bas", "haut-bas" (high among low), "bas-haut" where q is below 5 %, else "".

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association: LISA. Geographical Analysis, 27(2).
    """
    z, rows = _centred(values, weights)
    n = len(z)
    around = rows @ z
    index = (n - 1) * z * around / (z @ z)
    rng = np.random.default_rng(seed)
    p = np.ones(n)
    sizes = np.diff(rows.indptr)
    for area in np.flatnonzero(sizes > 0):
        share = rows.data[rows.indptr[area] : rows.indptr[area + 1]]
        others = np.delete(z, area)
        picked = rng.random((draws, n - 1)).argpartition(sizes[area] - 1, axis=1)[:, : sizes[area]]
        drawn = (n - 1) * z[area] * (others[picked] * share).sum(axis=1) / (z @ z)
        larger = int((drawn.round(_DECIMALS) >= round(float(index[area]), _DECIMALS)).sum())
        p[area] = (1 + min(larger, draws - larger)) / (draws + 1)
    q = stats.false_discovery_control(p)
    own = np.where(z > 0, "haut", "bas")
    beside = np.where(around > 0, "haut", "bas")
    kind = np.where(q < 0.05, np.char.add(np.char.add(own, "-"), beside), "")
    return pd.DataFrame({"index": index, "p": p, "q": q, "kind": kind})


def join_counts(
    has: np.ndarray, weights: sparse.csr_array, *, draws: int = 9_999, seed: int = 0
) -> pd.Series:
    """Count the borders between areas that have something, and those that have not.

    Parameters
    ----------
    has
        Whether each area has it.
    weights
        As :func:`neighbours` gives them.
    draws, seed
        Of the permutations.

    Returns
    -------
        both, neither, mixed (borders of each kind), expected (of `both`, by chance), p (share of
        draws with as many borders between areas that have it).
    """
    own = np.asarray(has, dtype=float)
    n, edges = len(own), sparse.csr_array(weights != 0).astype(float)
    total, k = edges.sum() / 2, own.sum()
    both = float(own @ (edges @ own)) / 2
    neither = float((1 - own) @ (edges @ (1 - own))) / 2
    rng = np.random.default_rng(seed)
    many = rng.permuted(np.tile(own, (draws, 1)), axis=1)
    drawn = (many * (edges @ many.T).T).sum(axis=1) / 2
    expected = total * k * (k - 1) / (n * (n - 1)) if n > 1 else 0.0
    return pd.Series(
        {
            "both": both,
            "neither": neither,
            "mixed": total - both - neither,
            "expected": expected,
            "p": (1 + int((drawn >= both).sum())) / (draws + 1),
        }
    )


def _centred(values: np.ndarray, weights: sparse.csr_array) -> tuple[np.ndarray, sparse.csr_array]:
    """Give deviations from the mean, and weights whose rows sum to 1."""
    y = np.asarray(values, dtype=float)
    if len(y) < 3 or np.isnan(y).any() or np.ptp(y) == 0:
        raise ValueError("three values or more, none missing, not all the same: leave areas out")
    total = np.asarray(weights.sum(axis=1)).ravel()
    rows = sparse.csr_array(sparse.diags_array(1 / np.where(total > 0, total, 1)) @ weights)
    return y - y.mean(), rows
