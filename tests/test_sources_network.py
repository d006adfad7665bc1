"""Networks as other tools write them, and what the project writes, read back."""

import io
import itertools
import json

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import exports, network, sources


def ends(found, *columns):
    return sorted(found.edges[["source", "target", *columns]].itertuples(index=False, name=None))


def written(tmp_path, text, name):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


# --- as other tools write them ---


def test_pajek_in_two_modes_is_three_actors_and_two_events(tmp_path):
    # networkx#5013: « *Vertices 5 3 » fails there.
    text = (
        '*Vertices 5 3\n1 "Mairie"\n2 "Ecole"\n3 "AMAP"\n4 "Rencontre du 13 mars"\n'
        '5 "Forum ouvert"\n*Edges\n1 4\n2 4\n2 5\n3 5\n'
    )
    found = sources.read_network(written(tmp_path, text, "r.net"))
    assert found.nodes["mode"].tolist() == ["actor"] * 3 + ["initiative"] * 2
    assert ends(found) == [
        ("actor:AMAP", "initiative:Forum ouvert"), ("actor:Ecole", "initiative:Forum ouvert"),
        ("actor:Ecole", "initiative:Rencontre du 13 mars"),
        ("actor:Mairie", "initiative:Rencontre du 13 mars"),
    ]  # fmt: skip
    assert not found.directed


def test_pajek_lists_matrices_comments_and_directions(tmp_path):
    head = '*Network essai\r\n% fait à la main\r\n*Vertices 3\r\n1 "Le Lieu" 0.1 0.2 0.5 ic Red\r\n'
    listed = f'{head}2 b ellipse\r\n3 c\r\n*Arcslist\r\n1 2 3\r\n*Edges :2 "soutien"\r\n2 3 2.5\r\n'
    found = sources.read_network(written(tmp_path, listed, "l.net"))
    assert ends(found, "weight") == [("Le Lieu", "b", 1), ("Le Lieu", "c", 1), ("b", "c", 2.5)]
    assert found.directed
    assert found.nodes.loc[0, ["x", "y"]].tolist() == [0.1, 0.2]
    assert found.nodes["x"].isna().tolist() == [False, True, True]
    square = f"{head}2 b\n3 c\n*Matrix\n0 2 0\n2 0 0\n0 1 0\n"
    found = sources.read_network(written(tmp_path, square, "m.net"))
    assert ends(found, "weight") == [("Le Lieu", "b", 2), ("b", "Le Lieu", 2), ("c", "b", 1)]
    wide = "*Vertices 3 2\n1 a\n2 b\n3 a\n*Matrix\n1\n0\n"
    found = sources.read_network(written(tmp_path, wide, "w.net"))
    assert ends(found) == [("actor:a", "initiative:a")]
    assert len(found.nodes) == 3


def test_a_pajek_line_that_is_wrong_is_said_with_its_row(tmp_path):
    text = "*Vertices 2\n1 a\n2 a\n7 z\n*Edges\n1 9\n1 2 fort\n*Partition p\n1\n"
    report = sources.read_network(written(tmp_path, text, "r.net")).report
    said = report.dropna(subset="row")
    assert said[["row", "action"]].to_numpy().tolist() == [
        [4, "dropped"], [6, "dropped"], [9, "dropped"]
    ]  # fmt: skip
    assert "fort" in report.loc[report["action"] == "refused", "value"].tolist()
    assert report["problem"].str.contains("nom répété").sum() == 2
    with pytest.raises(ValueError, match=r"v\.net : .*Vertices"):
        sources.read_network(written(tmp_path, "a b\n", "v.net"))


DL = {
    "a full matrix of two modes, all-zero row kept": (
        "DL\nNR=3, NC=2\nFORMAT = FULLMATRIX\nROW LABELS:\nMairie\nAmap\nSeul\n"
        "COLUMN LABELS:\n\"Forum ouvert\",Fête\nDATA:\n1 0\n1 1\n0 0\n",
        [("actor:Amap", "initiative:Forum ouvert"), ("actor:Amap", "initiative:Fête"),
         ("actor:Mairie", "initiative:Forum ouvert")],
        5, False,
    ),
    "an edge list with labels embedded": (
        'dl n=3 format=edgelist1\nlabels embedded\ndata:\n"Le Lieu" b 1\nb c 1\n',
        [("Le Lieu", "b"), ("b", "c")], 3, True,
    ),
    "the same, its mark ended by a colon": (
        'dl n=4\nformat = edgelist1\nlabels embedded:\ndata:\n"Le Lieu" b 1\nb "Le Lieu" 1\n',
        [("Le Lieu", "b")], 4, False,
    ),
    "edgelist2 with labels embedded, one name on both sides": (
        "dl nr=2 nc=2 format=edgelist2\nlabels embedded:\ndata:\na a\nb x\n",
        [("actor:a", "initiative:a"), ("actor:b", "initiative:x")], 4, False,
    ),
    "a square matrix with labels embedded": (
        "dl n = 2\nlabels embedded\ndata:\n  a b\na 0 3\nb 3 0\n", [("a", "b")], 2, False,
    ),
    "a node list by numbers": (
        "dl n=3 format=nodelist1\nlabels:\na,b,c\ndata:\n1 2 3\n2 1\n3 1\n",
        [("a", "b"), ("a", "c")], 3, False,
    ),
    "a matrix whose rows run over lines": (
        "dl n=3\ndata:\n0 1\n0\n0 0 1 0\n0 0\n", [("1", "2"), ("2", "3")], 3, True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DL)
def test_ucinet_reads(name, tmp_path):
    text, pairs, n, directed = DL[name]
    found = sources.read_network(written(tmp_path, text, "r.dl"))
    assert ends(found) == sorted(pairs)
    assert len(found.nodes) == n
    assert found.directed is directed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("n=3", "dl"),
        ("dl format=edgelist1\ndata:\n1 2\n", "n ="),
        ("dl n=2\ndata:\n1 2 3\n", "3 cases"),
        ("dl n=1\nlabels:\na,b\ndata:\n1\n", "2 noms pour 1"),
        ("dl n=2 format=blockmatrix\ndata:\n", "blockmatrix"),
        ("dl n=2\nlabels embedded\ndata:\n", "vide"),
    ],
)
def test_an_impossible_dl_is_named(text, said, tmp_path):
    with pytest.raises(ValueError, match=rf"r\.dl : .*{said}"):
        sources.read_network(written(tmp_path, text, "r.dl"))


def test_edges_in_quotes_and_semicolons_without_a_header(tmp_path):
    # gephi#955: nodes named « a" » there.
    found = sources.read_network(written(tmp_path, '"a";"b"\n"a";"c"\n"c";"d"\n', "liens.csv"))
    assert set(found.nodes["id"]) == {"a", "b", "c", "d"}
    assert ends(found) == [("a", "b"), ("a", "c"), ("c", "d")]
    assert found.report["problem"].str.contains("pas d'en-tête").any()
    with pytest.raises(ValueError, match="source et target"):
        sources.read_network(written(tmp_path, "a;b\n", "x.csv"), header=True)


def test_headers_in_french_isolates_weights_and_codes(tmp_path):
    text = "Cible;Source;Poids;insee;budget\nb;a;2,5;01310;1200\nc;a;;29019;3\n;seul;;;\n"
    found = sources.read_network(written(tmp_path, text.encode("cp1252"), "liens.csv"))
    assert ends(found, "weight", "insee", "budget") == [
        ("a", "b", 2.5, "01310", 1200), ("a", "c", 1.0, "29019", 3)
    ]  # fmt: skip
    assert set(found.nodes["id"]) == {"a", "b", "c", "seul"}


def test_a_repeated_tie_and_one_with_oneself_are_kept_and_said(tmp_path):
    found = sources.read_network(written(tmp_path, "source,target\na,b\nb,a\nc,c\n", "l.csv"))
    assert len(found.edges) == 3
    problems = found.report["problem"].tolist()
    assert "lien répété" in problems
    assert "lien avec soi-même" in problems


def test_kumu_by_labels_and_hypergraphs():
    kumu = {
        "elements": [{"label": "Mairie", "type": "commune", "tags": ["a", "b"]}, {"label": "Amap"}],
        "connections": [{"from": "Mairie", "to": "Amap", "direction": "undirected"}],
    }
    stream = io.BytesIO(json.dumps(kumu).encode())
    stream.name = "k.json"
    found = sources.read_network(stream)
    assert ends(found) == [("Mairie", "Amap")]
    assert found.nodes.loc[0, ["type", "tags"]].tolist() == ["commune", "a|b"]
    hif = {"incidences": [{"edge": 1, "node": "a"}], "nodes": [{"node": "a"}, {"node": "b"}]}
    stream = io.BytesIO(json.dumps(hif).encode())
    found = sources.read_network(stream, format="json")
    assert ends(found) == [("actor:a", "initiative:1")]
    assert found.nodes.set_index("id")["mode"].to_dict() == {
        "actor:a": "actor", "actor:b": "actor", "initiative:1": "initiative"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [("r.gexf", "<gexf>"), ("r.graphml", "<a/>"), ("r.json", "{"), ("r.json", "[]"), ("r.xyz", "")],
)
def test_a_file_that_is_not_of_its_format_is_named(name, text, tmp_path):
    with pytest.raises(ValueError, match=name.replace(".", r"\.")):
        sources.read_network(written(tmp_path, text, name))


# --- what the project writes, read back ---

# Control characters, which no format keeps, are dropped before writing: see test_exports
TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters='"\ufffe\uffff'),
    min_size=1, max_size=12,
)  # fmt: skip
NAMES = TEXT.map(lambda t: " ".join(t.split())).filter(bool)


@st.composite
def graphs(draw):
    graph = nx.Graph()
    names = draw(st.lists(NAMES, min_size=2, max_size=6, unique=True))
    for name in names:
        graph.add_node(
            name, name=draw(NAMES), said=draw(TEXT), rank=draw(st.integers(1, 10**12)),
            part=draw(st.floats(-1e9, 1e9)),
        )  # fmt: skip
    for a, b in itertools.pairwise(names):
        if draw(st.booleans()):
            graph.add_edge(a, b, strength=draw(st.floats(1e-6, 1e6)), why=draw(TEXT))
    return graph


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("ecrits")


READ = {
    "r.gexf": exports.write_gexf,
    "r.graphml": exports.write_graphml,
    "r.json": exports.write_node_link,
    "k.json": exports.write_kumu,
}


@pytest.mark.parametrize("name", READ)
@given(graph=graphs())
@settings(max_examples=60, deadline=None)
def test_everything_comes_back(name, folder, graph):
    plain = exports.plain(graph)
    READ[name](plain, folder / name)
    found = sources.read_network(folder / name)
    assert not found.directed
    back = found.nodes.set_index("id")
    for node, (label, data) in plain.nodes.items():
        if name != "k.json":  # there, labels of homonyms carry their identifier
            assert back.loc[node, "label"] == label
        assert back.loc[node, list(data)].to_dict() == data
    expected = {(a, b): (weight, data["why"]) for a, b, weight, data in plain.edges}
    got = {
        tuple(sorted((a, b))): (weight, why)
        for a, b, weight, why in ends(found, "weight", *(["why"] if expected else ["weight"]))
    }
    assert got == expected


@given(graph=graphs())
@settings(max_examples=60, deadline=None)
def test_ties_and_isolates_come_back_from_lists(folder, graph):
    plain = exports.plain(graph)
    exports.write_pajek(plain, folder / "p.net")
    exports.write_ucinet(plain, folder / "u.dl")
    exports.write_gephi_csv(plain, folder / "g.csv")
    exports.write_edge_csv(plain, folder / "e.csv")
    expected = {(a, b): weight for a, b, weight, _ in plain.edges}
    for found in (
        sources.read_network(folder / "p.net"),
        sources.read_network(folder / "u.dl"),
        sources.read_network(folder / "g-edges.csv", nodes=folder / "g-nodes.csv", header=True),
        sources.read_network(folder / "e.csv", header=True),
    ):
        assert set(found.nodes["id"]) == set(plain.nodes)
        assert {tuple(sorted((a, b))): w for a, b, w in ends(found, "weight")} == expected
    pajek = sources.read_network(folder / "p.net").nodes.set_index("id")
    for node, (_, data) in plain.nodes.items():
        assert pajek.loc[node, "rank"] == data["rank"]
        assert pajek.loc[node, "part"] == data["part"]


def test_two_modes_come_back_with_homonyms(tmp_path):
    rows = pd.DataFrame({"actor_id": ["a", "b", "b"], "initiative_id": ["a", "a", "x y"]})
    plain = exports.plain(network.two_mode(rows))
    exports.write_pajek(plain, tmp_path / "p.net")
    exports.write_ucinet(plain, tmp_path / "u.dl")
    exports.write_hif(plain, tmp_path / "h.json")
    exports.write_gexf(plain, tmp_path / "g.gexf")
    for name in ("p.net", "u.dl", "h.json", "g.gexf"):
        found = sources.read_network(tmp_path / name)
        assert {tuple(sorted(pair)) for pair in ends(found)} == {
            ("actor:a", "initiative:a"), ("actor:b", "initiative:a"), ("actor:b", "initiative:x y")
        }  # fmt: skip
        assert found.nodes.groupby("mode").size().to_dict() == {"actor": 2, "initiative": 2}


def test_places_colours_and_sizes_come_back_from_gexf(tmp_path):
    graph = nx.Graph()
    graph.add_edge("a", "b", strength=2.0)
    places = pd.DataFrame({"actor_id": ["a", "b"], "x": [0.25, -1], "y": [1, np.nan]})
    exports.write_gexf(
        exports.plain(graph, positions=places), tmp_path / "r.gexf",
        colours=pd.Series({"a": "#0a0B0c"}), sizes=pd.Series({"a": 4}),
    )  # fmt: skip
    nodes = sources.read_network(tmp_path / "r.gexf").nodes.set_index("id")
    assert nodes.loc["a", ["x", "y", "colour", "size"]].tolist() == [250, 1000, "#0a0b0c", 4]
    assert pd.isna(nodes.loc["b", "x"])


def test_an_attribute_named_like_a_way_stays_in_its_folder(tmp_path):
    graph = nx.Graph()
    graph.add_node("a", **{"../x": 1, "a/b": 2})
    (tmp_path / "ici").mkdir()
    exports.write_pajek(exports.plain(graph), tmp_path / "ici" / "r.net")
    assert [path.name for path in tmp_path.iterdir()] == ["ici"]
    found = sources.read_network(tmp_path / "ici" / "r.net").nodes
    assert found["a-b"].tolist() == [2]
