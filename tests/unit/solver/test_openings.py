"""The smallest change that houses somebody, on matchings that can be counted by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from asking import a_base, solve_now
from builders import (
    FAR_STREET,
    LANDGRAAF,
    OTHER_STREET,
    STREET,
    a_client,
    a_dwelling,
    a_municipality,
    a_neighbourhood,
    an_instance,
)
from matching.solver import (
    Barred,
    Corporation,
    Instance,
    KeepApart,
    Openings,
    SupportCapacity,
    as_plain,
    openings_for,
)
from matching.solver.studies.openings import _changed
from matching.vocabulary import DirectiveKind, Support, Tenancy, Urgency


def asked(instance: Instance, client: str = "C1") -> Openings:
    return openings_for(a_base(instance), solve_now, client=client)


def steps(found: Openings) -> list[list[tuple[str, str, int | None, str | None]]]:
    return [[(one.kind, one.subject, one.amount, one.unit) for one in each.steps] for each in found.openings]


def streets(**cap: int) -> tuple[Any, ...]:
    far = a_neighbourhood(FAR_STREET, municipality=LANDGRAAF, district="WK088201")
    return a_neighbourhood(**cap), a_neighbourhood(OTHER_STREET), far


@pytest.mark.parametrize(
    ("client", "dwelling", "step"),
    [
        ({"maximum_rent": 58_000}, {}, ("more-rent", "", 2_000, "eurocent")),
        ({"maximum_rent": 99_000}, {"rent": 71_402}, ("lower-rent", "D1", 100, "eurocent")),
        ({"ready_from": date(2027, 5, 11)}, {}, ("ready-earlier", "", 10, "day")),
        ({"ready_until": date(2027, 3, 29)}, {}, ("willing-later", "", 3, "day")),
        ({"bedrooms": 2}, {}, ("fewer-bedrooms", "", 1, "bedroom")),
        ({}, {"bedrooms": 3}, ("more-bedrooms", "", 1, "bedroom")),
        ({"housing_forms": ("other",)}, {}, ("other-form", "own-home", None, None)),
        ({"tenancies": frozenset({Tenancy.THREE_PARTY})}, {}, ("other-tenancy", "own-name", None, None)),
    ],
)
def test_one_rule_is_met_by_exactly_what_lacks(
    client: dict[str, Any], dwelling: dict[str, Any], step: tuple[str, str, int, str]
) -> None:
    forms = (*an_instance().housing_forms, replace(an_instance().housing_forms[0], code="other"))
    instance = an_instance(
        clients=(a_client(**client),), dwellings=(a_dwelling(**dwelling),), housing_forms=forms
    )

    found = asked(instance)

    assert steps(found) == [[step]]
    assert (found.openings[0].dwelling, found.openings[0].proven) == ("D1", True)


@pytest.mark.parametrize(
    ("agreed", "step"),
    [
        (
            {"neighbourhoods": streets(capacity=250, carried=200)},
            ("neighbourhood-load:" + STREET, 50, "load"),
        ),
        (
            {"municipalities": (a_municipality(maximum=4, placed=4), a_municipality(LANDGRAAF))},
            ("municipal-quota:GM0917", 1, "placements"),
        ),
        (
            {
                "municipalities": (
                    a_municipality(imports_maximum=0, imports_placed=0),
                    a_municipality(LANDGRAAF),
                ),
                "clients": (a_client(origin=LANDGRAAF),),
            },
            ("imports:GM0917", 1, "placements"),
        ),
        (
            {"corporations": (Corporation("K1", commitment=2, supplied=2),)},
            ("commitment:K1", 1, "placements"),
        ),
        (
            {"support": (SupportCapacity("P1", "GM0917", Support.NEARBY, hours=260),)},
            ("support-hours:P1:GM0917", 40, "hours"),
        ),
    ],
)
def test_an_agreement_is_raised_by_exactly_what_lacks(
    agreed: dict[str, Any], step: tuple[str, int, str]
) -> None:
    found = asked(an_instance(**agreed))

    assert steps(found)[0] == [("more-room", *step)]
    assert len(found.openings) == 1, "what is more of the same is not told"


def test_what_is_over_its_cap_already_is_brought_up_to_date_first() -> None:
    found = asked(an_instance(neighbourhoods=streets(capacity=250, carried=400)))

    assert steps(found) == [[("more-room", "neighbourhood-load:" + STREET, 250, "load")]]


def test_a_pair_that_was_declined_may_be_asked_again() -> None:
    found = asked(an_instance(barred=(Barred("C1", "D1", date(2027, 9, 1)),)))

    assert steps(found) == [[("ask-again", "D1", None, None)]]


def test_a_pair_that_a_coordinator_forbade_is_not_asked_again() -> None:
    found = asked(an_instance(barred=(Barred("C1", "D1", date(2027, 9, 1), DirectiveKind.FORBIDDEN),)))

    assert steps(found) == []


def test_two_changes_go_together_where_one_is_not_enough() -> None:
    instance = an_instance(
        clients=(a_client(maximum_rent=58_000),), corporations=(Corporation("K1", commitment=0),)
    )

    assert steps(asked(instance)) == [
        [("more-rent", "", 2_000, "eurocent"), ("more-room", "commitment:K1", 1, "placements")]
    ]


def test_a_change_that_houses_somebody_else_is_no_opening() -> None:
    """C2 and C3 go before C1: of one home more, or two, C1 gets none."""
    before = [
        a_client(f"C{number}", urgency=Urgency.URGENT, on_list_since=date(2025, number, 1))
        for number in (2, 3)
    ]
    found = asked(an_instance(clients=(a_client(), *before), dwellings=(a_dwelling(),)))

    assert steps(found) == [[("more-dwellings", "D1", 2, "dwelling")]]
    assert {one.group: one.gain for one in found.openings[0].difference.groups} == {
        "crisis": 0,
        "urgent": 1,
        "regular": 1,
    }
    assert "C2" not in str(as_plain(found))


def test_the_smallest_comes_first() -> None:
    """Twenty euros, against a tenancy of another kind."""
    instance = an_instance(
        clients=(a_client(maximum_rent=58_000),),
        dwellings=(
            a_dwelling("D1"),
            a_dwelling("D2", rent=50_000, tenancy=Tenancy.THREE_PARTY),
        ),
    )

    found = asked(instance)

    assert [[one[0] for one in each] for each in steps(found)] == [["more-rent"], ["other-tenancy"]]
    assert [one.size for one in found.openings] == [2_000, 100_000]


def test_who_is_placed_needs_no_change() -> None:
    found = asked(an_instance())

    assert (found.placed, found.openings, found.tried) == (True, (), 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"clients": (a_client(consent=False),)},
        {"clients": (a_client(consent=None),)},
        {"clients": (a_client(excluded=frozenset({STREET})),)},
        {
            "clients": (a_client(keep_apart=frozenset({"token-of-two"})),),
            "keep_apart": (KeepApart("token-of-two", STREET),),
        },
    ],
)
def test_consent_safety_and_what_is_secret_are_nothing_to_change(facts: dict[str, Any]) -> None:
    found = asked(an_instance(**facts))

    assert (found.openings, found.tried) == ((), 0)
    assert STREET not in str(as_plain(found))


def test_no_change_at_all_changes_nothing() -> None:
    instance = an_instance()

    assert _changed(instance, ()) == instance
