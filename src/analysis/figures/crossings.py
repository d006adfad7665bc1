"""Territories on the map: what ties them, themes side by side."""

from __future__ import annotations

from textwrap import fill
from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from textalloc import allocate

from analysis import places, style, wording
from analysis.figures import frame
from analysis.figures.cartography import background, frame_of, ground_of
from analysis.figures.furniture import scale_and_north


@style.drawn
def links_map(
    links: pd.DataFrame,
    territories: gpd.GeoDataFrame,
    *,
    by: str = "epci",
    land: gpd.GeoDataFrame | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **line: Any,
) -> Axes:
    """Map the actors that territories share.

    Parameters
    ----------
    links
        Columns area_a, area_b, actors, as :func:`analysis.territory.shared_actors` gives them.
    territories
        Communes with the column `by` and geometry.
    by
        Column that holds the names of the areas.
    land
        Land beyond, to tell it from the sea.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    line
        Further arguments of :meth:`matplotlib.axes.Axes.plot`.

    Returns
    -------
        The axes; the thicker a line, the more actors (the number stands on lines of two or more).
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 4.0), layout="constrained")[1]
    wide = frame.is_wide(ax)
    crs = places.metric_crs(territories)
    ground, box = ground_of(ax, territories, land, crs)
    named = [*links["area_a"], *links["area_b"]]
    areas = ground[ground[by].isin(named)][[by, "geometry"]].dissolve(by=by, sort=True)
    if len(areas):
        areas.boundary.plot(ax=ax, color=style.EDGE, linewidth=0.5, zorder=3)
    at = areas.geometry.representative_point()
    ends: tuple[list, list] = ([], [])
    for row in links.sort_values("actors", kind="stable").itertuples(index=False):
        (x, y), (u, v) = ((at[n].x, at[n].y) for n in (row.area_a, row.area_b))
        ends[0].append([x, u])
        ends[1].append([y, v])
        ax.plot([x, u], [y, v], color=style.PALETTE[3], linewidth=0.6 + 0.7 * row.actors,
                alpha=0.65, solid_capstyle="round", zorder=5, **line)  # fmt: skip
        if row.actors > 1:
            ax.annotate(
                wording.number(row.actors, lang), ((x + u) / 2, (y + v) / 2), ha="center",
                va="center", fontsize=5.5, zorder=6,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
            )  # fmt: skip
    ax.scatter(at.x, at.y, s=10 if wide else 5, color=style.INK, zorder=7)
    ax.set(xlabel="", ylabel="")
    style.settle(frame.figure_of(ax))  # names are set out at the size that the map will have
    if len(at):
        allocate(
            ax, at.x.to_numpy(), at.y.to_numpy(), [fill(str(name), 24) for name in at.index],
            x_scatter=at.x.to_numpy(), y_scatter=at.y.to_numpy(), x_lines=ends[0], y_lines=ends[1],
            textsize=5.2 if wide else 4, textcolor=style.INK, linecolor=style.SOFT_INK,
            linewidth=0.35, min_distance=0.01, max_distance=0.25, margin=0.004, draw_lines=True,
            zorder=8,
        )  # fmt: skip
    scale_and_north(ax, box, None, crs)
    said = wording.label(
        "links_note", lang, areas=len(at), links=len(links), projection=places.projection(crs)
    )
    frame.note(ax, f"{said} {note}".strip())
    return ax


@style.drawn
def theme_maps(
    initiatives: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    groups: pd.DataFrame,
    *,
    land: gpd.GeoDataFrame | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw a small map of each theme, side by side.

    Parameters
    ----------
    initiatives
        Columns initiative_id, commune_code, precision and geometry; those outside the focus, and
        those without a place, are left out and counted.
    territories
        Communes with in_focus, commune_code, epci_code and geometry.
    groups
        Columns initiative_id, group and name.
    land
        Land beyond, to tell it from the sea.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on, that the small maps part among themselves; new ones by default.
    scatter
        Further arguments of :meth:`matplotlib.axes.Axes.scatter`.

    Returns
    -------
        The axes; the small maps are its children. All initiatives stand behind, in grey.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 3.4), layout="constrained")[1]
    wide = frame.is_wide(ax)
    focus = territories[territories["in_focus"].fillna(False)].sort_values("commune_code")
    drawn = initiatives[initiatives["commune_code"].isin(focus["commune_code"])]
    drawn = drawn.sort_values("initiative_id")
    crs = places.metric_crs(territories)
    ground = focus.to_crs(crs)
    box = frame_of(ground.total_bounds)
    # So small, communes cannot be told apart: their EPCI are drawn, and all is cut out once.
    ground = ground[["epci_code", "in_focus", "geometry"]].dissolve(
        by="epci_code", sort=True, dropna=False, as_index=False
    )
    ground = ground.set_geometry(ground.geometry.simplify((box[2] - box[0]) / 1000))
    beyond = None
    if land is not None:
        shore = land.to_crs(crs).clip_by_rect(*box)
        beyond = gpd.GeoDataFrame(geometry=shore[~shore.is_empty])
    metres = 9_000 / (4 if wide else 2)
    spread = places.spread(drawn, territories, spacing=metres).to_crs(crs)
    of = spread["initiative_id"].map(groups.set_index("initiative_id")["group"])
    names = groups.dropna(subset=["group"]).drop_duplicates("group").sort_values("group")
    columns = 4 if wide else 2
    lines = max(-(-len(names) // columns), 1)
    for place, (group, name) in enumerate(zip(names["group"], names["name"], strict=True)):
        row, column = divmod(place, columns)
        small = ax.inset_axes(
            (column / columns, 1 - (row + 1) / lines, 0.98 / columns, 0.83 / lines)
        )
        background(small, ground, beyond, box)
        small.set_anchor("C")
        number = int(group)
        own = spread[of == group]
        small.scatter(spread.geometry.x, spread.geometry.y, s=1.5, color="#C9C4B8", zorder=4)
        small.scatter(
            own.geometry.x, own.geometry.y, s=9 if wide else 6, color=style.colour(number),
            marker=style.mark(number), linewidth=0, zorder=5, **scatter,
        )  # fmt: skip
        small.set_title(f"{fill(str(name), 24)} ({len(own)})", fontsize=6 if wide else 5, pad=2)
    ax.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1))
    ax.spines[:].set_visible(False)
    said = wording.label("theme_maps_note", lang, shown=len(drawn), total=len(initiatives))
    frame.note(ax, f"{said} {note}".strip())
    return ax
