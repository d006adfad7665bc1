"""The null models: what two actors would share if chance kept only this or that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.backbone import tails
from analysis.backbone.configuration import Bicm, by_degrees
from analysis.network.incidence import Incidence

MODELS = ("sdsm", "fdsm", "fixedrow", "fixedcol", "fixedfill", "hypergeometric")
METHODS = ("auto", "exact", "poisson", "normal")
EXACT_WORK = 4e9  # products of probabilities: beyond, "auto" takes Poisson's law

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Null:
    """A null model that depends on the degrees of two actors alone.

    Attributes
    ----------
    classes
        Class of each actor; -1 for one whose participations do not count.
    degrees
        Number of initiatives in each class: no pair shares more than the fewer of its two. A model
        that does not look at degrees has one class, of the largest.
    actors
        How many actors each class has.
    method
        How tails are reckoned.
    tails
        From cases (classes of the two actors, number shared; aligned), the chances of sharing at
        least, and at most, as many.
    """

    classes: Array
    degrees: Array
    actors: Array
    method: str
    tails: Callable[[Array, Array, Array], tails.Tails]


def null(known: Incidence, model: str, method: str = "auto") -> Null:
    """Reckon a null model from the degrees of actors and the sizes of initiatives.

    Parameters
    ----------
    known
        Participations; actors and initiatives without any do not count.
    model
        One of :data:`MODELS` but "fdsm", which needs draws.
    method
        One of :data:`METHODS`.
    """
    degrees = known.degrees
    there = degrees > 0
    sizes = known.sizes[known.sizes > 0]
    classes = np.full(len(degrees), -1, dtype=np.int32)
    if model in ("fixedcol", "fixedfill"):
        classes[there] = 0
        n = int(there.sum())
        most = degrees.max(initial=0, keepdims=True)
        how, law = (_fixed_column if model == "fixedcol" else _fixed_fill)(n, sizes, method)
        return Null(classes, most, np.array([n]), how, law)
    solved = by_degrees(degrees[there], sizes)
    classes[there] = solved.actors
    many = np.bincount(solved.actors, minlength=len(solved.rows))
    how, law = _sdsm(solved, method) if model == "sdsm" else _fixed_row(solved, len(sizes))
    return Null(classes, solved.rows, many, how, law)


def _sdsm(solved: Bicm, method: str) -> tuple[str, Callable]:
    p = solved.probabilities
    times = np.bincount(solved.initiatives, minlength=len(solved.columns))
    if method == "auto":
        longest = np.minimum.outer(solved.rows, solved.rows).sum()
        method = "exact" if 4.0 * longest * len(times) < EXACT_WORK else "poisson"

    def exact(one: Array, other: Array, shared: Array) -> tails.Tails:
        pairs, row = np.unique(one.astype(np.int64) * len(p) + other, return_inverse=True)
        first, second = np.divmod(pairs, max(len(p), 1))
        return tails.poisson_binomial(p[first] * p[second], times, row, shared)

    def moments(one: Array, other: Array, shared: Array) -> tails.Tails:
        first, second, third = (((p**k * times) @ (p**k).T)[one, other] for k in (1, 2, 3))
        return tails.by_moments(method, first, second, third, shared)

    return method, exact if method == "exact" else moments


def _fixed_column(actors: int, sizes: Array, method: str) -> tuple[str, Callable]:
    distinct, times = np.unique(sizes, return_counts=True)
    p = distinct * (distinct - 1.0) / max(actors * (actors - 1.0), 1)
    method = "exact" if method == "auto" else method

    def law(one: Array, other: Array, shared: Array) -> tails.Tails:
        if method == "exact":
            return tails.poisson_binomial(p[None], times, np.zeros(len(shared), int), shared)
        first, second, third = (np.full(len(shared), times @ p**k) for k in (1, 2, 3))
        return tails.by_moments(method, first, second, third, shared)

    return method, law


def _fixed_row(solved: Bicm, initiatives: int) -> tuple[str, Callable]:
    d = solved.rows
    return "exact", lambda one, other, shared: tails.hypergeometric(
        initiatives, d[one], d[other], shared
    )


def _fixed_fill(actors: int, sizes: Array, method: str) -> tuple[str, Callable]:
    n, total = len(sizes), int(sizes.sum())
    return "exact", lambda one, other, shared: tails.fixed_fill(actors, n, total, shared)
