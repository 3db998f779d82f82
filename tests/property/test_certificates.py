"""Every certificate checks, and no certificate, honest or not, makes the checker say more than is true."""

import json
import operator
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver import climb, components, relaxation
from matching.solver.check import check
from matching.solver.problem import (
    Placement,
    Problem,
    write_certificate,
    write_problem,
    write_solution,
)
from matching.solver.solve import solve
from matching.solver.verify import Case, ProofRefused, judge
from random_problems import every_matching, merit, problems, proof_rows

WAYS = ("plain", "in pieces", "stopped", "stopped on the way", "out of time", "as large problems")
SIGN = {"spread": -1}


def solved(problem: Problem, *, way: str, seed: int) -> tuple[str, str]:
    """Return solution and certificate as files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(components, "FEWEST_PAIRS", 300 if way == "plain" else 1)
        if way == "as large problems":
            for name in ("FIRST_PER_CLIENT", "FIRST_PER_ROW"):
                patch.setattr(relaxation, name, 1)
            patch.setattr(relaxation, "WHOLE_UNTIL", 0)
            for name, value in (("KERNEL_AT_LEAST", 2), ("KERNEL_PER_CLIENT", 1)):
                patch.setattr(climb, name, value)
        solution = solve(
            problem,
            seed=seed,
            stop=stops(way, after=10 * seed),
            time_limit=0 if way == "out of time" else None,
        )
    assert solution.certificate is not None
    return write_solution(solution, problem=problem), write_certificate(solution.certificate)


def stops(way: str, *, after: int) -> Callable[[], bool] | None:
    """Return what says to stop: at once, after some questions, or never."""
    asked = count()
    most = {"stopped": 0, "stopped on the way": after}.get(way)
    return None if most is None else lambda: next(asked) >= most


def best_that_keeps(problem: Problem, reached: tuple[int, ...], *, level: int) -> int:
    """Return the best that trying everything finds at a level, the levels before it kept; the higher the better."""
    found = [merit(problem, placements) for placements in every_matching(problem)]
    return max(each[level] for each in found if each and all(map(operator.ge, each[:level], reached[:level])))


@settings(deadline=None, max_examples=150)
@given(problem=problems(), way=st.sampled_from(WAYS), seed=st.integers(0, 3))
def test_every_certificate_checks_and_what_it_proves_is_true(problem: Problem, way: str, seed: int) -> None:
    solution, certificate = solved(problem, way=way, seed=seed)

    verdicts = judge(problem=write_problem(problem), solution=solution, certificate=certificate)

    placed = json.loads(solution)["placements"]
    reached = merit(problem, placements_named(problem, placed))
    assert reached is not None
    for at, (proof, (level, verdict, _)) in enumerate(
        zip(json.loads(certificate)["levels"], verdicts, strict=True)
    ):
        best, sign = best_that_keeps(problem, reached, level=at), SIGN.get(level, 1)
        assert level == problem.levels[at]
        assert sign * proof["bound"] >= best >= sign * proof["value"] == reached[at]
        assert sign * proof["bound"] <= most_without_rules(problem, level)
        assert verdict == "open" or best == reached[at]
        assert verdict != "certificate" or proof["closed_by"] is None


def most_without_rules(problem: Problem, level: str) -> int:
    """Return what everybody's best pair comes to; a bound that is worse has not been looked for."""
    best = dict.fromkeys(range(len(problem.clients)), 0)
    for client, suitability, stability in zip(
        problem.pairs.client.tolist(),
        problem.pairs.suitability.tolist(),
        problem.pairs.stability.tolist(),
        strict=True,
    ):
        worth = {"suitability": suitability, "stability": stability, "spread": 0}
        best[client] = max(best[client], worth.get(level, problem.clients[client].priority))
    return sum(best.values())


def placements_named(problem: Problem, placed: list[dict[str, str]]) -> tuple[Placement, ...]:
    clients = {client.id: index for index, client in enumerate(problem.clients)}
    homes = {dwelling.id: index for index, dwelling in enumerate(problem.dwellings)}
    return tuple(Placement(clients[each["client"]], homes[each["dwelling"]]) for each in placed)


@settings(deadline=None, max_examples=200)
@given(problem=problems(), draw=st.data())
def test_no_multipliers_whatever_give_a_bound_that_a_matching_passes(problem: Problem, draw: Any) -> None:
    matchings = [each for each in every_matching(problem) if check(problem, each).valid]
    values = dict(check(problem, draw.draw(st.sampled_from(matchings))).values)
    at = draw.draw(st.integers(0, len(problem.levels) - 1))
    proof = {
        "name": problem.levels[at],
        "scale": draw.draw(st.integers(1, 20)),
        "earlier": [
            {"name": level, "value": values[level], "multiplier": draw.draw(st.integers(0, 30))}
            for level in problem.levels[:at]
        ],
        "rows": draw.draw(st.lists(proof_rows(problem), max_size=6)),
    }

    bound = Case(json.loads(write_problem(problem))).bound(proof)

    sign = [SIGN.get(level, 1) for level in problem.levels]
    reached = tuple(values[level] * one for level, one in zip(problem.levels, sign, strict=True))
    assert sign[at] * bound >= best_that_keeps(problem, reached, level=at)


@settings(deadline=None, max_examples=200)
@given(problem=problems(), draw=st.data())
def test_a_certificate_changed_anywhere_is_refused_or_proves_nothing_false(
    problem: Problem, draw: Any
) -> None:
    solution, certificate = solved(problem, way=draw.draw(st.sampled_from(WAYS)), seed=1)
    before = judge(problem=write_problem(problem), solution=solution, certificate=certificate)
    changed = json.loads(certificate)
    holder, key = draw.draw(st.sampled_from(list(leaves(changed))))
    holder[key] = draw.draw(other_than(holder[key]))

    try:
        after = judge(problem=write_problem(problem), solution=solution, certificate=json.dumps(changed))
    except ProofRefused:
        return

    for (_, old, _), (_, new, _) in zip(before, after, strict=True):
        assert new == old or key == "closed_by", "a change may only hide who searched"
        assert (new == "certificate") == (old == "certificate")


def leaves(part: Any) -> Any:
    """Yield where every number, word and null of a document stands."""
    for key, each in part.items() if isinstance(part, dict) else enumerate(part):
        if isinstance(each, dict | list):
            yield from leaves(each)
        elif key != "format":
            yield part, key


def other_than(each: Any) -> st.SearchStrategy[Any]:
    if isinstance(each, int):
        return st.one_of(st.just(each + 1), st.just(each - 1), st.just(-each - 1), st.integers(), st.floats())
    return st.one_of(st.none(), st.text(), st.integers()).filter(lambda drawn: drawn != each)


@settings(deadline=None, max_examples=60)
@given(problem=problems(), draw=st.data())
def test_a_worse_matching_is_never_proven(problem: Problem, draw: Any) -> None:
    """With its own values filled in, the multipliers of the best matching leave a gap."""
    solution, certificate = (json.loads(text) for text in solved(problem, way="plain", seed=1))
    worse = draw.draw(st.sampled_from([each for each in every_matching(problem) if merit(problem, each)]))
    values = dict(check(problem, worse).values)
    solution["placements"] = [
        {"client": problem.clients[each.client].id, "dwelling": problem.dwellings[each.dwelling].id}
        for each in worse
    ]
    for level, proof in zip(solution["levels"], certificate["levels"], strict=True):
        level |= {"value": values[level["name"]], "proven": False}
        proof |= {"value": values[proof["name"]], "closed_by": None}
        proof["earlier"] = [each | {"value": values[each["name"]]} for each in proof["earlier"]]
        proof["bound"] = Case(json.loads(write_problem(problem))).bound(proof)

    verdicts = judge(
        problem=write_problem(problem), solution=json.dumps(solution), certificate=json.dumps(certificate)
    )

    reached = merit(problem, worse)
    assert reached is not None
    for at, (_, verdict, _) in enumerate(verdicts):
        assert verdict == "open" or best_that_keeps(problem, reached, level=at) == reached[at]
