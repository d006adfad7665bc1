"""What most needs a person: the doubtful pairs, by what an answer would change in the network."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.actors.proposal import Proposals
from analysis.actors.verdicts import LATER

REVIEW_COLUMNS = (
    "name_a", "commune_a", "name_b", "commune_b", "probability", "joined", "ties", "change", "rank",
    "reason", "actor_a", "actor_b",
)  # fmt: skip


def to_review(found: Proposals, initiatives: pd.Series | None = None) -> pd.DataFrame:
    """Rank the pairs that a person should look at.

    Parameters
    ----------
    found
        What :func:`analysis.actors.propose` gives.
    initiatives
        The initiative that names each, on the index of the names, missing for none; without them no
        tie is known.

    Returns
    -------
        One row two actors, or one that may be two, the most useful first, those put off last:
        columns of :data:`REVIEW_COLUMNS`. ``probability`` that they are one, ``joined`` whether
        they are now, ``ties`` the ties of the network that end at either, ``change`` how many would
        appear or disappear were it the other way round, ``rank`` the doubt (1 at one half, 0 when
        sure) times the log of 2 + ties, ``reason`` in words, ``actor_a`` and ``actor_b`` their
        actors now.
    """
    open_ = found.pairs["verdict"].isin(["à revoir", LATER])
    pairs = found.pairs[_weakest_links(found.pairs) & open_]
    group = found.spellings["group"]
    one, other = group.loc[pairs["a"]].to_numpy(), group.loc[pairs["b"]].to_numpy()
    ties = _Ties(found, initiatives)
    touched = np.array(
        [sum(len(ties.of_actors({end})) for end in {x, y}) for x, y in zip(one, other, strict=True)]
    )
    change = [
        ties.parted(a, b) if joined else ties.merged(x, y)
        for a, b, x, y, joined in zip(
            pairs["a"], pairs["b"], one, other, pairs["joined"], strict=True
        )
    ]
    doubt = 2 * np.minimum(pairs["probability"], 1 - pairs["probability"])
    listed = pairs.assign(
        ties=touched.astype("int64"),
        change=np.array(change, dtype="int64"),
        rank=doubt * np.log2(2 + touched),
        actor_a=one,
        actor_b=other,
        later=pairs["verdict"] == LATER,
        low=np.minimum(one, other),
        high=np.maximum(one, other),
    )
    order = ["later", "rank", "probability", "name_a", "name_b"]
    listed = listed.sort_values(order, ascending=[True, False, False, True, True], kind="stable")
    again = listed.duplicated(["low", "high"]) & ~listed["joined"]
    # Once it is known which département "le Département" is, the others need no asking.
    again |= (listed["about"] >= 0) & listed.duplicated("about")
    kept = listed.loc[~again, list(REVIEW_COLUMNS)].reset_index(drop=True)
    texts = ("name_a", "commune_a", "name_b", "commune_b", "reason", "actor_a", "actor_b")
    return kept.astype(dict.fromkeys(texts, "str") | {"joined": "bool"})


def _weakest_links(pairs: pd.DataFrame) -> pd.Series:
    """Leave out the pairs of one actor whose ends hold to it better by another spelling."""
    inside = pairs[pairs["joined"]]
    ends = pd.concat([inside.set_index("a")["probability"], inside.set_index("b")["probability"]])
    best = ends.groupby(level=0).max()
    held = [pairs["probability"] >= pairs[end].map(best).fillna(0) for end in ("a", "b")]
    return ~pairs["joined"] | held[0] | held[1]


class _Ties:
    """Who shares an initiative with whom: of an actor, and of one of its spellings."""

    def __init__(self, found: Proposals, initiatives: pd.Series | None) -> None:
        self._group = found.spellings["group"].to_numpy()
        if initiatives is None:
            initiatives = pd.Series(pd.NA, index=found.groups.index)
        rows = pd.DataFrame(
            {
                "actor": found.groups,
                "spelling": found.spelling,
                "initiative": initiatives.reindex(found.groups.index),
            }
        ).dropna()
        self._actors = rows.groupby("initiative")["actor"].agg(set).to_dict()
        self._of_actor = rows.groupby("actor")["initiative"].agg(set).to_dict()
        self._of_spelling = rows.groupby(["actor", "spelling"])["initiative"].agg(set).to_dict()

    def of_actors(self, actors: set[str]) -> set[str]:
        """Give those that share an initiative with any of some actors."""
        held = {i for actor in actors for i in self._of_actor.get(actor, ())}
        return {other for i in held for other in self._actors[i]} - actors

    def merged(self, one: str, other: str) -> int:
        """Count the ties that go and come when the less tied of two actors becomes the other."""
        here, there = self.of_actors({one}), self.of_actors({other})
        less, more = sorted((here, there), key=len)
        return len(less) + len(less - more - {one, other})

    def parted(self, a: int, b: int) -> int:
        """Count the ties that go and come when one of two spellings is an actor of its own."""
        actor = self._group[a]
        each = [self._of_spelling.get((actor, spelling), set()) for spelling in (a, b)]
        leaving = min(each, key=len)
        staying = self._of_actor.get(actor, set()) - leaving
        mine, theirs = (
            {other for i in held for other in self._actors[i]} - {actor}
            for held in (leaving, staying)
        )
        return len(mine) + len(mine - theirs)


def name_quality(found: Proposals, doubts: pd.DataFrame) -> pd.DataFrame:
    """Count how the names of a study became its actors.

    Parameters
    ----------
    found
        What :func:`analysis.actors.propose` gives.
    doubts
        What :func:`to_review` makes of it.

    Returns
    -------
        Columns measure and value: names, spellings, actors; of the names, how many a person or a
        directory decided (``by_person``), a rule (``by_rule``: one key) and the model
        (``by_model``); doubtful pairs; spellings of the actor that has most; ties that would change
        if each doubtful pair were the other way round, the median and the most.
    """
    table = found.spellings
    group, mark = table["group"].to_numpy(), (table["mark"] != "").to_numpy()
    row = found.spelling.to_numpy()
    size = pd.Series(group).map(pd.Series(group).value_counts()).to_numpy()
    person, model = mark[row], ~mark[row] & (size[row] > 1)
    values = {
        "names": len(row),
        "spellings": len(set(row.tolist())),
        "actors": found.groups.nunique(),
        "by_person": int(person.sum()),
        "by_rule": int((~person & ~model).sum()),
        "by_model": int(model.sum()),
        "doubtful": len(doubts),
        "most_spellings": int(found.groups.groupby(found.groups).agg(len).max()) if len(row) else 0,
        "median_change": int(doubts["change"].median()) if len(doubts) else 0,
        "most_change": int(doubts["change"].max()) if len(doubts) else 0,
    }
    return pd.DataFrame({"measure": list(values), "value": list(values.values())})
