"""A report loses its small numbers, and what would tell them."""

from typing import Any

from matching.reporting.small_numbers import told
from matching.reporting.tables import TOTAL, Sum, Table, about, known, people

COLUMNS = (
    people("came", "kwamen", "came"),
    people("went", "gingen", "went"),
    about("wait", "wacht", "wait", unit="day", of=("came",)),
    known("homes", "woningen", "homes", unit="dwelling"),
)


def a_row(group: str, came: int, went: int) -> dict[str, Any]:
    return {
        "group": group,
        "dutch": group,
        "english": group,
        "came": came,
        "went": went,
        "wait": 3.5,
        "homes": 1,
    }


def a_table(*rows: tuple[int, int], sums: tuple[Sum, ...] = ()) -> Table:
    made = tuple(a_row(f"G{number}", *row) for number, row in enumerate(rows))
    total = a_row("all", sum(row[0] for row in rows), sum(row[1] for row in rows))
    return Table(made, total, sums)


def test_a_small_count_goes_with_all_that_is_about_it_and_one_more_beside_it() -> None:
    found = told(a_table((20, 9), (3, 9), (12, 9)), COLUMNS, smallest=5)

    assert found.rows[1]["came"] is None
    assert found.rows[1]["wait"] is None
    assert found.rows[1]["homes"] == 1
    assert [row["went"] for row in found.rows] == [9, 9, 9]
    beside = [place for place in found.hidden if place[1] == "came"]
    assert len(beside) >= 2, "one empty cell under a total is no secret"


def test_a_zero_and_a_five_are_told() -> None:
    found = told(a_table((0, 5), (5, 0), (40, 30)), COLUMNS, smallest=5)

    assert not found.hidden


def test_what_follows_from_a_sum_across_columns_is_hidden_too() -> None:
    """Came less went is nothing in each row: who reads one reads the other."""
    sums = tuple(Sum(((number, "came"),), ((number, "went"),)) for number in (0, 1, 2, TOTAL))
    found = told(a_table((20, 20), (3, 3), (12, 12), sums=sums), COLUMNS, smallest=5)

    assert found.rows[1]["came"] is None
    assert found.rows[1]["went"] is None


def test_who_knows_its_own_people_does_not_learn_of_the_others() -> None:
    """Ten of twelve are the reader's own; twelve would tell of two."""
    whole, own = a_table((12, 9), (40, 9)), a_table((10, 9), (0, 0))

    without = told(whole, COLUMNS, smallest=5)
    found = told(whole, COLUMNS, smallest=5, own=own)

    assert without.rows[0]["came"] == 12
    assert found.rows[0]["came"] is None
