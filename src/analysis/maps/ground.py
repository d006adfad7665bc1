"""What every map of a notebook stands on: its ground, its legend, its controls."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from html import escape

import geopandas as gpd
from ipyleaflet import (
    GeoJSON,
    LayersControl,
    Map,
    Popup,
    Rectangle,
    ScaleControl,
    WidgetControl,
    basemap_to_tiles,
    basemaps,
)
from ipywidgets import HTML

from analysis import style

_WIDE = 800  # pixels of a notebook's map, at the least
_FILLED = 0.97  # of a map, by its ground

# Numbers of clusters in ink: their usual colours would pass for themes'.
_CLUSTERS = (
    f"<style>.marker-cluster, .marker-cluster div {{background: {style.SOFT_INK}; color: white}} "
    ".marker-cluster {width: 26px !important; height: 26px !important; border: 1px solid white; "
    "margin: -13px 0 0 -13px !important} .marker-cluster div {width: 24px; height: 24px; "
    "margin: 0} .marker-cluster span {line-height: 24px; font-weight: 600}</style>"
)


def opened(ground: gpd.GeoDataFrame, *, tiles: bool = False, height: str = "560px") -> Map:
    """Open a map on some communes, which are its ground and fill it: it needs no tiles."""
    west, south, east, north = map(float, ground.total_bounds)
    behind = Rectangle(  # neither land nor sea: the communes alone are known here
        bounds=((south - 5, west - 5), (north + 5, east + 5)),
        fill_color=style.BEHIND,
        fill_opacity=1,
        weight=0,
    )
    view = Map(
        layers=[basemap_to_tiles(basemaps.OpenStreetMap.Mapnik) if tiles else behind],
        center=((south + north) / 2, (west + east) / 2),
        zoom=_filling(west, south, east, north, height),
        zoom_snap=0.25,
        max_zoom=18,  # without it, clusters draw nothing on a map without tiles
        scroll_wheel_zoom=True,
    )
    view.layout.height = height
    view.add(_ground(ground, tiles))
    return view


def _filling(west: float, south: float, east: float, north: float, height: str) -> float:
    """Give the zoom at which bounds fill a map of this height and of a notebook's width."""
    tall = float(height.removesuffix("px")) if height.endswith("px") else 400.0
    wide = (east - west) / 360
    # Web Mercator: a world is one square, of 256 pixels at zoom 0.
    up = [math.asinh(math.tan(math.radians(y))) / (2 * math.pi) for y in (south, north)]
    zooms = [
        math.log2(_FILLED * pixels / (256 * max(share, 1e-6)))
        for pixels, share in ((_WIDE, wide), (tall, up[1] - up[0]))
    ]
    return min(math.floor(min(zooms) * 4) / 4, 14.0)


def ground_of(territories: gpd.GeoDataFrame, extent: str) -> gpd.GeoDataFrame:
    """Give the communes that a map is made of: those of the focus, or all where it has none."""
    if territories is None or territories.empty:
        raise ValueError("a map needs the communes of the study: `interconnaissance geography`")
    inside = territories["in_focus"].fillna(False).astype(bool)
    return territories[inside] if extent == "focus" and inside.any() else territories


def show_card(view: Map, location: tuple[float, float], html: str) -> None:
    """Open a card on a map, in place of the one that was."""
    for old in [layer for layer in view.layers if isinstance(layer, Popup)]:
        view.remove(old)
        old.child.close()
        old.close()
    view.add(Popup(location=location, child=HTML(html)))


def furnish(view: Map, legend: Mapping[str, str]) -> None:
    """Add a legend (colours by label), the choice of layers and the scale."""
    view.add(WidgetControl(widget=_legend(legend), position="bottomleft"))
    view.add(LayersControl(position="topright"))
    view.add(ScaleControl(position="bottomright", imperial=False))


def _legend(colours: Mapping[str, str]) -> HTML:
    """Make a legend small enough to leave the map in sight."""
    lines = (
        f'<div><span style="color:{hue};font-size:15px">&#9679;</span> {escape(label)}</div>'
        for label, hue in colours.items()
    )
    return HTML(
        f'<div style="font-size:11px;line-height:1.35;padding:2px 6px">{"".join(lines)}</div>'
        + _CLUSTERS
    )


def _ground(ground: gpd.GeoDataFrame, tiles: bool) -> GeoJSON:
    shapes = ground[["commune", "geometry"]].copy()
    shapes["geometry"] = shapes.geometry.simplify(0.0005)
    return GeoJSON(
        data=json.loads(shapes.to_json(drop_id=True)),
        name="Communes",
        style={
            "color": "#8F8776",
            "weight": 1,
            "fillColor": "#F6F2E8",
            "fillOpacity": 0.1 if tiles else 1,
        },
    )
