"""How many proposals of a region stand where: the first thing that a coordinator looks at."""

from collections.abc import Collection
from itertools import chain
from uuid import UUID

from sqlalchemy import func, or_, select

from matching.actors import Role
from matching.models import Proposal, ProposalState
from matching.work import Work
from matching.workflow.proposals import OCCUPYING


async def proposal_counts(work: Work, *, region_id: UUID) -> dict[ProposalState, int]:
    """Return how many proposals of a region stand in each state; those without any are not named."""
    work.actor.require(Role.COORDINATOR)
    query = (
        select(Proposal.state, func.count())
        .where(Proposal.region_id == region_id, Proposal.region_id.in_(work.actor.region_ids))
        .group_by(Proposal.state)
    )
    return {ProposalState(state): count for state, count in (await work.session.execute(query)).all()}


async def taken(work: Work, *, among: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these clients and dwellings have a proposal or a placement."""
    work.actor.require(Role.COORDINATOR)
    query = select(Proposal.client_id, Proposal.dwelling_id).where(
        or_(Proposal.client_id.in_(among), Proposal.dwelling_id.in_(among)),
        Proposal.region_id.in_(work.actor.region_ids),
        Proposal.state.in_(OCCUPYING),
    )
    rows = (await work.session.execute(query)).all()
    return frozenset(chain.from_iterable(rows))
