"""Initiatives for 10,000 inhabitants, and how far each rate can be believed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from analysis.territory.counting import counts

_PER = 10_000
FEW = 5  # expected initiatives below which a rate of its own says next to nothing


def rates(
    initiatives: pd.DataFrame,
    territories: pd.DataFrame,
    *,
    by: str = "epci",
    level: float = 0.95,
) -> pd.DataFrame:
    """Rate the initiatives of each area, with intervals, and drawn towards the mean.

    Parameters
    ----------
    initiatives, territories, by
        As for :func:`counts`.
    level
        Of the intervals.

    Returns
    -------
        The columns of :func:`counts`, then low, high (exact Poisson interval of per_10000),
        smoothed (the rate to map: drawn towards the mean of all, the more the fewer people), weight
        (1: the area's own rate, 0: the mean of all), expected (initiatives if all areas had the
        mean rate), few (whether fewer than five were expected: not to be read alone).

    Raises
    ------
    ValueError
        As :func:`counts`.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28, 437-442.

    Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes estimators.
    Applied Statistics, 40(2), 283-294.
    """
    table = counts(initiatives, territories, by=by)
    n = table["n"].to_numpy(float)
    people = table["population"].fillna(0).to_numpy(float)
    lived = people > 0
    low = np.where(n > 0, stats.chi2.ppf((1 - level) / 2, 2 * np.maximum(n, 1)) / 2, 0.0)
    high = stats.chi2.ppf((1 + level) / 2, 2 * (n + 1)) / 2
    smoothed, weight = empirical_bayes(n[lived], people[lived])
    mean = n[lived].sum() / max(people.sum(), 1)

    def per(values: np.ndarray) -> pd.Series:
        out = np.divide(values * _PER, people, out=np.full(len(people), np.nan), where=lived)
        return pd.Series(out, index=table.index)

    def on_lived(values: np.ndarray) -> pd.Series:
        out = pd.Series(np.nan, index=table.index)
        out[lived] = values
        return out

    expected = mean * people
    return table.assign(
        low=per(low),
        high=per(high),
        smoothed=on_lived(smoothed * _PER),
        weight=on_lived(weight),
        expected=expected,
        few=expected < FEW,
    )


def empirical_bayes(events: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw raw rates towards their mean, the more the fewer people there are.

    Parameters
    ----------
    events, people
        Of each area; people above 0.

    Returns
    -------
        Smoothed rates, and the weight of each raw one (0 to 1).
    """
    if not len(events):
        return np.array([]), np.array([])
    raw, mean = events / people, events.sum() / people.sum()
    spread = (people * (raw - mean) ** 2).sum() / people.sum()
    spread = max(spread - mean / people.mean(), 0.0)
    weight = np.divide(
        spread, spread + mean / people, out=np.zeros(len(raw)), where=spread + mean / people > 0
    )
    return weight * raw + (1 - weight) * mean, weight


def beyond_population(
    initiatives: pd.DataFrame,
    territories: pd.DataFrame,
    *,
    by: str = "epci",
    draws: int = 9_999,
    seed: int = 0,
) -> pd.DataFrame:
    """Ask which areas have more, or fewer, initiatives than people alone would explain.

    Parameters
    ----------
    initiatives, territories, by
        As for :func:`counts`; areas where nobody lives are left aside.
    draws, seed
        Of the test of all areas together.

    Returns
    -------
        Columns area_code, area, n, population, expected, ratio (n / expected), p (two-sided, exact
        binomial), q (p corrected for the number of areas, Benjamini–Hochberg), verdict ("plus",
        "moins" where q is below 5 %, else "comme attendu"), sorted as :func:`counts`.
        ``attrs["p"]`` says whether all areas together differ from where people live: the share of
        `draws` as uneven as what is seen.

    Notes
    -----
    The null: each initiative falls on an inhabitant drawn at random.
    """
    table = counts(initiatives, territories, by=by)
    table = table[table["population"].fillna(0) > 0].reset_index(drop=True)
    n = table["n"].to_numpy()
    people = table["population"].to_numpy(float)
    total, chance = int(n.sum()), people / people.sum()
    expected = total * chance
    p = np.array(
        [stats.binomtest(int(k), total, c).pvalue if total else 1.0
         for k, c in zip(n, chance, strict=True)]
    )  # fmt: skip
    q = stats.false_discovery_control(p) if len(p) else p
    ratio = np.divide(n, expected, out=np.full(len(n), np.nan), where=expected > 0)
    verdict = np.where(q < 0.05, np.where(n > expected, "plus", "moins"), "comme attendu")
    found = table[["area_code", "area", "n", "population"]].assign(
        expected=expected, ratio=ratio, p=p, q=q, verdict=verdict
    )
    rng = np.random.default_rng(seed)
    found.attrs["p"] = 1.0
    if total and len(n) > 1:
        drawn = rng.multinomial(total, chance, size=draws)
        uneven = ((drawn - expected) ** 2 / expected).sum(axis=1).round(9)
        own = round(float(((n - expected) ** 2 / expected).sum()), 9)
        found.attrs["p"] = (1 + int((uneven >= own).sum())) / (draws + 1)
    return found
