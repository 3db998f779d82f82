"""Find the best matching, level by level, and say what is proven."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

import numpy as np

from matching.solver.bound import Bound, safe_bound
from matching.solver.check import check
from matching.solver.greedy import place_greedily
from matching.solver.kernel import search
from matching.solver.linear import Floor
from matching.solver.problem import LevelResult, Placement, Problem, Solution, problem_hash
from matching.solver.program import Integers, Program, build_program, columns_of, placements_of, with_units
from matching.solver.relaxation import relax


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve is.

    Attributes
    ----------
    level
        The level being settled.
    phase
        "bound", "search" or "settled".
    value, bound
        What is reached and what can't be passed, at this level. [point]
    """

    level: str
    phase: str
    value: int
    bound: int


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    threads: int = 2,
    hint: Sequence[Placement] | None = None,
) -> Solution:
    """Return the best matching, exact level by level, or the best so far when time or patience runs out.

    The same problem, seed, hint and threads give the same placements, unless the time ran out.

    Parameters
    ----------
    seed
        Chooses among matchings that are equal at every level.
    time_limit
        None: as long as it takes. [s]
    progress
        Called whenever something changed.
    stop
        Asked now and then; true ends the search with what there is.
    hint
        A matching to start from; ignored when it breaks a rule.
    """
    run = _Run(problem, seed=seed, threads=threads, time_limit=time_limit, progress=progress, stop=stop)
    run.start(hint or ())
    for level in problem.levels:
        run.settle(level)
    return run.solution()


@dataclass(slots=True)
class _Run:
    """One solve: what is settled, what is best so far, and how much time is left."""

    problem: Problem
    seed: int
    threads: int
    time_limit: float | None
    progress: Callable[[Progress], None] | None
    stop: Callable[[], bool] | None
    begun: float = field(default_factory=time.perf_counter)
    program: Program = field(init=False)
    best: Integers = field(init=False)
    floors: list[Floor] = field(default_factory=list)
    levels: list[LevelResult] = field(default_factory=list)

    def start(self, hint: Sequence[Placement]) -> None:
        """Build the program and lay the net."""
        self.program = build_program(self.problem, seed=self.seed)
        self.best = place_greedily(self.program, levels=self.problem.levels)
        hinted = columns_of(self.program, self.problem, hint)
        if hinted is not None and self._valid(hinted) and self._merit(hinted) > self._merit(self.best):
            self.best = hinted

    def settle(self, level: str) -> None:
        """Optimise one level, keep its value for the levels after it, and note what is proven."""
        begun = time.perf_counter()
        bound, proven = self._optimise(level)
        value = self.program.worth(level, self.best)
        proven = proven or value >= bound
        bound = value if proven else bound
        sign = -1 if level == "spread" else 1
        seconds = time.perf_counter() - begun
        self.levels.append(LevelResult(str(level), sign * value, sign * bound, proven, seconds))
        values = self.program.values[level]
        self.floors.append(Floor(values, value - self.program.constants[level]))
        self._tell(level, "settled", bound)

    def solution(self) -> Solution:
        """Return what was found, judged once more by the referee."""
        placements = placements_of(self.program, self.problem, self.best)
        report = check(self.problem, placements)
        if not report.valid:
            raise AssertionError("The solver made an invalid matching: " + report.violations[0].sentence)
        proven = all(level.proven for level in self.levels)
        return Solution(
            problem_hash=problem_hash(self.problem),
            status="optimal" if proven else "feasible",
            placements=placements,
            levels=tuple(self.levels),
            seconds=time.perf_counter() - self.begun,
            seed=self.seed,
            versions=_versions(),
        )

    def _optimise(self, level: str) -> tuple[int, bool]:
        """Improve the best matching at a level; return the bound and whether the search proved it."""
        bound = self._bound(level)
        limit = bound.value + self.program.constants[level]
        value = self.program.worth(level, self.best)
        self._tell(level, "bound", limit)
        if value >= limit or self._over():
            return limit, False
        kernel = self._kernel(bound, value + 1 - self.program.constants[level])
        self._tell(level, "search", limit)
        found = search(
            self.program,
            kernel,
            objective=self.program.values[level],
            floors=self.floors,
            hint=self.best,
            seed=self.seed,
            time_limit=self._left(),
            stop=self._over,
        )
        sound = found.columns is not None and self._accept(level, found.columns)
        if np.isfinite(found.bound):
            searched = int(np.floor(found.bound + 0.01)) + self.program.constants[level]
            limit = min(limit, max(searched, self.program.worth(level, self.best)))
        return limit, found.finished and sound

    def _bound(self, level: str) -> Bound:
        """Return a safe bound on a level: by linear programming, or a plain one when there is no time."""
        objective = self.program.values[level]
        if not self._over():
            return relax(
                self.program, objective=objective, floors=self.floors, seed=self.seed, time_limit=self._left()
            ).bound
        return safe_bound(
            self.program,
            objective=objective,
            floors=self.floors,
            row_multipliers=np.zeros(len(self.program.room)),
            floor_multipliers=np.zeros(len(self.floors)),
        )

    def _kernel(self, bound: Bound, goal: int) -> Integers:
        """Return the columns a matching worth `goal` may use, with those of the best one."""
        may = bound.can_reach(goal)
        may[self.best] = True
        may[self.program.pairs :] = True
        return np.flatnonzero(may)

    def _accept(self, level: str, columns: Integers) -> bool:
        """Take over what a search found, when it is sound and no worse; return whether it is sound."""
        columns = with_units(self.program, columns[columns < self.program.pairs])
        if not self._valid(columns) or any(
            int(floor.values[columns].sum()) < floor.minimum for floor in self.floors
        ):
            return False
        if self.program.worth(level, columns) >= self.program.worth(level, self.best):
            self.best = columns
        return True

    def _valid(self, columns: Integers) -> bool:
        return check(self.problem, placements_of(self.program, self.problem, columns)).valid

    def _merit(self, columns: Integers) -> tuple[int, ...]:
        return tuple(self.program.worth(level, columns) for level in self.problem.levels)

    def _left(self) -> float:
        """Return the time that is left. [s]"""
        if self.time_limit is None:
            return float("inf")
        return self.time_limit - (time.perf_counter() - self.begun)

    def _over(self) -> bool:
        return self._left() <= 0 or (self.stop is not None and self.stop())

    def _tell(self, level: str, phase: str, bound: int) -> None:
        if self.progress is not None:
            sign = -1 if level == "spread" else 1
            value = self.program.worth(level, self.best)
            self.progress(Progress(str(level), phase, sign * value, sign * bound))


def _versions() -> tuple[tuple[str, str], ...]:
    return tuple((name, version(name)) for name in ("highspy", "numpy"))
