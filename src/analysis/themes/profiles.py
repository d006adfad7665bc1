"""Groups read against the rest: years, communes, kinds of actors, actors of several themes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

_Z = 1.959964  # 95 %
_ROUNDS, _CLOSE = 60, 1e-10


def shares(groups: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Count groups by the values of something else: a period, a commune, a kind of actor.

    Parameters
    ----------
    groups
        Columns initiative_id, group; missing groups are left out.
    values
        Columns initiative_id, value; an initiative may have several values (it then counts for
        each), or none.

    Returns
    -------
        Columns value, group, n, total (initiatives with this value and a group), share, low, high
        (Wilson's 95 % interval); a row for each value and group, sorted by both.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    JASA, 22(158), 209-212.
    """
    known = groups.dropna(subset=["group"])[["initiative_id", "group"]]
    pairs = values.dropna(subset=["value"]).drop_duplicates(["initiative_id", "value"])
    both = known.merge(pairs[["initiative_id", "value"]], on="initiative_id")
    every = pd.MultiIndex.from_product(
        [sorted(both["value"].unique()), sorted(known["group"].unique())], names=["value", "group"]
    )
    counts = both.groupby(["value", "group"]).size().reindex(every, fill_value=0)
    table = counts.rename("n").reset_index()
    table["total"] = table.groupby("value")["n"].transform("sum")
    table["share"] = table["n"] / table["total"]
    table["low"], table["high"] = wilson(table["n"], table["total"])
    return table.round({"share": 6, "low": 6, "high": 6})


def wilson(n: ArrayLike, total: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Give Wilson's 95 % interval of shares of n in a total above 0."""
    n, total = np.asarray(n, dtype=float), np.asarray(total, dtype=float)
    share = n / total
    middle = (share + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
    half = _Z * np.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2)) / (1 + _Z**2 / total)
    return middle - half, middle + half


def trend(groups: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """Say which groups rise and which fall among the initiatives through the years.

    Parameters
    ----------
    groups
        Columns initiative_id, group.
    years
        Columns initiative_id, year; initiatives without a year are left out.

    Returns
    -------
        Columns group, n (dated initiatives), change (by which the odds of being of the group are
        multiplied in ten years), low, high (95 % interval), verdict: "hausse" or "baisse" where the
        change is sure once all groups are looked at together, else "incertain"; sorted by group.

    Notes
    -----
    Logistic regression of belonging on the year, with Firth's penalty, which keeps small groups
    finite; the verdict asks 1 − 0.05/k of each of the k groups (Bonferroni).

    References
    ----------
    Firth, D. (1993). Bias reduction of maximum likelihood estimates. Biometrika, 80(1), 27-38.
    """
    from scipy.stats import norm

    known = groups.dropna(subset=["group"])[["initiative_id", "group"]]
    dated = known.merge(years.dropna(subset=["year"])[["initiative_id", "year"]])
    every = sorted(known["group"].unique())
    firm = norm.isf(0.025 / max(len(every), 1))
    rows = []
    decades = dated["year"].to_numpy(float) / 10
    for group in every:
        inside = (dated["group"] == group).to_numpy(float)
        slope, error = _slope(decades, inside)
        sure = abs(slope) > firm * error
        verdict = ("hausse" if slope > 0 else "baisse") if sure else "incertain"
        edges = np.exp([slope, slope - _Z * error, slope + _Z * error]).round(4)
        rows.append((group, int(inside.sum()), *edges.tolist(), verdict))
    return pd.DataFrame(rows, columns=["group", "n", "change", "low", "high", "verdict"])


def _slope(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Fit a logistic slope with Firth's penalty, and its standard error; NaN for one year."""
    if len(x) < 3 or np.ptp(x) == 0:
        return float("nan"), float("nan")
    design = np.column_stack([np.ones(len(x)), x - x.mean()])
    beta = np.zeros(2)
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-design @ beta))
        weight = p * (1 - p)
        inverse = np.linalg.inv(design.T @ (design * weight[:, None]))
        hat = weight * np.einsum("ij,jk,ik->i", design, inverse, design)
        step = inverse @ (design.T @ (y - p + hat * (0.5 - p)))
        beta = beta + np.clip(step, -1, 1)
        if np.abs(step).max() < _CLOSE:
            break
    return float(beta[1]), float(np.sqrt(inverse[1, 1]))


def theme_bridges(groups: pd.DataFrame, participations: pd.DataFrame) -> pd.DataFrame:
    """List the actors whose initiatives are of several groups.

    Parameters
    ----------
    groups
        Columns initiative_id, group.
    participations
        Columns initiative_id, actor_id, whatever the role.

    Returns
    -------
        Columns actor_id, initiatives (with a group), themes (distinct groups), effective (how many
        themes it would be if it took part in each alike: the exponential of Shannon's entropy),
        main (the group of most of them, the lowest number among equals), main_share; those of one
        group too; sorted from the most effective themes, then by initiatives and identifier.

    References
    ----------
    Hill, M. O. (1973). Diversity and evenness: a unifying notation and its consequences. Ecology,
    54(2), 427-432.
    """
    known = groups.dropna(subset=["group"])[["initiative_id", "group"]]
    pairs = participations[["initiative_id", "actor_id"]].drop_duplicates()
    both = pairs.merge(known, on="initiative_id")
    counts = both.groupby(["actor_id", "group"], observed=True).size().rename("n").reset_index()
    counts = counts.sort_values(["actor_id", "n", "group"], ascending=[True, False, True])
    total = counts.groupby("actor_id", observed=True)["n"].transform("sum")
    share = counts["n"] / total
    counts["main_share"], counts["entropy"] = share.round(4), -share * np.log(share)
    by_actor = counts.groupby("actor_id", observed=True)
    table = by_actor.agg(
        initiatives=("n", "sum"), themes=("group", "size"), effective=("entropy", "sum"),
        main=("group", "first"), main_share=("main_share", "first"),
    ).reset_index()  # fmt: skip
    table["effective"] = np.exp(table["effective"]).round(4)
    return table.sort_values(
        ["effective", "initiatives", "actor_id"], ascending=[False, False, True], ignore_index=True
    )
