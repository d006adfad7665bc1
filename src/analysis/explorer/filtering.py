"""Which initiatives pass the filters: the same rule as that of the script's ``state.js``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.themes.tokens import fold

FACETS = ("themes", "epcis", "communes", "roles", "kinds")


def left(
    facts: pd.DataFrame,
    *,
    query: str,
    years: tuple[int, int] | None,
    sets: Mapping[str, Iterable[str]],
) -> list[str]:
    """List the ids of what passes every filter: all words, the years, one value of each facet."""
    kept = pd.Series(True, index=facts.index)
    for word in fold(query).split():
        kept &= facts["searched"].str.contains(word, regex=False)
    if years:
        kept &= facts["year"].between(*years).fillna(False)
    for name, values in sets.items():
        wanted = set(values)
        if wanted:
            kept &= facts[name].map(lambda own, wanted=wanted: not wanted.isdisjoint(own))
    return facts.index[kept].tolist()


def facts_of(held: dict[str, Any]) -> pd.DataFrame:
    """Give what filters read of each initiative, by its id: sets of names, year, folded text."""
    actors, themes = held["actors"], held["themes"]
    rows = []
    for one in held["initiatives"]:
        own = [actors[i] for i, _ in one["actors"]]
        said = [one.get(key) for key in ("title", "summary", "commune", "place")]
        said += [*one.get("tags", []), *(actor["name"] for actor in own)]
        rows.append(
            {
                "themes": _set([themes[one["theme"]]["name"] if "theme" in one else None]),
                "epcis": _set([one.get("epci")]),
                "communes": _set([one.get("commune")]),
                "roles": _set(role for _, role in one["actors"]),
                "kinds": _set(actor.get("kind") for actor in own),
                "year": one.get("year"),
                "searched": fold(" ".join(str(word) for word in said if word)),
            }
        )
    columns = [*FACETS, "year", "searched"]
    table = pd.DataFrame(rows, index=[one["id"] for one in held["initiatives"]], columns=columns)
    return table.astype({"year": "Float64", "searched": "str"})


def _set(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple({value for value in values if value})
