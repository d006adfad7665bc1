"""Rates, likeness, nearness, specialities, comparison: published values, and values by hand."""

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import sparse

from analysis import territory
from analysis.territory.comparison import rarefied
from analysis.territory.rate import empirical_bayes

DATA = Path(__file__).parent / "data"


def square(x: float, y: float, size: float = 0.1) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + size)


def communes(people=(1000, 2000, 4000, 8000)) -> gpd.GeoDataFrame:
    """Give communes in a row from west to east, an EPCI for each pair."""
    n = len(people)
    west = [-4.5 + 0.1 * i for i in range(n)]
    return gpd.GeoDataFrame(
        {
            "commune_code": [f"290{i:02d}" for i in range(n)],
            "commune": [f"Commune {i}" for i in range(n)],
            "epci_code": [str(i // 2) for i in range(n)],
            "epci": [f"EPCI {i // 2}" for i in range(n)],
            "population": people,
            "in_focus": True,
            "lon": [x + 0.05 for x in west],
            "lat": 48.45,
        },
        geometry=[square(x, 48.4) for x in west],
        crs="EPSG:4326",
    )


def placed(*counts: int) -> gpd.GeoDataFrame:
    """Give so many initiatives in each commune, at its point."""
    where = communes((1,) * len(counts))
    rows = np.repeat(np.arange(len(counts)), counts)
    return gpd.GeoDataFrame(
        {
            "initiative_id": [f"i{k:03d}" for k in range(len(rows))],
            "commune_code": where["commune_code"].to_numpy()[rows],
        },
        geometry=gpd.points_from_xy(where["lon"].to_numpy()[rows], where["lat"].to_numpy()[rows]),
        crs="EPSG:4326",
    )


# --- rates ---


def test_rates_have_garwood_s_interval():
    # 3 events: 0.6187 to 8.7673; none: 0 to 3.6889 (Garwood 1936, table).
    table = territory.rates(placed(3, 0, 0, 0), communes(), by="commune")
    table = table.set_index("area_code")
    assert table.loc["29000", ["low", "high"]].tolist() == pytest.approx([6.187, 87.673], abs=1e-3)
    assert table.loc["29001", "low"] == 0
    assert table.loc["29001", "high"] == pytest.approx(3.6889 / 2000 * 1e4, abs=1e-3)
    assert table["per_10000"].tolist() == [30, 0, 0, 0]
    assert table["expected"].sum() == pytest.approx(3)
    assert table["few"].all()
    between = table["smoothed"].between(0, 30)
    assert between.all()
    assert table.loc["29003", "weight"] > table.loc["29000", "weight"]


def test_empirical_bayes_is_esda_s():
    """North Carolina's sudden infant deaths, 1979-84 (libpysal's sids2), smoothed by esda 2.9."""
    known = pd.read_csv(DATA / "carolina_sids.csv")
    found, weight = empirical_bayes(
        known["events"].to_numpy(float), known["people"].to_numpy(float)
    )
    assert found == pytest.approx(known["smoothed"].to_numpy(), abs=1e-9)
    assert ((weight >= 0) & (weight <= 1)).all()


def test_an_area_without_people_has_no_rate():
    table = territory.rates(placed(1, 1, 0, 0), communes((0, 1000, 10, 10)), by="commune")
    row = table.set_index("area_code").loc["29000"]
    assert row[["per_10000", "low", "high", "smoothed"]].isna().all()
    assert row["n"] == 1


def test_more_than_people_explain_is_said_and_nothing_where_they_do():
    many = territory.beyond_population(placed(30, 0, 10, 10), communes(), by="commune", draws=999)
    rows = many.set_index("area_code")
    assert rows["expected"].to_dict() == pytest.approx(
        {"29000": 50 / 15, "29001": 100 / 15, "29002": 200 / 15, "29003": 400 / 15}
    )
    assert rows.loc["29000", "verdict"] == "plus"
    assert rows.loc["29003", "verdict"] == "moins"
    assert rows.loc["29002", "verdict"] == "comme attendu"
    assert many.attrs["p"] == 1 / 1000
    fair = territory.beyond_population(placed(2, 4, 8, 16), communes(), by="commune", draws=999)
    assert set(fair["verdict"]) == {"comme attendu"}
    assert fair.attrs["p"] == 1
    assert territory.beyond_population(placed(0, 0, 0, 0), communes(), by="commune").attrs["p"] == 1


# --- likeness ---


def st_louis() -> tuple[np.ndarray, sparse.csr_array]:
    """Homicides in the counties around St Louis, 1988-93 (libpysal's stl)."""
    known = pd.read_csv(DATA / "st_louis_homicides.csv", dtype={"neighbours": "str"})
    pairs = [(a, int(b)) for a, beside in enumerate(known["neighbours"]) for b in beside.split("|")]
    rows, columns = np.array(pairs).T
    n = len(known)
    return known["value"].to_numpy(), sparse.csr_array(
        (np.ones(len(pairs)), (rows, columns)), shape=(n, n)
    )


def test_moran_is_the_published_one():
    found = territory.moran(*st_louis())
    assert found.index == pytest.approx(0.24365582621771659, abs=1e-9)  # esda's documentation
    assert found.expected == pytest.approx(-0.012987012987012988, abs=1e-9)
    assert found.p < 0.01
    assert found == territory.moran(*st_louis())
    assert "0,24 sur 78" in found.describe()
    assert "like areas" in found.describe("en")


def test_local_moran_is_the_published_one():
    # de Smith et al.'s ten areas, as esda's documentation has them.
    beside = ["1,3", "0,4", "3,6", "0,2,4,7", "1,3,5,8", "4,9", "2,7", "3,6,8", "4,7,9", "5,8"]
    y = np.array([2.24, 3.1, 4.55, -5.15, -4.39, 0.46, 5.54, 9.02, -2.09, -3.06])
    weights = np.zeros((10, 10))
    for area, others in enumerate(beside):
        weights[area, [int(b) for b in others.split(",")]] = 1
    found = territory.local_moran(y, sparse.csr_array(weights), draws=199)
    assert found["index"].to_numpy() == pytest.approx(
        [-0.11409277, -0.19940543, -0.13351408, -0.51770383, 0.48095009, 0.12208113, 1.19148298,
         -0.58144305, 0.07101383, 0.34314301], abs=1e-7,
    )  # fmt: skip
    assert found["p"].between(1 / 200, 0.5).all()
    values, near = st_louis()
    whole = territory.local_moran(values, near, draws=999)
    n = len(values)
    moran = territory.moran(values, near, draws=99).index
    assert whole["index"].sum() / (n - 1) == pytest.approx(moran)  # the parts make the whole
    high = whole[whole["kind"] == "haut-haut"]
    assert (values[high.index] > values.mean()).all()


def test_values_at_random_are_not_alike_and_the_same_everywhere_is_refused():
    _, near = st_louis()
    drawn = np.random.default_rng(3).normal(size=78)
    assert territory.moran(drawn, near, draws=999).p > 0.05
    assert set(territory.local_moran(drawn, near)["kind"]) == {""}
    for wrong in (np.ones(78), np.full(78, np.nan), np.array([1.0, 2.0])):
        with pytest.raises(ValueError, match="three values"):
            territory.moran(wrong, near)


def test_join_counts_of_a_chessboard_in_two_halves():
    # 4 × 4, the lower half black: 10 joins black, 10 white, 4 mixed (Cliff & Ord; esda's example).
    cells = gpd.GeoDataFrame(
        geometry=[square(1e3 * x, 1e3 * y, 1e3) for y in range(4) for x in range(4)]
    ).set_crs("EPSG:2154")
    corners = territory.neighbours(cells)
    assert corners.sum() / 2 == 24 + 18  # borders, and corners
    rook = np.zeros((16, 16))
    for a, b in combinations(range(16), 2):
        apart = abs(a // 4 - b // 4) + abs(a % 4 - b % 4)
        rook[a, b] = rook[b, a] = apart == 1
    found = territory.join_counts(np.arange(16) >= 8, sparse.csr_array(rook))
    assert found[["both", "neither", "mixed"]].tolist() == [10, 10, 4]
    assert found["expected"] == pytest.approx(24 * 8 * 7 / (16 * 15))
    assert found["p"] < 0.01


def test_an_island_may_be_given_its_nearest():
    areas = communes()
    island = areas.iloc[[0]].assign(geometry=[square(-5.4, 48.4)], commune_code="29099")
    both = pd.concat([areas, island], ignore_index=True)
    touching = territory.neighbours(both).toarray()
    assert touching.sum(axis=1).tolist() == [1, 2, 2, 1, 0]
    nearest = territory.neighbours(both, nearest=1).toarray()
    assert nearest[4].tolist() == [1, 0, 0, 0, 0]
    assert (nearest == nearest.T).all()


# --- nearness ---


def test_distances_are_those_of_the_ground():
    lon, lat, step = -4.484541, 48.391693, 0.01
    ends = [(lon, lat), (lon + step, lat), (lon, lat + step)]
    points = gpd.GeoDataFrame(geometry=[shapely.Point(end) for end in ends], crs="EPSG:4326")
    found = territory.distances(points.iloc[[0]], points)[0]
    # The ellipsoid's own radii: across the meridian a / √(1 − e² sin²φ), along it a (1 − e²) / …³.
    a, e2, sine = 6378.137, 0.00669438, np.sin(np.radians(lat))
    across, root = a * np.cos(np.radians(lat)), np.sqrt(1 - e2 * sine**2)
    expected = np.radians(step) * np.array([0, across / root, a * (1 - e2) / root**3])
    assert found == pytest.approx(expected, rel=1e-4)
    # Within a thousandth, Lambert-93 says the same.
    metres = points.to_crs("EPSG:2154").geometry
    assert found[1:] * 1000 == pytest.approx(metres.distance(metres.iloc[0])[1:], rel=1e-3)


def test_coverage_by_hand():
    # A tenth of a degree is about 7.4 km here: 5 km is one's own commune, 10 km the next too.
    groups = pd.DataFrame({"initiative_id": ["i000", "i001"], "group": [0, 1]})
    some = placed(1, 0, 0, 1)
    table = territory.coverage(some, communes(), groups=groups, within=[5, 10])
    people = {
        (None if pd.isna(r.group) else r.group, r.within): r.people for r in table.itertuples()
    }
    assert people == {
        (None, 5): 9000, (None, 10): 15000, (0, 5): 1000, (0, 10): 3000, (1, 5): 8000,
        (1, 10): 12000,
    }  # fmt: skip
    assert table["share"].iloc[0] == 9000 / 15000
    lost = some.assign(geometry=[None, some.geometry.iloc[1]])
    table = territory.coverage(lost, communes(), within=[5])
    assert table[["people", "n", "unplaced"]].to_numpy().tolist() == [[8000, 1, 1]]
    none = territory.coverage(some.iloc[:0], communes(), within=[5])
    assert none[["people", "share"]].to_numpy().tolist() == [[0, 0.0]]


def test_the_reach_is_the_way_to_the_nearest():
    areas, some = communes(), placed(1, 0, 0, 1)
    found = territory.reach(some, areas)
    assert found.index.tolist() == areas["commune_code"].tolist()
    assert found.round(1).tolist() == [0, 7.4, 7.4, 0]  # a tenth of a degree, here
    lost = some.assign(geometry=[None, some.geometry.iloc[1]])
    assert territory.reach(lost, areas).round(1).tolist() == [22.2, 14.8, 7.4, 0]
    assert territory.reach(some.iloc[:0], areas).isna().all()


def test_one_s_own_ways_replace_the_straight_line():
    minutes = np.array([[5, np.nan], [20, 40], [30, 12], [np.nan, np.nan]])
    table = territory.coverage(placed(1, 1, 0, 0), communes(), within=[15, 30], way=minutes)
    assert table["people"].tolist() == [1000 + 4000, 1000 + 2000 + 4000]


@pytest.mark.parametrize("more", [1, 2, 3])
@pytest.mark.parametrize("within", [None, 20.0])
def test_the_next_places_are_the_best_of_all(more, within):
    """Twelve points: every choice tried."""
    rng = np.random.default_rng(7)
    people = rng.integers(100, 9000, 12)
    areas = communes(tuple(people.tolist()))
    areas["lon"], areas["lat"] = rng.uniform(-5, -4, 12), rng.uniform(48, 48.6, 12)
    some = placed(*([1] + [0] * 11))
    some = some.set_geometry(
        gpd.points_from_xy(areas["lon"].iloc[:1], areas["lat"].iloc[:1], crs="EPSG:4326")
    )
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(areas["lon"], areas["lat"], crs="EPSG:4326")
    )
    between = territory.distances(points, points)
    now = between[:, 0]
    best = None
    for chosen in combinations(range(12), more):
        ways = np.minimum(now, between[:, list(chosen)].min(axis=1))
        score = people[ways <= within].sum() if within else -(people @ ways) / people.sum()
        best = score if best is None else max(best, score)
    found = territory.next_places(some, areas, more=more, within=within)
    assert len(found) == more
    assert found.attrs["after"] == pytest.approx(best if within else -best)
    before = people[now <= within].sum() if within else people @ now / people.sum()
    assert found.attrs["before"] == pytest.approx(before)
    turned = territory.next_places(some, areas.sample(frac=1, random_state=1), more=more,
                                   within=within)  # fmt: skip
    assert turned["commune_code"].tolist() == found["commune_code"].tolist()


def test_impossible_numbers_of_places_are_refused():
    for more in (0, 5):
        with pytest.raises(ValueError, match=f"more = {more}"):
            territory.next_places(placed(1, 0, 0, 0), communes(), more=more)


# --- specialities and comparison ---


def test_specialisation_by_hand():
    profile = pd.DataFrame([[8, 2], [2, 8]], index=["A", "B"], columns=["x", "y"])
    table = territory.specialisation(profile).set_index(["area", "group"])
    assert table.loc[("A", "x"), "quotient"] == pytest.approx(0.8 / 0.5)
    # Hypergeometric, ten of twenty: 8 or more, or 2 or fewer: Fisher's exact test, 0.0230.
    assert table.loc[("A", "x"), "p"] == pytest.approx(0.02301, abs=1e-4)
    assert (table["low"] < table["quotient"]).all()
    assert (table["high"] > table["quotient"]).all()
    assert table["verdict"].tolist() == ["plus", "moins", "moins", "plus"]
    even = pd.DataFrame([[5, 5], [50, 50], [0, 0]], index=list("ABC"), columns=["x", "y"])
    found = territory.specialisation(even)
    assert found["quotient"].tolist() == [1] * 4
    assert set(found["verdict"]) == {"comme ailleurs"}
    assert "C" not in set(found["area"])


def test_correspondence_is_greenacre_s():
    # Greenacre's smokers (1984): inertia .0748 and .0100 of .0852; senior managers on axis 1 .0658.
    smokers = pd.DataFrame(
        [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]],
        index=["SM", "JM", "SE", "JE", "SC"], columns=["none", "light", "medium", "heavy"],
    )  # fmt: skip
    found = territory.correspondence(smokers)
    assert found.inertia[:2] == pytest.approx((0.8776, 0.1176), abs=1e-3)
    assert found.areas["axis_1"].abs().tolist() == pytest.approx(
        [0.0658, 0.2590, 0.3806, 0.2330, 0.2011], abs=1e-3
    )
    assert found.groups["axis_1"].abs().tolist() == pytest.approx(
        [0.3933, 0.0995, 0.1963, 0.2938], abs=1e-3
    )
    assert found.p == pytest.approx(0.1718, abs=1e-3)
    with pytest.raises(ValueError, match="two areas"):
        territory.correspondence(smokers.iloc[:1])
    two = territory.correspondence(smokers.iloc[:, :2])
    assert (two.areas["axis_2"] == 0).all()


def test_areas_are_compared_on_as_many_initiatives():
    ids = [f"i{k:02d}" for k in range(16)]
    area = pd.Series(["A"] * 10 + ["B"] * 5 + ["C"], index=ids)
    initiatives = pd.DataFrame({"initiative_id": ids})
    groups = pd.DataFrame({"initiative_id": ids, "group": [0, 1] * 5 + [0, 1, 2, 3, 4] + [0]})
    said = pd.DataFrame(
        {"initiative_id": ["i00", "i00", "i01", "i10", "i10", "i10"], "actor_id": list("abacde")}
    )
    people = pd.Series({"A": 10_000, "B": 5_000})
    table = territory.compare_areas(initiatives, said, groups, area, population=people)
    value = table.set_index(["area", "measure"])["value"]
    assert value[("A", "per_10000")] == 10
    assert value[("A", "partners")] == pytest.approx(0.3)
    assert value[("A", "together")] == pytest.approx(0.1)
    assert value[("B", "diversity")] == 5
    # Five of ten, five each of two groups: both are met but once in 126 (2 × C(5,5) / C(10,5)).
    assert value[("A", "diversity")] == pytest.approx(2 - 2 / 252)
    assert ("C", "diversity") not in value
    assert ("C", "per_10000") not in value
    assert table.attrs["rarefied_to"] == 5
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    turned = territory.compare_areas(
        initiatives.iloc[::-1], said.iloc[::-1], groups.iloc[::-1], area.iloc[::-1],
        population=people,
    )  # fmt: skip
    pd.testing.assert_frame_equal(turned, table)


def test_rarefaction_by_hand():
    assert rarefied(np.array([3, 1]), 1) == pytest.approx(1)
    assert rarefied(np.array([3, 1]), 2) == pytest.approx(1.5)  # 3 of 6 pairs hold both
    assert rarefied(np.array([3, 1]), 4) == pytest.approx(2)


def test_actors_of_two_areas_tie_them():
    area = pd.Series({"i1": "A", "i2": "B", "i3": "B", "i4": "C", "i5": None})
    said = pd.DataFrame(
        {
            "initiative_id": ["i1", "i1", "i2", "i3", "i3", "i4", "i5", "i1"],
            "actor_id": ["a", "b", "a", "a", "c", "d", "a", "a"],
        }
    )
    table = territory.shared_actors(said, area)
    assert table.to_numpy().tolist() == [["A", "B", 1, pytest.approx(1 / 3)]]


def test_the_narrative_says_what_the_tables_say_and_what_they_do_not():
    areas = communes((1000, 2000, 40_000, 80_000))
    some = placed(1, 0, 40, 9)
    rates = territory.rates(some, areas).merge(
        territory.beyond_population(some, areas, draws=99)[["area_code", "verdict"]]
    )
    near = territory.coverage(some, areas)
    said = territory.narrative(rates, near, unplaced=3)
    assert said.startswith("50 initiatives pour 123\u202f000 habitants, soit 4,1 pour 10\u202f000.")
    assert "100\u202f% des habitants vivent à moins de 10 km" in said
    assert "1 territoire(s) ont trop peu d'habitants" in said
    assert "les 3 initiatives sans commune connue" in said
    assert "Plus que" not in said  # EPCI by EPCI, nothing goes beyond the population
    by_commune = territory.rates(some, areas, by="commune").merge(
        territory.beyond_population(some, areas, by="commune", draws=99)[["area_code", "verdict"]]
    )
    said = territory.narrative(by_commune, near, lang="en")
    assert "More than people alone explain: Commune 2." in said
    assert "Fewer: Commune 3." in said
