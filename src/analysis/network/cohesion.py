"""Communities looked at from other sides: other resolutions, other initiatives, both modes."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from analysis.network.graphs import adjacency, graph, ranked, two_mode
from analysis.network.incidence import once
from analysis.network.partition import (
    community_confidence,
    community_draws,
    leiden,
    membership,
)
from analysis.network.projection import ties

AGREED = 0.5  # share of the draws from which on two actors are taken to be together
ROUNDS = 20


def resolution_scan(
    graph: nx.Graph,
    *,
    resolutions: Iterable[float] = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0),
    seeds: int = 20,
    seed: int = 0,
) -> pd.DataFrame:
    """Part the actors at several resolutions, and say how far each partition holds.

    Parameters
    ----------
    graph, seeds, seed
        As for :func:`community_confidence`.
    resolutions
        Those to try, above 0.

    Returns
    -------
        Indexed by resolution, as given; columns communities (number of them in the median draw),
        largest (share of the tied actors in the largest one), agreement (mean adjusted Rand index
        of the draws), firm (share of the tied actors whose confidence is at least .9).

    Notes
    -----
    A resolution whose agreement is higher than that of its neighbours is a scale at which the
    network has parts; no resolution is right in itself.

    References
    ----------
    Reichardt, J. & Bornholdt, S. (2006). Statistical mechanics of community detection. Physical
    Review E, 74, 016110.
    """
    found = {}
    for resolution in resolutions:
        draws = community_draws(graph, resolution=resolution, seeds=seeds, seed=seed)
        sure = community_confidence(graph, draws=draws, resolution=resolution, seed=seed)
        shares = draws[seed].value_counts(normalize=True)
        found[resolution] = {
            "communities": int(sure.counts.median()),
            "largest": float(shares.max()) if len(shares) else np.nan,
            "agreement": sure.agreement,
            "firm": float((sure.confidence.dropna() >= 0.9).mean()),
        }
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("resolution")


def bootstrap_communities(
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    draws: int = 50,
    resolution: float = 1.0,
    roles: Iterable[str] | None = None,
    max_size: int | None = 30,
    seed: int = 0,
) -> pd.DataFrame:
    """Part the actors again as if other initiatives had been listed.

    Parameters
    ----------
    participations, actors, roles, max_size
        As for :func:`ties` and :func:`graph`.
    draws
        Number of draws, each of as many initiatives, drawn again with replacement.
    resolution, seed
        As for :func:`communities`; the draws of initiatives take the seed as well.

    Returns
    -------
        Communities (Int64, <NA> for an actor without tie in the draw), indexed by actor_id; a
        column a draw. For :func:`community_confidence` and :func:`consensus`.
    """
    rows = once(participations, roles=roles is not None).sort_values("initiative_id", kind="stable")
    codes = pd.factorize(rows["initiative_id"])[0]
    begins = np.searchsorted(codes, np.arange(codes.max(initial=-1) + 2))
    rng = np.random.default_rng(seed)
    found = {}
    for draw in range(draws):
        drawn = np.sort(rng.integers(0, max(len(begins) - 1, 1), len(begins) - 1))
        sizes = np.diff(begins)[drawn]
        at = np.repeat(begins[drawn] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
        again = rows.iloc[at].assign(initiative_id=np.repeat(np.arange(len(drawn)), sizes))
        made = graph(ties(again, roles=roles, max_size=max_size), actors)
        labels = community_draws(made, resolution=resolution, seeds=1, seed=seed + draw)
        found[draw] = labels.iloc[:, 0]
    return pd.DataFrame(found).rename_axis("draw", axis=1)


def consensus(draws: pd.DataFrame, *, seed: int = 0) -> pd.Series:
    """Find the communities that draws agree on.

    Parameters
    ----------
    draws
        Partitions, a column each, as :func:`community_draws` and :func:`bootstrap_communities`
        give them.
    seed
        Of the random choices of the method.

    Returns
    -------
        "community" (Int64), as :func:`communities` gives it; <NA> for an actor that no draw puts
        with anybody in at least half of the draws that have both.

    References
    ----------
    Lancichinetti, A. & Fortunato, S. (2012). Consensus clustering in complex networks. Scientific
    Reports, 2, 336.
    """
    draws = draws.sort_index()
    labels = draws.to_numpy(dtype=float, na_value=-1).astype(np.int64).T
    result = np.full(draws.shape[0], -1)
    for _ in range(ROUNDS):
        together = _together(labels)
        tied = np.flatnonzero(np.diff(together.indptr))
        result = np.full(draws.shape[0], -1)
        if not len(tied):
            break
        inner = together[tied][:, tied]
        trials = [leiden(inner, 1.0, seed + k) for k in range(len(labels))]
        result[tied] = trials[0]
        if all((trial == trials[0]).all() for trial in trials):
            break
        labels = np.full((len(trials), draws.shape[0]), -1)
        labels[:, tied] = trials
    found = pd.Series(result, index=draws.index, name="community", dtype="Int64")
    return found.where(result >= 0)


def _together(draws: np.ndarray) -> sparse.csr_array:
    """Give the share of the draws in which two actors are together, where it is half or more."""
    member, _ = membership(draws)
    same = (member @ member.T).toarray()
    here = (draws >= 0).astype(float)
    both = here.T @ here
    with np.errstate(invalid="ignore"):
        share = np.where(both > 0, same / both, 0)
    np.fill_diagonal(share, 0)
    return sparse.csr_array(np.where(share >= AGREED, share, 0))


def two_mode_communities(
    participations: pd.DataFrame, *, resolution: float = 1.0, trials: int = 20, seed: int = 0
) -> pd.Series:
    """Part actors and initiatives together.

    Parameters
    ----------
    participations
        Columns initiative_id and actor_id.
    resolution
        Above 1 for more and smaller communities.
    trials, seed
        Starts of which the best is kept, and their randomness.

    Returns
    -------
        "community" (Int64), indexed by node ("actor:…", then "initiative:…"), each side sorted:
        0 the biggest.

    Notes
    -----
    Barber's modularity compares each participation with what the degrees of both sides would give.
    Starting from a partition by Leiden, either side moves in turn to the communities that gain most
    (BRIM), until nothing moves.

    References
    ----------
    Barber, M. J. (2007). Modularity and community detection in bipartite networks. Physical Review
    E, 76, 066102.
    """
    nodes, whole = adjacency(two_mode(participations), weight=None)  # actors stand first
    index = pd.Index(nodes, name="node", dtype="str")
    if not len(index):
        return pd.Series([], index, name="community", dtype="Int64")
    n = int(index.str.startswith("actor:").sum())
    cells = whole[:n, n:]
    found = [
        _moved(cells, leiden(whole, resolution, seed + trial), resolution)
        for trial in range(trials)
    ]
    best = max(found, key=lambda labels: _barber(cells, labels, resolution))
    return pd.Series(ranked(best), index, name="community", dtype="Int64")


def _moved(cells: sparse.csr_array, labels: np.ndarray, resolution: float) -> np.ndarray:
    """Move either side in turn to the community of the largest gain."""
    n = cells.shape[0]
    for _ in range(100):
        before = labels
        width = labels.max() + 1
        sides = [labels[:n], labels[n:]]
        for side, table in ((0, cells), (1, cells.T.tocsr())):
            other = sides[1 - side]
            placed = sparse.csr_array(
                (np.ones(len(other)), (np.arange(len(other)), other)), shape=(len(other), width)
            )
            weight = np.bincount(other, table.sum(axis=0), minlength=width)
            expected = np.outer(table.sum(axis=1), weight) / cells.nnz
            sides[side] = ((table @ placed).toarray() - resolution * expected).argmax(axis=1)
        labels = np.concatenate(sides)
        if (labels == before).all():
            break
    return labels


def _barber(cells: sparse.csr_array, labels: np.ndarray, resolution: float) -> float:
    """Give Barber's modularity of a partition of both sides."""
    n, width = cells.shape[0], labels.max() + 1
    row, column = cells.nonzero()
    inside = (labels[row] == labels[n + column]).sum()
    degrees = np.bincount(labels[:n], cells.sum(axis=1), minlength=width)
    sizes = np.bincount(labels[n:], cells.sum(axis=0), minlength=width)
    return float((inside - resolution * degrees @ sizes / cells.nnz) / cells.nnz)


def core_periphery(graph: nx.Graph) -> pd.Series:
    """Split actors into a core, all tied to one another, and a periphery without ties inside.

    Parameters
    ----------
    graph
        As :func:`graph` gives it; strengths do not count.

    Returns
    -------
        "in_core" (bool), indexed by actor_id, sorted. The split makes the fewest errors: pairs of
        the core without tie, and ties within the periphery.

    Notes
    -----
    The optimum is found without search: for any size of the core, the actors of most ties make the
    fewest errors. Of equally good cores, the smallest.

    References
    ----------
    Borgatti, S. P. & Everett, M. G. (2000). Models of core/periphery structures. Social Networks,
    21, 375-395.
    Lip, S. Z. W. (2011). A fast algorithm for the discrete core/periphery bipartitioning problem.
    arXiv:1102.5511.
    """
    nodes, matrix = adjacency(graph, weight=None)
    degree = np.diff(matrix.indptr)
    order = np.argsort(-degree, kind="stable")
    size = np.arange(len(nodes) + 1)
    errors = size * (size - 1) // 2 - np.concatenate([[0], np.cumsum(degree[order])])
    inside = np.zeros(len(nodes), dtype=bool)
    inside[order[: int(errors.argmin())]] = True
    return pd.Series(inside, pd.Index(nodes, name="actor_id"), name="in_core")
