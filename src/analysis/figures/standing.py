"""Who comes first, and how far that holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from analysis import style, wording
from analysis.figures import frame
from analysis.figures.graphs import short
from analysis.schema import may_be_shown


@style.drawn
def rank_intervals(
    ranks: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    views: Mapping[str, str],
    top: int = 15,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw the rank of each actor, and between which ranks it moves when data are missing.

    Parameters
    ----------
    ranks
        Columns view, actor_id, rank, rank_low, rank_high, as
        :func:`analysis.network.rank_intervals` gives them for each view.
    actors
        Columns actor_id, name, publishable.
    views
        Views to draw, with their names; the first one orders the actors.
    top
        How many actors are drawn, the first of each view.
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
        The axes: an actor a line, ranks on a logarithmic scale from the first on.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 3.8), layout="constrained")[1]
    wide = frame.is_wide(ax)
    shown = actors[may_be_shown(actors)].set_index("actor_id")["name"]
    known = ranks[ranks["view"].isin(list(views)) & ranks["actor_id"].isin(shown.index)]
    table = known.pivot(index="actor_id", columns="view", values="rank").reindex(columns=[*views])
    order = table.rank(method="first").min(axis=1) <= top
    lines = table[order].sort_values([*views]).index
    height = {actor: line for line, actor in enumerate(lines)}
    keys = []
    for number, (view, name) in enumerate(views.items()):
        mine = known[(known["view"] == view) & known["actor_id"].isin(lines)]
        y = np.array([height[actor] for actor in mine["actor_id"]], dtype=float)
        y += 0.26 * (number - (len(views) - 1) / 2)
        hue = style.colour(number)
        ax.hlines(y, mine["rank_low"], mine["rank_high"], color=hue, linewidth=1.4, alpha=0.55)
        ax.scatter(
            mine["rank"], y, s=16 if wide else 8, color=hue, marker=style.mark(number),
            edgecolor="white", linewidth=0.4, zorder=3, **scatter,
        )  # fmt: skip
        keys.append(frame.key(style.mark(number), hue, "white", name))
    ax.set_xscale("log")
    most = known["rank_high"].max() if len(known) else 10
    ticks = [t for t in (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000) if t <= most]
    ax.set_xticks(ticks, [wording.number(t, lang) for t in ticks])
    ax.minorticks_off()
    ax.set_yticks(
        range(len(lines)), [short(shown[a], 44 if wide else 26) for a in lines],
        fontsize=6 if wide else 5,
    )  # fmt: skip
    ax.set(xlim=(0.9, 1.1 * most), ylim=(len(lines) - 0.4, -0.6))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color="#E4E4E4", linewidth=0.6)
    ax.set_axisbelow(True)
    frame.legend(ax, keys, wording.label("rank", lang))
    said = wording.label("ranks_note", lang, actors=int(known["actor_id"].nunique()))
    frame.note(ax, f"{said} {note}".strip(), share=0.6 if wide else 0.7)
    return ax
