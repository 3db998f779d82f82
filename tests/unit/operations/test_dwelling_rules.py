"""Every rule of a dwelling: broken, and just kept."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from matching.models import Dwelling
from matching.operations.dwelling_rules import faults, region_of
from matching.operations.dwellings import BLANK
from matching.queries.surroundings import Form, Surroundings
from places import a_place

HERE = UUID(int=1)
ELSEWHERE = UUID(int=2)
PROVIDER = UUID(int=3)
STRANGER = UUID(int=4)

WORLD = Surroundings(
    today=date(2026, 12, 1),
    regions=frozenset({HERE}),
    places={
        place.code: place
        for place in (
            a_place("GM0001", region_id=HERE),
            a_place("WK000101", region_id=HERE),
            a_place("BU00010101", region_id=HERE),
            a_place("GM0009", region_id=None),
            a_place("BU00090101", region_id=ELSEWHERE),
        )
    },
    forms={
        (HERE, "own-home"): Form(self_contained=True, in_group=False, retired=False),
        (HERE, "gone"): Form(self_contained=True, in_group=False, retired=True),
        (ELSEWHERE, "theirs"): Form(self_contained=True, in_group=False, retired=False),
    },
    providers=frozenset({(HERE, PROVIDER), (ELSEWHERE, STRANGER)}),
    facilities={},
    municipalities={HERE: frozenset({"GM0001"})},
)


def a_dwelling(**facts: Any) -> Dwelling:
    usual = {
        "neighbourhood_code": "BU00010101",
        "housing_form": "own-home",
        "available_from": date(2027, 1, 1),
    }
    return Dwelling(**{**BLANK, **usual, **facts})


BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"neighbourhood_code": "BU99999999"}, "neighbourhood", "unknown-neighbourhood"),
    ({"neighbourhood_code": "WK000101"}, "neighbourhood", "unknown-neighbourhood"),
    ({"neighbourhood_code": "BU00090101"}, "neighbourhood", "neighbourhood-elsewhere"),
    ({"housing_form": "castle"}, "housingForm", "unknown-housing-form"),
    ({"housing_form": "gone"}, "housingForm", "unknown-housing-form"),
    ({"housing_form": "theirs"}, "housingForm", "unknown-housing-form"),
    ({"minimum_age": 24, "maximum_age": 23}, "maximumAge", "ages-out-of-order"),
    ({"minimum_persons": 3, "maximum_persons": 2}, "maximumPersons", "persons-out-of-order"),
    ({"bedrooms": 3, "rooms": 2}, "bedrooms", "more-bedrooms-than-rooms"),
    ({"available_until": date(2027, 1, 1)}, "availableUntil", "period-out-of-order"),
    ({"reserved_provider_id": STRANGER}, "reservedProviderId", "unknown-provider"),
    ({"excluded_origins": ["outside", "GM9999"]}, "excludedOrigins.1", "unknown-municipality"),
]
KEPT: list[dict[str, Any]] = [
    {},
    {"minimum_age": 23, "maximum_age": 23},
    {"minimum_age": 24},
    {"maximum_age": 23},
    {"minimum_persons": 2, "maximum_persons": 2},
    {"bedrooms": 2, "rooms": 2},
    {"bedrooms": 2},
    {"available_until": date(2027, 1, 2)},
    {"reserved_provider_id": PROVIDER},
    {"excluded_origins": ["outside", "GM0001", "GM0009"]},
]


@pytest.mark.parametrize(("facts", "path", "code"), BROKEN)
def test_broken_rule_is_named(facts: dict[str, Any], path: str, code: str) -> None:
    found = list(faults(a_dwelling(**facts), WORLD))

    assert [(fault.path, fault.code) for fault in found] == [(path, code)]
    assert found[0].english != found[0].dutch


@pytest.mark.parametrize("facts", KEPT)
def test_rule_just_kept_is_no_fault(facts: dict[str, Any]) -> None:
    assert list(faults(a_dwelling(**facts), WORLD)) == []


def test_all_faults_come_at_once() -> None:
    facts = {
        name: value
        for broken, _, code in BROKEN
        if code != "neighbourhood-elsewhere"
        for name, value in broken.items()
    }

    found = {
        fault.code for fault in faults(a_dwelling(**facts | {"neighbourhood_code": "BU99999999"}), WORLD)
    }

    assert found == {code for _, _, code in BROKEN} - {"neighbourhood-elsewhere"}


def test_region_follows_from_the_neighbourhood() -> None:
    assert region_of(a_dwelling(), WORLD) == HERE
    assert region_of(a_dwelling(neighbourhood_code="BU00090101"), WORLD) is None
    assert region_of(a_dwelling(neighbourhood_code="GM0001"), WORLD) is None
