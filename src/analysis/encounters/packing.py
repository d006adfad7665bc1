"""Cycles without a common actor that serve the most actors, and the proof of how many that is."""

from __future__ import annotations

import numpy as np

_AROUND = 400  # neighbourhoods searched
_POLISHED = 60  # as many when no more can be served, for the sake of what cycles are worth
_ENOUGH = 250  # cycles in one small problem, at least
_AT_ONCE = 3_000  # cycles in one small problem, at most
_FEW, _WHOLE = 1_500, 20_000  # cycles that are solved as a whole at once, and in the end
_EFFORT = 6.0  # of CP-SAT's own clock, which counts operations: the same on any machine


def pack(
    cycles: list[tuple[int, ...]], actors: int, most: int, bonus: np.ndarray
) -> tuple[list[tuple[int, ...]], int]:
    """Choose cycles that have no actor in common and serve the most actors.

    Parameters
    ----------
    cycles
        Actors of each cycle, by position from 0.
    actors
        Number of actors.
    most
        Bound known already on how many can be served: reached, nothing is left to prove.
    bonus
        What each cycle is worth among choices that serve as many; the sum is below ``3 · actors``.

    Returns
    -------
        The cycles chosen, and a proven bound on the actors served.

    Notes
    -----
    The rarest actors' cycles first; if there are few, all at once; then some of the chosen are
    taken back, and what their actors and the unserved can do is solved exactly, over and over;
    last, unless the bound is reached, all at once from what was found. CP-SAT has one thread.
    """
    if not cycles:
        return [], 0
    size = np.array([len(c) for c in cycles])
    table = np.full((len(cycles), size.max()), actors)  # the last place stands for "none"
    table[np.arange(size.max()) < size[:, None]] = np.concatenate([np.array(c) for c in cycles])
    unit = 3 * actors + 1
    worth = size * unit + bonus
    chosen = _rarest_first(table, size, actors)
    bound = most
    for effort, few in ((_EFFORT / 10, _FEW), (_EFFORT, _WHOLE)):
        if size[chosen].sum() < bound and len(cycles) <= few:
            inside = np.isin(np.arange(len(cycles)), chosen)
            taken, reached = _solve(table, size, size, inside, effort)
            bound = min(bound, int(reached))
            if size[taken].sum() > size[chosen].sum():
                chosen = np.flatnonzero(taken)
        if few == _FEW:
            chosen = _search(table, size, worth, chosen, actors, bound)
    return [cycles[i] for i in sorted(chosen)], bound


def _rarest_first(table: np.ndarray, size: np.ndarray, actors: int) -> np.ndarray:
    often = np.maximum(np.bincount(table.ravel(), minlength=actors + 1), 1)
    rarity = np.where(table < actors, 1.0 / often[table], 0.0).sum(axis=1) / size
    used = np.zeros(actors + 1, dtype=bool)
    chosen = []
    for i in np.argsort(-rarity, kind="stable"):
        if not used[table[i, : size[i]]].any():
            used[table[i, : size[i]]] = True
            chosen.append(i)
    return np.array(chosen)


def _search(
    table: np.ndarray,
    size: np.ndarray,
    worth: np.ndarray,
    chosen: np.ndarray,
    actors: int,
    most: int,
) -> np.ndarray:
    """Take some chosen cycles back and solve what can be done instead, over and over."""
    chance = np.random.default_rng(0)
    wide, done = 15, 0
    for _ in range(_AROUND):
        done += size[chosen].sum() >= most
        if done > _POLISHED:
            break
        back = chance.choice(len(chosen), min(wide, len(chosen)), replace=False)
        kept = np.delete(chosen, back)
        free = np.ones(actors + 1, dtype=bool)
        free[table[kept].ravel()] = False
        free[actors] = True
        around = np.flatnonzero(free[table].all(axis=1))
        if len(around) < _ENOUGH and wide < 0.8 * len(chosen):
            wide += 1
        if len(around) > _AT_ONCE:
            some = chance.choice(around, _AT_ONCE, replace=False)
            around = np.unique(np.concatenate([some, chosen[back]]))
        shaken = worth[around] * (4 * actors) + chance.integers(0, 4, len(around))
        inside = np.isin(around, chosen[back])
        taken, _ = _solve(table[around], size[around], shaken, inside, 0.1)
        if worth[around][taken].sum() >= worth[chosen[back]].sum():
            chosen = np.concatenate([kept, around[taken]])
    return chosen


def _solve(
    table: np.ndarray, size: np.ndarray, worth: np.ndarray, hint: np.ndarray, effort: float
) -> tuple[np.ndarray, float]:
    """Solve one packing from a hint: which cycles, and CP-SAT's bound on their worth."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in table]
    through: dict[int, list[cp_model.IntVar]] = {}
    for variable, row, length, hinted in zip(
        taken, table.tolist(), size.tolist(), hint.tolist(), strict=True
    ):
        model.add_hint(variable, hinted)
        for actor in row[:length]:
            through.setdefault(actor, []).append(variable)
    for variables in through.values():
        model.add_at_most_one(variables)
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, worth.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return hint, float("inf")  # out of effort: what was known stands
    return np.array([solver.boolean_value(v) for v in taken]), solver.best_objective_bound + 1e-6
