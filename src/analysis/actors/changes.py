"""Bodies and their parts, and names that change with the years."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis.actors.names import fold, normalise, plain
from analysis.actors.verdicts import IS, PART


def unfold_parts(
    ids: pd.Series, names: pd.Series, decisions: pd.DataFrame | None = None
) -> tuple[pd.Series, pd.Series]:
    """Make the parts of bodies actors of their own.

    Parameters
    ----------
    ids
        Actor of each name, parts folded into their bodies, as :func:`analysis.actors.resolve` gives
        it.
    names
        The names, on the same index.
    decisions
        What people decided: a name that is "partie de" an actor is one of its parts; so is one that
        names a service of its body ("Service culture de la Ville de X").

    Returns
    -------
        The actors on the index of ``ids``: that of a part is its body's and its own name, run
        together; and ``part_of``, the body of each part by the part's identifier.
    """
    written = names.fillna("").astype("str").map(plain)
    part = normalise(written)["part"]
    if decisions is not None and len(decisions):
        told = decisions[decisions["verdict"] == PART]
        by_name = dict(zip(told["name"].map(plain), told["name"], strict=True))
        part = part.mask(written.isin(by_name), written)
    inside = (part != "") & ids.notna()
    slug = part.map(lambda text: re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-"))
    own = ids.where(~inside, ids + "-" + slug)
    bodies = pd.Series(ids[inside].to_numpy(), index=own[inside].to_numpy(), dtype="str")
    return own, bodies[~bodies.index.duplicated()].sort_index().rename("part_of")


def name_in_year(
    actor_ids: pd.Series, years: pd.Series, decisions: pd.DataFrame, actors: pd.DataFrame
) -> pd.Series:
    """Give each actor the name that it had in a year.

    Parameters
    ----------
    actor_ids
        Actors.
    years
        A year for each, on the same index; missing for the name of today.
    decisions
        What people decided: a name that "est" an actor in some ``years`` is its name then.
    actors
        Columns actor_id, name: the names of today.

    Returns
    -------
        The names, on the index of ``actor_ids``; of several of one year, the first in the file.
    """
    today = dict(zip(actors["actor_id"], actors["name"], strict=True))
    dated = decisions[(decisions["verdict"] == IS) & (decisions["years"] != "")]
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for actor, name, span in dated[["actor_id", "name", "years"]].itertuples(index=False):
        first, _, last = span.partition("-")
        spans.setdefault(actor, []).append((int(first), int(last or first), name))
    given = pd.to_numeric(years, errors="coerce").to_numpy("float64")
    said = [
        next(
            (name for first, last, name in spans.get(actor, ()) if first <= year <= last),
            today.get(actor, actor),
        )
        if not np.isnan(year)
        else today.get(actor, actor)
        for actor, year in zip(actor_ids, given, strict=True)
    ]
    return pd.Series(said, index=actor_ids.index, dtype="str").rename("name")
