"""How far groups hold when the draw or the texts change."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from analysis.themes import views as seen
from analysis.themes.consensus import consensus


def held(
    vectors: np.ndarray, k: int, labels: np.ndarray, seed: int, *, draws: int = 10
) -> tuple[float, float, pd.DataFrame]:
    """Group again with other seeds, and on 90 % of the texts; compare.

    Parameters
    ----------
    vectors, k, labels, seed
        What was grouped, into how many groups, what came out, and with which seed.
    draws
        Subsamples of 90 %.

    Returns
    -------
        Mean adjusted Rand index between seeds, and with the subsamples; and a table by group: n,
        stability (mean best Jaccard overlap with a group of a subsample). NaN for fewer than four
        texts, or too many to do it again.
    """
    n = len(labels)
    sizes = pd.Series(labels).value_counts().sort_index().rename("n").rename_axis("group")
    if n < 4 or n > seen.LANDMARKS:  # too few to say anything; too many to do it again
        return float("nan"), float("nan"), sizes.to_frame().assign(stability=np.nan)
    near = seen.smoothed(vectors)
    again = [labels, *(consensus(near, k, seed=seed + i, runs=100)[0] for i in range(1, 5))]
    pairs = [adjusted_rand_score(a, b) for i, a in enumerate(again) for b in again[:i]]
    rng = np.random.default_rng(seed)
    agreed, overlap = [], np.zeros((draws, len(sizes)))
    for draw in range(draws):
        kept = np.sort(rng.permutation(n)[: max(k, round(0.9 * n))])
        other, _ = consensus(seen.smoothed(vectors[kept]), k, seed=seed, runs=100)
        agreed.append(adjusted_rand_score(labels[kept], other))
        hot = np.eye(len(sizes))[labels[kept]].T @ np.eye(int(other.max()) + 1)[other]
        union = hot.sum(axis=1, keepdims=True) + hot.sum(axis=0) - hot
        overlap[draw] = (hot / np.maximum(union, 1)).max(axis=1)
    table = sizes.to_frame().assign(stability=np.round(overlap.mean(axis=0), 3))
    return round(float(np.mean(pairs)), 4), round(float(np.mean(agreed)), 4), table
