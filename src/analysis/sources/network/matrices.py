"""Matrices in a CSV: actors in the first column, events (or actors again) in the header."""

from __future__ import annotations

from analysis.sources import values
from analysis.sources.network.parsed import Parsed
from analysis.sources.network.shapes import SUMS, Sheet, presence
from analysis.sources.network.twomode import Takes


def incidence(sheet: Sheet, takes: Takes) -> None:
    """Read who takes part in what; a row or a column without a 1 gives an isolate.

    Raises
    ------
    ValueError
        Without a column of events.
    """
    events = _events(sheet, takes)
    reached: set[str] = set()
    for number, cells in sheet.rows[1:]:
        marks = {place: cell for place, cell in enumerate(cells[1:]) if _said(cell)}
        actor = _actor(cells, number, bool(marks), takes)
        for place, cell in marks.items():
            if place not in events:
                takes.note(number, "", cell, "cellule au-delà des en-têtes", "dropped")
                continue
            # What is neither a number nor a mark is refused later, as any weight is.
            takes.add(number, actor, events[place], weight=presence(cell) or cell)
            reached.add(events[place])
        if actor is not None and not marks.keys() & events.keys():
            takes.add(number, actor, None)
    for event in dict.fromkeys(events.values()):
        if event not in reached:
            takes.add(sheet.rows[0][0], None, event)


def square(sheet: Sheet) -> bool:
    """Whether rows and columns have the same names in the same order: ties of one mode."""
    heads = [values.clean(cells[0]) for _, cells in sheet.rows[1:]]
    return len(heads) > 1 and heads == [values.clean(cell) for cell in sheet.first[1:]]


def adjacency(sheet: Sheet, found: Parsed) -> None:
    """Read who is tied to whom; without direction where the matrix is symmetric."""
    names = [cell.strip() for cell in sheet.first[1:]]
    found.nodes = [{"id": name} for name in names]
    ties: dict[tuple[int, int], tuple[int, str | None]] = {}
    for a, (number, cells) in enumerate(sheet.rows[1:]):
        for b, cell in enumerate(cells[1 : len(names) + 1]):
            if _said(cell):
                ties[a, b] = number, presence(cell) or cell
    found.directed = any(ties.get((b, a), (0, ""))[1] != w for (a, b), (_, w) in ties.items())
    for (a, b), (number, weight) in ties.items():
        if found.directed or a <= b:
            found.edge(number, {"source": names[a], "target": names[b], "weight": weight})
    what = "orientés" if found.directed else "sans direction"
    said = f"mêmes noms en lignes et en colonnes : liens d'un seul mode, {what}"
    found.note(None, "", "", said, "read")


def _said(cell: str) -> bool:
    """Whether a cell says something else than zero."""
    weight = presence(cell)
    return weight is None or values.number(weight) != 0


def _actor(cells: list[str], number: int, takes_part: bool, takes: Takes) -> str | None:
    name = values.clean(cells[0])
    if name is None and takes_part:
        name = f"ligne {number}"
        takes.note(number, "actor", cells[0], f"acteur sans nom, lu « {name} »", "read")
    elif name is None:
        takes.note(number, "", "", "ligne sans nom ni participation", "dropped")
    elif values.slug(name) in SUMS:
        said = "lu comme un acteur : si c'est une somme, l'ôter du fichier"
        takes.note(number, "actor", name, said, "kept")
    return name


def _events(sheet: Sheet, takes: Takes) -> dict[int, str]:
    """Name events by their place; a column without a name is kept if it says something."""
    row = sheet.rows[0][0]
    events: dict[int, str] = {}
    for place, cell in enumerate(sheet.first[1:]):
        name = values.clean(cell)
        if name is None:
            used = any(_said(c[place + 1]) for _, c in sheet.rows[1:] if len(c) > place + 1)
            name = f"colonne {place + 2}" if used else None
            said = f"initiative sans nom, lue « {name} »" if used else "colonne sans nom, vide"
            takes.note(row, "initiative", cell, said, "read" if used else "dropped")
        if name is None:
            continue
        if name in events.values():
            takes.note(row, "initiative", name, "nom répété : colonnes réunies", "read")
        if values.slug(name) in SUMS:
            said = "lu comme une initiative : si c'est une somme, l'ôter du fichier"
            takes.note(row, "initiative", name, said, "kept")
        events[place] = name
    if not events:
        raise ValueError("matrice sans colonne d'évènement → les nommer sur la première ligne")
    return events
