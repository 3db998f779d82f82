"""The model that everybody writes second, for HiGHS: a column per pair and per unit of a target."""

import time

import highspy
import numpy as np
from scipy import sparse

from bench.plain import Outcome, need_of, placements_of, rows_of, signed
from matching.solver.problem import Problem


class _ByHighs:
    """One binary column per pair, one column per unit of a target with growing cost."""

    def __init__(self, problem: Problem) -> None:
        pairs, self.count = problem.pairs, len(problem.pairs)
        spread, links = self._segments(problem)
        width = self.count + len(spread)
        rows, upper, lower = [], [], []

        def add(columns: np.ndarray, values: np.ndarray, least: float, most: float) -> None:
            rows.append((columns, values))
            lower.append(least)
            upper.append(most)

        for index in range(len(problem.clients)):
            columns = np.flatnonzero(pairs.client == index)
            add(columns, np.ones(len(columns)), -np.inf, 1)
        for index, dwelling in enumerate(problem.dwellings):
            columns = np.flatnonzero(pairs.dwelling == index)
            add(columns, np.ones(len(columns)), -np.inf, dwelling.capacity)
        for limit in problem.limits:
            columns = rows_of(problem, limit.clients, limit.dwellings)
            needs = np.array(
                [need_of(problem, limit, int(client)) for client in pairs.client[columns]], dtype=float
            )
            add(columns, needs, -np.inf, limit.maximum)
        for columns, values in links:
            add(columns, values, 0, 0)
        priority = np.array([client.priority for client in problem.clients])[pairs.client]
        self.goals = {
            name: np.concatenate([column, np.zeros(len(spread))])
            for name, column in (("priority", priority), *list(pairs.columns().items())[2:])
        }
        self.goals["spread"] = np.concatenate([np.zeros(self.count), -np.array(spread)])
        self.constant = sum(target.weight * target.target**2 for target in problem.targets)
        self.highs = _loaded(rows, np.array(lower), np.array(upper), width)

    def _segments(self, problem: Problem) -> tuple[list[int], list[tuple[np.ndarray, np.ndarray]]]:
        spread: list[int] = []
        links = []
        for target in problem.targets:
            pairs = rows_of(problem, None, target.dwellings)
            most = min(
                len(problem.clients), sum(problem.dwellings[index].capacity for index in target.dwellings)
            )
            own = np.arange(most) + self.count + len(spread)
            spread.extend(target.weight * (2 * unit - 1 - 2 * target.target) for unit in range(1, most + 1))
            links.append(
                (np.concatenate([pairs, own]), np.concatenate([np.ones(len(pairs)), -np.ones(most)]))
            )
        return spread, links


def _loaded(rows: list, lower: np.ndarray, upper: np.ndarray, width: int) -> highspy.Highs:
    starts = np.cumsum([0] + [len(columns) for columns, _ in rows])
    matrix = sparse.csr_matrix(
        (
            np.concatenate([values for _, values in rows]),
            np.concatenate([columns for columns, _ in rows]),
            starts,
        ),
        shape=(len(rows), width),
    ).tocsc()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = width, len(rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(width), np.zeros(width), np.ones(width)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    lp.integrality_ = [highspy.HighsVarType.kInteger] * width
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(lp)
    return highs


def by_highs(problem: Problem, *, time_limit: float, threads: int = 2, seed: int = 1) -> Outcome:
    """Solve level by level with HiGHS; `time_limit` counts for each level. [s]"""
    begun = time.perf_counter()
    built = _ByHighs(problem)
    highs = built.highs
    highs.setOptionValue("threads", threads)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.99)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    chosen, levels = np.zeros(0, dtype=int), []
    for level in problem.levels:
        started = time.perf_counter()
        goal = built.goals[level].astype(float)
        highs.setOptionValue("time_limit", highs.getRunTime() + time_limit)
        highs.changeColsCost(len(goal), np.arange(len(goal), dtype=np.int32), goal)
        highs.run()
        info = highs.getInfo()
        if not np.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
            break
        solution = highs.getSolution()
        values = np.array(solution.col_value)
        chosen = np.flatnonzero(values[: built.count] > 0.5)
        value, bound = round(info.objective_function_value), int(np.floor(info.mip_dual_bound + 1e-6))
        constant = built.constant if level == "spread" else 0
        levels.append(
            (level, *signed(level, value - constant, bound - constant), time.perf_counter() - started)
        )
        used = np.flatnonzero(goal)
        highs.addRow(float(value), highspy.kHighsInf, len(used), used.astype(np.int32), goal[used])
        highs.setSolution(solution)
    return Outcome("plain HiGHS", placements_of(problem, chosen), tuple(levels), time.perf_counter() - begun)
