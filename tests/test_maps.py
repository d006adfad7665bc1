import geopandas as gpd
import pandas as pd
import pytest
from ipyleaflet import GeoJSON, Popup, TileLayer

from analysis import maps
from tests.test_figures import GROUPS, placed
from tests.test_places import toy


def given() -> gpd.GeoDataFrame:
    titles = ["<script>alert(1)</script>", "B", "C", "D", "E", "F"]
    return placed().assign(title=titles, summary=pd.NA, year=pd.NA)


def layers(view) -> list[GeoJSON]:
    return [layer for layer in view.layers if isinstance(layer, GeoJSON)]


def test_a_map_works_without_tiles_and_has_a_layer_a_theme():
    view = maps.initiatives(given(), toy(), GROUPS)
    assert not [layer for layer in view.layers if isinstance(layer, TileLayer)]
    assert view.max_zoom == 18
    ground, *themes = layers(view)
    assert len(ground.data["features"]) == 2  # the communes of the focus
    assert [layer.name for layer in themes] == ["Vélo (3)", "Jardins (1)", "indécis (1)"]
    assert sum(len(layer.data["features"]) for layer in themes) == 5


def test_tiles_are_an_option():
    view = maps.initiatives(given(), toy(), GROUPS, tiles=True)
    assert len([layer for layer in view.layers if isinstance(layer, TileLayer)]) == 1


def test_text_from_files_is_never_markup():
    view = maps.initiatives(given(), toy(), GROUPS)
    cards = [f["properties"]["html"] for layer in layers(view)[1:] for f in layer.data["features"]]
    assert len(cards) == 5
    assert not any("<script" in card for card in cards)
    assert any("&lt;script&gt;" in card for card in cards)


def test_a_click_opens_a_card_and_tells_who_was_clicked():
    clicked = []
    view = maps.initiatives(given(), toy(), GROUPS, on_click=clicked.append)
    layer = layers(view)[1]
    for feature in layer.data["features"][:2]:
        layer._handle_mouse_events(layer, {"event": "click", "feature": feature}, [])
    assert clicked == [f["properties"]["id"] for f in layer.data["features"][:2]]
    assert len([x for x in view.layers if isinstance(x, Popup)]) == 1  # the last one alone


def test_no_two_marks_lie_on_one_point():
    view = maps.initiatives(given(), toy(), GROUPS)
    at = [tuple(f["geometry"]["coordinates"]) for x in layers(view)[1:] for f in x.data["features"]]
    assert len(set(at)) == len(at)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_empty_map_is_still_a_map(lang):
    view = maps.initiatives(given().iloc[:0], toy(), GROUPS, lang=lang)
    assert len(layers(view)) == 1
