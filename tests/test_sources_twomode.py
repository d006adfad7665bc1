"""Networks of two modes: lists of participations, matrices, Pajek, UCINET, HIF, GEXF, GraphML."""

import io
import json
import time
import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import exports, network
from analysis.sources.network import read_network, read_participations


def stream(content, name):
    held = io.BytesIO(content if isinstance(content, bytes) else content.encode("utf-8"))
    held.name = name
    return held


def takes(content, name="p.csv", **said):
    return read_participations(stream(content, name), **said)


def rows(found, *columns):
    """Rows of a table as tuples, None where a cell is missing."""
    table = found.table[list(columns or ("actor", "initiative"))].astype(object)
    return [tuple(None if pd.isna(v) else v for v in row) for row in table.to_numpy().tolist()]


def dropped(found):
    return found.report[found.report["action"] == "dropped"]


def ties(found, *more):
    columns = ["source", "target", *more]
    return sorted(found.edges[columns].itertuples(index=False, name=None))


# --- the public cases, and others of their kind ---


@pytest.mark.parametrize(
    ("text", "names", "n"),
    [
        ('"a";"b"\n"a";"c"\n"c";"d"\n', {"a", "b", "c", "d"}, 3),  # gephi#955
        ('"Le Lieu";"L\'Amap"\r\n"Le Lieu";"École"\r\n', {"Le Lieu", "L'Amap", "École"}, 2),
        ('"dit ""le Bar""";"b;c"\n"b;c";d\n', {'dit "le Bar"', "b;c", "d"}, 2),
        ("a,b\nb,c\n", {"a", "b", "c"}, 2),
        ("NA\tNone\nNone\tc\n", {"NA", "None", "c"}, 2),
        ("a;b;2,5\nb;c;1\n", {"a", "b", "c"}, 2),
    ],
)
def test_edges_without_a_header_lose_no_row_and_no_quote(text, names, n):
    found = read_network(stream(text, "liens.csv"), header=None)
    assert set(found.nodes["id"]) == names
    assert len(found.edges) == n
    assert found.report["problem"].str.contains("pas d'en-tête").any()


def test_a_header_is_said_to_be_one_and_half_a_header_is_asked_about():
    report = read_network(stream("Origine;Destinataire\na;b\n", "l.csv")).report
    assert report["problem"].str.contains("lue comme en-têtes").any()
    with pytest.raises(ValueError, match=r"l\.csv : en-tête « Source;Qui » .*header=False"):
        read_network(stream("Source;Qui\na;b\n", "l.csv"))
    found = read_network(stream("Source;Qui\na;b\n", "l.csv"), header=False)
    assert ties(found) == [("Source", "Qui"), ("a", "b")]


def test_columns_beyond_the_known_are_kept_and_codes_stay_text():
    text = (
        "source;target;siret;insee;budget;note;note;Type\n"
        "a;b;41816609600069;29019;1200;x;y;don\n"
        "b;c;12345678901234;29232;3;;;prêt\n"
    )
    found = read_network(stream(text, "l.csv")).edges
    assert found["siret"].tolist() == ["41816609600069", "12345678901234"]
    assert found["insee"].tolist() == ["29019", "29232"]
    assert found["budget"].tolist() == [1200, 3]
    assert found.loc[0, ["note", "note (7)"]].tolist() == ["x", "y"]
    assert found["Type"].tolist() == ["don", "prêt"]


CASE_18 = ";Atelier;Forum;Marché\nÉcole;1;0;1\nMairie;0;1;0\nLibrairie;0;0;0\n"
MATRICES = {
    "gephi#2837, an all-zero row": (
        CASE_18,
        [("École", "Atelier", 1), ("École", "Marché", 1), ("Mairie", "Forum", 1),
         ("Librairie", None, None)],
    ),
    "an all-zero column, blanks and marks": (
        "acteur;Atelier;Forum;Fête\nÉcole;x;;\nMairie;OUI;non;\n",
        [("École", "Atelier", 1), ("Mairie", "Atelier", 1), (None, "Forum", None),
         (None, "Fête", None)],
    ),
    "weights, decimal commas, commas between": (
        'Qui \\ Quoi,Atelier,Forum\nÉcole,"2,5",0\nMairie,0.0,3\n',
        [("École", "Atelier", 2.5), ("Mairie", "Forum", 3)],
    ),
    "years as names of events, short rows": (
        ";2019;2020\na;1\nb\nc;0;1\n",
        [("a", "2019", 1), ("b", None, None), ("c", "2020", 1)],
    ),
    "one name on both sides, two times": (
        ";a;b;a\na;1;0;1\nb;1;1;0\n",
        [("a", "a", 1), ("b", "a", 1), ("b", "b", 1)],
    ),
    "a column called as a column of lists is": (
        "Structure;Atelier;Action\nNA;1;0\nNone;1;1\n",
        [("NA", "Atelier", 1), ("None", "Atelier", 1), ("None", "Action", 1)],
    ),
    "nothing but zeros": (";F\na;0\n", [("a", None, None), (None, "F", None)]),
}  # fmt: skip


@pytest.mark.parametrize("name", MATRICES)
def test_a_matrix_is_told_by_its_shape_and_loses_no_name(name):
    text, expected = MATRICES[name]
    found = takes(text, "m.csv")
    assert rows(found, "actor", "initiative", "weight") == expected
    assert found.report["problem"].str.contains("matrice d'incidence, d'après sa forme").any()


def test_a_matrix_gives_a_network_of_two_modes_with_its_isolates():
    found = read_network(stream(CASE_18, "m.csv"))
    assert found.nodes.groupby("mode").size().to_dict() == {"actor": 3, "initiative": 3}
    assert len(found.edges) == 3
    assert "actor:Librairie" in set(found.nodes["id"])
    assert not {"actor:Librairie"} & set(found.edges["source"])


def test_rows_of_a_matrix_are_those_of_the_spreadsheet():
    found = takes(";A;B\n\nx;1;0\ny;0;0\n", "m.csv")
    assert list(found.table.index) == [3, 4, 1]
    assert dropped(found)["row"].tolist() == [2]


def test_sums_nameless_rows_and_cells_that_say_nothing_clear_are_reported():
    text = ";A;B;;Total\nx;1;1;;2\n;1;0;;1\ny;peut-être;0;;0\nz;0;0;;0\n;;;;\nw;1;0;;1;7\n"
    found = takes(text, "m.csv", kind="matrix")
    said = found.report.set_index("row")
    assert "si c'est une somme" in said.loc[1, "problem"].to_list()[-1]
    assert ("ligne 3", "A", 1) in rows(found, "actor", "initiative", "weight")
    assert ("y", "A", None) in rows(found, "actor", "initiative", "weight")
    refused = found.report[found.report["action"] == "refused"]
    assert refused[["row", "value"]].to_numpy().tolist() == [[4, "peut-être"]]
    assert dropped(found)["row"].tolist() == [6, 1, 7]  # a blank row, a blank column, a cell over


def test_a_square_matrix_is_of_one_mode_unless_declared():
    text = ";a;b;c\na;0;2;0\nb;2;0;0\nc;0;0;0\n"
    found = read_network(stream(text, "m.csv"))
    assert ties(found, "weight") == [("a", "b", 2)]
    assert set(found.nodes["id"]) == {"a", "b", "c"}
    assert not found.directed
    assert read_network(stream(text.replace("b;2", "b;0"), "m.csv")).directed
    two = read_network(stream(text, "m.csv"), kind="matrix")
    assert ties(two) == [("actor:a", "initiative:b"), ("actor:b", "initiative:a")]
    assert rows(takes(text, "m.csv")) == [("a", "b"), ("b", "a"), ("c", None), (None, "c")]


NET = '1 "Mairie"\n2 "Ecole"\n3 "AMAP"\n4 "Rencontre du 13 mars"\n5 "Forum ouvert"\n'
FOUR = [
    ("Mairie", "Rencontre du 13 mars"), ("Ecole", "Rencontre du 13 mars"),
    ("Ecole", "Forum ouvert"), ("AMAP", "Forum ouvert"),
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        f"*Vertices 5 3\n{NET}*Edges\n1 4\n2 4\n2 5\n3 5\n",  # networkx#5013
        f"*VERTICES 5 3\r\n{NET}*ARCS\r\n1 4 1\r\n2 4 1\r\n5 2 1\r\n3 5 1\r\n",
        f'*Network x\n*vertices 5 3\n{NET}*arcs :1 "r"\n*edges\n1 4\n2 4\n2 5\n3 5\n',
        f"% Pajek\n*Vertices    5    3\n{NET}*Edgeslist\n1 4\n2 4 5\n3 5\n",
        f"*Vertices 5 3\n{NET}*Matrix\n1 0\n1 1\n0 1.00\n",
    ],
)
def test_pajek_of_two_modes_has_three_actors_two_events_and_four_participations(text):
    found = read_network(stream(text, "r.net"))
    assert found.nodes["mode"].tolist() == ["actor"] * 3 + ["initiative"] * 2
    assert len(found.edges) == 4
    assert not found.directed
    got = takes(text, "r.net")
    assert rows(got) == FOUR
    assert got.table["weight"].tolist() == [1, 1, 1, 1]


def test_pajek_participations_keep_rows_isolates_homonyms_and_say_the_rest():
    text = (
        '*Vertices 6 3\n1 "École"\n2 NA\n3 seul\n4 "École"\n5 f\n6 f\n*Edges\n'
        "1 4 2\n1 4 3\n1 2\n2 5 0\n2 9\n"
    )
    found = takes(text, "r.net")
    assert rows(found, "actor", "initiative", "weight") == [
        ("École", "École", 2), ("NA", "f (5)", 0), ("seul", None, None), (None, "f (6)", None)
    ]  # fmt: skip
    assert found.table.index[:2].tolist() == [9, 12]
    assert dropped(found)["row"].tolist() == [13, 11, 10]
    assert "ici, weight : 3" in dropped(found)["problem"].iloc[-1]


def test_the_second_network_of_a_pajek_project_is_said_to_be_left():
    text = "*Network a\n*Vertices 2 1\n1 a\n2 f\n*Edges\n1 2\n*Partition p\n*Vertices 2\n1\n2\n"
    found = takes(text, "r.paj")
    assert rows(found) == [("a", "f")]
    assert dropped(found)["problem"].tolist() == ["second « *Vertices » : 3 lignes non lues"]


# --- lists of participations ---


@pytest.mark.parametrize(
    "header",
    [
        "actor,initiative", "Acteur;Projet", "Organisme;Évènement", "Structure;Action",
        "Projets\tActeurs", "Événement;Association", "Personne;Rencontre", "person,event",
    ],
)  # fmt: skip
def test_affiliations_are_known_by_french_and_english_words(header):
    mark = next(m for m in ",;\t" if m in header)
    first = header.lower().startswith(("projet", "év"))
    pairs = [("Mairie", "Forum"), ("01310", "Fête"), ("Mairie", "Fête")]
    lines = [mark.join(pair[::-1] if first else pair) for pair in pairs]
    found = takes("\n".join([header, *lines]))
    assert rows(found) == pairs
    assert list(found.table.index) == [2, 3, 4]
    assert found.report["problem"].str.contains("liste de participations").any()


def test_roles_years_weights_and_own_columns_are_kept():
    text = (
        "Organisme;Projet;Rôle;Année;Poids;SIRET;Budget;Rôle\n"
        "Mairie;Forum;porteur;2019;2,5;01816609600069;1200;a\n"
        "Mairie;Forum;financeur;2019;;41816609600069;3;b\n"
        "Mairie;Forum;porteur;2020;1;;;\n"
        "Amap;Forum;porteur;bientôt;beaucoup;;;\n"
    )
    found = takes(text)
    assert rows(found, "actor", "initiative", "role", "year", "weight") == [
        ("Mairie", "Forum", "porteur", 2019, 2.5), ("Mairie", "Forum", "financeur", 2019, 1),
        ("Mairie", "Forum", "porteur", 2020, 1), ("Amap", "Forum", "porteur", None, None),
    ]  # fmt: skip
    assert list(found.table.columns[5:]) == ["SIRET", "Budget", "Rôle (8)"]
    assert found.table["SIRET"].tolist()[:2] == ["01816609600069", "41816609600069"]
    assert found.table["Budget"].tolist()[:2] == [1200, 3]
    refused = found.report[found.report["action"] == "refused"]
    assert refused[["row", "column", "value"]].to_numpy().tolist() == [
        [5, "year", "bientôt"], [5, "weight", "beaucoup"]
    ]  # fmt: skip


def test_a_repeated_participation_counts_once_and_every_row_is_accounted_for():
    text = (
        "acteur;projet;note\nNA;None;x\n NA ;None;y\nseul;;\n;Fête;\n;;z\n\n"
        "a;b;c;trop\nÉcole;<b>Fête</b>;\n"
    )
    text += unicodedata.normalize("NFD", "École;<b>Fête</b>;\n")
    found = takes(text)
    assert rows(found) == [
        ("NA", "None"), ("seul", None), (None, "Fête"), ("a", "b"), ("École", "<b>Fête</b>")
    ]  # fmt: skip
    whole = dropped(found)[~dropped(found)["problem"].str.contains("au-delà")]
    assert len(found.table) + len(whole) == 9
    assert sorted(whole["row"]) == [3, 6, 7, 10]
    again = whole.set_index("row")["problem"]
    assert again[3] == "participation déjà lue (ligne 2), comptée une fois ; ici, note : y"


def test_one_name_on_two_sides_stays_two_nodes():
    found = read_network(stream("acteur;projet;role\na;a;r\nb;a;\nseul;;\n", "p.csv"))
    assert ties(found) == [("actor:a", "initiative:a"), ("actor:b", "initiative:a")]
    assert found.nodes["id"].tolist() == ["actor:a", "actor:b", "actor:seul", "initiative:a"]
    assert found.edges["role"].tolist()[0] == "r"


def test_a_mapping_and_a_kind_declare_what_words_do_not_say():
    text = "Qui;Quoi;Quand\nMairie;Forum;2019\n"
    found = takes(text, mapping={"actor": "Qui", "initiative": "Quoi", "year": "Quand"})
    assert rows(found, "actor", "initiative", "year") == [("Mairie", "Forum", 2019)]
    with pytest.raises(ValueError, match=r"p\.csv : colonne « Lequel » absente"):
        takes(text, mapping={"actor": "Lequel", "initiative": "Quoi"})
    bare = takes(text, kind="affiliations")
    assert rows(bare) == [("Qui", "Quoi"), ("Mairie", "Forum")]
    assert bare.report["problem"].str.contains("pas d'en-tête").any()
    with pytest.raises(ValueError, match="nommer acteur et initiative"):
        takes(text, header=True)
    assert rows(takes("source;cible\na;a\n")) == [("a", "a")]
    with pytest.raises(ValueError, match="kind « graphe »"):
        takes(text, kind="graphe")


def test_a_column_is_not_given_twice_in_a_mapping():
    with pytest.raises(ValueError, match="« Nom » donnée deux fois"):
        takes("Nom;Quoi\nA;B\n", mapping={"actor": "Nom", "initiative": "Nom"})


@pytest.mark.parametrize("read", [read_participations, read_network])
def test_stray_quotes_and_unreadable_letters_of_a_list_are_reported(read):
    text = 'acteur;projet\n"Bon" Coin;P\nÉcole;P\nMaison d’Été;Q\nA;Q\nB;Q\n'
    found = read(stream(text.encode() + b"\xe9t;Q\n", "p.csv"))
    said = found.report.set_index("value")["problem"]
    assert said['"Bon" Coin;P'].startswith("guillemets qui ne ferment rien")
    assert said["\ufffd"].startswith("1 lettre(s) illisible(s)")
    if read is read_participations:
        assert rows(found)[0] == ('"Bon" Coin', "P")
        assert len(rows(found)) == 6


def test_without_a_header_a_third_column_of_numbers_is_a_weight_and_one_of_years_is_not():
    assert rows(takes("a;b;2,5\nc;d;1\n"), "actor", "weight") == [("a", 2.5), ("c", 1)]
    years = takes("a;b;2019\nc;d;2020\n")
    assert rows(years, "actor", "weight", "colonne 3") == [("a", 1, 2019), ("c", 1, 2020)]
    assert years.report["problem"].str.contains("actor, initiative, colonne 3").any()


def test_a_list_of_numeric_identifiers_is_no_matrix():
    text = "Acteur;Projet;Année\n1;12;2020\n2;12;2021\n"  # not a matrix of weights
    assert rows(takes(text), "actor", "initiative", "year") == [
        ("1", "12", 2020),
        ("2", "12", 2021),
    ]


# --- UCINET, HIF, GEXF, GraphML, GML ---

DL = {
    "a full matrix, labels apart": (
        "dl nr=3, nc=2\nrow labels:\nMairie\nAmap\nSeul\ncolumn labels:\nForum,Mairie\n"
        "data:\n1 0\n2 1\n0 0\n"
    ),
    "a full matrix, labels embedded": (
        "DL NR=3 NC=2\nLABELS EMBEDDED\nDATA:\n Forum Mairie\nMairie 1 0\nAmap 2 1\nSeul 0 0.0\n"
    ),
    "an edge list by numbers": (
        "dl nr=3 nc=2 format=edgelist2\nrow labels:\nMairie Amap Seul\ncol labels:\n"
        "Forum Mairie\ndata:\n1 1 1\n2 1 2\n2 2 1\n"
    ),
    "an edge list, labels embedded": (
        "dl nr=3 nc=2 format=edgelist2\nrow labels:\nMairie,Amap,Seul\nlabels embedded:\n"
        'data:\n"Mairie" Forum\nAmap Forum 2\nAmap Mairie\n'
    ),
}


@pytest.mark.parametrize("name", DL)
def test_ucinet_gives_the_same_participations_in_each_layout(name):
    assert rows(takes(DL[name], "r.dl"), "actor", "initiative", "weight") == [
        ("Mairie", "Forum", 1), ("Amap", "Forum", 2), ("Amap", "Mairie", 1), ("Seul", None, None)
    ]  # fmt: skip


def test_pajek_and_ucinet_are_known_in_a_txt():
    assert rows(takes(f"*Vertices 5 3\r\n{NET}*Edges\n1 4\n", "r.txt"))[0] == FOUR[0]
    assert rows(takes("DL NR=1, NC=1\nDATA:\n1\n", "r.txt")) == [("1", "1")]
    assert rows(takes("acteur;projet\ndl n=3;Forum\n", "r.txt")) == [("dl n=3", "Forum")]


def test_a_dl_of_one_mode_or_a_pajek_of_one_is_no_list_of_participations():
    for text, name in (
        ("dl n=2\ndata:\n0 1\n1 0\n", "r.dl"),
        ("*Vertices 2\n*Edges\n1 2\n", "r.net"),
    ):
        with pytest.raises(ValueError, match=rf"{name} : nœud « 1 » : ni acteur ni initiative"):
            takes(text, name)


def test_repeated_arcs_of_a_dl_are_not_lost():
    text = "dl n=2 format=edgelist1\nlabels embedded\ndata:\na b 1\na b 1\nb a 1\n"
    assert len(read_network(stream(text, "r.dl")).edges) == 3


def test_hif_gives_participations_with_codes_and_isolates():
    content = {
        "network-type": "undirected",
        "nodes": [{"node": "01", "attrs": {"label": "Mairie"}}, {"node": "02"}],
        "edges": [{"edge": "01"}, {"edge": 7}],
        "incidences": [
            {"node": "01", "edge": "01", "weight": 2, "attrs": {"role": "porteur", "year": 2019}},
            {"node": "01", "edge": "01", "attrs": {"role": "porteur", "year": 2019}},
        ],
    }
    found = takes(json.dumps(content), "h.json")
    assert rows(found, "actor", "actor_id", "initiative", "role", "year", "weight") == [
        ("Mairie", "01", "01", "porteur", 2019, 2), ("02", "02", None, None, None, None),
        (None, None, "7", None, None, None),
    ]  # fmt: skip
    assert dropped(found)["row"].tolist() == [2]
    content["incidences"].append({"node": None, "edge": 7})
    with pytest.raises(ValueError, match=r"h\.json : incidence 3 : « node » manque"):
        takes(json.dumps(content), "h.json")


GEXF = """<?xml version='1.0' encoding='utf-8'?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz"
 version="1.2"><graph defaultedgetype="undirected" mode="static">
<attributes class="node"><attribute id="0" title="{title}" type="string" />
<attribute id="1" title="commune" type="string" /></attributes>
<nodes>
<node id="n1" label="Mairie"><attvalues><attvalue for="0" value="{a}" /></attvalues>
<viz:position x="1" y="2" /></node>
<node id="n2" label="Mairie"><attvalues><attvalue for="0" value="{b}" />
<attvalue for="1" value="Brest" /></attvalues></node>
<node id="n3" label="Fête"><attvalues><attvalue for="0" value="{b}" /></attvalues></node>
</nodes>
<edges><edge id="0" source="n2" target="n1" weight="2" />
<edge id="1" source="n2" target="n3" /></edges></graph></gexf>"""


@pytest.mark.parametrize(
    ("title", "a", "b"),
    [
        ("bipartite", "0", "1"),
        ("mode", "acteur", "évènement"),
        ("Type", "Organisations", "projets"),
    ],
)
def test_gexf_says_by_an_attribute_who_is_actor(title, a, b):
    content = GEXF.format(title=title, a=a, b=b)
    found = takes(content, "g.gexf")
    assert rows(found, "actor", "actor_id", "initiative", "initiative_id", "weight") == [
        ("Mairie", "n1", "Mairie", "n2", 2), (None, None, "Fête", "n3", None)
    ]  # fmt: skip
    said = dropped(found)["problem"].tolist()
    assert "lien entre deux nœuds du même côté" in said
    assert "commune" in dropped(found)["value"].tolist()  # read_network gives it
    nodes = read_network(stream(content, "g.gexf")).nodes
    assert nodes["mode"].tolist() == ["actor", "initiative", "initiative"]
    assert nodes.loc[0, ["x", "y"]].tolist() == [1, 2]  # a place without a depth


GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="bipartite" attr.type="long"/>
<key id="d1" for="edge" attr.name="role" attr.type="string"/>
<graph edgedefault="{direction}"><node id="NA"><data key="d0">0</data></node>
<node id="01"><data key="d0">1</data></node><node id="b">{last}</node>
<edge source="NA" target="01"><data key="d1">porteur</data></edge>
<edge source="01" target="NA"><data key="d1">porteur</data></edge></graph></graphml>"""


def test_graphml_gives_a_participation_once_whichever_way_its_ties_go():
    text = GRAPHML.format(doctype="", direction="directed", last='<data key="d0">1</data>')
    found = takes(text, "g.graphml")
    assert rows(found, "actor", "initiative", "role") == [
        ("NA", "01", "porteur"), (None, "b", None)
    ]  # fmt: skip
    assert dropped(found)["row"].tolist() == [2]


def test_modes_are_never_guessed_for_a_node_that_has_none():
    text = GRAPHML.format(doctype="", direction="undirected", last="")
    with pytest.raises(ValueError, match=r"g\.graphml : nœud « \w+ » : ni acteur ni initiative"):
        takes(text, "g.graphml")


def test_gml_in_accents_with_a_repeated_tie():
    text = (
        'Creator "Gephi"\ngraph\n[\n  directed 0\n'
        '  node\n  [\n    id 0\n    label "École"\n    bipartite 0\n  ]\n'
        '  node\n  [\n    id 1\n    label "Fête"\n    bipartite 1\n    graphics\n    [\n'
        "      x 1.5\n      y 2.0\n    ]\n  ]\n"
        "  edge\n  [\n    source 0\n    target 1\n  ]\n"
        "  edge\n  [\n    source 0\n    target 1\n  ]\n]\n"
    )
    found = takes(text, "g.gml")
    assert rows(found) == [("École", "Fête")]
    assert len(dropped(found).query("problem.str.contains('déjà lue')")) == 1
    whole = read_network(stream(text, "g.gml"))
    assert len(whole.edges) == 2
    assert whole.nodes.loc[1, ["x", "y"]].tolist() == [1.5, 2]


def test_what_the_project_writes_comes_back(tmp_path):
    pairs = [("a", "a"), ("b", "a"), ("b", "x y"), ("é", "x y")]
    table = pd.DataFrame(pairs, columns=["actor_id", "initiative_id"])
    plain = exports.plain(network.two_mode(table))
    exports.write_pajek(plain, tmp_path / "p.net")
    exports.write_ucinet(plain, tmp_path / "u.dl")
    exports.write_hif(plain, tmp_path / "h.json")
    exports.write_gexf(plain, tmp_path / "g.gexf")
    exports.write_graphml(plain, tmp_path / "g.graphml")
    exports.write_node_link(plain, tmp_path / "n.json")
    table.to_csv(tmp_path / "l.csv", index=False)
    for path in sorted(tmp_path.iterdir()):
        if path.suffix not in (".clu", ".vec"):
            assert sorted(rows(read_participations(path))) == pairs, path.name


# --- the same participations, written in four ways ---

NAMES = st.text("abzéÎœ09 -'", min_size=1, max_size=6).map(lambda t: f"n{t}".strip())
TABLES = st.dictionaries(st.tuples(NAMES, NAMES), st.integers(1, 9), min_size=1, max_size=12)


def written(pairs):
    """One table as a list, a matrix, Pajek and DL."""
    actors = sorted({a for a, _ in pairs})
    events = sorted({e for _, e in pairs})
    cells = [[pairs.get((a, e), 0) for e in events] for a in actors]
    listed = ["acteur;projet;poids", *(f"{a};{e};{w}" for (a, e), w in pairs.items())]
    matrix = [";".join(["", *events])]
    matrix += [";".join([a, *map(str, row)]) for a, row in zip(actors, cells, strict=True)]
    quoted = [f'"{name}"' for name in (*actors, *events)]
    net = [f"*Vertices {len(quoted)} {len(actors)}"]
    net += [f"{k} {name}" for k, name in enumerate(quoted, 1)]
    net += ["*Edges"]
    for (a, e), w in pairs.items():
        net.append(f"{actors.index(a) + 1} {len(actors) + events.index(e) + 1} {w}")
    dl = [f"dl nr={len(actors)} nc={len(events)}", "row labels:", *quoted[: len(actors)]]
    dl += ["column labels:", *quoted[len(actors) :], "data:"]
    dl += [" ".join(map(str, row)) for row in cells]
    parts = {"l.csv": listed, "m.csv": matrix, "p.net": net, "u.dl": dl}
    return {name: "\n".join(lines) + "\n" for name, lines in parts.items()}


@given(pairs=TABLES)
@settings(max_examples=60, deadline=None)
def test_four_ways_to_write_a_table_give_the_same_participations(pairs):
    expected = sorted((a, e, float(w)) for (a, e), w in pairs.items())
    for name, text in written(pairs).items():
        found = takes(text, name)
        assert sorted(rows(found, "actor", "initiative", "weight")) == expected, name


# --- hostile files ---

HOSTILE = {
    "a matrix of a million columns": (
        "m.csv", b";" + b";".join(b"e%d" % k for k in range(1_000_000)) + b"\na;1\n", "16384",
    ),
    "a billion vertices": ("r.net", b"*Vertices 1000000000 5\n*Edges\n1 7\n", "1000000000 nœuds"),
    "a count of five thousand digits": ("r.net", b"*Vertices " + b"9" * 5000 + b"\n", "Vertices"),
    "a billion rows": ("r.dl", b"dl nr=1000000000 nc=2\ndata:\n1 1\n", "nœuds annoncés"),
    "null bytes in Pajek": ("r.net", b"*Vertices 2 1\n\0\n", "octets nuls"),
    "null bytes in a CSV": ("r.csv", b"acteur;projet\na\0;b\n", "octets nuls"),
    "null bytes in a DL": ("r.dl", b"dl n=1\0\n", "octets nuls"),
    "null bytes in GraphML": ("r.graphml", b"<graphml>\0</graphml>", "illisible"),
    "a DOCTYPE": (
        "r.graphml",
        GRAPHML.format(
            doctype='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
            direction="directed", last="&b;",
        ).encode(),
        "DOCTYPE",
    ),
    "a DOCTYPE in UTF-16": (
        "r.gexf", "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE g><g/>".encode("utf-16"),
        "DOCTYPE",
    ),
    "an empty file": ("r.csv", b" \n", "vide"),
    "JSON too deep": ("r.json", b"[" * 200_000, "JSON"),
    "a cell without end": ("r.csv", b'a;b\n"' + b"x" * 2_000_000, "million de lettres"),
    "records that are no records": ("r.json", b'{"incidences": [1]}', "forme attendue"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("read", [read_network, read_participations])
def test_a_hostile_file_is_refused_with_its_name_and_soon(name, read):
    file, content, said = HOSTILE[name]
    start = time.process_time()
    with pytest.raises(ValueError, match=rf"{file} : .*{said}"):
        read(stream(content, file))
    assert time.process_time() - start < 5
