"""The tables of a study's territory."""

from __future__ import annotations

import pandas as pd

from analysis import territory
from analysis.corpus import Corpus
from analysis.manifest import Study

WITHIN = 10.0  # km: what one more initiative should serve
MORE = 2


def tables(study: Study, found: Corpus, groups: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Make the tables of the territory of a study, within its focus (its extent where it has none).

    Parameters
    ----------
    study
        The roles that tie, and the seed.
    found
        Initiatives, participations and territories.
    groups
        initiative_id, group.

    Returns
    -------
        By name of the table: those of :class:`analysis.study.Results` about areas.
    """
    areas = found.territories
    assert areas is not None  # a run makes them
    inside = areas["in_focus"].fillna(False).astype(bool)
    focus = areas[inside] if inside.any() else areas
    here = found.initiatives["commune_code"].isin(focus["commune_code"])
    initiatives = found.initiatives[here]
    rows = found.participations
    if study.roles:
        rows = rows[rows["role"].isin(study.roles)]
    epci = areas.set_index("commune_code")["epci"]
    area = found.initiatives.set_index("initiative_id")["commune_code"].map(epci)
    near = found.initiatives[~found.initiatives.geometry.isna()]
    people = focus.groupby("epci")["population"].sum()
    known = bool(len(near)) and bool(focus["population"].fillna(0).sum() > 0)
    beyond = territory.beyond_population(initiatives, focus, seed=study.seed)
    served = territory.next_places(near, focus, more=min(MORE, len(focus)), within=WITHIN)
    return {
        "territory_rates": territory.rates(initiatives, focus).merge(
            beyond[["area_code", "ratio", "p", "q", "verdict"]], on="area_code", how="left"
        ),
        "territory_reach": territory.reach(near, focus).reset_index(),
        "territory_coverage": territory.coverage(found.initiatives, focus, groups=groups),
        "territory_next": served[served["people"] > 0] if known else served.iloc[:0],
        "territory_comparison": territory.compare_areas(
            initiatives, rows, groups, area, population=people, seed=study.seed
        ),
        "territory_links": territory.shared_actors(rows, area),
    }
