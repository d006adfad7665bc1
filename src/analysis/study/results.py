"""The results of a study, read back for notebooks, explorer and page."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from analysis.corpus import Corpus


@dataclass(frozen=True, eq=False)
class Results:
    """What a run found; the tables are those of ``data/processed/<study>/tables``.

    ``group_names``, ``group_terms``, ``typical`` and ``subgroups`` describe the themes,
    ``group_decisions`` says what became of those of people, ``strengths`` how often an initiative
    is with each theme; ``theme_curve`` what other numbers of groups would give, ``theme_plane``
    where initiatives lie, ``theme_trend`` what rises and falls, ``theme_bridges`` who takes part in
    several. ``territory_rates``, ``territory_reach`` (kilometres to the nearest initiative),
    ``territory_coverage``, ``territory_next``, ``territory_comparison`` and ``territory_links`` say
    how much where. ``community_names``, ``measures``, ``bridging`` and ``positions`` describe the
    network; ``network_summary`` counts it as two-mode, by the roles that tie, and by all roles
    (``ties_all_roles``); ``ranks`` says for both how far the ranks of those who bridge hold;
    ``evolution``, ``trajectories`` and ``trajectory_names`` follow it through the years;
    ``significance`` tests each tie of all roles. ``acquainted`` counts the pairs that met or not,
    ``hits`` judges the suggestions; ``ambassadors``, ``reuse``, ``aims``, ``aims_matrix`` and
    ``pairs_to_portray`` say who could carry what, where, what for, and whom to set side by side.
    ``doubts`` are the pairs of names that need a
    person, ``name_quality`` counts how names became actors. ``land`` is what maps draw beyond the
    communes. ``run`` is the content of ``run.json``.
    """

    corpus: Corpus
    ties: pd.DataFrame
    groups: pd.DataFrame
    communities: pd.DataFrame
    suggestions: pd.DataFrame
    hits: pd.DataFrame
    acquainted: pd.DataFrame
    ambassadors: pd.DataFrame
    reuse: pd.DataFrame
    aims: pd.DataFrame
    aims_matrix: pd.DataFrame
    pairs_to_portray: pd.DataFrame
    group_names: pd.DataFrame
    group_terms: pd.DataFrame
    group_decisions: pd.DataFrame
    strengths: pd.DataFrame
    typical: pd.DataFrame
    subgroups: pd.DataFrame
    theme_curve: pd.DataFrame
    theme_plane: pd.DataFrame
    theme_trend: pd.DataFrame
    theme_bridges: pd.DataFrame
    territory_rates: pd.DataFrame
    territory_reach: pd.DataFrame
    territory_coverage: pd.DataFrame
    territory_next: pd.DataFrame
    territory_comparison: pd.DataFrame
    territory_links: pd.DataFrame
    ties_all_roles: pd.DataFrame
    community_names: pd.DataFrame
    measures: pd.DataFrame
    bridging: pd.DataFrame
    positions: pd.DataFrame
    two_mode_positions: pd.DataFrame
    network_summary: pd.DataFrame
    ranks: pd.DataFrame
    evolution: pd.DataFrame
    trajectories: pd.DataFrame
    trajectory_names: pd.DataFrame
    significance: pd.DataFrame
    doubts: pd.DataFrame
    name_quality: pd.DataFrame
    land: gpd.GeoDataFrame | None
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
    import geopandas as gpd
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

    run, land = folder / "run.json", tables / "land.parquet"
    names = [f.name for f in fields(Results) if f.name not in ("corpus", "land", "run")]
    return Results(
        corpus=corpus.read(tables),
        **{name: table(name) for name in names},
        land=gpd.read_parquet(land) if land.is_file() else None,
        run=json.loads(run.read_text(encoding="utf-8")) if run.is_file() else {},
    )
