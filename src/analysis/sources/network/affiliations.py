"""Lists of participations in a CSV: a row says who takes part in what, and maybe how and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from analysis.sources import synonyms, values
from analysis.sources.network.shapes import Sheet, named
from analysis.sources.network.twomode import Takes

_COLUMNS = ("actor", "initiative", "role", "year", "weight")


def listed(
    sheet: Sheet, takes: Takes, *, header: bool | None = None, mapping: Mapping[str, str] | None
) -> None:
    """Read rows of participations; an end that is empty stays empty.

    Parameters
    ----------
    sheet
        The cells.
    takes
        Where participations and notes go.
    header
        Whether the first row names the columns; by default if its words, or `mapping`, say so.
    mapping
        Our column names with those of the file.

    Raises
    ------
    ValueError
        For a mapping to columns that are not there, or with `header` a first row that names no
        actor and initiative.
    """
    names = _names(sheet, header, mapping)
    rows = sheet.rows
    if names is None:
        names = ["actor", "initiative", *_beyond(sheet)]
        shown = ", ".join(names[:3]).replace("weight", "poids")
        said = f"pas d'en-tête : lu comme une participation ({shown})"
        takes.note(rows[0][0], "", sheet.mark.join(sheet.first), said, "read")
    else:
        rows = rows[1:]
        for ours, theirs in zip(names, sheet.first, strict=False):
            if ours in _COLUMNS:
                takes.note(sheet.rows[0][0], ours, theirs, f"en-tête lu : {ours}", "read")
    for number, cells in rows:
        _record(number, cells, names, sheet, takes)


def _beyond(sheet: Sheet) -> list[str]:
    """Name columns after the first two, without a header: numbers that are no years are weights."""
    names = [f"colonne {k}" for k in range(3, sheet.width + 1)]
    third = [cells[2] for _, cells in sheet.rows if len(cells) > 2 and cells[2].strip()]
    numbers = all(values.number(cell) is not None for cell in third)
    if third and numbers and not all(values.year(cell.strip()) for cell in third):
        names[0] = "weight"
    return names


def _names(
    sheet: Sheet, header: bool | None, mapping: Mapping[str, str] | None
) -> list[str] | None:
    """Name the columns; None where the first row is not a header."""
    if mapping:
        return _mapped(sheet, mapping)
    if header is False:
        return None
    names = named(sheet.first, synonyms.AFFILIATIONS)
    if not {"actor", "initiative"} <= set(names):
        ends = named(sheet.first, synonyms.EDGES)
        if {"source", "target"} <= set(ends):
            sides = {ends.index("source"): "actor", ends.index("target"): "initiative"}
            names = [sides.get(place, name) for place, name in enumerate(names)]
    if {"actor", "initiative"} <= set(names):
        return names
    if header:
        raise ValueError(
            f"en-tête « {sheet.mark.join(sheet.first)} » → nommer acteur et initiative, ou donner "
            "mapping"
        )
    return None


def _mapped(sheet: Sheet, mapping: Mapping[str, str]) -> list[str]:
    header = [" ".join(cell.split()) for cell in sheet.first]
    twice = [theirs for theirs, n in Counter(mapping.values()).items() if n > 1]
    if twice:
        raise ValueError(
            f"colonne « {twice[0]} » donnée deux fois → corriger mapping (colonnes : "
            f"{', '.join(header)})"
        )
    absent = [theirs for theirs in mapping.values() if theirs not in header]
    if absent or not {"actor", "initiative"} <= set(mapping):
        what = f"colonne « {absent[0]} » absente" if absent else "actor ou initiative non donné"
        raise ValueError(f"{what} → corriger mapping (colonnes : {', '.join(header)})")
    ours = {header.index(theirs): name for name, theirs in mapping.items()}
    rest = named(header, {})
    taken = [f"{n} (fichier)" if n in mapping else n for n in rest]
    return [ours.get(place, name) for place, name in enumerate(taken)]


def _record(number: int, cells: list[str], names: list[str], sheet: Sheet, takes: Takes) -> None:
    over = [cell for cell in cells[len(names) :] if cell.strip()]
    if over:
        takes.note(number, "", " | ".join(over), "cellules au-delà des en-têtes", "dropped")
    record = {name: values.clean(c) for name, c in zip(names, cells, strict=False)}
    actor, initiative = record.pop("actor", None), record.pop("initiative", None)
    if actor is None and initiative is None:
        said = "ni acteur ni initiative"
        takes.note(number, "", sheet.mark.join(cells), said, "dropped")
        return
    if actor is None or initiative is None:
        said = "un seul côté : lu sans participation"
        takes.note(number, "", actor or initiative, said, "kept")
    takes.records.append({"actor": actor, "initiative": initiative, **record})
    takes.rows.append(number)
