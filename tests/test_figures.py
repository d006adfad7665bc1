import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import PathPatch, Rectangle

from analysis import figures, network, style
from tests.test_places import initiatives, points, toy

GROUPS = pd.DataFrame(
    {
        "initiative_id": [f"i{k}" for k in range(6)],
        "group": pd.array([0, 1, 0, 1, pd.NA, 0], dtype="Int64"),
        "name": ["Vélo", "Jardins", "Vélo", "Jardins", pd.NA, "Vélo"],
    }
)


@pytest.fixture(autouse=True)
def clean():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    plt.close("all")


def placed(n: int = 6):
    from analysis import places

    communes = ["Le Bourg", "Le Bourg", "Le Bourg", None, "Le Bourg", "Le Bourg"][:n]
    return places.locate(initiatives(commune=communes), toy(), points=points(("i0", -4.36, 48.42)))[
        0
    ]


def offsets(ax) -> np.ndarray:
    found = [c.get_offsets() for c in ax.collections if isinstance(c, PathCollection)]
    return np.concatenate(found) if found else np.empty((0, 2))


def legend(ax) -> list[str]:
    return [t.get_text().replace("\n", " ") for t in ax.get_legend().get_texts()]


def axes():
    return plt.subplots(figsize=(style.WIDTHS["2col"], 4), layout="constrained")[1]


# --- map ---


def test_the_map_draws_each_placed_initiative_once_and_apart():
    ax = axes()
    given = placed()
    before = given.copy()
    assert figures.initiatives(given, toy(), GROUPS, ax=ax) is ax
    dots = offsets(ax)
    assert len(dots) == 5
    assert len(np.unique(dots.round(3), axis=0)) == 5
    pd.testing.assert_frame_equal(given, before)


def test_the_legend_counts_and_the_note_says_what_is_not_drawn():
    ax = figures.initiatives(placed(), toy(), GROUPS, extent_name="Bretagne", ax=axes())
    assert legend(ax)[:3] == ["Vélo (3)", "Jardins (1)", "indécis (1)"]
    assert legend(ax)[3] == "lieu connu (1)"
    assert legend(ax)[4].endswith("(4)")
    assert ax.get_xlabel().startswith("5 initiatives dessinées sur 6 (83 %), 1 sans commune connue")


def test_what_lies_outside_the_focus_is_counted_not_drawn():
    ids = placed()
    ids.loc[5, ["commune_code", "commune"]] = ["56001", "Ker"]
    ax = figures.initiatives(ids, toy(), GROUPS, extent_name="Bretagne", ax=axes())
    assert len(offsets(ax)) == 4
    assert "1 ailleurs en Bretagne" in ax.get_xlabel().replace("\n", " ")
    everywhere = figures.initiatives(ids, toy(), GROUPS, extent="all", ax=axes())
    assert len(offsets(everywhere)) == 5


def test_a_crowded_commune_has_an_inset_with_the_same_number():
    from analysis import places

    many = places.locate(initiatives(commune=["Le Bourg"] * 40), toy())[0]
    groups = pd.DataFrame({"initiative_id": many["initiative_id"], "group": 0, "name": "Vélo"})
    ax = figures.initiatives(many, toy(), groups, ax=axes())
    (inset,) = ax.child_axes
    assert inset.get_title(loc="left") == "Le Bourg : 40"
    assert len(offsets(inset)) == len(offsets(ax)) == 40


def test_an_english_map_and_an_empty_one():
    ax = figures.initiatives(placed(), toy(), GROUPS, lang="en", ax=axes())
    assert "undecided (1)" in legend(ax)
    nobody = figures.initiatives(placed().iloc[:0], toy(), GROUPS, ax=axes())
    assert len(offsets(nobody)) == 0


# --- networks ---


def small_network():
    rows = pd.DataFrame(
        [("p", "a"), ("p", "b"), ("q", "b"), ("q", "c"), ("r", "d")],
        columns=["initiative_id", "actor_id"],
    )
    actors = pd.DataFrame({"actor_id": list("abcd"), "name": list("ABCD"), "publishable": True})
    ties = network.ties(rows)
    graph = network.graph(ties, actors)
    found = network.communities(graph)
    communities = found.rename_axis("actor_id").reset_index(name="community")
    return rows, actors, ties, network.positions(graph), communities


def test_the_network_draws_who_is_tied_and_counts_who_is_not():
    _, actors, ties, places, communities = small_network()
    ax = figures.network(ties, actors, places, communities, ax=axes())
    assert len(offsets(ax)) == 3
    (lines,) = [c for c in ax.collections if isinstance(c, LineCollection)]
    assert len(lines.get_segments()) == 2
    assert {t.get_text() for t in ax.texts} == {"A", "B", "C"}
    assert "3 acteurs liés, 2 liens ; 1 sans lien" in ax.get_xlabel()
    assert sum(int(t.rsplit("(", 1)[1][:-1]) for t in legend(ax)) == 3


def test_who_may_not_be_shown_is_not_named():
    _, actors, ties, places, communities = small_network()
    hidden = actors.assign(publishable=[True, False, True, True])
    ax = figures.network(ties, hidden, places, communities, ax=axes())
    assert {t.get_text() for t in ax.texts} == {"A", "C"}


def test_the_two_modes_are_told_apart():
    rows, actors, *_ = small_network()
    works = pd.DataFrame({"initiative_id": list("pqr"), "title": list("PQR")})
    groups = pd.DataFrame({"initiative_id": list("pqr"), "group": [0, 0, 1], "name": list("VVJ")})
    places = network.two_mode_positions(network.two_mode(rows))
    ax = figures.two_mode(rows, actors, works, places, groups, giant_share=0.7, ax=axes())
    assert len(offsets(ax)) == 7
    assert "4 acteurs (ronds) et 3 initiatives (carrés), 5 participations" in ax.get_xlabel()
    assert "70 %" in ax.get_xlabel().replace("\n", " ")


def test_two_modes_without_a_participation_are_drawn():
    rows, actors, *_ = small_network()
    works = pd.DataFrame({"initiative_id": list("pqr"), "title": list("PQR")})
    groups = pd.DataFrame({"initiative_id": list("pqr"), "group": [0, 0, 1], "name": list("VVJ")})
    none = pd.DataFrame({"node": [], "x": [], "y": []}).astype({"node": "str"})
    ax = figures.two_mode(
        rows.iloc[:0], actors, works, none, groups, giant_share=float("nan"), ax=axes()
    )
    assert "0 participations" in ax.get_xlabel().replace("\n", " ")


def test_actors_in_a_row_leave_room_for_their_names():
    _, actors, ties, _, communities = small_network()
    row = pd.DataFrame({"actor_id": list("abcd"), "x": [0.0, 1, 2, 3], "y": 0.0})
    ax = figures.network(ties, actors, row, communities, ax=axes())
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    assert north - south >= 0.39 * (east - west)


def test_a_network_without_ties_is_drawn_empty():
    rows, actors, *_ = small_network()
    none = network.ties(rows.iloc[:0])
    graph = network.graph(none, actors)
    communities = network.communities(graph).rename_axis("actor_id").reset_index(name="community")
    ax = figures.network(none, actors, network.positions(graph), communities, ax=axes())
    assert len(offsets(ax)) == 0


def test_an_actor_stands_among_those_it_is_tied_to():
    _, actors, ties, _, communities = small_network()
    hidden = actors.assign(publishable=[True, True, False, True])
    ax = figures.ego(ties, hidden, communities, "b", ax=axes())
    assert len(offsets(ax)) == 3  # two neighbours, and itself
    assert [t.get_text() for t in ax.texts] == ["A", "(sans nom public)"]
    said = "B : 2 acteurs liés ; 0 liens entre eux (0\u202f% des paires)."
    assert figures.caption(ax).startswith(said)
    assert legend(ax)[0] == "B"
    few = figures.ego(ties, actors, communities, "b", top=1, ax=axes())
    assert len(offsets(few)) == 2
    assert "1 liens les plus forts sur 2" in figures.caption(few)
    alone = figures.ego(ties, actors, communities, "d", lang="en", ax=axes())
    assert "D: 0 tied actors" in figures.caption(alone)
    with pytest.raises(ValueError, match="'z' is not in actors"):
        figures.ego(ties, actors, communities, "z", ax=axes())


def test_the_matrix_is_symmetric_and_counts_what_lies_inside():
    _, _, ties, _, communities = small_network()
    ax = figures.tie_matrix(ties, communities, ax=axes())
    cells = ax.images[0].get_array()
    assert cells.shape == (3, 3)
    assert (cells == cells.T).all()
    assert cells.sum() == 2 * ties["shared"].sum()
    assert "3 acteurs liés, 2 liens dont 2 (100\u202f%)" in figures.caption(ax)
    none = figures.tie_matrix(ties.iloc[:0], communities.assign(community=pd.NA), ax=axes())
    assert "0 acteurs liés" in figures.caption(none)


def test_strengths_are_read_off_as_shares():
    ties = pd.DataFrame({"shared": [1, 1, 1, 2], "strength": [0.25, 0.25, 0.5, 1.5]})
    ax = figures.tie_strengths(ties, ax=axes())
    (dots,) = [line for line in ax.lines if line.get_marker() == "o"]
    assert dots.get_xdata().tolist() == [0.25, 0.5, 1.5]
    assert dots.get_ydata().tolist() == [100, 50, 25]
    assert "4 liens, dont 3 (75\u202f%) par une seule initiative" in figures.caption(ax)
    assert "0 liens" in figures.caption(figures.tie_strengths(ties.iloc[:0], ax=axes()))


def test_confidence_counts_each_actor_once():
    sure = pd.DataFrame(
        {
            "actor_id": list("abcdef"),
            "community": pd.array([0, 0, 0, 1, 1, pd.NA], dtype="Int64"),
            "confidence": [1.0, 0.95, 0.4, 0.3, 0.31, np.nan],
        }
    )
    ax = figures.community_confidence(sure, names=pd.Series({0: "Vélo", 1: "Eau"}), ax=axes())
    written = [t.get_text() for t in ax.texts]
    assert written == ["1", "1", "1", "2/3", "2", "0/2", "sûrs"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Vélo", "Eau"]
    assert "5 acteurs liés" in figures.caption(ax)
    assert "(40\u202f% des acteurs)" in figures.caption(ax)
    figures.community_confidence(sure.iloc[:0], ax=axes())


def test_ranks_are_drawn_with_how_far_they_move():
    ranks = pd.DataFrame(
        [
            ("lient", "a", 1, 1, 2), ("lient", "b", 2, 1, 9), ("lient", "c", 3, 2, 4),
            ("tous", "a", 2, 2, 2), ("tous", "b", 1, 1, 3), ("tous", "c", 3, 3, 4),
        ],
        columns=["view", "actor_id", "rank", "rank_low", "rank_high"],
    )  # fmt: skip
    actors = pd.DataFrame({"actor_id": list("abc"), "name": list("ABC")})
    actors["publishable"] = [True, True, False]
    views = {"lient": "sans financeurs", "tous": "avec"}
    ax = figures.rank_intervals(ranks, actors, views=views, top=1, ax=axes())
    assert [t.get_text() for t in ax.get_yticklabels()] == ["A", "B"]  # the first of each view
    assert legend(ax) == ["sans financeurs", "avec"]
    bars = [c for c in ax.collections if isinstance(c, LineCollection)]
    reach = [[[*segment[:, 0]] for segment in c.get_segments()] for c in bars]
    assert reach == [[[1, 2], [1, 9]], [[2, 2], [1, 3]]]
    assert "parmi 2 acteurs" in figures.caption(ax)
    figures.rank_intervals(ranks.iloc[:0], actors, views=views, ax=axes())


def test_doubts_are_as_long_as_the_ties_they_move_and_people_are_not_named():
    doubts = pd.DataFrame(
        {
            "name_a": ["A un", "Le Gall Y.", "C un"],
            "name_b": ["A deux", "Le Gall Yann", "C deux"],
            "probability": [0.4, 0.5, 0.7], "joined": [False, False, True],
            "change": [3, 50, 8], "actor_a": ["a", "p", "c"], "actor_b": ["b", "q", "c"],
        }
    )  # fmt: skip
    actors = pd.DataFrame(
        {"actor_id": list("abcpq"), "name": list("abcpq"), "publishable": [True] * 3 + [False] * 2}
    )
    ax = figures.name_doubts(doubts, actors, ax=axes())
    bars = sorted((b.get_y() + b.get_height() / 2, b.get_width()) for b in ax.patches)
    assert bars == [(0, 8), (1, 3)]
    names = " ".join(label.get_text() for label in ax.get_yticklabels())
    assert names == "C un\nC deux A un\nA deux"
    assert legend(ax) == ["un seul acteur", "deux acteurs"]
    assert [t.get_text() for t in ax.texts if "%" in t.get_text()] == [
        "un seul : 70 %", "un seul : 40 %",
    ]  # fmt: skip
    assert "2 paires de noms en doute sur 3" in figures.caption(ax)
    assert "Non montrées : 1," in figures.caption(ax)


def test_bars_and_bands_of_years_are_as_high_as_their_actors():
    way = pd.DataFrame(
        [("a", 1, 0), ("b", 1, 0), ("a", 2, 0), ("b", 2, 1), ("c", 2, 1), ("d", 2, None)],
        columns=["actor_id", "last", "community"],
    ).assign(first=1)
    way["community"] = way["community"].astype("Int64")
    ax = figures.trajectories(way, names=pd.Series({0: "Vélo", 1: "Eau"}), ax=axes())
    bars = sorted(p.get_height() for p in ax.patches if isinstance(p, Rectangle))
    assert bars == [1, 1, 2, 2]  # alone, community 0 later; community 0 first, community 1
    bands = [p.get_path().vertices for p in ax.patches if isinstance(p, PathPatch)]
    assert sorted(np.ptp(band[[0, 7], 1]) for band in bands) == [1, 1]  # a stays, b moves
    written = [t.get_text() for t in ax.texts]
    assert written == ["2", "4", "Vélo (1)", "Eau (2)", "sans lien (1)"]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["1", "1–2"]
    assert "4 acteurs sur 2 périodes" in figures.caption(ax)
    figures.trajectories(way.iloc[:0], ax=axes())


# --- charts ---


def test_growth_adds_up_to_those_with_a_year():
    frame = pd.DataFrame(
        {
            "year": pd.array([2000, 2000, 2005, pd.NA], dtype="Int64"),
            "in_focus": pd.array([True, False, pd.NA, True], dtype="boolean"),
        }
    )
    ax = figures.growth(frame, focus_name="ici", extent_name="Bretagne", ax=axes())
    assert legend(ax) == ["non localisées (1)", "reste : Bretagne (1)", "ici (1)"]
    top = max(path.vertices[:, 1].max() for c in ax.collections for path in c.get_paths())
    assert top == 3
    assert "3 initiatives sur 4" in ax.get_xlabel()
    empty = figures.growth(frame.assign(year=pd.NA), ax=axes())
    assert "0 initiatives sur 4" in empty.get_xlabel()


def test_each_count_of_a_profile_is_written():
    profile = pd.DataFrame([[3, 0], [1, 12]], index=["Nord", "Sud"], columns=["Vélo", "Jardins"])
    ax = figures.themes_by_area(profile, ax=axes())
    assert len(offsets(ax)) == 3  # no dot for nothing
    written = [t.get_text() for t in ax.texts]
    assert written == ["3", "1", "12", "3", "13", "Total"]
    areas = np.concatenate([c.get_sizes() for c in ax.collections if isinstance(c, PathCollection)])
    assert areas / areas.max() == pytest.approx([3 / 12, 1 / 12, 1])


def test_without_axes_each_makes_its_own_and_shows_nothing(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *a, **k: pytest.fail("shown"))
    _, actors, ties, places, communities = small_network()
    ax = figures.network(ties, actors, places, communities)
    assert ax.figure.get_figwidth() == pytest.approx(178 / 25.4)
