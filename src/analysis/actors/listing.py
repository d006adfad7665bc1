"""Known directories: actors matched to the lines of RNA or SIRENE extracts, to take identifiers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.actors import model
from analysis.actors.blocking import candidates
from analysis.actors.features import features
from analysis.actors.names import plain
from analysis.actors.reasons import reasons
from analysis.actors.spellings import spell
from analysis.schema import InvalidData, Problem

_COLUMNS = ("actor_id", "directory_id", "directory_name", "probability", "reason", "verdict")


def match(
    actors: pd.DataFrame, directory: pd.DataFrame, *, one_to_one: bool = True
) -> pd.DataFrame:
    """Find each actor in a directory.

    Parameters
    ----------
    actors
        Columns actor_id, name and, where known, commune, postcode.
    directory
        Columns directory_id, name and, where known, commune, postcode.
    one_to_one
        Whether a line of the directory is one actor's at most: the likeliest matching is taken as a
        whole (the greatest sum of log-odds).

    Returns
    -------
        One row an actor, in the order of ``actors``: actor_id, directory_id and directory_name
        (missing for none), probability, reason (in French), verdict ("lié"; "à revoir" when the
        best is in doubt, or another is as good; "absent").

    Raises
    ------
    analysis.schema.InvalidData
        For a missing column, or an identifier written twice.
    """
    _check(actors, "actors", "actor_id")
    _check(directory, "directory", "directory_id")
    both = pd.concat([_side(actors), _side(directory)])
    mine = np.arange(len(both)) < len(actors)
    if not mine.any() or mine.all():
        return _rows(actors, directory, pd.DataFrame(columns=["x", "y", "p", "why", "sure"]))
    said, row_of = spell(both["name"], both["commune"])
    pairs = candidates(said)
    found = features(said, pairs)
    p = model.probability(found)
    likely = pairs.assign(p=p, why="")
    kept = (likely["p"] >= model.DOUBTFUL[0]).to_numpy()
    nothing = np.full(int(kept.sum()), "")
    likely.loc[kept, "why"] = reasons(
        found[kept], nothing, np.zeros(len(nothing), dtype="bool"), nothing
    )
    same = pd.DataFrame({"a": np.arange(len(said.table)), "p": 0.99, "why": "mêmes mots"})
    same["b"] = same["a"]
    lines = _lines(pd.concat([likely[kept], same], ignore_index=True), row_of, mine, both)
    lines = lines[lines["p"] >= model.DOUBTFUL[0]]
    chosen = _assigned(lines) if one_to_one else _best(lines)
    return _rows(actors, directory, chosen)


def _check(table: pd.DataFrame, name: str, key: str) -> None:
    problems = [
        Problem(name, None, column, "", "colonne absente", "l'ajouter")
        for column in (key, "name")
        if column not in table
    ]
    if not problems:
        twice = table.loc[table[key].duplicated(), key]
        problems = [
            Problem(name, row, key, str(value), "identifiant écrit deux fois", "en garder un")
            for row, value in twice.items()
        ]
    if problems:
        raise InvalidData(problems)


def _side(table: pd.DataFrame) -> pd.DataFrame:
    columns = ("name", "commune", "postcode")
    told = pd.DataFrame({c: table.get(c, "") for c in columns}, index=table.index)
    told = told.fillna("").astype("str")
    return told.assign(name=told["name"].map(plain))


def _lines(
    pairs: pd.DataFrame, row_of: np.ndarray, mine: np.ndarray, both: pd.DataFrame
) -> pd.DataFrame:
    """Bring pairs of spellings to pairs of an actor x and a line y, and weigh their postcodes."""
    each = pd.DataFrame({"spelling": row_of, "at": np.arange(len(row_of))})
    ours, theirs = each[mine], each[~mine]
    turned = pairs.rename(columns={"a": "b", "b": "a"})[pairs["a"] != pairs["b"]]
    ways = pd.concat([pairs, turned], ignore_index=True)
    found = ways.merge(ours, left_on="a", right_on="spelling")
    found = found.merge(theirs, left_on="b", right_on="spelling", suffixes=("_x", "_y"))
    code = both["postcode"].to_numpy()
    one, other = code[found["at_x"]], code[found["at_y"]]
    known = (one != "") & (other != "")
    place = np.where(known & (one == other), 4.0, 1.0)
    away = known & (np.array([c[:2] for c in one]) != np.array([c[:2] for c in other]))
    place[away] = 0.005  # another département
    odds = found["p"] / (1 - found["p"]) * place
    why = found["why"].astype("str")
    why = why.where(~known | (one != other), why + ", même code postal")
    why = why.where(~away, why + ", mais un autre département")
    return pd.DataFrame(
        {
            "x": found["at_x"].to_numpy(),
            "y": found["at_y"].to_numpy() - int(mine.sum()),
            "p": (odds / (1 + odds)).to_numpy(),
            "why": why.to_numpy(),
        }
    )


def _best(lines: pd.DataFrame) -> pd.DataFrame:
    """Take the likeliest line of each actor; sure when no other is near."""
    order = lines.sort_values(["x", "p", "y"], ascending=[True, False, True])
    best = order.drop_duplicates("x")
    second = order[order["x"].duplicated()].drop_duplicates("x").set_index("x")["p"]
    odds = best["p"] / (1 - best["p"])
    near = best["x"].map(second / (1 - second)).fillna(0)
    return best.assign(sure=(odds > 3 * near).to_numpy())


def _assigned(lines: pd.DataFrame) -> pd.DataFrame:
    """Match actors and lines one to one, by the greatest sum of log-odds."""
    if lines.empty:
        return lines.assign(sure=True)
    sure = _best(lines).set_index("x")["sure"]
    n, m = int(lines["x"].max()) + 1, int(lines["y"].max()) + 1
    ends = (lines["x"].to_numpy(), lines["y"].to_numpy() + n)
    part = connected_components(
        coo_array((np.ones(len(lines)), ends), shape=(n + m, n + m)), directed=False
    )[1][lines["x"]]
    kept = []
    for _, some in lines.groupby(part, sort=True):
        xs, x = np.unique(some["x"], return_inverse=True)
        ys, y = np.unique(some["y"], return_inverse=True)
        gain = np.zeros((len(xs), len(ys)))
        p = some["p"].to_numpy().clip(1e-6, 1 - 1e-6)
        gain[x, y] = np.log(p / (1 - p)) - np.log(model.DOUBTFUL[0])  # all candidates above none
        taken = linear_sum_assignment(gain, maximize=True)
        chosen = set(zip(xs[taken[0]].tolist(), ys[taken[1]].tolist(), strict=True))
        here = [pair in chosen for pair in zip(some["x"], some["y"], strict=True)]
        kept.append(some[here])
    found = pd.concat(kept).sort_values(["x", "p"], ascending=[True, False]).drop_duplicates("x")
    return found.assign(sure=sure.reindex(found["x"]).fillna(True).to_numpy())


def _rows(actors: pd.DataFrame, directory: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    held = chosen.set_index("x").reindex(range(len(actors)))
    has = held["y"].notna().to_numpy()
    line = held["y"].fillna(0).astype("int64").to_numpy()
    p = held["p"].fillna(0.0).astype("float64").to_numpy()
    sure = held["sure"].fillna(False).astype("bool").to_numpy()
    ids = directory["directory_id"].astype("str").to_numpy()
    names = directory["name"].astype("str").to_numpy()
    table = {
        "actor_id": actors["actor_id"].to_numpy(),
        "directory_id": pd.array([ids[i] if h else pd.NA for i, h in zip(line, has, strict=True)]),
        "directory_name": [names[i] if h else pd.NA for i, h in zip(line, has, strict=True)],
        "probability": p,
        "reason": held["why"].fillna("").to_numpy(),
        "verdict": np.where(has, np.where(sure & (p >= model.JOINED), "lié", "à revoir"), "absent"),
    }
    return pd.DataFrame(table, columns=list(_COLUMNS), index=actors.index)
