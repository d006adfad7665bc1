"""GoGoCarto's ``elements.json``, which Transiscope and many maps of the transition write.

The standard library reads it, through ``structured``: it keeps the numbers as they were written.
Three shapes are in use: records (ontology "gogofull"), the same as linked data ("@graph"), and
bare lists (ontology "gogocompact") whose names are said once, in "mapping". The dates of a record
are those of its entry in the map, not of the initiative: they stay under their own names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.sources import structured
from analysis.sources.platforms.records import chosen, example, numbered, points, records
from analysis.sources.rough import Note, Rough, Source, recorded

#: Our column, and the names it has in the files; the first that says something wins.
ALIASES: dict[str, tuple[str, ...]] = {
    "initiative_id": ("id",),
    "title": ("name",),
    "summary": ("description", "abstract"),
    "themes": ("categories", "optionValues"),
    "commune": ("address.addressLocality",),
    "postcode": ("address.postalCode",),
    "address": ("address.streetAddress", "address"),
    "url": ("website", "site_web"),
}


def rough(source: Source) -> Rough:
    """Read the elements of a GoGoCarto map, full or compact.

    Categories that are only given by their numbers stay so, and the report says it.

    Raises
    ------
    ValueError
        For a file that holds no element, or a compact one which does not name its cells.
    """
    whole = structured.loaded(source)
    found = records(source, _elements(source, whole))
    notes: list[Note] = []
    if isinstance(whole, Mapping) and whole.get("licence"):
        notes.append(Note(None, "licence", whole["licence"], "licence des données", "read"))
    places = points({rank: _place(r) for rank, r in enumerate(found, start=1)}, "geo", notes)
    read = recorded(found, geometry=places)
    ours = chosen(read.table, ALIASES)
    themes = ours.get("themes")
    if themes and _nested(read.table[themes]):
        del ours["themes"]
    elif themes and numbered(read.table[themes]):
        said = (
            "catégories données par leurs numéros : leurs noms sont dans la taxonomie de la carte"
        )
        notes.append(Note(None, themes, example(read.table[themes]), said, "kept"))
    return replace(read, notes=notes, ours=ours)


def _elements(source: Source, found: Any) -> Any:
    if not isinstance(found, Mapping):
        return found
    if "error" in found:
        raise ValueError(
            f"{source.name} : réponse d'erreur de la carte (« {found['error']} ») → l'exporter à "
            "nouveau"
        )
    elements = found.get("data", found.get("@graph"))
    if isinstance(elements, Mapping):
        return [elements]  # what the map gives when it is asked for one element
    if not isinstance(elements, list) or not any(isinstance(e, list) for e in elements):
        return elements
    names = found.get("mapping")
    if not isinstance(names, list):
        raise ValueError(
            f"{source.name} : forme compacte sans « mapping », qui nomme ses colonnes → exporter "
            "la forme complète (ontology=gogofull)"
        )
    return [_uncompacted(e, names) if isinstance(e, list) else e for e in elements]


def _uncompacted(cells: Sequence[Any], names: Sequence[Any]) -> dict[str, Any]:
    """Name the cells of a compact element.

    The list of categories comes after the coordinates and is not in the mapping: a name must not
    be given to it, or statuses and categories change places.
    """
    record: dict[str, Any] = {}
    left = list(cells)
    for name in names:
        if isinstance(name, list):
            inner = left.pop(0) if left else []
            record |= _labelled(inner if isinstance(inner, list) else [inner], name)
            continue
        if left and isinstance(left[0], list):
            record["categories"] = left.pop(0)
        if left:
            record[str(name)] = left.pop(0)
    return record | _labelled(left, ())


def _labelled(cells: Sequence[Any], names: Sequence[Any]) -> dict[str, Any]:
    """Name cells, those that nothing names by their rank."""
    beyond = range(len(names) + 1, len(cells) + 1)
    labels = [*map(str, names), *(f"colonne {i}" for i in beyond)]
    return dict(zip(labels, cells, strict=False))


def _place(record: Mapping[str, Any]) -> tuple[Any, Any]:
    geo = record.get("geo")
    inner = geo if isinstance(geo, Mapping) else record
    return inner.get("latitude"), inner.get("longitude")


def _nested(cells: pd.Series) -> bool:
    """Tell categories that are records (old maps): JSON text, which is no list of themes."""
    return any(isinstance(cell, str) and cell.startswith("[{") for cell in cells)
