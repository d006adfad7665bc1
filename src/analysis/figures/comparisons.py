"""Territories and themes on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from analysis import style, wording
from analysis.figures import frame

_LOW, _HIGH = 0.14, 0.16  # shares of the height that the parts leave to their ticks and titles


@style.drawn
def area_comparison(
    comparison: pd.DataFrame,
    *,
    areas: Sequence[str] | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw areas measure by measure, each with its interval.

    Parameters
    ----------
    comparison
        Columns area, measure, value, low, high, n, as
        :func:`analysis.territory.compare_areas` gives them.
    areas
        Areas to draw, from above; by default all, the fullest first.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on, that the measures part among themselves; new ones by default.
    scatter
        Further arguments of :meth:`matplotlib.axes.Axes.scatter`.

    Returns
    -------
        The axes; its children are the measures, an area a line in each.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 2.6), layout="constrained")[1]
    wide = frame.is_wide(ax)
    sizes = comparison.drop_duplicates("area").set_index("area")["n"]
    chosen = list(areas) if areas is not None else [
        *sizes.sort_index().sort_values(ascending=False, kind="stable").index
    ]  # fmt: skip
    measures = list(dict.fromkeys(comparison["measure"]))
    height = {name: line for line, name in enumerate(chosen)}
    for place, measure in enumerate(measures):
        part = ax.inset_axes(
            (place / len(measures) + 0.015, _LOW, 1 / len(measures) - 0.03, 1 - _LOW - _HIGH)
        )
        own = comparison[(comparison["measure"] == measure) & comparison["area"].isin(chosen)]
        y = own["area"].map(height).to_numpy(dtype=float)
        part.hlines(y, own["low"], own["high"], color=style.colour(0), linewidth=1.5, alpha=0.6)
        part.scatter(
            own["value"], y, s=16 if wide else 8, color=style.colour(0), zorder=3, **scatter
        )
        most = float(own["high"].max()) or 1.0 if len(own) else 1.0
        part.set(xlim=(0, most * 1.08), ylim=(len(chosen) - 0.4, -0.6), yticks=[])
        part.set_title(fill(wording.label(f"measure_{measure}", lang), 24 if wide else 11),
                       fontsize=6 if wide else 4.6)  # fmt: skip
        part.tick_params(axis="x", labelsize=5.5 if wide else 4)
        part.locator_params(axis="x", nbins=3 if wide else 2)
        part.xaxis.set_major_formatter(_percents(lang) if measure == "together" else _numbers(lang))
        part.spines["left"].set_visible(False)
        part.grid(axis="x", color="#E4E4E4", linewidth=0.6)
        part.set_axisbelow(True)
    labels = [f"{fill(str(a), 30 if wide else 18)} ({wording.number(sizes[a], lang)})"
              for a in chosen]  # fmt: skip
    ax.set_yticks(range(len(chosen)), labels, fontsize=6 if wide else 4.8)
    line = (len(chosen) + 0.2) / (1 - _LOW - _HIGH)  # names stand beside the lines of the parts
    ax.set(ylim=(len(chosen) - 0.4 + _LOW * line, -0.6 - _HIGH * line), xlim=(0, 1), xticks=[])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    frame.note(ax, f"{wording.label('comparison_note', lang)} {note}".strip(), share=0.7)
    return ax


@style.drawn
def coverage_bars(
    coverage: pd.DataFrame,
    names: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw what share of the people live near an initiative of each theme.

    Parameters
    ----------
    coverage
        Columns group, within, share, n, as :func:`analysis.territory.coverage` gives them.
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
        The axes: a theme a line, all together first, a mark for each distance.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 2.6), layout="constrained")[1]
    wide = frame.is_wide(ax)
    called = dict(zip(names["group"], names["name"], strict=True))
    limits = sorted(coverage["within"].unique())
    nearest = coverage[coverage["within"] == limits[0]]
    order = nearest.assign(first=nearest["group"].notna()).sort_values(
        ["first", "share"], ascending=[True, False], kind="stable"
    )
    keys, labels = [], []
    for line, row in enumerate(order.itertuples(index=False)):
        own = (
            coverage[coverage["group"].isna()] if pd.isna(row.group)
            else coverage[(coverage["group"] == row.group).fillna(False)]
        ).set_index("within")["share"]  # fmt: skip
        ax.plot([own.min(), own.max()], [line, line], color="#C9C9C9", linewidth=1.2, zorder=1)
        for number, limit in enumerate(limits):
            ax.scatter(own[limit], line, s=20 if wide else 10, color=style.colour(number),
                       marker=style.mark(number), zorder=2, **scatter)  # fmt: skip
        said = wording.label("all_themes", lang) if pd.isna(row.group) else called[row.group]
        labels.append(f"{fill(str(said), 40 if wide else 24)} ({wording.number(row.n, lang)})")
    for number, limit in enumerate(limits):
        said = wording.label("km_below", lang, km=int(limit))
        keys.append(frame.key(style.mark(number), style.colour(number), "white", said))
    ax.set_yticks(range(len(labels)), labels, fontsize=6 if wide else 5)
    ax.set(ylim=(len(labels) - 0.4, -0.6), xlim=(0, 1.02))
    ax.xaxis.set_major_formatter(_percents(lang))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color="#E4E4E4", linewidth=0.6)
    ax.set_axisbelow(True)
    frame.legend(ax, keys, wording.label("reach", lang))
    frame.note(ax, f"{wording.label('coverage_note', lang)} {note}".strip(), share=0.6)
    return ax


def _numbers(lang: str) -> Callable[[float, float], str]:
    return lambda value, _: wording.number(value, lang, digits=0 if value == int(value) else 1)


def _percents(lang: str) -> Callable[[float, float], str]:
    return lambda value, _: wording.percent(value, lang)
