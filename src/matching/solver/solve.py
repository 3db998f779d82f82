"""Find the best matching, level by level, and say what is proven."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from matching.solver.certify import proofs_of
from matching.solver.check import Report, check
from matching.solver.climb import Climb
from matching.solver.greedy import place_greedily
from matching.solver.problem import (
    Certificate,
    LevelResult,
    Placement,
    Problem,
    Solution,
    problem_hash,
)
from matching.solver.program import Integers, Program, build_program, columns_of, placements_of
from matching.solver.stages import Stage


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

    The same problem, seed and hint give the same placements, unless time or patience ran out.

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
    threads
        How many threads may search at once, where the problem is large; it changes the time, not the answer. More
        than two are not used.
    hint
        A matching to start from; ignored when it breaks a rule.
    """
    watch = _Watch(problem, time_limit=time_limit, progress=progress, stop=stop)
    program = watch.program = build_program(problem, seed=seed)
    start = _best_start(problem, program, hint=hint or ())
    climb = Climb(program, levels=problem.levels, best=start, seed=seed, watcher=watch, threads=threads)
    climb.settle_all()
    return _solution(problem, climb, program=program, seed=seed, seconds=watch.spent())


@dataclass(slots=True)
class _Watch:
    """The clock, the referee and the teller of a solve."""

    problem: Problem
    time_limit: float | None
    progress: Callable[[Progress], None] | None
    stop: Callable[[], bool] | None
    begun: float = field(default_factory=time.perf_counter)
    program: Program = field(init=False)

    def sound(self, columns: Integers) -> bool:
        """Ask the referee, who knows nothing of columns."""
        return check(self.problem, placements_of(self.program, self.problem, columns)).valid

    def spent(self) -> float:
        """Return the time since the start. [s]"""
        return time.perf_counter() - self.begun

    def left(self) -> float:
        """Return the time that is left. [s]"""
        return float("inf") if self.time_limit is None else self.time_limit - self.spent()

    def over(self) -> bool:
        """Return whether time or patience ran out."""
        return self.left() <= 0 or (self.stop is not None and self.stop())

    def told(self, phase: str, stage: Stage, *, best: Integers, bound: int) -> None:
        """Pass on where it stands, in the words of the stage's first level."""
        if self.progress is None:
            return
        level, sign = stage.levels[0], _sign(stage.levels[0])
        highest = stage.bounds(bound, (0, 0))[0] + self.program.constants[level]
        self.progress(Progress(level, phase, sign * self.program.worth(level, best), sign * highest))


def _best_start(problem: Problem, program: Program, *, hint: Sequence[Placement]) -> Integers:
    """Return the better of a greedy matching and the hint, where that is valid."""
    greedy = place_greedily(program, levels=problem.levels)
    hinted = columns_of(program, problem, hint) if check(problem, hint).valid else None
    if hinted is None:
        return greedy
    return max(
        greedy, hinted, key=lambda columns: [program.worth(level, columns) for level in problem.levels]
    )


def _solution(problem: Problem, climb: Climb, *, program: Program, seed: int, seconds: float) -> Solution:
    """Return what was found, judged once more by the referee."""
    placements = placements_of(program, problem, climb.best)
    report = check(problem, placements)
    levels = tuple(_level_results(climb, program, report))
    if not report.valid:
        raise AssertionError(f"The solver made an invalid matching. {report.violations[0].sentence}")
    name = problem_hash(problem)
    return Solution(
        problem_hash=name,
        status="optimal" if all(level.proven for level in levels) else "feasible",
        placements=placements,
        levels=levels,
        seconds=seconds,
        seed=seed,
        versions=tuple((package, version(package)) for package in climb.packages),
        certificate=Certificate(name, tuple(proofs_of(problem, climb, results=levels))),
    )


def _level_results(climb: Climb, program: Program, report: Report) -> Iterator[LevelResult]:
    """Yield a result per level: the value as the referee counts it, beside the bound."""
    for step, seconds in zip(climb.steps, climb.seconds, strict=True):
        signs = [_sign(level) for level in step.stage.levels]
        values = tuple(
            sign * report.value(level) for level, sign in zip(step.stage.levels, signs, strict=True)
        )
        constants = [program.constants[level] for level in step.stage.levels]
        reached = tuple(value - constant for value, constant in zip(values, constants, strict=True))
        bounds = step.stage.bounds(step.bound.value, reached)
        for index, level in enumerate(step.stage.levels):
            highest = bounds[index] + constants[index]
            highest = min(highest, 0) if level == "spread" else highest
            proven = step.proven or values[index] >= highest
            bound = values[index] if proven else highest
            yield LevelResult(
                str(level), signs[index] * values[index], signs[index] * bound, proven, seconds / len(signs)
            )


def _sign(level: str) -> int:
    """Return -1 for what is minimised."""
    return -1 if level == "spread" else 1
