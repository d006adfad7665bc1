"""How far one key a name finds who is who, on synthetic names whose seed nothing was built on."""

import re
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from analysis import actors

GENERATOR = Path(__file__).parents[3] / "shared" / "reference" / "organisation_names.py"


def pairwise(entity: pd.Series, group: pd.Series) -> tuple[float, float, float]:
    """Give precision, recall and F1 of the pairs that groups make."""

    def pairs(keys: list[pd.Series]) -> float:
        n = pd.concat(keys, axis=1).value_counts()
        return float((n * (n - 1) / 2).sum())

    both = pairs([entity, group])
    precision, recall = both / pairs([group]), both / pairs([entity])
    return precision, recall, 2 * precision * recall / (precision + recall)


def fingerprint(name: str) -> str:
    """Fold a name as OpenRefine's fingerprint does: ASCII, no punctuation, words sorted, once."""
    plain = unicodedata.normalize("NFKD", name.strip().lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(set(re.sub(r"[^\w\s]", "", plain).split())))


@pytest.mark.parametrize("n", [20_000, 100_000])
def test_one_key_a_name(tmp_path, n):
    if not GENERATOR.is_file():
        pytest.skip("the shared generator is not here")
    path = tmp_path / "names.csv"
    subprocess.run([sys.executable, GENERATOR, str(n), path, "11"], check=True, capture_output=True)
    table = pd.read_csv(path, dtype="str")
    started = time.perf_counter()
    keys = actors.normalise(table["name"])["key"]
    spent = time.perf_counter() - started
    ours = pairwise(table["entity"], keys)
    peer = pairwise(table["entity"], table["name"].map(fingerprint))
    said = "precision {:.3f}, recall {:.3f}, F1 {:.3f}"
    print(f"\n{n} names, one key: {said.format(*ours)}, {spent:.1f} s")
    print(f"OpenRefine's fingerprint: {said.format(*peer)}")
    assert ours[2] > peer[2]
    assert ours[0] >= 0.95  # names that two communes have weigh at this size
