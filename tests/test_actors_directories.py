"""Actors found in directories, and the client of the public search against a server of our own."""

import json
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from analysis import actors
from analysis.schema import InvalidData
from analysis.sources.remote import ServiceUnavailable
from tests.serving import serving

DIRECTORY = pd.DataFrame(
    [
        ("W1", "LES AMIS DU PHARE", "KERLAZ", "29100"),
        ("W2", "Association Les Amis du phare", "Nantou", "56100"),
        ("W3", "RESSOURCERIE DU PONANT OUEST", "Kerlaz", "29100"),
        ("W4", "ATELIER VELO DE MESNAC", "Mesnac", "29200"),
        ("W5", "Tout autre chose", "Mesnac", "29200"),
    ],
    columns=["directory_id", "name", "commune", "postcode"],
)
ACTORS = pd.DataFrame(
    [
        ("A", "Les amis du phare", "Kerlaz", "29100"),
        ("B", "asso Les amis du phare", "Nantou", None),
        ("C", "Ressourcerie du Ponant Ouest (RPO)", None, "29100"),
        ("D", "Atelier vélo", "Mesnac", None),
        ("E", "Introuvable", None, None),
    ],
    columns=["actor_id", "name", "commune", "postcode"],
)


def test_actors_are_found_in_their_commune():
    found = actors.match(ACTORS, DIRECTORY).set_index("actor_id")
    assert found["directory_id"].dropna().to_dict() == {"A": "W1", "B": "W2", "C": "W3", "D": "W4"}
    assert found.loc[["A", "B", "C"], "verdict"].tolist() == ["lié"] * 3
    assert found.loc["E", "verdict"] == "absent"
    assert "code postal" in found.loc["A", "reason"]
    assert found["probability"].between(0, 1).all()


def test_the_order_of_both_sides_changes_nothing():
    straight = actors.match(ACTORS, DIRECTORY).set_index("actor_id")["directory_id"]
    turned = actors.match(ACTORS.iloc[::-1], DIRECTORY.iloc[[3, 0, 4, 2, 1]])
    assert turned.set_index("actor_id")["directory_id"].sort_index().equals(straight.sort_index())


def test_one_line_is_one_actors_at_most_when_asked():
    two = pd.DataFrame({"actor_id": ["A", "B"], "name": ["Foyer Armor", "Foyer d'Armor"]})
    one = pd.DataFrame({"directory_id": ["W1"], "name": ["FOYER ARMOR"]})
    free = actors.match(two, one, one_to_one=False)
    assert free["directory_id"].tolist() == ["W1", "W1"]
    tight = actors.match(two, one)
    assert tight["directory_id"].notna().sum() == 1


def test_the_whole_matching_is_the_likeliest():
    # Alone each would take W1; together one must take W2, which only it resembles.
    two = pd.DataFrame({"actor_id": ["A", "B"], "name": ["Café du vieux port", "Café du port"]})
    both = pd.DataFrame(
        {"directory_id": ["W1", "W2"], "name": ["Café du port", "Café du vieux port bleu"]}
    )
    found = actors.match(two, both).set_index("actor_id")["directory_id"]
    assert found.to_dict() == {"A": "W2", "B": "W1"}


def test_a_line_of_another_departement_is_not_taken():
    one = pd.DataFrame({"actor_id": ["A"], "name": ["Foyer Armor"], "postcode": ["29000"]})
    away = pd.DataFrame({"directory_id": ["W"], "name": ["Foyer Armor"], "postcode": ["75001"]})
    found = actors.match(one, away)
    assert found["verdict"].tolist() == ["à revoir"]
    assert "autre département" in found["reason"].iloc[0]


def test_what_is_wrong_with_a_directory_is_said():
    with pytest.raises(InvalidData, match="deux fois"):
        actors.match(ACTORS, pd.concat([DIRECTORY, DIRECTORY.head(1)]))
    with pytest.raises(InvalidData, match="directory_id"):
        actors.match(ACTORS, DIRECTORY.drop(columns="directory_id"))
    nobody = actors.match(ACTORS, DIRECTORY.head(0))
    assert set(nobody["verdict"]) == {"absent"}
    assert actors.match(ACTORS.head(0), DIRECTORY).empty


# ---- the public search

#: A result as the service publishes it, shortened to what is read.
PHARE = {
    "siren": "123456782", "nom_complet": "LES AMIS DU PHARE (LAP)", "sigle": "LAP",
    "nom_raison_sociale": "LES AMIS DU PHARE", "etat_administratif": "A",
    "siege": {"siret": "12345678200011", "code_postal": "29100", "commune": "29090",
              "libelle_commune": "KERLAZ"},
    "complements": {"est_association": True, "identifiant_association": "W291000001"},
}  # fmt: skip


@contextmanager
def service(*script):
    """Serve; `script` says what the first requests get ("429", "503", "nonsense")."""
    steps, heard = list(script), []

    def answer(request):
        url = urlsplit(request.path)
        query = {k: v[0] for k, v in parse_qs(url.query).items()}
        heard.append((url.path, query))
        step = steps.pop(0) if steps else ""
        found = [PHARE] if "phare" in query["q"].lower() else []
        page = {"results": found, "total_results": len(found), "page": 1, "per_page": 10,
                "total_pages": len(found)}  # fmt: skip
        content = b"<html>" if step == "nonsense" else json.dumps(page).encode("utf-8")
        return int(step) if step.isdigit() else 200, content

    with serving(answer, wait="1") as address:
        yield address, heard


def asked(path, address, table=ACTORS):
    return actors.search_companies(table, path, service=address, sleep=lambda _: None)


def test_each_actor_is_asked_about_once(tmp_path):
    path = tmp_path / "directory.csv"
    people = pd.DataFrame({"actor_id": ["P"], "name": ["Le Gall Yann"], "kind": ["personne"]})
    with service() as (address, heard):
        found = asked(path, address, pd.concat([ACTORS, people], ignore_index=True))
        assert [query["q"] for _, query in heard] == ACTORS["name"].tolist()  # nobody's own name
        assert heard[0][1]["code_postal"] == "29100"
        again = asked(path, address)
        assert len(heard) == len(ACTORS)
    assert again.equals(found)
    first = found.iloc[0].to_dict()
    assert first["directory_id"] == "123456782"
    assert (first["rna"], first["siret"]) == ("W291000001", "12345678200011")
    assert (first["commune"], first["open"], first["asked"]) == ("KERLAZ", "oui", "A")
    assert found.loc[found["asked"] == "E", "directory_id"].tolist() == [""]
    listed = found[found["directory_id"] != ""].drop_duplicates("directory_id")
    assert actors.match(ACTORS.head(1), listed)["directory_id"].tolist() == ["123456782"]


def test_a_busy_service_is_waited_for_and_a_dead_one_is_told(tmp_path):
    path = tmp_path / "directory.csv"
    with service("429", "503") as (address, heard):
        asked(path, address, ACTORS.head(1))
        assert len(heard) == 3
    with (
        service("", *["503"] * 5) as (address, _),
        pytest.raises(ServiceUnavailable, match="503"),
    ):
        asked(path, address)
    kept = pd.read_csv(path, dtype="str")
    assert kept["asked"].tolist() == ["A", "B"]  # answered before it went down
    with service("nonsense") as (address, _), pytest.raises(ServiceUnavailable, match="JSON"):
        asked(path, address)
    with service("400") as (address, heard), pytest.raises(ServiceUnavailable, match="400"):
        asked(path, address)
    assert len(heard) == 1  # a refusal is not asked again
