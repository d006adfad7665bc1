"""Who lives near an initiative, and where one more would serve most.

People are counted at the point of their commune (its town hall, or a point inside it): outlines
say no more. Distances are in a straight line on the ground, in kilometres, or those that the user
brings.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from scipy import optimize, sparse

_WITHIN = (5.0, 10.0, 20.0)  # km
_GEOD = Geod(ellps="GRS80")  # that of Lambert-93


def distances(origins: gpd.GeoDataFrame, targets: gpd.GeoDataFrame) -> np.ndarray:
    """Measure the way from each origin to each target, in a straight line on the ground.

    Parameters
    ----------
    origins, targets
        Points (of other shapes, a point inside).

    Returns
    -------
        Kilometres along the ellipsoid, origins × targets.
    """
    ends = []
    for frame in (origins, targets):
        shapes = frame.geometry.to_crs("EPSG:4326").to_numpy()
        ends.append(shapely.get_coordinates(shapely.point_on_surface(shapes)))
    (lon, lat), (other_lon, other_lat) = ends[0].T, ends[1].T
    found = np.empty((len(lon), len(other_lon)))
    for row in range(len(lon)):
        start = np.full(len(other_lon), lon[row]), np.full(len(other_lon), lat[row])
        found[row] = _GEOD.inv(*start, other_lon, other_lat)[2]
    return found / 1000


def reach(initiatives: gpd.GeoDataFrame, territories: gpd.GeoDataFrame) -> pd.Series:
    """Measure how far each commune's point is from the nearest initiative.

    Parameters
    ----------
    initiatives, territories
        As for :func:`coverage`.

    Returns
    -------
        Kilometres in a straight line, by commune_code in the order of `territories`; missing where
        no initiative has a place.
    """
    way = distances(_commune_points(territories), initiatives[_placed(initiatives)])
    nearest = way.min(axis=1) if way.shape[1] else np.full(len(way), np.nan)
    return pd.Series(nearest, index=pd.Index(territories["commune_code"]), name="km")


def coverage(
    initiatives: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    *,
    groups: pd.DataFrame | None = None,
    within: Sequence[float] = _WITHIN,
    way: np.ndarray | None = None,
) -> pd.DataFrame:
    """Say what share of the people live within some kilometres of an initiative.

    Parameters
    ----------
    initiatives
        initiative_id, geometry; those without a place are left out, and counted.
    territories
        commune_code, population, lon, lat (of the commune's point), geometry.
    groups
        initiative_id, group: also for each group; None for all together alone.
    within
        Distances, in the unit of `way`.
    way
        From each territory to each initiative (their order; NaN where none leads): minutes by a
        network, say. Straight kilometres by default.

    Returns
    -------
        Columns group (<NA>: all), within, people (who live that near), share (of all people), n
        (initiatives with a place), unplaced; sorted by group, all first, and distance.
    """
    placed = _placed(initiatives)
    if way is None:
        way = distances(_commune_points(territories), initiatives[placed])
    else:
        way = np.asarray(way, dtype=float)[:, placed]
    people = territories["population"].fillna(0).to_numpy(float)
    total = people.sum()
    of = initiatives["initiative_id"].to_numpy()
    numbers: list = [pd.NA]
    group = pd.Series(pd.NA, index=of, dtype="Int64")
    if groups is not None:
        group = groups.set_index("initiative_id")["group"].astype("Int64").reindex(of)
        numbers += sorted(group.dropna().unique().tolist())
    rows = []
    for number in numbers:
        own = (
            np.ones(len(of), bool)
            if number is pd.NA
            else (group == number).fillna(False).to_numpy()
        )
        ways = way[:, own[placed]]
        near = np.nanmin(np.where(np.isnan(ways), np.inf, ways), axis=1, initial=np.inf)
        for limit in within:
            served = float(people[near <= limit].sum())
            share = served / total if total else np.nan
            rows.append((number, limit, round(served), share, int((own & placed).sum()),
                         int((own & ~placed).sum())))  # fmt: skip
    columns = ["group", "within", "people", "share", "n", "unplaced"]
    return pd.DataFrame(rows, columns=columns).astype({"group": "Int64"})


def next_places(
    initiatives: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    *,
    more: int = 1,
    within: float | None = None,
    way: np.ndarray | None = None,
    between: np.ndarray | None = None,
) -> pd.DataFrame:
    """Find the communes where one more initiative, or several, would serve most people.

    Parameters
    ----------
    initiatives, territories
        As for :func:`coverage`; initiatives stand where they are.
    more
        How many places to find together.
    within
        Serve as many people as can be within this distance (maximal covering); None makes the mean
        distance of all people least (p-median).
    way, between
        From each territory to each initiative, and to each other territory; straight kilometres by
        default.

    Returns
    -------
        One row a place: commune_code, commune, people (that it serves: newly within the distance,
        or nearer than to any other), sorted by people. ``attrs["before"]`` and ``attrs["after"]``
        give the people within the distance, or the mean distance, without and with them. The
        places are proven the best: of equals, one set is given.

    Raises
    ------
    ValueError
        For more places than communes, or fewer than one.

    References
    ----------
    Hakimi, S. L. (1964). Optimum locations of switching centers. Operations Research, 12(3).
    Church, R. & ReVelle, C. (1974). The maximal covering location problem. Papers of the RSA, 32.
    """
    if not 1 <= more <= len(territories):
        raise ValueError(f"more = {more}: from 1 to the {len(territories)} communes")
    order = np.argsort(territories["commune_code"].to_numpy(), kind="stable")
    areas = territories.iloc[order]
    points = _commune_points(areas)
    placed = _placed(initiatives)
    if way is None:
        way = distances(points, initiatives[placed])
    else:
        way = np.asarray(way, dtype=float)[order][:, placed]
    between = (
        distances(points, points) if between is None else np.asarray(between)[np.ix_(order, order)]
    )
    people = areas["population"].fillna(0).to_numpy(float)
    now = np.nanmin(np.where(np.isnan(way), np.inf, way), axis=1, initial=np.inf)
    far = np.where(np.isnan(between), np.inf, between)
    if within is not None:
        gain = ((far <= within) & (now[:, None] > within)).astype(float)
        chosen = _most_covered(gain, people, more)
        served = np.maximum.accumulate(gain[:, chosen], axis=1)
        new = np.diff(served, axis=1, prepend=0)
        before = float(people[now <= within].sum())
        after = before + float((people * gain[:, chosen].any(axis=1)).sum())
        by_place = people @ new
    else:
        worst = float(far[np.isfinite(far)].max(initial=1.0)) * 2  # where nothing leads yet
        start = np.minimum(now, worst)
        chosen = _least_way(np.minimum(far, worst), start, people, more)
        ways = np.column_stack([start, far[:, chosen]])
        nearest = ways.argmin(axis=1)
        total = max(people.sum(), 1)
        before = float(people @ start / total)
        after = float(people @ ways.min(axis=1) / total)
        by_place = np.array([people[nearest == i + 1].sum() for i in range(len(chosen))])
    found = areas.iloc[chosen][["commune_code", "commune"]].assign(people=by_place.round())
    found = pd.DataFrame(found).astype({"people": "int64"})
    found = found.sort_values(["people", "commune_code"], ascending=[False, True])
    found = found.reset_index(drop=True)
    found.attrs |= {"before": before, "after": after}
    return found


def _most_covered(gain: np.ndarray, people: np.ndarray, more: int) -> np.ndarray:
    """Choose the columns that together cover most people: an integer programme, solved."""
    asked = np.flatnonzero((gain.any(axis=1)) & (people > 0))
    areas, places = len(asked), gain.shape[1]
    if more == 1 or not areas:
        return np.argsort(-(people @ gain), kind="stable")[:more]
    cost = np.concatenate([np.zeros(places), -people[asked]])
    covered = sparse.hstack([sparse.csr_array(gain[asked]), -sparse.eye_array(areas)])
    count = sparse.csr_array(np.concatenate([np.ones(places), np.zeros(areas)])[None, :])
    bounds = (optimize.LinearConstraint(covered, 0, np.inf),
              optimize.LinearConstraint(count, more, more))  # fmt: skip
    return _solved(cost, bounds, places)


def _least_way(far: np.ndarray, start: np.ndarray, people: np.ndarray, more: int) -> np.ndarray:
    """Choose the columns that make the way of all people least; what stands already stays."""
    saved = people[:, None] * np.maximum(start[:, None] - far, 0)
    if more == 1:
        return np.argsort(-saved.sum(axis=0), kind="stable")[:1]
    rows, columns = np.nonzero(saved > 0)
    places, pairs = far.shape[1], len(rows)
    cost = np.concatenate([np.zeros(places), -saved[rows, columns]])
    at = np.arange(pairs)
    opened = sparse.csr_array(
        (np.concatenate([np.ones(pairs), -np.ones(pairs)]),
         (np.concatenate([at, at]), np.concatenate([columns, places + at]))),
        shape=(pairs, places + pairs),
    )  # fmt: skip
    once = sparse.csr_array((np.ones(pairs), (rows, places + at)), shape=(len(far), places + pairs))
    count = sparse.csr_array(np.concatenate([np.ones(places), np.zeros(pairs)])[None, :])
    bounds = (
        optimize.LinearConstraint(opened, 0, np.inf),
        optimize.LinearConstraint(once, -np.inf, 1),
        optimize.LinearConstraint(count, more, more),
    )
    return _solved(cost, bounds, places)


def _solved(cost: np.ndarray, bounds: tuple, places: int) -> np.ndarray:
    whole = np.zeros(len(cost))
    whole[:places] = 1
    found = optimize.milp(cost, constraints=bounds, integrality=whole, bounds=optimize.Bounds(0, 1))
    if not found.success:
        raise RuntimeError(f"no best places were proven: {found.message}")
    return np.flatnonzero(found.x[:places] > 0.5)


def _placed(initiatives: gpd.GeoDataFrame) -> np.ndarray:
    return ~(initiatives.geometry.isna() | initiatives.geometry.is_empty).to_numpy()


def _commune_points(territories: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(territories["lon"], territories["lat"], crs="EPSG:4326")
    return gpd.GeoDataFrame(geometry=points)
