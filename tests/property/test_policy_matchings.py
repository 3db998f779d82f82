"""From instance to explanation, solved end to end on small random regions."""

import json
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.solver import (
    Instance,
    Problem,
    Solution,
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
from random_instances import random_instance

SEEDS = st.integers(0, 2**32)


def matched(instance: Instance) -> tuple[Problem, Solution]:
    problem = formulate(instance)
    return problem, solve(problem, threads=1)


def placed(instance: Instance) -> set[str]:
    problem, solution = matched(instance)
    assert all(level.proven for level in solution.levels)
    return {client for client, _ in pairs_of(problem, solution)}


def easy(seed: int) -> Instance:
    """Return a region in which many pairs are possible, so that limits and dwellings are fought over."""
    instance = random_instance(seed, clients=12, dwellings=6, gaps=0.0)
    people = tuple(
        replace(
            client,
            consent=True,
            housing_forms=tuple(form.code for form in instance.housing_forms),
            maximum_rent=200_000,
            bedrooms=2,
            adults=1,
            children=0,
            support=client.support,
            excluded=frozenset(),
        )
        for client in instance.clients
    )
    homes = tuple(
        replace(
            dwelling,
            housing_form="own-home",
            rent=60_000,
            bedrooms=2,
            minimum_persons=None,
            maximum_persons=None,
            reserved_for=frozenset(),
            reserved_provider=None,
            excluded_origins=frozenset(),
        )
        for dwelling in instance.dwellings
    )
    return replace(instance, clients=people, dwellings=homes)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_a_matching_breaks_no_rule(seed: int) -> None:
    instance = easy(seed)

    problem, solution = matched(instance)

    assert check(problem, solution.placements).valid
    assert violations(instance, pairs_of(problem, solution)) == ()


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, who=st.integers(0, 11))
def test_a_higher_urgency_never_ranks_a_client_lower(seed: int, who: int) -> None:
    """Who was placed stays placed when nothing changes but that they become more urgent."""
    instance = easy(seed)
    before = placed(instance)
    client = instance.clients[who]
    assume(client.id in before and client.urgency is not Urgency.CRISIS)

    classes = list(Urgency)
    for urgency in classes[: classes.index(client.urgency)]:
        raised = tuple(replace(one, urgency=urgency) if one is client else one for one in instance.clients)
        assert client.id in placed(replace(instance, clients=raised))


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, who=st.integers(0, 11))
def test_a_longer_wait_never_ranks_a_client_lower(seed: int, who: int) -> None:
    instance = easy(seed)
    before = placed(instance)
    client = instance.clients[who]
    assume(client.id in before)

    since = client.on_list_since.replace(year=client.on_list_since.year - 2, day=1)
    longer = tuple(replace(one, on_list_since=since) if one is client else one for one in instance.clients)

    assert client.id in placed(replace(instance, clients=longer))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_points_all_at_once_equal_points_term_by_term(seed: int) -> None:
    instance = easy(seed)
    grid = grid_of(instance)
    columns = (*grid.eligible, suitability(instance, grid=grid))

    for client, dwelling, points in zip(*columns, strict=True):
        names = {"client": grid.clients[client].id, "dwelling": grid.dwellings[dwelling].id}
        assert breakdown(instance, **names).total == points
        assert 0 <= points <= 1_000


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_an_explanation_covers_everybody_and_adds_up(seed: int) -> None:
    instance = easy(seed)
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
