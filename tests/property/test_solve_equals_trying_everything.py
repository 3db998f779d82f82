"""Nothing that brute force finds is better than what the solver finds, and all of it is proven."""

import operator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver import climb, components, relaxation
from matching.solver.problem import Problem
from matching.solver.solve import solve
from random_problems import best_by_trying_everything, every_matching, merit, problems


@settings(deadline=None, max_examples=150)
@given(problem=problems(), seed=st.integers(0, 3), fewest=st.sampled_from([1, 300]))
def test_solve_equals_trying_everything(problem: Problem, seed: int, fewest: int) -> None:
    """In one piece, and in as many as there are."""
    best = best_by_trying_everything(problem)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(components, "FEWEST_PAIRS", fewest)
        solution = solve(problem, seed=seed)

    assert best == merit(problem, solution.placements)
    assert solution.status == "optimal"
    assert all(level.bound == level.value for level in solution.levels)


@settings(deadline=None, max_examples=60)
@given(problem=problems(), seed=st.integers(0, 3))
def test_the_way_of_large_problems_is_as_exact(problem: Problem, seed: int) -> None:
    """Sifting, diving, improving and small first kernels, which only large problems need, on small ones."""
    best = best_by_trying_everything(problem)

    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("FIRST_PER_CLIENT", 1), ("FIRST_PER_ROW", 1), ("WHOLE_UNTIL", 0)):
            patch.setattr(relaxation, name, value)
        for name, value in (
            ("KERNEL_AT_LEAST", 2),
            ("KERNEL_PER_CLIENT", 1),
            ("IMPROVED_FROM", 0),
            ("LEAST_HOMES", 0),
        ):
            patch.setattr(climb, name, value)
        patch.setattr(climb, "PATIENCE", 2)
        patch.setattr(components, "FEWEST_PAIRS", 1)
        solution = solve(problem, seed=seed)

    assert best == merit(problem, solution.placements)
    assert solution.status == "optimal"


@settings(deadline=None, max_examples=150)
@given(
    problem=problems(),
    seed=st.integers(0, 3),
    hurry=st.sampled_from([{"stop": lambda: True}, {"time_limit": 0}]),
    fewest=st.sampled_from([1, 300]),
)
def test_what_is_claimed_in_a_hurry_is_true(
    problem: Problem, seed: int, hurry: dict[str, Any], fewest: int
) -> None:
    """Of the matchings that keep the earlier levels as they were reached, none passes a level's bound."""
    everything = [merit(problem, placements) for placements in every_matching(problem)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(components, "FEWEST_PAIRS", fewest)
        solution = solve(problem, seed=seed, **hurry)

    reached = merit(problem, solution.placements)
    assert reached is not None
    for position, level in enumerate(solution.levels):
        sign = -1 if level.name == "spread" else 1
        before = reached[:position]
        as_good = [one for one in everything if one is not None and all(map(operator.ge, one, before))]
        assert sign * level.value == reached[position]
        assert max(one[position] for one in as_good) <= sign * level.bound
