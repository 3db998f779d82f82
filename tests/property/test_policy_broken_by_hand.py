"""Take a matching that is right, change one fact so that it is wrong, and see the referee name it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver import (
    Admission,
    Barred,
    Complex,
    Instance,
    KeepApart,
    OriginLimit,
    Policy,
    SupportCapacity,
    explain,
    formulate,
    pairs_of,
    solve,
    violations,
)
from matching.vocabulary import Accessibility, DirectiveKind, IncomeBand, Need, Support, Tenancy
from random_instances import crowded_instance

Pair = tuple[str, str]
Breaker = Callable[[Instance, Pair], Instance]


def client(**facts: Any) -> Breaker:
    """Change the client of the pair."""

    def broken(instance: Instance, pair: Pair) -> Instance:
        people = (replace(one, **facts) if one.id == pair[0] else one for one in instance.clients)
        return replace(instance, clients=tuple(people))

    return broken


def dwelling(**facts: Any) -> Breaker:
    """Change the dwelling of the pair."""

    def broken(instance: Instance, pair: Pair) -> Instance:
        homes = (replace(one, **facts) if one.id == pair[1] else one for one in instance.dwellings)
        return replace(instance, dwellings=tuple(homes))

    return broken


def every(part: str, **facts: Any) -> Breaker:
    """Change every municipality, district and so on."""
    return lambda instance, _pair: replace(
        instance, **{part: tuple(replace(one, **facts) for one in getattr(instance, part))}
    )


def both(first: Breaker, second: Breaker) -> Breaker:
    return lambda instance, pair: second(first(instance, pair), pair)


def barred(instance: Instance, pair: Pair) -> Instance:
    return replace(instance, barred=(*instance.barred, Barred(*pair, instance.on + timedelta(days=1))))


def forbidden(instance: Instance, pair: Pair) -> Instance:
    bar = Barred(*pair, instance.on + timedelta(days=1), DirectiveKind.FORBIDDEN)
    return replace(instance, barred=(*instance.barred, bar))


def a_resident_with_the_token(instance: Instance, pair: Pair) -> Instance:
    home = next(one for one in instance.dwellings if one.id == pair[1])
    marked = client(keep_apart=frozenset({"T9"}))(instance, pair)
    return replace(marked, keep_apart=(KeepApart("T9", home.neighbourhood),))


def a_full_complex(instance: Instance, pair: Pair) -> Instance:
    housed = dwelling(complex="X1")(client(load=100)(instance, pair), pair)
    return replace(housed, complexes=(Complex("X1", 99), Complex("X2")))


def excluded(instance: Instance, pair: Pair) -> Instance:
    home = next(one for one in instance.dwellings if one.id == pair[1])
    return client(excluded=frozenset({home.neighbourhood}))(instance, pair)


def no_hours(instance: Instance, _pair: Pair) -> Instance:
    rows = (
        SupportCapacity(provider, place, Support.NEARBY, 0)
        for provider in ("P1", "P2")
        for place in ("GM1", "GM2", "GM3")
    )
    return replace(instance, support=tuple(rows))


def nobody_unknown(instance: Instance, _pair: Pair) -> Instance:
    places = (place.code for place in instance.municipalities)
    return replace(instance, origin_limits=tuple(OriginLimit(None, place, 0) for place in places))


NEEDY = client(support=Support.NEARBY, support_hours=100, provider="P1", support_provider=None)

BREAKERS: list[tuple[str, Breaker]] = [
    ("consent", client(consent=False)),
    ("ready-in-time", client(ready_from=date(2029, 1, 1))),
    ("housing-form", client(housing_forms=("youth",))),
    ("household", dwelling(bedrooms=9)),
    ("rent", client(maximum_rent=1)),
    ("rent", client(income_band=IncomeBand.ABOVE)),
    ("age", both(client(age=None, age_band=None), dwelling(minimum_age=55))),
    ("accessibility", both(client(accessibility=Accessibility.WHEELCHAIR), dwelling(accessibility=None))),
    ("area", excluded),
    ("support", both(NEEDY, dwelling(support_nearby=False))),
    ("unit-and-stimulus", both(client(own_unit=Need.MUST), dwelling(own_sanitary=False))),
    ("reservation", both(client(provider="P1"), dwelling(reserved_provider="P2"))),
    ("declined-before", barred),
    ("forbidden", forbidden),
    ("tenancy", both(client(tenancies=frozenset({Tenancy.STAY})), dwelling(tenancy=Tenancy.OWN_NAME))),
    ("tenancy", dwelling(tenancy=None)),
    ("admission", every("housing_forms", admission=Admission(children=True))),
    ("neighbourhood-load", both(client(load=100), every("neighbourhoods", capacity=0))),
    ("district-load", both(client(load=100), every("districts", capacity=0))),
    ("complex-load", a_full_complex),
    ("municipal-quota", every("municipalities", maximum=0, minimum=None)),
    ("imports", both(client(origin=None, elsewhere=None), every("municipalities", imports_maximum=0))),
    ("origin-limit", both(client(origin=None, elsewhere=None), nobody_unknown)),
    ("commitment", every("corporations", commitment=0, offers_more=False)),
    ("support-hours", both(NEEDY, no_hours)),
    ("keep-apart", a_resident_with_the_token),
]


@pytest.mark.parametrize(("rule", "breaker"), BREAKERS)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_rule_broken_by_hand_is_named_by_the_referee(rule: str, breaker: Breaker, seed: int) -> None:
    instance = replace(crowded_instance(seed), policy=Policy())
    problem = formulate(instance)
    pairs = pairs_of(problem, solve(problem, threads=1))
    assert violations(instance, pairs) == ()

    for pair in pairs[:2]:
        assert rule in {one.rule for one in violations(breaker(instance, pair), pairs)}


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_forced_pair_left_out_is_named_and_one_that_can_not_be_is_not(seed: int) -> None:
    instance = crowded_instance(seed)
    problem = formulate(instance)
    solution = solve(problem, threads=1)
    pairs = pairs_of(problem, solution)
    unmet = {(one.client, one.dwelling) for one in explain(instance, problem, solution).forced}
    kept = {(one.client, one.dwelling) for one in instance.forced} - unmet

    assert violations(instance, pairs) == ()
    assert kept <= set(pairs)
    for pair in kept:
        without = [one for one in pairs if one != pair]
        assert [(one.rule, one.client, one.dwelling) for one in violations(instance, without)] == [
            ("forced", *pair)
        ]
    for pair in unmet:
        assert {one.rule for one in violations(instance, [*kept, pair])} - {"forced"}


def test_forced_pairs_are_met_and_unmet_often() -> None:
    """Otherwise the test above proves little."""
    regions = [crowded_instance(seed) for seed in range(60)]

    kept = sum(len(formulate(one).pinned) for one in regions)

    assert 20 < kept < sum(len(set(one.forced)) for one in regions) - 20


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_client_or_a_dwelling_too_many_is_named(seed: int) -> None:
    instance = crowded_instance(seed)
    problem = formulate(instance)
    pairs = pairs_of(problem, solve(problem, threads=1))

    for person, home in pairs:
        again = {one.rule for one in violations(instance, (*pairs, (person, home)))}
        assert "client-once" in again
        room = next(one.capacity for one in instance.dwellings if one.id == home)
        crowd = [(one.id, home) for one in instance.clients][: room + 1]
        assert "capacity" in {one.rule for one in violations(instance, crowd)}
