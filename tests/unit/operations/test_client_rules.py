"""Every rule of a housing profile: broken, and just kept."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from matching.models import Client
from matching.operations.client_rules import faults
from matching.operations.clients import BLANK
from matching.queries.surroundings import Form, Surroundings
from matching.vocabulary import AgeBand, IncomeBand, IncomeKind, Need, Support, Urgency
from places import a_place

HERE = UUID(int=1)
ELSEWHERE = UUID(int=2)
MINE = UUID(int=3)
COLLEAGUE = UUID(int=4)
STRANGER = UUID(int=5)
OWN_HOUSE, NOBODYS_HOUSE, THEIR_HOUSE, FAR_HOUSE = (UUID(int=number) for number in (6, 7, 8, 9))

WORLD = Surroundings(
    today=date(2026, 12, 1),
    regions=frozenset({HERE}),
    places={
        place.code: place
        for place in (
            *(
                a_place(code, region_id=HERE)
                for code in ("GM0001", "GM0002", "WK000101", "BU00010101", "BU00010102")
            ),
            a_place("GM0009", region_id=ELSEWHERE),
        )
    },
    forms={
        (HERE, "home"): Form(self_contained=True, in_group=False, retired=False),
        (HERE, "room"): Form(self_contained=False, in_group=False, retired=False),
        (HERE, "group"): Form(self_contained=False, in_group=True, retired=False),
        (HERE, "gone"): Form(self_contained=True, in_group=False, retired=True),
    },
    providers=frozenset({(HERE, MINE), (HERE, COLLEAGUE), (ELSEWHERE, STRANGER)}),
    facilities={
        OWN_HOUSE: (HERE, MINE),
        NOBODYS_HOUSE: (HERE, None),
        THEIR_HOUSE: (HERE, COLLEAGUE),
        FAR_HOUSE: (ELSEWHERE, MINE),
    },
    municipalities={HERE: frozenset({"GM0001", "GM0002"})},
)
APPROVED = {"urgency_reason": "De opvang sluit.", "urgency_approved_by": "urgentiecommissie"}


def a_client(**facts: Any) -> Client:
    usual = {
        "reference": "C-1",
        "region_id": HERE,
        "provider_id": MINE,
        "on_list_since": date(2026, 1, 1),
        "load": Decimal(1),
    }
    return Client(**{**BLANK, **usual, **facts})


BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"reference": "111222333"}, "reference", "citizen-service-number"),
    ({"on_list_since": date(2026, 12, 2)}, "onListSince", "in-the-future"),
    ({"on_list_since": date(1979, 12, 31)}, "onListSince", "too-long-ago"),
    ({"consent_on": date(2026, 12, 2)}, "consentOn", "in-the-future"),
    ({"ready_from": date(2027, 1, 2), "ready_until": date(2027, 1, 1)}, "readyUntil", "period-out-of-order"),
    ({"urgency": Urgency.URGENT, "urgency_approved_by": "commissie"}, "urgencyReason", "needed-for-urgency"),
    ({"urgency": Urgency.CRISIS, "urgency_reason": "Nood."}, "urgencyApprovedBy", "needed-for-urgency"),
    ({"urgency_reason": "Mail jan@example.org."}, "urgencyReason", "email-address"),
    ({"urgency_reason": "Zie 111.222.333."}, "urgencyReason", "citizen-service-number"),
    ({"urgency_approved_by": "jan@example.org"}, "urgencyApprovedBy", "email-address"),
    ({"age_band": AgeBand.YOUNG, "age": 24}, "age", "age-outside-band"),
    ({"age_band": AgeBand.SENIOR, "age": 54}, "age", "age-outside-band"),
    (
        {"income_kind": IncomeKind.BENEFIT, "income_band": IncomeBand.ABOVE},
        "incomeBand",
        "income-contradicts",
    ),
    ({"support": Support.NONE, "support_hours": Decimal("0.5")}, "supportHours", "hours-without-support"),
    ({"support": Support.ON_CALL}, "supportHours", "support-without-hours"),
    ({"support_provider_id": STRANGER}, "supportProviderId", "unknown-provider"),
    ({"housing_forms": ["home", "castle"]}, "housingForms.1", "unknown-housing-form"),
    ({"housing_forms": ["gone"]}, "housingForms.0", "unknown-housing-form"),
    ({"current_housing_form": "castle"}, "currentHousingForm", "unknown-housing-form"),
    ({"own_unit": Need.MUST, "housing_forms": ["room", "group"]}, "ownUnit", "no-form-has-own-unit"),
    ({"not_in_group": Need.MUST, "housing_forms": ["group"]}, "notInGroup", "every-form-is-a-group"),
    ({"origin": "GM9999"}, "origin", "unknown-municipality"),
    ({"origin": "BU00010101"}, "origin", "unknown-municipality"),
    ({"facility_id": UUID(int=99)}, "facilityId", "unknown-facility"),
    ({"facility_id": THEIR_HOUSE}, "facilityId", "unknown-facility"),
    ({"facility_id": FAR_HOUSE}, "facilityId", "unknown-facility"),
    ({"preferred_areas": ["BU99999999"]}, "preferredAreas.0", "area-outside-region"),
    ({"acceptable_areas": ["GM0001", "GM0009"]}, "acceptableAreas.1", "area-outside-region"),
    ({"excluded_areas": ["GM0009"]}, "excludedAreas.0", "area-outside-region"),
    (
        {"preferred_areas": ["BU00010101"], "excluded_areas": ["BU00010101"]},
        "preferredAreas.0",
        "area-excluded",
    ),
    (
        {"preferred_areas": ["BU00010101"], "excluded_areas": ["WK000101"]},
        "preferredAreas.0",
        "area-excluded",
    ),
    ({"acceptable_areas": ["WK000101"], "excluded_areas": ["GM0001"]}, "acceptableAreas.0", "area-excluded"),
    ({"excluded_areas": ["GM0001", "GM0002"]}, "excludedAreas", "nowhere-left"),
]
KEPT: list[dict[str, Any]] = [
    {},
    {"reference": "111222334"},
    {"reference": "KAN-2026-00012"},
    {"on_list_since": date(1980, 1, 1)},
    {"on_list_since": date(2026, 12, 1), "consent_on": date(2026, 12, 1)},
    {"ready_from": date(2029, 1, 1), "ready_until": date(2029, 1, 1)},
    {"ready_until": date(2029, 1, 1)},
    {"urgency": Urgency.CRISIS, **APPROVED},
    {"urgency_reason": "Zie besluit 111.222.334, artikel 3."},
    {"age_band": AgeBand.YOUNG, "age": 23},
    {"age": 23},
    {"income_kind": IncomeKind.WORK, "income_band": IncomeBand.ABOVE},
    {"income_kind": IncomeKind.BENEFIT, "income_band": IncomeBand.SOCIAL},
    {"support": Support.NONE},
    {"support": Support.ON_CALL, "support_hours": Decimal("0.25")},
    {"support_provider_id": COLLEAGUE},
    {"current_housing_form": "gone"},
    {"own_unit": Need.MUST, "housing_forms": ["group", "home"]},
    {"own_unit": Need.SHOULD, "housing_forms": ["group"]},
    {"own_unit": Need.MUST, "not_in_group": Need.MUST},
    {"not_in_group": Need.MUST, "housing_forms": ["group", "room"]},
    {"origin": "outside"},
    {"origin": "GM0009"},
    {"facility_id": OWN_HOUSE},
    {"facility_id": NOBODYS_HOUSE},
    {"preferred_areas": ["GM0001"], "excluded_areas": ["BU00010101"]},
    {"preferred_areas": ["BU00010102"], "acceptable_areas": ["GM0002"], "excluded_areas": ["BU00010101"]},
    {"excluded_areas": ["GM0001"]},
]


@pytest.mark.parametrize(("facts", "path", "code"), BROKEN)
def test_broken_rule_is_named(facts: dict[str, Any], path: str, code: str) -> None:
    found = list(faults(a_client(**facts), WORLD))

    assert [(fault.path, fault.code) for fault in found] == [(path, code)]
    assert found[0].english != found[0].dutch


@pytest.mark.parametrize("facts", KEPT)
def test_rule_just_kept_is_no_fault(facts: dict[str, Any]) -> None:
    assert list(faults(a_client(**facts), WORLD)) == []


def test_all_faults_come_at_once() -> None:
    found = faults(a_client(reference="111222333", age_band=AgeBand.YOUNG, age=24, origin="GM9999"), WORLD)

    assert [fault.path for fault in found] == ["reference", "age", "origin"]
