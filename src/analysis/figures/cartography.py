"""Initiatives on the map."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from pyproj import CRS
from shapely import Point
from shapely import box as rectangle
from shapely.geometry.base import BaseGeometry
from textalloc import allocate

from analysis import places, style
from analysis.figures import frame
from analysis.figures.furniture import legend, note, pale, scale_and_north

_CROWDED = 25  # initiatives of one commune, beyond which it gets an inset


@style.drawn
def initiatives(
    initiatives: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    groups: pd.DataFrame,
    *,
    land: gpd.GeoDataFrame | None = None,
    extent: str = "focus",
    extent_name: str = "",
    source: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw initiatives by theme over communes and coast.

    Parameters
    ----------
    initiatives
        Columns initiative_id, commune_code, precision, in_focus and geometry (EPSG:4326).
    territories
        Communes with in_focus, epci_code and geometry (EPSG:4326).
    groups
        Columns initiative_id, group and name.
    land
        Land beyond the communes (EPSG:4326), to tell it from the sea; without it all is land.
    extent
        "focus" draws the territory under study, "all" every commune given.
    extent_name
        Name of the whole, for the note that counts what lies outside the focus.
    source
        Credit, last in the note.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    scatter
        Further arguments of :meth:`matplotlib.axes.Axes.scatter`.

    Returns
    -------
        The axes, in metres (Lambert-93 in metropolitan France). Initiatives known by their commune
        alone are hollow and spread inside it, so that no two lie on one point; a commune with more
        than 25 has an inset.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 4.6), layout="constrained")[1]
    territories = territories.sort_values("commune_code")
    initiatives = initiatives.sort_values("initiative_id")
    shown_land = (
        territories[territories["in_focus"].fillna(False)] if extent == "focus" else territories
    )
    drawn = initiatives[initiatives["commune_code"].isin(shown_land["commune_code"])]
    numbers = groups.set_index("initiative_id")["group"]
    order = drawn["initiative_id"].map(numbers)
    crs = places.metric_crs(territories)
    ground = territories.to_crs(crs)
    beyond = None if land is None else land.to_crs(crs)
    box = frame_of(ground[ground["commune_code"].isin(shown_land["commune_code"])].total_bounds)
    background(ax, ground, beyond, box)

    wide = frame.is_wide(ax)
    metres_a_point = (box[2] - box[0]) / (frame.width(ax) * (0.66 if wide else 0.95) * 72)
    size = scatter.pop("s", 13 if wide else 7)
    step = metres_a_point * np.sqrt(size) * 1.25
    spread = places.spread(drawn, territories, spacing=step, order=order).to_crs(crs)
    _points(ax, spread, order, size, scatter)
    crowded = drawn["commune_code"].value_counts()
    inset = None
    if len(crowded) and crowded.iloc[0] > _CROWDED:
        most = crowded.index[0]
        inset = _inset(
            ax, ground, beyond, box, drawn, territories, order, most, step, size, scatter
        )
    hidden = _grid(inset, box)
    scale_and_north(ax, box, inset, crs)
    legend(ax, groups, drawn, lang)
    name = places.projection(crs)
    frame.note(ax, note(initiatives, drawn, extent, extent_name, source, name, lang))
    style.settle(frame.figure_of(ax))  # names are set out at the size that the map will have
    _labels(ax, spread, ground, hidden, crowded, wide)
    return ax


def frame_of(bounds: np.ndarray) -> tuple[float, float, float, float]:
    """Widen bounds by a small margin: west, south, east, north."""
    west, south, east, north = bounds
    pad = 0.03 * max(east - west, north - south)
    return west - pad, south - pad, east + pad, north + pad


def ground_of(
    ax: Axes, areas: gpd.GeoDataFrame, land: gpd.GeoDataFrame | None, crs: CRS
) -> tuple[gpd.GeoDataFrame, tuple[float, float, float, float]]:
    """Draw what lies below a map of some areas; give them in metres, sorted, and their frame."""
    ground = areas.sort_values("commune_code").to_crs(crs)
    box = frame_of(ground.total_bounds)
    background(ax, ground, None if land is None else land.to_crs(crs), box)
    return ground, box


def background(
    ax: Axes, land: gpd.GeoDataFrame, beyond: gpd.GeoDataFrame | None, box: tuple[float, ...]
) -> None:
    """Draw sea, neighbouring land and communes, in metres, within a box."""
    west, south, east, north = box
    near = land.cx[west:east, south:north]
    inside = near["in_focus"].fillna(False)
    ax.set_facecolor(style.OTHER_LAND if beyond is None else style.SEA)
    if beyond is not None:
        shore = beyond.clip_by_rect(west, south, east, north)
        shore[~shore.is_empty].plot(ax=ax, color=style.OTHER_LAND, linewidth=0, zorder=0.5)
    if not inside.all():
        others = near[~inside]
        others.plot(ax=ax, color=style.OTHER_LAND, edgecolor="white", linewidth=0.25, zorder=1)
    if inside.any():
        focus = near[inside]
        focus.plot(ax=ax, color=style.LAND, edgecolor=style.BORDER, linewidth=0.3, zorder=2)
        outline = focus.dissolve(by="epci_code", sort=True)
        close = (east - west) < 2.5e5  # metres: at the scale of a region, finer lines
        outline.boundary.plot(ax=ax, color=style.EDGE, linewidth=0.7 if close else 0.35, zorder=3)
    ax.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], xlabel="", ylabel="")
    ax.set_aspect("equal", anchor="NW")
    for side in ax.spines.values():
        side.set_visible(True)
        side.set_color(style.SOFT_INK)


def _points(
    ax: Axes, spread: gpd.GeoDataFrame, order: pd.Series, size: float, scatter: dict[str, Any]
) -> None:
    """Draw full marks where the place is known, hollow ones where the commune alone is."""
    exact = ~spread["precision"].isin(["commune", "wider"])
    codes = (
        order.reindex(spread.index).astype("Float64").to_numpy(dtype=float, na_value=-1).astype(int)
    )
    for code in sorted(set(codes)):
        look = (style.REST, "o") if code < 0 else (style.colour(code), style.mark(code))
        for full in (False, True):
            chosen = spread[(codes == code) & (exact == full).to_numpy()]
            if chosen.empty:
                continue
            ax.scatter(
                chosen.geometry.x,
                chosen.geometry.y,
                s=size * (1.5 if full else 1),
                marker=look[1],
                facecolor=look[0] if full else pale(look[0]),
                edgecolor="black" if full else look[0],
                linewidth=0.5 if full else 0.6,
                zorder=6 if full else 5,
                **scatter,
            )


def _inset(
    ax: Axes,
    land: gpd.GeoDataFrame,
    beyond: gpd.GeoDataFrame | None,
    box: tuple[float, ...],
    drawn: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    order: pd.Series,
    commune: str,
    step: float,
    size: float,
    scatter: dict[str, Any],
) -> tuple[float, ...]:
    """Show the most crowded commune larger, where it hides least; give its place on the axes."""
    here = land[land["commune_code"] == commune]
    window = frame_of(here.total_bounds)
    share_x = 0.34 if box[2] - box[0] < 2.5e5 else 0.19
    zoom = share_x * (box[2] - box[0]) / (window[2] - window[0])
    share_y = zoom * (window[3] - window[1]) / (box[3] - box[1])
    corner = _emptiest(land, drawn.to_crs(land.crs), box, share_x, share_y)
    inset = ax.inset_axes((*corner, share_x, share_y), zorder=8)
    background(inset, land, beyond, window)
    members = drawn[drawn["commune_code"] == commune]
    spread = places.spread(
        members, territories, spacing=step / zoom, order=order.reindex(members.index)
    )
    _points(inset, spread.to_crs(land.crs), order.reindex(members.index), size, scatter)
    title = f"{here['commune'].iloc[0]} : {len(members)}"
    inset.set_title(title, fontsize=6.5, pad=2, fontweight="bold", loc="left")
    ax.indicate_inset_zoom(inset, edgecolor=style.INK, linewidth=0.5, alpha=0.7)
    return (*corner, share_x, share_y)


def _emptiest(
    land: gpd.GeoDataFrame,
    drawn: gpd.GeoDataFrame,
    box: tuple[float, ...],
    share_x: float,
    share_y: float,
) -> tuple[float, float]:
    """Find the corner where an inset hides fewest initiatives, then least land."""
    west, south, east, north = box
    width, height = share_x * (east - west), share_y * (north - south)
    edge = 0.012
    corners = [
        (x, y) for y in (edge, 1 - share_y - edge - 0.03) for x in (edge, 1 - share_x - edge)
    ]
    focus = land[land["in_focus"].fillna(False)]

    def hidden(corner: tuple[float, float]) -> tuple[int, float, float]:
        x, y = west + corner[0] * (east - west), south + corner[1] * (north - south)
        window = rectangle(x, y, x + width, y + 1.1 * height)  # with its title
        of_focus, of_land = (part.intersection(window).area.sum() for part in (focus, land))
        near = window.buffer(0.01 * (east - west))
        return int(drawn.within(near).sum()), float(of_focus), float(of_land)

    return min(corners, key=hidden)


def _labels(
    ax: Axes,
    spread: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    hidden: np.ndarray,
    crowded: pd.Series,
    wide: bool,
) -> None:
    """Name the communes that have initiatives, the fullest first, without collisions."""
    most = crowded.sort_index().sort_values(ascending=False, kind="stable").head(22 if wide else 12)
    named = land.set_index("commune_code").loc[most.index]
    if named.empty:
        return
    at = gpd.GeoSeries([_anchor(spread, code, shape) for code, shape in named.geometry.items()])
    allocate(
        ax,
        at.x.to_numpy(),
        at.y.to_numpy(),
        named["commune"].tolist(),
        x_scatter=np.concatenate([spread.geometry.x, hidden[:, 0]]),
        y_scatter=np.concatenate([spread.geometry.y, hidden[:, 1]]),
        textsize=5.8 if wide else 4.8,
        textcolor=style.INK,
        linecolor=style.SOFT_INK,
        linewidth=0.35,
        min_distance=0.008,
        max_distance=0.12,
        margin=0.003,
        draw_lines=True,
        zorder=7,
    )


def _grid(inset: tuple[float, ...] | None, box: tuple[float, ...]) -> np.ndarray:
    """Cover an inset with points, which labels avoid as they avoid dots."""
    if inset is None:
        return np.empty((0, 2))
    x, y, width, height = inset
    steps = np.linspace(0, 1, 14)
    across, up = np.meshgrid(x + width * steps, y + (height + 0.03) * steps)
    west, south, east, north = box
    at = (west + across * (east - west), south + up * (north - south))
    return np.column_stack([at[0].ravel(), at[1].ravel()])


def _anchor(spread: gpd.GeoDataFrame, code: str, shape: BaseGeometry) -> Point:
    """Find where a commune's name belongs: amid its dots, else amid the commune."""
    dots = spread.geometry[spread["commune_code"] == code]
    inside = dots[dots.within(shape)]
    return inside.union_all().centroid if len(inside) else shape.representative_point()
