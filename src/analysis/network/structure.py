"""What the shape of the network says of each actor, and of the whole."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from analysis import wording
from analysis.network.centrality import central
from analysis.network.graphs import adjacency, pattern, ranked

JUMP = 0.15
EXACT = 5_000  # actors: beyond, all shortest paths take minutes


def measures(graph: nx.Graph, *, exact: int = EXACT, seed: int = 0) -> pd.DataFrame:
    """Measure the place of each actor.

    Parameters
    ----------
    graph
        As :func:`graph` gives it.
    exact
        Most actors for which betweenness and closeness are exact; beyond, they are estimated from
        1,000 actors drawn at random.
    seed
        Of that draw.

    Returns
    -------
        Indexed by actor_id, sorted; columns degree (int, actors tied with), strength (sum over the
        ties), betweenness (share, 0 to 1, of shortest paths between two others that pass here),
        betweenness_error (its standard error; 0 where it is exact), closeness (0 to 1), pagerank
        (share of a walker's time; sums to 1), constraint and effective_size (Burt; NaN for an
        isolate), component (int, 0 the giant one,
        an isolate being one of its own), core (int, the largest k such that the actor is among
        actors who all have k ties with one another).

    Notes
    -----
    Betweenness is exact, counts steps and not strengths (a strong tie is no shorter way for news),
    and is divided by (n - 1)(n - 2)/2 over all n actors, isolates included. Closeness is the
    inverse of the mean number of steps to the actors that can be reached, times their share of all
    others (Wasserman & Faust), so that it compares actors of several components. PageRank follows
    ties by strength, with a jump of 0.15. Eigenvector centrality is left out: it is 0 outside the
    largest component. Constraint and effective size weigh ties by strength. A low constraint and a
    large effective size say that an actor's partners do not know one another: it is a passage.

    References
    ----------
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical
    Sociology, 25, 163-177.
    Brandes, U. & Pich, C. (2007). Centrality estimation in large networks. International Journal of
    Bifurcation and Chaos, 17, 2303-2318.
    Burt, R. S. (1992). Structural Holes. Harvard University Press.
    Page, L., Brin, S., Motwani, R. & Winograd, T. (1999). The PageRank citation ranking. Stanford
    InfoLab 1999-66.
    Wasserman, S. & Faust, K. (1994). Social Network Analysis, 5.2. Cambridge University Press.
    """
    nodes, matrix = adjacency(graph)
    centrality = central(matrix, exact, seed)
    component = csgraph.connected_components(matrix, directed=False)[1]
    core = nx.core_number(graph)
    return pd.DataFrame(
        {
            "degree": np.diff(matrix.indptr).astype(np.int64),
            "strength": matrix.sum(axis=1),
            "betweenness": centrality.betweenness,
            "betweenness_error": centrality.error,
            "closeness": centrality.closeness,
            "pagerank": walked(matrix),
            "constraint": _constraint(matrix),
            "effective_size": _effective_size(matrix),
            "component": ranked(component),
            "core": np.array([core[node] for node in nodes], dtype=np.int64),
        },
        index=pd.Index(nodes, name="actor_id"),
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
        wording.check(lang)
        share = wording.percent(self.giant_share, lang)
        if lang == "fr":
            parts = [
                f"{self.actors} acteur{'s' * (self.actors > 1)}",
                f"{self.ties} lien{'s' * (self.ties > 1)}",
                f"{share} des acteurs dans le plus grand ensemble connecté",
                f"{self.isolates} sans lien" if self.isolates else "aucun sans lien",
            ]
        else:
            parts = [
                f"{self.actors} actor{'s' * (self.actors != 1)}",
                f"{self.ties} tie{'s' * (self.ties != 1)}",
                f"{share} of the actors in the largest connected group",
                f"{self.isolates or 'no'} isolate{'s' * (self.isolates != 1)}",
            ]
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


def walked(matrix: sparse.csr_array) -> np.ndarray:
    """Give PageRank: a walker follows ties by strength, with a jump now and then."""
    n = matrix.shape[0]
    if not n:
        return np.zeros(0)
    share = np.full(n, 1 / n)
    moves = _shares(matrix).T.tocsr()
    alone = np.diff(matrix.indptr) == 0
    for _ in range(1_000):
        before = share
        share = (1 - JUMP) * (moves @ before + before[alone].sum() / n) + JUMP / n
        if np.abs(share - before).sum() < 1e-12:
            break
    return share


def _shares(matrix: sparse.csr_array) -> sparse.csr_array:
    """Divide each row by its sum: the share of an actor's strength in each tie."""
    shares = matrix.copy()
    shares.data /= np.repeat(matrix.sum(axis=1), np.diff(matrix.indptr))
    return shares


def _constraint(matrix: sparse.csr_array) -> np.ndarray:
    shares, tied = _shares(matrix), np.diff(matrix.indptr) > 0
    invested = shares + (shares @ shares).multiply(pattern(matrix)).tocsr()
    return np.where(tied, invested.power(2).sum(axis=1), np.nan)


def _effective_size(matrix: sparse.csr_array) -> np.ndarray:
    degree = np.diff(matrix.indptr)
    strongest = np.maximum.reduceat(np.append(matrix.data, 0), matrix.indptr[:-1])
    relative = matrix.copy()
    relative.data /= np.repeat(strongest, degree)
    redundant = _shares(matrix).multiply(pattern(matrix) @ relative).sum(axis=1)
    return np.where(degree > 0, degree - redundant, np.nan)
