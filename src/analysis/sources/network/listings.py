"""Edges as a table: any CSV of two columns of names, and Gephi's pair of tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.sources import codes, synonyms
from analysis.sources.network import affiliations, matrices, shapes, twomode
from analysis.sources.network.parsed import Parsed
from analysis.sources.network.shapes import Sheet, named


def parse(
    content: bytes,
    header: bool | None,
    encoding: str | None,
    kind: str | None = None,
    chosen: str | None = None,
) -> Parsed:
    """Read a table of edges, or of participations, or a matrix.

    Raises
    ------
    ValueError
        For an empty file, or with `header` a first row that names no source and target.
    """
    found = Parsed()
    sheet = shapes.sheet(content, encoding, found, chosen)
    told = kind or shapes.kind(sheet, header)
    if told == "matrix" and kind is None and matrices.square(sheet):
        matrices.adjacency(sheet, found)
        return found
    shapes.said(found, told, kind is not None)
    if told == "edges":
        _edges(sheet, header, found)
        ours = set(synonyms.EDGES)
    else:
        takes = twomode.Takes(notes=found.notes)
        if told == "matrix":
            matrices.incidence(sheet, takes)
        else:
            affiliations.listed(sheet, takes, header=header, mapping=None)
        found = twomode.to_network(takes)
        ours = {*synonyms.EDGES, "role", "year"}
    numbers(found.edges, ours)
    return found


def _edges(sheet: Sheet, header: bool | None, found: Parsed) -> None:
    names, rows = named(sheet.first, synonyms.EDGES), sheet.rows
    known = {"source", "target"} <= set(names)
    if header and not known:
        said = sheet.mark.join(sheet.first)
        raise ValueError(f"en-tête « {said} » → nommer source et target")
    if header is False or not known:
        extra = (f"colonne {k}" for k in range(4, sheet.width + 1))
        names = ["source", "target", "weight", *extra]
        said = "pas d'en-tête : lu comme un lien"
        found.note(rows[0][0], "", sheet.mark.join(sheet.first), said, "read")
    else:
        rows = rows[1:]
        said = "première ligne lue comme en-têtes : source, target"
        found.note(sheet.rows[0][0], "", sheet.mark.join(sheet.first), said, "read")
    for number, cells in rows:
        _edge(number, cells, names, sheet.mark, found)
    types = {edge.get("Type") for edge in found.edges}
    if types <= {"Directed", "Undirected", None}:  # Gephi's; another column so called is kept
        found.directed = types == {"Directed"}
        for edge in found.edges if len(types) == 1 else []:
            edge.pop("Type", None)


def _edge(number: int, cells: list[str], names: list[str], mark: str, found: Parsed) -> None:
    over = [cell for cell in cells[len(names) :] if cell.strip()]
    if over:
        found.note(number, "", " | ".join(over), "cellules au-delà des en-têtes", "dropped")
    edge = {n: c.strip() for n, c in zip(names, cells, strict=False) if c.strip()}
    a, b = edge.pop("source", None), edge.pop("target", None)
    if a is not None and b is not None:
        found.edge(number, {"source": a, "target": b, **edge})
    elif a is not None or b is not None:
        found.nodes.append({"id": a or b})
        found.note(number, "", a or b, "un seul bout : lu comme un nœud isolé", "read")
        if edge:
            said = "cellules d'un nœud isolé"
            found.note(number, "", " | ".join(edge.values()), said, "dropped")
    else:
        found.note(number, "", mark.join(cells), "lien sans bouts", "dropped")


def nodes(content: bytes, encoding: str | None, found: Parsed) -> list[dict]:
    """Read a table of nodes.

    Raises
    ------
    ValueError
        Without a column of identifiers.
    """
    sheet = shapes.sheet(content, encoding, found)
    names = named(sheet.first, synonyms.NODES)
    if "id" not in names:
        said = sheet.mark.join(sheet.first)
        raise ValueError(f"table des nœuds, en-tête « {said} » → nommer la colonne Id")
    kept = []
    for number, cells in sheet.rows[1:]:
        node = {n: c.strip() for n, c in zip(names, cells, strict=False) if c.strip()}
        if "id" in node:
            kept.append(node)
        else:
            found.note(number, "id", sheet.mark.join(cells), "nœud sans identifiant", "dropped")
    numbers(kept, set(synonyms.NODES))
    return kept


def numbers(records: list[dict[str, Any]], ours: set[str]) -> None:
    """Make numbers of the columns that hold nothing else; codes (01310, SIRET) stay text."""
    for name in {name for record in records for name in record} - ours:
        cells = pd.Series([r.get(name) for r in records], dtype="str", name=name)
        found = codes.numbers(cells)
        if found.dtype != cells.dtype:
            for record, number in zip(records, found.tolist(), strict=True):
                if record.get(name) is not None:
                    record[name] = number
