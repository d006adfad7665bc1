"""New texts join the groups there are, and move nobody."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.stats import binom
from threadpoolctl import threadpool_limits

from analysis.themes import views as seen

_NEIGHBOURS = 10
_STRANGE = 0.05  # nearer to nothing than this share of the texts that made the groups
_CHANCE = 0.01  # as many strange texts as that by chance alone, so seldom: the themes have changed
_DECIMALS = 9


class ThemesNoLongerFit(UserWarning):
    """More new texts are far from all groups than chance would have."""


def assign(
    new: pd.Series,
    texts: pd.Series,
    groups: pd.Series,
    *,
    views: Sequence[str] = ("lexical",),
    places: Iterable[str] = (),
    language: str = "fr",
) -> pd.DataFrame:
    """Give new texts a group of those there are.

    Parameters
    ----------
    new
        Texts to be given a group, with a unique index of their own.
    texts, groups
        The texts that made the groups, and the group of each (missing for those in none), as
        :func:`group` took and gave them.
    views, places, language
        As for :func:`group`.

    Returns
    -------
        Indexed like `new`: group (Int64, missing where no text is near), confidence (share of its
        ten nearest texts, by nearness, that are of the group, 0 to 1), second (the next one), fits
        (False for a text that is nearer to nothing than nineteen texts out of twenty are).

    Warns
    -----
    ThemesNoLongerFit
        When so many do not fit that chance would have it once in a hundred times: the themes have
        changed, and it is time to group anew.

    Raises
    ------
    ValueError
        For texts that both tables have, or no text with a group.
    ModuleNotFoundError
        For a view whose package is not installed.
    """
    both = new.index.intersection(texts.index)
    if len(both):
        raise ValueError(f"{both[0]!r} has a group already: leave it out of the new texts")
    own = groups.reindex(texts.index).dropna().sort_index()
    if own.empty:
        raise ValueError("no text has a group: group the texts first")
    ordered = pd.concat([texts.loc[own.index], new.sort_index()]).fillna("").astype("str")
    with threadpool_limits(1):
        _, vectors = seen.read(ordered, views, places, language)
    old, fresh = vectors[: len(own)], vectors[len(own) :]
    among = np.round(old @ old.T, _DECIMALS)
    np.fill_diagonal(among, -1)
    usual = np.quantile(among.max(axis=1), _STRANGE) if len(own) > 1 else 0.0
    near = np.round(fresh @ old.T, _DECIMALS).clip(0)
    nearest = np.argsort(-near, axis=1, kind="stable")[:, :_NEIGHBOURS]
    labels = np.sort(own.unique())
    votes = np.zeros((len(fresh), len(labels)))
    place = np.searchsorted(labels, own.to_numpy())
    weight = np.take_along_axis(near, nearest, axis=1)
    for row in range(len(fresh)):
        np.add.at(votes[row], place[nearest[row]], weight[row])
    total = votes.sum(axis=1, keepdims=True)
    shares = np.divide(votes, total, out=np.zeros_like(votes), where=total > 0)
    order = np.argsort(-np.round(shares, _DECIMALS), axis=1, kind="stable")
    known = total[:, 0] > 0

    def ranked(which: int) -> pd.Series:
        if which >= len(labels):
            return pd.Series(pd.NA, index=new.sort_index().index, dtype="Int64")
        chosen = pd.Series(labels[order[:, which]], new.sort_index().index, dtype="Int64")
        share = np.take_along_axis(shares, order[:, [which]], axis=1)[:, 0]
        return chosen.where(known & (share > 0))

    table = pd.DataFrame(
        {
            "group": ranked(0),
            "confidence": np.round(shares.max(axis=1, initial=0), 4),
            "second": ranked(1),
            "fits": known & (near.max(axis=1, initial=0) >= usual),
        }
    )
    strange = int((~table["fits"]).sum())
    if strange and binom.sf(strange - 1, len(table), _STRANGE) < _CHANCE:
        warnings.warn(
            f"{strange} of {len(table)} new texts fit no group: group the texts anew",
            ThemesNoLongerFit,
            stacklevel=2,
        )
    return table.reindex(new.index)
