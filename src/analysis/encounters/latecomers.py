"""A plan that was printed, changed as little as can be when the list of those who come changes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
import pandas as pd

from analysis.encounters.annealing import times_met
from analysis.encounters.plans import Plan, told, worth
from analysis.encounters.wishing import read_wishes


def replan(
    plan: Plan,
    attendees: Iterable[Hashable],
    *,
    seats: int,
    known: pd.DataFrame | None = None,
    keep_apart: pd.DataFrame | Iterable[tuple] | None = None,
    from_round: int = 1,
) -> Plan:
    """Change a plan as little as can be when the list changes: nobody who stays is moved.

    Parameters
    ----------
    plan
        The plan as printed.
    attendees
        Who comes now.
    seats
        Seats at each table: a newcomer takes a free one, or that of somebody who left.
    known, keep_apart
        As in :func:`plan_meeting`; a newcomer sits apart from whom it must, wherever a seat allows.
    from_round
        First round that is still to come; the earlier ones stand as they were.

    Returns
    -------
        A plan in which the others keep their tables, and the rounds that they were to miss.
        Newcomers sit where they make the most new pairs, one after the other, as listed.

    Raises
    ------
    ImpossibleMeeting
        When no seat is free, or somebody would be alone at a table.

    Notes
    -----
    Who left is no longer in the rounds to come; ``bound`` is that of the new list, whatever had
    been printed: what the late change costs is seen in the gap.
    """
    old = plan.seating
    tables, rounds = int(old["table"].max()), int(old["round"].max())
    people = list(attendees)
    past = old[old["round"] < from_round]
    gone = [p for p in past["person"].drop_duplicates() if p not in set(people)]
    coming, sat = range(from_round, rounds + 1), set(zip(old["person"], old["round"], strict=True))
    invited = set(old["person"])
    missed = [(p, r) for p in gone for r in coming]
    missed += [(p, r) for p in people if p not in invited for r in range(1, from_round)]
    missed += [
        (p, r) for p in people if p in invited for r in range(1, rounds + 1) if (p, r) not in sat
    ]
    wishes = read_wishes(
        [*people, *gone],
        tables=tables,
        seats=seats,
        rounds=rounds,
        known=known,
        keep_apart=keep_apart,
        absent=pd.DataFrame(missed, columns=["person", "round"]),
    )
    first, again = worth(wishes)
    place = {person: i for i, person in enumerate(wishes.people)}
    table = np.full((rounds, len(wishes.people)), -1)
    kept = old[
        old["person"].isin(place) & ~(old["person"].isin(gone) & (old["round"] >= from_round))
    ]
    table[kept["round"] - 1, kept["person"].map(place)] = kept["table"] - 1
    met = times_met(table)
    for person in range(len(people)):
        for r in range(from_round - 1, rounds):
            if wishes.present[r, person] and table[r, person] < 0:
                _take_a_seat(table[r], person, tables, seats, first, again, met)
    sizes = np.stack([np.bincount(row[row >= 0], minlength=tables) for row in table])
    wishes.refuse_lonely(sizes)
    return told(wishes, table)


def _take_a_seat(
    row: np.ndarray,
    person: int,
    tables: int,
    seats: int,
    first: np.ndarray,
    again: np.ndarray,
    met: np.ndarray,
) -> None:
    """Seat a person where most would be met for the first time; the emptiest table among equals."""
    at = [np.flatnonzero(row == t) for t in range(tables)]
    free = [t for t in range(tables) if len(at[t]) < seats]  # never none: seats were counted
    gains = [
        float(first[person, at[t]][met[person, at[t]] == 0].sum() + again[person, at[t]].sum())
        for t in free
    ]
    chosen = max(zip(gains, free, strict=True), key=lambda g: (g[0], -len(at[g[1]]), -g[1]))[1]
    row[person] = chosen
    met[person, at[chosen]] += 1
    met[at[chosen], person] += 1
