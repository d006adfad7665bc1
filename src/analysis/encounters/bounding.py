"""How many new pairs a meeting can make at most: proofs by counting."""

from __future__ import annotations

import numpy as np


def most_new_pairs(table: np.ndarray, unknown: np.ndarray) -> int:
    """Say how many new pairs no plan can exceed, for tables of these sizes.

    Parameters
    ----------
    table
        Table of each person in each round, shape (rounds, people), −1 for who is absent. Only the
        sizes of the tables and who is present are read: the bound holds for any other seating.
    unknown
        Pairs who may meet for the first time, symmetric, shape (people, people).

    Notes
    -----
    The least of three counts.

    - Pairs at the tables, less those that must repeat: s people who all sat at T tables of an
      earlier round had at least ``T·C(k, 2) + k·(s mod T)`` of their pairs there, k = s div T,
      since as even a spread as can be makes the fewest.
    - Pairs unknown and present in one round at least.
    - Half of what each person can meet: its unknown people, or its neighbours over the rounds.
    """
    present = table >= 0
    sizes = [np.bincount(row[row >= 0]) for row in table]
    pairs = 0
    for r, own in enumerate(sizes):
        for size in own[own > 0].tolist():
            again = 0
            for earlier in range(r):
                if not (present[r] & ~present[earlier]).any():
                    again = max(again, _fewest_again(size, int((sizes[earlier] > 0).sum())))
            pairs += size * (size - 1) // 2 - again
    unknown = unknown & ~np.eye(len(unknown), dtype=bool)
    reachable = unknown & (present.T.astype(np.int32) @ present.astype(np.int32) > 0)
    neighbours = sum(here * (own.max() - 1) for here, own in zip(present, sizes, strict=True))
    each = np.minimum(reachable.sum(axis=1), neighbours)
    return int(min(pairs, reachable.sum() // 2, each.sum() // 2))


def _fewest_again(size: int, tables: int) -> int:
    """Say how many pairs of a table sat together before, when its people came from so many."""
    whole, rest = divmod(size, tables)
    return tables * (whole * (whole - 1) // 2) + whole * rest
