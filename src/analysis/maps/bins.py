"""Thousands of initiatives on a map: not marks, but how many are where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from ipyleaflet import GeoJSON, Map

from analysis import style, wording
from analysis.maps.ground import furnish, ground_of, opened

_CELL = 44  # pixels of a cell
_MARGIN = 0.5  # of a part's size, around it: a map that is dragged shows no void
_LEAST, _MOST = 5.0, 21.0  # radii, in pixels: a disc stays in its cell, or nearly


def binned(
    initiatives: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    *,
    extent: str = "focus",
    tiles: bool = False,
    height: str = "560px",
    on_click: Callable[[tuple[str, ...]], None] | None = None,
    lang: str = "fr",
) -> Map:
    """Map how many initiatives are where, as discs: for thousands, where marks would hide marks.

    Parameters
    ----------
    initiatives, territories, extent, tiles, height, lang
        As for :func:`initiatives`.
    on_click
        Called with the initiative_id of all in a clicked disc.

    Returns
    -------
        The map; its last GeoJSON layer holds the discs, whose ``properties`` have ids and n.
        :func:`discs` makes them anew for another part of it.
    """
    ground = ground_of(territories, extent)
    view = opened(ground, tiles=tiles, height=height)
    layer = GeoJSON(
        data=discs(located(initiatives), tuple(ground.total_bounds), view.zoom),
        name=wording.label("initiatives", lang),
        point_style={"radius": _LEAST},
        hover_style={"fillOpacity": 1, "weight": 3},
    )
    if on_click:
        layer.on_click(lambda feature, **_: on_click(tuple(feature["properties"]["ids"])))
    view.add(layer)
    furnish(view, {wording.label("initiatives", lang): style.colour(0)})
    return view


def located(initiatives: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the places of initiatives that have one: initiative_id, lon, lat."""
    points = pd.DataFrame(
        {
            "initiative_id": initiatives["initiative_id"].to_numpy(),
            "lon": initiatives.geometry.x.to_numpy(),
            "lat": initiatives.geometry.y.to_numpy(),
        }
    )
    return points.dropna(subset=["lon", "lat"]).reset_index(drop=True)


def discs(
    points: pd.DataFrame, bounds: tuple[float, float, float, float], zoom: float
) -> dict[str, Any]:
    """Count the points of a part of a map in square cells, the smaller as one looks closer.

    Parameters
    ----------
    points
        As :func:`located` gives them.
    bounds
        West, south, east, north of the part, in degrees; what lies beyond it, but near, is counted.
    zoom
        Of the map, as Leaflet counts it: the world is 256 pixels wide at 0, twice that at 1.

    Returns
    -------
        A GeoJSON of one disc a cell, at the mean of its points; its surface grows with their
        number.
    """
    west, south, east, north = bounds
    turns = 360 * np.floor((west + east + 360) / 720)  # a map can be dragged round the world
    west, east = west - turns, east - turns
    beyond = _MARGIN * max(east - west, north - south)
    points = points[
        points["lon"].between(west - beyond, east + beyond)
        & points["lat"].between(south - beyond, north + beyond)
    ]
    step = _CELL * 360 / (256 * 2**zoom)
    tall = step * np.cos(np.radians(round((south + north) / 2)))
    column = np.floor(points["lon"] / step).astype("int64")  # of the world: a drag moves no cell
    row = np.floor(points["lat"] / tall).astype("int64")
    cells = points.groupby([column.rename("c"), row.rename("r")], sort=True)
    found = cells.agg(lon=("lon", "mean"), lat=("lat", "mean"), ids=("initiative_id", list))
    most = max((len(ids) for ids in found["ids"]), default=1)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(x, 5), round(y, 5)]},
                "properties": {
                    "n": len(ids),
                    "ids": ids,
                    "style": {
                        "radius": _LEAST + (_MOST - _LEAST) * (len(ids) / most) ** 0.5,
                        "fillColor": style.colour(0),
                        "color": "white",
                        "fillOpacity": 0.75,
                        "weight": 1,
                    },
                },
            }
            for x, y, ids in zip(found["lon"], found["lat"], found["ids"], strict=True)
        ],
    }
