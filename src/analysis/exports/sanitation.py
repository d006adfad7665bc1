"""What any format can hold: attributes made plain, with a word on each change."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

# Not allowed in XML 1.0, and of no use elsewhere
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Names to which GEXF, Gephi or a node-link file give a meaning of their own
_RESERVED = {
    "id", "label", "pid", "for", "start", "end", "viz", "source", "target", "type", "key", "mode",
    "weight", "timeset", "interval", "from", "to", "parents", "shape", "size", "color", "position",
    "x", "y", "z",
}  # fmt: skip
_OURS = {"mode"}  # written by us with the meaning that others expect

Plain = str | int | float | bool


@dataclass(frozen=True, eq=False)
class Plainly:
    """A graph of plain values, in sorted order.

    Attributes
    ----------
    nodes
        By identifier: label and attributes.
    edges
        Both ends, weight and attributes.
    positions
        x and y of the nodes that have a place, -1 to 1.
    report
        Columns of ("node" or "edge"), attribute, change, n, first (where it was first): one row a
        kind of change, in order of appearance.
    """

    nodes: dict[str, tuple[str, dict[str, Plain]]]
    edges: list[tuple[str, str, float, dict[str, Plain]]]
    positions: dict[str, tuple[float, float]]
    report: pd.DataFrame


def plainly(
    graph: nx.Graph,
    *,
    attributes: pd.DataFrame | None = None,
    positions: pd.DataFrame | None = None,
    label: str = "name",
    weight: str = "strength",
) -> Plainly:
    """Make a graph plain enough for every format.

    Parameters
    ----------
    graph
        Nodes with attributes; edges with attributes, among them perhaps `weight`.
    attributes
        More attributes, indexed by node; they win over those of the graph.
    positions
        A first column of nodes, then x, y, as :func:`analysis.network.positions` gives it.
    label
        Node attribute that becomes the label; the identifier where it is missing.
    weight
        Edge attribute that becomes the weight; 1 where it is missing.

    Returns
    -------
        Values are text, bool, int or float, one type an attribute; missing ones are left out, lists
        become "a|b", dates ISO text, what is left of other kinds text. Control characters are
        dropped, names with a meaning elsewhere get a "_" at their end. The report tells each.

    Raises
    ------
    ValueError
        For a directed graph or parallel edges, two nodes of one identifier once written, weights
        that are not positive numbers.
    """
    if graph.is_directed() or graph.is_multigraph():
        raise ValueError("ties have no direction and no parallel: give a networkx.Graph")
    notes: dict[tuple[str, str, str], list] = {}

    def note(of: str, name: str, change: str, where: str) -> None:
        notes.setdefault((of, name, change), [0, where])[0] += 1

    ids = _identifiers(graph, note)
    more = {} if attributes is None else attributes.to_dict("index")
    raw_nodes = {ids[node]: {**data, **more.get(node, {})} for node, data in graph.nodes(data=True)}
    raw_edges = {
        (*sorted((ids[a], ids[b])),): dict(data) for a, b, data in sorted(
            graph.edges(data=True), key=lambda edge: sorted((ids[edge[0]], ids[edge[1]]))
        )
    }  # fmt: skip
    labels = {node: _text(data.pop(label, None), node) for node, data in raw_nodes.items()}
    weights = {pair: _weight(data.pop(weight, 1.0), pair) for pair, data in raw_edges.items()}
    nodes = _one_type("node", raw_nodes, note)
    edges = _one_type("edge", {" – ".join(pair): data for pair, data in raw_edges.items()}, note)
    at = {}
    if positions is not None:
        key = positions.columns[0]
        places = positions.dropna(subset=["x", "y"])
        at = {
            ids[node]: (float(x), float(y))
            for node, x, y in zip(places[key], places["x"], places["y"], strict=True)
            if node in ids
        }
    report = pd.DataFrame(
        [(*kind, n, where) for kind, (n, where) in notes.items()],
        columns=["of", "attribute", "change", "n", "first"],
    )
    return Plainly(
        nodes={node: (labels[node], nodes[node]) for node in sorted(nodes)},
        edges=[(a, b, weights[a, b], edges[f"{a} – {b}"]) for a, b in raw_edges],
        positions=dict(sorted(at.items())),
        report=report,
    )


def _identifiers(graph: nx.Graph, note: Any) -> dict[Any, str]:
    ids = {node: _CONTROL.sub("", str(node)) for node in graph}
    for node, text in ids.items():
        if text != node:
            note("node", "id", "text", text)
    if len(set(ids.values())) < len(ids):
        texts = pd.Series(list(ids.values()))
        raise ValueError(f"two nodes would be written {texts[texts.duplicated()].iloc[0]!r}")
    return ids


def _text(value: Any, instead: str) -> str:
    return instead if _missing(value) else _CONTROL.sub("", str(value)) or instead


def _weight(value: Any, pair: tuple[str, ...]) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"weight of {' – '.join(pair)}: {value!r} is not a number above 0")
    return number


def _one_type(of: str, table: dict[str, dict], note: Any) -> dict[str, dict[str, Plain]]:
    """Make the values of each attribute plain, and of one type."""
    names = sorted({str(name) for data in table.values() for name in data})
    plain: dict[str, dict[str, Plain]] = {key: {} for key in sorted(table)}
    for name in names:
        values = {}
        for key in plain:
            found = next((v for n, v in table[key].items() if str(n) == name), None)
            value, change = _plain(found)
            if change:
                note(of, name, change, key)
            if value is not None:
                values[key] = value
        kinds = {type(value) for value in values.values()}
        if kinds == {int, float}:
            values = {key: float(value) for key, value in values.items()}
        elif len(kinds) > 1:
            note(of, name, "several types: text", next(iter(values)))
            values = {key: str(value) for key, value in values.items()}
        written = _name(name)
        while written != name and written in names:
            written += "_"
        if written != name and values:
            note(of, name, f"renamed {written}", next(iter(values)))
        for key, value in values.items():
            plain[key][written] = value
    return plain


def _name(name: str) -> str:
    clean = _CONTROL.sub("", name).strip() or "attribute"
    return f"{clean}_" if clean.lower() in _RESERVED - _OURS else clean


def _missing(value: Any) -> bool:
    return value is None or (np.ndim(value) == 0 and bool(pd.isna(value)))


def _plain(value: Any) -> tuple[Plain | None, str]:
    """Give a value as text, bool, int or float (None: left out), and what was changed."""
    if isinstance(value, dict | list | tuple | set | frozenset | np.ndarray | pd.Series):
        parts = value.items() if isinstance(value, dict) else value
        parts = sorted(parts, key=str) if isinstance(value, set | frozenset) else parts
        kept = [_plain(part)[0] for part in parts]
        joined = "|".join(str(part) for part in kept if part is not None)
        return (joined, "list: joined by |") if joined else (None, "")
    if _missing(value):
        return None, ""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | int):
        return value, ""
    if isinstance(value, float):
        return (value, "") if math.isfinite(value) else (None, "infinite: left out")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat(), "date: ISO text"
    text = _CONTROL.sub("", str(value))
    if text == value:
        return text, ""
    return text, "control characters dropped" if isinstance(value, str) else "text"
