"""What the page holds: the study's results as plain lists that a script reads."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from analysis import style, wording
from analysis.schema import may_be_shown

_SIGNS = {"o": "●", "s": "■", "^": "▲", "D": "◆", "v": "▼", "P": "✚", "X": "✖", "p": "⬟"}
_WORDS = (
    "search", "filters", "pictures", "portrait", "list", "map", "network", "plane", "themes",
    "epcis", "communes", "roles", "kinds", "news", "years", "from", "to", "all_years", "play",
    "stop", "undated", "undo", "clear", "code", "shown", "selected", "choose", "actors",
    "nobody", "page", "does", "with", "alone", "meet", "more", "bin", "column_title",
    "column_year", "column_commune", "column_theme", "precision_place", "precision_street",
    "precision_commune", "precision_wider", "precision_none",
)  # fmt: skip


def contents(results: Any, *, lang: str = "fr") -> dict[str, Any]:
    """Gather what the page shows.

    Parameters
    ----------
    results
        As :func:`analysis.study.load` gives them.
    lang
        Language of the words, "fr" or "en".

    Returns
    -------
        Lists that refer to one another by position: initiatives (with their actors and roles),
        actors (those that may be shown), ties, suggestions by actor, themes, communities, outlines
        (names and rings, in degrees), and the words of the page.
    """
    wording.check(lang)
    corpus = results.corpus
    shown = corpus.actors[may_be_shown(corpus.actors)].sort_values("actor_id")
    place = {actor: i for i, actor in enumerate(shown["actor_id"])}
    names = results.group_names.sort_values("group")
    group_of = {int(g): i for i, g in enumerate(names["group"])}
    return {
        "lang": lang,
        "themes": [
            {"name": row.name, "colour": style.colour(row.group), "sign": _sign(row.group)}
            for row in names.itertuples(index=False)
        ],
        "communities": {
            int(row.community): {"name": row.name, "colour": style.colour(int(row.community))}
            for row in results.community_names.itertuples(index=False)
        },
        "actors": _actors(shown, results),
        "initiatives": _initiatives(corpus, results, place, group_of),
        "ties": [
            [place[a], place[b], int(n)]
            for a, b, n in zip(
                results.ties["actor_a"].astype("str"),
                results.ties["actor_b"].astype("str"),
                results.ties["shared"],
                strict=True,
            )
            if a in place and b in place
        ],
        "suggestions": _suggestions(results.suggestions, place),
        "outlines": _outlines(corpus.territories),
        # Numbers come later: their slots stay.
        "words": {key: wording.label(f"atlas_{key}", lang, n="{n}", all="{all}") for key in _WORDS},
    }


def _sign(group: int) -> str:
    return _SIGNS.get(style.mark(group), "●")


def _actors(shown: pd.DataFrame, results: Any) -> list[dict[str, Any]]:
    at = results.positions.drop_duplicates("actor_id").set_index("actor_id")
    x, y = at["x"].to_dict(), at["y"].to_dict()
    community = results.communities.set_index("actor_id")["community"].to_dict()
    return [
        _some(
            id=row.actor_id,
            name=row.name,
            kind=_known(row.kind),
            commune=_known(row.commune),
            x=_rounded(x.get(row.actor_id)),
            y=_rounded(y.get(row.actor_id)),
            community=_whole(community.get(row.actor_id)),
        )
        for row in shown.itertuples(index=False)
    ]


def _initiatives(
    corpus: Any, results: Any, place: dict[str, int], group_of: dict[int, int]
) -> list[dict[str, Any]]:
    group = results.groups.set_index("initiative_id")["group"].to_dict()
    epci = _epcis(corpus.territories)
    plane = results.theme_plane.drop_duplicates("initiative_id").set_index("initiative_id")
    px, py = plane["x"].to_dict(), plane["y"].to_dict()
    tags = corpus.themes.groupby("initiative_id")["theme"].agg(sorted).to_dict()
    takes = corpus.participations[corpus.participations["actor_id"].isin(place)]
    takes = takes.drop_duplicates(["initiative_id", "actor_id", "role"])
    takes = takes.sort_values(["initiative_id", "actor_id", "role"])
    who: dict[str, list[list[Any]]] = {}
    for initiative, actor, role in zip(
        takes["initiative_id"], takes["actor_id"], takes["role"], strict=True
    ):
        who.setdefault(initiative, []).append([place[actor], role])
    found = []
    for row in corpus.initiatives.sort_values("initiative_id").itertuples(index=False):
        own = group.get(row.initiative_id)
        point = row.geometry
        located = point is not None and not point.is_empty
        found.append(
            _some(
                id=row.initiative_id,
                title=row.title,
                summary=_known(row.summary),
                year=_whole(row.year),
                commune=_known(row.commune),
                epci=epci.get(row.commune_code),
                place=_known(row.place),
                precision=row.precision,
                lon=_rounded(point.x) if located else None,
                lat=_rounded(point.y) if located else None,
                px=_rounded(px.get(row.initiative_id)),
                py=_rounded(py.get(row.initiative_id)),
                theme=None if pd.isna(own) else group_of.get(int(own)),
                tags=tags.get(row.initiative_id),
                url=_known(row.url) or _known(row.source_url),
            )
            | {"actors": who.get(row.initiative_id, [])}
        )
    return found


def _epcis(territories: gpd.GeoDataFrame | None) -> dict[str, str]:
    """Give the name of the EPCI of each commune code that is in one."""
    if territories is None or "epci" not in territories:
        return {}
    known = territories.dropna(subset=["epci"])
    return dict(zip(known["commune_code"], known["epci"], strict=True))


def _suggestions(table: pd.DataFrame, place: dict[str, int]) -> dict[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = {}
    for row in table.sort_values(["actor_id", "rank"]).itertuples(index=False):
        if row.actor_id in place and row.other_id in place:
            found.setdefault(place[row.actor_id], []).append([place[row.other_id], row.reason])
    return found


def _outlines(territories: gpd.GeoDataFrame | None) -> list[list[Any]]:
    """Give the communes of the focus (all of them without one), simplified together."""
    if territories is None:
        return []
    drawn = territories[territories["in_focus"]] if territories["in_focus"].any() else territories
    drawn = drawn[drawn.geometry.notna() & ~drawn.geometry.is_empty].sort_values("commune_code")
    if drawn.empty:
        return []
    simple = shapely.coverage_simplify(drawn.geometry.to_numpy(), 0.002)
    found = []
    for name, shape in zip(drawn["commune"], simple, strict=True):
        rings = [
            [[round(x, 4), round(y, 4)] for x, y, *_ in part.exterior.coords]
            for part in getattr(shape, "geoms", [shape])
            if not part.is_empty
        ]
        found.append([name, [[ring] for ring in rings]])
    return found


def _some(**values: Any) -> dict[str, Any]:
    """Keep what is known: the page takes what is left out for unknown."""
    return {key: value for key, value in values.items() if value is not None}


def _known(value: Any) -> str | None:
    if not isinstance(value, str):
        value = "" if value is None or pd.isna(value) else str(value)
    return value if value.strip() else None


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _rounded(value: Any) -> float | None:
    if value is None or pd.isna(value) or not math.isfinite(value):
        return None
    return round(float(value), 4)
