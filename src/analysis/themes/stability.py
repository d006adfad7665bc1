"""How far groups hold when the draw or the texts change."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from analysis.themes import views as seen
from analysis.themes.landmarks import parted

_RUNS = 100


def held(
    vectors: np.ndarray,
    k: int,
    labels: np.ndarray,
    seed: int,
    *,
    draws: int = 10,
    told: np.ndarray | None = None,
    mend: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
) -> tuple[float, float, pd.DataFrame]:
    """Group again with other seeds, and on 90 % of the texts; compare.

    Parameters
    ----------
    vectors, k, labels, seed, told
        What was grouped, into how many groups, what came out, with which seed, and what people
        said.
    mend
        What people decided: labels, and the places of the texts they are for, to labels.
    draws
        Subsamples of 90 %; beyond 3,000 texts, where each takes seconds, two of them, and one other
        seed.

    Returns
    -------
        Mean adjusted Rand index between seeds, and with the subsamples; and a table by group: n,
        stability (mean best Jaccard overlap with a group of a subsample). NaN for fewer than four
        texts.
    """
    n = len(labels)
    sizes = pd.Series(labels).value_counts().sort_index().rename("n").rename_axis("group")
    if n < 4:  # too few to say anything
        return float("nan"), float("nan"), sizes.to_frame().assign(stability=np.nan)
    many = n > seen.LANDMARKS
    draws = min(draws, 2) if many else draws

    def again(kept: np.ndarray, seed: int) -> np.ndarray:
        some = None if told is None else told[kept]
        found = parted(vectors[kept], k, seed=seed, runs=_RUNS, told=some)[0]
        return found if mend is None else mend(found, kept)

    every = np.arange(n)
    others = [labels, *(again(every, seed + i) for i in range(1, 2 if many else 5))]
    pairs = [adjusted_rand_score(a, b) for i, a in enumerate(others) for b in others[:i]]
    rng = np.random.default_rng(seed)
    agreed, overlap = [], np.zeros((draws, len(sizes)))
    for draw in range(draws):
        kept = np.sort(rng.permutation(n)[: max(k, round(0.9 * n))])
        other = again(kept, seed)
        agreed.append(adjusted_rand_score(labels[kept], other))
        together = np.zeros((len(sizes), int(other.max()) + 1))
        np.add.at(together, (labels[kept], other), 1)
        union = together.sum(axis=1, keepdims=True) + together.sum(axis=0) - together
        overlap[draw] = (together / np.maximum(union, 1)).max(axis=1)
    table = sizes.to_frame().assign(stability=np.round(overlap.mean(axis=0), 3))
    return round(float(np.mean(pairs)), 4), round(float(np.mean(agreed)), 4), table
