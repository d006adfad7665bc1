"""Who is who, on made names whose seeds nothing was built on, against peers in the same run."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from analysis import actors
from tests.benchmarks.measuring import measured
from tests.test_actors_proposing import b_cubed, decided, sample

GENERATOR = Path(__file__).parents[3] / "shared" / "reference" / "organisation_names.py"
SAID = "precision {:.3f}, recall {:.3f}, F1 {:.3f}"

OURS = """
import pandas as pd
from analysis import actors
table = pd.read_csv({path!r}, dtype="str")
actors.resolve(table["name"].head(200))
"""
SOLVED = """
found = actors.resolve(table["name"], context=table[["commune"]])
n = found.nunique()
found.to_frame("group").to_parquet({out!r})
"""
# Splink with the help of our keys: names by likeness, rare ones first, communes, four blocks.
SPLINK = """
import logging, warnings
logging.disable(logging.WARNING)
warnings.filterwarnings("ignore")
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from analysis import actors
table = pd.read_csv({path!r}, dtype="str")
"""
SPLINKED = """
words = actors.normalise(table["name"])["key"]
parts = words.str.split()
data = pd.DataFrame({{"unique_id": range(len(table)), "name": words,
    "commune": table["commune"].str.lower(), "first": parts.str[0], "second": parts.str[1],
    "last": parts.str[-1]}})
likeness = cl.JaroWinklerAtThresholds("name", [0.97, 0.93, 0.88]).configure(
    m_probabilities=[0.8, 0.1, 0.05, 0.02, 0.03], term_frequency_adjustments=True)
place = cl.ExactMatch("commune").configure(
    m_probabilities=[0.99, 0.01], term_frequency_adjustments=True)
settings = SettingsCreator(link_type="dedupe_only", comparisons=[likeness, place],
    blocking_rules_to_generate_predictions=[block_on("name"), block_on("commune", "first"),
        block_on("commune", "last"), block_on("first", "second")])
linker = Linker(DuckDBAPI().register(data), settings)
linker.training.estimate_probability_two_random_records_match([block_on("name")], recall=0.7)
linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
pairs = linker.inference.predict(threshold_match_probability=0.05)
found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.2)
groups = found.as_pandas_dataframe().sort_values("unique_id")["cluster_id"].reset_index(drop=True)
n = groups.nunique()
groups.to_frame("group").to_parquet({out!r})
"""


def pairwise(entity: pd.Series, group: pd.Series) -> tuple[float, float, float]:
    """Give precision, recall and F1 of the pairs that groups make."""

    def pairs(keys: list[pd.Series]) -> float:
        n = pd.concat(keys, axis=1).value_counts()
        return float((n * (n - 1) / 2).sum())

    both = pairs([entity, group])
    precision, recall = both / pairs([group]), both / pairs([entity])
    return precision, recall, 2 * precision * recall / (precision + recall)


def largest_wrong(entity: pd.Series, group: pd.Series) -> int:
    """Count the names of the largest group of two entities or more."""
    each = entity.groupby(group.to_numpy()).agg(["size", "nunique"])
    wrong = each.loc[each["nunique"] > 1, "size"]
    return int(wrong.max()) if len(wrong) else 0


def fingerprint(name: str) -> str:
    """Fold a name as OpenRefine's fingerprint does: ASCII, no punctuation, words sorted, once."""
    plain = unicodedata.normalize("NFKD", name.strip().lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(set(re.sub(r"[^\w\s]", "", plain).split())))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Give the path of a file of made names."""
    folder = tmp_path_factory.mktemp("names")

    def path(n: int, seed: int) -> Path:
        if not GENERATOR.is_file():
            pytest.skip("the shared generator is not here")
        file = folder / f"{n}-{seed}.csv"
        if not file.exists():
            command = [sys.executable, GENERATOR, str(n), file, str(seed)]
            subprocess.run(command, check=True, capture_output=True)
        return file

    return path


def solved(path: Path, before: str = OURS, lines: str = SOLVED) -> tuple[pd.DataFrame, dict]:
    """Group a file's names in a process of its own; give the file with its groups, and the cost."""
    out = str(path.with_suffix(".parquet"))
    cost = measured(
        lines.format(out=out), before=before.format(path=str(path)), clock="perf_counter"
    )
    table = pd.read_csv(path, dtype="str")
    return table.assign(group=pd.read_parquet(out)["group"].to_numpy()), cost


@pytest.mark.parametrize("seed", [11, 23])
def test_a_hundred_thousand_names(made, seed):
    table, cost = solved(made(100_000, seed))
    ours = pairwise(table["entity"], table["group"])
    wrong = largest_wrong(table["entity"], table["group"])
    cubed = b_cubed(table["entity"], table["group"])
    peer = pairwise(table["entity"], table["name"].map(fingerprint))
    key = pairwise(table["entity"], actors.normalise(table["name"])["key"])
    other, spent = solved(made(100_000, seed), SPLINK, SPLINKED)
    splink = pairwise(other["entity"], other["group"])
    print(f"\n100,000 names, seed {seed}: {SAID.format(*ours)}, B3 {cubed[2]:.3f}, largest wrong "
          f"group {wrong}, {cost['seconds']:.1f} s, {cost['mb']:.0f} MB")  # fmt: skip
    print(f"  one key a name: {SAID.format(*key)}")
    print(f"  OpenRefine's fingerprint: {SAID.format(*peer)}")
    print(f"  Splink: {SAID.format(*splink)}, {spent['seconds']:.1f} s, {spent['mb']:.0f} MB")
    assert ours[2] >= 0.94
    assert ours[2] > max(peer[2], splink[2], key[2])
    assert wrong <= 25
    assert cost["seconds"] < 30
    assert cost["mb"] < 1000


def test_a_thousand_names_against_every_pair_compared(made):
    from rapidfuzz import fuzz, process
    from scipy.sparse.csgraph import connected_components

    path = made(1000, 11)
    table, _ = solved(path)
    ours = pairwise(table["entity"], table["group"])
    names = table["name"].map(fingerprint).tolist()
    near = process.cdist(names, names, scorer=fuzz.token_sort_ratio) >= 90
    theirs = pairwise(table["entity"], pd.Series(connected_components(near)[1]))
    print(f"\n1,000 names: {SAID.format(*ours)}")
    print(f"  rapidfuzz cdist >= 90: {SAID.format(*theirs)}")
    assert ours[2] > theirs[2]


def test_three_hundred_answers_on_a_hundred_thousand_names(made):
    table = pd.read_csv(made(100_000, 11), dtype="str")
    table["name"] = actors.normalise(table["name"])["name"]
    context = table[["commune"]]
    found = actors.propose(table["name"], context=context)
    entity = table["entity"].groupby(found.spelling).agg(set)
    asked = actors.to_review(found).head(300)
    ends = ["name_a", "commune_a", "name_b", "commune_b"]
    pairs = asked[ends].merge(found.pairs, on=ends).drop_duplicates(ends)
    told = decided(
        *(
            (*row[:4], "même" if entity[row[4]] & entity[row[5]] else "autre")
            for row in pairs[[*ends, "a", "b"]].itertuples(index=False, name=None)
        ),
        columns=("name", "commune", "other", "other_commune", "verdict"),
    )
    after = pairwise(
        table["entity"], actors.resolve(table["name"], context=context, decisions=told)
    )
    print(f"\n100,000 names after {len(told)} answers: {SAID.format(*after)}")
    assert after[2] >= 0.95


def test_a_million_names_and_how_the_cost_grows(made):
    _, small = solved(made(100_000, 23))
    table, cost = solved(made(1_000_000, 12))
    ours = pairwise(table["entity"], table["group"])
    wrong = largest_wrong(table["entity"], table["group"])
    growth = cost["seconds"] / small["seconds"]
    cost_said = f"{cost['seconds']:.0f} s ({growth:.1f}x those of 100,000), {cost['mb']:.0f} MB"
    print(f"\n1,000,000 names: {SAID.format(*ours)}, largest wrong {wrong}, {cost_said}")
    assert ours[2] >= 0.90
    assert wrong <= 25
    assert cost["seconds"] < 200
    assert cost["mb"] < 3000
    assert growth <= 13


def test_brest_answered_one_by_one_and_in_one_list():
    frame = sample()
    frame["name"] = actors.normalise(frame["name"])["name"]
    said = frame.groupby("name")["actor_id"].agg(set)
    context = frame[["initiative", "commune"]]

    def judged(answers: list[tuple[str, str, str]]) -> tuple[float, float, float]:
        told = decided(*answers) if answers else None
        ids = actors.resolve(frame["name"], context=context, decisions=told)
        each = frame.assign(group=ids).drop_duplicates(["name", "actor_id"])
        return b_cubed(each["actor_id"], each["group"])

    print(f"\nBrest, 590 spellings, no answer: B3 {SAID.format(*judged([]))}")
    results = {}
    for at_once in (40, 10, 1):
        answers: list[tuple[str, str, str]] = []
        while len(answers) < 40:
            told = decided(*answers) if answers else None
            found = actors.propose(frame["name"], context=context, decisions=told)
            for pair in actors.to_review(found, frame["initiative"]).head(at_once).itertuples():
                same = bool(said[pair.name_a] & said[pair.name_b])
                answers.append((pair.name_a, pair.name_b, "même" if same else "autre"))
        results[at_once] = judged(answers)
        print(f"  after forty answers, {at_once} at once: B3 {SAID.format(*results[at_once])}")
    assert min(results[40][2], results[10][2]) >= 0.97
