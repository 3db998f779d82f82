"""What makes large matchings better: always as good, the same every time, and true to what is pinned."""

from dataclasses import replace

import numpy as np
import pytest

from matching.solver import climb, improve, relaxation
from matching.solver.check import check
from matching.solver.problem import Limit, Pairs, Problem, ProblemClient, ProblemDwelling, Target
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


@pytest.fixture(autouse=True)
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every problem large enough, and its parts small enough, to be improved part by part."""
    monkeypatch.setattr(relaxation, "WHOLE_UNTIL", 0)
    monkeypatch.setattr(climb, "IMPROVED_FROM", 0)
    monkeypatch.setattr(climb, "LEAST_HOMES", 0)
    monkeypatch.setattr(climb, "PATIENCE", 4)


def test_the_answer_is_as_good_and_the_same_with_one_thread_or_two() -> None:
    answers = [solve(a_town(), threads=threads) for threads in (1, 2, 2)]

    assert len({answer.placements for answer in answers}) == 1
    assert answers[0].status == "optimal"
    assert check(a_town(), answers[0].placements).valid


def test_improving_alone_comes_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds of parts reach what the exact search reaches, to within a part's own gap."""
    best = solve(a_town())
    monkeypatch.setattr(climb.Climb, "_reach", lambda *_arguments, **_named: False)

    improved = solve(a_town())

    assert [level.value for level in best.levels[:2]] == [level.value for level in improved.levels[:2]]
    assert improved.levels[2].value >= 0.99 * best.levels[2].value


def test_a_hint_that_reaches_every_bound_is_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking again, given the answer, costs a linear programme and no search."""
    easy = replace(a_town(), limits=(), levels=("priority", "spread"))
    best = solve(easy)

    def refuse(*_arguments: object, **_named: object) -> None:
        raise AssertionError("There is nothing to search.")

    for module, name in ((climb, "dive"), (climb, "search"), (improve, "search")):
        monkeypatch.setattr(module, name, refuse)
    again = solve(easy, hint=best.placements)

    assert (again.status, again.placements) == ("optimal", best.placements)


def test_what_is_pinned_stays() -> None:
    pinned = replace(a_town(), pinned=(0, 41, 80))
    placements = solve(replace(pinned, pinned=())).placements

    answer = solve(pinned)

    assert not check(pinned, placements).valid
    assert check(pinned, answer.placements).valid
    assert answer.status == "optimal"
