"""How ties are spread: by community, by strength, and how surely an actor belongs."""

from __future__ import annotations

from textwrap import fill, shorten
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Rectangle

from analysis import style, wording
from analysis.figures import frame
from analysis.figures.graphs import SHOWN

_BIN = 0.1  # confidences that lie closer share a dot
_SHADES = ("#FFFFFF", "#9CC5DE", "#2E7FB5", "#08306B")  # none, one, two, three initiatives or more


@style.drawn
def tie_matrix(
    ties: pd.DataFrame,
    communities: pd.DataFrame,
    *,
    names: pd.Series | None = None,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **image: Any,
) -> Axes:
    """Draw all ties as a matrix of actors, ordered by community.

    Parameters
    ----------
    ties
        Columns actor_a, actor_b, shared, strength.
    communities
        Columns actor_id, community; actors without one (isolates) are left out.
    names
        Name of each community, by number; its number by default.
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
        The axes. Within a community, actors come by the strength of their ties; a frame surrounds
        each of the large ones. The note says how many ties lie inside communities.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 5.4), layout="constrained")[1]
    wide = frame.is_wide(ax)
    flat = ties.astype({"actor_a": "str", "actor_b": "str"})
    ends = pd.concat([flat.set_index(side)["strength"] for side in ("actor_a", "actor_b")])
    order = communities.dropna(subset=["community"]).assign(
        strength=lambda t: t["actor_id"].map(ends.groupby(level=0).sum()).fillna(0.0)
    )
    order = order.sort_values(
        ["community", "strength", "actor_id"], ascending=[True, False, True], ignore_index=True
    )
    place = pd.Series(order.index, index=order["actor_id"])
    one, other = (place.loc[flat[side]].to_numpy() for side in ("actor_a", "actor_b"))
    cells = np.zeros((max(len(order), 1),) * 2, dtype=int)
    cells[one, other] = cells[other, one] = np.minimum(flat["shared"].to_numpy(dtype=int), 3)
    ax.imshow(
        cells,
        cmap=ListedColormap(_SHADES),
        norm=BoundaryNorm([-0.5, 0.5, 1.5, 2.5, 3.5], 4),
        interpolation="nearest",
        **image,
    )
    code = order["community"].to_numpy(dtype=int)
    marks, words = [], []
    for number in sorted(set(code)):
        rows = np.flatnonzero(code == number)
        if number >= SHOWN:
            break
        hue = style.colour(int(number))
        box = Rectangle(
            (rows[0] - 0.5, rows[0] - 0.5), len(rows), len(rows), fill=False, edgecolor=hue,
            linewidth=0.9, zorder=3,
        )  # fmt: skip
        ax.add_patch(box)
        marks.append((rows[0] + rows[-1]) / 2)
        words.append(f"{_community(names, number, 44 if wide else 20)} ({len(rows)})")
    ax.set_yticks(marks, words, fontsize=6 if wide else 4.8)
    ax.set_xticks([])
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(True)
        side.set_color("#C8C8C8")
    keys = [
        frame.key("s", _SHADES[k], style.SOFT_INK, wording.label(f"shared_{k}", lang))
        for k in (1, 2, 3)
    ]
    frame.legend(ax, keys, wording.label("shared", lang))
    inside = int((code[one] == code[other]).sum())
    said = wording.label(
        "matrix_note", lang, actors=len(order), ties=len(flat), inside=inside,
        share=wording.percent(inside / max(len(flat), 1), lang),
    )  # fmt: skip
    frame.note(ax, f"{said} {note}".strip(), share=0.75)
    return ax


@style.drawn
def tie_strengths(
    ties: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **line: Any,
) -> Axes:
    """Draw which share of the ties is at least as strong as any strength.

    Parameters
    ----------
    ties
        Columns shared, strength.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    line
        Further arguments of :meth:`matplotlib.axes.Axes.step`.

    Returns
    -------
        The axes: strengths on a logarithmic scale, the median marked. The note says how many ties
        rest on one initiative.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 2.9), layout="constrained")[1]
    values = np.sort(ties["strength"].to_numpy(dtype=float))
    n = len(values)
    if n:
        distinct, first = np.unique(values, return_index=True)
        share = 100 * (n - first) / n
        ax.step(
            np.append(distinct, distinct[-1]), np.append(share, 0), where="pre",
            color=style.colour(0), **line,
        )  # fmt: skip
        ax.plot(distinct, share, "o", markersize=2.2, color=style.colour(0))
        ax.set_xscale("log")
        median = float(np.median(values))
        places = 3 if median < 1 else 1
        ax.axvline(median, color=style.SOFT_INK, linewidth=0.7, linestyle=(0, (4, 3)))
        ax.annotate(
            wording.label("median", lang, value=wording.number(median, lang, digits=places)),
            (median, 97), xytext=(4, 0), textcoords="offset points", va="top", fontsize=6,
            color=style.SOFT_INK,
        )  # fmt: skip
        low, high = distinct[0] / 1.15, distinct[-1] * 1.15
        ticks = [t for t in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10) if low <= t <= high]
        ax.set_xticks(ticks, [f"{t:g}".replace(".", "," if lang == "fr" else ".") for t in ticks])
        ax.set_xlim(low, high)
        ax.minorticks_off()
    ax.set_ylim(0, 102)
    ax.set_ylabel(wording.label("share_of_ties", lang))
    ax.grid(axis="y", color="#E4E4E4", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.annotate(
        wording.label("strength_axis", lang), (1, 0), xycoords="axes fraction", xytext=(0, -16),
        textcoords="offset points", ha="right", va="top",
    )  # fmt: skip
    once = int((ties["shared"] == 1).sum())
    said = wording.label(
        "strengths_note", lang, ties=n, once=once,
        share=wording.percent(once / max(n, 1), lang),
    )  # fmt: skip
    frame.note(ax, f"{said} {note}".strip(), share=0.92)
    ax.xaxis.labelpad = 14  # below the name of the axis
    return ax


@style.drawn
def community_confidence(
    communities: pd.DataFrame,
    *,
    names: pd.Series | None = None,
    least: float = 0.9,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw how surely the actors of each community belong to it.

    Parameters
    ----------
    communities
        Columns actor_id, community, confidence (0 to 1, missing without a tie).
    names
        Name of each community, by number; its number by default.
    least
        Confidence from which an actor is called firm: a line marks it.
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
        The axes: large communities from top to bottom, then all smaller ones in one row; dots sized
        and numbered by the actors whose confidences lie within 10 %; at the right of each row,
        how many of its actors are firm.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 3.4), layout="constrained")[1]
    wide = frame.is_wide(ax)
    known = communities.dropna(subset=["community", "confidence"])
    code = known["community"].to_numpy(dtype=int)
    row = np.minimum(code, SHOWN)
    rows = sorted(set(row.tolist()))
    words: list[str] = []
    bins = np.floor(known["confidence"].to_numpy(dtype=float) / _BIN + 1e-9).astype(int)
    biggest = max(np.unique([row, bins], axis=1, return_counts=True)[1].tolist(), default=1)
    beside = 1.1 if wide else 1.2
    most = (13 if wide else 8.5) ** 2
    for line, number in enumerate(rows):
        mine = row == number
        values = known["confidence"].to_numpy(dtype=float)[mine]
        dots = pd.Series(values).groupby(bins[mine]).agg(["mean", "size"])
        rest = number >= SHOWN
        ax.scatter(
            dots["mean"],
            np.full(len(dots), line),
            s=most * dots["size"] / biggest,
            color=style.REST if rest else style.colour(number),
            linewidth=0,
            zorder=3,
            **scatter,
        )
        for x, n in dots.itertuples(index=False):
            ax.annotate(
                str(n), (x, line), xytext=(0, np.sqrt(most * n / biggest) / 2 + 0.5),
                textcoords="offset points", ha="center", fontsize=5.5 if wide else 4.4,
            )  # fmt: skip
        firm = int((values >= least).sum())
        ax.text(beside, line, f"{firm}/{len(values)}", va="center", fontsize=6)
        small = wording.label("small_components", lang)
        named = small if rest else _community(names, number, 44 if wide else 36)
        words.append(named if wide else fill(named, 18))
    ax.axvline(least, color=style.SOFT_INK, linewidth=0.7, linestyle=(0, (4, 3)), zorder=1)
    head = wording.label("firm", lang)
    ax.text(beside, -0.75, head, va="center", fontsize=5.5, color=style.SOFT_INK)
    ax.set_yticks(range(len(rows)), words, fontsize=6 if wide else 4.8)
    ax.set(xlim=(0, beside + 0.12), ylim=(len(rows) - 0.45, -1.0))
    ticks = [0, 0.25, 0.5, 0.75, 1]
    ax.set_xticks(ticks, [wording.percent(t, lang) for t in ticks])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    share = float((known["confidence"] >= least).mean()) if len(known) else 0.0
    said = wording.label(
        "confidence_note", lang, actors=len(known), firm=wording.percent(share, lang),
        least=wording.percent(least, lang),
    )  # fmt: skip
    frame.note(ax, f"{said} {note}".strip(), share=0.7)
    return ax


def _community(names: pd.Series | None, number: int, most: int) -> str:
    named = str(number + 1) if names is None else str(names.get(number, number + 1))
    return shorten(named, most, placeholder="…")
