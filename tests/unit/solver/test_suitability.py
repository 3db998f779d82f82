"""Every term from its best to its worst, and how they add up."""

from dataclasses import replace
from typing import Any

import pytest

from builders import (
    DISTRICT,
    FAR_STREET,
    HEERLEN,
    LANDGRAAF,
    STREET,
    a_client,
    a_dwelling,
    a_form,
    an_instance,
)
from matching.solver.instance import OUTSIDE, Instance, Policy
from matching.solver.suitability import Breakdown, breakdown, suitability
from matching.vocabulary import Accessibility, Feature, IncomeKind, Need

Facts = dict[str, Any]
GARDEN, LIFT = Feature.GARDEN, Feature.LIFT
BENEFIT = IncomeKind.BENEFIT


def region(client: Facts, dwelling: Facts) -> Instance:
    forms = (a_form(), a_form("other"), a_form("group", group=True, self_contained=False))
    return an_instance(
        clients=(a_client(**client),), dwellings=(a_dwelling(**dwelling),), housing_forms=forms
    )


def points(found: Breakdown, term: str) -> int:
    return {score.term: score.points for score in found.terms}[term]


CASES: list[tuple[str, int, Facts, Facts]] = [
    ("housing-form", 1_000, {"housing_forms": ("own-home", "other")}, {}),
    ("housing-form", 500, {"housing_forms": ("other", "own-home")}, {}),
    ("housing-form", 334, {"housing_forms": ("other", "group", "own-home")}, {}),
    ("housing-form", 500, {"housing_forms": ()}, {}),
    ("housing-form", 0, {"housing_forms": ("other",)}, {}),
    ("area", 500, {}, {}),
    ("area", 1_000, {"preferred": frozenset({STREET})}, {}),
    ("area", 1_000, {"preferred": frozenset({DISTRICT})}, {}),
    ("area", 1_000, {"preferred": frozenset({HEERLEN}), "acceptable": frozenset({STREET})}, {}),
    ("area", 600, {"preferred": frozenset({FAR_STREET}), "acceptable": frozenset({STREET})}, {}),
    ("area", 200, {"preferred": frozenset({LANDGRAAF})}, {}),
    ("area", 200, {"acceptable": frozenset({LANDGRAAF})}, {}),
    ("origin", 1_000, {"origin": HEERLEN}, {}),
    ("origin", 1_000, {"origin": HEERLEN, "income_kind": BENEFIT}, {}),
    ("origin", 400, {"origin": LANDGRAAF}, {}),
    ("origin", 0, {"origin": LANDGRAAF, "income_kind": BENEFIT}, {}),
    ("origin", 500, {"origin": OUTSIDE}, {}),
    ("origin", 0, {"origin": OUTSIDE, "income_kind": BENEFIT}, {}),
    ("origin", 500, {"origin": None}, {}),
    ("bedrooms", 1_000, {"bedrooms": 2}, {"bedrooms": 2}),
    ("bedrooms", 500, {"bedrooms": 2}, {"bedrooms": 3}),
    ("bedrooms", 0, {"bedrooms": 2}, {"bedrooms": 4}),
    ("bedrooms", 0, {"bedrooms": 2}, {"bedrooms": 9}),
    ("bedrooms", 500, {"bedrooms": None}, {}),
    ("rent", 0, {"maximum_rent": 60_000}, {"rent": 60_000}),
    ("rent", 500, {"maximum_rent": 100_000}, {"rent": 80_000, "service_costs": 10_000}),
    ("rent", 1_000, {"maximum_rent": 100_000}, {"rent": 80_000}),
    ("rent", 1_000, {"maximum_rent": 100_000}, {"rent": 10_000}),
    ("rent", 0, {"maximum_rent": 0}, {"rent": 0}),
    ("rent", 500, {"maximum_rent": None}, {}),
    ("wishes", 500, {}, {}),
    ("wishes", 1_000, {"wishes": frozenset({GARDEN})}, {"features": frozenset({GARDEN, LIFT})}),
    ("wishes", 500, {"wishes": frozenset({GARDEN, LIFT})}, {"features": frozenset({LIFT})}),
    ("wishes", 0, {"wishes": frozenset({GARDEN})}, {}),
    ("needs", 500, {}, {}),
    ("needs", 1_000, {"own_unit": Need.SHOULD}, {}),
    ("needs", 0, {"own_unit": Need.SHOULD}, {"own_sanitary": None}),
    ("needs", 500, {"own_unit": Need.SHOULD, "low_stimulus": Need.SHOULD}, {}),
    ("needs", 0, {"not_in_group": Need.SHOULD}, {"housing_form": "group"}),
    ("needs", 500, {"low_stimulus": Need.MUST}, {"low_stimulus": True}),
    ("scarcity", 1_000, {}, {}),
    ("scarcity", 1_000, {}, {"accessibility": Accessibility.WHEELCHAIR}),
    ("outflow", 500, {"facility_pressure": None}, {}),
    ("outflow", 0, {"facility_pressure": 8_000}, {}),
    ("outflow", 500, {"facility_pressure": 10_000}, {}),
    ("outflow", 1_000, {"facility_pressure": 12_000}, {}),
    ("outflow", 1_000, {"facility_pressure": 20_000}, {}),
]


@pytest.mark.parametrize(("term", "expected", "client", "dwelling"), CASES)
def test_a_term_is_worth(term: str, expected: int, client: Facts, dwelling: Facts) -> None:
    found = breakdown(region(client, dwelling), client="C1", dwelling="D1")

    assert expected == points(found, term)


def test_what_is_rare_is_kept_for_who_needs_it() -> None:
    """One wheelchair dwelling, two who need it: who does not need it gets few points for it."""
    wheels = {"accessibility": Accessibility.WHEELCHAIR}
    instance = an_instance(
        clients=(a_client("C1", **wheels), a_client("C2", **wheels), a_client("C3")),
        dwellings=(a_dwelling("D1", **wheels), a_dwelling("D2")),
    )

    assert points(breakdown(instance, client="C1", dwelling="D1"), "scarcity") == 1_000
    assert points(breakdown(instance, client="C3", dwelling="D1"), "scarcity") == 1_000 - 666
    assert points(breakdown(instance, client="C3", dwelling="D2"), "scarcity") == 1_000


def weighed(*weights: tuple[str, int]) -> Instance:
    instance = region({"preferred": frozenset({LANDGRAAF})}, {})
    return replace(instance, policy=Policy(suitability_weight=weights))


@pytest.mark.parametrize(
    ("weights", "total"),
    [
        ((("area", 1),), 200),
        ((("origin", 7),), 1_000),
        ((("area", 1), ("origin", 1)), 600),
        ((("area", 3), ("origin", 1)), 400),
        ((("area", 0), ("origin", 1)), 1_000),
        ((), 0),
    ],
)
def test_the_covenant_weighs_the_terms(weights: tuple[tuple[str, int], ...], total: int) -> None:
    instance = weighed(*weights)

    assert breakdown(instance, client="C1", dwelling="D1").total == total
    assert suitability(instance).tolist() == [total]


def test_half_a_point_is_rounded_down() -> None:
    """Area 200 and rent 625: 412.5 is 412."""
    instance = region({"preferred": frozenset({LANDGRAAF}), "maximum_rent": 80_000}, {"rent": 70_000})
    halves = replace(instance, policy=Policy(suitability_weight=(("area", 1), ("rent", 1))))

    assert points(breakdown(halves, client="C1", dwelling="D1"), "rent") == 625
    assert breakdown(halves, client="C1", dwelling="D1").total == 412
    assert suitability(halves).tolist() == [412]
