"""The rules for a pair have one home; the referee reads them a second time; both must say the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver.eligibility import Verdict, eligible_pairs, grid_of, judge_pair
from matching.solver.eligibility.checks import CHECKS
from matching.solver.eligibility.grid import RANK
from matching.solver.instance import Instance
from matching.solver.referee import violations
from random_instances import random_instance

PAIR_RULES = {str(check.rule) for check in CHECKS}


def all_pairs(instance: Instance) -> list[tuple[str, str]]:
    return [(client.id, dwelling.id) for client in instance.clients for dwelling in instance.dwellings]


def verdict_of_referee(instance: Instance, pair: tuple[str, str]) -> Verdict:
    broken = [one for one in violations(instance, [pair]) if one.rule in PAIR_RULES]
    if any(not one.needs_data for one in broken):
        return Verdict.REFUSED
    return Verdict.UNKNOWN if broken else Verdict.FITS


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), gaps=st.sampled_from([0.0, 0.02, 0.2]))
def test_eligibility_and_referee_agree_on_every_pair(seed: int, gaps: float) -> None:
    instance = random_instance(seed, clients=6, dwellings=6, gaps=gaps)

    for client, dwelling in all_pairs(instance):
        judged = judge_pair(instance, client=client, dwelling=dwelling)
        assert verdict_of_referee(instance, (client, dwelling)) == judged.verdict, judged


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_eligibility_and_referee_name_the_same_rules(seed: int) -> None:
    instance = random_instance(seed, clients=6, dwellings=6)

    for client, dwelling in all_pairs(instance):
        judged = judge_pair(instance, client=client, dwelling=dwelling)
        expected = {(str(one.rule), one.verdict is Verdict.UNKNOWN) for one in judged.outcomes}
        broken = violations(instance, [(client, dwelling)])
        assert expected == {(one.rule, one.needs_data) for one in broken if one.rule in PAIR_RULES}


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_judging_all_at_once_equals_judging_one_by_one(seed: int) -> None:
    instance = random_instance(seed, clients=8, dwellings=7)
    grid = grid_of(instance)

    for row, client in enumerate(grid.clients):
        for column, dwelling in enumerate(grid.dwellings):
            judged = judge_pair(instance, client=client.id, dwelling=dwelling.id)
            assert RANK[judged.verdict] == grid.verdicts[row, column]


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_check_reads_nothing_but_what_it_declares(seed: int) -> None:
    """Where two clients share a key, swapping them changes no answer."""
    instance = random_instance(seed, clients=25, dwellings=6)
    grid = grid_of(instance)

    for table in grid.tables:
        for row, client in enumerate(grid.clients):
            for column, dwelling in enumerate(grid.dwellings):
                place = table.client_group[row], table.dwelling_group[column]
                told = table.answers[table.chosen[place]]
                assert told is table.check.judge(grid.setting, client, dwelling), table.check


def test_the_random_instances_keep_every_rule_alive() -> None:
    """Otherwise the tests above prove little."""
    refused = dict.fromkeys(PAIR_RULES, 0)
    eligible = 0
    for seed in range(30):
        instance = random_instance(seed, clients=30, dwellings=20)
        eligible += len(eligible_pairs(instance))
        for rule, count in grid_of(instance).refusals().items():
            refused[str(rule)] += count

    assert all(refused.values()), refused
    assert eligible > 0


@pytest.mark.parametrize(("clients", "dwellings"), [(0, 0), (0, 3), (3, 0)])
def test_nobody_or_nothing_gives_no_pairs(clients: int, dwellings: int) -> None:
    whole = random_instance(1, clients=max(1, clients), dwellings=max(1, dwellings))
    instance = Instance(
        on=whole.on,
        clients=whole.clients[:clients],
        dwellings=whole.dwellings[:dwellings],
        housing_forms=whole.housing_forms,
        municipalities=whole.municipalities,
        districts=whole.districts,
        neighbourhoods=whole.neighbourhoods,
        corporations=whole.corporations,
        complexes=whole.complexes,
    )

    assert eligible_pairs(instance) == ()
