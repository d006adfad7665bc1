"""Files of the field's platforms, in the shape that each one writes, with its known defects."""

import io
import json
from importlib import import_module

import pytest

from analysis import sources
from analysis.sources.rough import Source
from analysis.sources.values import slug


def read(module, content, name="export.json"):
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    source = Source(name, text.encode("utf-8"))
    return import_module(f"analysis.sources.platforms.{module}").rough(source)


def ours(rough, name):
    """The cells of one of our columns."""
    return cells(rough, rough.ours[name])


def cells(rough, column):
    """The cells of a column, None where nothing is known."""
    return [c if isinstance(c, str | list) else None for c in rough.table[column]]


def place(shape):
    return None if shape is None else (shape.y, shape.x)


def places(rough):
    return [place(shape) for shape in rough.geometry]


def noted(rough, action):
    return [(n.row, n.column, n.value) for n in rough.notes if n.action == action]


def mapped(module, header):
    """Which of our columns the headers of a CSV are, by the aliases of a module."""
    slugs = {slug(h): h for h in reversed(header)}
    aliases = import_module(f"analysis.sources.platforms.{module}").ALIASES
    first = {o: next((slugs[slug(t)] for t in ts if slug(t) in slugs), None) for o, ts in
             aliases.items()}  # fmt: skip
    return {name: theirs for name, theirs in first.items() if theirs}


# --- GoGoCarto ------------------------------------------------------------------------------------

GOGOFULL = """{
 "licence": "https://opendatacommons.org/licenses/odbl/summary/",
 "ontology":"gogofull", "data":[
 {"id":"5f1","name":"Le Verger d'en Haut","geo":{"latitude":48.3900,"longitude":-4.4860},
  "address":{"streetAddress":"12 rue de l'E\u0301glise","addressLocality":"Brest",
  "postalCode":"01310","addressCountry":"FR"},"createdAt":"2020-01-03T11:22:33+01:00",
  "updatedAt":"2020-01-03T11:22:33+01:00","status":1,"categories": ["Jardin","Épicerie, vrac"],
  "categoriesFull": [{"id":10432,"name":"Jardin","index":0}],
  "description": "<p>Un verger &amp; des <b>paniers</b></p>","email":"private"},
 {"id":"5f2","name":"NA","geo":{"latitude":"48,4012","longitude":"-4,5107"},"address":[],
  "createdAt":"2020-01-03T11:22:33+01:00","status":1,"categories": []},
 {"id":"5f3","name":"NA","geo":null,"status":-1,"categories": ["Jardin"]},
 {"id":"5f4","name":"None","geo":{"latitude":0,"longitude":0},"status":1,"categories": []},
 {"id":"5f5","name":"Atelier","geo":{"latitude":"nord","longitude":"-4.4"},"status":1},
 {"id":"5f6","name":"Fournil","geo":{"latitude":48.1,"longitude":null},"status":1}
]}"""


def test_gogocarto_full_keeps_every_element_and_its_own_names():
    found = read("gogocarto", GOGOFULL)
    assert ours(found, "title") == [
        "Le Verger d'en Haut", "NA", "NA", "None", "Atelier", "Fournil",
    ]  # fmt: skip
    assert found.table.index.tolist() == [1, 2, 3, 4, 5, 6]
    assert found.table.loc[1, "geo.latitude"] == "48.3900"  # as written, zeros too
    assert ours(found, "address")[0] == "12 rue de l'Église"
    assert ours(found, "postcode")[0] == "01310"
    assert ours(found, "commune")[0] == "Brest"
    assert ours(found, "themes")[0] == ["Jardin", "Épicerie, vrac"]  # a comma is in the name
    assert ours(found, "summary")[0].startswith("<p>Un verger &amp;")
    assert json.loads(found.table.loc[1, "categoriesFull"])[0]["name"] == "Jardin"
    assert found.table.loc[1, "email"] == "private"


def test_gogocarto_places_what_can_be_and_says_why_the_rest_cannot():
    found = read("gogocarto", GOGOFULL)
    assert places(found) == [(48.39, -4.486), (48.4012, -4.5107), None, None, None, None]
    assert noted(found, "refused") == [(5, "geo", "nord, -4.4")]
    assert noted(found, "emptied") == [(4, "geo", "0, 0"), (6, "geo", "48.1")]


def test_gogocarto_says_the_licence_of_the_data():
    assert noted(read("gogocarto", GOGOFULL), "read")[0][1] == "licence"


def test_gogocarto_compact_puts_categories_and_statuses_where_they_belong():
    # The mapping that it writes leaves out the categories, between coordinates and status; the
    # status is only there for elements that wait or were reported.
    found = read(
        "gogocarto",
        """{"licence": "l","ontology":"gogocompact",
      "mapping":["id",["name","image"],"latitude","longitude","status","moderationState"],
      "data":[["5f1",["Le Verger",null],48.39,-4.486, [10432,10434]],
              ["5f2",["Fournil","f.png"],48.4,-4.5, [],-1,2]]}""",
    )
    assert ours(found, "initiative_id") == ["5f1", "5f2"]
    assert ours(found, "title") == ["Le Verger", "Fournil"]
    assert places(found) == [(48.39, -4.486), (48.4, -4.5)]
    assert ours(found, "themes") == [["10432", "10434"], None]
    assert cells(found, "status") == [None, "-1"]
    assert cells(found, "moderationState") == [None, "2"]
    assert cells(found, "image") == [None, "f.png"]


def test_gogocarto_category_numbers_stay_and_are_reported():
    found = read("gogocarto", {"ontology": "gogofull", "data": [
        {"id": "10ar", "name": "A", "geo": {"latitude": 44.2, "longitude": -1.2},
         "optionValues": [10432, 10434]}]})  # fmt: skip
    assert ours(found, "themes") == [["10432", "10434"]]
    assert noted(found, "kept") == [(None, "optionValues", "10432, 10434")]


def test_gogocarto_category_records_are_no_themes():
    found = read("gogocarto", {"data": [{"name": "A", "optionValues": [{"optionId": 1}]}]})
    assert "themes" not in found.ours
    assert found.table.loc[1, "optionValues"] == '[{"optionId": "1"}]'


@pytest.mark.parametrize("key", ["data", "@graph"])
def test_gogocarto_one_element_alone_or_linked_data_is_read(key):
    element = {"id": "5f1", "name": "A", "geo": {"latitude": 1.5, "longitude": 2.5}}
    assert places(read("gogocarto", {key: element})) == [(1.5, 2.5)]
    assert places(read("gogocarto", {key: [element]})) == [(1.5, 2.5)]


@pytest.mark.parametrize(
    ("content", "said"),
    [('{ "error": "Element does not exists" }', "Element does not exists"),
     ('{"ontology":"gogofull","data":[]}', "aucune fiche"),
     ('{"ontology":"gogocompact","data":[["1",["A"],1,2,[]]]}', "mapping"),
     ('{"data":[{"name":"A"},"perdu"]}', "fiche n° 2 illisible (« perdu »)")],
)  # fmt: skip
def test_gogocarto_errors_name_the_file_and_what_is_wrong(content, said):
    with pytest.raises(ValueError, match=r"carte\.json : .+ → ") as error:
        read("gogocarto", content, "carte.json")
    assert said in str(error.value)


def test_numbers_that_only_a_programmer_writes_are_no_place():
    for text in ("4_8", "nan", "inf", "1e400", "200"):
        found = read("gogocarto", {"data": [{"geo": {"latitude": text, "longitude": "2"}}]})
        assert places(found) == [None]
        assert noted(found, "refused") == [(1, "geo", f"{text}, 2")]


# --- YesWiki --------------------------------------------------------------------------------------

YESWIKI = {
    "LeVerger": {
        "id_typeannonce": "1", "id_fiche": "LeVerger", "bf_titre": "Le Verger d'en Haut",
        "bf_description": "<p>Verger&nbsp;partagé</p>", "bf_mail": "contact@verger.example",
        "checkboxListeThematiquebf_thematique": "1,3", "listeListeActeurs": "asso",
        "bf_adresse": "12 rue Haute", "bf_code_postal": "01310", "bf_ville": "Brest",
        "geolocation": {"bf_latitude": "48.39", "bf_longitude": "-4.486"},
        "bf_latitude": "48.39", "bf_longitude": "-4.486",
        "date_creation_fiche": "2019-02-03 10:11:12", "statut_fiche": "1",
    },
    "FourniL": {
        "id_fiche": "FourniL", "bf_titre": "Fournil", "carte_google": "48.4012|-4.5107",
        "checkboxListeThematiquebf_thematique": "2",
    },
    "AtelieR": {
        "id_fiche": "AtelieR", "bf_titre": "Atelier", "bf_latitude": "48.1",
        "bf_longitude": "-4.2", "geolocation": "",
    },
    "ReseaU": {"id_fiche": "ReseaU", "bf_titre": "None", "carte_google": "|"},
    "CopiE": {
        "id_fiche": "CopiE", "bf_titre": "Copie",
        "geolocation": {"bf_latitude": "48.39", "bf_longitude": "48.39"},
    },
}  # fmt: skip


def test_yeswiki_reads_the_three_ways_of_writing_a_place():
    found = read("yeswiki", YESWIKI)
    assert places(found) == [(48.39, -4.486), (48.4012, -4.5107), (48.1, -4.2), None, None]
    assert ours(found, "title") == ["Le Verger d'en Haut", "Fournil", "Atelier", "None", "Copie"]


def test_yeswiki_latitude_saved_as_longitude_is_refused_with_its_row():
    # MapField writes the latitude twice when the place may not be edited.
    assert noted(read("yeswiki", YESWIKI), "refused") == [(5, "geolocation", "48.39, 48.39")]


def test_yeswiki_keys_of_lists_stay_and_are_reported():
    found = read("yeswiki", YESWIKI)
    assert ours(found, "themes") == ["1,3", "2", None, None, None]
    assert noted(found, "kept") == [(None, "checkboxListeThematiquebf_thematique", "1,3")]


def test_yeswiki_personal_and_other_columns_stay_under_their_names():
    found = read("yeswiki", YESWIKI)
    row = found.table.loc[1]
    assert row["bf_mail"] == "contact@verger.example"
    assert row["date_creation_fiche"] == "2019-02-03 10:11:12"
    assert row["listeListeActeurs"] == "asso"
    assert row[found.ours["postcode"]] == "01310"
    assert "bf_mail" not in found.ours.values()


def test_yeswiki_list_or_one_entry_is_the_same():
    entry = YESWIKI["FourniL"]
    for content in ([entry], {"FourniL": entry}, entry):
        found = read("yeswiki", content)
        assert ours(found, "initiative_id") == ["FourniL"]
        assert places(found) == [(48.4012, -4.5107)]


def test_yeswiki_csv_of_keys_maps_by_its_headers():
    header = ["datetime_create", "datetime_latest", "bf_titre", "bf_description", "bf_mail",
              "bf_adresse", "bf_code_postal", "bf_ville", "geolocation"]  # fmt: skip
    assert mapped("yeswiki", header) == {
        "title": "bf_titre", "summary": "bf_description", "commune": "bf_ville",
        "postcode": "bf_code_postal", "address": "bf_adresse",
    }  # fmt: skip


# --- Overpass -------------------------------------------------------------------------------------

OVERPASS = {
    "version": 0.6,
    "osm3s": {"timestamp_osm_base": "2025-01-02T03:04:05Z", "copyright": "ODbL"},
    "elements": [
        {"type": "node", "id": 5, "lat": 48.1, "lon": -4.1},
        {"type": "node", "id": 1, "lat": 48.39, "lon": -4.49, "tags": {
            "name": "Local associatif", "amenity": "social_centre;library", "office": "association",
            "addr:housenumber": "12 bis", "addr:street": "Rue Haute", "addr:city": "Brest",
            "addr:postcode": "01310", "start_date": "C19"}},
        {"type": "way", "id": 2, "center": {"lat": 48.40, "lon": -4.47}, "nodes": [5, 6, 7],
         "tags": {"name": "Maison pour tous", "amenity": "community_centre"}},
        {"type": "way", "id": 9, "nodes": [5, 6], "tags": {}},
        {"type": "relation", "id": 3, "members": [], "tags": {"name": "Campus"}},
    ],
}  # fmt: skip


def test_overpass_case_13_places_nodes_and_ways_and_keeps_the_relation():
    found = read(
        "overpass",
        """{"version":0.6,"elements":[
      {"type":"node","id":1,"lat":48.39,"lon":-4.49,"tags":{"name":"Local associatif"}},
      {"type":"way","id":2,"center":{"lat":48.40,"lon":-4.47},"nodes":[5,6,7],
       "tags":{"name":"Maison pour tous"}},
      {"type":"node","id":5},{"type":"relation","id":3,"members":[],"tags":{"name":"Campus"}}]}""",
    )
    assert len(found.table) == 3
    assert places(found) == [(48.39, -4.49), (48.40, -4.47), None]


def test_overpass_parts_of_shapes_are_dropped_once_and_counted():
    found = read("overpass", OVERPASS)
    assert noted(found, "dropped") == [(None, "tags", 2)]
    assert len(found.table) + 2 == len(OVERPASS["elements"])
    assert found.table.index.tolist() == [2, 3, 5]  # the ranks in the file
    assert found.geometry.index.tolist() == [2, 3, 5]


def test_overpass_tags_give_names_addresses_and_themes():
    found = read("overpass", OVERPASS)
    assert ours(found, "initiative_id") == ["node/1", "way/2", "relation/3"]
    assert ours(found, "title") == ["Local associatif", "Maison pour tous", "Campus"]
    assert ours(found, "themes") == [
        ["social_centre", "library", "association"], ["community_centre"], None,
    ]  # fmt: skip
    assert ours(found, "address") == ["12 bis Rue Haute", None, None]
    assert ours(found, "postcode")[0] == "01310"
    assert found.table.loc[2, "tags.start_date"] == "C19"
    assert found.table.loc[3, "nodes"] == ["5", "6", "7"]


def test_overpass_says_what_has_no_place_and_how_to_ask_for_it():
    found = read("overpass", OVERPASS)
    assert noted(found, "kept") == [(None, "center", 1)]
    assert "out center" in next(n.problem for n in found.notes if n.action == "kept")
    assert (None, "osm3s", "2025-01-02T03:04:05Z") in noted(found, "read")


def test_overpass_answer_that_was_cut_short_is_refused():
    remark = 'runtime error: Query timed out in "query" at line 3 after 25 seconds.'
    found = read("overpass", {**OVERPASS, "remark": remark})
    assert noted(found, "refused") == [(None, "remark", remark)]


def test_overpass_answer_without_a_result_says_what_the_server_said():
    with pytest.raises(ValueError, match=r"osm\.json : .+Query timed out.+ → "):
        read("overpass", {"elements": [], "remark": "runtime error: Query timed out"}, "osm.json")


def test_overpass_answer_of_nothing_but_parts_is_an_empty_table():
    found = read("overpass", {"elements": [{"type": "node", "id": 5, "lat": 1, "lon": 2}]})
    assert len(found.table) == 0
    assert noted(found, "dropped") == [(None, "tags", 1)]


# --- Communecter ----------------------------------------------------------------------------------

COMMUNECTER = {
    "meta": {"limit": 3, "next": "/data/get/type/organizations/limit/3/index/3"},
    "entities": {
        "5e1": {
            "@type": "Organization", "name": "Récup' & Co", "typeCommunecter": "NGO",
            "url": {"website": "recup.example", "communecter": "/#organization.detail.id.5e1"},
            "address": {"@type": "PostalAddress", "streetAddress": "3 quai Bas",
                        "postalCode": "97421", "addressLocality": "La Rivière",
                        "codeInsee": "97414"},
            "geo": {"@type": "GeoCoordinates", "latitude": "-21.25", "longitude": "55.44"},
            "shortDescription": "Recyclerie", "tags": ["réemploi", "NA"],
            "links": {"members": {"5a1": {"@type": "Person", "name": "Membre un"},
                                  "5a2": {"@type": "Person", "name": "Membre deux"}},
                      "projects": [{"name": "Atelier vélo", "url": "/p/1"}]},
        },
        "5e2": {"@type": "Organization", "name": "Le Fournil", "links": [],
                "geoPosition": {"@type": "Point", "coordinates": [55.5, -21.3]}},
        "5e3": {"@type": "Person", "name": "None"},
    },
}  # fmt: skip


def test_communecter_entities_keep_their_key_as_identifier():
    found = read("communecter", COMMUNECTER)
    assert ours(found, "initiative_id") == ["5e1", "5e2", "5e3"]
    assert ours(found, "title") == ["Récup' & Co", "Le Fournil", "None"]
    assert ours(found, "themes")[0] == ["réemploi", "NA"]
    assert ours(found, "postcode")[0] == "97421"
    assert ours(found, "url")[0] == "recup.example"
    assert found.table.loc[1, "address.codeInsee"] == "97414"


def test_communecter_latitudes_are_texts_and_geoposition_stands_in():
    assert places(read("communecter", COMMUNECTER)) == [(-21.25, 55.44), (-21.3, 55.5), None]


def test_communecter_links_make_no_column_of_each_member():
    table = read("communecter", COMMUNECTER).table
    assert [c for c in table if c.startswith("links")] == [
        "links", "links.members", "links.projects",
    ]  # fmt: skip
    assert table.loc[1, "links.members"] == ["Membre un", "Membre deux"]
    assert json.loads(table.loc[1, "links"])["members"]["5a1"]["@type"] == "Person"


def test_communecter_persons_and_a_full_page_are_reported():
    found = read("communecter", COMMUNECTER)
    assert noted(found, "kept") == [(None, "@type", 1)]
    assert noted(found, "read") == [(None, "meta", 3)]


def test_communecter_without_entity_is_refused():
    with pytest.raises(ValueError, match=r"export\.json : aucune fiche → "):
        read("communecter", {"meta": {}, "entities": []})


def test_communecter_csv_maps_by_its_headers():
    header = [" _id ", " name ", " address.streetAddress ", " address.postalCode ",
              " address.addressLocality ", " geo.latitude ", " geo.longitude ", " tags ",
              " shortDescription ", " modified ", ""]  # fmt: skip
    found = mapped("communecter", header)
    assert {name: theirs.strip() for name, theirs in found.items()} == {
        "initiative_id": "_id", "title": "name", "address": "address.streetAddress",
        "postcode": "address.postalCode", "commune": "address.addressLocality",
        "lat": "geo.latitude", "lon": "geo.longitude", "themes": "tags",
        "summary": "shortDescription",
    }  # fmt: skip


# --- Kumu -----------------------------------------------------------------------------------------


def test_kumu_elements_are_rows_and_keep_their_connections():
    found = read("kumu", {
        "elements": [
            {"id": "e1", "label": "Mairie", "type": "Collectivité", "tags": ["eau", "air"],
             "description": "# Titre", "Budget (€)": 1200.50},
            {"id": "e2", "label": "Fournil"},
            {"id": "e3", "label": "Fournil", "tags": None},
        ],
        "connections": [
            {"from": "e1", "to": "e3", "type": "finance", "direction": "mutual"},
            {"from": "Fournil", "to": "Mairie"},
            {"from": "Inconnu", "to": "Mairie"},
        ],
        "loops": [],
    })  # fmt: skip
    assert ours(found, "title") == ["Mairie", "Fournil", "Fournil"]
    assert ours(found, "themes") == [["eau", "air"], None, None]
    assert found.table.loc[1, "Budget (€)"] == "1200.5"
    assert found.table.loc[1, "type"] == "Collectivité"
    assert json.loads(found.table.loc[1, "connections"])[0]["direction"] == "mutual"
    assert json.loads(found.table.loc[2, "connections"])[0]["to"] == "Mairie"
    assert cells(found, "connections")[2] is None
    assert [column for _, column, _ in noted(found, "dropped")] == ["loops", "connections"]
    assert noted(found, "read") == [(None, "connections", 2)]


def test_kumu_spreadsheet_maps_by_its_headers():
    assert mapped("kumu", ["ID", "Label", "Type", "Description", "Tags", "Image"]) == {
        "initiative_id": "ID", "title": "Label", "summary": "Description", "themes": "Tags",
    }  # fmt: skip


# --- Decidim --------------------------------------------------------------------------------------


def test_decidim_json_prefers_french_and_keeps_the_other_languages():
    found = read("decidim", [
        {"id": 7, "taxonomies": {"id": [1, 2], "name": [{"fr": "Climat", "en": "Climate"},
                                                         {"en": "Water"}]},
         "participatory_space": {"id": 1, "url": "/p/1"}, "component": {"id": 2},
         "title": {"fr": "Un jardin", "en": "A garden"}, "body": {"fr": "<p>Ici</p>"},
         "address": "1 rue Haute", "latitude": 48.390, "longitude": -4.4861, "url": "/p/7"},
        {"id": 8, "title": {"fr": "NA"}, "taxonomies": {"id": [], "name": []},
         "latitude": None, "longitude": None},
    ])  # fmt: skip
    assert ours(found, "title") == ["Un jardin", "NA"]
    assert found.table.loc[1, "title.en"] == "A garden"
    assert ours(found, "themes") == [["Climat", "Water"], None]
    assert ours(found, "summary") == ["<p>Ici</p>", None]
    assert ours(found, "lat") == ["48.39", None]
    assert found.geometry is None  # told from the two columns, as for a table


def test_decidim_in_another_language_has_its_title_too():
    found = read("decidim", [{"id": 1, "component": {"id": 2}, "title": {"ca": "Un hort"}}])
    assert ours(found, "title") == ["Un hort"]


def test_decidim_categories_of_older_versions_are_themes():
    found = read("decidim", [{"id": 1, "category": {"id": 3, "name": {"fr": "Énergie"}}}])
    assert ours(found, "themes") == ["Énergie"]


def test_decidim_csv_maps_by_its_headers():
    header = ["id", "category/id", "category/name/ca", "category/name/fr", "scope/id",
              "scope/name/fr", "participatory_space/id", "participatory_space/url",
              "component/id", "title/ca", "title/fr", "body/ca", "body/fr", "address", "latitude",
              "longitude", "state", "published_at", "url"]  # fmt: skip
    assert mapped("decidim", header) == {
        "initiative_id": "id", "title": "title/fr", "summary": "body/fr",
        "themes": "category/name/fr", "address": "address", "lat": "latitude", "lon": "longitude",
        "url": "url",
    }  # fmt: skip


# --- National schemas -----------------------------------------------------------------------------

STRUCTURE = {
    "id": "structure-1", "siret": "00493312300029", "nom": "Anonyme", "commune": "Bourg",
    "code_postal": "01310", "code_insee": "01053", "adresse": "12 rue Haute",
    "latitude": 43.52609, "longitude": 5.41423, "typologie": "ASSO", "telephone": "0180059880",
    "site_web": "https://a.example|https://b.example", "presentation_resume": "Un lieu.",
    "services": ["Aide aux démarches administratives"], "date_maj": "2022-06-02",
}  # fmt: skip


def test_inclusion_json_keeps_codes_as_written():
    found = read("inclusion", [STRUCTURE, {"id": "2", "nom": "NA", "services": []}])
    assert found.table.loc[1, "siret"] == "00493312300029"
    assert ours(found, "postcode") == ["01310", None]
    assert ours(found, "title") == ["Anonyme", "NA"]
    assert ours(found, "themes")[0] == ["Aide aux démarches administratives"]
    assert ours(found, "lon") == ["5.41423", None]
    assert found.table.loc[1, "typologie"] == "ASSO"


def test_inclusion_page_of_an_api_says_that_more_follow():
    found = read("inclusion", {"items": [STRUCTURE], "total": 250, "page": 1, "size": 1})
    assert len(found.table) == 1
    assert noted(found, "read") == [(None, "total", "250")]


def test_inclusion_csv_maps_by_its_headers():
    header = ["id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse",
              "complement_adresse", "latitude", "longitude", "typologie", "telephone", "courriels",
              "site_web", "horaires", "presentation_resume", "presentation_detail", "source",
              "Itinerance", "structure_parente", "date_maj", "services"]  # fmt: skip
    assert mapped("inclusion", header) == {
        "initiative_id": "id", "title": "nom", "summary": "presentation_resume",
        "themes": "services", "commune": "commune", "postcode": "code_postal",
        "address": "adresse", "lat": "latitude", "lon": "longitude", "url": "site_web",
    }  # fmt: skip


# --- national registers ---------------------------------------------------------------------------


def register(text):
    content = io.BytesIO(text.encode("utf-8"))
    content.name = "extrait.csv"
    return sources.read(content).table.iloc[0]


def test_an_extract_of_the_register_of_associations_is_told_by_its_columns():
    row = register(
        "id;id_ex;siret;date_creat;titre;titre_court;objet;adrs_libcommune;adrs_codepostal;siteweb\n"
        "W291000001;0;;2013-03-13;ATELIER DU PORT;ADP;réparer;BREST;29200;exemple.fr\n"
    )
    assert row[["initiative_id", "title", "commune", "postcode", "date"]].tolist() == [
        "W291000001", "ATELIER DU PORT", "BREST", "29200", "2013-03-13",
    ]  # fmt: skip


def test_an_extract_of_the_register_of_companies_keeps_its_siret_and_its_place():
    row = register(
        "siret,denominationUniteLegale,libelleCommuneEtablissement,codePostalEtablissement,"
        "coordonneeLambertAbscisseEtablissement,coordonneeLambertOrdonneeEtablissement\n"
        "00012345678901,TI LIEU,BREST,29200,145614.2,6836791.5\n"
    )
    assert row["initiative_id"] == "00012345678901"
    assert (row["title"], row["commune"]) == ("TI LIEU", "BREST")
    assert (round(row["geometry"].x, 1), round(row["geometry"].y, 1)) == (-4.5, 48.4)
