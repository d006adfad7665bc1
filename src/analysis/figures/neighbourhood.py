"""One actor among those it works with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from analysis import style, wording
from analysis.figures import frame
from analysis.figures.graphs import SHOWN, bare, community_keys, short
from analysis.schema import may_be_shown

_LETTERS = 28  # of a name around the circle


@style.drawn
def ego(
    ties: pd.DataFrame,
    actors: pd.DataFrame,
    communities: pd.DataFrame,
    actor_id: str,
    *,
    names: pd.Series | None = None,
    top: int = 40,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw an actor and those it is tied to, around it by community, with their own ties.

    Parameters
    ----------
    ties
        Columns actor_a, actor_b, strength.
    actors
        Columns actor_id, name, publishable.
    communities
        Columns actor_id, community.
    actor_id
        The actor in the middle.
    names
        Name of each community, by number; its number by default.
    top
        How many neighbours are drawn, those of the strongest ties.
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
        The axes. The note counts the neighbours and the ties among them.

    Raises
    ------
    ValueError
        For an actor that is not in `actors`.
    """
    if actor_id not in set(actors["actor_id"]):
        raise ValueError(f"{actor_id!r} is not in actors: give one of its actor_id")
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 5.4), layout="constrained")[1]
    wide = frame.is_wide(ax)
    said = actors.set_index("actor_id")
    names_of = said["name"].where(may_be_shown(said))
    around, inner = _neighbours(ties, actor_id)
    code = communities.set_index("actor_id")["community"].reindex(around.index)
    code = code.astype("Float64").fillna(-1).astype(int)
    drawn = around.sort_values(ascending=False, kind="stable").head(top).index
    order = pd.DataFrame({"code": code.loc[drawn], "strength": -around.loc[drawn]})
    order.loc[order["code"] < 0, "code"] = len(actors)
    order = order.rename_axis("id").sort_values(["code", "strength", "id"]).index
    # From the left on, upwards: both halves are read from the middle outwards.
    turn = np.pi - 2 * np.pi * (np.arange(len(order)) + 0.5) / max(len(order), 1)
    at = pd.DataFrame({"x": np.cos(turn), "y": np.sin(turn)}, index=order)
    strength = around.loc[order].to_numpy(dtype=float)
    spokes = np.stack([np.zeros((len(at), 2)), at.to_numpy()], axis=1)
    scale = 1.0 if wide else 0.6
    ax.add_collection(
        LineCollection(
            list(spokes), linewidths=scale * (0.3 + 1.3 * np.sqrt(strength)), colors=style.SOFT_INK,
            alpha=0.8, zorder=2,
        )
    )  # fmt: skip
    inside = inner[inner["actor_a"].isin(order) & inner["actor_b"].isin(order)]
    chords = np.stack(
        [at.loc[inside["actor_a"]].to_numpy(), at.loc[inside["actor_b"]].to_numpy()], axis=1
    )
    ax.add_collection(
        LineCollection(list(chords), linewidths=0.4 * scale, colors="#7F8C95", alpha=0.45, zorder=1)
    )
    for number in sorted(set(code.loc[order])):
        here = at[(code.loc[order] == number).to_numpy()]
        known = 0 <= number < SHOWN
        ax.scatter(
            here["x"],
            here["y"],
            s=26 * scale,
            color=style.colour(number) if known else style.REST,
            marker=style.mark(number) if known else "o",
            edgecolor="white",
            linewidth=0.4,
            zorder=3,
            **scatter,
        )
    size = (5.6 if wide else 4.2) * min(1.0, 42 / max(len(order), 1))
    missing = wording.label("unnamed", lang)
    for node, angle in zip(order, np.degrees(turn), strict=True):
        left = abs(angle) > 90
        ax.text(
            1.05 * at.at[node, "x"],
            1.05 * at.at[node, "y"],
            short(_named(names_of, node, missing), _LETTERS if wide else 24),
            rotation=angle + 180 if left else angle,
            rotation_mode="anchor",
            ha="right" if left else "left",
            va="center",
            fontsize=size,
            clip_on=False,
        )
    ax.scatter([0], [0], s=60 * scale, color=style.INK, edgecolor="white", linewidth=0.6, zorder=4)
    bare(ax)
    reach = 2.05 if wide else 1.9
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach))
    named = _named(names_of, actor_id, missing)
    middle = frame.key("o", style.INK, "white", short(named, 40), size=6)
    community_keys(ax, code.loc[order].to_numpy(), names, lang, first=[middle])
    pairs = len(around) * (len(around) - 1) // 2
    words = wording.label(
        "ego_note", lang, name=named, n=len(around), inner=len(inner),
        share=wording.percent(len(inner) / pairs if pairs else 0, lang),
    )  # fmt: skip
    if len(order) < len(around):
        words += " " + wording.label("ego_top", lang, top=len(order), n=len(around))
    frame.note(ax, f"{words} {note}".strip())
    return ax


def _neighbours(ties: pd.DataFrame, actor_id: str) -> tuple[pd.Series, pd.DataFrame]:
    """Give the neighbours with the strength of their tie, sorted, and the ties among them."""
    flat = ties.astype({"actor_a": "str", "actor_b": "str"})
    mine = flat[(flat["actor_a"] == actor_id) | (flat["actor_b"] == actor_id)]
    other = mine["actor_a"].where(mine["actor_b"] == actor_id, mine["actor_b"])
    around = pd.Series(mine["strength"].to_numpy(), index=other.to_numpy()).sort_index()
    inner = flat[flat["actor_a"].isin(around.index) & flat["actor_b"].isin(around.index)]
    return around, inner


def _named(names: pd.Series, actor: str, missing: str) -> str:
    name = names.get(actor)
    return missing if name is None or pd.isna(name) else str(name)
