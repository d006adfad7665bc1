"""Communes as shapes: brought to the coast, and measured in metres."""

from __future__ import annotations

from typing import TypeVar

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

Shapes = TypeVar("Shapes", gpd.GeoDataFrame, gpd.GeoSeries)

DEGREES = "EPSG:4326"
METRIC = "EPSG:2154"  # Lambert-93: metropolitan France
_METROPOLITAN = ((-6.0, 10.5), (41.0, 51.6))  # degrees of longitude, of latitude

_COLUMNS = ["commune_code", "commune", "epci_code", "epci", "departement", "population"]
_COLUMNS += ["in_focus", "lon", "lat", "postcodes", "geometry"]
_GRID = 1e-6  # degrees, about 0.1 m: cut edges meet again on it
_STRAND = 5e6  # m²: a larger piece of land beyond the communes is a neighbour's
_OFFSHORE = 0.01  # degrees, about 1 km: an islet further out stays without commune
_CRUMB = 6e-8  # square degrees, about 500 m² in France: a smaller part is no island
_STEP = 0.002  # degrees, about 200 m: spacing of the points from which land is shared out


def metric_crs(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> CRS:
    """Choose the projection in which to measure and draw what lies here.

    Parameters
    ----------
    frame
        Shapes of any reference system.

    Returns
    -------
        Lambert-93 in metropolitan France; elsewhere the zone of UTM of the middle; a frame
        that is in metres already keeps its own.
    """
    if frame.crs is not None and frame.crs.is_projected:
        return frame.crs
    west, south, east, north = frame.total_bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    (left, right), (low, high) = _METROPOLITAN
    if np.isnan(lon) or (left < lon < right and low < lat < high):
        return CRS(METRIC)
    return frame.estimate_utm_crs()


def projection(crs: CRS) -> str:
    """Name a projection as the note of a map does."""
    return "Lambert-93" if crs == CRS(METRIC) else crs.name.split(" / ")[-1]


def to_metric(frame: Shapes) -> Shapes:
    """Project a frame to where lengths and areas are in metres (see :func:`metric_crs`)."""
    return frame.to_crs(metric_crs(frame))


def territories(
    communes: gpd.GeoDataFrame, land: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Make the table of territories from communes, their outlines brought to the coast.

    Parameters
    ----------
    communes
        As :func:`build_geography` writes them: codes, names, population, point, outline.
    land
        Land polygons; None keeps the outlines as they are.

    Returns
    -------
        One row a commune, sorted by commune_code, EPSG:4326: the columns of the schema, and
        postcodes ("29200|29850") where the communes have them.

    Notes
    -----
    The administrative outline is coarse at sea: it fills estuaries and stops short of beaches and
    harbours (Saint-Malo's old town lies outside its own). Water is cut off, and land left between
    the communes and the sea goes, bit by bit, to the nearest commune. A commune that no land
    reaches keeps its outline.
    """
    columns = [c for c in _COLUMNS if c in communes]
    result = communes.to_crs(DEGREES)[columns].sort_values("commune_code", ignore_index=True)
    shapes = shapely.make_valid(result.geometry.to_numpy())
    if land is not None and len(result):
        shapes = _to_coast(shapes, shapely.make_valid(land.to_crs(DEGREES).geometry.to_numpy()))
    return result.set_geometry(gpd.GeoSeries(shapely.normalize(shapes), crs=DEGREES))


def _to_coast(shapes: np.ndarray, land: np.ndarray) -> np.ndarray:
    """Cut the shapes along the land, then share out the land that they leave along the sea."""
    shapely.prepare(land)
    tree = shapely.STRtree(land)
    inland, _ = tree.query(shapes, predicate="within")
    coastal = np.setdiff1d(np.arange(len(shapes)), inland)
    if not len(coastal):
        return shapes
    strand = _strand(shapes, coastal, land, tree)
    owner, share = _shared_out(strand, shapes, coastal)
    result = shapes.copy()
    for i in coastal:
        around = shapely.clip_by_rect(land[tree.query(shapes[i])], *shapely.bounds(shapes[i]))
        ashore = shapely.intersection(shapes[i], around, grid_size=_GRID)
        whole = _surface(shapely.union_all([*ashore, *share[owner == i]], grid_size=_GRID))
        result[i] = shapes[i] if shapely.is_empty(whole) else whole
    return result


def _strand(
    shapes: np.ndarray, coastal: np.ndarray, land: np.ndarray, tree: shapely.STRtree
) -> np.ndarray:
    """List the pieces of land between the communes and the sea, and the islets close by."""
    west, south, east, north = shapely.total_bounds(shapes[coastal])
    frame = (west - _OFFSHORE, south - _OFFSHORE, east + _OFFSHORE, north + _OFFSHORE)
    near = shapely.clip_by_rect(land[tree.query(shapely.box(*frame))], *frame)
    pieces = shapely.get_parts(shapely.difference(near, shapely.union_all(shapes), grid_size=_GRID))
    if not len(pieces):
        return pieces
    measured = to_metric(gpd.GeoSeries(pieces, crs=DEGREES))
    pieces = pieces[measured.area.to_numpy() < _STRAND]
    reached, _ = shapely.STRtree(shapes[coastal]).query(pieces, "dwithin", distance=_OFFSHORE)
    return pieces[np.unique(reached)]


def _shared_out(
    pieces: np.ndarray, shapes: np.ndarray, coastal: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Cut the pieces into what is nearest to each shape; give the shapes' places and the cuts."""
    edges = shapely.segmentize(shapely.boundary(shapes[coastal]), _STEP)
    xy, of = shapely.get_coordinates(edges, return_index=True)
    _, close = shapely.STRtree(shapely.points(xy)).query(pieces, "dwithin", distance=_OFFSHORE)
    close = np.unique(close)
    seeds = to_metric(gpd.GeoSeries(shapely.points(xy[close]), crs=DEGREES))
    crs = seeds.crs
    seeds, first = np.unique(shapely.get_coordinates(seeds).round(-1), axis=0, return_index=True)
    if len(seeds) < 2:
        return np.array([], dtype=int), np.array([], dtype=object)
    of = of[close][first]
    cells = shapely.voronoi_polygons(shapely.multipoints(seeds), ordered=True)
    cells = gpd.GeoSeries(shapely.get_parts(cells), crs=crs).to_crs(DEGREES).to_numpy()
    piece, cell = shapely.STRtree(cells).query(pieces, predicate="intersects")
    cut = shapely.intersection(pieces[piece], cells[cell])
    return coastal[of[cell]], cut


def _surface(shape: shapely.Geometry) -> shapely.Geometry:
    """Drop what cutting leaves behind: points, lines, crumbs of land."""
    parts = shapely.get_parts(shape)
    parts = parts[shapely.get_dimensions(parts) == 2]
    area = shapely.area(parts)
    return shapely.multipolygons(parts[(area >= _CRUMB) | (area == area.max(initial=0))])
