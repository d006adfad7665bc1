"""Words that tell a group from the others, and a name made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.themes.words import Lexicon

_PAIR = 0.6  # a pair stands for its word when it makes this share of the word's texts
COLUMNS = ["group", "rank", "term", "weight", "n", "c_tf_idf", "log_odds"]


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
        Columns group, rank (from 1), term (readable), weight, n (texts of the group that bear it),
        c_tf_idf, log_odds; sorted by group and rank. No two terms of a group share a word.

    Notes
    -----
    Weight, by which terms are chosen = share of the group's texts that bear the term × log of that
    share over the share among the others, both smoothed; a term counts when two texts of the group
    bear it. It counts texts, as a reader does; two weights of the field that count occurrences are
    given beside it. c_tf_idf = the term's share of the group's occurrences × log(1 + mean
    occurrences in a group / those of the term). log_odds = z-score of the log-odds of the term in
    the group against the others, the prior being its occurrences in all texts.

    References
    ----------
    Grootendorst, M. (2022). BERTopic: neural topic modeling with a class-based TF-IDF procedure.
    arXiv:2203.05794.

    Monroe, B., Colaresi, M. & Quinn, K. (2008). Fightin' words: lexical feature selection and
    evaluation for identifying the content of political conflict. Political Analysis, 16(4).
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
    times = (lexicon.counts[kept].T @ hot).T
    specific, odds = c_tf_idf(times), log_odds(times)
    pairs = defaultdict(list)
    for column, key in enumerate(lexicon.keys):
        for word in key.split() if " " in key else ():
            pairs[word].append(column)
    rows = []
    for group in range(k):
        chosen = _chosen(lexicon.keys, weight[group], inside[group], pairs, top)
        rows += [
            (group, rank, lexicon.shown[c], weight[group, c], int(inside[group, c]),
             specific[group, c], odds[group, c])
            for rank, c in enumerate(chosen, start=1)
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def c_tf_idf(times: np.ndarray) -> np.ndarray:
    """Weight terms by how specific to a group they are.

    Parameters
    ----------
    times
        Groups × terms: occurrences.

    Examples
    --------
    >>> c_tf_idf(np.array([[2.0, 2.0], [0.0, 4.0]])).round(3).tolist()  # 4 a group: log(1 + 4/2)…
    [[0.549, 0.255], [0.0, 0.511]]
    """
    total = times.sum(axis=1, keepdims=True)
    share = np.divide(times, total, out=np.zeros_like(times), where=total > 0)
    mean = total.sum() / max(len(total), 1)
    return np.round(share * np.log1p(mean / np.maximum(times.sum(axis=0), 1)), 6)


def log_odds(times: np.ndarray) -> np.ndarray:
    """Give z-scores of the log-odds of terms in each group against the others.

    Parameters
    ----------
    times
        Groups × terms: occurrences; all of a term are its prior.
    """
    prior = times.sum(axis=0)
    everything = prior.sum()
    own, others = times + prior, 2 * prior - times
    rest_own = times.sum(axis=1, keepdims=True) + everything - own
    rest_others = 2 * everything - times.sum(axis=1, keepdims=True) - others
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.log(own / rest_own) - np.log(others / rest_others)
        found = gap / np.sqrt(1 / own + 1 / others)
    return np.round(np.nan_to_num(found, posinf=0, neginf=0), 6)


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


def name(
    terms: pd.DataFrame, k: int, *, words: int = 3, given: Mapping[int, str] | None = None
) -> pd.Series:
    """Name each group by its most distinctive terms; no two names are alike.

    Parameters
    ----------
    terms
        As :func:`distinctive_terms` gives them.
    k
        Number of groups.
    words
        How many terms make a name.
    given
        Names that some groups have already.

    Returns
    -------
        Names indexed by group. A group without terms is "groupe n" (counted from 1).
    """
    names: list[str] = []
    for group in range(k):
        if given and group in given:
            names.append(given[group])
            continue
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
