"""Random networks in which everybody keeps its number of initiatives, and each its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from analysis import wording
from analysis.network.pairs import Ranked, blocks, matrix, ranked
from analysis.network.projection import selected

TRADES = 5  # an actor, between two draws
AWAY = 10  # times as many before the first
MOST_STEPS = 1e11  # of all draws: some minutes


@dataclass(frozen=True, eq=False)
class Convergence:
    """How far random draws can be trusted.

    Attributes
    ----------
    draws
        Random networks in each of two chains.
    trades
        Trades between two draws.
    moved
        Share of the participations that differ between the observed network and the one from which
        draws begin.
    apart
        Largest difference between the two chains' p-values, over all pairs that share something.
    expected
        What the largest of so many differences would be if draws were independent.
    """

    draws: int
    trades: int
    moved: float
    apart: float
    expected: float

    def sentence(self, lang: str = "fr") -> str:
        """Say it in one sentence ("fr" or "en")."""
        wording.check(lang)
        apart = wording.number(self.apart, lang, digits=4)
        expected = wording.number(self.expected, lang, digits=4)
        if lang == "fr":
            return (
                f"Deux suites de {self.draws} tirages ({self.trades} échanges entre deux) donnent "
                f"des p qui diffèrent au plus de {apart} ; des tirages indépendants différeraient "
                f"de {expected}."
            )
        return (
            f"Two chains of {self.draws} draws ({self.trades} trades between two) give p-values "
            f"that differ by {apart} at most; independent draws would differ by {expected}."
        )


def convergence(
    participations: pd.DataFrame,
    *,
    draws: int = 10_000,
    roles: Iterable[str] | None = None,
    max_size: int | None = None,
    seed: int = 0,
) -> Convergence:
    """Draw twice as for the model "fdsm", and compare.

    Parameters
    ----------
    participations, draws, roles, max_size, seed
        As for :func:`significance`; the second chain takes the next seed.

    Returns
    -------
        What the two chains say of one another.
    """
    rows = ranked(selected(participations, "count", roles, None, max_size, 1))
    ((first, second, shared, _),) = blocks(rows, "count")
    one, other = (
        compared(rows, first, second, shared, draws, chain)[0] / draws for chain in (seed, seed + 1)
    )
    p = (one + other) / 2
    deviation = np.sqrt(2 * p * (1 - p) / draws).max(initial=0)
    chain = _Chain(rows, seed)
    chain.move(AWAY)
    before = _joined(chain.observed)
    stayed = before.multiply(_joined(chain.rows)).sum() / max(before.nnz, 1)
    return Convergence(
        draws=draws,
        trades=chain.trades,
        moved=1 - float(stayed),
        apart=float(np.abs(one - other).max(initial=0)),
        expected=float(deviation * np.sqrt(2 * np.log(max(len(p), 2)))),
    )


@dataclass(frozen=True)
class SmallWorld:
    """A network beside random ones made of the same initiatives' sizes and actors' degrees.

    Attributes
    ----------
    clustering, clustering_null
        Share of the pairs of partners of an actor that are tied themselves (transitivity);
        mean over the draws.
    steps, steps_null
        Mean number of steps between two actors of the largest component; mean over the draws.
    clustering_draws, steps_draws
        Standard deviations over the draws.
    draws
        Number of draws.
    """

    clustering: float
    clustering_null: float
    clustering_draws: float
    steps: float
    steps_null: float
    steps_draws: float
    draws: int

    @property
    def quotient(self) -> float:
        """Divide clustering by steps, both relative to the draws: above 1, a small world."""
        return (self.clustering / self.clustering_null) / (self.steps / self.steps_null)

    def sentence(self, lang: str = "fr") -> str:
        """Say it in one sentence ("fr" or "en")."""
        wording.check(lang)
        tied, tied_null = (
            wording.percent(share, lang) for share in (self.clustering, self.clustering_null)
        )
        steps, steps_null = (
            wording.number(mean, lang, digits=1) for mean in (self.steps, self.steps_null)
        )
        if lang == "fr":
            return (
                f"Deux partenaires d'un même acteur sont liés dans {tied} des cas ({tied_null} "
                f"attendus du seul fait des initiatives communes), et {steps} pas séparent deux "
                f"acteurs ({steps_null} attendus)."
            )
        return (
            f"Two partners of an actor are tied in {tied} of cases ({tied_null} expected from "
            f"shared initiatives alone), and {steps} steps part two actors ({steps_null} expected)."
        )


def small_world(
    participations: pd.DataFrame,
    *,
    roles: Iterable[str] | None = None,
    max_size: int | None = 30,
    draws: int = 100,
    seed: int = 0,
) -> SmallWorld:
    """Compare clustering and distances with random networks of the same initiatives.

    Parameters
    ----------
    participations, roles, max_size
        As for :func:`analysis.network.ties`.
    draws, seed
        Number of random two-mode networks of the same degrees, and of their randomness.

    Returns
    -------
        Both, as observed and as drawn.

    Notes
    -----
    An initiative of s actors makes s(s - 1)/2 ties at once, so that every co-participation network
    clusters; compared with random graphs of as many ties, each would be a "small world". The draws
    keep who takes part in how many initiatives, and how many take part in each.

    References
    ----------
    Newman, M. E. J., Strogatz, S. H. & Watts, D. J. (2001). Random graphs with arbitrary degree
    distributions and their applications. Physical Review E, 64, 026118.
    Uzzi, B. & Spiro, J. (2005). Collaboration and creativity: the small world problem. American
    Journal of Sociology, 111, 447-504.
    """
    if draws < 1:
        raise ValueError(f"draws={draws}: give at least 1")
    rows = ranked(selected(participations, "count", roles, None, max_size, 1))
    chain = _Chain(rows, seed)
    seen = _shape(_joined(chain.observed))
    chain.move(AWAY)
    drawn = np.empty((draws, 2))
    for draw in drawn:
        chain.move()
        draw[:] = _shape(_joined(chain.rows))
    mean, deviation = drawn.mean(axis=0), drawn.std(axis=0)
    return SmallWorld(
        clustering=seen[0],
        clustering_null=float(mean[0]),
        clustering_draws=float(deviation[0]),
        steps=seen[1],
        steps_null=float(mean[1]),
        steps_draws=float(deviation[1]),
        draws=draws,
    )


def compared(
    rows: Ranked,
    first: np.ndarray,
    second: np.ndarray,
    shared: np.ndarray,
    draws: int,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Count the draws in which pairs share at least, and at most, as many initiatives.

    Raises
    ------
    ValueError
        For no draw at all, or for draws that would take hours.
    """
    if draws < 1:
        raise ValueError(f"draws={draws}: give at least 1")
    chain = _Chain(rows, seed)
    steps = draws * (2.0 * TRADES * rows.degrees.sum() + rows.degrees[second].sum())
    if steps > MOST_STEPS:
        raise ValueError(
            f"{draws} draws of {len(first)} pairs would take long: lower draws, or take"
            " model='sdsm', which keeps the degrees on average and needs no draw"
        )
    from analysis.backbone import kernel

    now = chain.rows
    at_least, at_most = (np.zeros(len(first), dtype=np.int64) for _ in range(2))
    chain.move(AWAY)
    kernel.compare(
        now.begins, now.initiatives, len(now.sizes), chain.trades, draws, chain.state,
        chain.place[first], chain.place[second], shared, at_least, at_most,
    )  # fmt: skip
    return at_least, at_most


class _Chain:
    """A network that walks at random through all those of its degrees."""

    def __init__(self, rows: Ranked, seed: int) -> None:
        there = rows.degrees > 0
        self.place = np.cumsum(there) - 1  # of an actor among those with participations
        begins = np.concatenate([[0], np.cumsum(rows.degrees[there])])
        self.observed = replace(rows, begins=begins)
        self.rows = replace(self.observed, initiatives=rows.initiatives.copy())
        self.trades = TRADES * int(there.sum()) if there.sum() > 1 else 0
        self.state = np.array([seed], dtype=np.uint64)

    def move(self, times: int = 1) -> None:
        from analysis.backbone import kernel

        rows = self.rows
        kernel.trade(
            rows.begins, rows.initiatives, len(rows.sizes), times * self.trades, self.state
        )


def _joined(rows: Ranked) -> sparse.csr_array:
    return matrix(rows, np.ones(len(rows.initiatives), dtype=np.int64))


def _shape(member: sparse.csr_array) -> tuple[float, float]:
    """Give the transitivity of the projection, and the mean steps in its largest component."""
    product = sparse.csr_array(member @ member.T)
    product.setdiag(0)
    product.eliminate_zeros()
    product.data[:] = 1
    degree = np.diff(product.indptr)
    closed = (product @ product).multiply(product).sum()
    open_or_closed = (degree * (degree - 1)).sum()
    parts = csgraph.connected_components(product, directed=False)[1]
    giant = np.flatnonzero(parts == np.bincount(parts).argmax()) if len(parts) else parts
    steps = csgraph.shortest_path(product[giant][:, giant], unweighted=True, directed=False)
    n = len(giant)
    return (
        float(closed / open_or_closed) if open_or_closed else float("nan"),
        float(steps.sum() / (n * (n - 1))) if n > 1 else float("nan"),
    )
