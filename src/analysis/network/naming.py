"""A name for each community: those who hold it together, what about and where."""

from __future__ import annotations

import pandas as pd

from analysis.schema import may_be_shown


def community_names(
    communities: pd.Series,
    measures: pd.DataFrame,
    actors: pd.DataFrame,
    participations: pd.DataFrame | None = None,
    groups: pd.DataFrame | None = None,
    *,
    top: int = 2,
) -> pd.DataFrame:
    """Name each community after its actors of the strongest ties, with its themes and places.

    Parameters
    ----------
    communities
        Community of each actor, indexed by actor_id, as :func:`communities` gives it.
    measures
        Column strength, indexed by actor_id, as :func:`measures` gives it.
    actors
        Columns actor_id, name; publishable where some may not be shown, commune where known.
    participations, groups
        Columns initiative_id, actor_id, and initiative_id, name (of its theme): what themes come
        from, where both are given.
    top
        How many actors make the name, and how many themes and places are given.

    Returns
    -------
        Columns community, name, n (actors), themes (those that its initiatives have more often
        than all do, most first; joined by " ; ", for their names hold commas), places (communes of
        most of its actors, joined by ", "); empty where unknown; sorted by community.
    """
    known = actors.set_index("actor_id")
    table = pd.DataFrame({"community": communities}).dropna()
    table = table.assign(
        strength=measures["strength"].reindex(table.index),
        label=known["name"].where(may_be_shown(known)).reindex(table.index),
    )
    table["commune"] = known["commune"].reindex(table.index) if "commune" in known else None
    ranked = table.reset_index(names="actor_id").sort_values(
        ["community", "strength", "actor_id"], ascending=[True, False, True]
    )
    grouped = ranked.groupby("community", sort=True)

    def joined(texts: pd.Series, by: str = ", ") -> pd.Series:
        return texts.groupby(level="community").agg(lambda found: by.join(found.head(top)))

    names = joined(ranked.dropna(subset="label").set_index("community")["label"])
    places = ranked.groupby(["community", "commune"]).size().rename("n").reset_index()
    places = places.sort_values(["n", "commune"], ascending=[False, True])
    found = pd.DataFrame(
        {
            "name": names,
            "n": grouped.size(),
            "themes": joined(_themes(table["community"], participations, groups), " ; "),
            "places": joined(places.set_index("community")["commune"]),
        }
    )
    found = found.reindex(grouped.size().index).rename_axis("community").reset_index()
    return found.assign(**{c: found[c].fillna("").astype("str") for c in ("themes", "places")})


def _themes(
    communities: pd.Series, participations: pd.DataFrame | None, groups: pd.DataFrame | None
) -> pd.Series:
    """List themes that a community has more often than the whole, by community, most first."""
    if participations is None or groups is None:
        return pd.Series([], index=pd.Index([], name="community"), dtype="str")
    works = participations.assign(community=participations["actor_id"].map(communities))
    works = works[["community", "initiative_id"]].dropna().drop_duplicates()
    named = groups[["initiative_id", "name"]].dropna()
    share = named["name"].value_counts(normalize=True)
    seen = works.merge(named).groupby(["community", "name"]).size().rename("n").reset_index()
    total = seen.groupby("community")["n"].transform("sum")
    seen["more"] = seen["n"] - total * seen["name"].map(share).astype("float64")
    seen = seen[seen["more"] > 0].sort_values(["more", "name"], ascending=[False, True])
    return seen.set_index("community")["name"]
