"""Read one file: a table in our columns, and a report of what was understood."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import geopandas as gpd
import pandas as pd

from analysis.sources import codes, coordinates, formats, headers, values
from analysis.sources.rough import ACTIONS, REPORT, Note, Rough, Source, free
from analysis.sources.several import separator, several

__all__ = ["ACTIONS", "REPORT", "Reading", "read", "understood"]

_NUMBERS = ("lat", "lon", "x", "y", "weight")
_LISTS = ("themes", "actors")
LARGEST = 500_000_000  # bytes of a file that is read whole
_PROSE = ("title", "summary")


@dataclass(frozen=True, eq=False)
class Reading:
    """A table and the report of its reading.

    ``table`` is indexed by the row that a person finds in the file (in a spreadsheet, the header
    being row 1; the rank of a record elsewhere); a GeoDataFrame (EPSG:4326) where the file says
    where things are. ``report`` has columns row, column, value, problem, action.
    """

    table: pd.DataFrame
    report: pd.DataFrame


def read(
    path: str | Path | BinaryIO,
    *,
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    separators: Mapping[str, str] | None = None,
    vocabulary: Mapping[str, list[str]] | None = None,
    crs: Any = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Reading:
    """Read a file of initiatives, actors, participations or the like.

    Parameters
    ----------
    path
        The file, or open bytes with a ``name``.
    format
        One of :data:`analysis.sources.formats.READERS`; by default told by the name's ending and
        by what the file holds.
    mapping
        Our column names with those of the file. By default the format tells, or the headers are
        guessed, and the guess reported; ``{}`` leaves every column its own name.
    separators
        For columns with several values (themes, actors), what parts them: a mark, "{}" or "1)";
        guessed by default, and the guess reported.
    vocabulary
        For such a column, terms that may hold the mark ("Eau, air, sols").
    crs
        What the coordinates are in ("EPSG:2154"), when they are no degrees and nothing tells; it
        goes before what a map's file says of itself.
    encoding
        Of a text file; found out by default.
    sheet
        Of a workbook: by default the first that holds a table, and the report lists all. Or layer
        of a GeoPackage: all by default.

    Returns
    -------
        The mapped columns under our names, then the others under their own. title and summary are
        plain text; year is Int64, date ISO text, lat and lon Float64 (degrees), themes and actors
        lists of text; a column of ours that is none of these is text, and so is any other, but for
        those that hold numbers alone and no codes. Missing cells are empty. Each row of the file is
        a row of the table, or a line of the report marked "dropped".

    Raises
    ------
    ValueError
        For a format that is not read, a file that is not in its format or is empty, mapped columns
        that are not there.
    """
    source = opened(path, encoding, sheet, crs)
    rough = formats.rough(source, format)
    return understood(rough, source.name, mapping, separators, vocabulary, crs)


def understood(
    rough: Rough,
    name: str,
    mapping: Mapping[str, str] | None,
    separators: Mapping[str, str] | None,
    vocabulary: Mapping[str, list[str]] | None,
    crs: Any,
    *,
    numbers: bool = True,
) -> Reading:
    """Tell what rough cells mean, as :func:`read` says; other columns stay text without numbers."""
    notes = list(rough.notes)
    if mapping is None:
        mapping = _guessed(rough, notes)
    written = _renamed(rough.table, mapping, name)
    separators = separators or {}
    table = _typed(written, mapping, separators, vocabulary or {}, notes)
    known = table[[c for c in table.columns if c in mapping]]
    shapes = coordinates.placed(known, written, notes, crs=crs, geometry=rough.geometry)
    for column in table.columns.difference([*mapping, *separators]) if numbers else ():
        table[column] = codes.numbers(table[column])
    if shapes is not None:
        if "geometry" in table:
            table = table.rename(columns={"geometry": free("geometry (fichier)", table.columns)})
        table = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=coordinates.DEGREES))
    return Reading(table, pd.DataFrame(notes, columns=REPORT, dtype="object"))


def opened(
    path: str | Path | BinaryIO,
    encoding: str | None = None,
    sheet: str | None = None,
    crs: Any = None,
) -> Source:
    """Give the bytes of a file that is read whole, once it is small enough for that."""
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise ValueError(
                f"encodage « {encoding} » inconnu → par exemple utf-8, cp1252, mac_roman, utf-16"
            ) from None
    if isinstance(path, str | Path):
        if not Path(path).is_file():
            what = "un dossier : donner ses fichiers" if Path(path).is_dir() else "absent"
            raise ValueError(f"{path} : {what} → vérifier le nom et le chemin")
        if Path(path).stat().st_size > LARGEST:
            raise ValueError(
                f"{Path(path).name} : plus de {LARGEST // 1_000_000} Mo → le lire par morceaux "
                "(sources.stream), ou n'en garder que ce qui sert"
            )
        return Source(Path(path).name, Path(path).read_bytes(), Path(path), encoding, sheet, crs)
    given = getattr(path, "name", "")
    name = Path(given).name if isinstance(given, str) and given else "octets"
    return Source(name, path.read(), None, encoding, sheet, crs)


def _guessed(rough: Rough, notes: list[Note]) -> dict[str, str]:
    columns = dict(headers.completed(rough, headers.named(list(rough.table), rough.table)[0]))
    for ours, theirs in columns.items():
        if ours != theirs and ours not in rough.ours:
            notes.append(Note(None, ours, theirs, f"colonne « {theirs} » lue comme {ours}", "read"))
    return columns


def _renamed(table: pd.DataFrame, mapping: Mapping[str, str], name: str) -> pd.DataFrame:
    absent = {ours: theirs for ours, theirs in mapping.items() if theirs not in table}
    if absent:
        first = next(iter(absent.values()))
        raise ValueError(
            f"{name} : {len(absent)} colonne(s) absente(s), la première « {first} » → corriger "
            f"la correspondance dans study.toml (colonnes du fichier : {', '.join(table.columns)})"
        )
    ours = {k: table[theirs] for k, theirs in mapping.items()}
    used = set(mapping.values())
    for column in table.columns:
        if column not in used:
            taken = [*ours, *(c for c in table.columns if c != column)]
            ours[free(f"{column} (fichier)", taken) if column in ours else column] = table[column]
    return pd.DataFrame(ours, index=table.index)


def _typed(
    table: pd.DataFrame,
    mapping: Mapping[str, str],
    separators: Mapping[str, str],
    vocabulary: Mapping[str, list[str]],
    notes: list[Note],
) -> pd.DataFrame:
    table = table.copy()
    known = pd.Index([c for c in table.columns if c in mapping])  # the others are not ours
    for column in known.intersection(_PROSE):
        texts = _text(table[column])
        marked = texts.str.contains(values.MARKED, regex=True).fillna(False).astype(bool)
        table[column] = texts.where(~marked, texts[marked].map(values.plain))
    if "year" in known:
        table["year"] = _column(table["year"], values.year, "Int64", notes, "n'est pas une année")
    if "date" in known:
        said = "n'est pas une date jour/mois/année"
        table["date"] = _column(table["date"], values.date, "str", notes, said)
    for column in known.intersection(_NUMBERS):
        said = "n'est pas un nombre"
        table[column] = _column(table[column], values.number, "Float64", notes, said)
    parted = dict.fromkeys([*known.intersection(_LISTS), *separators])
    for column in table.columns.intersection(list(parted)):
        terms = vocabulary.get(column, [])
        table[column] = _listed(table[column], separators.get(column), terms, notes)
    for column in table.columns:
        if table[column].dtype == object and column not in parted:
            table[column] = _text(table[column])
    return table


def _text(cells: pd.Series) -> pd.Series:
    """Give cells as text; a list of a column that holds one value is joined as it would be read."""
    if cells.dtype == object and any(type(cell) is list for cell in cells):
        cells = cells.map(lambda v: " | ".join(v) if isinstance(v, list) else v, na_action=None)
    return cells.astype("str")


def _listed(
    cells: pd.Series, mark: str | None, vocabulary: list[str], notes: list[Note]
) -> pd.Series:
    texts = [c for c in cells if isinstance(c, str)]
    if mark is None and texts:
        mark = separator(texts)
        said = f"plusieurs valeurs séparées par « {mark} »"
        notes.append(Note(None, str(cells.name), mark, said, "read"))
    lists = [
        cell if isinstance(cell, list) else several(cell, mark or "|", vocabulary)
        if isinstance(cell, str) else []
        for cell in cells
    ]  # fmt: skip
    return pd.Series(lists, index=cells.index, dtype="object")


def _column(
    written: pd.Series, parse: Callable[[str], Any], dtype: str, notes: list[Note], said: str
) -> pd.Series:
    texts = _text(written)
    known = texts.dropna()
    meant = {text: parse(text) for text in known.unique()}
    for row, text in known.items():
        if meant[text] is None:
            notes.append(Note(row, str(written.name), text, said, "refused"))
    return texts.map(meant, na_action="ignore").astype(dtype)
