"""What the readers of platforms share: records checked, places as points, columns chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import shapely

from analysis.sources import values
from analysis.sources.rough import Note, Source


def records(source: Source, found: Any) -> list[Mapping[str, Any]]:
    """Check that a list holds records and nothing else, so that none is lost in silence."""
    if not isinstance(found, list) or not found:
        raise ValueError(f"{source.name} : aucune fiche → vérifier l'export, ou donner son format")
    for rank, record in enumerate(found, start=1):
        if not isinstance(record, Mapping):
            raise ValueError(
                f"{source.name} : fiche n° {rank} illisible (« {str(record)[:40]} ») → l'exporter "
                "à nouveau, ou donner son format"
            )
    return found


def points(
    places: Mapping[int, tuple[Any, Any]], column: str, notes: list[Note]
) -> list[shapely.Point | None]:
    """Make points of latitudes and longitudes in degrees, by rank of the record.

    Parameters
    ----------
    places
        Latitude and longitude as they were written, None where there is none.
    column
        Where the file has them, for the report.
    notes
        The report, to which what cannot be placed is added.
    """
    return [_point(rank, place, column, notes) for rank, place in places.items()]


def chosen(table: pd.DataFrame, aliases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give our columns with those of the table: the first that says something, or that is there."""
    ours = {}
    for name, theirs in aliases.items():
        there = [column for column in theirs if column in table]
        full = [column for column in there if table[column].notna().any()]
        if there:
            ours[name] = (full or there)[0]
    return ours


def texts(cells: Iterable[Any]) -> list[str]:
    """Give the values of a column one by one, those of its lists too."""
    lists = (cell if isinstance(cell, list) else [cell] for cell in cells)
    return [text for found in lists for text in found if isinstance(text, str)]


def example(cells: pd.Series) -> str:
    """Give the first cell that says something, as text for the report."""
    cell = cells.dropna().iloc[0]
    return ", ".join(cell) if isinstance(cell, list) else str(cell)


def numbered(cells: pd.Series) -> bool:
    """Tell whether a column holds nothing but numbers that stand for labels ("12", "1,3")."""
    said = texts(cells)
    return bool(said) and all(part.strip().isdecimal() for text in said for part in text.split(","))


def _point(
    rank: int, place: tuple[Any, Any], column: str, notes: list[Note]
) -> shapely.Point | None:
    lat, lon = (None if v is None else values.clean(str(v)) for v in place)
    said = ", ".join(text for text in (lat, lon) if text)
    if not said:
        return None
    if lat is None or lon is None:
        notes.append(Note(rank, column, said, "une coordonnée sans l'autre", "emptied"))
        return None
    north, east = _degrees(lat, 90), _degrees(lon, 180)
    if north is None or east is None:
        problem = "coordonnées illisibles, ou hors du globe"
        notes.append(Note(rank, column, said, problem, "refused"))
        return None
    if north == east == 0:
        problem = "point (0, 0), au large de l'Afrique : sans lieu connu"
        notes.append(Note(rank, column, said, problem, "emptied"))
        return None
    return shapely.Point(east, north)


def _degrees(text: str, most: float) -> float | None:
    try:
        read = float(text.replace(",", ".").replace("_", "?"))  # Python alone reads "1_0" as 10
    except ValueError:
        return None
    return read if abs(read) <= most else None
