"""What the shape of the network says of each actor, and of the whole."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from analysis.network.graphs import adjacency, ranked

SOURCES_AT_ONCE = 512  # bounds the memory of betweenness to a few matrices of this many rows


def measures(graph: nx.Graph) -> pd.DataFrame:
    """Measure the place of each actor.

    Parameters
    ----------
    graph
        As :func:`graph` gives it.

    Returns
    -------
        Indexed by actor_id, sorted; columns degree (int, actors tied with), strength (sum over the
        ties), betweenness (share, 0 to 1, of shortest paths between two others that pass here),
        constraint and effective_size (Burt; NaN for an isolate), component (int, 0 the giant one,
        an isolate being one of its own), core (int, the largest k such that the actor is among
        actors who all have k ties with one another).

    Notes
    -----
    Betweenness is exact, counts steps and not strengths (a strong tie is no shorter way for news),
    and is divided by (n - 1)(n - 2)/2 over all n actors, isolates included. Constraint and
    effective size weigh ties by strength. A low constraint and a large effective size say that
    an actor's partners do not know one another: it is a passage.

    References
    ----------
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical
    Sociology, 25, 163-177.
    Burt, R. S. (1992). Structural Holes. Harvard University Press.
    """
    nodes, matrix = adjacency(graph)
    component = csgraph.connected_components(matrix, directed=False)[1]
    core = nx.core_number(graph)
    return pd.DataFrame(
        {
            "degree": np.diff(matrix.indptr).astype(np.int64),
            "strength": matrix.sum(axis=1),
            "betweenness": _betweenness(matrix),
            "constraint": _constraint(matrix),
            "effective_size": _effective_size(matrix),
            "component": ranked(component),
            "core": np.array([core[node] for node in nodes], dtype=np.int64),
        },
        index=pd.Index(nodes, name="actor_id"),
    )


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
        1: spread evenly over many; NaN for an isolate), betweenness (as in :func:`measures`).

    Raises
    ------
    ValueError
        For tied actors without a community.

    Notes
    -----
    The participation coefficient counts ties, not their strengths: 1 minus the sum over communities
    of the squared share of the actor's ties.

    References
    ----------
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
    towards = _pattern(matrix) @ member
    with np.errstate(invalid="ignore"):
        participation = 1 - towards.power(2).sum(axis=1) / degree.astype(float) ** 2
    return pd.DataFrame(
        {
            "community": own,
            "communities": np.diff(towards.indptr).astype(np.int64),
            "participation": participation,
            "betweenness": _betweenness(matrix),
        },
        index=index,
    )


@dataclass(frozen=True)
class Summary:
    """The whole network in a few numbers.

    Attributes
    ----------
    actors, ties, isolates
        Numbers of nodes, of edges, and of nodes tied to nobody.
    components
        Groups of at least two actors that hold together.
    giant
        Actors of the largest of them; 0 without ties.
    giant_share
        Their share of all actors; NaN without actors.
    density
        Share of the possible ties that exist; NaN with fewer than 2 actors.
    """

    actors: int
    ties: int
    isolates: int
    components: int
    giant: int
    giant_share: float
    density: float

    def sentence(self, lang: str = "fr") -> str:
        """Say it in one sentence ("fr" or "en")."""
        if lang == "fr":
            giant = f"{self.giant_share:.0%} des acteurs dans le plus grand ensemble connecté"
            parts = [
                f"{self.actors} acteur{'s' * (self.actors > 1)}",
                f"{self.ties} lien{'s' * (self.ties > 1)}",
                giant.replace("%", "\u202f%"),
                f"{self.isolates} sans lien" if self.isolates else "aucun sans lien",
            ]
        elif lang == "en":
            parts = [
                f"{self.actors} actor{'s' * (self.actors != 1)}",
                f"{self.ties} tie{'s' * (self.ties != 1)}",
                f"{self.giant_share:.0%} of the actors in the largest connected group",
                f"{self.isolates or 'no'} isolate{'s' * (self.isolates != 1)}",
            ]
        else:
            raise ValueError(f"no sentence in {lang!r}: choose 'fr' or 'en'")
        if not self.giant:
            del parts[2]
        return ", ".join(parts) + "."


def summary(graph: nx.Graph) -> Summary:
    """Count actors, ties, isolates and connected groups.

    Parameters
    ----------
    graph
        As :func:`graph` gives it.

    Returns
    -------
        The numbers, with their `sentence`.
    """
    nodes, matrix = adjacency(graph, weight=None)
    n, ties = len(nodes), matrix.nnz // 2
    parts = csgraph.connected_components(matrix, directed=False)[1] if n else np.array([], int)
    grouped = [int(size) for size in np.bincount(parts) if size > 1]
    giant = max(grouped, default=0)
    return Summary(
        actors=n,
        ties=ties,
        isolates=n - sum(grouped),
        components=len(grouped),
        giant=giant,
        giant_share=giant / n if n else float("nan"),
        density=ties / (n * (n - 1) / 2) if n > 1 else float("nan"),
    )


def _pattern(matrix: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(
        (np.ones_like(matrix.data), matrix.indices, matrix.indptr), matrix.shape
    )


def _betweenness(matrix: sparse.csr_array) -> np.ndarray:
    """Count shortest paths by Brandes' method, level by level from many sources at once."""
    n = matrix.shape[0]
    total = np.zeros(n)
    if n < 3:
        return total
    ties = _pattern(matrix)
    for start in range(0, n, SOURCES_AT_ONCE):
        sources = np.arange(start, min(start + SOURCES_AT_ONCE, n))
        own = (sources, np.arange(len(sources)))
        steps = np.full((n, len(sources)), -1, dtype=np.int32)
        steps[own] = 0
        paths = (steps == 0).astype(float)
        frontier, last = paths, 0
        while True:
            frontier = np.where(steps < 0, ties @ frontier, 0)
            if not frontier.any():
                break
            last += 1
            steps[frontier > 0] = last
            paths = paths + frontier
        depends = np.zeros_like(paths)
        for level in range(last, 0, -1):
            flow = np.divide(1 + depends, paths, out=np.zeros_like(paths), where=steps == level)
            depends += np.where(steps == level - 1, paths * (ties @ flow), 0)
        depends[own] = 0
        total += depends.sum(axis=1)
    return total / ((n - 1) * (n - 2))


def _shares(matrix: sparse.csr_array) -> sparse.csr_array:
    """Divide each row by its sum: the share of an actor's strength in each tie."""
    shares = matrix.copy()
    shares.data /= np.repeat(matrix.sum(axis=1), np.diff(matrix.indptr))
    return shares


def _constraint(matrix: sparse.csr_array) -> np.ndarray:
    shares, tied = _shares(matrix), np.diff(matrix.indptr) > 0
    invested = shares + (shares @ shares).multiply(_pattern(matrix)).tocsr()
    return np.where(tied, invested.power(2).sum(axis=1), np.nan)


def _effective_size(matrix: sparse.csr_array) -> np.ndarray:
    degree = np.diff(matrix.indptr)
    strongest = np.maximum.reduceat(np.append(matrix.data, 0), matrix.indptr[:-1])
    relative = matrix.copy()
    relative.data /= np.repeat(strongest, degree)
    redundant = _shares(matrix).multiply(_pattern(matrix) @ relative).sum(axis=1)
    return np.where(degree > 0, degree - redundant, np.nan)
