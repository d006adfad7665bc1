"""Themes: what each is, where initiatives lie, how firmly they hold, how they rise and fall."""

from __future__ import annotations

from textwrap import fill, shorten, wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import style, wording
from analysis.figures import frame

_LINE = 8.4  # points between two lines of a card


@style.drawn
def theme_plane(
    positions: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw initiatives on the plane where those that are alike lie near.

    Parameters
    ----------
    positions
        Columns initiative_id, x, y.
    groups
        Columns initiative_id, group, name, undecided.
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
        The axes, without ticks: neighbours mean something, directions do not. Those that hesitate
        between two themes are hollow.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 4.2), layout="constrained")[1]
    wide = frame.is_wide(ax)
    drawn = positions.dropna(subset=["x"]).merge(groups, on="initiative_id", how="left")
    keys = []
    for group, own in drawn.dropna(subset=["group"]).groupby("group", sort=True):
        number = int(group)
        hue, mark = style.colour(number), style.mark(number)
        unsure = own["undecided"].fillna(False).to_numpy(dtype=bool)
        face = np.where(unsure, "white", hue)
        ax.scatter(
            own["x"], own["y"], s=22 if wide else 10, c=face.tolist(), edgecolor=hue, marker=mark,
            linewidth=0.8, zorder=2, **scatter,
        )  # fmt: skip
        keys.append(frame.key(mark, hue, hue, f"{own['name'].iloc[0]} ({len(own)})"))
    unsure = int(drawn["undecided"].fillna(False).sum())
    if unsure:
        said = f"{wording.label('hesitating', lang)} ({unsure})"
        keys.append(frame.key("o", "white", style.SOFT_INK, said))
    ax.set(xticks=[], yticks=[], aspect="equal")
    for side in ax.spines.values():
        side.set_visible(True)
        side.set_color("#D5D5D5")
    frame.legend(ax, keys, wording.label("theme", lang))
    said = wording.label("plane_note", lang, shown=len(drawn), total=len(groups))
    frame.note(ax, f"{said} {note}".strip(), share=0.62 if wide else 1)
    return ax


@style.drawn
def theme_cards(
    names: pd.DataFrame,
    terms: pd.DataFrame,
    typical: pd.DataFrame,
    initiatives: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **text: Any,
) -> Axes:
    """Say what each theme is: its name, how firm it is, its words, its typical initiatives.

    Parameters
    ----------
    names
        Columns group, name, n, stability.
    terms
        Columns group, rank, term.
    typical
        Columns group, rank, initiative_id.
    initiatives
        Columns initiative_id, title.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    text
        Further arguments of :meth:`matplotlib.axes.Axes.text`.

    Returns
    -------
        The axes: a card a theme, in two columns on a page. Its words are the most distinctive, its
        initiatives those at its heart.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 5.6), layout="constrained")[1]
    columns = 2 if frame.is_wide(ax) else 1
    letters = int(frame.width(ax) / columns * 19)
    titles = initiatives.set_index("initiative_id")["title"]
    cards = []
    for row in names.itertuples(index=False):
        own = terms[terms["group"] == row.group].sort_values("rank")["term"]
        hearts = typical[typical["group"] == row.group].sort_values("rank")["initiative_id"]
        firm = "–" if pd.isna(row.stability) else wording.number(row.stability, lang, digits=2)
        said = wording.label("card", lang, n=int(row.n), stability=firm)
        words = wrap(", ".join(own), letters)[:3]
        lines = [(t, style.SOFT_INK, "normal") for t in [said, *words]]
        lines += [
            (f"· {shorten(str(titles[i]), letters - 2, placeholder='…')}", style.INK, "normal")
            for i in hearts
        ]
        heads = wrap(row.name, int(letters * 0.9))
        lines = [*((h, style.INK, "bold") for h in heads), *lines]
        cards.append((style.colour(int(row.group)), lines))
    tops = np.zeros(columns)
    for number, (hue, lines) in enumerate(cards):
        column = number % columns
        x, y = column / columns, tops[column]
        ax.add_patch(
            Rectangle((x, -y - _LINE * len(lines)), 0.008, _LINE * len(lines), color=hue, lw=0)
        )
        for line, (words_, ink, weight) in enumerate(lines):
            ax.text(
                x + 0.018, -y - _LINE * (line + 0.5), words_, color=ink, fontweight=weight,
                fontsize=6.2, va="center", **text,
            )  # fmt: skip
        tops[column] = y + _LINE * (len(lines) + 1)
        if column == columns - 1:  # cards of a row begin level
            tops[:] = tops.max()
    ax.set(xlim=(0, 1), ylim=(-max(tops.max() - _LINE, _LINE), 0), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    frame.note(ax, f"{wording.label('cards_note', lang)} {note}".strip())
    return ax


@style.drawn
def theme_matrix(
    strengths: pd.DataFrame,
    groups: pd.DataFrame,
    names: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **image: Any,
) -> Axes:
    """Draw how firmly initiatives are with their theme, and how often with another.

    Parameters
    ----------
    strengths
        Columns initiative_id, group, strength (0 to 1).
    groups
        Columns initiative_id, group: the theme of each.
    names
        Columns group, name, n, stability.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    image
        Further arguments of :meth:`matplotlib.axes.Axes.imshow`.

    Returns
    -------
        The axes: mean strengths by theme (rows) with each theme (columns), then the stability of
        each theme over 90 % of the texts.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 3.4), layout="constrained")[1]
    wide = frame.is_wide(ax)
    own = groups.dropna(subset=["group"])[["initiative_id", "group"]]
    both = own.merge(strengths, on="initiative_id", suffixes=("", "_with"))
    mean = both.pivot_table(index="group", columns="group_with", values="strength", aggfunc="mean")
    order = names["group"].tolist()
    cells = mean.reindex(index=order, columns=order).to_numpy(dtype=float)
    firm = names["stability"].to_numpy(dtype=float)
    table = np.column_stack([cells, np.full(len(order), np.nan), firm])
    ax.imshow(table, cmap="Blues", vmin=0, vmax=1.15, aspect="auto", **image)
    for (i, j), value in np.ndenumerate(table):
        if not np.isnan(value) and value >= 0.005:
            ax.text(
                j, i, wording.number(value, lang, digits=2), ha="center", va="center",
                fontsize=6 if wide else 4.4, color="white" if value > 0.6 else style.INK,
            )  # fmt: skip
    long = 40 if wide else 22
    labels = [f"{i + 1}. {fill(name, long)}" for i, name in enumerate(names["name"])]
    ax.set_yticks(range(len(order)), labels, fontsize=6 if wide else 4.8)
    ticks = [*range(len(order)), len(order) + 1]
    marks = [*(str(i + 1) for i in range(len(order))), wording.label("stability", lang)]
    ax.set_xticks(ticks, marks, fontsize=6 if wide else 4.8)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    frame.note(ax, f"{wording.label('theme_matrix_note', lang)} {note}".strip(), share=0.7)
    return ax
