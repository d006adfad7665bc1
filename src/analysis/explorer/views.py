"""The views of a notebook that the page has too, as a widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import anywidget
from traitlets import Any as AnyTrait
from traitlets import Bytes, List, Unicode

from analysis.explorer.scripts import built


class Views(anywidget.AnyWidget):
    """Filters, network, plane, list and portrait, drawn by the script that the page has too."""

    @property
    def _esm(self) -> str:
        return built("widget.js")

    @property
    def _css(self) -> str:
        return built("widget.css")

    _data = Bytes().tag(sync=True)  # as JSON: a widget reads every value of what is not bytes
    _code = Unicode().tag(sync=True)
    query = Unicode().tag(sync=True)
    themes: Any = List().tag(sync=True)
    epcis: Any = List().tag(sync=True)
    communes: Any = List().tag(sync=True)
    roles: Any = List().tag(sync=True)
    kinds: Any = List().tag(sync=True)
    years = AnyTrait(None, allow_none=True).tag(sync=True)
    selected: Any = List().tag(sync=True)
    actor = AnyTrait(None, allow_none=True).tag(sync=True)


def told(name: str, value: Any, themes: Sequence[str], actors: Sequence[str]) -> Any:
    """Give a part of Python's state as the views have it: themes and the actor by position."""
    if name == "themes":
        return [themes.index(theme) for theme in value if theme in themes]
    if name == "actor":
        return actors.index(value) if value in actors else None
    return list(value) if isinstance(value, tuple) else value


def heard(name: str, given: Any, themes: Sequence[str], actors: Sequence[str]) -> Any:
    """Give a part of the views' state as Python has it: themes and the actor by name."""
    if name == "themes":
        return tuple(themes[i] for i in given)
    if name == "actor":
        return None if given is None else actors[given]
    return tuple(given) if isinstance(given, list) else given
