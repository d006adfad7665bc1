"""What is asked of a meeting, read and checked: every fault is named, with its mend."""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


class ImpossibleMeeting(ValueError):
    """A meeting that cannot be arranged as asked: every fault, with what to change."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Rule:
    """One wish: a and b apart, a and b together, or a at table b (host); in words for people."""

    kind: str
    a: int
    b: int
    text: str


@dataclass(frozen=True, eq=False)
class Wishes:
    """What is asked, in arrays over the people: pairs are symmetric boolean matrices.

    ``size`` is how many sit at each table in each round, shape (rounds, tables); ``host_table`` the
    table that somebody keeps, −1 for the others; ``kinds`` codes to be mixed, −1 where unknown.
    """

    people: list[Any]
    present: np.ndarray
    size: np.ndarray
    unknown: np.ndarray
    apart: np.ndarray
    blocks: list[list[int]]
    host_table: np.ndarray
    kinds: np.ndarray | None
    wanted: np.ndarray
    set_aside: int
    rules: list[Rule]

    @property
    def free(self) -> bool:
        """Tell whether any seating whatever would do."""
        hosted = (self.host_table >= 0).any()
        return not (self.blocks or self.apart.any() or hosted or not self.present.all())

    @property
    def none(self) -> bool:
        """Tell whether nothing is asked but new pairs, of people who know nobody."""
        known = (~self.unknown).sum() > len(self.people)
        return self.free and not known and self.kinds is None and not self.wanted.any()

    def refuse_lonely(self, sizes: np.ndarray) -> None:
        """Refuse a table of one."""
        alone = np.argwhere(sizes == 1)
        if len(alone):
            r, t = (alone[0] + 1).tolist()
            raise ImpossibleMeeting(
                [f"tour {r}, table {t} : une personne seule → prévoir moins de tables"]
            )


def read_wishes(
    attendees: Iterable[Hashable],
    *,
    tables: int,
    seats: int,
    rounds: int,
    known: pd.DataFrame | None = None,
    mix: Mapping[Any, Any] | pd.Series | None = None,
    keep_apart: pd.DataFrame | Iterable[tuple] | None = None,
    together: pd.DataFrame | Iterable[tuple] | None = None,
    hosts: Mapping[Any, int] | None = None,
    absent: pd.DataFrame | None = None,
    wanted: pd.DataFrame | None = None,
) -> Wishes:
    """Check what is asked and turn it into arrays; the parameters are those of the plan."""
    people = list(attendees)
    faults = [
        f"{name} = {value} → un nombre entier, 1 ou plus"
        for name, value in (("tables", tables), ("seats", seats), ("rounds", rounds))
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1
    ]
    if any(pd.isna(p) for p in people):
        faults.append("la liste des présents a une ligne vide → la retirer ou la compléter")
    counts = pd.Series(people, dtype="object").value_counts(sort=False)
    faults += [
        f"« {person} » est {n} fois dans la liste → une personne n'a qu'une place par tour"
        for person, n in counts[counts > 1].items()
    ]
    if faults:
        raise ImpossibleMeeting(faults)
    if tables == 1:
        faults.append(
            "une seule table : tout le monde s'y retrouve à chaque tour → 2 tables ou plus"
        )
    place = {person: i for i, person in enumerate(people)}
    present = np.ones((rounds, len(people)), dtype=bool)
    for person, r in _absences(absent, place, rounds, faults):
        present[r - 1, person] = False
    here = present.sum(axis=1)
    for r, n in enumerate(here.tolist(), start=1):
        if n > tables * seats:
            faults.append(
                f"tour {r} : {n} personnes pour {tables} × {seats} = {tables * seats} places → "
                f"{-(-n // seats)} tables, ou {-(-n // tables)} places par table"
            )
        elif n < 2 * tables:
            faults.append(
                f"tour {r} : {n} personnes pour {tables} tables, quelqu'un serait seul → "
                f"{max(n // 2, 1)} tables au plus"
            )
    unknown = ~np.eye(len(people), dtype=bool)
    acquainted, set_aside = _known(known, place, faults)
    unknown[acquainted[:, 0], acquainted[:, 1]] = unknown[acquainted[:, 1], acquainted[:, 0]] = (
        False
    )
    apart = np.zeros_like(unknown)
    parted = _pairs(keep_apart, place, "keep_apart", faults)
    for a, b in parted:
        apart[a, b] = apart[b, a] = True
    weights = np.zeros(unknown.shape)
    if wanted is not None:
        weight = wanted["weight"] if "weight" in wanted else [1.0] * len(wanted)
        for (a, b), w in zip(_pairs(wanted, place, "wanted", faults), weight, strict=False):
            weights[a, b] = weights[b, a] = max(weights[a, b], float(w))
    joined = _pairs(together, place, "together", faults)
    keeps = _hosts(hosts, place, tables, faults)
    kinds = None
    if mix is not None:
        _unknown_names(pd.Series(mix).index, place, "mix", faults)
        kinds = pd.factorize(pd.Series(people).map(dict(pd.Series(mix))), sort=False)[0]
    if faults:
        raise ImpossibleMeeting(faults)
    wishes = Wishes(
        people=people,
        present=present,
        size=np.stack([(n + np.arange(tables)[::-1]) // tables for n in here]),
        unknown=unknown,
        apart=apart,
        blocks=_blocks(joined, len(people)),
        host_table=keeps,
        kinds=kinds,
        wanted=weights,
        set_aside=set_aside,
        rules=[
            *(Rule("apart", a, b, f"séparer {people[a]} et {people[b]}") for a, b in parted),
            *(Rule("together", a, b, f"réunir {people[a]} et {people[b]}") for a, b in joined),
            *(
                Rule("host", a, int(t), f"garder {people[a]} à la table {t + 1}")
                for a, t in enumerate(keeps.tolist())
                if t >= 0
            ),
        ],
    )
    return wishes


def _absences(
    absent: pd.DataFrame | None, place: dict, rounds: int, faults: list[str]
) -> list[tuple[int, int]]:
    if absent is None or absent.empty:
        return []
    _need(absent, ("person", "round"), "absent", faults)
    if faults:
        return []
    _unknown_names(absent["person"], place, "absent", faults)
    outside = absent.loc[~absent["round"].isin(range(1, rounds + 1)), "round"]
    faults += [f"absent : tour {r} → de 1 à {rounds}" for r in outside.drop_duplicates()]
    if faults:
        return []
    return [(place[p], int(r)) for p, r in zip(absent["person"], absent["round"], strict=True)]


def _known(known: pd.DataFrame | None, place: dict, faults: list[str]) -> tuple[np.ndarray, int]:
    """Give the pairs of attendees who know one another, and how many others were set aside."""
    if known is None:
        return np.empty((0, 2), dtype=int), 0
    _need(known, ("a", "b"), "known", faults)
    if faults:
        return np.empty((0, 2), dtype=int), 0
    a, b = (known[c].map(place) for c in ("a", "b"))
    both = a.notna() & b.notna()
    return np.column_stack([a[both], b[both]]).astype(int), int((~both).sum())


def _pairs(
    given: pd.DataFrame | Iterable[tuple] | None, place: dict, name: str, faults: list[str]
) -> list[tuple[int, int]]:
    if given is None:
        return []
    if isinstance(given, pd.DataFrame):
        before = len(faults)
        _need(given, ("a", "b"), name, faults)
        if len(faults) > before:
            return []
        given = zip(given["a"], given["b"], strict=True)
    pairs = [tuple(pair) for pair in given]
    wrong = [pair for pair in pairs if len(pair) != 2 or pair[0] == pair[1]]
    faults += [f"{name} : {pair} → deux personnes différentes" for pair in wrong]
    pairs = [pair for pair in pairs if pair not in wrong]
    _unknown_names([p for pair in pairs for p in pair], place, name, faults)
    return [(place[a], place[b]) for a, b in pairs if a in place and b in place]


def _blocks(pairs: list[tuple[int, int]], people: int) -> list[list[int]]:
    """Join the pairs that share somebody."""
    root = list(range(people))
    for a, b in pairs:
        low, high = sorted((root[a], root[b]))
        root = [low if r == high else r for r in root]
    groups = pd.Series(range(people)).groupby(root)
    return [group.tolist() for _, group in groups if len(group) > 1]


def _hosts(
    hosts: Mapping[Any, int] | None, place: dict, tables: int, faults: list[str]
) -> np.ndarray:
    keeps = np.full(len(place), -1)
    if hosts:
        _unknown_names(hosts, place, "hosts", faults)
        for person, table in hosts.items():
            if table not in range(1, tables + 1):
                faults.append(f"hosts : {person} à la table {table} → de 1 à {tables}")
            elif person in place:
                keeps[place[person]] = table - 1
    return keeps


def _need(frame: pd.DataFrame, columns: tuple[str, ...], name: str, faults: list[str]) -> None:
    lost = [c for c in columns if c not in frame]
    if lost:
        faults.append(f"{name} : colonne {', '.join(lost)} absente → {', '.join(columns)}")


def _unknown_names(names: Iterable[Any], place: dict, name: str, faults: list[str]) -> None:
    known = [str(p) for p in place]
    for person in dict.fromkeys(n for n in names if n not in place):
        near = difflib.get_close_matches(str(person), known, n=1, cutoff=0.75)
        mend = f"« {near[0]} » ?" if near else "l'ajouter à la liste des présents, ou l'ôter d'ici"
        faults.append(f"{name} : « {person} » n'est pas dans la liste → {mend}")
