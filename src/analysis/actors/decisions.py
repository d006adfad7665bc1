"""What a person decided about names and roles, read and checked before anything is merged."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.actors.names import plain
from analysis.actors.verdicts import BETWEEN, IS, IS_NOT, PART, VERDICTS, contradictions
from analysis.manifest import InvalidStudy
from analysis.schema import ROLES
from analysis.sources import delimited, synonyms
from analysis.sources.values import slug

DECISION_COLUMNS = (
    "name", "initiative", "commune", "years", "verdict", "actor_id", "other", "other_commune",
    "who", "when", "why",
)  # fmt: skip

_YEARS = re.compile(r"\d{4}(-\d{4})?")


def _rows(path: Path, required: tuple[str, ...]) -> pd.DataFrame:
    """Read a decisions file as text, rows numbered as a spreadsheet shows them."""
    rows = delimited.rows(path.read_bytes()).rows
    header = rows[0] if rows else []
    missing = [c for c in required if c not in header]
    if missing:
        raise InvalidStudy(
            path.parents[1],
            [f"decisions/{path.name} : colonne(s) absente(s) : {', '.join(missing)} → les ajouter"],
        )
    filled = [(r + [""] * len(header))[: len(header)] for r in rows[1:]]
    frame = pd.DataFrame(filled, columns=header, dtype="str", index=range(2, len(filled) + 2))
    return frame[(frame != "").any(axis=1)]


def read_decisions(path: str | Path) -> pd.DataFrame:
    """Read who a person said that a name is.

    Parameters
    ----------
    path
        CSV with columns of :data:`DECISION_COLUMNS`. ``name`` is the text as written;
        ``initiative``, ``commune`` (several parted by "|") and ``years`` ("2008-2015") say where
        the decision holds, everywhere when empty. ``verdict`` is "est", "n'est pas" or "partie de"
        an actor (``actor_id``), "même" or "autre" actor than another name (``other``, in
        ``other_commune`` if need be), or "plus tard".

    Returns
    -------
        The decisions as text, indexed by their row in the file; empty when there is no file.

    Raises
    ------
    analysis.manifest.InvalidStudy
        Naming every missing column, empty name or actor, unknown verdict, year that is none, and
        conflict (one name in one context said to be two actors; A = B, B = C, A ≠ C; a part of
        itself), with the rows. Nothing is merged then.
    """
    path = Path(path)
    if not path.is_file():
        return pd.DataFrame(columns=list(DECISION_COLUMNS), dtype="str")
    frame = _rows(path, ("name", "verdict", "actor_id"))
    frame = frame.assign(**{c: "" for c in DECISION_COLUMNS if c not in frame})
    file = f"decisions/{path.name}"
    wrong = {row: found for row, said in frame.iterrows() if (found := _wrong(said))}
    problems = [f"{file}, ligne {row} : {said}" for row, found in wrong.items() for said in found]
    sound = frame.drop(index=list(wrong))
    said_is = sound[sound["verdict"] == IS]
    two = []
    for (name, *_), same in said_is.groupby(["name", "initiative", "commune", "years"], sort=True):
        if same["actor_id"].nunique() > 1:
            said_rows = " et ".join(f"ligne {r} → {a}" for r, a in same["actor_id"].items())
            two.append(
                f"{file} : « {name} » est deux acteurs dans le même contexte "
                f"({said_rows}) → en garder un, ou préciser le contexte"
            )
    problems += two or contradictions(sound, file)
    if problems:
        raise InvalidStudy(path.parents[1], problems)
    return frame


def _wrong(said: pd.Series) -> list[str]:
    """Say what is wrong with one decision by itself."""
    verdict = said["verdict"]
    if verdict not in VERDICTS:
        return [f"verdict « {verdict} » inconnu → écrire {' ou '.join(VERDICTS)}"]
    problems = []
    facing = "other" if verdict in BETWEEN else "actor_id"
    if not said["name"] or not said[facing]:
        what = "autre nom (other)" if facing == "other" else "acteur"
        problems.append(f"nom ou {what} vide → le renseigner")
    if said["years"] and not _YEARS.fullmatch(said["years"]):
        problems.append(f"années « {said['years']} » illisibles → écrire 2008 ou 2008-2015")
    return problems


def unmatched(
    decisions: pd.DataFrame, names: pd.Series, known: pd.DataFrame | None
) -> pd.DataFrame:
    """List the decisions on a name that nothing bears any more, or on an actor nobody lists.

    Parameters
    ----------
    decisions
        As :func:`read_decisions` gives them.
    names
        All names of the study.
    known
        Actors described beforehand: actor_id and name.

    Returns
    -------
        Those decisions, with ``missing``: the name or the actor that is not there.
    """
    ids = set() if known is None else set(known["actor_id"])
    here = {plain(name) for name in names.dropna()}
    here |= set() if known is None else {plain(name) for name in known["name"].dropna()}
    missing = pd.Series("", index=decisions.index, dtype="str")
    for column in ("other", "name"):
        gone = (decisions[column] != "") & ~decisions[column].map(plain).isin(here)
        missing = missing.mask(gone, decisions[column])
    listed = decisions["verdict"].isin([IS_NOT, PART]) if ids else pd.Series(False, missing.index)
    said = decisions.loc[decisions["verdict"] == IS, "actor_id"]
    gone = listed & ~decisions["actor_id"].isin(ids | set(said))
    missing = missing.mask(gone & (missing == ""), decisions["actor_id"])
    return decisions.assign(missing=missing)[missing != ""]


def roles(as_written: pd.Series, path: str | Path) -> tuple[pd.Series, list[tuple[str, int]]]:
    """Map the roles of the sources to the few that compare.

    Parameters
    ----------
    as_written
        Roles as the sources write them.
    path
        CSV with columns role_as_written and role (one of :data:`analysis.schema.ROLES`).

    Returns
    -------
        The roles on the index of ``as_written`` ("autre" for a word that nobody mapped, and for
        none), and those words with how often they are written, most frequent first. A decision goes
        first, then the usual words for our roles, whatever their capitals ("Porteur de projet").

    Raises
    ------
    analysis.manifest.InvalidStudy
        For a role that is not one of ours, or a word mapped twice.
    """
    path = Path(path)
    usual = {word: role for role, words in synonyms.ROLES.items() for word in words}
    known: dict[str, str] = {}
    if path.is_file():
        frame = _rows(path, ("role_as_written", "role"))
        problems = [
            f"decisions/{path.name}, ligne {row} : rôle « {role} » inconnu → choisir parmi "
            f"{', '.join(ROLES)}"
            for row, role in frame["role"].items()
            if role not in ROLES
        ]
        for word, same in frame.groupby("role_as_written", sort=True)["role"]:
            if same.nunique() > 1:
                problems.append(
                    f"decisions/{path.name} : « {word} » a deux rôles (lignes "
                    f"{', '.join(map(str, same.index))}) → en garder un"
                )
        if problems:
            raise InvalidStudy(path.parents[1], problems)
        known |= dict(zip(frame["role_as_written"], frame["role"], strict=True))
    words = as_written.fillna("").astype("str").str.strip()
    told = {word: usual[slug(word)] for word in words.unique() if slug(word) in usual}
    known = told | known
    unknown = words[~words.isin([*known, ""])].value_counts()
    listed = sorted(((str(w), int(n)) for w, n in unknown.items()), key=lambda wn: (-wn[1], wn[0]))
    return words.map(known).astype("str").fillna("autre"), listed
