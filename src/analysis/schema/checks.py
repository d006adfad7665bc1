"""Hold tables against the schema, and give them its shape."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from analysis.schema.problems import InvalidData, Problem
from analysis.schema.tables import TABLES, Column, Table

_DTYPES = {"text": "str", "integer": "Int64", "real": "Float64", "flag": "boolean"}


def tidy(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a table its columns in order, its types and its row order.

    Parameters
    ----------
    name
        Table of the schema.
    frame
        Rows; further columns are left out, missing optional ones are added empty.

    Returns
    -------
        A new frame (a GeoDataFrame where the table has a geometry) sorted by its key, rows
        numbered from 0.

    Raises
    ------
    InvalidData
        For a value that cannot take its column's type.
    """
    table = TABLES[name]
    out: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in table.columns:
        if column.name == table.geometry:
            continue
        if column.name not in frame:
            out[column.name] = pd.Series(pd.NA, index=frame.index, dtype=_DTYPES[column.type])
            continue
        values = frame[column.name]
        try:
            out[column.name] = values.astype(_DTYPES[column.type])
        except (TypeError, ValueError):
            problems += _untyped(name, column, values)
    if problems:
        raise InvalidData(problems)
    result = pd.DataFrame(out, index=frame.index)
    if table.geometry:
        points = frame.get(table.geometry)
        result = gpd.GeoDataFrame(
            result, geometry=gpd.GeoSeries(points, index=frame.index, crs="EPSG:4326")
        )
    order = list(table.key) + [c for c in ("source_url",) if c in result and c not in table.key]
    return result.sort_values(order, kind="stable").reset_index(drop=True)


def _untyped(name: str, column: Column, values: pd.Series) -> list[Problem]:
    def fits(value: object) -> bool:
        try:
            pd.Series([value]).astype(_DTYPES[column.type])
        except (TypeError, ValueError):
            return False
        return True

    bad = values[~values.map(fits)]
    return _each(name, column.name, bad, f"n'est pas de type {column.type}", "corriger la valeur")


def _each(file: str, column: str, bad: pd.Series, problem: str, fix: str) -> list[Problem]:
    """Say the same problem of each value of a series, indexed by row."""
    return [
        Problem(file, row, column, None if pd.isna(value) else value, problem, fix)
        for row, value in bad.items()
    ]


def check(
    tables: Mapping[str, pd.DataFrame],
    *,
    files: Mapping[str, str] | None = None,
    later: Mapping[str, Collection[str]] | None = None,
) -> list[Problem]:
    """List all that is wrong in a set of tables: columns, keys, values, references.

    Parameters
    ----------
    tables
        Frames by table name; the index of a frame is the row number shown in a problem.
    files
        File name shown for each table; the table's own name by default.
    later
        Columns of each table that are still to be made, and whose absence is no problem.

    Returns
    -------
        The problems, table by table in the schema's order; empty when all is well.
    """
    files, later = files or {}, later or {}
    problems: list[Problem] = []
    for name, table in TABLES.items():
        if name in tables:
            problems += _check_one(table, tables[name], files.get(name, name), later.get(name, ()))
    for name, table in TABLES.items():
        for column in table.columns:
            target, _, key = column.refers_to.partition(".")
            if name not in tables or not target or column.name not in tables[name]:
                continue
            known = tables[target][key] if target in tables and key in tables[target] else ()
            values = tables[name][column.name].dropna()
            problems += _each(
                files.get(name, name),
                column.name,
                values[~values.isin(list(known))],
                f"inconnu dans {files.get(target, target)}",
                "corriger la valeur, ou ajouter la ligne qui manque",
            )
    return problems


def _check_one(
    table: Table, frame: pd.DataFrame, file: str, later: Collection[str]
) -> list[Problem]:
    problems: list[Problem] = []
    for column in table.columns:
        if column.name in frame:
            problems += _check_values(column, frame[column.name], file)
        elif column.required and column.name not in later:
            fix = "l'ajouter, ou la nommer dans study.toml"
            problems.append(Problem(file, None, column.name, None, "colonne absente", fix))
    if not set(table.key) & set(later):
        problems += _check_key(table, frame, file)
    if table.geometry and table.geometry in frame:
        problems += _check_points(table.geometry, frame, file)
    return problems


def _check_values(column: Column, values: pd.Series, file: str) -> list[Problem]:
    problems: list[Problem] = []
    present = values.dropna()
    if column.required:
        empty = values.map(lambda v: isinstance(v, str) and not v.strip()).astype(bool)
        blank = values.isna() | empty
        problems += _each(file, column.name, values[blank], "valeur absente", "la renseigner")
    if column.allowed:
        other = present[~present.isin(column.allowed)]
        choices = f"choisir parmi : {', '.join(column.allowed)}"
        problems += _each(file, column.name, other, "valeur non prévue", choices)
    if column.between:
        low, high = column.between
        numbers = pd.to_numeric(present, errors="coerce")
        outside = present[numbers.isna() | (numbers < low) | (numbers > high)]
        bounds = f"hors de l'intervalle {low:g} à {high:g}"
        problems += _each(file, column.name, outside, bounds, "corriger la valeur")
    return problems


def _check_key(table: Table, frame: pd.DataFrame, file: str) -> list[Problem]:
    """Find repeated keys; in tables of statements, two sources may state the same."""
    key = [k for k in table.key if k in frame]
    told_apart = [*key, "source_url"] if len(table.key) > 1 and "source_url" in frame else key
    if not key:
        return []
    again = frame.loc[frame.duplicated(told_apart, keep="first") & frame[key[0]].notna(), key]
    words = [" + ".join(str(v) for v in row if not pd.isna(v)) for row in again.to_numpy(object)]
    said = pd.Series(words, index=again.index, dtype="str")
    fix = "retirer la ligne, ou lui donner un autre identifiant"
    return _each(file, " + ".join(key), said, "déjà présent plus haut", fix)


def _check_points(column: str, frame: pd.DataFrame, file: str) -> list[Problem]:
    geometry = gpd.GeoSeries(frame[column])
    bounds = geometry.bounds
    outside = (bounds.minx < -180) | (bounds.maxx > 180) | (bounds.miny < -90) | (bounds.maxy > 90)
    shown = geometry[outside].map(lambda shape: shape.wkt[:60])
    fix = "donner longitude et latitude en degrés"
    return _each(file, column, shown, "hors du globe", fix)
