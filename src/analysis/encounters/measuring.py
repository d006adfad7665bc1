"""Interconnaissance, measured: who worked together, who is two steps away, who never met."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.encounters.sharing import members_by, worked_together

COLUMNS = [
    "group", "actors", "pairs", "worked", "low", "high", "declared", "two_steps", "missed",
    "worked_if_90", "worked_if_80",
]  # fmt: skip
_DRAWS = 400
_LARGE = 6_000  # actors: pairs are held in full


def acquainted(
    actors: pd.DataFrame,
    participations: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    initiatives: pd.DataFrame | None = None,
    acquaintance: pd.DataFrame | None = None,
    by: str = "all",
    roles: Iterable[str] | None = None,
    max_size: int | None = 30,
    draws: int = _DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Say of the pairs of actors which worked together, and which never met.

    Parameters
    ----------
    actors
        Columns actor_id, and kind for ``by="kind"``.
    participations, roles, max_size
        As for :func:`analysis.network.ties`; actors without one of them are not counted.
    groups
        Columns initiative_id, group, name: an actor is of each theme of its initiatives.
    initiatives
        Columns initiative_id, commune: an actor is of each commune of its initiatives.
    acquaintance
        Pairs who say in a survey that they know one another: columns a and b.
    by
        "all": all pairs, then those that share a theme or a commune; "theme", "commune" or "kind":
        the pairs within each.
    draws, seed
        Bootstrap of the actors, and its draws.

    Returns
    -------
        One row a group of two actors or more, the largest first: group, actors, pairs; worked
        (share of pairs in one initiative at least), low and high (its 95 % interval); declared
        (known by the survey alone); two_steps (neither, but with a common partner); missed (share
        of pairs that neither worked together nor say that they know one another: the two-step ones
        are among them); worked_if_90 and worked_if_80 (share that would have worked together if
        the sources told only 90 or 80 % of the participations).

    Notes
    -----
    What is observed and what is declared are told apart: a survey never adds to ``worked``. The
    interval draws actors again, and leaves out the pairs of an actor with itself (Snijders &
    Borgatti). For what sources leave out, a pair seen in k initiatives would have been seen with
    chance 1 − (1 − p²)^k if each participation was told with chance p: each counts as the inverse
    (Horvitz & Thompson), 1 at most for the share. Participations are not left out at random: the
    small and the old are. It is an order of size.

    References
    ----------
    Snijders & Borgatti (1999), Non-parametric standard errors and tests for network statistics.
    """
    if by not in ("all", "theme", "commune", "kind"):
        raise ValueError(f"by = {by!r}: choose all, theme, commune or kind")
    ids, shared = worked_together(participations, roles=roles, max_size=max_size)
    if len(ids) > _LARGE:
        raise ValueError(f"{len(ids)} actors: at most {_LARGE}; take a territory or a theme")
    seen = shared.toarray()
    met = seen > 0
    ties = sparse.csr_array(met.astype(float))
    two = ((ties @ ties).toarray() > 0) & ~met
    known = _declared(acquaintance, ids) & ~met
    two &= ~known
    takes = participations[participations["actor_id"].isin(ids)]
    if roles is not None:
        takes = takes[takes["role"].isin(list(roles))]
    counted = (met, known, two, _as_if(seen, 0.9), _as_if(seen, 0.8))
    members = members_by(by, ids, takes, actors, groups, initiatives)
    rows = []
    for number, (name, inside, counts) in enumerate(members):
        at = np.flatnonzero(inside)
        if len(at) < 2:
            continue
        within = np.ix_(at, at)
        pairs = counts[within] if counts is not None else ~np.eye(len(at), dtype=bool)
        if not pairs.any():
            continue
        worked, declared, two_steps, if_90, if_80 = (
            float((what[within] * pairs).sum() / pairs.sum()) for what in counted
        )
        low, high = _interval(met[within], pairs, draws, [seed, number])
        rows.append(
            {
                "group": name,
                "actors": len(at),
                "pairs": int(pairs.sum()) // 2,
                "worked": worked,
                "low": low,
                "high": high,
                "declared": declared,
                "two_steps": two_steps,
                "missed": 1 - worked - declared,
                "worked_if_90": min(1.0, if_90),
                "worked_if_80": min(1.0, if_80),
            }
        )
    table = pd.DataFrame(rows, columns=COLUMNS)
    if by == "all":
        return table
    return table.sort_values(["actors", "group"], ascending=[False, True], ignore_index=True)


def _as_if(seen: np.ndarray, told: float) -> np.ndarray:
    """Count each pair seen as the pairs that it stands for when only some is told."""
    chance = 1 - (1 - told**2) ** np.maximum(seen, 1)
    return np.where(seen > 0, 1 / chance, 0.0)


def _declared(acquaintance: pd.DataFrame | None, ids: list[str]) -> np.ndarray:
    known = np.zeros((len(ids), len(ids)), dtype=bool)
    if acquaintance is not None:
        place = {actor: i for i, actor in enumerate(ids)}
        for a, b in zip(acquaintance["a"].map(place), acquaintance["b"].map(place), strict=True):
            if a == a and b == b and a != b:  # both are among them
                known[int(a), int(b)] = known[int(b), int(a)] = True
    return known


def _interval(
    met: np.ndarray, pairs: np.ndarray, draws: int, seed: list[int]
) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    n = len(met)
    worked, every = (met & pairs).astype(float), pairs.astype(float)
    shares = []
    for _ in range(draws):
        times = np.bincount(rng.integers(0, n, n), minlength=n).astype(float)
        total = times @ every @ times
        if total:
            shares.append((times @ worked @ times) / total)
    if not shares:
        return np.nan, np.nan
    low, high = np.quantile(shares, [0.025, 0.975])
    return float(low), float(high)
