"""How communities gather, part and merge through the years."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analysis import style, wording
from analysis.figures import frame
from analysis.figures.graphs import SHOWN

_BAR = 0.07  # half width of a bar, windows being 1 apart
_REST, _ALONE = -1, -2  # smaller communities; actors without a tie


@style.drawn
def trajectories(
    way: pd.DataFrame,
    *,
    names: pd.Series | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **patch: Any,
) -> Axes:
    """Draw the way of actors from window to window of years, as an alluvial diagram.

    Parameters
    ----------
    way
        Columns actor_id, first, last, community, as :func:`analysis.network.trajectories` gives.
    names
        Name of each community in the last window, by number; its number by default.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    patch
        Further arguments of :class:`matplotlib.patches.PathPatch`.

    Returns
    -------
        The axes: a bar a window, cut by community, one actor being as high everywhere; between two
        windows, the actors that are in both. What no band enters is new.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 4.2), layout="constrained")[1]
    wide = frame.is_wide(ax)
    windows = sorted(way[["first", "last"]].drop_duplicates().itertuples(index=False, name=None))
    biggest = way.groupby("community")["actor_id"].nunique().sort_index()
    biggest = biggest.sort_values(ascending=False, kind="stable").index[:SHOWN]
    hue = {int(number): style.colour(k) for k, number in enumerate(sorted(biggest))}
    code = way["community"].astype("Float64").fillna(_ALONE).astype(int)
    code = code.where(code.isin([*hue, _ALONE]), _REST)
    at = way.assign(
        code=code, window=[windows.index(w) for w in zip(way["first"], way["last"], strict=True)]
    )
    order = [*hue, _REST, _ALONE]
    gap = 0.02 * max(at.groupby("window").size().max(), 1) if len(at) else 0
    bottoms: dict[tuple[int, int], float] = {}
    for window in range(len(windows)):
        sizes = at.loc[at["window"] == window, "code"].value_counts()
        low = 0.0
        for number in order:
            if n := int(sizes.get(number, 0)):
                bottoms[window, number] = low
                _bar(ax, window, low, n, hue.get(number, style.REST), number == _ALONE)
                low += n + gap
        ax.text(window, low + gap / 2, wording.number(sizes.sum(), lang), ha="center", va="bottom",
                fontsize=6)  # fmt: skip
    for window in range(len(windows) - 1):
        _flows(ax, at, window, order, bottoms, hue, patch)
    ends = _words(ax, at, windows, order, bottoms, names, lang, wide)
    ax.set_xticks(
        range(len(windows)),
        [
            str(last) if first == last else f"{first}–{'' if wide else chr(10)}{last}"
            for first, last in windows
        ],
    )
    ax.set_yticks([])
    share = 0.24 if wide else 0.36  # of the width, for the names
    ax.set_xlim(-0.15, len(windows) - 1 + share / (1 - share) * (len(windows) - 0.85))
    ax.set_ylim(0, max([ends, *(bottoms[k] + gap * 3 for k in bottoms)], default=1) or 1)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    said = wording.label("flows_note", lang, actors=at["actor_id"].nunique(), windows=len(windows))
    frame.note(ax, f"{said} {note}".strip(), share=0.9)
    return ax


def _bar(ax: Axes, window: int, low: float, n: int, hue: str, alone: bool) -> None:
    ax.add_patch(
        Rectangle(
            (window - _BAR, low), 2 * _BAR, n, facecolor="white" if alone else hue, edgecolor=hue,
            linewidth=0.5, zorder=3,
        )
    )  # fmt: skip


def _flows(
    ax: Axes, at: pd.DataFrame, window: int, order: list[int],
    bottoms: dict[tuple[int, int], float], hue: dict[int, str], patch: dict[str, Any],
) -> None:  # fmt: skip
    """Draw bands between a window and the next: they leave and arrive in the order of the bars."""
    before, after = (
        at[at["window"] == k].set_index("actor_id")["code"] for k in (window, window + 1)
    )
    counts = pd.crosstab(before.reindex(after.index).dropna().astype(int), after)
    leave = {number: bottoms.get((window, number), 0.0) for number in order}
    arrive = {number: bottoms.get((window + 1, number), 0.0) for number in order}
    for one in order:
        for other in order:
            n = int(counts.at[one, other]) if one in counts.index and other in counts.columns else 0
            if not n:
                continue
            left, right, middle = window + _BAR, window + 1 - _BAR, window + 0.5
            a, b = leave[one], arrive[other]
            path = Path(
                [(left, a), (middle, a), (middle, b), (right, b),
                 (right, b + n), (middle, b + n), (middle, a + n), (left, a + n), (left, a)],
                [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4,
                 Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.CLOSEPOLY],
            )  # fmt: skip
            shade = {
                "facecolor": hue.get(one, style.REST),
                "alpha": 0.4,
                "linewidth": 0,
                "zorder": 2,
            }
            ax.add_patch(PathPatch(path, **{**shade, **patch}))
            leave[one] += n
            arrive[other] += n


def _words(
    ax: Axes, at: pd.DataFrame, windows: list, order: list[int],
    bottoms: dict[tuple[int, int], float], names: pd.Series | None, lang: str, wide: bool,
) -> float:  # fmt: skip
    """Name each part of the last bar at its right, apart from one another; give their end."""
    last = len(windows) - 1
    sizes = at.loc[at["window"] == last, "code"].value_counts()
    line = 0.035 * max(len(at[at["window"] == last]), 1)
    free = 0.0
    for number in order:
        if (last, number) not in bottoms:
            continue
        n = int(sizes[number])
        if number == _REST:
            said = wording.label("small_components", lang)
        elif number == _ALONE:
            said = wording.label("without_tie", lang)
        else:
            said = str(number + 1) if names is None else str(names.get(number, number + 1))
        free = max(bottoms[last, number] + n / 2, free)
        ax.text(
            last + _BAR + 0.05, free, f"{shorten(said, 34, placeholder='…')} ({n})", va="center",
            fontsize=6 if wide else 4.6,
        )  # fmt: skip
        free += line
    return free
