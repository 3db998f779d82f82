"""When it is asked whether somebody still lives there, and when the answer is known without asking."""

from calendar import monthrange
from datetime import date, timedelta

from matching.workflow.placements import PlacementState

MONTHS = (3, 6, 12, 24)
"""After how many months it is asked. [month]"""


def due_on(starts_on: date, *, months: int) -> date:
    """Return the day on which so many months have passed, the last of the month where it has no such day."""
    place = starts_on.month - 1 + months
    year, month = starts_on.year + place // 12, place % 12 + 1
    return date(year, month, min(starts_on.day, monthrange(year, month)[1]))


def last_start(on: date, *, months: int) -> date:
    """Return the last day on which a placement can have begun that so many months have passed of by a day."""
    day = due_on(on, months=-months)
    while due_on(day + timedelta(days=1), months=months) <= on:
        day += timedelta(days=1)
    return day


def over_by(day: date, *, state: PlacementState, ended_on: date | None) -> bool:
    """Tell whether a placement was over on a day: then nobody needs to be asked.

    One that failed never came to living there. One that ended lasted up to, and not including, its last day.
    """
    if state is PlacementState.FAILED:
        return True
    return ended_on is not None and ended_on <= day
