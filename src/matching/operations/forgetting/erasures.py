"""Ask for a client to be erased, and decide on it: the provider asks, the desk decides (GDPR art. 17)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matching.actors import Role
from matching.database import violated_constraint
from matching.errors import Conflict
from matching.models import Client, ClientState, Erasure, Fact, Proposal
from matching.operations.clients import refuse_placed
from matching.operations.personal_traces import refuse_traces
from matching.operations.proposals.leaving import end_proposals
from matching.queries.clients import ClientNotFound, within_reach
from matching.queries.erasures import ErasureNotFound, erasure, standing_hold, visible
from matching.vocabulary import ErasureGround, ErasureState, Purpose
from matching.work import Work


class ErasureUnderWay(Conflict):
    """It was asked before to erase this client, and that is not done yet."""

    dutch = "Er is al gevraagd deze kandidaat te wissen, en dat is nog niet gebeurd."


class ErasureDecided(Conflict):
    """It was decided on this erasure before."""

    dutch = "Over dit wissen is al beslist."


class ClientHeld(Conflict):
    """A hold keeps this client from being erased until a day; lift it first, or wait."""

    dutch = "Een opschorting houdt het wissen van deze kandidaat tegen; hef die eerst op, of wacht."


class ClientGone(Conflict):
    """The client is not there any more."""

    dutch = "De kandidaat is er niet meer."


async def ask_erasure(work: Work, *, client_id: UUID, ground: ErasureGround) -> Erasure:
    """Ask the desk to erase a client.

    Raises
    ------
    ClientNotFound
        When it does not exist, or is not the actor's.
    ClientPlaced
        When a placement has to end first: the tenancy counts, and the home is not free.
    ErasureUnderWay
        When it was asked before, and is not done.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    client = await hold_still(work, client_id)
    refuse_placed(client)
    work.saw([client.id], purpose=Purpose.ERASE)
    asked = Erasure(
        **work.stamp(),
        region_id=client.region_id,
        provider_id=client.provider_id,
        client_id=client.id,
        ground=ground,
        state=ErasureState.ASKED,
        asked_by=work.actor.organisation_id,
    )
    work.session.add(asked)
    try:
        await work.session.flush()
    except IntegrityError as error:
        if violated_constraint(error) != "uq_erasures_client_id":
            raise
        raise ErasureUnderWay("Look at /v1/erasures.", "Zie /v1/erasures.") from error
    _record(work, Fact.ERASURE_ASKED, asked, ground=ground.value)
    return asked


async def confirm_erasure(work: Work, *, erasure_id: UUID) -> Erasure:
    """Decide that a client is erased: it leaves the list at once, and a worker erases it within minutes.

    Raises
    ------
    ErasureNotFound, ErasureDecided
        When it is not there, or was decided before.
    ClientPlaced, ClientHeld, ClientGone
        When the client was placed meanwhile, is held, or is not there any more.
    """
    work.actor.require(Role.COORDINATOR)
    about = await erasure(work, erasure_id=erasure_id)
    _refuse_decided(about)
    try:
        client = await hold_still(work, about.client_id)
    except ClientNotFound as error:
        raise ClientGone from error
    found = await _undecided(work, erasure_id)
    refuse_placed(client)
    hold = await standing_hold(work, client_id=client.id)
    if hold is not None:
        raise ClientHeld(f"It is held until {hold.until}.", f"Opgeschort tot {hold.until}.")
    if client.state is ClientState.WAITING:
        await _leave_the_list(work, client)
    found.state = ErasureState.CONFIRMED
    found.decided_at = found.modified_at = work.at
    _record(work, Fact.ERASURE_CONFIRMED, found)
    await work.session.flush()
    return found


async def refuse_erasure(work: Work, *, erasure_id: UUID, reason: str) -> Erasure:
    """Decide that a client is not erased, and say why (GDPR art. 17, third paragraph).

    Raises
    ------
    ErasureNotFound, ErasureDecided
        When it is not there, or was decided before.
    PersonalReason
        When the reason holds personal data.
    """
    work.actor.require(Role.COORDINATOR)
    refuse_traces("reason", reason)
    found = await _undecided(work, erasure_id)
    found.state, found.refused_because = ErasureState.REFUSED, reason
    found.decided_at = found.modified_at = work.at
    _record(work, Fact.ERASURE_REFUSED, found)
    await work.session.flush()
    return found


async def hold_still(work: Work, client_id: UUID) -> Client:
    """Lock a client, also one that left the list.

    Raises
    ------
    ClientNotFound
        When it does not exist, or is not the actor's.
    """
    client: Client | None = await work.session.scalar(
        select(Client)
        .where(Client.id == client_id, within_reach(work.actor))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if client is None:
        raise ClientNotFound("There is no such client for you.", "Deze kandidaat is er voor u niet.")
    return client


async def _undecided(work: Work, erasure_id: UUID) -> Erasure:
    found: Erasure | None = await work.session.scalar(
        visible(work)
        .where(Erasure.id == erasure_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise ErasureNotFound
    _refuse_decided(found)
    return found


def _refuse_decided(found: Erasure) -> None:
    if found.state is not ErasureState.ASKED:
        raise ErasureDecided(f"It is {found.state.value}.", f"De stand is: {found.state.dutch}.")


async def _leave_the_list(work: Work, client: Client) -> None:
    client.state = ClientState.WITHDRAWN
    client.withdrawn_at = client.modified_at = work.at
    client.withdrawn_because = "Wordt gewist."
    work.record(Fact.CLIENT_WITHDRAWN, client.id, region_id=client.region_id, parties=[client.provider_id])
    await end_proposals(work, of=Proposal.client_id == client.id)


def _record(work: Work, fact: Fact, erasure: Erasure, **details: str) -> None:
    work.record(
        fact,
        erasure.id,
        region_id=erasure.region_id,
        parties=[erasure.provider_id],
        client=str(erasure.client_id),
        **details,
    )
