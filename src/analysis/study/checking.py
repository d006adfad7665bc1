"""What the reading of a study's files says, and what to send back to who made them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import corpus, sources
from analysis.manifest import Study
from analysis.schema import InvalidData, Problem
from analysis.sources.reading import REPORT
from analysis.study.raw import gather

_HEADER = ["fichier", "ligne", "colonne", "valeur", "problème", "correction"]
_BLANK = "ligne vide"


def examined(study: Study) -> tuple[pd.DataFrame, list[Problem], dict[str, int]]:
    """Read the files of a study, whatever they hold.

    Returns
    -------
        The report (file, row, column, value, problem, action), the problems that stop a run, and
        how many rows each table has (none while there are problems).
    """
    try:
        gathered = gather(study)
    except InvalidData as error:
        return sources.assemble(study).report, error.problems, {}
    counts = {name: len(frame) for name, frame in corpus.tables(gathered.corpus).items()}
    return gathered.report, [], counts


def corrections(study: Study, report: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """List what a source could mend: what stops a run, what was emptied or left out.

    Parameters
    ----------
    study
        The study: columns are called as its files call them.
    report, problems
        As :func:`examined` gives them.

    Returns
    -------
        Columns fichier, ligne, colonne, valeur, problème, correction (what to do where we know it,
        else to be filled): problems first.
    """
    rows: list[tuple[Any, ...]] = []
    rows += [(p.file, p.row, p.column, p.value, p.problem, p.fix) for p in problems]
    told = {(p.file, str(p.row), p.column) for p in problems}
    left = report[report["action"].isin(["refused", "emptied", "dropped"])]
    theirs = {f.path: f.columns for f in study.files}
    for file, row, column, value, problem, _ in left[["file", *REPORT]].itertuples(index=False):
        named = theirs.get(file, {}).get(column, column)
        if problem != _BLANK and (file, str(row), named) not in told:
            rows.append((file, row, named, value, problem, ""))
    return pd.DataFrame(rows, columns=_HEADER).fillna("").astype("str")


def page(report: pd.DataFrame) -> str:
    """Give a report as lines to print, by file."""
    lines: list[str] = []
    for file, found in report.fillna("").astype("str").groupby("file", sort=False):
        lines += ["", str(file)]
        for line in found.itertuples(index=False):
            row = f"ligne {line.row} " if line.row not in ("", "nan", "None", "<NA>") else ""
            value = f"« {line.value} » : " if line.value else ""
            said = f"  {row}{line.column} {value}{line.problem} [{line.action}]"
            lines.append(said.replace("   ", "  "))
    return "\n".join(lines)
