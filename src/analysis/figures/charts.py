"""Counts: themes by territory, growth over years."""

from __future__ import annotations

from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis import style, wording
from analysis.figures import frame


@style.drawn
def themes_by_area(
    profile: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw how many initiatives of each theme each territory has, as sized and numbered dots.

    Parameters
    ----------
    profile
        Rows: territories, in the order shown; columns: themes; values: counts.
    note
        Words of the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    scatter
        Further arguments of :meth:`matplotlib.axes.Axes.scatter`.

    Returns
    -------
        The axes; each row's total stands at its right, each column's below.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 3.9), layout="constrained")[1]
    wide = frame.is_wide(ax)
    rows, columns = profile.shape
    counts = profile.to_numpy(dtype=float)
    y, x = np.nonzero(counts > 0)
    biggest = max(counts.max(), 1.0) if counts.size else 1.0
    full = (17 if wide else 10.5) ** 2
    hues = [style.colour(c) for c in x.tolist()]
    ax.scatter(
        x, y, s=full * counts[y, x] / biggest, c=hues, alpha=0.85, linewidth=0, zorder=2, **scatter
    )
    for i, j in zip(y.tolist(), x.tolist(), strict=True):
        radius = np.sqrt(full * counts[i, j] / biggest) / 2
        ax.annotate(
            wording.number(counts[i, j], lang),
            (j, i),
            xytext=(radius + 1.2, 0),
            textcoords="offset points",
            ha="left",
            va="center",
            fontsize=6.5 if wide else 5,
            zorder=3,
        )
    for i, total in enumerate(counts.sum(axis=1)):
        ax.text(
            columns - 0.35,
            i,
            wording.number(total, lang),
            ha="left",
            va="center",
            fontweight="bold",
            fontsize=6.5,
        )
    ax.text(
        columns - 0.35, -0.75, "Total", ha="left", va="center", fontsize=6, color=style.SOFT_INK
    )
    crowded = wide and columns > 6  # long words side by side would run into one another
    ax.set_xticks(
        range(columns),
        [fill(str(c), 26 if crowded else 16 if wide else 30) for c in profile.columns],
        rotation=35 if crowded else 0 if wide else 90,
        ha="left" if crowded else "center",
        rotation_mode="anchor" if crowded else "default",
        fontsize=6 if wide else 5,
    )
    ax.xaxis.tick_top()
    ax.set_yticks(
        range(rows),
        [fill(str(r), 30 if wide else 22) for r in profile.index],
        fontsize=6.5 if wide else 5.5,
    )
    ax.set(xlim=(-0.6, columns + 0.1), ylim=(rows - 0.4, -1.0))
    ax.tick_params(length=0)
    ax.grid(axis="y", color="#E4E4E4", linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    ax.spines[:].set_visible(False)
    frame.note(ax, note, share=0.78 if wide else 0.7)
    return ax


@style.drawn
def growth(
    initiatives: pd.DataFrame,
    *,
    focus_name: str = "",
    extent_name: str = "",
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **steps: Any,
) -> Axes:
    """Draw how many initiatives had begun by each year, inside and outside the focus.

    Parameters
    ----------
    initiatives
        Columns year and in_focus.
    focus_name, extent_name
        Names of the territory under study and of the whole.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    steps
        Further arguments of :meth:`matplotlib.axes.Axes.stackplot`.

    Returns
    -------
        The axes; the note says how many have no year.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 2.9), layout="constrained")[1]
    dated = initiatives.dropna(subset=["year"])
    inside = dated["in_focus"].astype("boolean")
    layers = [
        (focus_name or wording.label("focus", lang), inside.fillna(False), style.colour(0)),
        (
            wording.label("other_places", lang, extent=extent_name).rstrip(" :"),
            ~inside.fillna(True),
            style.colour(1),
        ),
        (wording.label("unplaced", lang), inside.isna(), style.REST),
    ]
    layers = [
        (name, chosen.to_numpy(dtype=bool), hue) for name, chosen, hue in layers if chosen.any()
    ]
    if dated.empty:
        years = np.array([0, 1])
    else:
        years = np.arange(int(dated["year"].min()), int(dated["year"].max()) + 2)
    own = dated["year"].to_numpy(dtype=int)
    heights = [np.array([(own[chosen] < y).sum() for y in years]) for _, chosen, _ in layers]
    if layers:
        ax.stackplot(
            years,
            heights,
            step="pre",
            colors=[h for *_, h in layers],
            alpha=0.85,
            labels=[f"{n} ({int(c.sum())})" for n, c, _ in layers],
            linewidth=0,
            **steps,
        )
        handles, labels = ax.get_legend_handles_labels()
        ax.legend(handles[::-1], labels[::-1], loc="upper left", frameon=False)
    ax.set_ylabel(wording.label("cumulated", lang))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=10))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlim=(years[0], years[-1]), ylim=(0, None))
    ax.grid(axis="y", color="#E4E4E4", linewidth=0.6)
    ax.set_axisbelow(True)
    said = wording.label("dated", lang, dated=len(dated), total=len(initiatives))
    said = said[0].upper() + said[1:] + "."
    frame.note(ax, f"{said} {note}".strip(), share=0.92)
    return ax
