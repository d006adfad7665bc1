"""Which actors share initiatives, themes, communes: the ground of what is measured here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from scipy import sparse


def worked_together(
    participations: pd.DataFrame,
    *,
    roles: Iterable[str] | None = None,
    max_size: int | None = 30,
) -> tuple[list[str], sparse.csr_array]:
    """Count the initiatives that pairs of actors share.

    Returns
    -------
        The actors, sorted, and a symmetric matrix over them, 0 of each with itself. An initiative
        of more than ``max_size`` actors makes no pair, but its actors are among them.
    """
    takes = participations
    if roles is not None:
        takes = takes[takes["role"].isin(list(roles))]
    takes = takes[["initiative_id", "actor_id"]].drop_duplicates()
    ids = sorted(set(takes["actor_id"]))
    if max_size is not None:
        takes = takes[takes["initiative_id"].map(takes["initiative_id"].value_counts()) <= max_size]
    return ids, together(takes, ids)


def together(participations: pd.DataFrame, ids: list[str]) -> sparse.csr_array:
    """Count the initiatives that pairs of some actors share: symmetric, 0 of each with itself."""
    takes = participations[["initiative_id", "actor_id"]].drop_duplicates()
    place = {actor: i for i, actor in enumerate(ids)}
    takes = takes[takes["actor_id"].isin(list(place))]
    of = pd.factorize(takes["initiative_id"])[0]
    who = takes["actor_id"].map(place).to_numpy(dtype=int)
    shape = (len(ids), int(of.max()) + 1 if len(of) else 0)
    matrix = sparse.csr_array((np.ones(len(of), dtype=np.int64), (who, of)), shape=shape)
    shared = (matrix @ matrix.T).tolil()
    shared.setdiag(0)
    found = shared.tocsr()
    found.eliminate_zeros()
    found.sort_indices()
    return found


def members_by(
    by: str,
    ids: list[str],
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    groups: pd.DataFrame,
    initiatives: pd.DataFrame | None,
) -> Iterator[tuple[str, np.ndarray, np.ndarray | None]]:
    """Give each group: its name, who is in it, and which pairs count (None: all of them)."""
    place = {actor: i for i, actor in enumerate(ids)}
    if by == "kind":
        kinds = actors.dropna(subset=["kind"]) if "kind" in actors else actors.iloc[:0]
        table = kinds.assign(group=kinds.get("kind"))[["actor_id", "group"]]
    elif by == "all":
        yield "all", np.ones(len(ids), dtype=bool), None
        near = np.zeros((len(ids), len(ids)), dtype=bool)
        for what in ("theme", "commune"):
            for _, inside, _ in members_by(what, ids, participations, actors, groups, initiatives):
                near |= inside[:, None] & inside
        np.fill_diagonal(near, False)
        yield "near", np.ones(len(ids), dtype=bool), near
        return
    else:
        if by == "theme":
            known = groups.dropna(subset=["group"])[["initiative_id", "name"]]
            known = known.rename(columns={"name": "group"})
        elif initiatives is None:
            return
        else:
            known = initiatives[["initiative_id", "commune"]].dropna()
            known = pd.DataFrame(known).rename(columns={"commune": "group"})
        table = participations.merge(known, on="initiative_id")[["actor_id", "group"]]
    for name, own in table.drop_duplicates().groupby("group", sort=True):
        inside = np.zeros(len(ids), dtype=bool)
        inside[[place[a] for a in own["actor_id"] if a in place]] = True
        yield str(name), inside, None
