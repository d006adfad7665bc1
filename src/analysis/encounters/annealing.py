"""Better seatings by exchanging two people at a time, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

_HOT, _COLD = 0.7, 0.15  # temperatures, in new pairs


@njit(cache=True)
def _draw(state, below):  # type: ignore[no-untyped-def]
    """Draw a whole number below a bound (xorshift)."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return np.int64((x >> np.uint64(11)) % np.uint64(below))


@njit(cache=True)
def _gain(p, q, members, sizes, at_p, at_q, met, first, again):  # type: ignore[no-untyped-def]
    """Say what exchanging p and q, at two tables of a round, would bring."""
    gain = 0.0
    for i in range(sizes[at_p]):
        m = members[at_p, i]
        if m != p:
            gain += again[q, m] - again[p, m]
            if met[p, m] == 1:
                gain -= first[p, m]
            if met[q, m] == 0:
                gain += first[q, m]
    for i in range(sizes[at_q]):
        m = members[at_q, i]
        if m != q:
            gain += again[p, m] - again[q, m]
            if met[q, m] == 1:
                gain -= first[q, m]
            if met[p, m] == 0:
                gain += first[p, m]
    return gain


@njit(cache=True)
def _exchange(p, q, members, sizes, table, met):  # type: ignore[no-untyped-def]
    at_p, at_q = table[p], table[q]
    for leaves, comes, at in ((p, q, at_p), (q, p, at_q)):
        place = 0
        for i in range(sizes[at]):
            m = members[at, i]
            if m == leaves:
                place = i
            else:
                met[leaves, m] -= 1
                met[m, leaves] -= 1
                met[comes, m] += 1
                met[m, comes] += 1
        members[at, place] = comes
    table[p], table[q] = at_q, at_p


@njit(cache=True)
def _anneal(table, members, sizes, met, first, again, block, steps, hot, cold, seed):  # type: ignore[no-untyped-def]
    rounds, people = table.shape
    state = np.array([seed], dtype=np.uint64)
    for _ in range(20):
        _draw(state, 2)
    longest = 0
    for b in range(block.shape[0]):
        longest = max(longest, block[b, 0])
    going, coming = np.empty(longest, dtype=np.int64), np.empty(longest, dtype=np.int64)
    cooling = (cold / hot) ** (1.0 / max(steps, 1))
    heat = hot
    for _ in range(steps):
        heat *= cooling
        r = _draw(state, rounds)
        p, q = _draw(state, people), _draw(state, people)
        at_p, at_q = table[r, p], table[r, q]
        if at_p == at_q or at_p < 0 or at_q < 0:
            continue
        if block[p, 0] < block[q, 0]:
            p, q = q, p
            at_p, at_q = at_q, at_p
        if block[p, 0] == 0 or block[q, 0] != 1:  # 0: may not move
            continue
        many = 0  # those present who move as one with p
        for i in range(block[p, 0]):
            if table[r, block[p, 1 + i]] == at_p:
                going[many] = block[p, 1 + i]
                many += 1
        if many == 1:
            gain = _gain(p, q, members[r], sizes[r], at_p, at_q, met, first, again)
            if gain >= 0 or _draw(state, 1 << 30) < np.exp(gain / heat) * (1 << 30):
                _exchange(p, q, members[r], sizes[r], table[r], met)
            continue
        found = 0  # as many who may move alone, from q's place on around the table
        start = _draw(state, sizes[r, at_q])
        for i in range(sizes[r, at_q]):
            m = members[r, at_q, (start + i) % sizes[r, at_q]]
            if found < many and block[m, 0] == 1:
                coming[found] = m
                found += 1
        if found < many:
            continue
        gain = 0.0
        for i in range(many):
            gain += _gain(going[i], coming[i], members[r], sizes[r], at_p, at_q, met, first, again)
            _exchange(going[i], coming[i], members[r], sizes[r], table[r], met)
        if gain < 0 and _draw(state, 1 << 30) >= np.exp(gain / heat) * (1 << 30):
            for i in range(many):
                _exchange(going[i], coming[i], members[r], sizes[r], table[r], met)


def improve(
    table: np.ndarray,
    first: np.ndarray,
    again: np.ndarray,
    *,
    blocks: list[list[int]],
    fixed: np.ndarray,
    steps: int,
    seed: int,
    hot: float = _HOT,
) -> np.ndarray:
    """Exchange people between tables until chance brings nothing more.

    Parameters
    ----------
    table
        Table of each person in each round, shape (rounds, people), −1 for who is absent.
    first
        What a pair brings when it meets for the first time, symmetric.
    again
        What it brings each time, the first included (less than zero for those to keep apart).
    blocks
        People who stay together: they are moved as one, never parted.
    fixed
        Whether a person keeps its table, shape (people,).
    steps
        Exchanges tried.
    seed
        Of the draws.
    hot
        Temperature to begin with, in new pairs; it ends at 0.15.

    Returns
    -------
        A table of the same shape; sizes of tables do not change.
    """
    rounds, people = table.shape
    found = np.ascontiguousarray(table, dtype=np.int64).copy()
    tables = int(found.max()) + 1
    sizes = np.stack([np.bincount(row[row >= 0], minlength=tables) for row in found])
    members = np.full((rounds, tables, int(sizes.max())), -1, dtype=np.int64)
    for r, t in np.ndindex(rounds, tables):
        members[r, t, : sizes[r, t]] = np.flatnonzero(found[r] == t)
    block = np.zeros((people, 1 + max([1, *map(len, blocks)])), dtype=np.int64)
    block[:, 0], block[:, 1] = 1, np.arange(people)
    for together in blocks:
        block[together, 0] = len(together)
        block[together, 1 : 1 + len(together)] = together
        if fixed[together].any():
            block[together, 0] = 0
    block[fixed, 0] = 0
    first, again = np.ascontiguousarray(first, float), np.ascontiguousarray(again, float)
    started = np.uint64(0x9E3779B97F4A7C15 ^ (seed + 1))
    _anneal(
        found, members, sizes, times_met(found), first, again, block, steps, hot, _COLD, started
    )
    return found


def times_met(table: np.ndarray) -> np.ndarray:
    """Count the rounds that each pair is at one table: shape (people, people), 0 with itself."""
    met = np.zeros((table.shape[1], table.shape[1]), dtype=np.int16)
    for row in table:
        met += (row[:, None] == row) & (row >= 0)
    np.fill_diagonal(met, 0)
    return met
