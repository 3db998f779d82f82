"""When it is asked whether somebody still lives there."""

from datetime import date, timedelta

import pytest

from matching.workflow.outcomes import MONTHS, due_on, last_start, over_by
from matching.workflow.placements import PlacementState


@pytest.mark.parametrize(
    ("starts_on", "months", "expected"),
    [
        (date(2027, 1, 15), 3, date(2027, 4, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 12, 31), 6, date(2028, 6, 30)),
        (date(2027, 12, 1), 24, date(2029, 12, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(starts_on: date, months: int, expected: date) -> None:
    assert due_on(starts_on, months=months) == expected


def test_the_moments_follow_each_other() -> None:
    days = [due_on(date(2027, 8, 31), months=months) for months in MONTHS]

    assert days == sorted(set(days))


@pytest.mark.parametrize("months", MONTHS)
def test_the_last_start_is_the_last_that_so_many_months_have_passed_of(months: int) -> None:
    for on in (date(2027, 1, 1) + timedelta(days=day) for day in range(500)):
        last = last_start(on, months=months)

        assert due_on(last, months=months) <= on < due_on(last + timedelta(days=1), months=months)


DAY = date(2027, 4, 15)


@pytest.mark.parametrize(
    ("state", "ended_on", "expected"),
    [
        (PlacementState.CONFIRMED, None, False),
        (PlacementState.ENDED, date(2027, 4, 14), True),
        (PlacementState.ENDED, date(2027, 4, 15), True),
        (PlacementState.ENDED, date(2027, 4, 16), False),
        (PlacementState.FAILED, date(2027, 4, 16), True),
    ],
)
def test_a_tenancy_is_over_from_its_last_day_on_and_one_that_failed_never_was(
    state: PlacementState, ended_on: date | None, expected: bool
) -> None:
    assert over_by(DAY, state=state, ended_on=ended_on) is expected
