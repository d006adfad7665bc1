"""Time and memory of a few lines in a process of their own, on one core."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np

ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}

_FRAME = """
import json, resource, sys, time
{before}
seconds = []
for _ in range({times}):
    started = time.{clock}()
{lines}
    seconds.append(time.{clock}() - started)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
print("measured", json.dumps({{"seconds": min(seconds), "first": seconds[0], "mb": peak, "n": n}}))
"""


def measured(
    lines: str, *, before: str = "", times: int = 1, clock: str = "process_time", python: str = ""
) -> dict:
    """Run `before` once, then time `lines` a few times; they leave a number in `n`.

    Returns
    -------
        seconds (the least), first, mb (peak of the process), n.
    """
    said = _FRAME.format(
        before=textwrap.dedent(before), lines=textwrap.indent(textwrap.dedent(lines), "    "),
        times=times, clock=clock,
    )  # fmt: skip
    run = subprocess.run(
        [python or sys.executable, "-c", said], env=os.environ | ALONE, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout.rsplit("measured ", 1)[1])


def two_mode(participations: int, halls: tuple[int, ...], cap: int, seed: int = 7) -> np.ndarray:
    """Draw participations without groups: heavy tails on both sides, and a few large halls.

    Parameters
    ----------
    participations
        How many, before repeated ones are dropped.
    halls
        Sizes of the largest initiatives.
    cap
        The most actors of all other initiatives.
    seed
        Of the draw.

    Returns
    -------
        Actors and initiatives, two rows of int32, sorted.
    """
    draw = np.random.default_rng(seed)
    actors = max(20, int(participations / 2.2))
    small = np.minimum(cap, 1 + (3 * draw.pareto(1.4, participations // 3)).astype(int))
    enough = np.searchsorted(np.cumsum(small), participations - sum(halls)) + 1
    sizes = np.concatenate([np.array(halls, dtype=int), small[:enough]])
    taste = np.cumsum(draw.pareto(2.0, actors) + 1)
    initiative = np.repeat(np.arange(len(sizes)), sizes)
    actor = np.searchsorted(taste / taste[-1], draw.random(len(initiative)))
    keys = np.unique(actor * len(sizes) + initiative)
    sides = (keys // len(sizes), keys % len(sizes))
    return np.array([np.unique(side, return_inverse=True)[1] for side in sides], dtype=np.int32)


def saved(folder: Path, name: str, *how: object) -> str:
    """Draw participations into a file, and give its path."""
    path = folder / f"{name}.npy"
    np.save(path, two_mode(*how))
    return str(path)
