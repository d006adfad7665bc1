"""Who is who in a study: the actor of each name in its files, and what is in doubt."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import actors
from analysis.manifest import DECISIONS, Study


@dataclass(frozen=True, eq=False)
class Naming:
    """The names of a study as files write them, and what became of them.

    ``names`` has a row a mention: table, column (its actor's), row (its index in it), name,
    initiative (missing outside participations), event, commune, year.
    ``decisions`` and ``known`` are what was given, ``found`` what came of it, ``doubts`` the pairs
    that need a person.
    """

    names: pd.DataFrame
    decisions: pd.DataFrame
    known: pd.DataFrame | None
    found: actors.Proposals
    doubts: pd.DataFrame


def name_actors(study: Study, tables: dict, files: dict, notes: list[tuple]) -> Naming:
    """Name the actor of each row and the role of each participation; list the actors.

    Parameters
    ----------
    study
        The study.
    tables
        Its rough tables, completed here.
    files
        The file of each.
    notes
        Lines of the report, added to here.
    """
    known = tables.get("actors")
    decisions = actors.read_decisions(study.folder / DECISIONS / "actors.csv")
    empty = pd.DataFrame(
        columns=["initiative_id", "actor_name_as_written", "role_as_written"], dtype="str"
    )
    tables.setdefault("participations", empty)
    tables.setdefault("themes", pd.DataFrame(columns=["initiative_id", "theme"], dtype="str"))
    names = _mentions(tables)
    found = actors.propose(
        names["name"],
        context=names[["initiative", "commune", "year"]].assign(initiative=names["event"]),
        decisions=decisions,
        known=known,
        seed=study.seed,
    )
    ids = found.groups.reindex(names.index)
    bodies = pd.Series(dtype="str")
    if not study.settings["actors"].get("fold_parts", True):
        ids, bodies = actors.unfold_parts(ids, names["name"], decisions)
    for (name, column), here in names.groupby(["table", "column"], sort=False):
        given = pd.Series(ids[here.index].to_numpy(), index=here["row"].to_numpy(), dtype="str")
        tables[name] = tables[name].assign(**{column: given.reindex(tables[name].index)})
    if "actor_id" not in tables["participations"]:
        tables["participations"] = tables["participations"].assign(actor_id=pd.NA)
    _roles(study, tables, files, notes)
    listed = actors.directory(ids, names["name"], known=known)
    if len(bodies):
        held = listed.get("part_of", pd.NA)
        listed["part_of"] = listed["actor_id"].map(bodies).fillna(held)
    organisation = listed["kind"].fillna("").ne("personne") if "kind" in listed else True
    said = (
        listed["publishable"] if "publishable" in listed else pd.Series(pd.NA, index=listed.index)
    )
    yes = said.map({"oui": True, "vrai": True, "1": True, "non": False, "faux": False, "0": False})
    tables["actors"] = listed.assign(publishable=yes.astype("boolean").fillna(organisation))
    doubts = actors.to_review(found, names["initiative"])
    naming = Naming(names, decisions, known, found, doubts)
    notes += _doubts(study, naming, files)
    return naming


def _mentions(tables: dict) -> pd.DataFrame:
    """List the names, with where and when each stands."""
    columns = ["table", "column", "row", "name", "initiative", "event", "commune", "year"]
    parts = []
    for name, key, where in (
        ("participations", "initiative_id", tables["initiatives"]),
        ("attendance", "meeting_id", tables.get("meetings")),
        ("offers", "", None),
        ("acquaintance", "", None),
    ):
        table = tables.get(name)
        if table is None or (key and key not in table):
            continue
        for side in ("actor", "other"):
            written, column = f"{side}_name_as_written", f"{side}_id"
            if written not in table:
                continue
            event = table[key] if key else pd.Series(pd.NA, index=table.index, dtype="str")
            part = _context(table, key, where) if key else pd.DataFrame(index=table.index)
            part = part.assign(
                table=name, column=column, row=table.index, name=table[written], event=event
            )
            part["initiative"] = event if name == "participations" else pd.NA
            parts.append(part.reindex(columns=columns))
    if not parts:
        return pd.DataFrame(columns=columns, dtype="str")
    return pd.concat(parts, ignore_index=True)


def _roles(study: Study, tables: dict, files: dict, notes: list[tuple]) -> None:
    if "role_as_written" in tables["participations"]:
        written = tables["participations"]["role_as_written"]
    else:
        written = pd.Series(pd.NA, index=tables["participations"].index, dtype="str")
    roles, unknown = actors.roles(written, study.folder / DECISIONS / "roles.csv")
    tables["participations"] = tables["participations"].assign(role=roles)
    if study.roles and len(roles) and not roles.isin(study.roles).any():
        ties = ", ".join(study.roles)
        said = f"aucun rôle ne lie deux acteurs (lient : {ties}) : le réseau est vide"
        fix = "l'écrire dans decisions/roles.csv, ou [roles] tie dans study.toml"
        notes.append((files.get("participations", ""), "", "role", "", f"{said} → {fix}", "kept"))
    for word, n in unknown:
        said = f"rôle sans décision, lu « autre » ({n} fois) : l'ajouter à decisions/roles.csv"
        notes.append((files.get("participations", ""), "", "role", word, said, "kept"))


def _doubts(study: Study, naming: Naming, files: dict) -> list[tuple]:
    """Report the decisions that match nothing any more, and the pairs that need a person."""
    gone = actors.unmatched(naming.decisions, naming.names["name"], naming.known)
    notes: list[tuple] = [
        (f"{DECISIONS}/actors.csv", row, "name", said["missing"],
         "décision sans objet : plus aucun nom ne s'écrit ainsi", "kept")
        for row, said in gone.iterrows()
    ]  # fmt: skip
    asked = naming.doubts
    file = files.get("participations", "")
    people = asked[asked["reason"].str.contains("une initiale pour un mot")]
    for pair in people.itertuples():
        said = f"peut-être « {pair.name_b} » : une initiale ne suffit pas, à décider"
        notes.append((file, "", "actor", pair.name_a, said, "kept"))
    if len(asked):
        said = (
            f"{len(asked)} paire(s) de noms en doute : interconnaissance review {study.folder.name}"
        )
        notes.append((file, "", "actor", "", said, "kept"))
    return notes


def _context(table: pd.DataFrame, key: str, where: pd.DataFrame | None) -> pd.DataFrame:
    context = pd.DataFrame({"initiative": table[key]}, index=table.index)
    if where is None or key not in where:
        return context
    by_key = where.drop_duplicates(key).set_index(key)
    if "commune" in by_key:
        context["commune"] = table[key].map(by_key["commune"])
    if "year" in table:
        context["year"] = table["year"]
    elif "year" in by_key:
        context["year"] = table[key].map(by_key["year"])
    elif "date" in by_key:
        context["year"] = table[key].map(by_key["date"]).str.extract(r"^(\d{4})", expand=False)
    return context
