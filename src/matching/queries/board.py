"""How many proposals of a region stand where: the first thing that a coordinator looks at."""

from uuid import UUID

from sqlalchemy import func, select

from matching.actors import Role
from matching.models import Proposal, ProposalState
from matching.work import Work


async def proposal_counts(work: Work, *, region_id: UUID) -> dict[ProposalState, int]:
    """Return how many proposals of a region stand in each state; those without any are not named."""
    work.actor.require(Role.COORDINATOR)
    query = (
        select(Proposal.state, func.count())
        .where(Proposal.region_id == region_id, Proposal.region_id.in_(work.actor.region_ids))
        .group_by(Proposal.state)
    )
    return {ProposalState(state): count for state, count in (await work.session.execute(query)).all()}
