"""The linked view: one state, Python's, that map, views and the next cell read and write."""

import csv
import io
import json
from types import SimpleNamespace

import pytest
from ipyleaflet import DrawControl
from ipywidgets.widgets.widget import _instances
from traitlets import TraitError

from analysis import explorer, maps
from analysis.corpus import Corpus
from analysis.explorer import linked
from tests.test_atlas import TAGS, found
from tests.test_portraits import ACTORS, EVIL


@pytest.fixture
def view():
    return explorer.explore(found())


def rings(view):
    """Give where the map has rings: latitudes and longitudes."""
    return [f["geometry"]["coordinates"][::-1] for f in view._rings.data["features"]]


def test_a_selection_from_python_shows_in_every_view(view):
    view.selected = ("1", "2")
    assert view.views.selected == ["1", "2"]
    assert len(rings(view)) == 2
    assert view.rows["title"].tolist() == ["Atelier", "Potager"]
    assert view.rows["name"].tolist() == ["Vélo", "Jardins"]
    view.selected = ()
    assert rings(view) == []


def test_what_the_views_choose_is_the_state(view):
    view.views.selected = ["2"]
    assert view.selected == ("2",)
    assert len(rings(view)) == 1
    view.views.themes = [0]
    assert view.themes == ("Vélo",)
    view.views.actor = 2
    assert view.actor == "c"
    view.views.years = [2010, 2012]
    assert view.years == (2010, 2012)
    assert view.shown == ["1"]


def test_a_selection_closes_the_portrait_of_an_actor(view):
    view.actor = "c"
    view.selected = ("1",)
    assert view.actor is None
    assert view.views.actor is None
    view.actor = "a"
    assert view.selected == ()
    assert view.views.selected == []


def test_an_actor_rings_what_it_takes_part_in(view):
    view.actor = "a"
    assert rings(view) == [[48.4, -4.5]]  # "1", its only one
    view.selected = ("2", "1")
    assert len(rings(view)) == 2
    view.selected = ()
    assert rings(view) == []


def test_a_click_on_the_map_is_the_selection(view):
    layer = maps.theme_layers(view.map)[0]
    feature = layer.data["features"][0]
    layer._handle_mouse_events(layer, {"event": "click", "feature": feature}, [])
    assert view.selected == (feature["properties"]["id"],)
    assert view.views.selected == list(view.selected)


def test_filters_join_within_and_cross_between(view):
    view.communes = ("Brest", "Crozon")
    assert view.shown == ["1", "2", "4"]
    view.roles = ("partenaire",)
    assert view.shown == ["1"]
    view.clear()
    assert view.shown == ["1", "2", "3", "4"]
    view.epcis = ("Presqu'île",)
    assert (view.shown, view.views.epcis) == (["2"], ["Presqu'île"])
    view.clear()
    view.kinds = ("collectif",)
    assert view.shown == ["3"]
    assert view.views.kinds == ["collectif"]


def test_the_search_needs_no_accents_and_hides_no_selection(view):
    view.selected = ("1",)
    view.query = "ECOLE elan"
    assert view.shown == ["3"]
    assert view.views.query == "ECOLE elan"
    assert view.selected == ("1",)  # hidden now, chosen still
    view.query = "reparer"
    assert view.shown == []
    view.query = "repare velo"
    assert view.shown == ["1"]


def test_the_map_keeps_the_marks_that_the_filters_leave(view):
    def marks():
        return {
            f["properties"]["id"]
            for layer in maps.theme_layers(view.map)
            for f in layer.data["features"]
        }

    assert marks() == {"1", "2", "4"}
    view.themes = ("Jardins",)
    assert marks() == {"2"}
    view.clear()
    assert marks() == {"1", "2", "4"}


def test_the_map_changes_though_as_many_are_left(view):
    def marks():
        layers = maps.theme_layers(view.map)
        return {f["properties"]["id"] for layer in layers for f in layer.data["features"]}

    for words, own in (("atelier", {"1"}), ("alert", {"4"})):  # both of one theme
        view.query = words
        assert marks() == own


def test_what_a_shape_holds_is_selected_and_the_shape_goes(view):
    (lasso,) = [c for c in view.map.controls if isinstance(c, DrawControl)]
    ring = [[-4.7, 48.3], [-4.3, 48.3], [-4.3, 48.6], [-4.7, 48.6], [-4.7, 48.3]]
    drawn = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    view._circled(lasso, "created", drawn)
    assert set(view.selected) == {"1", "4"}  # Brest, not Crozon
    view.themes = ("Jardins",)
    view._circled(lasso, "created", drawn)
    assert view.selected == ()  # what is filtered out is not circled
    view.selected = ("2",)
    view._circled(lasso, "deleted", drawn)
    assert view.selected == ("2",)


def test_the_code_makes_the_view_again(view):
    view.themes, view.years, view.selected = ("Vélo",), (2010, 2015), ("1",)
    made = {}
    lines = view.code.replace("explorer.explore(results)", "explorer.explore(found())")
    exec(lines, {"explorer": explorer, "found": found}, made)
    again = made["view"]
    assert (again.themes, again.years, again.selected) == (view.themes, view.years, view.selected)
    assert again.shown == view.shown == ["1"]
    assert view.views._code == view.code


def corpus_of(results):
    """Make the tables of a small study a corpus that can be cut."""
    own = results.corpus
    return Corpus(
        initiatives=own.initiatives.assign(in_focus=True).drop(columns="how_to"),
        actors=ACTORS.assign(part_of=None),
        participations=own.participations.assign(
            year=None, actor_name_as_written=None, role_as_written=None, source_url=None
        ),
        themes=TAGS,
        territories=own.territories.assign(departement="29", lon=0.0, lat=0.0),
    )


def test_what_is_shown_is_written_and_nothing_else(tmp_path):
    results = found()
    results.corpus = corpus_of(results)
    view = explorer.explore(results)
    view.query = "alert"
    names = {p.name for p in view.export(tmp_path)}
    assert names == {
        "initiatives.csv", "acteurs.csv", "participations.csv", "initiatives.geojson",
        "carte.pdf", "carte.svg", "carte.png", "carte.txt",
    }  # fmt: skip
    assert (tmp_path / "carte.txt").read_text("utf-8").startswith("1 initiative")
    text = (tmp_path / "acteurs.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["name"] for row in rows] == [EVIL]
    points = json.loads((tmp_path / "initiatives.geojson").read_text("utf-8"))["features"]
    assert [p["properties"]["initiative_id"] for p in points] == ["4"]
    view.clear()
    view.selected = ("2", "3")
    view.export(tmp_path)
    text = (tmp_path / "participations.csv").read_text("utf-8-sig")
    assert "2;b" in text
    assert ";p;" not in text  # may not be shown
    assert list(view.subset().initiatives["initiative_id"]) == ["2", "3"]


def test_thousands_are_discs_on_the_map(monkeypatch):
    monkeypatch.setattr(linked, "_MARKS", 2)
    view = explorer.explore(found())

    def counted():
        return sum(f["properties"]["n"] for f in maps.theme_layers(view.map)[0].data["features"])

    assert counted() == 3
    view.themes = ("Vélo",)
    assert counted() == 2
    view.selected = ("1",)
    assert len(rings(view)) == 1
    view.clear()
    assert counted() == 3
    view.map.set_trait("bounds", ((48.39, -4.5), (48.4, -4.48)))  # Brest alone, looked at closely
    assert counted() == 2
    view.themes = ("Jardins",)
    assert counted() == 0


def test_a_study_of_nothing_placed_opens():
    results = found()
    bare = results.corpus.initiatives.assign(commune_code=None)
    results.corpus = SimpleNamespace(**vars(results.corpus) | {"initiatives": bare})
    view = explorer.explore(results)
    view.selected = ("1",)
    assert rings(view) == []
    assert len(view.shown) == 4


def test_what_is_none_of_the_study_is_refused_and_leaves_all_as_it_was(view):
    view.selected, view.years = ("1",), (2010, 2012)
    for name, value in (("selected", ("nope",)), ("actor", "nope"), ("years", 2015),
                        ("years", (2015,)), ("years", ("a", "b"))):  # fmt: skip
        with pytest.raises((TraitError, ValueError)):
            setattr(view, name, value)
    assert (view.selected, view.actor, view.years) == (("1",), None, (2010, 2012))
    view.query = "atelier"
    assert view.shown == ["1"]


def test_a_ring_goes_with_its_mark(view):
    view.selected = ("1", "2")
    assert len(rings(view)) == 2
    view.themes = ("Jardins",)
    assert rings(view) == [view._points["2"]]
    view.clear()
    assert len(rings(view)) == 2


def test_filters_and_selections_leave_no_widget_behind(view):
    def turn():
        for theme in ((), ("Jardins",), ("Vélo",), ()):
            view.themes = theme
        for chosen in ((), ("1",), ("1", "2"), ()):
            view.selected = chosen

    turn()
    before = len(_instances)
    for _ in range(5):
        turn()
    assert len(_instances) == before


def test_unknown_names_are_refused_in_words(view):
    view.actor = "p"  # may not be shown: no portrait of it
    assert view.views.actor is None
    with pytest.raises(TraitError, match="did you mean 'Vélo'"):
        view.themes = ("Velo",)
    with pytest.raises(TraitError, match="'Nulle part' is none of them"):
        view.communes = ("Brest", "Nulle part")
    assert view.themes == view.communes == ()
