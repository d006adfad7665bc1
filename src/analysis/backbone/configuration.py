"""The probability that an actor takes part in an initiative, from how many each has: the BiCM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.network.incidence import coded

ROUNDS = 200
CLOSE = 1e-9  # of a degree, relative: where the solver stops


@dataclass(frozen=True, eq=False)
class Bicm:
    """Probabilities of participation by classes of actors and of initiatives of one degree.

    Attributes
    ----------
    actors, initiatives
        Class of each, as a place in `rows` or `columns`.
    rows, columns
        Degree of each class of actors and of initiatives, ascending.
    probabilities
        Shape (classes of actors, classes of initiatives), each from 0 to 1.
    """

    actors: np.ndarray
    initiatives: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    probabilities: np.ndarray

    @property
    def matrix(self) -> np.ndarray:
        """Write the probabilities out, actors by initiatives."""
        return self.probabilities[np.ix_(self.actors, self.initiatives)]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self.matrix.astype(dtype or float, copy=False)


def bicm(participations: pd.DataFrame | np.ndarray | sparse.sparray) -> Bicm:
    """Give the most random two-mode network that keeps every degree on average.

    Parameters
    ----------
    participations
        Columns initiative_id and actor_id, or a matrix of 0 and 1, actors by initiatives.

    Returns
    -------
        Classes and probabilities; actors and initiatives in sorted order of their identifiers, or
        in the order of the matrix.

    Raises
    ------
    ValueError
        For a matrix that is not of 0 and 1.
    InvalidData
        For participations without the columns or the identifiers.

    Notes
    -----
    The bipartite configuration model. Actors of one degree have one probability, so that the
    unknowns are the distinct degrees: a million participations have a few hundred. Those in
    everything or in nothing are set apart first; the others follow from Newton's method on the
    likelihood, which is concave.

    References
    ----------
    Saracco, F., Di Clemente, R., Gabrielli, A. & Squartini, T. (2015). Randomizing bipartite
    networks: the case of the World Trade Web. Scientific Reports, 5, 10595.
    Vallarano, N. et al. (2021). Fast and scalable likelihood maximization for exponential random
    graph models with local constraints. Scientific Reports, 11, 15227.
    """
    if isinstance(participations, pd.DataFrame):
        known = coded(participations)
        return by_degrees(known.degrees, known.sizes)
    matrix = sparse.csr_array(participations)
    if matrix.nnz and not np.isin(matrix.data, (0, 1)).all():
        raise ValueError("a matrix of participations holds 0 and 1 alone")
    return by_degrees(
        np.asarray(matrix.sum(axis=1)).ravel().astype(np.int64),
        np.asarray(matrix.sum(axis=0)).ravel().astype(np.int64),
    )


def by_degrees(degrees: np.ndarray, sizes: np.ndarray) -> Bicm:
    """Solve the model from the degrees of actors and the sizes of initiatives alone."""
    rows, actors, many = _classes(degrees)
    columns, initiatives, often = _classes(sizes)
    return Bicm(actors, initiatives, rows, columns, _probabilities(rows, many, columns, often))


def _classes(degrees: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the distinct degrees, the class of each, and how many have each."""
    counts = np.bincount(degrees)
    distinct = np.flatnonzero(counts)
    place = np.zeros(len(counts), dtype=np.int32)
    place[distinct] = np.arange(len(distinct))
    return distinct, place[degrees], counts[distinct]


def _probabilities(
    rows: np.ndarray, many: np.ndarray, columns: np.ndarray, often: np.ndarray
) -> np.ndarray:
    """Set apart who is in everything or in nothing, again and again, and solve for the rest."""
    found = np.zeros((len(rows), len(columns)))
    open_rows, open_columns = np.ones(len(rows), bool), np.ones(len(columns), bool)
    left, right = rows.astype(float), columns.astype(float)
    while open_rows.any() and open_columns.any():
        full = open_rows & (left >= often[open_columns].sum())
        none = open_rows & (left <= 0)
        found[np.ix_(full, open_columns)] = 1
        right[open_columns] -= many[full].sum()
        open_rows &= ~(full | none)
        filled = open_columns & (right >= many[open_rows].sum()) & (right > 0)
        empty = open_columns & (right <= 0)
        found[np.ix_(open_rows, filled)] = 1
        left[open_rows] -= often[filled].sum()
        open_columns &= ~(filled | empty)
        if not (full | none).any() and not (filled | empty).any():
            found[np.ix_(open_rows, open_columns)] = _newton(
                left[open_rows], many[open_rows], right[open_columns], often[open_columns]
            )
            break
    return found


def _newton(
    rows: np.ndarray, many: np.ndarray, columns: np.ndarray, often: np.ndarray
) -> np.ndarray:
    """Climb to the largest likelihood, degrees strictly between nothing and everything."""
    total = (rows * many).sum()
    x, y = np.log(rows) - np.log(total) / 2, np.log(columns) - np.log(total) / 2

    def likelihood(x: np.ndarray, y: np.ndarray) -> float:
        gain = (many * rows) @ x + (often * columns) @ y
        return float(gain - many @ np.logaddexp(0, x[:, None] + y) @ often)

    reached = likelihood(x, y)
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-(x[:, None] + y)))
        off_x, off_y = rows - p @ often, columns - many @ p
        if max(np.abs(off_x / rows).max(), np.abs(off_y / columns).max()) < CLOSE:
            break
        step_x, step_y = _ascent(p * (1 - p), many, often, many * off_x, often * off_y)
        size = 1.0
        while size > 1e-6:
            trial = likelihood(x + size * step_x, y + size * step_y)
            if trial >= reached - 1e-12 * abs(reached):
                break
            size /= 2
        x, y, reached = x + size * step_x, y + size * step_y, trial
    return p


def _ascent(
    spread: np.ndarray, many: np.ndarray, often: np.ndarray, up_x: np.ndarray, up_y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Solve the Newton step, by the smaller side."""
    if len(many) < len(often):
        step_y, step_x = _ascent(spread.T, often, many, up_y, up_x)
        return step_x, step_y
    both = many[:, None] * spread * often
    by_row, by_column = both.sum(axis=1), both.sum(axis=0)
    inner = np.diag(by_column) - both.T @ (both / by_row[:, None])
    inner[np.diag_indices_from(inner)] += 1e-12 * by_column.max()  # one direction leaves p as it is
    step_y = np.linalg.solve(inner, up_y - both.T @ (up_x / by_row))
    return (up_x - both @ step_y) / by_row, step_y
