"""Edges as a table: any CSV of two columns of names, and Gephi's pair of tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from analysis.sources import delimited
from analysis.sources.network.parsed import Parsed
from analysis.sources.values import slug

#: Our column, and the headers (as slugs) that name it; the first found wins.
EDGES = {
    "source": ("source", "de", "from", "acteur-a", "actor-a", "noeud-1", "organisation-1"),
    "target": ("target", "cible", "vers", "a", "to", "acteur-b", "actor-b", "noeud-2",
               "organisation-2"),
    "weight": ("weight", "poids", "force", "valeur", "value"),
}  # fmt: skip
NODES = {
    "id": ("id", "identifiant", "actor-id", "node", "nom", "name"),
    "label": ("label", "libelle", "nom", "name", "title", "titre"),
    "mode": ("mode",),
    "x": ("x",),
    "y": ("y",),
}


def _decimal(cell: str) -> float:
    return float(cell.replace(",", "."))


_KINDS: tuple[tuple[re.Pattern, Callable[[str], int | float]], ...] = (
    (re.compile(r"-?(?:0|[1-9]\d{0,14})"), int),
    (re.compile(r"-?(?:0|[1-9]\d*)(?:[.,]\d+)?(?:e[+-]?\d+)?"), _decimal),
)


def parse(content: bytes, header: bool | None, encoding: str | None) -> Parsed:
    """Read a table of edges: its header where one is known, else its first two columns.

    Raises
    ------
    ValueError
        For an empty file, or with `header` a first row that names no source and target.
    """
    written, used, mark = delimited.rows(content, encoding)
    rows = [row for row in enumerate(written, 1) if any(cell.strip() for cell in row[1])]
    if not rows:
        raise ValueError("fichier vide → donner une ligne par lien")
    found = Parsed()
    found.note(None, "", used, f"encodage lu : {used}, séparateur « {mark} »", "read")
    names = _named(rows[0][1], EDGES)
    known = {"source", "target"} <= set(names)
    if header and not known:
        raise ValueError(f"en-tête « {mark.join(rows[0][1])} » → nommer source et target")
    if header is False or not known:
        names = ["source", "target", "weight", *(f"colonne {k}" for k in range(4, 99))]
        found.note(1, "", mark.join(rows[0][1]), "pas d'en-tête : lu comme un lien", "read")
    else:
        rows = rows[1:]
    for number, cells in rows:
        edge = {n: c.strip() for n, c in zip(names, cells, strict=False) if c.strip()}
        a, b = edge.pop("source", None), edge.pop("target", None)
        if a is not None and b is not None:
            found.edges.append({"source": a, "target": b, **edge})
        elif a is not None or b is not None:
            found.nodes.append({"id": a or b})
            found.note(number, "", a or b, "un seul bout : lu comme un nœud isolé", "read")
        else:
            found.note(number, "", mark.join(cells), "lien sans bouts", "dropped")
    found.directed = {edge.pop("Type", "") for edge in found.edges} == {"Directed"}
    _numbers(found.edges, EDGES)
    return found


def nodes(content: bytes, encoding: str | None) -> list[dict]:
    """Read a table of nodes.

    Raises
    ------
    ValueError
        Without a column of identifiers.
    """
    rows, _, mark = delimited.rows(content, encoding)
    names = _named(rows[0], NODES) if rows else []
    if "id" not in names:
        said = mark.join(rows[0]) if rows else ""
        raise ValueError(f"table des nœuds, en-tête « {said} » → nommer la colonne Id")
    table = [
        {n: c.strip() for n, c in zip(names, cells, strict=False) if c.strip()}
        for cells in rows[1:]
    ]
    kept = [node for node in table if "id" in node]
    _numbers(kept, NODES)
    return kept


def _numbers(records: list[dict[str, Any]], ours: dict[str, tuple[str, ...]]) -> None:
    """Make numbers of the columns that hold nothing else; codes (01310) stay text."""
    for name in {name for record in records for name in record} - set(ours):
        cells = [record[name] for record in records if name in record]
        fits = [parse for kind, parse in _KINDS if all(kind.fullmatch(cell) for cell in cells)]
        for record in records if fits else []:
            if name in record:
                record[name] = fits[0](record[name])


def _named(header: list[str], known: dict[str, tuple[str, ...]]) -> list[str]:
    """Give our names to the columns that one of ours is known for; the others keep theirs."""
    slugs = [slug(cell) for cell in header]
    names = [cell.strip() for cell in header]
    taken: set[int] = set()
    for ours, theirs in known.items():
        place = next(
            (slugs.index(s) for s in theirs if s in slugs and slugs.index(s) not in taken), None
        )
        if place is not None:
            names[place] = ours
            taken.add(place)
    return names
