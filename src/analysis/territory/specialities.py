"""What each area has of its own: specialisation, correspondence analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.themes.profiles import wilson


def specialisation(profile: pd.DataFrame) -> pd.DataFrame:
    """Compare each area's share of each group with that of all areas.

    Parameters
    ----------
    profile
        Counts, areas × groups, as :func:`profile` gives them (leave out those without commune).

    Returns
    -------
        Columns area, group, n, quotient (location quotient: the area's share of the group over its
        share of all initiatives; 1 as elsewhere), low, high (95 % interval), p (exact,
        hypergeometric, two-sided), q (corrected for all cells, Benjamini–Hochberg), verdict
        ("plus", "moins", "comme ailleurs"); a row for each cell of areas with initiatives, in the
        profile's order.

    Notes
    -----
    The interval is Wilson's of the area's share of the group, the area's size being what it is.
    """
    table = profile.to_numpy(dtype=int)
    own, of_group, total = table.sum(axis=1), table.sum(axis=0), int(table.sum())
    names = [label[-1] if isinstance(label, tuple) else label for label in profile.index]
    rows = []
    for i, j in np.ndindex(table.shape):
        if not own[i]:
            continue
        n, of_all = int(table[i, j]), int(of_group[j])
        size = own[i] / total
        low, high = np.ravel(wilson(n, of_all)) / size if of_all else (np.nan, np.nan)
        quotient = n / of_all / size if of_all else np.nan
        p = _hypergeometric(n, total, of_all, int(own[i]))
        rows.append((names[i], profile.columns[j], n, quotient, low, high, p))
    found = pd.DataFrame(rows, columns=["area", "group", "n", "quotient", "low", "high", "p"])
    found["q"] = stats.false_discovery_control(found["p"]) if len(found) else found["p"]
    sure = found["q"] < 0.05
    found["verdict"] = np.where(sure & (found["quotient"] > 1), "plus",
                                np.where(sure, "moins", "comme ailleurs"))  # fmt: skip
    return found


def _hypergeometric(n: int, total: int, marked: int, drawn: int) -> float:
    """Give the probability of a draw as unlikely as this one, or more."""
    lowest, highest = max(0, drawn + marked - total), min(drawn, marked)
    chances = stats.hypergeom.pmf(np.arange(lowest, highest + 1), total, marked, drawn)
    own = chances[n - lowest]
    return float(min(1.0, chances[chances <= own * (1 + 1e-9)].sum()))


@dataclass(frozen=True, eq=False)
class Correspondence:
    """A plane of areas and groups: those that go together lie in one direction.

    ``areas`` and ``groups`` hold principal coordinates (columns axis_1, axis_2) and ``mass`` (share
    of all); ``inertia`` the share of each axis in what tells areas apart; ``p`` the chi-square test
    of independence.
    """

    areas: pd.DataFrame
    groups: pd.DataFrame
    inertia: tuple[float, ...]
    p: float


def correspondence(profile: pd.DataFrame) -> Correspondence:
    """Lay areas and groups on one plane.

    Parameters
    ----------
    profile
        Counts, areas × groups; empty rows and columns are left out.

    Returns
    -------
        Signs of axes are fixed: the heaviest coordinate of a group is positive.

    Raises
    ------
    ValueError
        For fewer than two areas or groups with initiatives.

    References
    ----------
    Greenacre, M. (2017). Correspondence Analysis in Practice, 3rd ed. CRC Press.
    """
    kept = profile.loc[profile.sum(axis=1) > 0, profile.sum(axis=0) > 0]
    if min(kept.shape) < 2:
        raise ValueError("two areas and two groups with initiatives at least")
    share = kept.to_numpy(float) / kept.to_numpy().sum()
    row, column = share.sum(axis=1), share.sum(axis=0)
    residual = (share - np.outer(row, column)) / np.sqrt(np.outer(row, column))
    left, size, right = np.linalg.svd(np.round(residual, 12), full_matrices=False)
    axes = max(1, min(kept.shape) - 1)
    heavy = np.abs(right).argmax(axis=1)
    sign = np.sign(right[np.arange(len(right)), heavy])
    rows = (left * sign * size) / np.sqrt(row)[:, None]
    columns = (right.T * sign * size) / np.sqrt(column)[:, None]
    inertia = size**2 / max((size**2).sum(), 1e-300)

    def table(points: np.ndarray, labels: pd.Index, mass: np.ndarray) -> pd.DataFrame:
        two = (
            np.column_stack([points, np.zeros(len(points))])[:, :2] if axes == 1 else points[:, :2]
        )
        return pd.DataFrame(two.round(6), index=labels, columns=["axis_1", "axis_2"]).assign(
            mass=mass
        )

    return Correspondence(
        areas=table(rows[:, :axes], kept.index, row),
        groups=table(columns[:, :axes], kept.columns, column),
        inertia=tuple(inertia[:axes].round(6).tolist()),
        p=float(stats.chi2_contingency(kept.to_numpy()).pvalue),
    )
