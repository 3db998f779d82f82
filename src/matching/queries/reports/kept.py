"""What reports keep of who is erased: counts by month and week, told apart by one thing at a time.

A report that reads them holds everybody else's days against the same weeks, so that it says the same before and after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from matching.models.base import Base
from matching.reporting.indicators import Dimension


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of counts, and the statement of what one client, `:client`, adds to it at the end of a month.

    The columns of the statement are the table's, but for the region and, where it has one, the month from which it is
    known so.
    """

    counts: type[Base]
    statement: str


NOT_OVER = date.max
"""When a tenancy is over that goes on, and the month until which somebody waits who does so still."""


def middle_of_week(day: date) -> date:
    """Return the middle of the week in which a day lies, as `week_of` has it in a statement."""
    return day.replace(day=4 + 7 * min(3, (day.day - 1) // 7))


def week_of(day: str) -> str:
    """Return the expression for the middle of the week in which a day lies; weeks begin on the 1st, 8th, 15th and 22nd.

    They lie within a month, so that whoever counts by the month counts the same by the day and by the week.
    """
    of_month = f"extract(day from {day})::int"
    return f"({day} - {of_month} + 4 + 7 * least(3, ({of_month} - 1) / 7))"


def month_of(day: str) -> str:
    """Return the expression for the first day of the month in which a day lies."""
    return f"date_trunc('month', {day})::date"


def each_way(by: Iterable[Dimension], group: Mapping[Dimension, str]) -> str:
    """Return a lateral join that tells the rows before it apart in each of these ways: `dimension` and `code`."""
    ways = ", ".join(f"('{one.value}', coalesce({group[one]}, ''))" for one in by)
    return f"cross join lateral (values {ways}) as told (dimension, code)"


def filled(*pieces: str, **parts: str) -> str:
    """Return a statement of several pieces, and in it `{name}` written out: expressions of ours, of nobody who asks."""
    statement = "".join(pieces)
    for name, part in parts.items():
        statement = statement.replace(f"{{{name}}}", part)
    return statement


OF_ALL = "region_id = :region and known_from <= :on"
"""Which counts a report takes in, whosever clients they were."""
OF_REGION = f"{OF_ALL} and (cast(:provider as uuid) is null or provider_id = :provider)"
"""The same, of the clients of one provider if that is asked."""
OF_ALL_APART, OF_GROUP = (f"{whose} and dimension = :by" for whose in (OF_ALL, OF_REGION))
"""The same of both, told apart as was asked."""
