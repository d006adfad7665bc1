import hashlib
import subprocess
import sys
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from analysis import network
from analysis.schema import InvalidData

DATA = Path(__file__).parent / "data"


def actors_of(participations: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"actor_id": sorted(participations["actor_id"].unique())})


def table(text: str) -> pd.DataFrame:
    rows = [(i, a) for line in text.split(";") for i, who in [line.split(":")] for a in who.split()]
    return pd.DataFrame(rows, columns=["initiative_id", "actor_id"], dtype="str")


def plain(ties: pd.DataFrame) -> list[tuple]:
    flat = ties.astype({"actor_a": "str", "actor_b": "str"})
    return [(a, b, n, round(s, 6)) for a, b, n, s in flat.itertuples(index=False)]


TOY = table("p:a b;q:a b c;r:d")


# --- ties ---


@pytest.mark.parametrize(
    ("weight", "strengths"),
    [
        # p has 2 actors, q has 3: Newman gives 1/1 + 1/2 to a-b, 1/2 to the others.
        ("newman", [1.5, 0.5, 0.5]),
        ("count", [2, 1, 1]),
        ("jaccard", [2 / 2, 1 / 2, 1 / 2]),  # a and b take part in 2, c in 1
        ("cosine", [2 / 2, 1 / 2**0.5, 1 / 2**0.5]),
    ],
)
def test_each_weight_by_hand(weight, strengths):
    ties = network.ties(TOY, weight=weight)
    assert plain(ties) == [
        ("a", "b", 2, round(strengths[0], 6)),
        ("a", "c", 1, round(strengths[1], 6)),
        ("b", "c", 1, round(strengths[2], 6)),
    ]


def test_actors_are_categoricals_over_the_same_sorted_actors():
    ties = network.ties(TOY)
    assert list(ties["actor_a"].cat.categories) == list(ties["actor_b"].cat.categories)
    assert list(ties["actor_a"].cat.categories) == sorted(ties["actor_a"].cat.categories)
    assert (ties["actor_a"].astype("str") < ties["actor_b"].astype("str")).all()


def test_order_duplicates_and_names_change_nothing():
    straight = plain(network.ties(TOY))
    again = pd.concat([TOY, TOY.iloc[:3]]).sample(frac=1, random_state=1)
    assert plain(network.ties(again)) == straight
    renamed = TOY.replace({"actor_id": {"a": "x1", "b": "x2", "c": "x3", "d": "x4"}})
    assert [t[2:] for t in plain(network.ties(renamed))] == [t[2:] for t in straight]


def test_roles_sizes_and_thresholds_select():
    rows = TOY.assign(role=["porteur", "financeur", "porteur", "porteur", "membre", "porteur"])
    assert plain(network.ties(rows, roles=["porteur", "membre"])) == [
        ("a", "b", 1, 0.5), ("a", "c", 1, 0.5), ("b", "c", 1, 0.5),
    ]  # fmt: skip
    assert plain(network.ties(TOY, max_size=2)) == [("a", "b", 1, 1.0)]
    assert [t[:2] for t in plain(network.ties(TOY, min_shared=2))] == [("a", "b")]
    big = table("p:" + " ".join(f"x{i:02d}" for i in range(31)))
    assert len(network.ties(big)) == 0  # a plenary, by default
    assert len(network.ties(big, max_size=None)) == 31 * 30 // 2


def test_nobody_is_tied_with_oneself_and_nothing_makes_nothing():
    assert len(network.ties(table("p:a a a"))) == 0
    empty = network.ties(TOY.iloc[:0])
    assert list(empty.columns) == ["actor_a", "actor_b", "shared", "strength"]
    assert len(empty) == 0
    assert network.graph(empty, pd.DataFrame({"actor_id": ["a"]})).number_of_nodes() == 1


def test_what_is_missing_is_named():
    with pytest.raises(ValueError, match="initiative_id"):
        network.ties(TOY.drop(columns="initiative_id"))
    with pytest.raises(ValueError, match="actor_id"):
        network.ties(TOY.assign(actor_id=["a", None, "a", "b", "c", "d"]))
    with pytest.raises(ValueError, match="newmann"):
        network.ties(TOY, weight="newmann")


def test_the_initiatives_behind_ties():
    ties = network.ties(TOY)
    behind = network.shared_initiatives(TOY, ties).astype("str")
    assert list(behind.itertuples(index=False, name=None)) == [
        ("a", "b", "p"), ("a", "b", "q"), ("a", "c", "q"), ("b", "c", "q"),
    ]  # fmt: skip


def test_davis_is_as_published(davis):
    assert len(davis) == 89
    women = davis.groupby("actor_id").size()
    assert women.tolist() == [8, 7, 8, 7, 4, 4, 4, 3, 4, 4, 4, 6, 7, 8, 5, 2, 2, 2]
    events = davis.groupby("initiative_id").size()
    assert [events[f"E{i}"] for i in range(1, 15)] == [3, 3, 6, 4, 8, 8, 10, 14, 12, 5, 4, 6, 3, 3]
    ties = network.ties(davis, weight="count")
    assert len(ties) == 139
    assert ties["shared"].sum() == 322


def test_davis_splits_as_published_whatever_the_seed(davis):
    graph = network.graph(network.ties(davis), actors_of(davis))
    for seed in range(20):
        found = network.communities(graph, seed=seed)
        assert found.nunique() == 2
        assert found.iloc[:9].nunique() == 1  # women 1 to 9
        assert found.iloc[9:].nunique() == 1  # women 10 to 18
    sure = network.community_confidence(graph)
    assert sure.agreement == pytest.approx(1.0)
    assert (sure.confidence == 1.0).all()


# --- graphs ---


def test_an_actor_and_an_initiative_of_one_name_stay_two():
    both = network.two_mode(table("wiki:wiki a"))
    assert sorted(both.nodes) == ["actor:a", "actor:wiki", "initiative:wiki"]
    assert both.nodes["actor:wiki"]["mode"] == "actor"
    assert both.has_edge("actor:wiki", "initiative:wiki")


def test_two_modes_keep_the_first_year_and_the_whole_weight():
    rows = table("x:a a b").assign(
        year=pd.array([2012, 2009, pd.NA], dtype="Int64"), weight=[1.0, 2.5, 1.0]
    )
    edges = network.two_mode(rows).edges
    assert edges["actor:a", "initiative:x"] == {"roles": "", "year": 2009, "weight": 3.5}
    assert edges["actor:b", "initiative:x"] == {"roles": "", "weight": 1.0}


@pytest.mark.parametrize("weight", [0, -1.0, float("nan"), float("inf"), "lourd", None])
def test_a_weight_that_is_none_is_named_with_its_row(weight):
    rows = table("x:a b").assign(weight=pd.Series([1, weight], dtype=object))
    for asked in (network.ties, network.two_mode, network.estimate):
        with pytest.raises(InvalidData, match="ligne 1, colonne « weight »"):
            asked(rows)


def test_a_plenary_of_5000_is_said_and_ties_nobody_unless_asked():
    crowd = pd.DataFrame(
        {"actor_id": [f"a{k:04d}" for k in range(5_000)], "initiative_id": "forum"}
    )
    rows = pd.concat([crowd, table("x:a0000 a0001")], ignore_index=True)
    said = network.estimate(rows)
    assert said.left_out.to_numpy().tolist() == [["forum", 5_000, 12_497_500]]
    assert "1 initiative ne lie personne (12497500 paires)" in said.sentence()
    assert len(network.ties(rows)) == 1
    with pytest.raises(ValueError, match="12497500 ties"):
        network.ties(rows, max_size=None, memory=1e8)


def test_isolates_are_kept_everywhere():
    graph = network.graph(network.ties(TOY), actors_of(TOY))
    assert "d" in graph
    found = network.communities(graph)
    assert found.isna().tolist() == [False, False, False, True]
    measures = network.measures(graph)
    assert measures.loc["d", "degree"] == 0
    assert np.isnan(measures.loc["d", "constraint"])
    places = network.positions(graph).set_index("actor_id")
    assert places.loc["d"].isna().all()
    assert places.loc[["a", "b", "c"]].notna().all().all()


def random_ties(seed: int) -> tuple[nx.Graph, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 14))
    rows = [
        (f"i{rng.integers(0, 9)}", f"a{rng.integers(0, n):02d}")
        for _ in range(int(rng.integers(2, 40)))
    ]
    rows = pd.DataFrame(rows, columns=["initiative_id", "actor_id"])
    graph = network.graph(network.ties(rows), actors_of(rows))
    return graph, network.measures(graph)


@pytest.mark.parametrize("seed", range(200))
def test_measures_agree_with_networkx_and_igraph(seed):
    graph, measures = random_ties(seed)
    assert measures["degree"].to_dict() == dict(graph.degree)
    constraint = nx.constraint(graph, weight="strength")
    # With nodes named, networkx follows Burt; without, it divides by the maxima of the columns.
    size = nx.effective_size(graph, nodes=list(graph), weight="strength")
    for node in graph:
        if graph.degree(node):
            assert measures.loc[node, "constraint"] == pytest.approx(constraint[node])
            assert measures.loc[node, "effective_size"] == pytest.approx(size[node])
    between = nx.betweenness_centrality(graph)
    assert measures["betweenness"].to_dict() == pytest.approx(between)
    other = igraph.Graph.from_networkx(graph)
    n = len(graph)
    pairs = max((n - 1) * (n - 2) / 2, 1)
    names = other.vs["_nx_name"]
    theirs = dict(zip(names, (b / pairs for b in other.betweenness()), strict=True))
    assert measures["betweenness"].to_dict() == pytest.approx(theirs)
    assert measures["core"].to_dict() == dict(zip(names, other.coreness(), strict=True))
    if graph.size():
        walk = dict(zip(names, other.pagerank(weights="strength"), strict=True))
        assert measures["pagerank"].to_dict() == pytest.approx(walk, abs=1e-6)
        burt = dict(zip(names, other.constraint(weights="strength"), strict=True))
        tied = measures.index[measures["degree"] > 0]
        assert measures.loc[tied, "constraint"].to_dict() == pytest.approx(
            {node: burt[node] for node in tied}
        )


def test_bridging_by_hand():
    # b is tied with a (community 0) and c, d (community 1): 1 − (1/3)² − (2/3)² = 4/9.
    rows = table("p:a b;q:b c;r:b d;s:c d")
    graph = network.graph(network.ties(rows), actors_of(rows))
    of = pd.Series({"a": 0, "b": 0, "c": 1, "d": 1}, dtype="Int64")
    found = network.bridging(graph, of)
    assert found.loc["b", "participation"] == pytest.approx(4 / 9)
    assert found.loc["b", "communities"] == 2
    assert found.loc["a", "participation"] == 0


def test_communities_are_named_after_their_strongest():
    of = pd.Series({"a": 0, "b": 0, "c": 0, "d": pd.NA}, dtype="Int64")
    measures = pd.DataFrame({"strength": [1.0, 3.0, 2.0, 0.0]}, index=list("abcd"))
    actors = pd.DataFrame({"actor_id": list("abcd"), "name": ["A", "B", "C", "D"]})
    found = network.community_names(of, measures, actors)
    assert found[["community", "name", "n"]].to_numpy().tolist() == [[0, "B, C", 3]]
    hidden = actors.assign(publishable=[True, False, True, True])
    assert network.community_names(of, measures, hidden)["name"].tolist() == ["C, A"]


def test_the_whole_in_a_sentence():
    found = network.summary(network.graph(network.ties(TOY), actors_of(TOY)))
    assert (found.actors, found.ties, found.isolates, found.components) == (4, 3, 1, 1)
    assert found.giant_share == 0.75
    assert "75" in found.sentence("fr")
    assert found.sentence("en").startswith("4 actors, 3 ties")
    both = network.summary(network.two_mode(TOY))
    assert (both.actors, both.ties, both.components) == (7, 6, 2)


def test_estimate_says_what_a_cap_leaves_out():
    big = pd.concat([TOY, table("plein:" + " ".join(f"x{i:02d}" for i in range(31)))])
    said = str(network.estimate(big))
    assert "plein" in said
    assert "465" in str(network.estimate(big, max_size=None)) or "469" in str(
        network.estimate(big, max_size=None)
    )


# --- the same again ---


def test_no_two_actors_are_drawn_on_one_point_and_rows_order_is_nothing(davis):
    rows = pd.concat([davis, table("z:u v w")])
    graph = network.graph(network.ties(rows), actors_of(rows))
    places = network.positions(graph)
    assert not places.duplicated(["x", "y"]).any()
    turned = rows.sample(frac=1, random_state=3)
    other = network.graph(network.ties(turned), actors_of(rows).iloc[::-1])
    pd.testing.assert_frame_equal(places, network.positions(other), check_exact=True)
    assert network.communities(graph).equals(network.communities(other))


def test_three_fresh_processes_give_the_same(davis):
    # python-louvain#25: groups changed after the kernel was restarted.
    code = (
        "import pandas as pd, sys; from analysis import network\n"
        f"d = pd.read_csv({str(DATA / 'davis.csv')!r}, dtype='str')\n"
        "a = pd.DataFrame({'actor_id': sorted(set(d['actor_id']))})\n"
        "g = network.graph(network.ties(d), a)\n"
        "out = network.communities(g).to_csv() + network.positions(g).to_csv()\n"
        "sys.stdout.write(out)"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": s}
        ).stdout
        for s in "012"
    ]
    assert len({hashlib.sha256(o).hexdigest() for o in outputs}) == 1
    assert len(outputs[0]) > 500


# --- more measures ---


@pytest.mark.parametrize("seed", range(200))
def test_central_measures_agree_with_networkx(seed):
    graph, measures = random_ties(seed)
    assert measures["closeness"].to_dict() == pytest.approx(nx.closeness_centrality(graph))
    theirs = nx.pagerank(graph, weight="strength", tol=1e-14, max_iter=1_000)
    assert measures["pagerank"].to_dict() == pytest.approx(theirs, abs=1e-9)
    assert measures["core"].to_dict() == nx.core_number(graph)
    assert (measures["betweenness_error"] == 0).all()


def test_estimated_betweenness_says_its_error(monkeypatch):
    rows = [(f"i{i}", f"a{a:03d}") for i in range(300) for a in {i, (i * 7) % 300, (i * i) % 300}]
    rows = pd.DataFrame(rows, columns=["initiative_id", "actor_id"])
    graph = network.graph(network.ties(rows), actors_of(rows))
    exact = network.measures(graph)
    monkeypatch.setattr("analysis.network.centrality.PIVOTS", 100)
    drawn = network.measures(graph, exact=100, seed=3)
    top = exact["betweenness"].nlargest(40).index  # the smallest rest on paths that few draws meet
    off = (drawn["betweenness"] - exact["betweenness"])[top].abs()
    assert (drawn["betweenness_error"] > 0).sum() > 200
    assert (off <= 2 * drawn["betweenness_error"][top]).mean() > 0.9
    assert drawn["betweenness"].sum() == pytest.approx(exact["betweenness"].sum(), rel=0.1)
    assert drawn["closeness"].corr(exact["closeness"]) > 0.95


@pytest.mark.parametrize("seed", range(25))
def test_two_mode_measures_agree_with_networkx(seed):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "initiative_id": [f"i{i}" for i in rng.integers(0, 8, 40)],
            "actor_id": [f"a{a}" for a in rng.integers(0, 12, 40)],
        }
    ).drop_duplicates()
    both = network.two_mode(rows)
    actors = [node for node in both if node.startswith("actor:")]
    found = network.two_mode_measures(rows).rename(index="actor:{}".format)
    near = nx.bipartite.latapy_clustering(both, actors)
    some = found["clustering"].notna()
    assert found["clustering"][some].to_dict() == pytest.approx(
        {a: near[a] for a in found.index[some]}
    )
    several = [a for a in actors if both.degree(a) > 1]
    redundancy = nx.bipartite.node_redundancy(both, several)
    assert found.loc[several, "redundancy"].to_dict() == pytest.approx(redundancy)
    core = nx.core_number(both)
    assert found["core"].to_dict() == {a: core[a] for a in actors}
    assert network.two_mode_clustering(rows) == pytest.approx(
        nx.bipartite.robins_alexander_clustering(both)
    )


def test_brokerage_by_hand():
    # x is tied with all, the others with x alone but for b-c: open pairs ab, ac, ad, bd, cd.
    rows = table("p:x a;q:x b;r:x c;s:x d;t:b c")
    graph = network.graph(network.ties(rows), actors_of(rows))
    of = pd.Series({"x": 0, "a": 0, "b": 0, "c": 1, "d": 2}, dtype="Int64")
    found = network.bridging(graph, of).loc["x"]
    # ab: all 0; ac, ad, bd: one of 0; cd: two others.
    assert found[["coordinator", "gatekeeper", "liaison", "consultant"]].tolist() == [1, 3, 1, 0]
    other = of.replace({2: 1})
    assert network.bridging(graph, other).loc["x", "consultant"] == 1  # c and d, both of 1


def test_mixing_by_hand_and_as_networkx():
    rows = table("p:a b;q:b c;r:c d;s:d e")
    graph = network.graph(network.ties(rows), actors_of(rows))
    found = network.mixing(graph, pd.Series({"a": "x", "b": "x", "c": "y", "d": "y"}, name="kind"))
    assert found.unknown == 1  # d-e: e has no kind
    assert found.ei == pytest.approx((1 - 2) / 3)
    assert found.groups.loc["x"].tolist() == [2, 1, 1, 0]
    assert found.table.loc["x", "y"] == 1
    # a-b, c-d of the 6 pairs are within: 4 between less 2 within, of 6.
    assert found.expected == pytest.approx(2 / 6)
    graph.remove_node("e")
    for node, kind in {"a": "x", "b": "x", "c": "y", "d": "y"}.items():
        graph.nodes[node]["kind"] = kind
    theirs = nx.attribute_assortativity_coefficient(graph, "kind")
    assert found.assortativity == pytest.approx(theirs)


def test_ranks_hold_as_far_as_the_data_do(davis):
    whole = network.rank_intervals(davis, actors_of(davis), removed=0.0, draws=3)
    assert (whole["rank_low"] == whole["rank"]).all()
    assert (whole["rank_high"] == whole["rank"]).all()
    less = network.rank_intervals(davis, actors_of(davis), draws=30)
    assert ((less["rank_low"] <= less["rank"]) | (less["rank"] <= less["rank_high"])).all()
    assert (less["rank_high"] - less["rank_low"]).max() >= 3
    again = network.rank_intervals(davis.sample(frac=1, random_state=2), actors_of(davis), draws=30)
    pd.testing.assert_frame_equal(less, again, check_exact=True)
    with pytest.raises(ValueError, match="eigen"):
        network.rank_intervals(davis, actors_of(davis), measure="eigen")
    with pytest.raises(InvalidData, match="acteur inconnu"):
        network.rank_intervals(davis, actors_of(davis).iloc[1:])
    measures = network.measures(network.graph(network.ties(davis), actors_of(davis)))
    for measure in ("degree", "strength", "betweenness", "pagerank"):
        ranked = network.rank_intervals(davis, actors_of(davis), measure=measure, draws=1)
        assert ranked["value"].to_dict() == pytest.approx(measures[measure].to_dict())


def test_each_measure_is_described_in_both_languages(davis):
    graph = network.graph(network.ties(davis), actors_of(davis))
    given = {
        "measures": network.measures(graph),
        "two_mode_measures": network.two_mode_measures(davis),
        "bridging": network.bridging(graph, network.communities(graph)),
    }
    expected = {(name, column) for name, frame in given.items() for column in frame}
    for lang in ("fr", "en"):
        said = network.describe(lang)
        assert set(said.index) == expected
        assert said["meaning"].str.endswith(".").all()
        assert (said != "").all().all()
