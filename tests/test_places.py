import unicodedata
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from analysis import places
from analysis.schema import InvalidData

GEOGRAPHY = Path(__file__).parents[1] / "data" / "raw" / "pays-de-brest" / "geography"


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    return gpd.read_parquet(GEOGRAPHY / "communes.parquet")


@pytest.fixture(scope="module")
def territories(communes) -> gpd.GeoDataFrame:
    return places.territories(communes, gpd.read_parquet(GEOGRAPHY / "land.parquet"))


@pytest.fixture(scope="module")
def former() -> pd.DataFrame:
    return pd.read_csv(GEOGRAPHY / "former_names.csv", dtype="str")


def toy() -> gpd.GeoDataFrame:
    """Three squares of about 7 by 11 km: two in the focus, two of one name."""
    return gpd.GeoDataFrame(
        {
            "commune_code": ["29001", "29002", "56001"],
            "commune": ["Ker", "Le Bourg", "Ker"],
            "epci_code": ["1", "1", "2"],
            "epci": ["Pays A", "Pays A", "Pays B"],
            "departement": ["29", "29", "56"],
            "population": [1000, 300, 500],
            "in_focus": [True, True, False],
            "lon": [-4.45, -4.35, -4.25],
            "lat": [48.45, 48.45, 48.45],
            "geometry": [box(x, 48.4, x + 0.1, 48.5) for x in (-4.5, -4.4, -4.3)],
        },
        crs="EPSG:4326",
    )


def initiatives(**columns) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    base = {"initiative_id": [f"i{k}" for k in range(n)], "place": None, "address": None}
    return pd.DataFrame(base | columns)


def points(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["initiative_id", "lon", "lat"])


# --- the bundled geography ---


def test_the_focus_is_the_pays_de_brest(communes):
    """The 7 EPCI and 103 communes of the pays de Brest, with their inhabitants."""
    focus = communes[communes["in_focus"]]
    found = focus.groupby("epci_code").agg(n=("commune", "size"), people=("population", "sum"))
    assert found.apply(tuple, axis=1).to_dict() == {
        "242900314": (8, 209722),
        "242900074": (19, 48230),
        "242900553": (13, 41028),
        "242900793": (14, 27469),
        "242900801": (22, 48394),
        "200066868": (10, 22841),
        "200067247": (17, 22949),
    }
    assert len(communes) == 1202


def test_outlines_are_valid_and_end_at_the_coast(communes, territories):
    assert territories.geometry.is_valid.all()
    assert len(territories) == 1202
    ashore = territories.to_crs(places.METRIC).area.sum()
    assert 0.97 < ashore / communes.to_crs(places.METRIC).area.sum() < 1.0
    inside = gpd.GeoSeries.from_xy(territories["lon"], territories["lat"], crs="EPSG:4326")
    assert inside.to_crs(places.METRIC).distance(territories.to_crs(places.METRIC)).max() < 500


def spellings(name: str) -> list[str]:
    bare = unicodedata.normalize("NFD", name)
    without = "".join(c for c in bare if not unicodedata.combining(c))
    short = name.replace("Sainte-", "Ste ").replace("Saint-", "St ").replace("Saint ", "St ")
    article = next((a for a in ("Le ", "La ", "Les ", "L'") if name.startswith(a)), "")
    return [
        name.upper(), name.lower(), without, without.upper(), bare, short, short.upper(),
        name.replace("-", " "), name.replace("'", "’"), f"  {name} ", name[len(article) :],
    ]  # fmt: skip


def test_every_commune_of_the_focus_is_found_from_eleven_spellings(communes, former):
    focus = communes[communes["in_focus"]]
    asked = [(code, s) for code, name in zip(focus["commune_code"], focus["commune"], strict=True)
             for s in spellings(name)]  # fmt: skip
    found = places.recognise(pd.Series([s for _, s in asked]), focus, former=former)
    missed = [s for (code, s), got in zip(asked, found["commune_code"], strict=True) if got != code]
    assert len(asked) == 103 * 11
    assert missed == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Relecq-Kerhuon", "Le Relecq-Kerhuon"),
        ("Loc-Maria Plouzané", "Locmaria-Plouzané"),
        ("ST RENAN", "Saint-Renan"),
        ("Guisseny", "Guissény"),
        ("Treglonou", "Tréglonou"),
        ("HOPITAL CAMFROUT", "L’Hôpital-Camfrout"),
    ],
)
def test_old_and_hasty_spellings_fold_alike(one, other):
    assert places.fold(one) == places.fold(other)


def test_what_cannot_be_told_is_not_taken(communes, former):
    names = pd.Series(["Plouhinec", "Le Faouët", "Brst", "Milizac", "Zut", None])
    found = places.recognise(names, communes, former=former)
    assert found["how"].tolist() == ["ambiguous", "ambiguous", "near", "former", "unknown", "empty"]
    assert found["commune_code"].isna().tolist() == [True, True, True, False, True, True]
    assert found["candidates"][0] == ("29197", "56169")
    assert found["candidates"][2] == ("29019",)
    assert found["commune_code"][3] == "29076"  # Milizac-Guipronvel since 2017
    told = places.recognise(pd.Series(["Plouhinec"]), communes, postcodes=pd.Series(["29780"]))
    assert told["commune_code"].tolist() == ["29197"]


# --- placing ---


def test_a_point_wins_then_the_commune_and_rows_are_kept():
    rows = initiatives(commune=["le bourg", "Le Bourg", None, "Ker"])
    placed, report = places.locate(rows, toy(), points=points(("i1", -4.36, 48.42)))
    assert placed["precision"].tolist() == ["commune", "place", "none", "none"]
    assert placed["commune"].tolist()[:2] == ["Le Bourg", "Le Bourg"]
    assert placed["in_focus"].tolist() == [True, True, pd.NA, pd.NA]
    assert (placed.geometry[1].x, placed.geometry[1].y) == (-4.36, 48.42)
    assert report["row"].tolist() == ["i2", "i3"]
    assert "29001" in report["problem"][1]
    assert "56001" in report["problem"][1]


@pytest.mark.parametrize(
    ("lon", "lat"), [(0, 0), (48.45, -4.45), (-4.45, 98.0), (2.35, 48.85), (-4.9, 48.45)]
)
def test_a_point_that_cannot_be_is_put_aside_and_told(lon, lat):
    placed, report = places.locate(
        initiatives(commune=["Le Bourg"]), toy(), points=points(("i0", lon, lat))
    )
    assert placed["precision"].tolist() == ["commune"]
    assert report["row"].tolist() == ["i0"]


def test_a_point_in_another_commune_keeps_both_facts_and_says_so():
    placed, report = places.locate(
        initiatives(commune=["Le Bourg"]), toy(), points=points(("i0", -4.45, 48.45))
    )
    assert placed["precision"].tolist() == ["place"]
    assert placed["commune"].tolist() == ["Le Bourg"]
    assert placed.geometry[0] == Point(-4.45, 48.45)
    assert len(report) == 1


def test_a_thousand_points_fall_where_each_outline_says(territories):
    draw = np.random.default_rng(5)
    lon, lat = draw.uniform(-5.2, -1.0, 1000), draw.uniform(47.2, 48.9, 1000)
    found = places.communes_at(lon, lat, territories)
    by_code = territories.set_index("commune_code").geometry
    holding = [by_code.index[by_code.contains(Point(x, y))] for x, y in zip(lon, lat, strict=True)]
    assert [list(h) for h in holding] == [[] if c is None else [c] for c in found]
    assert sum(c is not None for c in found) > 400


def test_an_island_the_rade_and_a_border_are_answered(territories):
    lampaul, rade = (-5.0966, 48.4570), (-4.46, 48.345)
    found = places.communes_at(*zip(lampaul, rade, strict=True), territories)
    assert found.tolist() == ["29155", None]  # Ouessant; water
    shared = (-4.4, 48.45)  # between the first two of the toy's squares
    assert places.communes_at([shared[0]], [shared[1]], toy()).tolist() == ["29001"]
    assert places.communes_at([], [], toy()).tolist() == []


def test_points_by_thousands_say_each_what_is_wrong():
    n = 3000
    lon = np.tile([-4.45, -3.0, 48.45], n // 3)
    lat = np.tile([48.45, 48.45, -4.45], n // 3)
    rows = initiatives(commune=[None] * n)
    placed, report = places.locate(
        rows, toy(), points=points(*zip(rows["initiative_id"], lon, lat, strict=True))
    )
    assert placed["commune_code"].notna().sum() == n // 3
    said = report["problem"].value_counts()
    assert said["longitude et latitude inversées"] == n // 3
    away = said[said.index.str.startswith("hors de l'étendue de l'étude, à 8")]
    assert away.sum() == n // 3  # 14.8 km a fifth of a degree: 88.9 km from the third square


def test_a_person_decides_above_all_else():
    decided = pd.DataFrame({"initiative_id": ["i0"], "commune_code": ["56001"]})
    placed, report = places.locate(initiatives(commune=["Ker"]), toy(), decisions=decided)
    assert placed["commune_code"].tolist() == ["56001"]
    assert placed["in_focus"].tolist() == [False]
    assert report.empty
    with pytest.raises(ValueError, match="99999"):
        places.locate(
            initiatives(commune=["Ker"]), toy(), decisions=decided.assign(commune_code="99999")
        )


def test_places_that_a_study_names_are_where_it_says(tmp_path):
    path = tmp_path / "gazetteer.csv"
    path.write_text(
        "place,commune_code,lon,lat,precision\nLes Fabriques du Ponant,,-4.42,48.42,address\n"
        "L'Écluse,29002,,,\n",
        encoding="utf-8",
    )
    rows = initiatives(commune=["Ker", None, "Ker"]).assign(
        place=["LES FABRIQUES DU PONANT", "écluse", "ailleurs"]
    )
    named = places.named_places(rows, path)
    assert named["initiative_id"].tolist() == ["i0", "i1"]
    placed, _ = places.locate(rows, toy(), decisions=named)
    assert placed["precision"].tolist()[:2] == ["address", "commune"]
    assert placed["commune_code"].tolist()[:2] == ["29001", "29002"]
    assert placed.geometry.x.iloc[0] == -4.42
    assert places.named_places(rows, tmp_path / "none.csv").empty
    path.write_text("place,lon,lat\nA,1,\nB,,\nC,1,2\nc,1,2\n", encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        places.named_places(rows, path)
    for part in ("ligne 2", "ligne 3", "ligne 5"):
        assert part in str(caught.value)


def test_a_wider_territory_is_told_from_nothing():
    rows = initiatives(commune=[None, None], place=["Pays A", "la lune"])
    placed, _ = places.locate(rows, toy())
    assert placed["precision"].tolist() == ["wider", "none"]


# --- dots ---


def placed_toy(n: int) -> gpd.GeoDataFrame:
    return places.locate(initiatives(commune=["Le Bourg"] * n), toy())[0]


@pytest.mark.parametrize("n", [1, 2, 37, 400])
def test_no_two_initiatives_are_drawn_on_one_point_and_each_in_its_commune(n):
    dots = places.spread(placed_toy(n), toy(), spacing=600)
    assert len(set(zip(dots.geometry.x, dots.geometry.y, strict=True))) == n
    assert dots.within(toy().geometry[1]).all()


def test_known_points_stay_unless_they_are_the_same():
    rows = initiatives(commune=["Le Bourg"] * 3)
    known = points(("i0", -4.36, 48.42), ("i1", -4.36, 48.42), ("i2", -4.31, 48.44))
    placed, _ = places.locate(rows, toy(), points=known)
    dots = places.spread(placed, toy(), spacing=300)
    assert dots.geometry[0] == Point(-4.36, 48.42)
    assert dots.geometry[2] == Point(-4.31, 48.44)
    assert dots.geometry[1] != dots.geometry[0]
    assert dots["spread"].tolist() == [False, True, False]


def test_overseas_is_measured_in_its_own_zone():
    reunion = toy().assign(geometry=[box(x, -21.1, x + 0.1, -21.0) for x in (55.4, 55.5, 55.6)],
                           lon=[55.45, 55.55, 55.65], lat=-21.05)  # fmt: skip
    crs = places.metric_crs(reunion)
    assert crs.to_epsg() == 32740
    assert places.projection(crs) == "UTM zone 40S"
    assert places.projection(places.metric_crs(toy())) == "Lambert-93"
    rows = initiatives(commune=["Le Bourg"] * 5)
    placed, _ = places.locate(rows, reunion)
    dots = places.spread(placed, reunion, spacing=500)
    gaps = dots.to_crs(crs).geometry
    nearest = min(a.distance(b) for i, a in enumerate(gaps) for b in gaps[:i])
    assert nearest == pytest.approx(500, rel=0.01)
    far = points(("i0", 55.65, -21.12))  # 2.2 km south of the last square, as Lambert-93 is not
    _, report = places.locate(initiatives(commune=[None]), reunion, points=far)
    assert "à 2,2 km de Ker" in report["problem"].iloc[0]


def test_the_order_of_rows_moves_no_dot():
    placed = placed_toy(30)
    order = pd.Series(range(30), index=placed.index) % 4
    straight = places.spread(placed, toy(), order=order).set_index("initiative_id").geometry
    turned = (
        places.spread(placed.iloc[::-1], toy(), order=order).set_index("initiative_id").geometry
    )
    assert (straight == turned.reindex(straight.index)).all()


def test_a_spacing_of_nothing_is_refused():
    with pytest.raises(ValueError, match="spacing"):
        places.spread(placed_toy(2), toy(), spacing=0)


def test_a_boundary_file_of_one_s_own_is_read_through_its_columns(tmp_path):
    quarters = gpd.GeoDataFrame(
        {"IRIS": ["1", "2"], "NOM": ["Recouvrance", "Saint-Martin"], "POP": ["900", "1 200"],
         "zone": ["oui", "non"]},
        geometry=[box(x, 6_837_000, x + 1000, 6_838_000) for x in (145_000, 146_000)],
        crs="EPSG:2154",
    )  # fmt: skip
    path = tmp_path / "quartiers.geojson"
    quarters.to_crs("EPSG:4326").to_file(path)
    columns = {"commune_code": "IRIS", "commune": "NOM", "population": "POP", "in_focus": "zone"}
    found = places.read_outlines(path, columns)
    areas = places.territories(found)
    assert areas["commune"].tolist() == ["Recouvrance", "Saint-Martin"]
    assert areas["in_focus"].tolist() == [True, False]
    assert areas["population"].tolist() == [900, 1200]
    assert areas["epci"].tolist() == areas["commune"].tolist()
    assert areas.geometry.contains(
        gpd.GeoSeries.from_xy(areas["lon"], areas["lat"], crs=4326)
    ).all()
    placed, _ = places.locate(initiatives(commune=["recouvrance"]), areas)
    assert placed["commune_code"].tolist() == ["1"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.drop(columns="commune"), "colonne commune absente.*commune_code"),
        (lambda f: f.assign(commune_code="1"), "« Le Bourg » de code vide ou répété"),
        (lambda f: f.assign(population=["1000", "peu", "3"]), "population « peu » illisible"),
        (lambda f: f.assign(geometry=[None, *f.geometry[1:]]), "« Ker » sans contour"),
    ],
)
def test_a_boundary_file_that_will_not_do_is_named(tmp_path, change, said):
    path = tmp_path / "contours.parquet"
    change(toy()).to_parquet(path)
    with pytest.raises(ValueError, match=rf"contours\.parquet : {said}"):
        places.read_outlines(path)
    toy().set_crs(None, allow_override=True).to_parquet(path)
    with pytest.raises(ValueError, match="système de coordonnées inconnu"):
        places.read_outlines(path)
    (tmp_path / "x.geojson").write_text("rien", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.geojson : contours illisibles"):
        places.read_outlines(tmp_path / "x.geojson")


def test_a_new_commune_without_outline_has_those_of_its_members():
    from analysis.places import extract

    halves = [box(0, 0, 1, 1), box(1, 0, 2, 1)]
    everything = pd.DataFrame(
        {
            "commune_parent_id": ["", "1", "1", "", "4", ""],
            "geometry": [None, *(half.wkb_hex for half in halves), None, None, halves[0].wkb_hex],
        },
        index=list("123456"),
    )
    shapes = extract._drawn(everything, everything.loc[["1", "4", "6"]])
    assert shapes["1"].equals(box(0, 0, 2, 1))
    assert shapes["4"] is None  # its member has none either: it is left out, and named
    assert shapes["6"].equals(halves[0])


def test_a_build_that_fails_leaves_nothing_behind(tmp_path):
    wheels = tmp_path / "nowhere"
    with pytest.raises((ValueError, OSError)):
        places.build_geography(tmp_path, extent={"regions": ["53"]}, focus={}, wheels=wheels)
    assert not (tmp_path / "geography" / "communes.parquet").exists()


def test_a_place_that_is_a_communes_name_is_one_and_it_is_said():
    found, report = places.locate(
        initiatives(place=["le bourg", "Le Bourg, salle des fêtes", "Ker", None],
                    commune=[None, None, "Le Bourg", None]),
        toy(),
    )  # fmt: skip
    assert found["commune_code"].fillna("").tolist() == ["29002", "", "29002", ""]
    said = report[report["action"] == "lu comme commune"]
    assert said[["column", "value"]].to_numpy().tolist() == [["place", "le bourg"]]
