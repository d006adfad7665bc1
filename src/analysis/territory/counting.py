"""How much where: initiatives counted by commune or by EPCI, and against the people who live there.

An *area* is a commune or an EPCI (the body in which communes join). Communes that belong to none,
as some islands do, make one area of their own, so that each initiative with a commune is counted.
"""

from __future__ import annotations

import pandas as pd

NO_EPCI = ("hors-epci", "Hors EPCI")
UNPLACED = ("", "Sans commune")
UNGROUPED = -1


def counts(
    initiatives: pd.DataFrame, territories: pd.DataFrame, *, by: str = "epci"
) -> pd.DataFrame:
    """Count the initiatives of each area, and relate them to its inhabitants.

    Parameters
    ----------
    initiatives
        commune_code (NA: not counted here).
    territories
        commune_code, commune, epci_code, epci, population, in_focus.
    by
        "epci" or "commune", or any other name x of which the territories have columns x_code and x.

    Returns
    -------
        One row an area, those without initiative too, the fullest first, then by area_code:
        area_code, area (name), n, population, per_10000 (initiatives for 10,000 inhabitants; NA
        where nobody lives), in_focus (whether any of its communes is in the focus).

    Raises
    ------
    ValueError
        For another ``by``, or an initiative in a commune that the territories lack.

    Notes
    -----
    A rate over few people swings with a single initiative: 1 in a commune of 300 makes 33 for
    10,000. :func:`rates` gives the interval, and what to map.
    """
    areas = areas_of(territories, by)
    placed = place_in(initiatives, territories, areas).dropna()
    table = areas.groupby("area_code").agg(
        area=("area", "first"), population=("population", "sum"), in_focus=("in_focus", "any")
    )
    table["n"] = placed.value_counts().reindex(table.index, fill_value=0).astype("int64")
    people = table["population"].astype("Float64")
    table["per_10000"] = (table["n"] * 10_000 / people).where(people > 0)
    columns = ["area_code", "area", "n", "population", "per_10000", "in_focus"]
    order = table.reset_index().sort_values(["n", "area_code"], ascending=[False, True])
    return order[columns].reset_index(drop=True)


def profile(
    initiatives: pd.DataFrame,
    groups: pd.DataFrame,
    territories: pd.DataFrame,
    *,
    by: str = "epci",
) -> pd.DataFrame:
    """Count the initiatives of each area by group.

    Parameters
    ----------
    initiatives
        initiative_id, commune_code.
    groups
        initiative_id, group.
    territories
        As for :func:`counts`.
    by
        "epci" or "commune".

    Returns
    -------
        Counts: a row an area, indexed by area_code and area in the order of :func:`counts`, and a
        last one ("", "Sans commune") of those without commune; a column a group, ascending, with
        −1 first for initiatives without group where there are any. It adds up to the initiatives.

    Raises
    ------
    ValueError
        As :func:`counts`, or if an initiative has two groups.
    """
    twice = groups.loc[groups["initiative_id"].duplicated(), "initiative_id"]
    if len(twice):
        raise ValueError(
            f"{len(twice)} initiative(s) dans deux groupes, dont « {twice.iloc[0]} » : "
            "garder un groupe par initiative."
        )
    ranked = counts(initiatives, territories, by=by)
    area = place_in(initiatives, territories, areas_of(territories, by)).fillna(UNPLACED[0])
    group = initiatives["initiative_id"].map(groups.set_index("initiative_id")["group"])
    table = pd.crosstab(area, group.fillna(UNGROUPED).astype("int64"))
    rows = pd.MultiIndex.from_tuples(
        [*zip(ranked["area_code"], ranked["area"], strict=True), UNPLACED],
        names=["area_code", "area"],
    )
    result = table.reindex(rows.get_level_values("area_code"), fill_value=0).astype("int64")
    return result.set_axis(rows).rename_axis(columns="group")


def areas_of(territories: pd.DataFrame, by: str) -> pd.DataFrame:
    """Give the communes with the code and the name of the area that each is counted in."""
    if by == "commune":
        code, name = territories["commune_code"], territories["commune"]
    elif by == "epci":
        code = territories["epci_code"].fillna(NO_EPCI[0])
        name = territories["epci"].fillna(NO_EPCI[1])
    elif {f"{by}_code", by} <= set(territories):
        code, name = territories[f"{by}_code"], territories[by]
    else:
        raise ValueError(
            f"by = « {by} » : choisir « epci », « commune », ou un nom x dont les territoires ont "
            "les colonnes x_code et x."
        )
    columns = ["commune_code", "population", "in_focus"]
    return pd.DataFrame(territories[columns]).assign(area_code=code, area=name)


def place_in(
    initiatives: pd.DataFrame, territories: pd.DataFrame, areas: pd.DataFrame
) -> pd.Series:
    """Name the area of each initiative, NA without commune."""
    area = initiatives["commune_code"].map(areas.set_index("commune_code")["area_code"])
    lost = initiatives.loc[area.isna() & initiatives["commune_code"].notna(), "commune_code"]
    if len(lost):
        codes = ", ".join(sorted(set(lost)))
        raise ValueError(f"Communes absentes des territoires : {codes}. Les y ajouter.")
    return area
