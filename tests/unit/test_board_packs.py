"""Quarters, and what stands in the margins of a printed board pack."""

import re
from datetime import date

import pytest

from matching.doors.board_packs import Quarter, _escaped, _style


def test_a_quarter_is_called_as_in_an_address_and_as_people_do() -> None:
    first = Quarter.named("2027-Q1")

    assert first == Quarter.of(date(2027, 3, 31)) != Quarter.of(date(2027, 4, 1))
    assert first.before == Quarter(2026, 4)
    assert first.before.before.name == "2026-Q3"
    assert (first.told(dutch=True), first.told(dutch=False)) == ("2027, kwartaal 1", "2027, quarter 1")


@pytest.mark.parametrize("name", ["", "2027", "2027-Q0", "2027-Q5", "2027-q1", "12027-Q1", "2027-Q1\n"])
def test_what_is_no_quarter_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(name) + "$"):
        Quarter.named(name)


def test_a_quarter_that_is_going_on_lasts_until_today() -> None:
    going = Quarter(2027, 1)

    assert going.days(today=date(2027, 2, 3)) == (date(2027, 1, 1), date(2027, 2, 3))
    assert going.days(today=date(2027, 6, 3)) == (date(2027, 1, 1), date(2027, 3, 31))
    assert going.days(today=date(2026, 6, 3)) == (date(2027, 1, 1), date(2027, 3, 31))
    assert not going.is_over(today=date(2027, 3, 31)), "that day is still going on"
    assert going.is_over(today=date(2027, 4, 1))


def test_a_title_stays_a_text_in_the_style() -> None:
    """A region may be called anything; nothing of it ends the text, the style or the element that holds it."""
    style = _style('A"};</style><script>', dutch=True)

    assert "</style" not in style
    assert style.count("{") == style.count("}")
    assert _escaped("Súd: é 1") == "S\\fa d\\3a  \\e9  1"
    assert 'counter(page) " van " counter(pages)' in style
    assert 'counter(page) " of " counter(pages)' in _style("A", dutch=False)
