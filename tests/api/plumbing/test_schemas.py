from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field, ValidationError

from api.plumbing.sample import SOME, DwellingIn, DwellingOut
from matching.api.schemas import In, Moment, Out, Points
from matching.vocabulary import Urgency


class DayIn(In):
    day: date


class WeightIn(In):
    weight: Points


class MixedIn(In):
    parts: tuple[WeightIn, ...] = ()
    days: tuple[DayIn, ...] = ()
    weights: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    count: int | None = None
    at: Moment | None = None
    key: UUID | None = None
    points: Points = Decimal(0)
    truth: bool = False
    text: Annotated[str, Field(min_length=1)] = "x"


def kinds(**body: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        MixedIn.model_validate(body)
    return [each["type"] for each in caught.value.errors()]


def test_what_json_can_only_say_as_text_becomes_a_value() -> None:
    body = DwellingIn.model_validate(
        {
            "reference": " W-1 ",
            "neighbourhood": "BU09170101",
            "maxRent": 69_500,
            "load": 1.15,
            "urgency": "crisis",
            "freeFrom": "2027-03-01",
            "seenAt": "2027-03-01T01:00:00+02:00",
        }
    )

    assert body.reference == "W-1"
    assert body.load == Decimal("1.15")
    assert body.urgency is Urgency.CRISIS
    assert body.free_from == date(2027, 3, 1)
    assert body.seen_at == datetime(2027, 2, 28, 23, tzinfo=UTC)
    assert body.seen_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"count": True}, "int_type"),
        ({"count": "3"}, "int_type"),
        ({"count": 3.5}, "int_type"),
        ({"truth": 1}, "bool_type"),
        ({"truth": "yes"}, "bool_type"),
        ({"text": 1}, "string_type"),
        ({"text": "  "}, "string_too_short"),
        ({"points": "1.5"}, "number_type"),
        ({"points": True}, "number_type"),
        ({"points": 1.255}, "decimal_max_places"),
        ({"points": float("nan")}, "finite_number"),
        ({"points": float("inf")}, "finite_number"),
        ({"weights": {"a": float("nan")}}, "finite_number"),
        ({"weights": {"a": "1"}}, "float_type"),
        ({"weights": {"a": True}}, "float_type"),
        ({"days": [{"day": 0}]}, "date_text"),
        ({"days": [{"day": "1700000000"}]}, "date_text"),
        ({"days": [{"day": "20270301"}]}, "date_text"),
        ({"days": [{"day": "2027-02-30"}]}, "date_from_datetime_parsing"),
        ({"days": [{"day": "2027-03-01T00:00:00"}]}, "date_text"),
        ({"at": 1_700_000_000}, "moment_text"),
        ({"at": "1700000000"}, "moment_text"),
        ({"at": "2027-03-01T00:00:00"}, "timezone_aware"),
        ({"at": "0001-01-01T00:00:00+01:00"}, "datetime_parsing"),
        ({"at": "9999-12-31T23:59:59-01:00"}, "datetime_parsing"),
        ({"key": 7}, "uuid_type"),
        ({"nothing": 1}, "extra_forbidden"),
    ],
)
def test_nothing_is_guessed(body: dict[str, Any], kind: str) -> None:
    assert kinds(**body) == [kind]


def test_integer_may_be_written_with_a_point() -> None:
    """JSON Schema calls 12.0 an integer, so a correct client may send it."""
    assert MixedIn.model_validate({"count": 12.0}).count == 12


def test_parts_of_parts_are_as_strict() -> None:
    class OuterIn(In):
        inner: MixedIn

    outer = OuterIn.model_validate({"inner": {"parts": [{"weight": 1.15}]}})

    assert outer.inner.parts[0].weight == Decimal("1.15")
    with pytest.raises(ValidationError):
        OuterIn.model_validate({"inner": {"parts": [{"weight": "1.15"}]}})


def test_fields_are_known_by_their_camel_case_name_only() -> None:
    class RentIn(In):
        max_rent: int

    assert RentIn.model_validate({"maxRent": 1}).max_rent == 1
    with pytest.raises(ValidationError):
        RentIn.model_validate({"max_rent": 1})


def test_answers_are_camel_case_with_plain_numbers() -> None:
    answer = DwellingOut(id=SOME, reference="W-1", max_rent=69_500, load=Decimal("1.15"))

    assert answer.model_dump_json() == (
        f'{{"id":"{SOME}","reference":"W-1","maxRent":69500,"load":1.15,"freeFrom":null}}'
    )


def test_answers_are_made_from_rows() -> None:
    class Row:
        id, reference, max_rent, load, free_from = SOME, "W-1", 1, Decimal(2), date(2027, 3, 1)

    assert DwellingOut.model_validate(Row()).free_from == date(2027, 3, 1)


def test_moments_are_answered_in_utc() -> None:
    class SeenOut(Out):
        seen_at: Moment

    seen = SeenOut.model_validate({"seen_at": "2027-03-01T01:00:00+02:00"})

    assert seen.model_dump_json() == '{"seenAt":"2027-02-28T23:00:00Z"}'
