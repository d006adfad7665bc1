"""A plan as people read it, and what a seating is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.encounters.annealing import times_met
from analysis.encounters.bounding import most_new_pairs
from analysis.encounters.wishing import Wishes

SEATING_COLUMNS = ["round", "table", "person"]
_SAME_KIND = 0.2  # what two people of one kind at a table cost, in new pairs


@dataclass(frozen=True, eq=False)
class Plan:
    """Who sits where: ``seating`` has columns round, table (both from 1) and person.

    ``new_pairs`` counts the pairs that sit together at least once and were not known before, and
    no plan whatever can make more than ``bound`` of them. ``repeated`` counts, over the rounds, the
    times that a pair sits together again. ``set_aside`` counts the known pairs with somebody who
    does not attend.
    """

    seating: pd.DataFrame
    new_pairs: int
    bound: int
    repeated: int
    set_aside: int

    @property
    def gap(self) -> float:
        """Share of the bound that is not reached, from 0 (proven best) to 1."""
        return 1 - self.new_pairs / self.bound if self.bound else 0.0


def worth(wishes: Wishes) -> tuple[np.ndarray, np.ndarray]:
    """Give what a pair brings at its first meeting, and what it costs at each."""
    first = np.where(wishes.unknown, 1.0 + wishes.wanted, 0.0)
    first[wishes.apart] = 0.0
    again = np.where(wishes.apart, -1e4, 0.0)
    if wishes.kinds is not None:
        same = (wishes.kinds[:, None] == wishes.kinds) & (wishes.kinds >= 0)
        again = again - _SAME_KIND * same
    np.fill_diagonal(again, 0.0)
    np.fill_diagonal(first, 0.0)
    return first, again


def value(table: np.ndarray, first: np.ndarray, again: np.ndarray) -> float:
    met = times_met(table)
    return float((first * (met > 0)).sum() + (again * met).sum()) / 2


def told(wishes: Wishes, table: np.ndarray) -> Plan:
    """Turn a table of tables into the plan that people read."""
    rounds, persons = np.nonzero(table >= 0)
    seating = pd.DataFrame(
        {
            "round": rounds + 1,
            "table": table[rounds, persons] + 1,
            "person": [wishes.people[i] for i in persons],
        }
    ).sort_values(SEATING_COLUMNS[:2], kind="stable", ignore_index=True)
    met = np.triu(times_met(table), 1)
    return Plan(
        seating=seating,
        new_pairs=int(((met > 0) & wishes.unknown).sum()),
        bound=most_new_pairs(table, wishes.unknown & ~wishes.apart),
        repeated=int(np.maximum(met - 1, 0).sum()),
        set_aside=wishes.set_aside,
    )
