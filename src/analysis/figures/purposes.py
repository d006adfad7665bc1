"""What initiatives are for, theme by theme."""

from __future__ import annotations

from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from analysis import style, wording
from analysis.figures import frame


@style.drawn
def aims_matrix(
    table: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw how many initiatives of each theme have each aim.

    Parameters
    ----------
    table
        Columns theme, aim, initiatives, by_people, as :func:`analysis.encounters.aims_matrix` gives
        them; areas are summed.
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
        The axes: themes down, aims across, each disc the larger as its number, which it bears, is.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 3.2), layout="constrained")[1]
    wide = frame.is_wide(ax)
    none = wording.label("aims_none", lang)
    named = table.assign(aim=table["aim"].replace("", none), theme=table["theme"].replace("", none))
    counts = named.pivot_table(
        index="theme", columns="aim", values="initiatives", aggfunc="sum", fill_value=0
    )
    rows = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    columns = counts.sum().sort_values(ascending=False, kind="stable").index
    counts = counts.loc[rows, columns]
    most = max(int(counts.to_numpy().max()), 1) if counts.size else 1
    largest = 330 if wide else 110
    for y, theme in enumerate(rows):
        for x, aim in enumerate(columns):
            n = int(counts.loc[theme, aim])
            if not n:
                continue
            disc = largest * (0.22 + 0.78 * n / most)  # the least still holds its number
            ax.scatter(x, y, s=disc, color="#BFDDF2", zorder=2, **scatter)
            ax.text(x, y, wording.number(n, lang), ha="center", va="center",
                    fontsize=6 if wide else 4.8, zorder=3)  # fmt: skip
    size = 6 if wide else 4.6
    across = [fill(a, 18 if wide else 11) for a in columns]
    ax.set_xticks(range(len(columns)), across, fontsize=size)
    ax.set_yticks(range(len(rows)), [fill(t, 36 if wide else 20) for t in rows], fontsize=size)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set(xlim=(-0.6, len(columns) - 0.4), ylim=(len(rows) - 0.4, -0.6))
    ax.spines[:].set_visible(False)
    ax.grid(color="#EFEFEF", linewidth=0.6)
    ax.set_axisbelow(True)
    said = wording.label(
        "aims_note", lang, n=int(table["initiatives"].sum()), people=int(table["by_people"].sum())
    )
    frame.note(ax, f"{said} {note}".strip(), share=0.75)
    return ax
