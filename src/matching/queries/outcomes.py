"""Look up whether people still lived where they were placed, after 3, 6, 12 and 24 months."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Integer, and_, case, cast, column, exists, func, or_, select, values
from sqlalchemy.sql.elements import ColumnElement

from matching.actors import Role
from matching.models import HousingOutcome, Placement, PlacementState
from matching.queries.pilot_light import around
from matching.vocabulary import Purpose
from matching.work import Work
from matching.workflow.outcomes import MONTHS, due_on, last_start, over_by

ASKED = values(column("months", Integer), name="asked").data([(months,) for months in MONTHS])
"""The four moments, to cross with placements."""
DUE_ON = cast(Placement.starts_on + func.make_interval(0, ASKED.c.months), Date)
"""`workflow.outcomes.due_on`, for the database."""
OVER = or_(
    Placement.state == PlacementState.FAILED,
    and_(Placement.ended_on.is_not(None), Placement.ended_on <= DUE_ON),
)
"""`workflow.outcomes.over_by`, for the database."""


def unrecorded(*, on: date) -> ColumnElement[bool]:
    """Return which of all placements crossed with the four moments lack an outcome on a day.

    Nothing is recorded before its day. So a placement lacks one when more of its days have come than were recorded,
    and those few are found by an index; only for them it is asked which.
    """
    last = {months: last_start(on, months=months) for months in MONTHS}
    lacks_one = or_(
        *(
            and_(Placement.outcomes_recorded == recorded, Placement.starts_on <= day)
            for recorded, day in enumerate(last.values())
        )
    )
    # A day to compare with, worked out once: the same as `DUE_ON <= on`, which is worked out for each of them.
    has_come = Placement.starts_on <= case(last, value=ASKED.c.months)
    recorded = exists().where(
        HousingOutcome.placement_id == Placement.id, HousingOutcome.months == ASKED.c.months
    )
    return and_(Placement.state != PlacementState.PREPARING, lacks_one, has_come, ~recorded)


@dataclass(frozen=True, slots=True)
class SeenOutcome:
    """What is known of one of the four moments.

    Attributes
    ----------
    still_housed
        None while nobody said so.
    recorded_at
        None while it was not written down; what the clock knows it may know before that.
    due
        Whether it can be told now, and was not.
    """

    months: int
    due_on: date
    still_housed: bool | None
    recorded_at: datetime | None
    due: bool


async def outcomes_of(work: Work, *, placement_id: UUID) -> list[SeenOutcome]:
    """Return what is known of a placement at each of the four moments.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or is not the actor's to see.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    found = await around(work, placement_id=placement_id)
    query = select(HousingOutcome).where(HousingOutcome.placement_id == placement_id)
    recorded = {row.months: row for row in await work.session.scalars(query)}
    work.saw([found.placement.client_id], purpose=Purpose.READ_OUTCOMES)
    return [_seen(found.placement, months, recorded.get(months), today=work.at.date()) for months in MONTHS]


def _seen(placement: Placement, months: int, row: HousingOutcome | None, *, today: date) -> SeenOutcome:
    day = due_on(placement.starts_on, months=months)
    if row is not None:
        return SeenOutcome(months, day, row.still_housed, row.recorded_at, due=False)
    come = day <= today
    over = come and over_by(day, state=placement.state, ended_on=placement.ended_on)
    waits = come and not over and placement.state is not PlacementState.PREPARING
    return SeenOutcome(months, day, False if over else None, None, due=waits)
