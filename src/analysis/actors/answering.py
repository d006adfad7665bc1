"""A person's answers, kept at once: each is a row of ``decisions/actors.csv``."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from analysis.actors.decisions import DECISION_COLUMNS, read_decisions
from analysis.actors.verdicts import BETWEEN
from analysis.manifest import InvalidStudy, beside, write_beside
from analysis.sources import delimited


def answer(path: str | Path, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Keep what a person said of pairs of names; a later answer on a pair replaces the earlier.

    Parameters
    ----------
    path
        ``decisions/actors.csv`` of a study, made when it is not there.
    rows
        Columns of :data:`analysis.actors.DECISION_COLUMNS`: name, other, verdict ("même", "autre",
        "plus tard"), and commune, other_commune, who, when, why where they are known.

    Returns
    -------
        The rows that these replace, to put them back.

    Raises
    ------
    analysis.manifest.InvalidStudy
        When an answer contradicts what was decided before; nothing is written then.
    """
    path = Path(path)
    return _replaced(path, rows, rows)


def withdraw(
    path: str | Path, rows: Sequence[Mapping[str, str]], replaced: Sequence[Mapping[str, str]] = ()
) -> None:
    """Take answers back, and put back those that they replaced."""
    _replaced(Path(path), rows, replaced)


def _replaced(
    path: Path, told: Sequence[Mapping[str, str]], by: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    """Put rows in the place of those on the same pairs; give these. Other decisions stay."""
    header, held = _held(path)
    pairs = {_pair(row) for row in told} - {None}
    out = [row for row in held if _pair(row) in pairs]
    kept = [row for row in held if _pair(row) not in pairs]
    _write(path, header, [*kept, *({c: row.get(c, "") for c in header} for row in by)])
    return out


# What the sheet calls the columns of a review, and what it asks for.
_SHEET = {
    "name_a": "nom", "commune_a": "commune", "name_b": "autre nom", "commune_b": "autre commune",
    "probability": "probabilité d'un seul", "joined": "réunis aujourd'hui", "ties": "liens en jeu",
    "change": "liens qui changeraient", "reason": "pourquoi",
}  # fmt: skip
_ANSWER, _WHY = "réponse", "remarque"


def write_sheet(asked: pd.DataFrame, path: str | Path) -> None:
    """Write the pairs to review as a sheet to fill, semicolons between columns.

    Parameters
    ----------
    asked
        As :func:`analysis.actors.to_review` gives them.
    path
        A .csv.

    Raises
    ------
    FileExistsError
        When the file is there: it may hold answers.
    """
    path = Path(path)
    if path.exists():
        raise FileExistsError(f"{path} existe déjà → le verser (--take), ou choisir un autre nom")
    sheet = asked[list(_SHEET)].rename(columns=_SHEET)
    sheet[_SHEET["probability"]] = [f"{p:.2f}".replace(".", ",") for p in asked["probability"]]
    sheet[_SHEET["joined"]] = asked["joined"].map({True: "oui", False: "non"})
    for column in (_SHEET["name_a"], _SHEET["name_b"]):  # a spreadsheet would run a formula
        sheet[column] = sheet[column].map(delimited.inert)
    sheet[[_ANSWER, _WHY]] = ""
    text = sheet.to_csv(index=False, sep=";", lineterminator="\r\n")
    write_beside(path, text.encode("utf-8-sig"))


def take_sheet(sheet: str | Path, path: str | Path, *, who: str = "") -> int:
    """Bring the answers of a filled sheet to the decisions.

    Parameters
    ----------
    sheet
        As :func:`write_sheet` makes it; "réponse" is "même", "autre", "plus tard" or empty.
    path
        ``decisions/actors.csv`` of the study.
    who
        Who answered.

    Returns
    -------
        The number of answers taken; each pair is dated with today.

    Raises
    ------
    ValueError
        For a missing column or an unknown answer, with its row; nothing is written then.
    """
    sheet = Path(sheet)
    header, read = _dicts(sheet)
    wanted = [_SHEET[c] for c in ("name_a", "commune_a", "name_b", "commune_b")] + [_ANSWER]
    if missing := [c for c in wanted if c not in header]:
        raise ValueError(f"{sheet.name} : colonne(s) absente(s) : {', '.join(missing)}")
    rows, wrong = [], []
    for number, cells in enumerate(read, 2):
        said = cells[_ANSWER].strip().casefold()
        if said and said not in BETWEEN:
            wrong.append(
                f"{sheet.name}, ligne {number} : réponse « {cells[_ANSWER]} » inconnue → écrire "
                f"{', '.join(BETWEEN)} ou rien"
            )
        elif said:
            name, commune, other, other_commune = (delimited.typed(cells[c]) for c in wanted[:4])
            rows.append(
                {
                    "name": name, "commune": commune, "verdict": said,
                    "other": other, "other_commune": other_commune, "who": who,
                    "when": date.today().isoformat(), "why": cells.get(_WHY, ""),
                }
            )  # fmt: skip
    if wrong:
        raise ValueError("\n".join(wrong))
    if rows:
        answer(path, rows)
    return len(rows)


def _pair(row: Mapping[str, str]) -> tuple | None:
    """Tell which two names a row is about, whatever their order; None for other decisions."""
    if row.get("verdict", "") not in BETWEEN:
        return None
    ends = (row["name"], row.get("commune", "")), (row["other"], row.get("other_commune", ""))
    return tuple(sorted(ends))


def _held(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Read the file as it is: its columns, those that lack after them, and its rows."""
    if not path.is_file():
        return list(DECISION_COLUMNS), []
    header, rows = _dicts(path)
    return header + [c for c in DECISION_COLUMNS if c not in header], rows


def _dicts(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Read a table's columns, and its rows by column; a row too short is filled with nothing."""
    header, *rows = delimited.rows(path.read_bytes()).rows or [[]]
    return header, [dict(zip_longest(header, row[: len(header)], fillvalue="")) for row in rows]


def _write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    """Write the file, once it reads back without a contradiction."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    with beside(path) as draft, draft.open("wb") as file:
        file.write(stream.getvalue().encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
        try:
            read_decisions(draft)
        except InvalidStudy as error:
            said = [problem.replace(draft.name, path.name) for problem in error.problems]
            raise InvalidStudy(path.parents[1], said) from None
