"""Where to draw each node: deterministic positions, connected groups side by side."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import KDTree

from analysis.network.forces import (
    FIRST_STEP,
    STEPS,
    aligned,
    apart,
    by_forces,
    by_stress,
    level,
)
from analysis.network.graphs import adjacency, ranked

MOST_NODES = 5_000  # of one connected group: beyond, nobody reads the picture
PAIRS_IN_ALL = 1_000_000_000  # bounds time: fewer steps for a large group
CLOSEST = 1.6  # the two closest nodes of a group lie no farther apart: small groups stay small
GAP = 1.5  # between two groups, in the same units


def positions(
    graph: nx.Graph, *, start: pd.DataFrame | None = None, hold: float = 0.8, seed: int = 0
) -> pd.DataFrame:
    """Place the actors: those strongly tied close together, communities apart.

    Parameters
    ----------
    graph
        As :func:`graph` gives it.
    start
        Former places (columns actor_id, x, y, as this function gives them, or those of a map): the
        picture then stays as it was, and newcomers stand beside those they are tied to. Units are
        kept too. Rows without a place or unknown are left aside.
    hold
        With `start`, how firmly its nodes stay: 1 not to move but for overlaps, 0 to go where ties
        pull them from there.
    seed
        Of the random start.

    Returns
    -------
        Columns actor_id, x, y; sorted by actor_id. One unit on both axes, the longer side of the
        picture running from -1 to 1. Isolates have no place (NaN): list them beside the picture.

    Raises
    ------
    ValueError
        For a connected group of more than 5,000 actors, or a `start` that cannot be read.

    Notes
    -----
    Each connected group is placed by itself: first by its shortest paths (stress), which lays it
    out flat without folds, then by forces close to LinLog, which pull communities apart; then dots
    that overlap are pushed aside. The largest group stands on the left, the others in columns on
    its right. Distances have no unit and angles no meaning: read neighbourhoods.

    References
    ----------
    Gansner, E. R., Koren, Y. & North, S. (2005). Graph drawing by stress majorization. Graph
    Drawing 2004, 239-250.
    Noack, A. (2009). Modularity clustering is force-directed layout. Physical Review E, 79, 026102.
    """
    nodes, matrix = adjacency(graph)
    return _table("actor_id", nodes, _placed(matrix, seed, _former(start, "actor_id", nodes), hold))


def two_mode_positions(
    graph: nx.Graph, *, start: pd.DataFrame | None = None, hold: float = 0.8, seed: int = 0
) -> pd.DataFrame:
    """Place actors and initiatives together.

    Parameters
    ----------
    graph
        As :func:`two_mode` gives it.
    start, hold
        As for :func:`positions`, with the column node.
    seed
        Of the random start.

    Returns
    -------
        Columns node ("actor:…", "initiative:…"), x, y; sorted by node; otherwise as
        :func:`positions`.

    Raises
    ------
    ValueError
        For a connected group of more than 5,000 nodes.
    """
    nodes, matrix = adjacency(graph, weight=None)
    return _table("node", nodes, _placed(matrix, seed, _former(start, "node", nodes), hold))


def _table(key: str, nodes: list, places: np.ndarray) -> pd.DataFrame:
    ids = pd.Series(nodes, name=key, dtype=None if nodes else "str")
    return pd.DataFrame({key: ids, "x": places[:, 0], "y": places[:, 1]})


def _former(start: pd.DataFrame | None, key: str, nodes: list) -> np.ndarray | None:
    """Give the former places of the nodes, NaN where there is none; None when nobody has one."""
    if start is None:
        return None
    if lacking := [column for column in (key, "x", "y") if column not in start]:
        raise ValueError(f"start lacks the column {', '.join(lacking)}: give former positions")
    if start[key].duplicated().any():
        twice = start.loc[start[key].duplicated(), key].iloc[0]
        raise ValueError(f"start places {twice!r} twice: one row a node")
    found = start.set_index(key)[["x", "y"]].reindex(nodes).to_numpy(dtype=float)
    return found if np.isfinite(found).all(axis=1).any() else None


def _placed(
    matrix: sparse.csr_array, seed: int, former: np.ndarray | None, hold: float
) -> np.ndarray:
    """Place each connected group, then all of them side by side or where they were."""
    if not 0 <= hold <= 1:
        raise ValueError(f"hold={hold}: give a number from 0 to 1")
    places = np.full((matrix.shape[0], 2), np.nan)
    if not matrix.nnz:
        return places
    group = ranked(csgraph.connected_components(matrix, directed=False)[1])
    group[np.diff(matrix.indptr) == 0] = -1  # the smallest, hence the last: numbers stay in a row
    members = [np.flatnonzero(group == label) for label in range(group.max() + 1)]
    if len(members[0]) > MOST_NODES:
        raise ValueError(
            f"a connected group of {len(members[0])} nodes, more than the {MOST_NODES} that can be "
            "placed: keep stronger ties (min_shared) or draw some communities"
        )
    if former is not None:
        return np.round(_again(matrix, members, former, hold, seed), 6) + 0.0
    drawn = [_group(matrix[rows][:, rows], seed) for rows in members]
    for rows, at in zip(members, _packed(drawn), strict=True):
        places[rows] = at
    low, high = np.nanmin(places, axis=0), np.nanmax(places, axis=0)
    return np.round((places - (low + high) / 2) / ((high - low).max() / 2), 6) + 0.0  # no -0


def _group(matrix: sparse.csr_array, seed: int) -> np.ndarray:
    """Place one connected group, one unit of surface a node, its long axis level."""
    n = matrix.shape[0]
    start = np.random.default_rng(seed).random((n, 2))
    rounds = min(15 * n, max(PAIRS_IN_ALL // n**2, STEPS // 10), STEPS)
    places = level(by_forces(matrix, by_stress(matrix, start, rounds // 5), rounds))
    closest = KDTree(places).query(places, k=2)[0][:, 1].min()
    scale = min(np.sqrt(n), CLOSEST / max(closest, 1e-9))
    return apart(places * scale, np.diff(matrix.indptr))


def _again(
    matrix: sparse.csr_array, members: list[np.ndarray], former: np.ndarray, hold: float, seed: int
) -> np.ndarray:
    """Place groups where their nodes were, and groups of newcomers at the right of all."""
    places = np.full_like(former, np.nan)
    degree = np.diff(matrix.indptr)
    known = np.isfinite(former).all(axis=1) & (degree > 0)
    if not known.any():
        return _placed(matrix, seed, None, hold)
    span = (former[known].max(axis=0) - former[known].min(axis=0)).max() or 1.0
    unit = span / (4 * np.sqrt(known.sum()))
    if known.sum() > 1:
        unit = max(2 * KDTree(former[known]).query(former[known], k=2)[0][:, 1].min(), unit)
    fresh = []
    for rows in members:
        if known[rows].any():
            places[rows] = _held(matrix[rows][:, rows], former[rows], hold, unit, seed)
        else:
            fresh.append(rows)
    there = np.isfinite(places[:, 0])
    places[there] = apart(places[there] / unit, degree[there]) * unit
    if fresh:
        drawn = _packed([_group(matrix[rows][:, rows], seed) for rows in fresh])
        corner = np.array([places[there, 0].max() + GAP * unit, places[there, 1].min()])
        for rows, at in zip(fresh, drawn, strict=True):
            places[rows] = at * unit + corner
    return places


def _held(
    matrix: sparse.csr_array, former: np.ndarray, hold: float, unit: float, seed: int
) -> np.ndarray:
    """Place a group by forces from its former places, newcomers beside their partners."""
    known = np.isfinite(former).all(axis=1)
    begun, placed = np.where(known[:, None], former, 0.0), known.copy()
    while not placed.all():  # a connected group: each round reaches further
        weight = matrix @ placed.astype(float)
        reached = ~placed & (weight > 0)
        begun[reached] = (
            (matrix @ (begun * placed[:, None])) / np.maximum(weight, 1e-12)[:, None]
        )[reached]
        placed |= reached
    centre = begun.mean(axis=0)
    # nobody stands on another, else no force parts them
    _, place, often = np.unique(begun, axis=0, return_inverse=True, return_counts=True)
    shaken = (np.random.default_rng(seed).random(begun.shape) - 0.5) * unit / 10
    begun = begun + shaken * (often[place] > 1)[:, None]
    radius = np.sqrt(((begun - centre) ** 2).sum() / len(begun))
    relaxed = by_forces(matrix, (begun - centre) / radius, STEPS // 5, FIRST_STEP / 5)
    relaxed = aligned(relaxed, begun, known)
    relaxed[known] = hold * begun[known] + (1 - hold) * relaxed[known]
    return relaxed


def _packed(groups: list[np.ndarray]) -> list[np.ndarray]:
    """Set groups side by side: columns as high as the first one, or as a square of the others."""
    low = np.array([places.min(axis=0) for places in groups]) - GAP / 2
    size = np.array([places.max(axis=0) for places in groups]) + GAP / 2 - low
    height = max(size[0, 1], np.sqrt((size[1:, 0] * size[1:, 1]).sum()))
    columns: list[list[int]] = [[]]
    for group in range(len(groups)):
        if columns[-1] and size[[*columns[-1], group], 1].sum() > height:
            columns.append([])
        columns[-1].append(group)
    packed, left = list(groups), 0.0
    for column in columns:
        width, top = size[column, 0].max(), height
        for group in column:
            top -= size[group, 1]
            middle = left + (width - size[group, 0]) / 2
            packed[group] = groups[group] - low[group] + np.array([middle, top])
        left += width
    return packed
