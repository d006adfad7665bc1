"""What stands on and below a map of initiatives: scale, north, legend, note."""

from __future__ import annotations

from textwrap import fill
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib_scalebar.scalebar import ScaleBar
from pyproj import CRS

from analysis import style, wording
from analysis.figures import frame


def pale(colour: str) -> tuple[float, ...]:
    """Lighten a colour, for what is known by its commune alone."""
    return tuple(0.55 * c + 0.45 for c in to_rgb(colour))


def scale_and_north(
    ax: Axes, box: tuple[float, ...], inset: tuple[float, ...] | None, crs: CRS
) -> None:
    """Add the scale, and the north as it lies at the centre: not straight up in Lambert-93."""
    right, low = (inset[0] > 0.5, inset[1] < 0.1) if inset else (False, False)
    ax.add_artist(
        ScaleBar(
            1,
            location="lower left" if right and low else "lower right",
            box_alpha=0.7,
            font_properties={"size": 5.5},
            width_fraction=0.006,
            border_pad=0.4,
            length_fraction=0.18,
        )
    )
    west, south, east, north = box
    middle = gpd.GeoSeries.from_xy([(west + east) / 2] * 2, [(south + north) / 2] * 2, crs=crs)
    lonlat = middle.to_crs("EPSG:4326")
    up = gpd.GeoSeries.from_xy(
        [lonlat.x[0]] * 2, [lonlat.y[0], lonlat.y[0] + 0.1], crs="EPSG:4326"
    ).to_crs(crs)
    dx, dy = up.x[1] - up.x[0], up.y[1] - up.y[0]
    tilt = np.arctan2(dx, dy)
    foot, length = np.array([0.035 if right and not low else 0.965, 0.90]), 0.06
    ratio = (north - south) / (east - west)
    head = foot + length * np.array([np.sin(tilt) * ratio, np.cos(tilt)])
    ax.annotate(
        "N",
        xy=tuple(head),
        xytext=tuple(foot),
        xycoords="axes fraction",
        textcoords="axes fraction",
        ha="center",
        va="top",
        fontsize=6,
        arrowprops={"arrowstyle": "-|>", "color": style.INK, "linewidth": 0.7, "mutation_scale": 6},
        zorder=9,
    )


def legend(ax: Axes, groups: pd.DataFrame, drawn: gpd.GeoDataFrame, lang: str) -> None:
    """Set the legend: themes with what is drawn of each, and how sure the places are."""
    here = groups[groups["initiative_id"].isin(drawn["initiative_id"])]
    counts = here.groupby(["group", "name"], sort=True).size()
    keys = [
        frame.key(style.mark(g), pale(style.colour(g)), style.colour(g), f"{name} ({n})")
        for (g, name), n in counts.items()
    ]
    grey, rest = style.SOFT_INK, len(drawn) - int(counts.sum())
    if rest:
        text = f"{wording.label('undecided', lang)} ({rest})"
        keys.append(frame.key("o", pale(style.REST), style.REST, text))
    exact = int((~drawn["precision"].isin(["commune", "wider"])).sum())
    known = f"{wording.label('exact', lang)} ({exact})"
    alone = f"{wording.label('spread', lang)} ({len(drawn) - exact})"
    keys += [frame.key("o", grey, "black", known, size=5), frame.key("o", pale(grey), grey, alone)]
    frame.legend(ax, keys, wording.label("theme", lang))


def note(
    initiatives: gpd.GeoDataFrame,
    drawn: gpd.GeoDataFrame,
    extent: str,
    extent_name: str,
    source: str,
    projection: str,
    lang: str,
) -> str:
    """Count what is drawn, and what is not, for the note below."""
    total, unplaced = len(initiatives), int(initiatives["commune_code"].isna().sum())
    outside = total - unplaced - len(drawn)
    share = round(100 * len(drawn) / max(total, 1))
    parts = [wording.label("shown", lang, shown=len(drawn), total=total, share=share)]
    if outside and extent == "focus":
        key = "elsewhere_n" if extent_name else "outside_n"
        parts.append(wording.label(key, lang, n=outside, extent=extent_name))
    if unplaced:
        parts.append(wording.label("unplaced_n", lang, n=unplaced))
    return f"{', '.join(parts)}. {projection}. {source}".strip()


def tints_legend(ax: Axes, keys: list[Any], title: str) -> None:
    """Set the legend of a map of tints: beside it on a page, above it in a column."""
    wide = frame.is_wide(ax)
    for handle in keys:
        handle.set_label(fill(str(handle.get_label()), 26 if wide else 40))
    title = fill(title, 26) if wide else title
    ax.set(xlabel="", ylabel="")  # geopandas names the axes
    ax.legend(
        handles=keys, title=title, loc="upper left" if wide else "lower left",
        bbox_to_anchor=(1.01, 1.0) if wide else (0.0, 1.01), alignment="left", frameon=False,
        borderaxespad=0, ncols=1 if wide else 2, handlelength=1.4, labelspacing=0.5,
    )  # fmt: skip
