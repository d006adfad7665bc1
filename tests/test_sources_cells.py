"""What cells mean: dates, numbers, codes, several values, text; encodings, headers, places."""

import csv
import io
from datetime import date

import geopandas as gpd
import pandas as pd
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import sources
from analysis.sources import codes, coordinates, reading, values
from analysis.sources.several import BRACES, NUMBERED, separator, several


def read(content, name="liste.csv", **how):
    given_bytes = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    given_bytes.name = name
    return sources.read(given_bytes, **how)


def refused(found):
    rows = found.report[found.report["action"] == "refused"]
    return list(zip(rows["row"], rows["column"], rows["value"], strict=True))


# --- dates ---
@pytest.mark.parametrize(
    ("text", "iso"),
    [("13/03/2013", "2013-03-13"), ("02/04/2013", "2013-04-02"), ("05/06/13", "2013-06-05"),
     ("1.2.1998", "1998-02-01"), ("2013-3-5", "2013-03-05"), ("2013/03/05", "2013-03-05"),
     ("2013-03-13T18:30:00+01:00", "2013-03-13"), ("13/03/2013 à 18h30", "2013-03-13"),
     ("13 mars 2013", "2013-03-13"), ("1er avril 2013", "2013-04-01"), ("MARS 2013", "2013-03"),
     ("mercredi 13 mars 2013", "2013-03-13"), ("le 2 févr. 2001", "2001-02-02"),
     ("Août 2020", "2020-08"), ("03/2013", "2013-03"), ("2013", "2013"), ("2013.0", "2013"),
     ("2007-03-23/2007-03-24", "2007-03-23/2007-03-24"), ("12 December 2020", "2020-12-12"),
     ("04/25/2013", None), ("31/02/2013", None), ("13-03/2013", None), ("mars", None),
     ("32 mars 2013", None), ("20130313", None), ("213", None), ("13 brumaire 2013", None)],
)  # fmt: skip
def test_dates_are_read_day_first_or_not_at_all(text, iso):
    assert values.date(text) == iso


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)))
def test_a_day_is_the_same_however_a_french_person_writes_it(day):
    months = [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre",
    ]  # fmt: skip
    iso = day.strftime("%Y-%m-%d")
    for text in (iso, day.strftime("%d/%m/%Y"), day.strftime("%d-%m-%Y"),
                 f"{day.day} {months[day.month - 1]} {day.year}"):  # fmt: skip
        assert values.date(text) == iso


def test_a_column_of_dates_is_iso_text_and_what_is_none_is_refused():
    found = read("evenement,date\nRencontre,13/03/2013\nForum,02/04/2013\nBilan,05/25/13\n")
    assert found.table["date"].tolist()[:2] == ["2013-03-13", "2013-04-02"]
    assert refused(found) == [(4, "date", "05/25/13")]


@given(
    st.lists(st.none() | st.text(max_size=6) | st.sampled_from([*values.MISSING, " N.C. ", "NA"]))
)
def test_a_column_is_cleaned_as_each_of_its_cells(cells):
    assert values.cleaned(cells) == [None if c is None else values.clean(c) for c in cells]


# --- numbers and codes ---
@pytest.mark.parametrize(
    ("text", "number"),
    [("1 234,5 €", 1234.5), ("12 %", 12.0), ("1\u202f234\u00a0567", 1234567.0), ("1'234.5", 1234.5),
     ("5.", 5.0), (".5e3", 500.0), ("1e999", None),
     ("−4,5", -4.5), ("+3", 3.0), ("1e3", 1000.0), (",5", 0.5), ("12,5%", 12.5),
     ("1.234.567", None), ("3 personnes", None), ("€", None), ("--5", None), ("0x10", None)],
)  # fmt: skip
def test_numbers_of_french_spreadsheets(text, number):
    assert values.number(text) == number


def test_codes_stay_text_and_numbers_become_numbers():
    found = read(
        "nom;insee;SIRET;adhérents;budget;zone;tel;dep;montant;refuge\n"
        "A;29019;12345678901234;12;1 200,50;01310;0298000000;29;3,5;29019\n"
        "B;01004;98765432109876;7;300;2A004;0298000001;2A;-2;56260\n"
    )
    table = found.table
    assert table["insee"].tolist() == ["29019", "01004"]
    assert table["SIRET"].tolist() == ["12345678901234", "98765432109876"]
    assert table["adhérents"].tolist() == [12, 7]
    assert str(table["adhérents"].dtype) == "Int64"
    assert table["budget"].tolist() == [1200.5, 300.0]
    assert table["montant"].tolist() == [3.5, -2.0]
    for column in ("zone", "tel", "dep", "refuge"):
        assert pd.api.types.is_string_dtype(table[column].dtype), column
    assert table["zone"].tolist() == ["01310", "2A004"]


@given(
    st.lists(
        st.none() | st.from_regex(r"[+-]?[1-9][0-9]{0,2}([ \u202f\u2009][0-9]{3})?(,[0-9]{1,3})?",
                                  fullmatch=True),
        min_size=1,
    )
)  # fmt: skip
def test_a_column_of_numbers_holds_what_each_cell_says(cells):
    column = codes.numbers(pd.Series(cells, range(5, 5 + len(cells)), dtype="str", name="n"))
    known = [c for c in cells if c is not None]
    if pd.api.types.is_string_dtype(column.dtype):  # codes: all of one length; thousands, perhaps
        lengths = {sum(map(str.isdigit, c)) for c in known}
        thousands = all(len(c.split(",")[-1]) == 3 for c in known if "," in c)
        assert not known or (len(lengths) == 1 and lengths.pop() >= 5) or thousands
    else:
        assert column.dropna().tolist() == [values.number(c) for c in known]
        assert column.isna().tolist() == [c is None for c in cells]
        assert column.index[0] == 5
        assert column.name == "n"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [(["1.1", "1.10"], "str"), (["1.1", "1.2"], "Float64"), (["+3", "-4"], "Int64"),
     (["29019", "29200"], "str"), (["29019", "7"], "Int64"), (["123456789", "1"], "str"),
     (["5e-05", "1"], "Float64"), (["1e+05", "2500"], "Float64"), (["1,2E+13", "1"], "str"),
     (["12 345,5", "1"], "Float64"), (["1.500", "12"], "str"), (["1,234", "12,500"], "str"),
     (["0,234", "12,5"], "Float64"), (["1e400", "1e+400"], "str"), (["1e1", "2e3"], "str"),
     (["007", "1"], "str"), (["1\n", "2"], "str")],
)  # fmt: skip
def test_what_is_a_column_of_numbers(cells, kind):
    assert codes.numbers(pd.Series(cells, dtype="str", name="n")).dtype.name.startswith(kind)


def test_exponents_keep_what_they_say():
    column = codes.numbers(pd.Series(["5e-05", "1", "2e+05"], dtype="str", name="n"))
    assert column.tolist() == [5e-05, 1.0, 200_000.0]


# --- several values ---
@pytest.mark.parametrize(
    ("cells", "mark"),
    [(["eau / air", "sol"], " / "), (["eau; air", "sol, terre"], ";"), (["a | b"], "|"),
     (["A x B", "C x D"], " x "), (["A & B", "C"], " & "), (["eau\nair"], "\n"),
     (["eau, air", "sol, vent"], ","), (['{a,"b c"}', "{d}"], BRACES),
     (["1) lire 2) écrire", "1) chanter 2) rire"], NUMBERED), (["eau"], "|"),
     (["Une longue phrase, qui dit bien des choses, et n'est donc pas une liste de mots."], "|")],
)  # fmt: skip
def test_what_parts_the_values_of_a_column(cells, mark):
    assert separator(cells) == mark


@pytest.mark.parametrize(
    ("text", "mark", "found"),
    [('{a,"b c","d \\"e\\""}', BRACES, ["a", "b c", 'd "e"']), ("{}", BRACES, []),
     ("1) lire 2) écrire, compter", NUMBERED, ["lire", "écrire, compter"]),
     ("1. eau 2. air", NUMBERED, ["eau", "air"]),
     ("a ;b;; a", ";", ["a", "b"]), ("eau", BRACES, ["eau"])],
)  # fmt: skip
def test_values_of_a_cell(text, mark, found):
    assert several(text, mark) == found


def test_a_term_that_holds_the_mark_is_found_whole():
    terms = ["Eau, air, sols", "Air", "Sols vivants"]
    assert several("Air, Eau, air, sols, Déchets", ",", terms) == [
        "Air", "Eau, air, sols", "Déchets",
    ]  # fmt: skip
    assert several("eau, air, sols", ",", terms) == ["Eau, air, sols"]  # as the vocabulary has it
    assert several("Eau, air, solstice", ",", terms) == ["Eau", "air", "solstice"]
    found = read("nom;themes\nA;Eau, air, sols, Climat\n", separators={"themes": ","},
                 vocabulary={"themes": terms})  # fmt: skip
    assert found.table["themes"].tolist() == [["Eau, air, sols", "Climat"]]


# --- encodings, marks, headers ---
TEXT = "Nom;Thème\r\nL’Épicerie d’à côté;œuvre – 3 €\r\nÎle à vélo;ça et là\r\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
     ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252"), ("mac_roman", "mac_roman")],
)  # fmt: skip
def test_french_text_is_read_in_the_encodings_of_spreadsheets(encoding, said):
    found = read(TEXT.encode(encoding))
    assert found.table["title"].tolist() == ["L’Épicerie d’à côté", "Île à vélo"]
    assert found.report.iloc[0]["problem"].startswith(f"encodage lu : {said},")


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_the_mark_between_cells_is_found_under_titles_and_beside_commas(mark):
    rows = [["nom", "lat", "note"], ["A", "48", "un"], ["B", "47", "deux"]]
    text = "Liste de 2013\n\n" + "".join(mark.join(r) + "\n" for r in rows)
    found = read(text, mapping={})
    assert found.table["nom"].tolist() == ["A", "B"]
    assert found.table.index.tolist() == [4, 5]
    assert found.report["problem"].str.contains("ligne de titre").sum() == 1


def test_commas_of_sentences_do_not_part_a_file_of_one_column():
    found = read("titre\nCafé, bar et lavoir\nVélo, ou pas\nJardin\n")
    assert found.table["title"].tolist() == ["Café, bar et lavoir", "Vélo, ou pas", "Jardin"]


def test_headers_are_trimmed_repeated_ones_numbered_and_repeated_lines_of_them_dropped():
    found = read(" nom ;note;note\nA;1;2\n nom ;note;note\nB;3;4\n", mapping={})
    assert found.table.columns.tolist() == ["nom", "note", "note (2)"]
    assert found.table["nom"].tolist() == ["A", "B"]
    dropped = found.report[found.report["action"] == "dropped"]
    assert dropped["row"].tolist() == [3]


def test_a_column_without_a_name_is_kept_when_it_holds_something():
    found = read("nom;;\nA;x;\nB;;\n", mapping={})
    assert found.table.columns.tolist() == ["nom", "colonne 2"]


def test_na_and_none_are_names_and_what_says_nothing_is_missing():
    found = read("nom;note\nNA;n.c.\nNone;-\nNaN;?\nnull;n/a\n")
    assert found.table["title"].tolist() == ["NA", "None", "NaN", "null"]
    assert found.table["note"].isna().all()


def test_markup_becomes_text_line_by_line_and_scripts_go():
    found = read(
        'titre;description\n"<b>A &amp; B</b>";'
        '"<p>Un</p><p>Deux<br>trois</p><script>x()</script>"\n'
    )
    assert found.table.loc[2].tolist() == ["A & B", "Un\nDeux\ntrois"]
    assert values.plain("5 < 6 & 7 > 3") == "5 < 6 & 7 > 3"


# --- places ---
def at(found):
    return [None if p is None else (round(p.x, 4), round(p.y, 4)) for p in found.table.geometry]


def test_two_columns_of_degrees_make_points():
    found = read("nom;lat;lon\nA;48,3904;-4,4861\nB;;\nC;48.41;\n")
    assert isinstance(found.table, gpd.GeoDataFrame)
    assert at(found) == [(-4.4861, 48.3904), None, None]
    assert len(found.report.query("action == 'emptied'")) == 1  # one without the other


@pytest.mark.parametrize(
    ("text", "point"),
    [("48.4, -4.5", (-4.5, 48.4)), ("48,4 ; -4,5", (-4.5, 48.4)), ("48.4 -4.5", (-4.5, 48.4)),
     ("48.4,-4.5", (-4.5, 48.4)), ("POINT (-4.5 48.4)", (-4.5, 48.4)),
     ("SRID=4326;POINT Z (-4.5 48.4 12)", (-4.5, 48.4)),
     ('{"type": "Point", "coordinates": [-4.5, 48.4, 3]}', (-4.5, 48.4)),
     ("48.4|-4.5", (-4.5, 48.4))],
)  # fmt: skip
def test_one_column_of_places_is_read_whatever_its_way(text, point):
    found = read(pd.DataFrame({"nom": ["A"], "ou": [text]}).to_csv(index=False, sep=";"),
                 mapping={"title": "nom", "position": "ou"})  # fmt: skip
    assert at(found) == [point]


def test_what_is_no_place_is_refused_with_its_row():
    found = read("nom;ou\nA;quelque part\nB;POINT EMPTY\nC;95.2, 12\n",
                 mapping={"title": "nom", "position": "ou"})  # fmt: skip
    assert at(found) == [None, None, None]
    assert [row for row, _, _ in refused(found)] == [2, 3, 4]


def test_lambert_93_is_converted_where_nothing_else_can_be_meant():
    found = read("nom;x;y\nA;145614,2;6836791,5\nB;150210,0;6839120,0\n")
    assert all(-5.2 < p.x < -3.3 and 47.7 < p.y < 48.8 for p in found.table.geometry)
    assert found.report["problem"].str.contains("Lambert-93 (EPSG:2154)", regex=False).any()
    assert refused(found) == []


def test_metres_that_could_be_of_two_projections_are_refused_by_name_until_declared():
    text = "nom;x;y\nA;400000;6300000\n"  # south-west in Lambert-93, Champagne in Web Mercator
    found = read(text)
    assert len(refused(found)) == 1
    said = found.report.query("action == 'refused'")["problem"].iloc[0]
    assert "EPSG:2154" in said
    assert "EPSG:3857" in said
    assert at(found) == [None]
    (point,) = read(text, crs="EPSG:2154").table.geometry
    assert (round(point.x, 1), round(point.y, 1)) == (-0.7, 43.7)
    with pytest.raises(ValueError, match="n'est pas un système de coordonnées"):
        read(text, crs="EPSG:abc")


@pytest.mark.parametrize(
    ("code", "name"), [(27572, "Lambert II"), (3948, "zone 7"), (2975, "Réunion")]
)
def test_other_projections_of_french_files_are_recognised(code, name):
    lon, lat = (55.5, -21.1) if code == 2975 else (-3.9, 48.2)
    x, y = pyproj.Transformer.from_crs(4326, code, always_xy=True).transform(lon, lat)
    found = read(f"nom;x;y\nA;{x:.1f};{y:.1f}\n")
    assert at(found) == [(lon, lat)]
    assert name in found.report.iloc[-1]["problem"]


def test_exchanged_axes_are_refused_and_said_never_corrected():
    found = read("nom;lat;lon\nA;-4,48;48,39\nB;-4,1;48,01\n")
    assert [column for _, column, _ in refused(found)] == ["lon"]
    assert found.table["lat"].tolist() == [-4.48, -4.1]
    swapped = read(
        "nom;lat;lon\nA;-4,48;48,39\n", mapping={"title": "nom", "lat": "lon", "lon": "lat"}
    )
    assert at(swapped) == [(-4.48, 48.39)]


def test_null_island_is_no_place_and_altitude_goes():
    found = read("nom;lat;lon\nA;0;0\nB;48,1;-4,1\n")
    assert at(found) == [None, (-4.1, 48.1)]
    assert found.report.query("action == 'emptied'")["row"].tolist() == [2]
    shape = coordinates.shape_of("LINESTRING Z (0 1 2, 3 4 5)")
    assert not shape.has_z


def test_points_keep_their_rows_when_some_have_none():
    found = read("nom;lat;lon\nA;;\nB;48,1;-4,1\n\nC;148;-4\n")
    assert found.table.index[found.table.geometry.notna()].tolist() == [3]
    assert refused(found) == [(5, "lat", "148")]


# --- nothing is lost ---
CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12),
    st.sampled_from(";,\t|"),
)
def test_rows_in_are_rows_out_and_rows_dropped(rows, mark):
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows([["nom", "un", "deux"], *rows])
    if "\0" in text.getvalue():
        return
    found = read(text.getvalue(), mapping={})
    whole = found.report.query("action == 'dropped'")
    read_back = len(list(csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=mark)))
    if found.report.iloc[0]["problem"].endswith(f"« {'tabulation' if mark == chr(9) else mark} »"):
        assert len(found.table) + len(whole) == read_back - 1


# --- what would harm ---
@pytest.mark.parametrize(
    ("content", "said"),
    [(b"nom;note\nA;" + b"x" * 2_000_000 + b"\n", "plus d'un million de lettres"),
     (b";".join(b"c%d" % i for i in range(20_000)) + b"\n", "20000 colonnes"),
     (b"\x00\x01\x02\x03" * 500, "octets nuls"), (b"", "fichier vide")],
)  # fmt: skip
def test_files_that_would_harm_are_refused_in_words(content, said):
    with pytest.raises(ValueError, match=said):
        read(content)


def test_a_nul_or_a_control_character_is_left_out_of_a_cell():
    assert read(b"nom;note\nA\x00B;x\x07y\n").table.loc[2].tolist() == ["AB", "xy"]


def test_an_unknown_encoding_is_said():
    with pytest.raises(ValueError, match="encodage « klingon » inconnu"):
        read("nom\nA\n", encoding="klingon")


# --- larger than memory ---
def test_parts_of_a_stream_are_the_file_and_their_rows_are_its_own(tmp_path):
    lines = [f"Nom {k};{k % 28 + 1:02}/03/2013;48,{k:03};eau, air{k}\n" for k in range(1, 101)]
    path = tmp_path / "grand.csv"
    path.write_bytes(("Liste\n\nnom;date;note;themes\n" + "".join(lines)).encode("cp1252"))
    parts = list(sources.stream(path, rows=20))
    assert [len(p.table) for p in parts] == [47, 20, 20, 13]  # a header is looked for in the first
    whole = sources.read(path)
    table = pd.concat([p.table for p in parts])
    assert table.index.tolist() == list(range(4, 104))
    assert table["note"].tolist()[:2] == ["48,001", "48,002"]  # not mapped: text in every part
    mapped = ["title", "date", "themes"]
    pd.testing.assert_frame_equal(table[mapped], whole.table[mapped])
    assert sum(len(p.report.query("action == 'dropped'")) for p in parts) == 2


def test_a_file_too_large_to_be_read_whole_says_how(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 10)
    path = tmp_path / "grand.csv"
    path.write_text("nom;note\nA;1\n")
    with pytest.raises(ValueError, match=r"sources\.stream"):
        sources.read(path)
    assert next(sources.stream(path)).table["title"].tolist() == ["A"]
