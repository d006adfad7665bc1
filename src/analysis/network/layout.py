"""Where to draw each node: deterministic positions, connected groups side by side.

Only additions, products, divisions and square roots are used on the way, which every machine rounds
alike: an exponential or a power may differ in its last digit, and the forces would amplify it.
"""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import KDTree

from analysis.network.graphs import adjacency, ranked

MOST_NODES = 5_000  # of one connected group: beyond, nobody reads the picture
PAIRS_AT_ONCE = 2_000_000  # bounds memory
PAIRS_IN_ALL = 1_000_000_000  # bounds time: fewer steps for a large group
STEPS = 300
FIRST_STEP = 0.1  # of the radius; steps then shrink to nothing
GRAVITY = 0.4  # above 1, a disc; 0 lets loosely tied groups drift away
SPACING = 1.0  # least distance of two small dots, in units of one actor's share of the picture
CLOSEST = 1.6  # the two closest nodes of a group lie no farther apart: small groups stay small
GAP = 1.5  # between two groups, in the same units


def positions(graph: nx.Graph, *, seed: int = 0) -> pd.DataFrame:
    """Place the actors: those strongly tied close together, communities apart.

    Parameters
    ----------
    graph
        As :func:`graph` gives it.
    seed
        Of the random start.

    Returns
    -------
        Columns actor_id, x, y; sorted by actor_id. One unit on both axes, the longer side of the
        picture running from -1 to 1. Isolates have no place (NaN): list them beside the picture.

    Raises
    ------
    ValueError
        For a connected group of more than 5,000 actors.

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
    return _table("actor_id", nodes, _placed(matrix, seed))


def two_mode_positions(graph: nx.Graph, *, seed: int = 0) -> pd.DataFrame:
    """Place actors and initiatives together.

    Parameters
    ----------
    graph
        As :func:`two_mode` gives it.
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
    return _table("node", nodes, _placed(matrix, seed))


def _table(key: str, nodes: list, places: np.ndarray) -> pd.DataFrame:
    ids = pd.Series(nodes, name=key, dtype=None if nodes else "str")
    return pd.DataFrame({key: ids, "x": places[:, 0], "y": places[:, 1]})


def _placed(matrix: sparse.csr_array, seed: int) -> np.ndarray:
    """Place each connected group, then all of them side by side."""
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
    places = _level(_by_forces(matrix, _by_stress(matrix, start, rounds // 5), rounds))
    closest = KDTree(places).query(places, k=2)[0][:, 1].min()
    scale = min(np.sqrt(n), CLOSEST / max(closest, 1e-9))
    return _apart(places * scale, np.diff(matrix.indptr))


def _by_stress(matrix: sparse.csr_array, places: np.ndarray, rounds: int) -> np.ndarray:
    """Bring distances on paper near to the number of steps between nodes."""
    steps = csgraph.shortest_path(matrix, unweighted=True, directed=False)
    np.fill_diagonal(steps, np.inf)  # no pull from oneself
    weights = 1 / (steps * steps)
    np.fill_diagonal(steps, 0)
    total = weights.sum(axis=1)
    for _ in range(rounds):
        moves = np.empty_like(places)
        for rows, dx, dy, squared in _pairs(places):
            pull = weights[rows] * (steps[rows] / np.sqrt(squared) - 1)
            moves[rows, 0] = (pull * dx).sum(axis=1)
            moves[rows, 1] = (pull * dy).sum(axis=1)
        places = places + moves / total[:, None]
    return _unit(places)


def _by_forces(matrix: sparse.csr_array, places: np.ndarray, rounds: int) -> np.ndarray:
    """Let ties pull and nodes push, in ever smaller steps."""
    n = len(places)
    mass = np.diff(matrix.indptr) + 1.0  # hubs need room
    heads, tails = np.repeat(np.arange(n), np.diff(matrix.indptr)), matrix.indices
    weights = np.sqrt(matrix.data)  # a few strong pairs must not crush the rest
    # Scale the pull so that it holds the push at the present size, hence at a radius of about 1.
    along = places[heads] - places[tails]
    length = np.sqrt((along * along).sum(axis=1))
    push = mass.sum() * mass.sum() - (mass * mass).sum()
    weights = weights * (push / (weights * length * _pull(length)).sum())
    for k in range(rounds):
        forces = -GRAVITY * mass.sum() * mass[:, None] * places
        for rows, dx, dy, squared in _pairs(places):
            repel = mass[rows, None] * mass / np.maximum(squared, 1e-6)
            forces[rows, 0] += (repel * dx).sum(axis=1)
            forces[rows, 1] += (repel * dy).sum(axis=1)
        along = places[heads] - places[tails]
        length = np.sqrt((along * along).sum(axis=1)) + 1e-9
        pull = weights * _pull(length) / length
        for axis in (0, 1):
            forces[:, axis] -= np.bincount(heads, pull * along[:, axis], minlength=n)
        size = np.sqrt((forces * forces).sum(axis=1)) + 1e-12
        radius = np.sqrt((places * places).sum() / n)
        left = 1 - k / rounds
        step = np.minimum(size / (mass * mass.sum()), FIRST_STEP * radius * left * left)
        places = places + forces * (step / size)[:, None]
        places = places - places.mean(axis=0)
    return _unit(places)


def _pull(length: np.ndarray) -> np.ndarray:
    """Pull nearly alike at all distances (the power 1/8; LinLog's 0 would crush cliques)."""
    return np.sqrt(np.sqrt(np.sqrt(length)))


def _pairs(places: np.ndarray) -> Iterator[tuple[slice, np.ndarray, np.ndarray, np.ndarray]]:
    """Give, some rows at a time, differences on both axes and squared distances to all nodes."""
    n = len(places)
    x, y = np.ascontiguousarray(places.T)
    for start in range(0, n, max(PAIRS_AT_ONCE // n, 1)):
        rows = slice(start, start + max(PAIRS_AT_ONCE // n, 1))
        dx, dy = x[rows, None] - x, y[rows, None] - y
        squared = dx * dx + dy * dy
        squared[squared == 0] = np.inf  # oneself, or two at one point: no direction to push in
        yield rows, dx, dy, squared


def _unit(places: np.ndarray) -> np.ndarray:
    """Centre, and scale to a root mean square radius of 1."""
    places = places - places.mean(axis=0)
    return places / np.sqrt((places * places).sum() / len(places))


def _level(places: np.ndarray) -> np.ndarray:
    """Turn the longest axis level."""
    x, y = places.T
    wide, tall, slant = (x * x).sum(), (y * y).sum(), (x * y).sum()
    length = np.sqrt((wide - tall) * (wide - tall) + 4 * slant * slant)
    if length < 1e-6 * (wide + tall):  # as long as wide
        return places
    double = (wide - tall) / length
    cosine, sine = np.sqrt((1 + double) / 2), np.copysign(np.sqrt(max(1 - double, 0) / 2), slant)
    return np.column_stack([cosine * x + sine * y, cosine * y - sine * x])


def _apart(places: np.ndarray, degree: np.ndarray) -> np.ndarray:
    """Push aside the dots that overlap; the dot of a hub is larger."""
    radius = SPACING / 2 * (1 + np.sqrt(degree / degree.max())) / 2
    for _ in range(STEPS):
        pairs = KDTree(places).query_pairs(2 * radius.max(), output_type="ndarray")
        first, second = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].T
        away = places[first] - places[second]
        distance = np.sqrt((away * away).sum(axis=1))
        lacking = radius[first] + radius[second] - distance
        if not (lacking > SPACING / 100).any():
            break
        push = np.maximum(lacking, 0) / np.maximum(distance, 1e-9) / 4
        for axis in (0, 1):
            moves = push * away[:, axis]
            places[:, axis] += np.bincount(first, moves, len(places))
            places[:, axis] -= np.bincount(second, moves, len(places))
    return places


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
