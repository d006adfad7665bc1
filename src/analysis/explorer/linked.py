"""Map, network, themes, list and portrait of a study, linked: what is chosen in one is in all.

One state is the only truth, and it is Python's: every view reads it and writes it, and so can the
next cell of the notebook.
"""

from __future__ import annotations

import difflib
import json
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from ipyleaflet import DrawControl
from ipywidgets import VBox
from traitlets import Any as AnyTrait
from traitlets import TraitError, Tuple, Unicode, validate

from analysis import corpus as corpora
from analysis import maps
from analysis.explorer.extracts import write_subset
from analysis.explorer.filtering import FACETS, facts_of, left
from analysis.explorer.gathering import contents
from analysis.explorer.views import Views, heard, told

_PARTS = ("query", *FACETS, "years", "selected", "actor")
_RINGS = 200  # marks that are ringed at most
_MARKS = 2_000  # initiatives beyond which the map says how many are where


class Explorer(VBox):
    """The linked view of a study.

    ``selected`` holds initiative ids and ``actor`` an actor's; ``themes``, ``epcis``, ``communes``,
    ``roles`` and ``kinds`` the names kept by each filter, ``years`` the first and the last,
    ``query`` words. All can be read and set from Python. ``shown`` lists the ids that the filters
    leave, ``rows`` the initiatives selected, ``code`` the lines that make this view again.
    """

    selected = Tuple().tag(sync=False)
    themes = Tuple().tag(sync=False)
    epcis = Tuple().tag(sync=False)
    communes = Tuple().tag(sync=False)
    roles = Tuple().tag(sync=False)
    kinds = Tuple().tag(sync=False)
    years = AnyTrait(None, allow_none=True).tag(sync=False)
    query = Unicode().tag(sync=False)
    actor = AnyTrait(None, allow_none=True).tag(sync=False)

    def __init__(self, results: Any, *, extent: str, tiles: bool, lang: str) -> None:
        self._results, self._lang = results, lang
        self._corpus = results.corpus
        held = contents(results, lang=lang)
        self._themes = [theme["name"] for theme in held["themes"]]
        self._actors = [actor["id"] for actor in held["actors"]]
        self._held = held
        self._ids = [one["id"] for one in held["initiatives"]]
        self._places = maps.located(self._corpus.initiatives)
        self._many = len(self._places) > _MARKS
        self._draw(extent, tiles, lang)
        self._left = self._ids  # those that the filters leave
        self._rings = maps.rings()
        self.map.add(self._rings)
        lasso = maps.lasso()
        lasso.on_draw(self._circled)
        self.map.add(lasso)
        self.views = Views(_data=json.dumps(held, ensure_ascii=False).encode())
        super().__init__([self.map, self.views])
        self._link()
        self.views._code = self.code

    @cached_property
    def _facts(self) -> pd.DataFrame:
        """What filters read: made at the first one, for a view to show before."""
        return facts_of(self._held)

    @cached_property
    def _known_ids(self) -> frozenset[str]:
        return frozenset(self._ids)

    @property
    def shown(self) -> list[str]:
        """List the ids of the initiatives that the filters leave."""
        sets = {name: getattr(self, name) for name in FACETS}
        return left(self._facts, query=self.query, years=self.years, sets=sets)

    @property
    def rows(self) -> pd.DataFrame:
        """Give the selected initiatives as a frame, theme (name) included, in the table's order."""
        table = self._corpus.initiatives
        chosen = table[table["initiative_id"].isin(self.selected)]
        names = self._results.groups[["initiative_id", "name"]]
        return chosen.merge(names, on="initiative_id", how="left")

    @property
    def code(self) -> str:
        """Give the lines that make this view again."""
        parts = [
            f"view.{name} = {getattr(self, name)!r}"
            for name in _PARTS
            if getattr(self, name) not in (None, "", ())
        ]
        return "\n".join(["view = explorer.explore(results)", *parts, "view"])

    @validate(*FACETS)
    def _known(self, proposal: Any) -> tuple[str, ...]:
        """Refuse a name that no initiative has: a filter mistyped would show nothing."""
        name, value = proposal["trait"].name, tuple(proposal["value"])
        known = frozenset(chain.from_iterable(self._facts[name]))
        for unknown in (v for v in value if v not in known):
            near = difflib.get_close_matches(str(unknown), known, n=1) or sorted(known)[:1]
            said = f"{name}: {unknown!r} is none of them; did you mean {near[0]!r}?" if near else ""
            raise TraitError(said or f"{name}: {unknown!r}, but initiatives have none")
        return value

    @validate("selected")
    def _listed(self, proposal: Any) -> tuple[str, ...]:
        value = tuple(proposal["value"])
        for unknown in (v for v in value if v not in self._known_ids):
            raise TraitError(f"selected: {unknown!r} is no initiative_id of this study")
        return value

    @validate("actor")
    def _one(self, proposal: Any) -> str | None:
        value = proposal["value"]
        if value is not None and value not in set(self._corpus.actors["actor_id"]):
            raise TraitError(f"actor: {value!r} is no actor_id of this study")
        return value

    @validate("years")
    def _span(self, proposal: Any) -> tuple[int, int] | None:
        value = proposal["value"]
        if value is None:
            return None
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise TraitError(f"years: {value!r} is not a pair of years, the first and the last")
        return (int(value[0]), int(value[1]))

    def clear(self) -> None:
        """Show everything again; what is selected stays."""
        self.query, self.years = "", None
        for name in FACETS:
            self.set_trait(name, ())

    def subset(self) -> corpora.Corpus:
        """Give the part of the corpus that the filters leave, or what is selected of it.

        Where all that is selected is filtered out, it is what the filters leave.
        """
        own, shown = set(self.selected), self.shown
        return corpora.select(self._corpus, [i for i in shown if i in own] or shown)

    def export(self, folder: str | Path) -> list[Path]:
        """Write the subset: tables as CSV, points as GeoJSON, the map as a figure.

        Parameters
        ----------
        folder
            Where the files go.

        Returns
        -------
            The files: initiatives.csv, acteurs.csv, participations.csv, initiatives.geojson, and
            carte.pdf, .svg and .png with their caption. Actors that may not be shown are left out;
            no cell is a formula.
        """
        return write_subset(
            self.subset(), self._results.groups, folder, actors=self._actors, lang=self._lang
        )

    def _link(self) -> None:
        """Tie each part of the state to the views, names on one side and places on the other."""
        for name in _PARTS:
            self.observe(lambda change, name=name: self._tell(name), name)
            self.views.observe(lambda change, name=name: self._hear(name), name)
        filters = [part for part in _PARTS if part not in ("selected", "actor")]
        self.observe(lambda change: self._filter(), filters)
        self.observe(self._one_portrait, ["selected", "actor"])
        self.observe(lambda change: self._mark(), ["selected", "actor"])

    def _one_portrait(self, change: dict[str, Any]) -> None:
        """Close an actor's portrait when initiatives are selected, and the other way round."""
        if change["name"] == "selected" and change["new"]:
            self.actor = None
        elif change["name"] == "actor" and change["new"] is not None:
            self.selected = ()

    def _tell(self, name: str) -> None:
        given = told(name, getattr(self, name), self._themes, self._actors)
        if getattr(self.views, name) != given:
            self.views.set_trait(name, given)
        self.views._code = self.code

    def _hear(self, name: str) -> None:
        value = heard(name, getattr(self.views, name), self._themes, self._actors)
        if getattr(self, name) != value:
            self.set_trait(name, value)

    def _draw(self, extent: str, tiles: bool, lang: str) -> None:
        """Draw the map: a mark an initiative, or how many are where when they are thousands."""
        given: dict[str, Any] = {"extent": extent, "tiles": tiles, "lang": lang}
        table, areas = self._corpus.initiatives, self._corpus.territories
        if self._many:
            self.map = maps.binned(
                table, areas, on_click=lambda ids: self.set_trait("selected", ids), **given
            )
            inside = maps.ground_of(areas, extent).total_bounds
            self._kept, self._bounds = self._places, tuple(inside)
            self.map.observe(self._looked, "bounds")
            rows = self._places.itertuples(index=False)
            self._points = {row.initiative_id: [row.lat, row.lon] for row in rows}
            return
        self.map = maps.initiatives(
            table,
            areas,
            self._results.groups,
            on_click=lambda chosen: self.set_trait("selected", (chosen,)),
            **given,
        )
        self._points = {
            feature["properties"]["id"]: feature["geometry"]["coordinates"][::-1]
            for layer in maps.theme_layers(self.map)
            for feature in layer.data["features"]
        }

    def _filter(self) -> None:
        """Leave on the map what the filters leave."""
        self._left = self.shown
        shown = set(self._left)
        if self._many:
            self._kept = self._places[self._places["initiative_id"].isin(shown)]
            self._count()
        else:
            maps.leave(self.map, shown)
        self._mark()

    def _looked(self, change: dict[str, Any]) -> None:
        """Count anew what is where when another part of the map is looked at."""
        if change["new"]:
            (south, west), (north, east) = change["new"]
            self._bounds = (west, south, east, north)
            self._count()

    def _count(self) -> None:
        """Count on the map what is where, in the part that is looked at."""
        maps.theme_layers(self.map)[0].data = maps.discs(self._kept, self._bounds, self.map.zoom)

    def _mark(self) -> None:
        """Ring on the map what is selected, or what the actor that is takes part in."""
        takes = self._corpus.participations
        own = takes.loc[takes["actor_id"] == self.actor, "initiative_id"].unique()
        shown = set(self._left)
        marked = [i for i in self.selected or tuple(own) if i in shown and i in self._points]
        maps.ring(self._rings, {i: self._points[i] for i in marked[:_RINGS]})

    def _circled(self, control: DrawControl, action: str, geo_json: dict[str, Any]) -> None:
        """Select what is inside the shape that was drawn, and take the shape away."""
        if action != "created" or geo_json["geometry"]["type"] != "Polygon":
            return
        shape = shapely.Polygon(geo_json["geometry"]["coordinates"][0])
        shown = [i for i in self.shown if i in self._points]
        inside = shapely.contains_xy(shape, [self._points[i][::-1] for i in shown]) if shown else []
        self.selected = tuple(i for i, here in zip(shown, inside, strict=True) if here)
        control.clear()


def explore(
    results: Any, *, extent: str = "focus", tiles: bool = False, lang: str = "fr"
) -> Explorer:
    """Open a study: map, filters, network, plane of themes, list and portraits, linked.

    Parameters
    ----------
    results
        What :func:`analysis.study.load` gives.
    extent
        "focus" shows the territory under study on the map, "all" every commune of the study.
    tiles
        Whether to lay OpenStreetMap's tiles under the map; they need the net.
    lang
        Language of labels, "fr" or "en".

    Returns
    -------
        The view. ``view.selected`` and ``view.rows`` give what was chosen to the next cell; a shape
        drawn on the map selects what is inside; ``view.export(folder)`` writes what is shown.

    Raises
    ------
    MissingScript
        Before the front end was built, with the command that builds it.
    """
    return Explorer(results, extent=extent, tiles=tiles, lang=lang)
