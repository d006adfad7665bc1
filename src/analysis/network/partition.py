"""Communities: actors more tied to one another than to the rest, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import graspologic_native
import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from analysis import wording
from analysis.network.graphs import adjacency, ranked

ITERATIONS = 3  # a single one leaves one Davis draw in two short of the best modularity
FEWEST_TRIALS, MOST_TRIALS = 4, 50
TIES_IN_ALL = (
    100_000  # read over all trials: keeps a study's network within a few tenths of a second
)


def communities(graph: nx.Graph, *, resolution: float = 1.0, seed: int = 0) -> pd.Series:
    """Part the actors into communities by the Leiden method, weighted by strength.

    Parameters
    ----------
    graph
        As :func:`graph` gives it.
    resolution
        Above 1 for more and smaller communities, below 1 for fewer and larger ones.
    seed
        Of the random choices of the method.

    Returns
    -------
        "community" (Int64), indexed by actor_id, sorted: 0 the biggest, then by the first member
        in text order. An actor tied to nobody has no community (<NA>).

    Notes
    -----
    Modularity with weights. The graph is put in sorted order first, so that the order of its rows
    changes nothing, and the best of several trials is taken (50 for a study's network, 4 from
    25,000 ties on), so that another seed hardly does. Nearly as good partitions may still differ:
    :func:`community_confidence` says how much to believe each community.

    References
    ----------
    Traag, V. A., Waltman, L. & van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing
    well-connected communities. Scientific Reports, 9, 5233.
    """
    nodes, matrix = adjacency(graph)
    labels = np.full(len(nodes), -1)
    tied = np.flatnonzero(np.diff(matrix.indptr))
    labels[tied] = leiden(matrix[tied][:, tied], resolution, seed, trials=_trials(matrix))
    index = pd.Index(nodes, name="actor_id")
    found = pd.Series(labels, index=index, name="community", dtype="Int64")
    return found.where(labels >= 0)


@dataclass(frozen=True, eq=False)
class CommunityConfidence:
    """How much communities hold in other, nearly as good partitions.

    Attributes
    ----------
    confidence
        Per actor, the share of draws in which it is with a member of its community, averaged over
        these members; "confidence", indexed by actor_id, NaN without fellow members.
    agreement
        Mean adjusted Rand index over all pairs of draws: 1 the same parts, 0 as chance would.
    counts
        Number of communities by seed.
    """

    confidence: pd.Series
    agreement: float
    counts: pd.Series

    def sentence(self, lang: str = "fr") -> str:
        """Say it in one sentence ("fr" or "en")."""
        wording.check(lang)
        low, high = int(self.counts.min()), int(self.counts.max())
        agreement = wording.number(self.agreement, lang, digits=2)
        sure = wording.percent(self.confidence.dropna().ge(0.9).mean(), lang)
        if lang == "fr":
            span = f"{low}" if low == high else f"{low} à {high}"
            return (
                f"Sur {len(self.counts)} tirages, {span} communautés ; accord moyen (ARI) "
                f"{agreement} ; {sure} des acteurs "
                "restent avec leurs voisins de communauté dans au moins 9 tirages sur 10."
            )
        span = f"{low}" if low == high else f"{low} to {high}"
        return (
            f"Over {len(self.counts)} draws, {span} communities; mean agreement (ARI) {agreement}; "
            f"{sure} of the actors stay with their fellow members in at least 9 draws out of 10."
        )


def community_draws(
    graph: nx.Graph, *, resolution: float = 1.0, seeds: int = 20, seed: int = 0
) -> pd.DataFrame:
    """Part the actors once by seed: the method's hesitation on the same ties.

    Parameters
    ----------
    graph, resolution
        As for :func:`communities`.
    seeds, seed
        Number of draws, and the first seed; the others follow.

    Returns
    -------
        Communities (Int64, <NA> for an isolate), indexed by actor_id; a column a seed.
    """
    nodes, matrix = adjacency(graph)
    tied = np.flatnonzero(np.diff(matrix.indptr))
    inner = matrix[tied][:, tied]
    labels = np.full((len(nodes), seeds), -1)
    for draw in range(seeds):
        labels[tied, draw] = leiden(inner, resolution, seed + draw)
    columns = pd.RangeIndex(seed, seed + seeds, name="seed")
    found = pd.DataFrame(labels, pd.Index(nodes, name="actor_id"), columns, dtype="Int64")
    return found.where(labels >= 0)


def community_confidence(
    graph: nx.Graph,
    *,
    draws: pd.DataFrame | None = None,
    resolution: float = 1.0,
    seeds: int = 20,
    seed: int = 0,
) -> CommunityConfidence:
    """Compare the communities with other draws of them, and say what stays together.

    Parameters
    ----------
    graph, resolution
        As for :func:`communities`.
    draws
        Other partitions of the actors, a column each: those of :func:`bootstrap_communities`, say.
        By default those of :func:`community_draws`.
    seeds
        Number of default draws, at least 2.
    seed
        Of the communities to judge; default draws take this seed and the next ones.

    Returns
    -------
        Confidence by actor, mean agreement of the draws, number of communities by draw.

    Raises
    ------
    ValueError
        For fewer than 2 draws, or draws that lack an actor.

    Notes
    -----
    The communities judged are the best of many trials, those of ``communities(graph, seed=seed)``;
    each default draw is a single trial, which shows the partitions of nearly the same modularity.
    This is the method's hesitation on the same ties. What other initiatives would have given is
    said by draws of :func:`bootstrap_communities`. An actor without community in a draw says
    nothing there.

    References
    ----------
    Good, B. H., de Montjoye, Y.-A. & Clauset, A. (2010). Performance of modularity maximization in
    practical contexts. Physical Review E, 81, 046106.
    """
    if draws is None:
        draws = community_draws(graph, resolution=resolution, seeds=seeds, seed=seed)
    if draws.shape[1] < 2:
        raise ValueError(f"{draws.shape[1]} draw: comparing needs at least 2 draws")
    judged = communities(graph, resolution=resolution, seed=seed)
    if lacking := judged.index.difference(draws.index).tolist():
        raise ValueError(f"draws lack {len(lacking)} actors, {lacking[0]!r} first")
    labels = draws.reindex(judged.index).to_numpy(dtype=float, na_value=-1).astype(np.int64).T
    best = judged.to_numpy(dtype=float, na_value=-1).astype(np.int64)
    return CommunityConfidence(
        pd.Series(_stays(best, labels), index=judged.index, name="confidence"),
        _mean_rand(labels),
        draws.nunique().rename("communities"),
    )


def _trials(matrix: sparse.csr_array) -> int:
    return int(np.clip(TIES_IN_ALL // max(matrix.nnz // 2, 1), FEWEST_TRIALS, MOST_TRIALS))


def leiden(matrix: sparse.csr_array, resolution: float, seed: int, trials: int = 1) -> np.ndarray:
    """Label the rows of a matrix without empty rows, 0 the biggest group."""
    if resolution <= 0:
        raise ValueError(f"resolution={resolution}: give a number above 0, 1 by default")
    if not matrix.shape[0]:
        return np.empty(0, dtype=np.int64)
    _, parts = graspologic_native.leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float64),
        matrix.shape[0],
        resolution=resolution,
        iterations=ITERATIONS,
        seed=seed,
        trials=trials,
    )
    return ranked(np.array([parts[node] for node in range(matrix.shape[0])]))


def membership(draws: np.ndarray) -> tuple[sparse.csr_array, np.ndarray]:
    """Give actors by the parts of all draws (rows; -1: in none), and the first part of each."""
    counts = draws.max(axis=1, initial=-1) + 1
    starts = np.cumsum(counts) - counts
    here = draws >= 0
    rows, columns = np.nonzero(here)[1], (draws + starts[:, None])[here]
    shape = (draws.shape[1], int(counts.sum()))
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape), starts


def _stays(best: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Give the share of fellow members that are together with one, over draws that have both."""
    fellows, together = np.zeros(len(best)), np.zeros(len(best))
    for draw in draws:
        here = (draw >= 0) & (best >= 0)
        mine = best[here]
        both = mine * (draw.max(initial=0) + 1) + draw[here]
        fellows[here] += np.bincount(mine)[mine] - 1
        together[here] += np.bincount(both)[both] - 1
    with np.errstate(invalid="ignore"):
        return together / fellows


def _mean_rand(draws: np.ndarray) -> float:
    """Average the adjusted Rand index over all pairs of draws, each on the actors of both."""
    if ((draws >= 0).sum(axis=1) < 2).any():
        return float("nan")
    member, starts = membership(draws)
    common = (member.T @ member).toarray()

    def chosen(counts: np.ndarray) -> np.ndarray:
        return counts * (counts - 1) / 2

    def summed(cells: np.ndarray, axis: int) -> np.ndarray:
        return np.add.reduceat(cells, starts, axis=axis)

    sizes = summed(common, 1)  # of each part, among the actors that the other draw has as well
    pairs = summed(summed(chosen(common), 0), 1)
    own = summed(chosen(sizes), 0)
    total = chosen(summed(sizes, 0))
    best = (own + own.T) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = own * own.T / total
        rand = np.where(best == chance, 1.0, (pairs - chance) / (best - chance))
    return float(rand[np.triu_indices(len(draws), 1)].mean())
