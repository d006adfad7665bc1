"""Offers and needs: cycles against every choice, what is short, who helps whom, what is refused."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import encounters
from analysis.encounters import packing

DATA = Path(__file__).parent / "data"


def sheet(*rows):
    return pd.DataFrame(rows, columns=["actor", "kind", "subject"])


TRIANGLE = sheet(
    ("Abri", "offer", "vélo"), ("Abri", "need", "site web"),
    ("Bricole", "offer", "site web"), ("Bricole", "need", "compost"),
    ("Chemins", "offer", "compost"), ("Chemins", "need", "vélo"),
    ("Dune", "offer", "compost"), ("Dune", "need", "trésorerie"),
)  # fmt: skip


def test_a_triangle_by_hand():
    found = encounters.exchange(TRIANGLE)
    assert (found.served, found.bound, found.proven) == (3, 3, True)
    assert found.cycles.values.tolist() == [
        [1, 1, "Abri", "Chemins", "vélo"],
        [1, 2, "Chemins", "Bricole", "compost"],
        [1, 3, "Bricole", "Abri", "site web"],
    ]
    assert found.shortages.values.tolist() == [["trésorerie", 1, 0]]
    assert encounters.exchange(TRIANGLE, longest=2).served == 0


def draw(seed, actors, subjects):
    rng = np.random.default_rng(seed)
    return sheet(
        *(
            (f"a{i}", kind, f"s{s}")
            for i in range(actors)
            for kind in ("offer", "need")
            for s in rng.choice(subjects, 1 + i % 2, replace=False)
        )
    )


def best_by_trying_everything(offers, longest):
    gives, seeks = (
        offers[offers["kind"] == kind].groupby("actor")["subject"].agg(set).to_dict()
        for kind in ("offer", "need")
    )
    actors = sorted(set(offers["actor"]))

    def is_cycle(c):
        return all(gives[a] & seeks[b] for a, b in zip(c, [*c[1:], c[0]], strict=True))

    sets = {
        frozenset(c)
        for n in range(2, longest + 1)
        for c in itertools.permutations(actors, n)
        if is_cycle(c)
    }

    def most(left):
        if not left:
            return 0
        first, rest = left[0], left[1:]
        options = [most(rest)]
        options += [
            len(s) + most([a for a in rest if a not in s]) for s in sets if first in s <= set(left)
        ]
        return max(options)

    return most(actors)


@pytest.mark.parametrize("longest", [2, 3, 4])
@pytest.mark.parametrize("seed", range(6))
def test_as_many_are_served_as_by_trying_every_choice(seed, longest):
    offers = draw(seed, 9, 8)
    found = encounters.exchange(offers, longest=longest)
    assert found.served == best_by_trying_everything(offers, longest)
    assert found.proven


@pytest.mark.parametrize("way", ["search", "whole"])
def test_the_search_and_the_proof_agree(way, monkeypatch):
    if way == "search":
        monkeypatch.setattr(packing, "_FEW", 0)
    offers = pd.read_csv(DATA / "exchange_56.csv")
    found = encounters.exchange(offers)
    assert (found.served, found.bound) == (55, 55)


def test_the_instance_of_fifty_six_is_served_but_for_one_and_each_link_is_true():
    offers = pd.read_csv(DATA / "exchange_56.csv")
    found = encounters.exchange(offers)
    assert (found.served, found.bound) == (55, 55)
    said = set(offers.itertuples(index=False, name=None))
    for row in found.cycles.itertuples():
        assert (row.giver, "offer", row.subject) in said
        assert (row.receiver, "need", row.subject) in said
    assert found.cycles["giver"].is_unique
    assert found.cycles["receiver"].is_unique
    assert set(found.cycles["giver"]) == set(found.cycles["receiver"])
    sizes = found.cycles.groupby("cycle").size()
    assert sizes.between(2, 3).all()
    turned = encounters.exchange(offers.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(turned.cycles, found.cycles)


def test_cycles_of_two_and_of_one_place_come_first():
    # a–b and c–d, or the triangle a→b→c: two couples serve four.
    square = sheet(
        ("a", "offer", "x"), ("a", "need", "y"), ("b", "offer", "y"), ("b", "need", "x"),
        ("c", "offer", "x"), ("c", "need", "y"), ("d", "offer", "y"), ("d", "need", "x"),
    )  # fmt: skip
    found = encounters.exchange(square, longest=4)
    assert found.served == 4
    assert found.cycles["cycle"].nunique() == 2
    places = square.assign(
        place=["Brest", "Brest", "Crozon", "Crozon", "Crozon", "Crozon"] + ["Brest"] * 2
    )
    near = encounters.exchange(places, longest=2).cycles
    assert set(map(frozenset, near[["giver", "receiver"]].values)) == {
        frozenset("ad"), frozenset("bc"),
    }  # fmt: skip


def test_spellings_of_a_subject_are_one_and_synonyms_are_said():
    offers = sheet(
        ("a", "offer", "Sites web"), ("a", "need", "Énergie"),
        ("b", "offre", "énergies"), ("b", "besoin", "site internet"),
    )  # fmt: skip
    assert encounters.exchange(offers).served == 0
    same = pd.DataFrame({"tag": ["site internet", "site web"], "theme": ["site web"] * 2})
    found = encounters.exchange(offers, synonyms=same)
    assert found.served == 2
    assert set(found.cycles["subject"]) <= {"site web", "énergies", "Énergie", "énergie"}


def test_nobody_exchanges_with_itself():
    own = sheet(("a", "offer", "x"), ("a", "need", "x"), ("b", "offer", "y"), ("b", "need", "z"))
    found = encounters.exchange(own)
    assert found.served == found.bound == 0
    assert found.cycles.empty
    assert found.shortages["subject"].tolist() == ["z"]


def test_helpers_answer_as_many_needs_as_can_be():
    rows = sheet(
        ("a", "offer", "x"), ("b", "offer", "x"),
        ("a", "need", "x"), ("c", "need", "x"), ("d", "need", "x"), ("d", "need", "y"),
    )  # fmt: skip
    found = encounters.helpers(rows)
    assert found["giver"].ne("").sum() == 2
    assert found.set_index(["receiver", "subject"])["giver"].loc[("a", "x")] in ("b", "")
    twice = encounters.helpers(rows, most=2).set_index(["receiver", "subject"])["giver"]
    assert twice.loc[("a", "x")] == "b"  # never oneself
    assert twice.ne("").sum() == 3
    assert twice.loc[("d", "y")] == ""
    placed = rows.assign(place=["Brest", "Crozon", None, " crozon", "brest", None])
    near = encounters.helpers(placed).set_index(["receiver", "subject"])
    assert near.loc[("c", "x"), "giver"] == "b"
    assert near.loc[("d", "x"), "giver"] == "a"
    assert near.loc[("c", "x"), "same_place"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (pd.DataFrame({"actor": ["a"]}), "colonne kind, subject absente"),
        (sheet(("a", "need", "x")), "personne n'offre rien"),
        (sheet(("a", "offer", "x")), "personne ne cherche rien"),
        (sheet(("a", "offer", "x"), ("b", "souhait", "x")), "ligne 3 : kind « souhait »"),
        (sheet(("a", "offer", "x"), ("b", "need", " ")), "ligne 3 : subject vide"),
        (sheet((None, "offer", "x"), ("b", "need", "x")), "ligne 2 : actor vide"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row(rows, says):
    with pytest.raises(encounters.InvalidOffers, match=says):
        encounters.exchange(rows)
    with pytest.raises(ValueError, match="2, 3 or 4"):
        encounters.exchange(TRIANGLE, longest=7)


def test_subjects_that_may_be_one_are_proposed_not_joined():
    rows = sheet(
        ("a", "need", "création de sites internet"), ("b", "need", "création de sites internet"),
        ("c", "offer", "site web"), ("d", "offer", "Compost"), ("e", "need", "compost collectif"),
        ("f", "need", "bicyclette"), ("g", "offer", "vélo"), ("h", "need", "composts"),
    )  # fmt: skip
    found = encounters.near_subjects(rows)
    # The one stem of "compost"; one of the two of "site web"; "composts" is offered as it is.
    assert found[["offered", "likeness", "asked", "by"]].values.tolist() == [
        [found["offered"][0], 1.0, 1, "words"], ["site web", 0.5, 2, "words"],
    ]  # fmt: skip
    assert found["sought"].tolist() == ["compost collectif", "création de sites internet"]
    by_meaning = encounters.near_subjects(rows, meaning=True).set_index(["sought", "offered"])
    assert by_meaning.loc[("bicyclette", "vélo"), "by"] == "meaning"
    assert encounters.near_subjects(rows, least=1.01).empty
