"""Which format a file is in, by what it holds, then by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from analysis.sources import structured
from analysis.sources.rough import Rough, Source

#: Formats, and the module whose function ``rough`` reads each.
READERS: dict[str, str] = {
    "csv": "delimited",
    "json": "structured",
    "xlsx": "workbooks.spreadsheets",
    "ods": "workbooks.opendocument",
    "gogocarto": "platforms.gogocarto",
    "yeswiki": "platforms.yeswiki",
    "overpass": "platforms.overpass",
    "communecter": "platforms.communecter",
    "kumu": "platforms.kumu",
    "decidim": "platforms.decidim",
    "inclusion": "platforms.inclusion",
    "geojson": "geodata.geojson",
    "umap": "geodata.geojson",
    "gpkg": "geodata.layers",
    "shp": "geodata.layers",
    "kml": "geodata.markup",
    "kmz": "geodata.markup",
    "gpx": "geodata.markup",
    "georss": "geodata.markup",
    "spip": "web.backend",
    "mediawiki": "web.mediawiki",
}
_ENDINGS = {
    "tsv": "csv", "txt": "csv", "tab": "csv", "xlsm": "xlsx", "xltx": "xlsx", "xltm": "xlsx",
    "ots": "ods", "geojsonl": "geojson", "geojsons": "geojson", "geojsonseq": "geojson",
    "rss": "georss", "atom": "georss",
}  # fmt: skip
_OVERPASS = ("node", "way", "relation")
_GEOJSON = (
    "FeatureCollection", "Feature", "Topology", "GeometryCollection", "Point", "MultiPoint",
    "LineString", "MultiLineString", "Polygon", "MultiPolygon",
)  # fmt: skip
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

_XML = {b"<kml": "kml", b"<gpx": "gpx", b"<rss": "georss", b"<feed": "georss", b"<rdf": "georss"}

#: Platforms by the keys of their records, any of these sets.
_SIGNS: dict[str, tuple[frozenset[str], ...]] = {
    "yeswiki": (frozenset({"bf_titre"}), frozenset({"id_fiche", "id_typeannonce"})),
    "gogocarto": (
        frozenset({"geo", "name", "categories"}),
        frozenset({"geo", "name", "optionValues"}),
    ),
    "decidim": (frozenset({"participatory_space", "component"}),),
    "inclusion": (
        frozenset({"nom", "code_postal", "date_maj"}),
        frozenset({"nom", "structure_id", "source"}),
    ),
}


def rough(source: Source, format: str | None = None) -> Rough:
    """Read a file in its format.

    Raises
    ------
    ValueError
        For a format that is not known, a file that is not in it, an empty one.
    """
    if not source.content:
        raise ValueError(f"{source.name} : fichier vide → donner un fichier avec des en-têtes")
    kind = format or told(source)
    if kind not in READERS:
        raise ValueError(
            f"{source.name} : format « {kind} » non lu → l'enregistrer en CSV (UTF-8), ou dire "
            f"lequel : {', '.join(sorted(READERS))}"
        )
    read: Callable[[Source], Rough] = import_module(f"analysis.sources.{READERS[kind]}").rough
    return read(source)


def told(source: Source) -> str:
    """Tell the format of a file: what it holds says more than its name's ending."""
    ending = source.name.rsplit(".", 1)[-1].lower() if "." in source.name else ""
    content = source.content
    if content.startswith(_ZIP):
        return _zipped(content, ending)
    if content.startswith(_OLE) and ending in ("xls", "xlsx", "xlsm"):
        return "xlsx"  # which tells of a password, or of an old .xls
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"<rss" in start and b"SPIP - www.spip.net" in content[:5000]:
        return "spip"
    if start.startswith(b"<"):
        found = (kind for sign, kind in _XML.items() if sign in start.lower())
        return next(found, _ENDINGS.get(ending, ending))
    if content.startswith(b"SQLite format 3\0"):
        return "gpkg"
    lines = content.startswith(b"\x1e") or "geojson" in (ending, _ENDINGS.get(ending))
    if lines or b'"FeatureCollection"' in start[:200]:  # no need to parse it all to know
        return "umap" if b'"umap"' in start[:200] else "geojson"
    if start.startswith((b"{", b"[")) and ending not in ("csv", "tsv", "txt"):
        return _json(structured.loaded(source))
    return _ENDINGS.get(ending, ending or "csv")


def _zipped(content: bytes, ending: str) -> str:
    if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in content[:200]:
        return "ods"
    if b"xl/workbook.xml" in content:
        return "xlsx"
    if ending == "kmz" or b".kml" in content[-70_000:]:
        return "kmz"
    return "shp" if b".shp" in content[-70_000:].lower() else _ENDINGS.get(ending, ending)


def _json(found: Any) -> str:
    """Tell who wrote a JSON file, by the keys that only they write."""
    whole = found if isinstance(found, Mapping) else {}
    if whole.get("type") == "umap":
        return "umap"
    if whole.get("type") in _GEOJSON:
        return "geojson"
    if "incidences" in whole:
        raise ValueError(
            "réseau HIF, pas une liste d'initiatives → le lire avec sources.read_participations"
        )
    if str(whole.get("ontology", "")).startswith("gogo"):
        return "gogocarto"
    if "entities" in whole:
        return "communecter"
    if {"elements", "connections"} <= set(whole):
        return "kumu"
    query = whole.get("query")
    held = query if isinstance(query, Mapping) else whole if "printrequests" in whole else {}
    if {"pages", "categorymembers", "results"} & set(held):
        return "mediawiki"
    first = _first(found)
    if "osm3s" in whole or ("elements" in whole and first.get("type") in _OVERPASS):
        return "overpass"
    signed = (name for name, many in _SIGNS.items() if any(keys <= set(first) for keys in many))
    return next(signed, "json")


def _first(found: Any) -> Mapping[str, Any]:
    """Give the first record of a file: of its list, of the list it holds, or by identifier."""
    if isinstance(found, Mapping) and ("bf_titre" in found or "id_fiche" in found):
        return found
    if isinstance(found, Mapping):
        lists = ("data", "@graph", "elements", "items")
        held = next((found[key] for key in lists if isinstance(found.get(key), list | dict)), None)
        if isinstance(held, Mapping):
            return held
        found = list(found.values()) if held is None else held
    records = found if isinstance(found, list) else []
    return next((record for record in records if isinstance(record, Mapping)), {})
