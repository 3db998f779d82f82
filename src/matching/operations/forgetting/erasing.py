"""Erase a client: everything that `queries.holdings` names, in one transaction, and count what stays countable."""

from uuid import UUID

from sqlalchemy import delete, exists, select, update

from matching.models import Client, ClientState, Erasure, Fact, MatchingRun, Proposal, RunState
from matching.operations.forgetting.counting import count_for_ever
from matching.operations.forgetting.snapshots import cut_out
from matching.operations.regions import lock_region
from matching.queries.holdings import HOLDINGS, Fate
from matching.vocabulary import ErasureState
from matching.work import Work, Workshop


async def carry_out_erasure(workshop: Workshop, erasure_id: UUID) -> bool:
    """Erase the client of a confirmed erasure; tell whether that was done now.

    Done twice, or by two workers, it is done once. While a run of the region is thinking it waits: the run would
    write about the client afterwards.
    """
    async with workshop.open() as work:
        found = await work.session.get_one(Erasure, erasure_id)
        await lock_region(work, found.region_id)
        if await _run_is_thinking(work, found.region_id):
            return False
        client = await work.session.get(Client, found.client_id, with_for_update=True)
        await work.session.refresh(found, with_for_update=True)
        if found.state is not ErasureState.CONFIRMED:
            return False
        if client is not None and client.state is ClientState.PLACED:
            return False
        await erase_now(work, found, client)
        return True


async def erase_now(work: Work, found: Erasure, client: Client | None) -> None:
    """Erase a client of whom that is confirmed, who is locked, or is not there any more; and write that down."""
    if client is not None:
        await _erase(work, client)
    found.state, found.erased_at, found.modified_at = ErasureState.ERASED, work.at, work.at
    found.refused_because = None
    refused = update(Erasure).where(
        Erasure.client_id == found.client_id, Erasure.state == ErasureState.REFUSED
    )
    await work.session.execute(refused.values(refused_because=None))
    work.record(
        Fact.CLIENT_ERASED,
        found.client_id,
        region_id=found.region_id,
        parties=[found.provider_id],
        erasure=str(found.id),
        ground=found.ground.value,
    )


async def _run_is_thinking(work: Work, region_id: UUID) -> bool:
    query = exists().where(MatchingRun.region_id == region_id, MatchingRun.state == RunState.RUNNING)
    return bool(await work.session.scalar(select(query)))


async def _erase(work: Work, client: Client) -> None:
    await count_for_ever(work, client)
    await _tell_recipients(work, client)
    await cut_out(work, client)
    await work.session.flush()
    for holding in HOLDINGS:
        if holding.fate is Fate.DELETED:
            await work.session.execute(
                delete(holding.table)  # type: ignore[arg-type]  # declared as FromClause
                .where(holding.rows(client.id))
                .execution_options(synchronize_session=False)
            )
    work.session.expunge(client)


async def _tell_recipients(work: Work, client: Client) -> None:
    """Tell who was shown a proposal that it is erased, so that they erase what they copied (GDPR art. 19)."""
    query = select(Proposal).where(Proposal.client_id == client.id).order_by(Proposal.id)
    for proposal in await work.session.scalars(query):
        released = proposal.released_at is not None
        work.record(
            Fact.PROPOSAL_ERASED,
            proposal.id,
            region_id=proposal.region_id,
            parties=[proposal.provider_id, proposal.corporation_id] if released else (),
        )
