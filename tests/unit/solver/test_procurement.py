"""Which extra dwellings would help most, on cases that can be counted by hand."""

from datetime import date
from typing import Any

import pytest

from asking import a_base, solve_now
from builders import (
    DISTRICT,
    ELSEWHERE,
    FAR_STREET,
    HEERLEN,
    LANDGRAAF,
    OTHER_STREET,
    STREET,
    a_client,
    a_dwelling,
    a_form,
    a_municipality,
    a_neighbourhood,
    an_instance,
    support_everywhere,
)
from matching.solver import Corporation, District, Instance, KeepApart, Plan, Terms, as_plain, plan
from matching.solver.studies.procurement import stated
from matching.solver.studies.procurement.parts import Housed
from matching.solver.studies.procurement.streets import streets_of
from matching.vocabulary import Accessibility, IncomeBand, Need, Support, Tenancy, Urgency

CRISIS = a_client("C1", urgency=Urgency.CRISIS)
URGENT = a_client("C2", urgency=Urgency.URGENT, bedrooms=3, maximum_rent=72_000, adults=2, children=2)
REGULAR = a_client("C3", accessibility=Accessibility.WALKER)


def nothing_on_offer(*clients: Any, **facts: Any) -> Instance:
    """Return people, and no dwelling at all."""
    return an_instance(clients=clients or (CRISIS, URGENT, REGULAR), dwellings=(), **facts)


def planned(instance: Instance, number: int = 1, **terms: Any) -> Plan:
    return plan(a_base(instance), Terms(number, **terms), solve_now)


def test_the_most_pressing_come_first_and_each_dwelling_is_what_they_need() -> None:
    found = planned(nothing_on_offer(), 3)

    assert [(gain.used, gain.placed, gain.priority) for gain in found.gains] == [
        (0, 0, 0),
        (1, 1, 7_612),
        (2, 2, 8_324),
        (3, 3, 8_346),
    ]
    assert [
        (line.number, line.bedrooms, line.maximum_rent, line.accessibility, line.houses)
        for line in found.lines
    ] == [
        (1, 1, 70_000, Accessibility.NONE, (Housed(Urgency.CRISIS, 1),)),
        (1, 3, 70_000, Accessibility.NONE, (Housed(Urgency.URGENT, 1),)),
        (1, 1, 70_000, Accessibility.WALKER, (Housed(Urgency.REGULAR, 1),)),
    ]
    assert all(gain.proven for gain in found.gains)


def test_alike_dwellings_are_one_line_and_more_than_help_are_not_asked() -> None:
    found = planned(nothing_on_offer(a_client("C1"), a_client("C2")), 5)

    assert [(line.number, line.houses) for line in found.lines] == [(2, (Housed(Urgency.REGULAR, 2),))]
    assert [gain.used for gain in found.gains] == [0, 1, 2, 2, 2, 2]
    assert "Meer woningen helpen niemand" in found.sentences[1].dutch
    assert [line.fits for line in found.lines] == [2]


def test_the_statement_describes_no_dwelling_that_too_few_could_live_in() -> None:
    """It leaves the region: one with three bedrooms that one family needs would tell of that family."""
    many = planned(nothing_on_offer(*(a_client(f"C{n}") for n in range(5)), a_client("C9", bedrooms=3)), 6)

    said = stated(many.lines, smallest=5)

    assert [(line.number, line.bedrooms, line.fits) for line in many.lines] == [(5, 1, 5), (1, 3, 1)]
    assert "6 woningen extra" in said.dutch
    assert "5 woningen in de gemeente" in said.dutch
    assert "1 woning die wij hier niet beschrijven" in said.dutch
    assert "3 slaapkamers" not in said.dutch
    assert "kandida" not in said.dutch
    assert "3 slaapkamers" in stated(many.lines, smallest=1).dutch


def test_who_has_a_home_may_leave_it_to_somebody_whom_nothing_new_would_help() -> None:
    """Only the old dwelling has what C2 can pay; a new one for C1 frees it."""
    poor = a_client("C2", maximum_rent=40_000)
    instance = an_instance(clients=(CRISIS, poor), dwellings=(a_dwelling("D1", rent=40_000),))

    found = planned(instance, rents=(65_000,))

    assert (found.placed.before, found.placed.after) == (1, 2)
    assert [(line.maximum_rent, line.houses) for line in found.lines] == [
        (65_000, (Housed(Urgency.CRISIS, 1),))
    ]


def test_the_rent_is_the_highest_of_the_ladder_that_the_rules_and_the_purse_allow() -> None:
    def rent(client: Any, **terms: Any) -> list[int]:
        return [line.maximum_rent for line in planned(nothing_on_offer(client), **terms).lines]

    assert rent(a_client(maximum_rent=69_999)) == [65_000]
    assert rent(a_client(maximum_rent=90_000)) == [70_000], "suitable allocation: up to 713.02"
    assert rent(a_client(maximum_rent=120_000, income_band=IncomeBand.ABOVE)) == [120_000]
    assert rent(a_client(), rents=(71_302, 60_000)) == [71_302]
    assert rent(a_client(), rents=(71_303,)) == []


def test_only_what_may_be_asked_is_asked() -> None:
    ladder = a_client("C1", housing_forms=("studio", "own-home"))
    instance = nothing_on_offer(ladder, housing_forms=(a_form(), a_form("studio")))

    def asked(**terms: Any) -> list[tuple[str, str]]:
        return [(line.housing_form, line.municipality) for line in planned(instance, **terms).lines]

    assert asked() == [("studio", HEERLEN)]
    assert asked(housing_forms=("own-home",), municipalities=(LANDGRAAF,)) == [("own-home", LANDGRAAF)]
    assert asked(municipalities=("GM0000",)) == []


@pytest.mark.parametrize(
    ("limits", "placed"),
    [
        ({}, 3),
        ({"municipalities": (a_municipality(maximum=1), a_municipality(LANDGRAAF, maximum=1))}, 2),
        (
            {
                "municipalities": (
                    a_municipality(imports_maximum=0),
                    a_municipality(LANDGRAAF, imports_maximum=1),
                )
            },
            3,
        ),
        ({"municipalities": (a_municipality(maximum=0), a_municipality(LANDGRAAF, imports_maximum=1))}, 1),
        ({"districts": (District(DISTRICT, HEERLEN, 250, 0), District(ELSEWHERE, LANDGRAAF, 0, 0))}, 2),
        ({"support": support_everywhere(hours=600)}, 3),
        ({"support": support_everywhere(hours=300)}, 2),
        ({"support": support_everywhere()[:1]}, 3),
        ({"support": ()}, 0),
        ({"corporations": (Corporation("K1", commitment=0),)}, 3),
    ],
)
def test_every_limit_holds(limits: dict[str, Any], placed: int) -> None:
    people = tuple(a_client(f"C{number}") for number in (1, 2, 3))

    found = planned(nothing_on_offer(*people, **limits), 3)

    assert found.placed.after == placed


def test_load_caps_hold_and_a_street_without_one_is_better() -> None:
    people = tuple(a_client(f"C{number}", load=100) for number in (1, 2, 3))
    caps = {STREET: 150, OTHER_STREET: 100, FAR_STREET: 0}

    def placed(capped: tuple[str, ...]) -> int:
        streets = tuple(
            a_neighbourhood(code, capacity=caps[code] if code in capped else None, **where)
            for code, where in (
                (STREET, {}),
                (OTHER_STREET, {}),
                (FAR_STREET, {"municipality": LANDGRAAF, "district": ELSEWHERE}),
            )
        )
        return planned(nothing_on_offer(*people, neighbourhoods=streets), 3).placed.after

    assert placed((STREET, OTHER_STREET, FAR_STREET)) == 2
    assert placed((STREET, FAR_STREET)) == 3


def test_people_who_must_be_kept_apart_go_to_different_streets() -> None:
    people = tuple(a_client(f"C{number}", keep_apart=frozenset({"T"})) for number in range(4))

    alone = planned(nothing_on_offer(*people), 4)
    lived_in = planned(nothing_on_offer(*people, keep_apart=(KeepApart("T", FAR_STREET),)), 4)

    assert (alone.placed.after, lived_in.placed.after) == (3, 2)


def test_a_dwelling_has_the_support_stimulus_and_tenancy_that_are_needed() -> None:
    client = a_client(
        support=Support.NEARBY, low_stimulus=Need.MUST, tenancies=frozenset({Tenancy.FLIP, Tenancy.STAY})
    )

    (line,) = planned(nothing_on_offer(client)).lines

    assert (line.support_nearby, line.low_stimulus, line.tenancy) == (True, True, Tenancy.FLIP)


@pytest.mark.parametrize(
    "unknown",
    [
        {"bedrooms": None},
        {"maximum_rent": None},
        {"consent": None},
        {"housing_forms": ()},
        {"tenancies": frozenset()},
    ],
)
def test_for_whom_data_are_missing_nothing_is_asked_and_they_are_counted(unknown: dict[str, Any]) -> None:
    found = planned(nothing_on_offer(a_client("C1", **unknown)))

    assert (found.lines, found.waiting, found.undescribed) == ((), 1, 1)
    assert "helpen nu niemand" in stated(found.lines, smallest=5).dutch


def test_who_is_ready_only_later_is_helped_by_dwellings_that_come_later() -> None:
    later = a_client("C1", ready_from=date(2027, 9, 1))

    assert planned(nothing_on_offer(later)).lines == ()
    assert planned(nothing_on_offer(later), available_from=date(2027, 9, 1)).lines != ()


def test_what_was_matched_stays_and_the_new_dwelling_is_for_who_had_none() -> None:
    """The one who has a home would rather live in Landgraaf; that alone is no reason to ask for a dwelling."""
    settled = a_client("C1", urgency=Urgency.URGENT, preferred=frozenset({LANDGRAAF}))
    instance = an_instance(clients=(settled, a_client("C2", origin=LANDGRAAF)))

    found = planned(instance)

    assert [(line.municipality, line.houses) for line in found.lines] == [
        (LANDGRAAF, (Housed(Urgency.REGULAR, 1),))
    ]


def test_a_municipality_behind_its_share_is_asked_first() -> None:
    shares = (a_municipality(target_share=5_000, placed=9), a_municipality(LANDGRAAF, target_share=5_000))

    (line,) = planned(nothing_on_offer(a_client(), municipalities=shares)).lines

    assert line.municipality == LANDGRAAF, "though the client comes from Heerlen"


def test_of_streets_that_differ_in_nothing_one_stands_for_all() -> None:
    def chosen(*clients: Any, **facts: Any) -> tuple[str, ...]:
        return streets_of(nothing_on_offer(*clients, **facts), Terms(1))

    assert chosen(a_client()) == (FAR_STREET, STREET)
    assert chosen(a_client(excluded=frozenset({STREET}))) == (FAR_STREET, STREET, OTHER_STREET)
    assert chosen(a_client(preferred=frozenset({DISTRICT}))) == (FAR_STREET, STREET)
    capped = (a_neighbourhood(capacity=10), *an_instance().neighbourhoods[1:])
    assert chosen(a_client(), neighbourhoods=capped) == (FAR_STREET, OTHER_STREET)


def test_nothing_of_a_plan_names_anybody() -> None:
    told = str(as_plain(planned(nothing_on_offer(), 3)))

    assert not any(name in told for name in ("C1", "C2", "C3", "P1", STREET, OTHER_STREET))
