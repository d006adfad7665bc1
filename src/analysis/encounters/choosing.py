"""Lists of suggestions whose total is the highest that the caps allow: a flow of least cost."""

from __future__ import annotations

import numpy as np

_SCALE = 1_000_000


def choose(
    a: np.ndarray,
    b: np.ndarray,
    score: np.ndarray,
    kind: np.ndarray,
    *,
    people: int,
    per_actor: int,
    exposure: int,
    alike: int,
) -> np.ndarray:
    """Choose among pairs, so that their scores add up to the most.

    Parameters
    ----------
    a, b
        Who is suggested to whom: ``b`` to ``a``, by position from 0.
    score
        Worth of each pair, from 0 to 1, counted to the millionth.
    kind
        Kind of the one suggested; pairs of kind −1 are of no kind.
    people
        Number of actors.
    per_actor, exposure, alike
        How many may be suggested to one, how often one may be suggested, how many of one kind to
        one: at most.

    Returns
    -------
        Whether each pair is chosen. Solved to the optimum by OR-tools' network simplex kin; with
        whole numbers throughout, the choice is the same on each run.
    """
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink = 2 * people, 2 * people + 1
    lists, places = np.unique(np.column_stack([a, kind])[kind >= 0], axis=0, return_inverse=True)
    through = a.copy()  # from a's list of that kind, or straight from a
    through[kind >= 0] = 2 * people + 2 + places.reshape(-1)
    actors = np.arange(people)
    none = np.zeros(people, dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(people, source), actors, np.full(people, per_actor), none
    )
    if len(lists):
        flow.add_arcs_with_capacity_and_unit_cost(
            lists[:, 0],
            2 * people + 2 + np.arange(len(lists)),
            np.full(len(lists), alike),
            np.zeros(len(lists), dtype=np.int64),
        )
    cost = _SCALE - np.round(score * _SCALE).astype(np.int64)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        through, people + b, np.ones(len(a), dtype=np.int64), cost
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        people + actors, np.full(people, sink), np.full(people, exposure), none
    )
    # What finds no place goes straight to the sink, at the cost of a pair worth nothing.
    everything = people * per_actor
    flow.add_arc_with_capacity_and_unit_cost(source, sink, everything, _SCALE)
    flow.set_node_supply(source, everything)
    flow.set_node_supply(sink, -everything)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("no flow: this cannot be, since all may go straight to the sink")
    return flow.flows(arcs) > 0
