"""Which pairs share more initiatives than chance would have them, tested pair by pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.backbone.draws import compared
from analysis.backbone.nulls import METHODS, MODELS, Null, null
from analysis.network.pairs import Block, Ranked, blocks, most_ties, ranked
from analysis.network.projection import categories, selected

AT_ONCE = 2_000_000  # pairs held while those below a threshold are sought
BYTES_A_PAIR = 4 + 4 + 4 + 8 + 8 + 8


def significance(
    participations: pd.DataFrame,
    *,
    model: str = "sdsm",
    method: str = "auto",
    correction: str | None = "bh",
    roles: Iterable[str] | None = None,
    years: tuple[int, int] | None = None,
    max_size: int | None = None,
    below: float | None = None,
    draws: int = 10_000,
    seed: int = 0,
    memory: float = 8e9,
) -> pd.DataFrame:
    """Test whether pairs of actors share more initiatives than chance would have them.

    Parameters
    ----------
    participations
        Columns initiative_id and actor_id; role where `roles` are named, year where `years` are.
    model
        What chance keeps: "sdsm" (all degrees on average), "fdsm" (all degrees, in random draws),
        "fixedrow" (those of actors; "hypergeometric" is another name for it), "fixedcol" (the
        sizes of initiatives), "fixedfill" (the number of participations).
    method
        How the tails of "sdsm" and "fixedcol" are reckoned: "exact" (Poisson-binomial), "poisson",
        "normal" (refined by continuity and skewness, as the R package backbone does), "auto" (exact
        unless that takes minutes, then Poisson, whose upper tail errs on the side of chance). The
        other models have one method, and take "auto" or "exact" for it.
    correction
        "bh" (Benjamini–Hochberg over all pairs of actors, those that share nothing included), or
        None: `q_upper` then repeats `p_upper`.
    roles, years, max_size
        As for :func:`analysis.network.ties`, but without a cap by default: the model expects
        everybody to meet at a plenary.
    below
        Give only the pairs whose `q_upper` is at most this; None for all. Needs little memory.
    draws, seed
        Of "fdsm": number of random networks, and of their randomness.
    memory
        Bytes that the table may take.

    Returns
    -------
        One row a pair that shares an initiative, sorted: columns actor_a, actor_b (categories over
        the same sorted identifiers), shared (int32), p_upper (chance of sharing at least as many),
        p_lower (at most as many), q_upper (float64). No tie is deleted unless `below` asks for it.

    Raises
    ------
    InvalidData
        For missing columns, identifiers or roles.
    ValueError
        For an unknown model, method or correction, a table beyond `memory`, or draws that would
        take hours.

    Notes
    -----
    Testing only the pairs that share something, each at 5 %, keeps nearly all ties of a network
    made at random; hence the correction over all pairs. :func:`verdict` says what the data can
    show at all.

    References
    ----------
    Neal, Z. P. (2014). The backbone of bipartite projections: inferring relationships from
    co-authorship, co-sponsorship, co-attendance and other co-behaviors. Social Networks, 39, 84-97.
    Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal
    Statistical Society B, 57, 289-300.
    """
    check_asked(model, method, correction, below)
    known = selected(participations, "count", roles, years, max_size, 1)
    rows = ranked(known)
    _fits(rows, below, memory)
    n = int((known.degrees > 0).sum())
    pairs = n * (n - 1) // 2 if correction == "bh" else None
    if model == "fdsm":
        found = _drawn(rows, draws, seed, pairs, below)
    else:
        found = _reckoned(rows, null(known, model, method), pairs, below)
    first, second, shared, upper, lower, adjusted = found
    columns = {
        "actor_a": categories(first, known.actors),
        "actor_b": categories(second, known.actors),
        "shared": shared,
        "p_upper": upper,
        "p_lower": lower,
        "q_upper": adjusted,
    }
    return pd.DataFrame(columns, copy=False)


def check_asked(
    model: str, method: str = "auto", correction: str | None = "bh", below: float | None = None
) -> None:
    """Refuse an unknown model, method, correction or threshold."""
    if model not in MODELS:
        raise ValueError(f"model={model!r}: choose one of {', '.join(MODELS)}")
    if method not in METHODS:
        raise ValueError(f"method={method!r}: choose one of {', '.join(METHODS)}")
    if method in ("poisson", "normal") and model not in ("sdsm", "fixedcol"):
        raise ValueError(f"method={method!r} is for sdsm and fixedcol; {model} has its own")
    if correction not in ("bh", None):
        raise ValueError(f"correction={correction!r}: choose 'bh' or None")
    if below is not None and not 0 < below <= 1:
        raise ValueError(f"below={below}: give a threshold above 0, at most 1")


def false_discovery(p: np.ndarray, counts: np.ndarray, total: int) -> np.ndarray:
    """Correct p-values by Benjamini–Hochberg.

    Parameters
    ----------
    p, counts
        Each value, distinct or not, stands for `counts` tests.
    total
        Number of all tests; those not listed have a p-value of 1.

    Returns
    -------
        Corrected values, aligned with `p`.
    """
    order = np.argsort(p, kind="stable")
    value, rank = p[order], np.cumsum(counts[order])
    last = np.searchsorted(value, value, side="right") - 1  # equal p-values share the last rank
    raised = value * total / np.maximum(rank[last], 1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1)
    return adjusted


def _fits(rows: Ranked, below: float | None, memory: float) -> None:
    """Refuse a table that may not fit in memory."""
    size = most_ties(rows) * BYTES_A_PAIR
    if below is None and size > memory:
        raise ValueError(
            f"up to {most_ties(rows)} pairs, {size / 1e9:.1f} GB, for memory={memory / 1e9:g} GB:"
            " keep only the pairs below a threshold (below=0.05), or lower max_size"
        )


@dataclass(frozen=True, eq=False)
class Cases:
    """The distinct cases of a network: the classes of two actors and the number they share.

    Attributes
    ----------
    one, other, shared
        Of each case that occurs: both classes, the smaller first, and the number shared.
    counts
        Pairs of actors in it.
    places
        Its number among all cases that could occur.
    starts
        Number of the first case of two classes, shape (classes, classes).
    size
        Number of cases that could occur.
    classes
        Class of each actor.
    """

    one: np.ndarray
    other: np.ndarray
    shared: np.ndarray
    counts: np.ndarray
    places: np.ndarray
    starts: np.ndarray
    size: int
    classes: np.ndarray

    def numbers(self, first: np.ndarray, second: np.ndarray, shared: np.ndarray) -> np.ndarray:
        """Give the number of the case of each pair of actors."""
        return _numbers(self.classes, self.starts, first, second, shared)


def count_cases(law: Null, pairs: Iterable[Block]) -> Cases:
    """Count the pairs of a network by case: each case is tested once, however many pairs it has."""
    room = np.minimum.outer(law.degrees, law.degrees).astype(np.int64) + 1
    room[np.tril_indices_from(room, -1)] = 0  # the smaller class comes first
    ends = np.cumsum(room)
    starts = (ends - room.ravel()).reshape(room.shape)
    counts = np.zeros(int(room.sum()), dtype=np.int64)
    for first, second, shared, _ in pairs:
        numbers = _numbers(law.classes, starts, first, second, shared)
        counts += np.bincount(numbers, minlength=len(counts))
    places = np.flatnonzero(counts)
    one, other = np.divmod(np.searchsorted(ends, places, side="right"), max(len(room), 1))
    return Cases(
        one=one,
        other=other,
        shared=places - starts[one, other],
        counts=counts[places],
        places=places,
        starts=starts,
        size=len(counts),
        classes=law.classes,
    )


def _numbers(
    classes: np.ndarray,
    starts: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    shared: np.ndarray,
) -> np.ndarray:
    a, b = classes[first], classes[second]
    return starts[np.minimum(a, b), np.maximum(a, b)] + shared


def _reckoned(
    rows: Ranked, law: Null, pairs: int | None, below: float | None
) -> tuple[np.ndarray, ...]:
    """Test each distinct case, and hand its result to all its pairs."""
    whole = list(blocks(rows, "count")) if below is None else None

    def walk() -> Iterator[Block]:
        yield from blocks(rows, "count", rows=AT_ONCE) if whole is None else whole

    cases = count_cases(law, walk())
    upper, lower = law.tails(cases.one, cases.other, cases.shared)
    adjusted = upper if pairs is None else false_discovery(upper, cases.counts, pairs)
    table = np.zeros((3, cases.size))
    table[:, cases.places] = upper, lower, adjusted
    kept = []
    for first, second, shared, _ in walk():
        number = cases.numbers(first, second, shared)
        if below is not None:
            chosen = table[2, number] <= below
            first, second, shared, number = (
                column[chosen] for column in (first, second, shared, number)
            )
        kept.append((first, second, shared, *(column[number] for column in table)))
    return tuple(np.concatenate(column) for column in zip(*kept, strict=True))


def _drawn(
    rows: Ranked, draws: int, seed: int, pairs: int | None, below: float | None
) -> tuple[np.ndarray, ...]:
    """Compare with random networks of the same degrees."""
    ((first, second, shared, _),) = blocks(rows, "count")
    counts = compared(rows, first, second, shared, draws, seed)
    upper, lower = ((count + 1) / (draws + 1) for count in counts)  # what is observed is one draw
    each = np.ones(len(upper), dtype=np.int64)
    adjusted = upper if pairs is None else false_discovery(upper, each, pairs)
    found = (first, second, shared, upper, lower, adjusted)
    return found if below is None else tuple(column[adjusted <= below] for column in found)
