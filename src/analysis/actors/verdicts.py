"""What people said of two names: one actor, two, or later; and whether it all holds together."""

from __future__ import annotations

from collections import deque

import numpy as np
import pandas as pd

from analysis.actors.names import plain
from analysis.actors.spellings import place_key

IS, IS_NOT, SAME, OTHER, LATER, PART = "est", "n'est pas", "même", "autre", "plus tard", "partie de"
VERDICTS = (IS, IS_NOT, SAME, OTHER, LATER, PART)
BETWEEN = (SAME, OTHER, LATER)  # of two names; the others are of a name and an actor


def between_names(decisions: pd.DataFrame) -> pd.DataFrame:
    """Give the verdicts that are of two names: name, commune, other, other_commune, verdict."""
    columns = ["name", "commune", "other", "other_commune", "verdict"]
    if "other" not in decisions:
        return pd.DataFrame(columns=columns, dtype="str")
    told = decisions.loc[decisions["verdict"].isin(BETWEEN), columns].fillna("")
    return told.assign(name=told["name"].map(plain), other=told["other"].map(plain))


def verdict_between(
    table: pd.DataFrame, rows: pd.DataFrame, row_of: np.ndarray, between: pd.DataFrame
) -> pd.DataFrame:
    """Bring the verdicts of two names to the pairs of their spellings.

    Parameters
    ----------
    table
        The spellings.
    rows
        The names with their commune.
    row_of
        The spelling of each.
    between
        See :func:`between_names`.

    Returns
    -------
        Columns a, b (spellings, a < b) and verdict; where two verdicts meet on one pair of
        spellings, the one that parts goes first, then the one that joins.
    """
    where = pd.DataFrame({"name": rows["name"], "commune": rows["commune"], "row": row_of})
    where = where[rows["name"].isin({*between["name"], *between["other"]})]
    spellings: dict[str, list[tuple[str, int]]] = {}
    for name, commune, row in where.drop_duplicates().itertuples(index=False):
        spellings.setdefault(name, []).append((place_key(commune), row))

    def found(name: str, communes: str) -> list[int]:
        wanted = {place_key(c) for c in communes.split("|") if c}
        return sorted({r for c, r in spellings.get(name, ()) if not wanted or c in wanted or not c})

    pairs: dict[tuple[int, int], str] = {}
    strength = {OTHER: 0, SAME: 1, LATER: 2}
    for name, commune, other, other_commune, verdict in between.itertuples(index=False):
        for x in found(name, commune):
            for y in found(other, other_commune):
                if x != y:
                    pair = (min(x, y), max(x, y))
                    had = pairs.get(pair, LATER)
                    pairs[pair] = min(had, verdict, key=lambda v: strength[v])
    listed = [(a, b, verdict) for (a, b), verdict in sorted(pairs.items())]
    found_pairs = pd.DataFrame(listed, columns=["a", "b", "verdict"])
    return found_pairs.astype({"a": "int32", "b": "int32", "verdict": "str"})


def contradictions(decisions: pd.DataFrame, file: str) -> list[str]:
    """Name what the decisions say and unsay: A = B, B = C, A ≠ C; one name, two actors; a loop.

    Parameters
    ----------
    decisions
        Indexed by their row in the file.
    file
        Its name, to say it.

    Returns
    -------
        A French sentence each, with the rows.
    """
    links: dict[tuple, list[tuple[tuple, int]]] = {}
    parted: list[tuple[tuple, tuple, int]] = []

    def link(one: tuple, two: tuple, row: int) -> None:
        links.setdefault(one, []).append((two, row))
        links.setdefault(two, []).append((one, row))

    for row, said in decisions.iterrows():
        narrow = bool(said["initiative"] or said["years"])
        name: tuple = ("name", plain(said["name"]), said["commune"])
        other: tuple = ("name", plain(said["other"]), said["other_commune"])
        if said["verdict"] not in BETWEEN:
            other = ("actor", said["actor_id"])
        if said["verdict"] == SAME or (said["verdict"] == IS and not narrow):
            link(name, other, int(row))
        elif said["verdict"] in (OTHER, IS_NOT) and not narrow:
            parted.append((name, other, int(row)))
    problems = []
    for one, two, row in parted:
        way = _way(links, one, two)
        if one == two or way is not None:
            steps = ", ".join(f"ligne {r}" for r in way or ())
            problems.append(
                f"{file} : la ligne {row} sépare {_told(one)} et {_told(two)}, que "
                f"{steps or 'rien ne distingue'} {'réunit' if steps else ''}".rstrip()
                + " → corriger l'une de ces lignes"
            )
    seen: set[tuple] = set()
    for start in sorted(node for node in links if node[0] == "actor"):
        if start in seen:
            continue
        component = _component(links, start)
        seen |= component
        for other in sorted(node for node in component if node[0] == "actor" and node != start):
            steps = ", ".join(f"ligne {r}" for r in _way(links, start, other) or ())
            problems.append(
                f"{file} : {_told(start)} et {_told(other)} deviennent un seul acteur par {steps} "
                "→ corriger l'une de ces lignes"
            )
    return problems + _loops(decisions, file)


def _told(node: tuple) -> str:
    if node[0] == "actor":
        return f"l'acteur {node[1]}"
    return f"« {node[1]} »" + (f" ({node[2]})" if node[2] else "")


def _way(links: dict, start: tuple, end: tuple) -> list[int] | None:
    """Find the rows that lead from one name or actor to another, the fewest."""
    queue, came = deque([start]), {start: (start, 0)}
    while queue:
        here = queue.popleft()
        if here == end:
            rows = []
            while here != start:
                here, row = came[here]
                rows.append(row)
            return rows[::-1]
        for there, row in links.get(here, ()):
            if there not in came:
                came[there] = (here, row)
                queue.append(there)
    return None


def _component(links: dict, start: tuple) -> set[tuple]:
    found, left = {start}, [start]
    while left:
        for there, _ in links.get(left.pop(), ()):
            if there not in found:
                found.add(there)
                left.append(there)
    return found


def _loops(decisions: pd.DataFrame, file: str) -> list[str]:
    """Find the actors that are, step by step, a part of themselves."""
    is_ = decisions[decisions["verdict"] == IS]
    actor_of = dict(zip(is_["name"].map(plain), is_["actor_id"], strict=True))
    parts = decisions[decisions["verdict"] == PART]
    over = {
        actor_of.get(plain(name), plain(name)): (whole, int(row))
        for row, name, whole in zip(parts.index, parts["name"], parts["actor_id"], strict=True)
    }
    problems, done = [], set()
    for start in sorted(over):
        here, rows = start, []
        while here in over and here not in done:
            done.add(here)
            here, row = over[here]
            rows.append(row)
            if here == start:
                listed = ", ".join(f"ligne {r}" for r in sorted(rows))
                problems.append(
                    f"{file} : l'acteur {start} est une partie de lui-même ({listed}) → "
                    "corriger l'une de ces lignes"
                )
    return problems
