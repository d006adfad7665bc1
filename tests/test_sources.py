import pytest

from analysis import manifest, sources
from analysis.sources import values


def written(tmp_path, content, name="liste.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_french_excel_csv_is_read_as_typed(tmp_path):
    content = "Nom;Année;CP\r\nL’Épicerie d’à côté;2013;01310\r\n".encode("cp1252")
    found = sources.read(written(tmp_path, content), mapping={"title": "Nom", "year": "Année"})
    assert found.table.loc[2].to_dict() == {
        "title": "L’Épicerie d’à côté", "year": 2013, "CP": "01310",
    }  # fmt: skip
    assert "cp1252" in found.report.iloc[0]["problem"]


def test_decimal_commas_and_points_may_be_mixed(tmp_path):
    # umap#159 and mapshaper#495: cut at the comma, or left as text.
    path = written(tmp_path, "nom;lat;lon\nA;48,3904;-4,4861\nB;48.41;-4.50\n")
    table = sources.read(path).table
    assert table["lat"].tolist() == [48.3904, 48.41]
    assert table["lon"].tolist() == [-4.4861, -4.5]


def test_what_is_no_year_or_off_the_globe_is_refused_with_its_row(tmp_path):
    path = written(tmp_path, "title;year;lat;lon\nA;20I3;148,4;-4,5\nB;13/03/2013;48;x\n")
    found = sources.read(path)
    refused = found.report[found.report["action"] == "refused"]
    assert sorted(zip(refused["row"], refused["column"], refused["value"], strict=True)) == [
        (2, "lat", "148,4"), (2, "year", "20I3"), (3, "lon", "x"),
    ]  # fmt: skip
    assert found.table["year"].tolist()[1] == 2013


def test_line_breaks_blank_lines_and_short_rows_lose_nothing(tmp_path):
    path = written(tmp_path, 'nom;adresse\nA;"12, rue\n1er étage"\n;\nB\nC;x;trop\n')
    found = sources.read(path)
    assert found.table["title"].tolist() == ["A", "B", "C"]
    assert found.table["address"][2] == "12, rue\n1er étage"
    assert found.table.index.tolist() == [2, 4, 5]
    notes = dict(zip(found.report["row"], found.report["action"], strict=True))
    assert (notes[3], notes[4], notes[5]) == ("dropped", "kept", "kept")
    assert found.table["au-delà des en-têtes"].dropna().to_dict() == {5: "trop"}
    dropped_rows = found.report["problem"].eq("ligne vide").sum()
    assert len(found.table) + dropped_rows == 4  # rows in = rows out + rows marked dropped


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("n.c.", None), ("-", None), ("NA", "NA"), ("None", "None"), (" x\u00a0y ", "x y"),
     ("E\u0301cole", "École"), ("", None)],
)  # fmt: skip
def test_missing_is_told_from_names(cell, meant):
    assert values.clean(cell) == meant


@pytest.mark.parametrize(
    ("text", "year"),
    [("2013", 2013), ("2013.0", 2013), ("13/03/2013", 2013), ("2007-03-23/2007-03-24", 2007),
     ("20I3", None), ("vers 2010", None), ("13/03/13", 2013), ("13/03/73", 1973), ("213", None),
     ("13 mars 2013", 2013), ("31/02/2013", None)],
)  # fmt: skip
def test_years(text, year):
    assert values.year(text) == year


@pytest.mark.parametrize(
    ("text", "number"),
    [("48,3904", 48.3904), ("1 234,5", 1234.5), ("1\u202f234", 1234.0), ("-4.5", -4.5),
     ("1,2,3", None), ("x", None)],
)  # fmt: skip
def test_numbers(text, number):
    assert values.number(text) == number


def test_several_values_a_cell_are_told_apart_and_the_guess_reported(tmp_path):
    path = written(tmp_path, "nom;themes\nA;eau | air\nB;sol\n")
    found = sources.read(path)
    assert found.table["themes"].tolist() == [["eau", "air"], ["sol"]]
    assert found.report["problem"].str.contains("séparées par « | »").any()


def test_markup_becomes_text_once(tmp_path):
    table = sources.read(
        written(tmp_path, 'title;summary\nA;"<p>Caf&eacute; <b>du</b> port</p>"\n')
    ).table
    assert table["summary"][2] == "Café du port"


def test_an_unknown_format_and_an_absent_column_say_what_to_do(tmp_path):
    with pytest.raises(ValueError, match="enregistrer en CSV"):
        sources.read(written(tmp_path, b"x", "liste.docx"))
    with pytest.raises(ValueError, match="« Titre »"):
        sources.read(written(tmp_path, "nom\nA\n"), mapping={"title": "Titre"})
    with pytest.raises(ValueError, match="fichier vide"):
        sources.read(written(tmp_path, b"", "vide.csv"))


def test_headers_are_guessed_once_each():
    columns, participants = sources.guess(
        ["Nom du projet", "Commune", "Année", "Porteur", "Partenaires", "Thématiques", "Site", "x"]
    )
    assert columns == {
        "title": "Nom du projet", "year": "Année", "commune": "Commune", "place": "Site",
        "themes": "Thématiques",
    }  # fmt: skip
    assert participants == {"porteur": "Porteur", "partenaire": "Partenaires"}


def study_of(tmp_path, text, **files):
    for name, content in files.items():
        written(tmp_path, content, f"{name}.csv")
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    return manifest.read(tmp_path)


WIDE = """
title = "Essai"
[[files]]
path = "liste.csv"
table = "initiatives"
columns = { title = "Nom", themes = "Thèmes", lat = "Lat", lon = "Lon" }
participants = { porteur = "Porteur", partenaire = "Partenaires" }
separators = { themes = ",", partenaire = " / " }
"""


def test_a_wide_sheet_becomes_tables(tmp_path):
    liste = (
        "Nom;Thèmes;Porteur;Partenaires;Lat;Lon\n"
        "Café du port;eau, vélo;Asso A;Ville / Asso B;48,4;-4,5\n"
        "Café du port;;Asso A;;;\n"
    )
    found = sources.assemble(study_of(tmp_path, WIDE, liste=liste))
    assert found.problems == []
    assert found.tables["initiatives"]["initiative_id"].tolist() == [
        "cafe-du-port",
        "cafe-du-port-2",
    ]
    who = found.tables["participations"]
    assert list(
        zip(who["initiative_id"], who["actor_name_as_written"], who["role_as_written"], strict=True)
    ) == [
        ("cafe-du-port", "Asso A", "porteur"),
        ("cafe-du-port-2", "Asso A", "porteur"),
        ("cafe-du-port", "Ville", "partenaire"),
        ("cafe-du-port", "Asso B", "partenaire"),
    ]
    assert found.tables["themes"]["theme"].tolist() == ["eau", "vélo"]
    assert found.tables["points"][["lon", "lat"]].to_numpy().tolist() == [[-4.5, 48.4]]
    assert found.report["problem"].str.contains("nom répété").any()


def test_a_row_read_twice_counts_once_and_is_reported(tmp_path):
    text = 'title = "x"\n[[files]]\npath = "p.csv"\ntable = "participations"\n'
    rows = "initiative_id;actor_name_as_written;role\na;X;porteur\na;X;porteur\na;X;financeur\n"
    found = sources.assemble(study_of(tmp_path, text, p=rows))
    assert len(found.tables["participations"]) == 2
    assert found.report[found.report["action"] == "dropped"]["row"].tolist() == [3]
