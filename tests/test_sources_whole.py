"""Each format, in the shape that the real tool writes, from the file to a corpus; and five
spreadsheets of unlike shapes, from `new` to a run, with no line edited."""

import contextlib
import io
import json
import re
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from shapely import Point

from analysis import manifest, sources, study
from analysis.explorer import extracts
from analysis.sources import formats
from analysis.study.raw import gather
from tests.conftest import BREST

POINT = {"type": "Point", "coordinates": [-4.49, 48.39]}
FEATURE = {"type": "Feature", "geometry": POINT, "properties": {"name": "Ti Lieu"}}
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:georss="http://www.georss.org/georss"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{generator}<title>Flux</title><item>
<title>Ti Lieu</title><link>https://exemple.fr/1</link><description>Un lieu</description>
<georss:point>48.39 -4.49</georss:point><dc:date>2013-03-13T10:00:00Z</dc:date></item>
</channel></rss>"""


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in [["Titre", "Latitude", "Longitude"], ["Ti Lieu", 48.39, -4.49]]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods() -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Feuille1")
    for cells in [["Titre", "Latitude", "Longitude"], ["Ti Lieu", "48,39", "-4,49"]]:
        row = TableRow()
        for text in cells:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    content = io.BytesIO()
    book.write(content)
    return content.getvalue()


def layer(driver: str, tmp_path: Path, name: str) -> bytes:
    frame = gpd.GeoDataFrame({"nom": ["Ti Lieu"]}, geometry=[Point(-4.49, 48.39)], crs=4326)
    frame.to_file(tmp_path / name, driver=driver)
    return (tmp_path / name).read_bytes()


def zipped(tmp_path: Path) -> bytes:
    (tmp_path / "shp").mkdir()
    layer("ESRI Shapefile", tmp_path / "shp", "lieux.shp")
    return Path(shutil.make_archive(tmp_path / "lieux", "zip", tmp_path / "shp")).read_bytes()


#: A file of each format that says of one initiative its title and, but for wikis, its place.
FILES = {
    "csv": ("a.csv", "Titre;lat;lon\nTi Lieu;48,39;-4,49\n"),
    "json": ("a.json", '[{"titre": "Ti Lieu", "lat": 48.39, "lon": -4.49}]'),
    "xlsx": ("a.xlsx", workbook),
    "ods": ("a.ods", ods),
    "geojson": ("a.geojson", json.dumps({"type": "FeatureCollection", "features": [FEATURE]})),
    "umap": ("a.umap", json.dumps({"type": "umap", "properties": {}, "layers": [
        {"type": "FeatureCollection", "features": [FEATURE], "_umap_options": {"name": "A"}}]})),
    "gpkg": ("a.gpkg", lambda tmp: layer("GPKG", tmp, "b.gpkg")),
    "shp": ("a.zip", zipped),
    "kml": ("a.kml", '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
            "<name>Ti Lieu</name><Point><coordinates>-4.49,48.39,12</coordinates></Point>"
            "</Placemark></Document></kml>"),
    "gpx": ("a.gpx", '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
            '<wpt lat="48.39" lon="-4.49"><name>Ti Lieu</name></wpt></gpx>'),
    "georss": ("a.rss", RSS.format(generator="")),
    "spip": ("a.xml", RSS.format(generator="<generator>SPIP - www.spip.net</generator>")),
    "gogocarto": ("a.json", json.dumps({"licence": "odbl", "ontology": "gogofull", "data": [
        {"id": "1", "name": "Ti Lieu", "geo": {"latitude": 48.39, "longitude": -4.49},
         "categories": ["Jardin"]}]})),
    "yeswiki": ("a.json", json.dumps({"TiLieu": {"id_fiche": "TiLieu", "bf_titre": "Ti Lieu",
        "geolocation": {"bf_latitude": "48.39", "bf_longitude": "-4.49"}}})),
    "overpass": ("a.json", json.dumps({"version": 0.6, "elements": [
        {"type": "node", "id": 1, "lat": 48.39, "lon": -4.49, "tags": {"name": "Ti Lieu"}}]})),
    "communecter": ("a.json", json.dumps({"meta": {}, "entities": {"5f": {
        "@type": "Organization", "name": "Ti Lieu", "geo": {"latitude": "48.39",
        "longitude": "-4.49"}, "tags": ["vélo"]}}})),
    "kumu": ("a.json", json.dumps({"elements": [{"label": "Ti Lieu", "type": "Lieu"}],
                                   "connections": []})),
    "decidim": ("a.json", json.dumps([{"id": 1, "participatory_space": {"id": 2}, "component":
        {"id": 3}, "title": {"fr": "Ti Lieu"}, "latitude": 48.39, "longitude": -4.49}])),
    "inclusion": ("a.json", json.dumps([{"id": "1", "nom": "Ti Lieu", "code_postal": "29200",
        "date_maj": "2024-01-01", "latitude": 48.39, "longitude": -4.49}])),
    "mediawiki": ("a.json", json.dumps({"query": {"categorymembers": [
        {"pageid": 1, "ns": 0, "title": "Ti Lieu"}]}})),
}  # fmt: skip
NOWHERE = {"kumu", "mediawiki"}
TERRITORY = """
[territory]
extent = { name = "Finistère", departements = ["29"] }
focus = { name = "pays de Brest", epci = [] }
"""


def written(tmp_path: Path, name: str, content) -> Path:
    made = content if isinstance(content, str | bytes) else None
    if made is None:
        made = content(tmp_path) if content.__code__.co_argcount else content()
    path = tmp_path / name
    path.write_bytes(made.encode("utf-8") if isinstance(made, str) else made)
    return path


def started(tmp_path: Path, *paths: Path) -> Path:
    """Make a study of files, with the communes around Brest; its manifest is not edited."""
    folder, _ = study.new(tmp_path / "data" / "raw", "Essai", paths)
    (folder / "geography").mkdir()
    communes = folder / "geography" / "communes.parquet"
    shutil.copyfile(BREST / "geography" / "communes.parquet", communes)
    text = (folder / "study.toml").read_text("utf-8")
    text = re.sub(r"\[territory\]\n.*?\n\n", TERRITORY + "\n", text, flags=re.S)
    sha = manifest.digest(communes)
    text += (
        f'\n[[files]]\npath = "geography/communes.parquet"\ntable = "communes"\nsha256 = "{sha}"\n'
    )
    (folder / "study.toml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("kind", FILES)
def test_each_format_goes_from_the_file_to_a_corpus(tmp_path, kind):
    path = written(tmp_path, *FILES[kind])
    gathered = gather(manifest.read(started(tmp_path, path)))
    found = gathered.corpus.initiatives
    assert found["title"].tolist() == ["Ti Lieu"]
    placed = found["commune"].tolist() == ["Brest"]
    assert placed == (kind not in NOWHERE)
    assert (path.parent / "data" / "raw" / "essai" / path.name).read_bytes() == path.read_bytes()


def test_a_line_and_several_sites_are_placed_at_a_point_and_keep_their_shape(tmp_path):
    line = {"type": "LineString", "coordinates": [[-4.5, 48.39], [-4.48, 48.4]]}
    sites = {"type": "MultiPoint", "coordinates": [[-4.49, 48.39], [-4.61, 48.38]]}
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"name": name}}
        for name, shape in (("Voie verte", line), ("Deux lieux", sites), ("Un lieu", POINT))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    found = gather(
        manifest.read(started(tmp_path, written(tmp_path, "a.geojson", text)))
    ).corpus.initiatives.set_index("title")
    assert set(found.geometry.geom_type) == {"Point"}
    assert found["shape"].fillna("").to_dict() == {
        "Voie verte": "LINESTRING (-4.5 48.39, -4.48 48.4)",
        "Deux lieux": "MULTIPOINT ((-4.49 48.39), (-4.61 48.38))", "Un lieu": "",
    }  # fmt: skip


def test_each_format_that_is_read_is_tried_here():
    assert set(FILES) | {"kmz"} == set(formats.READERS)


@pytest.mark.parametrize("kind", FILES)
def test_a_damaged_file_is_read_or_refused_in_words(tmp_path, kind):
    """Bytes taken away, changed or said twice: an answer, or an error of ours."""
    name, content = FILES[kind]
    whole = written(tmp_path, name, content).read_bytes()
    draw = np.random.default_rng(sum(map(ord, kind)))
    for turn in range(25):
        at, n = draw.integers(0, len(whole)), int(draw.integers(1, 20))
        noise = draw.integers(0, 256, n, dtype=np.uint8).tobytes()
        part = (b"", noise, whole[at : at + n] * 2)[turn % 3]
        opened = io.BytesIO(whole[:at] + part + whole[at + (turn % 2) * n :])
        opened.name = name
        with contextlib.suppress(ValueError):  # any other error is a fault of ours
            sources.read(opened)


# --- five spreadsheets, none like the others ---
AGENDA = "Date;Évènement;Lieu;Organisateurs\n" + "".join(
    f"{d:02}/0{m}/20{10 + m};Rencontre {n};Brest;Asso {n} x Ville de Brest\n"
    for d, m, n in [(3, 4, "vélo"), (5, 6, "jardin"), (12, 5, "eau"), (1, 2, "réemploi")]
)
TITLED = (
    "Recensement 2019;;;;\n;;;;\nNom de l'initiative;Ville;CP;Thématique;Structure porteuse\n"
    'Recyclerie;Crozon;29160;"Réemploi, Emploi";Récup29\n'
    "Nom de l'initiative;Ville;CP;Thématique;Structure porteuse\n"
    'Fournil;Brest;29200;"Pain, Emploi";Les Copains\nJardin;Brest;29200;"Nature, Pain";n.c.\n'
).encode("cp1252")
ENGLISH = (
    "name,description,city,lat,lon,website,tags\n"
    'Repair café,"We repair, together",Brest,48.39,-4.49,https://a.example/1,repair|bike\n'
    'Fablab,"3D, laser",Plouzané,48.38,-4.61,https://a.example/2,digital|repair\n'
)
COOP = "\t".join(["id", "label", "x", "y", "actors"]) + "\n" + "".join(
    f"{k:05}\tLieu {n}\t{145614 + k * 10}\t{6836791 + k * 10}\tA{k} & B & C{k}\n"
    for k, n in enumerate(["haut", "bas", "loin", "près"], 1)
)  # fmt: skip


def grouped() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Lisez-moi"
    book.active.append(["Ce classeur a été fait par cinq personnes"])
    sheet = book.create_sheet("Initiatives")
    for row in [["Initiative", None, "Lieu", None], ["Titre", "Résumé", "Commune", "Code postal"],
                ["Bricothèque", "Prêter des outils", "Brest", 29200],
                ["Épicerie", "Vendre à prix libre", "Brest", 29200],
                ["Atelier", "Réparer", "Crozon", 29160]]:  # fmt: skip
        sheet.append(row)
    for cells in ("A1:B1", "C1:D1"):
        sheet.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "titles", "actors", "placed"),
    [("agenda.csv", AGENDA, 4, 5, 4), ("recensement.csv", TITLED, 3, 2, 3),
     ("export.csv", ENGLISH, 2, 0, 2), ("coop.tsv", COOP, 4, 9, 4),
     ("classeur.xlsx", grouped, 3, 0, 3)],
)  # fmt: skip
def test_a_spreadsheet_becomes_a_study_that_runs_unedited(
    tmp_path, name, content, titles, actors, placed
):
    folder = started(tmp_path, written(tmp_path, name, content))
    report = study.run(folder, until="corpus")
    found = pd.read_parquet(report.out / "tables" / "initiatives.parquet")
    assert len(found) == titles
    assert found["commune_code"].notna().sum() == placed
    assert len(pd.read_parquet(report.out / "tables" / "actors.parquet")) == actors


# --- what we write comes back ---
def test_what_the_explorer_writes_is_read_back_the_same(tmp_path):
    folder = started(tmp_path, written(tmp_path, "export.csv", ENGLISH))
    found = gather(manifest.read(folder)).corpus
    odd = ["=1+1 & <b>é</b>", '01310; "x"\n\'-2']
    found.initiatives["place"] = odd
    groups = pd.DataFrame({"initiative_id": [], "group": [], "name": []})
    extracts.write_subset(
        found, groups, tmp_path / "part", actors=found.actors["actor_id"], lang="fr"
    )
    wanted = found.initiatives.reset_index(drop=True)
    table = sources.read(tmp_path / "part" / "initiatives.csv", mapping={}).table
    assert len(table) == len(wanted) == 2
    for column in ("initiative_id", "title", "summary", "commune", "place", "url"):
        assert table[column].tolist() == wanted[column].tolist(), column
    map_ = sources.read(tmp_path / "part" / "initiatives.geojson", mapping={}).table
    assert map_["title"].tolist() == wanted["title"].tolist()
    assert map_["place"].tolist() == odd
    assert map_.geometry.geom_equals_exact(wanted.geometry.set_axis(map_.index), 1e-6).all()
