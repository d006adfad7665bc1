"""Themes by numbers: how many to ask for, which rise and which fall."""

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
def theme_curve(
    curve: pd.DataFrame,
    *,
    kept: int | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **line: Any,
) -> Axes:
    """Draw how well groups are found again, for each number of groups.

    Parameters
    ----------
    curve
        Columns k, over_samples, smallest, as :func:`analysis.themes.curve` gives them.
    kept
        The number of groups that was kept.
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
        The axes; the size of the smallest group stands above each point.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 2.4), layout="constrained")[1]
    hue = style.colour(0)
    ax.plot(curve["k"], curve["over_samples"], color=hue, marker="o", markersize=3.5, **line)
    chosen = curve[curve["k"] == kept]
    ax.scatter(
        chosen["k"], chosen["over_samples"], s=70, facecolor="none", edgecolor=style.INK, zorder=3
    )
    for row in curve.itertuples(index=False):
        if pd.notna(row.over_samples):
            ax.annotate(
                wording.number(row.smallest, lang), (row.k, row.over_samples), xytext=(0, 7),
                textcoords="offset points", ha="center", fontsize=6, color=style.SOFT_INK,
            )  # fmt: skip
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(lambda value, _: wording.number(value, lang, digits=1))
    low = float(np.nan_to_num(curve["over_samples"].min(), nan=0.0))
    ax.set(ylim=(min(0.5, np.floor(low * 10) / 10), 1.06))
    ax.set_ylabel(wording.label("found_again", lang))
    ax.grid(axis="y", color="#E4E4E4", linewidth=0.6)
    ax.set_axisbelow(True)
    said = wording.label("curve_note", lang, kept=kept) if kept else ""
    frame.note(ax, f"{wording.label('curve_axis', lang)} {said} {note}".strip(), share=0.85)
    return ax


@style.drawn
def theme_trend(
    trend: pd.DataFrame,
    names: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw which themes rise and which fall among the initiatives, and how surely.

    Parameters
    ----------
    trend
        Columns group, n, change, low, high, verdict, as :func:`analysis.themes.trend` gives them.
    names
        Columns group, name.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    scatter
        Further arguments of :meth:`matplotlib.axes.Axes.scatter`.

    Returns
    -------
        The axes: a theme a line, from the one that falls most; a scale of ratios, 1 where nothing
        changes; what is not sure is grey.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 2.6), layout="constrained")[1]
    wide = frame.is_wide(ax)
    rows = trend.dropna(subset=["change"]).sort_values(["change", "group"], ignore_index=True)
    hues = rows["verdict"].map(
        {"hausse": style.colour(2), "baisse": style.colour(3)}
    ).fillna(style.REST)  # fmt: skip
    y = np.arange(len(rows))
    ax.axvline(1, color=style.SOFT_INK, linewidth=0.8, zorder=1)
    ax.hlines(y, rows["low"], rows["high"], color=hues, linewidth=1.6, zorder=2)
    ax.scatter(rows["change"], y, s=22 if wide else 12, c=hues, zorder=3, **scatter)
    called = dict(zip(names["group"], names["name"], strict=True))
    labels = [
        f"{fill(str(called[g]), 40 if wide else 24)} ({wording.number(n, lang)})"
        for g, n in zip(rows["group"], rows["n"], strict=True)
    ]
    ax.set_yticks(y, labels, fontsize=6 if wide else 5)
    ax.set_xscale("log")
    most = rows["high"].max() if len(rows) else 2.0
    least = rows["low"].min() if len(rows) else 0.5
    ticks = [t for t in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if least / 2 <= t <= most * 2]
    ax.set_xticks(ticks, [f"× {wording.number(t, lang, digits=_digits(t))}" for t in ticks])
    ax.minorticks_off()
    for height, row in zip(y, rows.itertuples(index=False), strict=True):
        if row.verdict != "incertain":
            ax.annotate(
                wording.label(row.verdict, lang), (row.high, height), xytext=(4, 0), va="center",
                textcoords="offset points", fontsize=6, fontweight="bold", zorder=4,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    # Beyond fifty times nothing is known, and the numbers of the axis would run together.
    ax.set(xlim=(max(least * 0.8, 0.02), min(most * 1.8, 50)), ylim=(-0.6, len(rows) - 0.4))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color="#E4E4E4", linewidth=0.6)
    ax.set_axisbelow(True)
    said = wording.label("trend_note", lang, dated=int(rows["n"].sum()))
    frame.note(ax, f"{said} {note}".strip(), share=0.65)
    return ax


def _digits(tick: float) -> int:
    return 0 if tick >= 1 else 2 if tick < 0.1 else 1
