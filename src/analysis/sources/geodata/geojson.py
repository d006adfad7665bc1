"""Maps in JSON: GeoJSON, and the backup of a uMap, which is GeoJSON in layers.

Both are read by the standard library's json, which tells a number from a text, and by shapely:
the general readers of geodata take a ``.umap`` for one point and drop its layers without a word,
and lose the zeros of codes. A third coordinate is left out.
"""

from __future__ import annotations

import gc
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import shapely

from analysis.sources import structured
from analysis.sources.geodata.layers import DEGREES, altitude, settled, unplaced
from analysis.sources.rough import Note, Rough, Source, recorded

_KINDS = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
#: What JSON's numbers become: a Decimal keeps the digits that were written, a text is no number.
_NUMBERS = frozenset({int, Decimal})
_HOLLOW = '{"type": "GeometryCollection", "geometries": []}'
_SET_APART = ("type", "geometry", "properties", "bbox")
#: Where the options of a layer are: since 1.0, before it, and in what the site saves today.
_OPTIONS = ("_umap_options", "_storage", "properties")


def rough(source: Source) -> Rough:
    """Read GeoJSON (also one feature a line), or a uMap with all its layers.

    The name of a uMap's layer is in a column "calque". A layer that is deleted on the site is not
    in the backup: there is no mark of it to look for.

    Raises
    ------
    ValueError
        For what holds no features.
    """
    try:
        with _uncollected():
            found = _sequence(source)
            if isinstance(found, Mapping) and found.get("type") == "umap":
                return _umap(source, found)
            return _geojson(source, found)
    except RecursionError:
        raise ValueError(
            f"{source.name} : JSON trop imbriqué pour être une carte → l'exporter à nouveau"
        ) from None


def gathered(
    features: Sequence[Any],
    *,
    also: Sequence[Mapping[str, Any]] = (),
    crs: Any = DEGREES,
    ours: Mapping[str, str] | None = None,
    notes: Sequence[Note] = (),
) -> Rough:
    """Make a rough table of GeoJSON features, their numbers as ``_parsed`` gives them.

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
    ranks = [i + 1 for i in kept]
    properties = [_properties(features[i]) for i in kept]
    taken = {name for record in properties for name in record}
    for i, record in zip(kept, properties, strict=True):
        for k, v in features[i].items():
            if k not in _SET_APART:
                record[f"{k} (feature)" if k in taken else k] = _written(v)
        for k, v in also[i].items() if also else ():
            record[f"{k} (carte)" if k in taken else k] = v
    shapes = _drawn([features[i].get("geometry") for i in kept], ranks, said)
    table = recorded(properties, geometry=list(settled(shapes, ranks, crs, said)), notes=said)
    index = pd.Index(ranks, name="row", dtype="int64")
    named = {o: theirs for o, theirs in (ours or {}).items() if theirs in table.table}
    assert table.geometry is not None
    return Rough(table.table.set_axis(index), said, named, table.geometry.set_axis(index))


def _umap(source: Source, found: Mapping[str, Any]) -> Rough:
    layers = found.get("layers")
    if not isinstance(layers, list):
        raise ValueError(
            f"{source.name} : carte uMap sans calques → en reprendre la sauvegarde complète"
        )
    features: list[Any] = []
    also: list[dict[str, Any]] = []
    notes: list[Note] = []
    for number, layer in enumerate(layers, start=1):
        layer = layer if isinstance(layer, Mapping) else {}
        options = next((o for k in _OPTIONS if isinstance(o := layer.get(k), Mapping)), {})
        name = str(options.get("name") or f"calque {number}")
        inside = layer.get("features")
        inside = inside if isinstance(inside, list) else []
        features += inside
        also += [{"calque": name}] * len(inside)
        remote = options.get("remoteData")
        if isinstance(remote, Mapping) and remote.get("url"):
            said = f"calque « {name} » : ses données sont ailleurs, à cette adresse"
            notes.append(Note(None, "calque", remote["url"], said, "kept"))
        elif not inside and not options.get("group"):
            notes.append(Note(None, "calque", name, "calque vide", "kept"))
    notes.insert(0, Note(None, "calque", len(layers), "calque(s) de la carte uMap lu(s)", "read"))
    ours = {"title": "name", "summary": "description"}
    return gathered(features, also=also, ours=ours, notes=notes)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause the search for cycles: JSON has none, and looking takes two thirds of the time."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _parsed(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=lambda word: None)


def _geojson(source: Source, found: Any) -> Rough:
    crs: Any = DEGREES
    if isinstance(found, Mapping):
        kind, crs = found.get("type"), _declared(found.get("crs"))
        if kind == "Topology":
            raise ValueError(f"{source.name} : TopoJSON, non lu → l'exporter en GeoJSON")
        if kind in (*_KINDS, "GeometryCollection"):
            raise ValueError(
                f"{source.name} : des formes seules, sans fiches → exporter les objets avec leurs "
                "attributs (FeatureCollection)"
            )
        found = [found] if kind == "Feature" else found.get("features")
    if not isinstance(found, list):
        raise ValueError(f"{source.name} : JSON sans liste « features » → l'exporter en GeoJSON")
    return gathered(found, crs=crs)


def _sequence(source: Source) -> Any:
    """Load GeoJSON, in one piece or one feature a line (GeoJSONSeq)."""
    try:
        text = source.content.decode(source.encoding or "utf-8-sig")
    except UnicodeDecodeError:
        return structured.loaded(source)  # says so
    lines = text.split("\x1e" if "\x1e" in text[:10] else "\n")
    lines = [line for line in lines if line.strip()]
    try:
        first = _parsed(lines[0]) if len(lines) > 1 else None
    except ValueError:
        first = None
    if "\x1e" not in text[:10] and not (isinstance(first, Mapping) and "geometry" in first):
        try:
            return _parsed(text)
        except ValueError:
            return structured.loaded(source)  # says so
    found = []
    for rank, line in enumerate(lines, start=1):
        try:
            found.append(_parsed(line))
        except ValueError:
            raise ValueError(
                f"{source.name} : l'objet {rank} n'est pas du JSON (« {line.strip()[:60]} ») → "
                "l'exporter à nouveau"
            ) from None
    return found


def _declared(member: Any) -> Any:
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


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    if found is not None and not isinstance(found, Mapping):
        found = {"properties": found}
    return {k: _written(v) if type(v) in (dict, list) else v for k, v in (found or {}).items()}


def _written(value: Any) -> Any:
    """Give the numbers in lists as text, as ``structured`` does."""
    if isinstance(value, dict):
        return {k: _written(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_written(v) for v in value]
    return str(value) if type(value) in _NUMBERS else value


def _drawn(geometries: Sequence[Any], ranks: Sequence[int], notes: list[Note]) -> np.ndarray:
    """Make shapes of GeoJSON geometries; points and the others each in one go, for speed."""
    shapes = np.full(len(geometries), None, dtype="object")
    points: dict[int, list[Any]] = {}
    texts: dict[int, str] = {}
    refused, high = [], 0
    for i, geometry in enumerate(geometries):
        if geometry is None:
            continue
        if plain := _plain(geometry):
            points[i] = plain
            continue
        try:
            figure = _figure(geometry)
        except (KeyError, ValueError, TypeError, OverflowError):
            refused.append(i)
            continue
        high += _dimension(geometry) > 2
        text = json.dumps(figure)
        texts[i] = text if re.search(r"\d", text) else _HOLLOW
    if points:
        shapes[list(points)] = shapely.points(np.array([*points.values()], dtype="float64"))
    if texts:
        shapes[list(texts)] = shapely.from_geojson(list(texts.values()), on_invalid="ignore")
        refused += [i for i in texts if shapes[i] is None]
    for i in sorted(refused):
        value = json.dumps(geometries[i], ensure_ascii=False, default=str)[:200]
        notes.append(Note(ranks[i], "geometry", value, "géométrie illisible", "refused"))
    if none := sum(geometry is None for geometry in geometries):
        notes.append(unplaced(none))
    if high:
        notes.append(altitude(high))
    return shapes


def _plain(geometry: Any) -> list[Any] | None:
    """Give the coordinates of a point in two dimensions, by far the most frequent of shapes."""
    if type(geometry) is not dict or geometry.get("type") != "Point":
        return None
    found = geometry.get("coordinates")
    if type(found) is not list or len(found) != 2 or not _NUMBERS.issuperset(map(type, found)):
        return None
    return found if all(map(math.isfinite, found)) else None


def _figure(geometry: Mapping[str, Any]) -> dict[str, Any]:
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return {"type": kind, "geometries": [_figure(g) for g in geometry["geometries"]]}
    if kind not in _KINDS:
        raise ValueError
    return {"type": kind, "coordinates": _numbers(geometry["coordinates"])}


def _numbers(found: Any) -> list[Any]:
    """Give coordinates as numbers, two a place."""
    if not isinstance(found, list):
        raise ValueError
    if not found or type(found[0]) not in _NUMBERS:
        return [_numbers(inner) for inner in found]
    if len(found) < 2 or not _NUMBERS.issuperset(map(type, found)):
        raise ValueError
    x, y = float(found[0]), float(found[1])
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError
    return [x, y]


def _dimension(geometry: Mapping[str, Any]) -> int:
    """Tell how many numbers a place has in a geometry, by its first."""
    found: Any = geometry.get("coordinates") or geometry.get("geometries") or []
    if found and isinstance(found[0], Mapping):
        return max(_dimension(inner) for inner in found)
    while found and isinstance(found[0], list):
        found = found[0]
    return len(found)
