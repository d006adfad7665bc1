"""How good suggestions are: initiatives are hidden, and one looks who finds the ties they made."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.encounters.parts import Ground, survey
from analysis.encounters.sharing import together
from analysis.encounters.suggesting import ALIKE, CLOSE, candidates, shares_a_theme

COLUMNS = ["method", "hits", "low", "high", "crossing", "coverage", "asked", "hidden"]
_BOOTSTRAPS = 1000

#: Ways of ours to suggest: weights, and how many of a list may share a theme with the actor.
WAYS: Mapping[str, tuple[Mapping[str, float], int | None]] = {
    "close": (CLOSE, None),
    "open": (CLOSE, 2),
    "alike": (ALIKE, None),
}


def hits(
    participations: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    initiatives: pd.DataFrame | None = None,
    communities: pd.Series | None = None,
    by: str = "chance",
    share: float = 0.2,
    repeats: int = 10,
    at: int = 5,
    ways: Mapping[str, tuple[Mapping[str, float], int | None]] = WAYS,
    max_size: int = 30,
    seed: int = 0,
) -> pd.DataFrame:
    """Hide a share of the initiatives; say how often a list holds somebody met in a hidden one.

    Parameters
    ----------
    participations
        Columns initiative_id, actor_id: those that tie.
    groups, initiatives, communities, max_size
        As in :func:`suggest`; initiatives have a year where ``by`` is "year". Communities found
        with the hidden ties would tell: give none, or some found without.
    by
        "chance": initiatives drawn, ``repeats`` times; "year": the last ones, once.
    share
        Share of the initiatives hidden.
    at
        Length of the lists.
    ways
        Ways to suggest by name: weights, and how many of a list may share a theme. Beside them
        stand the usual indices of link prediction: common neighbours, Adamic–Adar, resource
        allocation, and chance.
    seed
        Of the draws.

    Returns
    -------
        One row a method: method, hits (share of the actors asked whose list holds one of those whom
        they met in the hidden initiatives only), low and high (95 % by bootstrap of the actors),
        crossing (share of pairs with themes, none in common), coverage (share of all
        actors who are suggested to somebody), asked and hidden (actors and pairs, means).

    Notes
    -----
    Lists have no cap here: the best for each. An initiative is hidden whole, so that neither its
    theme nor its place tells. Ties that it made between actors who are tied elsewhere too, or of
    whom nothing else is known, are not asked.

    References
    ----------
    Liben-Nowell & Kleinberg (2007), The link-prediction problem for social networks.
    """
    if by not in ("chance", "year"):
        raise ValueError(f"by = {by!r}: choose 'chance' or 'year'")
    takes = participations[["initiative_id", "actor_id"]].drop_duplicates()
    takes = takes[takes["initiative_id"].map(takes["initiative_id"].value_counts()) <= max_size]
    found: dict[str, list[dict]] = {}
    asked, hidden_pairs = [], []
    for repeat in range(repeats if by == "chance" else 1):
        rng = np.random.default_rng([seed, repeat])
        hidden = _hidden(takes, initiatives, by, share, rng)
        seen = takes[~takes["initiative_id"].isin(hidden)]
        ground = _ground(seen, groups, initiatives, communities, max_size)
        target = _target(ground, takes[takes["initiative_id"].isin(hidden)])
        rows = np.flatnonzero(target.sum(axis=1) > 0)
        asked.append(len(rows))
        hidden_pairs.append(int(target.sum()) // 2)
        for method, lists in _lists(ground, ways, at, rng).items():
            found.setdefault(method, []).append(_judge(lists, target, rows, ground.profile > 0))
    table = []
    for method, runs in found.items():
        caught = [run["caught"] for run in runs]
        low, high = _interval(caught, seed)
        table.append(
            {
                "method": method,
                "hits": float(np.concatenate(caught).mean()) if sum(asked) else np.nan,
                "low": low,
                "high": high,
                "crossing": float(np.mean([run["crossing"] for run in runs])),
                "coverage": float(np.mean([run["coverage"] for run in runs])),
                "asked": float(np.mean(asked)),
                "hidden": float(np.mean(hidden_pairs)),
            }
        )
    return pd.DataFrame(table, columns=COLUMNS)


def _hidden(
    takes: pd.DataFrame,
    initiatives: pd.DataFrame | None,
    by: str,
    share: float,
    rng: np.random.Generator,
) -> set[str]:
    ids = np.array(sorted(set(takes["initiative_id"])))
    many = int(len(ids) * share)
    if by == "chance":
        return set(rng.choice(ids, many, replace=False))
    if initiatives is None or initiatives["year"].isna().all():
        raise ValueError("by = 'year': the initiatives have no year")
    dated = initiatives[initiatives["initiative_id"].isin(ids)].dropna(subset=["year"])
    last = dated.sort_values(["year", "initiative_id"])["initiative_id"]
    return set(last.tail(many))


def _ground(
    seen: pd.DataFrame,
    groups: pd.DataFrame,
    initiatives: pd.DataFrame | None,
    communities: pd.Series | None,
    max_size: int,
) -> Ground:
    actors = pd.DataFrame({"actor_id": sorted(set(seen["actor_id"]))})
    return survey(
        actors,
        seen,
        groups,
        shown=pd.Series(True, index=actors.index),
        initiatives=initiatives,
        communities=communities,
        offers=None,
        acquaintance=None,
        roles=None,
        max_size=max_size,
    )


def _target(ground: Ground, hidden: pd.DataFrame) -> sparse.csr_array:
    """Tell who met whom in hidden initiatives alone, among those of whom something is known."""
    pairs = (together(hidden, ground.ids) > 0).astype(float)
    found = (pairs - pairs.multiply(ground.met)).tocsr()
    found.eliminate_zeros()
    return found


def _lists(
    ground: Ground,
    ways: Mapping[str, tuple[Mapping[str, float], int | None]],
    at: int,
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:
    """Give each method's lists, shape (actors, at), −1 where nothing speaks for anybody."""
    n = len(ground.ids)
    ties = ground.partners
    degree = ties.sum(axis=1)
    indices = {
        "common neighbours": np.ones(n),
        "Adamic–Adar": 1 / np.log(np.maximum(degree, 2)),
        "resource allocation": 1 / np.maximum(degree, 1),
    }
    found = {}
    for name, weight in indices.items():
        score = ((ties * weight) @ ties).tocsr()
        score = (score - score.multiply(ground.met)).tolil()
        score.setdiag(0)
        rest = score.tocoo()
        found[name] = _best(rest.row, rest.col, rest.data, n, at)
    chance = np.full((n, at), -1)
    for a in range(n):
        free = np.ones(n, dtype=bool)
        free[ground.met.indices[ground.met.indptr[a] : ground.met.indptr[a + 1]]] = False
        free[a] = False
        others = np.flatnonzero(free)
        drawn = rng.choice(others, min(at, len(others)), replace=False)
        chance[a, : len(drawn)] = drawn
    found["chance"] = chance
    for name, (weighed, alike) in ways.items():
        pairs = candidates(ground, weighed)
        if alike is not None:
            pairs = _few_alike(pairs, shares_a_theme(ground, pairs), alike)
        a, b, score = (pairs[c].to_numpy() for c in ("a", "b", "score"))
        found[name] = _best(a, b, score, n, at)
    return found


def _few_alike(pairs: pd.DataFrame, alike: np.ndarray, most: int) -> pd.DataFrame:
    """Leave each actor the best of those who share a theme with it, and all the others."""
    ranked = pairs.assign(alike=alike).sort_values(
        ["a", "score", "b"], ascending=[True, False, True]
    )
    place = ranked.groupby(["a", "alike"]).cumcount()
    return ranked[~ranked["alike"] | (place < most)].drop(columns="alike")


def _best(a: np.ndarray, b: np.ndarray, score: np.ndarray, n: int, at: int) -> np.ndarray:
    """Keep the best of each; equal ones by position."""
    order = np.lexsort((b, -score, a))
    order = order[score[order] > 1e-12]
    a, b = a[order], b[order]
    rank = np.arange(len(a)) - np.searchsorted(a, a)
    lists = np.full((n, at), -1)
    lists[a[rank < at], rank[rank < at]] = b[rank < at]
    return lists


def _judge(
    lists: np.ndarray, target: sparse.csr_array, rows: np.ndarray, about: np.ndarray
) -> dict[str, np.ndarray | float]:
    a, place = np.nonzero(lists >= 0)
    b = lists[a, place]
    right = np.zeros(lists.shape, dtype=bool)
    if len(a):  # scipy gives a matrix, not its cells, for none
        right[a, place] = np.asarray(target[a, b]).ravel() > 0
    known = about[a].any(axis=1) & about[b].any(axis=1)
    common = (about[a] & about[b]).any(axis=1)
    return {
        "caught": right[rows].any(axis=1).astype(float),
        "crossing": float((known & ~common).mean()) if len(a) else np.nan,
        "coverage": len(set(b.tolist())) / len(lists) if len(lists) else np.nan,
    }


def _interval(caught: list[np.ndarray], seed: int) -> tuple[float, float]:
    """Give the 95 % interval of the share caught, actors drawn again within each repeat."""
    rng = np.random.default_rng([seed, 1])
    total = sum(map(len, caught))
    if not total:
        return np.nan, np.nan
    draws = sum(rng.binomial(len(c), c.mean(), _BOOTSTRAPS) for c in caught if len(c))
    low, high = np.quantile(np.asarray(draws) / total, [0.025, 0.975])
    return float(low), float(high)
