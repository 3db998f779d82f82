"""Whatever changes between two runs: everybody whose dwelling differs hears of it once, and of nobody else."""

import re
from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver import Because, Instance, explain_changes, formulate, pairs_of, solve
from random_instances import crowded_instance

SEEDS = st.integers(0, 2**32)
Pairs = tuple[tuple[str, str], ...]


def matched(instance: Instance) -> Pairs:
    problem = formulate(instance)
    return pairs_of(problem, solve(problem, threads=1))


def a_month(seed: int) -> tuple[Instance, Instance]:
    """Return a region before and after: some come, some go, and some facts become those of another region."""
    whole = crowded_instance(seed)
    before = replace(whole, clients=whole.clients[2:], dwellings=whole.dwellings[1:])
    return before, _changed(whole, seed)


def _changed(whole: Instance, seed: int) -> Instance:
    draw, other = Random(seed), crowded_instance(seed + 1)
    people = {one.id: one for one in draw.sample(other.clients, 3)}
    homes = {one.id: one for one in draw.sample(other.dwellings, 2)}
    clients = [people.get(one.id, one) for one in whole.clients]
    dwellings = [homes.get(one.id, one) for one in whole.dwellings]
    return replace(
        whole,
        clients=tuple(one for one in clients if draw.random() < 0.9),
        dwellings=tuple(one for one in dwellings if draw.random() < 0.9),
        forced=draw.choice((whole, other)).forced,
        barred=draw.choice((whole, other)).barred,
        municipalities=draw.choice((whole, other)).municipalities,
        neighbourhoods=draw.choice((whole, other)).neighbourhoods,
    )


def anyhow(instance: Instance, seed: int) -> Pairs:
    """Return a matching that respects nothing but that a client has one dwelling."""
    draw = Random(seed)
    homes = [one.id for one in instance.dwellings]
    return tuple((one.id, draw.choice(homes)) for one in instance.clients if homes and draw.random() < 0.6)


def assert_told_once(before: Instance, after: Instance, pairs_before: Pairs, pairs_after: Pairs) -> None:
    had, has = dict(pairs_before), dict(pairs_after)
    differing = [one for one in sorted({*had, *has}) if had.get(one) != has.get(one)]

    told = explain_changes(before, after, pairs_before=pairs_before, pairs_after=pairs_after)

    assert [one.client for one in told.items] == differing
    assert told.kept == len(set(pairs_before) & set(pairs_after))
    for one in told.items:
        assert (one.dwelling_before, one.dwelling_after) == (had.get(one.client), has.get(one.client))
        assert len(one.sentences) == 2
        for sentence in one.sentences:
            assert sentence.dutch
            assert re.findall(r"\b[CT]\d+\b", sentence.dutch + sentence.english) == []


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_everybody_whose_dwelling_differs_hears_of_it_once(seed: int) -> None:
    before, after = a_month(seed)

    assert_told_once(before, after, matched(before), matched(after))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_a_matching_that_breaks_every_rule_is_told_too(seed: int) -> None:
    before, after = a_month(seed)

    assert_told_once(before, after, anyhow(before, seed), anyhow(after, seed + 1))


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_where_nothing_changes_nothing_is_told(seed: int) -> None:
    instance = crowded_instance(seed)
    pairs = matched(instance)

    told = explain_changes(instance, instance, pairs_before=pairs, pairs_after=pairs)

    assert (told.kept, told.items) == (len(pairs), ())


def test_causes_of_every_kind_occur_between_random_regions() -> None:
    """Otherwise the tests above prove little."""
    found: Counter[Because] = Counter()
    for seed in range(80):
        before, after = a_month(seed)
        told = explain_changes(before, after, pairs_before=matched(before), pairs_after=matched(after))
        found.update(one.cause for one in told.items)

    assert {one for one in Because if not found[one]} <= {Because.DECLINED, Because.FORBIDDEN}, found
