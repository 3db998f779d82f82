"""What the tests of studies share: a base, and the real solver with both referees behind it."""

from collections.abc import Sequence

from matching.operations.runs.thinking import ask_the_referees
from matching.solver import Base, Instance, Placement, Problem, Solution, formulate, pairs_of, solve


def solve_now(
    instance: Instance,
    problem: Problem,
    *,
    share: float = 1.0,
    seconds: float | None = None,
    hint: Sequence[Placement] = (),
) -> Solution:
    """Solve to proof, or as long as may be, and let the referees look."""
    solution = solve(problem, threads=1, time_limit=seconds, hint=hint)
    ask_the_referees(instance, problem, solution)
    return solution


def a_base(instance: Instance) -> Base:
    """Return the best matching of an instance, as a run would keep it."""
    problem = formulate(instance)
    solution = solve_now(instance, problem)
    return Base(instance, pairs_of(problem, solution), solution.levels)
