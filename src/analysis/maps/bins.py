"""Thousands of initiatives on a map: not marks, but how many are where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from ipyleaflet import GeoJSON, Map

from analysis import style, wording
from analysis.maps.ground import furnish, opened

_ACROSS = 45  # cells from west to east
_LEAST, _MOST = 5.0, 26.0  # radii, in pixels


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
    """
    ground = (
        territories[territories["in_focus"].fillna(False)] if extent == "focus" else territories
    )
    view = opened(ground, tiles=tiles, height=height, zoom=9.25 if extent == "focus" else 7.5)
    layer = GeoJSON(
        data=discs(located(initiatives), ground.total_bounds),
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


def discs(points: pd.DataFrame, bounds: np.ndarray) -> dict[str, Any]:
    """Count points in square cells: a GeoJSON of one disc a cell, at the mean of its points.

    Its surface grows with their number.
    """
    west, south, east, north = bounds
    step = max((east - west) / _ACROSS, 1e-6)
    tall = step * np.cos(np.radians((south + north) / 2))
    column = np.floor((points["lon"] - west) / step).astype("int64")
    row = np.floor((points["lat"] - south) / tall).astype("int64")
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
