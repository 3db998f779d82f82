"""The model that everybody writes first, for CP-SAT: one Boolean per pair, squares by multiplication.

OR-Tools and highspy each bring a HiGHS of their own, and the two can't live in one process.
"""

import time
from collections.abc import Iterator

import numpy as np
from ortools.sat.python import cp_model

from bench.plain import Outcome, need_of, placements_of, rows_of, signed
from matching.solver.problem import Problem


class _ByCpSat:
    """One Boolean per pair, squares by multiplication."""

    def __init__(self, problem: Problem) -> None:
        model = self.model = cp_model.CpModel()
        pairs = problem.pairs
        self.choice = [model.new_bool_var(f"x{row}") for row in range(len(pairs))]
        for index in range(len(problem.clients)):
            model.add_at_most_one(self.choice[row] for row in np.flatnonzero(pairs.client == index))
        for index, dwelling in enumerate(problem.dwellings):
            rows = np.flatnonzero(pairs.dwelling == index)
            model.add(sum(self.choice[row] for row in rows) <= dwelling.capacity)
        for limit in problem.limits:
            rows = rows_of(problem, limit.clients, limit.dwellings)
            terms = [need_of(problem, limit, int(pairs.client[row])) * self.choice[row] for row in rows]
            model.add(sum(terms) <= limit.maximum)
        self.goals = {
            "priority": self._weighted([problem.clients[client].priority for client in pairs.client])
        }
        self.goals["suitability"] = self._weighted(pairs.suitability.tolist())
        self.goals["stability"] = self._weighted(pairs.stability.tolist())
        self.goals["spread"] = -sum(self._squares(problem))

    def _weighted(self, weights: list[int]) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.weighted_sum(self.choice, weights)

    def _squares(self, problem: Problem) -> Iterator[cp_model.LinearExpr]:
        for target in problem.targets:
            rows = rows_of(problem, None, target.dwellings)
            most = max(target.target, len(problem.clients))
            off = self.model.new_int_var(-most, most, f"off {target.id}")
            square = self.model.new_int_var(0, most * most, f"square {target.id}")
            self.model.add(off == sum(self.choice[row] for row in rows) - target.target)
            self.model.add_multiplication_equality(square, [off, off])
            yield target.weight * square


def by_cp_sat(problem: Problem, *, time_limit: float, threads: int = 2, seed: int = 1) -> Outcome:
    """Solve level by level with CP-SAT; `time_limit` counts for each level. [s]"""
    begun = time.perf_counter()
    built = _ByCpSat(problem)
    chosen, levels = [], []
    for level in problem.levels:
        started = time.perf_counter()
        goal = built.goals[level]
        built.model.maximize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = threads
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = time_limit
        status = solver.solve(built.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        chosen = [solver.boolean_value(choice) for choice in built.choice]
        value, bound = round(solver.objective_value), int(np.floor(solver.best_objective_bound + 1e-6))
        levels.append((level, *signed(level, value, bound), time.perf_counter() - started))
        built.model.add(goal >= value)
        built.model.clear_hints()
        for choice, taken in zip(built.choice, chosen, strict=True):
            built.model.add_hint(choice, taken)
    placements = placements_of(problem, np.flatnonzero(chosen))
    return Outcome("plain CP-SAT", placements, tuple(levels), time.perf_counter() - begun)
