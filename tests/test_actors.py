import csv
from pathlib import Path

import pandas as pd
import pytest

from analysis import actors
from analysis.manifest import InvalidStudy

ROOT = Path(__file__).parents[1]
BREST = ROOT / "data" / "raw" / "pays-de-brest"


def keys(*names):
    return actors.normalise(pd.Series(names))["key"].tolist()


def test_spellings_of_one_name_have_one_key():
    one = keys(
        "Électricité solidaire",
        "ELECTRICITE SOLIDAIRE",
        "E\u0301lectricité  solidaire",
        "l’électricité\u00a0solidaire",
        "Électricité solidaire\u200b",
        "L'Électricité Solidaire SCOP",
    )
    assert set(one) == {"electricite solidaire"}


def test_names_that_are_but_function_words_or_signs_stay_themselves():
    assert keys("La", "SCOP", "!!!", "مركز") == ["la", "scop", "!!!", "مركز"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reboar mobilité", "mobilite (SCIC SA) Reboar"),
        ("Vert le Jardin", "Association Vert-le-Jardin (VLJ)"),
        ("Ville de Brest", "Brest (mairie)"),
        ("Mairie de Saint-Renan", "Commune de St Renan"),
        ("CCAS de Brest", "Centre communal d'action sociale de Brest"),
        ("MJC de l'Harteloire", "Maison des jeunes et de la culture de l’Harteloire"),
        ("Univ. de Bretagne Occidentale", "Université de Bretagne occidentale"),
        ("Asso pour la promotion du libre", "ASSOCIATION POUR LA PROMOTION DU LIBRE"),
        ("Repair Café de Courgouy", "repair café de Courgouy (rcc)"),
        ("Habitat participatif d'Iroise - HPI", "HPI – Habitat participatif d'Iroise"),
        ("Les Petits Débrouillards", "petits débrouillards (association loi 1901)"),
    ],
)
def test_ways_to_write_one_name_have_one_key(one, other):
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Repair Café de Plouzané", "Repair Café de Plouarzel"),
        ("Association A", "Association B"),
        ("Espace L", "Espace"),
        ("Ville de Brest", "Brest métropole"),
        ("Amis de la Terre Finistère", "Amis de la Terre Morbihan"),
        ("Emmaüs", "Emmaüs Connect"),
        ("SA Dupont", "SB Dupont"),
    ],
)
def test_names_of_two_stay_two(one, other):
    assert keys(one) != keys(other)


def test_the_pieces_that_a_key_leaves_out_are_kept():
    found = actors.normalise(
        pd.Series(
            ["Eeku formation, SCOP SARL", "Adess (ADESS 29)", "ADESS – Asso d'un essai", "La Poste"]
        )
    )
    assert found["legal"].tolist() == ["scop sarl", "", "", ""]
    assert found["acronym"].tolist() == ["", "", "", ""]
    both = actors.normalise(pd.Series(["Vert le Jardin (VLJ)", "VLJ Vert le Jardin", None]))
    assert both["acronym"].tolist() == ["VLJ", "VLJ", ""]
    assert both["name"].tolist() == ["Vert le Jardin (VLJ)", "VLJ Vert le Jardin", ""]


def test_strange_names_are_kept_and_none_is_merged_by_accident():
    strange = ["", "…", "!!!", "SARL", "SCOP", "مركز", "c'hoari", "Ti ar c'hafe 🐌", "(ABC)",
               "Association", "Mairie", "x" * 10_000]  # fmt: skip
    found = actors.normalise(pd.Series(strange))
    assert found["key"].nunique() == len(strange)
    assert found["name"].tolist() == strange


def test_two_people_of_one_surname_stay_two():
    # bibliometrix#590: reduced to name and initial, different persons were merged.
    ids = actors.resolve(pd.Series(["Le Gall Yann", "Le Gall Youna", "Le Gall Y."]))
    assert ids.nunique() == 3


DECISIONS = pd.DataFrame(
    [
        ("CAF", "", "Brest|Quimper", "", "est", "caf29"),
        ("CAF", "", "Quéven", "", "est", "caf56"),
        ("CAF", "episol", "", "", "est", "caf56"),
        ("BMO", "", "", "2005-2014", "est", "metropole"),
        ("BMO", "", "", "", "est", "club"),
    ],
    columns=["name", "initiative", "commune", "years", "verdict", "actor_id"],
)


def test_a_decision_holds_in_its_context_and_the_closest_wins():
    context = pd.DataFrame(
        {
            "initiative": ["x", "x", "episol", "x", "x", "x"],
            "commune": ["Brest", "Quéven", pd.NA, "Rennes", "Brest", "Brest"],
            "year": [pd.NA, pd.NA, pd.NA, pd.NA, 2009, 2018],
        }
    )
    ids = actors.resolve(
        pd.Series(["CAF", "CAF", "CAF", "CAF", "BMO", "BMO"]), context=context, decisions=DECISIONS
    )
    assert ids.tolist() == [
        "caf29",
        "caf56",
        "caf56",
        "allocations-caisse-familiales",
        "metropole",
        "club",
    ]


def test_a_known_actor_is_found_by_its_name_then_by_its_key():
    known = pd.DataFrame(
        {"actor_id": ["A1", "A2", "A3"], "name": ["Infini", "INFINI SARL", "Ty Vro"]}
    )
    ids = actors.resolve(pd.Series(["Infini", "infini", "ty vro", "autre", None]), known=known)
    # "infini" is the key of two actors: it says nothing, and stays apart.
    assert ids.tolist()[:4] == ["A1", "infini", "A3", "autre"]
    assert ids.isna().tolist() == [False] * 4 + [True]


def test_the_order_of_rows_changes_nothing():
    names = pd.Series(["Asso A", "asso a", "B", "L'Asso A"])
    straight = actors.resolve(names)
    turned = actors.resolve(names.iloc[::-1])
    assert straight.sort_index().tolist() == turned.sort_index().tolist()


def test_a_context_of_another_index_is_refused():
    with pytest.raises(ValueError, match="index"):
        actors.resolve(pd.Series(["a"]), context=pd.DataFrame({"commune": ["x"]}, index=[5]))


def test_the_directory_shows_the_most_written_spelling():
    names = pd.Series(["asso a", "Asso A", "Asso A", "B"])
    listed = actors.directory(actors.resolve(names), names)
    assert listed.to_dict("list") == {"actor_id": ["a-association", "b"], "name": ["Asso A", "B"]}


def decisions_file(tmp_path, *rows, header="name,initiative,commune,years,verdict,actor_id"):
    path = tmp_path / "decisions" / "actors.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_bad_decisions_are_all_named_with_their_rows(tmp_path):
    path = decisions_file(tmp_path, "CAF,,,,est,A", "CAF,,,,est,B", "X,,,,peut-être,C", ",,,,est,D")
    with pytest.raises(InvalidStudy) as caught:
        actors.read_decisions(path)
    text = "\n".join(caught.value.problems)
    assert "ligne 2 → A et ligne 3 → B" in text
    assert "ligne 4 : verdict « peut-être »" in text
    assert "ligne 5 : nom ou acteur vide" in text
    with pytest.raises(InvalidStudy, match="verdict"):
        actors.read_decisions(decisions_file(tmp_path, "CAF,A", header="name,actor_id"))


def test_roles_are_mapped_and_unknown_words_told(tmp_path):
    path = tmp_path / "decisions" / "roles.csv"
    path.parent.mkdir()
    path.write_text("role_as_written,role\ndonateur,soutien\n", encoding="utf-8")
    roles, unknown = actors.roles(pd.Series(["donateur", "porteur", "mage", "mage", None]), path)
    assert roles.tolist() == ["soutien", "porteur", "autre", "autre", "autre"]
    assert unknown == [("mage", 2)]
    path.write_text("role_as_written,role\ndonateur,chef\n", encoding="utf-8")
    with pytest.raises(InvalidStudy, match="« chef »"):
        actors.roles(pd.Series(["x"]), path)


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_name_of_the_brest_study_lands_on_its_actor():
    """The 672 participations and 148 attendances, as tests/data/brest_landing.csv names them."""
    expected = pd.DataFrame(rows(ROOT / "tests" / "data" / "brest_landing.csv"))
    known = pd.DataFrame(rows(BREST / "actors.csv")).rename(columns={"canonical_name": "name"})
    communes = {r["id"]: r["commune"] for r in rows(BREST / "initiatives.csv")}
    communes |= {r["event_id"]: r["commune"] for r in rows(BREST / "meetings.csv")}
    context = pd.DataFrame(
        {"initiative": expected["key"], "commune": expected["key"].map(communes).replace("", pd.NA)}
    )
    ids = actors.resolve(
        expected["name"],
        context=context,
        decisions=actors.read_decisions(BREST / "decisions" / "actors.csv"),
        known=known,
    )
    right = ids == expected["actor_id"]
    assert right.groupby(expected["table"]).sum().to_dict() == {
        "attendance": 148, "participations": 672,
    }  # fmt: skip
