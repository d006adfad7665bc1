"""Pairs of actors that share initiatives, counted and weighed: the same bytes by either way.

Small networks are multiplied out by scipy. From :data:`KERNEL_FROM` pairs on, the compiled walk of
:mod:`analysis.network.kernel` makes only the half that is kept, and can stop and go on, so that
pairs are given block by block where all of them would not fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analysis.network.incidence import Incidence

WEIGHTS = ("newman", "count", "jaccard", "cosine")
KERNEL_FROM = 100_000  # pairs: below, loading the kernel takes longer than the product
BYTES_A_TIE = 4 + 4 + 4 + 8  # two codes, shared, strength

Block = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # two codes, shared, strength


@dataclass(frozen=True, eq=False)
class Ranked:
    """Who takes part in what, initiatives numbered from the largest to the smallest.

    That order is the one in which strengths add up: neither the order of rows nor the names of
    initiatives change their last digit.

    Attributes
    ----------
    begins
        Where each actor's initiatives begin in `initiatives`; one more than there are actors.
    initiatives
        Ranks of initiatives, by actor, sorted.
    sizes
        Number of actors of each initiative, by rank.
    """

    begins: np.ndarray
    initiatives: np.ndarray
    sizes: np.ndarray

    @property
    def degrees(self) -> np.ndarray:
        """Count the initiatives of each actor."""
        return np.diff(self.begins)


def ranked(known: Incidence) -> Ranked:
    """Number the initiatives of participations from the largest to the smallest."""
    sizes = known.sizes
    order = np.argsort(-sizes, kind="stable")
    place = np.empty(len(sizes), dtype=np.int64)
    place[order] = np.arange(len(sizes))
    width = max(len(sizes), 1)
    keys = known.actor.astype(np.int64) * width + place[known.initiative]
    keys.sort()
    begins = np.concatenate([[0], np.cumsum(known.degrees)])
    return Ranked(begins, (keys % width).astype(np.int32), sizes[order])


def most_ties(known: Ranked) -> int:
    """Bound the number of ties: the pairs of all initiatives, or all pairs of the actors."""
    pairs = known.sizes.astype(np.int64) * (known.sizes - 1) // 2
    actors = len(known.begins) - 1
    return min(int(pairs.sum()), actors * (actors - 1) // 2)


def blocks(known: Ranked, weight: str, *, rows: int | None = None) -> Iterator[Block]:
    """Give the pairs sorted by first and second actor, about `rows` at a time (None: all at once).

    Yields
    ------
        Codes of both actors, the first before the second, initiatives shared (all int32), and
        strength (float64), aligned; they hold until the block after the next is asked for, so that
        one may be written while the next is made.
    """
    most = most_ties(known)
    if most < max(KERNEL_FROM, 1) and (rows is None or most <= rows):
        yield _strengthened(known, weight, _multiplied(known, weight))
        return
    for block in _walked(known, most if rows is None else rows):
        yield _strengthened(known, weight, block)


def _share(known: Ranked) -> np.ndarray:
    """Say what an initiative gives to each pair of its actors by Newman's weight."""
    return np.where(known.sizes > 1, 1 / np.maximum(known.sizes - 1.0, 1), 0)


def _strengthened(known: Ranked, weight: str, block: Block) -> Block:
    """Replace Newman's strength by another one, where that is asked."""
    first, second, shared, strength = block
    if weight == "count":
        strength = shared.astype(np.float64)
    elif weight == "jaccard":
        strength = shared / (known.degrees[first] + known.degrees[second] - shared)
    elif weight == "cosine":
        strength = shared / np.sqrt(known.degrees[first] * known.degrees[second])
    return first, second, shared, strength


def _multiplied(known: Ranked, weight: str) -> Block:
    """Multiply the matrix of participations by its transpose, and keep the upper half."""
    member = matrix(known, np.ones(len(known.initiatives), dtype=np.int32))
    first, second, shared = _upper(member @ member.T)
    if weight != "newman":
        return first, second, shared, shared
    share = _share(known)[known.initiatives]
    return first, second, shared, _upper(matrix(known, share) @ member.T)[2]


def matrix(known: Ranked, values: np.ndarray) -> sparse.csr_array:
    """Give actors by initiatives, with a value for each participation."""
    shape = (len(known.begins) - 1, len(known.sizes))
    return sparse.csr_array((values, known.initiatives, known.begins), shape=shape)


def _upper(product: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the cells above the diagonal, sorted by row and column."""
    product.sort_indices()
    cells = product.tocoo()
    above = cells.row < cells.col
    return (
        cells.row[above].astype(np.int32, copy=False),
        cells.col[above].astype(np.int32, copy=False),
        cells.data[above],
    )


def _walked(known: Ranked, rows: int) -> Iterator[Block]:
    """Walk each actor's initiatives for the partners that come after it."""
    from analysis.network import kernel

    actors = len(known.begins) - 1
    members, later, ends = kernel.members(known.begins, known.initiatives, known.sizes)
    share = _share(known)
    room = max(rows, kernel.most_partners(known.begins, known.initiatives, later, ends))
    spaces: list[Block] = []
    actor = turn = 0
    while actor < actors:
        if turn == len(spaces):
            first, second, shared = (np.empty(room, dtype=np.int32) for _ in range(3))
            spaces.append((first, second, shared, np.empty(room)))
        space = spaces[turn]
        actor, written = kernel.walk(
            actor, actors, known.begins, known.initiatives, later, ends, members, share, *space
        )
        first, second, shared, total = (column[:written] for column in space)
        yield first, second, shared, total
        turn = 1 - turn
