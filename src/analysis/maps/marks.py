"""Initiatives on a map, one layer a theme."""

from __future__ import annotations

from collections.abc import Callable, Collection
from html import escape
from typing import Any

import geopandas as gpd
import pandas as pd
from ipyleaflet import GeoJSON, Map, MarkerCluster

from analysis import places, style, wording
from analysis.maps.ground import furnish, ground_of, opened, show_card

_MANY = 400  # marks beyond which those merely near are one number
_COVERED, _NEAR = 30, 50  # pixels between marks that hide one another, that are merely near
_APART, _FAR_APART = 12, 15  # zooms from which every mark is shown, of some, of many
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
    """Map initiatives by theme, one layer a theme.

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
        Those that would hide one another (beyond some hundreds, that are near) are one number until
        one looks closer.
        Initiatives without a commune are not on it.
    """
    ground = ground_of(territories, extent)
    drawn = initiatives[initiatives["commune_code"].isin(ground["commune_code"])]
    drawn = drawn[~(drawn.geometry.isna() | drawn.geometry.is_empty)]
    view = opened(ground, tiles=tiles, height=height)
    order = drawn["initiative_id"].map(groups.set_index("initiative_id")["group"])
    spread = places.spread(drawn, territories, spacing=_METRES_APART, order=order)
    legend, layers = {}, []
    for number, name, members in _by_theme(spread, groups, lang):
        hue = style.REST if number is None else style.colour(number)
        label = f"{name} ({len(members)})"
        layers.append(_layer(members, hue, label, _opener(view, on_click)))
        legend[label] = hue
    cluster = MarkerCluster(
        markers=tuple(layers),
        name=wording.label("initiatives", lang),
        max_cluster_radius=_NEAR if len(drawn) > _MANY else _COVERED,
        disable_clustering_at_zoom=_FAR_APART if len(drawn) > _MANY else _APART,
        show_coverage_on_hover=False,
    )
    view.add(cluster)
    furnish(view, legend)
    return view


def theme_layers(view: Map) -> list[Any]:
    """List the layers of a map that hold its marks, one a theme, or the one of its discs."""
    for layer in view.layers:
        if isinstance(layer, MarkerCluster):
            return list(layer.markers)
    return [layer for layer in view.layers if isinstance(layer, GeoJSON)][1:]


def leave(view: Map, ids: Collection[str]) -> None:
    """Leave on a map of :func:`initiatives` the marks of these, and hide the others."""
    layers = theme_layers(view)
    for at, layer in enumerate(layers):
        kept = [f for f in layer.whole if f["properties"]["id"] in ids]
        if _ids(kept) != _ids(layer.data["features"]):
            layers[at] = layer.again(kept)  # a cluster takes no notice of what changes in a layer
    before = theme_layers(view)
    if layers != before:
        cluster = next(layer for layer in view.layers if isinstance(layer, MarkerCluster))
        cluster.markers = tuple(layers)
        for old in (layer for layer in before if layer not in layers):
            old.close()


class _Marks(GeoJSON):
    """Marks of one theme; ``whole`` holds the features of all, whatever is shown."""

    def __init__(
        self, features: list[dict[str, Any]], label: str, opener: Callable[..., None]
    ) -> None:
        super().__init__(
            data={"type": "FeatureCollection", "features": features},
            name=label,
            point_style={"radius": 6},
            hover_style={"fillOpacity": 1, "weight": 2},
        )
        self.whole, self._opener = features, opener
        self.on_click(opener)

    def again(self, features: list[dict[str, Any]]) -> _Marks:
        """Give a layer like this one with some of its features."""
        made = _Marks(features, self.name, self._opener)
        made.whole = self.whole
        return made


def _ids(features: list[dict[str, Any]]) -> list[str]:
    return [f["properties"]["id"] for f in features]


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


def _layer(members: gpd.GeoDataFrame, hue: str, label: str, opener: Callable[..., None]) -> _Marks:
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
    return _Marks(features, label, opener)


def _card(title: str, commune: str | None, theme: str) -> str:
    place = escape(commune) if isinstance(commune, str) else ""
    return f"<b>{escape(title)}</b><br>{place}<br><i>{escape(theme)}</i>"


def _opener(view: Map, on_click: Callable[[str], None] | None) -> Callable[..., None]:
    def opened(feature: dict[str, Any], **_: Any) -> None:
        lon, lat = feature["geometry"]["coordinates"]
        show_card(view, (lat, lon), feature["properties"]["html"])
        if on_click:
            on_click(feature["properties"]["id"])

    return opened
