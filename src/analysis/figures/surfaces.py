"""Territories on the map: rates, and what is near."""

from __future__ import annotations

from textwrap import fill
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis import places, style, wording
from analysis.figures import frame
from analysis.figures.cartography import ground_of
from analysis.figures.furniture import scale_and_north, tints_legend

_TINTS = ("#EFF3FF", "#BDD7E7", "#6BAED6", "#3182BD", "#08519C")  # readable in greyscale
_HATCH = "////"


@style.drawn
def rates_map(
    rates: pd.DataFrame,
    territories: gpd.GeoDataFrame,
    *,
    by: str = "epci",
    land: gpd.GeoDataFrame | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **polygons: Any,
) -> Axes:
    """Map smoothed rates, and hatch those that are not to be read alone.

    Parameters
    ----------
    rates
        As :func:`analysis.territory.rates` gives them: area_code, area, n, per_10000, low, high,
        smoothed, few.
    territories
        Communes of these areas, with commune_code, epci_code and geometry; those of no area of
        `rates` are left out.
    by
        What the areas are: "epci" (each says its figures) or "commune".
    land
        Land beyond, to tell it from the sea.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    polygons
        Further arguments of :meth:`geopandas.GeoDataFrame.plot`.

    Returns
    -------
        The axes, in metres (Lambert-93 in metropolitan France).
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 4.4), layout="constrained")[1]
    wide = frame.is_wide(ax)
    key = "epci_code" if by == "epci" else "commune_code"
    crs = places.metric_crs(territories)
    rated = territories[territories[key].isin(rates["area_code"])].assign(in_focus=True)
    ground, box = ground_of(ax, rated, land, crs)
    areas = ground[[key, "geometry"]].dissolve(by=key, sort=True)
    table = areas.join(rates.set_index("area_code"))
    breaks = breaks_of(table.loc[~table["few"], "smoothed"], table["smoothed"])
    tint = np.clip(np.searchsorted(breaks, table["smoothed"], side="right") - 1, 0, len(breaks) - 2)
    hues = np.array(tints_of(len(breaks) - 1))[tint]
    table.plot(ax=ax, color=hues, edgecolor="white", linewidth=0.6, zorder=3, **polygons)
    few = table[table["few"]]
    if len(few):
        few.plot(
            ax=ax, facecolor="none", edgecolor=style.SOFT_INK, linewidth=0, hatch=_HATCH, zorder=4
        )
    digits = 1 if by == "epci" else 0
    keys = [
        Patch(facecolor=hue, edgecolor=style.SOFT_INK, linewidth=0.4,
              label=wording.label("from_to", lang, low=wording.number(low, lang, digits=1),
                                  high=wording.number(high, lang, digits=1)))
        for hue, low, high in zip(tints_of(len(breaks) - 1), breaks[:-1], breaks[1:], strict=True)
    ]  # fmt: skip
    if len(few):
        keys.append(Patch(facecolor="white", edgecolor=style.SOFT_INK, hatch=_HATCH, linewidth=0.4,
                          label=wording.label("few", lang)))  # fmt: skip
    if by == "epci":
        for row in table.itertuples():
            said = wording.label(
                "area_rate", lang, area=fill(str(row.area), 16), n=int(row.n),
                rate=wording.number(row.per_10000, lang, digits=digits),
                low=wording.number(row.low, lang, digits=digits),
                high=wording.number(row.high, lang, digits=digits),
            )  # fmt: skip
            at = row.geometry.representative_point()
            ax.annotate(
                said, (at.x, at.y), ha="center", va="center", fontsize=5.2 if wide else 3.9,
                zorder=7, bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    tints_legend(ax, keys, wording.label("per_10000", lang))
    scale_and_north(ax, box, None, crs)
    said = wording.label(
        "rates_note", lang, n=int(rates["n"].sum()), projection=places.projection(crs)
    )
    frame.note(ax, f"{said} {note}".strip(), share=0.7 if wide else 1)
    return ax


@style.drawn
def reach_map(
    way: pd.Series,
    initiatives: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    *,
    next_places: pd.DataFrame | None = None,
    land: gpd.GeoDataFrame | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **polygons: Any,
) -> Axes:
    """Map how far each commune is from the nearest initiative, and where one more would serve most.

    Parameters
    ----------
    way
        Kilometres, by commune_code.
    initiatives
        Those that count, with their place.
    territories
        Communes with commune_code, lon, lat and geometry; those that `way` lacks are left out.
    next_places
        Columns commune_code, commune, people, as :func:`analysis.territory.next_places` gives them.
    land
        Land beyond, to tell it from the sea.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    polygons
        Further arguments of :meth:`geopandas.GeoDataFrame.plot`.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 4.4), layout="constrained")[1]
    wide = frame.is_wide(ax)
    crs = places.metric_crs(territories)
    known = territories[territories["commune_code"].isin(way.index)].assign(in_focus=True)
    ground, box = ground_of(ax, known, land, crs)
    breaks = np.array([0, 5, 10, 15, 20, np.inf])
    kept = way.reindex(ground["commune_code"]).to_numpy(dtype=float)
    tint = np.clip(np.searchsorted(breaks, kept, side="right") - 1, 0, len(_TINTS) - 1)
    hues = np.array(_TINTS)[tint]
    ground.plot(ax=ax, color=hues, edgecolor="white", linewidth=0.35, zorder=3, **polygons)
    west, south, east, north = box
    here = initiatives[~initiatives.geometry.isna()].sort_values("initiative_id")
    here = here.to_crs(crs)
    here = here.cx[west:east, south:north]
    ax.scatter(here.geometry.x, here.geometry.y, s=9 if wide else 4, color=style.PALETTE[1],
               edgecolor="black", linewidth=0.4, zorder=6)  # fmt: skip
    said = [*(wording.label("km_below", lang, km=int(b)) for b in breaks[1:-1]),
            wording.label("km_above", lang, km=int(breaks[-2]))]  # fmt: skip
    keys: list[Any] = [
        Patch(facecolor=hue, edgecolor=style.SOFT_INK, linewidth=0.4, label=text)
        for hue, text in zip(_TINTS, said, strict=True)
    ]
    keys.append(frame.key("o", style.PALETTE[1], "black", wording.label("initiative_here", lang)))
    if next_places is not None and len(next_places):
        at = ground.set_index("commune_code").loc[next_places["commune_code"]]
        points = gpd.GeoSeries.from_xy(at["lon"], at["lat"], crs=places.DEGREES)
        points = points.to_crs(crs)
        ax.scatter(points.x, points.y, s=70 if wide else 36, marker="*", color=style.PALETTE[3],
                   edgecolor="white", linewidth=0.6, zorder=7)  # fmt: skip
        for x, y, row in zip(points.x, points.y, next_places.itertuples(index=False), strict=True):
            ax.annotate(
                f"{row.commune} (+{wording.number(row.people, lang)})", (x, y), xytext=(0, 6),
                textcoords="offset points", ha="center", fontsize=5.8 if wide else 4.6, zorder=8,
                bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 0.8},
            )  # fmt: skip
        keys.append(frame.key("*", style.PALETTE[3], "white", wording.label("next_place", lang),
                              size=8))  # fmt: skip
    tints_legend(ax, keys, wording.label("reach", lang))
    scale_and_north(ax, box, None, crs)
    said_below = wording.label("reach_note", lang, projection=places.projection(crs))
    frame.note(ax, f"{said_below} {note}".strip(), share=0.7 if wide else 1)
    return ax


def breaks_of(firm: pd.Series, every: pd.Series) -> np.ndarray:
    """Part rates into five classes at most, of as many areas each, at round figures."""
    known = firm.dropna() if firm.notna().sum() >= 3 else every.dropna()
    if known.empty:
        return np.array([0.0, 1.0])
    inner = np.quantile(known, [0.2, 0.4, 0.6, 0.8]).round(1)
    top = np.ceil(float(every.max()) * 10) / 10
    found = np.unique(np.concatenate([[0.0], inner[(inner > 0) & (inner < top)], [top]]))
    return found if len(found) > 1 else np.array([0.0, max(top, 0.1)])


def tints_of(classes: int) -> list[str]:
    """Choose as many tints, from the palest to the darkest."""
    return [_TINTS[round(i)] for i in np.linspace(0, len(_TINTS) - 1, max(classes, 1))]
