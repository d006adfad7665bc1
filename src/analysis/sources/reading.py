"""Read one file: a rough table in our columns, and a report of what was understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd

from analysis.sources import delimited, values

#: What was done about a line of the report. "refused" stops a run; nothing else does.
ACTIONS = ("kept", "read", "emptied", "dropped", "refused")
REPORT = ["row", "column", "value", "problem", "action"]

_NUMBERS = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0)}
_LISTS = ("themes", "actors")
_PROSE = ("title", "summary")


@dataclass(frozen=True, eq=False)
class Reading:
    """A rough table and the report of its reading.

    ``table`` is indexed by the row number that a spreadsheet shows (the header is row 1).
    ``report`` has columns row, column, value, problem, action.
    """

    table: pd.DataFrame
    report: pd.DataFrame


def read(
    path: str | Path | BinaryIO,
    *,
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    separators: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Reading:
    """Read a file of initiatives, actors, participations or the like.

    Parameters
    ----------
    path
        The file, or open bytes with a ``name``.
    format
        "csv" or "tsv"; from the name's ending by default.
    mapping
        Our column names with those of the file. By default a column keeps its own name.
    separators
        For columns with several values (themes, actors), what parts them; guessed by default, and
        the guess reported.
    encoding
        Of the text; found out by default.

    Returns
    -------
        The mapped columns under our names, then the others under their own, as text but for year
        (Int64), lat and lon (Float64, degrees), themes and actors (lists of text). Missing cells
        are empty. No row is left out but blank ones, which are reported.

    Raises
    ------
    ValueError
        For a format that is not read, an empty file, or mapped columns that are not there.
    """
    if isinstance(path, str | Path):
        name, content = Path(path).name, Path(path).read_bytes()
    else:
        name, content = Path(getattr(path, "name", "octets")).name, path.read()
    kind = format or name.rsplit(".", 1)[-1].lower()
    if kind not in ("csv", "tsv", "txt"):
        raise ValueError(f"{name} : format « {kind} » non lu → l'enregistrer en CSV (UTF-8)")
    rows, used, mark = delimited.rows(content, encoding)
    if not rows:
        raise ValueError(f"{name} : fichier vide → donner un fichier avec une ligne d'en-têtes")
    notes = [(None, "", used, f"encodage lu : {used}, séparateur « {mark} »", "read")]
    table = _rough(rows, notes)
    table = _renamed(table, mapping or {}, name)
    table = _typed(table, separators or {}, notes)
    return Reading(table, pd.DataFrame(notes, columns=REPORT, dtype="object"))


def _rough(rows: delimited.Rows, notes: list[tuple]) -> pd.DataFrame:
    header = [h.strip() or f"colonne {i}" for i, h in enumerate(rows[0], start=1)]
    for i, h in enumerate(header):
        if h in header[:i]:
            header[i] = f"{h} ({header[:i].count(h) + 1})"
            notes.append((1, h, h, f"en-tête répété, lu « {header[i]} »", "read"))
    width, kept, index = len(header), [], []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(c.strip() for c in cells):
            notes.append((number, "", "", "ligne vide", "dropped"))
            continue
        if len(cells) > width:
            over = [c for c in cells[width:] if c.strip()]
            if over:
                notes.append(
                    (number, "", " | ".join(over), "cellules au-delà des en-têtes", "dropped")
                )
        elif len(cells) < width:
            notes.append(
                (number, "", len(cells), f"ligne courte : {width} cellules attendues", "kept")
            )
        kept.append([values.clean(c) for c in (cells + [""] * width)[:width]])
        index.append(number)
    return pd.DataFrame(
        kept, columns=header, index=pd.Index(index, name="row", dtype="int64"), dtype="str"
    )


def _renamed(table: pd.DataFrame, mapping: Mapping[str, str], name: str) -> pd.DataFrame:
    absent = {ours: theirs for ours, theirs in mapping.items() if theirs not in table}
    if absent:
        first = next(iter(absent.values()))
        raise ValueError(
            f"{name} : {len(absent)} colonne(s) absente(s), la première « {first} » → corriger "
            f"la correspondance dans study.toml (colonnes du fichier : {', '.join(table.columns)})"
        )
    theirs = {v: k for k, v in mapping.items()}
    clash = [c for c in table.columns if c in mapping and mapping[c] != c and c not in theirs]
    table = table.rename(columns={c: f"{c} (fichier)" for c in clash} | theirs)
    return table[[*mapping, *(c for c in table.columns if c not in mapping)]]


def _typed(table: pd.DataFrame, separators: Mapping[str, str], notes: list[tuple]) -> pd.DataFrame:
    table = table.copy()
    for column in table.columns.intersection(_PROSE):
        table[column] = table[column].map(values.plain, na_action="ignore")
    if "year" in table:
        table["year"] = _column(table["year"], values.year, "Int64", notes, "n'est pas une année")
    for column, (low, high) in _NUMBERS.items():
        if column not in table:
            continue
        written = table[column]
        table[column] = _column(written, values.number, "Float64", notes, "n'est pas un nombre")
        for row, value in table[column].dropna().items():
            if not low <= value <= high:
                said = f"hors de l'intervalle {low:g} à {high:g}"
                notes.append((row, column, written[row], said, "refused"))
    for column in table.columns.intersection([*_LISTS, *separators]):
        cells = table[column].dropna()
        mark = separators.get(column)
        if mark is None:
            mark = values.separator(cells)
            notes.append((None, column, mark, f"plusieurs valeurs séparées par « {mark} »", "read"))
        lists = [values.several(c, mark) if isinstance(c, str) else [] for c in table[column]]
        table[column] = pd.Series(lists, index=table.index, dtype="object")
    return table


def _column(
    written: pd.Series, parse: Callable[[str], Any], dtype: str, notes: list[tuple], said: str
) -> pd.Series:
    read = [None if pd.isna(v) else parse(v) for v in written]
    for (row, value), got in zip(written.items(), read, strict=True):
        if got is None and not pd.isna(value):
            notes.append((row, written.name, value, said, "refused"))
    return pd.Series(read, index=written.index, dtype=dtype)
