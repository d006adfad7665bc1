"""What a CSV of a network is: a list of ties, a list of participations, or a matrix.

Cells come from :mod:`analysis.sources.delimited` (the standard library's reader), which keeps
codes and quotes as they were typed. The kind is told by the words of the header, then by the shape.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from analysis.sources import delimited, formats, synonyms, values
from analysis.sources.network.parsed import Parsed
from analysis.sources.network.twomode import Takes
from analysis.sources.rough import LONGEST, WIDEST, Source

#: Kinds that a caller may declare, and what the report calls them.
KINDS = {
    "edges": "liste de liens",
    "affiliations": "liste de participations",
    "matrix": "matrice d'incidence",
}
#: What people type in a matrix for "takes part", and for "does not"; a blank is a zero.
PRESENT = frozenset({"x", "oui", "yes", "y", "vrai", "true", "✓", "✔", "✗", "✘", "•", "●", "*"})
SUMS = frozenset({"total", "totaux", "somme", "sum", "total-general"})
_FEW = 9  # times that one takes part in the same
ABSENT = frozenset({"non", "no", "faux", "false"})
_UNNAMED = re.compile(r"colonne \d+")
# Half a header of these is no name of an organisation: better ask than read it as a tie.
_SURE = frozenset({"source", "target", "cible", "destinataire"})


@dataclass(frozen=True)
class Sheet:
    """Rows of cells that are not blank, with the numbers that a spreadsheet gives them."""

    rows: list[tuple[int, list[str]]]
    mark: str

    @property
    def first(self) -> list[str]:
        """Cells of the first row, which may be a header."""
        return self.rows[0][1]

    @property
    def width(self) -> int:
        """Cells of the widest row."""
        return max(len(cells) for _, cells in self.rows)


def sheet(
    content: bytes, encoding: str | None, found: Parsed | Takes, chosen: str | None = None
) -> Sheet:
    """Read the cells of a CSV, or of a workbook's sheet.

    Raises
    ------
    ValueError
        For an empty file, one that is not text, rows or cells beyond all measure.
    """
    if content.startswith(b"PK"):
        return _of_workbook(content, found, chosen)
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")) and not encoding:
        raise ValueError("octets nuls : ce n'est pas du texte → l'enregistrer en CSV (UTF-8)")
    try:
        written, mark, notes = delimited.rows(content, encoding)
    except (csv.Error, LookupError) as error:
        raise ValueError(f"CSV illisible ({error}) → l'enregistrer en CSV (UTF-8)") from None
    first = 2 if content.lstrip(b"\xef\xbb\xbf").startswith(b"sep=") else 1
    rows = []
    for number, cells in enumerate(written, first):
        if len(cells) > WIDEST:
            said = f"ligne {number} : {len(cells)} colonnes, plus de {WIDEST}"
            raise ValueError(f"{said} → donner une liste (acteur, initiative) plutôt qu'un tableau")
        if any(len(cell) > LONGEST for cell in cells):
            raise ValueError(f"ligne {number} : cellule de plus d'un million de lettres → corriger")
        if any(cell.strip() for cell in cells):
            rows.append((number, cells))
        else:
            found.note(number, "", "", "ligne vide", "dropped")
    if not rows:
        raise ValueError("fichier vide → donner une ligne par lien ou par participation")
    found.notes += notes
    return Sheet(rows, mark)


def _of_workbook(content: bytes, found: Parsed | Takes, chosen: str | None) -> Sheet:
    rough = formats.rough(Source("classeur", content, sheet=chosen))
    found.notes += rough.notes
    table = rough.table.astype("object").where(rough.table.notna(), "")
    header = [name for name in rough.header if name in table] or list(table.columns)
    rows = [
        (int(row), list(map(str, cells))) for row, *cells in table[header].itertuples(name=None)
    ]
    first = min((row for row, _ in rows), default=2) - 1
    return Sheet([(first, ["" if _UNNAMED.fullmatch(h) else h for h in header]), *rows], ";")


def kind(found: Sheet, header: bool | None = None) -> str:
    """Tell which of :data:`KINDS` a sheet is; a list of ties where nothing says otherwise.

    Raises
    ------
    ValueError
        For a header that names one end of ties and not the other: which column is it?
    """
    if header is not False:
        if {"source", "target"} <= set(named(found.first, synonyms.EDGES)):
            return "edges"
        listed = {"actor", "initiative"} <= set(named(found.first, synonyms.AFFILIATIONS))
        # A column of a matrix may be called « Atelier »: there, cells are 0, 1 or marks alone.
        if _matrix(found) and (not listed or binary(found)):
            return "matrix"
        if listed:
            return "affiliations"
        if header is None and len(_SURE & {values.slug(cell) for cell in found.first}) == 1:
            raise ValueError(
                f"en-tête « {found.mark.join(found.first)} » : un seul bout des liens est nommé → "
                "nommer source et target, ou dire header=False"
            )
    return "edges"


def said(found: Parsed | Takes, told: str, declared: bool) -> None:
    """Report which kind a file was read as."""
    how = "comme demandé" if declared else "d'après sa forme ; kind= la déclare autrement"
    found.note(None, "", told, f"lu comme {KINDS[told]}, {how}", "read")


def named(header: list[str], known: dict[str, tuple[str, ...]]) -> list[str]:
    """Give our names to the columns that one of ours is known for; the others keep theirs."""
    slugs = [values.slug(cell) if cell.strip() else "" for cell in header]
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = " ".join(cell.split()) or f"colonne {number}"
        names.append(name if name not in names else f"{name} ({number})")
    places: dict[str, int] = {}
    for ours, theirs in known.items():
        forms = [form for name in theirs for form in (name, f"{name}s")]
        free = [form for form in forms if form in slugs]
        place = next((p for f in free if (p := slugs.index(f)) not in places.values()), None)
        if place is not None:
            places[ours] = place
    for number, name in enumerate(names):
        if name in places and places[name] != number:
            names[number] = f"{name} (fichier)"
    for ours, place in places.items():
        names[place] = ours
    return names


def presence(cell: str) -> str | None:
    """Give what a cell of a matrix says as a weight: "0", "1", a number; None where it is none."""
    text = values.clean(cell)
    if text is None or text.casefold() in ABSENT:
        return "0"
    if text.casefold() in PRESENT:
        return "1"
    return text if values.number(text) is not None else None


def _matrix(found: Sheet) -> bool:
    """Tell a matrix: names on two sides, and nearly all cells between are numbers or marks."""
    corner, events = found.first[0].strip(), [c for c in found.first[1:] if c.strip()]
    heads = [cells[0].strip() for _, cells in found.rows[1:]]
    inside = [c for _, cells in found.rows[1:] for c in cells[1:] if c.strip()]
    if not events or not heads or (corner and len(events) < 2):
        return False
    known = not corner or "actor" in named([corner], synonyms.AFFILIATIONS)
    words = any(values.number(c) is None for c in events) and any(
        values.number(h) is None for h in heads
    )
    if not (known or words) or (all(presence(c) is not None for c in events) and not known):
        return False
    good = sum(presence(cell) is not None for cell in inside)
    return good * 10 >= len(inside) * 9 and (bool(inside) or not corner)


def binary(found: Sheet) -> bool:
    """Whether cells say who takes part: mostly 0 and 1, sums apart, and no budgets."""
    sums = {at for at, cell in enumerate(found.first) if values.slug(cell) in SUMS}
    inside = [
        presence(cell)
        for _, cells in found.rows[1:]
        if values.slug(cells[0]) not in SUMS
        for at, cell in enumerate(cells[1:], start=1)
        if at not in sums
    ]
    few = [values.number(cell) for cell in inside if cell not in ("0", "1") and cell is not None]
    many = [n for n in few if n is None or n > _FEW or n % 1]
    return None not in inside and not many and 2 * len(few) <= len(inside)
