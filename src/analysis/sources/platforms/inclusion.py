"""The national schemas of places: data·inclusion, and « lieux de médiation numérique ».

The standard library reads the JSON, through ``structured``: it keeps codes and numbers as they were
written. The CSV of both has the same names (``ALIASES``), but versions part values by "|", ";" or
",": what parts them is found out afterwards. "typologie" tells what the structure is, not what it
does: it is no theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analysis.sources import structured
from analysis.sources.platforms.records import chosen, records
from analysis.sources.rough import Note, Rough, Source, recorded

#: Our column, and the fields of the schemas; the first that says something wins.
ALIASES: dict[str, tuple[str, ...]] = {
    "initiative_id": ("id",),
    "title": ("nom",),
    "summary": ("presentation_resume", "presentation_detail", "description"),
    "themes": ("thematiques", "services"),
    "commune": ("commune",),
    "postcode": ("code_postal",),
    "address": ("adresse",),
    "lat": ("latitude",),
    "lon": ("longitude",),
    "url": ("site_web",),
}


def rough(source: Source) -> Rough:
    """Read structures, services or places: a list, or the page that an API gives.

    Raises
    ------
    ValueError
        For a file that holds no record.
    """
    found = structured.loaded(source)
    whole = found if isinstance(found, Mapping) else {"items": found}
    read = recorded(records(source, whole.get("items")))
    notes = []
    total = str(whole.get("total", len(read.table)))
    if total != str(len(read.table)):
        said = f"une page de {len(read.table)} fiches sur {total}"
        notes.append(Note(None, "total", total, said, "read"))
    return replace(read, notes=notes, ours=chosen(read.table, ALIASES))
