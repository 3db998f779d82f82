"""Every agreement becomes a limit, every share a target, and the order of things does not matter."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from builders import (
    DISTRICT,
    ELSEWHERE,
    FAR_STREET,
    HEERLEN,
    LANDGRAAF,
    OTHER_STREET,
    STREET,
    TODAY,
    a_client,
    a_dwelling,
    a_municipality,
    a_neighbourhood,
    an_instance,
)
from matching.solver.formulate import formulate, months_waiting, priority
from matching.solver.formulate.targets import whole_shares
from matching.solver.instance import (
    OUTSIDE,
    Complex,
    Corporation,
    District,
    Forced,
    Instance,
    KeepApart,
    Municipality,
    OriginLimit,
    Policy,
    SupportCapacity,
)
from matching.solver.problem import Limit, Problem, problem_hash
from matching.vocabulary import Goal, Support, Urgency
from random_instances import random_instance

PEOPLE = (a_client("C1"), a_client("C2", origin=LANDGRAAF), a_client("C3", origin=None))
HOMES = (
    a_dwelling("D1", complex="X1"),
    a_dwelling("D2", neighbourhood=OTHER_STREET),
    a_dwelling("D3", neighbourhood=FAR_STREET, corporation="K2"),
)
FAR = {"municipality": LANDGRAAF, "district": ELSEWHERE}


def region(**facts: Any) -> Instance:
    usual = {
        "clients": PEOPLE,
        "dwellings": HOMES,
        "complexes": (Complex("X1"),),
        "corporations": (Corporation("K1"), Corporation("K2")),
    }
    return an_instance(**(usual | facts))


def limits(problem: Problem) -> dict[str, Limit]:
    return {limit.id: limit for limit in problem.limits}


def the_limit(**facts: Any) -> Limit:
    (limit,) = formulate(region(**facts)).limits
    return limit


def test_a_region_without_agreements_has_no_limits_and_no_targets() -> None:
    problem = formulate(region())

    assert problem.limits == ()
    assert problem.targets == ()
    assert len(problem.pairs) == 9


def test_a_neighbourhood_can_carry_what_is_left() -> None:
    streets = (
        a_neighbourhood(capacity=500, carried=120),
        a_neighbourhood(OTHER_STREET),
        a_neighbourhood(FAR_STREET, **FAR),
    )

    limit = the_limit(neighbourhoods=streets)

    assert limit == Limit(f"neighbourhood-load:{STREET}", "neighbourhood-load", "load", 380, None, (0,))


def test_a_district_can_carry_what_is_left() -> None:
    limit = the_limit(districts=(District(DISTRICT, HEERLEN, 500, 120), District(ELSEWHERE, LANDGRAAF)))

    assert limit == Limit(f"district-load:{DISTRICT}", "district-load", "load", 380, None, (0, 1))


def test_a_complex_can_carry_what_is_left() -> None:
    limit = the_limit(complexes=(Complex("X1", 500, 120),))

    assert limit == Limit("complex-load:X1", "complex-load", "load", 380, None, (0,))


def test_a_quota_counts_what_was_placed_before() -> None:
    limit = the_limit(municipalities=(a_municipality(maximum=7, placed=5), a_municipality(LANDGRAAF)))

    assert limit == Limit(f"municipal-quota:{HEERLEN}", "municipal-quota", "placements", 2, None, (0, 1))


def test_imports_are_all_but_the_own_people_and_the_unknown_are_not_own() -> None:
    places = (a_municipality(imports_maximum=3, imports_placed=1, placed=1), a_municipality(LANDGRAAF))

    limit = the_limit(municipalities=places)

    assert limit == Limit(f"imports:{HEERLEN}", "imports", "placements", 2, (1, 2), (0, 1))


@pytest.mark.parametrize(
    ("origin", "name", "counted"),
    [(LANDGRAAF, LANDGRAAF, (1,)), (None, "unknown", (2,)), (OUTSIDE, OUTSIDE, (3,))],
)
def test_an_origin_limit_counts_who_comes_from_there_alone(
    origin: str | None, name: str, counted: tuple[int, ...]
) -> None:
    people = (*PEOPLE, a_client("C4", origin=OUTSIDE))

    limit = the_limit(clients=people, origin_limits=(OriginLimit(origin, HEERLEN, 3, placed=1),))

    assert limit == Limit(f"origin-limit:{name}:{HEERLEN}", "origin-limit", "placements", 2, counted, (0, 1))


@pytest.mark.parametrize(
    ("corporation", "maxima"),
    [
        (Corporation("K1", commitment=4, supplied=1), [3]),
        (Corporation("K1", commitment=4, supplied=1, offers_more=True), []),
        (Corporation("K1"), []),
    ],
)
def test_a_corporation_is_not_asked_above_its_commitment(corporation: Corporation, maxima: list[int]) -> None:
    problem = formulate(region(corporations=(corporation, Corporation("K2"))))

    assert [limit.maximum for limit in problem.limits if limit.id == "commitment:K1"] == maxima
    assert all(limit.dwellings == (0, 1) for limit in problem.limits)


def test_support_hours_count_who_gets_support_from_that_provider_there() -> None:
    people = (
        a_client("C1", support_hours=250),
        a_client("C2", support=Support.NONE),
        a_client("C3", provider="P2", support_provider="P1"),
        a_client("C4", provider="P1", support_provider="P2"),
    )
    rows = (
        SupportCapacity("P1", HEERLEN, Support.NEARBY, 700),
        SupportCapacity("P2", HEERLEN, Support.NEARBY),
    )

    limit = the_limit(clients=people, support=rows)

    assert limit == Limit(f"support-hours:P1:{HEERLEN}", "support-hours", "hours", 700, (0, 2), (0, 1))
    assert formulate(region(clients=people, support=rows)).clients[0].hours == 250


def test_what_is_over_full_leaves_no_room_and_no_negative_number() -> None:
    limit = the_limit(complexes=(Complex("X1", capacity=100, carried=300),))

    assert limit.maximum == 0


SECRET = frozenset({"token-of-two"})


def test_two_who_must_stay_apart_share_no_street() -> None:
    people = (a_client("C1", keep_apart=SECRET), a_client("C2", keep_apart=SECRET), a_client("C3"))

    found = formulate(region(clients=people)).limits

    assert {limit.id for limit in found} == {
        f"keep-apart:1:neighbourhood:{street}" for street in (STREET, OTHER_STREET, FAR_STREET)
    }
    assert {(limit.maximum, limit.measure, limit.clients) for limit in found} == {(1, "placements", (0, 1))}


def test_one_who_must_stay_apart_from_nobody_needs_no_limit() -> None:
    assert formulate(region(clients=(a_client("C1", keep_apart=SECRET),))).limits == ()


def test_who_lives_there_already_keeps_them_out() -> None:
    facts = {
        "clients": (a_client("C1", keep_apart=SECRET),),
        "keep_apart": (KeepApart("token-of-two", STREET),),
    }

    limit = the_limit(**facts)

    assert limit == Limit(f"keep-apart:1:neighbourhood:{STREET}", "keep-apart", "placements", 0, (0,), (0,))


def test_somebody_with_another_token_keeps_nobody_out() -> None:
    people = (a_client("C1", keep_apart=SECRET),)

    assert formulate(region(clients=people, keep_apart=(KeepApart("another", STREET),))).limits == ()


def test_who_lives_in_the_building_keeps_them_out_of_all_of_it() -> None:
    """Also where their own street is another, and the homes on offer are in one."""
    facts = {
        "clients": (a_client("C1", keep_apart=SECRET),),
        "keep_apart": (KeepApart("token-of-two", FAR_STREET, "X1"),),
        "dwellings": HOMES[:2],
    }

    limit = the_limit(**facts)

    assert limit == Limit("keep-apart:1:complex:X1", "keep-apart", "placements", 0, (0,), (0,))


def test_a_complex_over_two_streets_keeps_them_apart_too() -> None:
    people = (a_client("C1", keep_apart=SECRET), a_client("C2", keep_apart=SECRET))
    homes = (a_dwelling("D1", complex="X1"), a_dwelling("D2", complex="X1", neighbourhood=OTHER_STREET))

    problem = formulate(region(clients=people, dwellings=homes))

    assert limits(problem)["keep-apart:1:complex:X1"].dwellings == (0, 1)


def test_a_token_appears_nowhere_in_the_problem() -> None:
    people = (a_client("C1", keep_apart=SECRET), a_client("C2", keep_apart=SECRET))

    assert "token-of-two" not in repr(formulate(region(clients=people)))


def test_only_eligible_pairs_are_in_the_problem() -> None:
    people = (a_client("C1"), a_client("C2", consent=None), a_client("C3", consent=False))

    problem = formulate(region(clients=people))

    assert set(problem.pairs.client.tolist()) == {0}


def test_a_pair_of_the_matching_before_is_stable() -> None:
    problem = formulate(region(previous=frozenset({("C2", "D3"), ("gone", "D1")})))

    kept = [
        (client, dwelling)
        for client, dwelling, stable in zip(
            problem.pairs.client, problem.pairs.dwelling, problem.pairs.stability, strict=True
        )
        if stable
    ]
    assert kept == [(1, 2)]


def test_the_covenant_orders_the_goals() -> None:
    goals = (Goal.SPREAD, Goal.PRIORITY)

    assert formulate(region(policy=Policy(goals=goals))).levels == ("spread", "priority")


def pinned(**facts: Any) -> set[tuple[str, str]]:
    """Return the ids of what a region pins."""
    problem = formulate(region(**facts))
    return {
        (problem.clients[problem.pairs.client[row]].id, problem.dwellings[problem.pairs.dwelling[row]].id)
        for row in problem.pinned
    }


def test_a_forced_pair_that_fits_is_pinned() -> None:
    assert pinned(forced=(Forced("C2", "D3"), Forced("C1", "D2"))) == {("C2", "D3"), ("C1", "D2")}


def test_a_region_without_forced_pairs_pins_nothing() -> None:
    assert pinned() == set()


@pytest.mark.parametrize(
    "facts",
    [
        {"clients": (a_client("C1", consent=False),)},
        {"clients": (a_client("C1", consent=None),)},
        {"clients": (a_client("C2"),)},
        {"dwellings": (a_dwelling("D2"),)},
        {"clients": ()},
    ],
)
def test_a_forced_pair_that_does_not_fit_or_is_gone_is_not_pinned(facts: dict[str, Any]) -> None:
    assert pinned(forced=(Forced("C1", "D1"),), **facts) == set()


LOADED = (a_client("C1", load=100), a_client("C2", load=250, origin=LANDGRAAF))


def streets(capacity: int) -> dict[str, Any]:
    far = a_neighbourhood(FAR_STREET, **FAR)
    return {"neighbourhoods": (a_neighbourhood(capacity=capacity), a_neighbourhood(OTHER_STREET), far)}


def heerlen(**agreed: int) -> dict[str, Any]:
    return {"municipalities": (a_municipality(**agreed), a_municipality(LANDGRAAF))}


ROOMY = (a_dwelling("D1", capacity=2, complex="X1"),)
LANDGRAVIANS = tuple(replace(one, origin=LANDGRAAF) for one in LOADED)
BOTH = (Forced("C1", "D1"), Forced("C2", "D1"))


@pytest.mark.parametrize(
    ("both", "facts"),
    [
        (True, {}),
        (False, {"dwellings": (a_dwelling("D1", complex="X1"),)}),
        (True, streets(350)),
        (False, streets(349)),
        (True, {"complexes": (Complex("X1", 350),)}),
        (False, {"complexes": (Complex("X1", 349),)}),
        (True, heerlen(maximum=3, placed=1)),
        (False, heerlen(maximum=3, placed=2)),
        (True, heerlen(imports_maximum=1)),
        (False, {"origin_limits": (OriginLimit(LANDGRAAF, HEERLEN, 2, placed=1),), "clients": LANDGRAVIANS}),
        (True, {"origin_limits": (OriginLimit(LANDGRAAF, HEERLEN, 2),), "clients": LANDGRAVIANS}),
        (True, {"corporations": (Corporation("K1", commitment=2), Corporation("K2"))}),
        (False, {"corporations": (Corporation("K1", commitment=1), Corporation("K2"))}),
        (True, {"support": (SupportCapacity("P1", HEERLEN, Support.NEARBY, 600),)}),
        (False, {"support": (SupportCapacity("P1", HEERLEN, Support.NEARBY, 599),)}),
        (False, {"clients": tuple(replace(one, keep_apart=SECRET) for one in LOADED)}),
        (True, {"clients": (replace(LOADED[0], keep_apart=SECRET), LOADED[1])}),
    ],
)
def test_forced_pairs_are_pinned_as_far_as_they_can_be_together(both: bool, facts: dict[str, Any]) -> None:
    usual = {"clients": LOADED, "dwellings": ROOMY, "forced": BOTH}

    assert pinned(**(usual | facts)) == ({("C1", "D1"), ("C2", "D1")} if both else {("C1", "D1")})


@pytest.mark.parametrize("forced", [BOTH, BOTH[::-1], (*BOTH, *BOTH)])
@pytest.mark.parametrize(
    ("second", "kept"),
    [({}, "C1"), ({"urgency": Urgency.URGENT}, "C2"), ({"on_list_since": date(2025, 3, 1)}, "C2")],
)
def test_of_forced_pairs_that_exclude_each_other_the_highest_priority_stays(
    forced: tuple[Forced, ...], second: dict[str, Any], kept: str
) -> None:
    people = (a_client("C1"), a_client("C2", **second))

    assert pinned(clients=people, forced=forced) == {(kept, "D1")}


def test_a_client_forced_into_two_dwellings_gets_the_first_that_fits() -> None:
    homes = (a_dwelling("D1", rent=90_000), a_dwelling("D2"), a_dwelling("D3"))
    forced = tuple(Forced("C1", home.id) for home in homes)

    assert pinned(clients=(a_client("C1"),), dwellings=homes, forced=forced) == {("C1", "D2")}


@pytest.mark.parametrize(
    ("since", "months"),
    [
        (TODAY, 0),
        (date(2027, 2, 2), 0),
        (date(2027, 2, 1), 1),
        (date(2026, 3, 1), 12),
        (date(2026, 3, 2), 11),
        (date(2027, 5, 1), 0),
    ],
)
def test_whole_months_on_the_list_count(since: date, months: int) -> None:
    assert months_waiting(a_client(on_list_since=since), on=TODAY) == months


@pytest.mark.parametrize(
    ("urgency", "since", "points"),
    [
        (Urgency.REGULAR, TODAY, 10),
        (Urgency.REGULAR, date(2026, 3, 1), 22),
        (Urgency.REGULAR, date(2000, 1, 1), 70),
        (Urgency.URGENT, TODAY, 700),
        (Urgency.CRISIS, TODAY, 7_600),
    ],
)
def test_a_placement_is_worth_urgency_and_months(urgency: Urgency, since: date, points: int) -> None:
    client = a_client(urgency=urgency, on_list_since=since)

    assert priority(client, on=TODAY, policy=Policy()) == points


def sharing(*shares: int) -> tuple[Municipality, ...]:
    return tuple(Municipality(f"GM{number}", target_share=share) for number, share in enumerate(shares))


@pytest.mark.parametrize(
    ("shares", "total", "expected"),
    [
        ((5_000, 5_000), 3, [2, 1]),
        ((3_334, 3_333, 3_333), 10, [4, 3, 3]),
        ((3_333, 3_333, 3_333), 10, [4, 3, 3]),
        ((2_500, 7_500), 2, [1, 1]),
        ((5_000,), 10, [5]),
        ((10_000,), 0, [0]),
    ],
)
def test_shares_become_whole_by_largest_remainder(
    shares: tuple[int, ...], total: int, expected: list[int]
) -> None:
    assert list(whole_shares(sharing(*shares), total).values()) == expected


def test_a_target_is_the_share_of_the_term_less_what_was_placed() -> None:
    """Three placed and at most three now: a half is three, of which Heerlen has two."""
    places = (
        a_municipality(target_share=5_000, placed=2),
        a_municipality(LANDGRAAF, target_share=5_000, placed=1),
    )

    targets = formulate(region(municipalities=places)).targets

    assert [(one.id, one.dwellings, one.target, one.weight) for one in targets] == [
        (LANDGRAAF, (2,), 2, 333),
        (HEERLEN, (0, 1), 1, 333),
    ]


def test_a_municipality_above_its_share_aims_at_none() -> None:
    places = (a_municipality(target_share=1_000, placed=9), a_municipality(LANDGRAAF))

    (target,) = formulate(region(municipalities=places)).targets

    assert target.target == 0


def test_the_weight_makes_relative_distance_count() -> None:
    """The example of the file format: a target of nine weighs 111."""
    people = tuple(a_client(f"C{number}") for number in range(9))
    homes = tuple(a_dwelling(f"D{number}") for number in range(9))
    places = (a_municipality(target_share=10_000), a_municipality(LANDGRAAF))

    (target,) = formulate(region(clients=people, dwellings=homes, municipalities=places)).targets

    assert (target.target, target.weight) == (9, 111)


def test_the_order_of_the_instance_does_not_change_the_problem() -> None:
    instance = random_instance(7, clients=40, dwellings=30)
    turned = replace(
        instance,
        clients=instance.clients[::-1],
        dwellings=instance.dwellings[::-1],
        municipalities=instance.municipalities[::-1],
        districts=instance.districts[::-1],
        neighbourhoods=instance.neighbourhoods[::-1],
        corporations=instance.corporations[::-1],
        complexes=instance.complexes[::-1],
        support=instance.support[::-1],
        housing_forms=instance.housing_forms[::-1],
        keep_apart=instance.keep_apart[::-1],
        barred=instance.barred[::-1],
        origin_limits=instance.origin_limits[::-1],
        forced=instance.forced[::-1],
    )

    assert problem_hash(formulate(instance)) == problem_hash(formulate(turned))


def test_people_from_outside_are_imports_everywhere() -> None:
    places = (a_municipality(imports_maximum=3), a_municipality(LANDGRAAF, imports_maximum=3))

    found = limits(formulate(region(clients=(a_client("C1", origin=OUTSIDE),), municipalities=places)))

    assert all(limit.clients == (0,) for limit in found.values())
    assert len(found) == 2
