import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from ipyleaflet import GeoJSON, LayerGroup, MarkerCluster, Popup, TileLayer

from analysis import maps, territory
from analysis.maps import marks
from tests.test_figures import GROUPS, placed
from tests.test_places import toy
from tests.test_territory_measures import communes
from tests.test_territory_measures import placed as dots


def given() -> gpd.GeoDataFrame:
    titles = ["<script>alert(1)</script>", "B", "C", "D", "E", "F"]
    return placed().assign(title=titles, summary=pd.NA, year=pd.NA)


def layers(view) -> list[GeoJSON]:
    return [layer for layer in view.layers if isinstance(layer, GeoJSON)]


def test_a_map_works_without_tiles_and_has_a_layer_a_theme():
    view = maps.initiatives(given(), toy(), GROUPS)
    assert not [layer for layer in view.layers if isinstance(layer, TileLayer)]
    assert view.max_zoom == 18
    (ground,), themes = layers(view), maps.theme_layers(view)
    assert len(ground.data["features"]) == 2  # the communes of the focus
    assert [layer.name for layer in themes] == ["Vélo (3)", "Jardins (1)", "indécis (1)"]
    assert sum(len(layer.data["features"]) for layer in themes) == 5


def test_tiles_are_an_option():
    view = maps.initiatives(given(), toy(), GROUPS, tiles=True)
    assert len([layer for layer in view.layers if isinstance(layer, TileLayer)]) == 1


def test_text_from_files_is_never_markup():
    view = maps.initiatives(given(), toy(), GROUPS)
    cards = [
        f["properties"]["html"] for layer in maps.theme_layers(view) for f in layer.data["features"]
    ]
    assert len(cards) == 5
    assert not any("<script" in card for card in cards)
    assert any("&lt;script&gt;" in card for card in cards)


def test_a_click_opens_a_card_and_tells_who_was_clicked():
    clicked = []
    view = maps.initiatives(given(), toy(), GROUPS, on_click=clicked.append)
    layer = maps.theme_layers(view)[0]
    for feature in layer.data["features"][:2]:
        layer._handle_mouse_events(layer, {"event": "click", "feature": feature}, [])
    assert clicked == [f["properties"]["id"] for f in layer.data["features"][:2]]
    assert len([x for x in view.layers if isinstance(x, Popup)]) == 1  # the last one alone


def test_no_two_marks_lie_on_one_point():
    view = maps.initiatives(given(), toy(), GROUPS)
    themes = maps.theme_layers(view)
    at = [tuple(f["geometry"]["coordinates"]) for x in themes for f in x.data["features"]]
    assert len(set(at)) == len(at)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_empty_map_is_still_a_map(lang):
    view = maps.initiatives(given().iloc[:0], toy(), GROUPS, lang=lang)
    assert len(layers(view)) == 1


# --- areas ---
def rated():
    areas = communes((1000, 2000, 40_000, 80_000)).assign(departement="29")
    return territory.rates(dots(1, 0, 20, 9), areas), areas


def test_a_map_of_rates_says_each_area_and_pales_what_is_few():
    table, areas = rated()
    view = maps.rates(table, areas)
    layer = layers(view)[-1]
    by_code = {f["properties"]["id"]: f["properties"] for f in layer.data["features"]}
    assert set(by_code) == set(table["area_code"])
    few = table.set_index("area_code")["few"]
    for code, own in by_code.items():
        assert (own["style"]["dashArray"] == "4") == few[code]
        assert ("trop peu" in own["html"]) == few[code]
    assert "1 · 3,3 [0,1 ; 18,6]" in " ".join(p["html"] for p in by_code.values())
    hues = [by_code[c]["style"]["fillColor"] for c in table.sort_values("smoothed")["area_code"]]
    shade = [sum(int(h[i : i + 2], 16) for i in (1, 3, 5)) for h in hues]
    assert shade == sorted(shade, reverse=True)  # darker as the rate is higher
    layer._handle_mouse_events(layer, {"event": "click", "feature": layer.data["features"][0]}, [])
    (popup,) = [x for x in view.layers if isinstance(x, Popup)]
    assert "EPCI" in popup.child.value
    assert (
        "too few people"
        in maps.rates(table, areas, lang="en")
        .layers[-1]
        .data["features"][
            [f["properties"]["id"] for f in layer.data["features"]].index(
                few.index[few].tolist()[0]
            )
        ]["properties"]["html"]
    )


def test_lines_between_territories_are_as_thick_as_the_actors_they_share():
    areas = rated()[1].assign(epci=[f"EPCI {k}" for k in range(4)])
    shared = pd.DataFrame(
        {"area_a": ["EPCI 0", "EPCI 0", "EPCI 0"], "area_b": ["EPCI 1", "EPCI <b>", "EPCI 2"],
         "actors": [8, 3, 2]}
    )  # fmt: skip
    view = maps.links(shared, areas)
    (group,) = [x for x in view.layers if type(x) is LayerGroup]
    assert [line.weight for line in group.layers] == [3, 8]  # the thin first, below
    assert group.layers[1].popup.value == "EPCI 0 – EPCI 1 : 8"
    assert len(maps.links(shared.iloc[:0], areas).layers) > 1


def test_lines_between_communes_are_named_though_codes_tie_them():
    areas = rated()[1].assign(commune=["Ault", "Ault", "Bire", "Crau"], epci="EPCI")
    codes = areas["commune_code"].tolist()
    shared = pd.DataFrame({"area_a": codes[:1], "area_b": codes[1:2], "actors": [4]})
    view = maps.links(shared, areas, by="commune")
    (group,) = [x for x in view.layers if type(x) is LayerGroup]
    assert group.layers[0].popup.value == "Ault – Ault : 4"  # two communes of one name
    assert group.layers[0].locations[0] != group.layers[0].locations[1]


def test_two_maps_move_as_one():
    one, other = (maps.initiatives(given(), toy(), GROUPS) for _ in range(2))
    other.zoom = 5
    box = maps.side_by_side(one, other, titles=("2010 <b>", "2020"))
    assert other.zoom == one.zoom
    assert "2010 &lt;b&gt;" in box.children[0].children[0].value
    assert one.layout.height == other.layout.height == "420px"
    with pytest.raises(ValueError, match="same map twice"):
        maps.side_by_side(one, one)


def test_thousands_are_discs_that_add_up_and_give_their_ids():
    heard = []
    view = maps.binned(given(), toy(), on_click=heard.append)
    layer = layers(view)[-1]
    features = layer.data["features"]
    points = maps.located(given())
    assert sum(f["properties"]["n"] for f in features) == len(points)
    assert sorted(i for f in features for i in f["properties"]["ids"]) == sorted(
        points["initiative_id"]
    )
    largest = max(features, key=lambda f: f["properties"]["n"])
    radii = [f["properties"]["style"]["radius"] for f in features]
    assert largest["properties"]["style"]["radius"] == max(radii) == 21
    layer._handle_mouse_events(layer, {"event": "click", "feature": largest}, [])
    assert heard == [tuple(largest["properties"]["ids"])]
    assert maps.discs(points.iloc[:0], toy().total_bounds, 9)["features"] == []


def test_discs_part_as_one_looks_closer_and_forget_what_is_far():
    points = pd.DataFrame(
        {"initiative_id": ["a", "b", "c", "d"], "lon": [0.0, 0.01, 0.01, 9.0], "lat": [0.0] * 4}
    )
    far = maps.discs(points, (-5.0, -5.0, 5.0, 5.0), 6)["features"]
    assert [f["properties"]["ids"] for f in far] == [["a", "b", "c"], ["d"]]  # d: near enough
    near = maps.discs(points, (-0.05, -0.05, 0.05, 0.05), 14)["features"]
    assert [f["properties"]["ids"] for f in near] == [["a"], ["b", "c"]]  # one place stays one


def test_a_drag_moves_no_cell_and_the_world_has_no_edge():
    at = np.random.default_rng(2).random((300, 2))
    points = pd.DataFrame({"initiative_id": map(str, range(300)), "lon": at[:, 0], "lat": at[:, 1]})

    def cells(west):
        found = maps.discs(points, (west, 0.0, west + 1.0, 1.0), 9.5)["features"]
        return {tuple(f["properties"]["ids"]) for f in found}

    assert len(cells(0.0)) > 20
    assert cells(0.0) == cells(0.0123) == cells(360.0) == cells(-360.0)


def test_a_map_without_communes_says_so_and_without_a_focus_takes_all():
    nowhere = toy().assign(in_focus=False)
    assert len(layers(maps.initiatives(given(), nowhere, GROUPS))[0].data["features"]) == 3
    with pytest.raises(ValueError, match="needs the communes"):
        maps.initiatives(given(), None, GROUPS)
    bare = given().assign(commune=None)
    assert len(maps.theme_layers(maps.initiatives(bare, toy(), GROUPS))) == 3


# --- many marks ---
def left_on(view):
    return sorted(
        f["properties"]["id"] for x in maps.theme_layers(view) for f in x.data["features"]
    )


def test_marks_that_would_hide_one_another_are_one_number_the_wider_the_more_they_are(monkeypatch):
    def radius():
        view = maps.initiatives(given(), toy(), GROUPS)
        (cluster,) = [x for x in view.layers if isinstance(x, MarkerCluster)]
        assert len(cluster.markers) == 3  # one layer a theme
        return cluster.max_cluster_radius

    few = radius()
    monkeypatch.setattr(marks, "_MANY", 3)
    assert 6 + 13 <= few < radius()  # six pixels is a mark's radius, thirteen a number's


def test_a_map_leaves_the_marks_asked_and_no_others():
    view = maps.initiatives(given(), toy(), GROUPS)
    every = left_on(view)
    for kept in (every[:2], every[1:3], [], every):
        maps.leave(view, kept)
        assert left_on(view) == kept


def test_a_mark_can_be_clicked_after_a_filter():
    heard = []
    view = maps.initiatives(given(), toy(), GROUPS, on_click=heard.append)
    kept = left_on(view)[:2]
    maps.leave(view, kept)
    for layer in maps.theme_layers(view):
        for feature in layer.data["features"]:
            layer._handle_mouse_events(layer, {"event": "click", "feature": feature}, [])
    assert sorted(heard) == kept
