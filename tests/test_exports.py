"""Exports are read back by other libraries, whatever the attributes hold."""

import datetime as dt
import json
import re
from xml.etree import ElementTree

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from analysis import exports, network


@pytest.fixture
def nasty() -> nx.Graph:
    graph = nx.Graph()
    graph.add_node("é 1", name='L\'atelier "é" <b>&</b>\x07', when=dt.date(2024, 5, 1), start=3)
    graph.add_node("b", name=None, many=["x", None, 2], ok=np.bool_(True), n=np.int64(4), mixed=1)
    graph.add_node("seul", missing=pd.NA, far=float("inf"), mixed="un", n=2.5)
    graph.add_edge("é 1", "b", strength=0.5, shared=np.int32(1), pid="p")
    return graph


PLACES = pd.DataFrame({"actor_id": ["é 1", "b", "seul"], "x": [0, 1, np.nan], "y": [0, 1, np.nan]})


def test_gexf_and_graphml_and_node_link_are_read_back(nasty, tmp_path):
    plain = exports.plain(nasty, positions=PLACES)
    report = plain.report
    exports.write_gexf(
        plain, tmp_path / "r.gexf", colours=pd.Series({"b": "#0A0b0C"}),
        sizes=pd.Series({"b": 4}),
    )  # fmt: skip
    exports.write_graphml(plain, tmp_path / "r.graphml")
    exports.write_node_link(plain, tmp_path / "r.json")
    links = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    read = [
        nx.read_gexf(tmp_path / "r.gexf"),
        nx.read_graphml(tmp_path / "r.graphml"),
        nx.node_link_graph(links, edges="links"),
    ]
    for found in read:
        assert set(found) == {"é 1", "b", "seul"}
        assert found.nodes["é 1"]["label"] == 'L\'atelier "é" <b>&</b>'
        assert found.nodes["é 1"]["when"] == "2024-05-01"
        assert found.nodes["é 1"]["start_"] == 3
        assert found.nodes["b"]["many"] == "x|2"
        assert found.nodes["b"]["ok"] is True
        assert found.nodes["seul"]["n"] == 2.5
        assert (found.nodes["b"]["mixed"], found.nodes["seul"]["mixed"]) == ("1", "un")
        assert "far" not in found.nodes["seul"]
        assert found.edges["é 1", "b"]["weight"] == 0.5
        assert found.edges["é 1", "b"]["pid_"] == "p"
    assert read[0].nodes["b"]["viz"]["position"] == {"x": 1000.0, "y": 1000.0, "z": 0.0}
    assert read[0].nodes["b"]["viz"]["color"]["g"] == 11
    other = igraph.Graph.Read_GraphML(str(tmp_path / "r.graphml"))
    assert (other.vcount(), other.ecount(), other.es["weight"]) == (3, 1, [0.5])
    assert {"mixed", "many", "when", "far", "start"} <= set(report["attribute"])


def test_pajek_is_read_by_igraph_in_one_and_two_modes(nasty, tmp_path):
    exports.write_pajek(exports.plain(nasty, positions=PLACES), tmp_path / "r.net")
    found = igraph.Graph.Read_Pajek(str(tmp_path / "r.net"))
    assert (found.vcount(), found.ecount(), found.es["weight"]) == (3, 1, [0.5])
    two = nx.Graph()
    two.add_node("actor:a", mode="actor")
    two.add_node("initiative:a", mode="initiative")
    two.add_edge("actor:a", "initiative:a")
    exports.write_pajek(exports.plain(two), tmp_path / "t.net")
    assert (tmp_path / "t.net").read_text(encoding="utf-8").startswith("*Vertices 2 1\n")
    assert igraph.Graph.Read_Pajek(str(tmp_path / "t.net")).ecount() == 1
    exports.write_hif(exports.plain(two), tmp_path / "t.json")
    hif = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert [(i["edge"], i["node"]) for i in hif["incidences"]] == [("initiative:a", "actor:a")]
    with pytest.raises(ValueError, match="both modes"):
        exports.write_hif(exports.plain(nasty), tmp_path / "x.json")


def test_tables_keep_isolates_and_have_no_mark(nasty, tmp_path):
    plain = exports.plain(nasty)
    exports.write_gephi_csv(plain, tmp_path / "r.csv")
    exports.write_edge_csv(plain, tmp_path / "e.csv")
    exports.write_kumu(plain, tmp_path / "k.json")
    exports.write_ucinet(plain, tmp_path / "r.dl")
    nodes = pd.read_csv(tmp_path / "r-nodes.csv")
    assert nodes["Id"].tolist() == ["b", "seul", "é 1"]
    assert not (tmp_path / "r-edges.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "e.csv")["target"].isna().sum() == 1
    kumu = json.loads((tmp_path / "k.json").read_text(encoding="utf-8"))
    labels = {element["label"] for element in kumu["elements"]}
    assert len(labels) == 3
    assert all({c["from"], c["to"]} <= labels for c in kumu["connections"])
    assert "format=edgelist1" in (tmp_path / "r.dl").read_text(encoding="utf-8")


def test_a_weight_that_is_none_is_named(nasty):
    nasty.edges["é 1", "b"]["strength"] = -1
    with pytest.raises(ValueError, match="b – é 1"):
        exports.plain(nasty)


def test_two_edges_whose_names_read_alike_stay_two():
    graph = nx.Graph()
    graph.add_edge("a – b", "c", strength=1, said="un")
    graph.add_edge("a", "b – c", strength=2, said="deux")
    edges = {(a, b): (weight, data["said"]) for a, b, weight, data in exports.plain(graph).edges}
    assert edges == {("a – b", "c"): (1, "un"), ("a", "b – c"): (2, "deux")}


def test_an_actor_that_may_not_be_shown_is_written_without_its_name(tmp_path):
    rows = pd.DataFrame({"actor_id": ["a", "b", "c"], "initiative_id": ["x"] * 3})
    actors = pd.DataFrame(
        {"actor_id": ["a", "b", "c"], "name": ["Adess", "Jeanne Le Gall", "Yann Riou"]}
    ).assign(publishable=[True, False, pd.NA])
    plain = exports.plain(network.graph(network.ties(rows), actors))
    exports.write_gexf(plain, tmp_path / "r.gexf")
    exports.write_graphml(plain, tmp_path / "r.graphml")
    exports.write_node_link(plain, tmp_path / "r.json")
    exports.write_kumu(plain, tmp_path / "k.json")
    exports.write_gephi_csv(plain, tmp_path / "g.csv")
    exports.write_pajek(plain, tmp_path / "r.net")
    exports.write_ucinet(plain, tmp_path / "r.dl")
    for path in tmp_path.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "Jeanne" not in text
        assert "Riou" not in text
    assert "Adess" in (tmp_path / "r.gexf").read_text(encoding="utf-8")


# The rules of GEXF 1.2 (its published primer and schema): for each element, its children, and the
# pattern of each attribute, those that must be there marked by "!".
_NUMBER = r"-?\d+(\.\d+)?([eE][+-]?\d+)?"
_COLOUR = r"\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]"
GEXF = {
    "gexf": ("meta graph", {"version!": "1.2"}),
    "meta": ("creator keywords description", {"lastmodifieddate": r"\d{4}-\d\d-\d\d"}),
    "creator": ("", {}),
    "graph": ("attributes nodes edges", {"defaultedgetype": "undirected", "mode": "static"}),
    "attributes": ("attribute", {"class!": "node|edge", "mode": "static"}),
    "attribute": ("default options", {
        "id!": ".+", "title!": ".+", "type!": "integer|long|double|float|boolean|string",
    }),
    "nodes": ("node", {"count": r"\d+"}),
    "node": ("attvalues viz:color viz:position viz:size", {"id!": ".+", "label!": "(?s).+"}),
    "edges": ("edge", {"count": r"\d+"}),
    "edge": ("attvalues", {"id!": ".+", "source!": ".+", "target!": ".+", "weight": _NUMBER}),
    "attvalues": ("attvalue", {}),
    "attvalue": ("", {"for!": ".+", "value!": "(?s).*"}),
    "viz:color": ("", {"r!": _COLOUR, "g!": _COLOUR, "b!": _COLOUR, "a": r"0\.\d+|1(\.0)?|0"}),
    "viz:position": ("", {"x!": _NUMBER, "y!": _NUMBER, "z!": _NUMBER}),
    "viz:size": ("", {"value!": _NUMBER}),
}  # fmt: skip
_SPACES = {
    "{http://www.gexf.net/1.2draft}": "",
    "{http://www.gexf.net/1.2draft/viz}": "viz:",
}


def test_gexf_obeys_the_rules_of_its_schema(nasty, tmp_path):
    exports.write_gexf(
        exports.plain(nasty, positions=PLACES), tmp_path / "r.gexf",
        colours=pd.Series({"b": "#0A0b0C"}), sizes=pd.Series({"b": 4}),
    )  # fmt: skip

    def named(element):
        for space, prefix in _SPACES.items():
            if element.tag.startswith(space):
                return prefix + element.tag.removeprefix(space)
        raise AssertionError(f"{element.tag} is of no space of GEXF")

    root = ElementTree.parse(tmp_path / "r.gexf").getroot()
    assert named(root) == "gexf"
    for element in root.iter():
        name = named(element)
        children, rules = GEXF[name]
        assert {named(child) for child in element} <= set(children.split()), name
        known = {rule.rstrip("!"): pattern for rule, pattern in rules.items()}
        given = {key: text for key, text in element.attrib.items() if not key.startswith("{")}
        assert {rule.rstrip("!") for rule in rules if rule.endswith("!")} <= set(given), name
        for key, text in given.items():
            assert key in known, f"{name} has no attribute {key}"
            assert re.fullmatch(known[key], text), (name, key, text)
    titles = {
        a.get("id"): a.get("type") for a in root.iter("{http://www.gexf.net/1.2draft}attribute")
    }
    for value in root.iter("{http://www.gexf.net/1.2draft}attvalue"):
        kind = titles[value.get("for")]
        if kind == "boolean":
            assert value.get("value") in ("true", "false")
        elif kind != "string":
            assert re.fullmatch(_NUMBER, value.get("value"))
