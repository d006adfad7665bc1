"""What people decide about groups, what is said of them, and groups that a grid steers."""

import warnings

import numpy as np
import pandas as pd
import pytest

from analysis import themes
from analysis.schema import InvalidData
from analysis.themes import coherence, naming, words
from analysis.themes.deciding import mended

HEADER = "verdict,name,members,who,when,why\n"
WORDS = {
    "v": "réparer vélo atelier pédales selle guidon",
    "j": "semer jardin partagé compost graines potager",
    "o": "ordinateur logiciel libre souris écran réseau",
    "c": "théâtre musique scène concert danse artistes",
}


@pytest.fixture(autouse=True)
def no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def texts(*kinds: str, n: int = 6) -> pd.Series:
    """Give n texts of each kind, of four of its words each."""
    found = {}
    for kind in kinds:
        own = WORDS[kind].split()
        found |= {f"{kind}{i}": " ".join((own + own)[i % 6 : i % 6 + 4]) for i in range(n)}
    return pd.Series(found)


def decisions(tmp_path, rows: str) -> tuple[themes.Decision, ...]:
    (tmp_path / "groups.csv").write_text(HEADER + rows, encoding="utf-8")
    return themes.read_group_decisions(tmp_path / "groups.csv")


def by_name(found: themes.Grouping) -> dict[str, set[str]]:
    named = found.groups.map(found.names)
    return {name: set(own.index) for name, own in named.groupby(named)}


# --- decisions ---


def test_a_name_follows_its_members_to_another_run(tmp_path):
    first = themes.group(texts("v", "j"), k=2)
    path = tmp_path / "groups.csv"
    themes.write_group_decisions(first.groups, first.names, path)
    gardens = first.names[first.groups["j0"]]
    path.write_text(path.read_text("utf-8").replace(f'"{gardens}"', "Jardins"), encoding="utf-8")
    # More gardens and another theme: groups have other numbers, the name stays with the gardens.
    more = pd.concat([texts("j", n=9), texts("v"), texts("o", n=12)])
    again = themes.group(more, k=3, decisions=themes.read_group_decisions(path))
    assert again.groups["j0"] != first.groups["j0"]
    assert by_name(again)["Jardins"] == {f"j{i}" for i in range(9)}
    assert again.decisions.set_index("name").loc["Jardins"].to_dict() == {
        "verdict": "nommer", "members": 6, "found": 6, "groups": 1, "applied": True,
    }  # fmt: skip
    with pytest.raises(FileExistsError, match=r"groups\.csv existe déjà"):
        themes.write_group_decisions(first.groups, first.names, path)


def test_groups_of_one_name_are_one_and_those_set_apart_leave(tmp_path):
    said = decisions(
        tmp_path,
        "nommer,Dehors,v0|v1|v2|v3|v4|v5,,,\nnommer,Dehors,j0|j1|j2|j3|j4|j5,,,\n"
        "détacher,Écrans et scènes,o0|c0,nous,2026-11-26,un projet à part\n",
    )
    found = themes.group(texts("v", "j", "o", "c"), k=4, decisions=said)
    groups = by_name(found)
    assert groups["Dehors"] == {f"{kind}{i}" for kind in "vj" for i in range(6)}
    assert groups["Écrans et scènes"] == {"o0", "c0"}
    assert found.k == 4
    assert found.groups[["v0", "j0"]].tolist() == [0, 0]  # the biggest
    assert found.decisions["applied"].all()
    # Shares are those of the decided groups: firm for a merged one, and it holds on 90 %.
    assert found.confidence["v0"] < 0.8  # with the gardens too
    assert found.stability.loc[0, "stability"] == 1


def test_a_group_that_fell_apart_is_said_and_not_renamed():
    labels, names, report = mended(
        np.array([0, 0, 0, 1, 1, 1]),
        pd.Index(list("abcdef")),
        [
            themes.Decision("Éparse", frozenset("ad")),  # one of three in each group
            themes.Decision("Entière", frozenset("bcxy")),  # two of the three of group 0
            themes.Decision("Partie", frozenset("z"), apart=True),
        ],
    )
    assert labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert names == {0: "Entière"}
    rows = report.set_index("name")
    assert rows["applied"].to_dict() == {"Partie": False, "Éparse": False, "Entière": True}
    assert rows["found"].to_dict() == {"Partie": 0, "Éparse": 2, "Entière": 2}
    assert rows["members"].to_dict() == {"Partie": 1, "Éparse": 2, "Entière": 4}


def test_two_halves_of_a_theme_stay_one():
    labels, names, _ = mended(
        np.array([2, 2, 1, 1, 0, 0]), pd.Index(list("abcdef")),
        [themes.Decision("Un", frozenset("abcd")), themes.Decision("Deux", frozenset("ef"))],
    )  # fmt: skip
    assert labels.tolist() == [1, 1, 1, 1, 0, 0]
    assert names == {1: "Un", 0: "Deux"}


def test_an_initiative_may_be_moved_to_another_theme():
    labels, names, report = mended(
        np.array([0, 0, 0, 1, 1]), pd.Index(list("abcde")),
        [themes.Decision("Deux", frozenset("a"), apart=True),
         themes.Decision("Un", frozenset("abc")), themes.Decision("Deux", frozenset("de"))],
    )  # fmt: skip
    assert labels.tolist() == [1, 0, 0, 1, 1]
    assert names[1] == "Deux"
    assert names[0] == "Un"
    assert report["applied"].all()


def test_what_is_wrong_in_decisions_is_all_named(tmp_path):
    rows = 'nommer,A,x|y,,,\nrenommer,B,z,,,\nnommer,,t,,,\nnommer,C," | ",,,\nnommer,D,y,,,\n'
    with pytest.raises(InvalidData) as raised:
        decisions(tmp_path, rows)
    said = str(raised.value)
    for part in ("renommer", "ligne 3", "ligne 4", "ligne 5", "ligne 6", "« A » (ligne 2)"):
        assert part in said
    (tmp_path / "other.csv").write_text("name;members\nA;x\n", encoding="utf-8")
    with pytest.raises(InvalidData, match="verdict"):
        themes.read_group_decisions(tmp_path / "other.csv")
    assert themes.read_group_decisions(tmp_path / "none.csv") == ()


# --- what is said of groups ---


def test_coherence_by_hand():
    # p(a) = p(b) = 1/2, together 1/4: as chance has it. With c = b: npmi(b, c) = 1.
    assert coherence.npmi([[1, 1], [1, 0], [0, 1], [0, 0]]) == 0
    assert coherence.npmi([[1, 1, 1], [1, 0, 0], [0, 1, 1], [0, 0, 0]]) == round(1 / 3, 3)
    assert coherence.npmi([[1, 0], [0, 1]]) == -1
    assert np.isnan(coherence.npmi([[1], [0]]))
    # p(a) = 1/2, p(b) = 1/4, together 1/4: log(2) / log(4).
    assert coherence.npmi([[1, 1], [1, 0], [0, 0], [0, 0]]) == 0.5


def test_terms_of_a_group_are_its_own_and_weighted_as_published():
    lexicon = words.lexicon(["vélo, vélo, selle", "vélo, selle", "jardin, selle", "jardin"])
    labels = np.array([0, 0, 1, 1])
    terms = naming.distinctive_terms(lexicon, labels)
    place = terms.set_index(["group", "term"])
    # The group says 5 words, 3 of them vélo; the other group 3: 4 in a group, on average.
    assert place.loc[(0, "vélo"), "c_tf_idf"] == pytest.approx(3 / 5 * np.log1p(4 / 3), abs=1e-6)
    table = coherence.quality(lexicon, labels, terms)
    # Both texts with vélo are in the group, and two of the three with selle.
    assert table.loc[0, "exclusivity"] == round(5 / 6, 3)
    assert table.loc[1, "exclusivity"] == 1


def test_log_odds_by_hand():
    # Occurrences 3 and 1 of two words in one group, 1 and 3 in the other; prior 4 and 4.
    found = naming.log_odds(np.array([[3.0, 1.0], [1.0, 3.0]]))
    z = 2 * np.log(7 / 5) / np.sqrt(1 / 7 + 1 / 5)
    assert found == pytest.approx(np.array([[z, -z], [-z, z]]), abs=1e-6)


def test_typical_texts_are_those_at_the_heart():
    some = pd.concat([texts("v", "j"), pd.Series({"x": "réparer vélo jardin partagé"})])
    found = themes.group(some, k=2)
    table = themes.typical(found)
    assert table["group"].tolist() == [0, 0, 0, 1, 1, 1]
    assert table["rank"].tolist() == [1, 2, 3] * 2
    assert "x" not in table["text_id"].tolist()
    assert themes.typical(themes.group(some.iloc[::-1], k=2)).equals(table)


def test_a_second_level_parts_large_groups_alone():
    some = pd.concat([texts("v", "j", "o", n=6), texts("c", n=5)])
    first = pd.Series([0] * 18 + [1] * 5, index=some.index)
    found = themes.subgroups(some, first)
    assert found.index.equals(some.index)
    kinds = found[found["group"] == 0].groupby([i[0] for i in found.index[:18]])["subgroup"]
    assert (kinds.nunique() == 1).all()  # √(18/3) ≈ 2 subgroups, no kind parted
    assert found.loc[found["group"] == 0, "subgroup"].nunique() == 2
    assert (found.loc[found["group"] == 1, "subgroup"] == 0).all()  # five texts stay whole


# --- a grid that steers ---


def test_a_grid_steers_some_groups_and_leaves_the_rest_free():
    some = texts("v", "j", "o", "c")
    grid = [
        themes.Seed("Scènes et vélos", ("vélo", "atelier", "musique", "concert", "danse")),
        themes.Seed("Potagers", (), examples=("j0",)),
    ]
    found = themes.group(some, k=3, grid=grid)
    groups = by_name(found)
    # Left to themselves, bikes and stages are two groups; the grid says that they are one.
    assert groups["Scènes et vélos"] == {f"{kind}{i}" for kind in "vc" for i in range(6)}
    assert groups["Potagers"] == {f"j{i}" for i in range(6)}
    assert found.k == 3
    again = themes.group(some.sample(frac=1, random_state=1), k=3, grid=grid)
    assert again.groups.reindex(some.index).equals(found.groups)
    with pytest.raises(ValueError, match="ask for 2 group"):
        themes.group(some, k=1, grid=grid)
    with pytest.raises(ValueError, match="« nulle »"):
        themes.group(some, k=2, grid=[themes.Seed("A", (), examples=("nulle",))])


def test_a_theme_that_no_text_is_of_makes_no_group():
    grid = [themes.Seed("Bateaux", ("voile", "barre")), themes.Seed("Vélos", ("vélo", "atelier"))]
    found = themes.group(texts("v", "j"), k=2, grid=grid)
    assert "Bateaux" not in found.names.tolist()
    assert by_name(found)["Vélos"] == {f"v{i}" for i in range(6)}


# --- new texts ---


def test_texts_that_no_longer_fit_are_warned_of():
    old = texts("v", "j")
    groups = themes.group(old, k=2).groups
    assert themes.assign(pd.Series({"n0": old["v1"]}), old, groups)["fits"].all()
    with pytest.warns(themes.ThemesNoLongerFit, match="6 of 6"):
        themes.assign(texts("o").rename("n{}".format), old, groups)
