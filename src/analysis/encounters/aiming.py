"""What initiatives aim at, for social utility and public policy, and who says so."""

from __future__ import annotations

import pandas as pd

from analysis import themes
from analysis.themes import Seed

PERSON, MACHINE = "personne", "machine"
AIM_COLUMNS = ["initiative_id", "aim", "source", "undecided"]
MATRIX_COLUMNS = ["area", "group", "theme", "aim", "initiatives", "by_people"]
_ENOUGH = 20  # codes of people from which the machine learns


def aims(
    texts: pd.Series,
    *,
    codes: pd.DataFrame | None = None,
    grid: tuple[Seed, ...] | None = None,
    views: tuple[str, ...] = ("lexical",),
) -> pd.DataFrame:
    """Give each initiative its aim: what people coded, and else what the machine proposes.

    Parameters
    ----------
    texts
        Text of each initiative, by initiative_id (see :func:`analysis.themes.compose`).
    codes
        What coders said: columns text_id, theme (the aim), coder, as
        :func:`analysis.themes.read_codes` reads them. The aim that most gave is kept.
    grid
        The aims; the six of Michel Briand's call by default.
    views
        What texts are compared by.

    Returns
    -------
        Columns initiative_id, aim (missing where nothing speaks for one), source (personne or
        machine), undecided (the machine hesitates, or coders differ); one row a text. From twenty
        codes on, the machine learns from people; a person's word is never replaced.
    """
    grid = themes.read_grid("aims") if grid is None else grid
    said = themes.majority(codes) if codes is not None and len(codes) else pd.Series(dtype="object")
    said = said[said.index.isin(texts.index)]
    disputed = set(codes["text_id"]) - set(said.index) if codes is not None else set()
    if len(said) >= _ENOUGH:
        found = themes.learned(texts, grid, said, views=views)
        likely = found.probabilities.max(axis=1)
        first, unsure = found.first, likely < 0.5
    else:
        seeded = themes.seeded(texts, grid, views=views)
        first, unsure = seeded.first, seeded.undecided
    aim = said.reindex(texts.index).astype("object")
    person = aim.notna()
    aim = aim.where(person, first.reindex(texts.index).astype("object"))
    undecided = unsure.reindex(texts.index).fillna(False).astype(bool) & ~person
    undecided |= texts.index.isin(list(disputed))
    return pd.DataFrame(
        {
            "initiative_id": texts.index,
            "aim": aim.to_numpy(),
            "source": person.map({True: PERSON, False: MACHINE}).to_numpy(),
            "undecided": undecided.to_numpy(),
        },
        columns=AIM_COLUMNS,
    )


def aims_matrix(
    aims: pd.DataFrame,
    groups: pd.DataFrame,
    initiatives: pd.DataFrame,
    *,
    by: str = "commune",
) -> pd.DataFrame:
    """Count aims by theme by area.

    Parameters
    ----------
    aims
        Columns initiative_id, aim, source.
    groups
        Columns initiative_id, group, name.
    initiatives
        Column initiative_id, and that of the areas.
    by
        Column of the areas: "commune", or another that initiatives have.

    Returns
    -------
        Columns area (empty: not placed), group, theme, aim (empty: none), initiatives, by_people
        (how many of them people coded); one row a combination that exists, sorted by area, group
        and aim. Each initiative counts once: the sum is their number.
    """
    table = initiatives[["initiative_id", by]].merge(aims, on="initiative_id", how="left")
    table = pd.DataFrame(table).merge(
        groups[["initiative_id", "group", "name"]], on="initiative_id", how="left"
    )
    table = table.assign(
        area=table[by].astype("object").where(table[by].notna(), ""),
        group=pd.to_numeric(table["group"]).fillna(-1).astype("int64"),
        theme=table["name"].astype("object").where(table["name"].notna(), ""),
        aim=table["aim"].astype("object").where(table["aim"].notna(), ""),
        person=table["source"].eq(PERSON),
    )
    counted = table.groupby(["area", "group", "theme", "aim"], sort=True)["person"]
    found = counted.agg(["size", "sum"]).reset_index()
    found = found.rename(columns={"size": "initiatives", "sum": "by_people"})
    return found[MATRIX_COLUMNS].astype({"initiatives": "int64", "by_people": "int64"})
