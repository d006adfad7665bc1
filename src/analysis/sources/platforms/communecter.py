"""Communecter: what its API gives in JSON, "entities" by their identifiers.

The standard library reads it, through ``structured``: it keeps the numbers as they were written.
The identifier of an entity is only its key: it becomes the column "id". Links are objects by
identifier, which would make a column of each member: "links" keeps them whole as JSON text, and
"links.<kind>" gives the names. Latitudes are texts. The platform's CSV has the same names
(``ALIASES``), its nested ones joined by points.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from analysis.sources import structured
from analysis.sources.platforms.records import chosen, points, records
from analysis.sources.rough import Note, Rough, Source, recorded

#: Our column, and its names in the JSON (laid flat) and in the CSV export.
ALIASES: dict[str, tuple[str, ...]] = {
    "initiative_id": ("id", "_id", "_id.$id"),
    "title": ("name",),
    "summary": ("shortDescription", "description"),
    "themes": ("tags",),
    "commune": ("address.addressLocality",),
    "postcode": ("address.postalCode",),
    "address": ("address.streetAddress",),
    "lat": ("geo.latitude",),
    "lon": ("geo.longitude",),
    "url": ("url.website", "url", "url.communecter"),
}


def rough(source: Source) -> Rough:
    """Read the entities: organisations, projects, events, points of interest.

    Entities that are persons are kept, and the report counts them.

    Raises
    ------
    ValueError
        For a file that holds no entity.
    """
    found = structured.loaded(source)
    entities = found.get("entities") if isinstance(found, Mapping) else found
    if isinstance(entities, Mapping):
        records(source, list(entities.values()))
        entities = [{"id": key, **entity} for key, entity in entities.items()]
    listed = records(source, entities)
    notes: list[Note] = []
    meta = found.get("meta") if isinstance(found, Mapping) else None
    if isinstance(meta, Mapping) and meta.get("next") and str(len(listed)) == meta.get("limit"):
        said = "page pleine : d'autres fiches suivent peut-être (voir « next »)"
        notes.append(Note(None, "meta", len(listed), said, "read"))
    if persons := sum(entity.get("@type") == "Person" for entity in listed):
        said = "fiches qui décrivent des personnes, non des initiatives"
        notes.append(Note(None, "@type", persons, said, "kept"))
    places = points({rank: _place(e) for rank, e in enumerate(listed, start=1)}, "geo", notes)
    read = recorded([_linked(entity) for entity in listed], geometry=places)
    # The shapes are made here, so latitudes and longitudes keep their own names.
    aliases = {name: theirs for name, theirs in ALIASES.items() if name not in ("lat", "lon")}
    return replace(read, notes=notes, ours=chosen(read.table, aliases))


def _place(entity: Mapping[str, Any]) -> tuple[Any, Any]:
    """Give the place: "geo", or else the GeoJSON point that the platform keeps beside it."""
    geo = entity.get("geo")
    if isinstance(geo, Mapping) and (geo.get("latitude") or geo.get("longitude")):
        return geo.get("latitude"), geo.get("longitude")
    position = entity.get("geoPosition")
    pair = position.get("coordinates") if isinstance(position, Mapping) else None
    return (pair[1], pair[0]) if isinstance(pair, list) and len(pair) >= 2 else (None, None)


def _linked(entity: Mapping[str, Any]) -> Mapping[str, Any]:
    links = entity.get("links")
    if not isinstance(links, Mapping) or not links:
        return entity
    names = {f"links.{kind}": list(_names(ends)) for kind, ends in links.items()}
    return {**entity, "links": json.dumps(links, ensure_ascii=False), **names}


def _names(ends: Any) -> Iterator[str]:
    """Give the names of what an entity is linked to: a list of objects, or objects by id."""
    inner = ends.values() if isinstance(ends, Mapping) else ends if isinstance(ends, list) else ()
    for end in inner:
        if isinstance(end, Mapping) and isinstance(end.get("name"), str):
            yield end["name"]
