"""The results of a study, read back for notebooks, explorer and page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus


@dataclass(frozen=True, eq=False)
class Results:
    """What a run found; the tables are those of ``data/processed/<study>/tables``.

    ``themes`` describes the groups (group, name, n, stability), ``measures`` and ``positions`` the
    actors of the network, ``run`` is the content of ``run.json``.
    """

    corpus: Corpus
    ties: pd.DataFrame
    groups: pd.DataFrame
    communities: pd.DataFrame
    suggestions: pd.DataFrame
    themes: pd.DataFrame
    measures: pd.DataFrame
    positions: pd.DataFrame
    run: dict[str, Any]


def load(folder: str | Path) -> Results:
    """Read the results of a study.

    Parameters
    ----------
    folder
        ``data/processed/<study>``.

    Raises
    ------
    FileNotFoundError
        When the study has not been run that far, with the command that does it.
    """
    import pandas as pd

    from analysis import corpus

    folder = Path(folder)
    tables = folder / "tables"

    def table(name: str) -> pd.DataFrame:
        path = tables / f"{name}.parquet"
        if not path.is_file():
            raise FileNotFoundError(
                f"{path} : résultat absent → lancer l'étude : `interconnaissance run {folder.name}`"
            )
        return pd.read_parquet(path)

    run = folder / "run.json"
    return Results(
        corpus=corpus.read(tables),
        ties=table("ties"),
        groups=table("groups"),
        communities=table("communities"),
        suggestions=table("suggestions"),
        themes=table("group_names"),
        measures=table("measures"),
        positions=table("positions"),
        run=json.loads(run.read_text(encoding="utf-8")) if run.is_file() else {},
    )
