"""What speaks for a meeting of two actors, each part from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.encounters.sharing import together

PARTS = ("partners", "place", "themes", "crossing", "gain", "bridge", "offers")
NEAR_KM = 15.0  # at this distance, nearness has fallen to 1/e
_ROWS = 400  # actors whose parts are worked out at once


@dataclass(frozen=True, eq=False)
class Ground:
    """What is known of the actors, in arrays over ``ids``: those to whom others are suggested.

    ``partners`` are the ties (sparse, over ``everyone``, whose first are the ``ids``); ``met`` the
    pairs not to suggest; ``profile`` the weight of each theme; ``communes`` where each acts;
    ``km_to`` the kilometres from each commune to the nearest of each actor's; ``community`` NaN
    where unknown; ``gives`` and ``needs`` the subjects of each, or None.
    """

    ids: list[str]
    everyone: list[str]
    partners: sparse.csr_array
    met: sparse.csr_array
    profile: np.ndarray
    theme_names: list[str]
    communes: list[list[int]]
    commune_names: list[str]
    km_to: np.ndarray
    community: np.ndarray | None
    gives: np.ndarray | None
    needs: np.ndarray | None
    subjects: list[str]


def blocks(ground: Ground) -> Iterator[tuple[np.ndarray, dict[str, np.ndarray]]]:
    """Give all parts but the gain, some actors (rows) against all (columns) at a time.

    - partners: resource allocation, the sum over common partners of 1 / (their number of partners),
      x / (x + its median);
    - place: exp(−d / 15 km) of the closest places of both;
    - themes: cosine of the shares of their initiatives in each theme, rare themes weighing more;
    - crossing: 1 when both have themes, none of them in common;
    - bridge: 1 when they are of two communities;
    - offers: half for what one offers and the other needs, half for the reverse.

    References
    ----------
    Zhou, Lü & Zhang (2009), Predicting missing links via local information.
    """
    n = len(ground.ids)
    ties = ground.partners
    degree = np.maximum(ties.sum(axis=1), 1)
    shared = (ties[:n] / degree) @ ties[:, :n]
    apart = shared - shared.multiply(ground.met)
    apart.setdiag(0)
    apart.eliminate_zeros()
    middle = float(np.median(apart.data)) if apart.nnz else 1.0
    norm = np.linalg.norm(ground.profile, axis=1, keepdims=True)
    unit = np.divide(ground.profile, norm, out=np.zeros_like(ground.profile), where=norm > 0)
    about = norm[:, 0] > 0
    for start in range(0, n, _ROWS):
        rows = np.arange(start, min(start + _ROWS, n))
        common = shared[rows].toarray()
        alike = np.clip(np.einsum("ik,jk->ij", unit[rows], unit), 0, 1)
        parts = {
            "partners": common / (common + middle),
            "place": np.exp(-kilometres(ground, rows) / NEAR_KM),
            "themes": alike,
            "crossing": ((alike == 0) & about[rows, None] & about).astype(float),
        }
        if ground.community is not None:
            own = ground.community
            known = ~np.isnan(own)
            across = (own[rows, None] != own) & known[rows, None] & known
            parts["bridge"] = across.astype(float)
        if ground.gives is not None and ground.needs is not None:
            brings = (ground.gives[rows].astype(float) @ ground.needs.T) > 0
            gets = (ground.needs[rows].astype(float) @ ground.gives.T) > 0
            parts["offers"] = (brings.astype(float) + gets) / 2
        yield rows, parts


def kilometres(ground: Ground, rows: np.ndarray) -> np.ndarray:
    """Give the least distance from the places of some actors to those of all, infinite: unknown."""
    km = np.full((len(rows), len(ground.ids)), np.inf)
    for i, row in enumerate(rows.tolist()):
        if ground.communes[row]:
            km[i] = ground.km_to[ground.communes[row]].min(axis=0)
    return km


def gains(ground: Ground, a: int, others: np.ndarray) -> np.ndarray:
    """Say how far Burt's constraint of one actor falls if it is tied to each of the others.

    Ties count as one each. 0 for an actor without a tie, and where constraint would rise.

    References
    ----------
    Burt (1992), Structural Holes.
    """
    ties = ground.partners
    mine = ties.indices[ties.indptr[a] : ties.indptr[a + 1]]
    degree = np.diff(ties.indptr)
    if not len(mine) or not len(others):
        return np.zeros(len(others))
    through = 1 / degree[mine]
    paths = np.zeros(ties.shape[0])  # sum over my partners of their share in each other actor
    for partner, share in zip(mine.tolist(), through.tolist(), strict=True):
        paths[ties.indices[ties.indptr[partner] : ties.indptr[partner + 1]]] += share
    now = (((1 + paths[mine]) / len(mine)) ** 2).sum()
    among = ties[others][:, mine].toarray() / (degree[others] + 1)[:, None]
    kept = (((1 + paths[mine] + among) / (len(mine) + 1)) ** 2).sum(axis=1)
    new = ((1 + paths[others]) / (len(mine) + 1)) ** 2
    return np.clip(now - kept - new, 0, None)


def survey(
    actors: pd.DataFrame,
    participations: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    shown: pd.Series,
    initiatives: pd.DataFrame | None,
    communities: pd.Series | None,
    offers: pd.DataFrame | None,
    acquaintance: pd.DataFrame | None,
    roles: tuple[str, ...] | None,
    max_size: int | None,
) -> Ground:
    """Gather what is known of the actors that do something and may be shown."""
    doing = participations
    if roles:
        doing = doing[doing["role"].isin(roles)]
    doing = doing[["initiative_id", "actor_id"]].drop_duplicates()
    active = set(doing["actor_id"])
    if offers is not None:
        active |= set(offers["actor"])
    ids = sorted(a for a in actors.loc[shown, "actor_id"] if a in active)
    everyone = ids + sorted(set(participations["actor_id"]) - set(ids))
    size = doing["initiative_id"].map(doing["initiative_id"].value_counts())
    small = doing if max_size is None else doing[size <= max_size]
    met = _tied(everyone, participations[["initiative_id", "actor_id"]])
    if acquaintance is not None:
        code = {actor: i for i, actor in enumerate(everyone)}
        known = acquaintance[acquaintance[["a", "b"]].isin(list(code)).all(axis=1)]
        a, b = (known[c].map(code).to_numpy(dtype=int) for c in ("a", "b"))
        pairs = sparse.csr_array((np.ones(len(a)), (a, b)), shape=met.shape)
        met = ((met + pairs + pairs.T) > 0).astype(float)
    own = doing[doing["actor_id"].isin(ids)]
    profile, names = _profiles(ids, own, groups)
    communes, places, km_to = _places(ids, own, initiatives)
    of = None
    if communities is not None:
        of = communities.reindex(ids).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    gives, needs, subjects = _subjects(ids, offers)
    n = len(ids)
    return Ground(
        ids=ids,
        everyone=everyone,
        partners=_tied(everyone, small),
        met=met[:n, :n],
        profile=profile,
        theme_names=names,
        communes=communes,
        commune_names=places,
        km_to=km_to,
        community=of,
        gives=gives,
        needs=needs,
        subjects=subjects,
    )


def _tied(everyone: list[str], participations: pd.DataFrame) -> sparse.csr_array:
    """Tell which pairs took part in one initiative: a symmetric matrix of ones."""
    return (together(participations, everyone) > 0).astype(float)


def _profiles(
    ids: list[str], doing: pd.DataFrame, groups: pd.DataFrame
) -> tuple[np.ndarray, list[str]]:
    """Count each actor's initiatives in each theme, rare themes weighing more."""
    names = groups.dropna(subset=["group"]).drop_duplicates("group").sort_values("group")
    order = names["group"].tolist()
    joined = doing.merge(groups.dropna(subset=["group"])[["initiative_id", "group"]])
    counts = pd.crosstab(joined["actor_id"], joined["group"])
    counts = counts.reindex(index=ids, columns=order, fill_value=0).to_numpy(dtype=float)
    size = np.maximum(counts.sum(axis=0), 1)
    return counts * np.log1p(counts.sum() / size), names["name"].tolist()


def _places(
    ids: list[str], doing: pd.DataFrame, initiatives: pd.DataFrame | None
) -> tuple[list[list[int]], list[str], np.ndarray]:
    """Gather in which communes each acts, and how far each commune is from each actor's own."""
    communes: list[list[int]] = [[] for _ in ids]
    if initiatives is None:
        return communes, [], np.empty((0, len(ids)))
    located = initiatives[initiatives["commune"].notna()]
    points = located.dissolve(by="commune").representative_point().sort_index()
    names = points.index.tolist()
    place = {name: i for i, name in enumerate(names)}
    code = {actor: i for i, actor in enumerate(ids)}
    where = doing.merge(located[["initiative_id", "commune"]])
    for actor, commune in sorted(set(zip(where["actor_id"], where["commune"], strict=True))):
        communes[code[actor]].append(place[commune])
    between = _haversine(np.radians(np.column_stack([points.x, points.y])))
    km_to = np.full((len(names), len(ids)), np.inf)
    for i, own in enumerate(communes):
        if own:
            km_to[:, i] = between[:, own].min(axis=1)
    return communes, names, km_to


def _haversine(lonlat: np.ndarray) -> np.ndarray:
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def _subjects(
    ids: list[str], offers: pd.DataFrame | None
) -> tuple[np.ndarray | None, np.ndarray | None, list[str]]:
    if offers is None:
        return None, None, []
    subjects = sorted(set(offers["subject"]))
    tables = []
    for kind in ("offer", "need"):
        own = offers[offers["kind"] == kind]
        counts = pd.crosstab(own["actor"], own["subject"])
        tables.append(counts.reindex(index=ids, columns=subjects, fill_value=0).to_numpy() > 0)
    return tables[0], tables[1], subjects
