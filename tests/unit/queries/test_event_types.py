"""The table of what is told of each fact: complete, true to the API, and careful."""

import re
from datetime import UTC, datetime
from string import Formatter
from typing import Any
from uuid import UUID

import pytest

from api.design_rules import asked
from matching.main import contract_only
from matching.models import Fact
from matching.queries.event_types import PING, TOLD, EventType
from matching.queries.events import Told, as_cloud_event
from matching.vocabulary import StudyKind

SOURCE = "urn:nld:oin:00000000000000000000:systeem:matchingspunt"
CONTRACT = contract_only().openapi()
PATHS = CONTRACT["paths"]
KINDS = pytest.mark.parametrize("fact", list(TOLD), ids=str)


def told(fact: str, **facts: Any) -> Told:
    usual: dict[str, Any] = {
        "event_id": UUID(int=7),
        "position": 42,
        "at": datetime(2026, 12, 1, 9, 0, 0, 5_000, tzinfo=UTC),
        "fact": fact,
        "subject_id": UUID(int=9),
        "region": "fictie",
        "details": {},
    }
    return Told(**usual | facts)


def test_somebody_decided_for_every_fact_who_hears_it_and_what_is_told() -> None:
    """A fact that fails here needs a line in `queries/event_types.py`: ask yourself who may hear of it."""
    assert {str(fact) for fact in Fact} | {PING} == set(TOLD)


@KINDS
def test_every_kind_is_explained_in_both_languages(fact: str) -> None:
    assert TOLD[fact].dutch.endswith(".")
    assert TOLD[fact].english.endswith(".")


@KINDS
def test_every_address_is_one_that_can_be_read(fact: str) -> None:
    shapes = {re.sub(r"{\w+}", "{}", known): item for known, item in PATHS.items() if "get" in item}

    for template in addresses(TOLD[fact].address):
        path, _, query = template.removeprefix("/v1").partition("?")
        read = shapes[re.sub(r"{\w+}", "{}", path)]["get"]
        known = {parameter["name"] for parameter in asked(CONTRACT, read)}
        assert {part.partition("=")[0] for part in query.split("&") if part} <= known


def addresses(template: str) -> list[str]:
    """Return an address for each kind of study, where the kind is part of it; none where there is no address."""
    kinds = list(StudyKind) if "{kind}s" in template else [""]
    return [template.replace("{kind}s", f"{kind}s") for kind in kinds] if template else []


@KINDS
def test_an_address_needs_only_what_is_told(fact: str) -> None:
    needed = {name for _, name, _, _ in Formatter().parse(TOLD[fact].address) if name}

    assert needed <= {"id", "region", *TOLD[fact].data}


@KINDS
def test_names_on_the_wire_are_camel_case(fact: str) -> None:
    assert [name for name in TOLD[fact].data if not re.fullmatch("[a-z]+([A-Z][a-z]+)*", name)] == []


def test_nothing_neutral_is_about_a_client_a_dwelling_or_a_proposal() -> None:
    personal = ("client", "dwelling", "proposal", "facility", "key", "organisation")

    assert [fact for fact, kind in TOLD.items() if kind.neutral and fact.startswith(personal)] == []


def test_an_event_is_a_cloud_event_of_the_dutch_profile() -> None:
    """How many proposals there are is not in it: everybody hears it, and they may be few."""
    entry = told(Fact.RUN_FINISHED, details={"proposals": 46})

    assert as_cloud_event(entry, source=SOURCE) == {
        "specversion": "1.0",
        "id": "00000000-0000-0000-0000-000000000007",
        "source": SOURCE,
        "type": "nl.matchingspunt.run.finished",
        "time": "2026-12-01T09:00:00.005000Z",
        "subject": "00000000-0000-0000-0000-000000000009",
        "sequence": "0000000000000000042",
        "dataref": "/v1/matching-runs/00000000-0000-0000-0000-000000000009",
        "datacontenttype": "application/json",
        "data": {"id": "00000000-0000-0000-0000-000000000009", "region": "fictie"},
    }


def test_attribute_names_are_as_the_specification_wants_them() -> None:
    event = as_cloud_event(told(Fact.DWELLING_POSTED), source=SOURCE)

    assert [name for name in event if not re.fullmatch("[a-z0-9]{1,20}", name)] == []
    assert all(event.values()), "an attribute that is there is not empty"


def test_details_that_nobody_chose_stay_inside() -> None:
    entry = told(Fact.DWELLING_CHANGED, details={"changed": ["rent"], "secret": "x"})

    assert as_cloud_event(entry, source=SOURCE)["data"] == {
        "id": "00000000-0000-0000-0000-000000000009",
        "region": "fictie",
    }


def test_a_fact_of_a_newer_version_is_told_with_its_identity_only() -> None:
    event = as_cloud_event(told("key.forgotten", details={"label": "x"}), source=SOURCE)

    assert event["type"] == "nl.matchingspunt.key.forgotten"
    assert "dataref" not in event
    assert set(event["data"]) == {"id", "region"}


def test_what_has_no_subject_and_no_region_says_so_by_leaving_them_out() -> None:
    entry = told(Fact.AREAS_IMPORTED, subject_id=None, region=None, details={"year": 2026, "added": 3})

    event = as_cloud_event(entry, source=SOURCE)

    assert "subject" not in event
    assert event["dataref"] == "/v1/areas"
    assert event["data"] == {"year": 2026}


def test_an_entry_that_lacks_what_its_address_needs_has_no_address() -> None:
    event = as_cloud_event(told(Fact.HOUSING_FORM_MADE), source=SOURCE)

    assert "dataref" not in event


def test_an_event_type_tells_nothing_unless_it_says_so() -> None:
    assert EventType("", "") == EventType("", "", address="", data={}, neutral=False)
