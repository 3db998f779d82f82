"""Days and moments as people write them, by the clock on their wall."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from matching.doors.languages import Language

TIME_ZONE = ZoneInfo("Europe/Amsterdam")
"""What the clock on a reader's wall says."""


def told_day(day: date, language: Language) -> str:
    """Return a day, as in `30 nov 2026`."""
    return format_date(day, "d MMM y", locale=language.value)


def told_moment(moment: date | datetime, language: Language) -> str:
    """Return a moment, as in `ma 30 nov 2026, 23:53`."""
    return format_datetime(moment, "EEE d MMM y, HH:mm", tzinfo=TIME_ZONE, locale=language.value)
