"""Kumu's blueprint: elements, and the connections between them, in JSON.

The standard library reads it, through ``structured``: it keeps the numbers as they were written.
Each element is a row. A connection is no initiative: it is kept whole, as JSON text, in the column
"connections" of the element that it starts from. The spreadsheets of Kumu name their columns alike
(``ALIASES``), and part tags by "|".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis.sources import structured
from analysis.sources.platforms.records import chosen, records
from analysis.sources.rough import Note, Rough, Source, recorded

#: Our column, and the core field of Kumu.
ALIASES: dict[str, tuple[str, ...]] = {
    "initiative_id": ("id",),
    "title": ("label",),
    "summary": ("description",),
    "themes": ("tags",),
    "url": ("url",),
}


def rough(source: Source) -> Rough:
    """Read the elements of a map, each with its connections.

    Raises
    ------
    ValueError
        For a file without elements.
    """
    found = structured.loaded(source)
    whole = found if isinstance(found, Mapping) else {"elements": found}
    elements = records(source, whole.get("elements"))
    unread = sorted(map(str, set(whole) - {"elements", "connections"}))
    notes = [Note(None, part, "", "partie du fichier non lue", "dropped") for part in unread]
    links = whole.get("connections")
    links = links if isinstance(links, list) else []
    starts = _starts(elements)
    from_: dict[int, list[Any]] = {}
    for rank, link in enumerate(links, start=1):
        start = starts.get(str(link.get("from"))) if isinstance(link, Mapping) else None
        if start is None:
            said = f"lien n° {rank} qui ne part d'aucun élément du fichier"
            notes.append(Note(None, "connections", str(link), said, "dropped"))
        else:
            from_.setdefault(start, []).append(link)
    if links:
        said = "liens entre éléments, gardés dans la colonne « connections » de leur départ"
        notes.append(Note(None, "connections", sum(map(len, from_.values())), said, "read"))
    rows = [
        {**element, "connections": from_[at]} if at in from_ else element
        for at, element in enumerate(elements)
    ]
    read = recorded(rows)
    return replace(read, notes=notes, ours=chosen(read.table, ALIASES))


def _starts(elements: list[Mapping[str, Any]]) -> dict[str, int]:
    """Give which element a connection means: by id, or else the first that has the label."""
    starts: dict[str, int] = {}
    for field in ("id", "label"):
        for at, element in enumerate(elements):
            if element.get(field) is not None:
                starts.setdefault(str(element[field]), at)
    return starts
