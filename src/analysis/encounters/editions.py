"""What changed between two editions of a study, among those who are in both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from analysis import wording
from analysis.encounters.sharing import worked_together

TIE_COLUMNS = ["actor_a", "actor_b", "status"]
MEASURE_COLUMNS = ["measure", "before", "after", "change", "low", "high", "p"]
_DRAWS = 300


class NothingInCommon(ValueError):
    """Two editions that share no actor, or one: there is nothing to compare."""


@dataclass(frozen=True, eq=False)
class Editions:
    """Two editions of a study compared.

    Attributes
    ----------
    actors
        Columns actor_id, status: stayed, came or left.
    ties
        Pairs of those who stayed, tied in an edition: actor_a, actor_b, status (new, kept, lost).
    measures
        Columns measure, before, after, change, low, high (95 %, actors drawn again), p (two-sided).
    """

    actors: pd.DataFrame
    ties: pd.DataFrame
    measures: pd.DataFrame

    def describe(self, lang: str = "fr") -> str:
        """Say in a few sentences what changed, and how far it may be believed."""
        wording.check(lang)
        who, what = self.actors["status"].value_counts(), self.ties["status"].value_counts()
        stayed, came, left = (int(who.get(s, 0)) for s in ("stayed", "came", "left"))
        new, kept, lost = (int(what.get(s, 0)) for s in ("new", "kept", "lost"))
        p = self.measures.set_index("measure").loc["ties", "p"]
        said = wording.number(p, lang, digits=3)
        if lang == "fr":
            sure = (
                "Le hasard des liens l'expliquerait mal"
                if p < 0.05
                else "Le hasard des liens suffirait à l'expliquer"
            )
            return (
                f"Acteurs des deux éditions : {stayed} ; venus : {came} ; partis : {left}. Entre "
                f"ceux des deux, liens nouveaux : {new}, gardés : {kept}, perdus : {lost}. {sure} "
                f"(p = {said}) ; rien ne dit que la rencontre en est la cause."
            )
        sure = "Chance would hardly do this" if p < 0.05 else "Chance alone could do this"
        return (
            f"Actors of both editions: {stayed}; came: {came}; left: {left}. Among those of both, "
            f"new ties: {new}, kept: {kept}, lost: {lost}. {sure} (p = {said}); nothing says that "
            "the meeting is the cause."
        )


def compare_editions(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    groups: pd.DataFrame | None = None,
    kinds: pd.Series | None = None,
    roles: Iterable[str] | None = None,
    max_size: int | None = 30,
    draws: int = _DRAWS,
    seed: int = 0,
) -> Editions:
    """Compare two editions of a study among the actors of both, apart from who came or left.

    Parameters
    ----------
    before, after
        Participations of each edition: columns initiative_id, actor_id, and role where ``roles`` is
        given. What is in both is written in both.
    groups
        Themes of the initiatives of both: columns initiative_id, group, name.
    kinds
        Kind of each actor, by actor_id, for the E–I index.
    roles, max_size
        As for :func:`analysis.network.ties`.
    draws, seed
        Of the bootstrap and of the permutations.

    Returns
    -------
        The comparison; measures are ties, density, closure (share of the pairs with a common
        partner that are tied), crossing (share of ties between actors whose main themes differ),
        ei (Krackhardt and Stern's E–I of kinds: −1 all ties within a kind, 1 all outside) and
        assortativity (correlation of the degrees at the two ends).

    Raises
    ------
    NothingInCommon
        When fewer than two actors are in both.

    Notes
    -----
    The interval draws actors again (vertex bootstrap). For ``ties`` and ``density``, p is the exact
    sign test of the new against the lost (McNemar). For the others, the edition of each pair that
    changed is drawn anew. Both take pairs as independent: they are not, since an initiative ties
    several at once; a small p is then too small. Neither says what caused the change.

    References
    ----------
    Snijders & Borgatti (1999), Non-parametric standard errors and tests for network statistics.
    Krackhardt & Stern (1988), Informal networks and organizational crises.
    """
    first, second = set(before["actor_id"]), set(after["actor_id"])
    both = sorted(first & second)
    if not (first and second):
        raise NothingInCommon(
            f"{len(first)} et {len(second)} acteurs : une édition est vide → vérifier que ses "
            "participations sont datées"
        )
    if len(both) < 2:
        raise NothingInCommon(
            f"{len(both)} acteur(s) dans les deux éditions, sur {len(first)} et {len(second)} → "
            "donner les mêmes identifiants aux mêmes acteurs"
        )
    one, two = (_adjacency(t, both, roles, max_size) for t in (before, after))
    measures = _measures(both, pd.concat([before, after]), groups, kinds)
    rng = np.random.default_rng(seed)
    drawn = _bootstrap(one, two, measures, draws, rng)
    swapped = _permutations(one, two, measures, draws, rng)
    rows = []
    for name, measure in measures.items():
        was, now = measure(one, np.arange(len(both))), measure(two, np.arange(len(both)))
        low, high = _quantiles(drawn[name])
        rows.append((name, was, now, now - was, low, high, _p(swapped[name], now - was)))
    table = pd.DataFrame(rows, columns=MEASURE_COLUMNS)
    new, lost = (int(np.triu(m, 1).sum()) for m in (two & ~one, one & ~two))
    sign = binomtest(new, new + lost).pvalue if new + lost else 1.0
    table.loc[table["measure"].isin(["ties", "density"]), "p"] = sign
    return Editions(actors=_who(first, second), ties=_changes(both, one, two), measures=table)


def _who(first: set[str], second: set[str]) -> pd.DataFrame:
    rows = [
        (actor, "stayed" if actor in first & second else "came" if actor in second else "left")
        for actor in sorted(first | second)
    ]
    return pd.DataFrame(rows, columns=["actor_id", "status"])


def _changes(both: list[str], one: np.ndarray, two: np.ndarray) -> pd.DataFrame:
    a, b = np.nonzero(np.triu(one | two, 1))
    status = np.where(one[a, b], np.where(two[a, b], "kept", "lost"), "new")
    names = np.array(both, dtype=object)
    return pd.DataFrame({"actor_a": names[a], "actor_b": names[b], "status": status})


def _adjacency(
    participations: pd.DataFrame,
    both: list[str],
    roles: Iterable[str] | None,
    max_size: int | None,
) -> np.ndarray:
    ids, shared = worked_together(participations, roles=roles, max_size=max_size)
    place = pd.Series(range(len(ids)), index=ids, dtype="int64")
    tied = np.zeros((len(both), len(both)), dtype=bool)
    known = [i for i, actor in enumerate(both) if actor in place.index]
    at = place.reindex([both[i] for i in known]).to_numpy(dtype=int)
    tied[np.ix_(known, known)] = shared[at][:, at].toarray() > 0
    return tied


Measure = Callable[[np.ndarray, np.ndarray], float]


def _measures(
    both: list[str],
    participations: pd.DataFrame,
    groups: pd.DataFrame | None,
    kinds: pd.Series | None,
) -> dict[str, Measure]:
    """Give each measure as a function of the ties and of which actors (again) they join."""
    found: dict[str, Measure] = {
        "ties": lambda tied, who: float(tied.sum() / 2),
        "density": lambda tied, who: float(tied.sum() / max(len(tied) * (len(tied) - 1), 1)),
        "closure": lambda tied, who: _closure(tied),
    }
    if groups is not None:
        main = _main_themes(both, participations, groups)
        found["crossing"] = _across(main)
    if kinds is not None:
        across = _across(pd.factorize(kinds.reindex(both))[0])
        found["ei"] = lambda tied, who: 2 * across(tied, who) - 1
    found["assortativity"] = lambda tied, who: _assortativity(tied)
    return found


def _main_themes(both: list[str], participations: pd.DataFrame, groups: pd.DataFrame) -> np.ndarray:
    """Give the theme of most initiatives of each, the first among equals; −1 for none."""
    takes = participations[["initiative_id", "actor_id"]].drop_duplicates()
    themed = takes.merge(groups.dropna(subset=["group"])[["initiative_id", "group"]])
    counts = pd.crosstab(themed["actor_id"], themed["group"]).reindex(both, fill_value=0)
    many = counts.to_numpy()
    if not many.size:
        return np.full(len(both), -1)
    return np.where(many.any(axis=1), many.argmax(axis=1), -1)


def _across(code: np.ndarray) -> Measure:
    """Measure the share of ties between two of different codes, among those of known codes."""

    def share(tied: np.ndarray, who: np.ndarray) -> float:
        own = code[who]
        known = tied & (own >= 0)[:, None] & (own >= 0)
        return float((known & (own[:, None] != own)).sum() / known.sum()) if known.any() else np.nan

    return share


def _closure(tied: np.ndarray) -> float:
    ties = tied.astype(np.float32)
    paths = ties @ ties
    np.fill_diagonal(paths, 0)
    return float((paths * ties).sum() / paths.sum()) if paths.any() else np.nan


def _assortativity(tied: np.ndarray) -> float:
    degree = tied.sum(axis=1).astype(float)
    a, b = np.nonzero(tied)
    if not len(a) or np.ptp(degree[a]) == 0:
        return np.nan
    return float(np.corrcoef(degree[a], degree[b])[0, 1])


def _bootstrap(
    one: np.ndarray,
    two: np.ndarray,
    measures: dict[str, Measure],
    draws: int,
    rng: np.random.Generator,
) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(draws):
        who = rng.integers(0, len(one), len(one))
        at = np.ix_(who, who)  # an actor is not tied with itself, however often drawn
        for name, measure in measures.items():
            found[name].append(measure(two[at], who) - measure(one[at], who))
    return found


def _permutations(
    one: np.ndarray,
    two: np.ndarray,
    measures: dict[str, Measure],
    draws: int,
    rng: np.random.Generator,
) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in measures}
    a, b = np.nonzero(np.triu(one != two, 1))
    who = np.arange(len(one))
    for _ in range(draws):
        turned = rng.random(len(a)) < 0.5
        was, now = one.copy(), two.copy()
        for i, j in ((a[turned], b[turned]), (b[turned], a[turned])):
            was[i, j], now[i, j] = two[i, j], one[i, j]
        for name, measure in measures.items():
            found[name].append(measure(now, who) - measure(was, who))
    return found


def _told(changes: list[float]) -> np.ndarray:
    """Leave out the draws in which a measure had no value."""
    found = np.array(changes)
    return found[~np.isnan(found)]


def _quantiles(changes: list[float]) -> tuple[float, float]:
    known = _told(changes)
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def _p(changes: list[float], seen: float) -> float:
    known = _told(changes)
    if np.isnan(seen) or not len(known):
        return np.nan
    return float((1 + (np.abs(known) >= abs(seen) - 1e-12).sum()) / (1 + len(known)))
