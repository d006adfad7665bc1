"""YesWiki's bazar: the entries of a form, as its API gives them (``?api/forms/1/entries``).

The standard library reads it, through ``structured``: it keeps the numbers as they were written.
Entries come as a list or under their names. A place has been written in three ways over the years:
"geolocation" (an object), "carte_google" ("lat|lon"), "bf_latitude" and "bf_longitude"; the first
found is used, all stay. Dates of the entry ("date_creation_fiche") are not those of the initiative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis.sources import structured
from analysis.sources.platforms.records import chosen, example, numbered, points, records
from analysis.sources.rough import Note, Rough, Source, recorded

#: Our column, and the names that the forms given with YesWiki have for it.
ALIASES: dict[str, tuple[str, ...]] = {
    "initiative_id": ("id_fiche",),
    "title": ("bf_titre",),
    "summary": ("bf_description",),
    "commune": ("bf_ville",),
    "postcode": ("bf_code_postal",),
    "address": ("bf_adresse", "bf_adresse1"),
    "date": ("bf_date_debut_evenement",),
    "url": ("bf_site_internet", "url"),
}
#: A field whose values are picked in a list of the wiki.
_PICKED = re.compile(r"(?:liste|checkbox|radio)Liste\w*")
_THEMES = re.compile(r"th[eé]m|cat[eé]gor|domaine", re.IGNORECASE)


def rough(source: Source) -> Rough:
    """Read the entries of a form.

    Values picked in a list stay as the keys that the file has; where these are numbers, the report
    says that their labels are in the wiki.

    Raises
    ------
    ValueError
        For a file that holds no entry.
    """
    found = records(source, _entries(structured.loaded(source)))
    notes: list[Note] = []
    places = {rank: _place(entry) for rank, entry in enumerate(found, start=1)}
    twice = [rank for rank, place in places.items() if _copied(*place)]
    for rank in twice:
        said = "longitude égale à la latitude (défaut connu de YesWiki)"
        notes.append(Note(rank, "geolocation", ", ".join(places[rank]), said, "refused"))
        places[rank] = (None, None)
    read = recorded(found, geometry=points(places, "geolocation", notes))
    picked = [column for column in read.table if _PICKED.fullmatch(column)]
    for column in picked:
        if numbered(read.table[column]):
            said = "valeurs données par leurs numéros : leurs intitulés sont dans la liste du wiki"
            notes.append(Note(None, column, example(read.table[column]), said, "kept"))
    themes = tuple(column for column in picked if _THEMES.search(column))
    return replace(read, notes=notes, ours=chosen(read.table, {**ALIASES, "themes": themes}))


def _entries(found: Any) -> Any:
    """Give the entries: a list, those of an object by name, or one alone."""
    if not isinstance(found, Mapping):
        return found
    return [found] if "bf_titre" in found or "id_fiche" in found else list(found.values())


def _place(entry: Mapping[str, Any]) -> tuple[Any, Any]:
    inner = entry.get("geolocation")
    if isinstance(inner, Mapping):
        lat = inner.get("bf_latitude") or inner.get("latitude")
        lon = inner.get("bf_longitude") or inner.get("longitude")
        if lat or lon:
            return lat, lon
    joined = entry.get("carte_google")
    if isinstance(joined, str) and joined.strip(" |"):
        lat, _, lon = joined.partition("|")
        return lat, lon
    return entry.get("bf_latitude"), entry.get("bf_longitude")


def _copied(lat: Any, lon: Any) -> bool:
    """Tell a latitude that a wiki saved twice: the same decimals cannot be by chance."""
    return isinstance(lat, str) and lat == lon and "." in lat
