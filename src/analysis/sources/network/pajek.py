"""Pajek, one and two modes, with partitions and vectors.

A reader of our own: networkx does not know two-mode files (``*Vertices 5 3``).
"""

from __future__ import annotations

import html
import re

from analysis.sources import values
from analysis.sources.network.parsed import Parsed, bounded, ordinal

# Between quotes, "" and \" are of the name; not the \" that no other quote follows: it ends it.
_CELL = re.compile(r'"([^"\\]*+(?:(?:""|\\"(?=[^"]*")|\\)[^"\\]*+)*+)"|(\S+)')
_KEPT = re.compile(r'\\"|""|&#\d{1,7};')  # quotes as igraph wrote and writes them, and others do


def parse(text: str) -> Parsed:
    """Read a .net file: vertices, edges, arcs, their lists, and matrix.

    Raises
    ------
    ValueError
        Without a ``*Vertices`` line that counts them.
    """
    found = Parsed()
    section, actors, line_of_matrix, counted = "", 0, 0, False
    lines = text.splitlines()
    for row, line in enumerate(lines, 1):
        cells = [_unquoted(quoted) or bare for quoted, bare in _CELL.findall(line)]
        if not cells or line.lstrip().startswith("%"):
            continue
        if line.lstrip().startswith("*"):
            section, line_of_matrix = cells[0].lower().rstrip(":"), 0
            if section == "*vertices" and found.nodes:
                # Of a partition, or of another network of a project: not of this one.
                said = f"second « *Vertices » : {len(lines) - row + 1} lignes non lues"
                found.note(row, "", line.strip(), said, "dropped")
                break
            if section == "*vertices":
                actors, counted = _vertices(cells, row, len(lines), found), True
            found.directed |= section in ("*arcs", "*arcslist") and not actors
        elif section == "*vertices":
            _vertex(cells, row, found)
        elif section in ("*edges", "*arcs") and len(cells) > 1:
            found.tie(row, cells[0], cells[1], cells[2] if len(cells) > 2 else None)
        elif section in ("*edgeslist", "*arcslist"):
            for end in cells[1:]:
                found.tie(row, cells[0], end)
        elif section == "*matrix":
            line_of_matrix += 1
            for column, value in enumerate(cells, 1):
                if values.number(value) != 0:
                    found.tie(row, str(line_of_matrix), str(column + actors), value)
        else:
            found.note(row, "", line.strip(), "ligne Pajek non comprise", "dropped")
    if not counted:
        raise ValueError("aucune ligne « *Vertices n » → est-ce un fichier Pajek ?")
    return found.named()


def _vertices(cells: list[str], row: int, lines: int, found: Parsed) -> int:
    """Make the vertices, and give how many of them are actors (0 in one mode)."""
    n = ordinal(cells[1]) if len(cells) > 1 else -1
    actors = ordinal(cells[2]) if len(cells) > 2 else 0
    if not 0 <= actors <= n:
        raise ValueError(f"ligne {row} : « {' '.join(cells)} » → écrire « *Vertices n »")
    bounded(n, lines)
    found.nodes = [{"id": str(number)} for number in range(1, n + 1)]
    for place, node in enumerate(found.nodes):
        if actors:
            node["mode"] = "actor" if place < actors else "initiative"
    return actors


def _vertex(cells: list[str], row: int, found: Parsed) -> None:
    if not 1 <= ordinal(cells[0]) <= len(found.nodes):
        said = f"sommet hors de 1 à {len(found.nodes)}"
        found.note(row, "", " ".join(cells), said, "dropped")
        return
    node = found.nodes[int(cells[0]) - 1]
    if len(cells) > 1:
        node["label"] = cells[1]
    if any('"' in cell for cell in cells[2:]):
        said = (
            f"guillemets non doublés : nom lu « {cells[1].strip()} » → les doubler dans le fichier"
        )
        found.note(row, "label", " ".join(cells), said, "read")
    for name, value in zip("xy", cells[2:4], strict=False):
        try:
            node[name] = float(value)
        except ValueError:
            break  # a shape or a colour


def _unquoted(written: str) -> str:
    return _KEPT.sub(lambda sign: html.unescape(sign[0]) if sign[0][0] == "&" else '"', written)


def numbers(text: str) -> list[float]:
    """Read a partition (.clu) or a vector (.vec): a value a vertex.

    Raises
    ------
    ValueError
        For a line that is no number.
    """
    lines = [line.strip() for line in text.splitlines()]
    return [float(line) for line in lines if line and not line.startswith(("*", "%"))]
