"""A table of figures: what each column tells of, and what adds up to what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

Row = Mapping[str, Any]
Place = tuple[int, str]
"""A cell: the number of its row, and its column; the row of the total is `TOTAL`."""
TOTAL = -1
HIDDEN = "*"
"""Stands for a cell that is not told, the same for a small number as for one that would give a small one away."""


ALL = "total"
"""Stands for a code in a row that is of all groups together."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The same words in our two languages."""

    dutch: str
    english: str

    def told(self, *, dutch: bool) -> str:
        """Return them in one of the two."""
        return self.dutch if dutch else self.english


UNITS: Mapping[str, Phrase] = {
    "%": Phrase("%", "%"),
    "day": Phrase("dagen", "days"),
    "decimal place": Phrase("decimale plaatsen", "decimal places"),
    "dwelling": Phrase("woningen", "dwellings"),
    "dwelling/month": Phrase("woningen per maand", "dwellings a month"),
    "place": Phrase("plaatsen", "places"),
    "placement": Phrase("plaatsingen", "placements"),
    "point": Phrase("punten", "points"),
}
"""What the units of columns are called at the head of one; what counts people says itself whom it counts."""


class Kind(Enum):
    """What a column tells of, and so whether a small number in it is told."""

    PEOPLE = auto()
    """A count of people: hidden when small."""
    ABOUT = auto()
    """Something about the people of other columns: hidden where they are."""
    OPEN = auto()
    """About dwellings, agreements or areas: never hidden."""
    TEXT = auto()
    """A word."""
    CODE = auto()
    """A code, of which the word stands beside it; for who reads by machine."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report.

    Attributes
    ----------
    unit
        In what it counts; empty for a text.
    of
        For `ABOUT`: the counts of people that it tells something of.
    whole
        Whether it holds whole numbers.
    example
        What the contract shows.
    """

    name: str
    words: Phrase
    unit: str = ""
    kind: Kind = Kind.OPEN
    of: tuple[str, ...] = ()
    whole: bool = True
    example: Any = 12

    def head(self, *, dutch: bool) -> str:
        """Return what stands above the column: its words, and its unit where they don't say it."""
        words = self.words.told(dutch=dutch)
        unit = UNITS[self.unit].told(dutch=dutch) if self.unit in UNITS else ""
        return words if unit in words else f"{words} ({unit})"


def people(name: str, dutch: str, english: str, *, example: int = 12) -> Column:
    """Return a column that counts people. [person]"""
    return Column(name, Phrase(dutch, english), "person", Kind.PEOPLE, example=example)


def about(
    name: str,
    dutch: str,
    english: str,
    *,
    unit: str,
    of: tuple[str, ...],
    whole: bool = False,
    example: Any = 1.5,
) -> Column:
    """Return a column that tells something about the people in other columns."""
    return Column(name, Phrase(dutch, english), unit, Kind.ABOUT, of, whole, example)


def known(name: str, dutch: str, english: str, *, unit: str, whole: bool = True, example: Any = 12) -> Column:
    """Return a column that tells of no person."""
    return Column(name, Phrase(dutch, english), unit, Kind.OPEN, (), whole, example)


def words(name: str, dutch: str, english: str, *, example: str) -> Column:
    """Return a column of texts."""
    return Column(name, Phrase(dutch, english), "", Kind.TEXT, example=example)


def code(name: str, dutch: str, english: str, *, example: str) -> Column:
    """Return a column of codes."""
    return Column(name, Phrase(dutch, english), "", Kind.CODE, example=example)


@dataclass(frozen=True, slots=True)
class Sum:
    """What everybody knows: some cells less others come to nothing, or to what another report tells."""

    plus: tuple[Place, ...]
    minus: tuple[Place, ...] = ()
    equals: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of one report.

    Attributes
    ----------
    rows
        Each has `group` (a code; None: not known), `dutch` and `english` (its name), and the columns.
    total
        Of all rows together; None where a sum means nothing.
    standing
        Columns of which the total is no sum of the rows, such as a stock by month.
    sums
        What adds up to what, besides that rows come to the total.
    hidden
        Cells that are not told because they are small, or give a small one away.
    """

    rows: tuple[Row, ...]
    total: Row | None = None
    sums: tuple[Sum, ...] = ()
    standing: frozenset[str] = frozenset()
    hidden: frozenset[Place] = field(default=frozenset())

    def cell(self, place: Place) -> Any:
        """Return what stands in a cell."""
        number, name = place
        row = self.total if number == TOTAL else self.rows[number]
        return None if row is None else row[name]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the numbers of all rows, that of the total too."""
        return (*range(len(self.rows)), *((TOTAL,) if self.total is not None else ()))

    def places(self, names: Sequence[str]) -> list[Place]:
        """Return all cells of some columns."""
        return [(number, name) for number in self.numbers for name in names]

    def without(self, places: frozenset[Place]) -> "Table":
        """Return the table with some cells emptied."""
        rows = tuple(_emptied(row, number, places) for number, row in enumerate(self.rows))
        total = None if self.total is None else _emptied(self.total, TOTAL, places)
        return replace(self, rows=rows, total=total, hidden=places)


def balance(numbers: Sequence[int], *, plus: Sequence[str], minus: Sequence[str]) -> tuple[Sum, ...]:
    """Return that in each of some rows these columns come to the same as those."""
    return tuple(
        Sum(tuple((number, name) for name in plus), tuple((number, name) for name in minus))
        for number in numbers
    )


def _emptied(row: Row, number: int, places: frozenset[Place]) -> Row:
    gone = {name for at, name in places if at == number}
    return {name: None if name in gone else value for name, value in row.items()} if gone else row
