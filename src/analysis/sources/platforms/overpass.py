"""OpenStreetMap objects, as an Overpass query gives them in JSON.

The standard library reads it, through ``structured``: it keeps the numbers as they were written.
Tags stay under "tags.<key>". Three columns are made of them, marked by "@": the identifier
("node/1"), the address (number and street) and the themes, that is the values of amenity, office,
shop, craft and leisure, in this order and as written, several where OSM joins them by ";".
A start date is often that of the building: it stays a tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.sources import structured
from analysis.sources.platforms.records import chosen, points, records
from analysis.sources.rough import Note, Rough, Source, recorded

#: Our column, and where it is in an object; the first that says something wins.
ALIASES: dict[str, tuple[str, ...]] = {
    "initiative_id": ("@id",),
    "title": ("tags.name", "tags.name:fr", "tags.official_name"),
    "summary": ("tags.description", "tags.description:fr"),
    "themes": ("@themes",),
    "commune": ("tags.addr:city",),
    "postcode": ("tags.addr:postcode",),
    "address": ("@address",),
    "url": ("tags.website", "tags.contact:website", "tags.url"),
}
_THEMES = ("amenity", "office", "shop", "craft", "leisure")


def rough(source: Source) -> Rough:
    """Read the objects of an Overpass answer: nodes, ways and relations.

    A node has its own place; ways and relations have that of their centre ("out center"), or none.
    A node or a way without a tag is a part of a shape: it is dropped, and counted in the report.

    Raises
    ------
    ValueError
        For an answer without an object.
    """
    found = structured.loaded(source)
    if isinstance(found, Mapping) and found.get("remark") and not found.get("elements"):
        raise ValueError(
            f"{source.name} : requête sans résultat (« {found['remark']} ») → la restreindre, ou "
            "la relancer"
        )
    elements = records(source, found.get("elements") if isinstance(found, Mapping) else found)
    notes = _said(found) if isinstance(found, Mapping) else []
    kept = {rank: e for rank, e in enumerate(elements, start=1) if not _part(e)}
    _counted(elements, kept, notes)
    places = points({rank: _place(e) for rank, e in kept.items()}, "lat, lon", notes)
    read = recorded([_described(e) for e in kept.values()])
    ranks = pd.Index(list(kept), name="row", dtype="int64")
    table = read.table.set_axis(ranks)
    shapes = pd.Series(places, index=ranks, dtype="object")
    return replace(read, table=table, notes=notes, geometry=shapes, ours=chosen(table, ALIASES))


def _said(whole: Mapping[str, Any]) -> list[Note]:
    """Give what an answer says of itself: its date, and whether it was cut short."""
    notes = []
    about = whole.get("osm3s")
    if isinstance(about, Mapping) and (date := about.get("timestamp_osm_base")):
        said = "état d'OpenStreetMap à cette date (licence ODbL)"
        notes.append(Note(None, "osm3s", date, said, "read"))
    if remark := whole.get("remark"):
        stopped = "error" in str(remark).casefold()
        said = "requête arrêtée avant la fin : fichier incomplet" if stopped else "remarque"
        notes.append(Note(None, "remark", remark, said, "refused" if stopped else "read"))
    return notes


def _tags(element: Mapping[str, Any]) -> Mapping[str, Any]:
    tags = element.get("tags")
    return tags if isinstance(tags, Mapping) else {}


def _part(element: Mapping[str, Any]) -> bool:
    return element.get("type") in ("node", "way") and not _tags(element)


def _counted(elements: list, kept: Mapping[int, Mapping[str, Any]], notes: list[Note]) -> None:
    """Report, once each, the parts of shapes and the objects without a place."""
    if parts := len(elements) - len(kept):
        said = "objets sans étiquette : parties d'une forme, non des initiatives"
        notes.append(Note(None, "tags", parts, said, "dropped"))
    unplaced = sum(_place(element) == (None, None) for element in kept.values())
    if unplaced:
        said = "objets sans position : la demander par « out center » dans la requête"
        notes.append(Note(None, "center", unplaced, said, "kept"))


def _place(element: Mapping[str, Any]) -> tuple[Any, Any]:
    center = element.get("center")
    inner = center if isinstance(center, Mapping) else element
    return inner.get("lat"), inner.get("lon")


def _described(element: Mapping[str, Any]) -> dict[str, Any]:
    tags = _tags(element)
    themes = [part.strip() for key in _THEMES for part in str(tags.get(key) or "").split(";")]
    street = tags.get("addr:street") or tags.get("addr:place")
    number = tags.get("addr:housenumber") if street else None
    whole = tags.get("addr:full") or " ".join(str(part) for part in (number, street) if part)
    return {
        "@id": f"{element.get('type')}/{element.get('id')}",
        **element,
        "@themes": list(dict.fromkeys(filter(None, themes))),
        "@address": whole or None,
    }
