"""Backbones of ties that already have a strength, whatever made it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from analysis.backbone.testing import false_discovery
from analysis.network.graphs import check_ties


def disparity(ties: pd.DataFrame) -> pd.DataFrame:
    """Test whether a tie takes more of an actor's strength than an even share would.

    Parameters
    ----------
    ties
        Columns actor_a, actor_b, strength (above 0), as :func:`analysis.network.ties` gives them.

    Returns
    -------
        The three columns, then p_upper (the smaller of both ends), q_upper (Benjamini–Hochberg
        over the ties); rows and index as given.

    Raises
    ------
    InvalidData
        For a tie with oneself, one given twice, or a strength that is not above 0.

    Notes
    -----
    An actor with a single tie shows nothing at its end (p = 1). Prefer :func:`significance` for
    ties made from participations: here an initiative of ten actors counts as 45 separate ties.

    References
    ----------
    Serrano, M. Á., Boguñá, M. & Vespignani, A. (2009). Extracting the multiscale backbone of
    complex weighted networks. PNAS, 106, 6483-6488.
    """
    ends, strength, total, degree = _ends(ties)
    share = np.minimum(strength / total[ends], 1)
    p = ((1 - share) ** (degree[ends] - 1)).min(axis=0)
    return _tested(ties, {"p_upper": p})


def noise_corrected(ties: pd.DataFrame) -> pd.DataFrame:
    """Compare each tie with what the strengths of its two ends would give, with its uncertainty.

    Parameters
    ----------
    ties
        As for :func:`disparity`; strengths are read as counts of encounters.

    Returns
    -------
        Columns actor_a, actor_b, strength, then score (-1 to 1, 0 as expected), score_error (its
        standard deviation), p_upper (normal), q_upper (Benjamini–Hochberg over the ties); rows and
        index as given. Coscia and Neffke keep a tie when its score exceeds 1.28, 1.64 or 2.32
        standard deviations.

    Raises
    ------
    InvalidData
        As for :func:`disparity`.
    ValueError
        For strengths that add up to no more than one encounter.

    References
    ----------
    Coscia, M. & Neffke, F. M. H. (2017). Network backboning with noisy data. IEEE 33rd
    International Conference on Data Engineering, 425-436.
    """
    ends, n_ij, total, _ = _ends(ties)
    n = total.sum()
    if len(ties) and n <= 2:
        raise ValueError(f"strengths add up to {n / 2:g}: give counts of encounters (shared)")
    n_i, n_j = total[ends]
    expected = n_i * n_j / n
    score = (n_ij - expected) / (n_ij + expected)
    # Beta prior of the probability of an encounter, from hypergeometric mean and variance
    mean = expected / n
    variance = n_i * n_j * (n - n_i) * (n - n_j) / (n**4 * (n - 1))
    weight = mean * (1 - mean) / variance - 1
    prior, rest = mean * weight, (1 - mean) * weight
    posterior = (prior + n_ij) / (prior + rest + n)
    variance_of_tie = posterior * (1 - posterior) * n
    lift = 1 / expected
    slope = 1 / (n_i * n_j) - n * (n_i + n_j) / (n_i * n_j) ** 2
    error = np.sqrt(variance_of_tie) * np.abs(2 * (lift + n_ij * slope)) / (lift * n_ij + 1) ** 2
    found = {"score": score, "score_error": error, "p_upper": special.ndtr(-score / error)}
    return _tested(ties, found)


def _ends(ties: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give the two ends of ties as codes, their strength, and by actor total and number."""
    check_ties(ties)
    names = [ties[side].astype(object).to_numpy() for side in ("actor_a", "actor_b")]
    ends = pd.factorize(np.concatenate(names))[0].reshape(2, -1)
    strength = ties["strength"].to_numpy(dtype=float)
    both = np.concatenate([strength, strength])
    return ends, strength, np.bincount(ends.ravel(), weights=both), np.bincount(ends.ravel())


def _tested(ties: pd.DataFrame, found: dict[str, np.ndarray]) -> pd.DataFrame:
    each = np.ones(len(ties), dtype=np.int64)
    adjusted = false_discovery(found["p_upper"], each, len(ties))
    return ties[["actor_a", "actor_b", "strength"]].assign(**found, q_upper=adjusted)
