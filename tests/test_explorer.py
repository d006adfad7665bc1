from types import SimpleNamespace

import pandas as pd
import pytest
from ipyleaflet import CircleMarker

from analysis import explorer
from tests.test_figures import GROUPS
from tests.test_maps import given, layers
from tests.test_places import toy


@pytest.fixture
def view():
    frame = given().assign(
        title=["École ouverte", "Jardin", "Vélo", "Nulle part", "Café", "<b>gras</b>"],
        summary=["Une école", pd.NA, "à vélo", "ailleurs", pd.NA, "<script>x</script>"],
    )
    corpus = SimpleNamespace(initiatives=frame, territories=toy())
    return explorer.explore(SimpleNamespace(corpus=corpus, groups=GROUPS))


def rings(view) -> list[CircleMarker]:
    return [x for x in view.map.layers if isinstance(x, CircleMarker)]


def test_a_selection_from_python_shows_in_every_view(view):
    view.selected = ("i1", "i2")
    assert view._list.value == ("i1", "i2")
    assert len(rings(view)) == 2
    assert view.rows["title"].tolist() == ["Jardin", "Vélo"]
    view.selected = ()
    assert rings(view) == []
    assert view._list.value == ()


def test_a_choice_in_the_list_is_the_selection(view):
    view._list.value = ("i0",)
    assert view.selected == ("i0",)
    assert len(rings(view)) == 1
    assert "École ouverte" in view._card.value


def test_a_click_on_the_map_is_the_selection(view):
    layer = layers(view.map)[1]
    feature = layer.data["features"][0]
    layer._handle_mouse_events(layer, {"event": "click", "feature": feature}, [])
    assert view.selected == (feature["properties"]["id"],)
    assert view._list.value == view.selected


def test_the_search_needs_no_accents_and_hides_no_selection(view):
    view.selected = ("i1",)
    view.query = "ecole"
    assert view.shown == ["i0"]
    assert view._search.value == "ecole"
    assert view.selected == ("i1",)  # hidden now, chosen still
    view._list.value = ("i0",)
    assert view.selected == ("i1", "i0")
    view.query = ""
    assert len(view.shown) == 6


def test_themes_filter_list_and_layers(view):
    view.themes = ("Jardins",)
    assert view.shown == ["i1", "i3"]
    assert [x.visible for x in layers(view.map)[1:]] == [False, True, False]
    view._choice.value = ()
    assert view.themes == ()
    assert all(x.visible for x in layers(view.map)[1:])


def test_an_initiative_without_place_can_be_chosen(view):
    view.selected = ("i3",)
    assert rings(view) == []
    assert "sans lieu connu" in view._card.value


def test_text_from_files_is_never_markup(view):
    view.selected = ("i5",)
    assert "<script" not in view._card.value
    assert "&lt;b&gt;gras" in view._card.value
