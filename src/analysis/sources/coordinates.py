"""Where a row is: two columns of degrees or metres, one of text, or a shape."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from analysis.sources import values
from analysis.sources.rough import Note

DEGREES = "EPSG:4326"
#: Columns of ours that say where: degrees, metres (or whatever a declared CRS is in), one text.
COLUMNS = ("lat", "lon", "x", "y", "position")

#: What French files are projected in, by code, when they do not say it.
_PROJECTED = {
    2154: "Lambert-93", 27572: "Lambert II étendu", 3857: "Web Mercator",
    **{3900 + zone: f"Conique conforme zone {zone - 41}" for zone in range(42, 51)},
    32630: "UTM 30 N", 32631: "UTM 31 N", 32632: "UTM 32 N", 2972: "UTM 22 N (Guyane)",
    5490: "UTM 20 N (Antilles)", 2975: "UTM 40 S (La Réunion)", 4471: "UTM 38 S (Mayotte)",
}  # fmt: skip
#: The metropolis and Corsica in a few corners, some kilometres off the coast and the border.
_FRANCE = shapely.MultiPolygon(
    [
        shapely.Polygon(
            [(-5.6, 48.9), (-5.3, 47.7), (-3.6, 46.9), (-1.9, 43.1), (1.5, 42.2), (3.4, 42.2),
             (4.9, 43.1), (6.7, 42.8), (7.8, 43.7), (7.2, 45.9), (7.9, 47.6), (8.5, 49.1),
             (6.0, 49.8), (2.7, 51.3), (1.3, 51.0), (-0.1, 49.9), (-2.3, 50.0), (-3.0, 49.1)]
        ),
        shapely.box(8.4, 41.2, 9.7, 43.2),
    ]
)  # fmt: skip
_OVERSEAS = {
    2972: shapely.box(-55, 2, -51, 6), 5490: shapely.box(-62, 14, -60, 19),
    2975: shapely.box(55, -22, 56, -20), 4471: shapely.box(44, -14, 46, -12),
}  # fmt: skip
_NOWHERE = "point (0, 0), au large de l'Afrique : sans lieu connu"
_NEAR = 2.0  # degrees beyond the area of a declared system at which a point is refused
_BEYOND = 0.6  # degrees that a projection is used beyond its area, as people do
_PAIR = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(?:[;|/]|,?\s+|,(?=[+-]?\d+\.))\s*"
                   r"([+-]?\d+(?:[.,]\d+)?)\s*")  # fmt: skip
_PLAIN_PAIR = re.compile(r"\s*([+-]?\d+\.\d+)\s*,\s*([+-]?\d+\.\d+)\s*")


def placed(
    table: pd.DataFrame,
    written: pd.DataFrame,
    notes: list[Note],
    *,
    crs: Any = None,
    geometry: pd.Series | None = None,
) -> pd.Series | None:
    """Give the shape of each row in EPSG:4326, None where unplaced; None when nothing tells places.

    Parameters
    ----------
    table
        Columns lat and lon (or x and y: "lat" is north), as numbers, or position, as text.
    written
        The same columns as they were written.
    notes
        The report, to which what is doubtful is added.
    crs
        What the coordinates are in, when they are no degrees; found out where it is certain.
    geometry
        Shapes that the format itself holds, already in degrees.

    Notes
    -----
    Nothing is corrected alone: exchanged axes, points at (0, 0) and metres of an unknown projection
    are refused, with what would correct them.
    """
    if geometry is not None:
        shapes = geometry.to_numpy(copy=True)
        if (shapely.has_z(shapes) | shapely.has_m(shapes)).any():
            shapes = shapely.force_2d(shapes)
        shapes[shapely.is_empty(shapes)] = None
        x, y = shapely.get_x(shapes), shapely.get_y(shapes)  # no number for what is no point
        nowhere = (x == 0) & (y == 0)
        for at in np.flatnonzero(nowhere):
            notes.append(Note(geometry.index[at], "geometry", "0, 0", _NOWHERE, "emptied"))
            shapes[at] = None
        known = np.isfinite(x) & ~nowhere
        if _exchanged(x[known], y[known]):
            said = "latitudes et longitudes semblent échangées → les échanger dans le fichier"
            notes.append(Note(None, "geometry", "", said, "refused"))
        return pd.Series(shapes, index=geometry.index, dtype="object")
    texts = _texts(table["position"], notes) if "position" in table else None
    for east, north in (("lon", "lat"), ("x", "y")):
        if {east, north} <= set(table.columns):
            pairs = _pairs(table, written, (east, north), notes, crs)
            return pairs if texts is None else texts.where(texts.notna(), pairs)
    return texts


def flat(shape: BaseGeometry) -> BaseGeometry | None:
    """Give a shape without altitude; None for an empty one."""
    return None if shape.is_empty else shapely.force_2d(shape)


def _pairs(
    table: pd.DataFrame,
    written: pd.DataFrame,
    names: tuple[str, str],
    notes: list[Note],
    crs: Any,
) -> pd.Series:
    x, y = (table[name].to_numpy("float64", na_value=np.nan) for name in names)
    said = (_said(cell) for name in names for cell in written[name])
    told = np.array(list(said), dtype=object).reshape(2, -1)
    known = np.isfinite(x) & np.isfinite(y)

    def note(rows: np.ndarray, problem: str, action: str, side: int | None = None) -> None:
        for at in np.flatnonzero(rows):
            value = ", ".join(told[:, at]).strip(", ") if side is None else told[side, at]
            column = names[side or 0]
            notes.append(Note(table.index[at], column, value, problem, action))

    note(np.isfinite(x) != np.isfinite(y), "une coordonnée sans l'autre", "emptied")
    nowhere = known & (x == 0) & (y == 0)
    note(nowhere, _NOWHERE, "emptied")
    known &= ~nowhere
    if crs is None and known.any() and _metres(x[known], y[known]):
        crs = _recognised(x[known], y[known], notes, names[0])
        known &= crs is not None
    if crs is not None:
        x, y, inside = _converted(x, y, crs)
        note(known & ~inside, f"hors de l'aire de {crs}", "refused")
        known &= inside
    elif known.any():
        if _exchanged(x[known], y[known]):
            said_once = "latitudes et longitudes semblent échangées → échanger lat et lon (columns)"
            notes.append(Note(None, names[0], "", said_once, "refused"))
        for side, (values_, most) in enumerate(((x, 180), (y, 90))):
            off = np.abs(values_) > most
            note(off, f"hors de l'intervalle {-most} à {most}", "refused", side)
            known &= ~off
    points = np.full(len(x), None, dtype=object)
    points[known] = shapely.points(x[known], y[known])
    return pd.Series(points, index=table.index, dtype="object")


def _metres(x: np.ndarray, y: np.ndarray) -> bool:
    """Tell metres from degrees of which one was mistyped: most are beyond what degrees can be."""
    return bool((np.abs(np.r_[x, y]) > 360).mean() > 0.5)


def _said(cell: Any) -> str:
    if isinstance(cell, list):
        return " ".join(cell)
    return "" if pd.isna(cell) else str(cell)


def _converted(x: np.ndarray, y: np.ndarray, crs: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give degrees, and which of them fall where the system is used, or near it."""
    try:
        change = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True)
        area = pyproj.CRS.from_user_input(crs).area_of_use
    except pyproj.exceptions.CRSError:
        raise ValueError(
            f"crs : « {crs} » n'est pas un système de coordonnées → par exemple « EPSG:2154 »"
        ) from None
    lon, lat = change.transform(x, y)
    inside = np.isfinite(lon) & np.isfinite(lat)
    if area is not None and area.west < area.east:
        used = shapely.box(*area.bounds).buffer(_NEAR)
        inside &= shapely.contains_xy(used, np.where(inside, lon, 999), np.where(inside, lat, 999))
    return lon, lat, inside


def _recognised(x: np.ndarray, y: np.ndarray, notes: list[Note], column: str) -> str | None:
    """Find the one projection in which all points fall where it is used; None when not one."""
    fits = [code for code in _PROJECTED if _falls_in(code, x, y)]
    value = f"{x[0]:.0f}, {y[0]:.0f}"
    if len(fits) == 1:
        said = (
            f"des mètres, convertis : {_PROJECTED[fits[0]]} (EPSG:{fits[0]}), sans autre possible"
        )
        notes.append(Note(None, column, value, said, "read"))
        return f"EPSG:{fits[0]}"
    could = " ou ".join(f"{_PROJECTED[code]} (EPSG:{code})" for code in fits) or "inconnue"
    said = f'des mètres, en projection {could} → dire laquelle : crs = "EPSG:…"'
    notes.append(Note(None, column, value, said, "refused"))
    return None


def _falls_in(code: int, x: np.ndarray, y: np.ndarray) -> bool:
    change = pyproj.Transformer.from_crs(code, DEGREES, always_xy=True)
    lon, lat = change.transform(x, y)
    area: Any = pyproj.CRS(code).area_of_use
    used = shapely.box(area.west, area.south, area.east, area.north).buffer(_BEYOND)
    land = _OVERSEAS.get(code, _FRANCE).intersection(used)
    return bool(shapely.contains_xy(land, lon, lat).all())


def _exchanged(lon: np.ndarray, lat: np.ndarray) -> bool:
    """Tell whether all points fall in France, once their axes are exchanged, and none before."""
    if not len(lon) or not shapely.contains_xy(_FRANCE, lat[0], lon[0]):
        return False
    exchanged = shapely.contains_xy(_FRANCE, lat, lon)
    return bool(exchanged.all() and not shapely.contains_xy(_FRANCE, lon, lat).any())


def _texts(written: pd.Series, notes: list[Note]) -> pd.Series:
    """Read "48.4, -4.5" (north first, as maps give it), WKT, or the text of a GeoJSON geometry."""
    found: list[BaseGeometry | None] = []
    for row, text in written.items():
        shape = None if not isinstance(text, str) else shape_of(text)
        if shape is None and isinstance(text, str):
            said = "n'est pas un lieu : « 48,39 ; -4,49 », WKT ou GeoJSON attendu"
            notes.append(Note(row, str(written.name), text[:100], said, "refused"))
        found.append(shape)
    shapes = pd.Series(found, index=written.index, dtype="object")
    points = [s for s in found if s is not None and s.geom_type == "Point"]
    if _exchanged(np.array([p.x for p in points]), np.array([p.y for p in points])):
        said = "latitude et longitude semblent échangées : la latitude est attendue d'abord"
        notes.append(Note(None, str(written.name), "", said, "refused"))
    return shapes


def shape_of(text: str) -> BaseGeometry | None:
    """Read one place written as text; None where it is none."""
    text = " ".join(text.split())
    if pair := _PLAIN_PAIR.fullmatch(text) or _PAIR.fullmatch(text):
        lat, lon = values.number(pair[1]), values.number(pair[2])
        if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
            return None
        return None if lat == lon == 0 else shapely.Point(lon, lat)
    try:
        if text.lstrip().startswith("{"):
            held = json.loads(text)
            return flat(shapely.from_geojson(json.dumps(held.get("geometry", held))))
        return flat(shapely.from_wkt(re.sub(r"^\s*SRID=\d+;", "", text)))
    except (ValueError, shapely.errors.GEOSException, AttributeError, RecursionError):
        return None
