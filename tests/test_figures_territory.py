"""Figures of territories: what they draw, from small results."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PatchCollection, PathCollection
from matplotlib.colors import to_hex

from analysis import figures, style, territory
from tests.test_territory_measures import communes, placed


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def said(ax) -> str:
    legend = ax.get_legend()
    words = [*ax.texts, *ax.get_yticklabels(), *([] if legend is None else legend.get_texts())]
    return "\n".join(t.get_text().replace("\n", " ") for t in words)


def focus() -> gpd.GeoDataFrame:
    return communes((1000, 2000, 40_000, 80_000)).assign(departement="29")


def test_rates_say_their_number_and_interval_and_hatch_what_is_few():
    areas = focus()
    table = territory.rates(placed(1, 0, 20, 9), areas)
    ax = figures.rates_map(table, areas)
    words = said(ax)
    few = table[table["few"]]
    assert few["area"].tolist() == ["EPCI 0"]
    assert "EPCI 0 1 · 3,3 [0,1 ; 18,6]" in words
    assert "trop peu d'habitants pour un taux" in words
    hatched = [c for c in ax.collections if isinstance(c, PatchCollection) and c.get_hatch()]
    assert len(hatched) == 1
    assert "30 initiatives" in figures.caption(ax)
    assert "too few people" in said(figures.rates_map(table, areas, lang="en"))
    firm = table.assign(few=False)
    assert "trop peu" not in said(figures.rates_map(firm, areas))
    assert ax.get_ylabel() == ""


def test_a_map_of_rates_without_any_initiative_is_drawn():
    table = territory.rates(placed(0, 0, 0, 0), focus())
    assert figures.rates_map(table, focus(), by="epci") is not None
    by_commune = territory.rates(placed(3, 0, 1, 0), focus(), by="commune")
    assert "EPCI" not in said(figures.rates_map(by_commune, focus(), by="commune"))


def test_the_reach_tints_communes_by_distance_and_stars_the_next_place():
    areas = focus()
    way = pd.Series([0, 7.0, 12, 33], index=areas["commune_code"])
    best = pd.DataFrame({"commune_code": ["29003"], "commune": ["Commune 3"], "people": [80_000]})
    ax = figures.reach_map(way, placed(1, 0, 0, 0), areas, next_places=best)
    words = said(ax)
    assert "Commune 3 (+80\u202f000)" in words
    assert "moins de 5 km" in words
    tints = [
        to_hex(c)
        for collection in ax.collections
        if isinstance(collection, PatchCollection) and collection.get_zorder() == 3
        for c in collection.get_facecolor()
    ]
    shades = [sum(int(t[i : i + 2], 16) for i in (1, 3, 5)) for t in tints]
    assert shades == sorted(shades, reverse=True)  # darker as it is further
    assert len(set(tints)) == 4
    marks = [c for c in ax.collections if isinstance(c, PathCollection)]
    assert sum(len(c.get_offsets()) for c in marks) == 2


def test_links_are_as_thick_as_the_actors_that_are_shared():
    links = pd.DataFrame(
        {"area_a": ["EPCI 0"], "area_b": ["EPCI 1"], "actors": [3], "share": [0.1]}
    )
    ax = figures.links_map(links, focus())
    thick = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert any(line.get_linewidth() == pytest.approx(0.6 + 0.7 * 3) for line in thick)
    assert "3" in said(ax).splitlines()
    assert "paires : 1, territoires : 2" in figures.caption(ax)
    assert figures.links_map(links.iloc[:0], focus()) is not None


def test_each_theme_has_its_small_map():
    some = placed(2, 1, 0, 1).assign(precision="commune")
    groups = pd.DataFrame(
        {"initiative_id": some["initiative_id"], "group": [0, 0, 1, 1],
         "name": ["Vélos", "Vélos", "Jardins", "Jardins"]},
    )  # fmt: skip
    ax = figures.theme_maps(some, focus(), groups)
    titles = [child.get_title() for child in ax.child_axes]
    assert titles == ["Vélos (2)", "Jardins (2)"]
    own = ax.child_axes[0].collections[-1].get_offsets()
    assert len(own) == 2
    assert "4 initiatives localisées dans le territoire, sur 4" in figures.caption(ax)


def test_areas_stand_on_the_same_lines_in_each_measure():
    table = pd.DataFrame(
        {"area": ["A", "B", "A"], "measure": ["per_10000", "per_10000", "together"],
         "value": [2.0, 1.0, 0.5], "low": [1.0, 0.5, 0.2], "high": [4.0, 3.0, 0.8], "n": [9, 3, 9]},
    )  # fmt: skip
    ax = figures.area_comparison(table)
    parts = ax.child_axes
    assert [p.get_title().replace("\n", " ") for p in parts] == [
        "Initiatives pour 10\u202f000 habitants", "À deux acteurs ou plus",
    ]  # fmt: skip
    assert parts[0].collections[-1].get_offsets().tolist() == [[2, 0], [1, 1]]
    assert parts[1].collections[-1].get_offsets().tolist() == [[0.5, 0]]
    ax.get_figure().canvas.draw()
    for line, label in enumerate(["A (9)", "B (3)"]):  # names lie beside their lines
        beside = ax.transData.transform((0, line))[1]
        assert beside == pytest.approx(parts[0].transData.transform((0, line))[1], abs=0.5)
        assert ax.get_yticklabels()[line].get_text() == label
    only = figures.area_comparison(table, areas=["B"])
    assert [t.get_text() for t in only.get_yticklabels()] == ["B (3)"]


def test_coverage_has_a_mark_for_each_distance():
    table = pd.DataFrame(
        {"group": [pd.NA, pd.NA, 0, 0], "within": [5.0, 10.0] * 2, "share": [0.6, 0.9, 0.2, 0.5],
         "people": [6, 9, 2, 5], "n": [4, 4, 1, 1]},
    ).astype({"group": "Int64"})  # fmt: skip
    ax = figures.coverage_bars(table, pd.DataFrame({"group": [0], "name": ["Vélos"]}))
    labels = [t.get_text() for t in ax.get_yticklabels()]
    assert labels == ["tous thèmes (4)", "Vélos (1)"]
    dots = np.vstack([c.get_offsets() for c in ax.collections if isinstance(c, PathCollection)])
    assert sorted(map(tuple, dots.tolist())) == [(0.2, 1), (0.5, 1), (0.6, 0), (0.9, 0)]
    assert "moins de 10 km" in said(ax)


def test_the_rows_order_changes_no_byte(tmp_path):
    areas, some = focus(), placed(3, 0, 20, 9).assign(precision="commune")
    groups = pd.DataFrame(
        {"initiative_id": some["initiative_id"], "group": np.arange(32) % 3,
         "name": [f"Thème {k % 3}" for k in range(32)]},
    )  # fmt: skip
    way = pd.Series([0, 7.0, 12, 33], index=areas["commune_code"])

    def drawn(shuffled: bool) -> dict[str, bytes]:
        def turned(frame):
            return frame.sample(frac=1, random_state=4) if shuffled else frame

        made = {
            "rates": figures.rates_map(
                turned(territory.rates(turned(some), turned(areas))), turned(areas)
            ),
            "reach": figures.reach_map(turned(way), turned(some), turned(areas)),
            "maps": figures.theme_maps(turned(some), turned(areas), turned(groups)),
            "all": figures.initiatives(
                turned(some).assign(in_focus=True), turned(areas), turned(groups)
            ),
        }
        for name, ax in made.items():
            style.save(ax.get_figure(), tmp_path, f"{name}-{shuffled}", formats=("png",))
        return {name: (tmp_path / f"{name}-{shuffled}.png").read_bytes() for name in made}

    straight, other = drawn(False), drawn(True)
    assert [name for name in straight if straight[name] != other[name]] == []
