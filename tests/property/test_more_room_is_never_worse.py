"""Adding capacity, a dwelling or room in a limit can't make the first level worse."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.solver.problem import Pairs, Problem, ProblemDwelling
from matching.solver.solve import solve
from random_problems import problems


def first_value(problem: Problem) -> int:
    level = solve(problem).levels[0]
    assert level.proven
    return -level.value if level.name == "spread" else level.value


@settings(deadline=None, max_examples=40)
@given(problem=problems(), data=st.data())
def test_more_capacity_is_never_worse(problem: Problem, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(problem.dwellings) - 1))
    dwellings = list(problem.dwellings)
    dwellings[index] = replace(dwellings[index], capacity=dwellings[index].capacity + 1)

    assert first_value(problem) <= first_value(replace(problem, dwellings=tuple(dwellings)))


@settings(deadline=None, max_examples=40)
@given(problem=problems(), data=st.data())
def test_more_room_in_a_limit_is_never_worse(problem: Problem, data: st.DataObject) -> None:
    assume(problem.limits)
    index = data.draw(st.integers(0, len(problem.limits) - 1))
    limits = list(problem.limits)
    limits[index] = replace(limits[index], maximum=limits[index].maximum + data.draw(st.integers(1, 200)))

    assert first_value(problem) <= first_value(replace(problem, limits=tuple(limits)))


@settings(deadline=None, max_examples=40)
@given(problem=problems())
def test_one_more_dwelling_is_never_worse(problem: Problem) -> None:
    one, everybody = len(problem.dwellings), np.arange(len(problem.clients))
    old = problem.pairs.columns()
    new = {
        "client": everybody,
        "dwelling": 0 * everybody + one,
        "suitability": everybody,
        "stability": 0 * everybody,
    }
    pairs = Pairs(**{name: np.concatenate([old[name], column]) for name, column in new.items()})
    more = replace(problem, dwellings=(*problem.dwellings, ProblemDwelling("new", 1)), pairs=pairs)

    assert first_value(problem) <= first_value(more)
