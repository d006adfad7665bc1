"""A kill at any moment loses nothing: apart from test_study, so that two workers share the time."""

import os
import random
import re
import signal
import subprocess
import sys
import time

import pytest

from analysis import study
from tests.conftest import digests


@pytest.mark.parametrize("seed", range(10))
def test_killed_at_any_moment_the_next_run_ends_the_same(done, small_study, seed):
    *_, made = done
    command = [sys.executable, "-m", "analysis", "run", str(small_study)]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    time.sleep(random.Random(seed).uniform(0.5, 15.0))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    state = small_study.parents[1] / ".state" / "petite.sqlite"
    finished = state.exists() and re.findall(
        rb"corpus|themes|network|encounters", state.read_bytes()
    )
    report = study.run(small_study)
    assert digests(report.out) == made
    if finished and b"network" in finished:
        assert "corpus" in report.current  # a finished step is not lost
