"""How far ranks hold when part of what was listed had not been."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.network.graphs import graph
from analysis.network.incidence import once
from analysis.network.projection import ties
from analysis.network.structure import measures

RANKED = ("degree", "strength", "betweenness", "pagerank")


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

    def values(rows: pd.DataFrame) -> pd.Series:
        made = ties(rows, roles=roles, max_size=max_size)
        return measures(graph(made, actors))[measure]

    rows = once(participations, roles=roles is not None)
    whole = values(rows)
    rng = np.random.default_rng(seed)
    ranks = np.empty((draws, len(whole)))
    for draw in range(draws):
        share = low + (high - low) * rng.random()
        kept = rng.permutation(len(rows))[: len(rows) - round(share * len(rows))]
        ranks[draw] = values(rows.iloc[np.sort(kept)]).rank(ascending=False)
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
