"""The plan of a meeting: who sits where in each round, to meet whom they do not know."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.encounters.annealing import improve, times_met
from analysis.encounters.bounding import most_new_pairs
from analysis.encounters.constructions import seating as constructed
from analysis.encounters.feasibility import refuse_contradictions, seat_round
from analysis.encounters.plans import Plan, told, value, worth
from analysis.encounters.wishing import read_wishes

_STEPS_A_SEAT = 80_000
_MOST_STEPS = 30_000_000


def plan_meeting(
    attendees: Iterable[Hashable],
    *,
    tables: int,
    seats: int,
    rounds: int,
    known: pd.DataFrame | None = None,
    mix: Mapping[Any, Any] | pd.Series | None = None,
    keep_apart: pd.DataFrame | Iterable[tuple] | None = None,
    together: pd.DataFrame | Iterable[tuple] | None = None,
    hosts: Mapping[Any, int] | None = None,
    absent: pd.DataFrame | None = None,
    wanted: pd.DataFrame | None = None,
    seed: int = 0,
) -> Plan:
    """Seat people at tables, round after round, so that the most pairs meet for the first time.

    Parameters
    ----------
    attendees
        Who comes, each once.
    tables, seats, rounds
        Number of tables, of seats at each, of rounds. Tables differ by one person at most.
    known
        Pairs who know one another already: columns a and b. Pairs with somebody who does not attend
        are set aside, and counted.
    mix
        Kind of each person (theme, territory, …): a table should hold several.
    keep_apart
        Pairs never to seat at one table: columns a and b, or pairs.
    together
        Pairs always to seat at one table (who interprets, who accompanies).
    hosts
        Table, from 1, that a person keeps in every round.
    absent
        Rounds that people miss: columns person and round (from 1).
    wanted
        Pairs whose meeting counts more: columns a and b, and weight (1 by default), added to the 1
        that any new pair counts. :func:`suggest` gives some.
    seed
        Of the draws.

    Returns
    -------
        The plan, with its proven bound.

    Raises
    ------
    ImpossibleMeeting
        Naming each fault: somebody twice or unknown, too few seats, tables of one; or the fewest
        wishes that cannot be kept at once.

    Notes
    -----
    Where nobody knows anybody and nothing else is asked, a construction is used if one is known
    (see :mod:`analysis.encounters.constructions`): it reaches the bound. Otherwise people are
    exchanged two by two, by simulated annealing, from the construction and from a seating that
    keeps all wishes; the better is kept. Wishes are proven to hold at once, or not, by CP-SAT.
    """
    wishes = read_wishes(
        attendees,
        tables=tables,
        seats=seats,
        rounds=rounds,
        known=known,
        mix=mix,
        keep_apart=keep_apart,
        together=together,
        hosts=hosts,
        absent=absent,
        wanted=wanted,
    )
    refuse_contradictions(wishes)
    first, again = worth(wishes)
    built = constructed(tables, seats, rounds, len(wishes.people))
    if wishes.none and built is not None:
        return told(wishes, built)
    steps = min(_STEPS_A_SEAT * rounds * len(wishes.people), _MOST_STEPS)

    def better(start: np.ndarray, hot: float) -> np.ndarray:
        return improve(
            start,
            first,
            again,
            blocks=wishes.blocks,
            fixed=wishes.host_table >= 0,
            steps=steps,
            seed=seed,
            hot=hot,
        )

    found = [better(np.stack([seat_round(wishes, r, seed) for r in range(rounds)]), 0.7)]
    if built is not None and wishes.free:
        found.append(better(built, 0.3))
    return told(wishes, max(found, key=lambda table: value(table, first, again)))


def table_sizes(people: int, rounds: int, *, fewest: int = 4, most: int = 10) -> pd.DataFrame:
    """Compare sizes of tables for a meeting: what each lets people gain, at best.

    Parameters
    ----------
    people, rounds
        How many come, and for how many rounds.
    fewest, most
        People at a table.

    Returns
    -------
        One row a number of tables: tables, seats (at the largest), bound (new pairs, no plan makes
        more), repeated (times that a pair sits together again, no plan makes fewer), met_each
        (people met, on average), built (whether a construction reaches the bound). Fewest
        repeated first, then most new pairs.

    Raises
    ------
    ValueError
        For less than two people, or no round.
    """
    if people < 2 or rounds < 1:
        raise ValueError(
            f"{people} people for {rounds} rounds: give two people and a round at least"
        )
    rows = []
    for tables in range(-(-people // most), people // fewest + 1):
        seats = -(-people // tables)
        table = np.tile(np.arange(people) % tables, (rounds, 1))
        bound = most_new_pairs(table, np.ones((people, people), dtype=bool))
        sizes = np.bincount(table[0])
        together = rounds * int((sizes * (sizes - 1) // 2).sum())
        built = constructed(tables, seats, rounds, people)
        rows.append(
            {
                "tables": tables,
                "seats": seats,
                "bound": bound,
                "repeated": together - bound,
                "met_each": 2 * bound / people,
                "built": built is not None and int((times_met(built) > 0).sum()) // 2 == bound,
            }
        )
    found = pd.DataFrame(
        rows, columns=["tables", "seats", "bound", "repeated", "met_each", "built"]
    )
    return found.sort_values(
        ["repeated", "bound", "tables"], ascending=[True, False, True], ignore_index=True
    )
