"""Interconnaissance measured, editions compared, ambassadors, reuse, aims: each worked by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from analysis import encounters
from analysis.encounters import evaluating, measuring


def takes(*rows, role="porteur"):
    frame = pd.DataFrame(
        [(i, a) for i, actors in rows for a in actors], columns=["initiative_id", "actor_id"]
    )
    return frame.assign(role=role)


# 1: a b · 2: b c · 3: d · 4: a b again. Themes: 1, 4 vélo; 2, 3 jardin. Communes: Brest but 3.
TAKES = takes(("1", "ab"), ("2", "bc"), ("3", "d"), ("4", "ab"))
ACTORS = pd.DataFrame({"actor_id": list("abcd"), "name": list("ABCD"), "kind": list("xxyy")})
GROUPS = pd.DataFrame(
    {
        "initiative_id": list("1234"),
        "group": [0, 1, 1, 0],
        "name": ["vélo", "jardin", "jardin", "vélo"],
    }
)
WHERE = gpd.GeoDataFrame(
    {
        "initiative_id": list("1234"),
        "commune": ["Brest", "Brest", "Crozon", "Brest"],
        "commune_code": ["29019", "29019", "29042", "29019"],
        "year": pd.array([2010, 2012, 2011, None], dtype="Int64"),
    },
    geometry=[Point(-4.49, 48.39), Point(-4.49, 48.39), Point(-4.49, 48.25), Point(-4.49, 48.39)],
    crs="EPSG:4326",
)


def test_pairs_by_hand():
    found = encounters.acquainted(ACTORS, TAKES, GROUPS, initiatives=WHERE).set_index("group")
    every = found.loc["all"]
    # Six pairs: ab and bc worked together; ac have b in common; d is alone.
    assert (every["actors"], every["pairs"]) == (4, 6)
    assert every["worked"] == pytest.approx(2 / 6)
    assert every["two_steps"] == pytest.approx(1 / 6)
    assert every["missed"] == pytest.approx(4 / 6)
    assert every["low"] <= every["worked"] <= every["high"]
    # Near: ab, bc, ac (Brest), and bd, cd (jardin); not ad.
    near = found.loc["near"]
    assert near["pairs"] == 5
    assert near["worked"] == pytest.approx(2 / 5)
    assert near["missed"] == pytest.approx(3 / 5)


def test_pairs_within_themes_communes_and_kinds():
    by = {
        what: encounters.acquainted(ACTORS, TAKES, GROUPS, initiatives=WHERE, by=what)
        for what in ("theme", "commune", "kind")
    }
    theme = by["theme"].set_index("group")
    assert theme.index.tolist() == ["jardin", "vélo"]  # b, c, d; a, b
    assert theme["worked"].tolist() == pytest.approx([1 / 3, 1.0])
    assert by["commune"]["group"].tolist() == ["Brest"]  # Crozon has d alone
    assert by["commune"]["missed"].tolist() == pytest.approx([1 / 3])
    assert by["kind"].set_index("group")["worked"].to_dict() == {"x": 1.0, "y": 0.0}


def test_what_is_declared_stays_apart_from_what_is_observed():
    survey = pd.DataFrame({"a": ["a", "b", "d", "zz"], "b": ["c", "a", "d", "a"]})
    found = encounters.acquainted(ACTORS, TAKES, GROUPS, acquaintance=survey).set_index("group")
    every = found.loc["all"]
    assert every["worked"] == pytest.approx(2 / 6)
    assert every["declared"] == pytest.approx(1 / 6)  # a–c; a–b had worked together
    assert every["two_steps"] == 0
    assert every["missed"] == pytest.approx(3 / 6)


def test_what_sources_leave_out():
    """a and b share two initiatives, b and c one: at 90 % they stand for 1/(1 − (1 − .81)²) …"""
    found = encounters.acquainted(ACTORS, TAKES, GROUPS).set_index("group").loc["all"]
    assert found["worked_if_90"] == pytest.approx((1 / (1 - 0.19**2) + 1 / 0.81) / 6)
    assert found["worked_if_80"] == pytest.approx((1 / (1 - 0.36**2) + 1 / 0.64) / 6)


def test_the_bootstrap_leaves_out_pairs_of_an_actor_with_itself():
    full = takes(("1", "abcdef"))
    found = encounters.acquainted(ACTORS, full, GROUPS).set_index("group").loc["all"]
    assert (found["worked"], found["low"], found["high"]) == (1.0, 1.0, 1.0)


def test_measures_refuse_what_they_cannot_count(monkeypatch):
    with pytest.raises(ValueError, match="'age'"):
        encounters.acquainted(ACTORS, TAKES, GROUPS, by="age")
    monkeypatch.setattr(measuring, "_LARGE", 3)
    with pytest.raises(ValueError, match="4 actors: at most 3"):
        encounters.acquainted(ACTORS, TAKES, GROUPS)


# --- evaluation ---
def test_hits_on_a_world_where_the_last_initiative_closes_a_triangle():
    """Hidden by year: a–c, who share b. All that looks at common partners finds it."""
    years = gpd.GeoDataFrame(
        {
            "initiative_id": ["1", "2", "3", "4", "5"],
            "commune": ["Brest"] * 5,
            "year": [2000, 2001, 2002, 2003, 2009],
        },
        geometry=[Point(-4.49, 48.39)] * 5,
        crs="EPSG:4326",
    )
    rows = takes(("1", "ab"), ("2", "bc"), ("3", "de"), ("4", "ef"), ("5", "ac"))
    groups = pd.DataFrame({"initiative_id": list("12345"), "group": 0, "name": "x"})
    found = encounters.hits(rows, groups, initiatives=years, by="year", at=1)
    found = found.set_index("method")
    assert found.loc["Adamic–Adar", ["hits", "asked", "hidden"]].tolist() == [1.0, 2.0, 1.0]
    assert found.loc["close", "hits"] == 1.0
    # a–c and c–a, d–f and f–d are suggested: four of the six actors, no pair across themes.
    assert found.loc["Adamic–Adar", "coverage"] == pytest.approx(4 / 6)
    assert found.loc["Adamic–Adar", "crossing"] == 0
    with pytest.raises(ValueError, match="'hasard'"):
        encounters.hits(rows, groups, by="hasard")
    with pytest.raises(ValueError, match="no year"):
        encounters.hits(rows, groups, by="year")


def test_few_of_a_list_share_a_theme():
    pairs = pd.DataFrame({"a": [0, 0, 0, 1], "b": [1, 2, 3, 0], "score": [0.9, 0.8, 0.7, 0.1]})
    kept = evaluating._few_alike(pairs, np.array([True, True, False, True]), 1)
    assert kept[["a", "b"]].values.tolist() == [[0, 1], [0, 3], [1, 0]]


def test_lists_of_equal_scores_go_by_position():
    a, b = np.array([1, 1, 1, 0]), np.array([3, 0, 2, 1])
    lists = evaluating._best(a, b, np.array([0.5, 0.5, 0.9, 0.0]), 4, 2)
    assert lists.tolist() == [[-1, -1], [2, 0], [-1, -1], [-1, -1]]


# --- editions ---
BEFORE = takes(("1", "ab"), ("2", "cd"), ("3", "x"))
AFTER = takes(("1", "ab"), ("4", "ac"), ("5", "bc"), ("6", "dy"))


def test_two_editions_by_hand():
    groups = pd.DataFrame(
        {"initiative_id": list("123456"), "group": [0, 1, 0, 0, 1, 1], "name": list("pqppqq")}
    )
    kinds = pd.Series({"a": "k", "b": "k", "c": "l", "d": "l"})
    found = encounters.compare_editions(BEFORE, AFTER, groups=groups, kinds=kinds, draws=50)
    status = found.actors.groupby("status")["actor_id"].agg("".join)
    assert status.to_dict() == {"stayed": "abcd", "left": "x", "came": "y"}
    assert found.ties.values.tolist() == [
        ["a", "b", "kept"], ["a", "c", "new"], ["b", "c", "new"], ["c", "d", "lost"],
    ]  # fmt: skip
    measures = found.measures.set_index("measure")
    assert measures.loc["ties", ["before", "after", "change"]].tolist() == [2, 3, 1]
    assert measures.loc["density", "after"] == pytest.approx(3 / 6)
    # Sign test of two new against one lost: 1 (three draws, at most two of a kind).
    assert measures.loc["ties", "p"] == pytest.approx(1.0)
    assert np.isnan(measures.loc["closure", "before"])  # no common partner
    assert measures.loc["closure", "after"] == 1.0
    # Kinds: before ab, cd within (−1); after ab within, ac and bc outside: (2 − 1) / 3.
    assert measures.loc["ei", ["before", "after"]].tolist() == pytest.approx([-1, 1 / 3])
    # Main themes over both: a p, b p (one of each, the first), c q, d q: ac and bc cross.
    assert measures.loc["crossing", ["before", "after"]].tolist() == pytest.approx([0, 2 / 3])
    said = found.describe()
    assert "Acteurs des deux éditions : 4 ; venus : 1 ; partis : 1." in said
    assert "liens nouveaux : 2, gardés : 1, perdus : 1." in said
    assert "nothing says" in found.describe("en")


def test_an_edition_beside_itself_shows_no_change():
    found = encounters.compare_editions(AFTER, AFTER, draws=20)
    assert (found.ties["status"] == "kept").all()
    measures = found.measures.dropna(subset=["before"])
    assert (measures["change"] == 0).all()
    assert (measures["p"] == 1).all()


def test_what_came_or_left_does_not_count_as_change():
    more = pd.concat([BEFORE, takes(("9", "xyz"), ("8", "az"))])
    found = encounters.compare_editions(BEFORE, more, draws=20)
    assert found.measures.set_index("measure").loc["ties", "change"] == 0
    assert set(found.ties["status"]) == {"kept"}


def test_editions_without_a_common_actor_are_refused():
    with pytest.raises(encounters.NothingInCommon, match="0 acteur"):
        encounters.compare_editions(takes(("1", "ab")), takes(("1", "cd")))
    with pytest.raises(encounters.NothingInCommon, match="une édition est vide"):
        encounters.compare_editions(takes(("1", "ab")), takes(("1", "cd")).iloc[:0])


def test_a_study_without_meetings_has_none_to_follow():
    with pytest.raises(ValueError, match="no meetings"):
        encounters.follow_meetings(None, None, None, None)


def test_meetings_and_what_follows():
    meetings = pd.DataFrame({"meeting_id": ["m", "n", "o"], "date": ["2005-03", "2006", None]})
    came = pd.DataFrame(
        [("m", "a"), ("m", "b"), ("n", "c"), ("n", "d"), ("o", "a")],
        columns=["meeting_id", "actor_id"],
    )
    begun = pd.DataFrame({"initiative_id": list("1234"), "year": [2007, 2004, 2008, 2006]})
    rows = takes(("1", "ab"), ("2", "cd"), ("3", "acd"), ("4", "bd"))
    found = encounters.follow_meetings(came, meetings, rows, begun, draws=20)
    # Met: ab (2007 after 2005: yes); cd worked together in 2004, before: not counted.
    assert (found.met, found.met_after) == (1, 1)
    # Apart: ac, ad (2008: yes), bc (no), bd (2006 is no later than 2006: before, not counted).
    assert (found.apart, found.apart_after) == (3, 2)
    assert found.difference == pytest.approx(1 - 2 / 3)
    assert "ne dit pas que la rencontre en est la cause" in found.describe()


# --- ambassadors and reuse ---
def test_ambassadors_by_hand():
    rows = pd.concat(
        [
            takes(("1", "ab"), ("4", "a")),
            takes(("2", "b"), ("3", "c")),
            takes(("2", "d"), role="autre"),
        ]
    )
    found = encounters.ambassadors(ACTORS, rows, GROUPS, WHERE, willing=["b"], most=2)
    velo = found[found["name"] == "vélo"].set_index("actor_id")
    # a: two held: 1 of experience, one commune, since 2010 (the first): .5 + .2 + .1.
    # b: one of two: .25 + .2 + .1 + .2 (agrees).
    assert velo["score"].to_dict() == pytest.approx({"a": 0.8, "b": 0.75})
    assert velo.loc["a", "reason"] == "2 initiatives, depuis 2010."
    assert velo.loc["b", "reason"] == "1 initiative, depuis 2010, s'est dit d'accord."
    assert "d" not in set(found["actor_id"])  # holds nothing
    once = encounters.ambassadors(ACTORS, rows, GROUPS, WHERE, most=1)
    assert once["actor_id"].is_unique
    none = encounters.ambassadors(ACTORS, rows, GROUPS, WHERE, unwilling=["a", "b", "c"])
    assert none.empty
    hidden = ACTORS.assign(publishable=[False, True, True, True])
    assert "a" not in set(encounters.ambassadors(hidden, rows, GROUPS, WHERE)["actor_id"])


TERRITORIES = pd.DataFrame(
    {
        "commune_code": ["29019", "29042", "29151"], "commune": ["Brest", "Crozon", "Morlaix"],
        "epci_code": ["1", "2", "3"], "epci": ["Métropole", "Presqu'île", "Morlaix Communauté"],
        "in_focus": [True, True, False],
    }
)  # fmt: skip
TERRITORIES = gpd.GeoDataFrame(
    TERRITORIES, geometry=gpd.points_from_xy([-4.49, -4.49, -3.83], [48.39, 48.25, 48.58]), crs=4326
)


def test_what_a_territory_could_take_up():
    how = WHERE.assign(how_to=["guide.html", None, None, None], obstacles=None)
    called = pd.DataFrame({"group": [0, 0], "rank": [1, 2], "actor_id": ["a", "b"]})
    found = encounters.reuse(how, GROUPS, TERRITORIES, ambassadors=called)
    # Crozon has gardens alone, so it lacks bikes; Brest has both; Morlaix is outside the focus.
    assert found["area"].unique().tolist() == ["Presqu'île"]
    assert found["initiative_id"].tolist() == ["1", "4"]
    assert found["km"].tolist() == pytest.approx([15.6, 15.6], abs=0.1)  # .14° of latitude
    assert found["actor_id"].tolist() == ["a", "a"]
    assert found["how_to"].tolist()[0] == "guide.html"
    assert found["enablers"].isna().all()
    with pytest.raises(ValueError, match="'pays'"):
        encounters.reuse(how, GROUPS, TERRITORIES, level="pays")


# --- aims ---
TEXTS = pd.Series(
    {
        "1": "Atelier de réparation et réemploi de vélos, recyclage des déchets.",
        "2": "Fête de quartier entre voisins, repas partagé et convivialité.",
        "3": "Abracadabra.",
    },
    name="text",
)


def test_aims_keep_who_says_so_apart():
    found = encounters.aims(TEXTS).set_index("initiative_id")
    assert found.loc["1", "aim"] == "économiser les ressources"
    assert found.loc["2", "aim"] == "créer du lien social"
    assert pd.isna(found.loc["3", "aim"])
    assert (found["source"] == "machine").all()
    codes = pd.DataFrame(
        [("1", "x", "dynamiser le territoire"), ("2", "x", "créer du lien social"),
         ("2", "y", "dynamiser le territoire")],
        columns=["text_id", "coder", "theme"],
    )  # fmt: skip
    coded = encounters.aims(TEXTS, codes=codes).set_index("initiative_id")
    assert coded.loc["1", ["aim", "source", "undecided"]].tolist() == [
        "dynamiser le territoire", "personne", False,
    ]  # fmt: skip
    assert coded.loc["2", "source"] == "machine"  # coders differ: to be talked about
    assert coded.loc["2", "undecided"]


def test_the_matrix_of_aims_counts_each_initiative_once():
    said = pd.DataFrame(
        {"initiative_id": list("123"), "aim": ["lien", "lien", None],
         "source": ["personne", "machine", "machine"]}
    )  # fmt: skip
    found = encounters.aims_matrix(said, GROUPS, WHERE)
    assert found.values.tolist() == [
        ["Brest", 0, "vélo", "", 1, 0],
        ["Brest", 0, "vélo", "lien", 1, 1],
        ["Brest", 1, "jardin", "lien", 1, 0],
        ["Crozon", 1, "jardin", "", 1, 0],
    ]
    assert found["initiatives"].sum() == len(WHERE)
