"""End the open proposals of a dwelling or client that no longer takes part."""

from sqlalchemy import ColumnElement, select

from matching.models import Fact, Proposal, ProposalState
from matching.work import Work


async def end_proposals(work: Work, *, of: ColumnElement[bool]) -> None:
    """Withdraw the open proposals of a dwelling or a client, which the caller holds locked.

    Whoever makes or moves a proposal locks its client and dwelling as well: nobody else holds these.
    """
    query = (
        select(Proposal)
        .where(of, Proposal.state == ProposalState.PROPOSED)
        .order_by(Proposal.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for proposal in await work.session.scalars(query):
        proposal.state = ProposalState.WITHDRAWN
        proposal.ended_at = proposal.modified_at = work.at
        work.record(Fact.PROPOSAL_WITHDRAWN, proposal.id, region_id=proposal.region_id)
