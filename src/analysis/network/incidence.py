"""Participations as sorted integer codes: the common ground of projection and graphs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.schema import InvalidData, Problem

ROWS_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Incidence:
    """Who takes part in what, each pair once, sorted by actor, then by initiative.

    Attributes
    ----------
    actors, initiatives
        Sorted identifiers of the whole table, also of those whose rows a role or a cap leaves out.
    actor, initiative
        Codes of the participations kept, aligned with one another.
    """

    actors: pd.Index
    initiatives: pd.Index
    actor: np.ndarray
    initiative: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """Count the distinct actors of each initiative."""
        return np.bincount(self.initiative, minlength=len(self.initiatives))

    @property
    def degrees(self) -> np.ndarray:
        """Count the distinct initiatives of each actor."""
        return np.bincount(self.actor, minlength=len(self.actors))

    def capped(self, max_size: int | None) -> Incidence:
        """Leave out the initiatives with more than `max_size` actors (None: keep all)."""
        if max_size is None:
            return self
        small = (self.sizes <= max_size)[self.initiative]
        return replace(self, actor=self.actor[small], initiative=self.initiative[small])


def coded(
    participations: pd.DataFrame,
    *,
    roles: Iterable[str] | None = None,
    years: tuple[int, int] | None = None,
) -> Incidence:
    """Code participations over their sorted identifiers, each (actor, initiative) once.

    Parameters
    ----------
    participations
        Columns initiative_id, actor_id, role where `roles` are named, year where `years` are.
        Identifiers are text, categories of text, or integers. A column weight (how much one takes
        part) is checked, and kept by :func:`two_mode`; ties count who takes part, not how much.
    roles
        Roles that count; None for all.
    years
        First and last year that count; None for all. A row without a year is in no window.

    Returns
    -------
        The same whatever the order and the repetition of the rows.

    Raises
    ------
    InvalidData
        For a missing column, or identifiers or roles that are missing, blank or not text: all at
        once, with their rows.
    """
    check_selection(roles, years)
    needed = ["actor_id", "initiative_id"]
    needed += ["role"] * (roles is not None) + ["year"] * (years is not None)
    problems = absent("participations", participations, needed)
    codes, ids = {}, {}
    for column in ("actor_id", "initiative_id"):
        if column in participations:
            codes[column], ids[column], wrong = _coded(participations[column])
            problems += wrong
    if roles is not None and "role" in participations:
        problems += lacking("participations", participations["role"])
    if "weight" in participations:
        problems += not_above_zero("participations", participations["weight"])
    if problems:
        raise InvalidData(problems)
    actor, initiative = codes["actor_id"], codes["initiative_id"]
    counts = np.ones(len(participations), dtype=bool)
    if roles is not None:
        counts &= participations["role"].isin(list(roles)).to_numpy(dtype=bool)
    if years is not None:
        counts &= participations["year"].between(*years).fillna(False).to_numpy(dtype=bool)
    actor, initiative = actor[counts], initiative[counts]
    width = max(len(ids["initiative_id"]), 1)
    keys = actor.astype(np.int64) * width + initiative
    keys.sort()
    keys = keys[np.diff(keys, prepend=-1) > 0]  # np.unique hashes first: slower on millions
    return Incidence(
        ids["actor_id"],
        ids["initiative_id"],
        (keys // width).astype(np.int32),
        (keys % width).astype(np.int32),
    )


def once(participations: pd.DataFrame, *, roles: bool = False) -> pd.DataFrame:
    """Keep each participation once (a role, where roles count), sorted: what draws begin with."""
    rows = participations.drop_duplicates(["actor_id", "initiative_id", *["role"] * roles])
    return rows.sort_values(["actor_id", "initiative_id"], kind="stable", ignore_index=True)


def check_selection(roles: Iterable[str] | None, years: tuple[int, int] | None) -> None:
    """Refuse a word where a list of roles is meant, and years in reverse."""
    if isinstance(roles, str):
        raise ValueError(f"roles={roles!r} is one word: give a list, roles=[{roles!r}]")
    if years is not None and not years[0] <= years[1]:
        raise ValueError(f"years={years!r}: give the first year, then the last one")


def absent(table: str, frame: pd.DataFrame, columns: Iterable[str]) -> list[Problem]:
    """List the columns that a table lacks."""
    return [
        Problem(table, None, column, None, "colonne absente", "l'ajouter à la table")
        for column in columns
        if column not in frame
    ]


def lacking(table: str, values: pd.Series) -> list[Problem]:
    """Name the rows where a value is missing, in one problem."""
    return at_rows(table, values, values.isna().to_numpy(), "valeur absente", "la renseigner")


def not_above_zero(table: str, values: pd.Series) -> list[Problem]:
    """Name the rows whose value is not a finite number above 0."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = ~(np.isfinite(numbers) & (numbers > 0))
    return at_rows(table, values, wrong, "pas un nombre au-dessus de 0", "le corriger")


def at_rows(
    table: str, values: pd.Series, wrong: np.ndarray, problem: str, fix: str
) -> list[Problem]:
    """Say what is wrong with some rows of a column, in one problem; none when none is wrong."""
    rows = values.index[wrong]
    if rows.empty:
        return []
    first = values[wrong].iloc[0]
    more = f" … ({len(rows)} lignes)" if len(rows) > ROWS_SHOWN else ""
    where = ", ".join(str(row) for row in rows[:ROWS_SHOWN]) + more
    return [Problem(table, where, str(values.name), "" if pd.isna(first) else first, problem, fix)]


def codes_in(ids: pd.Index, values: pd.Series) -> np.ndarray:
    """Look identifiers up in sorted ones: their places, -1 where unknown or missing."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        places = np.append(ids.get_indexer(values.cat.categories), -1)  # code -1: missing
        return places[values.cat.codes.to_numpy()]
    return ids.get_indexer(pd.Index(values))


def _coded(values: pd.Series) -> tuple[np.ndarray, pd.Index, list[Problem]]:
    """Code one column of identifiers over its sorted values; missing ones have code -1."""
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iu" and len(values):
        numbers = values.to_numpy()
        low = int(numbers.min())
        width = int(numbers.max()) - low + 1
        if width <= 4 * len(numbers):  # close enough to be counted off: hashing is slower
            there = np.zeros(width, dtype=bool)
            there[numbers - low] = True
            rank = np.cumsum(there, dtype=np.int32) - 1
            return rank[numbers - low], pd.Index(np.flatnonzero(there) + low, values.dtype), []
    codes, uniques = pd.factorize(values)
    ids = pd.Index(uniques)
    if isinstance(ids, pd.CategoricalIndex):
        ids = pd.Index(ids.categories[ids.codes])
    problems = lacking("participations", values)
    if not pd.api.types.is_integer_dtype(ids.dtype):
        written = ids.to_numpy(dtype=object)
        blank = [not (isinstance(text, str) and text.strip()) for text in written]
        wrong = np.array([*blank, False])
        fix = "écrire un identifiant en texte"
        problems += at_rows("participations", values, wrong[codes], "pas un identifiant", fix)
    if problems:
        return codes, ids, problems
    order = ids.argsort()
    rank = np.empty(len(ids), dtype=np.int32)
    rank[order] = np.arange(len(ids), dtype=np.int32)
    return rank[codes], ids[order], []
