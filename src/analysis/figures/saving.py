"""A figure as files, with its facts beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes

from analysis import manifest, style
from analysis.figures import frame


def save(
    ax: Axes,
    folder: str | Path,
    name: str,
    *,
    title: str = "",
    formats: Sequence[str] = style.FORMATS,
) -> list[Path]:
    """Write a figure in each format, and its caption as text; the same figure, the same bytes.

    Parameters
    ----------
    ax
        What a function of this module gave back.
    folder
        Where it goes; made if need be.
    name
        File name without its ending.
    title
        Of the figure: in the files' metadata, and first in the caption.
    formats
        Endings among pdf, svg, png.

    Returns
    -------
        The paths written; the last is ``name.txt``, the caption (see :func:`caption`).
    """
    written = style.save(frame.figure_of(ax), folder, name, title=title, formats=formats)
    path = Path(folder) / f"{name}.txt"
    text = "\n".join(part for part in (title, frame.caption(ax)) if part)
    manifest.write_beside(path, f"{text}\n".encode())
    return [*written, path]
