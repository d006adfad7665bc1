"""The projection by its two ways, and to a file: the same bytes."""

import hashlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import network
from analysis.network import pairs, projection

PAIRS = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 12)), max_size=150)


def table(rows: list[tuple[int, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f"a{actor:02d}", f"i{initiative:02d}", 2000 + initiative, "x")
            for actor, initiative in rows
        ],
        columns=["actor_id", "initiative_id", "year", "role"],
    ).astype({"actor_id": "str", "initiative_id": "str", "role": "str", "year": "Int64"})


def crowd(actors: int = 400, initiatives: int = 90, n: int = 4_000, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return table(
        [
            (int(a * a * actors), int(i))
            for a, i in zip(rng.random(n), rng.integers(0, initiatives, n), strict=True)
        ]
    )


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    for column in ("shared", "strength"):
        assert one[column].to_numpy().tobytes() == other[column].to_numpy().tobytes()


@settings(max_examples=60, deadline=None)
@given(rows=PAIRS, weight=st.sampled_from(network.WEIGHTS))
def test_the_compiled_walk_gives_the_bytes_of_the_product(rows, weight):
    participations = table(rows)
    usual = network.ties(participations, weight=weight, max_size=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "KERNEL_FROM", 0)
        walked = network.ties(participations, weight=weight, max_size=None)
    same(usual, walked)


def test_both_ways_agree_on_a_crowd_with_hubs():
    participations = crowd()
    walked = network.ties(participations, max_size=None)  # large enough for the walk
    assert network.estimate(participations, max_size=None).pairs > pairs.KERNEL_FROM / 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "KERNEL_FROM", 1e12)
        same(walked, network.ties(participations, max_size=None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "KERNEL_FROM", 0)
        same(walked, network.ties(participations, max_size=None))


def test_blocks_put_end_to_end_are_the_whole():
    known = pairs.ranked(projection.selected(crowd(), "newman", None, None, None, 1))
    (whole,) = pairs.blocks(known, "newman")
    parts = [
        [column.copy() for column in block] for block in pairs.blocks(known, "newman", rows=500)
    ]
    assert len(parts) > 10
    for column, pieces in zip(whole, zip(*parts, strict=True), strict=True):
        assert column.tobytes() == np.concatenate(pieces).tobytes()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"weight": "cosine", "max_size": None},
        {"roles": ["x"], "years": (2000, 2020), "max_size": 50},
        {"years": (2030, 2040), "max_size": None, "min_shared": 2},
        {"years": (1900, 1901)},
    ],
)
def test_a_file_written_from_a_table_or_a_file_holds_the_same_ties(tmp_path, options):
    participations = crowd()
    participations.loc[::7, "role"] = "y"
    participations.loc[::5, "year"] = pd.NA
    source = tmp_path / "participations.parquet"
    participations.to_parquet(source)
    wanted = network.ties(participations, **options)
    for given_as in (participations, source, str(tmp_path / "part*.parquet")):
        n = network.write_ties(given_as, tmp_path / "out" / "ties.parquet", **options)
        found = pd.read_parquet(tmp_path / "out" / "ties.parquet")
        assert n == len(wanted) == len(found)
        for column in ("shared", "strength"):
            assert found[column].to_numpy().tobytes() == wanted[column].to_numpy().tobytes()
        for side in ("actor_a", "actor_b"):
            assert found[side].astype("str").tolist() == wanted[side].astype("str").tolist()
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["ties.parquet"]  # nothing left over


def test_integer_identifiers_stay_integers(tmp_path):
    rows = crowd()
    numbers = rows.assign(actor_id=rows["actor_id"].str[1:].astype("int64") + 1000)
    network.write_ties(numbers, tmp_path / "ties.parquet", max_size=None)
    found = pd.read_parquet(tmp_path / "ties.parquet")
    assert found["actor_a"].dtype == "int64"
    wanted = network.ties(numbers, max_size=None)
    assert found["actor_b"].tolist() == wanted["actor_b"].astype("int64").tolist()


def test_a_spill_under_a_small_limit_changes_nothing(tmp_path):
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "actor_id": [f"acteur-{a:07d}" for a in rng.integers(0, 60_000, 200_000)],
            "initiative_id": [f"initiative-{i:07d}" for i in rng.integers(0, 40_000, 200_000)],
        }
    )
    rows.to_parquet(tmp_path / "rows.parquet")
    prints = []
    for memory in (60e6, 2e9):
        network.write_ties(tmp_path / "rows.parquet", tmp_path / "ties.parquet", memory=memory)
        prints.append(hashlib.sha256((tmp_path / "ties.parquet").read_bytes()).hexdigest())
    assert prints[0] == prints[1]
    wanted = network.ties(rows)
    found = pd.read_parquet(tmp_path / "ties.parquet")
    assert found["strength"].to_numpy().tobytes() == wanted["strength"].to_numpy().tobytes()


def test_a_projection_beyond_memory_is_refused_with_its_size_and_the_ways_out():
    big = pd.DataFrame({"actor_id": np.arange(60_000), "initiative_id": 0})
    with pytest.raises(ValueError, match=r"36\.0 GB") as refusal:
        network.ties(big, max_size=None)
    assert "max_size" in str(refusal.value)
    assert "write_ties" in str(refusal.value)
    assert len(network.ties(big)) == 0  # capped by default
    assert "1799970000 paires" in network.estimate(big).sentence()


def test_what_is_wrong_in_a_file_is_named_with_its_rows(tmp_path):
    rows = crowd(n=50)
    rows.loc[3, "actor_id"] = None
    rows.loc[9, "initiative_id"] = "  "
    rows.to_parquet(tmp_path / "p.parquet")
    with pytest.raises(ValueError, match=r"p\.parquet") as wrong:
        network.write_ties(tmp_path / "p.parquet", tmp_path / "t.parquet")
    assert "actor_id" in str(wrong.value)
    assert "initiative_id" in str(wrong.value)
    assert not (tmp_path / "t.parquet").exists()
    rows.drop(columns="year").to_parquet(tmp_path / "q.parquet")
    with pytest.raises(ValueError, match="year"):
        network.write_ties(tmp_path / "q.parquet", tmp_path / "t.parquet", years=(2000, 2001))


def test_years_select_and_a_missing_year_is_in_no_window():
    rows = table([(1, 0), (2, 0), (1, 1), (3, 1)])
    rows.loc[0, "year"] = pd.NA
    found = network.ties(rows, years=(2000, 2001))
    assert found["actor_b"].astype("str").tolist() == ["a03"]
    with pytest.raises(ValueError, match="first year"):
        network.ties(rows, years=(2002, 2001))


def test_a_million_actors_alone_make_no_tie():
    alone = pd.DataFrame({"actor_id": np.arange(10**6), "initiative_id": np.arange(10**6)})
    assert len(network.ties(alone, max_size=None)) == 0
