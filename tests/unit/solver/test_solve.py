import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from matching.solver.__main__ import main
from matching.solver.check import check
from matching.solver.problem import (
    LEVELS,
    Limit,
    Pairs,
    Placement,
    Problem,
    ProblemClient,
    ProblemDwelling,
    Target,
    write_problem,
)
from matching.solver.solve import Progress, solve


def a_contest(
    *limits: Limit,
    priorities: Sequence[int] = (5, 5),
    capacity: int = 1,
    levels: tuple[str, ...] = ("priority",),
) -> Problem:
    """Return clients who all want the one dwelling."""
    count = len(priorities)
    return Problem(
        clients=tuple(ProblemClient(f"C{i}", priority, 150, 40) for i, priority in enumerate(priorities)),
        dwellings=(ProblemDwelling("D0", capacity),),
        pairs=Pairs(range(count), [0] * count, [100 * i for i in range(count)], [0] * count),
        limits=limits,
        levels=levels,
    )


def placed(problem: Problem, seed: int = 1) -> set[int]:
    return {placement.client for placement in solve(problem, seed=seed).placements}


def test_the_higher_priority_gets_the_dwelling() -> None:
    assert {1} == placed(a_contest(priorities=(5, 7_605, 700)))


def test_among_equals_the_next_level_decides() -> None:
    assert {1} == placed(a_contest(levels=("priority", "suitability")))


def test_the_seed_breaks_ties_and_always_the_same_way() -> None:
    winners = [frozenset(placed(a_contest(), seed=seed)) for seed in range(20)]

    assert {frozenset({0}), frozenset({1})} == set(winners)
    assert winners == [frozenset(placed(a_contest(), seed=seed)) for seed in range(20)]


@pytest.mark.parametrize(("measure", "need"), [("placements", 1), ("load", 150), ("hours", 40)])
def test_a_limit_is_used_to_the_last_unit_and_never_passed(measure: str, need: int) -> None:
    for maximum, most in ((2 * need, 2), (2 * need - 1, 1), (need - 1, 0)):
        contest = a_contest(Limit("L", "k", measure, maximum), priorities=(5, 5, 5), capacity=3)

        assert most == len(placed(contest))


def test_spread_comes_as_near_to_the_target_as_it_can() -> None:
    contest = a_contest(priorities=(5, 5, 5), capacity=3, levels=("spread",))
    aimed = Problem(
        contest.clients, contest.dwellings, contest.pairs, (), (Target("M", (0,), 2, 3),), ("spread",)
    )

    solution = solve(aimed)

    assert len(solution.placements) == 2
    assert (solution.levels[0].value, solution.levels[0].bound, solution.levels[0].proven) == (0, 0, True)


@pytest.mark.parametrize(("target", "placed"), [(4, 3), (3, 3), (2, 2), (1, 2), (0, 2)])
def test_spread_counts_what_is_pinned_also_beyond_the_target(target: int, placed: int) -> None:
    contest = a_contest(priorities=(5, 5, 5), capacity=3, levels=("spread", "priority"))
    pinned = replace(contest, targets=(Target("M", (0,), target, 3),), pinned=(0, 2))

    solution = solve(pinned)

    cost = 3 * (placed - target) ** 2
    assert [(level.value, level.bound) for level in solution.levels] == [(cost, cost), (5 * placed,) * 2]
    assert {0, 2} <= {placement.client for placement in solution.placements}


def test_a_pinned_pair_stays_whatever_it_costs() -> None:
    """The least of three has the dwelling; what it takes of the limit is gone for the others too."""
    limit = Limit("L", "k", "load", 299)
    pinned = replace(a_contest(limit, priorities=(1, 7_605, 700), capacity=3), pinned=(0,))

    assert {0} == placed(pinned)
    assert {0, 1} == placed(replace(pinned, limits=(replace(limit, maximum=300),)))


def test_when_everything_is_pinned_there_is_nothing_to_search() -> None:
    pinned = replace(a_contest(capacity=2, levels=LEVELS), pinned=(0, 1))

    solution = solve(pinned)

    assert (solution.status, len(solution.placements)) == ("optimal", 2)
    assert [level.value for level in solution.levels] == [10, 0, 100, 0]


@pytest.mark.parametrize("levels", [(), ("priority", "spread", "suitability", "stability")])
def test_nothing_to_place_is_optimal(levels: tuple[str, ...]) -> None:
    empty = Problem((), (), Pairs([], [], [], []), levels=levels)

    solution = solve(empty)

    assert (solution.status, solution.placements) == ("optimal", ())


def a_knapsack() -> Problem:
    """Return clients whose loads make the choice a little hard."""
    count = 14
    return Problem(
        clients=tuple(ProblemClient(f"C{i}", 7 + (5 * i) % 11, 50 + (37 * i) % 60) for i in range(count)),
        dwellings=tuple(ProblemDwelling(f"D{i}", 1) for i in range(count)),
        pairs=Pairs(
            [i for i in range(count) for _ in range(count)],
            list(range(count)) * count,
            [(i * j * 13) % 1000 for i in range(count) for j in range(count)],
            [0] * count * count,
        ),
        limits=(
            Limit("L", "k", "load", 390, None, tuple(range(7))),
            Limit("M", "k", "load", 333, None, tuple(range(7, 14))),
        ),
        targets=(Target("T", tuple(range(7)), 6, 9),),
    )


def test_stopping_at_once_returns_a_valid_matching_with_bounds_that_hold() -> None:
    best = solve(a_knapsack())

    stopped = solve(a_knapsack(), stop=lambda: True)

    assert check(a_knapsack(), stopped.placements).valid
    assert stopped.placements
    assert best.levels[0].value <= stopped.levels[0].bound


def test_no_time_returns_a_valid_matching_and_claims_nothing_false() -> None:
    best = solve(a_knapsack())

    hurried = solve(a_knapsack(), time_limit=0)

    assert check(a_knapsack(), hurried.placements).valid
    for level, proven in zip(hurried.levels, best.levels, strict=True):
        assert not level.proven or level.value == proven.value


def test_a_hint_is_no_worse_than_itself_and_a_wrong_one_is_ignored() -> None:
    best = solve(a_knapsack())

    hinted = solve(a_knapsack(), hint=best.placements, time_limit=0)
    misled = solve(a_knapsack(), hint=(Placement(0, 0), Placement(0, 1)), time_limit=0)

    assert [level.value for level in best.levels] == [level.value for level in hinted.levels]
    assert check(a_knapsack(), misled.placements).valid


def test_a_hint_without_the_pinned_pairs_is_ignored() -> None:
    pinned = replace(a_knapsack(), pinned=(5, 14 + 9))
    free = solve(a_knapsack()).placements

    misled = solve(pinned, hint=free, time_limit=0)
    best = solve(pinned)
    hinted = solve(pinned, hint=best.placements, time_limit=0)

    assert not check(pinned, free).valid
    assert check(pinned, misled.placements).valid
    assert [level.value for level in best.levels] == [level.value for level in hinted.levels]


def test_what_is_pinned_proves_nothing_about_the_rest() -> None:
    """Two are left for one place: it is not known yet that the second is the most that can be had."""
    pinned = replace(a_contest(capacity=2, priorities=(50, 3, 7)), pinned=(0,))

    hurried = solve(pinned, time_limit=0)

    assert (hurried.levels[0].value, hurried.levels[0].bound) == (57, 60)
    assert not hurried.levels[0].proven


def test_progress_is_told_with_value_and_bound() -> None:
    heard: list[Progress] = []

    solve(a_knapsack(), progress=heard.append)

    assert {"bound", "settled"} <= {each.phase for each in heard}
    assert all(each.value <= each.bound for each in heard if each.level == "priority")


def test_progress_counts_what_is_pinned() -> None:
    pinned, heard = replace(a_knapsack(), pinned=(5, 14 + 9)), list[Progress]()

    solution = solve(pinned, progress=heard.append)

    told = {each.level: each.value for each in heard if each.phase == "settled"}
    assert told.items() <= {level.name: level.value for level in solution.levels}.items()
    assert told


def test_opening_the_door_loads_no_solver() -> None:
    asked = "import sys, matching.solver; print(sorted({'highspy', 'ortools', 'pandas'} & set(sys.modules)))"

    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"


def test_the_command_answers_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "problem.json"
    file.write_text(write_problem(a_contest(priorities=(1, 9))))

    assert main([str(file), "--progress"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["placements"] == [{"client": "C1", "dwelling": "D0"}]


def test_the_command_refuses_a_bad_file_with_a_line_per_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "problem.json"
    file.write_text('{"format": "matchingspunt/problem@1", "colour": 1}')

    assert main([str(file)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 7
    assert all(line.startswith(str(file)) for line in lines)


def test_the_command_refuses_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.json"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
