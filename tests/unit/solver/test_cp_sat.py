"""The child process of CP-SAT: what it answers, and what happens when it dies."""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from matching.solver import climb, improve, relaxation
from matching.solver.check import check
from matching.solver.cp_sat import Searcher, question_of, wait_for
from matching.solver.greedy import place_greedily
from matching.solver.problem import Limit, Pairs, Problem, ProblemClient, ProblemDwelling, Target
from matching.solver.program import build_program
from matching.solver.solve import solve


def a_town(clients: int = 24, dwellings: int = 12) -> Problem:
    """Return a problem in which greed goes wrong: loads that don't add up to what is allowed."""
    draw = np.random.default_rng(7)
    client, dwelling = np.nonzero(draw.random((clients, dwellings)) < 0.5)
    halves = tuple(range(dwellings // 2)), tuple(range(dwellings // 2, dwellings))
    return Problem(
        clients=tuple(
            ProblemClient(f"C{i}", 3 + i % 7, int(load))
            for i, load in enumerate(50 * draw.integers(1, 9, size=clients))
        ),
        dwellings=tuple(ProblemDwelling(f"D{i}") for i in range(dwellings)),
        pairs=Pairs(client, dwelling, draw.integers(0, 1_000, size=len(client)), [0] * len(client)),
        limits=tuple(Limit(f"L{i}", "load", "load", 950, None, half) for i, half in enumerate(halves)),
        targets=tuple(Target(f"T{i}", half, 4, 9) for i, half in enumerate(halves)),
    )


@pytest.fixture
def searcher() -> Iterator[Searcher]:
    with Searcher() as searcher:
        yield searcher


def test_the_child_finds_the_best_choice_of_a_programme(searcher: Searcher) -> None:
    problem = a_town()
    program = build_program(problem, seed=1)
    columns, objective = np.arange(program.width), program.values["priority"]
    hint = place_greedily(program, levels=problem.levels)
    question = question_of(program, columns, fixed=hint[:0], objective=objective, hint=hint, seed=1)

    found = searcher.ask(question).result(timeout=60)
    again = searcher.ask(question).result(timeout=60)

    assert found == again
    assert found["status"] == "OPTIMAL"
    assert solve(problem).levels[0].value == int(objective[found["chosen"]].sum())


def test_a_child_that_dies_answers_nothing(searcher: Searcher) -> None:
    answer = searcher.ask({"worth": "nonsense"})

    assert wait_for(answer, over=lambda: False) == {}
    assert searcher.ask({}).result(timeout=5) == {}


def test_nobody_waits_for_what_is_over() -> None:
    assert wait_for(Future(), over=lambda: True) == {}


@pytest.fixture
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Make every problem large enough for a child."""
    monkeypatch.setattr(relaxation, "WHOLE_UNTIL", 0)
    monkeypatch.setattr(climb, "IMPROVED_FROM", 0)
    monkeypatch.setattr(improve, "FRUITLESS", 2)
    return monkeypatch


@pytest.mark.usefixtures("as_if_large")
def test_with_children_the_answer_is_as_good_and_the_same_every_time() -> None:
    problem = a_town()
    answers = [solve(problem, threads=threads) for threads in (1, 2, 2)]

    assert len({answer.placements for answer in answers}) == 1
    assert answers[0].status == "optimal"
    assert check(problem, answers[0].placements).valid


@pytest.mark.usefixtures("as_if_large")
def test_children_leave_what_is_pinned() -> None:
    pinned = replace(a_town(), pinned=(0, 41, 80))
    placements = solve(replace(pinned, pinned=())).placements

    answer = solve(pinned)

    assert not check(pinned, placements).valid
    assert check(pinned, answer.placements).valid
    assert answer.status == "optimal"


def test_children_that_can_not_start_are_done_without(as_if_large: pytest.MonkeyPatch) -> None:
    as_if_large.setattr("matching.solver.cp_sat.CHILD", "matching.solver.there_is_no_such_module")

    assert solve(a_town()).status == "optimal"


def test_small_problems_start_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(improve, "Searcher", None)

    assert solve(a_town()).status == "optimal"
