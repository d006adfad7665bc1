"""Which spellings are one actor's: pairs with their probability, and groups without chains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.actors import model
from analysis.actors.blocking import candidates
from analysis.actors.bodies import of_bodies
from analysis.actors.features import features
from analysis.actors.grouping import grouped
from analysis.actors.names import read_name
from analysis.actors.reasons import reasons
from analysis.actors.spellings import Spellings, place_key, spell
from analysis.actors.verdicts import verdict_between

# Below this share of names that are always of one commune, the communes of a context say where an
# initiative is, not who its actors are.
_OF_THE_ACTOR = 0.75

# A page that lists who takes part does not name one actor twice: of the doubtful pairs of the
# bundled study, 0 of 8 named in one initiative are one actor, 49 of 75 of the others.
_TOGETHER = 10.0


@dataclass(frozen=True, eq=False)
class Proposals:
    """What :func:`analysis.actors.propose` finds.

    ``pairs`` has a row a pair of spellings, the likeliest first: name_a, commune_a, name_b,
    commune_b, probability, reason (in French), verdict ("liés", "séparés", "à revoir" or, when a
    person said so, "même", "autre", "plus tard"), joined, about (of a body named without its place,
    its row, else -1), a and b, rows of ``spellings`` (key, commune, mark, name, group).
    ``spelling`` gives that row for each name, ``groups`` its actor.
    """

    pairs: pd.DataFrame
    spellings: pd.DataFrame
    spelling: pd.Series
    groups: pd.Series


def proposed(
    names: pd.Series,
    communes: pd.Series,
    marks: pd.Series,
    initiatives: pd.Series,
    between: pd.DataFrame,
    known: pd.DataFrame,
    seed: int,
) -> Proposals:
    """Compare names, and group them.

    Parameters
    ----------
    names
        Plain names, none missing or empty.
    communes
        The commune of each, "" unknown.
    marks
        The actor that each is decided or known to be, "" for none.
    initiatives
        The initiative that names each, "" for none.
    between
        Decisions on two names: columns name, commune, other, other_commune, verdict.
    known
        Actors that may be found though no name was said to be theirs: actor_id, name, commune.
    seed
        Of the model.
    """
    marks = marks + _apart(names, between)
    rows = pd.DataFrame({"name": names, "commune": communes, "mark": marks})
    more = known.rename(columns={"actor_id": "mark"})[["name", "commune", "mark"]]
    every = pd.concat([rows, more], ignore_index=True)
    said, row_of = spell(every["name"], every["commune"], every["mark"])
    if not _of_the_actor(every, said, row_of):
        around, every["commune"] = every["commune"], ""
        said, row_of = spell(every["name"], every["commune"], every["mark"], around)
    pairs = candidates(said)
    verdicts = verdict_between(said.table, every, row_of, between)
    services = of_bodies(said)
    pairs = _with(pairs, verdicts, services, said)
    found = features(said, pairs[["a", "b"]])
    mark = _actors(said).to_numpy()
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    both = (mark[a] != "") & (mark[b] != "")
    decided = pairs["said"].isin(["même", "autre"]).to_numpy()
    y = np.where(decided, pairs["said"] == "même", mark[a] == mark[b]).astype("bool")
    taught = found[both | decided].assign(y=y[both | decided])
    likely = model.probability(found, decided=taught, seed=seed)
    together = _together(pairs, initiatives.to_numpy(), row_of[: len(names)])
    likely = np.where(together, likely / (likely + _TOGETHER * (1 - likely)), likely)
    likely = np.maximum(likely, _services(pairs, likely))
    likely = _rivals_apart(pairs, likely, mark)
    likely = np.where(decided | both, y.astype("float64"), likely)
    codes = pd.factorize(pd.Series(mark).where(mark != ""), sort=True)[0]
    group = grouped(codes, a, b, likely, model.JOINED)
    ids = _ids(said, group, mark)
    table = said.table[["key", "commune", "mark", "name"]].assign(mark=mark, group=ids)
    listed = _listed(pairs, found, said, likely, group, both, together)
    spelling = pd.Series(row_of[: len(names)], index=names.index)
    groups = pd.Series(ids[row_of[: len(names)]], index=names.index, dtype="str")
    return Proposals(listed, table, spelling, groups)


def _of_the_actor(rows: pd.DataFrame, said: Spellings, row_of: np.ndarray) -> bool:
    """Tell whether the communes are those of the actors: a name is then of one commune."""
    told = rows.assign(key=said.table["key"].to_numpy()[row_of])[rows["commune"] != ""]
    told = told[["key", "name", "commune"]].drop_duplicates()
    places = told["commune"].map({c: place_key(c) for c in told["commune"].unique()})
    each = told.assign(commune=places).groupby("key")["commune"].agg(["size", "nunique"])
    again = each.loc[each["size"] > 1, "nunique"]
    return bool(((again == 1).sum() + 1.5) / (len(again) + 3) >= _OF_THE_ACTOR)


def _apart(names: pd.Series, between: pd.DataFrame) -> pd.Series:
    """Mark the names that a person parted though they fold to one key."""
    told = between[between["verdict"] == "autre"]
    alike = [read_name(x).key == read_name(y).key for x, y in told[["name", "other"]].to_numpy()]
    parted = names.isin({*told.loc[alike, "name"], *told.loc[alike, "other"]})
    return names.where(parted, "").radd("≠").where(parted, "")


def _actors(said: Spellings) -> pd.Series:
    """Give the actor that each spelling is marked as, "" for none."""
    return said.table["mark"].str.replace("≠.*", "", regex=True)


def _with(
    pairs: pd.DataFrame, verdicts: pd.DataFrame, services: pd.DataFrame, said: Spellings
) -> pd.DataFrame:
    """Add the pairs that a person, a known actor or the service of a body brings together."""
    mark = _actors(said)
    one = pd.DataFrame({"mark": mark, "b": np.arange(len(mark))})[mark.to_numpy() != ""]
    one["a"] = one.groupby("mark")["b"].transform("first")
    linked = one.loc[one["a"] < one["b"], ["a", "b"]]
    every = pd.concat([pairs, linked, verdicts[["a", "b"]], services[["a", "b"]]])
    every = every.astype("int32").drop_duplicates()
    for more in (verdicts.rename(columns={"verdict": "said"}), services):
        every = every.merge(more.astype({"a": "int32", "b": "int32"}), on=["a", "b"], how="left")
    every = every.fillna({"said": "", "likely": 0.0, "why": "", "service": -1})
    every = every.astype({"likely": "float64", "service": "int32"})
    return every.sort_values(["a", "b"]).reset_index(drop=True)


def _services(pairs: pd.DataFrame, likely: np.ndarray) -> np.ndarray:
    """Give the probability that the rules on services say, where no other name fits as well."""
    sides = pd.concat([pairs["a"], pairs["b"]])
    best = pd.Series(np.tile(likely, 2), index=sides.to_numpy()).groupby(level=0).max()
    service = pairs["service"].to_numpy()
    other = best.reindex(service).fillna(0).to_numpy()
    return np.where(pairs["likely"] > other, pairs["likely"], 0.0)


def _together(pairs: pd.DataFrame, initiatives: np.ndarray, row_of: np.ndarray) -> np.ndarray:
    """Tell which pairs are named in one initiative."""
    rows = pd.DataFrame({"row": row_of, "initiative": initiatives})
    rows = rows[rows["initiative"] != ""].drop_duplicates()
    if rows.empty:
        return np.zeros(len(pairs), dtype="bool")
    each = pairs[["a", "b"]].reset_index().merge(rows, left_on="a", right_on="row")
    both = each.merge(rows, left_on=["b", "initiative"], right_on=["row", "initiative"])
    return pairs.index.isin(both["index"])


def _rivals_apart(pairs: pd.DataFrame, likely: np.ndarray, mark: np.ndarray) -> np.ndarray:
    """Leave to a person the spelling that fits two known actors about as well."""
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    one = np.where(mark[a] == "", a, b)
    other = np.where(mark[a] == "", b, a)
    open_ = (mark[one] == "") & (mark[other] != "") & (likely >= model.JOINED)
    fits = pd.DataFrame({"one": one, "mark": mark[other], "p": likely})[open_]
    top = fits.sort_values(["p", "mark"], ascending=[False, True]).drop_duplicates(["one", "mark"])
    first = top.drop_duplicates("one").set_index("one")["p"].clip(upper=1 - 1e-6)
    second = top[top["one"].duplicated()].drop_duplicates("one").set_index("one")["p"]
    second = second.clip(upper=1 - 1e-6)
    ahead = np.log(first / (1 - first)).reindex(second.index) - np.log(second / (1 - second))
    unsure = fits.index[fits["one"].isin(ahead.index[ahead < 1])]
    likely = likely.copy()
    likely[unsure] = np.minimum(likely[unsure], 0.5)
    return likely


def _ids(said: Spellings, group: np.ndarray, mark: np.ndarray) -> np.ndarray:
    """Name the groups: the actor known in them, else the key that most of their spellings have."""
    table = said.table.assign(group=group, mark=mark)
    known = table[table["mark"] != ""].drop_duplicates("group").set_index("group")["mark"]
    counted = table.groupby(["group", "key"], sort=True).size().rename("n").reset_index()
    counted = counted.sort_values(["group", "n", "key"], ascending=[True, False, True])
    key = counted.drop_duplicates("group").set_index("group")["key"]
    place = table[table["commune"] != ""].groupby("group")["commune"].min()
    own = pd.DataFrame({"id": key.str.replace(r"\s+", "-", regex=True), "place": place})
    own["place"] = own["place"].fillna("").str.replace(r"\s+", "-", regex=True)
    own = own.drop(index=known.index)
    taken = set(known)
    names = {}
    for here, slug, where in own.sort_values(["id", "place"], kind="stable").itertuples():
        tries = [slug, f"{slug}-{where}" if where else slug]
        tried = next((one for one in tries if one not in taken), None)
        number = 2
        while tried is None or tried in taken:
            tried, number = f"{tries[-1]}-{number}", number + 1
        taken.add(tried)
        names[here] = tried
    return pd.Series(group).map(known.to_dict() | names).to_numpy(dtype=object)


def _listed(
    pairs: pd.DataFrame,
    found: pd.DataFrame,
    said: Spellings,
    likely: np.ndarray,
    group: np.ndarray,
    known: np.ndarray,
    together: np.ndarray,
) -> pd.DataFrame:
    """List the pairs that are likely, doubtful or decided."""
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    decided = (pairs["said"] != "").to_numpy()
    low, high = model.DOUBTFUL
    kept = np.flatnonzero((likely >= low) & ~known | decided)
    a, b, here, likely = a[kept], b[kept], pairs["said"].to_numpy()[kept], likely[kept]
    verdict = np.where(group[a] == group[b], "liés", "séparés")
    verdict = np.where((here == "") & (likely < high), "à revoir", verdict)
    table = said.table
    words = np.diff(said.words.starts)
    shorter = np.where(words[a] <= words[b], a, b)
    listed = pd.DataFrame(
        {
            "name_a": table["name"].to_numpy()[a],
            "commune_a": table["where"].to_numpy()[a],
            "name_b": table["name"].to_numpy()[b],
            "commune_b": table["where"].to_numpy()[b],
            "probability": likely,
            "reason": reasons(
                found.iloc[kept], here, together[kept], pairs["why"].to_numpy()[kept]
            ),
            "verdict": np.where(here != "", here, verdict),
            "joined": group[a] == group[b],
            "about": np.where(found["place_untold"].iloc[kept] > 0, shorter, -1),
            "a": a,
            "b": b,
        }
    )
    order = ["probability", "name_a", "name_b", "a", "b"]
    return listed.sort_values(order, ascending=[False, *[True] * 4]).reset_index(drop=True)
