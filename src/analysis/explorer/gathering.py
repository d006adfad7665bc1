"""What the page holds: the study's results as plain lists that a script reads."""

from __future__ import annotations

import math
from collections.abc import Iterator
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
    at = results.positions.drop_duplicates("actor_id")
    x, y = (dict(_rows(at, ["actor_id", key])) for key in ("x", "y"))
    community = dict(_rows(results.communities, ["actor_id", "community"]))
    return [
        _some(
            id=actor,
            name=name,
            kind=_known(kind),
            commune=_known(commune),
            x=_rounded(x.get(actor)),
            y=_rounded(y.get(actor)),
            community=_whole(community.get(actor)),
        )
        for actor, name, kind, commune in _rows(shown, ["actor_id", "name", "kind", "commune"])
    ]


def _initiatives(
    corpus: Any, results: Any, place: dict[str, int], group_of: dict[int, int]
) -> list[dict[str, Any]]:
    group = dict(_rows(results.groups, ["initiative_id", "group"]))
    epci = _epcis(corpus.territories)
    plane = results.theme_plane.drop_duplicates("initiative_id")
    px, py = (dict(_rows(plane, ["initiative_id", key])) for key in ("x", "y"))
    tags = corpus.themes.groupby("initiative_id")["theme"].agg(sorted).to_dict()
    takes = corpus.participations[corpus.participations["actor_id"].isin(place)]
    takes = takes.drop_duplicates(["initiative_id", "actor_id", "role"])
    takes = takes.sort_values(["initiative_id", "actor_id", "role"])
    who: dict[str, list[list[Any]]] = {}
    for initiative, actor, role in _rows(takes, ["initiative_id", "actor_id", "role"]):
        who.setdefault(initiative, []).append([place[actor], role])
    table = corpus.initiatives.sort_values("initiative_id")
    told = _rows(table, ["initiative_id", "title", "summary", "year", "commune", "commune_code",
                         "place", "precision", "url", "source_url"])  # fmt: skip
    places = zip(table.geometry.x, table.geometry.y, strict=True)  # not a number where unknown
    found = []
    for row, (lon, lat) in zip(told, places, strict=True):
        one, title, summary, year, commune, code, place, precision, url, source = row
        own = group.get(one)
        found.append(
            _some(
                id=one,
                title=title,
                summary=_known(summary),
                year=_whole(year),
                commune=_known(commune),
                epci=epci.get(code),
                place=_known(place),
                precision=precision,
                lon=_rounded(lon),
                lat=_rounded(lat),
                px=_rounded(px.get(one)),
                py=_rounded(py.get(one)),
                theme=None if own is None or pd.isna(own) else group_of.get(int(own)),
                tags=tags.get(one),
                url=_known(url) or _known(source),
            )
            | {"actors": who.get(one, [])}
        )
    return found


def _epcis(territories: gpd.GeoDataFrame | None) -> dict[str, str]:
    """Give the name of the EPCI of each commune code that is in one."""
    if territories is None or "epci" not in territories:
        return {}
    known = territories.dropna(subset=["epci"])
    return dict(_rows(known, ["commune_code", "epci"]))


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


def _rows(table: pd.DataFrame, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Read rows as plain values: a table's own way fetches each cell alone."""
    return zip(*(table[column].tolist() for column in columns), strict=True)


def _some(**values: Any) -> dict[str, Any]:
    """Keep what is known: the page takes what is left out for unknown."""
    return {key: value for key, value in values.items() if value is not None}


def _known(value: Any) -> str | None:
    if type(value) is not str:
        value = "" if value is None or pd.isna(value) else str(value)
    return value if value.strip() else None


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _rounded(value: Any) -> float | None:
    if value is None or value is pd.NA or not math.isfinite(value):
        return None
    return round(float(value), 4)
