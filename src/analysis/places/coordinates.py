"""Known points: which of them can be believed, and in which commune they fall."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.places.outlines import DEGREES, METRIC

_SHORE = 500.0  # metres: a quay or a pontoon; further from any commune a point is at sea
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
    swapped = near.communes(frame["lat"], frame["lon"], asked=frame["problem"] == "")
    kept: dict[str, Known] = {}
    notes: list[Note] = []
    for row, at, reverse in zip(frame.to_dict("records"), codes, swapped, strict=True):
        initiative, lon, lat, problem = (row[k] for k in ("initiative_id", "lon", "lat", "problem"))
        if not problem and not at:
            problem = "longitude et latitude inversées" if reverse else near.how_far(lon, lat)
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


class _Near:
    """The communes at a point, or at most 500 m from it where there is none."""

    def __init__(self, territories: gpd.GeoDataFrame) -> None:
        rows = territories.sort_values("commune_code")
        self.codes = rows["commune_code"].to_numpy()
        self.names = rows["commune"].to_numpy()
        self.tree = shapely.STRtree(rows.geometry.to_crs(METRIC).to_numpy())

    def communes(self, lon: pd.Series, lat: pd.Series, *, asked: pd.Series) -> list[tuple]:
        found: list[tuple] = [()] * len(lon)
        rows = np.flatnonzero(asked & (abs(lat) <= 90))
        if not len(rows):
            return found
        points = gpd.points_from_xy(lon.iloc[rows], lat.iloc[rows], crs=DEGREES).to_crs(METRIC)
        which, commune = self.tree.query_nearest(np.asarray(points), max_distance=_SHORE)
        for i in np.unique(which):
            at = which == i
            found[rows[i]] = tuple(sorted(self.codes[commune[at]]))
        return found

    def how_far(self, lon: float, lat: float) -> str:
        point = gpd.points_from_xy([lon], [lat], crs=DEGREES).to_crs(METRIC)
        (_, commune), far = self.tree.query_nearest(np.asarray(point), return_distance=True)
        if not len(far) or not far[0] < 100_000:
            return "hors de l'étendue de l'étude"
        distance = f"{far[0] / 1000:.1f}".replace(".", ",")
        return f"hors de l'étendue de l'étude, à {distance} km de {self.names[commune[0]]}"
