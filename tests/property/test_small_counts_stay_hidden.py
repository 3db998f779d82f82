"""Whoever adds and subtracts what is told can't find a small count: an attacker who knows the answer only."""

from collections.abc import Mapping

import highspy
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.disclosure import Key, protect, row, table
from matching.disclosure.tables import TOTAL

SMALLEST = 5
COUNTS = st.one_of(st.integers(0, 8), st.integers(0, 60))
CELLS = st.integers(1, 4).flatmap(
    lambda rows: st.integers(1, 4).flatmap(
        lambda columns: st.lists(COUNTS, min_size=rows * columns, max_size=rows * columns).map(
            lambda counts: {(f"r{n // columns}", f"c{n % columns}"): count for n, count in enumerate(counts)}
        )
    )
)


def sums_of(told: Mapping[Key, int | None]) -> list[tuple[Key, list[Key]]]:
    """Return what anybody knows of a table with totals."""
    rows, columns = (list(dict.fromkeys(key[side] for key in told)) for side in (0, 1))  # type: ignore[index]
    across = [((one, TOTAL), [(one, two) for two in columns if two != TOTAL]) for one in rows]
    down = [((TOTAL, two), [(one, two) for one in rows if one != TOTAL]) for two in columns]
    return [*across, *down]


def widths(told: Mapping[Key, int | None], sums: list[tuple[Key, list[Key]]]) -> dict[Key, float]:
    """Return how far each hidden count can be narrowed, by a linear programme over what is told."""
    keys = list(told)
    highs = highspy.Highs()
    highs.silent()
    for key in keys:
        count = told[key]
        highs.addVar(0 if count is None else count, 10_000 if count is None else count)
    for whole, parts in sums:
        columns = np.array([keys.index(key) for key in (whole, *parts)], dtype=np.int32)
        highs.addRow(0, 0, len(columns), columns, np.array([-1.0, *(1.0 for _ in parts)]))
    found = {}
    for key in (one for one in keys if told[one] is None):
        column = keys.index(key)
        ends = []
        for sign in (1.0, -1.0):
            highs.changeColCost(column, sign)
            highs.run()
            ends.append(highs.getSolution().col_value[column])
        highs.changeColCost(column, 0.0)
        found[key] = ends[1] - ends[0]
    return found


@given(CELLS)
def test_no_small_count_of_a_table_can_be_worked_out(cells: dict[tuple[Key, Key], int]) -> None:
    counts = table(cells)

    told = protect(counts, smallest=SMALLEST)

    found = widths(told, sums_of(told))
    small = {key for key, count in counts.cells.items() if 0 < count < SMALLEST}
    assert all(told[key] is None for key in small)
    assert all(found[key] >= SMALLEST - 1e-6 for key in small), (told, found)
    assert all(count in (None, counts.cells[key]) for key, count in told.items())
    assert all(told[key] == 0 for key, count in counts.cells.items() if count == 0)


@given(st.lists(COUNTS, min_size=1, max_size=7))
def test_no_small_count_of_a_row_can_be_worked_out(counts: list[int]) -> None:
    whole = row({f"p{n}": count for n, count in enumerate(counts)})

    told = protect(whole, smallest=SMALLEST)

    found = widths(told, [(TOTAL, [key for key in told if key != TOTAL])])
    assert all(found[key] >= SMALLEST - 1e-6 for key in whole.small(SMALLEST)), (told, found)


@given(CELLS)
def test_nothing_is_hidden_where_nothing_is_small(cells: dict[tuple[Key, Key], int]) -> None:
    large = {key: count * SMALLEST for key, count in cells.items()}

    assert None not in protect(table(large), smallest=SMALLEST).values()
