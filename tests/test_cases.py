"""Public bug reports of other tools, as inputs with the right answer: each line, and its kind.

``tests/data/cases.jsonl`` holds each report with its address. Inputs of our own follow each.
"""

import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import networkx as nx
import openpyxl
import pandas as pd
import pytest
from shapely import box

from analysis import actors, exports, places, sources, themes

CASES = {
    line["id"]: line
    for line in map(
        json.loads,
        (Path(__file__).parent / "data" / "cases.jsonl").read_text("utf-8").splitlines(),
    )
}


def read(content, name, **how):
    opened = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    opened.name = name
    found = sources.read(opened, **how)
    dropped = found.report.query("action == 'dropped'")
    return found, dropped


def points(found):
    return [None if p is None else (round(p.x, 4), round(p.y, 4)) for p in found.table.geometry]


def test_every_case_has_its_test():
    names = " ".join(name for name in globals() if name.startswith("test_"))
    assert len(CASES) == 19
    for case in CASES:
        assert case.replace("-", "_") in names, case


# --- umap#159: decimal comma cut at the comma ---
def test_case_01_decimal_commas_keep_their_decimals():
    found, dropped = read(CASES["case-01"]["input"], "a.csv")
    assert points(found) == [(-4.4861, 48.3904), (-4.5107, 48.4012)]
    assert found.table["lat"].tolist() == [48.3904, 48.4012]
    assert dropped.empty


@pytest.mark.parametrize(
    "text",
    ['nom,lat,lon\nA,"48,3904","-4,4861"\n', "nom\tlat\tlon\nA\t48,3904\t-4,4861\n",
     "nom;Latitude;Longitude\nA; 48,3904 ; -4,4861 \n", "nom|lat|lon\nA|48,3904|−4,4861\n"],
)  # fmt: skip
def test_case_01_with_any_mark_between_cells(text):
    assert points(read(text, "a.csv")[0]) == [(-4.4861, 48.3904)]


# --- mapshaper#495: commas and points in one column ---
def test_case_02_each_cell_is_read_on_its_own():
    found, _ = read(CASES["case-02"]["input"], "a.csv")
    assert points(found) == [(-4.48, 48.39), (-4.5, 48.41), (-4.52, 48.43)]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [(["1,5", "2.5", "3"], [1.5, 2.5, 3.0]), (["1 234,5", "1234.5"], [1234.5, 1234.5]),
     (["-0,5", ".5", "5e-1"], [-0.5, 0.5, 0.5])],
)  # fmt: skip
def test_case_02_in_any_column_of_numbers(cells, numbers):
    found, _ = read("nom;weight\n" + "".join(f"A;{c}\n" for c in cells), "a.csv",
                    mapping={"title": "nom", "weight": "weight"})  # fmt: skip
    assert found.table["weight"].tolist() == numbers


# --- gc-scripts-hub#148: null geometry stopped the import ---
def test_case_09_a_place_that_is_null_is_kept_without_place():
    found, dropped = read(CASES["case-09"]["input"], "a.geojson")
    assert len(found.table) == 2
    assert found.table.geometry.notna().sum() == 1
    assert dropped.empty


@pytest.mark.parametrize(
    "geometry",
    ['{"type":"Point","coordinates":[]}', '{"type":"GeometryCollection","geometries":[]}',
     '{"type":"MultiPoint","coordinates":[]}'],
)  # fmt: skip
def test_case_09_an_empty_place_is_one_too(geometry):
    text = CASES["case-09"]["input"].replace('"geometry":null', f'"geometry":{geometry}')
    found, _ = read(text, "a.geojson")
    assert found.table.geometry.notna().tolist() == [False, True]


# --- osm-tasking-manager2#334: altitude broke the import ---
def test_case_10_altitude_goes():
    found, _ = read(CASES["case-10"]["input"], "a.geojson")
    assert points(found) == [(-4.7, 48.3)]
    assert not found.table.geometry.iloc[0].has_z


@pytest.mark.parametrize(
    "geometry",
    ['{"type":"Point","coordinates":[-4.7,48.3,32,7]}',
     '{"type":"LineString","coordinates":[[-4.7,48.3,1],[-4.6,48.3,2]]}',
     '{"type":"MultiPoint","coordinates":[[-4.7,48.3,5],[-4.6,48.4]]}'],
)  # fmt: skip
def test_case_10_of_any_shape(geometry):
    text = json.loads(CASES["case-10"]["input"])
    text["features"][0]["geometry"] = json.loads(geometry)
    found, _ = read(json.dumps(text), "a.geojson")
    (shape,) = found.table.geometry
    assert not shape.has_z
    assert shape.bounds[0] == -4.7


# --- geoportal-extensions#386: Lambert-93 metres taken as degrees ---
def test_case_12_metres_are_recognised_or_refused_by_name():
    found, _ = read(CASES["case-12"]["input"], "a.csv")
    for x, y in points(found):
        assert -5.2 < x < -3.3
        assert 47.7 < y < 48.8


@pytest.mark.parametrize(
    ("headers", "crs", "said"),
    [
        ("x;y", "EPSG:2154", ""),
        ("lon;lat", None, "Lambert-93"),
        ("X_L93;Y_L93", None, "Lambert-93"),
    ],
)
def test_case_12_under_other_headers_or_declared(headers, crs, said):
    found, _ = read(CASES["case-12"]["input"].replace("x;y", headers), "a.csv", crs=crs)
    assert all(-5.2 < x < -3.3 for x, _ in points(found))
    assert found.report["problem"].str.contains(said).any()


# --- osm2geojson#14: ways and relations vanished ---
def test_case_13_ways_and_relations_are_kept():
    found, _ = read(CASES["case-13"]["input"], "a.json")
    assert len(found.table) == 3
    assert found.table.geometry.notna().sum() == 2
    assert found.table["title"].tolist() == ["Local associatif", "Maison pour tous", "Campus"]


@pytest.mark.parametrize(
    ("element", "n", "located"),
    [({"type": "relation", "id": 9, "center": {"lat": 48.1, "lon": -4.1}, "tags": {"name": "R"}},
      1, 1),
     ({"type": "way", "id": 9, "nodes": [1, 2], "tags": {"name": "W"}}, 1, 0),
     ({"type": "node", "id": 9, "lat": 48.1, "lon": -4.1}, 0, 0)],
)  # fmt: skip
def test_case_13_element_by_element(element, n, located):
    plain = {"type": "node", "id": 1, "lat": 48.0, "lon": -4.0, "tags": {"name": "A"}}
    found, _ = read(json.dumps({"version": 0.6, "elements": [plain, element]}), "a.json")
    assert len(found.table) == 1 + n
    assert found.table.geometry.notna().sum() == 1 + located


# --- gephi#955: quotes with semicolons ---
def test_case_17_quotes_and_semicolons_make_four_nodes(tmp_path):
    path = tmp_path / "liens.csv"
    path.write_text(CASES["case-17"]["input"], "utf-8")
    found = sources.read_network(path)
    assert set(found.nodes["id"]) == {"a", "b", "c", "d"}
    assert len(found.edges) == 3


@pytest.mark.parametrize(
    "text",
    ["a;b\na;c\nc;d\n", '"a",b\na,"c"\nc,d\n', "a\tb\r\na\tc\r\nc\td\r\n",
     "source;cible\na;b\na;c\nc;d\n"],
)  # fmt: skip
def test_case_17_with_or_without_header_and_quotes(tmp_path, text):
    path = tmp_path / "liens.csv"
    path.write_text(text, "utf-8", newline="")
    found = sources.read_network(path)
    assert (set(found.nodes["id"]), len(found.edges)) == ({"a", "b", "c", "d"}, 3)


# --- gephi#2837: an actor with an all-zero row disappeared ---
def matrix(tmp_path, text):
    path = tmp_path / "matrice.csv"
    path.write_text(text, "utf-8")
    return sources.read_network(path)


def test_case_18_a_row_of_zeros_is_an_actor(tmp_path):
    found = matrix(tmp_path, CASES["case-18"]["input"])
    assert (found.nodes["mode"] == "actor").sum() == 3
    assert len(found.edges) == 3


@pytest.mark.parametrize(
    "text",
    [
        ",E,F\nA,1,0\nB,0,0\nC,0,1\n",
        ";E;F\nA;x;\nB;;\nC;;x\n",
        "\tE\tF\nA\t1\t0\nB\t0\t0\nC\t0\t1\n",
    ],
)
def test_case_18_whatever_marks_presence(tmp_path, text):
    found = matrix(tmp_path, text)
    assert (found.nodes["mode"] == "actor").sum() == 3
    assert len(found.edges) == 2


# --- networkx#5013: two-mode Pajek ---
def test_case_19_pajek_in_two_modes(tmp_path):
    path = tmp_path / "r.net"
    path.write_text(CASES["case-19"]["input"], "utf-8")
    found = sources.read_network(path)
    assert found.nodes["mode"].value_counts().to_dict() == {"actor": 3, "initiative": 2}
    assert len(found.edges) == 4


@pytest.mark.parametrize(
    "text",
    ['*vertices 3 2\n1 "A"\n2 "B"\n3 "E"\n*edges\n1 3\n2 3\n',
     "*Vertices 3 2\r\n1 A\r\n2 B\r\n3 E\r\n*ARCS\r\n1 3 2\r\n2 3 1\r\n",
     "*Vertices 3 2\n1 A\n2 B\n3 E\n*Edgeslist\n1 3\n2 3\n"],
)  # fmt: skip
def test_case_19_sections_in_any_case(tmp_path, text):
    path = tmp_path / "r.net"
    path.write_text(text, "utf-8")
    found = sources.read_network(path)
    assert found.nodes["mode"].value_counts().to_dict() == {"actor": 2, "initiative": 1}
    assert len(found.edges) == 2


# --- python-louvain#25: groups changed after a restart (and tests/test_network.py) ---
def test_case_23_three_processes_say_the_same():
    code = (
        "import pandas as pd; from analysis import actors, sources, themes\n"
        "names = pd.Series(['Mairie de Brest', 'Ville de Brest', 'CCAS'])\n"
        "texts = pd.Series(['vélo', 'Vélo', 'eau', 'Eaux', 'air'])\n"
        "print(themes.vocabulary(texts).to_csv(), actors.resolve(names).to_csv())\n"
        "print(sources.guess(['Nom', 'Ville', 'Porteur', 'Thème']))\n"
    )
    said = {
        hashlib.sha256(
            subprocess.run(
                [sys.executable, "-c", code], check=True, capture_output=True,
                env=os.environ | {"PYTHONHASHSEED": seed},
            ).stdout
        ).hexdigest()
        for seed in "012"
    }  # fmt: skip
    assert len(said) == 1


# --- networkx#3572: lists, None and dates crashed the GEXF writer ---
@pytest.mark.parametrize(
    ("attributes", "back"),
    [({"themes": ["eau", "énergie"], "ville": None, "date": dt.date(2013, 3, 13)},
      {"themes": "eau|énergie", "date": "2013-03-13"}),
     ({"themes": [], "n": pd.NA}, {}), ({"when": pd.Timestamp("2013-03-13 18:30")},
      {"when": "2013-03-13T18:30:00"}), ({"ok": True, "themes": ["a|b"]}, {"ok": True})],
)  # fmt: skip
def test_case_24_attributes_of_any_kind_are_written_and_read_back(tmp_path, attributes, back):
    graph = nx.Graph()
    graph.add_node("a", **attributes)
    graph.add_node("b")
    exports.write_gexf(exports.plain(graph), tmp_path / "r.gexf")
    found = nx.read_gexf(tmp_path / "r.gexf").nodes["a"]
    for key, value in back.items():
        assert found[key] == value
    assert "ville" not in found
    assert "n" not in found


# --- OpenRefine#1161: accents folded after the set of words ---
@pytest.mark.parametrize(
    "names",
    [CASES["case-26"]["input"].splitlines(), ["Récup et Cie", "RECUP & CIE", "recup et  cie"],
     ["Café solidaire", "Solidaire café", "CAFE SOLIDAIRE"],
     ["Œuvre du port", "oeuvre du PORT", "Port du oeuvre"]],
)  # fmt: skip
def test_case_26_words_in_any_order_and_accents_are_one(names):
    found = actors.normalise(pd.Series(names))
    proposed = actors.propose(pd.Series(names))
    one = found["key"].nunique() == 1 or proposed.groups.nunique() == 1
    assert one or len(proposed.pairs) >= 2


# --- OpenRefine#4425: spaces that cannot be seen ---
@pytest.mark.parametrize(
    "names",
    [CASES["case-27"]["input"].split("|"), ["Ti\u00a0Lieu", "Ti Lieu", "Ti\u202fLieu "],
     ["\ufeffAsso", "Asso", "As\u200bso"], ["A  B", "A\tB", "A\u2009B"]],
)  # fmt: skip
def test_case_27_one_name_after_cleaning(names):
    text = "actors\n" + "\n".join('"' + name + '"' for name in names) + "\n"
    found, _ = read(text, "a.csv", mapping={"actors": "actors"}, separators={"actors": "|"})
    assert len({tuple(cell) for cell in found.table["actors"]}) == 1


# --- bibliometrix#275: one theme for all cases of its letters ---
@pytest.mark.parametrize(
    "tags",
    [["Réemploi", "réemploi", "RE\u0301EMPLOI"], ["Vélo", "VELO", "vélos"],
     ["Économie circulaire", "economie-circulaire", "ÉCONOMIE CIRCULAIRE"],
     ["Œuvres", "oeuvre", "OEUVRES"]],
)  # fmt: skip
def test_case_28_one_theme_whatever_the_case(tags):
    found = themes.vocabulary(pd.Series(tags))
    assert found["theme"].nunique() == 1
    assert found["n"].sum() == 3


# --- bibliometrix#590: people reduced to name and initial ---
@pytest.mark.parametrize(
    "names",
    [["Le Gall Yann", "Le Gall Youna", "Le Gall Y."], ["Marie Kerbol", "Marc Kerbol", "M. Kerbol"],
     ["Jean Tangi", "Jeanne Tangi", "J. Tangi"], ["A. Morvan", "Anna Morvan", "Alan Morvan"]],
)  # fmt: skip
def test_case_29_two_people_are_never_merged_by_an_initial(names):
    assert actors.resolve(pd.Series(names)).nunique() == 3


# --- adresse.data.gouv.fr#48: cp1252, and a line break in an address ---
ADDRESS = 'Nom;Adresse\r\nL’Épicerie d’à côté;"12, rue de l’Église\n1er étage"\r\n'


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "mac_roman", "utf-16"])
def test_case_32_one_row_its_line_break_and_its_quotes(encoding):
    found, dropped = read(ADDRESS.encode(encoding), "a.csv")
    assert found.table["title"].tolist() == ["L’Épicerie d’à côté"]
    assert found.table["address"].tolist() == ["12, rue de l’Église\n1er étage"]
    assert dropped.empty
    told = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    assert f"encodage lu : {told}" in found.report.iloc[0]["problem"]


# --- pandas#12585: day and month exchanged on some rows ---
def test_case_34_days_come_first_on_every_row():
    found, _ = read(CASES["case-34"]["input"], "a.csv")
    assert found.table["date"].tolist() == ["2013-03-13", "2013-04-02", "2013-06-05"]


@pytest.mark.parametrize(
    ("cells", "iso"),
    [(["01.02.2003", "13.02.2003"], ["2003-02-01", "2003-02-13"]),
     (["1-2-03", "2003-02-01"], ["2003-02-01", "2003-02-01"]),
     (["1er février 2003", "01/02/2003 18:00"], ["2003-02-01", "2003-02-01"])],
)  # fmt: skip
def test_case_34_in_other_ways_of_writing_days(cells, iso):
    found, _ = read("evenement;date\n" + "".join(f"A;{c}\n" for c in cells), "a.csv")
    assert found.table["date"].tolist() == iso


# --- pandas#44837: merged cells filled into cells that were empty ---
def workbook(rows, merged):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_case_35_merged_cells_are_filled_and_empty_ones_are_not():
    rows = [["Acteurs 2013"], ["Territoire", "Acteur", "Thème"], ["Brest", "A", "eau"],
            [None, "B", "air"], [None, "C", "sol"]]  # fmt: skip
    found, dropped = read(workbook(rows, ["A1:C1", "A3:A4"]), "a.xlsx")
    where = found.table["Territoire"]
    assert where.tolist()[:2] == ["Brest", "Brest"]
    assert where.isna().tolist() == [False, False, True]
    assert found.table.index.tolist() == [3, 4, 5]
    assert dropped["row"].tolist() == [1]


@pytest.mark.parametrize(
    ("rows", "merged", "column", "values"),
    [([["zone", "nom"], ["N", "a"], [None, "b"], ["S", "c"]], ["A2:A3"], "zone", ["N", "N", "S"]),
     ([["nom", "un", "deux"], ["a", "x", None], ["b", None, "y"]], ["B2:C2"], "deux", ["x", "y"]),
     ([["zone", "nom"], [None, "a"], [None, "b"]], ["A2:A3"], "nom", ["a", "b"])],
)  # fmt: skip
def test_case_35_down_across_or_with_nothing_in_them(rows, merged, column, values):
    found, _ = read(workbook(rows, merged), "a.xlsx", mapping={})
    assert found.table[column].tolist() == values


# --- communecter#162: an overseas address placed in Germany ---
REUNION = gpd.GeoDataFrame(
    {
        "commune_code": ["97421"], "commune": ["Salazie"], "epci_code": ["1"], "epci": ["Est"],
        "departement": ["974"], "population": [7000], "in_focus": [True], "lon": [55.5],
        "lat": [-21.05],
    },
    geometry=[box(55.4, -21.15, 55.6, -20.95)],
    crs="EPSG:4326",
)  # fmt: skip


@pytest.mark.parametrize(
    ("lon", "lat", "kept"),
    [(8.57, 52.03, False), (-4.49, 48.39, False), (55.45, 21.05, False), (55.52, -21.03, True)],
)
def test_case_38_a_point_outside_the_territory_is_refused_and_said(lon, lat, kept):
    row = pd.DataFrame({"initiative_id": ["r"], "commune": ["La Rivière"], "postcode": ["97421"],
                        "place": [None], "address": ["73 route de Bellecombe"]})  # fmt: skip
    at = pd.DataFrame({"initiative_id": ["r"], "lon": [lon], "lat": [lat]})
    found, report = places.locate(row, REUNION, points=at)
    (point,) = found.geometry
    inside = point is not None and not point.is_empty and REUNION.geometry.iloc[0].covers(point)
    assert point is None or point.is_empty or inside
    if kept:
        assert (round(point.x, 2), round(point.y, 2)) == (lon, lat)
    else:
        assert len(report) >= 1
