"""Communities from several sides, the core, time, and a picture that stays."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis import network
from analysis.network.partition import _mean_rand


def people(participations: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"actor_id": sorted(participations["actor_id"].unique())})


def drawn(participations: pd.DataFrame, **options) -> nx.Graph:
    made = network.ties(participations, max_size=None, **options)
    return network.graph(made, people(participations))


def blocks(sizes=(6, 6, 6), works=14, seed=0) -> pd.DataFrame:
    """Draw groups that work among themselves, three members at a time."""
    rng = np.random.default_rng(seed)
    rows, work = [], 0
    for group, size in enumerate(sizes):
        for _ in range(works):
            there = rng.choice(size, 3, replace=False)
            rows += [(f"g{group}-{member}", f"w{work:03d}") for member in there]
            work += 1
    return pd.DataFrame([*rows, ("g0-0", "pont"), ("g1-0", "pont"), ("g2-0", "pont")]).set_axis(
        ["actor_id", "initiative_id"], axis=1
    )


def test_agreement_is_the_mean_of_pairwise_adjusted_rand_indices():
    draws = np.random.default_rng(0).integers(-1, 4, (6, 40))
    wanted = []
    for one, other in itertools.combinations(draws, 2):
        both = (one >= 0) & (other >= 0)
        wanted.append(adjusted_rand_score(one[both], other[both]))
    assert _mean_rand(draws) == pytest.approx(np.mean(wanted))


def test_a_scan_sees_few_parts_at_low_resolution_and_the_planted_ones_at_one():
    scan = network.resolution_scan(drawn(blocks()), resolutions=(0.2, 1.0, 4.0), seeds=5)
    assert scan.index.tolist() == [0.2, 1.0, 4.0]
    assert scan["communities"].is_monotonic_increasing
    assert scan.loc[1.0, "communities"] == 3
    assert scan.loc[1.0, "agreement"] == 1
    assert scan.loc[1.0, "firm"] == 1


def test_other_initiatives_leave_planted_groups_and_shake_what_was_chance():
    planted = blocks()
    draws = network.bootstrap_communities(planted, people(planted), max_size=None, draws=20)
    sure = network.community_confidence(drawn(planted), draws=draws)
    assert sure.confidence.mean() > 0.95
    rng = np.random.default_rng(1)
    chance = pd.DataFrame(
        {
            "actor_id": [f"a{i:02d}" for i in rng.integers(0, 18, 130)],
            "initiative_id": [f"w{i:02d}" for i in rng.integers(0, 43, 130)],
        }
    )
    draws = network.bootstrap_communities(chance, people(chance), max_size=None, draws=20)
    shaken = network.community_confidence(drawn(chance), draws=draws)
    assert shaken.confidence.mean() < 0.75
    assert shaken.agreement < 0.5 < sure.agreement


def test_rows_in_another_order_give_the_same_draws(davis):
    other = pd.concat([davis, davis.head(20)]).sample(frac=1, random_state=3)
    one, two = (
        network.bootstrap_communities(rows, people(davis), max_size=None, draws=5)
        for rows in (davis, other)
    )
    pd.testing.assert_frame_equal(one, two)


def test_consensus_is_what_draws_share():
    draws = pd.DataFrame(
        {0: [0, 0, 0, 1, 1, 1, pd.NA], 1: [1, 1, 1, 0, 0, 0, pd.NA], 2: [0, 0, 1, 1, 1, 1, pd.NA]},
        index=pd.Index(list("abcdefz"), name="actor_id"),
        dtype="Int64",
    )
    found = network.consensus(draws)
    assert found[:6].tolist() == [0, 0, 0, 1, 1, 1]
    assert pd.isna(found["z"])
    planted = drawn(blocks())
    agreed = network.consensus(network.community_draws(planted))
    assert agreed.tolist() == network.communities(planted).tolist()


def test_both_modes_of_davis_reach_the_best_modularity_published(davis):
    """Four parts, 0.3455 (Liu & Murata 2010; Beckett 2016), whatever the seed."""
    for seed in range(5):
        found = network.two_mode_communities(davis, seed=seed)
        assert found.nunique() == 4
        links = davis.assign(
            one=("actor:" + davis["actor_id"]).map(found),
            other=("initiative:" + davis["initiative_id"]).map(found),
        )
        inside = (links["one"] == links["other"]).sum()
        mixed = sum(
            (links["one"] == part).sum() * (links["other"] == part).sum() for part in range(4)
        )
        assert (inside - mixed / 89) / 89 == pytest.approx(0.3455, abs=5e-5)
    empty = davis.iloc[:0]
    assert network.two_mode_communities(empty).empty


@pytest.mark.parametrize("seed", range(6))
def test_the_core_makes_the_fewest_errors_of_all_splits(seed):
    graph = nx.gnp_random_graph(8, 0.45, seed=seed)
    graph = nx.relabel_nodes(graph, {n: f"a{n}" for n in graph})
    nx.set_edge_attributes(graph, 1.0, "strength")
    nx.set_edge_attributes(graph, 1, "shared")

    def errors(core: set) -> int:
        inside = sum(not graph.has_edge(*pair) for pair in itertools.combinations(sorted(core), 2))
        rest = sorted(set(graph) - core)
        return inside + sum(graph.has_edge(*pair) for pair in itertools.combinations(rest, 2))

    least = min(
        errors(set(core))
        for size in range(9)
        for core in itertools.combinations(sorted(graph), size)
    )
    found = network.core_periphery(graph)
    assert errors(set(found.index[found])) == least


def test_windows_slide_or_grow():
    assert network.windows(2010, 2012) == [(2010, 2010), (2010, 2011), (2010, 2012)]
    assert network.windows(2010, 2013, width=2) == [(2010, 2011), (2011, 2012), (2012, 2013)]
    assert network.windows(2010, 2014, width=2, step=2) == [(2011, 2012), (2013, 2014)]
    assert network.windows(2010, 2011, width=9) == [(2010, 2011)]
    for wrong in ({"first": 2012, "last": 2010}, {"first": 1, "last": 2, "width": 0}):
        with pytest.raises(ValueError, match="no window"):
            network.windows(**wrong)


def test_years_by_hand():
    rows = pd.DataFrame(
        [
            ("a", "x", 2010), ("b", "x", 2010),
            ("a", "y", 2011), ("b", "y", 2011), ("c", "y", 2011),
            ("d", "z", 2012), ("e", "n", pd.NA),
        ],
        columns=["actor_id", "initiative_id", "year"],
    ).astype({"year": "Int64"})  # fmt: skip
    years = network.windows(2010, 2012, width=1)
    found = network.evolution(rows, people(rows), years=years)
    assert found["initiatives"].tolist() == [1, 1, 1]
    assert found["actors"].tolist() == [2, 3, 1]
    assert found["ties"].tolist() == [1, 3, 0]
    assert found["newcomers"].tolist() == [2, 1, 1]
    assert found["new_ties"].tolist() == [1, 2, 0]
    assert found["isolates"].tolist() == [0, 0, 1]
    way = network.trajectories(rows, people(rows), years=network.windows(2010, 2012))
    a = way[way["actor_id"] == "a"]
    assert a["initiatives"].tolist() == [1, 2, 2]
    assert a["degree"].tolist() == [1, 2, 2]
    assert way["actor_id"].tolist() == ["a"] * 3 + ["b"] * 3 + ["c"] * 2 + ["d"]
    with pytest.raises(ValueError, match="year"):
        network.evolution(rows.drop(columns="year"), people(rows), years=years)


def test_a_community_keeps_its_number_through_the_years():
    def year(when: int, **works: str) -> pd.DataFrame:
        rows = [(actor, f"{work}{when}", when) for work, who in works.items() for actor in who]
        return pd.DataFrame(rows, columns=["actor_id", "initiative_id", "year"])

    # The smaller group grows past the other, which would swap numbers by size.
    rows = pd.concat([year(2010, x="abc", y="defg"), year(2011, x="abcklm", y="defg", z="n")])
    way = network.trajectories(rows, people(rows), years=[(2010, 2010), (2011, 2011)])
    numbers = way.pivot(index="actor_id", columns="last", values="community")
    assert numbers.loc[list("abc"), 2010].tolist() == [1, 1, 1]
    assert numbers.loc[list("abcklm"), 2011].tolist() == [1] * 6
    assert numbers.loc[list("defg")].to_numpy().tolist() == [[0, 0]] * 4
    assert pd.isna(numbers.at["n", 2011])
    strangers = pd.concat([year(2010, x="abc"), year(2011, x="klm")])
    way = network.trajectories(strangers, people(strangers), years=[(2010, 2010), (2011, 2011)])
    assert way["community"].tolist() == [0, 0, 0, 1, 1, 1]


def test_a_community_has_themes_and_places():
    rows = blocks((3, 3), works=3).query("not actor_id.str.startswith('g2')")
    actors = people(rows).assign(name=lambda t: "N " + t["actor_id"])
    actors["commune"] = ["Brest", "Brest", "Plougastel", "Daoulas", None, None]
    graph = network.graph(network.ties(rows), actors)
    parts = network.communities(graph)
    groups = pd.DataFrame({"initiative_id": sorted(rows["initiative_id"].unique())})
    first = set(rows.loc[rows["actor_id"].str.startswith("g0"), "initiative_id"]) - {"pont"}
    groups["name"] = ["Vélo" if i in first else "Numérique" for i in groups["initiative_id"]]
    found = network.community_names(parts, network.measures(graph), actors, rows, groups)
    said = found.set_index("community")[["themes", "places"]]
    assert said.loc[parts["g0-1"]].tolist() == ["Vélo", "Brest, Plougastel"]
    assert said.loc[parts["g1-1"], "themes"] == "Numérique"
    bare = network.community_names(parts, network.measures(graph), actors.drop(columns="commune"))
    assert bare["themes"].tolist() == bare["places"].tolist() == ["", ""]


@pytest.fixture(scope="module")
def town() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    rows = pd.DataFrame(
        {
            "actor_id": [f"a{int(150 * x * x):03d}" for x in rng.random(420)],
            "initiative_id": [f"i{x:03d}" for x in rng.integers(0, 120, 420)],
        }
    )
    return rows.drop_duplicates(ignore_index=True)


def moved(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    both = one.merge(other, on="actor_id", suffixes=("", "_now")).dropna()
    return np.hypot(both["x"] - both["x_now"], both["y"] - both["y_now"])


def test_three_more_initiatives_leave_everybody_in_place(town):
    few = town[~town["initiative_id"].isin(["i010", "i050", "i090"])]
    before = network.positions(drawn(few))
    cold = moved(before, network.positions(drawn(town)))
    warm = network.positions(drawn(town), start=before)
    assert moved(before, warm).median() < 0.03 < cold.median()
    assert moved(before, warm).max() < 0.25  # of a picture 2 wide
    tied = [node for node, degree in drawn(town).degree() if degree]
    assert warm.dropna()["actor_id"].tolist() == sorted(tied)
    shuffled = network.positions(
        drawn(town.sample(frac=1, random_state=0)), start=before.sample(frac=1, random_state=0)
    )
    pd.testing.assert_frame_equal(warm, shuffled, check_exact=True)


def test_held_places_do_not_move_and_newcomers_stand_beside_their_partners(town):
    before = network.positions(drawn(town))
    more = pd.concat(
        [town, pd.DataFrame({"actor_id": ["a000", "nouveau"], "initiative_id": ["i999"] * 2})]
    )
    now = network.positions(drawn(more), start=before, hold=1).set_index("actor_id")
    assert moved(before, now.reset_index()).max() < 0.05
    here, friend = now.loc["nouveau"], now.loc["a000"]
    spread = np.hypot(*(now.dropna() - friend).to_numpy().T)
    assert np.hypot(*(here - friend)) < np.quantile(spread, 0.4)


def test_places_of_a_map_anchor_the_picture():
    rows = blocks()
    towns = pd.DataFrame({"actor_id": people(rows)["actor_id"]})
    towns["x"] = towns["actor_id"].str[1].astype(float) * 10_000
    towns["y"] = 0.0
    found = network.positions(drawn(rows), start=towns, hold=1).merge(towns, on="actor_id")
    assert (found["x_x"] - found["x_y"]).abs().max() < 5_000
    assert not found.duplicated(["x_x", "y_x"]).any()


def test_a_start_that_cannot_be_read_is_named(town):
    graph = drawn(town)
    before = network.positions(graph)
    with pytest.raises(ValueError, match="column y"):
        network.positions(graph, start=before.drop(columns="y"))
    with pytest.raises(ValueError, match="twice"):
        network.positions(graph, start=pd.concat([before, before]))
    with pytest.raises(ValueError, match="hold=2"):
        network.positions(graph, start=before, hold=2)
    nobody = before.assign(actor_id="z" + before["actor_id"])
    pd.testing.assert_frame_equal(network.positions(graph, start=nobody), before)
