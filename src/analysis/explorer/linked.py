"""A map and a list of initiatives, linked: what is chosen in one is chosen in the other.

One state is the only truth (the initiatives selected, the themes shown, the words searched): every
view reads it and writes it, and so can the next cell of the notebook.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Protocol

import pandas as pd
from ipyleaflet import CircleMarker, GeoJSON
from ipywidgets import HTML, GridBox, Layout, SelectMultiple, Text, VBox
from traitlets import Tuple, Unicode

from analysis import maps, style


class StudyResults(Protocol):
    """What :func:`explore` needs of a study's results."""

    corpus: Any
    groups: pd.DataFrame


class Explorer(VBox):
    """The linked view. ``selected`` holds initiative ids, ``themes`` theme names, ``query`` words.

    All three can be read and set from Python; ``rows`` gives the selected initiatives.
    """

    selected = Tuple().tag(sync=False)
    themes = Tuple().tag(sync=False)
    query = Unicode().tag(sync=False)

    def __init__(self, results: StudyResults, *, extent: str, tiles: bool, lang: str) -> None:
        found = results.corpus
        self._initiatives = found.initiatives.merge(
            results.groups[["initiative_id", "name"]], on="initiative_id", how="left"
        )
        self._searched = [
            _plain(" ".join(str(v) for v in row if not pd.isna(v)))
            for row in self._initiatives[["title", "summary", "commune"]].to_numpy(object)
        ]
        self.map = maps.initiatives(
            found.initiatives,
            found.territories,
            results.groups,
            extent=extent,
            tiles=tiles,
            on_click=lambda chosen: self.set_trait("selected", (chosen,)),
            lang=lang,
        )
        self._layers = [layer for layer in self.map.layers if isinstance(layer, GeoJSON)][1:]
        self._points = {
            f["properties"]["id"]: f["geometry"]["coordinates"][::-1]
            for layer in self._layers
            for f in layer.data["features"]
        }
        self._rings: list[CircleMarker] = []
        names = sorted(self._initiatives["name"].dropna().unique())
        self._choice = SelectMultiple(
            options=names, rows=min(len(names), 9), layout=Layout(width="100%")
        )
        self._search = Text(placeholder=_SAY[lang]["search"], layout=Layout(width="100%"))
        self._list = SelectMultiple(rows=14, layout=Layout(width="100%"))
        self._card = HTML()
        self._words = _SAY[lang]
        side = VBox([self._search, self._choice, self._list, self._card])
        box = GridBox(
            [self.map, side], layout=Layout(grid_template_columns="2fr 1fr", grid_gap="8px")
        )
        super().__init__([box])
        self._link()
        self._refresh()

    @property
    def rows(self) -> pd.DataFrame:
        """Give the selected initiatives as a frame, in the order of the table."""
        return self._initiatives[self._initiatives["initiative_id"].isin(self.selected)]

    @property
    def shown(self) -> list[str]:
        """List the ids that the themes and the search leave."""
        words = _plain(self.query).split()
        return [
            row.initiative_id
            for row, text in zip(
                self._initiatives.itertuples(index=False), self._searched, strict=True
            )
            if (not self.themes or row.name in self.themes) and all(w in text for w in words)
        ]

    def _link(self) -> None:
        self._search.observe(lambda c: self.set_trait("query", c["new"]), "value")
        self._choice.observe(lambda c: self.set_trait("themes", tuple(c["new"])), "value")
        self._list.observe(self._from_list, "value")
        self.observe(lambda c: self._refresh(), ["themes", "query"])
        self.observe(lambda c: self._mark(), "selected")

    def _from_list(self, change: dict[str, Any]) -> None:
        kept = tuple(i for i in self.selected if i not in self.shown)  # hidden now, chosen before
        self.set_trait("selected", (*kept, *change["new"]))

    def _refresh(self) -> None:
        """Make every view show the themes and the words of the state."""
        if self._search.value != self.query:
            self._search.value = self.query
        if self._choice.value != self.themes:
            self._choice.value = self.themes
        shown = set(self.shown)
        titles = self._initiatives[self._initiatives["initiative_id"].isin(shown)]
        self._list.unobserve(self._from_list, "value")
        self._list.options = [
            (t, i) for t, i in zip(titles["title"], titles["initiative_id"], strict=True)
        ]
        self._list.observe(self._from_list, "value")
        for layer in self._layers:
            members = [f["properties"]["id"] for f in layer.data["features"]]
            layer.visible = any(m in shown for m in members)
        self._mark()

    def _mark(self) -> None:
        """Make every view show the selection of the state."""
        here = {i for _, i in self._list.options}
        chosen = tuple(i for i in self.selected if i in here)
        if self._list.value != chosen:
            self._list.unobserve(self._from_list, "value")
            self._list.value = chosen
            self._list.observe(self._from_list, "value")
        for ring in self._rings:
            self.map.remove(ring)
        self._rings = [
            CircleMarker(location=self._points[i], radius=11, color=style.INK, fill=False, weight=3)
            for i in self.selected
            if i in self._points
        ]
        for ring in self._rings:
            self.map.add(ring)
        self._card.value = self._portrait()

    def _portrait(self) -> str:
        from html import escape

        if len(self.selected) != 1:
            return self._words["count"].format(len(self.selected), len(self.shown))
        row = self.rows.iloc[0]
        place = row["commune"] if not pd.isna(row["commune"]) else self._words["unplaced"]
        year = "" if pd.isna(row["year"]) else f", {row['year']}"
        text = "" if pd.isna(row["summary"]) else row["summary"]
        return f"<b>{escape(row['title'])}</b><br>{escape(place)}{year}<p>{escape(text)}</p>"


_SAY = {
    "fr": {
        "search": "Chercher (sans accents)…",
        "count": "{} choisie(s), {} montrée(s)",
        "unplaced": "sans lieu connu",
    },
    "en": {"search": "Search…", "count": "{} chosen, {} shown", "unplaced": "no known place"},
}


def explore(
    results: StudyResults, *, extent: str = "focus", tiles: bool = False, lang: str = "fr"
) -> Explorer:
    """Open the map and the list of a study, linked.

    Parameters
    ----------
    results
        What :func:`analysis.study.load` gives.
    extent
        "focus" shows the territory under study, "all" every commune of the study.
    tiles
        Whether to lay OpenStreetMap's tiles under the map; they need the net.
    lang
        Language of labels, "fr" or "en".

    Returns
    -------
        The view; ``view.selected`` and ``view.rows`` give what was chosen to the next cell.
    """
    return Explorer(results, extent=extent, tiles=tiles, lang=lang)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))
