"""What files become in a study: lists and matrices of participations, roles, what lacks."""

import io
import json
import re

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from analysis import actors, manifest, sources, study
from analysis.study.raw import gather
from tests.conftest import ROWS, write_study

LISTED = [
    ("Structure", "Projet", "Rôle"), ("Ville de Brest", "Forum", "Porteur"),
    ("Heol", "Forum", "Partenaires"), ("Bapav", "Forum", "PARTENAIRE"),
    ("Ville de Brest", "Vélo", "Porteur de projet"), ("Kejal", "", ""),
]  # fmt: skip
MATRIX = [
    ("", "Forum", "Vélo", "Total"), ("Ville de Brest", "1", "1", "2"), ("Heol", "1", "0", "1"),
    ("Bapav", "2", "0", "2"), ("Kejal", "0", "0", "0"), ("Total", "4", "1", "5"),
]  # fmt: skip


def file(folder, name, rows):
    path = folder / name
    if name.endswith(".csv"):
        path.write_text("".join(";".join(row) + "\n" for row in rows), "utf-8")
    else:
        pd.DataFrame(rows[1:], columns=rows[0]).to_excel(path, index=False)
    return path


def started(tmp_path, *paths):
    """Make a study as `new` does, with the communes of the small study."""
    small = write_study(tmp_path / "petite")
    folder, page = study.new(tmp_path / "data" / "raw", "Essai", paths)
    (folder / "geography").mkdir()
    communes = folder / "geography" / "communes.parquet"
    communes.write_bytes((small / "geography" / "communes.parquet").read_bytes())
    text = (folder / "study.toml").read_text("utf-8")
    text = re.sub(r"departements = \[\]", 'departements = ["29"]', text)
    text += '\n[[files]]\npath = "geography/communes.parquet"\ntable = "communes"\n'
    text += f'sha256 = "{manifest.digest(communes)}"\n'
    (folder / "study.toml").write_text(text, "utf-8")
    return folder, page


@pytest.mark.parametrize("name", ["liens.csv", "liens.xlsx"])
def test_a_list_of_participations_gives_its_actors_and_initiatives(tmp_path, name):
    folder, page = started(tmp_path, file(tmp_path, name, LISTED))
    assert "qui prend part à quoi" in page
    found = gather(manifest.read(folder)).corpus
    assert found.initiatives["title"].tolist() == ["Forum", "Vélo"]
    roles = found.participations.set_index("actor_name_as_written")["role"]
    assert roles.groupby(level=0).agg(set).to_dict() == {
        "Ville de Brest": {"porteur"}, "Heol": {"partenaire"}, "Bapav": {"partenaire"},
    }  # fmt: skip
    assert sorted(found.actors["name"]) == ["Bapav", "Heol", "Kejal", "Ville de Brest"]


@pytest.mark.parametrize("name", ["matrice.csv", "matrice.xlsx"])
def test_a_matrix_with_sums_and_a_two_is_one_of_participations(tmp_path, name):
    folder, _ = started(tmp_path, file(tmp_path, name, MATRIX))
    gathered = gather(manifest.read(folder))
    found, report = gathered.corpus, gathered.report
    takes = found.participations.merge(found.initiatives[["initiative_id", "title"]])
    own = takes[takes["title"].isin(["Forum", "Vélo"])]
    assert own["title"].value_counts().to_dict() == {"Forum": 4, "Vélo": 2}  # with the sums' row
    assert "Kejal" in set(found.actors["name"])  # who takes part in nothing
    assert report["problem"].str.contains("si c'est une somme, l'ôter").sum() == 2
    assert report["problem"].str.contains("poids autres que 1").any()


def test_a_matrix_of_budgets_is_not_one_of_participations(tmp_path):
    rows = [("Projet", "2019", "2020"), ("Forum", "1500", "800"), ("Vélo", "0", "1200")]
    assert sources.understand(file(tmp_path, "budgets.csv", rows)).feeds == "initiatives"


def test_a_list_of_ties_between_actors_is_named_as_such(tmp_path):
    path = file(tmp_path, "liens.csv", [("De", "Vers", "Poids"), ("A", "B", "2"), ("B", "C", "1")])
    with pytest.raises(ValueError, match=r"liens\.csv : une liste de liens entre acteurs"):
        sources.understand(path)


def test_titles_that_differ_by_signs_are_one_and_said_and_other_letters_are_not(tmp_path):
    rows = [("Acteur", "Projet"), ("A", "Fête (2019)"), ("B", "Fête, 2019 !"), ("A", "日本"),
            ("B", "中文"), ("C", "日本")]  # fmt: skip
    folder, _ = started(tmp_path, file(tmp_path, "p.csv", rows))
    gathered = gather(manifest.read(folder))
    assert gathered.corpus.initiatives["title"].tolist() == ["Fête (2019)", "日本", "中文"]
    said = gathered.report.loc[gathered.report["problem"].str.startswith("lu comme « Fête")]
    assert said["value"].tolist() == ["Fête, 2019 !"]


def test_names_without_a_latin_letter_stay_apart_from_file_to_file(tmp_path):
    head = ("Acteur", "Projet")
    one = file(tmp_path, "a.csv", [head, ("A", "日本"), ("B", "日本"), ("東京", "")])
    rows = [head, ("A", "中文"), ("B", "中文"), ("B", "日本"), ("大阪", "")]
    two = file(tmp_path, "b.csv", rows)
    found = gather(manifest.read(started(tmp_path, one, two)[0])).corpus
    assert sorted(found.initiatives["title"]) == sorted(["日本", "中文"])
    assert found.initiatives["initiative_id"].is_unique
    assert len(found.participations) == 4  # B and 日本 are in both files
    assert {"東京", "大阪"} <= set(found.actors["name"])


def test_columns_that_participations_do_not_keep_are_said(tmp_path):
    rows = [("Acteur", "Projet", "Email"), ("A", "P", "a@b.fr"), ("B", "P", "")]
    folder, page = started(tmp_path, file(tmp_path, "p.csv", rows))
    assert "(laissée)      ← Email" in page
    report = gather(manifest.read(folder)).report
    assert "1" in report.loc[report["column"] == "Email", "value"].tolist()


@pytest.mark.parametrize(
    ("word", "role"),
    [("Porteur", "porteur"), ("PORTEUSE", "porteur"), ("porteur de projet", "porteur"),
     ("Partenaires", "partenaire"), ("Financement", "financeur"), ("Hébergeur", "accueil"),
     ("Adhérent", "membre"), ("appui", "soutien"), ("Autre", "autre"), ("bricoleur", "autre")],
)  # fmt: skip
def test_the_usual_words_for_roles_are_known_and_decisions_go_first(tmp_path, word, role):
    found, unknown = actors.roles(pd.Series([word]), tmp_path / "roles.csv")
    assert found.tolist() == [role]
    assert [w for w, _ in unknown] == (["bricoleur"] if word == "bricoleur" else [])
    path = tmp_path / "decisions" / "roles.csv"
    path.parent.mkdir()
    path.write_text(f"role_as_written,role\n{word},soutien\n", "utf-8")
    assert actors.roles(pd.Series([word]), path)[0].tolist() == ["soutien"]


def test_a_study_in_which_no_role_ties_says_so(tmp_path):
    rows = [("Acteur", "Projet", "Rôle"), ("A", "P", "bricoleur"), ("B", "P", "bricoleur")]
    folder, _ = started(tmp_path, file(tmp_path, "p.csv", rows))
    report = gather(manifest.read(folder)).report
    assert report["problem"].str.startswith("aucun rôle ne lie deux acteurs").sum() == 1


def lacking(folder, *columns, takes=True, rows=ROWS):
    """Write the small study without some of its columns."""
    path = write_study(folder / "data" / "raw" / "petite", rows) / "study.toml"
    text = path.read_text("utf-8")
    for column in columns:
        text = re.sub(rf"columns\.{column} = .*\n", "", text)
    if "themes" in columns:
        text = text.replace('themes = "|", ', "")
    if not takes:
        text = re.sub(r"participants = .*\n", "", text)
        text = text.replace(', porteur = "|", partenaire = "|"', "")
        text = text.replace('porteur = "|", partenaire = "|"', "")
    path.write_text(text, "utf-8")
    return path.parent


@pytest.mark.parametrize(
    ("columns", "takes", "rows"),
    [((), False, ROWS), (("summary", "themes"), True, ROWS), (("themes",), True, ROWS),
     (("year",), True, ROWS), (("commune",), True, ROWS), ((), True, ROWS[:1]),
     (("summary", "themes", "year"), False, ROWS)],
    ids=["takes", "texts", "themes", "years", "places", "all but one", "nearly all"],
)  # fmt: skip
def test_a_study_that_lacks_something_is_computed(tmp_path, columns, takes, rows):
    report = study.run(lacking(tmp_path, *columns, takes=takes, rows=rows), until="portraits")
    found = study.load(report.out)
    assert len(found.corpus.initiatives) == len(rows)
    assert found.corpus.participations.empty != takes


def test_a_study_of_titles_alone_is_run_to_its_end(tmp_path):
    folder = lacking(tmp_path, "summary", "themes", "year", "commune", takes=False)
    out = study.run(folder).out
    drawn = {p.name.removesuffix("-2col.png") for p in (out / "figures").glob("*-2col.png")}
    assert "fiches-des-themes" in drawn
    assert not drawn & {"reseau", "deux-modes", "carte", "croissance", "matrice", "rangs"}
    assert (out / "atlas.html").stat().st_size > 10_000


# --- maps of one's own ---


def metres(**members):
    shape = {"type": "Point", "coordinates": [146_000, 6_838_000]}  # Brest, in Lambert-93
    one = {"type": "Feature", "geometry": shape, "properties": {"nom": "A"}}
    return json.dumps({"type": "FeatureCollection", "features": [one], **members})


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "zip"])
def test_a_declared_crs_holds_for_maps_too(tmp_path, kind):
    path = tmp_path / f"a.{kind}"
    if kind == "geojson":
        path.write_text(metres(), "utf-8")
    else:
        table = gpd.GeoDataFrame({"nom": ["A"]}, geometry=[shapely.Point(146_000, 6_838_000)])
        with pytest.warns(UserWarning, match="crs"):
            table.to_file(path.with_suffix(".gpkg" if kind == "gpkg" else ".shp"))
        if kind == "zip":
            import zipfile

            with zipfile.ZipFile(path, "w") as held:
                for part in tmp_path.glob("a.*"):
                    if part != path:
                        held.write(part, part.name)
    alone = sources.read(path)
    assert alone.table.geometry.isna().all()
    stops = alone.report[alone.report["action"] == "refused"]
    assert stops["problem"].str.contains('dire.* crs = "EPSG|le dire : crs').all()
    found = sources.read(path, crs="EPSG:2154").table
    assert found.geometry.iloc[0].distance(shapely.Point(-4.49, 48.39)) < 0.05


def geojson(*features):
    opened = io.BytesIO(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    opened.name = "a.geojson"
    return opened


def mark(*at, **properties):
    shape = {"type": "Point", "coordinates": list(at)}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def test_points_at_nothing_and_exchanged_axes_of_a_map_are_said():
    nowhere = sources.read(geojson(mark(0, 0, nom="A"), mark(-4.5, 48.4, nom="B")))
    assert nowhere.table.geometry.isna().tolist() == [True, False]
    assert nowhere.report.loc[nowhere.report["action"] == "emptied", "row"].tolist() == [1]
    swapped = sources.read(geojson(mark(48.4, -4.5, nom="A"), mark(47.9, -4.1, nom="B")))
    stops = swapped.report[swapped.report["action"] == "refused"]
    assert stops["problem"].str.contains("semblent échangées").all()
    assert len(stops) == 1


def test_a_name_given_twice_in_an_object_keeps_both():
    one = geojson(mark(1, 2, tag="x", nom="A", tog="y")).read().decode()
    text = one.replace('"tog"', '"tag"')
    opened = io.BytesIO(text.encode())
    opened.name = "a.geojson"
    found = sources.read(opened, mapping={}).table
    assert found.drop(columns="geometry").iloc[0].to_dict() == {
        "tag": "x",
        "nom": "A",
        "tag (2)": "y",
    }


def test_what_a_format_tells_is_completed_by_what_its_columns_say(tmp_path):
    kml = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Café</name>
    <ExtendedData><Data name="Commune"><value>Brest</value></Data>
    <Data name="Code postal"><value>29200</value></Data>
    <Data name="Année"><value>2014</value></Data></ExtendedData>
    <Point><coordinates>-4.5,48.4</coordinates></Point></Placemark></Document></kml>"""
    path = tmp_path / "a.kml"
    path.write_text(kml, "utf-8")
    row = sources.read(path).table.iloc[0]
    assert (row["title"], row["commune"], row["postcode"], row["year"]) == (
        "Café", "Brest", "29200", 2014,
    )  # fmt: skip
    umap = {"type": "umap", "layers": [
        {"_umap_options": {"name": "L"}, "type": "FeatureCollection",
         "features": [mark(1, 2, Nom="A", Commune="Brest"), mark(1, 2, name="B")]},
    ]}  # fmt: skip
    path = tmp_path / "a.umap"
    path.write_text(json.dumps(umap), "utf-8")
    found = sources.read(path).table
    assert found["title"].tolist() == ["A", "B"]
    assert found["commune"].iloc[0] == "Brest"


@pytest.mark.parametrize(
    ("header", "cells", "ours"),
    [("Position", ["1", "2"], None), ("Position", ["48.4, -4.5", "47.9, -4.1"], "position"),
     ("Site", ["https://a.fr", "www.b.fr/c"], None), ("Site", ["La halle", "Le port"], "place"),
     ("Lien", ["ami", "voisin"], None), ("Lien", ["a.fr/x", "http://b.fr"], "url"),
     ("Source", ["Enquête", "Presse"], None), ("Code", ["A", "A"], None),
     ("Code", ["A1", "A2"], "initiative_id"), ("Année", ["printemps", "été"], None)],
)  # fmt: skip
def test_a_header_that_its_cells_deny_is_not_believed(header, cells, ours):
    opened = io.BytesIO(f"Nom;{header}\nX;{cells[0]}\nY;{cells[1]}\n".encode())
    opened.name = "a.csv"
    found = sources.read(opened)
    assert (found.report["value"] == header).any() == (ours is not None)
    assert (header in found.table) == (ours is None)
    if ours not in (None, "position"):
        assert found.table[ours].tolist() == cells


def test_the_day_that_registers_write_for_none_is_missing():
    opened = io.BytesIO(b"nom;date_creat\nA;0001-01-01\nB;2014-05-01\nC;#REF!\n")
    opened.name = "a.csv"
    found = sources.read(opened, mapping={"title": "nom", "date": "date_creat"})
    assert found.table["date"].isna().tolist() == [True, False, True]
    assert "refused" not in set(found.report["action"])


@pytest.mark.parametrize(("name", "said"), [("absent.csv", "absent →"), ("", "un dossier")])
def test_a_file_that_is_not_one_is_said_in_french(tmp_path, name, said):
    with pytest.raises(ValueError, match=said):
        sources.read(tmp_path / name)
    with pytest.raises(ValueError, match=said):
        sources.understand(tmp_path / name)
