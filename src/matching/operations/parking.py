"""Park a client or a dwelling: for a reason, until a day, out of matching and not off the list."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from matching.actors import Role
from matching.errors import Conflict
from matching.models import Client, Dwelling, Fact, Proposal
from matching.operations.clients import lock_client, refuse_placed
from matching.operations.dwellings import lock_dwelling
from matching.operations.personal_traces import refuse_traces
from matching.operations.proposals.leaving import end_proposals
from matching.work import Crossing, Work
from matching.workflow.proposals import LIVE, TAKEN_UP


class ProposalInTheWay(Conflict):
    """People have taken up a proposal about it; withdraw or decline that first."""

    dutch = "Mensen zijn al met een voorstel hierover bezig; trek dat eerst in of weiger het."


class NotParked(Conflict):
    """It is not parked."""

    dutch = "Er is niets geparkeerd."


async def park_client(work: Work, *, client_id: UUID, days: int, reason: str) -> None:
    """Keep a client out of matching for some days; waiting time goes on.

    Raises
    ------
    ClientNotFound, ClientWithdrawn, ClientPlaced
        When it is not the actor's, was withdrawn, or lives somewhere.
    ProposalInTheWay, PersonalReason
        When people are busy with a proposal, or the reason holds personal data.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    refuse_traces("reason", reason)
    client = await lock_client(work, client_id)
    refuse_placed(client)
    await _clear_the_table(work, Proposal.client_id == client.id)
    until = _park(work, client, days, reason)
    work.record(
        Fact.CLIENT_PARKED,
        client.id,
        region_id=client.region_id,
        parties=[client.provider_id],
        until=str(until),
    )
    await work.session.flush()


async def unpark_client(work: Work, *, client_id: UUID) -> None:
    """Let a client take part again before the day comes.

    Raises
    ------
    ClientNotFound, ClientWithdrawn, NotParked
        When it is not the actor's, was withdrawn, or is not parked.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    client = await lock_client(work, client_id)
    _unpark(work, client)
    work.record(Fact.CLIENT_UNPARKED, client.id, region_id=client.region_id, parties=[client.provider_id])
    await work.session.flush()


async def park_dwelling(work: Work, *, dwelling_id: UUID, days: int, reason: str) -> None:
    """Keep a dwelling out of matching for some days.

    Raises
    ------
    DwellingNotFound, DwellingWithdrawn, DwellingLet
        When it is not the actor's, was withdrawn, or is let.
    ProposalInTheWay, PersonalReason
        As in `park_client`.
    """
    work.actor.require(Role.CORPORATION, Role.COORDINATOR)
    refuse_traces("reason", reason)
    dwelling = await lock_dwelling(work, dwelling_id)
    await _clear_the_table(work, Proposal.dwelling_id == dwelling.id)
    until = _park(work, dwelling, days, reason)
    work.record(
        Fact.DWELLING_PARKED,
        dwelling.id,
        region_id=dwelling.region_id,
        parties=[dwelling.corporation_id],
        until=str(until),
    )
    await work.session.flush()


async def unpark_dwelling(work: Work, *, dwelling_id: UUID) -> None:
    """Let a dwelling take part again before the day comes.

    Raises
    ------
    DwellingNotFound, DwellingWithdrawn, DwellingLet, NotParked
        When it is not the actor's, was withdrawn, is let, or is not parked.
    """
    work.actor.require(Role.CORPORATION, Role.COORDINATOR)
    dwelling = await lock_dwelling(work, dwelling_id)
    _unpark(work, dwelling)
    work.record(
        Fact.DWELLING_UNPARKED, dwelling.id, region_id=dwelling.region_id, parties=[dwelling.corporation_id]
    )
    await work.session.flush()


async def _clear_the_table(work: Work, of: ColumnElement[bool]) -> None:
    """End what was proposed and not yet taken up; refuse where people are busy already."""
    # Locked before we look: somebody may be releasing it at this moment.
    query = (
        select(Proposal)
        .where(of, Proposal.state.in_(LIVE))
        .order_by(Proposal.id)
        .with_for_update(key_share=True)
    )
    async with work.across(Crossing.ENDED_PROPOSALS):
        live = await work.session.scalars(query)
        busy = next((one.id for one in live if one.state in TAKEN_UP), None)
    if busy is not None:
        raise ProposalInTheWay(f"See /v1/proposals/{busy}.", f"Zie /v1/proposals/{busy}.")
    await end_proposals(work, of=of)


def _park(work: Work, row: Client | Dwelling, days: int, reason: str) -> date:
    """Park for some days from today; return the first day it takes part again."""
    until = work.at.date() + timedelta(days=days)
    row.parked_until, row.parked_because, row.modified_at = until, reason, work.at
    return until


def _unpark(work: Work, row: Client | Dwelling) -> None:
    if row.parked_until is None or row.parked_until <= work.at.date():
        raise NotParked("It takes part already.", "Het doet al mee.")
    row.parked_until, row.parked_because, row.modified_at = None, None, work.at
