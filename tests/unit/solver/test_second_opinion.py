"""Another solver is asked whether it knows better: it agrees with what is best, and not with what is not."""

from dataclasses import replace

import pytest

from matching.solver import (
    LevelResult,
    Problem,
    Solution,
    check,
    formulate,
    solve,
    write_problem,
    write_solution,
)
from matching.solver.second_opinion import second_opinion
from random_instances import crowded_instance, random_instance


def asked(problem: Problem, solution: Solution, *, seconds: float = 30) -> dict[str, str]:
    texts = {"problem": write_problem(problem), "solution": write_solution(solution, problem=problem)}
    return second_opinion(**texts, seconds=seconds)


@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_with_what_is_best(seed: int) -> None:
    problem = formulate(random_instance(seed, clients=8, dwellings=6))

    assert asked(problem, solve(problem)) == dict.fromkeys(problem.levels, "agrees")


@pytest.mark.parametrize("seed", range(2))
def test_it_knows_better_than_what_leaves_somebody_out(seed: int) -> None:
    problem = replace(formulate(crowded_instance(seed)), pinned=())
    best = solve(problem)
    fewer = best.placements[1:]
    report = check(problem, fewer)
    levels = tuple(LevelResult(one.name, report.value(one.name), 0, True, 0.0) for one in best.levels)

    found = asked(problem, replace(best, placements=fewer, levels=levels))

    assert report.valid
    assert found == {problem.levels[0]: "better"}


def test_without_time_it_says_so() -> None:
    problem = formulate(crowded_instance(0))

    assert set(asked(problem, solve(problem), seconds=1e-6).values()) <= {"open", "agrees"}


def test_a_file_that_can_not_be_read_is_said() -> None:
    with pytest.raises(RuntimeError, match="The other solver broke"):
        second_opinion(problem="{}", solution="{}", seconds=1)
