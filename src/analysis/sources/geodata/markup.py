"""Places in XML: feeds with GeoRSS (RSS, Atom), KML, KMZ and GPX.

defusedxml reads them all, since it refuses entities, by which a small file harms a reader; shapes
are made by shapely. The general readers of geodata (pyogrio) are not used here: they lose the
addresses of KML, its nested folders and the zeros of codes, and make a day of a year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import defusedxml
import numpy as np
import shapely
from defusedxml.ElementTree import fromstring

from analysis.sources.geodata.layers import DEGREES, settled, unplaced, unzipped
from analysis.sources.rough import Note, Rough, Source, recorded

Element = ElementTree.Element
_Names = Mapping[str, Sequence[str]]

_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack")
_LISTED = ("coordinates", "coord")  # the elements that hold the places of these
_MANY = {"Point": shapely.MultiPoint, "LineString": shapely.MultiLineString,
         "Polygon": shapely.MultiPolygon}  # fmt: skip
#: What gives no cell of its own: shapes, cells that have a name, how a place is shown.
_APART = (*_SHAPES, "ExtendedData", "Style", "StyleMap", "Camera", "LookAt", "Region")
_GPX = {"wpt": "points", "rte": "itinéraires", "trk": "traces"}
#: Namespaces of places in feeds, by what they end with, and what tells the place in them.
_SPACES = ("georss", "georss/10", "gml", "gml/3.2", "wgs84_pos#")
_PLACES = ("point", "line", "polygon", "box", "where", "pos", "posList", "LinearRing", "Point",
           "lat", "long")  # fmt: skip
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
#: Our columns, and what feeds call them; the first found wins.
_OURS: _Names = {
    "title": ("title",), "summary": ("description", "summary", "content"), "url": ("link",),
    "themes": ("category",), "date": ("pubDate", "published", "updated", "date"),
}  # fmt: skip
_CORE = {name for names in _OURS.values() for name in names} | {"author", "id"}


def rough(source: Source) -> Rough:
    """Read a feed with places (GeoRSS), KML, KMZ or GPX.

    Raises
    ------
    ValueError
        For what is no XML or another kind of it, for XML with entities, for an unsafe archive.
    """
    if source.content.startswith(b"PK"):
        files = unzipped(source, (".kml",))
        if files:
            return _kml([_root(source, files[name]) for name in sorted(files)])
        raise ValueError(f"{source.name} : KMZ sans fichier KML → l'exporter à nouveau")
    root = _root(source, source.content)
    kind = _local(root)
    if kind in ("kml", "gpx"):
        return _kml([root]) if kind == "kml" else _gpx(root)
    if kind in ("rss", "feed", "RDF"):
        return _feed(root)
    raise ValueError(f"{source.name} : XML « {kind} » non lu → l'exporter en GeoJSON ou en KML")


def _root(source: Source, content: bytes) -> Element:
    try:
        return fromstring(content.lstrip(), forbid_dtd=True)
    except defusedxml.DefusedXmlException:
        raise ValueError(
            f"{source.name} : XML avec un DOCTYPE ou des entités, non sûr → l'exporter sans"
        ) from None
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        line = getattr(error, "position", (1,))[0]
        raise ValueError(
            f"{source.name} : n'est pas du XML bien formé (ligne {line}) → l'exporter à nouveau"
        ) from None


def _local(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _inside(element: Element, name: str) -> Iterator[Element]:
    return (inner for inner in element.iter() if _local(inner) == name)


def _put(record: dict[str, Any], name: str, text: str) -> None:
    """Add a cell; a second one of the same name makes a list."""
    if not text:
        return
    held = record.get(name)
    if held is None:
        record[name] = text
    elif held != text:
        record[name] = [*(held if isinstance(held, list) else [held]), text]


def _leaves(record: dict[str, Any], element: Element) -> None:
    """Add a cell for each text in an element, and for what it links to."""
    for leaf in element.iter():
        if leaf.get("href"):
            _put(record, _local(leaf), leaf.get("href", ""))
        if not len(leaf):
            _put(record, _local(leaf), _text(leaf))


def _shaped(items: Sequence[Element], make: Callable[[Element], Any], notes: list[Note]) -> Any:
    """Make the shape of each item; those that cannot be are refused, with what was written."""
    shapes = np.full(len(items), None, dtype="object")
    for i, item in enumerate(items):
        try:
            shapes[i] = make(item)
        except (ValueError, TypeError, RecursionError, shapely.errors.ShapelyError):
            said = [_text(e) for e in item.iter() if _in_place(e) or _local(e) in _LISTED]
            said += [f"{e.get('lat')} {e.get('lon')}" for e in item.iter() if e.get("lat")]
            value = " ".join(said)[:200]
            notes.append(Note(i + 1, "geometry", value, "géométrie illisible", "refused"))
    return shapes


def _done(records: list[dict[str, Any]], shapes: Any, notes: list[Note], ours: _Names) -> Rough:
    """Make the table, and say how many are without a place."""
    bare = int(shapely.is_missing(shapes).sum()) - sum(n.action == "refused" for n in notes)
    if bare:
        notes.append(unplaced(bare))
    shapes = settled(shapes, range(1, len(records) + 1), DEGREES, notes)
    found = recorded(records, geometry=list(shapes), notes=notes)
    named = {o: next((n for n in those if n in found.table), "") for o, those in ours.items()}
    return Rough(found.table, notes, {o: n for o, n in named.items() if n}, found.geometry)


def _kml(roots: Sequence[Element]) -> Rough:
    links = [_text(h) for r in roots for n in _inside(r, "NetworkLink") for h in _inside(n, "href")]
    said = "lien vers des données qui sont ailleurs : non lues"
    notes = [Note(None, "", link, said, "kept") for link in links]
    items = [found for root in roots for found in _placemarks(root)]
    records = [_placemark(placemark, " / ".join(folders)) for placemark, folders in items]
    shapes = _shaped([placemark for placemark, _ in items], _figure, notes)
    return _done(records, shapes, notes, {"title": ("name",), "summary": ("description",)})


def _placemarks(root: Element) -> Iterator[tuple[Element, list[str]]]:
    """Give each placemark, in the file's order, with the names of the folders that hold it."""
    waiting: list[tuple[Element, list[str]]] = [(root, [])]
    while waiting:
        element, folders = waiting.pop()
        if _local(element) == "Placemark":
            yield element, folders
            continue
        if _local(element) == "Folder":
            names = [_text(child) for child in element if _local(child) == "name"]
            folders = [*folders, *filter(None, names)]
        waiting += [(child, folders) for child in reversed(element)]


def _placemark(placemark: Element, folder: str) -> dict[str, Any]:
    record: dict[str, Any] = {}
    _put(record, "id", placemark.get("id", ""))
    for child in placemark:
        if _local(child) not in _APART:
            _leaves(record, child)
    own = set(record)
    for data in [*_inside(placemark, "Data"), *_inside(placemark, "SimpleData")]:
        value = next(_inside(data, "value"), data)
        name, text = data.get("name") or "donnée", _text(value)
        if name in own and record[name] == text:  # uMap writes the name twice
            continue
        _put(record, f"{name} (données)" if name in own else name, text)
    _put(record, "dossier (KML)" if "dossier" in record else "dossier", folder)
    return record


def _figure(element: Element) -> Any:
    """Make the shape of a placemark or of a KML geometry; a ring left open is closed."""
    kind = _local(element)
    if kind in ("Placemark", "MultiGeometry", "MultiTrack"):
        parts = [_figure(child) for child in element if _local(child) in _SHAPES]
        return _together([part for part in parts if part is not None])
    if kind == "Polygon":
        outer = [_places(ring) for ring in _inside(element, "outerBoundaryIs")]
        inner = [_places(ring) for ring in _inside(element, "innerBoundaryIs")]
        return shapely.Polygon(outer[0], inner) if outer else None
    if not (places := _places(element)):
        return None
    return shapely.Point(places[0]) if kind == "Point" else shapely.LineString(places)


def _places(element: Element) -> list[tuple[float, ...]]:
    """Give the places of "lon,lat,altitude lon,lat…", or of the "lon lat altitude" of a track."""
    listed = " ".join(_text(coordinates) for coordinates in _inside(element, "coordinates"))
    written = [place.split(",") for place in re.sub(r"\s*,\s*", ",", listed).split()]
    written += [_text(place).split() for place in _inside(element, "coord")]
    found = []
    for parts in written:
        if not 2 <= len(parts) <= 3 or not all(map(_NUMBER.fullmatch, parts)):
            raise ValueError(parts)
        found.append(tuple(map(float, parts)))
    return found


def _together(shapes: Sequence[Any]) -> Any:
    """Make one shape of several."""
    if len(shapes) < 2:
        return next(iter(shapes), None)
    kinds = {shape.geom_type for shape in shapes}
    return _MANY.get(" ".join(kinds), shapely.GeometryCollection)(shapes)


def _gpx(root: Element) -> Rough:
    notes: list[Note] = []
    items = [element for element in root if _local(element) in _GPX]
    records: list[dict[str, Any]] = []
    for item in items:
        records.append({"couche": _GPX[_local(item)]})
        for child in item:
            if _local(child) not in ("rtept", "trkseg"):
                _leaves(records[-1], child)
    shapes = _shaped(items, _way, notes)
    return _done(records, shapes, notes, {"title": ("name",), "summary": ("desc",)})


def _way(item: Element) -> Any:
    """Make the shape of a waypoint, a route or a track, which may be in several parts."""
    if _local(item) == "wpt":
        return shapely.Point(_along(item, "wpt")[0])
    if _local(item) == "rte":
        places = _along(item, "rtept")
        return shapely.LineString(places) if places else None
    parts = [part for piece in _inside(item, "trkseg") if (part := _along(piece, "trkpt"))]
    return shapely.MultiLineString(parts) if parts else None


def _along(element: Element, name: str) -> list[tuple[float, float]]:
    return [_pairs(f"{p.get('lat')} {p.get('lon')}")[0] for p in _inside(element, name)]


def _feed(root: Element) -> Rough:
    items = [e for e in root.iter() if _local(e) in ("item", "entry")]
    notes: list[Note] = []
    records = [_item(item) for item in items]
    for record in records:
        if isinstance(held := record.get("category"), str):
            record["category"] = [held]
    return _done(records, _shaped(items, _place, notes), notes, _OURS)


def _item(item: Element) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for child in item:
        if _in_place(child):
            continue
        name, text = _local(child), _text(child)
        foreign = name in _CORE and child.tag[: -len(name)] != item.tag[: -len(_local(item))]
        if foreign or child.get("rel", "alternate") != "alternate":
            name = f"{name} ({child.get('rel', 'autre')})"
        if name == "author" and len(child):  # in Atom, it has a name, and an address
            text = " ".join(map(_text, child))
        said = [text, *(child.get(key, "") for key in ("href", "label", "term", "url"))]
        _put(record, name, next(filter(None, said), ""))
    return record


def _in_place(element: Element) -> str:
    """Tell what an element of a place is; "" for another element."""
    space, _, name = str(element.tag).rpartition("}")
    return name if space.endswith(_SPACES) and name in _PLACES else ""


def _place(item: Element) -> Any:
    """Make the shape of an item of a feed; latitude comes first there."""
    kinds = {name: [e for e in item.iter() if _in_place(e) == name] for name in _PLACES}
    area = kinds["posList"] if kinds["LinearRing"] else []
    path = [] if area else kinds["posList"]
    shapes: list[Any] = []
    for element in [*kinds["point"], *kinds["pos"]]:
        shapes += [shapely.Point(pair) for pair in _pairs(_text(element))]
    for element in [*kinds["line"], *path]:
        shapes.append(shapely.LineString(_pairs(_text(element))))
    for element in [*kinds["polygon"], *area]:
        shapes.append(shapely.Polygon(_pairs(_text(element))))
    for element in kinds["box"]:
        (west, south), (east, north) = _pairs(_text(element))
        shapes.append(shapely.box(west, south, east, north))
    for lat, long in zip(kinds["lat"], kinds["long"], strict=True):
        shapes += [shapely.Point(pair) for pair in _pairs(f"{_text(lat)} {_text(long)}")]
    return _together(list(dict.fromkeys(shapes)))  # said in two ways, it is one place


def _pairs(text: str) -> list[tuple[float, float]]:
    parts = [part for part in re.split(r"[\s,]+", text) if part]
    if not parts or len(parts) % 2 or not all(map(_NUMBER.fullmatch, parts)):
        raise ValueError(text)
    return [(float(x), float(y)) for y, x in zip(parts[::2], parts[1::2], strict=True)]
