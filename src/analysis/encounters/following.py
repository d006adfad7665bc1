"""Meetings, and the initiatives that follow: do those who met undertake more together?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import wording


@dataclass(frozen=True, eq=False)
class Followed:
    """Pairs who met, beside pairs who attended meetings but never the same one.

    Attributes
    ----------
    pairs
        Columns actor_a, actor_b, met (at one meeting), year (of the meeting, or for the others the
        first year in which both had attended one), before and after (in one initiative begun up to
        that year, or later).
    met, apart
        Pairs without an initiative before, of each sort; ``met_after`` and ``apart_after`` of them
        had one later.
    difference, low, high
        Of the two shares, with its 95 % interval (actors drawn again).
    """

    pairs: pd.DataFrame
    met: int
    met_after: int
    apart: int
    apart_after: int
    difference: float
    low: float
    high: float

    def describe(self, lang: str = "fr") -> str:
        """Say what it shows, and what it cannot."""
        wording.check(lang)
        one, two = (
            wording.percent(after / n, lang, digits=1) if n else "–"
            for after, n in ((self.met_after, self.met), (self.apart_after, self.apart))
        )
        if lang == "fr":
            return (
                f"Sur {self.met} paires qui se sont trouvées à une même rencontre sans initiative "
                f"commune avant, {self.met_after} en ont une après ({one}) ; sur {self.apart} "
                f"paires venues à des rencontres, jamais la même, {self.apart_after} ({two}). "
                "Cela ne dit pas que la rencontre en est la cause : ceux qui viennent au même "
                "endroit se ressemblaient déjà, et les listes de présence sont rares."
            )
        return (
            f"Of {self.met} pairs who were at one meeting and had no initiative together before, "
            f"{self.met_after} have one after ({one}); of {self.apart} pairs who came to "
            f"meetings, never the same one, {self.apart_after} ({two}). This does not say that the "
            "meeting is the cause: those who come to one place were alike already, and lists of "
            "who came are rare."
        )


def follow_meetings(
    attendance: pd.DataFrame,
    meetings: pd.DataFrame,
    participations: pd.DataFrame,
    initiatives: pd.DataFrame,
    *,
    max_size: int = 60,
    draws: int = 500,
    seed: int = 0,
) -> Followed:
    """Set meetings against the initiatives that follow them.

    Parameters
    ----------
    attendance
        Columns meeting_id, actor_id.
    meetings
        Columns meeting_id, date (ISO 8601); those without a year are left out.
    participations
        Columns initiative_id, actor_id.
    initiatives
        Columns initiative_id, year; those without a year are left out.
    max_size
        Largest meeting at which a pair can be said to have met.
    draws, seed
        Of the bootstrap.

    Raises
    ------
    ValueError
        For a study without meetings.

    Notes
    -----
    An initiative of the year of the meeting counts as before it: which came first is not known.
    """
    if meetings is None or attendance is None:
        raise ValueError("the study has no meetings: give tables meetings and attendance")
    year_of = meetings.set_index("meeting_id")["date"].astype("str").str.extract(r"(\d{4})")[0]
    came = attendance[["meeting_id", "actor_id"]].drop_duplicates()
    came = came.assign(year=pd.to_numeric(came["meeting_id"].map(year_of))).dropna(subset=["year"])
    came = came[came["meeting_id"].map(came["meeting_id"].value_counts()) <= max_size]
    ids = sorted(set(came["actor_id"]))
    n = len(ids)
    place = {actor: i for i, actor in enumerate(ids)}
    never = np.inf
    first = came.groupby("actor_id")["year"].min().reindex(ids).to_numpy(dtype=float)
    met = np.full((n, n), never)
    for _, own in came.groupby("meeting_id", sort=True):
        at = np.ix_(*[[place[a] for a in own["actor_id"]]] * 2)
        met[at] = np.minimum(met[at], own["year"].iloc[0])
    since = np.where(np.isfinite(met), met, np.maximum(first[:, None], first))
    before, after = np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool)
    begun = initiatives.set_index("initiative_id")["year"]
    takes = participations[participations["actor_id"].isin(ids)]
    for initiative, own in takes.groupby("initiative_id", sort=True):
        year = begun.get(initiative)
        if year is None or pd.isna(year):
            continue
        at = np.ix_(*[[place[a] for a in sorted(set(own["actor_id"]))]] * 2)
        before[at] |= float(year) <= since[at]
        after[at] |= float(year) > since[at]
    pair = np.triu(np.ones((n, n), dtype=bool), 1)
    a, b = np.nonzero(pair)
    names = np.array(ids, dtype=object)
    pairs = pd.DataFrame(
        {
            "actor_a": names[a],
            "actor_b": names[b],
            "met": np.isfinite(met[a, b]),
            "year": since[a, b].astype(int),
            "before": before[a, b],
            "after": after[a, b],
        }
    )
    together, fresh = np.isfinite(met), ~before & ~np.eye(n, dtype=bool)
    counts = [
        int((mask & pair).sum())
        for sort in (together, ~together)
        for mask in (sort & fresh, sort & fresh & after)
    ]
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(draws):
        times = np.bincount(rng.integers(0, n, n), minlength=n).astype(float)
        shares = [
            (times @ (sort & fresh & after) @ times) / max(times @ (sort & fresh) @ times, 1e-9)
            for sort in (together, ~together)
        ]
        drawn.append(shares[0] - shares[1])
    low, high = np.quantile(drawn, [0.025, 0.975]) if n > 1 else (np.nan, np.nan)
    return Followed(
        pairs=pairs,
        met=counts[0],
        met_after=counts[1],
        apart=counts[2],
        apart_after=counts[3],
        difference=counts[1] / max(counts[0], 1) - counts[3] / max(counts[2], 1),
        low=float(low),
        high=float(high),
    )
