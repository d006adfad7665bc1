"""Whom each actor should meet, and why: parts that can be weighed, lists that caps keep fair."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis import wording
from analysis.encounters.choosing import choose
from analysis.encounters.exchanging import read_offers
from analysis.encounters.parts import NEAR_KM, PARTS, Ground, blocks, gains, kilometres, survey
from analysis.encounters.reasons import sentence
from analysis.schema import may_be_shown

COLUMNS = ["actor_id", "rank", "other_id", "score", "reason"]

#: Who is near by common partners and places; what opens a circle counts a little.
CLOSE: Mapping[str, float] = {
    "partners": 1.0, "place": 0.4, "gain": 0.2, "bridge": 0.1, "offers": 0.5,
}  # fmt: skip
#: Like with like: what is done, and where.
ALIKE: Mapping[str, float] = {"themes": 0.6, "place": 0.25, "bridge": 0.15}

_CANDIDATES = 100  # whom the other parts rank first: their gain is worked out
_WORTH_SAYING = 0.1  # fall of constraint that a reason mentions


def suggest(
    actors: pd.DataFrame,
    participations: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    initiatives: pd.DataFrame | None = None,
    communities: pd.Series | None = None,
    offers: pd.DataFrame | None = None,
    acquaintance: pd.DataFrame | None = None,
    roles: tuple[str, ...] | None = None,
    max_size: int | None = 30,
    per_actor: int = 3,
    exposure: int = 6,
    alike: int | None = 1,
    weights: Mapping[str, float] = CLOSE,
    lang: str = "fr",
) -> pd.DataFrame:
    """Suggest to each actor the others that it should meet.

    Parameters
    ----------
    actors
        Columns actor_id, name, and publishable where some may not be shown.
    participations
        Columns initiative_id, actor_id, and role where ``roles`` is given.
    groups
        Theme of initiatives: columns initiative_id, group, name.
    initiatives
        Columns initiative_id, commune and geometry (EPSG:4326), for nearness; without it nearness
        counts for nothing.
    communities
        Community of each actor, indexed by actor_id: a meeting across two of them bridges.
    offers
        What actors bring and seek: columns actor, kind and subject, as in :func:`exchange`.
    acquaintance
        Pairs who know one another by a survey, columns a and b: never suggested.
    roles
        Roles by which an actor does something in an initiative; all by default. Whatever the role,
        those who took part in one initiative have met.
    max_size
        Initiatives with more actors make no partners; None for no cap.
    per_actor
        Suggestions for each actor, at most.
    exposure
        How often one actor may be suggested, at most, so that hubs do not take every place.
    alike
        How many of a list may share a theme with the actor, so that lists cross themes; None for no
        cap. One of three, as two of five, finds as well as the usual indices (see :func:`hits`).
    weights
        Weight of each part, those left out 0: partners (common ones, rare ones weighing more),
        place, themes (in common), crossing (none in common), gain (fall of Burt's constraint of the
        one to whom it is suggested), bridge (two communities), offers (what one brings, the other
        seeks). :data:`CLOSE` by default, :data:`ALIKE` for like with like.
    lang
        Language of the reasons, "fr" or "en".

    Returns
    -------
        Columns actor_id, rank (1 is best), other_id, score (0 to 1: the parts, weighed), reason;
        sorted by actor_id and rank. Nobody is suggested without a partner, a theme, an offer or a
        place in common: an actor about which nothing is known gets fewer suggestions, or none.

    Raises
    ------
    ValueError
        For a language without labels, or weights that are unknown or below 0.

    Notes
    -----
    The lists are those of highest total score within the three caps, proven so by a flow of least
    cost; equal scores go by identifier. Gains are worked out among the hundred actors that the
    other parts rank first. Chance plays no part.
    """
    wording.check(lang)
    wrong = [f"{k} = {v}" for k, v in weights.items() if k not in PARTS or v < 0]
    if wrong or not sum(weights.values()) > 0:
        raise ValueError(f"weights {', '.join(wrong) or '0'}: from 0 up, for {', '.join(PARTS)}")
    ground = survey(
        actors,
        participations,
        groups,
        shown=may_be_shown(actors),
        initiatives=initiatives,
        communities=communities,
        offers=None if offers is None else read_offers(offers),
        acquaintance=acquaintance,
        roles=roles,
        max_size=max_size,
    )
    pairs = candidates(ground, weights)
    taken = choose(
        pairs["a"].to_numpy(),
        pairs["b"].to_numpy(),
        pairs["score"].to_numpy(),
        np.where(shares_a_theme(ground, pairs), 0, -1),
        people=len(ground.ids),
        per_actor=per_actor,
        exposure=exposure,
        alike=per_actor if alike is None else alike,
    )
    chosen = pairs[taken].sort_values(["a", "score", "b"], ascending=[True, False, True])
    rank = chosen.groupby("a").cumcount() + 1
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    rows = zip(chosen.itertuples(index=False), rank.tolist(), strict=True)
    return pd.DataFrame(
        [
            (
                ground.ids[pair.a],
                place,
                ground.ids[pair.b],
                float(pair.score),
                _reason(ground, pair, names, lang),
            )
            for pair, place in rows
        ],
        columns=COLUMNS,
    ).astype({"rank": "int64", "score": "float64"})


def candidates(ground: Ground, weights: Mapping[str, float]) -> pd.DataFrame:
    """Score the pairs that something speaks for.

    Returns
    -------
        Columns a, b (positions in ``ground.ids``), gain (0 where it does not weigh), score (0 to 1,
        rounded to the millionth); a hundred rows an actor at most, sorted by a and b.
    """
    total = sum(weights.values())
    found = []
    for rows, parts in blocks(ground):
        score = sum(
            (weights.get(name, 0.0) * part for name, part in parts.items()),
            start=np.zeros((len(rows), len(ground.ids))),
        )
        speaks = (
            (parts["partners"] > 0)
            | (parts["themes"] > 0.05)
            | (parts["place"] > np.exp(-1.0))
            | (parts.get("offers", 0) > 0)
        )
        speaks &= ground.met[rows].toarray() == 0
        speaks[np.arange(len(rows)), rows] = False
        for i, a in enumerate(rows.tolist()):
            others = np.flatnonzero(speaks[i] & (score[i] > 0))
            others = others[np.argsort(-score[i, others], kind="stable")][:_CANDIDATES]
            others.sort()
            weight = weights.get("gain", 0.0)
            gain = gains(ground, a, others) if weight else np.zeros(len(others))
            value = (score[i, others] + weight * gain) / total
            found.append(
                pd.DataFrame({"a": a, "b": others, "gain": gain, "score": np.round(value, 6)})
            )
    if not found:
        return pd.DataFrame({"a": [], "b": [], "gain": [], "score": []}).astype(
            {"a": "int64", "b": "int64"}
        )
    return pd.concat(found, ignore_index=True)


def shares_a_theme(ground: Ground, pairs: pd.DataFrame) -> np.ndarray:
    """Tell for each pair (columns a and b) whether a theme is in common."""
    about = ground.profile > 0
    return (about[pairs["a"].to_numpy()] & about[pairs["b"].to_numpy()]).any(axis=1)


def _reason(ground: Ground, pair: tuple, names: Mapping[str, str], lang: str) -> str:
    a, b, gain, _ = pair
    both = np.minimum(ground.profile[a], ground.profile[b])
    themes = [ground.theme_names[i] for i in np.argsort(-both, kind="stable")[:2] if both[i] > 0]
    crossing = []
    if not themes and ground.profile[a].any() and ground.profile[b].any():
        crossing = [ground.theme_names[int(ground.profile[i].argmax())] for i in (a, b)]
    ties = ground.partners
    mine, theirs = (ties.indices[ties.indptr[i] : ties.indptr[i + 1]] for i in (a, b))
    common = np.intersect1d(mine, theirs)
    rare = common[np.argsort(np.diff(ties.indptr)[common], kind="stable")]
    shown = [names[ground.everyone[i]] for i in rare[rare < len(ground.ids)][:2].tolist()]
    here = sorted(set(ground.communes[a]) & set(ground.communes[b]))
    km = float(kilometres(ground, np.array([a]))[0, b])
    brings, seeks = [], []
    if ground.gives is not None and ground.needs is not None:
        brings = [
            s for s, y in zip(ground.subjects, ground.gives[a] & ground.needs[b], strict=True) if y
        ]
        seeks = [
            s for s, y in zip(ground.subjects, ground.needs[a] & ground.gives[b], strict=True) if y
        ]
    of = ground.community
    return sentence(
        lang,
        brings=brings[:2],
        seeks=seeks[:2],
        themes=themes,
        crossing=crossing,
        partners=len(common),
        named=shown,
        communes=[ground.commune_names[i] for i in here[:2]],
        km=km if km < 2 * NEAR_KM else np.inf,
        bridge=of is not None and not np.isnan(of[[a, b]]).any() and of[a] != of[b],
        gain=gain >= _WORTH_SAYING and not len(common),
    )
