"""Keep a client from being erased until a day, because of something that is not settled: the desk's decision."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.errors import Conflict
from matching.models import Fact, Hold
from matching.operations.forgetting.erasures import hold_still
from matching.operations.personal_traces import refuse_traces
from matching.vocabulary import Purpose
from matching.work import Work


class NotHeld(Conflict):
    """Nothing keeps this client from being erased."""

    dutch = "Niets houdt het wissen van deze kandidaat tegen."


async def lay_hold(work: Work, *, client_id: UUID, days: int, reason: str) -> date:
    """Keep a client from being erased for so many days from today; return the first day it may be again.

    One that stands already gets the new day and reason.

    Raises
    ------
    ClientNotFound
        When it does not exist, or is not of the actor's regions.
    PersonalReason
        When the reason holds personal data.
    """
    work.actor.require(Role.COORDINATOR)
    refuse_traces("reason", reason)
    client = await hold_still(work, client_id)
    work.saw([client.id], purpose=Purpose.ERASE)
    until = work.at.date() + timedelta(days=days)
    hold = await _unlifted(work, client_id)
    if hold is None:
        hold = Hold(**work.stamp(), region_id=client.region_id, client_id=client.id)
        work.session.add(hold)
    hold.until, hold.reason, hold.modified_at = until, reason, work.at
    work.record(
        Fact.HOLD_LAID, client.id, region_id=client.region_id, parties=[client.provider_id], until=str(until)
    )
    await work.session.flush()
    return until


async def lift_hold(work: Work, *, client_id: UUID) -> None:
    """Let a client be erased again when its time comes.

    Raises
    ------
    ClientNotFound, NotHeld
        When it does not exist or is not of the actor's regions, or is not held.
    """
    work.actor.require(Role.COORDINATOR)
    client = await hold_still(work, client_id)
    hold = await _unlifted(work, client_id)
    if hold is None or hold.until <= work.at.date():
        raise NotHeld
    hold.lifted_at = hold.modified_at = work.at
    work.record(Fact.HOLD_LIFTED, client.id, region_id=client.region_id, parties=[client.provider_id])
    await work.session.flush()


async def _unlifted(work: Work, client_id: UUID) -> Hold | None:
    query = select(Hold).where(Hold.client_id == client_id, Hold.lifted_at.is_(None))
    hold: Hold | None = await work.session.scalar(query)
    return hold
