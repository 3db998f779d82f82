"""Nothing that brute force finds is better than what the solver finds, and all of it is proven."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver.problem import Problem
from matching.solver.solve import solve
from random_problems import best_by_trying_everything, merit, problems


@settings(deadline=None, max_examples=150)
@given(problem=problems(), seed=st.integers(0, 3))
def test_solve_equals_trying_everything(problem: Problem, seed: int) -> None:
    best = best_by_trying_everything(problem)

    solution = solve(problem, seed=seed)

    assert best == merit(problem, solution.placements)
    assert solution.status == "optimal"
    assert all(level.bound == level.value for level in solution.levels)
