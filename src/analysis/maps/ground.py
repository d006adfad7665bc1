"""What every map of a notebook stands on: its ground, its legend, its controls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

import geopandas as gpd
from ipyleaflet import (
    GeoJSON,
    LayersControl,
    Map,
    Rectangle,
    ScaleControl,
    WidgetControl,
    basemap_to_tiles,
    basemaps,
)
from ipywidgets import HTML

from analysis import style


def opened(
    ground: gpd.GeoDataFrame, *, tiles: bool = False, height: str = "560px", zoom: float = 9.25
) -> Map:
    """Open a map on some communes, which are its ground: it needs no tiles."""
    west, south, east, north = ground.total_bounds
    behind = Rectangle(  # neither land nor sea: the communes alone are known here
        bounds=((south - 5, west - 5), (north + 5, east + 5)),
        fill_color=style.BEHIND,
        fill_opacity=1,
        weight=0,
    )
    view = Map(
        layers=[basemap_to_tiles(basemaps.OpenStreetMap.Mapnik) if tiles else behind],
        center=((south + north) / 2, (west + east) / 2),
        zoom=zoom,
        zoom_snap=0.25,
        max_zoom=18,  # without it, clusters draw nothing on a map without tiles
        scroll_wheel_zoom=True,
    )
    view.layout.height = height
    view.add(_ground(ground, tiles))
    return view


def furnish(view: Map, legend: Mapping[str, str]) -> None:
    """Add a legend (colours by label), the choice of layers and the scale."""
    view.add(WidgetControl(widget=_legend(legend), position="bottomleft"))
    view.add(LayersControl(position="topright"))
    view.add(ScaleControl(position="bottomright", imperial=False))


def _legend(colours: Mapping[str, str]) -> HTML:
    """Make a legend small enough to leave the map in sight."""
    lines = (
        f'<div><span style="color:{hue}">&#9679;</span> {escape(label)}</div>'
        for label, hue in colours.items()
    )
    return HTML(
        f'<div style="font-size:10.5px;line-height:1.35;padding:2px 6px">{"".join(lines)}</div>'
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
