"""What most needs a person: the doubtful pairs, by what an answer would change."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from analysis.actors.proposal import Proposals

REVIEW_COLUMNS = (
    "name_a", "commune_a", "name_b", "commune_b", "probability", "joined", "ties", "rank", "reason",
)  # fmt: skip


def to_review(found: Proposals, initiatives: pd.Series | None = None) -> pd.DataFrame:
    """Rank the pairs that a person should look at.

    Parameters
    ----------
    found
        What :func:`analysis.actors.propose` gives.
    initiatives
        The initiative of each name, on the index of the names; without it no tie is known.

    Returns
    -------
        One row two actors, or one actor that may be two, the most useful first: columns of
        :data:`REVIEW_COLUMNS`. ``probability`` that they are one, ``joined`` whether they are now,
        ``ties`` the ties of the network that end at either, ``rank`` the doubt (1 at one half, 0
        when sure) times the log of 2 + ties, ``reason`` in words.
    """
    pairs = found.pairs[_weakest_links(found.pairs) & (found.pairs["verdict"] == "à revoir")]
    group = found.spellings["group"]
    one, other = group.loc[pairs["a"]].to_numpy(), group.loc[pairs["b"]].to_numpy()
    ties = _ties(found, initiatives)
    touched = ties.reindex(one).fillna(0).to_numpy() + np.where(
        one == other, 0, ties.reindex(other).fillna(0).to_numpy()
    )
    doubt = 2 * np.minimum(pairs["probability"], 1 - pairs["probability"])
    listed = pairs.assign(
        ties=touched.astype("int64"),
        rank=doubt * np.log2(2 + touched),
        low=np.minimum(one, other),
        high=np.maximum(one, other),
    )
    order = ["rank", "probability", "name_a", "name_b"]
    listed = listed.sort_values(order, ascending=[False, False, True, True], kind="stable")
    again = listed.duplicated(["low", "high"]) & ~listed["joined"]
    # Once it is known which département "le Département" is, the others need no asking.
    again |= (listed["about"] >= 0) & listed.duplicated("about")
    return listed.loc[~again, list(REVIEW_COLUMNS)].reset_index(drop=True)


def _weakest_links(pairs: pd.DataFrame) -> pd.Series:
    """Leave out the pairs of one actor whose ends hold to it better by another spelling."""
    inside = pairs[pairs["joined"]]
    ends = pd.concat([inside.set_index("a")["probability"], inside.set_index("b")["probability"]])
    best = ends.groupby(level=0).max()
    held = [pairs["probability"] >= pairs[end].map(best).fillna(0) for end in ("a", "b")]
    return ~pairs["joined"] | held[0] | held[1]


def _ties(found: Proposals, initiatives: pd.Series | None) -> pd.Series:
    """Count the actors that each one shares an initiative with."""
    if initiatives is None:
        return pd.Series(dtype="float64")
    rows = pd.DataFrame(
        {"actor": found.groups, "initiative": initiatives.reindex(found.groups.index)}
    )
    rows = rows.dropna().drop_duplicates()
    actor, ids = pd.factorize(rows["actor"], sort=True)
    place = pd.factorize(rows["initiative"], sort=True)[0]
    held = csr_array((np.ones(len(rows), dtype="int32"), (actor, place)))
    shared = held @ held.T
    shared.setdiag(0)
    shared.eliminate_zeros()
    return pd.Series(np.diff(shared.indptr), index=ids)
