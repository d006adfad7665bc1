"""Decidim's exports: proposals, projects, results, meetings, in JSON; its CSV by their headers.

The standard library reads the JSON, through ``structured``: it keeps the numbers as they were
written. Texts come in several languages: French is used, else the first one, and all stay.
Decidim's CSV has the same names, nested ones joined by "/" (``ALIASES``). It names there the
columns of its first record only, and writes taxonomies as Ruby does ({"fr"=>"Climat"}): these are
no list of themes, so the CSV's are left to the reader; the JSON's become the column "@taxonomies".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis.sources import structured
from analysis.sources.platforms.records import chosen, records
from analysis.sources.rough import Rough, Source, recorded

#: Our column, and the headers of the CSV exports.
ALIASES: dict[str, tuple[str, ...]] = {
    "initiative_id": ("id",),
    "title": ("title/fr", "title"),
    "summary": ("body/fr", "body", "description/fr", "description"),
    "themes": ("category/name/fr", "category/name"),
    "address": ("address",),
    "date": ("start_time", "start_date"),
    "lat": ("latitude",),
    "lon": ("longitude",),
    "url": ("url",),
}


def rough(source: Source) -> Rough:
    """Read the records of an export in JSON.

    Raises
    ------
    ValueError
        For a file that holds no record.
    """
    found = records(source, structured.loaded(source))
    read = recorded([_themed(record) for record in found])
    aliases = {name: _flat(theirs, list(read.table)) for name, theirs in ALIASES.items()}
    aliases["themes"] = ("@taxonomies", *aliases["themes"])
    return replace(read, ours=chosen(read.table, aliases))


def _flat(headers: tuple[str, ...], columns: list[str]) -> tuple[str, ...]:
    """Give the headers of a CSV as the JSON has them, then in whatever other language."""
    names = [header.replace("/", ".") for header in headers]
    others = [c for name in names for c in columns if c.rpartition(".")[0] == name]
    return (*names, *others)


def _themed(record: Mapping[str, Any]) -> Mapping[str, Any]:
    taxonomies = record.get("taxonomies")
    names = taxonomies.get("name") if isinstance(taxonomies, Mapping) else None
    if not isinstance(names, list) or not names:
        return record
    return {**record, "@taxonomies": [_said(name) for name in names]}


def _said(name: Any) -> Any:
    """Give a name in French, or else in the first language that it has."""
    if not isinstance(name, Mapping):
        return name
    return name.get("fr") or next((said for said in name.values() if said), None)
