"""What the names still leave in doubt, and what it weighs."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from analysis import style, wording
from analysis.figures import frame
from analysis.figures.graphs import short
from analysis.schema import may_be_shown


@style.drawn
def name_doubts(
    doubts: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    top: int = 12,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **barh: Any,
) -> Axes:
    """Draw how many ties each doubtful pair of names would change, were it the other way round.

    Parameters
    ----------
    doubts
        As :func:`analysis.actors.to_review` gives them.
    actors
        Columns actor_id, name, publishable: a pair is drawn when both may be shown.
    top
        How many pairs are drawn, those that would change most.
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
        The axes: a pair a bar, the longest above; its chance to be one actor at the end.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 3.2), layout="constrained")[1]
    wide = frame.is_wide(ax)
    shown = set(actors.loc[may_be_shown(actors), "actor_id"])
    known = doubts[doubts["actor_a"].isin(shown) & doubts["actor_b"].isin(shown)]
    lines = known.sort_values("change", ascending=False, kind="stable").head(top)
    keys = []
    for number, joined in enumerate((True, False)):
        mine = [place for place, held in enumerate(lines["joined"]) if held == joined]
        hue = style.colour(number)
        ax.barh(
            mine, lines["change"].iloc[mine], height=0.62, color=hue, **barh,
        )  # fmt: skip
        label = wording.label("doubt_joined" if joined else "doubt_apart", lang)
        keys.append(frame.key("s", hue, "white", label))
    for place, (change, chance) in enumerate(
        zip(lines["change"], lines["probability"], strict=True)
    ):
        said = wording.label("doubt_chance", lang, chance=wording.number(round(100 * chance), lang))
        ax.annotate(
            said, (change, place), (3, 0), textcoords="offset points", va="center",
            fontsize=5.5 if wide else 4.5, color="#555555",
        )  # fmt: skip
    most = 40 if wide else 22
    labels = [
        f"{short(a, most)}\n{short(b, most)}"
        for a, b in zip(lines["name_a"], lines["name_b"], strict=True)
    ]
    ax.set_yticks(range(len(lines)), labels, fontsize=5.5 if wide else 4.5, linespacing=1.25)
    ax.set(
        ylim=(max(len(lines), 1) - 0.4, -0.6),
        xlim=(0, (1.18 if wide else 1.35) * max(lines["change"].max() if len(lines) else 1, 1)),
    )
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color="#E4E4E4", linewidth=0.6)
    ax.set_axisbelow(True)
    frame.legend(ax, keys, wording.label("doubt_now", lang))
    said = wording.label("doubt_note", lang, drawn=len(lines), doubts=len(doubts))
    if len(known) < len(doubts):
        hidden = len(doubts) - len(known)
        said = f"{said} {wording.label('doubt_hidden', lang, hidden=hidden)}"
    frame.note(ax, f"{said} {note}".strip(), share=0.6 if wide else 0.7)
    return ax
