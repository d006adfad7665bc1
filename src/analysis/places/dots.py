"""Dots for drawing: what shares a point is set out beside it, so that each can be seen."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from analysis.places.outlines import DEGREES, to_metric

_SHRINK = 0.9  # the lattice tightens by this step until all find a seat
_CLEAR = 0.75  # of the spacing: how near a seat may come to a dot that does not move
_INSET = 0.3  # of the spacing: how near a seat may come to the commune's limit


def spread(
    initiatives: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    *,
    spacing: float = 600.0,
    order: pd.Series | None = None,
) -> gpd.GeoDataFrame:
    """Give each placed initiative a drawing point of its own.

    Parameters
    ----------
    initiatives
        initiative_id, commune_code, precision, geometry, as :func:`locate` gives them.
    territories
        commune_code, geometry.
    spacing
        Metres between neighbouring dots; less in a commune too small for its number.
    order
        What to keep together (a group, a year), indexed as the initiatives: those of a commune are
        dealt round, clockwise from north, in this order, so that those of one value make a sector.

    Returns
    -------
        The initiatives, their geometry now the drawing point (EPSG:4326; None where unplaced), and
        a column spread: whether it differs from the place.

    Raises
    ------
    ValueError
        For an initiative placed in a commune that the territories lack, a spacing of 0 or less, or
        an order that shares no index with the initiatives.

    Notes
    -----
    Initiatives known by their commune alone take the points of a hexagonal lattice (in Lambert-93,
    through the commune's point) that lie inside the commune, the nearest first. A point known
    exactly stays; several on one point leave it to the first, and sit around it. Rows in another
    order give the same dots.
    """
    if spacing <= 0:
        raise ValueError(f"spacing = {spacing} : donner une distance en mètres, au-dessus de 0.")
    placed = initiatives[~(initiatives.geometry.isna() | initiatives.geometry.is_empty)]
    shapes = to_metric(territories.set_index("commune_code").geometry)
    rough = placed["precision"].eq("commune").to_numpy()
    lost = sorted(set(placed.loc[rough, "commune_code"].dropna()) - set(shapes.index))
    if lost:
        raise ValueError(f"Communes absentes des territoires : {', '.join(lost)}. Les y ajouter.")
    if order is not None and len(placed) and not placed.index.isin(order.index).any():
        raise ValueError("order ne partage aucun indice avec initiatives : l'indexer comme elles.")
    rank = _rank(placed["initiative_id"], order)
    xy = shapely.get_coordinates(placed.geometry.to_crs(shapes.crs)).round(2)
    dots = xy.copy()
    still = np.unique(xy[~rough], axis=0)
    for heap, shape in _heaps(placed, xy, rough, shapes):
        heap = heap[np.argsort(rank[heap])]
        if not rough[heap[0]]:  # the first of a heap of exact points keeps it
            heap = heap[1:]
        seats = _seats(xy[heap[0]], shape, len(heap), spacing, still)
        dots[heap] = seats
        if not rough[heap[0]]:
            still = np.vstack([still, seats])
    moved = pd.Series(np.hypot(*(dots - xy).T) > 1.0, index=placed.index)
    points = gpd.GeoSeries(shapely.points(dots), index=placed.index, crs=shapes.crs).to_crs(DEGREES)
    points = points.where(moved, placed.geometry.to_crs(DEGREES))
    result = initiatives.assign(spread=moved.reindex(initiatives.index, fill_value=False))
    return result.set_geometry(points.reindex(initiatives.index))


def _rank(ids: pd.Series, order: pd.Series | None) -> np.ndarray:
    """Rank the rows by the order wanted, then by identifier."""
    frame = pd.DataFrame({"id": ids.to_numpy()})
    frame["order"] = 0 if order is None else order.reindex(ids.index).to_numpy()
    rows = frame.sort_values(["order", "id"], na_position="last").index
    rank = np.empty(len(frame), dtype=int)
    rank[rows] = np.arange(len(frame))
    return rank


def _heaps(
    placed: gpd.GeoDataFrame, xy: np.ndarray, rough: np.ndarray, shapes: gpd.GeoSeries
) -> list[tuple[np.ndarray, shapely.Geometry | None]]:
    """List the rows that share a point, with the shape to stay in: exact points, then communes."""
    x, y = xy.round().T
    keys = pd.DataFrame({"code": placed["commune_code"].to_numpy(), "x": x, "y": y})
    heaps: list[tuple[np.ndarray, shapely.Geometry | None]] = []
    for _, heap in keys[~rough].groupby(["x", "y"]):
        if len(heap) > 1:
            shape = shapes.get(heap["code"].min())
            inside = shape is not None and shapely.contains_xy(shape, *xy[heap.index[0]])
            heaps.append((heap.index.to_numpy(), shape if inside else None))
    for code, heap in keys[rough].groupby("code"):
        heaps.append((heap.index.to_numpy(), shapes[code]))
    return heaps


def _seats(
    centre: np.ndarray, shape: shapely.Geometry | None, n: int, spacing: float, still: np.ndarray
) -> np.ndarray:
    """Return n lattice points about the centre, inside the shape, clockwise from north."""
    if shape is None or not shapely.area(shape):
        shape = shapely.Point(centre).buffer(spacing * (2 + np.sqrt(n)))
    taken = cKDTree(still) if len(still) else None
    gap = min(spacing, np.sqrt(2 / np.sqrt(3) * shapely.area(shape) / n))
    while True:
        seats = _lattice(centre, shapely.bounds(shape), gap)
        room = shapely.contains_xy(shapely.buffer(shape, -_INSET * gap), *seats.T)
        own = np.hypot(*(seats - centre).T) < 0.01
        room |= own & shapely.contains_xy(shape, *centre)
        if taken is not None:
            room &= taken.query(seats)[0] >= _CLEAR * gap
        if room.sum() >= n:
            break
        gap *= _SHRINK
    seats = seats[room]
    angle, distance = _around(seats, centre)
    seats = seats[np.lexsort((angle, distance))[:n]]
    angle, distance = _around(seats, seats.mean(axis=0))  # not the town hall: it may be aside
    return seats[np.lexsort((distance, angle))].round(2)


def _around(seats: np.ndarray, middle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give bearing (clockwise from north) and distance, rounded: ties must not hang on noise."""
    dx, dy = (seats - middle).T
    return (np.degrees(np.arctan2(dx, dy)) % 360).round(4) % 360, np.hypot(dx, dy).round(2)


def _lattice(
    centre: np.ndarray, bounds: tuple[float, float, float, float], gap: float
) -> np.ndarray:
    """Return the hexagonal lattice through the centre that covers the bounds."""
    west, south, east, north = bounds
    height = gap * np.sqrt(3) / 2
    rows = np.arange(
        np.floor((south - centre[1]) / height), np.ceil((north - centre[1]) / height) + 1
    )
    columns = np.arange(
        np.floor((west - centre[0]) / gap) - 1, np.ceil((east - centre[0]) / gap) + 1
    )
    i, j = np.meshgrid(columns, rows)
    x = centre[0] + (i + (j % 2) / 2) * gap
    return np.column_stack([x.ravel(), (centre[1] + j * height).ravel()])
