"""A meeting planned: constructions, proven bounds, wishes kept, clear refusals."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from analysis import encounters
from analysis.encounters import constructions, planning
from analysis.encounters.bounding import most_new_pairs


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Search less than a study does: the truths here do not hang on how long one searches."""
    monkeypatch.setattr(planning, "_STEPS_A_SEAT", 4_000)


def people(n):
    return [f"p{i:03d}" for i in range(n)]


def pairs_of(plan):
    """Count how often each pair sits together, straight from the printed seating."""
    met = {}
    for _, table in plan.seating.groupby(["round", "table"]):
        for pair in itertools.combinations(sorted(table["person"]), 2):
            met[pair] = met.get(pair, 0) + 1
    return met


def frame(pairs):
    return pd.DataFrame(pairs, columns=["a", "b"])


def check(plan, n, tables, seats, rounds):
    """Check what any plan must be: each person once a round, even tables, counts that are true."""
    seating = plan.seating
    assert list(seating.columns) == ["round", "table", "person"]
    for r in range(1, rounds + 1):
        own = seating[seating["round"] == r]
        assert sorted(own["person"]) == people(n)
        sizes = own["table"].value_counts()
        assert set(sizes.index) == set(range(1, tables + 1))
        assert sizes.max() <= seats
        assert sizes.max() - sizes.min() <= 1
    met = pairs_of(plan)
    assert plan.repeated == sum(met.values()) - len(met)


@pytest.mark.parametrize(
    ("n", "tables", "seats", "rounds", "new"),
    [
        (56, 8, 7, 8, 1344),  # 8 rounds × 8 tables × 21 pairs: all new
        (56, 7, 8, 4, 763),  # 784, less one pair for each of 7 tables in each of 3 later rounds
        (32, 8, 4, 9, 432),  # 9 × 8 × 6
        (100, 10, 10, 4, 1800),  # two orthogonal Latin squares of order 10
        (500, 63, 8, 6, 6 * (59 * 28 + 4 * 21)),  # 59 tables of 8 and 4 of 7
        (27, 9, 3, 13, 351),  # all 27·26/2 pairs, once each
        (49, 7, 7, 8, 1176),  # the affine plane
        (97, 10, 10, 3, 3 * (7 * 45 + 3 * 36)),
        (105, 7, 15, 2, 7 * 105 + 7 * (105 - 9)),  # fifteen from 7 tables: six pairs and a trio
    ],
)
def test_meetings_that_a_construction_solves(n, tables, seats, rounds, new):
    plan = encounters.plan_meeting(people(n), tables=tables, seats=seats, rounds=rounds)
    check(plan, n, tables, seats, rounds)
    assert plan.new_pairs == len(pairs_of(plan)) == plan.bound == new
    assert plan.gap == 0


@pytest.mark.parametrize("order", [2, 3, 4, 5, 7, 8, 9, 10, 12, 15, 22, 25, 27, 34])
def test_arrays_have_each_pair_of_symbols_once(order):
    columns = min(4, constructions._apart(order).size + 1) if order not in (10, 22, 34) else 4
    array = constructions.orthogonal_array(order, columns)
    for a, b in itertools.combinations(range(columns), 2):
        assert len(np.unique(array[:, a] * order + array[:, b])) == order**2


def test_no_array_is_claimed_where_none_is_known():
    assert constructions.orthogonal_array(6, 4) is None  # Euler's thirty-six officers
    assert constructions.orthogonal_array(10, 5) is None  # open
    assert constructions.seating(6, 6, 3, 35) is None


def test_the_bound_by_hand():
    def bound(n, tables, rounds, known=()):
        unknown = np.ones((n, n), dtype=bool)
        for a, b in known:
            unknown[a, b] = unknown[b, a] = False
        return most_new_pairs(np.tile(np.arange(n) % tables, (rounds, 1)), unknown)

    assert bound(4, 2, 3) == 6  # 3 rounds × 2 tables × 1
    assert bound(4, 2, 9) == 6  # no more than there are pairs
    assert bound(6, 2, 1) == 6
    assert bound(6, 2, 2) == 10  # three from two tables: a pair again at each
    assert bound(8, 2, 2) == 20  # four from two tables: two pairs again at each
    # Person 0 knows all but one: it makes one new pair; the others 3 rounds × 1 each: 6 → floor.
    assert bound(4, 2, 3, [(0, 1), (0, 2)]) == 4
    absent = np.array([[0, 0, 1, 1], [0, 0, -1, -1]])
    assert most_new_pairs(absent, np.ones((4, 4), dtype=bool)) == 3


@pytest.mark.parametrize("seed", range(3))
def test_no_plan_of_a_small_meeting_beats_the_bound_and_the_search_finds_the_best(seed):
    """Against every plan of six people at two tables over two rounds: 10 of each 10."""
    rng = np.random.default_rng(seed)
    every = list(itertools.combinations(people(6), 2))
    known = [every[i] for i in rng.choice(15, size=5, replace=False)]
    halves = [set(h) for h in itertools.combinations(people(6), 3) if "p000" in h]

    def new(*rounds):
        sat = {p for half in rounds for p in every if len(half & set(p)) != 1}
        return len(sat - set(known))

    best = max(new(a, b) for a in halves for b in halves)
    plan = encounters.plan_meeting(
        people(6), tables=2, seats=3, rounds=2, known=frame(known), seed=seed
    )
    assert plan.new_pairs == best <= plan.bound
    check(plan, 6, 2, 3, 2)


def test_kirkman_fifteen_schoolgirls_walk_seven_days():
    plan = encounters.plan_meeting(people(15), tables=5, seats=3, rounds=7)
    assert plan.new_pairs <= plan.bound == math.comb(15, 2)
    assert plan.new_pairs >= 95  # a short search; make bench reaches all 105


def test_known_pairs_are_not_new_and_those_of_others_are_set_aside():
    known = frame([("p000", "p001"), ("p000", "p001"), ("p001", "p000"), ("p002", "elsewhere")])
    plan = encounters.plan_meeting(people(8), tables=2, seats=4, rounds=1, known=known)
    sat = set(pairs_of(plan))
    assert plan.new_pairs == len(sat - {("p000", "p001")}) == 12
    assert plan.set_aside == 1


def test_all_wishes_are_kept_in_every_round():
    wishes = {
        "keep_apart": [("p003", "p004"), ("p003", "p005")],
        "together": frame([("p000", "p001"), ("p001", "p002")]),
        "hosts": {"p010": 1, "p011": 2},
        "absent": pd.DataFrame({"person": ["p000", "p020"], "round": [2, 1]}),
    }
    plan = encounters.plan_meeting(people(24), tables=4, seats=6, rounds=5, **wishes)
    at = plan.seating.pivot(index="round", columns="person", values="table")
    assert (at["p003"] != at["p004"]).all()
    assert (at["p003"] != at["p005"]).all()
    assert (at["p001"] == at["p002"]).all()
    assert (at["p000"] == at["p001"])[[1, 3, 4, 5]].all()
    assert at["p000"].isna().tolist() == [False, True, False, False, False]
    assert at["p020"].isna().tolist() == [True, False, False, False, False]
    assert (at["p010"] == 1).all()
    assert (at["p011"] == 2).all()
    assert at["p001"].nunique() > 1  # those together move as one
    sizes = plan.seating.groupby(["round", "table"]).size()
    assert sizes.between(5, 6).all()


def test_kinds_are_mixed_and_wanted_pairs_come_first():
    kinds = {p: "ab"[i % 2] for i, p in enumerate(people(8))}
    plan = encounters.plan_meeting(people(8), tables=4, seats=2, rounds=1, mix=kinds)
    assert all(kinds[a] != kinds[b] for a, b in pairs_of(plan))
    wanted = frame([("p000", "p007"), ("p001", "p006"), ("p002", "p005"), ("p003", "p004")])
    plan = encounters.plan_meeting(people(8), tables=4, seats=2, rounds=1, wanted=wanted)
    assert set(pairs_of(plan)) == set(wanted.itertuples(index=False, name=None))


def test_the_same_list_gives_the_same_plan_and_names_do_not_matter():
    known = frame([("p000", "p001"), ("p002", "p003")])
    meeting = {"tables": 3, "seats": 4, "rounds": 3}
    one = encounters.plan_meeting(people(12), known=known, **meeting, seed=4)
    two = encounters.plan_meeting(people(12), known=known, **meeting, seed=4)
    pd.testing.assert_frame_equal(one.seating, two.seating)
    renamed = [f"q{p}" for p in people(12)]
    other = encounters.plan_meeting(renamed, known="q" + known, **meeting, seed=4)
    assert other.seating["person"].tolist() == ("q" + one.seating["person"]).tolist()


def test_a_late_change_moves_nobody_who_stays():
    plan = encounters.plan_meeting(people(12), tables=3, seats=4, rounds=3)
    late = [p for p in people(12) if p != "p005"] + ["new"]
    changed = encounters.replan(plan, late, seats=4)
    stay = changed.seating[changed.seating["person"] != "new"]
    old = plan.seating[plan.seating["person"] != "p005"]
    key = ["round", "table", "person"]
    assert sorted(map(tuple, stay[key].values)) == sorted(map(tuple, old[key].values))
    seats = changed.seating[changed.seating["person"] == "new"]
    left = plan.seating[plan.seating["person"] == "p005"]
    assert seats[["round", "table"]].values.tolist() == left[["round", "table"]].values.tolist()
    with pytest.raises(encounters.ImpossibleMeeting, match="13 personnes pour 3 × 4 = 12 places"):
        encounters.replan(plan, [*people(12), "new"], seats=4)


def test_who_was_to_miss_a_round_still_misses_it_and_a_newcomer_sits_apart():
    gone = pd.DataFrame({"person": ["p000", "p001"], "round": [2, 2]})
    plan = encounters.plan_meeting(people(12), tables=3, seats=5, rounds=3, absent=gone)
    changed = encounters.replan(
        plan, [*people(12), "new"], seats=5, keep_apart=[("new", f"p{i:03d}") for i in range(2, 5)]
    )
    at = changed.seating.pivot(index="round", columns="person", values="table")
    assert at[["p000", "p001"]].isna().any(axis=1).tolist() == [False, True, False]
    for r in (1, 2, 3):
        others = {at.loc[r, f"p{i:03d}"] for i in range(2, 5)}
        assert len(others) == 3 or at.loc[r, "new"] not in others


def test_a_change_during_the_meeting_leaves_the_rounds_that_were():
    plan = encounters.plan_meeting(people(12), tables=3, seats=4, rounds=3)
    late = [p for p in people(12) if p != "p005"] + ["new"]
    changed = encounters.replan(plan, late, seats=4, from_round=2)
    first = changed.seating[changed.seating["round"] == 1]
    assert "p005" in set(first["person"])
    assert "new" not in set(first["person"])
    later = changed.seating[changed.seating["round"] > 1]
    assert "p005" not in set(later["person"])
    assert (later["person"] == "new").sum() == 2


@pytest.mark.parametrize(("people", "rounds"), [(0, 4), (1, 4), (8, 0)])
def test_a_meeting_of_nobody_has_no_sizes(people, rounds):
    with pytest.raises(ValueError, match="two people and a round"):
        encounters.table_sizes(people, rounds)


def test_sizes_of_tables_are_compared():
    found = encounters.table_sizes(56, 4)
    best = found.iloc[0]
    assert (best["tables"], best["seats"], best["bound"], best["repeated"]) == (8, 7, 672, 0)
    seven = found.set_index("tables").loc[7]
    assert (seven["seats"], seven["bound"], seven["repeated"]) == (8, 763, 21)
    assert bool(seven["built"])
    assert seven["met_each"] == pytest.approx(2 * 763 / 56)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"tables": 1, "seats": 12}, "une seule table"),
        ({"tables": 2, "seats": 5}, "12 personnes pour 2 × 5 = 10 places → 3 tables"),
        ({"tables": 7, "seats": 4}, "12 personnes pour 7 tables, quelqu'un serait seul → 6 tables"),
        ({"tables": 3, "seats": 0}, "seats = 0"),
        ({"hosts": {"p001": 4}}, "p001 à la table 4 → de 1 à 3"),
        ({"hosts": {"p00l": 1}}, "« p00l » n'est pas dans la liste → « p0"),
        ({"mix": {"inconnue": "x"}}, "« inconnue » n'est pas dans la liste → l'ajouter"),
        ({"keep_apart": [("p001", "p001")]}, "deux personnes différentes"),
        ({"known": pd.DataFrame({"x": []})}, "colonne a, b absente"),
        ({"absent": pd.DataFrame({"person": ["p001"], "round": [9]})}, "tour 9 → de 1 à 2"),
    ],
)
def test_what_cannot_be_arranged_is_refused_in_words(asked, says):
    meeting = {"tables": 3, "seats": 4, "rounds": 2} | asked
    with pytest.raises(encounters.ImpossibleMeeting, match=says):
        encounters.plan_meeting(people(12), **meeting)


def test_somebody_twice_is_refused():
    with pytest.raises(encounters.ImpossibleMeeting, match="« p001 » est 2 fois"):
        encounters.plan_meeting([*people(12), "p001"], tables=3, seats=5, rounds=1)


def test_contradictory_wishes_are_named_and_no_others():
    with pytest.raises(encounters.ImpossibleMeeting) as refused:
        encounters.plan_meeting(
            people(12),
            tables=3,
            seats=4,
            rounds=2,
            together=[("p000", "p001"), ("p001", "p002"), ("p010", "p011")],
            keep_apart=[("p005", "p006"), ("p000", "p002")],
            hosts={"p007": 1},
        )
    (line,) = refused.value.faults
    assert "séparer p000 et p002 ; réunir p000 et p001 ; réunir p001 et p002 →" in line
    assert "p005" not in line
    assert "p007" not in line
    with pytest.raises(encounters.ImpossibleMeeting) as refused:  # five as one at tables of four
        encounters.plan_meeting(
            people(12), tables=3, seats=4, rounds=1,
            together=[("p000", f"p00{i}") for i in range(1, 7)],
        )  # fmt: skip
    assert str(refused.value).count("réunir") == 4
