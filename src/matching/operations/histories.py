"""What the matching runs of a region looked at, as a history that can be replayed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.models import MatchingRun, Region, RunSnapshot
from matching.replay import History, recorded
from matching.solver import read_instance
from matching.vocabulary import Purpose
from matching.work import Crossing, Work


async def keep_history(work: Work, *, region: Region, since: datetime) -> History:
    """Return the history of a region from a moment on, as far as its runs saw it.

    Raises
    ------
    ValueError
        When no run since then kept what it looked at.
    InvalidInstance
        When a later run names what the first did not know.
    """
    work.actor.require(Role.OPERATOR)
    query = (
        select(RunSnapshot.instance)
        .join(MatchingRun, MatchingRun.id == RunSnapshot.run_id)
        .where(MatchingRun.region_id == region.id, MatchingRun.created_at >= since)
        .where(RunSnapshot.instance.is_not(None))
    )
    async with work.across(Crossing.HISTORY_KEPT):
        documents = list(await work.session.scalars(query))
    history = recorded([read_instance(document) for document in documents if document])
    work.saw([UUID(one.id) for one in history.region.clients], purpose=Purpose.EXPORT_HISTORY)
    return history
