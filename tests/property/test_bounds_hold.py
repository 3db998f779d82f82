"""Whatever the multipliers, no matching passes the bound, and no cut takes a matching away."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver.bound import safe_bound
from matching.solver.check import check
from matching.solver.cuts import knapsacks_of, violated_cuts
from matching.solver.greedy import place_greedily
from matching.solver.problem import Problem
from matching.solver.program import build_program, columns_of, placements_of
from random_problems import every_matching, merit, problems


@settings(deadline=None, max_examples=80)
@given(problem=problems(), seed=st.integers(0, 2**16))
def test_no_matching_passes_the_bound_or_uses_a_column_it_rules_out(problem: Problem, seed: int) -> None:
    draw, program = np.random.default_rng(seed), build_program(problem, seed=seed)
    objective = sum(int(draw.integers(0, 50)) * program.values[level] for level in problem.levels)
    multipliers = draw.normal(size=len(program.room)) * 10.0 ** draw.integers(-3, 5)

    bound = safe_bound(
        program, objective=objective, floors=(), row_multipliers=multipliers, floor_multipliers=np.zeros(0)
    )

    for placements in every_matching(problem):
        if check(problem, placements).valid:
            columns = columns_of(program, problem, placements)
            assert columns is not None, "presolve dropped a pair that a valid matching uses"
            worth = int(objective[columns].sum())
            assert worth <= bound.value
            assert bound.can_reach(worth)[columns].all()


@settings(deadline=None, max_examples=80)
@given(problem=problems(), seed=st.integers(0, 2**16))
def test_no_cut_takes_a_matching_away(problem: Problem, seed: int) -> None:
    program = build_program(problem, seed=seed)
    fractional = np.random.default_rng(seed).random(program.width) * 0.9

    cuts = violated_cuts(knapsacks_of(program), fractional)

    for placements in every_matching(problem):
        if check(problem, placements).valid:
            columns = columns_of(program, problem, placements)
            for cut in cuts:
                assert int(cut.numbers[np.isin(cut.columns, columns)].sum()) <= cut.room


@settings(deadline=None, max_examples=80)
@given(problem=problems(), seed=st.integers(0, 3))
def test_greedy_is_valid(problem: Problem, seed: int) -> None:
    program = build_program(problem, seed=seed)

    placements = placements_of(program, problem, place_greedily(program, levels=problem.levels))

    assert merit(problem, placements) is not None
