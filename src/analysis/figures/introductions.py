"""Who met and who did not; how good suggestions are; what sizes of tables let people gain."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from analysis import style, wording
from analysis.figures import frame

_PARTS = (("worked", style.PALETTE[0]), ("declared", style.PALETTE[2]), ("two_steps", "#A9CCE3"),
          ("never", "#E9E7E1"))  # fmt: skip


@style.drawn
def acquainted(
    table: pd.DataFrame,
    *,
    top: int = 12,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **barh: Any,
) -> Axes:
    """Draw which share of the pairs of each group worked together, and which never met.

    Parameters
    ----------
    table
        Columns group, actors, pairs, worked, low, high, declared, two_steps, missed, as
        :func:`analysis.encounters.acquainted` gives them.
    top
        How many groups are drawn, the first of the table.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    barh
        Further arguments of :meth:`matplotlib.axes.Axes.barh`.

    Returns
    -------
        The axes: a group a bar, its pairs parted; the 95 % interval of those who worked together.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 2.8), layout="constrained")[1]
    wide = frame.is_wide(ax)
    drawn = table.head(top).reset_index(drop=True)
    shares = drawn.assign(never=drawn["missed"] - drawn["two_steps"])
    start = pd.Series(0.0, index=drawn.index)
    keys = []
    for name, hue in _PARTS:
        if name == "declared" and not drawn["declared"].any():
            continue
        ax.barh(drawn.index, shares[name], left=start, height=0.72, color=hue, **barh)
        start = start + shares[name]
        keys.append(frame.key("s", hue, hue, wording.label(f"pairs_{name}", lang)))
    ax.hlines(drawn.index, drawn["low"], drawn["high"], color=style.INK, linewidth=1.1, zorder=3)
    keys.append(frame.key("_", style.INK, style.INK, wording.label("pairs_interval", lang), size=7))
    labels = [
        f"{fill(_group(str(g), lang), 34 if wide else 24)} ({wording.number(n, lang)})"
        for g, n in zip(drawn["group"], drawn["actors"], strict=True)
    ]
    ax.set_yticks(list(drawn.index), labels, fontsize=6 if wide else 5)
    ax.set(xlim=(0, 1), ylim=(len(drawn) - 0.4, -0.6))
    ticks = [0, 0.25, 0.5, 0.75, 1]
    ax.set_xticks(ticks, [wording.percent(t, lang) for t in ticks])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    frame.legend(ax, keys, wording.label("pairs", lang))
    frame.note(ax, f"{wording.label('pairs_note', lang)} {note}".strip(), share=0.6)
    return ax


@style.drawn
def hits(
    table: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw how often each method finds, beside how much it crosses themes.

    Parameters
    ----------
    table
        Columns method, hits, low, high, crossing, asked, hidden, as
        :func:`analysis.encounters.hits` gives them.
    names
        Words for methods; their own name by default.
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
        The axes: crossing across, hits up with their 95 % interval; a mark a method, but for those
        without hits.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 3.0), layout="constrained")[1]
    wide = frame.is_wide(ax)
    keys = []
    table = table.dropna(subset=["hits"])  # of a method that nothing could judge
    for number, row in enumerate(table.itertuples(index=False)):
        hue, mark = style.colour(number), style.mark(number)
        ax.vlines(row.crossing, row.low, row.high, color=hue, linewidth=1.3, alpha=0.6)
        ax.scatter(row.crossing, row.hits, s=34 if wide else 18, color=hue, marker=mark,
                   edgecolor="white", linewidth=0.5, zorder=3, **scatter)  # fmt: skip
        said = (names or {}).get(row.method) or _method(row.method, lang)
        keys.append(frame.key(mark, hue, "white", said, size=5.5))
    most = float(table["high"].max()) if len(table) else 1.0
    ax.set(xlim=(-0.03, 1.03), ylim=(0, max(most * 1.08, 0.05)))
    ticks = [0, 0.25, 0.5, 0.75, 1]
    ax.set_xticks(ticks, [wording.percent(t, lang) for t in ticks])
    ax.yaxis.set_major_formatter(lambda value, _: wording.percent(value, lang))
    ax.set_ylabel(fill(wording.label("hits_axis", lang), 44 if wide else 24))
    ax.grid(color="#E4E4E4", linewidth=0.6)
    ax.set_axisbelow(True)
    frame.legend(ax, keys, wording.label("hits_method", lang))
    words = wording.label(
        "hits_note", lang,
        asked=round(float(table["asked"].max())) if len(table) else 0,
        hidden=round(float(table["hidden"].max())) if len(table) else 0,
    )  # fmt: skip
    frame.note(ax, f"{words} {note}".strip(), share=0.7)
    return ax


@style.drawn
def table_sizes(
    table: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw what each size of table lets people gain, and what it makes them repeat.

    Parameters
    ----------
    table
        Columns tables, seats, bound, repeated, as :func:`analysis.encounters.table_sizes` gives
        them.
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
        The axes: pairs that meet again across, new pairs up; each point is named "tables × seats".
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 2.6), layout="constrained")[1]
    wide = frame.is_wide(ax)
    ax.scatter(table["repeated"], table["bound"], s=26 if wide else 14, color=style.colour(0),
               edgecolor="white", linewidth=0.5, zorder=3, **scatter)  # fmt: skip
    for row in table.itertuples(index=False):
        ax.annotate(f"{row.tables} × {row.seats}", (row.repeated, row.bound), (5, 0),
                    textcoords="offset points", va="center", fontsize=6 if wide else 5)  # fmt: skip
    right = float(table["repeated"].max()) if len(table) else 1.0
    ax.set(xlim=(-0.03 * max(right, 1), 1.12 * max(right, 1)))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _: wording.number(value, lang))
    ax.set_ylabel(wording.label("sizes_axis", lang))
    ax.grid(color="#E4E4E4", linewidth=0.6)
    ax.set_axisbelow(True)
    frame.note(ax, f"{wording.label('sizes_note', lang)} {note}".strip())
    return ax


def _group(name: str, lang: str) -> str:
    return wording.label(f"pairs_{name}", lang) if name in ("all", "near") else name


def _method(name: str, lang: str) -> str:
    known = ("close", "open", "alike", "chance", "common neighbours", "resource allocation")
    return wording.label(f"hits_{name.replace(' ', '_')}", lang) if name in known else name
