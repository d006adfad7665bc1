"""Read who takes part in what, from a list, a matrix, or a network of two modes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd

from analysis.sources import values
from analysis.sources.network import affiliations, listings, matrices, shapes, twomode
from analysis.sources.network.loading import opened, parsed
from analysis.sources.network.twomode import Takes
from analysis.sources.rough import REPORT

_COLUMNS = ["actor", "initiative", "role", "year", "weight"]


@dataclass(frozen=True, eq=False)
class Participations:
    """Who takes part in what, and the report of the reading.

    Attributes
    ----------
    table
        Columns actor, initiative (names, text), role (text), year (Int64), weight (Float64, 1 where
        the file has none), then the file's own; a row a participation. A row whose actor or
        initiative is missing is an isolate, without weight. Indexed by the row of the file, or the
        rank of the record from 1; missing where the format does not tell.
    report
        Columns row, column, value, problem, action.
    """

    table: pd.DataFrame
    report: pd.DataFrame


def read_participations(
    path: str | Path | BinaryIO,
    *,
    format: str | None = None,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    header: bool | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Participations:
    """Read participations of actors in initiatives, each counted once.

    Parameters
    ----------
    path
        The file, or open bytes with a ``name``.
    format
        As for :func:`read_network`; from the name's ending by default.
    kind
        Of a CSV: "affiliations" (a row a participation), "matrix" (actors in rows, initiatives in
        the header) or "edges" (source is the actor, target the initiative); told by its header and
        shape by default, and reported.
    mapping
        For a list in CSV, our column names (actor, initiative, role, year, weight) with the file's.
    header
        For a list in CSV, whether the first row names the columns; told by its words by default.
    encoding
        Of a text; found out by default.
    sheet
        Of a workbook; the first that holds a table by default.

    Returns
    -------
        Participations are the same when actor, initiative, role and year are: the first counts, the
        others are reported as dropped. Homonyms on the two sides are in two columns.

    Raises
    ------
    ValueError
        For a format that is not read, a file that is not of it, a network whose nodes have no mode.
    """
    name, content, told = opened(path, format, kind)
    try:
        if told == "csv":
            takes = _listed(content, kind, mapping, header, encoding, sheet)
        elif mapping:
            raise ValueError(
                f"mapping vaut pour une liste en CSV, pas en {told} → ne pas le donner"
            )
        else:
            takes = twomode.of_network(parsed(content, told, encoding=encoding))
    except ValueError as error:
        raise ValueError(f"{name} : {error}") from None
    return _tables(takes)


def _listed(
    content: bytes,
    kind: str | None,
    mapping: Mapping[str, str] | None,
    header: bool | None,
    encoding: str | None,
    chosen: str | None,
) -> Takes:
    takes = Takes()
    sheet = shapes.sheet(content, encoding, takes, chosen)
    told = kind or ("affiliations" if mapping else shapes.kind(sheet, header))
    shapes.said(takes, told, bool(kind or mapping))
    if told == "matrix":
        if mapping:
            raise ValueError("mapping vaut pour une liste, pas pour une matrice → ne pas le donner")
        if matrices.square(sheet):
            said = "mêmes noms en lignes et en colonnes : lus comme acteurs, et comme initiatives"
            takes.note(None, "", "", said, "read")
        matrices.incidence(sheet, takes)
    else:
        affiliations.listed(sheet, takes, header=header, mapping=mapping)
    listings.numbers(takes.records, set(_COLUMNS))
    return takes


def _tables(takes: Takes) -> Participations:
    seen: dict[tuple, tuple[int | None, dict[str, Any]]] = {}
    records: list[dict[str, Any]] = []
    index: list[int | None] = []
    for row, record in zip(takes.rows, takes.records, strict=True):
        both = record["actor"] and record["initiative"]
        record["year"] = _year(record.get("year"), row, takes)
        record["weight"] = _weight(record.get("weight"), row, bool(both), takes)
        key = tuple(record.get(name) for name in _COLUMNS[:4])
        if key in seen:
            _repeated(row, record, *seen[key], takes)
            continue
        seen[key] = row, record
        records.append(record)
        index.append(row)
    others = dict.fromkeys(n for record in takes.records for n in record if n not in _COLUMNS)
    rows = pd.Index(index, name="row", dtype="Int64")
    table = pd.DataFrame(
        {name: [record.get(name) for record in records] for name in [*_COLUMNS, *others]},
        index=rows if rows.hasnans else rows.astype("int64"),
    )
    types = dict(zip(_COLUMNS, ["str", "str", "str", "Int64", "Float64"], strict=True))
    return Participations(
        table.astype(types), pd.DataFrame(takes.notes, columns=REPORT, dtype="object")
    )


def _repeated(
    row: int | None,
    record: dict[str, Any],
    first_row: int | None,
    first: dict[str, Any],
    takes: Takes,
) -> None:
    """Report a participation that was already read, and what this row says otherwise."""
    said = f"participation déjà lue (ligne {first_row}), comptée une fois"
    if first_row is None:
        said = "participation déjà lue, comptée une fois"
    other = [f"{n} : {v}" for n, v in record.items() if v is not None and v != first.get(n)]
    if other:
        said += f" ; ici, {', '.join(other)}"
    names = [record[side] for side in twomode.MODES if record[side]]
    takes.note(row, "", " – ".join(names), said, "dropped")


def _year(written: Any, row: int | None, takes: Takes) -> int | None:
    if written is None:
        return None
    year = values.year(str(written))
    if year is None:
        takes.note(row, "year", written, "n'est pas une année", "refused")
    return year


def _weight(written: Any, row: int | None, both: bool, takes: Takes) -> float | None:
    """Give the weight of a participation; one that is not said is 1."""
    if written is None or written == "":
        return 1.0 if both else None
    weight = values.number(str(written))
    if weight is None:
        takes.note(row, "weight", written, "n'est pas un nombre", "refused")
        return None
    if weight == 0:
        takes.note(row, "weight", written, "participation de poids nul", "kept")
    return weight
