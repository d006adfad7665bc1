"""What a person decided about names and roles, read and checked before anything is merged."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from analysis.manifest import InvalidStudy
from analysis.schema import ROLES

DECISION_COLUMNS = (
    "name", "initiative", "commune", "years", "verdict", "actor_id", "who", "when", "why",
)  # fmt: skip
VERDICTS = ("est",)


def _rows(path: Path, required: tuple[str, ...]) -> pd.DataFrame:
    """Read a decisions file as text, rows numbered as a spreadsheet shows them."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
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
        CSV with the columns of :data:`DECISION_COLUMNS`. ``name`` is the text as written;
        ``initiative``, ``commune`` (several parted by "|") and ``years`` ("2008-2015") say where
        the decision holds, everywhere when empty; ``verdict`` is "est"; ``actor_id`` the actor.

    Returns
    -------
        The decisions as text, indexed by their row in the file; empty when there is no file.

    Raises
    ------
    analysis.manifest.InvalidStudy
        Naming every missing column, empty name or actor, unknown verdict and conflict (one name in
        one context said to be two actors), with the rows. Nothing is merged then.
    """
    path = Path(path)
    if not path.is_file():
        return pd.DataFrame(columns=list(DECISION_COLUMNS), dtype="str")
    frame = _rows(path, ("name", "verdict", "actor_id"))
    frame = frame.assign(**{c: "" for c in DECISION_COLUMNS if c not in frame})
    problems = []
    for row, said in frame.iterrows():
        if not said["name"] or not said["actor_id"]:
            problems.append(
                f"decisions/{path.name}, ligne {row} : nom ou acteur vide → le renseigner"
            )
        if said["verdict"] not in VERDICTS:
            problems.append(
                f"decisions/{path.name}, ligne {row} : verdict « {said['verdict']} » inconnu → "
                f"écrire {' ou '.join(VERDICTS)}"
            )
    for (name, *_), same in frame.groupby(["name", "initiative", "commune", "years"], sort=True):
        if same["actor_id"].nunique() > 1:
            said_rows = " et ".join(f"ligne {r} → {a}" for r, a in same["actor_id"].items())
            problems.append(
                f"decisions/{path.name} : « {name} » est deux acteurs dans le même contexte "
                f"({said_rows}) → en garder un, ou préciser le contexte"
            )
    if problems:
        raise InvalidStudy(path.parents[1], problems)
    return frame


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
        none), and those words with how often they are written, most frequent first.

    Raises
    ------
    analysis.manifest.InvalidStudy
        For a role that is not one of ours, or a word mapped twice.
    """
    path = Path(path)
    known = {role: role for role in ROLES}
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
    unknown = words[~words.isin([*known, ""])].value_counts()
    listed = sorted(((str(w), int(n)) for w, n in unknown.items()), key=lambda wn: (-wn[1], wn[0]))
    return words.map(known).fillna("autre").astype("str"), listed
