"""Who should meet whom: actors alike in what they do or near in space, who never worked together.

Terms: an actor's *theme profile* is the share of its initiatives in each theme group; two actors
are *tied* when they take part in one initiative; a *suggestion* names an actor that another should
meet, with its reason in words.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.schema import may_be_shown

COLUMNS = ["actor_id", "rank", "other_id", "score", "reason"]
_NEAR_KM = 15.0  # at this distance, nearness has fallen to 1/e


def suggest(
    actors: pd.DataFrame,
    participations: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    initiatives: pd.DataFrame | None = None,
    communities: pd.Series | None = None,
    roles: tuple[str, ...] | None = None,
    per_actor: int = 3,
    exposure: int = 6,
    weights: tuple[float, float, float] = (0.6, 0.25, 0.15),
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
    roles
        Roles by which an actor does something in an initiative; all by default. Any role ties.
    per_actor
        Suggestions for each actor, at most.
    exposure
        How often one actor may be suggested, at most, so that hubs do not take every place.
    weights
        Weight of like themes, of nearness and of bridging two communities; they add up to 1.
    lang
        Language of the reasons, "fr" or "en".

    Returns
    -------
        Columns actor_id, rank (1 is best), other_id, score (0 to 1), reason; sorted by actor_id and
        rank. Pairs that took part in one initiative are never suggested, nor are pairs that share
        neither a theme nor a place: an actor about which nothing is known gets fewer suggestions.

    Raises
    ------
    ValueError
        For a language without labels, or weights that do not add up to 1.

    Notes
    -----
    Score = w₁ · cosine of the theme profiles (rare themes weigh more, by inverse frequency) +
    w₂ · exp(−distance / 15 km) between the closest of their initiatives' places +
    w₃ if they are of two communities. Pairs are taken best first, ties by identifier, until lists
    or exposures are full: chance plays no part.
    """
    if lang not in _WORDS:
        raise ValueError(f"no reasons in {lang!r}: choose one of {', '.join(_WORDS)}")
    if abs(sum(weights) - 1) > 1e-9:
        raise ValueError(f"weights add up to {sum(weights):g}: make them add up to 1")
    people = actors.sort_values("actor_id").reset_index(drop=True)
    people = people[may_be_shown(people)].reset_index(drop=True)
    doing = participations
    if roles:
        doing = doing[doing["role"].isin(roles)]
    doing = doing[["initiative_id", "actor_id"]].drop_duplicates()
    people = people[people["actor_id"].isin(doing["actor_id"])].reset_index(drop=True)
    ids = people["actor_id"].tolist()
    doing = doing[doing["actor_id"].isin(ids)]
    if len(ids) < 2:
        return pd.DataFrame(columns=COLUMNS).astype({"rank": "int64", "score": "float64"})

    profile, named = _profiles(ids, doing, groups)
    alike = _cosine(profile)
    places = _places(ids, doing, initiatives)
    near = _nearness(ids, places)
    bridge = _bridging(ids, communities)
    score = np.round(weights[0] * alike + weights[1] * near + weights[2] * bridge, 6)
    score[~((alike > 0.05) | (near > np.exp(-1.0)))] = 0.0  # nothing in common: no reason to give
    score[_tied(ids, participations)] = 0.0
    np.fill_diagonal(score, 0.0)

    chosen = _choose(score, per_actor, exposure)
    rows = []
    for a, others in enumerate(chosen):
        for rank, b in enumerate(others, start=1):
            reason = _reason(
                _shared(profile[a], profile[b], named),
                sorted(places["commune"][a] & places["commune"][b]),
                places["km"][a, b],
                bool(bridge[a, b]),
                lang,
            )
            rows.append((ids[a], rank, ids[b], float(score[a, b]), reason))
    return pd.DataFrame(rows, columns=COLUMNS)


def _profiles(
    ids: list[str], doing: pd.DataFrame, groups: pd.DataFrame
) -> tuple[np.ndarray, list[str]]:
    """Count each actor's initiatives in each theme, rare themes weighing more."""
    names = groups.dropna(subset=["group"]).drop_duplicates("group").sort_values("group")
    order = names["group"].tolist()
    joined = doing.merge(groups.dropna(subset=["group"])[["initiative_id", "group"]])
    counts = pd.crosstab(joined["actor_id"], joined["group"])
    counts = counts.reindex(index=ids, columns=order, fill_value=0).to_numpy(dtype=float)
    size = np.maximum(counts.sum(axis=0), 1)
    return counts * np.log1p(counts.sum() / size), names["name"].tolist()


def _cosine(profile: np.ndarray) -> np.ndarray:
    norm = np.linalg.norm(profile, axis=1, keepdims=True)
    unit = np.divide(profile, norm, out=np.zeros_like(profile), where=norm > 0)
    return np.clip(np.einsum("ik,jk->ij", unit, unit), 0, 1)


def _places(ids: list[str], doing: pd.DataFrame, initiatives: pd.DataFrame | None) -> dict:
    """Gather where each actor does something, and the least distance of each pair in km."""
    n = len(ids)
    communes: list[set[str]] = [set() for _ in ids]
    km = np.full((n, n), np.inf)
    if initiatives is not None:
        code = {a: i for i, a in enumerate(ids)}
        located = initiatives[initiatives["commune"].notna()]
        where = doing.merge(located[["initiative_id", "commune"]])
        for actor, commune in zip(where["actor_id"], where["commune"], strict=True):
            communes[code[actor]].add(commune)
        points = located.dissolve(by="commune").representative_point().sort_index()
        order = points.index.tolist()
        xy = np.radians(np.column_stack([points.x, points.y]))
        between = _haversine(xy)
        member = np.zeros((n, len(order)), dtype=bool)
        for i, own in enumerate(communes):
            member[i] = [c in own for c in order]
        for i in np.flatnonzero(member.any(axis=1)).tolist():
            reach = between[member[i]].min(axis=0)  # from i's communes to every commune
            km[i] = np.where(member, reach, np.inf).min(axis=1)
    return {"commune": communes, "km": km}


def _haversine(lonlat: np.ndarray) -> np.ndarray:
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def _nearness(ids: list[str], places: dict) -> np.ndarray:
    return np.exp(-places["km"] / _NEAR_KM)


def _bridging(ids: list[str], communities: pd.Series | None) -> np.ndarray:
    if communities is None:
        return np.zeros((len(ids), len(ids)))
    own = communities.reindex(ids).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(own)
    return ((own[:, None] != own) & known[:, None] & known).astype(float)


def _tied(ids: list[str], participations: pd.DataFrame) -> np.ndarray:
    """Tell which pairs took part in one initiative, in whatever role."""
    code = {a: i for i, a in enumerate(ids)}
    tied = np.zeros((len(ids), len(ids)), dtype=bool)
    for _, together in participations.groupby("initiative_id", sort=True)["actor_id"]:
        members = sorted({code[a] for a in together if a in code})
        tied[np.ix_(members, members)] = True
    return tied


def _choose(score: np.ndarray, per_actor: int, exposure: int) -> list[list[int]]:
    """Take pairs best first, until an actor's list or another's exposure is full."""
    chosen: list[list[int]] = [[] for _ in score]
    shown = np.zeros(len(score), dtype=int)
    rows, columns = np.nonzero(score > 0)
    order = np.lexsort((columns, rows, -score[rows, columns]))
    for a, b in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if len(chosen[a]) < per_actor and shown[b] < exposure:
            chosen[a].append(b)
            shown[b] += 1
    return chosen


_WORDS = {
    "fr": {
        "themes": "mêmes thèmes : {}",
        "theme": "même thème : {}",
        "here": "tous deux à {}",
        "near": "à {:.0f} km l'un de l'autre",
        "bridge": "de deux communautés différentes",
        "end": "encore jamais dans une même initiative",
    },
    "en": {
        "themes": "same themes: {}",
        "theme": "same theme: {}",
        "here": "both in {}",
        "near": "{:.0f} km from each other",
        "bridge": "from two communities",
        "end": "never yet in one initiative",
    },
}


def _shared(a: np.ndarray, b: np.ndarray, names: list[str]) -> list[str]:
    both = np.minimum(a, b)
    return [names[i] for i in np.argsort(-both, kind="stable")[:2] if both[i] > 0]


def _reason(themes: list[str], communes: list[str], km: float, bridge: bool, lang: str) -> str:
    words = _WORDS[lang]
    quoted = [f"« {t} »" if lang == "fr" else f"“{t}”" for t in themes]
    parts = []
    if quoted:
        parts.append(words["themes" if len(quoted) > 1 else "theme"].format(", ".join(quoted)))
    if communes:
        parts.append(words["here"].format(", ".join(communes[:2])))
    elif km < 2 * _NEAR_KM:
        parts.append(words["near"].format(max(km, 1)))
    if bridge:
        parts.append(words["bridge"])
    parts.append(words["end"])
    joined = (" ; " if lang == "fr" else "; ").join(parts)
    return joined[0].upper() + joined[1:] + "."
