import json
import os
import random
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis import manifest, sources, study
from analysis.__main__ import main
from analysis.manifest import InvalidStudy
from analysis.study import fingerprint
from tests.conftest import ROWS, digests, sheet

STEPS = [
    "corpus", "themes", "network", "backbone", "territory", "encounters", "portraits", "figures",
    "exports", "atlas",
]  # fmt: skip


def rewrite(folder: Path, rows) -> None:
    (folder / "liste.csv").write_text(sheet(rows), encoding="utf-8")
    manifest.accept(folder, "liste.csv")


def test_a_run_makes_every_table_and_figure(done):
    folder, report, made = done
    assert list(report.made) == STEPS  # no notebooks: the manifest names none
    assert report.out == folder.parents[1] / "processed" / "petite"
    for table in [
        "initiatives",
        "actors",
        "participations",
        "themes",
        "ties",
        "groups",
        "communities",
        "suggestions",
    ]:
        assert f"tables/{table}.parquet" in made
    for name in ("carte", "reseau", "themes-par-epci", "croissance"):
        for width in ("1col", "2col"):
            assert {f"figures/{name}-{width}.{e}" for e in ("pdf", "svg", "png")} <= set(made)
    ties = pd.read_parquet(report.out / "tables" / "ties.parquet")
    for name in ("reseau.gexf", "reseau.graphml", "reseau.net", "reseau.dl", "reseau-kumu.json"):
        assert len(sources.read_network(report.out / "exports" / name).edges) == len(ties)


def test_the_record_says_what_went_in_and_came_out(done):
    folder, report, made = done
    record = json.loads((report.out / "run.json").read_text(encoding="utf-8"))
    assert record["outputs"] == made
    assert record["inputs"]["liste.csv"] == manifest.digest(folder / "liste.csv")
    assert (record["study"], record["seed"], record["title"]) == ("petite", 0, "Petite étude")
    assert set(record["times"]["seconds"]) == set(STEPS)
    assert record["versions"]["pandas"] == pd.__version__


def test_a_second_run_does_nothing_and_a_touched_file_is_the_same_file(done):
    folder, report, made = done
    record = (report.out / "run.json").read_bytes()
    os.utime(folder / "liste.csv")
    again = study.run(folder)
    assert again.made == {}
    assert again.current == STEPS
    assert digests(report.out) == made
    assert (report.out / "run.json").read_bytes() == record


def test_the_same_study_elsewhere_and_shuffled_gives_the_same_bytes(done, small_study):
    *_, made = done
    rows = list(ROWS)
    random.Random(7).shuffle(rows)
    rewrite(small_study, rows)
    out = study.run(small_study).out
    again = digests(out)
    different = {p for p in made if made[p] != again.get(p)}
    assert different <= {"report.csv"}  # it speaks of rows by their number


def test_only_what_depends_on_a_change_is_made_again(done, small_study):
    study.run(small_study, until="network")
    text = (small_study / "study.toml").read_text(encoding="utf-8")
    (small_study / "study.toml").write_text(text + "\n[themes]\nk = 3\n", encoding="utf-8")
    report = study.run(small_study, until="network")
    # The manifest is read again, but the same corpus comes out: the network stands on it alone.
    assert list(report.made) == ["corpus", "themes"]
    assert report.current == ["network"]


def test_a_result_that_was_spoilt_or_removed_is_made_again(small_study):
    out = study.run(small_study, until="themes").out
    before = digests(out)
    (out / "tables" / "groups.parquet").write_bytes(b"rien")
    (out / "tables" / "actors.parquet").unlink()
    assert list(study.run(small_study, until="themes").made) == ["corpus", "themes"]
    assert digests(out) == before


def test_force_makes_all_and_until_stops(small_study):
    assert list(study.run(small_study, until="corpus").made) == ["corpus"]
    assert list(study.run(small_study, until="corpus", force=True).made) == ["corpus"]
    with pytest.raises(ValueError, match="choisir parmi"):
        study.run(small_study, until="zut")


def test_bad_rows_are_all_named_and_the_results_untouched(done, tmp_path, small_study):
    out = study.run(small_study, until="corpus").out
    before = digests(out)
    rows = [list(r) for r in ROWS]
    rows[0][4] = "20I3"
    rows[1][0] = ""
    rows[2][4] = "3013"
    rewrite(small_study, rows)
    with pytest.raises(study.StepFailed) as caught:
        study.run(small_study)
    text = str(caught.value)
    assert "« corpus »" in text
    assert "liste.csv, ligne 2, colonne « Année » : « 20I3 »" in text
    assert "liste.csv, ligne 3, colonne « Nom » : valeur absente" in text
    assert "liste.csv, ligne 4, colonne « Année » : « 3013 »" in text
    assert digests(out) == before
    rewrite(small_study, ROWS)
    study.run(small_study, until="corpus")
    assert digests(out) == before


def test_an_empty_study_says_so_clearly(small_study):
    rewrite(small_study, [])
    with pytest.raises(study.StepFailed, match="aucune initiative"):
        study.run(small_study)


def test_strange_files_stop_a_run_before_it_starts(small_study):
    (small_study / "intrus.csv").write_text("x", encoding="utf-8")
    with pytest.raises(InvalidStudy, match=r"intrus\.csv"):
        study.run(small_study)


def test_a_study_without_geography_says_which_command_makes_it(small_study):
    text = (small_study / "study.toml").read_text(encoding="utf-8")
    cut = text[: text.rindex("[[files]]")]
    (small_study / "study.toml").write_text(cut, encoding="utf-8")
    (small_study / "geography" / "communes.parquet").unlink()
    with pytest.raises(study.StepFailed, match="interconnaissance geography petite"):
        study.run(small_study)


def test_a_step_that_fails_keeps_what_was_made_and_its_words(small_study, monkeypatch):
    study.run(small_study, until="themes")
    made = digests(small_study.parents[1] / "processed" / "petite")
    steps = study.STEPS

    def broken(*_):
        raise RuntimeError("plus de mémoire")

    from dataclasses import replace

    from analysis.study import rerun

    monkeypatch.setattr(
        rerun, "STEPS", tuple(replace(s, make=broken) if s.name == "network" else s for s in steps)
    )
    with pytest.raises(study.StepFailed, match="« network »") as caught:
        study.run(small_study)
    assert "RuntimeError : plus de mémoire" in str(caught.value)
    assert digests(small_study.parents[1] / "processed" / "petite") == made
    assert not list((small_study.parents[1] / "processed" / "petite").glob(".en-cours*"))


def test_an_input_that_changes_under_a_step_is_refused(small_study, monkeypatch):
    from dataclasses import replace

    from analysis.study import rerun

    corpus = study.STEPS[0]

    def meddled(given, out, fresh):
        corpus.make(given, out, fresh)
        with (small_study / "liste.csv").open("a", encoding="utf-8") as stream:
            stream.write("x;;;;;;\n")

    monkeypatch.setattr(rerun, "STEPS", (replace(corpus, make=meddled),))
    with pytest.raises(study.StepFailed, match=r"liste\.csv : modifié pendant l'étape"):
        study.run(small_study)


def test_the_code_that_a_step_stands_on_is_followed_through_imports():
    names = {p.relative_to(fingerprint._PACKAGE).as_posix() for p in fingerprint.code("study.raw")}
    assert {"study/raw.py", "places/names.py", "schema/tables.py", "manifest.py"} <= names
    assert not any(n.startswith(("figures", "network")) for n in names)


def test_what_is_compiled_beside_the_source_is_not_source(tmp_path, monkeypatch):
    room = tmp_path / "analysis" / "network"
    (room / "__pycache__").mkdir(parents=True)
    source = [room / "__init__.py", room / "table.toml"]
    for path in [*source, room / "__pycache__" / "kernel.nbi", room / "notes.md"]:
        path.touch()
    monkeypatch.setattr(fingerprint, "_PACKAGE", tmp_path / "analysis")
    fingerprint.code.cache_clear()
    assert fingerprint.code("network") == tuple(source)
    fingerprint.code.cache_clear()


def test_versions_are_those_of_what_is_installed(monkeypatch):
    found = fingerprint.versions()
    assert {"python", "pandas", "networkx"} <= set(found)
    monkeypatch.setattr(
        fingerprint.metadata, "requires", lambda name: ["pandas>=3", "rien-de-tel; extra == 'x'"]
    )
    fingerprint.versions.cache_clear()
    assert set(fingerprint.versions()) == {"python", "pandas"}
    fingerprint.versions.cache_clear()


# --- the command line ---


def test_the_command_line_runs_checks_and_accepts(small_study, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["run", "petite", "--until", "corpus"]) == 0
    assert "1 étape(s) refaite(s), 0 à jour" in capsys.readouterr().out
    assert main(["check", "petite", "--csv", str(tmp_path / "rapport.csv")]) == 0
    assert "12 initiatives" in capsys.readouterr().out
    assert (tmp_path / "rapport.csv").read_text(encoding="utf-8-sig").startswith("file,row,column")
    (small_study / "liste.csv").write_text(sheet(ROWS[:6]), encoding="utf-8")
    assert main(["run", "petite"]) == 1
    assert "interconnaissance accept petite liste.csv" in capsys.readouterr().err
    assert main(["accept", "petite", "liste.csv"]) == 0
    assert main(["run", "petite", "--until", "corpus"]) == 0


def test_every_command_has_a_help(capsys):
    for command in ("run", "check", "accept", "new", "geography", "schema"):
        with pytest.raises(SystemExit) as stop:
            main([command, "--help"])
        assert stop.value.code == 0
        assert len(capsys.readouterr().out) > 100
    assert main([]) == 2
    assert main(["schema"]) == 0
    assert "## initiatives" in capsys.readouterr().out


def test_a_french_excel_sheet_becomes_a_study(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = sheet(ROWS).replace("|", ", ")
    (tmp_path / "Mes initiatives.csv").write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    assert main(["new", "Vallée de l'Élorn", "Mes initiatives.csv"]) == 0
    page = capsys.readouterr().out
    assert re.search(r"title\s+← Nom", page)
    assert "Porteur (rôle : porteur)" in page
    folder = tmp_path / "data" / "raw" / "vallee-de-l-elorn"
    assert (folder / "Mes initiatives.csv").read_bytes().startswith(b"Nom;Description")
    made = manifest.read(folder)
    manifest.check(made)
    assert made.files[0].separators == {"themes": ",", "porteur": "|", "partenaire": ","}
    assert main(["run", "vallee-de-l-elorn"]) == 1
    assert "interconnaissance geography" in capsys.readouterr().err
    assert main(["new", "Vallée de l'Élorn", "Mes initiatives.csv"]) == 1
    assert "existe déjà" in capsys.readouterr().err


MANY_FILES = """\
title = "Tout va mal"
[[files]]
path = "i.csv"
table = "initiatives"
sha256 = "{i}"
columns = {{ initiative_id = "id", title = "nom", year = "an", lat = "lat", lon = "lon" }}
[[files]]
path = "p.csv"
table = "participations"
sha256 = "{p}"
columns = {{ initiative_id = "initiative", actor_name_as_written = "acteur", role = "rôle" }}
[[files]]
path = "a.csv"
table = "actors"
sha256 = "{a}"
columns = {{ actor_id = "id", name = "nom" }}
"""


def test_what_is_wrong_in_several_files_is_said_at_once(tmp_path):
    folder = tmp_path / "data" / "raw" / "mal"
    folder.mkdir(parents=True)
    files = {
        "i": "id;nom;an;lat;lon\nx;X;20I3;48,4;-4,5\nx;Y;2013;148,4;-4,5\n",
        "p": "initiative;acteur;rôle\nx;Asso;porteur\nwiki-bresst;Asso;porteur\n",
        "a": "id;titre\nA1;Asso\n",
    }
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    shas = {name: manifest.digest(folder / f"{name}.csv") for name in files}
    (folder / "study.toml").write_text(MANY_FILES.format(**shas), encoding="utf-8")
    with pytest.raises(study.StepFailed) as caught:
        study.run(folder)
    text = str(caught.value)
    for said in (
        "i.csv, ligne 2, colonne « an » : « 20I3 »",
        "i.csv, ligne 3, colonne « lat » : « 148,4 »",
        "i.csv, ligne 3, colonne « id » : « x » : déjà présent",
        "p.csv, ligne 3, colonne « initiative » : « wiki-bresst » : inconnu dans i.csv",
        "a.csv : 1 colonne(s) absente(s), la première « nom »",
    ):
        assert said in text
    assert not (tmp_path / "data" / "processed" / "mal" / "tables").exists()
