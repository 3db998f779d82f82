"""The clock's part: expire what waited too long, and remind in time. A job may run late, or never: see `next_state`."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.errors import Conflict
from matching.models import Fact, Proposal, ProposalEvent, Region
from matching.operations.one_by_one import one_by_one
from matching.operations.proposals.moves import lock_proposal, move
from matching.queries import covenants
from matching.queries.proposals import ProposalNotFound
from matching.work import Work, Workshop
from matching.workflow.proposals import EXPIRING, LIVE

AT_A_TIME = 200
"""Proposals that one look takes; what is left comes a minute later. [proposal]"""


async def watch_deadlines(workshop: Workshop) -> tuple[int, int]:
    """Expire whatever is overdue, each in a transaction of its own, and remind in another; return how many of both.

    Neither waits for the other to go well: an expiry that breaks is told at the end, and is no reason to remind nobody.
    """
    async with workshop.open() as work:
        overdue = await _overdue(work)
    try:
        expired = await one_by_one(_expire(workshop, proposal_id) for proposal_id in overdue)
    finally:
        async with workshop.open() as work:
            reminded = await _remind(work)
    return expired, reminded


async def _overdue(work: Work) -> list[UUID]:
    query = (
        select(Proposal.id)
        .where(Proposal.respond_by <= work.at, Proposal.state.in_(EXPIRING))
        .order_by(Proposal.respond_by, Proposal.id)
        .limit(AT_A_TIME)
    )
    return list(await work.session.scalars(query))


async def _expire(workshop: Workshop, proposal_id: UUID) -> bool:
    """Expire one proposal; tell whether it was still for us to do."""
    async with workshop.open() as work:
        try:
            await move(work, await lock_proposal(work, proposal_id), ProposalEvent.EXPIRE)
        except (
            Conflict,
            ProposalNotFound,
        ):  # moved, or erased with its client, between our look and our lock
            return False
        return True


async def _remind(work: Work) -> int:
    """Tell those who have to act, once for each deadline."""
    work.actor.require(Role.SYSTEM)
    due: list[UUID] = []
    for region_id in list(await work.session.scalars(select(Region.id).order_by(Region.id))):
        procedure = await covenants.procedure_on(work, region_id=region_id, on=work.at.date())
        due += await _soon_due(work, region_id, within=timedelta(days=procedure.reminder_days))
    for proposal_id in due:
        held = await lock_proposal(work, proposal_id)
        proposal = held.proposal
        proposal.reminded_at = proposal.modified_at = work.at
        work.record(Fact.PROPOSAL_REMINDED, proposal_id, region_id=proposal.region_id, parties=held.parties)
    return len(due)


async def _soon_due(work: Work, region_id: UUID, *, within: timedelta) -> list[UUID]:
    query = (
        select(Proposal.id)
        .where(Proposal.region_id == region_id, Proposal.state.in_(LIVE), Proposal.reminded_at.is_(None))
        .where(Proposal.respond_by <= work.at + within, Proposal.respond_by > work.at)
        .order_by(Proposal.id)
        .limit(AT_A_TIME)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return list(await work.session.scalars(query))
