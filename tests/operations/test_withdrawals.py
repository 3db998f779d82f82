"""What becomes of open proposals when a client or dwelling no longer takes part."""

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from conftest import NOW, Town
from matching.models import CovenantVersion, Entry, Fact, Proposal, ProposalState
from matching.operations.clients import withdraw_client
from matching.operations.covenants import make_covenant
from matching.operations.dwellings import withdraw_dwelling
from matching.queries.agreements import Wording
from matching.work import Workshop
from rows import a_live_proposal


@pytest.fixture
async def proposal(workshop: Workshop, town: Town) -> Proposal:
    async with workshop.open(town.actor(town.coordinator)) as work:
        made = await make_covenant(
            work,
            region=town.region,
            name="Convenant",
            term_from=date(2026, 1, 1),
            term_until=date(2028, 1, 1),
            reason="Vastgesteld.",
            wording=Wording(),
        )
        version = await work.session.get_one(CovenantVersion, made.version_id)
        return await a_live_proposal(work, town, version=version)


async def leave(workshop: Workshop, town: Town, which: str, proposal: Proposal) -> dict[str, Any]:
    """Withdraw the client or the dwelling of a proposal, by its own organisation."""
    owner = town.provider if which == "client" else town.corporation
    async with workshop.open(town.actor(owner)) as work:
        if which == "client":
            return await withdraw_client(work, client_id=proposal.client_id, reason="Verhuisd.")
        return dict(await withdraw_dwelling(work, dwelling_id=proposal.dwelling_id, reason="Verkocht."))


async def ended(workshop: Workshop) -> list[Entry]:
    async with workshop.open() as work:
        query = select(Entry).where(Entry.fact == Fact.PROPOSAL_WITHDRAWN.value)
        return list(await work.session.scalars(query))


@pytest.mark.parametrize("which", ["client", "dwelling"])
async def test_open_proposal_ends_with_its_client_or_dwelling(
    workshop: Workshop, town: Town, proposal: Proposal, which: str
) -> None:
    withdrawn = await leave(workshop, town, which, proposal)

    assert withdrawn["state"] == "withdrawn"
    async with workshop.open() as work:
        found = await work.session.get_one(Proposal, proposal.id)
    assert (found.state, found.ended_at) == (ProposalState.WITHDRAWN, NOW)
    assert [entry.subject_id for entry in await ended(workshop)] == [proposal.id]


async def test_proposal_ends_once_when_both_leave_at_the_same_time(
    workshop: Workshop, town: Town, proposal: Proposal
) -> None:
    await asyncio.gather(
        leave(workshop, town, "client", proposal), leave(workshop, town, "dwelling", proposal)
    )

    assert len(await ended(workshop)) == 1


async def test_proposals_of_others_stay(workshop: Workshop, town: Town, proposal: Proposal) -> None:
    async with workshop.open() as work:
        version = await work.session.scalar(select(CovenantVersion))
        assert version is not None
        other = await a_live_proposal(work, town, version=version)

    await leave(workshop, town, "client", proposal)

    async with workshop.open() as work:
        assert (await work.session.get_one(Proposal, other.id)).state is ProposalState.PROPOSED
