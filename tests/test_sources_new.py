"""What files are taken for, and the study that `new` makes of them."""

import pandas as pd
import pytest

from analysis import manifest, sources, study
from analysis.__main__ import main


def written(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def understood(tmp_path, content, name="liste.csv"):
    return sources.understand(written(tmp_path, content, name))


# --- headers that say nothing: the cells do ---
def test_cells_tell_what_headers_do_not(tmp_path):
    rows = "".join(
        f"{k};Atelier numéro {word};Association {who};2920{k};48,3{k};-4,4{k};https://a.fr/{k};"
        f"{themes};{'Un texte assez long pour être une présentation, et qui le montre. ' * 2}\n"
        for k, (word, who, themes) in enumerate(
            [("un", "du port", "eau, air"), ("deux", "de Kerber", "air, sol"),
             ("trois", "Ti Lieu", "eau, sol"), ("quatre", "Vélo", "sol, eau")]
        )
    )  # fmt: skip
    found = understood(tmp_path, f"a;b;c;d;e;f;g;h;i\n{rows}")
    assert dict(found.columns) == {
        "url": "g", "postcode": "d", "lat": "e", "lon": "f", "summary": "i", "title": "b",
        "themes": "h",
    }  # fmt: skip
    assert dict(found.participants) == {"porteur": "c"}
    assert dict(found.separators) == {"themes": ",", "porteur": "|"}


def test_amounts_are_no_funders_and_insee_codes_no_postcodes(tmp_path):
    found = understood(
        tmp_path, "Nom;Financement;Code INSEE\nA côté;12 000 €;29019\nLe Lieu;3 500 €;29042\n"
    )
    assert dict(found.columns) == {"title": "Nom"}
    assert dict(found.participants) == {}


def test_one_coordinate_without_the_other_says_nothing(tmp_path):
    found = understood(tmp_path, "nom;x\nAtelier;1\nJardin;2\n")
    assert dict(found.columns) == {"title": "nom"}


# --- lists and matrices of who takes part in what ---
@pytest.mark.parametrize(
    "content",
    ["Structure;Action;Rôle\nÉcole;Forum;porteur\nMairie;Forum;partenaire\nÉcole;Marché;porteur\n",
     ";Forum;Marché\nÉcole;1;1\nMairie;x;\n"],
)  # fmt: skip
def test_participations_are_told_from_initiatives_and_make_a_study(tmp_path, content):
    path = written(tmp_path, content, "liens.csv")
    assert sources.understand(path).feeds == "affiliations"
    folder, page = study.new(tmp_path / "raw", "Essai", [path])
    assert "qui prend part à quoi" in page
    found = sources.assemble(manifest.read(folder))
    assert found.problems == []
    assert sorted(found.tables["initiatives"]["title"]) == ["Forum", "Marché"]
    who = found.tables["participations"]
    assert sorted(zip(who["initiative_id"], who["actor_name_as_written"], strict=True)) == [
        ("forum", "Mairie"), ("forum", "École"), ("marche", "École"),
    ]  # fmt: skip


def test_participations_join_the_initiatives_of_another_file(tmp_path):
    listed = written(tmp_path, "Titre;Commune\nForum;Brest\nMarché;Crozon\n", "initiatives.csv")
    takes = written(
        tmp_path, "Acteur;Initiative\nÉcole;Forum\nMairie;Forum\nAmap;Fête\n", "liens.csv"
    )
    folder, _ = study.new(tmp_path / "raw", "Essai", [listed, takes])
    found = sources.assemble(manifest.read(folder))
    assert found.tables["initiatives"]["initiative_id"].tolist() == ["forum", "marche", "fete"]
    assert len(found.tables["participations"]) == 3


def test_a_list_of_initiatives_with_their_structure_stays_a_list(tmp_path):
    found = understood(tmp_path, "Structure;Action\nÉcole;Forum\nMairie;Marché\nÉcole;Fête\n")
    assert found.feeds == "initiatives"
    assert dict(found.columns) == {"title": "Action"}
    assert dict(found.participants) == {"porteur": "Structure"}


# --- linked tables ---
def test_a_table_of_the_actors_that_another_names_feeds_the_actors(tmp_path):
    listed = written(
        tmp_path,
        'Nom,Porteur\nAtelier,Ti Lieu\nJardin,"Ti Lieu, Mairie"\nFête,Mairie\n',
        "projets.csv",
    )
    rows = "Ti Lieu,association,Brest\nMairie,collectivité,Crozon\nEn plus,,\n"
    bodies = written(tmp_path, f"Nom,Type,Ville\n{rows}", "structures.csv")
    folder, page = study.new(tmp_path / "raw", "Essai", [listed, bodies])
    assert "les acteurs que nomme un autre fichier" in page
    found = sources.assemble(manifest.read(folder))
    assert found.tables["initiatives"]["title"].tolist() == ["Atelier", "Jardin", "Fête"]
    actors = found.tables["actors"][["actor_id", "name", "kind", "commune"]].fillna("")
    assert actors.to_numpy().tolist() == [
        ["ti-lieu", "Ti Lieu", "association", "Brest"],
        ["mairie", "Mairie", "collectivité", "Crozon"],
        ["en-plus", "En plus", "", ""],
    ]
    assert len(found.tables["participations"]) == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [("r.net", '*Vertices 3 2\n1 "École"\n2 "Mairie"\n3 "Forum"\n*Edges\n1 3\n2 3\n'),
     ("r.dl", "dl nr=2, nc=1 format=fullmatrix\nrow labels:\nÉcole,Mairie\ncol labels:\nForum\n"
              "data:\n1\n1\n")],
)  # fmt: skip
def test_a_network_of_two_modes_makes_a_study(tmp_path, name, content):
    folder, _ = study.new(tmp_path / "raw", "Essai", [written(tmp_path, content, name)])
    found = sources.assemble(manifest.read(folder))
    assert found.problems == []
    assert found.tables["initiatives"]["title"].tolist() == ["Forum"]
    assert sorted(found.tables["participations"]["actor_name_as_written"]) == ["Mairie", "École"]


def test_an_attendance_list_gives_meetings_and_who_came(tmp_path):
    listed = written(tmp_path, "Titre\nForum\n", "initiatives.csv")
    rows = (
        "École;Forum;13/03/2013;présent\nMairie;Forum;13/03/2013;excusé\n"
        "École;Forum;02/04/2013;présent\n"
    )
    came = written(tmp_path, f"Structure;Réunion;Date;Présence\n{rows}", "presences.csv")
    folder, page = study.new(tmp_path / "raw", "Essai", [listed, came])
    assert "une liste de présence" in page
    found = sources.assemble(manifest.read(folder)).tables
    assert found["meetings"].to_numpy().tolist() == [
        ["forum-2013-03-13", "Forum", "2013-03-13"], ["forum-2013-04-02", "Forum", "2013-04-02"],
    ]  # fmt: skip
    came = found["attendance"][["meeting_id", "actor_name_as_written", "status"]]
    assert came.to_numpy().tolist() == [
        ["forum-2013-03-13", "École", "présent"], ["forum-2013-03-13", "Mairie", "excusé"],
        ["forum-2013-04-02", "École", "présent"],
    ]  # fmt: skip


# --- what to send back ---
BAD = "Titre;Année;lat;lon;note\nA;20I3;148,4;-4,5;=1+1\nB;2013;48,4;;x\n\n;2012;;;=cmd\n"


def test_check_lists_what_a_source_could_mend_under_its_own_columns(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, BAD, "liste.csv")
    assert main(["new", "essai", "liste.csv"]) == 0
    assert main(["check", "essai", "--corrections", "retour.csv"]) == 1
    said = capsys.readouterr()
    assert "4 corrections à demander" in said.out
    assert "3 problèmes à corriger" in said.err
    sheet = pd.read_csv("retour.csv", sep=";", encoding="utf-8-sig", dtype="str")
    assert sheet[["ligne", "colonne", "valeur"]].fillna("").to_numpy().tolist() == [
        ["2", "Année", "20I3"], ["2", "lat", "148,4"], ["5", "Titre", ""], ["3", "lon", "48,4"],
    ]  # fmt: skip
    assert sheet["correction"].notna().tolist() == [True, True, True, False]
