"""The speed of networks and backbones, as ratios against peers, each in a process of its own.

Bars are those of the issue; each test prints what it measured.
"""

import subprocess
import sys
import venv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.benchmarks.measuring import measured, saved

FRAME = """
import numpy as np, pandas as pd
from analysis import backbone, network
actor, initiative = np.load({path!r})
rows = pd.DataFrame({{"actor_id": actor, "initiative_id": initiative}})
"""
SIDES = """
import numpy as np
actor, initiative = np.load({path!r})
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("participations")
    return {
        "10k": saved(folder, "10k", 10_000, (400,), 120),
        "1M": saved(folder, "1M", 1_000_000, (2000, 2300, 2600, 2900, 3200, 3500), 300),
        "5M": saved(folder, "5M", 5_000_000, tuple(range(2000, 5001, 272)), 300),
    }


def test_ties_of_10k_participations_against_networkx(data):
    before = (
        FRAME
        + """
names = rows.astype(str)
"""
    )
    ours = measured("ties = network.ties(names, max_size=None); n = len(ties)",
                    before=before.format(path=data["10k"]), times=20)  # fmt: skip
    theirs = measured(
        "n = nx.bipartite.collaboration_weighted_projected_graph(graph, sides).number_of_edges()",
        before=(before + """
import networkx as nx
graph = network.two_mode(names)
sides = [node for node in graph if node.startswith("actor")]
""").format(path=data["10k"]), times=2,
    )  # fmt: skip
    ratio = theirs["seconds"] / ours["seconds"]
    print(f"\n10k: {ours['n']} ties, {ours['seconds'] * 1e3:.1f} ms; networkx {ratio:.0f}x")
    assert ours["n"] == theirs["n"]
    assert ratio >= 200


def test_ties_of_1m_participations_against_scipy_and_duckdb(data):
    ours = measured("ties = network.ties(rows, max_size=None); n = len(ties); del ties",
                    before=FRAME.format(path=data["1M"]), times=3)  # fmt: skip
    scipy = measured(
        """
        sizes = np.bincount(initiative)
        share = np.where(sizes > 1, 1 / np.maximum(sizes - 1.0, 1), 0)
        one = sparse.csr_array((np.ones(len(actor), dtype=np.int32), (actor, initiative)))
        given = sparse.csr_array((share[initiative], (actor, initiative)))
        shared = sparse.triu(one @ one.T, 1, format="csr")
        strength = sparse.triu(given @ one.T, 1, format="csr")
        n = shared.nnz
        """,
        before="from scipy import sparse" + SIDES.format(path=data["1M"]),
    )
    duckdb = measured(
        """
        base.execute(
            "CREATE TABLE tie AS SELECT a.actor AS one, b.actor AS other, count(*) AS shared, "
            "sum(1 / (s.n - 1)) AS strength FROM p a JOIN p b USING (initiative) "
            "JOIN s USING (initiative) WHERE a.actor < b.actor GROUP BY ALL"
        )
        n = base.execute("SELECT count(*) FROM tie").fetchone()[0]
        """,
        before="import duckdb, pandas as pd" + SIDES.format(path=data["1M"]) + """
base = duckdb.connect(config={"threads": 1})
rows = pd.DataFrame({"actor": actor, "initiative": initiative})
base.execute("CREATE TABLE p AS FROM rows")
base.execute("CREATE TABLE s AS SELECT initiative, count(*) AS n FROM p GROUP BY ALL")
""",
    )  # fmt: skip
    ratios = [peer["seconds"] / ours["seconds"] for peer in (scipy, duckdb)]
    print(
        f"\n1M: {ours['n']} ties, {ours['seconds']:.2f} s, {ours['mb']:.0f} MB; "
        f"scipy {ratios[0]:.1f}x, {scipy['mb']:.0f} MB; "
        f"DuckDB {ratios[1]:.1f}x, {duckdb['mb']:.0f} MB"
    )
    assert ours["n"] == scipy["n"] == duckdb["n"]
    assert ratios[0] >= 2.5
    assert ratios[1] >= 10
    assert ours["mb"] <= 1600


def test_ties_of_5m_participations_to_a_file(data, tmp_path):
    target = str(tmp_path / "ties.parquet")
    ours = measured(
        f"n = network.write_ties(rows, {target!r}, weight='count', max_size=None)",
        before=FRAME.format(path=data["5M"]) + "network.write_ties(rows[:200_000], "
        f"{target!r}, max_size=None)", clock="perf_counter",
    )  # fmt: skip
    print(f"\n5M: {ours['n']} ties to a file, {ours['seconds']:.1f} s, {ours['mb']:.0f} MB")
    assert ours["seconds"] <= 15
    assert ours["mb"] <= 2000


def test_ties_of_50m_participations_out_of_core(tmp_path):
    source, target = str(tmp_path / "p.parquet"), str(tmp_path / "ties.parquet")
    _written(source)
    ours = measured(
        f"n = network.write_ties({source!r}, {target!r}, max_size=None, memory=1e9)",
        before="from analysis import network", clock="perf_counter",
    )  # fmt: skip
    print(f"\n50M: {ours['n']} ties out of core, {ours['seconds']:.0f} s, {ours['mb']:.0f} MB")
    assert ours["n"] > 195_000_000
    assert ours["mb"] <= 2000


def _written(path: str) -> None:
    """Write 50 million participations: initiatives of nine, whose actors are all over the table."""
    import numpy as np

    draw = np.random.default_rng(7)
    schema = pa.schema({"actor_id": pa.int32(), "initiative_id": pa.int32()})
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, 50_000_000, 1_000_000):
            actor = draw.integers(0, 20_000_000, 1_000_000, dtype=np.int32)
            initiative = (np.arange(start, start + 1_000_000) // 9).astype(np.int32)
            writer.write_table(pa.table([actor, initiative], schema=schema))


@pytest.fixture(scope="module")
def python_of_bicm(tmp_path_factory):
    """Give a Python that has the package bicm, which the project does not need."""
    folder = tmp_path_factory.mktemp("bicm")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "bicm==3.4.0"], check=True)
    return str(python)


def test_the_null_model_of_1m_participations_against_bicm(data, python_of_bicm):
    ours = measured("found = backbone.bicm(rows); n = len(found.actors)",
                    before=FRAME.format(path=data["1M"]), times=5)  # fmt: skip
    theirs = measured(
        """
        graph = BipartiteGraph(edgelist=edges)
        graph.solve_tool(light_mode=True)
        n = graph.n_rows
        """,
        before="from bicm import BipartiteGraph" + SIDES.format(path=data["1M"])
        + "edges = list(zip(actor.tolist(), initiative.tolist()))", times=2, python=python_of_bicm,
    )  # fmt: skip
    ratio = theirs["seconds"] / ours["seconds"]
    print(f"\nBiCM, 1M: {ours['seconds']:.3f} s; bicm {theirs['seconds']:.1f} s, {ratio:.0f}x")
    assert ours["n"] == theirs["n"]
    assert ours["seconds"] <= 0.1
    assert ratio >= 100


def test_p_values_of_51m_pairs(data):
    ours = measured(
        "found = backbone.significance(rows, method='exact', below=0.05); n = len(found)",
        before=FRAME.format(path=data["1M"]) + "backbone.significance(rows[:200_000], below=0.05)",
    )
    print(f"\np-values, 1M: {ours['seconds']:.1f} s, {ours['mb']:.0f} MB, {ours['n']} below .05")
    assert ours["seconds"] <= 7
    assert ours["mb"] <= 800


def test_a_study_of_200_initiatives_in_a_fresh_process():
    table = Path(__file__).parents[2] / "data/raw/pays-de-brest/participations.csv"
    ours = measured(
        """
        ties = network.ties(rows)
        graph = network.graph(ties, actors)
        measures = network.measures(graph)
        groups = network.communities(graph)
        sure = network.community_confidence(graph, seeds=20)
        places = network.positions(graph)
        beyond = backbone.significance(rows)
        n = rows["initiative_id"].nunique()
        """,
        before=f"""
import pandas as pd
from analysis import backbone, network
rows = pd.read_csv({str(table)!r}).rename(columns={{"actor_name_as_written": "actor_id"}})
actors = rows[["actor_id"]].drop_duplicates()
""", clock="perf_counter",
    )  # fmt: skip
    print(f"\n{ours['n']} initiatives, a fresh process: {ours['first']:.2f} s")
    assert ours["first"] < 2
