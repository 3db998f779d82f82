"""End the live proposals of a dwelling or a client that no longer takes part."""

from sqlalchemy import ColumnElement, select

from matching.models import Client, Dwelling, Proposal, ProposalEvent
from matching.operations.proposals.moves import NOTHING_SAID, Held, Said, move
from matching.work import Crossing, Work
from matching.workflow.proposals import LIVE


async def end_proposals(work: Work, *, of: ColumnElement[bool], said: Said = NOTHING_SAID) -> None:
    """Withdraw the live proposals of a dwelling or a client, which the caller holds locked."""
    query = (
        select(Proposal, Client.provider_id, Dwelling.corporation_id)
        .join(Client, Client.id == Proposal.client_id)
        .join(Dwelling, Dwelling.id == Proposal.dwelling_id)
        .where(of, Proposal.state.in_(LIVE))
        .order_by(Proposal.id)
        .with_for_update(key_share=True, of=Proposal)
        .execution_options(populate_existing=True)
    )
    async with work.across(Crossing.ENDED_PROPOSALS):
        for proposal, provider_id, corporation_id in (await work.session.execute(query)).all():
            held = Held(proposal, provider_id, corporation_id)
            await move(work, held, ProposalEvent.LEAVE, said=said)
