"""Small numbers: the one place where a report loses what may not leave the desk."""

from collections.abc import Mapping, Sequence

from matching.disclosure import Counts, Equation, Key, protect
from matching.reporting.tables import TOTAL, Column, Kind, Place, Table

OWN = "own"
REST = "rest"


def told(table: Table, columns: Sequence[Column], *, smallest: int, own: Table | None = None) -> Table:
    """Return a table as somebody may read it to whom the people in it are strangers.

    Parameters
    ----------
    smallest
        The smallest count of people that is told. [person]
    own
        What the reader knows of the same rows: its own people. What is then left of a count is protected too.
    """
    counted = [column.name for column in columns if column.kind is Kind.PEOPLE]
    cells: dict[Key, int] = {place: int(table.cell(place) or 0) for place in table.places(counted)}
    counts = _with_own(
        Counts(cells, tuple(_sums(table, counted))),
        _aligned(table, own, counted),
    )
    seen = protect(counts, smallest=smallest)
    hidden = {place for place in table.places(counted) if seen[place] is None}
    return table.without(frozenset(hidden | _told_of(table, columns, hidden, cells, smallest)))


def _sums(table: Table, counted: Sequence[str]) -> list[Equation]:
    found = [Equation(one.plus, one.minus, one.equals) for one in table.sums]
    if table.total is not None:
        for name in (name for name in counted if name not in table.standing):
            parts = tuple((number, name) for number in range(len(table.rows)))
            found.append(Equation(parts, ((TOTAL, name),)))
    return found


def _with_own(counts: Counts, own: dict[Place, int]) -> Counts:
    """Say of each cell that the reader has people in that the others in it are what is left."""
    mine = {place: count for place, count in own.items() if count}
    cells = dict(counts.cells)
    equations = list(counts.equations)
    for place, count in mine.items():
        cells[OWN, place], cells[REST, place] = count, counts.cells[place] - count
        equations.append(Equation(((OWN, place), (REST, place)), (place,)))
    return Counts(
        cells,
        tuple(equations),
        known=frozenset((OWN, place) for place in mine),
        untold=frozenset((REST, place) for place in mine),
    )


def _aligned(table: Table, own: Table | None, counted: Sequence[str]) -> dict[Place, int]:
    """Return the reader's own counts at the places of the whole table."""
    if own is None:
        return {}
    number_of = {_key(row): number for number, row in enumerate(table.rows)}
    found: dict[Place, int] = {}
    for number in own.numbers:
        row = own.total if number == TOTAL else own.rows[number]
        at = TOTAL if number == TOTAL else number_of[_key(row or {})]
        found |= {(at, name): int((row or {})[name] or 0) for name in counted}
    return {place: count for place, count in found.items() if place[0] in table.numbers}


def _key(row: object) -> tuple[object, object]:
    assert isinstance(row, dict)  # noqa: S101 - rows of a table
    return row["group"], row.get("municipality")


def _told_of(
    table: Table,
    columns: Sequence[Column],
    hidden: set[Place],
    cells: Mapping[Key, int],
    smallest: int,
) -> set[Place]:
    """Return what tells something about people who are not told."""
    return {
        (number, column.name)
        for number in table.numbers
        for column in columns
        if column.kind is Kind.ABOUT
        for base in column.of
        if (number, base) in hidden or 0 < cells.get((number, base), smallest) < smallest
    }
