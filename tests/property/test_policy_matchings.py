"""From instance to explanation, solved end to end on small random regions."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver import (
    Instance,
    Problem,
    Solution,
    Why,
    check,
    explain,
    formulate,
    grid_of,
    judge_pair,
    pairs_of,
    solve,
    violations,
)
from matching.solver.eligibility import Verdict
from matching.solver.suitability import breakdown, suitability
from matching.vocabulary import Urgency
from random_instances import crowded_instance, random_instance

SEEDS = st.integers(0, 2**32)


def matched(instance: Instance) -> tuple[Problem, Solution]:
    problem = formulate(instance)
    return problem, solve(problem, threads=1)


def placed(instance: Instance) -> set[str]:
    problem, solution = matched(instance)
    assert all(level.proven for level in solution.levels)
    return {client for client, _ in pairs_of(problem, solution)}


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_a_matching_breaks_no_rule(seed: int) -> None:
    instance = crowded_instance(seed)

    problem, solution = matched(instance)

    assert check(problem, solution.placements).valid
    assert violations(instance, pairs_of(problem, solution)) == ()


def with_client(instance: Instance, client: str, **facts: Any) -> Instance:
    people = tuple(replace(one, **facts) if one.id == client else one for one in instance.clients)
    return replace(instance, clients=people)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_a_higher_urgency_never_ranks_a_client_lower(seed: int) -> None:
    """Who was placed stays placed when nothing changes but that they become more urgent."""
    instance = crowded_instance(seed)
    classes = list(Urgency)
    urgency_of = {client.id: client.urgency for client in instance.clients}

    for client in placed(instance):
        for urgency in classes[: classes.index(urgency_of[client])]:
            assert client in placed(with_client(instance, client, urgency=urgency))


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_a_longer_wait_never_ranks_a_client_lower(seed: int) -> None:
    instance = crowded_instance(seed)

    for client in placed(instance):
        assert client in placed(with_client(instance, client, on_list_since=date(2018, 1, 1)))


def test_crowded_regions_are_fought_over() -> None:
    """Otherwise the tests above prove little: dwellings must run out, and limits must bind."""
    told = [explain(one, *matched(one)) for one in map(crowded_instance, range(40))]
    whys = Counter(reasons.why for one in told for reasons in one.unplaced)

    assert sum(len(one.proposals) for one in told) > 80
    assert min(whys[Why.OTHERS_FIRST], whys[Why.FULL_LIMIT]) > 10, whys


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_points_all_at_once_equal_points_term_by_term(seed: int) -> None:
    instance = crowded_instance(seed)
    grid = grid_of(instance)
    columns = (*grid.eligible, suitability(instance, grid=grid))

    for client, dwelling, points in zip(*columns, strict=True):
        names = {"client": grid.clients[client].id, "dwelling": grid.dwellings[dwelling].id}
        assert breakdown(instance, **names).total == points
        assert 0 <= points <= 1_000


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_an_explanation_covers_everybody_and_adds_up(seed: int) -> None:
    instance = crowded_instance(seed)
    problem, solution = matched(instance)

    told = explain(instance, problem, solution)

    assert {one.client for one in (*told.proposals, *told.unplaced)} == {one.id for one in instance.clients}
    assert [(one.client, one.dwelling) for one in told.proposals] == list(pairs_of(problem, solution))
    free = sum(one.capacity for one in instance.dwellings) - len(told.proposals)
    assert sum(one.free for one in told.empty) == free
    assert all(one.used_before + one.used_now <= max(one.maximum, one.used_before) for one in told.usage)
    json.dumps(told.as_json())


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_reserves_are_the_first_whom_the_referee_lets_replace_anybody(seed: int) -> None:
    instance = replace(crowded_instance(seed), forced=())
    problem, solution = matched(instance)
    pairs, points = pairs_of(problem, solution), {one.id: one.priority for one in problem.clients}
    waiting = sorted({one.id for one in instance.clients} - {client for client, _ in pairs})

    told = explain(instance, problem, solution).reserves

    for home in {dwelling for _, dwelling in pairs}:
        lost = [[one for one in pairs if one != pair] for pair in pairs if pair[1] == home]
        able = [
            one for one in waiting if not any(violations(instance, [*kept, (one, home)]) for kept in lost)
        ]
        worth = {one: breakdown(instance, client=one, dwelling=home).total for one in able}
        able.sort(key=lambda one: (-points[one], -worth[one], one))
        first = [(rank, one, points[one], worth[one]) for rank, one in enumerate(able[:3], start=1)]
        found = [one for one in told if one.dwelling == home]
        assert first == [(one.rank, one.client, one.priority, one.suitability) for one in found]
    assert {one.dwelling for one in told} <= {dwelling for _, dwelling in pairs}


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_the_counts_of_an_explanation_are_those_of_the_rules(seed: int) -> None:
    instance = random_instance(seed, clients=6, dwellings=6)
    problem, solution = matched(instance)

    for reasons in explain(instance, problem, solution).unplaced:
        judged = [judge_pair(instance, client=reasons.client, dwelling=one.id) for one in instance.dwellings]
        assert reasons.eligible == sum(one.verdict is Verdict.FITS for one in judged)
        assert reasons.unknown == sum(one.verdict is Verdict.UNKNOWN for one in judged)
        removed = {
            one.rule: one.removed for one in reasons.removed if one.rule not in {"area", "undisclosed"}
        }
        for rule, count in removed.items():
            refusing = [
                {str(outcome.rule) for outcome in one.outcomes if outcome.verdict is Verdict.REFUSED}
                for one in judged
            ]
            assert count == sum(rule in rules for rules in refusing)
