"""How far ranks hold when part of what was listed had not been."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.network.centrality import central
from analysis.network.graphs import check_actors
from analysis.network.incidence import Incidence, coded, codes_in
from analysis.network.pairs import blocks, ranked
from analysis.network.projection import check_wanted
from analysis.network.structure import EXACT, walked

#: What ranks actors, from the matrix of strengths.
RANKED: dict[str, Callable[[sparse.csr_array], np.ndarray]] = {
    "degree": lambda matrix: np.diff(matrix.indptr).astype(float),
    "strength": lambda matrix: matrix.sum(axis=1),
    "betweenness": lambda matrix: central(matrix, EXACT, 0).betweenness,
    "pagerank": walked,
}


def rank_intervals(
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    measure: str = "betweenness",
    removed: float | tuple[float, float] = (0.1, 0.3),
    draws: int = 100,
    top: int = 10,
    roles: Iterable[str] | None = None,
    max_size: int | None = 30,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank actors, and say between which ranks they move when participations are missing.

    Parameters
    ----------
    participations, actors
        As for :func:`ties` and :func:`graph`.
    measure
        What ranks them: degree, strength, betweenness or pagerank.
    removed
        Share of participations that each draw leaves out, or the least and largest share between
        which each draw takes one at random.
    draws
        Number of draws.
    top
        How many first ranks count for the column `first`.
    roles, max_size
        As for :func:`ties`.
    seed
        Of the draws.

    Returns
    -------
        Indexed by actor_id, from the first rank on (ties in text order); columns value, rank (1 the
        largest; equal values have the middle of their ranks), rank_low, rank_high (bounds that hold
        90 % of the draws), first (share of the draws in which its rank is at most `top`).

    Raises
    ------
    InvalidData
        For participations or actors without columns or identifiers, or that do not agree.
    ValueError
        For an unknown measure, or shares not between 0 and 1.

    Notes
    -----
    Lists of partners are cut short in published sources: that is what a draw imitates, each
    participation being as likely as another to be missing. What is missing for a reason (funders,
    small partners) is not said by it: rank again with other `roles`.

    References
    ----------
    Borgatti, S. P., Carley, K. M. & Krackhardt, D. (2006). On the robustness of centrality measures
    under conditions of imperfect data. Social Networks, 28, 124-136.
    """
    if measure not in RANKED:
        raise ValueError(f"measure={measure!r}: choose one of {', '.join(RANKED)}")
    low, high = (removed, removed) if isinstance(removed, int | float) else removed
    if not 0 <= low <= high < 1:
        raise ValueError(f"removed={removed!r}: give shares from 0 to less than 1")

    check_wanted("newman", max_size, 1)
    check_actors(participations, actors)
    known = coded(participations, roles=roles)
    ids = pd.Index(actors["actor_id"].sort_values(), name="actor_id")
    place = codes_in(ids, pd.Series(known.actors))

    def values(part: Incidence) -> pd.Series:
        (block,) = blocks(ranked(part.capped(max_size)), "newman")
        one, other = place[block[0]], place[block[1]]
        matrix = sparse.csr_array(
            (np.tile(block[3], 2), (np.append(one, other), np.append(other, one))),
            shape=(len(ids), len(ids)),
        )
        matrix.sort_indices()
        return pd.Series(RANKED[measure](matrix), ids)

    whole = values(known)
    rng = np.random.default_rng(seed)
    ranks = np.empty((draws, len(ids)))
    n = len(known.actor)
    for draw in range(draws):
        share = low + (high - low) * rng.random()
        kept = np.sort(rng.permutation(n)[: n - round(share * n)])
        part = replace(known, actor=known.actor[kept], initiative=known.initiative[kept])
        ranks[draw] = values(part).rank(ascending=False)
    found = pd.DataFrame(
        {
            "value": whole,
            "rank": whole.rank(ascending=False),
            "rank_low": np.quantile(ranks, 0.05, axis=0, method="lower"),
            "rank_high": np.quantile(ranks, 0.95, axis=0, method="higher"),
            "first": (ranks <= top).mean(axis=0),
        }
    )
    return found.sort_values("rank", kind="stable")
