"""Read a file of a network into tables, and say what was understood."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd

from analysis.sources import delimited, values
from analysis.sources.network import listings, markup, modes, pajek, records, shapes, ucinet
from analysis.sources.network.parsed import Parsed
from analysis.sources.rough import REPORT

_NODES = ["id", "label", "mode", "x", "y"]
_EDGES = ["source", "target", "weight"]
_ENDINGS = {
    "gexf": "gexf", "graphml": "graphml", "gml": "gml", "net": "pajek", "paj": "pajek",
    "dl": "ucinet", "json": "json", "csv": "csv", "tsv": "csv", "txt": "csv",
    "xlsx": "csv", "xlsm": "csv", "ods": "csv",
}  # fmt: skip
_HEADS = {
    "pajek": re.compile(rb"\*(?:vertices|network)\b", re.I),
    "ucinet": re.compile(rb"dl\s[^;]*?\b(?:nr|nc|n)\s*=", re.I),
}


@dataclass(frozen=True, eq=False)
class RoughNetwork:
    """Nodes and edges of a file as they were written, and the report of its reading.

    Attributes
    ----------
    nodes
        Columns id, label, mode ("actor" or "initiative" in two modes, else as the file says or
        missing), x, y (in the units of the file), then the file's own; one row a node.
    edges
        Columns source, target (ids), weight (float, 1 where the file has none), then the file's
        own; one row an edge, repeated ones and those to oneself too.
    directed
        Whether the file gives edges a direction.
    report
        Columns row, column, value, problem, action.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    directed: bool
    report: pd.DataFrame


def read_network(
    path: str | Path | BinaryIO,
    *,
    format: str | None = None,
    kind: str | None = None,
    nodes: str | Path | None = None,
    header: bool | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> RoughNetwork:
    """Read a network as Gephi, Pajek, UCINET, Kumu, networkx or a spreadsheet write it.

    Parameters
    ----------
    path
        The file, or open bytes with a ``name``.
    format
        "gexf", "graphml", "gml", "pajek", "ucinet", "csv" (a table of edges, also in a workbook) or
        "json" (node-link, Kumu, HIF, told apart by their keys); by the name's ending by default.
    kind
        With "csv", what it is: "edges" (a list of ties), "affiliations" (of participations) or
        "matrix" (of incidence, actors in rows); told by its header and shape by default, and
        reported. A square matrix with the same names on both sides is of one mode, unless declared.
    nodes
        With "csv", a table of nodes beside that of edges, as Gephi has it.
    header
        With "csv", whether the first row names the columns; by default if it names a source and a
        target, in French or English.
    encoding
        Of a text; found out by default.
    sheet
        Of a workbook; the first that holds a table by default.

    Returns
    -------
        In two modes (Pajek's ``*Vertices n k``, UCINET's nr and nc, HIF, CSV of participations)
        identifiers carry their mode ("actor:…", "initiative:…"), so that homonyms stay two; in XML,
        GML and node-link JSON, an attribute such as "bipartite" tells modes. Beside a Pajek file,
        its partitions and vectors (name.column.clu, name.column.vec) become columns; 0 in a
        partition is missing.

    Raises
    ------
    ValueError
        For a format that is not read, or a file that is not of it.
    """
    name, content, told = opened(path, format, kind)
    try:
        found = parsed(content, told, header=header, encoding=encoding, kind=kind, sheet=sheet)
        if nodes is not None:
            found.nodes = [*listings.nodes(Path(nodes).read_bytes(), encoding, found), *found.nodes]
        if told == "pajek" and isinstance(path, str | Path):
            _beside(Path(path), found)
    except ValueError as error:
        raise ValueError(f"{name} : {error}") from None
    return _tables(found)


def opened(
    path: str | Path | BinaryIO, format: str | None, kind: str | None
) -> tuple[str, bytes, str]:
    """Give the name of a file, its bytes, and its format.

    Raises
    ------
    ValueError
        For a format, or a kind of CSV, that is not read; an empty file.
    """
    if isinstance(path, str | Path):
        name, content = Path(path).name, Path(path).read_bytes()
    else:
        name, content = Path(getattr(path, "name", "octets")).name, path.read()
    told = format or _ENDINGS.get(name.rsplit(".", 1)[-1].lower(), "")
    if told == "csv" and not format:  # Pajek and UCINET often write .txt
        start = content[:200].lstrip(b"\xef\xbb\xbf \r\n")
        told = next((known for known, head in _HEADS.items() if head.match(start)), told)
    if told not in set(_ENDINGS.values()):
        raise ValueError(
            f"{name} : format « {told or name.rsplit('.', 1)[-1]} » non lu → l'enregistrer en "
            "GEXF, GraphML, Pajek, UCINET DL, JSON ou CSV"
        )
    if kind is not None and (told != "csv" or kind not in shapes.KINDS):
        raise ValueError(
            f"{name} : kind « {kind} » non connu ici → pour un CSV : {', '.join(shapes.KINDS)}"
        )
    if not content.strip():
        raise ValueError(f"{name} : fichier vide → l'exporter à nouveau")
    return name, content, told


def parsed(
    content: bytes,
    format: str,
    *,
    header: bool | None = None,
    encoding: str | None = None,
    kind: str | None = None,
    sheet: str | None = None,
) -> Parsed:
    """Read nodes and edges in a format that is known.

    Raises
    ------
    ValueError
        For content that is not of this format.
    """
    if format == "csv":
        return listings.parse(content, header, encoding, kind, sheet)
    if format in ("gexf", "graphml"):
        found = markup.parse(content, format)
        modes.tell(found)
        return found
    try:
        text, used = delimited.decode(content, encoding)
    except LookupError:
        raise ValueError(f"encodage « {encoding} » inconnu → utf-8 ou cp1252") from None
    if "\0" in text:
        raise ValueError("octets nuls : ce n'est pas du texte → l'exporter à nouveau, en UTF-8")
    parse = {
        "pajek": pajek.parse,
        "ucinet": ucinet.parse,
        "json": records.parse,
        "gml": markup.parse_gml,
    }[format]
    found = parse(text)
    if format in ("json", "gml"):
        modes.tell(found)
    found.note(None, "", used, f"encodage lu : {used}", "read")
    return found


def _beside(path: Path, found: Parsed) -> None:
    """Add the partitions and vectors that lie beside a Pajek file."""
    for other in sorted(path.parent.glob(f"{path.stem}.*")):
        if other.suffix not in (".clu", ".vec"):
            continue
        column = other.name[len(path.stem) + 1 : -4] or other.suffix[1:]
        held = pajek.numbers(delimited.decode(other.read_bytes())[0])
        if len(held) != len(found.nodes):
            said = f"{len(held)} valeurs pour {len(found.nodes)} nœuds"
            found.note(None, column, other.name, said, "dropped")
            continue
        for node, value in zip(found.nodes, held, strict=True):
            if other.suffix == ".vec":
                node[column] = value
            elif value:
                node[column] = int(value)


def _tables(found: Parsed) -> RoughNetwork:
    nodes: dict[str, dict[str, Any]] = {}
    for node in found.nodes:
        if node["id"] in nodes:
            found.note(None, "id", node["id"], "nœud répété : le premier vaut", "dropped")
        nodes.setdefault(node["id"], node)
    pairs: set[tuple[str, str]] = set()
    for edge in found.edges:
        a, b = edge["source"], edge["target"]
        for end in (a, b):
            if end not in nodes:
                nodes[end] = {"id": end}
        pair = (a, b) if found.directed else (min(a, b), max(a, b))
        if pair in pairs:
            found.note(None, "", f"{a} – {b}", "lien répété", "kept")
        if a == b:
            found.note(None, "", a, "lien avec soi-même", "kept")
        pairs.add(pair)
        edge["weight"] = _number(edge.get("weight"), f"{a} – {b}", "weight", found, 1.0)
    for name, node in nodes.items():
        node["label"] = node.get("label") or name
        for side in "xy":
            node[side] = _number(node.get(side), name, side, found, math.nan)
    return RoughNetwork(
        nodes=_table(list(nodes.values()), _NODES),
        edges=_table(found.edges, _EDGES),
        directed=found.directed,
        report=pd.DataFrame(found.notes, columns=REPORT, dtype="object"),
    )


def _number(value: Any, where: str, column: str, found: Parsed, absent: float) -> float:
    if value is None or value == "":
        return absent
    number = values.number(str(value))
    if number is None:
        found.note(None, column, value, f"pas un nombre ({where})", "refused")
        return math.nan
    return number


def _table(records: list[dict[str, Any]], first: list[str]) -> pd.DataFrame:
    """Make a table: our columns first, then the others in order of appearance."""
    others = dict.fromkeys(n for record in records for n in record if n not in first)
    table = pd.DataFrame(
        {name: [record.get(name) for record in records] for name in [*first, *others]}
    )
    numbers = {"x", "y", "weight"}
    return table.astype({name: "float64" if name in numbers else "str" for name in first})
