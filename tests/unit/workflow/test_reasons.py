"""The catalogue of reasons: whole, in both languages, and kind to the client."""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from matching.models import Client, Dwelling
from matching.vocabulary import DeclineReason, Side
from matching.workflow.reasons import CATALOGUE, Reason

TODAY = date(2026, 12, 1)


def test_every_reason_is_in_it_and_somebody_may_give_it() -> None:
    assert set(CATALOGUE) == set(DeclineReason)
    assert all(reason.sides and reason.english for reason in CATALOGUE.values())
    assert {side for reason in CATALOGUE.values() for side in reason.sides} == set(Side)


def test_what_it_asks_to_look_at_again_exists() -> None:
    asked = {reason.reconsider for reason in CATALOGUE.values()} - {""}
    rechecked = {reason.recheck for reason in CATALOGUE.values()} - {""}

    assert asked <= set(Client.__table__.columns.keys())
    assert rechecked <= set(Dwelling.__table__.columns.keys())


def test_no_reason_can_cost_a_client_its_place() -> None:
    """There is no consequence for priority, waiting time or state: not a value of it, no field for it."""
    assert {field.name for field in fields(Reason)} == {
        "english",
        "sides",
        "bar_days",
        "reconsider",
        "recheck",
        "told_as",
    }


@pytest.mark.parametrize(
    ("bar_days", "until"),
    [(None, TODAY + timedelta(days=180)), (0, None), (30, TODAY + timedelta(days=30))],
    ids=["as the covenant says", "not barred", "as the reason says"],
)
def test_a_pair_is_barred_as_long_as_was_agreed(bar_days: int | None, until: date | None) -> None:
    reason = Reason("", frozenset({Side.CLIENT}), bar_days=bar_days)

    assert reason.barred_until(TODAY, usual=180) == until


def test_a_landlord_hears_of_an_unsafe_place_only_that_it_is_personal() -> None:
    assert CATALOGUE[DeclineReason.UNSAFE_LOCATION].told_as is DeclineReason.PERSONAL_CIRCUMSTANCES
