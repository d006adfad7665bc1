"""What any format can hold: attributes made plain, with a word on each change."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import networkx as nx
import numpy as np
import pandas as pd

# Not allowed in XML 1.0 (a carriage return is, but not read back), and of no use elsewhere
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Names to which GEXF, Gephi or a node-link file give a meaning of their own
_RESERVED = {
    "id", "label", "pid", "for", "start", "end", "viz", "source", "target", "type", "key",
    "weight", "timeset", "interval", "from", "to", "parents", "shape", "size", "color", "position",
    "x", "y", "z",
}  # fmt: skip

Value = str | int | float | bool
K = TypeVar("K", str, tuple[str, str])  # a node, or the ends of an edge


@dataclass(frozen=True, eq=False)
class Plain:
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

    nodes: dict[str, tuple[str, dict[str, Value]]]
    edges: list[tuple[str, str, float, dict[str, Value]]]
    positions: dict[str, tuple[float, float]]
    report: pd.DataFrame

    @property
    def node_names(self) -> list[str]:
        """Name the attributes of nodes, sorted."""
        return sorted({name for _, data in self.nodes.values() for name in data})

    @property
    def edge_names(self) -> list[str]:
        """Name the attributes of edges, sorted."""
        return sorted({name for *_, data in self.edges for name in data})

    def mode(self, node: str) -> Value | None:
        """Give the mode of a node ("actor", "initiative"), None where it has none."""
        return self.nodes[node][1].get("mode")

    def actors_first(self) -> tuple[list[str], int]:
        """List nodes, actors before all others, and count the actors (0 where all are alike)."""
        nodes = sorted(self.nodes, key=lambda node: (self.mode(node) != "actor", node))
        first = sum(self.mode(node) == "actor" for node in nodes)
        return nodes, first if first < len(nodes) else 0

    def graph(self) -> nx.Graph:
        """Give it as a graph of networkx: label, x, y and weight are attributes."""
        made = nx.Graph()
        for node, (label, data) in self.nodes.items():
            at = dict(zip("xy", self.positions.get(node, ()), strict=False))
            made.add_node(node, label=label, **data, **at)
        for one, other, weight, data in self.edges:
            made.add_edge(one, other, weight=weight, **data)
        return made


def plain(
    graph: nx.Graph,
    *,
    attributes: pd.DataFrame | None = None,
    positions: pd.DataFrame | None = None,
    label: str = "name",
    weight: str = "strength",
) -> Plain:
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
    nodes = {
        ids[node]: _named({**data, **more.get(node, {})}) for node, data in graph.nodes(data=True)
    }
    edges = {}
    for one, other, data in graph.edges(data=True):
        a, b = sorted((ids[one], ids[other]))
        edges[a, b] = _named(data)
    labels = {node: _label(data.pop(label, None), node) for node, data in nodes.items()}
    weights = {pair: _weight(data.pop(weight, 1.0), pair) for pair, data in edges.items()}
    plain_nodes = _one_type("node", nodes, str, note)
    plain_edges = _one_type("edge", edges, " – ".join, note)
    places = {}
    if positions is not None:
        placed = positions.dropna(subset=["x", "y"])
        places = {
            ids[node]: (float(x), float(y))
            for node, x, y in zip(placed.iloc[:, 0], placed["x"], placed["y"], strict=True)
            if node in ids
        }
    report = pd.DataFrame(
        [(*kind, n, where) for kind, (n, where) in notes.items()],
        columns=["of", "attribute", "change", "n", "first"],
    )
    return Plain(
        nodes={node: (labels[node], data) for node, data in plain_nodes.items()},
        edges=[(a, b, weights[a, b], data) for (a, b), data in plain_edges.items()],
        positions=dict(sorted(places.items())),
        report=report,
    )


def _named(data: dict) -> dict[str, Any]:
    """Write names of attributes as text."""
    return {str(name): value for name, value in data.items()}


def _identifiers(graph: nx.Graph, note: Any) -> dict[Any, str]:
    ids = {node: " ".join(_CONTROL.sub("", str(node)).split()) for node in graph}
    for node, text in ids.items():
        if text != node:
            note("node", "id", "text", text)
    if len(set(ids.values())) < len(ids):
        texts = pd.Series(list(ids.values()))
        raise ValueError(f"two nodes would be written {texts[texts.duplicated()].iloc[0]!r}")
    return ids


def _label(value: Any, instead: str) -> str:
    return instead if _missing(value) else _CONTROL.sub("", str(value)) or instead


def _weight(value: Any, pair: tuple[str, ...]) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"weight of {' – '.join(pair)}: {value!r} is not a number above 0")
    return number


def _one_type(
    of: str, table: dict[K, dict[str, Any]], said: Callable[[K], str], note: Callable
) -> dict[K, dict[str, Value]]:
    """Make the values of each attribute plain, and of one type; keys sorted."""
    names = sorted({name for data in table.values() for name in data})
    plain: dict[K, dict[str, Value]] = {key: {} for key in sorted(table)}
    for name in names:
        values = {}
        for key in plain:
            value, change = _plain(table[key].get(name))
            if change:
                note(of, name, change, said(key))
            if value is not None:
                values[key] = value
        kinds = {type(value) for value in values.values()}
        if kinds == {int, float}:
            values = {key: float(value) for key, value in values.items()}
        elif len(kinds) > 1:
            note(of, name, "several types: text", said(next(iter(values))))
            values = {key: str(value) for key, value in values.items()}
        written = _name(name)
        while written != name and written in names:
            written += "_"
        if written != name and values:
            note(of, name, f"renamed {written}", said(next(iter(values))))
        for key, value in values.items():
            plain[key][written] = value
    return plain


def _name(name: str) -> str:
    clean = _CONTROL.sub("", name).strip() or "attribute"
    return f"{clean}_" if clean.lower() in _RESERVED else clean


def _missing(value: Any) -> bool:
    return value is None or (np.ndim(value) == 0 and bool(pd.isna(value)))


def _plain(value: Any) -> tuple[Value | None, str]:
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
