"""Faults of readers that were mended: DL heads, quotes in names, nodes given twice, robots.txt."""

import io

import igraph
import pytest

from analysis.sources.network import read_network, read_participations
from analysis.sources.web.fetching import Client, PageRefused
from tests.serving import serving


def stream(text, name):
    held = io.BytesIO(text.encode("utf-8"))
    held.name = name
    return held


def ties(found):
    return sorted(found.edges[["source", "target", "weight"]].itertuples(index=False, name=None))


def problems(found, action):
    return found.report.loc[found.report["action"] == action, "problem"].tolist()


# UCINET DL: the words of the head, wherever lines are cut


@pytest.mark.parametrize(
    "head",
    [
        "dl n=3 format=edgelist1, labels embedded\ndata:\n",
        "dl n=3 format=edgelist1 labels embedded\ndata:\n",
        "dl n=3 format=edgelist1 labels embedded data:\n",
        "DL N = 3, FORMAT = EDGELIST1, LABELS EMBEDDED, DATA: ",
        "dl labels embedded: n=3 format=edgelist1\n\nDATA :\n",
        "dl\nn=3,\nformat=edgelist1,\nlabels embedded,\ndata:\n",
        "dl n=3\nlabels embedded format = edgelist1\ndata:\n",
        "dl n=3 row labels embedded column labels embedded format=edgelist1\ndata:\n",
        "dl n=3 format=edgelist1, ROW  LABELS EMBEDDED\ndata:\n",
        "dl n=3 format=edgelist1 col labels embedded\ndata:\n",
    ],
)
def test_labels_embedded_are_seen_anywhere_in_the_head(head):
    found = read_network(stream(f'{head}"Le Lieu" b 2\nb, "dit ""c"""\n', "r.dl"))
    assert found.nodes["label"].tolist() == ["Le Lieu", "b", 'dit "c"']
    assert ties(found) == [("Le Lieu", "b", 2), ("b", 'dit "c"', 1)]
    assert not problems(found, "dropped")


@pytest.mark.parametrize(
    "text",
    [
        'dl n=3 format=edgelist1 labels: a, "Le Lieu", c\ndata:\n1 2\n2 3\n',
        'dl n=3 format=edgelist1, labels: a "Le Lieu" c data: 1 2\n2 3\n',
        'dl n=3, labels: a,"Le Lieu",c, format=edgelist1\ndata:\n1 2\n2 3\n',
        'dl n=3\nlabels:\na\n"Le Lieu"\nc\nformat = edgelist1\ndata:\n1 2\n2 3\n',
        'dl n=3 labels:\na,"Le Lieu"\nc data: 0 1 0\n0 0 1\n0 0 0\n',
        'dl n=3 nm=1 labels: a "Le Lieu" c matrix labels: aide\ndata:\n0 1 0 0 0 1 0 0 0\n',
        'dl n=3 row labels embedded\ndata:\na 0 1 0\n"Le Lieu" 0 0 1\nc 0 0 0\n',
        'dl n=3, column labels embedded data:\na "Le Lieu" c\n0 1 0\n0 0 1\n0 0 0\n',
        'dl n=3, labels embedded data:\na "Le Lieu" c\na 0 1 0\n"Le Lieu" 0 0 1\nc 0 0 0\n',
    ],
)
def test_names_are_those_of_the_head_or_of_the_matrix_side_that_bears_them(text):
    found = read_network(stream(text, "r.dl"))
    assert found.nodes["id"].tolist() == ["a", "Le Lieu", "c"]
    assert ties(found) == [("Le Lieu", "c", 1), ("a", "Le Lieu", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "dl nr=2 nc=2 format=edgelist2, labels embedded data:\na x\nb x 3\nb a\n",
        "dl nr=2 nc=2 format=edgelist2 row labels embedded col labels: x a data:\n"
        "a 1\nb 1 3\nb 2\n",
        "dl nr=2, nc=2, row labels: a b, format=edgelist2, col labels embedded\ndata:\n"
        "1 x\n2 x 3\n2 a\n",
        "dl nr=2 nc=2 row labels: a b col labels: x a data: 1 0 3 1\n",
        "dl nr=2 nc=2, row labels embedded, column labels: x a\ndata:\na 1 0\nb 3 1\n",
        "dl nr=2 nc=2, row labels: a,b col labels embedded\ndata:\nx a\n1 0\n3 1\n",
    ],
)
def test_each_side_of_two_modes_has_its_names(text):
    found = read_participations(stream(text, "r.dl")).table
    columns = found[["actor", "initiative", "weight"]].fillna({"weight": 1})
    assert sorted(columns.itertuples(index=False, name=None)) == [
        ("a", "x", 1), ("b", "a", 1), ("b", "x", 3)
    ]  # fmt: skip


def test_the_columns_of_a_square_matrix_are_put_in_the_order_of_its_rows():
    text = "dl n=3\nlabels embedded\ndata:\n b a c\na 0 1 0\nb 1 0 0\nc 0 1 0\n"
    found = read_network(stream(text, "m.dl"))
    assert [(a, b) for a, b, _ in ties(found)] == [("a", "a"), ("b", "b"), ("c", "a")]


@pytest.mark.parametrize(
    ("text", "said"),
    [("dl n=2\nlabels embedded\ndata:\n a z\na 0 1\nb 1 0\n", "mêmes noms"),
     ("dl n=2\nlabels embedded\ndata:\n b a\na 0\nb 1 0\n", "mêmes noms"),
     ("dl n=2 nm=2\ndata:\n0 1\n1 0\n!\n0 1\n1 0\n", "2 relations")],
)  # fmt: skip
def test_a_dl_that_says_more_than_one_network_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        read_network(stream(text, "m.dl"))


@pytest.mark.parametrize("text", ["*Vertices 0\n", "*Network vide\n*Vertices 0\n*Edges\n"])
def test_a_network_of_nobody_is_one(text):
    found = read_network(stream(text, "n.net"))
    assert len(found.nodes) == len(found.edges) == 0
    with pytest.raises(ValueError, match="aucune ligne"):
        read_network(stream("*Edges\n1 2\n", "n.net"))


def test_an_edge_with_one_end_is_dropped_and_said():
    found = read_network(stream("dl n=3 format=edgelist1\ndata:\n1 2\n3\n", "m.dl"))
    assert [(a, b) for a, b, _ in ties(found)] == [("1", "2")]
    dropped = found.report[found.report["action"] == "dropped"]
    assert dropped[["row", "value"]].to_numpy().tolist() == [[4, "3"]]


# Pajek: quotes in a name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"Café ""Le Bon"" port"', 'Café "Le Bon" port'),
        ('"""Le Bon"""', '"Le Bon"'),
        ('"a""b"', 'a"b'),
        (r'"Café \"Le Bon\" port"', 'Café "Le Bon" port'),  # igraph before 1.0
        (r'"dit \"le Bar\""', 'dit "le Bar"'),
        ('"Caf&#233; &#34;Le Bon&#34;"', 'Café "Le Bon"'),  # igraph, and Pajek for letters
        ('"C:\\"', "C:\\"),  # as we write a name that ends so
        ('"R&D &amp; co"', "R&D &amp; co"),
    ],
)
@pytest.mark.parametrize("places", ["", " 0.1 0.2 0.5"])
def test_a_quote_in_a_pajek_name_is_kept(written, name, places):
    text = f"*Vertices 2\n1 {written}{places}\n2 b\n*Edges\n1 2\n"
    found = read_network(stream(text, "r.net"))
    assert ties(found) == [(name, "b", 1)]
    assert found.nodes["x"].notna().tolist() == [bool(places), False]
    assert found.report["action"].tolist() == ["read"]  # its encoding


def test_names_that_igraph_writes_to_pajek_come_back(tmp_path):
    graph = igraph.Graph(edges=[(0, 1)])
    graph.vs["name"] = ['Café "Le Bon" port', "L'Étang d'\"en bas\""]
    graph.write_pajek(str(tmp_path / "r.net"))
    assert read_network(tmp_path / "r.net").nodes["label"].tolist() == graph.vs["name"]


def test_a_pajek_name_that_stray_quotes_cut_is_said():
    text = '*Vertices 2\n1 "Café "Le Bon" port" 0.1 0.2\n2 b\n*Edges\n1 2\n'
    report = read_network(stream(text, "r.net")).report.dropna(subset="row")
    assert report[["row", "column"]].to_numpy().tolist() == [[2, "label"]]
    assert report["problem"].str.contains("guillemets non doublés : nom lu « Café »").all()


# GEXF and GraphML: a node given twice


def gexf(nodes):
    return (
        '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" '
        'version="1.2"><graph defaultedgetype="undirected"><attributes class="node">'
        '<attribute id="0" title="lieu" type="string"/></attributes>'
        f'<nodes>{nodes}</nodes><edges><edge id="0" source="a" target="b"/></edges></graph></gexf>'
    )


def graphml(nodes):
    return (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="l" for="node" attr.name="label" attr.type="string"/>'
        '<key id="p" for="node" attr.name="lieu" attr.type="string"/>'
        f'<graph edgedefault="undirected">{nodes}<edge source="a" target="b"/></graph></graphml>'
    )


LIEU = '<attvalues><attvalue for="0" value="Brest"/></attvalues>'
PLACE = '<viz:position x="1" y="2"/>'
TWICE = {
    "another label": ("r.gexf", gexf(
        '<node id="a" label="Le Lieu"/><node id="b" label="B"/><node id="a" label="Autre"/>')),
    "no label": ("r.gexf", gexf(
        '<node id="a" label="Le Lieu"/><node id="a"/><node id="b" label="B"/>')),
    "more than the first says": ("r.gexf", gexf(
        '<node id="a" label="Le Lieu"/><node id="b" label="B"/>'
        f'<node id="a" label="Autre" pid="b">{LIEU}{PLACE}</node>')),
    "around the first of another": ("r.gexf", gexf(
        '<node id="a" label="Le Lieu"/><node id="a" label="Autre"><nodes><node id="b" label="B"/>'
        "</nodes></node>")),
    "GraphML, another label": ("r.graphml", graphml(
        '<node id="a"><data key="l">Le Lieu</data></node><node id="b"><data key="l">B</data></node>'
        '<node id="a"><data key="l">Autre</data><data key="p">Brest</data></node>')),
    "GraphML, around the first of another": ("r.graphml", graphml(
        '<node id="a"><data key="l">Le Lieu</data></node><node id="a" yfiles.foldertype="group">'
        '<data key="l">Autre</data><graph edgedefault="undirected"><node id="b">'
        '<data key="l">B</data></node></graph></node>')),
}  # fmt: skip


@pytest.mark.parametrize("case", TWICE)
def test_of_a_node_given_twice_the_first_holds_and_the_second_is_said(case):
    name, text = TWICE[case]
    found = read_network(stream(text, name))
    assert found.nodes.set_index("id")["label"].to_dict() == {"a": "Le Lieu", "b": "B"}
    assert "Brest" not in found.nodes.to_string()
    assert found.nodes["x"].isna().all()
    assert ties(found) == [("a", "b", 1)]
    report = found.report[found.report["action"] == "dropped"]
    assert report[["column", "value", "problem"]].to_numpy().tolist() == [
        ["id", "a", "nœud répété : le premier vaut"]
    ]


def test_the_first_keeps_its_attributes_and_each_repeat_is_said():
    first = f'<node id="a" label="Le Lieu">{LIEU}{PLACE}</node>'
    nodes = f'{first}<node id="b" label="B"/>{first}<node id="b"/>'
    found = read_network(stream(gexf(nodes), "r.gexf"))
    place = found.nodes.set_index("id").loc["a", ["label", "lieu", "x", "y"]]
    assert place.tolist() == ["Le Lieu", "Brest", 1, 2]
    assert problems(found, "dropped") == ["nœud répété : le premier vaut"] * 2


def test_a_repeated_node_is_said_of_participations_too():
    nodes = "".join(
        f'<node id="{name}" label="{label}"><attvalues><attvalue for="0" value="{mode}"/>'
        "</attvalues></node>"
        for name, label, mode in [("a", "Mairie", "0"), ("b", "Forum", "1"), ("a", "Autre", "1")]
    )
    text = gexf(nodes).replace('title="lieu"', 'title="bipartite"')
    found = read_participations(stream(text, "r.gexf"))
    assert found.table[["actor", "initiative"]].to_numpy().tolist() == [["Mairie", "Forum"]]
    assert problems(found, "dropped") == ["nœud répété : le premier vaut"]


# robots.txt: how long a pause, and who is meant


def asked(robots, cache, **options):
    """Ask two pages of a site; give what was asked and how long we slept."""
    paths, slept, now = [], [], [1_700_000_000.0]

    def answer(handler):
        paths.append(handler.path)
        return 200, robots.encode() if handler.path == "/robots.txt" else b"page"

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    with serving(answer, wait="0") as host:
        client = Client(cache, sleep=sleep, clock=lambda: now[0], **options)
        try:
            for path in ("/a", "/b"):
                client.get(f"{host}{path}")
        except PageRefused as error:
            return paths, slept, str(error)
    return paths, slept, ""


@pytest.mark.parametrize("delay", ["86400", "301", "300.5", "1e6", "999999999999"])
def test_a_pause_that_no_reading_can_bear_is_refused_at_once(tmp_path, delay):
    paths, slept, said = asked(f"User-agent: *\nCrawl-delay: {delay}\n", tmp_path)
    assert paths == ["/robots.txt"]
    assert not slept
    assert f"{float(delay):.15g} s entre deux pages (Crawl-delay" in said
    assert said.endswith("→ lui demander un export")


@pytest.mark.parametrize(
    ("robots", "pause"),
    [
        ("User-agent: *\nCrawl-delay: 300\n", 300),
        ("User-agent: autre\nCrawl-delay: 86400\n", 1),
        ("User-agent: *\nCrawl-delay: 86400\n\nUser-agent: Interconnaissance/1.0\nAllow: /\n", 1),
    ],
)
def test_a_pause_that_is_bearable_or_for_others_is_not_refused(tmp_path, robots, pause):
    assert asked(robots, tmp_path) == (["/robots.txt", "/a", "/b"], [pause, pause], "")


@pytest.mark.parametrize(
    "line",
    [
        "User-agent: Interconnaissance/1.0",
        "user-agent: INTERCONNAISSANCE/2",
        "User-Agent : interconnaissance / 1.0 # nous",
        "User-agent: interconnaissance 1.0",
        "Useragent: interconnaissance/1.0 (+https://site.example)",
        "User-agent: interconnaissance (etude d'innovations sociales ; lecture lente)",
        "User-agent: autre/3\nUser-agent: Interconnaissance/1.0",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_rule_for_us_is_for_us_whatever_follows_our_name(tmp_path, line, end):
    robots = f"User-agent: *\nAllow: /\n\n{line}\nDisallow: /b\n".replace("\n", end)
    paths, _, said = asked(robots, tmp_path)
    assert paths == ["/robots.txt", "/a"]
    assert "le site interdit cette page aux robots" in said


@pytest.mark.parametrize(
    "name", ["Googlebot/2.1", "interconnaissances/1.0", "Mozilla/5.0 (interconnaissance)"]
)
def test_a_rule_for_another_is_not_for_us(tmp_path, name):
    robots = f"User-agent: {name}\nDisallow: /\n"
    assert asked(robots, tmp_path)[0] == ["/robots.txt", "/a", "/b"]
    us = asked(robots, tmp_path / "2", agent=f"{name.split('/')[0]}/3 (essai)")
    assert us[0] == ["/robots.txt"]
