"""What a file seems to be, for a person to confirm: which table it feeds, which column is what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.sources import formats, headers, synonyms
from analysis.sources.network import read_participations, shapes
from analysis.sources.network.parsed import Parsed
from analysis.sources.reading import Reading, opened, understood
from analysis.sources.rough import Source
from analysis.sources.several import separator, several
from analysis.sources.values import slug

#: The table that a list or a matrix of who takes part in what feeds.
AFFILIATIONS = "affiliations"
_NETWORKS = (".net", ".paj", ".dl", ".gexf", ".graphml", ".gml")


@dataclass(frozen=True, eq=False)
class Understanding:
    """What was understood of a file.

    ``feeds`` is the table that it feeds: "initiatives", "actors", "attendance", or "affiliations"
    (a row, a cell of a matrix, a tie of a network of two modes, is a participation). ``columns``
    maps our columns to the file's, ``participants`` roles to columns of actors, ``separators`` says
    what parts several values. ``table`` holds the cells under the file's own column names,
    ``reading`` what they mean.
    """

    feeds: str
    columns: Mapping[str, str]
    participants: Mapping[str, str]
    separators: Mapping[str, str]
    table: pd.DataFrame
    reading: Reading


def understand(path: str | Path) -> Understanding:
    """Read a file, and propose what it is and which column is what.

    Parameters
    ----------
    path
        A file in one of the formats that are read.

    Raises
    ------
    ValueError
        For a file that cannot be read.
    """
    path = Path(path)
    source = opened(path)
    rough = None if path.suffix.lower() in _NETWORKS else formats.rough(source)
    if rough is not None and (attended := _attendance(rough.table)):
        reading = understood(rough, path.name, attended, None, None, None)
        return Understanding("attendance", attended, {}, {}, rough.table, reading)
    listed = rough is not None and formats.told(source) in ("csv", "xlsx", "ods")
    if rough is None or (listed and _affiliations(source)):
        takes = read_participations(path)
        reading = Reading(takes.table, takes.report)
        return Understanding(AFFILIATIONS, {}, {}, {}, takes.table, reading)
    guessed, participants = headers.guess(list(rough.table.columns), rough.table)
    columns = headers.completed(rough, guessed)
    taken = set(columns.values())
    participants = {r: h for r, h in participants.items() if h not in taken}
    actors = columns.pop("actors", None)
    if actors and "partenaire" not in participants:
        participants["partenaire"] = actors
    if "title" not in columns:
        columns |= _some_title(rough.table, [*columns.values(), *participants.values()])
    parted = {k: columns[k] for k in ("themes",) if k in columns} | participants
    marks = {}
    for ours, theirs in parted.items():
        texts = [c for c in rough.table[theirs] if isinstance(c, str)]
        if texts:
            marks[ours] = separator(texts)
    own = {**marks, **{participants[r]: marks[r] for r in participants if r in marks}}
    mapping = {**columns, **{header: header for header in participants.values()}}
    reading = understood(rough, path.name, mapping, own, None, None)
    return Understanding("initiatives", columns, participants, marks, rough.table, reading)


def linked(found: list[Understanding]) -> list[Understanding]:
    """Tell files that list the actors of another: most of their names are in its cells.

    Such files feed the table "actors", with name, commune and kind; tables of a linked database
    (Airtable, Grist) come so.
    """
    return [_as_actors(one) if _names_actors(one, found) else one for one in found]


def _names_actors(one: Understanding, others: list[Understanding]) -> bool:
    if one.feeds != "initiatives" or "title" not in one.columns:
        return False
    own = {slug(c) for c in one.table[one.columns["title"]].dropna()}
    for other in others:
        table = other.table
        for role, column in other.participants.items():
            mark = other.separators.get(role, "|")
            texts = [c for c in table[column] if isinstance(c, str)]
            named = {slug(part) for text in texts for part in several(text, mark)}
            if other is not one and 2 * len(own & named) > len(own):
                return True
    return False


def _as_actors(one: Understanding) -> Understanding:
    columns = {"name": one.columns["title"]}
    if "commune" in one.columns:
        columns["commune"] = one.columns["commune"]
    free = [c for c in one.table.columns if c not in columns.values()]
    kind = next((c for c in free if slug(c) in synonyms.KINDS), None)
    columns |= {"kind": kind} if kind else {}
    return replace(one, feeds="actors", columns=columns, participants={}, separators={})


def _affiliations(source: Source) -> bool:
    """Tell a list or a matrix of participations: initiatives come again from row to row."""
    sheet = shapes.sheet(source.content, source.encoding, Parsed())
    kind = shapes.kind(sheet)
    ends = shapes.named(sheet.first, synonyms.EDGES)
    if {"source", "target"} <= set(ends) and "title" not in headers.guess(ends)[0]:
        raise ValueError(
            f"{source.name} : une liste de liens entre acteurs ({', '.join(sheet.first)}) → une "
            "étude part de qui prend part à quoi ; lire ces liens avec sources.read_network"
        )
    known = set(headers.guess(sheet.first)[0]) - {"title", "year", "date", "actors"}
    if known:  # a list of initiatives, or of bodies, with what is known of each
        return False
    if kind == "matrix":
        return shapes.binary(sheet)  # other numbers are budgets, or members
    if kind != "affiliations" or len(sheet.rows) < 3:
        return False
    at = shapes.named(sheet.first, synonyms.AFFILIATIONS).index("initiative")
    cells = [cells[at] for _, cells in sheet.rows[1:] if len(cells) > at and cells[at].strip()]
    return len(set(cells)) < len(cells)


def _attendance(table: pd.DataFrame) -> dict[str, str]:
    """Tell an attendance list by its headers: who came to which meeting, and as what."""
    slugs = {slug(header): header for header in reversed(list(table.columns))}
    found = {
        ours: next((slugs[name] for name in names if name in slugs), None)
        for ours, names in synonyms.ATTENDANCE.items()
    }
    if not (found["actor"] and found["meeting"] and found["status"]):
        return {}
    return {ours: header for ours, header in found.items() if header}


def _some_title(table: pd.DataFrame, used: list[str]) -> dict[str, str]:
    """Take the first column of different texts for titles: a person will correct it if need be."""
    for column in table.columns:
        texts = [c for c in table[column] if isinstance(c, str)]
        if column not in used and texts and len(set(texts)) * 2 > len(texts):
            return {"title": column}
    return {}
