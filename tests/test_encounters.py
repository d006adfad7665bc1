"""Suggestions: each part by hand or against a peer, the caps, the reasons."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from shapely import Point

from analysis import encounters
from analysis.encounters import parts, suggesting
from analysis.encounters.choosing import choose

ACTORS = pd.DataFrame(
    {"actor_id": list("abcdef"), "name": list("ABCDEF"), "publishable": [True] * 5 + [False]}
)
# a, b: bikes in Brest, never together; c: bikes with a; d: gardens in Morlaix; e: gardens in Brest.
TAKES_PART = pd.DataFrame(
    [("v1", "a", "porteur"), ("v1", "c", "partenaire"), ("v2", "b", "porteur"),
     ("j1", "d", "porteur"), ("j2", "e", "porteur"), ("v2", "f", "porteur")],
    columns=["initiative_id", "actor_id", "role"],
)  # fmt: skip
GROUPS = pd.DataFrame(
    {"initiative_id": ["v1", "v2", "j1", "j2"], "group": [0, 0, 1, 1],
     "name": ["Vélo", "Vélo", "Jardins", "Jardins"]}
)  # fmt: skip
WHERE = gpd.GeoDataFrame(
    {
        "initiative_id": ["v1", "v2", "j1", "j2"],
        "commune": ["Brest", "Brest", "Morlaix", "Brest"],
        "geometry": [Point(-4.49, 48.39)] * 2 + [Point(-3.83, 48.58), Point(-4.49, 48.39)],
    },
    crs="EPSG:4326",
)


def suggest(**kwargs):
    given = {"initiatives": WHERE, "exposure": 9, "alike": None, "weights": encounters.ALIKE}
    given |= kwargs
    return encounters.suggest(ACTORS, TAKES_PART, GROUPS, **given)


def test_suggestions_by_hand():
    found = suggest().set_index(["actor_id", "other_id"])
    # Same theme, same commune: .6 × 1 + .25 × 1; no communities are given, so no bridge.
    assert found.loc[("a", "b"), "score"] == pytest.approx(0.85)
    assert found.loc[("a", "b"), "reason"] == (
        "Même thème : « Vélo » ; tous deux à Brest ; encore jamais dans une même initiative."
    )
    # Another theme, same commune: .25.
    assert found.loc[("a", "e"), "score"] == pytest.approx(0.25)
    # Same theme, 53 km apart: nearness is e^(−53/15) = .03.
    assert found.loc[("d", "e"), "score"] == pytest.approx(0.607, abs=0.002)
    assert found.loc[("d", "e"), "reason"].startswith("Même thème : « Jardins » ; encore jamais")


def test_those_who_met_or_may_not_be_shown_are_never_suggested():
    pairs = set(suggest().set_index(["actor_id", "other_id"]).index)
    assert ("a", "c") not in pairs
    assert not any("f" in pair for pair in pairs)
    paid = pd.concat(
        [TAKES_PART, pd.DataFrame([("v2", "a", "financeur")], columns=TAKES_PART.columns)]
    )
    found = encounters.suggest(ACTORS, paid, GROUPS, initiatives=WHERE, roles=("porteur",))
    assert ("a", "b") not in set(found.set_index(["actor_id", "other_id"]).index)
    survey = pd.DataFrame({"a": ["b", "x"], "b": ["a", "a"]})
    known = suggest(acquaintance=survey).set_index(["actor_id", "other_id"]).index
    assert ("a", "b") not in known
    assert ("b", "a") not in known
    assert ("b", "c") in known


def test_ranks_follow_scores_and_lists_are_short():
    found = suggest(per_actor=2)
    assert found.groupby("actor_id").size().max() <= 2
    for _, rows in found.groupby("actor_id"):
        assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
        assert rows["score"].is_monotonic_decreasing


def test_nobody_is_suggested_more_often_than_the_exposure_allows():
    assert suggest(exposure=1)["other_id"].value_counts().max() == 1


def test_a_list_holds_few_of_ones_own_theme():
    assert {"a", "c"} <= set(suggest().query("actor_id == 'b'")["other_id"])
    one = suggest(alike=1).query("actor_id == 'b'")["other_id"]
    assert len(set(one) & {"a", "c"}) == 1  # bikes, as b
    assert "e" in set(one)  # gardens, in Brest as b
    assert set(suggest(alike=0).query("actor_id == 'b'")["other_id"]) == {"e"}


def test_a_bridge_between_communities_weighs_and_is_said():
    of = pd.Series({"a": 0, "b": 1, "c": 0, "d": 1, "e": 1})
    found = suggest(communities=of).set_index(["actor_id", "other_id"])
    assert found.loc[("a", "b"), "score"] == pytest.approx(1.0)
    assert "de deux communautés différentes" in found.loc[("a", "b"), "reason"]
    assert "communautés" not in found.loc[("b", "e"), "reason"]


def test_order_changes_nothing():
    turned = encounters.suggest(
        ACTORS.iloc[::-1], TAKES_PART.sample(frac=1, random_state=2), GROUPS.iloc[::-1],
        initiatives=WHERE.iloc[::-1], exposure=9, alike=None, weights=encounters.ALIKE,
    )  # fmt: skip
    pd.testing.assert_frame_equal(suggest(), turned)


def test_nothing_in_common_gives_nothing():
    lonely = GROUPS.assign(group=[0, 1, 2, 3], name=list("wxyz"))
    found = encounters.suggest(ACTORS, TAKES_PART, lonely)
    assert found.empty
    assert list(found.columns) == suggesting.COLUMNS
    assert encounters.suggest(ACTORS.iloc[:1], TAKES_PART, GROUPS).empty
    assert encounters.suggest(ACTORS.iloc[:0], TAKES_PART.iloc[:0], GROUPS.iloc[:0]).empty


def test_english_reasons_and_errors():
    found = suggest(lang="en").set_index(["actor_id", "other_id"])
    assert found.loc[("a", "b"), "reason"] == (
        "Same theme: “Vélo”; both in Brest; never yet in one initiative."
    )
    with pytest.raises(ValueError, match="'de'"):
        suggest(lang="de")
    with pytest.raises(ValueError, match="poids = 1"):
        suggest(weights={"poids": 1})
    with pytest.raises(ValueError, match="themes = -1"):
        suggest(weights={"themes": -1, "place": 2})


# A path p – q – r – s, and t with q: by hand, and for networkx.
PATH = pd.DataFrame(
    [("1", "p"), ("1", "q"), ("2", "q"), ("2", "r"), ("3", "r"), ("3", "s"), ("4", "q"),
     ("4", "t")],
    columns=["initiative_id", "actor_id"],
)  # fmt: skip
FIVE = pd.DataFrame({"actor_id": list("pqrst"), "name": list("PQRST")})
NO_THEMES = pd.DataFrame({"initiative_id": [], "group": [], "name": []})


def ground_of(participations, actors=FIVE):
    return parts.survey(
        actors, participations, NO_THEMES, shown=pd.Series(True, index=actors.index),
        initiatives=None, communities=None, offers=None, acquaintance=None, roles=None, max_size=30,
    )  # fmt: skip


def test_common_partners_weigh_by_how_rare_they_are():
    """p and r share q, who has three partners: 1/3. q and s share r, who has two: 1/2."""
    ((_, found),) = parts.blocks(ground_of(PATH))
    # Pairs apart: p–r 1/3, p–t 1/3, q–s 1/2, r–t 1/3, each twice: the median is 1/3.
    assert found["partners"][0, 2] == pytest.approx(0.5)
    assert found["partners"][1, 3] == pytest.approx((1 / 2) / (1 / 2 + 1 / 3))
    assert found["partners"][0, 3] == 0
    said = encounters.suggest(FIVE, PATH, NO_THEMES, weights={"partners": 1})
    reason = said.set_index(["actor_id", "other_id"]).loc[("p", "r"), "reason"]
    assert reason == "Un partenaire commun : Q ; encore jamais dans une même initiative."


@pytest.mark.parametrize("seed", range(4))
def test_gain_is_the_fall_of_networkx_constraint(seed):
    graph = nx.gnm_random_graph(9, 14, seed=seed)
    nodes = [f"n{i}" for i in range(9)]
    rows = [(f"{a}-{b}", f"n{x}") for a, b in graph.edges for x in (a, b)]
    rows += [(f"alone-{x}", x) for x in nodes]
    ground = ground_of(
        pd.DataFrame(rows, columns=["initiative_id", "actor_id"]),
        pd.DataFrame({"actor_id": nodes, "name": nodes}),
    )
    before = nx.constraint(graph)
    for a in graph:
        others = np.array([b for b in graph if b != a and not graph.has_edge(a, b)])
        for b, gain in zip(others, parts.gains(ground, a, others), strict=True):
            more = graph.copy()
            more.add_edge(a, int(b))
            fall = before[a] - nx.constraint(more, [a])[a] if graph.degree(a) else 0.0
            assert gain == pytest.approx(max(fall, 0.0), abs=1e-12)


def test_offers_that_answer_needs_bring_together_those_who_share_nothing_else():
    offers = pd.DataFrame(
        [("a", "offer", "compost"), ("d", "need", "Composts"), ("d", "offer", "vélo"),
         ("b", "need", "soudure"), ("a", "need", "vélo")],
        columns=["actor", "kind", "subject"],
    )  # fmt: skip
    found = suggest(offers=offers, weights={"offers": 1}, initiatives=None)
    found = found.set_index(["actor_id", "other_id"])
    assert found.loc[("a", "d"), "score"] == 1.0  # each answers the other
    assert "peut apporter : «" in found.loc[("a", "d"), "reason"].lower()
    assert "cherche ce que l'autre offre : « vélo »" in found.loc[("a", "d"), "reason"]
    assert ("a", "b") not in found.index or found.loc[("a", "b"), "score"] == 0


@pytest.mark.parametrize("seed", range(5))
def test_lists_are_the_best_that_the_caps_allow(seed):
    """Against a linear programme, whose optimum is whole for a flow."""
    rng = np.random.default_rng(seed)
    people = 8
    a, b = (x.ravel() for x in np.indices((people, people)))
    keep = (a != b) & (rng.random(a.size) < 0.7)
    a, b = a[keep], b[keep]
    kinds = rng.integers(-1, 3, people)[b]
    score = rng.random(len(a)).round(6)
    caps = {"per_actor": 3, "exposure": 2, "alike": 1}
    taken = choose(a, b, score, kinds, people=people, **caps)
    rows, most = [], []
    for i in range(people):
        rows += [a == i, b == i]
        most += [3, 2]
        rows += [(a == i) & (kinds == k) for k in range(3)]
        most += [1, 1, 1]
    best = linprog(-score, A_ub=np.array(rows, float), b_ub=most, bounds=(0, 1))
    assert score[taken].sum() == pytest.approx(-best.fun, abs=1e-5)
    assert all(np.array(rows)[:, taken].sum(axis=1) <= most)
