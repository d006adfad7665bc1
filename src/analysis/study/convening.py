"""A meeting of a study's people: who comes, whom they know, where they sit; and its papers."""

from __future__ import annotations

import difflib
from pathlib import Path

import pandas as pd

from analysis import actors, encounters, manifest, portraits, schema
from analysis.corpus import Corpus
from analysis.study.guests import Guests, key_of, read_guests, read_wishes
from analysis.study.rerun import results_folder
from analysis.study.results import Results, load

_FEWEST = 4  # people whom two tables part


def meet(
    folder: Path,
    *,
    tables: int,
    seats: int,
    rounds: int,
    guests: str | Path | None = None,
    wishes: str | Path | None = None,
    out: str | Path | None = None,
    title: str = "",
    seed: int = 0,
) -> str:
    """Plan a meeting of a study and write its papers.

    Parameters
    ----------
    folder
        The study's folder; it has been run.
    tables, seats, rounds, seed
        As in :func:`analysis.encounters.plan_meeting`.
    guests
        CSV of who comes: columns nom; structure (the actor of the study whom they stand for),
        groupe (to be mixed), hote (table that they keep) and absent (rounds missed, "1, 3") where
        wanted. By default the holders of most initiatives of the study's territory.
    wishes
        CSV of pairs: columns a, b and quoi (ensemble or séparés).
    out
        Where the papers go; ``prive/rencontre`` beside the results by default.
    title
        Of the meeting.

    Returns
    -------
        What was done, in French.
    """
    manifest.read(folder)  # says so when there is no such study
    processed = results_folder(folder)
    results = load(processed)
    corpus = results.corpus
    come = (
        read_guests(Path(guests), _named(corpus)) if guests else _holders(results, tables * seats)
    )
    if len(come.people) < _FEWEST:
        raise ValueError(
            f"{len(come.people)} personne(s) : trop peu pour deux tables → donner --guests, ou "
            "vérifier que des initiatives du territoire ont un porteur et une commune"
        )
    known = _pairs(come.people, results.ties, "actor_a", "actor_b")
    wanted = _pairs(come.people, results.suggestions, "actor_id", "other_id")
    asked = read_wishes(Path(wishes)) if wishes else {}
    plan = encounters.plan_meeting(
        come.people["person"],
        tables=tables,
        seats=seats,
        rounds=rounds,
        known=known,
        mix=come.kinds or None,
        hosts=come.hosts or None,
        absent=come.absent,
        wanted=wanted,
        seed=seed,
        **asked,
    )
    names = corpus.actors.loc[schema.may_be_shown(corpus.actors)].set_index("actor_id")["name"]
    first = results.suggestions.drop_duplicates("actor_id").set_index("actor_id")["other_id"]
    people = come.people.assign(meet=come.people["actor_id"].map(first).map(names))
    if not guests:
        people["structure"] = None  # they are their own
    where = Path(out) if out else processed / "prive" / "rencontre"
    written = portraits.write_meeting(plan, where, people=people, title=title)
    lost = come.people.loc[come.people["actor_id"].isna(), "name"].tolist()
    size = f"{tables} de {seats}"
    said = [
        f"{len(come.people)} personnes, {tables} tables, {rounds} tours : {plan.new_pairs} paires "
        f"nouvelles, {plan.bound} au plus ; {plan.repeated} fois deux personnes se retrouvent.",
        f"{len(known)} paires se connaissaient déjà par une initiative.",
    ]
    if lost and guests:
        said.append(f"Sans acteur dans l'étude, donc sans liens connus : {', '.join(lost)}.")
    best = encounters.table_sizes(len(come.people), rounds).iloc[0]
    if best["repeated"] < plan.repeated and best["tables"] != tables:
        again = best["repeated"]
        forced = f"{again} retrouvailles y sont obligées" if again else "aucune n'y est obligée"
        said.append(
            f"Conseil, pour moins de retrouvailles : {best['tables']} tables de {best['seats']} "
            f"plutôt que {size} ; {forced}, et {best['bound']} paires au plus s'y rencontrent."
        )
    said.append(f"{len(written)} fichiers dans {where} (privé : ils nomment des gens)")
    return "\n".join(said)


def _named(corpus: Corpus) -> dict[str, str]:
    """Give the actor of each name, as shown or as written; not of a name that two share."""
    takes = corpus.participations
    names = pd.concat(
        [
            corpus.actors[["actor_id", "name"]],
            takes[["actor_id", "actor_name_as_written"]].set_axis(["actor_id", "name"], axis=1),
        ]
    ).dropna()
    key = actors.normalise(names["name"])["key"]
    alone = names.assign(key=key).drop_duplicates(["key", "actor_id"])
    alone = alone.drop_duplicates("key", keep=False)
    return dict(zip(alone["key"], alone["actor_id"], strict=True))


def _holders(results: Results, most: int) -> Guests:
    """Invite those who hold most initiatives of the territory, as many as there are seats."""
    corpus = results.corpus
    within = corpus.initiatives.loc[corpus.initiatives["in_focus"].fillna(False), "initiative_id"]
    takes = corpus.participations
    held = takes[(takes["role"] == "porteur") & takes["initiative_id"].isin(within)]
    shown = corpus.actors.loc[schema.may_be_shown(corpus.actors)].set_index("actor_id")
    many = held[held["actor_id"].isin(shown.index)].groupby("actor_id")["initiative_id"].nunique()
    chosen = many.sort_index().sort_values(ascending=False, kind="stable").index[:most]
    people = pd.DataFrame({"person": chosen, "name": shown.loc[chosen, "name"].tolist()})
    people = people.assign(structure="", actor_id=chosen)
    return Guests(people, {}, {}, pd.DataFrame(columns=["person", "round"]))


def _pairs(people: pd.DataFrame, table: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """Turn pairs of actors into pairs of the people who stand for them."""
    stands = people.dropna(subset=["actor_id"])[["person", "actor_id"]]
    both = table[[a, b]].astype("str")
    found = both.merge(stands.rename(columns={"person": "a", "actor_id": a}), on=a)
    found = found.merge(stands.rename(columns={"person": "b", "actor_id": b}), on=b)
    of_one = stands.merge(stands, on="actor_id", suffixes=("_a", "_b"))
    if a == "actor_a":  # those of one organisation know one another
        same = of_one[of_one["person_a"] < of_one["person_b"]]
        more = same.rename(columns={"person_a": "a", "person_b": "b"})
        found = pd.concat([found[["a", "b"]], more[["a", "b"]]])
    return found[["a", "b"]].drop_duplicates().reset_index(drop=True)


def actor_named(results: Results, name: str) -> str:
    """Give the actor of a name, or of an identifier.

    Raises
    ------
    ValueError
        With the nearest names, when there is none.
    """
    known = results.corpus.actors
    if name in set(known["actor_id"]):
        return name
    found = _named(results.corpus).get(key_of(name))
    if found is None:
        near = difflib.get_close_matches(name, known["name"].astype("str").tolist(), n=3)
        mend = " ou ".join(f"« {n} »" for n in near) or "voir la table des acteurs"
        raise ValueError(f"« {name} » : aucun acteur de ce nom → {mend}")
    return found
