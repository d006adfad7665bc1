"""One look for all drawings: colours, marks, sizes, French and English labels, steady saving.

Colours are Okabe and Ito's, told apart by the colour-blind; each comes with a mark of its own, so
that a greyscale print can be read too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

P = ParamSpec("P")
R = TypeVar("R")

PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#8B6B00", "#4B2E83",
)  # fmt: skip
MARKS = ("o", "s", "^", "D", "v", "P", "X", "p")
REST = "#9A9A9A"  # what belongs to no group
INK, SOFT_INK = "#222222", "#6B6B6B"
LAND, OTHER_LAND, SEA, BEHIND, BORDER, EDGE = (
    "#F6F2E8",
    "#E9E7E1",
    "#CBDDE8",
    "#E6ECEF",
    "#CFC8B8",
    "#8F8776",
)

#: Widths of a figure, in inches: a column (85 mm) and a page (178 mm).
WIDTHS = {"1col": 85 / 25.4, "2col": 178 / 25.4}
FORMATS = ("pdf", "svg", "png")
PRINTED = 300  # dots an inch

_RC = {
    "font.family": "DejaVu Sans",
    "font.size": 7,
    "axes.titlesize": 8,
    "axes.labelsize": 7,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "legend.fontsize": 6.5,
    "legend.title_fontsize": 7,
    "axes.edgecolor": SOFT_INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "axes.labelcolor": INK,
    "lines.linewidth": 1.2,
    "figure.dpi": 110,
    "savefig.dpi": PRINTED,
    "pdf.fonttype": 42,  # text stays text
    "svg.fonttype": "none",
    "text.parse_math": False,  # what people type may hold a dollar or two
    "svg.hashsalt": "interconnaissance",
}


def colour(group: int) -> str:
    """Give the colour of a group by its number; marks tell two groups of one colour apart."""
    return PALETTE[group % len(PALETTE)]


def mark(group: int) -> str:
    """Give the mark of a group by its number; it shifts each time the colours come round."""
    return MARKS[(group + group // len(PALETTE)) % len(MARKS)]


@contextmanager
def look() -> Iterator[None]:
    """Draw within the house's style, and leave these settings of matplotlib as they were."""
    import matplotlib as mpl

    # Not rc_context: a backend chosen meanwhile sets `interactive`, which it would undo.
    settings: Any = mpl.rcParams
    before = {key: settings[key] for key in _RC}
    settings.update(_RC)
    try:
        yield
    finally:
        settings.update(before)


def drawn(function: Callable[P, R]) -> Callable[P, R]:
    """Make a drawing function draw within the house's style."""

    @wraps(function)
    def styled(*args: P.args, **kwargs: P.kwargs) -> R:
        with look():
            return function(*args, **kwargs)

    return styled


def settle(figure: Figure) -> None:
    """Lay a figure out: a legend beside a map of fixed proportions takes a few rounds."""
    engine = figure.get_layout_engine()
    if engine is None:
        return
    for _ in range(6):
        before = [ax.get_position().bounds for ax in figure.axes]
        engine.execute(figure)
        if [ax.get_position().bounds for ax in figure.axes] == before:
            break


def _trimmed(figure: Figure) -> Bbox:
    """Give the page of a figure: its own width, and the height of what is drawn."""
    from matplotlib.transforms import Bbox

    # Small letters are wider in print than on the screen: lay out what is printed.
    figure.set_dpi(PRINTED)
    settle(figure)
    figure.set_layout_engine(None)  # not "none", which would draw once more for each format
    drawn = figure.get_tightbbox()
    return Bbox.from_extents(0, drawn.y0 - 0.03, figure.get_figwidth(), drawn.y1 + 0.03)


def save(
    figure: Figure,
    folder: str | Path,
    name: str,
    *,
    title: str = "",
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Write a figure in each format, at its own width; the same figure gives the same bytes.

    Parameters
    ----------
    figure
        The figure.
    folder
        Where it goes; made if need be.
    name
        File name without its ending.
    title
        Of the figure, in each file's metadata.
    formats
        Endings among pdf, svg, png.

    Returns
    -------
        The paths written.
    """
    steady: dict[str, dict[str, Any]] = {
        "pdf": {"CreationDate": None, "ModDate": None, "Producer": "interconnaissance"},
        "svg": {"Date": None, "Creator": "interconnaissance"},
        "png": {"Software": "interconnaissance"},
    }
    written = []
    Path(folder).mkdir(parents=True, exist_ok=True)
    with look():
        page = _trimmed(figure)
        for ending in formats:
            buffer = BytesIO()
            facts = steady[ending] | ({"Title": title} if title else {})
            figure.savefig(buffer, format=ending, metadata=facts, bbox_inches=page)
            path = Path(folder) / f"{name}.{ending}"
            beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            beside.write_bytes(buffer.getvalue())
            beside.replace(path)
            written.append(path)
    return written
