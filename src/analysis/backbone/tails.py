"""How likely it is to share as many initiatives, or as few, in the null models.

Everywhere a case is a pair of classes of actors and a number of shared initiatives; each case is
reckoned once, however many pairs of actors it holds.
"""

from __future__ import annotations

import numpy as np
from scipy import special

DEEP = 600  # exp(-DEEP) is still a number
NOTHING = 1e-40  # terms below are left out
SMALL = 1e-6  # upper tails below are summed from their own terms, where 1 - (…) would round off

Tails = tuple[np.ndarray, np.ndarray]  # at least as many; at most as many


def poisson_binomial(
    chances: np.ndarray, times: np.ndarray, row: np.ndarray, shared: np.ndarray
) -> Tails:
    """Give the exact tails of sums of independent chances.

    Parameters
    ----------
    chances
        Shape (rows, k): chances of success; `times` says how often each of the k columns occurs.
    times
        Shape (k,), int.
    row, shared
        Row and number of successes of each case, aligned.

    Returns
    -------
        P(S ≥ shared) and P(S ≤ shared), by case.

    References
    ----------
    Hong, Y. (2013). On computing the distribution function for the Poisson binomial distribution.
    Computational Statistics & Data Analysis, 59, 41-51.
    """
    upper, lower = np.ones(len(row)), np.ones(len(row))
    most = np.zeros(len(chances), dtype=np.int64)
    np.maximum.at(most, row, shared)
    room = np.ceil(np.log2(most + 1)).astype(int)
    for size in np.unique(room[row]):  # rows of like length together
        rows = np.flatnonzero(room == size)
        terms = _terms(chances[rows], times, int(most[rows].max()))
        here = np.flatnonzero(room[row] == size)
        place = np.searchsorted(rows, row[here])
        at_most = np.minimum(np.cumsum(terms, axis=1), 1)
        lower[here] = at_most[place, shared[here]]
        last = terms[:, -1] ** 2 / np.maximum(terms[:, -2] - terms[:, -1], NOTHING)
        at_least = np.cumsum(terms[:, ::-1], axis=1)[:, ::-1] + last[:, None]  # geometric rest
        above = 1 - np.where(shared[here] > 0, at_most[place, shared[here] - 1], 0)
        upper[here] = np.where(above < SMALL, at_least[place, shared[here]], above)
    return upper, lower


def _terms(chances: np.ndarray, times: np.ndarray, most: int) -> np.ndarray:
    """Give P(S = 0), P(S = 1), … to beyond `most`, far enough to sum what follows."""
    length = most + 10 + int(4 * np.sqrt(most + 1))
    terms = np.zeros((len(chances), length))
    terms[:, 0] = 1
    for k, often in enumerate(times.tolist()):
        chance = chances[:, k]
        if not chance.any():
            continue
        with np.errstate(divide="ignore"):
            depth = -np.log1p(-np.minimum(chance, 1 - 1e-16)).max() * often
        pieces = int(depth // DEEP) + 1
        for piece in range(pieces):
            n = often // pieces + (piece < often % pieces)
            terms = _added(terms, chance, n)
    return terms


def _added(terms: np.ndarray, chance: np.ndarray, n: int) -> np.ndarray:
    """Add n chances of one size, by the terms of their binomial."""
    sure = chance >= 1
    rest = np.where(sure, 0.0, chance)
    odds = rest / (1 - rest)
    term = np.exp(n * np.log1p(-rest))
    total = terms * term[:, None]
    for j in range(1, min(n, terms.shape[1] - 1) + 1):
        term = term * (n - j + 1) / j * odds
        if term.max() < NOTHING and j > (n * rest).max():
            break
        total[:, j:] += terms[:, :-j] * term[:, None]
    if sure.any():
        moved = np.zeros_like(total[sure])
        moved[:, n:] = terms[sure][:, : max(terms.shape[1] - n, 0)]
        total[sure] = moved
    return total


def poisson(mean: np.ndarray, shared: np.ndarray) -> Tails:
    """Give the tails of the Poisson law of that mean."""
    at_least = np.where(shared > 0, special.pdtrc(shared - 1.0, mean), 1.0)
    return at_least, special.pdtr(shared, mean)


def by_moments(
    method: str, first: np.ndarray, second: np.ndarray, third: np.ndarray, shared: np.ndarray
) -> Tails:
    """Give the tails of sums of chances by a law of that name ("poisson", "normal").

    Parameters
    ----------
    first, second, third
        Sums of the chances, of their squares and of their cubes.
    """
    if method == "poisson":
        return poisson(first, shared)
    return normal(first, first - second, first - 3 * second + 2 * third, shared)


def normal(mean: np.ndarray, spread: np.ndarray, skew: np.ndarray, shared: np.ndarray) -> Tails:
    """Give the tails of the refined normal law: continuity and skewness corrected.

    Parameters
    ----------
    mean, spread, skew
        Mean, variance and third central moment of the number shared.
    shared
        The number shared.

    References
    ----------
    Volkova, A. Y. (1996). A refinement of the central limit theorem for sums of independent random
    indicators. Theory of Probability and its Applications, 40, 791-794.
    """

    def at_most(k: np.ndarray) -> np.ndarray:
        sd = np.sqrt(spread)
        x = (k + 0.5 - mean) / sd
        density = np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
        value = special.ndtr(x) + skew / sd**3 * (1 - x * x) * density / 6
        return np.clip(value, 0, 1)

    with np.errstate(divide="ignore", invalid="ignore"):
        refined = 1 - at_most(shared - 1), at_most(shared)
    certain = spread <= 0  # nothing left to chance
    return (
        np.where(certain, (shared <= np.round(mean)).astype(float), refined[0]),
        np.where(certain, (shared >= np.round(mean)).astype(float), refined[1]),
    )


def hypergeometric(
    initiatives: int, one: np.ndarray, other: np.ndarray, shared: np.ndarray
) -> Tails:
    """Give the tails for two actors of these degrees that draw their initiatives at random."""
    from scipy import stats  # half a second to load, which nobody else needs

    return (
        stats.hypergeom.sf(shared - 1, initiatives, one, other),
        stats.hypergeom.cdf(shared, initiatives, one, other),
    )


def fixed_fill(actors: int, initiatives: int, participations: int, shared: np.ndarray) -> Tails:
    """Give the tails when only the number of participations is kept.

    References
    ----------
    Neal, Z. P., Domagalski, R. & Sagan, B. (2021). Comparing alternatives to the fixed degree
    sequence model for extracting the backbone of bipartite projections. Scientific Reports, 11.
    """
    counts = np.arange(int(shared.max(initial=0)) + 1)

    def log_choose(n: int, k: np.ndarray) -> np.ndarray:
        possible = (k >= 0) & (k <= n)
        k = np.where(possible, k, 0)
        said = (
            special.gammaln(max(n, 0) + 1.0)
            - special.gammaln(k + 1.0)
            - special.gammaln(np.maximum(n - k, 0) + 1.0)
        )
        return np.where(possible, said, -np.inf)

    cells = actors * initiatives
    chance = np.empty(len(counts))
    for k in counts.tolist():
        single = np.arange(initiatives - k + 1)  # initiatives that only one of the two is in
        ways = (
            log_choose(initiatives, np.array(k))
            + log_choose(initiatives - k, single)
            + single * np.log(2)
            + log_choose((actors - 2) * initiatives, participations - 2 * k - single)
        )
        chance[k] = np.exp(special.logsumexp(ways) - log_choose(cells, np.array(participations)))
    at_most = np.minimum(np.cumsum(chance), 1)
    before = np.concatenate([[0.0], at_most])[shared]
    return 1 - before, at_most[shared]
