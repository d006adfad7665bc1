"""The network through the years: windows of time, and the way of each actor through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import networkx as nx
import pandas as pd

from analysis.network.graphs import graph
from analysis.network.incidence import absent
from analysis.network.partition import communities
from analysis.network.projection import ties
from analysis.network.structure import measures, summary
from analysis.schema import InvalidData

FOLLOWED = ("initiatives", "degree", "strength", "betweenness", "core")


_COUNTED = [
    "first", "last", "initiatives", "actors", "ties", "isolates", "components", "giant",
    "giant_share", "density", "newcomers", "new_ties",
]  # fmt: skip


def windows(first: int, last: int, *, width: int | None = None, step: int = 1) -> list[tuple]:
    """List windows of years.

    Parameters
    ----------
    first, last
        Years of the whole, both included.
    width
        Years in each window, which then slides; None for windows that all begin in the first year
        and grow (cumulative).
    step
        Years between two windows.

    Returns
    -------
        Pairs (first, last year), both included, in order; the last one ends in `last`.

    Raises
    ------
    ValueError
        For years in reverse, or a width or step below 1.
    """
    if first > last or step < 1 or (width is not None and width < 1):
        raise ValueError(f"no window from {first} to {last}, width={width}, step={step}")
    if width is None:
        return [(first, end) for end in range(last, first - 1, -step)][::-1]
    width = min(width, last - first + 1)
    return [(end - width + 1, end) for end in range(last, first + width - 2, -step)][::-1]


def evolution(
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    years: Iterable[tuple[int, int]],
    roles: Iterable[str] | None = None,
    max_size: int | None = 30,
) -> pd.DataFrame:
    """Count the network of each window.

    Parameters
    ----------
    participations, actors, roles, max_size
        As for :func:`ties` and :func:`graph`; column year.
    years
        Windows, as :func:`windows` lists them.

    Returns
    -------
        One row a window: columns first, last, initiatives, actors (with a participation in it),
        then ties, isolates (of these actors), components, giant, giant_share, density (see
        :class:`Summary`), newcomers (actors of no earlier window), new_ties (ties of no earlier
        window).
    """
    found: list[dict] = []
    met: set[str] = set()
    tied: set[tuple[str, str]] = set()
    for first, last, rows, made, drawn in _networks(participations, actors, years, roles, max_size):
        pairs = set(zip(made["actor_a"].astype("str"), made["actor_b"].astype("str"), strict=True))
        counted = summary(drawn)
        found.append(
            {
                "first": first,
                "last": last,
                "initiatives": rows["initiative_id"].nunique(),
                "actors": counted.actors,
                "ties": counted.ties,
                "isolates": counted.isolates,
                "components": counted.components,
                "giant": counted.giant,
                "giant_share": counted.giant_share,
                "density": counted.density,
                "newcomers": len(set(drawn) - met),
                "new_ties": len(pairs - tied),
            }
        )
        met |= set(drawn)
        tied |= pairs
    return pd.DataFrame(found, columns=_COUNTED)


def trajectories(
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    years: Iterable[tuple[int, int]],
    roles: Iterable[str] | None = None,
    max_size: int | None = 30,
    seed: int = 0,
) -> pd.DataFrame:
    """Follow each actor from window to window.

    Parameters
    ----------
    participations, actors, years, roles, max_size
        As for :func:`evolution`.
    seed
        Of the communities.

    Returns
    -------
        Columns actor_id, first, last, initiatives, degree, strength, betweenness, core (see
        :func:`measures`), community (Int64, missing without a tie); a row for each window in which
        the actor takes part in something, sorted by actor_id, then window.

    Notes
    -----
    A community keeps its number from one window to the next: numbers are handed down so that as
    many actors as can be keep theirs; a community that follows none gets a new one.
    """
    columns = ["actor_id", "first", "last", *FOLLOWED, "community"]
    found = [pd.DataFrame(columns=columns)]
    before, free = pd.Series(dtype="Int64"), 0
    for first, last, rows, _, drawn in _networks(participations, actors, years, roles, max_size):
        place = measures(drawn)
        place["initiatives"] = rows.groupby("actor_id")["initiative_id"].nunique()
        before, free = _handed_down(before, communities(drawn, seed=seed), free)
        place["community"] = before
        found.append(place.reset_index().assign(first=first, last=last)[columns])
    table = pd.concat(found[1:] or found)
    return table.sort_values(["actor_id", "first", "last"], kind="stable", ignore_index=True)


def _handed_down(before: pd.Series, now: pd.Series, free: int) -> tuple[pd.Series, int]:
    """Number communities after those of the window before; give also the next free number."""
    from scipy.optimize import linear_sum_assignment  # slow to load, and only this needs it

    both = pd.DataFrame({"before": before, "now": now}).dropna()
    shared = pd.crosstab(both["before"], both["now"])
    heirs = linear_sum_assignment(shared.to_numpy(), maximize=True)
    numbers = {
        int(shared.columns[b]): int(shared.index[a])
        for a, b in zip(*heirs, strict=True)
        if shared.iat[a, b]
    }
    for number in sorted(now.dropna().unique().tolist()):
        if number not in numbers:
            numbers[number], free = free, free + 1
    return now.map(numbers, na_action="ignore").astype("Int64"), free


def _networks(
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    years: Iterable[tuple[int, int]],
    roles: Iterable[str] | None,
    max_size: int | None,
) -> Iterator[tuple[int, int, pd.DataFrame, pd.DataFrame, nx.Graph]]:
    """Give each window with its rows, its ties, and its graph of the actors who are in it."""
    problems = absent("participations", participations, ["actor_id", "initiative_id", "year"])
    if problems:
        raise InvalidData(problems)
    for first, last in years:
        inside = participations["year"].between(first, last).fillna(False).astype(bool)
        if roles is not None:
            inside &= participations["role"].isin(list(roles))
        rows = participations[inside]
        made = ties(rows, max_size=max_size)
        yield (
            first,
            last,
            rows,
            made,
            graph(made, actors[actors["actor_id"].isin(rows["actor_id"])]),
        )
