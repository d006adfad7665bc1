"""A plane on which texts that are alike lie near one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis.themes import views as seen

_PERPLEXITY = 30
_NEAREST = 3  # landmarks between which another text lies
_DECIMALS = 4


def plane(
    texts: pd.Series,
    *,
    views: Sequence[str] = ("lexical",),
    places: Iterable[str] = (),
    language: str = "fr",
) -> pd.DataFrame:
    """Lay texts out on a plane.

    Parameters
    ----------
    texts
        Texts with a unique index.
    views, places, language
        As for :func:`analysis.themes.group`.

    Returns
    -------
        Columns x, y (no unit, about 0), indexed like `texts`; missing for a text without any word.
        Neighbours mean something, large distances do not. The rows' order changes nothing, and no
        chance comes in. Beyond 3,000 texts, 3,000 are laid out and the others stand among those
        that they are nearest to.

    References
    ----------
    van der Maaten, L. & Hinton, G. (2008). Visualizing data using t-SNE. JMLR, 9, 2579-2605.
    """
    if texts.index.has_duplicates:
        raise ValueError("repeated index labels: give each text its own")
    ordered = texts.sort_index()
    written = ordered.fillna("").astype("str")
    at = np.full((len(ordered), 2), np.nan)
    with threadpool_limits(1):
        _, vectors = seen.read(written, views, places, language)
        known = np.flatnonzero(np.abs(vectors).sum(axis=1) > 0)
        at[known] = _laid(vectors[known])
    return pd.DataFrame(at, index=ordered.index, columns=["x", "y"]).reindex(texts.index)


def _laid(vectors: np.ndarray) -> np.ndarray:
    n = len(vectors)
    marks = np.arange(n)
    if n > seen.LANDMARKS:
        marks = np.sort(np.random.default_rng(0).choice(n, seen.LANDMARKS, replace=False))
    some = vectors[marks]
    if len(marks) < 5:
        flat = np.zeros((len(marks), 2))
        flat[:, 0] = np.arange(len(marks)) - (len(marks) - 1) / 2
        return flat
    from sklearn.manifold import TSNE

    perplexity = min(_PERPLEXITY, (len(marks) - 1) / 3)
    flat = TSNE(
        perplexity=perplexity, init=_start(some), method="exact", random_state=0, max_iter=1000
    ).fit_transform(seen.smoothed(some))
    flat = np.round(flat - flat.mean(axis=0), _DECIMALS).astype(float)
    if len(marks) == n:
        return flat
    placed = np.empty((n, 2))
    for start in range(0, n, 2000):
        near = np.round(vectors[start : start + 2000] @ some.T, 9).clip(1e-9)
        nearest = np.argsort(-near, axis=1, kind="stable")[:, :_NEAREST]
        weight = np.take_along_axis(near, nearest, axis=1)
        placed[start : start + 2000] = (flat[nearest] * weight[:, :, None]).sum(axis=1)
        placed[start : start + 2000] /= weight.sum(axis=1, keepdims=True)
    placed[marks] = flat
    return np.round(placed, _DECIMALS)


def _start(vectors: np.ndarray) -> np.ndarray:
    """Begin from the two main directions, each with its sign fixed."""
    first = seen.reduced(vectors)[:, :2]
    if first.shape[1] < 2:
        first = np.hstack([first, np.zeros((len(first), 2 - first.shape[1]))])
    heavy = np.abs(first).argmax(axis=0)
    first = first * np.sign(np.where(first[heavy, [0, 1]] == 0, 1, first[heavy, [0, 1]]))
    spread = first.std(axis=0)
    return (first / np.where(spread > 0, spread, 1) * 1e-4).astype(np.float32)
