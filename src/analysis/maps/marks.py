"""Initiatives on a map, one layer a theme."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import geopandas as gpd
import pandas as pd
from ipyleaflet import GeoJSON, Map, Popup
from ipywidgets import HTML

from analysis import places, style, wording
from analysis.maps.ground import furnish, opened

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
    view = opened(ground, tiles=tiles, height=height, zoom=9.25 if extent == "focus" else 7.5)
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
    furnish(view, legend)
    return view


def theme_layers(view: Map) -> list[GeoJSON]:
    """List the layers of a map of :func:`initiatives` that hold its marks, one a theme."""
    return [layer for layer in view.layers if isinstance(layer, GeoJSON)][1:]


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
