"""Ambassadors of themes, and what a territory that lacks one could take up from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis import territory, wording
from analysis.encounters.choosing import choose
from analysis.schema import may_be_shown

AMBASSADOR_COLUMNS = [
    "group", "name", "rank", "actor_id", "initiatives", "led", "since", "communes", "willing",
    "score", "reason",
]  # fmt: skip
REUSE_COLUMNS = [
    "area_code", "area", "group", "name", "rank", "initiative_id", "km", "actor_id", "how_to",
    "obstacles", "enablers",
]  # fmt: skip
_EXPERIENCE, _REACH, _LASTING, _WILLING = 0.5, 0.2, 0.1, 0.2
_FEWEST = 3  # actors of a theme in which somebody can be chosen

_WORDS = {
    "fr": ("{n} initiatives", "1 initiative", "dont {led} comme porteur", "depuis {since}",
           "dans {c} communes", "s'est dit d'accord"),
    "en": ("{n} initiatives", "1 initiative", "{led} as its holder", "since {since}",
           "in {c} communes", "said yes"),
}  # fmt: skip


def ambassadors(
    actors: pd.DataFrame,
    participations: pd.DataFrame,
    groups: pd.DataFrame,
    initiatives: pd.DataFrame,
    *,
    willing: Iterable[str] | None = None,
    unwilling: Iterable[str] = (),
    lead: str = "porteur",
    kinds: Iterable[str] | None = None,
    each: int = 3,
    most: int = 2,
    lang: str = "fr",
) -> pd.DataFrame:
    """Name for each theme who could carry its initiatives to others, with alternatives.

    Parameters
    ----------
    actors
        Columns actor_id, name; publishable and kind where known.
    participations
        Columns initiative_id, actor_id, role.
    groups
        Columns initiative_id, group, name.
    initiatives
        Columns initiative_id, year, commune.
    willing, unwilling
        Actors known to agree, and those never to ask.
    lead
        Role of those who hold an initiative.
    kinds
        Kinds of actors asked; all by default.
    each
        Ambassadors of a theme, at most.
    most
        Themes of an ambassador, at most: nobody is asked for everything.
    lang
        Language of the reasons.

    Returns
    -------
        Columns group, name (of the theme), rank, actor_id, initiatives, led (of them), since (first
        known year), communes (number), willing, score (0 to 1), reason; sorted by group and rank.
        Those who hold no initiative of a theme are not named for it.

    Notes
    -----
    Score: half for experience (an initiative held counts 1, another ½, over the theme's best), a
    fifth for reach (communes, over the theme's most), a tenth for years since the first, a fifth
    for a known yes. The lists are those of highest total score under both caps (a flow).
    """
    wording.check(lang)
    shown = set(actors.loc[may_be_shown(actors), "actor_id"]) - set(unwilling)
    if kinds is not None:
        shown &= set(actors.loc[actors["kind"].isin(list(kinds)), "actor_id"])
    themed = groups.dropna(subset=["group"])[["initiative_id", "group", "name"]]
    takes = participations[participations["actor_id"].isin(shown)].merge(themed, on="initiative_id")
    facts = initiatives[["initiative_id", "year", "commune"]]
    takes = pd.DataFrame(
        takes.drop(columns="year", errors="ignore").merge(facts, on="initiative_id")
    )
    takes["led"] = takes["role"].eq(lead)
    one = takes.groupby(["group", "name", "actor_id", "initiative_id"], sort=True).agg(
        led=("led", "any"), year=("year", "min"), commune=("commune", "first")
    )
    found = one.groupby(["group", "name", "actor_id"], sort=True).agg(
        initiatives=("led", "size"), led=("led", "sum"), since=("year", "min"),
        communes=("commune", "nunique"),
    ).reset_index()  # fmt: skip
    found = found[found["led"] > 0].reset_index(drop=True)
    agreed = set(willing or ())
    found["willing"] = found["actor_id"].isin(agreed)
    found["score"] = _score(found)
    if found.empty:
        return pd.DataFrame(columns=AMBASSADOR_COLUMNS)
    themes_, people = pd.factorize(found["group"])[0], pd.factorize(found["actor_id"])[0]
    taken = choose(
        themes_,
        people,
        found["score"].to_numpy(),
        np.full(len(found), -1),
        people=max(themes_.max(), people.max()) + 1,
        per_actor=each,
        exposure=most,
        alike=each,
    )
    kept = found[taken].sort_values(
        ["group", "score", "actor_id"], ascending=[True, False, True], ignore_index=True
    )
    kept["rank"] = kept.groupby("group").cumcount() + 1
    kept["reason"] = [_reason(row, lang) for row in kept.itertuples()]
    return kept[AMBASSADOR_COLUMNS]


def _score(found: pd.DataFrame) -> pd.Series:
    experience = (found["led"] + found["initiatives"]) / 2
    best = experience.groupby(found["group"]).transform("max")
    widest = found.groupby("group")["communes"].transform("max").clip(lower=1)
    since = found["since"].astype("Float64")
    years = (since.max() - since).astype("Float64").fillna(0.0)
    longest = max(float(years.max()) if len(years) else 0.0, 1.0)
    return (
        _EXPERIENCE * experience / best
        + _REACH * found["communes"] / widest
        + _LASTING * years.astype(float) / longest
        + _WILLING * found["willing"]
    ).round(6)


def _reason(row: Any, lang: str) -> str:
    many, one, led, since, communes, yes = _WORDS[lang]
    n = row.initiatives
    parts = [many.format(n=n) if n > 1 else one]
    if 0 < row.led < n:
        parts.append(led.format(led=row.led))
    if pd.notna(row.since):
        parts.append(since.format(since=int(row.since)))
    if row.communes > 1:
        parts.append(communes.format(c=row.communes))
    if row.willing:
        parts.append(yes)
    text = ", ".join(parts)
    return text[0].upper() + text[1:] + "."


def reuse(
    initiatives: pd.DataFrame,
    groups: pd.DataFrame,
    territories: pd.DataFrame,
    *,
    ambassadors: pd.DataFrame | None = None,
    level: str = "epci",
    nearest: int = 2,
) -> pd.DataFrame:
    """Say for each territory without a theme which initiatives elsewhere it could take up.

    Parameters
    ----------
    initiatives
        Columns initiative_id, commune_code and geometry; how_to, obstacles and enablers (how it is
        done again, what hinders and what helps) where known.
    groups
        Columns initiative_id, group, name.
    territories
        Communes: commune_code, commune, epci_code, epci, in_focus, and geometry or lon and lat.
    ambassadors
        As :func:`ambassadors` gives them: the first of the theme is the one to call.
    level
        "commune" or "epci".
    nearest
        Initiatives named for each.

    Returns
    -------
        Columns area_code, area, group, name, rank (1 is nearest), initiative_id, km, actor_id (the
        theme's first ambassador), how_to, obstacles, enablers; areas of the focus that lack the
        theme only, sorted by area, group and rank.

    Notes
    -----
    An EPCI is as far as the nearest of its communes' town halls. Initiatives without a commune may
    be anywhere: a lack is what the sources do not place.
    """
    if level not in ("commune", "epci"):
        raise ValueError(f"level = {level!r}: choose commune or epci")
    code, label = f"{level}_code", level
    focus = territories[territories["in_focus"]].dropna(subset=[code])
    placed = initiatives.dropna(subset=["commune_code"]).merge(
        groups.dropna(subset=["group"])[["initiative_id", "group", "name"]], on="initiative_id"
    )
    of = dict(zip(territories["commune_code"], territories[code], strict=True))
    placed = placed[placed.geometry.notna()].assign(area_code=lambda f: f["commune_code"].map(of))
    placed = placed.sort_values(["group", "initiative_id"], ignore_index=True)
    km = pd.DataFrame(territory.distances(focus, placed), index=focus[code].tolist())
    km = km.groupby(level=0, sort=True).min()
    names = dict(zip(focus[code], focus[label], strict=True))
    first = {}
    if ambassadors is not None:
        best = ambassadors[ambassadors["rank"] == 1]
        first = dict(zip(best["group"], best["actor_id"], strict=True))
    rows = []
    for area in km.index:
        for group, own in placed.groupby("group", sort=True):
            if (own["area_code"] == area).any():
                continue
            way = km.loc[area, own.index]
            order = way.sort_values(kind="stable").index[:nearest]
            for rank, i in enumerate(order, start=1):
                row = placed.loc[i]
                known = [row.get(c) for c in ("how_to", "obstacles", "enablers")]
                rows.append((area, names[area], group, row["name"], rank, row["initiative_id"],
                             float(round(way[i], 1)), first.get(group), *known))  # fmt: skip
    return pd.DataFrame(rows, columns=REUSE_COLUMNS)
