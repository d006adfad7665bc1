"""How likely two spellings are one actor's: a small model, its training table shipped with it."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from analysis.actors.features import FEATURES

JOINED = 0.6  # probability from which two spellings are joined without a person
DOUBTFUL = (0.05, 0.95)  # between these a person is asked
_NEVER_ALONE = 0.4  # the most that a pair gets which only a person may join,
_OTHER_PLACE = 0.15  # and two bodies of places that share a word, as communes often do
_WEIGHT_OF_A_DECISION = 5.0  # rows of the training table that a decided pair weighs as
_AT_ONCE = 500_000


def probability(
    found: pd.DataFrame, *, decided: pd.DataFrame | None = None, seed: int = 0
) -> np.ndarray:
    """Give the probability that each pair of spellings is of one actor.

    Parameters
    ----------
    found
        What :func:`analysis.actors.features.features` gives.
    decided
        Pairs that a person decided, with the columns of ``found`` and ``y``, whether they are one:
        the model learns from them beside its own table.
    seed
        Of the model.

    Notes
    -----
    Four kinds of pairs only a person may join, whatever the model says: a name with an initial
    where the other has a word, as two people's; acronyms that differ by a letter; bodies that their
    place alone tells apart, when a word of it differs; a name without a commune and the same in one
    of three or more.
    """
    model = _own() if decided is None or decided.empty else _fitted(decided, seed)
    parts = [
        model.predict_proba(found[list(FEATURES)].iloc[first : first + _AT_ONCE])[:, 1]
        for first in range(0, len(found), _AT_ONCE)
    ]
    likely = np.concatenate([np.empty(0), *parts])
    untold = (found["initials"] == 0) & (found["place_told"] == 0) & (found["commune"] < 1)
    acronym = (found["slip_acronym"] > 0) & (found["slip_length"] <= 6) & (found["letters"] < 1)
    most = np.ones(len(found))
    most[acronym | (found["initial_alone"] > 0)] = _NEVER_ALONE
    most[(found["bodies_differ"] == 1) & untold] = _NEVER_ALONE
    # A name without a commune is of one of those that bear it, in as many communes as are known.
    same = (found["left_more"] == 0) & (found["slip"] == 0) & (found["commune"] == 0)
    places = np.expm1(found["namesakes"])
    most = np.where(same & (places > 2.5), np.minimum(most, 1 / np.maximum(places, 1)), most)
    most[(found["bodies_differ"] == 2) & untold] = _OTHER_PLACE
    # Which département "le Département" is, nobody knows but a person: it is one of those named.
    bare = (found["place_untold"] > 0) & untold
    shared = 2 * _NEVER_ALONE / np.maximum(found["place_untold"], 1)
    likely = np.where(bare, shared, likely)
    return np.minimum(likely, most)


@cache
def _table() -> pd.DataFrame:
    with (resources.files(__package__) / "data" / "pairs.parquet").open("rb") as stream:
        return pd.read_parquet(stream)


@cache
def _own() -> Any:
    return fit(_table(), 0)


def _fitted(decided: pd.DataFrame, seed: int) -> Any:
    own = _table()
    added = decided[[*FEATURES, "y"]].assign(weight=_WEIGHT_OF_A_DECISION * own["weight"].median())
    return fit(pd.concat([own, added], ignore_index=True), seed)


def fit(table: pd.DataFrame, seed: int) -> Any:
    """Fit the model to pairs with their features, ``y`` and ``weight``."""
    model = HistGradientBoostingClassifier(
        max_iter=150,
        max_leaf_nodes=15,
        l2_regularization=1.0,
        monotonic_cst=list(FEATURES.values()),
        early_stopping=False,
        random_state=seed,
    )
    return model.fit(table[list(FEATURES)], table["y"], sample_weight=table["weight"])
