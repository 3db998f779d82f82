"""The child that gives a second opinion: CP-SAT of OR-Tools, a solver that had no part in the matching.

It is asked, level by level, for a matching that keeps the levels before and is better on this one. Where it shows that
there is none, two programmes that share no code but the reader of the file came to the same end.

``python -m matching.solver.second_opinion_child problem.json solution.json`` runs in a process of its own: OR-Tools and
highspy each bring a HiGHS along, and the two can't live in one.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from ortools.sat.python import cp_model

from matching.solver.problem import Limit, Problem, Solution, read_problem, read_solution

Expression = cp_model.LinearExprT


class Verdict(StrEnum):
    """What the second solver says of a level."""

    AGREES = "agrees"
    """There is nothing better."""
    OPEN = "open"
    """It did not find out in time."""
    BETTER = "better"
    """There is something better, so what was claimed to be the best is not."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was found of a level.

    Attributes
    ----------
    value
        What the first solver reached. [point]
    """

    level: str
    value: int
    verdict: Verdict


def second_opinion(
    problem: Problem, solution: Solution, *, seconds: float, threads: int = 2
) -> tuple[Opinion, ...]:
    """Ask of each level for something better; after a level where there is, the rest is not asked.

    Parameters
    ----------
    seconds
        For each level. [s]
    """
    return tuple(_opinions(_Model(problem), solution, seconds=seconds, threads=threads))


def _opinions(model: "_Model", solution: Solution, *, seconds: float, threads: int) -> Iterator[Opinion]:
    for level in solution.levels:
        worth = -level.value if level.name == "spread" else level.value
        verdict = model.anything_above(level.name, worth, seconds=seconds, threads=threads)
        yield Opinion(level.name, level.value, verdict)
        if verdict is Verdict.BETTER:
            return
        model.keep(level.name, worth)


class _Model:
    """The model that everybody would write: a yes or no for each pair, and every limit as it stands in the file."""

    def __init__(self, problem: Problem) -> None:
        self._model = cp_model.CpModel()
        self._choice = [self._model.new_bool_var("") for _ in range(len(problem.pairs))]
        for row in problem.pinned:
            self._model.add(self._choice[row] == 1)
        self._add_homes(problem)
        for limit in problem.limits:
            self._add_limit(problem, limit)
        pairs = problem.pairs
        priority = np.array([client.priority for client in problem.clients], dtype=np.int64)
        self._goals: dict[str, Expression] = {
            "priority": self._sum(np.arange(len(pairs)), priority[pairs.client]),
            "suitability": self._sum(np.arange(len(pairs)), pairs.suitability),
            "stability": self._sum(np.arange(len(pairs)), pairs.stability),
            "spread": -sum(self._deviations(problem)),
        }

    def anything_above(self, level: str, worth: int, *, seconds: float, threads: int) -> Verdict:
        """Say whether a matching that keeps what is to be kept is worth more on a level."""
        asked = self._model.clone()
        asked.add(self._goals[level] >= worth + 1)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = threads
        status = solver.solve(asked)
        if status == cp_model.INFEASIBLE:
            return Verdict.AGREES
        return Verdict.OPEN if status == cp_model.UNKNOWN else Verdict.BETTER

    def keep(self, level: str, worth: int) -> None:
        """Ask from now on for matchings only that are worth so much on a level."""
        self._model.add(self._goals[level] >= worth)

    def _sum(self, rows: np.ndarray, weights: np.ndarray) -> Expression:
        chosen = [self._choice[row] for row in rows.tolist()]
        return cp_model.LinearExpr.weighted_sum(chosen, weights.tolist())

    def _add_homes(self, problem: Problem) -> None:
        pairs = problem.pairs
        for index in range(len(problem.clients)):
            rows = np.flatnonzero(pairs.client == index)
            self._model.add_at_most_one(self._choice[row] for row in rows.tolist())
        for index, dwelling in enumerate(problem.dwellings):
            rows = np.flatnonzero(pairs.dwelling == index)
            self._model.add(self._sum(rows, np.ones(len(rows), dtype=np.int64)) <= dwelling.capacity)

    def _add_limit(self, problem: Problem, limit: Limit) -> None:
        need = np.array(
            [_need(limit.measure, one.load, one.hours) for one in problem.clients], dtype=np.int64
        )
        rows = _within(problem, limit.clients, limit.dwellings)
        self._model.add(self._sum(rows, need[problem.pairs.client[rows]]) <= limit.maximum)

    def _deviations(self, problem: Problem) -> Iterator[Expression]:
        """Yield what each target costs: its weight times the square of how far it is off."""
        for target in problem.targets:
            rows = _within(problem, None, target.dwellings)
            most = max(target.target, len(problem.clients))
            off = self._model.new_int_var(-most, most, "")
            square = self._model.new_int_var(0, most * most, "")
            self._model.add(off == self._sum(rows, np.ones(len(rows), dtype=np.int64)) - target.target)
            self._model.add_multiplication_equality(square, [off, off])
            yield target.weight * square


def _need(measure: str, load: int, hours: int) -> int:
    return {"placements": 1, "load": load, "hours": hours}[measure]


def _within(
    problem: Problem, clients: tuple[int, ...] | None, dwellings: tuple[int, ...] | None
) -> np.ndarray:
    """Return the rows of the pairs with client and dwelling in these sets; None is everybody."""
    inside = np.ones(len(problem.pairs), dtype=bool)
    if clients is not None:
        inside &= np.isin(problem.pairs.client, clients)
    if dwellings is not None:
        inside &= np.isin(problem.pairs.dwelling, dwellings)
    return np.flatnonzero(inside)


def main(arguments: list[str] | None = None) -> int:
    """Print what the second solver says of each level, as JSON; return 1 where it knows something better."""
    parser = argparse.ArgumentParser(prog="python -m matching.solver.second_opinion_child")
    parser.add_argument("problem", type=Path)
    parser.add_argument("solution", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each level (60)")
    chosen = parser.parse_args(arguments)
    problem = read_problem(chosen.problem.read_text(encoding="utf-8"))
    solution = read_solution(chosen.solution.read_text(encoding="utf-8"), problem=problem)
    found = second_opinion(problem, solution, seconds=chosen.seconds)
    sys.stdout.write(json.dumps({one.level: one.verdict.value for one in found}) + "\n")
    return int(any(one.verdict is Verdict.BETTER for one in found))


if __name__ == "__main__":
    sys.exit(main())
