"""Kills lose nothing: apart from test_study, so that two workers share the time."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from analysis import study
from tests.conftest import digests

STEPS = rb"corpus|themes|network|backbone|territory|encounters|portraits|figures|exports|atlas"


def finished(state: Path) -> set[str]:
    """Give the steps that the record of a study says are done."""
    return {m.decode() for m in re.findall(STEPS, state.read_bytes())} if state.exists() else set()


def test_killed_ten_times_at_any_moment_the_next_run_ends_the_same(done, small_study):
    _, whole, made = done
    out = small_study.parents[1] / "processed" / "petite"
    state = small_study.parents[1] / ".state" / "petite.sqlite"
    assert finished(whole.out.parents[1] / ".state" / "petite.sqlite") == set(whole.made)
    moment, held = random.Random(0), set()
    for _ in range(10):
        command = [sys.executable, "-m", "analysis", "run", str(small_study)]
        process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
        time.sleep(moment.uniform(0.5, 15.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert held <= finished(state), "a finished step is lost"
        held = finished(state)
        written = {k: v for k, v in digests(out).items() if not k.startswith(".")}
        assert written.items() <= made.items(), "a file is written half"
    report = study.run(small_study)
    assert digests(report.out) == made
    assert held <= set(report.current)
    assert held, "no step was ever finished: the kills came too soon to tell"
