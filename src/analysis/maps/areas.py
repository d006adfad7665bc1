"""Areas on a map: rates that can be asked, ties between them."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from ipyleaflet import GeoJSON, LayerGroup, Map, Polyline
from ipywidgets import HTML

from analysis import style, wording
from analysis.figures.surfaces import breaks_of, tints_of
from analysis.maps.ground import furnish, opened, show_card


def rates(
    rates: pd.DataFrame,
    territories: gpd.GeoDataFrame,
    *,
    by: str = "epci",
    tiles: bool = False,
    height: str = "480px",
    lang: str = "fr",
) -> Map:
    """Map smoothed rates by area; a click says an area's figures and how far to believe them.

    Parameters
    ----------
    rates
        As :func:`analysis.territory.rates` gives them.
    territories
        Communes of these areas, with commune_code, epci_code and geometry (EPSG:4326).
    by
        What the areas are: "epci" or "commune".
    tiles, height, lang
        As for :func:`initiatives`.

    Returns
    -------
        The map; areas that are not to be read alone have a dashed edge and pale ink.
    """
    key = "epci_code" if by == "epci" else "commune_code"
    rated = territories[territories[key].isin(rates["area_code"])]
    areas = rated[[key, "geometry"]].dissolve(by=key, sort=True)
    areas["geometry"] = areas.geometry.simplify(0.0005)
    table = areas.join(rates.set_index("area_code"))
    breaks = breaks_of(table.loc[~table["few"], "smoothed"], table["smoothed"])
    hues = tints_of(len(breaks) - 1)
    place = np.clip(np.searchsorted(breaks, table["smoothed"], side="right") - 1, 0, len(hues) - 1)
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(gpd.GeoSeries([row.geometry]).to_json())["features"][0][
                "geometry"
            ],
            "properties": {
                "id": str(row.Index),
                "html": _said(row, lang),
                "style": {
                    "fillColor": hues[at],
                    "fillOpacity": 0.45 if row.few else 0.9,
                    "color": style.SOFT_INK,
                    "weight": 1,
                    "dashArray": "4" if row.few else None,
                },
            },
        }
        for row, at in zip(table.itertuples(), place.tolist(), strict=True)
    ]
    view = opened(rated, tiles=tiles, height=height)
    layer = GeoJSON(
        data={"type": "FeatureCollection", "features": features},
        name=wording.label("per_10000", lang),
        hover_style={"weight": 3},
    )
    layer.on_click(lambda feature, **_: _open(view, feature, rated))
    view.add(layer)
    legend = {
        wording.label(
            "from_to",
            lang,
            low=wording.number(low, lang, digits=1),
            high=wording.number(high, lang, digits=1),
        ): hue
        for hue, low, high in zip(hues, breaks[:-1], breaks[1:], strict=True)
    }
    furnish(view, legend)
    return view


def links(
    links: pd.DataFrame,
    territories: gpd.GeoDataFrame,
    *,
    by: str = "epci",
    tiles: bool = False,
    height: str = "480px",
    lang: str = "fr",
) -> Map:
    """Map the actors that territories share: a line a pair of them, the thicker the more.

    Parameters
    ----------
    links
        Columns area_a, area_b, actors, as :func:`analysis.territory.shared_actors` gives them.
    territories
        Communes with epci, commune_code, commune and geometry (EPSG:4326).
    by
        What the areas are: "epci", by name, or "commune", by commune_code.
    tiles, height, lang
        As for :func:`initiatives`.
    """
    key = {"epci": "epci", "commune": "commune_code"}[by]
    named = set(links["area_a"]) | set(links["area_b"])
    drawn = territories[territories[key].isin(named)]
    ground = drawn if len(drawn) else territories
    middle = drawn.dissolve(by=key).representative_point()
    name = dict(zip(drawn[key], drawn[by], strict=True))
    view = opened(ground, tiles=tiles, height=height)
    most = max(int(links["actors"].max()), 1) if len(links) else 1
    lines = []
    for row in links.sort_values(["actors", "area_a", "area_b"]).itertuples(index=False):
        if row.area_a not in middle.index or row.area_b not in middle.index:
            continue
        ends = [[middle[a].y, middle[a].x] for a in (row.area_a, row.area_b)]
        a, b = name[row.area_a], name[row.area_b]
        words = wording.label("shared_actors", lang, a=a, b=b, n=int(row.actors))
        line = Polyline(
            locations=ends, color=style.colour(0), weight=1 + round(7 * row.actors / most),
            opacity=0.75, fill=False,
        )  # fmt: skip
        line.popup = HTML(escape(words))
        lines.append(line)
    view.add(LayerGroup(layers=lines, name=wording.label("links", lang)))
    furnish(view, {wording.label("links", lang): style.colour(0)})
    return view


def _said(row: Any, lang: str) -> str:
    text = wording.label(
        "area_rate",
        lang,
        area=str(row.area),
        n=int(row.n),
        rate=wording.number(row.per_10000, lang, digits=1),
        low=wording.number(row.low, lang, digits=1),
        high=wording.number(row.high, lang, digits=1),
    )
    few = f"<br><i>{escape(wording.label('few', lang))}</i>" if row.few else ""
    return escape(text).replace("\n", "<br>") + few


def _open(view: Map, feature: dict[str, Any], rated: gpd.GeoDataFrame) -> None:
    code = feature["properties"]["id"]
    column = "epci_code" if code in set(rated["epci_code"]) else "commune_code"
    at = rated[rated[column] == code].union_all().representative_point()
    show_card(view, (at.y, at.x), feature["properties"]["html"])
