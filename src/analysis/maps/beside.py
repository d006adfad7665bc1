"""Two maps side by side, which move as one."""

from __future__ import annotations

from html import escape

from ipyleaflet import Map
from ipywidgets import HTML, GridBox, Layout, VBox, jslink


def side_by_side(
    left: Map, right: Map, *, titles: tuple[str, str] = ("", ""), height: str = "420px"
) -> GridBox:
    """Set two maps side by side: moving or zooming one moves the other.

    Parameters
    ----------
    left, right
        Maps of this module: two territories, two years, two themes.
    titles
        Words above each.
    height
        Of both.
    """
    if left is right:
        raise ValueError("the same map twice: make two of them")
    for view in (left, right):
        view.layout.height = height
    right.zoom = left.zoom
    right.center = left.center
    jslink((left, "zoom"), (right, "zoom"))
    jslink((left, "center"), (right, "center"))
    columns = [
        VBox([HTML(f"<b>{escape(title)}</b>"), view])
        for title, view in zip(titles, (left, right), strict=True)
    ]
    return GridBox(
        columns,
        layout=Layout(grid_template_columns="minmax(0, 1fr) minmax(0, 1fr)", grid_gap="8px"),
    )
