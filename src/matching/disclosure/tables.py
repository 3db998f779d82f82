"""Tables with their totals, and standings through time, as sets of counts."""

from collections.abc import Collection, Mapping, Sequence

from matching.disclosure.counts import Counts, Key, whole_of

TOTAL = "total"
"""The key of a total, of a row or of a column."""


def row(parts: Mapping[Key, int], *, known: Collection[Key] = ()) -> Counts:
    """Return the counts of one row with its total, under the key `TOTAL`.

    Parameters
    ----------
    known
        What is never hidden, such as the reader's own.
    """
    cells = {**parts, TOTAL: sum(parts.values())}
    return Counts(cells, (whole_of(TOTAL, parts),), frozenset(known), last=frozenset({TOTAL}))


def table(cells: Mapping[tuple[Key, Key], int], *, known: Collection[tuple[Key, Key]] = ()) -> Counts:
    """Return the counts of a table with the totals of its rows and columns, and of all: `(row, TOTAL)` and so on.

    Counts of periods belong in it as columns when they add up, such as who came in each quarter of a year. What is
    missing counts as zero.
    """
    rows, columns = (tuple(dict.fromkeys(key[side] for key in cells)) for side in (0, 1))
    full: dict[Key, int] = {(one, two): cells.get((one, two), 0) for one in rows for two in columns}
    full |= {(one, TOTAL): sum(cells.get((one, two), 0) for two in columns) for one in rows}
    full |= {(TOTAL, two): sum(cells.get((one, two), 0) for one in rows) for two in columns}
    full[TOTAL, TOTAL] = sum(cells.values())
    sums = [whole_of((one, TOTAL), [(one, two) for two in columns]) for one in rows]
    sums += [whole_of((TOTAL, two), [(one, two) for one in rows]) for two in columns]
    sums += [whole_of((TOTAL, TOTAL), [(one, TOTAL) for one in rows])]
    sums += [whole_of((TOTAL, TOTAL), [(TOTAL, two) for two in columns])]
    totals = frozenset({*((one, TOTAL) for one in rows), *((TOTAL, two) for two in columns), (TOTAL, TOTAL)})
    return Counts(full, tuple(sums), frozenset(known), last=totals)


def steady(standings: Sequence[int], *, smallest: int) -> tuple[int | None, ...]:
    """Return what may be told of a number of people at one date after another; None: hidden.

    Two dates of 20 and 21 people tell of one who came. So what was told last is told again until the number has
    moved by at least `smallest`, and a number under `smallest` is hidden, unless nobody was there on any date.
    What is told is thus at most `smallest - 1` from the truth, and never tells of a smaller change. The dates have
    to be fixed ones, such as the ends of months: who may choose them chooses where to begin.
    """
    told: list[int | None] = []
    last: int | None = None
    for standing in standings:
        if last is None or abs(standing - last) >= smallest:
            last = standing if standing >= smallest or not any(standings) else None
        told.append(last)
    return tuple(told)
