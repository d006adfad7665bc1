"""How nodes of one connected group find their places, and keep them.

Only additions, products, divisions and square roots are used on the way, which every machine rounds
alike: an exponential or a power may differ in its last digit, and the forces would amplify it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import KDTree

PAIRS_AT_ONCE = 2_000_000  # bounds memory
STEPS = 300
FIRST_STEP = 0.1  # of the radius; steps then shrink to nothing
GRAVITY = 0.4  # above 1, a disc; 0 lets loosely tied groups drift away
SPACING = 1.0  # least distance of two small dots, in units of one actor's share of the picture


def by_stress(matrix: sparse.csr_array, places: np.ndarray, rounds: int) -> np.ndarray:
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


def by_forces(
    matrix: sparse.csr_array, places: np.ndarray, rounds: int, first_step: float = FIRST_STEP
) -> np.ndarray:
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
        step = np.minimum(size / (mass * mass.sum()), first_step * radius * left * left)
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


def level(places: np.ndarray) -> np.ndarray:
    """Turn the longest axis level."""
    x, y = places.T
    wide, tall, slant = (x * x).sum(), (y * y).sum(), (x * y).sum()
    length = np.sqrt((wide - tall) * (wide - tall) + 4 * slant * slant)
    if length < 1e-6 * (wide + tall):  # as long as wide
        return places
    double = (wide - tall) / length
    cosine, sine = np.sqrt((1 + double) / 2), np.copysign(np.sqrt(max(1 - double, 0) / 2), slant)
    return np.column_stack([cosine * x + sine * y, cosine * y - sine * x])


def apart(places: np.ndarray, degree: np.ndarray) -> np.ndarray:
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


def aligned(places: np.ndarray, like: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Move, turn and scale places so that the known ones lie nearest to where they were."""
    here, there = places[known].mean(axis=0), like[known].mean(axis=0)
    a, b = places[known] - here, like[known] - there
    # the best similarity of the plane is a product of complex numbers: no angle is needed
    cosine, sine = (a * b).sum(), (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()
    size = (a * a).sum()
    if size < 1e-12:  # a single known node
        spread = np.abs(like - like.mean(axis=0)).mean()
        return (places - here) * spread + there
    moved = places - here
    turned = np.column_stack(
        [cosine * moved[:, 0] - sine * moved[:, 1], sine * moved[:, 0] + cosine * moved[:, 1]]
    )
    return turned / size + there
