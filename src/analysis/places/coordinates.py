"""Known points: which of them can be believed, and in which commune they fall."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike

from analysis.places.outlines import DEGREES, metric_crs

_SHORE = 500.0  # metres: a quay or a pontoon; further from any commune a point is at sea
_FAR = 100_000.0  # metres: beyond, how far it is says nothing
_LAMBERT = ((0.0, 1.3e6), (6.0e6, 7.2e6))  # metres, over metropolitan France


class Known(NamedTuple):
    """A point that is accepted, and the communes it falls in (two or more on their border)."""

    lon: float
    lat: float
    precision: str
    codes: tuple[str, ...]


class Note(NamedTuple):
    """One line of the report on placing, in French."""

    row: object
    column: str
    value: object
    problem: str
    action: str


def accept(
    points: pd.DataFrame, territories: gpd.GeoDataFrame
) -> tuple[dict[str, Known], list[Note]]:
    """Keep the points that lie in the territories; say of each other what is wrong with it.

    Parameters
    ----------
    points
        initiative_id, lon, lat (numbers, or text with a decimal comma) and, where known, precision.
    territories
        commune_code, commune, geometry.

    Returns
    -------
        The points kept, by initiative, and a note for each one refused.
    """
    frame = points[["initiative_id"]].reset_index(drop=True)
    written = points[["lon", "lat"]].astype("str").fillna("").reset_index(drop=True)
    for axis in ("lon", "lat"):
        texts = written[axis].str.strip().str.replace(",", ".")
        frame[axis] = pd.to_numeric(texts, errors="coerce").replace([np.inf, -np.inf], np.nan)
    frame["value"] = written["lon"] + ", " + written["lat"]
    frame["precision"] = _precisions(points)
    frame = frame.drop_duplicates(["initiative_id", "lon", "lat"]).reset_index(drop=True)
    frame["problem"] = _implausible(frame)
    frame.loc[frame.duplicated("initiative_id", keep=False), "problem"] = (
        "plusieurs points pour cette initiative"
    )
    near = _Near(territories)
    codes = near.communes(frame["lon"], frame["lat"], asked=frame["problem"] == "")
    nowhere = (frame["problem"] == "") & np.array([not at for at in codes], dtype=bool)
    swapped = near.communes(frame["lat"], frame["lon"], asked=nowhere)
    reverse = nowhere & np.array([bool(at) for at in swapped], dtype=bool)
    frame.loc[reverse, "problem"] = "longitude et latitude inversées"
    away = frame[nowhere & ~reverse]
    frame.loc[away.index, "problem"] = near.how_far(away["lon"], away["lat"])
    kept: dict[str, Known] = {}
    notes: list[Note] = []
    for row, at in zip(frame.to_dict("records"), codes, strict=True):
        initiative, lon, lat, problem = (row[k] for k in ("initiative_id", "lon", "lat", "problem"))
        if problem:
            notes.append(Note(initiative, "lon, lat", row["value"], problem, "point écarté"))
        else:
            kept[initiative] = Known(lon, lat, row["precision"], at)
    return kept, notes


def _precisions(points: pd.DataFrame) -> np.ndarray:
    if "precision" not in points:
        return np.full(len(points), "place", dtype=object)
    said = points["precision"].astype("object").to_numpy()
    return np.where(np.isin(said, ("address", "street", "place")), said, "place")


def _implausible(frame: pd.DataFrame) -> np.ndarray:
    lon, lat = frame["lon"].to_numpy(), frame["lat"].to_numpy()
    (west, east), (south, north) = _LAMBERT
    lambert = (west < lon) & (lon < east) & (south < lat) & (lat < north)
    return np.select(
        [
            np.isnan(lon) | np.isnan(lat),
            (lon == 0) & (lat == 0),
            lambert,
            (abs(lat) > 90) | (abs(lon) > 180),
        ],
        [
            "coordonnées illisibles",
            "(0, 0) : coordonnées laissées vides",
            "des mètres (Lambert-93 ?), pas des degrés : convertir en EPSG:4326",
            "hors du globe : donner longitude et latitude en degrés",
        ],
        default="",
    ).astype(object)


def communes_at(lon: ArrayLike, lat: ArrayLike, territories: gpd.GeoDataFrame) -> np.ndarray:
    """Say in which commune each point lies.

    Parameters
    ----------
    lon, lat
        Degrees.
    territories
        commune_code, geometry.

    Returns
    -------
        Codes; of communes that meet at the point, the lowest; None outside all of them.
    """
    near = _Near(territories)
    points = shapely.points(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    which, commune = near.inside(points)
    found = np.full(len(points), None, dtype=object)
    found[which[::-1]] = near.codes[commune[::-1]]  # the lowest comes last, and stays
    return found


class _Near:
    """The communes at a point, or at most 500 m from it where there is none."""

    def __init__(self, territories: gpd.GeoDataFrame) -> None:
        rows = territories.sort_values("commune_code")
        self.codes = rows["commune_code"].to_numpy()
        self.names = rows["commune"].to_numpy() if "commune" in rows else self.codes
        self.shapes = rows.geometry.to_crs(DEGREES)
        self.crs = metric_crs(rows)
        self.tree = shapely.STRtree(self.shapes.to_numpy())

    @cached_property
    def metric(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes.to_crs(self.crs).to_numpy())

    def inside(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Pair points and the communes that they touch, by point, then by code."""
        which, commune = self.tree.query(points, predicate="intersects")
        order = np.lexsort((commune, which))
        return which[order], commune[order]

    def communes(self, lon: pd.Series, lat: pd.Series, *, asked: pd.Series) -> list[tuple]:
        found: list[tuple] = [()] * len(lon)
        rows = np.flatnonzero(asked & (abs(lat) <= 90))
        if not len(rows):
            return found
        points = shapely.points(lon.to_numpy(float)[rows], lat.to_numpy(float)[rows])
        which, commune = self.inside(points)
        lost = np.setdiff1d(np.arange(len(rows)), which)
        if len(lost):
            metres = gpd.GeoSeries(points[lost], crs=DEGREES).to_crs(self.crs).to_numpy()
            close, beside = self.metric.query_nearest(metres, max_distance=_SHORE)
            which, commune = np.append(which, lost[close]), np.append(commune, beside)
            order = np.lexsort((commune, which))
            which, commune = which[order], commune[order]
        several = np.split(self.codes[commune], np.flatnonzero(np.diff(which)) + 1)
        for point, codes in zip(np.unique(which).tolist(), several, strict=False):
            found[rows[point]] = tuple(codes)
        return found

    def how_far(self, lon: pd.Series, lat: pd.Series) -> list[str]:
        if not len(lon):
            return []
        points = gpd.GeoSeries.from_xy(lon, lat, crs=DEGREES).to_crs(self.crs).to_numpy()
        said = ["hors de l'étendue de l'étude"] * len(points)
        (which, commune), far = self.metric.query_nearest(
            points, max_distance=_FAR, return_distance=True, all_matches=False
        )
        for point, code, metres in zip(which, commune, far, strict=True):
            distance = f"{metres / 1000:.1f}".replace(".", ",")
            said[point] += f", à {distance} km de {self.names[code]}"
        return said
