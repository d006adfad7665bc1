"""Words that tell a group from the others, and a name made of them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.themes.words import Lexicon

_PAIR = 0.6  # a pair stands for its word when it makes this share of the word's texts
COLUMNS = ["group", "rank", "term", "weight", "n"]


def distinctive_terms(lexicon: Lexicon, labels: np.ndarray, *, top: int = 10) -> pd.DataFrame:
    """List the words that each group has and the others have not.

    Parameters
    ----------
    lexicon
        Terms of the texts.
    labels
        Group of each text, from 0; −1 for none.
    top
        How many terms for each group, at most.

    Returns
    -------
        Columns group, rank (from 1), term (readable), weight, n (texts of the group that bear it);
        sorted by group and rank. No two terms of a group share a word.

    Notes
    -----
    Weight = share of the group's texts that bear the term × log of that share over the share among
    the others, both smoothed; a term counts when two texts of the group bear it.
    """
    borne = sparse.csr_array(lexicon.counts > 0).astype(float)
    kept = labels >= 0
    k = int(labels.max()) + 1 if kept.any() else 0
    hot = np.eye(k)[labels[kept]]
    inside = (borne[kept].T @ hot).T
    size = hot.sum(axis=0)[:, None]
    others = np.maximum(size.sum() - size, 1)
    ratio = (inside + 0.5) / (size + 1) / ((inside.sum(axis=0) - inside + 0.5) / (others + 1))
    weight = np.round(inside / size * np.log(ratio), 6)
    weight = np.where(inside >= np.minimum(2, size), weight, 0).clip(0)
    pairs = defaultdict(list)
    for column, key in enumerate(lexicon.keys):
        for word in key.split() if " " in key else ():
            pairs[word].append(column)
    rows = []
    for group in range(k):
        chosen = _chosen(lexicon.keys, weight[group], inside[group], pairs, top)
        rows += [
            (group, rank, lexicon.shown[c], weight[group, c], int(inside[group, c]))
            for rank, c in enumerate(chosen, start=1)
        ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _chosen(
    keys: tuple[str, ...],
    weight: np.ndarray,
    inside: np.ndarray,
    pairs: dict[str, list[int]],
    top: int,
) -> list[int]:
    used: set[str] = set()
    chosen: list[int] = []
    for column in sorted(np.flatnonzero(weight > 0).tolist(), key=lambda c: (-weight[c], keys[c])):
        if len(chosen) == top:
            break
        if set(keys[column].split()) & used:
            continue
        rivals = pairs.get(keys[column], []) if " " not in keys[column] else []
        for pair in sorted(rivals, key=lambda c: (-inside[c], -weight[c], keys[c]))[:1]:
            fuller = inside[pair] >= _PAIR * inside[column] and weight[pair] > 0
            if fuller and not set(keys[pair].split()) & used:
                column = pair
        used |= set(keys[column].split())
        chosen.append(column)
    return chosen


def name(terms: pd.DataFrame, k: int, *, words: int = 3) -> pd.Series:
    """Name each group by its most distinctive terms; no two names are alike.

    Parameters
    ----------
    terms
        As :func:`distinctive_terms` gives them.
    k
        Number of groups.
    words
        How many terms make a name.

    Returns
    -------
        Names indexed by group. A group without terms is "groupe n" (counted from 1).
    """
    names: list[str] = []
    for group in range(k):
        own = terms.loc[terms["group"] == group, "term"].tolist()
        label = ", ".join(own[:words]) or f"groupe {group + 1}"
        while label in names:
            label = (
                ", ".join(own[: label.count(",") + 2])
                if len(own) > label.count(",") + 1
                else f"{label} ({group + 1})"
            )
        names.append(label[0].upper() + label[1:])
    return pd.Series(names, index=pd.RangeIndex(k, name="group"), name="name", dtype="str")
