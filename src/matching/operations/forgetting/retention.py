"""What is forgotten by itself, when the term that a covenant gives it is over; in batches, as often as needed.

Each step asks the tables what is left, so that breaking off, doing it again and doing it side by side do no harm.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from matching.models import (
    Client,
    Delivery,
    DeliveryState,
    Erasure,
    Fact,
    MatchingRun,
    ProfileVersion,
    Region,
    RunSnapshot,
)
from matching.operations.forgetting.erasing import carry_out_erasure
from matching.operations.forgetting.snapshots import forget_run
from matching.operations.one_by_one import one_by_one
from matching.queries.covenants import procedure_on
from matching.queries.erasures import terms_over
from matching.vocabulary import ErasureGround, ErasureState
from matching.work import Work, Workshop

AT_A_TIME = 100
"""Clients, and runs of a region, that one round forgets; what is left comes with the next. [client, run]"""
ROWS_AT_A_TIME = 5_000
"""Former profiles and deliveries that one round deletes. [row]"""
DELIVERIES_KEPT = timedelta(days=90)
"""How long it is kept how a message was sent: it belongs to an endpoint, not to a region's covenant."""


async def forget(workshop: Workshop) -> int:
    """Erase what was confirmed and whose term is over; return how many clients and runs were forgotten."""
    async with workshop.open() as work:
        regions = list(await work.session.scalars(select(Region.id).order_by(Region.id)))
        await _forget_deliveries(work)
    runs: list[UUID] = []
    for region_id in regions:
        async with workshop.open() as work:
            await _confirm_over(work, region_id)
            await _forget_profiles(work, region_id)
            runs += await _runs_over(work, region_id)
    async with workshop.open() as work:
        confirmed = await _confirmed(work)
    clients = await one_by_one(carry_out_erasure(workshop, erasure_id) for erasure_id in confirmed)
    return clients + await one_by_one(_forget_run(workshop, run_id) for run_id in runs)


async def _forget_run(workshop: Workshop, run_id: UUID) -> bool:
    async with workshop.open() as work:
        return await forget_run(work, run_id)


async def _confirmed(work: Work) -> Sequence[UUID]:
    query = (
        select(Erasure.id)
        .where(Erasure.state == ErasureState.CONFIRMED)
        .order_by(Erasure.decided_at, Erasure.id)
        .limit(AT_A_TIME)
    )
    return list(await work.session.scalars(query))


async def _confirm_over(work: Work, region_id: UUID) -> None:
    """Confirm that those are erased whose term is over, also where a request lies undecided or was refused."""
    over = await terms_over(work, region_id=region_id, on=work.at.date(), limit=AT_A_TIME)
    query = select(Client).where(Client.id.in_(over)).order_by(Client.id).with_for_update(skip_locked=True)
    for client in await work.session.scalars(query):
        confirmed = await work.session.scalar(_confirmation(work, client))
        if confirmed is not None:
            work.record(
                Fact.ERASURE_CONFIRMED,
                confirmed,
                region_id=client.region_id,
                parties=[client.provider_id],
                client=str(client.id),
                ground=ErasureGround.TERM_OVER.value,
            )


def _confirmation(work: Work, client: Client) -> ReturningInsert[UUID]:
    """Return what writes down that a client's term is over, over a request that nobody decided on."""
    decided = {"state": ErasureState.CONFIRMED, "decided_at": work.at, "modified_at": work.at}
    return (
        insert(Erasure)
        .values(
            **work.stamp() | decided,
            region_id=client.region_id,
            provider_id=client.provider_id,
            client_id=client.id,
            ground=ErasureGround.TERM_OVER,
        )
        .on_conflict_do_update(
            index_elements=[Erasure.client_id],
            index_where=Erasure.state.in_((ErasureState.ASKED, ErasureState.CONFIRMED)),
            set_=decided,
            where=Erasure.state == ErasureState.ASKED,
        )
        .returning(Erasure.id)
    )


async def _forget_profiles(work: Work, region_id: UUID) -> None:
    """Delete what profiles were long ago."""
    procedure = await procedure_on(work, region_id=region_id, on=work.at.date())
    old = (
        select(ProfileVersion.client_id, ProfileVersion.number)
        .join(Client, Client.id == ProfileVersion.client_id)
        .where(Client.region_id == region_id)
        .where(_day_after(ProfileVersion.replaced_at, procedure.profile_months) <= work.at.date())
        .limit(ROWS_AT_A_TIME)
        .with_for_update(of=ProfileVersion, skip_locked=True)
        .subquery()
    )
    await work.session.execute(
        delete(ProfileVersion)
        .where(ProfileVersion.client_id == old.c.client_id, ProfileVersion.number == old.c.number)
        .execution_options(synchronize_session=False)
    )


async def _runs_over(work: Work, region_id: UUID) -> list[UUID]:
    """Return the runs whose term is over, and which were not forgotten yet."""
    procedure = await procedure_on(work, region_id=region_id, on=work.at.date())
    query = (
        select(MatchingRun.id)
        .join(RunSnapshot, RunSnapshot.run_id == MatchingRun.id)
        .where(MatchingRun.region_id == region_id, RunSnapshot.instance.is_not(None))
        .where(_day_after(MatchingRun.finished_at, procedure.run_months) <= work.at.date())
        .order_by(MatchingRun.id)
        .limit(AT_A_TIME)
    )
    return list(await work.session.scalars(query))


def _day_after(moment: Any, months: int) -> ColumnElement[date]:
    """Return the day on which so many months have passed since a moment."""
    return cast(func.timezone("UTC", moment) + func.make_interval(0, months), Date)


async def _forget_deliveries(work: Work) -> None:
    """Delete how messages were sent that were sent, or given up, long ago."""
    old = (
        select(Delivery.id)
        .where(Delivery.state != DeliveryState.WAITING, Delivery.ended_at <= work.at - DELIVERIES_KEPT)
        .limit(ROWS_AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    await work.session.execute(
        delete(Delivery).where(Delivery.id.in_(old)).execution_options(synchronize_session=False)
    )
