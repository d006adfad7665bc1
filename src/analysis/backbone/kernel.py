"""Compiled random networks of the same degrees: curveball trades, and what pairs share in them.

Compiled by numba at its first use, then kept on disk beside this file.
"""

from __future__ import annotations

import numpy as np
from numba import njit

Array = np.ndarray


@njit(cache=True)
def _below(state: Array, n: int) -> np.int64:
    """Draw an integer below n (splitmix64: the same numbers on every machine)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return np.int64((z >> np.uint64(32)) * np.uint64(n) >> np.uint64(32))


@njit(cache=True)
def trade(begins: Array, items: Array, width: int, trades: int, state: Array) -> None:
    """Let pairs of actors trade the initiatives that only one of them has, in place.

    Parameters
    ----------
    begins, items
        Initiatives of each actor, by `begins`; they need no order.
    width
        Number of initiatives.
    trades
        Number of pairs drawn.
    state
        State of the generator, shape (1,), uint64; moved on.

    References
    ----------
    Strona, G. et al. (2014). A fast and unbiased procedure to randomize ecological binary matrices
    with fixed row and column totals. Nature Communications, 5, 4114.
    """
    mark = np.zeros(width, dtype=np.int64)
    pool = np.empty(2 * width + 1, dtype=items.dtype)
    actors = len(begins) - 1
    stamp = 0
    for _ in range(trades):
        a = _below(state, actors)
        b = _below(state, actors - 1)
        if b >= a:
            b += 1
        stamp += 2
        for k in range(begins[a], begins[a + 1]):
            mark[items[k]] = stamp
        n, kept_b = 0, begins[b]
        for k in range(begins[b], begins[b + 1]):
            item = items[k]
            if mark[item] == stamp:
                mark[item] = stamp + 1  # both have it
                items[kept_b] = item
                kept_b += 1
            else:
                pool[n] = item
                n += 1
        kept_a = begins[a]
        for k in range(begins[a], begins[a + 1]):
            item = items[k]
            if mark[item] == stamp + 1:
                items[kept_a] = item
                kept_a += 1
            else:
                pool[n] = item
                n += 1
        for place in range(begins[a + 1] - kept_a):
            chosen = place + _below(state, n - place)
            pool[place], pool[chosen] = pool[chosen], pool[place]
            items[kept_a + place] = pool[place]
        for place in range(begins[a + 1] - kept_a, n):
            items[kept_b + place - (begins[a + 1] - kept_a)] = pool[place]


@njit(cache=True)
def compare(
    begins: Array, items: Array, width: int, trades: int, draws: int, state: Array,
    first: Array, second: Array, shared: Array, at_least: Array, at_most: Array,
) -> None:  # fmt: skip
    """Count the draws in which each pair shares at least, or at most, as many initiatives.

    Parameters
    ----------
    begins, items, width, trades, state
        As for `trade`; `trades` between two draws.
    draws
        Number of draws.
    first, second, shared
        Pairs sorted by their first actor, and the number that each is compared with.
    at_least, at_most
        Counts, added to.
    """
    mark = np.full(width, -1, dtype=np.int64)
    for draw in range(draws):
        trade(begins, items, width, trades, state)
        marked = -1
        for pair in range(len(first)):
            a, b = first[pair], second[pair]
            stamp = draw * (len(begins) - 1) + a
            if marked != a:
                for k in range(begins[a], begins[a + 1]):
                    mark[items[k]] = stamp
                marked = a
            common = 0
            for k in range(begins[b], begins[b + 1]):
                if mark[items[k]] == stamp:
                    common += 1
            if common >= shared[pair]:
                at_least[pair] += 1
            if common <= shared[pair]:
                at_most[pair] += 1
