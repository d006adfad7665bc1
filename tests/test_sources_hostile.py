"""What a careless or a hostile file must not do: lose, change or mistake in silence."""

import io
import time

import pandas as pd
import pytest

from analysis import manifest, sources, study
from analysis.sources import values
from analysis.sources.several import separator


def read(content, name="liste.csv", **how):
    opened = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    opened.name = name
    return sources.read(opened, **how)


def said(found, words):
    return found.report["problem"].str.contains(words, regex=False).any()


def written(folder, name, content):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


# --- quotes ---
def test_a_stray_quote_swallows_no_row():
    rows = "".join(f"Asso {k};Brest;{k}\n" for k in range(100))
    found = read(f'nom;ville;x\n"Le Lieu;Brest;1\n{rows}C" asso;Lorient;3\nD;Vannes;4\n')
    assert len(found.table) == 103
    assert found.table["title"].tolist()[0] == '"Le Lieu'
    assert said(found, "guillemets qui ne ferment rien")


def test_quotes_that_a_person_typed_stay_and_those_around_a_cell_go():
    found = read('nom\tville\n"Récup" et Cie\tBrest\n"A ""b"""\tCrozon\n', "liste.tsv")
    assert found.table["title"].tolist() == ['"Récup" et Cie', 'A "b"']


def test_a_quote_that_cannot_be_understood_is_refused_with_its_line():
    with pytest.raises(ValueError, match=r"ligne 3 : un guillemet n'est pas fermé"):
        read('nom;note\nA;x\nB;"un;deux\ntrois;quatre;cinq\nsix\nsept;8;9;10\n')


# --- letters ---
def test_letters_that_cannot_be_read_are_counted_and_located():
    found = read("nom\nÉcole à vélo été\nCafé œuvre\n".encode() + b"Caf\xe9\n")
    assert found.table["title"].tolist() == ["École à vélo été", "Café œuvre", "Caf\ufffd"]
    note = found.report[found.report["value"] == "\ufffd"].iloc[0]
    assert note["row"] == 4
    wrong = read("nom\nCafé\n".encode("cp1252"), encoding="utf-8")
    assert said(wrong, "lettre(s) illisible(s) en utf-8")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Coopérative Gómez;Rivière", "cp1252"), ("Noël;Nîmes", "mac_roman"),
     ("L’été;« Où ça ? »", "cp1252"), ("L’été;« Où ça ? »", "mac_roman"),
     ("ÉCOLE;Île", "mac_roman"), ("ÉCOLE;Île", "cp1252"), ("Muñoz;été", "cp1252")],
)  # fmt: skip
def test_old_encodings_are_told_on_a_few_words(text, encoding):
    found = read(f"nom;ville\n{text}\n".encode(encoding))
    assert found.table.iloc[0].tolist() == text.split(";")


# --- text ---
@pytest.mark.parametrize(
    "text",
    ["https://a.fr/?id=1&section=2&copy=3", "Écrire à <contact@asso.fr> ou <https://a.fr>",
     "a < b et c > d", "AT&T", "Fish & chips; sel"],
)  # fmt: skip
def test_what_only_looks_like_markup_is_text(text):
    assert values.plain(text) == text


# --- columns ---
def test_no_column_takes_the_place_of_another():
    found = read("nom;lat;lon;geometry\nA;48,1;-4,1;polygone\n",
                 mapping={"title": "nom", "lat": "lat", "lon": "lon"})  # fmt: skip
    assert found.table["geometry (fichier)"].tolist() == ["polygone"]
    assert found.table.geometry.notna().all()
    found = read("nom;title (fichier);title\nA;x;y\n", mapping={"title": "nom"})
    assert found.table.iloc[0].tolist() == ["A", "y", "x"] or set(found.table.iloc[0]) == set("Axy")
    found = read("nom;au-delà des en-têtes\nA;x\nB;y;z\n", mapping={})
    assert found.table.fillna("").to_numpy().tolist() == [["A", "x", ""], ["B", "y", "z"]]
    found = read("a (2);a;a\n1x;2x;3x\n", mapping={})
    assert found.table.iloc[0].tolist() == ["1x", "2x", "3x"]


def test_a_blank_place_leaves_the_coordinates_beside_it():
    found = read("nom;lat;lon;gps\nA;48.1;-4.2;\nB;;;48.3, -4.4\n")
    assert [(p.x, p.y) for p in found.table.geometry] == [(-4.2, 48.1), (-4.4, 48.3)]


def test_columns_that_nobody_mapped_are_left_alone():
    found = read("nom;ville;x;date\nAtelier;Brest;oui;demain\n", mapping={"title": "nom"})
    assert found.table.iloc[0].tolist() == ["Atelier", "Brest", "oui", "demain"]
    assert found.report.query("action == 'refused'").empty
    assert read("year;date;lat\n20I3;x;148\n", mapping={}).report.iloc[1:].empty


@pytest.mark.parametrize(
    "cells",
    [["1E2", "3E4"], ["1.10", "1.1"], ["1 234 567 890 123 456 789", "1"], ["0012", "12"],
     ["02 98 00 00 00", "1"]],
)  # fmt: skip
def test_what_is_no_number_for_sure_stays_as_typed(cells):
    found = read("nom;salle\n" + "".join(f"A;{c}\n" for c in cells), mapping={})
    assert found.table["salle"].tolist() == cells


# --- places ---
def test_with_a_declared_system_what_is_off_its_area_is_refused():
    text = "nom;x;y\nA;145614;6836791\nB;0;0\nC;-4,48;48,39\nD;1e40;5\n"
    found = read(text, crs="EPSG:2154")
    assert found.table.geometry.notna().tolist() == [True, False, False, False]
    assert found.report.query("action == 'refused'")["row"].tolist() == [4, 5]
    assert found.report.query("action == 'emptied'")["row"].tolist() == [3]
    alone = read("nom;x;y\nA;145614;6836791\nB;0;0\n")  # one nowhere hides no projection
    assert alone.table.geometry.notna().tolist() == [True, False]


# --- what parts, what heads ---
@pytest.mark.parametrize(
    ("cells", "mark"),
    [(["Ti Lieu", "Eau & Rivières de Bretagne", "Vélo"], "|"), (["A & B", "B", "C", "D"], " & "),
     (["Ti Lieu\n(Brest)", "Vélo", "Eau"], "|"), (["a / b", "c", "d", "a"], " / ")],
)  # fmt: skip
def test_a_sign_that_names_hold_parts_only_where_values_come_again(cells, mark):
    assert separator(cells) == mark


def test_a_long_row_does_not_make_the_header_a_title():
    found = read("nom;description;ville\nA;x;Brest\nB;un;deux;trois;quatre;Brest\nC;z;Quimper\n")
    assert found.table["title"].tolist() == ["A", "B", "C"]
    titled = read("Initiatives;2024;\nnom;note;ville\nA;x;Brest\nC;z;Quimper\n")
    assert titled.table["title"].tolist() == ["A", "C"]
    years = read("nom;2019;2020\nA;oui;non\nC;non;oui\n", mapping={})
    assert years.table.columns.tolist() == ["nom", "2019", "2020"]


def test_short_rows_do_not_make_decimal_commas_the_mark():
    rows = "".join(f"A{k};48,1;-4,1;x\n" for k in range(30)) + "B;48,1;-4,1\n" * 2
    assert len(read(f"nom;lat;lon;note\n{rows}").table) == 32


def test_names_under_another_group_are_no_titles():
    columns, _ = sources.guess(["Intitulé", "Contact / Nom", "Commune", "Ville / Code"])
    assert columns["title"] == "Intitulé"
    assert "initiative_id" not in columns
    assert sources.guess(["Projet / Nom", "Lieu / Commune"])[0] == {
        "title": "Projet / Nom", "commune": "Lieu / Commune",
    }  # fmt: skip


# --- JSON ---
def test_json_keeps_keys_names_said_twice_and_says_that_it_is_a_page():
    found = read('{"id-1":{"nom":"A"},"id-2":{"nom":"B"}}', "a.json")
    assert found.table["clé"].tolist() == ["id-1", "id-2"]
    found = read('[{"nom":"A","nom":"B"}]', "a.json")
    assert sorted(map(str, found.table.iloc[0])) == ["A", "B"]
    found = read('[{"a.b":"1x","a":{"b":"2x"}}]', "a.json")
    assert sorted(found.table.iloc[0]) == ["1x", "2x"]
    assert said(read('{"total_count":1234,"results":[{"nom":"A"}]}', "a.json"), "1 fiches sur 1234")


# --- errors in words, in time ---
def test_names_encodings_and_half_letters_break_nothing():
    import tempfile

    with tempfile.TemporaryFile() as file:  # its name is a number
        file.write(b"nom\nA\n")
        file.seek(0)
        assert sources.read(file).table["title"].tolist() == ["A"]
    for content, name in (
        ("nom\nA\n".encode("utf-16-le") * 9, "a.csv"),
        (b'[{"nom":"A"}]', "a.json"),
    ):
        with pytest.raises(ValueError, match="encodage « toto »"):
            read(content, name, encoding="toto")
    assert read('[{"nom":"A\\ud83d"}]', "a.json").table["title"].tolist() == ["A\ufffd"]
    found = read('[{"nom":"A","lat":[48.1,"x"],"lon":-4.1}]', "a.json")
    assert found.table.geometry.isna().all()


def test_spaces_between_numbers_take_no_time():
    started = time.perf_counter()
    text = "nom;gps\nA;1" + " " * 20_000 + "x\n"
    found = read(text, mapping={"title": "nom", "position": "gps"})
    assert time.perf_counter() - started < 2
    assert found.table.geometry.isna().all()
    with pytest.raises(ValueError, match="champs différents"):
        read("[" + ",".join(f'{{"c{k}":1}}' for k in range(17_000)) + "]", "a.json")


# --- studies ---
def test_files_of_one_name_and_a_part_of_a_shapefile_are_refused(tmp_path):
    one, two = (written(tmp_path / k, "liste.csv", "nom\nA\n") for k in "ab")
    with pytest.raises(manifest.InvalidStudy, match="même nom"):
        study.new(tmp_path / "raw", "Essai", [one, two])
    with pytest.raises(manifest.InvalidStudy, match=r"en faire un \.zip"):
        study.new(tmp_path / "raw", "Essai", [written(tmp_path, "lieux.shp", b"x")])
    assert not (tmp_path / "raw").exists()


def test_a_name_of_a_study_or_of_a_column_writes_nothing_else(tmp_path):
    path = written(tmp_path, "a.json", '[{"nom": "A", "a\\nseed = 5": "x"}]')
    folder, _ = study.new(tmp_path / "raw", 'Essai "deux"\nseed = 7', [path])
    found = manifest.read(folder)
    assert (found.seed, found.title) == (0, 'Essai "deux"\nseed = 7')


@pytest.mark.parametrize(
    "content",
    ["Structure;Action;Description;Commune\nA;Forum;x;Brest\nB;Forum;y;Crozon\n",
     "Association;Subvention 2022;Subvention 2023\nA côté;1000;2000\nB;500;0\n",
     "Structure;Salariés;Bénévoles\nA côté;3;20\nB;1;4\n"],
)  # fmt: skip
def test_lists_and_budgets_are_no_participations(tmp_path, content):
    assert sources.understand(written(tmp_path, "a.csv", content)).feeds == "initiatives"


def test_participations_go_to_initiatives_that_have_their_own_identifiers(tmp_path):
    listed = written(tmp_path, "liste.csv", "id;nom\nX1;Forum\nX2;Jardin\n")
    takes = written(tmp_path, "liens.csv", "Acteur;Action\nA;Forum\nB;Forum\nC;Fête\n")
    folder, _ = study.new(tmp_path / "raw", "Essai", [listed, takes])
    found = sources.assemble(manifest.read(folder)).tables
    assert found["initiatives"]["initiative_id"].tolist() == ["X1", "X2", "fete"]
    assert found["participations"]["initiative_id"].tolist() == ["X1", "X1", "fete"]


def test_identifiers_made_of_titles_are_each_their_own(tmp_path):
    path = written(tmp_path, "a.csv", "nom;ville\nAtelier;a\nAtelier;b\nAtelier 2;c\nAtelier;d\n")
    folder, _ = study.new(tmp_path / "raw", "Essai", [path])
    ids = sources.assemble(manifest.read(folder)).tables["initiatives"]["initiative_id"]
    assert ids.is_unique
    assert ids.tolist()[:2] == ["atelier", "atelier-2"]


# --- parts of a stream are the whole ---
@pytest.mark.parametrize(
    "content",
    [b"nom;;ville\nA;;Brest\nB;;Quimper\n" + b"C;;Lorient\n" * 60,
     b"sep=;\nnom;ville\n" + b"A;Brest\n" * 70,
     ("nom;ville\n" + "É;Brest\n" * 70).encode("utf-16-le"),
     ("nom;ville\n" + "'=1+1;Brest\n" * 70).encode(),
     ("Liste\nnom;ville;x\n" + "A;Brest;1\n" * 60 + "B;Crozon;2;trop\n").encode()],
)  # fmt: skip
def test_a_stream_reads_as_the_whole_is_read(tmp_path, content):
    path = written(tmp_path, "a.csv", content)
    parts = pd.concat([part.table for part in sources.stream(path, rows=20)])
    whole = sources.read(path).table
    assert parts.index.tolist() == whole.index.tolist()
    for column in ("title", "commune"):
        assert parts[column].tolist() == whole[column].tolist()


def test_an_empty_stream_is_refused_as_an_empty_file(tmp_path):
    with pytest.raises(ValueError, match="fichier vide"):
        next(sources.stream(written(tmp_path, "vide.csv", b"")))
