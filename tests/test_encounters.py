import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from analysis import encounters
from analysis.encounters import suggesting

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
    given = {"initiatives": WHERE, "exposure": 9} | kwargs
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


def test_ranks_follow_scores_and_lists_are_short():
    found = suggest(per_actor=2)
    assert found.groupby("actor_id").size().max() <= 2
    for _, rows in found.groupby("actor_id"):
        assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
        assert rows["score"].is_monotonic_decreasing


def test_nobody_is_suggested_more_often_than_the_exposure_allows():
    assert suggest(exposure=1)["other_id"].value_counts().max() == 1


def test_a_bridge_between_communities_weighs_and_is_said():
    of = pd.Series({"a": 0, "b": 1, "c": 0, "d": 1, "e": 1})
    found = suggest(communities=of).set_index(["actor_id", "other_id"])
    assert found.loc[("a", "b"), "score"] == pytest.approx(1.0)
    assert "de deux communautés différentes" in found.loc[("a", "b"), "reason"]
    assert "communautés" not in found.loc[("b", "e"), "reason"]


def test_order_changes_nothing():
    turned = encounters.suggest(
        ACTORS.iloc[::-1], TAKES_PART.sample(frac=1, random_state=2), GROUPS.iloc[::-1],
        initiatives=WHERE.iloc[::-1], exposure=9,
    )  # fmt: skip
    pd.testing.assert_frame_equal(suggest(), turned)


def test_nothing_in_common_gives_nothing():
    lonely = GROUPS.assign(group=[0, 1, 2, 3], name=list("wxyz"))
    found = encounters.suggest(ACTORS, TAKES_PART, lonely)
    assert found.empty
    assert list(found.columns) == suggesting.COLUMNS
    assert encounters.suggest(ACTORS.iloc[:1], TAKES_PART, GROUPS).empty


def test_english_reasons_and_errors():
    found = suggest(lang="en").set_index(["actor_id", "other_id"])
    assert found.loc[("a", "b"), "reason"] == (
        "Same theme: “Vélo”; both in Brest; never yet in one initiative."
    )
    with pytest.raises(ValueError, match="'de'"):
        suggest(lang="de")
    with pytest.raises(ValueError, match="add up"):
        suggest(weights=(1, 1, 0))
