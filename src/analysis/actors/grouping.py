"""Group spellings by the probabilities of their pairs, without chains."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

_SURE = 6.0  # log-odds beyond which a pair weighs no more
_SILENT = -1.0  # log-odds of two spellings that nothing brought together


def grouped(
    marks: np.ndarray,
    a: np.ndarray,
    b: np.ndarray,
    probability: np.ndarray,
    threshold: float = 0.5,
) -> np.ndarray:
    """Group spellings so that the pairs inside a group are, on the whole, of one actor.

    Groups join in the order of the mean log-odds of the pairs between them, as long as that mean is
    above the threshold's; a pair that was not compared counts against. So a chain of likely pairs
    makes no group when its ends have nothing in common. Spellings that a person said to be one are
    compared with others as one, by the likest of them.

    Parameters
    ----------
    marks
        What each spelling is known to be, a number, -1 for nothing: groups of two marks never join.
    a, b
        Pairs, a < b, each once.
    probability
        That each is of one actor: 1 for pairs that a person said, 0 for pairs that are never one.
    threshold
        Probability above which two groups join.

    Returns
    -------
        The least spelling of the group of each, as long as ``marks``.
    """
    n = len(marks)
    said = probability >= 1
    sure = np.clip(probability, 1e-9, 1 - 1e-9)
    odds = np.clip(np.log(sure) - np.log1p(-sure), -_SURE, _SURE)
    odds[probability <= 0] = -np.inf
    whole = _parts(n, a[said], b[said])
    if said.any():
        a, b, odds = _as_wholes(whole[a[~said]], whole[b[~said]], odds[~said])
        marks = pd.Series(marks).groupby(whole).max().reindex(range(n), fill_value=-1).to_numpy()
    return _joined(marks, a, b, odds, threshold)[whole]


def _parts(n: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Give the least of those that each is linked to."""
    part = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(n, n)), directed=False)[
        1
    ]
    return pd.Series(np.arange(n)).groupby(part).transform("min").to_numpy()


def _as_wholes(
    a: np.ndarray, b: np.ndarray, odds: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compare those that a person made one as one: by their likest pair, unless one is parted."""
    pairs = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b), "odds": odds})
    each = pairs[pairs["a"] < pairs["b"]].groupby(["a", "b"])["odds"].agg(["max", "min"])
    best = np.where(np.isneginf(each["min"]), -np.inf, each["max"])
    ends = each.index.to_frame()
    return ends["a"].to_numpy(), ends["b"].to_numpy(), best


def _joined(
    marks: np.ndarray, a: np.ndarray, b: np.ndarray, odds: np.ndarray, threshold: float
) -> np.ndarray:
    n = len(marks)
    least = float(np.log(threshold / (1 - threshold)))
    near = odds > least
    parts = _parts(n, a[near], b[near])
    inside = parts[a] == parts[b]
    a, b, odds, part = a[inside], b[inside], odds[inside], parts[a[inside]]
    order = np.argsort(part, kind="stable")
    a, b, odds, part = a[order], b[order], odds[order], part[order]
    result = np.arange(n)
    cuts = np.flatnonzero(np.diff(part)) + 1
    for one, other, said in zip(
        np.split(a, cuts), np.split(b, cuts), np.split(odds, cuts), strict=True
    ):
        if len(one) == 1:
            if min(marks[one[0]], marks[other[0]]) < 0 or marks[one[0]] == marks[other[0]]:
                result[other[0]] = one[0]
        elif len(one):
            _join(one.tolist(), other.tolist(), said.tolist(), marks, least, result)
    return result


def _join(
    a: list[int],
    b: list[int],
    odds: list[float],
    marks: np.ndarray,
    least: float,
    result: np.ndarray,
) -> None:
    """Join the spellings of one connected part, the surest first."""
    between: dict[int, dict[int, tuple[float, int]]] = {}
    for x, y, said in zip(a, b, odds, strict=True):
        between.setdefault(x, {})[y] = (said, 1)
        between.setdefault(y, {})[x] = (said, 1)
    members = {x: [x] for x in between}
    mark = {x: int(marks[x]) for x in between}
    queue = [(-_mean(v, 1), x, y) for x, near in between.items() for y, v in near.items() if x < y]
    heapq.heapify(queue)
    while queue:
        minus, x, y = heapq.heappop(queue)
        if -minus <= least:
            break
        if x not in members or y not in members or y not in between[x]:
            continue
        if -_mean(between[x][y], len(members[x]) * len(members[y])) != minus:
            continue  # said before one of the two grew
        if mark[x] != mark[y] and min(mark[x], mark[y]) >= 0:
            continue
        mark[x] = max(mark[x], mark[y])
        for z, (total, count) in between.pop(y).items():
            if z == x:
                continue
            had, n = between[x].get(z, (0.0, 0))
            between[x][z] = between[z][x] = (had + total, n + count)
            del between[z][y]
        del between[x][y]
        members[x] += members.pop(y)
        for z, value in between[x].items():
            size = len(members[x]) * len(members[z])
            heapq.heappush(queue, (-_mean(value, size), min(x, z), max(x, z)))
    for some in members.values():
        result[some] = min(some)


def _mean(value: tuple[float, int], size: int) -> float:
    total, count = value
    return (total + (size - count) * _SILENT) / size
