"""The first goal of every problem goes before the goals after it, and is proven or says that it is not."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from bench.generate import generate
from matching.solver.problem import Placement, Problem, Solution
from matching.solver.solve import solve
from matching.solver.studies.breadth import Answer, Variant, in_breadth
from matching.solver.studies.first import first_goal
from matching.solver.studies.ledger import ONE_MORE, Looser, used_up, with_room
from matching.solver.studies.spreading import LEFT_OUT, without_kinds
from matching.solver.studies.variants import Made, Room


def made_of(problem: Problem) -> Made:
    solution = solve(problem, threads=1)
    return Made(problem, solution.placements, solution.levels, ("all",) * len(problem.clients), ("all",))


def every_variant(made: Made, again: object) -> list[Variant]:
    """Return a unit more of each limit that is used up, and each kind of freedom to spread."""
    limits, variants = made.problem.limits, []
    for index in used_up(made.problem, made.placements):
        most = limits[index].maximum
        problem = with_room(made.problem, Looser(index, most + ONE_MORE[limits[index].measure]))
        variants.append(Variant(problem, again, Room(limits[index], most)))
    free = [without_kinds(made.problem, kinds) for kinds in LEFT_OUT.values()]
    return [*variants, *(Variant(problem, again) for problem in free if problem.limits != limits)]


def again(problem: Problem, hint: Sequence[Placement], seconds: float | None) -> Solution:
    return solve(problem, hint=hint, time_limit=seconds, threads=1)


def first_goals(answers: Sequence[Answer]) -> list[tuple[int, bool]]:
    return [(one.difference.levels[0].after, one.difference.levels[0].proven) for one in answers]


@pytest.mark.parametrize("seed", range(1, 5))
def test_what_is_searched_from_the_top_is_what_solving_finds(seed: int) -> None:
    made = made_of(generate(clients=45, dwellings=20, seed=seed))

    for variant in every_variant(made, again):
        one_goal = replace(variant.problem, levels=made.problem.levels[:1])
        found = first_goal(one_goal, made.first, room=variant.room, seconds=None)
        assert found is not None
        assert found.value == found.bound == solve(one_goal, threads=1).levels[0].value
        assert (found.placements is not None) is (found.value != made.first.value)


def test_every_first_goal_is_settled_before_any_goal_after_it() -> None:
    made, asked = made_of(generate(clients=45, dwellings=20, seed=1)), []

    def noted(problem: Problem, hint: Sequence[Placement], seconds: float | None) -> Solution:
        asked.append(len(problem.levels))
        return again(problem, hint, seconds)

    in_breadth(made, every_variant(made, noted), seconds=None)

    assert set(asked) == {1, 4}
    assert asked == sorted(asked)


def test_when_time_is_over_after_the_first_goals_they_are_proven_and_nothing_else_is_claimed() -> None:
    made = made_of(generate(clients=45, dwellings=20, seed=1))

    def out_of_time(problem: Problem, hint: Sequence[Placement], seconds: float | None) -> Solution:
        return again(problem, hint, seconds if len(problem.levels) == 1 else 0.0)

    exact = in_breadth(made, every_variant(made, again), seconds=None)
    hurried = in_breadth(made, every_variant(made, out_of_time), seconds=None)

    assert first_goals(hurried) == first_goals(exact)
    assert all(proven for _, proven in first_goals(exact))
    assert any(one.difference.any for one in exact)
    assert any(not one.difference.proven for one in hurried)
    for one, true in zip(hurried, exact, strict=True):
        for level, truth in zip(one.difference.levels, true.difference.levels, strict=True):
            if not level.proven:
                break
            assert level.after == truth.after


def test_what_the_referees_were_not_shown_is_not_claimed() -> None:
    """Who solves again returns the matching that was made, whatever it is given."""
    made = made_of(generate(clients=45, dwellings=20, seed=1))
    gaining = [
        one
        for one, answer in zip(
            every_variant(made, again),
            in_breadth(made, every_variant(made, again), seconds=None),
            strict=True,
        )
        if answer.difference.levels[0].after != made.first.value
    ]

    def stubborn(problem: Problem, _hint: Sequence[Placement], _seconds: float | None) -> Solution:
        return again(problem, made.placements, 0.0)

    answers = in_breadth(made, [replace(one, again=stubborn) for one in gaining], seconds=None)

    assert gaining
    assert not any(proven for _, proven in first_goals(answers))


@pytest.mark.parametrize("seconds", [0.0, 1e-4, 0.05])
def test_without_time_the_bound_holds(seconds: float) -> None:
    made = made_of(generate(clients=45, dwellings=20, seed=2))
    exact = partial(first_goal, room=None, seconds=None)

    for variant in every_variant(made, again):
        one_goal = replace(variant.problem, levels=made.problem.levels[:1])
        hurried = first_goal(one_goal, made.first, room=variant.room, seconds=seconds)
        true = exact(one_goal, made.first)
        assert hurried is not None
        assert true is not None
        assert made.first.value <= hurried.value <= true.value <= hurried.bound
