"""Layers of maps: GeoPackage and Shapefile; and what all maps share (safety, degrees).

pyogrio, which geopandas brings, reads both: it gives every layer, and its Arrow way keeps whole
numbers whole and dates as they are. GeoJSON and XML are read by modules of their own.
"""

from __future__ import annotations

import codecs
import re
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from analysis.sources import archives
from analysis.sources.rough import Note, Rough, Source, recorded

DEGREES = pyproj.CRS("EPSG:4326")
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED = (".shp", ".shx", ".dbf")
_STYLES = "layer_styles"  # a table that QGIS keeps for itself


class _Layer(NamedTuple):
    """A layer: its records, its shapes as they are in it, and what their coordinates are in."""

    name: str
    records: list[dict[str, Any]]
    shapes: np.ndarray
    crs: Any


def rough(source: Source) -> Rough:
    """Read a GeoPackage, or a Shapefile (alone or in a .zip).

    Raises
    ------
    ValueError
        For a file that is neither, is not whole, or is not safe to open.
    """
    if source.content.startswith(b"SQLite format 3\0"):
        return _geopackage(source)
    return _zipped(source) if source.content.startswith(b"PK") else _shapefile(source)


def _opened(
    path: Path, layer: str | None, encoding: str | None, notes: list[Note], crs: Any = None
) -> _Layer:
    """Read a layer by pyogrio: numbers as their shortest text, dates as ISO text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        meta, table = pyogrio.raw.read_arrow(
            path, layer=layer, encoding=encoding, datetime_as_string=True,
            return_fids=path.suffix == ".gpkg",
        )  # fmt: skip
    cells: dict[str, list[Any]] = {}
    shapes, none, said = np.full(table.num_rows, None, dtype="object"), table.num_rows, []
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type
        if not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
            cells[name] = [_text(v, pa.types.is_float32(kind)) for v in column.to_pylist()]
        elif name == (meta["geometry_name"] or "wkb_geometry"):
            none = column.null_count
            shapes = shapely.from_wkb(column.to_numpy(), on_invalid="ignore")
        elif binary := len(column) - column.null_count:
            problem = "données binaires (photo, fichier) : non lues"
            said.append(Note(None, name, binary, problem, "emptied"))
    if none:
        said.append(unplaced(none))
    if broken := int(shapely.is_missing(shapes).sum()) - none:
        said.append(Note(None, "geometry", broken, "géométrie(s) illisible(s)", "refused"))
    notes += said
    records = [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]
    records = records or [{} for _ in range(table.num_rows)]
    return _Layer(layer or "", records, shapes, crs or meta["crs"])


def _joined(layers: Sequence[_Layer], notes: list[Note]) -> Rough:
    """Make one rough table of layers; the name of each is in a column when there are several."""
    notes += [Note(None, "couche", n.name, "couche vide", "kept") for n in layers if not n.records]
    filled = [layer for layer in layers if layer.records]
    records: list[dict[str, Any]] = []
    shapes: list[Any] = []
    for layer in filled:
        ranks = range(len(records) + 1, len(records) + len(layer.records) + 1)
        shapes += list(settled(layer.shapes, ranks, layer.crs, notes))
        for record in layer.records:
            name = "couche (carte)" if "couche" in record else "couche"
            records.append(record | ({name: layer.name} if len(filled) > 1 else {}))
    return recorded(records, geometry=shapes, notes=notes)


def altitude(count: int) -> Note:
    """Say that a third coordinate was left out."""
    said = "altitude (troisième coordonnée) laissée de côté"
    return Note(None, "geometry", count, said, "emptied")


def unplaced(count: int) -> Note:
    """Say how many records have no shape at all."""
    said = "fiche(s) sans géométrie : gardée(s) sans lieu"
    return Note(None, "geometry", count, said, "kept")


def settled(shapes: Any, ranks: Sequence[int], crs: Any, notes: list[Note]) -> np.ndarray:
    """Bring shapes to two dimensions and EPSG:4326; those that cannot be are None, and refused."""
    high = int((shapely.has_z(shapes) | shapely.has_m(shapes)).sum())
    if high:
        notes.append(altitude(high))
        shapes = shapely.force_2d(shapes)
    void = shapely.is_empty(shapes)
    if void.any():
        said = "géométrie(s) vide(s) : gardée(s) sans lieu"
        notes.append(Note(None, "geometry", int(void.sum()), said, "kept"))
        shapes = shapes.copy()
        shapes[void] = None
    shapes = _moved(shapes, crs, notes)
    west, south, east, north = shapely.bounds(shapes).T
    inside = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    off = np.flatnonzero(~shapely.is_missing(shapes) & ~inside)
    if len(off):
        said = (
            f"{len(off)} géométrie(s) hors du globe (la première ici) : si ce ne sont pas des "
            'degrés, dire crs = "EPSG:…"'
        )
        first = int(off[0])
        notes.append(Note(ranks[first], "geometry", str(shapes[first])[:200], said, "refused"))
        shapes[off] = None
    for i in np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT):
        if (sites := shapely.get_num_geometries(shapes[i])) > 1:
            said = f"une initiative sur {sites} sites : gardée en une ligne"
            notes.append(Note(ranks[int(i)], "geometry", int(sites), said, "kept"))
    return shapes


def unzipped(source: Source, endings: Sequence[str]) -> dict[str, bytes]:
    """Give the files of an archive that end so, once it is known to be safe to open."""
    archive = archives.opened(source)
    names = [n for n in archive.namelist() if n.lower().endswith(tuple(endings))]
    with archives.legible(source):
        return {n: archive.read(n) for n in names if not n.startswith("__MACOSX/")}


def _moved(shapes: np.ndarray, crs: Any, notes: list[Note]) -> np.ndarray:
    """Bring shapes to degrees; None for all when their system is not known."""
    count = int((~shapely.is_missing(shapes)).sum())
    if not count:
        return shapes
    try:
        origin = pyproj.CRS.from_user_input(crs)
        if origin.equals(DEGREES, ignore_axis_order=True) or crs == "OGC:CRS84":
            return shapes
        change = pyproj.Transformer.from_crs(origin, DEGREES, always_xy=True)
    except pyproj.exceptions.ProjError:
        said = 'système de coordonnées inconnu : gardées sans lieu → le dire : crs = "EPSG:…"'
        notes.append(Note(None, "geometry", count, said, "refused"))
        return np.full(len(shapes), None, dtype="object")
    code = f" (EPSG:{found})" if (found := origin.to_epsg()) else ""
    said = f"géométrie(s) passée(s) de {origin.name}{code} en degrés (WGS 84)"
    notes.append(Note(None, "geometry", count, said, "read"))
    return shapely.transform(
        shapes, lambda places: np.column_stack(change.transform(places[:, 0], places[:, 1]))
    )


def _text(value: Any, single: bool) -> Any:
    """Give a cell as text: "3" of 3.0, "0.1" of 0.1 even when it is kept in four bytes."""
    if value is None or isinstance(value, str | bool | list):
        return value
    if isinstance(value, float):
        if not abs(value) < 1e16:
            return None if value != value else repr(value)
        return np.format_float_positional(np.float32(value) if single else value, trim="-")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _geopackage(source: Source) -> Rough:
    notes: list[Note] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "carte.gpkg")
        path.write_bytes(source.content)
        try:
            names = [str(name) for name, _ in pyogrio.list_layers(path)]
            chosen = _chosen(source, [name for name in names if name != _STYLES])
            layers = [_opened(path, name, None, notes, source.crs) for name in chosen]
            styles = len(_opened(path, _STYLES, None, []).records) if _STYLES in names else 0
        except (DataSourceError, DataLayerError, UnicodeDecodeError):
            raise ValueError(
                f"{source.name} : GeoPackage abîmé → l'exporter à nouveau depuis le SIG"
            ) from None
    if not layers:
        raise ValueError(f"{source.name} : GeoPackage sans couche d'objets → en donner un autre")
    if styles:
        said = f"{styles} style(s) de QGIS (table « {_STYLES} ») : ce ne sont pas des fiches"
        notes.append(Note(None, "couche", _STYLES, said, "read"))
    return _joined(layers, notes)


def _chosen(source: Source, names: list[str]) -> list[str]:
    """Give the layer that the user asked for, or all."""
    if source.sheet is None:
        return names
    alike = [name for name in names if name.casefold() == source.sheet.casefold()]
    if not alike:
        raise ValueError(
            f"{source.name} : pas de couche « {source.sheet} » → une de : {', '.join(names)}"
        )
    return [source.sheet] if source.sheet in alike else alike[:1]


def _shapefile(source: Source) -> Rough:
    parts = {".shp": source.content}
    if source.path is not None:
        stem = source.path.stem.casefold()
        for beside in sorted(source.path.parent.iterdir()):
            ending = beside.suffix.lower()
            if beside.stem.casefold() == stem and ending in _PARTS and ending != ".shp":
                parts[ending] = beside.read_bytes()
    notes: list[Note] = []
    return _joined([_shapes(source, Path(source.name).stem, parts, notes)], notes)


def _zipped(source: Source) -> Rough:
    groups: dict[str, dict[str, bytes]] = {}
    for name, content in unzipped(source, _PARTS).items():
        stem, ending = name.rsplit(".", 1)
        groups.setdefault(stem.casefold(), {})[f".{ending.lower()}"] = content
    groups = {stem: parts for stem, parts in groups.items() if ".shp" in parts}
    if not groups:
        raise ValueError(
            f"{source.name} : archive sans Shapefile (.shp) ni KML → en extraire le fichier à lire"
        )
    notes: list[Note] = []
    names = {stem: PurePosixPath(stem).name for stem in groups}
    return _joined([_shapes(source, names[s], groups[s], notes) for s in groups], notes)


def _shapes(source: Source, name: str, parts: Mapping[str, bytes], notes: list[Note]) -> _Layer:
    missing = [ending for ending in _NEEDED if ending not in parts]
    if missing:
        raise ValueError(
            f"{source.name} : il manque {', '.join(name + e for e in missing)} → mettre tous les "
            "fichiers de la couche dans un .zip (ou côte à côte)"
        )
    told = parts.get(".cpg", b"").decode("ascii", "replace").strip()
    tried = [_encoding(told), _encoding(source.encoding or ""), "UTF-8", "CP1252", "ISO-8859-1"]
    with tempfile.TemporaryDirectory() as folder:
        for ending in parts.keys() - {".cpg"}:
            Path(folder, f"couche{ending}").write_bytes(parts[ending])
        for encoding in filter(None, tried):
            try:
                layer = _opened(Path(folder, "couche.shp"), None, encoding, notes, source.crs)
                break
            except UnicodeDecodeError:
                continue
            except DataSourceError:
                raise ValueError(
                    f"{source.name} : Shapefile abîmé → l'exporter à nouveau depuis le SIG"
                ) from None
    how = f"dit par le .cpg (« {told} »)" if encoding == _encoding(told) else "deviné"
    how = "comme demandé" if how == "deviné" and encoding == tried[1] else how
    notes.append(Note(None, "", encoding, f"encodage des textes, {how}", "read"))
    return layer._replace(name=name)


def _encoding(told: str) -> str | None:
    """Give the name by which GDAL knows an encoding that a .cpg tells ("1252", "ANSI 1252")."""
    number = re.search(r"\d{3,5}$", told)
    names = [told, *([f"cp{number[0]}", f"iso8859-{number[0][4:]}"] if number else [])]
    for name in filter(None, names):
        try:
            return codecs.lookup(name).name.upper().replace("ISO8859", "ISO-8859")
        except (LookupError, ValueError):
            continue
    return None
