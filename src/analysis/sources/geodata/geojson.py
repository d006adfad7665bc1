"""Maps in JSON: GeoJSON, and the backup of a uMap, which is GeoJSON in layers.

The general readers of geodata take a ``.umap`` for one point and drop its layers without a word,
and lose the zeros of codes. msgspec reads a sound collection, fast; the standard library's json
what it refuses: a uMap, one feature a line, another encoding, members that are not known, what is
amiss. shapely makes the shapes. A third coordinate is left out.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from analysis.sources import structured
from analysis.sources.geodata import features
from analysis.sources.geodata.layers import DEGREES
from analysis.sources.rough import Note, Rough, Source
from analysis.sources.values import slug

_TITLES = ("nom", "title", "titre", "label")
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
        return _whole(source)
    except RecursionError:
        raise ValueError(
            f"{source.name} : JSON trop imbriqué pour être une carte → l'exporter à nouveau"
        ) from None


def _titled(feature: Any) -> Any:
    """Give a mark of uMap its name where it has another title, as uMap itself shows it."""
    held = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(held, Mapping) or held.get("name"):
        return feature
    title = next((k for k in held if slug(str(k)) in _TITLES and held[k]), None)
    return feature if title is None else {**feature, "properties": {**held, "name": held[title]}}


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


@_uncollected()  # around a whole function: its JSON is freed before the search goes on
def _whole(source: Source) -> Rough:
    if (quick := features.sound(source)) is not None:
        return quick
    found = _sequence(source)
    if isinstance(found, Mapping) and found.get("type") == "umap":
        return _umap(source, found)
    return _geojson(source, found)


def _umap(source: Source, found: Mapping[str, Any]) -> Rough:
    layers = found.get("layers")
    if not isinstance(layers, list):
        raise ValueError(
            f"{source.name} : carte uMap sans calques → en reprendre la sauvegarde complète"
        )
    marks: list[Any] = []
    also: list[dict[str, Any]] = []
    notes: list[Note] = []
    for number, layer in enumerate(layers, start=1):
        layer = layer if isinstance(layer, Mapping) else {}
        options = next((o for k in _OPTIONS if isinstance(o := layer.get(k), Mapping)), {})
        name = str(options.get("name") or f"calque {number}")
        inside = layer.get("features")
        inside = [_titled(f) for f in inside] if isinstance(inside, list) else []
        marks += inside
        also += [{"calque": name}] * len(inside)
        remote = options.get("remoteData")
        if isinstance(remote, Mapping) and remote.get("url"):
            said = f"calque « {name} » : ses données sont ailleurs, à cette adresse"
            notes.append(Note(None, "calque", remote["url"], said, "kept"))
        elif not inside and not options.get("group"):
            notes.append(Note(None, "calque", name, "calque vide", "kept"))
    notes.insert(0, Note(None, "calque", len(layers), "calque(s) de la carte uMap lu(s)", "read"))
    ours = {"title": "name", "summary": "description"}
    return features.gathered(marks, also=also, ours=ours, notes=notes)


def _geojson(source: Source, found: Any) -> Rough:
    crs: Any = DEGREES
    if isinstance(found, Mapping):
        kind, crs = found.get("type"), features.declared(found.get("crs"))
        if kind == "Topology":
            raise ValueError(f"{source.name} : TopoJSON, non lu → l'exporter en GeoJSON")
        if kind in (*features.KINDS, "GeometryCollection"):
            raise ValueError(
                f"{source.name} : des formes seules, sans fiches → exporter les objets avec leurs "
                "attributs (FeatureCollection)"
            )
        found = [found] if kind == "Feature" else found.get("features")
    if not isinstance(found, list):
        raise ValueError(f"{source.name} : JSON sans liste « features » → l'exporter en GeoJSON")
    return features.gathered(found, crs=source.crs or crs)


def _sequence(source: Source) -> Any:
    """Load GeoJSON, in one piece or one feature a line (GeoJSONSeq)."""
    try:
        text = source.content.decode(source.encoding or "utf-8-sig")
    except UnicodeDecodeError:
        return structured.loaded(source)  # says so
    lines = text.split("\x1e" if "\x1e" in text[:10] else "\n")
    lines = [line for line in lines if line.strip()]
    try:
        first = features.parsed(lines[0]) if len(lines) > 1 else None
    except ValueError:
        first = None
    if "\x1e" not in text[:10] and not (isinstance(first, Mapping) and "geometry" in first):
        try:
            return features.parsed(text)
        except ValueError:
            return structured.loaded(source)  # says so
    found = []
    for rank, line in enumerate(lines, start=1):
        try:
            found.append(features.parsed(line))
        except ValueError:
            raise ValueError(
                f"{source.name} : l'objet {rank} n'est pas du JSON (« {line.strip()[:60]} ») → "
                "l'exporter à nouveau"
            ) from None
    return found
