"""What people decide about groups: their names, which are one, what stands apart.

Decisions hold on to initiatives, not to numbers of groups: a row says "these initiatives are of the
theme X". After another run, each group takes the name of the theme that most of its initiatives
are of; two groups of one theme become one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.manifest import write_beside
from analysis.schema import InvalidData, Problem
from analysis.sources import delimited

COLUMNS = ("verdict", "name", "members", "who", "when", "why")
NAME, APART = "nommer", "détacher"
REPORT = {
    "name": "str", "verdict": "str", "members": "int64", "found": "int64", "groups": "int64",
    "applied": "bool",
}  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """A row: the theme that some initiatives are of; ``apart`` when they leave their group."""

    name: str
    members: frozenset[str]
    apart: bool = False


def read_group_decisions(path: str | Path) -> tuple[Decision, ...]:
    """Read what people decided about groups.

    Parameters
    ----------
    path
        CSV with columns verdict ("nommer": most of the group of these initiatives is the theme;
        "détacher": these leave their group and are the theme), name, members (identifiers parted by
        "|"), and who, when, why. Rows of one name are one theme.

    Returns
    -------
        The decisions, none where there is no file.

    Raises
    ------
    InvalidData
        For missing columns, unknown verdicts, a row without name or members, and an initiative in
        two themes by one verdict: all, with their rows.
    """
    path = Path(path)
    if not path.is_file():
        return ()
    text = delimited.decode(path.read_bytes())[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimited.delimiter(text))
    file = f"decisions/{path.name}"
    problems = [
        Problem(file, 1, column, "", "colonne absente", "l'ajouter")
        for column in ("verdict", "name", "members")
        if column not in (rows.fieldnames or ())
    ]
    if problems:
        raise InvalidData(problems)
    found: list[Decision] = []
    owner: dict[tuple[bool, str], tuple[str, int]] = {}
    for row, cells in enumerate(rows, 2):
        verdict, name = ((cells[c] or "").strip() for c in ("verdict", "name"))
        members = [part.strip() for part in (cells["members"] or "").split("|") if part.strip()]
        if not (verdict or name or members):
            continue
        apart = verdict == APART
        if verdict not in (NAME, APART):
            mend = f"écrire {NAME} ou {APART}"
            problems.append(Problem(file, row, "verdict", verdict, "verdict inconnu", mend))
        if not name:
            problems.append(Problem(file, row, "name", "", "thème sans nom", "le nommer"))
        if not members:
            said = "aucune initiative"
            problems.append(Problem(file, row, "members", name, said, "les lister, séparées par |"))
        for member in members:
            other, line = owner.setdefault((apart, member), (name, row))
            if other != name:
                said = f"déjà du thème « {other} » (ligne {line})"
                problems.append(Problem(file, row, "members", member, said, "choisir"))
        found.append(Decision(name, frozenset(members), apart))
    if problems:
        raise InvalidData(problems)
    return tuple(found)


def write_group_decisions(groups: pd.Series, names: pd.Series, path: str | Path) -> None:
    """Write the groups as decisions to be edited: rename, give two one name, part.

    Parameters
    ----------
    groups, names
        Group of each initiative, and name of each group.
    path
        A CSV; one that is there already is never overwritten.

    Raises
    ------
    FileExistsError
        Where there is a file already.
    """
    path = Path(path)
    if path.exists():
        raise FileExistsError(f"{path.name} existe déjà → choisir un autre nom, ou l'effacer")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for group, members in groups.dropna().groupby(groups.dropna()).groups.items():
        listed = "|".join(sorted(str(member) for member in members))
        writer.writerow([NAME, names[group], listed, "", "", ""])
    write_beside(path, stream.getvalue().encode("utf-8"))


def mended(
    labels: np.ndarray, texts: pd.Index, decisions: Sequence[Decision]
) -> tuple[np.ndarray, dict[int, str], pd.DataFrame]:
    """Apply decisions to groups.

    Parameters
    ----------
    labels
        Group of each text, from 0.
    texts
        Identifier of each.
    decisions
        What people said.

    Returns
    -------
        The labels (a group that joins another takes the lower number; one set apart a new one); the
        names of those that people named; and what became of each theme: columns name, verdict,
        members (of the decision), found (of them, among the texts), groups (that took the name),
        applied (False: most of these initiatives are no longer together, decide again).
    """
    labels, names = labels.copy(), dict[int, str]()
    told: dict[str, set[str]] = {}
    ids = texts.astype("str")
    moved = np.zeros(len(labels), dtype=bool)
    report = []
    for one in (d for d in decisions if d.apart):
        here = np.asarray(ids.isin(one.members))
        same = [g for g, name in names.items() if name == one.name]
        if here.any():
            new = same[0] if same else int(labels.max(initial=-1)) + 1
            labels[here], moved[here], names[new] = new, True, one.name
        report.append((one.name, APART, len(one.members), int(here.sum()), int(here.any()),
                       bool(here.any())))  # fmt: skip
    for one in (d for d in decisions if not d.apart):
        told.setdefault(one.name, set()).update(one.members)
    known = np.asarray(ids.isin(set().union(*told.values()))) & ~moved
    sizes = np.bincount(labels[known], minlength=int(labels.max(initial=-1)) + 1)
    for name, members in told.items():
        of = np.asarray(ids.isin(members)) & ~moved
        inside = np.bincount(labels[of], minlength=len(sizes))
        own = np.flatnonzero(2 * inside > sizes).tolist()
        kept = 2 * sum(inside[g] for g in own) > of.sum()
        own += [g for g, other in names.items() if other == name] if kept else []
        report.append((name, NAME, len(members), int(of.sum()), len(own) * kept, bool(kept)))
        if kept:
            labels[np.isin(labels, own)] = min(own)
            names[min(own)] = name
    table = pd.DataFrame(report, columns=list(REPORT)).astype(REPORT)
    return labels, names, table
