"""Territories on one scale, and what ties them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from scipy import special, stats

from analysis.themes.profiles import wilson

_DRAWS = 1_000
MEASURES = ("per_10000", "partners", "together", "diversity")


def compare_areas(
    initiatives: pd.DataFrame,
    participations: pd.DataFrame,
    groups: pd.DataFrame,
    area: pd.Series,
    *,
    population: pd.Series | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure areas, or whole studies, in the same way.

    Parameters
    ----------
    initiatives
        initiative_id.
    participations
        initiative_id, actor_id (the roles that count chosen before).
    groups
        initiative_id, group.
    area
        Area of each initiative, indexed by initiative_id; missing where it is in none.
    population
        Inhabitants of each area.
    seed
        Of the bootstrap.

    Returns
    -------
        Columns area, measure, value, low, high (95 %), n (initiatives it is made of); sorted by
        area, then in this order of measures: per_10000 (initiatives for 10,000 inhabitants),
        partners (mean actors of an initiative), together (share of initiatives with two actors or
        more), diversity (groups met among as many initiatives in each area: the fewest that any
        area with five or more has; rarefied).

    Notes
    -----
    Intervals: exact Poisson for the rate, Wilson's for the share, the bootstrap over initiatives
    for the others. Areas of fewer than five initiatives have no diversity: it would say how few
    they are.

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity. Ecology, 52(4), 577-586.
    """
    home = initiatives["initiative_id"].map(area)
    known = pd.DataFrame({"initiative_id": initiatives["initiative_id"], "area": home}).dropna()
    pairs = participations[["initiative_id", "actor_id"]].drop_duplicates()
    by_initiative = {key: own["actor_id"].tolist() for key, own in pairs.groupby("initiative_id")}
    group = groups.dropna(subset=["group"]).set_index("initiative_id")["group"]
    sizes = known["area"].value_counts()
    common = int(sizes[sizes >= 5].min()) if (sizes >= 5).any() else 0
    rows = []
    for name, own in sorted(known.groupby("area"), key=lambda pair: str(pair[0])):
        ids = sorted(own["initiative_id"])
        n = len(ids)
        people = None if population is None else population.get(name)
        if people is not None and people > 0:
            low, high = stats.chi2.ppf([0.025, 0.975], [2 * n, 2 * n + 2]) / 2
            rows.append((name, "per_10000", *(1e4 * v / people for v in (n, low, high)), n))
        lists = [by_initiative.get(i, []) for i in ids]
        counts = np.array([len(some) for some in lists], dtype=float)
        draws = np.random.default_rng(seed).integers(0, n, (_DRAWS, n))
        means = counts[draws].mean(axis=1)
        rows.append((name, "partners", counts.mean(), *np.quantile(means, [0.025, 0.975]), n))
        together = int((counts >= 2).sum())
        rows.append((name, "together", together / n, *np.ravel(wilson(together, n)), n))
        found = group.reindex(ids).dropna()
        if common and n >= common and len(found) >= common:
            tally = found.value_counts().to_numpy()
            again = found.to_numpy()[
                np.random.default_rng(seed).integers(0, len(found), (_DRAWS, len(found)))
            ]
            spread = [rarefied(np.unique(draw, return_counts=True)[1], common) for draw in again]
            value = rarefied(tally, common)
            low, high = _about(value, np.array(spread))
            rows.append((name, "diversity", value, low, min(high, group.nunique()), n))
    columns = ["area", "measure", "value", "low", "high", "n"]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs["rarefied_to"] = common
    return table


def _about(value: float, draws: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(draws - draws.mean(), [0.025, 0.975])
    return max(value + low, 0.0), value + high


def rarefied(tally: np.ndarray, m: int) -> float:
    """Expect how many groups m initiatives drawn from a tally would meet.

    Examples
    --------
    >>> rarefied(np.array([2, 1]), 2)  # of three pairs, one is of a single group
    1.6666666666666667
    """
    total = int(tally.sum())
    if m > total:
        return float("nan")
    left = np.maximum(total - tally, 0)
    chance = np.where(
        left >= m, np.exp(_log_choose(left, m) - _log_choose(np.array([total]), m)), 0.0
    )
    return float((1 - chance).sum())


def _log_choose(n: np.ndarray, m: int) -> np.ndarray:
    fits = np.maximum(n, m)
    return special.gammaln(fits + 1) - special.gammaln(m + 1) - special.gammaln(fits - m + 1)


def shared_actors(participations: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """Count the actors that take part in two areas.

    Parameters
    ----------
    participations
        initiative_id, actor_id.
    area
        Area of each initiative, indexed by initiative_id.

    Returns
    -------
        Columns area_a, area_b, actors (in both), share (of those in one or the other: Jaccard),
        names of areas in order; one row a pair that shares an actor, the most first.
    """
    placed = participations.assign(area=participations["initiative_id"].map(area))
    placed = placed.dropna(subset=["area"])
    sets = {name: set(own) for name, own in placed.groupby("area")["actor_id"]}
    rows = []
    for a, b in combinations(sorted(sets, key=str), 2):
        both = len(sets[a] & sets[b])
        if both:
            rows.append((a, b, both, both / len(sets[a] | sets[b])))
    table = pd.DataFrame(rows, columns=["area_a", "area_b", "actors", "share"])
    return table.sort_values(
        ["actors", "area_a", "area_b"], ascending=[False, True, True], ignore_index=True
    )
