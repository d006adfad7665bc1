"""The slow truths of the rerun: fresh clones, and kills, on the whole bundled study."""

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis import manifest, study
from tests.conftest import digests

ROOT = Path(__file__).parents[2]
FOLDER = Path("data", "raw", "pays-de-brest")


def clone(into: Path) -> float:
    """Clone the repository, make its study, and give the seconds that `make study` took."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(into)], check=True)
    started = time.perf_counter()
    subprocess.run(["make", "study"], cwd=into, check=True)
    return time.perf_counter() - started


def test_two_fresh_clones_make_the_same_bytes_in_time(tmp_path):
    first, second = clone(tmp_path / "un"), clone(tmp_path / "deux")
    print(f"\nmake study on a fresh clone: {first:.0f} s, {second:.0f} s")
    made = [digests(tmp_path / name / "data" / "processed") for name in ("un", "deux")]
    assert len(made[0]) > 60
    assert made[0] == made[1]
    started = time.perf_counter()
    subprocess.run(["make", "study"], cwd=tmp_path / "un", check=True)
    again = time.perf_counter() - started
    print(f"make study again: {again:.2f} s")
    assert max(first, second) < 300
    assert again < 3


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return digests(study.run(copy(tmp_path_factory.mktemp("calme"))).out)


def copy(home: Path) -> Path:
    shutil.copytree(ROOT / FOLDER, home / FOLDER)
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    return home / FOLDER


def test_shuffled_rows_of_the_whole_study_change_nothing_but_row_numbers(undisturbed, tmp_path):
    folder = copy(tmp_path)
    for name in ("initiatives", "participations", "actors"):
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        random.Random(name).shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header, *rows])
        manifest.accept(folder, f"{name}.csv")
    made = digests(study.run(folder).out)
    assert {name for name in undisturbed if made[name] != undisturbed[name]} <= {"report.csv"}


@pytest.mark.parametrize("seed", range(10))
def test_killed_at_a_random_moment_the_whole_study_ends_the_same(undisturbed, tmp_path, seed):
    folder = copy(tmp_path)
    command = [sys.executable, "-m", "analysis", "run", str(folder)]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    time.sleep(random.Random(seed).uniform(1, 70))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert digests(study.run(folder).out) == undisturbed
