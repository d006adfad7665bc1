"""Offers and needs: circles in which each gives what the next one seeks, and what nobody offers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from analysis import themes
from analysis.encounters.packing import pack

CYCLE_COLUMNS = ["cycle", "step", "giver", "receiver", "subject"]
_MOST_CYCLES = 150_000


class InvalidOffers(ValueError):
    """Offers and needs that cannot be read: every fault, with its row and its mend."""


@dataclass(frozen=True, eq=False)
class Exchange:
    """Who gives what to whom so that each who gives also receives.

    ``served`` counts the actors in a cycle, ``bound`` how many no choice of cycles exceeds;
    ``cycles`` has columns cycle, step (both from 1), giver, receiver, subject. ``shortages`` has
    columns subject, asked, offered: what is asked more often than offered, the worst first.
    """

    served: int
    bound: int
    cycles: pd.DataFrame
    shortages: pd.DataFrame

    @property
    def proven(self) -> bool:
        """Tell whether no choice of cycles serves more."""
        return self.served == self.bound


def exchange(
    offers: pd.DataFrame, *, longest: int = 3, synonyms: pd.DataFrame | None = None
) -> Exchange:
    """Choose cycles of exchange, A gives to B who gives to C who gives to A, that serve the most.

    Parameters
    ----------
    offers
        Columns actor, kind ("offer" or "need") and subject; place, where known, decides among
        choices that serve as many.
    longest
        Actors in a cycle, at most: 2 to 4. A long one breaks when one person gives up.
    synonyms
        Columns tag and theme: subjects that are one. Case, accents and plurals never matter.

    Returns
    -------
        The cycles, each actor in one at most, with the proven bound.

    Raises
    ------
    InvalidOffers
        Naming the rows whose kind or subject is wrong; or when nothing is offered, or sought.

    Notes
    -----
    All cycles up to the length are listed and packed by OR-tools' CP-SAT on one thread, so that a
    rerun gives the same; with as many served, cycles of two and of one place are preferred. The
    bound is CP-SAT's, or that of circles of any length (an assignment problem), which stands alone
    when there are more than 150,000 cycles, some then being left out.

    References
    ----------
    Abraham, Blum & Sandholm (2007), Clearing algorithms for barter exchange markets.
    """
    if longest not in (2, 3, 4):
        raise ValueError(f"longest = {longest}: a cycle has 2, 3 or 4 actors")
    rows = read_offers(offers, synonyms)
    arcs, same_place = _arcs(rows)
    actors = sorted(set(rows["actor"]))
    code = {actor: i for i, actor in enumerate(actors)}
    takes = np.zeros((len(actors), len(actors)), dtype=bool)
    for giver, receiver in arcs:
        takes[code[giver], code[receiver]] = True
    cycles, every = _cycles(takes, longest)
    relaxed = _circles_of_any_length(takes)
    near = {(code[a], code[b]) for a, b in same_place}
    # As many served: cycles of two first, which hold better, then neighbours.
    bonus = [(len(c) == 2) + sum(step in near for step in zip(c, [*c[1:], c[0]], strict=True))
             for c in cycles]  # fmt: skip
    chosen, bound = pack(cycles, len(actors), relaxed, np.array(bonus))
    found = []
    for number, cycle in enumerate(sorted(chosen), start=1):
        for step, (a, b) in enumerate(zip(cycle, [*cycle[1:], cycle[0]], strict=True), start=1):
            subject = arcs[actors[a], actors[b]]
            found.append((number, step, actors[a], actors[b], subject))
    return Exchange(
        served=sum(map(len, chosen)),
        bound=min(bound, relaxed) if every else relaxed,
        cycles=pd.DataFrame(found, columns=CYCLE_COLUMNS),
        shortages=shortages(rows),
    )


def read_offers(offers: pd.DataFrame, synonyms: pd.DataFrame | None = None) -> pd.DataFrame:
    """Check offers and needs, and bring each subject to one label.

    Returns
    -------
        Columns actor, kind, subject (the label), as_written, level and place (empty where the file
        has none); one row an actor, kind and subject, sorted.
    """
    lost = [c for c in ("actor", "kind", "subject") if c not in offers]
    if lost:
        raise InvalidOffers(f"colonne {', '.join(lost)} absente → actor, kind, subject")
    rows = offers.reset_index(drop=True)
    faults = []
    for column in ("actor", "kind", "subject"):
        blank = rows[column].isna() | rows[column].astype("str").str.strip().eq("")
        faults += [f"ligne {i + 2} : {column} vide" for i in np.flatnonzero(blank)]
    kind = rows["kind"].astype("str").str.strip().replace({"offre": "offer", "besoin": "need"})
    wrong = ~kind.isin(["offer", "need"]) & rows["kind"].notna()
    faults += [
        f"ligne {i + 2} : kind « {rows['kind'][i]} » → offer ou need" for i in np.flatnonzero(wrong)
    ]
    if faults:
        raise InvalidOffers("\n".join(faults))
    for one, other in (("offer", "n'offre"), ("need", "ne cherche")):
        if not kind.eq(one).any():
            raise InvalidOffers(f"personne {other} rien → il faut des lignes « {one} »")
    named = themes.vocabulary(rows["subject"], synonyms).set_index("tag")["theme"]
    table = pd.DataFrame(
        {
            "actor": rows["actor"].astype("str").str.strip(),
            "kind": kind,
            "subject": rows["subject"].astype("str").map(named),
            "as_written": rows["subject"].astype("str"),
            "level": rows.get("level"),
            "place": rows.get("place"),
        }
    )
    table = table.sort_values(["actor", "kind", "subject", "as_written"], kind="stable")
    return table.drop_duplicates(["actor", "kind", "subject"]).reset_index(drop=True)


def shortages(offers: pd.DataFrame) -> pd.DataFrame:
    """List what is asked more often than it is offered: subject, asked, offered; the worst first.

    An actor's own offer does not answer its own need, but both are counted.
    """
    counts = pd.crosstab(offers["subject"], offers["kind"]).reindex(
        columns=["need", "offer"], fill_value=0
    )
    short = counts[counts["need"] > counts["offer"]].reset_index()
    short = short.rename(columns={"need": "asked", "offer": "offered"}).rename_axis(columns=None)
    short["gap"] = short["asked"] - short["offered"]
    short = short.sort_values(["gap", "offered", "subject"], ascending=[False, True, True])
    return short[["subject", "asked", "offered"]].reset_index(drop=True)


def helpers(offers: pd.DataFrame, *, most: int = 1) -> pd.DataFrame:
    """Give each need somebody who offers it, so that the most needs are met.

    Parameters
    ----------
    offers
        As in :func:`exchange`; an actor may be given without receiving.
    most
        How many needs one offer may answer.

    Returns
    -------
        Columns receiver, subject, giver (empty where nobody is left), same_place; one row a need.
        As many are answered as can be, one place first among equals.
    """
    rows = read_offers(offers)
    given = rows[rows["kind"] == "offer"]
    given = given.loc[given.index.repeat(most)].reset_index(drop=True)
    asked = rows[rows["kind"] == "need"].reset_index(drop=True)
    fits = (
        (asked["subject"].to_numpy()[:, None] == given["subject"].to_numpy())
        & (asked["actor"].to_numpy()[:, None] != given["actor"].to_numpy())
    )  # fmt: skip
    here = _same(asked["place"], given["place"]) & fits
    of, by = linear_sum_assignment(fits * (len(asked) + 1.0) + here, maximize=True)
    answer = pd.DataFrame(
        {"receiver": asked["actor"], "subject": asked["subject"], "giver": "", "same_place": False}
    )
    for need, offer in zip(of, by, strict=True):
        if fits[need, offer]:
            answer.loc[need, "giver"] = given["actor"][offer]
            answer.loc[need, "same_place"] = bool(here[need, offer])
    return answer


def _same(one: pd.Series, other: pd.Series) -> np.ndarray:
    """Tell for each pair whether both places are known and one, whatever their case."""
    a, b = (s.astype("object").where(s.notna(), "").astype("str").str.strip().str.casefold()
            for s in (one, other))  # fmt: skip
    return (a.to_numpy()[:, None] == b.to_numpy()) & (a != "").to_numpy()[:, None]


def _arcs(rows: pd.DataFrame) -> tuple[dict[tuple[str, str], str], set[tuple[str, str]]]:
    """Give what each could give to each (the first of several), and who are of one place."""
    pairs = rows[rows["kind"] == "offer"].merge(rows[rows["kind"] == "need"], on="subject")
    pairs = pairs[pairs["actor_x"] != pairs["actor_y"]]
    near = pairs["place_x"].notna() & (
        pairs["place_x"].astype("str").str.casefold()
        == pairs["place_y"].astype("str").str.casefold()
    )
    pairs = pairs.assign(far=~near).sort_values(["actor_x", "actor_y", "far", "subject"])
    first = pairs.drop_duplicates(["actor_x", "actor_y"])
    keys = list(zip(first["actor_x"], first["actor_y"], strict=True))
    arcs = dict(zip(keys, first["subject"], strict=True))
    return arcs, {key for key, far in zip(keys, first["far"], strict=True) if not far}


def _cycles(takes: np.ndarray, longest: int) -> tuple[list[tuple[int, ...]], bool]:
    """List the cycles, each from its least actor, short ones first; and whether that is all."""
    gives = [np.flatnonzero(row).tolist() for row in takes]
    found: list[tuple[int, ...]] = []
    for length in range(2, longest + 1):
        paths: list[tuple[int, ...]] = [(i,) for i in range(len(takes))]
        for step in range(1, length):
            ends = takes[:, :] if step == length - 1 else None
            longer = []
            for path in paths:
                for after in gives[path[-1]]:
                    if after <= path[0] or after in path:
                        continue
                    if ends is None or ends[after, path[0]]:
                        longer.append((*path, after))
                if len(found) + len(longer) > _MOST_CYCLES and ends is not None:
                    return found + longer, False
            paths = longer
        found += paths
    return found, True


def _circles_of_any_length(takes: np.ndarray) -> int:
    rows, columns = linear_sum_assignment(takes.astype(float), maximize=True)
    stays = rows == columns
    return int(takes[rows, columns][~stays].sum())
