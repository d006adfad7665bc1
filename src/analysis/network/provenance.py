"""From ties back to the initiatives that made them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.network.incidence import Incidence, absent, at_rows, coded, codes_in
from analysis.network.projection import categories, check_wanted
from analysis.schema import InvalidData


def shared_initiatives(
    participations: pd.DataFrame,
    ties: pd.DataFrame,
    *,
    roles: Iterable[str] | None = None,
    years: tuple[int, int] | None = None,
    max_size: int | None = 30,
) -> pd.DataFrame:
    """List the initiatives behind ties.

    Parameters
    ----------
    participations
        Those from which the ties were made.
    ties
        Columns actor_a, actor_b; any selection of the rows of :func:`ties`. Where a column shared
        is there, it is compared with what is found.
    roles, years, max_size
        Those with which the ties were made.

    Returns
    -------
        Columns actor_a, actor_b, initiative_id (categories over sorted identifiers); one row an
        initiative of a tie, sorted by the three.

    Raises
    ------
    InvalidData
        For ties with actors that the participations do not know, or with a number of shared
        initiatives that is not the one found: they were made from other rows, roles or cap.
    """
    problems = absent("ties", ties, ["actor_a", "actor_b"])
    if problems:
        raise InvalidData(problems)
    check_wanted("count", max_size, 1)
    known = coded(participations, roles=roles, years=years).capped(max_size)
    first, second = (codes_in(known.actors, ties[side]) for side in ("actor_a", "actor_b"))
    for side, codes in (("actor_a", first), ("actor_b", second)):
        fix = "faire les liens à partir de ces participations"
        problems += at_rows("ties", ties[side], codes < 0, "acteur inconnu des participations", fix)
    if problems:
        raise InvalidData(problems)
    row, initiative = _in_common(known, first, second)
    if "shared" in ties:
        found = np.bincount(row, minlength=len(ties))
        problem = "ce n'est pas le nombre d'initiatives trouvées"
        fix = (
            "donner les participations, les rôles et le plafond avec lesquels les liens sont faits"
        )
        problems = at_rows("ties", ties["shared"], found != ties["shared"], problem, fix)
        if problems:
            raise InvalidData(problems)
    first, second = first[row], second[row]
    order = np.lexsort((initiative, second, first))
    return pd.DataFrame(
        {
            "actor_a": categories(first[order], known.actors),
            "actor_b": categories(second[order], known.actors),
            "initiative_id": categories(initiative[order], known.initiatives),
        }
    )


def _in_common(
    known: Incidence, first: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give the initiatives in common of pairs of actors, as places of the pair and codes."""
    degrees = known.degrees
    swap = degrees[first] > degrees[second]
    fewer, more = np.where(swap, second, first), np.where(swap, first, second)
    row = np.repeat(np.arange(len(fewer)), degrees[fewer])
    within = np.arange(len(row)) - np.repeat(
        np.cumsum(degrees[fewer]) - degrees[fewer], degrees[fewer]
    )
    starts = np.cumsum(degrees) - degrees
    initiative = known.initiative[starts[fewer[row]] + within]
    width = max(len(known.initiatives), 1)
    keys = known.actor.astype(np.int64) * width + known.initiative  # sorted by construction
    wanted = more[row].astype(np.int64) * width + initiative
    place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    both = keys[place] == wanted if len(keys) else np.zeros(len(row), dtype=bool)
    return row[both], initiative[both]
