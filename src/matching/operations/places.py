"""The places of a dwelling: let once all of them are, on offer again when one comes free, or gone."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from matching.models import Dwelling, DwellingState, Fact, Proposal, ProposalState
from matching.operations.proposals.leaving import end_proposals
from matching.work import Crossing, Work


async def let_places(work: Work, dwelling_id: UUID) -> int:
    """Return how many places of a dwelling are let; what is only proposed may still fall through."""
    query = select(func.count()).where(
        Proposal.dwelling_id == dwelling_id, Proposal.state == ProposalState.PLACED
    )
    async with work.across(Crossing.TAKEN_PLACES):
        return await work.session.scalar(query) or 0


async def settle(work: Work, dwelling: Dwelling) -> None:
    """Let a dwelling, which the caller holds locked, when all its places are; otherwise offer it."""
    full = await let_places(work, dwelling.id) >= dwelling.capacity
    dwelling.state = DwellingState.LET if full else DwellingState.OFFERED
    dwelling.modified_at = work.at


async def offer_again(work: Work, dwelling: Dwelling, *, available_from: date | None) -> None:
    """Offer a place that came free.

    Parameters
    ----------
    available_from
        From when; None: as the offer says already. While other places are on offer too, their day stays:
        an offer has one. An end of the offer that lies before this day is over, and taken away.
    """
    alone = dwelling.state is DwellingState.LET
    await settle(work, dwelling)
    if available_from is None or not alone:
        return
    dwelling.available_from = available_from
    if dwelling.available_until is not None and dwelling.available_until <= available_from:
        dwelling.available_until = None
    _tell(work, dwelling, Fact.DWELLING_CHANGED, changed=["available_from", "available_until"])


async def take_away(work: Work, dwelling: Dwelling, *, because: str) -> None:
    """Take away a place that came free, and the whole dwelling with its last."""
    if dwelling.capacity > 1:
        dwelling.capacity -= 1
        await settle(work, dwelling)
        _tell(work, dwelling, Fact.DWELLING_CHANGED, changed=["capacity"])
        return
    dwelling.state = DwellingState.WITHDRAWN
    dwelling.withdrawn_at = dwelling.modified_at = work.at
    dwelling.withdrawn_because = because
    _tell(work, dwelling, Fact.DWELLING_WITHDRAWN)
    await end_proposals(work, of=Proposal.dwelling_id == dwelling.id)


def _tell(work: Work, dwelling: Dwelling, fact: Fact, **details: list[str]) -> None:
    work.record(fact, dwelling.id, region_id=dwelling.region_id, parties=[dwelling.corporation_id], **details)
