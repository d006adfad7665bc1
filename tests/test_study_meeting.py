"""A study's meeting and portraits from the command line; offers and surveys read by name."""

import pandas as pd
import pytest

from analysis import corpus, manifest, study
from analysis.__main__ import main
from analysis.study.guests import read_guests, read_wishes


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def ran(_small, tmp_path_factory):
    """Run the small study with offers, needs and a survey, typed by names."""
    import shutil

    folder = tmp_path_factory.mktemp("meeting") / "data" / "raw" / "petite"
    shutil.copytree(_small, folder)
    actors = corpus.read(study.run(folder, until="corpus").out / "tables").actors
    names = actors["name"].tolist()
    write(
        folder / "offres.csv",
        f"Qui;Quoi;Sujet\n{names[0].upper()};offre;Compost\n{names[1]};Besoin;composts\n"
        f"{names[1]};offre;vélo\n{names[0]};besoin;Vélo\n",
    )
    write(folder / "connait.csv", f"Qui;Connait\n{names[0]};{names[2]}\n")
    text = (folder / "study.toml").read_text(encoding="utf-8")
    text += f"""
[[files]]
path = "offres.csv"
table = "offers"
sha256 = "{manifest.digest(folder / "offres.csv")}"
columns = {{ actor_name_as_written = "Qui", kind = "Quoi", subject = "Sujet" }}
[[files]]
path = "connait.csv"
table = "acquaintance"
sha256 = "{manifest.digest(folder / "connait.csv")}"
columns = {{ actor_name_as_written = "Qui", other_name_as_written = "Connait" }}
"""
    (folder / "study.toml").write_text(text, encoding="utf-8")
    first = corpus.read(folder.parents[1] / "processed" / "petite" / "tables").initiatives[
        "initiative_id"
    ][0]
    sheet = f"text_id;theme\n{first};dynamiser le territoire\n"
    (folder / "decisions").mkdir(exist_ok=True)
    write(folder / "decisions" / "visees-lea.csv", sheet)
    report = study.run(folder, until="portraits")
    return folder, study.load(report.out), names


def test_offers_and_surveys_are_read_by_the_names_in_their_files(ran):
    _, results, names = ran
    of = results.corpus.actors.set_index("name")["actor_id"]
    offers = results.corpus.offers
    assert len(offers) == 4
    assert set(offers["actor_id"]) == {of[names[0]], of[names[1]]}
    assert set(offers["kind"]) == {"offer", "need"}
    survey = results.corpus.acquaintance
    assert survey[["actor_id", "other_id"]].values.tolist() == [[of[names[0]], of[names[2]]]]
    pairs = set(map(tuple, results.suggestions[["actor_id", "other_id"]].values))
    assert (of[names[0]], of[names[2]]) not in pairs
    said = results.suggestions.set_index(["actor_id", "other_id"])["reason"]
    met = set(map(frozenset, results.ties_all_roles[["actor_a", "actor_b"]].astype("str").values))
    both = (of[names[0]], of[names[1]])
    assert frozenset(both) in met or "apporter" in said[both]
    declared = results.acquainted.set_index(["by", "group"]).loc[("all", "all"), "declared"]
    assert declared >= 0


def test_what_people_coded_goes_before_the_machine(ran):
    _, results, _ = ran
    coded = results.aims[results.aims["source"] == "personne"]
    assert coded["aim"].tolist() == ["dynamiser le territoire"]
    assert results.aims_matrix["by_people"].sum() == 1
    assert results.aims_matrix["initiatives"].sum() == len(results.corpus.initiatives)


def test_portraits_show_what_each_brings(ran):
    folder, _, names = ran
    out = folder.parents[1] / "processed" / "petite" / "portraits"
    page = next(p for p in (out / "acteurs").glob("*.html") if f"<h1>{names[1]}" in p.read_text())
    assert "Apporte : vélo." in page.read_text(encoding="utf-8").replace("Vélo", "vélo")
    assert (out / "livret.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "index.html").is_file()


def test_the_command_plans_a_meeting(ran, tmp_path, capsys):
    folder, _, names = ran
    guests = write(
        tmp_path / "liste.csv",
        f"nom;structure;hôte;absent\nAnne;{names[0].lower()};1;\nBob;{names[1]};;2\nChloé;;;\n"
        f"Denis;{names[0]};;\n",
    )
    wishes = write(tmp_path / "voeux.csv", "a;b;quoi\nAnne;Chloé;séparés\n")
    out = tmp_path / "prive"
    command = ["meeting", str(folder), "--tables", "2", "--seats", "2", "--rounds", "2"]
    command += ["--guests", str(guests), "--wishes", str(wishes), "--out", str(out)]
    assert main(command) == 1  # in the second round three people are two tables' one too few
    assert "tour 2 : 3 personnes pour 2 tables" in capsys.readouterr().err
    write(guests, guests.read_text(encoding="utf-8").replace(";;2", ";;"))
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "4 personnes, 2 tables, 2 tours" in said
    assert "Sans acteur dans l'étude, donc sans liens connus : Chloé." in said
    plan = pd.read_csv(out / "plan.csv", sep=";", encoding="utf-8-sig")
    at = plan.pivot(index="Tour", columns="Nom", values="Table")
    assert (at["Anne"] == 1).all()
    assert (at["Anne"] != at["Chloé"]).all()


def test_a_meeting_of_nobody_says_whom_to_invite(ran, tmp_path, capsys):
    folder, _, _ = ran
    guests = write(tmp_path / "liste.csv", "nom\nAnne\n")
    assert main(["meeting", str(folder), "--guests", str(guests)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("1 personne(s) : trop peu pour deux tables → donner --guests")
    assert said.count("\n") == 1
    assert main(["meeting", str(tmp_path / "nulle")]) == 1
    assert "pas de study.toml" in capsys.readouterr().err


def test_the_command_makes_portraits(ran, tmp_path, capsys):
    folder, _, names = ran
    assert main(["portraits", str(folder), "--actor", names[0], "--out", str(tmp_path)]) == 0
    assert len(list((tmp_path / "acteurs").iterdir())) == 2  # a page, and a document to complete
    pair = ["portraits", str(folder), "--pair", names[0], names[1], "--out", str(tmp_path / "p")]
    assert main(pair) == 0
    assert len(list((tmp_path / "p" / "croises").iterdir())) == 2
    capsys.readouterr()
    assert main(["portraits", str(folder), "--actor", names[0] + "x"]) == 1
    assert f"« {names[0]} »" in capsys.readouterr().err


def test_what_suggestions_weigh_is_a_setting(ran):
    folder, _, _ = ran
    manifest_file = folder / "study.toml"
    kept = manifest_file.read_text(encoding="utf-8")
    lists = "[encounters]\nper_actor = 1\nweights = { place = 1 }\n"
    manifest_file.write_text(kept + lists, encoding="utf-8")
    out = folder.parents[2] / "autre"
    study.run(folder, out=out, until="encounters")
    found = pd.read_parquet(out / "tables" / "suggestions.parquet")
    assert found.groupby("actor_id").size().max() == 1
    manifest_file.write_text(kept + "[encounters]\nper_acteur = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="réglage inconnu « per_acteur »"):
        study.run(folder, out=out, until="encounters")
    manifest_file.write_text(kept, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prénom;x\nAnne;\n", "pas de colonne « nom »"),
        ("nom;structure\nAnne;\n;Mairie\n", "ligne 3 : nom vide"),
        ("nom;hote\nAnne;une\n", "ligne 2 : hote « une »"),
        ("nom;absent\nAnne;1, deux\n", "ligne 2 : absent « deux »"),
    ],
)
def test_lists_of_guests_are_refused_with_their_row(tmp_path, text, says):
    with pytest.raises(ValueError, match=says):
        read_guests(write(tmp_path / "l.csv", text), {})


def test_wishes_are_refused_with_their_row(tmp_path):
    with pytest.raises(ValueError, match="ligne 3 : « peut-être »"):
        read_wishes(write(tmp_path / "v.csv", "a;b;quoi\nx;y;ensemble\nx;z;peut-être\n"))
    with pytest.raises(ValueError, match="colonnes a, b et quoi"):
        read_wishes(write(tmp_path / "v.csv", "a;b\nx;y\n"))
