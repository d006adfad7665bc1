"""Gephi Lite's own reader opens what the study writes: graphology, fetched for the bench alone."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from analysis import sources

RESULTS = Path(__file__).parents[2] / "data" / "processed" / "pays-de-brest"
PACKAGES = ("graphology@0.26.0", "graphology-gexf@0.13.2", "graphology-types@0.24.8")
READ = """
const Graph = require("graphology"), gexf = require("graphology-gexf"), fs = require("fs");
const graph = gexf.parse(Graph, fs.readFileSync(process.argv[1], "utf8"));
const nodes = {};
graph.forEachNode((node, data) => { nodes[node] = data; });
const edges = graph.mapEdges((edge, data, a, b) => [a, b, data.weight]);
console.log(JSON.stringify({ nodes, edges, type: graph.type }));
"""


@pytest.fixture(scope="module")
def graphology(tmp_path_factory):
    """Give a folder where node finds graphology."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not there: apt install npm")
    folder = tmp_path_factory.mktemp("graphology")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *PACKAGES]
    subprocess.run(command, cwd=folder, check=True)
    return folder


@pytest.mark.parametrize("name", ["reseau.gexf", "deux-modes.gexf"])
def test_graphology_reads_the_networks_of_brest(graphology, name):
    path = RESULTS / "exports" / name
    said = subprocess.run(
        ["node", "-e", READ, str(path)], cwd=graphology, check=True, capture_output=True, text=True
    ).stdout
    theirs, ours = json.loads(said), sources.read_network(path)
    assert theirs["type"] == "undirected"
    assert set(theirs["nodes"]) == set(ours.nodes["id"])
    assert {tuple(sorted(edge[:2])): edge[2] for edge in theirs["edges"]} == {
        tuple(sorted((a, b))): weight
        for a, b, weight in ours.edges[["source", "target", "weight"]].itertuples(index=False)
    }
    for node in ours.nodes.itertuples():
        assert theirs["nodes"][node.id]["label"] == node.label
    placed = ours.nodes.dropna(subset=["x", "y"])
    for node in placed.itertuples():
        assert theirs["nodes"][node.id]["x"] == pytest.approx(node.x)
