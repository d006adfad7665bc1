"""Two editions of a network at the same places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from analysis import style, wording
from analysis.figures import frame
from analysis.figures.graphs import bare

_LOOK: dict[str, tuple[str, Any]] = {
    "kept": ("#9A9A9A", "-"), "lost": (style.PALETTE[3], (0, (2, 1.2))),
    "new": (style.PALETTE[0], "-"),
}  # fmt: skip


@style.drawn
def editions(
    ties: pd.DataFrame,
    positions: pd.DataFrame,
    *,
    titles: tuple[str, str] | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw the ties of those who stayed, before and after, each actor at one place.

    Parameters
    ----------
    ties
        Columns actor_a, actor_b, status (new, kept, lost), as
        :func:`analysis.encounters.compare_editions` gives them.
    positions
        Columns actor_id, x, y, as :func:`analysis.network.positions` gives them, over both.
    titles
        Names of the editions.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on, that the two parts share; new ones by default.
    scatter
        Further arguments of :meth:`matplotlib.axes.Axes.scatter`.

    Returns
    -------
        The axes; its two children are before (kept and lost ties) and after (kept and new ones).
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 3.4), layout="constrained")[1]
    wide = frame.is_wide(ax)
    tied = pd.unique(pd.concat([ties["actor_a"], ties["actor_b"]]).astype("str"))
    at = positions.drop_duplicates("actor_id").set_index("actor_id")[["x", "y"]]
    at = at[at.index.isin(tied)]
    said = titles or (wording.label("changes_before", lang), wording.label("changes_after", lang))
    for place, shown in enumerate((("kept", "lost"), ("kept", "new"))):
        part = ax.inset_axes((0.51 * place, 0.0, 0.49, 0.94))
        for status in shown:
            own = ties[(ties["status"] == status) & ties["actor_a"].isin(at.index)]
            own = own[own["actor_b"].isin(at.index)]
            ends = [at.loc[own[c].astype("str")].to_numpy() for c in ("actor_a", "actor_b")]
            hue, dash = _LOOK[status]
            part.add_collection(
                LineCollection(
                    list(np.stack(ends, axis=1)), colors=hue, linestyles=[dash], linewidths=0.7,
                    alpha=0.8, zorder=1,
                )
            )  # fmt: skip
        part.scatter(at["x"], at["y"], s=7 if wide else 3, color=style.INK, zorder=2, **scatter)
        part.set_title(said[place], fontsize=7 if wide else 6)
        bare(part)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    counts = ties["status"].value_counts()
    keys = [
        Line2D([], [], color=_LOOK[s][0], linestyle=_LOOK[s][1], linewidth=1.4,
               label=f"{wording.label(f'changes_{s}', lang)} ({int(counts.get(s, 0))})")
        for s in ("new", "kept", "lost")
    ]  # fmt: skip
    ax.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1.0), ncol=3, frameon=False)
    words = wording.label("editions_note", lang, n=len(at))
    frame.note(ax, f"{words} {note}".strip())
    return ax
