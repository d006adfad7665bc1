"""A name for each community: those who hold it together."""

from __future__ import annotations

import pandas as pd


def community_names(
    communities: pd.Series, measures: pd.DataFrame, actors: pd.DataFrame, *, top: int = 2
) -> pd.DataFrame:
    """Name each community after its actors of the strongest ties.

    Parameters
    ----------
    communities
        Community of each actor, indexed by actor_id, as :func:`communities` gives it.
    measures
        Column strength, indexed by actor_id, as :func:`measures` gives it.
    actors
        Columns actor_id, name, and publishable where some may not be shown.
    top
        How many actors make the name.

    Returns
    -------
        Columns community, name, n (actors), sorted by community.
    """
    known = actors.set_index("actor_id")
    table = pd.DataFrame({"community": communities}).dropna()
    table = table.assign(
        strength=measures["strength"].reindex(table.index), label=known["name"].reindex(table.index)
    )
    if "publishable" in known:
        shown = known["publishable"].reindex(table.index).fillna(False).astype(bool)
        table["label"] = table["label"].where(shown)
    ranked = table.reset_index(names="actor_id").sort_values(
        ["community", "strength", "actor_id"], ascending=[True, False, True]
    )
    grouped = ranked.groupby("community", sort=True)
    names = ranked.dropna(subset=["label"]).groupby("community", sort=True)["label"]
    return (
        pd.DataFrame(
            {"name": names.agg(lambda labels: ", ".join(labels.head(top))), "n": grouped.size()}
        )
        .rename_axis("community")
        .reset_index()
    )
