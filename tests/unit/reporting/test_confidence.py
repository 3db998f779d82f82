"""Confidence against published figures, and against what it must be where everything is known."""

import pytest

from matching.reporting.confidence import Day, gathered, lasting, wilson

# Remission of 21 patients on 6-mercaptopurine, in weeks: Freireich and others, Blood 21 (1963).
ENDED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
LEFT = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
REMISSION = gathered((week, ENDED.count(week), LEFT.count(week)) for week in sorted({*ENDED, *LEFT}))


@pytest.mark.parametrize(
    ("week", "share", "low", "high"),
    [(6, 85.7, 62.0, 95.2), (10, 75.3, 50.3, 88.9), (23, 44.8, 18.8, 68.0)],
)
def test_what_lasts_is_what_the_textbook_says(week: int, share: float, low: float, high: float) -> None:
    found = lasting(REMISSION, until=week)

    assert found is not None
    assert (round(found.value, 1), round(found.low, 1), round(found.high, 1)) == (share, low, high)


def test_where_all_are_followed_it_is_the_plain_share() -> None:
    days = {10: Day(ended=2), 40: Day(ended=1), 100: Day(left=7)}

    found = lasting(days, until=90)

    assert found is not None
    assert found.value == pytest.approx(70)


def test_where_nobody_was_followed_for_so_long_nothing_is_said() -> None:
    days = {10: Day(ended=2), 40: Day(left=5)}

    assert lasting(days, until=41) is None
    assert lasting(days, until=40) is not None
    assert lasting({}, until=1) is None


def test_where_nobody_left_it_is_not_certain_that_nobody_will() -> None:
    found = lasting({365: Day(left=5)}, until=365)

    assert found is not None
    assert found.value == 100
    assert found.low == pytest.approx(56.6, abs=0.1)


def test_where_everybody_left_nothing_lasts() -> None:
    found = lasting({10: Day(ended=4)}, until=365)

    assert found is not None
    assert (found.value, found.low) == (0, 0)
    assert 0 < found.high < 60


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_a_share_lies_between_what_was_published(hits: int, of: int, low: float, high: float) -> None:
    found = wilson(hits, of)

    assert found is not None
    assert found.low == pytest.approx(low, abs=0.01)
    assert found.high == pytest.approx(high, abs=0.01)


def test_of_nobody_there_is_no_share() -> None:
    assert wilson(0, 0) is None
