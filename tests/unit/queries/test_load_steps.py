"""How load settles: from which first day of the lease on how much of it counts."""

from datetime import date, timedelta

import pytest

from matching.queries.procedures import Decay, LoadStep, Procedure

MONTH = 28, 31
"""Days that a month has at least and at most."""


def test_load_that_never_settles_has_no_steps() -> None:
    assert Procedure(load_decay=()).load_steps(on=date(2027, 3, 1)) == ()


def test_the_earliest_comes_first() -> None:
    steps = Procedure(load_decay=(Decay(6, 80), Decay(12, 50), Decay(24, 25))).load_steps(on=date(2027, 3, 1))

    assert steps == (
        LoadStep(date(2025, 3, 1), 25),
        LoadStep(date(2026, 3, 1), 50),
        LoadStep(date(2026, 9, 1), 80),
    )


@pytest.mark.parametrize(
    ("on", "began_by"),
    [
        (date(2027, 2, 27), date(2026, 8, 27)),
        (date(2027, 2, 28), date(2026, 8, 31)),  # there is no 29, 30 or 31 February
        (date(2027, 3, 1), date(2026, 9, 1)),
        (date(2028, 2, 28), date(2027, 8, 28)),
        (date(2028, 2, 29), date(2027, 8, 31)),
        (date(2027, 8, 31), date(2027, 2, 28)),
    ],
    ids=str,
)
def test_a_month_ends_on_its_last_day(on: date, began_by: date) -> None:
    [step] = Procedure(load_decay=(Decay(6, 50),)).load_steps(on=on)

    assert step.began_by == began_by


def test_a_day_later_never_counts_more() -> None:
    procedure, day = Procedure(load_decay=(Decay(1, 50),)), date(2027, 1, 1)
    before = procedure.load_steps(on=day)[0].began_by
    while (day := day + timedelta(days=1)) < date(2029, 1, 1):
        [step] = procedure.load_steps(on=day)
        assert before <= step.began_by
        assert MONTH[0] <= (day - step.began_by).days <= MONTH[1]
        before = step.began_by
