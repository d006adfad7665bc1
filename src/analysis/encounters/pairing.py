"""Pairs whose crossed portrait would teach most: near in what they do, far in whom they know."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from analysis.encounters.parts import survey
from analysis.schema import may_be_shown

PAIR_COLUMNS = ["rank", "actor_a", "actor_b", "alike", "steps", "areas", "score"]
_FAR, _FULL = 4, 3  # steps from which two are far; initiatives that make a full portrait
_CONSIDERED = 2_000  # pairs


def pairs_to_portray(
    actors: pd.DataFrame,
    participations: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    initiatives: pd.DataFrame | None = None,
    areas: pd.Series | None = None,
    kinds: Iterable[str] | None = None,
    roles: tuple[str, ...] | None = None,
    pairs: int = 12,
) -> pd.DataFrame:
    """Propose pairs of actors to portray side by side, each actor once.

    Parameters
    ----------
    actors, participations, groups, roles
        As for :func:`suggest`.
    initiatives
        Columns initiative_id, commune_code: with ``areas``, tells pairs of two territories.
    areas
        Territory of each commune, by commune_code.
    kinds
        Kinds of actors considered; all by default.
    pairs
        How many.

    Returns
    -------
        Columns rank, actor_a, actor_b, alike (cosine of their themes), steps (between them; missing
        where no way joins them), areas ("A – B" when they act in two territories and in none
        together; else empty), score; the best first.

    Notes
    -----
    Score: likeness of themes, times distance (4 steps or none at all count 1, 2 count one half),
    times how much there is to tell (the fewer initiatives of the two, over three), and a quarter
    more across territories. Those of highest total score without an actor twice (a matching).
    """
    people = actors if kinds is None else actors[actors["kind"].isin(list(kinds))]
    ground = survey(
        people,
        participations,
        groups,
        shown=may_be_shown(people),
        initiatives=None,
        communities=None,
        offers=None,
        acquaintance=None,
        roles=roles,
        max_size=30,
    )
    n = len(ground.ids)
    if n < 2:
        return pd.DataFrame(columns=PAIR_COLUMNS)
    norm = np.linalg.norm(ground.profile, axis=1, keepdims=True)
    unit = np.divide(ground.profile, norm, out=np.zeros_like(ground.profile), where=norm > 0)
    alike = np.clip(np.einsum("ik,jk->ij", unit, unit), 0, 1)
    steps = csgraph.shortest_path(ground.partners, unweighted=True, indices=np.arange(n))[:, :n]
    own = participations[participations["actor_id"].isin(ground.ids)]
    if roles:
        own = own[own["role"].isin(roles)]
    many = own.groupby("actor_id")["initiative_id"].nunique().reindex(ground.ids).to_numpy()
    told = np.minimum(np.minimum(many[:, None], many), _FULL) / _FULL
    where = _areas(ground.ids, own, initiatives, areas)
    apart = np.array([[bool(a and b and not a & b) for b in where] for a in where])
    distance = np.minimum(np.nan_to_num(steps, posinf=_FAR), _FAR) / _FAR
    score = np.round(alike * distance * told * np.where(apart, 1.25, 1.0), 6)
    score[ground.met.toarray() > 0] = 0
    a, b = np.nonzero(np.triu(score, 1) > 0)
    best = np.lexsort((b, a, -score[a, b]))[:_CONSIDERED]
    graph = nx.Graph()
    for i, j in zip(a[best].tolist(), b[best].tolist(), strict=True):
        graph.add_edge(i, j, weight=float(score[i, j]))
    chosen = sorted(tuple(sorted(pair)) for pair in nx.max_weight_matching(graph))
    chosen.sort(key=lambda pair: -score[pair])
    rows = [
        (
            rank,
            ground.ids[i],
            ground.ids[j],
            float(alike[i, j]),
            steps[i, j] if np.isfinite(steps[i, j]) else None,
            " – ".join(" et ".join(sorted(where[x])[:1]) for x in (i, j)) if apart[i, j] else "",
            float(score[i, j]),
        )
        for rank, (i, j) in enumerate(chosen[:pairs], start=1)
    ]
    return pd.DataFrame(rows, columns=PAIR_COLUMNS).astype({"steps": "Int64"})


def _areas(
    ids: list[str],
    participations: pd.DataFrame,
    initiatives: pd.DataFrame | None,
    areas: pd.Series | None,
) -> list[set[str]]:
    found: dict[str, set[str]] = {actor: set() for actor in ids}
    if initiatives is not None and areas is not None:
        of = initiatives.set_index("initiative_id")["commune_code"].map(areas).dropna()
        for actor, initiative in zip(
            participations["actor_id"], participations["initiative_id"], strict=True
        ):
            if initiative in of.index:
                found[actor].add(of[initiative])
    return [found[actor] for actor in ids]
