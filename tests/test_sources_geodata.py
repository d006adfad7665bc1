import io
import json
import unicodedata
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sources import archives, formats
from analysis.sources.geodata import geojson, layers, markup
from analysis.sources.rough import Source

BREST, QUIMPER = [-4.4861, 48.3904], [-4.1024, 47.9960]

# GDAL cuts the names of a Shapefile that tests write, and says so.
pytestmark = pytest.mark.filterwarnings("ignore:Normalized/laundered")


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*coordinates):
    return {"type": "Point", "coordinates": list(coordinates)}


def collection(*found, **members):
    return json.dumps({"type": "FeatureCollection", **members, "features": list(found)})


def read(content, name="carte.geojson", **said):
    content = content.encode() if isinstance(content, str) else content
    return formats.rough(Source(name, content, **said))


def cells(rough, column):
    return [None if cell is pd.NA or cell != cell else cell for cell in rough.table[column]]


def actions(rough, action):
    return [(n.row, n.column, n.value) for n in rough.notes if n.action == action]


def archive(files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return held.getvalue()


# GeoJSON


def test_a_null_geometry_is_a_record_without_a_place():
    # gc-scripts-hub#148: it stopped the import.
    found = read(collection(feature(None, nom="Réseau d'échanges"),
                            feature(point(-4.1, 48.0), nom="Recyclerie")))  # fmt: skip
    assert found.table["nom"].tolist() == ["Réseau d'échanges", "Recyclerie"]
    assert found.table.index.tolist() == [1, 2]
    assert found.geometry.tolist() == [None, shapely.Point(-4.1, 48.0)]
    assert actions(found, "kept") == [(None, "geometry", 1)]


def test_a_third_coordinate_is_left_out_with_one_note():
    # osm-tasking-manager2#334: it broke the import.
    line = {"type": "LineString", "coordinates": [[0, 1, 5], [2, 3, 6]]}
    found = read(collection(feature(point(-4.7, 48.3, 32.0), name="Phare"), feature(line)))
    assert found.geometry.tolist() == [
        shapely.Point(-4.7, 48.3), shapely.LineString([(0, 1), (2, 3)]),
    ]  # fmt: skip
    assert not found.geometry[1].has_z
    assert [n.value for n in found.notes if "altitude" in n.problem] == [2]


def test_cells_stay_as_they_were_written():
    text = collection(feature(None, code="01310", ident="NA", qui="None", html="<b>l'&amp;</b>",
                              nom="E\u0301cole", actif=True, tags=["a", "b"],
                              lieu={"ville": "Brest", "cp": "29200"}))  # fmt: skip
    text = text.replace(
        '"actif"', '"note": 1.10, "insee": 29019, "grand": 9007199254740993,"actif"'
    )
    cells = read(text).table.loc[1].to_dict()
    assert cells == {
        "code": "01310", "ident": "NA", "qui": "None", "html": "<b>l'&amp;</b>", "nom": "École",
        "note": "1.10", "insee": "29019", "grand": "9007199254740993", "actif": "oui",
        "tags": ["a", "b"], "lieu.ville": "Brest", "lieu.cp": "29200",
    }  # fmt: skip


@pytest.mark.parametrize(
    "geometry",
    [
        point("-4.1", "48.0"), {"type": "Point"}, point(float("nan"), 48.0), point(-4.1),
        {"type": "Cercle", "coordinates": [1, 2]}, "POINT (1 2)", point(True, False), {},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}, point([1, 2], [3, 4]),
        {"type": "LineString", "coordinates": [1, 2]}, {"type": "Point", "coordinates": "1,2"},
        {"type": "GeometryCollection", "geometries": [{"type": "Point"}]},
    ],
)  # fmt: skip
def test_a_geometry_that_cannot_be_read_is_refused_with_its_row_and_value(geometry):
    found = read(collection(feature(point(1, 2), nom="A"), feature(geometry, nom="B")))
    assert found.table["nom"].tolist() == ["A", "B"]
    assert found.geometry[2] is None
    ((row, column, value),) = actions(found, "refused")
    assert (row, column) == (2, "geometry")
    assert value


@pytest.mark.parametrize(
    "geometry",
    [point(), {"type": "LineString", "coordinates": []}, {"type": "Polygon", "coordinates": [[]]},
     {"type": "GeometryCollection", "geometries": []}],
)  # fmt: skip
def test_an_empty_geometry_is_a_record_without_a_place(geometry):
    found = read(collection(feature(geometry, nom="A")))  # as umap's own test file has them
    assert found.geometry.tolist() == [None]
    assert not actions(found, "refused")
    assert actions(found, "kept") == [(None, "geometry", 1)]


def test_several_sites_are_one_initiative_and_other_shapes_are_kept_whole():
    sites = {"type": "MultiPoint", "coordinates": [BREST, QUIMPER]}
    area = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    both = {"type": "GeometryCollection", "geometries": [point(*BREST), area]}
    found = read(collection(feature(sites, nom="A"), feature(area), feature(both)))
    assert found.geometry[1] == shapely.MultiPoint([BREST, QUIMPER])
    assert found.geometry[2] == shapely.Polygon([(0, 0), (1, 0), (1, 1)])
    assert found.geometry[3].geom_type == "GeometryCollection"
    assert actions(found, "kept") == [(1, "geometry", 2)]


def test_the_id_of_a_feature_is_kept_and_its_property_wins():
    alone = read(collection({"id": "x1", **feature(None, nom="A")}))
    assert alone.table.loc[1].to_dict() == {"nom": "A", "id": "x1"}
    both = read(collection({"id": 7, **feature(None, id="007")}, {"id": 8, **feature(None)}))
    assert cells(both, "id") == ["007", None]
    assert both.table["id (feature)"].tolist() == ["7", "8"]


def test_what_is_no_feature_is_dropped_and_ranks_stay():
    found = read(collection(None, feature(point(1, 2), nom="A")))
    assert found.table.index.tolist() == found.geometry.index.tolist() == [2]
    assert actions(found, "dropped") == [(1, "", "None")]


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "nom": st.none() | st.text(max_size=5), "n": st.integers() | st.booleans(),
                "x": st.sampled_from([0.5, -3.25, 100.0, 1e-07, 1e22]),
                "lus": st.lists(st.none() | st.integers() | st.text(max_size=3)),
            },
        ),
        max_size=5,
    ),
    st.booleans(),
)  # fmt: skip
def test_a_sound_file_reads_as_one_in_which_something_is_amiss(records, named):
    shapes = [None, point(1, 2), point(1, 2, 3), point("1", 2), point(), point(1, 2, 3, 4)]
    features = [
        feature(shapes[i % len(shapes)], **r) | ({"id": i} if named else {})
        for i, r in enumerate(records)
    ]
    sound = read(collection(*features))
    odd = read(collection(*features, feature(None), None))  # the last is no feature
    assert sound.table.astype("object").equals(odd.table.astype("object").iloc[: len(records)])
    assert [g if g is None else g.wkt for g in sound.geometry] == [
        g if g is None else g.wkt for g in odd.geometry[: len(records)]
    ]
    assert actions(sound, "refused") == actions(odd, "refused")


@pytest.mark.parametrize(
    "geometry",
    [{"type": "Feature", "geometry": point(1, 2), "properties": {}}, "ici", point(9876543210123, 2),
     {"type": "FeatureCollection", "features": []}],
)  # fmt: skip
@pytest.mark.parametrize("beside", [{}, {"inconnu": 1}], ids=["sound", "amiss"])
def test_what_is_no_geometry_is_refused_and_its_record_kept(geometry, beside):
    text = collection(feature(geometry, nom="A") | beside)
    found = read(text.replace("9876543210123", "9" * 5000))
    assert found.table["nom"].tolist() == ["A"]
    assert found.geometry.tolist() == [None]
    assert [n.action for n in found.notes if "illisible" in n.problem] == ["refused"]


def test_a_map_that_is_not_in_utf_8_says_so_or_loses_nothing():
    def latin(**members):
        text = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False)
        return text.encode("latin-1")

    with pytest.raises(ValueError, match=r"carte\.geojson : JSON qui n'est pas en UTF-8"):
        read(latin(features=[feature(None, nom="é")]))
    odd = read(latin(features=[feature({"type": "é", "coordinates": []}, nom="A")]))
    assert odd.table["nom"].tolist() == ["A"]
    assert [n.row for n in odd.notes if n.action == "refused"] == [1]


def test_other_kinds_of_json_are_not_taken_for_a_collection():
    one = feature(point(1, 2), nom="A")
    with pytest.raises(ValueError, match="TopoJSON"):
        read(json.dumps({"type": "Topology", "features": [one]}))
    text = backup(layer("L", one)).replace('"type": "umap"', '"type": "umap", "features": []')
    assert read(text, "carte.umap").table["nom"].tolist() == ["A"]


def test_measures_are_left_out_as_altitudes_are():
    line = shapely.from_wkt("LINESTRING M (1 2 7, 2 3 8)")
    notes = []
    (found,) = layers.settled(np.array([line]), [1], "EPSG:4326", notes)
    assert found.wkt == "LINESTRING (1 2, 2 3)"
    assert [n.action for n in notes] == ["emptied"]


def test_numbers_in_lists_stay_as_text_and_what_is_nested_too_deep_says_so():
    found = read(collection(feature(None, codes=[1, 2.50, "007"], sites=[{"n": 1.5}])))
    assert found.table.loc[1].to_dict() == {"codes": ["1", "2.5", "007"], "sites": '[{"n": "1.5"}]'}
    deep = json.dumps(feature({"type": "Polygon", "coordinates": "@"}))
    with pytest.raises(ValueError, match="trop imbriqué"):
        read(deep.replace('"@"', "[" * 700 + "]" * 700))


def test_a_single_feature_a_bare_list_and_no_feature_are_read():
    assert len(read(json.dumps(feature(point(1, 2), nom="A"))).table) == 1
    assert len(read(json.dumps([feature(None, nom="A"), feature(None, nom="B")])).table) == 2
    assert len(read(collection()).table) == 0
    assert read(json.dumps({**feature(None), "properties": None})).geometry.tolist() == [None]


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\x1e"])
def test_one_feature_a_line_is_read(between):
    lines = [json.dumps(feature(point(1, 2), nom=n), indent=None) for n in "AB"]
    text = ("\x1e" if "\x1e" in between else "") + between.join(lines) + "\n"
    assert read(text).table["nom"].tolist() == ["A", "B"]
    with pytest.raises(ValueError, match="l'objet 3 n'est pas du JSON"):
        read(text + ("\x1e" if "\x1e" in between else "") + "{coupé")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "Topology", "objects": {}}', "TopoJSON, non lu → "),
        (json.dumps(point(1, 2)), "des formes seules, sans fiches → "),
        ('{"type": "FeatureCollection"}', "sans liste « features » → "),
        ('{"type": "FeatureCollection"', "n'est pas du JSON"),
    ],
)
def test_what_is_not_read_says_what_to_do(text, said):
    with pytest.raises(ValueError, match=r"^carte\.geojson : ") as error:
        read(text)
    assert said in str(error.value)


def crs(name):
    return {"type": "name", "properties": {"name": name}}


def test_a_crs_member_that_is_known_is_converted():
    # The centre of Lambert-93 is by definition at 3° E, 46.5° N, x 700 km, y 6600 km.
    there = feature(point(700_000, 6_600_000))
    found = read(collection(there, crs=crs("urn:ogc:def:crs:EPSG::2154")))
    assert shapely.equals_exact(found.geometry[1], shapely.Point(3.0, 46.5), 1e-9)
    ((_, _, count),) = actions(found, "read")
    assert count == 1
    for same in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"):
        assert read(collection(feature(point(1, 2)), crs=crs(same))).notes == []
    assert read(collection(feature(point(1, 2)), crs=None)).notes == []


@pytest.mark.parametrize("name", ["EPSG:999999", "Lambert", ""])
def test_a_crs_member_that_is_not_known_is_refused(name):
    found = read(collection(feature(point(1, 2), nom="A"), crs=crs(name)))
    assert found.geometry.tolist() == [None]
    assert actions(found, "refused") == [(None, "geometry", 1)]


def test_metres_that_are_not_declared_are_refused_with_the_first():
    found = read(collection(feature(point(*BREST)), feature(point(145614, 6836791.5))))
    assert found.geometry.tolist() == [shapely.Point(BREST), None]
    assert actions(found, "refused") == [(2, "geometry", "POINT (145614 6836791.5)")]


# uMap


def layer(name, *found, key="_umap_options", **options):
    return {"type": "FeatureCollection", "features": list(found), key: {"name": name, **options}}


def backup(*layers):
    return json.dumps({
        "type": "umap", "uri": "https://umap.example/m/1", "geometry": point(2, 47),
        "properties": {"name": "Carte des communs", "zoom": 6}, "layers": list(layers),
    })  # fmt: skip


def test_all_layers_of_a_umap_are_read_with_their_names():
    # geopandas reads a .umap as one point and drops all the layers.
    text = backup(
        layer("Lieux", feature(point(*BREST), name="Tiers-lieu", description="**Ouvert**",
                               _umap_options={"color": "Orange"}), remoteData={}),
        layer("Jardins", feature(point(*QUIMPER), name="Jardin", calque="mien"), key="_storage"),
        layer("Ateliers", feature(None, name="Atelier"), key="properties"),
    )  # fmt: skip
    found = read(text, "carte.umap")
    assert found.table["name"].tolist() == ["Tiers-lieu", "Jardin", "Atelier"]
    assert found.table["calque (carte)"].tolist() == ["Lieux", "Jardins", "Ateliers"]
    assert cells(found, "calque") == [None, "mien", None]
    assert cells(found, "_umap_options.color") == ["Orange", None, None]
    assert found.ours == {"title": "name", "summary": "description"}
    assert found.geometry.tolist() == [shapely.Point(BREST), shapely.Point(QUIMPER), None]


def test_layers_that_are_elsewhere_or_empty_are_said():
    text = backup(
        layer("Distant", remoteData={"url": "https://donnees.example/d.json", "format": "geojson"}),
        layer("Vide", remoteData={}), layer("Groupe", key="properties", group=True),
    )  # fmt: skip
    found = geojson.rough(Source("carte.umap", text.encode()))
    assert len(found.table) == 0
    assert actions(found, "kept") == [
        (None, "calque", "https://donnees.example/d.json"), (None, "calque", "Vide"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="sans calques"):
        read('{"type": "umap", "properties": {}}', "carte.umap")


# Shapefile


def shapefile(folder, *, encoding="UTF-8", crs="EPSG:4326", name="lieux"):
    table = gpd.GeoDataFrame(
        {"code": ["01310", "29019"], "nom_complet_du_lieu": ["L'Épicerie", None],
         "n": pd.array([29019, None], dtype="Int64"), "note": [3.0, 0.1]},
        geometry=[shapely.Point(BREST), None], crs=crs,
    )  # fmt: skip
    pyogrio.write_dataframe(table, folder / f"{name}.shp", encoding=encoding)
    return {p.suffix: p for p in folder.iterdir() if p.stem == name}


def from_path(path, **said):
    return formats.rough(Source(path.name, path.read_bytes(), path, **said))


def test_a_shapefile_is_read_with_its_sisters(tmp_path):
    found = from_path(shapefile(tmp_path)[".shp"])
    assert found.table["code"].tolist() == ["01310", "29019"]
    assert cells(found, "nom_comple") == ["L'Épicerie", None]  # cut by the format
    assert cells(found, "n") == ["29019", None]
    assert found.table["note"].tolist() == ["3", "0.1"]
    assert found.geometry.tolist() == [shapely.Point(BREST), None]
    assert "couche" not in found.table


@pytest.mark.parametrize(
    ("cpg", "said", "used"),
    [("1252", None, "CP1252"), (None, None, "CP1252"), ("UTF-8", None, "CP1252"),
     (None, "cp1252", "CP1252"), ("ISO-8859-1", "cp850", "ISO-8859-1"),
     ("ANSI 1252", None, "CP1252"), ("88591", None, "ISO-8859-1")],
)  # fmt: skip
def test_accents_are_read_by_the_cpg_then_as_asked_then_guessed(tmp_path, cpg, said, used):
    parts = shapefile(tmp_path, encoding="cp1252")
    parts[".cpg"].unlink()
    if cpg:
        parts[".cpg"].write_text(cpg)
    found = from_path(parts[".shp"], encoding=said)
    assert found.table["nom_comple"][1] == "L'Épicerie"
    ((_, _, value),) = actions(found, "read")
    assert value == used


def test_a_shapefile_without_prj_is_refused_and_one_without_dbf_is_an_error(tmp_path):
    parts = shapefile(tmp_path)
    parts[".prj"].unlink()
    found = from_path(parts[".shp"])
    assert found.geometry.tolist() == [None, None]
    (note,) = [n for n in found.notes if n.action == "refused"]
    assert note.problem.startswith("système de coordonnées inconnu")
    parts[".dbf"].unlink()
    with pytest.raises(ValueError, match=r"il manque lieux\.dbf"):
        from_path(parts[".shp"])
    with pytest.raises(ValueError, match=r"il manque lieux\.shx, lieux\.dbf"):
        read(parts[".shp"].read_bytes(), "lieux.shp")


def test_a_zip_of_shapefiles_gives_all_layers_in_degrees(tmp_path):
    files = {}
    for name in ("lieux", "sites"):
        for ending, path in shapefile(tmp_path, name=name, crs="EPSG:2154").items():
            files[f"export/{name}{ending}"] = path.read_bytes()
    found = read(archive(files), "export.zip")
    assert found.table["couche"].tolist() == ["lieux", "lieux", "sites", "sites"]
    assert found.table.index.tolist() == [1, 2, 3, 4]
    assert [n.value for n in found.notes if "Lambert-93" in n.problem] == [1, 1]


@pytest.mark.parametrize("path", ["../lieux.shp", "/tmp/lieux.shp", "a\\..\\lieux.shp", "C:/a.shp"])
def test_an_archive_that_leaves_its_folder_is_refused(path):
    with pytest.raises(ValueError, match="archive piégée"):
        read(archive({path: b"x"}), "export.zip")


def test_an_archive_that_swells_or_is_broken_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "_INFLATED", 1000)
    with pytest.raises(ValueError, match="une fois décompressé"):
        read(archive({"a.kml": b"0" * 1001}), "a.kmz")
    with pytest.raises(ValueError, match="archive illisible"):
        read(archive({"a.shp": b"0"})[:-10], "a.zip")
    with pytest.raises(ValueError, match="format « zip » non lu"):
        read(archive({"lisez-moi.txt": b"0"}), "a.zip")


# GeoPackage


def test_all_layers_of_a_geopackage_are_read_and_those_of_qgis_left(tmp_path):
    path = tmp_path / "carte.gpkg"
    table = gpd.GeoDataFrame(
        {"code": ["01310", "29019"], "grand": pd.array([2**53 + 1, None], dtype="Int64"),
         "ouvert": [True, False], "le": ["2019-05-01", "NA"],
         "vu": pd.to_datetime(["2019-05-01T10:00:00Z", None])},
        geometry=[shapely.Point(700_000, 6_600_000, 12), None], crs="EPSG:2154",
    )  # fmt: skip
    pyogrio.write_dataframe(table, path, layer="lieux")
    pyogrio.write_dataframe(pd.DataFrame({"code": ["007"]}), path, layer="sans lieu", append=True)
    pyogrio.write_dataframe(pd.DataFrame({"styleQML": ["<qgis/>"]}), path, layer="layer_styles",
                            append=True)  # fmt: skip
    found = from_path(path)
    assert found.table.index.tolist() == [1, 2, 3]
    assert found.table["code"].tolist() == ["01310", "29019", "007"]
    assert found.table["couche"].tolist() == ["lieux", "lieux", "sans lieu"]
    assert found.table["fid"].tolist() == ["1", "2", "1"]
    assert found.table.loc[1, "grand"] == "9007199254740993"
    assert found.table.loc[1, "vu"].startswith("2019-05-01T10:00:00")
    assert found.table.loc[1, "ouvert"] == "oui"
    assert found.table.loc[2, "le"] == "NA"
    assert shapely.equals_exact(found.geometry[1], shapely.Point(3.0, 46.5), 1e-9)
    assert not found.geometry[1].has_z
    asked = formats.rough(Source(path.name, path.read_bytes(), path, sheet="sans lieu"))
    assert asked.table.to_dict("list") == {"fid": ["1"], "code": ["007"]}
    with pytest.raises(ValueError, match="pas de couche « lieu » → une de : lieux, sans lieu"):
        formats.rough(Source(path.name, path.read_bytes(), path, sheet="lieu"))
    assert found.geometry.tolist()[1:] == [None, None]
    assert actions(found, "emptied") == [(None, "geometry", 1)]
    with pytest.raises(ValueError, match=r"^carte\.gpkg : GeoPackage abîmé → "):
        read(path.read_bytes()[:200], "carte.gpkg")


# KML, KMZ

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Carte</name>
<Style id="s"><IconStyle/></Style>
<Folder><name>Lieux</name>
<Placemark id="p1"><name>L'École</name><description><![CDATA[<b>Ouvert</b> &amp; gratuit]]>
</description><styleUrl>#icon-1</styleUrl><ExtendedData><Data name="name"><value>L'École</value>
</Data><Data name="cp"><value>01310</value></Data></ExtendedData>
<Point><coordinates>-4.4861, 48.3904,0</coordinates></Point></Placemark>
<Placemark><name>NA</name><address>12 rue du Port, Brest</address></Placemark></Folder>
<Folder><name>Lieux</name><Folder><name>Sites</name>
<Placemark><name>C</name><TimeStamp><when>2019</when></TimeStamp>
<ExtendedData><SchemaData schemaUrl="#x"><SimpleData name="siret">007</SimpleData></SchemaData>
</ExtendedData><MultiGeometry><Point><coordinates>1,2</coordinates></Point>
<Point><coordinates>3,4</coordinates></Point></MultiGeometry></Placemark></Folder></Folder>
<Placemark><name>D</name><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,0
</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><name>E</name><Point><coordinates>ici</coordinates></Point></Placemark>
</Document></kml>"""


def test_kml_keeps_folders_addresses_and_its_own_texts():
    found = read(KML, "carte.kml")
    table = found.table
    assert table["name"].tolist() == ["L'École", "NA", "C", "D", "E"]
    assert table["description"][1] == "<b>Ouvert</b> &amp; gratuit"
    assert table["cp"][1] == "01310"
    assert table["siret"][3] == "007"
    assert table["when"][3] == "2019"  # a general reader makes 2019-01-01 of it
    assert table["address"][2] == "12 rue du Port, Brest"  # and loses this
    assert cells(found, "dossier") == ["Lieux", "Lieux", "Lieux / Sites", None, None]
    assert found.ours == {"title": "name", "summary": "description"}
    assert found.geometry.tolist() == [
        shapely.Point(BREST), None, shapely.MultiPoint([(1, 2), (3, 4)]),
        shapely.Polygon([(0, 0), (1, 0), (1, 1)]), None,
    ]  # fmt: skip
    assert actions(found, "refused") == [(5, "geometry", "ici")]


def test_a_track_and_holes_and_open_rings_of_kml_are_read():
    def placed(shape):
        return f"<Placemark><name>x</name>{shape}</Placemark>"

    ring = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
    area = (f"<Polygon><innerBoundaryIs>{ring.format('1,1 2,1 2,2 1,1')}</innerBoundaryIs>"
            f"<outerBoundaryIs>{ring.format('0,0 4,0 4,4')}</outerBoundaryIs></Polygon>"
            )  # fmt: skip
    track = "<gx:Track><gx:coord>1 2 3</gx:coord><gx:coord>3 4 5</gx:coord></gx:Track>"
    void = "<Point><coordinates/></Point>"
    found = read('<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext'
                 f'/2.2">{placed(area)}{placed(track)}{placed(void)}</kml>', "a.kml")  # fmt: skip
    assert found.geometry.tolist() == [
        shapely.Polygon([(0, 0), (4, 0), (4, 4)], [[(1, 1), (2, 1), (2, 2)]]),
        shapely.LineString([(1, 2), (3, 4)]), None,
    ]  # fmt: skip
    assert actions(found, "emptied") == [(None, "geometry", 1)]
    assert not actions(found, "refused")


def test_kmz_is_read_as_its_kml_and_links_elsewhere_are_said():
    link = ('<kml xmlns="http://earth.google.com/kml/2.1"><Document><NetworkLink><Link><href>'
            "https://cartes.example/1</href></Link></NetworkLink></Document></kml>")  # fmt: skip
    found = read(archive({"doc.kml": KML, "images/i.png": b"x"}), "carte.kmz")
    assert len(found.table) == 5
    assert found.geometry[1] == shapely.Point(BREST)
    elsewhere = read(link, "lien.kml")
    assert len(elsewhere.table) == 0
    assert actions(elsewhere, "kept") == [(None, "", "https://cartes.example/1")]


# GPX

GPX = """<?xml version="1.0"?>
<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="48.3904" lon="-4.4861"><ele>32.5</ele><time>2019-05-01T10:00:00Z</time>
<name>01310</name><desc>Épicerie &lt;b&gt;</desc><link href="https://a.example/1"/>
<extensions><x:siret xmlns:x="urn:x">007</x:siret></extensions></wpt>
<wpt lat="47.9960" lon="-4.1024"><name>None</name></wpt>
<trk><name>Boucle</name><trkseg><trkpt lat="1" lon="2"/><trkpt lat="3" lon="4"/></trkseg></trk>
</gpx>"""


def test_gpx_gives_waypoints_and_tracks():
    found = read(GPX, "trace.gpx")
    assert found.table["name"].tolist() == ["01310", "None", "Boucle"]
    assert found.table["couche"].tolist() == ["points", "points", "traces"]
    assert found.table["desc"][1] == "Épicerie <b>"
    assert found.table["ele"][1] == "32.5"
    assert found.table["time"][1].startswith("2019-05-01T10:00:00")
    assert cells(found, "siret") == ["007", None, None]
    assert found.ours == {"title": "name", "summary": "desc"}
    assert found.geometry.tolist()[:2] == [shapely.Point(BREST), shapely.Point(QUIMPER)]
    assert found.geometry[3] == shapely.MultiLineString([[(2, 1), (4, 3)]])
    assert found.table["link"][1] == "https://a.example/1"
    wrong = read('<gpx><wpt lat="48,39" lon="x"><name>A</name></wpt><rte/></gpx>', "trace.gpx")
    assert wrong.geometry.tolist() == [None, None]
    assert actions(wrong, "refused") == [(1, "geometry", "48,39 x")]


# GeoRSS

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"
 xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Flux</title>
<item><title>A</title><link>https://a.example/1</link><description>&lt;p&gt;Texte&lt;/p&gt;</description>
<category>jardin</category><category>école</category><guid>007</guid>
<pubDate>Sun, 13 Apr 2014 09:20:36 -0700</pubDate><dc:creator>Asso fictive</dc:creator>
<media:title>Photo</media:title><enclosure url="https://a.example/i.jpg" type="image/jpeg"/>
<geo:lat>48.3904</geo:lat><geo:long>-4.4861</geo:long>
<georss:point>48.3904 -4.4861</georss:point></item>
<item><title>B</title><category>NA</category>
<georss:where><gml:Point><gml:pos>47.9960 -4.1024</gml:pos></gml:Point></georss:where></item>
<item><title>C</title></item>
<item><title>D</title><georss:point>48,39 ouest</georss:point></item>
<item><title>E</title><georss:point>1 2</georss:point><georss:point>3 4</georss:point></item>
<item><title>F</title><georss:polygon>0 0 0 1 1 1 0 0</georss:polygon></item>
<item><title>G</title><georss:where><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>
0 0 0 1 1 1 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></georss:where></item>
<item><title>H</title><georss:box>47 -5 48 -4</georss:box></item>
<item><title>I</title><georss:line>1 2</georss:line></item>
</channel></rss>"""


def test_a_feed_gives_its_places_latitude_first():
    found = read(RSS, "flux.xml")
    area = shapely.Polygon([(0, 0), (1, 0), (1, 1)])
    assert found.table["title"].tolist() == list("ABCDEFGHI")
    assert found.geometry.tolist() == [
        shapely.Point(BREST), shapely.Point(QUIMPER), None, None,
        shapely.MultiPoint([(2, 1), (4, 3)]), area, area, shapely.box(-5, 47, -4, 48), None,
    ]  # fmt: skip
    assert actions(found, "refused") == [(4, "geometry", "48,39 ouest"), (9, "geometry", "1 2")]
    assert actions(found, "kept") == [(None, "geometry", 1), (5, "geometry", 2)]


def test_a_feed_tells_which_of_its_columns_are_ours():
    found = markup.rough(Source("flux.rss", RSS.encode()))
    assert found.ours == {"title": "title", "summary": "description", "url": "link",
                          "themes": "category", "date": "pubDate"}  # fmt: skip
    assert found.table["category"].tolist()[:3] == [["jardin", "école"], ["NA"], None]
    kept = ["guid", "creator", "description", "title (autre)", "enclosure"]
    assert found.table.loc[1, kept].tolist() == [
        "007", "Asso fictive", "<p>Texte</p>", "Photo", "https://a.example/i.jpg",
    ]  # fmt: skip


def test_an_atom_feed_is_read():
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss">
    <title>Flux</title><entry><title>A</title><link href="https://a.example/1"/>
    <link rel="self" href="https://a.example/2"/><id>x</id><updated>2019-05-01</updated>
    <author><name>Asso</name></author><category term="jardin"/><summary>S</summary>
    <georss:point>48.3904 -4.4861</georss:point></entry></feed>"""
    found = read(text, "flux.atom")
    assert found.table.loc[1].to_dict() == {
        "title": "A", "link": "https://a.example/1", "link (self)": "https://a.example/2",
        "id": "x", "updated": "2019-05-01", "author": "Asso", "category": ["jardin"],
        "summary": "S",
    }  # fmt: skip
    assert found.ours["date"] == "updated"
    assert found.geometry[1] == shapely.Point(BREST)


# Safety

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(("text", "name"), [(KML, "a.kml"), (GPX, "a.gpx"), (RSS, "a.xml")])
def test_xml_with_a_doctype_or_entities_is_refused(text, name):
    start, rest = text.split("\n", 1) if name != "a.gpx" else ("", text.split("?>", 1)[1])
    with pytest.raises(ValueError, match="DOCTYPE ou des entités"):
        read(f"{start}{BOMB}{rest}", name)
    with pytest.raises(ValueError, match="DOCTYPE ou des entités"):
        read(archive({"doc.kml": f"{BOMB}<kml/>"}), "a.kmz")


@pytest.mark.parametrize(
    ("text", "said"),
    [("<kml><a></kml>", r"bien formé \(ligne 1\)"), ("<html/>", "XML « html » non lu"),
     ("<OGRVRTDataSource/>", "non lu"), ("<kml><gx:Track/></kml>", "bien formé")],
)  # fmt: skip
def test_other_xml_says_what_to_do(text, said):
    with pytest.raises(ValueError, match=said):
        read(text, "carte.kml")


PLACES = st.sampled_from(
    [None, point(-4.5, 48.4), {"type": "Point", "coordinates": []}, point("x", 1),
     {"type": "LineString", "coordinates": [[0, 1], [2, 3]]}, {"type": "Point"},
     {"type": "MultiPoint", "coordinates": [[0, 1], [2, 3, 4]]}]
)  # fmt: skip
VALUES = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.booleans(),
                   st.lists(st.text(max_size=4), max_size=3))  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PLACES, st.dictionaries(st.sampled_from("abc"), VALUES)), min_size=1,
                max_size=8))  # fmt: skip
def test_features_in_are_rows_out(found):
    read_back = read(collection(*(feature(geometry, **values) for geometry, values in found)))
    assert len(read_back.table) == len(found)
    assert not [n for n in read_back.notes if n.action == "dropped"]
    for row, (_, values) in zip(read_back.table.to_dict("records"), found, strict=True):
        for key, value in values.items():
            if isinstance(value, str) and value.strip() and value.isprintable():
                assert row[key] is None or row[key] == unicodedata.normalize("NFC", value).strip()
