"""What nothing connects is solved apart, and comes together as one answer with one certificate."""

from dataclasses import replace

import numpy as np
import pytest

from bench.instances import country
from matching.solver import components, settle
from matching.solver.check import check
from matching.solver.components import pieces_of, regions_of
from matching.solver.problem import (
    Limit,
    Pairs,
    Problem,
    ProblemClient,
    ProblemDwelling,
    Target,
    write_certificate,
    write_problem,
    write_solution,
)
from matching.solver.program import build_program
from matching.solver.solve import Progress, solve
from matching.solver.verify import judge


def homes_in_a_row(count: int) -> Problem:
    """Return as many homes as clients, each client with one home of their own."""
    each = range(count)
    return Problem(
        clients=tuple(ProblemClient(f"C{i}", 1 + i, 100) for i in each),
        dwellings=tuple(ProblemDwelling(f"D{i}", 1) for i in each),
        pairs=Pairs(list(each), list(each), list(each), [0] * count),
    )


def test_regions_are_what_no_client_and_no_limit_connects() -> None:
    """Two homes share a client, two share a limit, and one is alone."""
    problem = Problem(
        clients=tuple(ProblemClient(f"C{i}", 1, 100) for i in range(4)),
        dwellings=tuple(ProblemDwelling(f"D{i}", 1) for i in range(5)),
        pairs=Pairs([0, 0, 1, 2, 3], [0, 1, 2, 3, 4], [1] * 5, [0] * 5),
        limits=(Limit("L", "load", "load", 100, None, (2, 3)),),
    )

    region = regions_of(build_program(problem, seed=1))

    assert region[0] == region[1]
    assert region[2] == region[3]
    assert len(np.unique(region)) == 3


@pytest.mark.parametrize(("maximum", "pieces"), [(300, 3), (299, 1)])
def test_a_limit_over_all_connects_only_when_it_can_bind(
    maximum: int, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "FEWEST_PAIRS", 1)
    problem = replace(homes_in_a_row(3), limits=(Limit("all", "load", "load", maximum),))

    assert len(pieces_of(build_program(problem, seed=1))) == pieces


def test_a_target_connects_its_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "FEWEST_PAIRS", 1)
    problem = replace(homes_in_a_row(4), targets=(Target("T", (1, 3), 1, 5),))

    assert len(pieces_of(build_program(problem, seed=1))) == 3


def test_small_components_are_taken_together() -> None:
    """A thousand clients with a home of their own are no thousand searches."""
    pieces = pieces_of(build_program(homes_in_a_row(1_000), seed=1))

    assert len(pieces) <= 1_000 / components.FEWEST_PAIRS + 1
    assert sorted(np.concatenate([piece.columns for piece in pieces]).tolist()) == list(range(1_000))


def test_a_country_is_its_regions_together_and_its_certificate_checks() -> None:
    whole = country(regions=3, clients=40, dwellings=20, seed=1)
    alone = [solve(country(regions=1, clients=40, dwellings=20, seed=1 + at)) for at in range(3)]

    solution = solve(whole)

    assert solution.status == "optimal"
    assert check(whole, solution.placements).valid
    for at, level in enumerate(solution.levels):
        assert level.value == sum(one.levels[at].value for one in alone)
    assert solution.certificate is not None
    verdicts = judge(
        problem=write_problem(whole),
        solution=write_solution(solution, problem=whole),
        certificate=write_certificate(solution.certificate),
    )
    assert {verdict for _, verdict, _ in verdicts} <= {"certificate", "search"}


def test_a_country_comes_out_the_same_with_one_thread_or_two() -> None:
    whole = country(regions=3, clients=40, dwellings=20, seed=4)

    assert solve(whole, threads=1).placements == solve(whole, threads=2).placements


def test_pieces_that_get_no_turn_keep_their_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is settled; then patience runs out, and the bounds of all that is left still hold."""
    whole = country(regions=3, clients=40, dwellings=20, seed=1)
    best, settled = solve(whole), list[int]()
    climbs = settle.Climb.settle_all
    monkeypatch.setattr(settle.Climb, "settle_all", lambda climb: (climbs(climb), settled.append(1)))

    solution = solve(whole, threads=1, stop=lambda: bool(settled))

    assert len(settled) == 1
    assert check(whole, solution.placements).valid
    assert solution.levels[0].value <= best.levels[0].value <= solution.levels[0].bound


def test_progress_adds_the_pieces_up_and_settles_each_level_once() -> None:
    whole, heard = country(regions=3, clients=40, dwellings=20, seed=1), list[Progress]()

    solution = solve(whole, progress=heard.append)

    settled = [(each.level, each.value) for each in heard if each.phase == "settled"]
    assert [level for level, _ in settled] == sorted(
        {level for level, _ in settled}, key=list(whole.levels).index
    )
    assert dict(settled).items() <= {level.name: level.value for level in solution.levels}.items()
