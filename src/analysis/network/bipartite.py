"""Participations measured as they are, before any projection."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from analysis.network.incidence import Incidence, coded


def two_mode_measures(
    participations: pd.DataFrame, *, roles: Iterable[str] | None = None
) -> pd.DataFrame:
    """Measure the place of each actor among initiatives, plenaries included.

    Parameters
    ----------
    participations
        Columns initiative_id and actor_id, and role where `roles` are named.
    roles
        Roles that count; None for all.

    Returns
    -------
        Indexed by actor_id, sorted; columns initiatives (int), partners (int, actors met there),
        redundancy (share, 0 to 1, of the pairs of its initiatives that another actor joins too;
        NaN with fewer than 2), clustering (mean share of initiatives in common with a partner, of
        those of either; NaN without partner), core (int, the largest k such that the actor is among
        actors with k initiatives, each of which has k of these actors).

    References
    ----------
    Latapy, M., Magnien, C. & Del Vecchio, N. (2008). Basic notions for the analysis of large
    two-mode networks. Social Networks, 30, 31-48.
    Cerinšek, M. & Batagelj, V. (2015). Generalized two-mode cores. Social Networks, 42, 80-87.
    """
    known = coded(participations, roles=roles)
    member = _matrix(known)
    degree = known.degrees
    shared = (member @ member.T).tocoo()
    apart = shared.row != shared.col
    first, second, count = shared.row[apart], shared.col[apart], shared.data[apart]
    partners = np.bincount(first, minlength=len(degree))
    likeness = count / (degree[first] + degree[second] - count)
    joined = (member.T @ member).tocsr()
    joined.data = (joined.data > 1).astype(np.int64)  # another actor than the one at hand
    pairs = ((member @ joined) * member).sum(axis=1) - (member @ joined.diagonal())
    with np.errstate(invalid="ignore", divide="ignore"):
        redundancy = pairs / (degree * (degree - 1.0))
        clustering = np.bincount(first, likeness, minlength=len(degree)) / partners
    core = nx.core_number(
        nx.from_edgelist(zip(known.actor.tolist(), (~known.initiative).tolist(), strict=True))
    )
    return pd.DataFrame(
        {
            "initiatives": degree.astype(np.int64),
            "partners": partners.astype(np.int64),
            "redundancy": redundancy,
            "clustering": clustering,
            "core": [core.get(actor, 0) for actor in range(len(degree))],
        },
        index=pd.Index(known.actors, name="actor_id"),
    )


def two_mode_clustering(
    participations: pd.DataFrame, *, roles: Iterable[str] | None = None
) -> float:
    """Say how often actors who share an initiative share a second one.

    Parameters
    ----------
    participations, roles
        As for :func:`two_mode_measures`.

    Returns
    -------
        4 times the number of cycles of four (two actors, two initiatives) over that of paths of
        three; 0 to 1, 0 without such a path.

    References
    ----------
    Robins, G. & Alexander, M. (2004). Small worlds among interlocking directors. Computational and
    Mathematical Organization Theory, 10, 69-94.
    """
    known = coded(participations, roles=roles)
    member = _matrix(known)
    shared = sparse.triu(member @ member.T, 1).tocoo().data.astype(np.float64)
    cycles = (shared * (shared - 1)).sum() / 2
    paths = ((known.degrees[known.actor] - 1.0) * (known.sizes[known.initiative] - 1)).sum()
    return float(4 * cycles / paths) if paths else 0.0


def _matrix(known: Incidence) -> sparse.csr_array:
    shape = (len(known.actors), len(known.initiatives))
    values = np.ones(len(known.actor), dtype=np.int64)
    return sparse.csr_array((values, (known.actor, known.initiative)), shape=shape)
