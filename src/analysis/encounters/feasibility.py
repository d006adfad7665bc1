"""Whether all wishes can be kept at once: one round, proven by CP-SAT either way."""

from __future__ import annotations

import numpy as np

from analysis.encounters.wishing import ImpossibleMeeting, Rule, Wishes


def seat_round(wishes: Wishes, r: int, seed: int) -> np.ndarray:
    """Seat one round (from 0) so that every wish is kept; −1 for who is absent."""
    if wishes.free or not wishes.rules:
        here = np.flatnonzero(wishes.present[r])
        table = np.full(len(wishes.people), -1)
        dealt = np.random.default_rng([seed, r]).permutation(here)
        table[dealt] = np.repeat(np.arange(len(wishes.size[r])), wishes.size[r])
        return table
    found = _solve(wishes, r, wishes.rules)
    assert found is not None  # read_wishes refuses what cannot be kept
    return found


def _solve(wishes: Wishes, r: int, rules: list[Rule]) -> np.ndarray | None:
    """Find a seating of one round that keeps some rules; None when it is proven that none does."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    here = np.flatnonzero(wishes.present[r]).tolist()
    tables = range(wishes.size.shape[1])
    at = {p: [model.new_bool_var("") for _ in tables] for p in here}
    for p in here:
        model.add_exactly_one(at[p])
    least, most = int(wishes.size[r].min()), int(wishes.size[r].max())
    for t in tables:
        model.add_linear_constraint(sum(at[p][t] for p in here), least, most)
    for rule in rules:
        a, b = rule.a, rule.b
        if a not in at or (rule.kind != "host" and b not in at):
            continue
        if rule.kind == "host":
            model.add(at[a][b] == 1)
            continue
        for t in tables:
            if rule.kind == "apart":
                model.add_at_most_one(at[a][t], at[b][t])
            else:
                model.add(at[a][t] == at[b][t])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = 20.0
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise ImpossibleMeeting(
            [f"tour {r + 1} : ni plan ni preuve qu'il n'y en a pas → demander moins à la fois"]
        )
    table = np.full(len(wishes.people), -1)
    for p in here:
        table[p] = next(t for t in tables if solver.value(at[p][t]))
    return table


def refuse_contradictions(wishes: Wishes) -> None:
    """Refuse wishes that exclude one another, and name a least set of them: all are needed."""
    if not wishes.rules:
        return
    seen: set[bytes] = set()
    for r, here in enumerate(wishes.present):
        if here.tobytes() in seen:
            continue
        seen.add(here.tobytes())
        if _solve(wishes, r, wishes.rules) is not None:
            continue
        needed = list(wishes.rules)
        step = max(len(needed) // 2, 1)  # leave out half, then less and less, down to one by one
        while True:
            for start in range(0, len(needed), step):
                fewer = needed[:start] + needed[start + step :]
                if len(fewer) < len(needed) and _solve(wishes, r, fewer) is None:
                    needed = fewer
                    break
            else:
                if step == 1:
                    break
                step //= 2
        listed = " ; ".join(rule.text for rule in needed)
        raise ImpossibleMeeting(
            [
                f"tour {r + 1} : on ne peut pas à la fois… {listed} → "
                "renoncer à l'une de ces demandes"
            ]
        )
