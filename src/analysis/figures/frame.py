"""What surrounds a drawing: its legend, its note, and how wide it may be."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis import style


def figure_of(ax: Axes) -> Figure:
    """Give the figure that some axes lie on."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def width(ax: Axes) -> float:
    """Give the width of the figure of some axes, in inches."""
    return figure_of(ax).get_figwidth()


def is_wide(ax: Axes) -> bool:
    """Tell whether the figure is made for a page and not for a column."""
    return width(ax) > 5


def note(ax: Axes, text: str, *, share: float = 1.0) -> None:
    """Set a small note below axes that take this share of the figure's width, at their left."""
    letters = int(share * 22.5 * width(ax))  # at this size, in this font
    ax.set_xlabel(fill(text, letters), loc="left", fontsize=5.5, color=style.SOFT_INK)


def caption(ax: Axes) -> str:
    """Give the facts of a figure (what it counts, what is not drawn) as one line of text.

    Parameters
    ----------
    ax
        What a function of this module gave back.
    """
    return ax.get_xlabel().replace("\n", " ")


def key(marker: str, face: Any, edge: Any, text: str, *, size: float = 4.5) -> Line2D:
    """Make a line of a legend: a mark and its words."""
    return Line2D(
        [],
        [],
        linestyle="",
        marker=marker,
        markersize=size,
        markerfacecolor=face,
        markeredgecolor=edge,
        markeredgewidth=0.6,
        label=text,
    )


def legend(ax: Axes, handles: Sequence[Line2D], title: str) -> None:
    """Set a legend outside the axes: at the right of a page's figure, above a column's."""
    wide = is_wide(ax)
    for handle in handles:
        handle.set_label(fill(str(handle.get_label()), 30 if wide else 60))
    ax.legend(
        handles=list(handles),
        title=title,
        loc="upper left" if wide else "lower left",
        bbox_to_anchor=(1.01, 1.0) if wide else (0.0, 1.01),
        alignment="left",
        frameon=False,
        borderaxespad=0,
        handletextpad=0.3,
        labelspacing=0.55 if wide else 0.35,
    )
