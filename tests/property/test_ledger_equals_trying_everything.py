"""What one unit more is worth, and what spreading costs, equals what trying every matching finds."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver.problem import Placement, Problem, Solution
from matching.solver.solve import solve
from matching.solver.studies.first import first_goal
from matching.solver.studies.ledger import ONE_MORE, Looser, ledger, with_room
from matching.solver.studies.spreading import LEFT_OUT, price_of_spreading, without_kinds
from matching.solver.studies.variants import Difference, Made, Room
from random_problems import best_by_trying_everything, problems


def made_of(problem: Problem) -> Made:
    solution = solve(problem)
    groups = tuple("even" if index % 2 == 0 else "odd" for index in range(len(problem.clients)))
    return Made(problem, solution.placements, solution.levels, groups, ("even", "odd"))


def again(_: object, problem: Problem, hint: tuple[Placement, ...], seconds: float | None) -> Solution:
    return solve(problem, hint=hint, time_limit=seconds, threads=1)


def merits(difference: Difference) -> tuple[int, ...]:
    return tuple((-1 if one.name == "spread" else 1) * one.after for one in difference.levels)


@settings(deadline=None, max_examples=120)
@given(problem=problems())
def test_one_more_of_every_limit_equals_trying_everything(problem: Problem) -> None:
    """Every limit, used up or not: where a bound says that nothing changes, nothing does."""
    looser = [
        Looser(index, limit.maximum + ONE_MORE[limit.measure]) for index, limit in enumerate(problem.limits)
    ]

    entries = ledger(made_of(problem), looser, again, seconds=None)

    for one, entry in zip(looser, entries, strict=True):
        assert merits(entry.difference) == best_by_trying_everything(with_room(problem, one))
        assert entry.difference.proven
        groups = entry.difference.groups
        assert sum(each.gain - each.lose for each in groups) == (
            entry.difference.placed.after - entry.difference.placed.before
        )


@settings(deadline=None, max_examples=120)
@given(problem=problems(), seconds=st.sampled_from([None, 0.0]))
def test_the_first_goal_alone_equals_trying_everything(problem: Problem, seconds: float | None) -> None:
    """Of every limit, used up or not; without time the truth is still between value and bound."""
    made = made_of(problem)
    sign = -1 if made.first.name == "spread" else 1

    for index, limit in enumerate(problem.limits):
        freer = with_room(problem, Looser(index, limit.maximum + ONE_MORE[limit.measure]))
        one_goal = replace(freer, levels=problem.levels[:1])
        found = first_goal(one_goal, made.first, room=Room(limit, limit.maximum), seconds=seconds)
        assert found is not None
        (best,) = best_by_trying_everything(one_goal)
        assert sign * found.value <= best <= sign * found.bound
        assert seconds == 0.0 or found.value == found.bound


@settings(deadline=None, max_examples=40)
@given(problem=problems())
def test_the_price_of_spreading_equals_trying_everything(problem: Problem) -> None:
    prices = price_of_spreading(made_of(problem), again, seconds=None)

    for one in prices:
        free = without_kinds(problem, LEFT_OUT[one.without])
        assert merits(one.difference) == best_by_trying_everything(free)
