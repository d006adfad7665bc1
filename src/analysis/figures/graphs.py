"""Who works with whom, drawn at positions that were computed before."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from textalloc import allocate

from analysis import style, wording
from analysis.figures import frame
from analysis.schema import may_be_shown

SHOWN = 8  # communities that get a colour; the smaller ones are grey


@style.drawn
def network(
    ties: pd.DataFrame,
    actors: pd.DataFrame,
    positions: pd.DataFrame,
    communities: pd.DataFrame,
    *,
    names: pd.Series | None = None,
    top: int = 18,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw the network of actors, coloured by community.

    Parameters
    ----------
    ties
        Columns actor_a, actor_b, strength.
    actors
        Columns actor_id, name, publishable.
    positions
        Columns actor_id, x, y; actors without a position (isolates) are counted, not drawn.
    communities
        Columns actor_id, community.
    names
        Name of each community, by number; its number by default.
    top
        How many actors are named, those of the strongest ties first.
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
        The axes. The note says what is drawn and what size and width stand for.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 5.6), layout="constrained")[1]
    wide = frame.is_wide(ax)
    people = actors.merge(positions, on="actor_id").merge(communities, on="actor_id", how="left")
    people = people.dropna(subset=["x", "y"]).sort_values("actor_id").reset_index(drop=True)
    at = people.set_index("actor_id")[["x", "y"]]
    flat = ties.astype({"actor_a": "str", "actor_b": "str"})
    _lines(ax, flat, at, wide)
    sides = (flat[[side, "strength"]] for side in ("actor_a", "actor_b"))
    ends = pd.concat([side.set_axis(["actor_id", "strength"], axis=1) for side in sides])
    strength = people["actor_id"].map(ends.groupby("actor_id")["strength"].sum()).fillna(0.0)
    size = (5 if wide else 2.5) + (16 if wide else 7) * np.sqrt(strength.to_numpy(dtype=float))
    code = people["community"].astype("Float64").to_numpy(dtype=float, na_value=-1).astype(int)
    for number in sorted(set(code)):
        chosen = code == number
        known = 0 <= number < SHOWN
        ax.scatter(
            people["x"][chosen],
            people["y"][chosen],
            s=size[chosen],
            color=style.colour(number) if known else style.REST,
            marker=style.mark(number) if known else "o",
            edgecolor="white",
            linewidth=0.4,
            zorder=3,
            **scatter,
        )
    bare(ax)
    community_keys(ax, code, names, lang)
    said = wording.label(
        "network_note",
        lang,
        actors=len(people),
        ties=len(ties),
        isolates=len(actors) - len(people),
    )
    frame.note(ax, f"{said} {note}".strip())
    style.settle(frame.figure_of(ax))
    _names(ax, people, strength, top if wide else top // 2, 5.6 if wide else 4.6)
    return ax


@style.drawn
def two_mode(
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    initiatives: pd.DataFrame,
    positions: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    giant_share: float | None = None,
    top: int = 16,
    note: str = "",
    lang: str = "fr",
    ax: Axes | None = None,
    **scatter: Any,
) -> Axes:
    """Draw actors (circles) and initiatives (squares, by theme), joined by participations.

    Parameters
    ----------
    participations
        Columns initiative_id, actor_id.
    actors
        Columns actor_id, name.
    initiatives
        Columns initiative_id, title.
    positions
        Columns node ("actor:…" or "initiative:…"), x, y.
    groups
        Columns initiative_id, group, name.
    giant_share
        Share of the nodes that the main component holds, 0 to 1, for the note.
    top
        How many actors are named, those of most initiatives first.
    note
        Words added to the note below.
    lang
        Language of labels, "fr" or "en".
    ax
        Axes to draw on; new ones by default.
    scatter
        Further arguments of :meth:`matplotlib.axes.Axes.scatter` for the initiatives.

    Returns
    -------
        The axes.
    """
    if ax is None:
        ax = plt.subplots(figsize=(style.WIDTHS["2col"], 5.6), layout="constrained")[1]
    wide = frame.is_wide(ax)
    at = positions.dropna(subset=["x", "y"]).set_index("node")[["x", "y"]].sort_index()
    links = participations[["initiative_id", "actor_id"]].drop_duplicates()
    ends = pd.DataFrame(
        {"actor_a": "actor:" + links["actor_id"], "actor_b": "initiative:" + links["initiative_id"]}
    ).assign(strength=0.3)
    _lines(ax, ends, at, wide)
    people = actors.assign(node="actor:" + actors["actor_id"])
    people = people[people["node"].isin(at.index)].sort_values("actor_id").reset_index(drop=True)
    people[["x", "y"]] = at.loc[people["node"]].to_numpy()
    taken = people["actor_id"].map(links.groupby("actor_id").size()).fillna(0).astype(float)
    ax.scatter(
        people["x"],
        people["y"],
        s=(2 if wide else 1) + (3 if wide else 1.4) * taken,
        color=style.INK,
        edgecolor="white",
        linewidth=0.3,
        zorder=4,
    )
    works = initiatives.merge(
        groups[["initiative_id", "group", "name"]], on="initiative_id", how="left"
    )
    works = works.assign(node="initiative:" + works["initiative_id"])
    works = works[works["node"].isin(at.index)].sort_values("initiative_id")
    code = works["group"].astype("Float64").to_numpy(dtype=float, na_value=-1).astype(int)
    for number in sorted(set(code)):
        here = at.loc[works["node"][code == number]]
        hue = style.colour(number) if number >= 0 else style.REST
        ax.scatter(
            here["x"],
            here["y"],
            s=11 if wide else 5,
            marker="s",
            color=hue,
            edgecolor="white",
            linewidth=0.3,
            zorder=3,
            **scatter,
        )
    bare(ax)
    named = groups.dropna(subset=["group"]).drop_duplicates("group").set_index("group")["name"]
    keys = [frame.key("o", style.INK, "white", wording.label("actor", lang))]
    keys += [
        frame.key("s", style.colour(int(g)), "white", str(name))
        for g, name in named.sort_index().items()
        if g in set(code)
    ]
    if (code < 0).any():
        keys.append(frame.key("s", style.REST, "white", wording.label("undecided", lang)))
    frame.legend(ax, keys, wording.label("theme", lang))
    said = wording.label(
        "two_mode_note",
        lang,
        actors=len(people),
        initiatives=len(works),
        links=len(links),
        share="?" if giant_share is None or isnan(giant_share) else round(100 * giant_share),
    )
    frame.note(ax, f"{said} {note}".strip())
    style.settle(frame.figure_of(ax))
    _names(ax, people, taken, top if wide else top // 2, 5.6 if wide else 4.6)
    return ax


def _lines(ax: Axes, ties: pd.DataFrame, at: pd.DataFrame, wide: bool) -> None:
    drawn = ties[ties["actor_a"].isin(at.index) & ties["actor_b"].isin(at.index)]
    drawn = drawn.sort_values(["strength", "actor_a", "actor_b"])
    if drawn.empty:
        return
    ends = np.stack(
        [at.loc[drawn["actor_a"]].to_numpy(), at.loc[drawn["actor_b"]].to_numpy()], axis=1
    )
    width = (0.22 if wide else 0.12) + (0.55 if wide else 0.3) * np.sqrt(
        drawn["strength"].to_numpy(dtype=float)
    )
    ax.add_collection(
        LineCollection(list(ends), linewidths=width, colors="#7F8C95", alpha=0.45, zorder=1)
    )


def bare(ax: Axes) -> None:
    """Take away all but what is drawn; one unit on both axes."""
    ax.set(xticks=[], yticks=[])
    ax.set_aspect("equal")
    ax.margins(0.03)
    ax.autoscale_view()
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    if (short := 0.4 * (east - west) - (north - south)) > 0:  # a few actors in a row
        ax.set_ylim(south - short / 2, north + short / 2)
    ax.spines[:].set_visible(False)


def _names(ax: Axes, people: pd.DataFrame, weight: pd.Series, top: int, size: float) -> None:
    shown = people.assign(weight=weight)[may_be_shown(people)]
    shown = shown.sort_values(["weight", "actor_id"], ascending=[False, True]).head(top)
    if shown.empty:
        return
    allocate(
        ax,
        shown["x"].to_numpy(),
        shown["y"].to_numpy(),
        [short(n) for n in shown["name"]],
        x_scatter=people["x"].to_numpy(),
        y_scatter=people["y"].to_numpy(),
        textsize=size,
        textcolor=style.INK,
        linecolor=style.SOFT_INK,
        linewidth=0.35,
        min_distance=0.006,
        max_distance=0.10,
        margin=0.002,
        draw_lines=True,
        zorder=6,
    )
    for text in ax.texts:  # a halo, so that a name can be read across lines
        text.set_path_effects([withStroke(linewidth=1.6, foreground="white", alpha=0.85)])


def short(name: str, most: int = 26) -> str:
    """Cut a name that is longer than that."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def community_keys(
    ax: Axes,
    code: np.ndarray,
    names: pd.Series | None,
    lang: str,
    first: Sequence[Line2D] = (),
) -> None:
    """Set the legend of communities, by the number of each actor drawn (-1: none)."""
    numbers, sizes = np.unique(code, return_counts=True)
    large = (numbers >= 0) & (numbers < SHOWN)
    keys = list(first)
    for number, n in zip(numbers[large].tolist(), sizes[large].tolist(), strict=True):
        named = str(number + 1) if names is None else names.get(number, str(number + 1))
        hue = style.colour(number)
        keys.append(frame.key(style.mark(number), hue, "white", f"{named} ({n})"))
    if rest := int(sizes[~large].sum()):
        text = f"{wording.label('small_components', lang)} ({rest})"
        keys.append(frame.key("o", style.REST, "white", text))
    frame.legend(ax, keys, wording.label("community", lang))
