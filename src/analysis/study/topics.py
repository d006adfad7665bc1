"""The tables of a study's themes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import themes
from analysis.corpus import Corpus
from analysis.manifest import DECISIONS, GROUP_DECISIONS, Study

AROUND = 4  # numbers of groups tried on either side of the one that is kept


def tables(study: Study, found: Corpus) -> dict[str, pd.DataFrame]:
    """Make the tables of the themes of a study.

    Parameters
    ----------
    study
        Its seed, its settings of the themes, its decisions about groups.
    found
        Initiatives, editorial themes and territories.

    Returns
    -------
        By name of the table: those of :class:`analysis.study.Results` about groups.
    """
    settings, seed = study.settings["themes"], study.seed
    how: dict[str, Any] = {
        "views": tuple(settings.get("views", ("lexical",))),
        "language": settings.get("language", "fr"),
        "places": set_aside(study, found),
    }
    texts = themes.compose(found.initiatives, found.themes)
    decisions = themes.read_group_decisions(study.folder / DECISIONS / GROUP_DECISIONS)
    grouping = themes.group(texts, k=settings.get("k"), seed=seed, decisions=decisions, **how)
    groups, names = themes.tables(grouping)
    tried = range(max(2, grouping.k - AROUND), grouping.k + AROUND + 1)
    second = themes.subgroups(texts, grouping.groups, seed=seed, **how)
    strengths = grouping.strengths.rename_axis("initiative_id").sort_index()
    return {
        "groups": groups,
        "group_names": names,
        "group_terms": grouping.terms,
        "group_decisions": grouping.decisions,
        "strengths": strengths.stack().rename("strength").reset_index(),
        "typical": themes.typical(grouping).rename(columns={"text_id": "initiative_id"}),
        "subgroups": second.rename_axis("initiative_id").sort_index().reset_index(),
        "theme_curve": themes.curve(texts, tried, seed=seed, **how),
        "theme_plane": themes.plane(texts, **how)
        .rename_axis("initiative_id")
        .sort_index()
        .reset_index(),
        "theme_trend": themes.trend(groups, found.initiatives),
        "theme_bridges": themes.theme_bridges(groups, found.participations),
    }


def set_aside(study: Study, found: Corpus) -> list[str]:
    """List the names that are no words of themes, as the study's ``themes.set_aside`` says.

    Parameters
    ----------
    study, found
        Its settings, extent and focus; its territories and actors.

    Returns
    -------
        For "places" (by default, alone): communes, EPCI, extent, focus; for "actors": their names
        of two words or more, one word being too often a word of a theme.

    Raises
    ------
    ValueError
        For anything else that is to be set aside.
    """
    wanted = study.settings["themes"].get("set_aside", ["places"])
    unknown = sorted(set(wanted) - {"places", "actors"})
    if unknown:
        said = ", ".join(unknown)
        raise ValueError(f"study.toml : set_aside « {said} » inconnu → choisir places, actors")
    names: list[str | None] = []
    if "places" in wanted:
        names += [study.extent.get("name"), study.focus.get("name")]
        if found.territories is not None:
            names += found.territories["commune"].tolist()
            names += found.territories["epci"].dropna().unique().tolist()
    if "actors" in wanted:
        names += [name for name in found.actors["name"].dropna() if len(name.split()) > 1]
    return [name for name in names if name]
