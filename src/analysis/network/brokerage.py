"""Ties within and between groups of actors, and who makes the second ones."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from analysis.network.graphs import adjacency, pattern

ROLES = ("coordinator", "consultant", "gatekeeper", "liaison")


def bridging(graph: nx.Graph, communities: pd.Series) -> pd.DataFrame:
    """Say who ties communities together.

    Parameters
    ----------
    graph
        As :func:`graph` gives it.
    communities
        Community of each actor, indexed by actor_id; <NA> for none.

    Returns
    -------
        Indexed by actor_id, sorted; columns community (Int64), communities (int, distinct ones
        among the actors it is tied with), participation (0: all its ties in one community, towards
        1: spread evenly over many; NaN for an isolate), and in how many pairs of actors who are
        tied with it and not with one another it stands (ints): coordinator (all three of one
        community), consultant (both of another one than its own), gatekeeper (one of its own, the
        other not), liaison (all three of different ones).

    Raises
    ------
    ValueError
        For tied actors without a community.

    Notes
    -----
    The participation coefficient counts ties, not their strengths: 1 minus the sum over communities
    of the squared share of the actor's ties. Brokerage counts each pair once; without directions,
    Gould and Fernandez's gatekeeper and representative are one role.

    References
    ----------
    Gould, R. V. & Fernandez, R. M. (1989). Structures of mediation. Sociological Methodology, 19,
    89-126.
    Guimerà, R. & Amaral, L. A. N. (2005). Functional cartography of complex metabolic networks.
    Nature, 433, 895-900.
    """
    nodes, matrix = adjacency(graph)
    index = pd.Index(nodes, name="actor_id")
    degree = np.diff(matrix.indptr)
    own = communities.reindex(index).astype("Int64").rename("community")
    unknown = index[own.isna().to_numpy() & (degree > 0)]
    if len(unknown):
        raise ValueError(
            f"{len(unknown)} tied actor(s) without a community, first {unknown[0]!r}: "
            "take them from network.communities on this graph"
        )
    codes = pd.factorize(own)[0]  # <NA>: -1
    known = np.flatnonzero(codes >= 0)
    member = sparse.csr_array(
        (np.ones(len(known)), (known, codes[known])), shape=(len(nodes), codes.max(initial=0) + 1)
    )
    towards = pattern(matrix) @ member
    with np.errstate(invalid="ignore"):
        participation = 1 - towards.power(2).sum(axis=1) / degree.astype(float) ** 2
    return pd.DataFrame(
        {
            "community": own,
            "communities": np.diff(towards.indptr).astype(np.int64),
            "participation": participation,
            **_brokerage(matrix, codes),
        },
        index=index,
    )


@dataclass(frozen=True, eq=False)
class Mixing:
    """How ties fall within and between groups.

    Attributes
    ----------
    table
        Number of ties from group to group, symmetric; on the diagonal each tie once.
    groups
        Indexed by group: actors (that have ties), inside, outside (ties), ei.
    ei
        (ties between groups - ties within) / ties, from -1 (all within) to 1; NaN without ties.
    expected
        The E-I index if as many ties fell evenly on all pairs of the same actors.
    assortativity
        1: all ties within groups, 0: as by chance given everyone's number of ties; NaN where
        chance alone would put all ties within.
    unknown
        Ties left out, for one of their actors has no group.
    """

    table: pd.DataFrame
    groups: pd.DataFrame
    ei: float
    expected: float
    assortativity: float
    unknown: int


def mixing(graph: nx.Graph, groups: pd.Series) -> Mixing:
    """Compare the ties within groups of actors with those between them.

    Parameters
    ----------
    graph
        As :func:`graph` gives it.
    groups
        Group of each actor, indexed by actor_id: its kind, commune, community… Missing: none.

    Returns
    -------
        Counts of ties by groups, E-I index and assortativity; ties count one each.

    References
    ----------
    Krackhardt, D. & Stern, R. N. (1988). Informal networks and organizational crises. Social
    Psychology Quarterly, 51, 123-140.
    Newman, M. E. J. (2003). Mixing patterns in networks. Physical Review E, 67, 026126.
    """
    nodes, matrix = adjacency(graph, weight=None)
    codes, names = pd.factorize(groups.reindex(nodes), sort=True)
    ends = sparse.triu(matrix, 1).tocoo()
    first, second = codes[ends.row], codes[ends.col]
    known = (first >= 0) & (second >= 0)
    first, second = first[known], second[known]
    k, m = len(names), int(known.sum())
    counts = np.zeros((k, k), dtype=np.int64)
    np.add.at(counts, (first, second), 1)
    inside = counts.diagonal()
    table = counts + counts.T - np.diag(inside)
    outside = table.sum(axis=1) - inside
    tied = np.unique(np.concatenate([ends.row[known], ends.col[known]]))
    actors = np.bincount(codes[tied], minlength=k)
    n = len(tied)
    with np.errstate(invalid="ignore", divide="ignore"):
        ei = (outside - inside) / (outside + inside)
        total = float((m - 2 * inside.sum()) / np.float64(m))
        within = (actors * (actors - 1)).sum() / np.float64(n * (n - 1))
        share = (2 * inside + outside) / np.float64(2 * m)
        chance = (share * share).sum()
        assortativity = float((inside.sum() / np.float64(m) - chance) / (1 - chance))
    index = pd.Index(names, name=groups.name or "group")
    return Mixing(
        table=pd.DataFrame(table, index=index, columns=index),
        groups=pd.DataFrame(
            {"actors": actors, "inside": inside, "outside": outside, "ei": ei}, index=index
        ),
        ei=total,
        expected=float(1 - 2 * within),
        assortativity=assortativity,
        unknown=len(ends.row) - m,
    )


def _brokerage(matrix: sparse.csr_array, codes: np.ndarray) -> dict[str, np.ndarray]:
    """Count, for each actor, the pairs of its partners that are not tied, by their communities."""
    counts = np.zeros((matrix.shape[0], len(ROLES)), dtype=np.int64)
    ties = pattern(matrix)
    for actor in range(matrix.shape[0]):
        partners = ties.indices[ties.indptr[actor] : ties.indptr[actor + 1]]
        of = codes[partners]
        apart = np.triu(ties[partners][:, partners].toarray() == 0, 1)
        same = of[:, None] == of
        own = of == codes[actor]
        both, either = own[:, None] & own, own[:, None] ^ own
        other = ~own[:, None] & ~own
        for role, pairs in enumerate((both, other & same, either, other & ~same)):
            counts[actor, role] = (apart & pairs).sum()
    return dict(zip(ROLES, counts.T, strict=True))
