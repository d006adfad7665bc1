"""From tables to networkx graphs, built in sorted order, and back to sparse matrices."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from analysis.network.incidence import absent, at_rows, coded, lacking, not_above_zero
from analysis.schema import InvalidData, Problem, may_be_shown

ATTRIBUTES = ("name", "kind", "commune")


def two_mode(participations: pd.DataFrame) -> nx.Graph:
    """Draw participations as they are: actors on one side, initiatives on the other.

    Parameters
    ----------
    participations
        Columns initiative_id and actor_id; role, year and weight where known.

    Returns
    -------
        Nodes "actor:…" then "initiative:…", each side sorted, with the attribute `mode` ("actor" or
        "initiative"); one sorted edge a pair, with the attributes `roles`, its distinct roles
        joined by "|" (empty where none is known), `year`, its first one, and `weight`, the sum over
        its rows, where these columns are there and known.

    Raises
    ------
    InvalidData
        For missing columns or identifiers, or weights that are not above 0.

    Notes
    -----
    An identifier carries its mode, so that a project that is also an actor stays two nodes.
    """
    known = coded(participations)
    graph = nx.Graph()
    graph.add_nodes_from((f"actor:{actor}", {"mode": "actor"}) for actor in known.actors)
    graph.add_nodes_from(
        (f"initiative:{initiative}", {"mode": "initiative"}) for initiative in known.initiatives
    )
    pairs = zip(known.actors[known.actor], known.initiatives[known.initiative], strict=True)
    graph.add_edges_from((f"actor:{a}", f"initiative:{i}", {"roles": ""}) for a, i in pairs)
    if "role" in participations:
        said = participations.dropna(subset="role").sort_values("role", kind="stable")
        said = said.drop_duplicates(["actor_id", "initiative_id", "role"])
        for actor, initiative, role in zip(
            said["actor_id"], said["initiative_id"], said["role"], strict=True
        ):
            edge = graph.edges[f"actor:{actor}", f"initiative:{initiative}"]
            edge["roles"] = f"{edge['roles']}|{role}".strip("|")
    for column, first in (("year", "min"), ("weight", "sum")):
        if column not in participations:
            continue
        pairs = participations.groupby(["actor_id", "initiative_id"], observed=True)[column]
        for (actor, initiative), value in pairs.agg(first).dropna().items():
            graph.edges[f"actor:{actor}", f"initiative:{initiative}"][column] = value
    return graph


def graph(ties: pd.DataFrame, actors: pd.DataFrame) -> nx.Graph:
    """Draw the actors and their ties, isolates kept.

    Parameters
    ----------
    ties
        Columns actor_a, actor_b, shared, strength, as :func:`ties` gives them; any selection of
        its rows will do.
    actors
        Column actor_id; name, kind and commune where known, publishable where some may not be
        shown. Each row is a node.

    Returns
    -------
        Nodes in text order of actor_id with the attributes name, kind, commune where they are
        known (a missing one is left out, never NaN); an actor that may not be shown has no name,
        whatever is then drawn or written of the graph; edges sorted, with `shared` (int) and
        `strength` (float).

    Raises
    ------
    InvalidData
        For missing columns, identifiers that are missing or twice in `actors`, ties that are
        twice, with oneself, with an unknown actor, or not above 0: all at once.
    """
    problems = absent("actors", actors, ["actor_id"])
    problems += absent("ties", ties, ["actor_a", "actor_b", "shared", "strength"])
    if problems:
        raise InvalidData(problems)
    problems = _wrong_actors(actors["actor_id"]) + _wrong_ties(ties, actors["actor_id"])
    if problems:
        raise InvalidData(problems)
    found = nx.Graph()
    present = [column for column in ATTRIBUTES if column in actors]
    people = actors.sort_values("actor_id")
    if "name" in people:
        people = people.assign(name=people["name"].where(may_be_shown(people)))
    for row in people[["actor_id", *present]].itertuples(index=False):
        values = zip(present, row[1:], strict=True)
        found.add_node(row[0], **{name: value for name, value in values if not pd.isna(value)})
    first, second = (ties[side].astype(actors["actor_id"].dtype) for side in ("actor_a", "actor_b"))
    shared, strength = ties["shared"].astype(int), ties["strength"].astype(float)
    edges = sorted(
        (min(a, b), max(a, b), n, s)
        for a, b, n, s in zip(first, second, shared, strength, strict=True)
    )
    found.add_edges_from((a, b, {"shared": n, "strength": s}) for a, b, n, s in edges)
    return found


def adjacency(graph: nx.Graph, *, weight: str | None = "strength") -> tuple[list, sparse.csr_array]:
    """Give a graph's nodes in sorted order and its symmetric matrix of weights.

    Parameters
    ----------
    graph
        Undirected, one edge a pair, no tie with oneself.
    weight
        Edge attribute to read; None for 1 a tie.

    Returns
    -------
        The sorted nodes, and the matrix (float64, sorted indices) in their order: the same
        whatever the order in which the graph was built.

    Raises
    ------
    ValueError
        For another kind of graph, or weights that are missing, not finite or not above 0.
    """
    if graph.is_directed() or graph.is_multigraph():
        raise ValueError(f"{type(graph).__name__}: give an undirected networkx.Graph")
    nodes = sorted(graph)
    rank = {node: place for place, node in enumerate(nodes)}
    ends = np.array([(rank[a], rank[b]) for a, b in graph.edges], dtype=np.int32).reshape(-1, 2)
    if weight is None:
        values = np.ones(len(ends))
    else:
        values = np.array([value for *_, value in graph.edges.data(weight, np.nan)], dtype=float)
    wrong = np.flatnonzero((ends[:, 0] == ends[:, 1]) | ~(np.isfinite(values) & (values > 0)))
    if len(wrong):
        a, b = (nodes[end] for end in ends[wrong[0]])
        raise ValueError(
            f"{len(wrong)} tie(s) with oneself, or whose {weight} is not above 0, first "
            f"{a!r} - {b!r} ({values[wrong[0]]}): take the graph from network.graph"
        )
    rows, columns = np.concatenate([ends, ends[:, ::-1]]).T
    matrix = sparse.csr_array(
        (np.concatenate([values, values]), (rows, columns)), shape=(len(nodes), len(nodes))
    )
    matrix.sort_indices()
    return nodes, matrix


def pattern(matrix: sparse.csr_array) -> sparse.csr_array:
    """Put 1 for each tie."""
    return sparse.csr_array(
        (np.ones_like(matrix.data), matrix.indices, matrix.indptr), matrix.shape
    )


def ranked(labels: np.ndarray) -> np.ndarray:
    """Number groups anew: 0 the biggest, then by their first member."""
    _, first, groups, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -sizes))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[groups]


def _wrong_actors(ids: pd.Series) -> list[Problem]:
    twice = ids.duplicated() & ids.notna()
    return lacking("actors", ids) + at_rows(
        "actors", ids, twice.to_numpy(), "déjà pris par une autre ligne", "une ligne par acteur"
    )


def check_actors(participations: pd.DataFrame, actors: pd.DataFrame) -> None:
    """Refuse actors that are missing or twice, and participations of others.

    Raises
    ------
    InvalidData
        With all problems at once, and their rows.
    """
    problems = absent("actors", actors, ["actor_id"])
    problems += absent("participations", participations, ["actor_id"])
    if not problems:
        problems = _wrong_actors(actors["actor_id"])
        given = participations["actor_id"]
        unknown = (given.notna() & ~given.isin(actors["actor_id"].dropna())).to_numpy(dtype=bool)
        problems += at_rows(
            "participations", given, unknown, "acteur inconnu", "l'ajouter à actors"
        )
    if problems:
        raise InvalidData(problems)


def check_ties(ties: pd.DataFrame) -> None:
    """Refuse a tie with oneself, one given twice, or a strength that is not above 0.

    Raises
    ------
    InvalidData
        With all problems at once, and their rows.
    """
    problems = absent("ties", ties, ["actor_a", "actor_b", "strength"])
    problems = problems or _wrong_pairs(ties) + not_above_zero("ties", ties["strength"])
    if problems:
        raise InvalidData(problems)


def _wrong_ties(ties: pd.DataFrame, ids: pd.Series) -> list[Problem]:
    problems = []
    for side in ("actor_a", "actor_b"):
        unknown = ~ties[side].isin(ids.dropna()).to_numpy()
        problems += at_rows("ties", ties[side], unknown, "acteur inconnu", "l'ajouter à actors")
    problems += _wrong_pairs(ties)
    return problems + [
        problem
        for column in ("shared", "strength")
        for problem in not_above_zero("ties", ties[column])
    ]


def _wrong_pairs(ties: pd.DataFrame) -> list[Problem]:
    first, second = (ties[side].astype(object) for side in ("actor_a", "actor_b"))
    pairs = pd.Series(
        [tuple(sorted((str(a), str(b)))) for a, b in zip(first, second, strict=True)],
        index=ties.index,
        name="actor_a, actor_b",
        dtype=object,
    )
    own = (first == second).to_numpy(dtype=bool)
    problems = at_rows("ties", pairs, own, "lien avec soi-même", "l'enlever")
    twice = pairs.duplicated().to_numpy()
    return problems + at_rows("ties", pairs, twice, "lien déjà donné", "une ligne par paire")
