"""What is told of a few people, from both sides of the limit."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.disclosure import Attacker, Counts, Equation, Interval, protect, row, steady, table, tells
from matching.disclosure.tables import TOTAL


def test_four_people_are_hidden_and_five_are_told() -> None:
    apart = Counts({"four": 4, "five": 5, "none": 0})

    assert protect(apart, smallest=5) == {"four": None, "five": 5, "none": 0}


def test_one_more_is_hidden_where_the_total_would_give_it_away() -> None:
    assert protect(row({"a": 3, "b": 20, "c": 40}), smallest=5) == {"a": None, "b": None, "c": 40, TOTAL: 63}


def test_two_small_ones_that_hide_each_other_need_no_third() -> None:
    assert protect(row({"a": 3, "b": 2, "c": 40}), smallest=5) == {"a": None, "b": None, "c": 40, TOTAL: 45}


def test_two_small_ones_that_leave_too_little_room_need_a_third() -> None:
    told = protect(row({"a": 1, "b": 2, "c": 40, "d": 50}), smallest=5)

    assert told == {"a": None, "b": None, "c": None, "d": 50, TOTAL: 93}


def test_the_total_goes_when_nothing_else_is_left() -> None:
    assert protect(row({"a": 3, "b": 0}), smallest=5) == {"a": None, "b": 0, TOTAL: None}


def test_a_table_hides_a_square() -> None:
    told = protect(table({("a", "x"): 2, ("a", "y"): 30, ("b", "x"): 40, ("b", "y"): 50}), smallest=5)

    assert [key for key, count in told.items() if count is None] == [
        ("a", "x"),
        ("a", "y"),
        ("b", "x"),
        ("b", "y"),
    ]


def test_what_is_the_readers_own_is_never_hidden() -> None:
    told = protect(row({"own": 2, "b": 3, "c": 40}, known=["own"]), smallest=5)

    assert told == {"own": 2, "b": None, "c": None, TOTAL: 45}


def test_what_is_told_nowhere_is_protected_too() -> None:
    """Forty of forty-two tells of two."""
    left = Counts(
        {"all": 42, "placed": 40, "left": 2},
        (Equation(("placed", "left"), ("all",)),),
        untold=frozenset({"left"}),
        last=frozenset({"all"}),
    )

    assert protect(left, smallest=5) == {"all": 42, "placed": None}


def test_an_agreed_maximum_that_leaves_no_room_hides_what_can_be_hidden() -> None:
    full = Counts({"used": 2, "left": 1}, (Equation(("used", "left"), equals=3),))

    assert protect(full, smallest=5) == {"used": None, "left": None}


def test_half_people_do_not_widen_what_an_attacker_finds() -> None:
    """Where two counts are equal and add up to a third, the third is even: 2 x = 10 has one answer."""
    counts = Counts({"x": 5, "y": 5, "z": 10}, (Equation(("x", "y"), ("z",)), Equation(("x",), ("y",))))

    assert Attacker(counts, {"x", "y"}).interval("x") == Interval(5, 5)


def test_counts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        Counts({"a": 1, "b": 1}, (Equation(("a",), ("b",), 1),))
    with pytest.raises(ValueError, match="negative"):
        Counts({"a": -1})


def test_a_standing_moves_only_when_enough_people_came() -> None:
    assert steady([20, 21, 24, 25, 22, 20], smallest=5) == (20, 20, 20, 25, 25, 20)
    assert steady([3, 5, 6], smallest=5) == (None, 5, 5)
    assert steady([0, 0], smallest=5) == (0, 0)


@given(st.lists(st.integers(0, 30), max_size=12))
def test_no_two_dates_tell_of_a_small_change(standings: list[int]) -> None:
    told = steady(standings, smallest=5)

    changes = [after - before for before, after in pairwise(told) if before is not None and after is not None]
    assert all(abs(change) not in range(1, 5) for change in changes)
    assert all(
        abs(shown - true) < 5 for shown, true in zip(told, standings, strict=True) if shown is not None
    )


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("De woning past bij 4 kandidaten.", "a small count"),
        ("The dwelling fits 1 client.", "a small count"),
        ("De woning past bij 5 kandidaten.", None),
        ("The dwelling fits 0 clients.", None),
        ("De gemeente Simpelveld: 3 plaatsingen.", "a small count"),
        ("Doel prioriteit: 700 punten beter.", "points, of which people can be counted"),
        ("Kandidaat MS-0042 woont hier.", "somebody's name"),
        ("Zie 0190d0a2-7f1e-7a00-8000-00000000dead.", "somebody's name"),
        ("De huur is € 4,00 te hoog.", None),
    ],
)
def test_a_sentence_tells_no_stranger_of_a_few_people(sentence: str, wrong: str | None) -> None:
    assert tells(sentence, smallest=5, names=["MS-0042"]) == wrong
