"""Who may read which report, over which period, and what of it is told."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from matching.actors import Actor, Role
from matching.errors import Fault, NotAllowed, Unprocessable
from matching.models import Region
from matching.queries.reports.sources import Asked, Source
from matching.reporting.indicators import Dimension, Indicator
from matching.reporting.small_numbers import told
from matching.reporting.tables import Table
from matching.work import Crossing, Work


class Reach(StrEnum):
    """Whose figures."""

    OWN = "own"
    REGION = "region"


class UnfitPeriod(Unprocessable):
    """The period can't be reported on."""

    dutch = "Over deze periode kan geen rapport worden gemaakt."


class ExactIsForTheDesk(NotAllowed):
    """Only a coordinator reads small numbers, and only when asked for in so many words."""

    dutch = "Alleen een coördinator leest kleine aantallen, en alleen als dat uitdrukkelijk wordt gevraagd."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks; None: as is usual for who asks."""

    by: Dimension | None = None
    reach: Reach | None = None
    since: date | None = None
    on: date | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A report as its reader may see it.

    Attributes
    ----------
    exact
        Whether small numbers stand in it; then it is not to be passed on.
    smallest
        The smallest count that is told where they don't. [person]
    """

    indicator: Indicator
    asked: Asked
    reach: Reach
    exact: bool
    smallest: int
    table: Table


async def answer(work: Work, *, source: Source, region: Region, wanted: Wanted, smallest: int) -> Answer:
    """Return a report.

    Parameters
    ----------
    smallest
        The smallest count of people that is told to whom they are strangers. [person]

    Raises
    ------
    NotAllowed, ExactIsForTheDesk
        When it is not for the actor's role, or not in that detail.
    UnfitPeriod
        When the period ends in the future or before it begins, or is not a quarter where it has to be.
    """
    indicator, actor = source.indicator, work.actor
    actor.require(*sorted(indicator.readers))
    reach = _reach(indicator, actor, wanted.reach)
    if wanted.exact and actor.role is not Role.COORDINATOR:
        raise ExactIsForTheDesk("Leave out exact.", "Laat exact weg.")
    since, on = _period(wanted, today=work.at.date(), stranger=_is_stranger(actor, reach))
    asked = Asked(region, since, on, wanted.by or indicator.by[0])
    mine = _only_own(asked, actor)
    exact = wanted.exact or reach is Reach.OWN
    # What leaves here is counts, cut to the reader below; what an organisation sees row by row is another matter.
    async with work.across(Crossing.COUNTS_OF_A_REPORT):
        table = await source.figures(work, mine if reach is Reach.OWN else asked)
        own = await source.figures(work, mine) if _knows_some(actor, reach) else None
    if not exact:
        table = told(table, indicator.columns, smallest=smallest, own=own)
    return Answer(indicator, asked, reach, exact, smallest, table)


def _reach(indicator: Indicator, actor: Actor, wanted: Reach | None) -> Reach:
    """Return whose figures are told: one's own, unless the region's are asked and may be read."""
    usual = Reach.OWN if actor.role in indicator.own else Reach.REGION
    reach = wanted or usual
    if actor.role not in (indicator.own if reach is Reach.OWN else indicator.whole):
        raise NotAllowed(
            f"Your role reads this report for: {usual.value}.",
            f"Uw rol leest dit rapport voor: {usual.value}.",
        )
    return reach


def _only_own(asked: Asked, actor: Actor) -> Asked:
    if actor.role is Role.PROVIDER:
        return replace(asked, provider_id=actor.organisation)
    if actor.role is Role.CORPORATION:
        return replace(asked, corporation_id=actor.organisation)
    return asked


def _knows_some(actor: Actor, reach: Reach) -> bool:
    """Tell whether some of the people in a region's counts are the reader's own; a corporation's never are."""
    return reach is Reach.REGION and actor.role is Role.PROVIDER


def _is_stranger(actor: Actor, reach: Reach) -> bool:
    return reach is Reach.REGION and actor.role is not Role.COORDINATOR


def _period(wanted: Wanted, *, today: date, stranger: bool) -> tuple[date, date]:
    """Return the first and the last day of the period.

    Who is not the desk reads by the quarter: two periods that differ by a day tell of one person.
    """
    on = wanted.on or (quarter_of(today)[0] - timedelta(days=1) if stranger else today)
    since = wanted.since or (quarter_of(on)[0] if stranger else _year_before(on))
    faults = []
    if on > today:
        faults.append(Fault("query.on", "in-the-future", f"Today is {today}.", f"Vandaag is het {today}."))
    if since > on:
        faults.append(Fault("query.since", "after-the-end", f"It is after {on}.", f"Dit is na {on}."))
    if stranger and (since, on) != quarter_of(on):
        faults.append(
            Fault(
                "query.on",
                "not-a-quarter",
                "Ask for a whole calendar quarter, such as until 2027-03-31.",
                "Vraag een heel kalenderkwartaal, bijvoorbeeld tot en met 2027-03-31.",
            )
        )
    if faults:
        raise UnfitPeriod(faults[0].english, faults[0].dutch, faults)
    return since, on


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the calendar quarter around a day."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def _year_before(day: date) -> date:
    """Return the day after the same one a year ago."""
    leap = (day.month, day.day) == (2, 29)
    return day - timedelta(days=365) if leap else day.replace(year=day.year - 1) + timedelta(days=1)
