"""One interactive map for a notebook: it works without tiles, communes being its ground."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

import geopandas as gpd
import pandas as pd
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

from analysis import places, style, wording

_METRES_APART = 260.0  # between two points spread in one commune, at the scale of a territory


def initiatives(
    initiatives: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    groups: pd.DataFrame,
    *,
    extent: str = "focus",
    tiles: bool = False,
    height: str = "560px",
    on_click: Callable[[str], None] | None = None,
    lang: str = "fr",
) -> Map:
    """Map initiatives by theme, one layer a theme that can be shown and hidden.

    Parameters
    ----------
    initiatives
        Columns initiative_id, title, commune, commune_code, precision and geometry (EPSG:4326).
    territories
        Communes with in_focus and geometry (EPSG:4326): the ground of the map.
    groups
        Columns initiative_id, group and name.
    extent
        "focus" shows the territory under study, "all" every commune given.
    tiles
        Whether to lay OpenStreetMap's tiles under it; they need the net.
    height
        Height of the map, as CSS.
    on_click
        Called with the initiative_id of a clicked mark.
    lang
        Language of labels, "fr" or "en".

    Returns
    -------
        The map. Its marks are pale where the commune alone is known: they are spread inside it.
        Initiatives without a commune are not on it.
    """
    ground = (
        territories[territories["in_focus"].fillna(False)] if extent == "focus" else territories
    )
    drawn = initiatives[initiatives["commune_code"].isin(ground["commune_code"])]
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
        zoom=9.25 if extent == "focus" else 7.5,
        zoom_snap=0.25,
        max_zoom=18,  # without it, clusters draw nothing on a map without tiles
        scroll_wheel_zoom=True,
    )
    view.layout.height = height
    view.add(_ground(ground, tiles))
    order = drawn["initiative_id"].map(groups.set_index("initiative_id")["group"])
    spread = places.spread(drawn, territories, spacing=_METRES_APART, order=order)
    legend = {}
    for number, name, members in _by_theme(spread, groups, lang):
        hue = style.REST if number is None else style.colour(number)
        label = f"{name} ({len(members)})"
        layer = _layer(members, hue, label)
        layer.on_click(_opener(view, on_click))
        view.add(layer)
        legend[label] = hue
    view.add(WidgetControl(widget=_legend(legend), position="bottomleft"))
    view.add(LayersControl(position="topright"))
    view.add(ScaleControl(position="bottomright", imperial=False))
    return view


def theme_layers(view: Map) -> list[GeoJSON]:
    """List the layers of a map of :func:`initiatives` that hold its marks, one a theme."""
    return [layer for layer in view.layers if isinstance(layer, GeoJSON)][1:]


def _legend(colours: dict[str, str]) -> HTML:
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


def _by_theme(
    spread: gpd.GeoDataFrame, groups: pd.DataFrame, lang: str
) -> list[tuple[int | None, str, gpd.GeoDataFrame]]:
    joined = spread.merge(
        groups[["initiative_id", "group", "name"]], on="initiative_id", how="left"
    )
    named = [
        (int(number), str(name), members)
        for (number, name), members in joined.dropna(subset=["group"]).groupby(
            ["group", "name"], sort=True
        )
    ]
    rest = joined[joined["group"].isna()]
    return [*named, *([(None, wording.label("undecided", lang), rest)] if len(rest) else [])]


def _layer(members: gpd.GeoDataFrame, hue: str, label: str) -> GeoJSON:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(point.x, 6), round(point.y, 6)]},
            "properties": {
                "id": row.initiative_id,
                "html": _card(row.title, row.commune, label.rsplit(" (", 1)[0]),
                "style": {
                    "fillColor": hue,
                    "color": "white" if row.precision == "commune" else "black",
                    "fillOpacity": 0.65 if row.precision == "commune" else 1,
                    "weight": 1,
                },
            },
        }
        for row, point in zip(members.itertuples(index=False), members.geometry, strict=True)
    ]
    return GeoJSON(
        data={"type": "FeatureCollection", "features": features},
        name=label,
        point_style={"radius": 6},
        hover_style={"fillOpacity": 1, "weight": 2},
    )


def _card(title: str, commune: str, theme: str) -> str:
    return f"<b>{escape(title)}</b><br>{escape(commune)}<br><i>{escape(theme)}</i>"


def _opener(view: Map, on_click: Callable[[str], None] | None) -> Callable[..., None]:
    def opened(feature: dict[str, Any], **_: Any) -> None:
        lon, lat = feature["geometry"]["coordinates"]
        for old in [layer for layer in view.layers if isinstance(layer, Popup)]:
            view.remove(old)
        view.add(Popup(location=(lat, lon), child=HTML(feature["properties"]["html"])))
        if on_click:
            on_click(feature["properties"]["id"])

    return opened
