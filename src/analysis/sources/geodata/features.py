"""Features of GeoJSON: sound collections by msgspec, and any list of features.

shapely makes the shapes of the geometries' own text; what GEOS refuses is mended where it is
certain, or refused by its row. A third coordinate is left out.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Literal, Self

import msgspec
import numpy as np
import pandas as pd
import shapely

from analysis.sources import structured
from analysis.sources.geodata.layers import DEGREES, settled, unplaced
from analysis.sources.rough import Note, Rough, Source, recorded

KINDS = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
_HOLLOW = '{"type": "GeometryCollection", "geometries": []}'
_SET_APART = frozenset({"type", "geometry", "properties", "bbox"})


class _Number(float):
    """A number of JSON that keeps the text that was written."""

    written: str

    def __new__(cls, written: str) -> Self:
        """Read the text."""
        found = super().__new__(cls, written)
        found.written = written
        return found

    def __str__(self) -> str:
        """Give the text."""
        return self.written


def parsed(text: str) -> Any:
    """Load JSON: numbers keep the text that was written, objects all that they say."""
    return json.loads(
        text,
        parse_float=_Number,
        parse_constant=lambda word: None,
        object_pairs_hook=structured.whole,
    )


class _Feature(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A feature as nearly all are; its geometry stays the text that it is."""

    type: Literal["Feature"]
    geometry: msgspec.Raw
    properties: dict[str, Any]
    id: Any = msgspec.UNSET


class _Collection(msgspec.Struct):
    type: Literal["FeatureCollection"]
    features: list[_Feature]
    crs: Any = None


def sound(source: Source) -> Rough | None:
    """Read a collection in which nothing is amiss; None for any other file."""
    if source.encoding is not None:
        return None
    try:
        read = msgspec.json.Decoder(_Collection, float_hook=str)
        found = read.decode(source.content.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    geometries = [bytes(f.geometry) for f in found.features]
    records = [f.properties for f in found.features]
    ids = [f.id for f in found.features]
    named = len(ids) - ids.count(msgspec.UNSET)
    # Of a feature, of its geometry; a box is so rare that the other way will do.
    names = sum(map(len, records)) + 5 * len(records) - 2 * geometries.count(b"null") + named
    if not _held(source.content, names):
        return None
    if named:
        taken = set(chain.from_iterable(records))
        records = [
            r if own is msgspec.UNSET else _apart(r, {"id": own}, "feature", taken)
            for r, own in zip(records, ids, strict=True)
        ]
    return _laid(
        records, geometries, range(1, len(records) + 1), source.crs or declared(found.crs), []
    )


def _held(content: bytes, names: int) -> bool:
    """Tell that the features hold so many names, each once: msgspec keeps the last of two.

    Where a text holds what looks like a name there are more, and the other way is taken too.
    """
    begins = content.find(b'"features"') + len(b'"features"')
    return content.count(b'":', begins, content.rfind(b"]")) == names


def gathered(
    features: Sequence[Any],
    *,
    also: Sequence[Mapping[str, Any]] = (),
    crs: Any = DEGREES,
    ours: Mapping[str, str] | None = None,
    notes: Sequence[Note] = (),
) -> Rough:
    """Make a rough table of GeoJSON features, their numbers as ``parsed`` gives them.

    Parameters
    ----------
    features
        The features; those that are no object are dropped, and reported.
    also
        Cells to add to each; a property of the same name keeps it, and ours is "name (carte)".
    crs
        What the coordinates are in; None where it is not known.
    ours
        Our columns, and the properties that hold them.
    notes
        What is said already.
    """
    said = list(notes)
    kept = [i for i, f in enumerate(features) if isinstance(f, Mapping)]
    said += [
        Note(i + 1, "", str(f), "n'est pas un objet de carte", "dropped")
        for i, f in enumerate(features)
        if not isinstance(f, Mapping)
    ]
    records = [_properties(features[i]) for i in kept]
    taken = set(chain.from_iterable(records))
    for at, i in enumerate(kept):
        more = {k: v for k, v in features[i].items() if k not in _SET_APART}
        record = _apart(records[at], more, "feature", taken)
        records[at] = _apart(record, also[i] if also else {}, "carte", taken)
    drawn = [json.dumps(features[i].get("geometry")).encode() for i in kept]
    laid = _laid(records, drawn, [i + 1 for i in kept], crs, said)
    return replace(laid, ours={o: k for o, k in (ours or {}).items() if k in laid.table})


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return found if type(found) is dict else {} if found is None else {"properties": found}


def _apart(
    record: dict[str, Any], more: Mapping[str, Any], whose: str, taken: Container[str]
) -> dict[str, Any]:
    """Add cells to a record; where a property has the name of one, it says whose it is."""
    return record | {f"{k} ({whose})" if k in taken else k: v for k, v in more.items()}


def _laid(
    records: Sequence[Mapping[str, Any]],
    geometries: Sequence[bytes],
    ranks: Sequence[int],
    crs: Any,
    notes: list[Note],
) -> Rough:
    """Make a rough table of the properties and the geometries (JSON) of features."""
    shapes = list(settled(_drawn(geometries, ranks, notes), ranks, crs, notes))
    table = recorded(records, geometry=shapes, notes=notes)
    index = pd.Index(ranks, name="row", dtype="int64")
    assert table.geometry is not None
    return Rough(table.table.set_axis(index), notes, {}, table.geometry.set_axis(index))


def declared(member: Any) -> Any:
    """Tell what a "crs" member names; None for one that is not known."""
    if member is None:
        return DEGREES
    said = member.get("properties") if isinstance(member, Mapping) else None
    said = said if isinstance(said, Mapping) else {}
    name = str(said.get("name") or f"EPSG:{said.get('code')}")
    if name.endswith("CRS84"):
        return DEGREES
    code = re.search(r"EPSG:(?:[\d.]*:)?(\d+)$", name)
    return f"EPSG:{code[1]}" if code else None


def _drawn(geometries: Sequence[bytes], ranks: Sequence[int], notes: list[Note]) -> np.ndarray:
    """Make shapes of GeoJSON geometries; those that GEOS refuses are mended where it is certain."""
    whole = [b"" if b'"Feature' in g else g for g in geometries]  # which GEOS reads as a geometry
    with np.errstate(over="ignore"):  # of 1e999, which it refuses
        shapes = shapely.from_geojson(whole, on_invalid="ignore")
    none = 0
    for i in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        if geometries[i] == b"null":
            none += 1
            continue
        written = geometries[i].decode(errors="replace")
        shapes[i] = _mended(written)
        if shapes[i] is None:
            said = "géométrie illisible"
            notes.append(Note(ranks[i], "geometry", written[:200], said, "refused"))
    if none:
        notes.append(unplaced(none))
    return shapes


def _mended(written: str) -> Any:
    """Read a geometry with more than three numbers a place, or with empty parts."""
    try:
        text = json.dumps(_figure(parsed(written)))
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    return shapely.from_geojson(text if re.search(r"\d", text) else _HOLLOW, on_invalid="ignore")


def _figure(geometry: Mapping[str, Any]) -> dict[str, Any]:
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return {"type": kind, "geometries": [_figure(g) for g in geometry["geometries"]]}
    if kind not in KINDS:
        raise ValueError
    return {"type": kind, "coordinates": _numbers(geometry["coordinates"])}


def _numbers(found: Any) -> list[Any]:
    """Give coordinates as numbers, three a place at most."""
    if not isinstance(found, list):
        raise ValueError
    if not found or not _number(found[0]):
        return [_numbers(inner) for inner in found]
    if len(found) < 2 or not all(map(_number, found)):
        raise ValueError
    place = [float(number) for number in found[:3]]
    if not all(map(math.isfinite, place[:2])):
        raise ValueError
    return place if math.isfinite(place[-1]) else place[:2]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
