"""Signals: somebody noticed something, and somebody else has to act on it before a moment."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.errors import Conflict
from matching.models import Fact, PlacementState, Signal, SignalState
from matching.operations.one_by_one import one_by_one
from matching.operations.personal_traces import refuse_traces
from matching.operations.pilot_light import lock_placement
from matching.queries import covenants
from matching.queries.pilot_light import Around, municipalities_of
from matching.queries.signals import placement_of
from matching.vocabulary import SignalKind
from matching.work import Work, Workshop
from matching.workflow.placements import refuse_unless

AT_A_TIME = 200
"""Signals that one look escalates; what is left comes a minute later. [signal]"""


class SignalActedOn(Conflict):
    """Somebody acted on this signal before."""

    dutch = "Dit signaal is al opgepakt."


async def raise_signal(work: Work, *, placement_id: UUID, kind: SignalKind) -> UUID:
    """Say that something is wrong where somebody lives, and return the identity of the signal.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or does not concern the actor.
    PlacementMovedOn
        When nobody lives there under this placement.
    """
    work.actor.require(Role.PROVIDER, Role.CORPORATION, Role.MUNICIPALITY, Role.COORDINATOR)
    around = await lock_placement(work, placement_id)
    refuse_unless(around.placement.state, among=(PlacementState.CONFIRMED,))
    return (await _raise(work, around, kind)).id


async def raise_no_contact(work: Work, around: Around) -> None:
    """Raise, in the name of whoever noticed, that nobody can be reached; once, while that is open."""
    query = select(Signal.id).where(
        Signal.placement_id == around.placement.id,
        Signal.kind == SignalKind.NO_CONTACT,
        Signal.state == SignalState.OPEN,
    )
    if await work.session.scalar(query) is None:
        await _raise(work, around, SignalKind.NO_CONTACT)


async def act_on_signal(work: Work, *, signal_id: UUID, action: str) -> None:
    """Write down what was done about a signal; late is welcome too.

    Raises
    ------
    SignalNotFound
        When it does not exist, or is not the actor's to see.
    SignalActedOn
        When somebody was first.
    PersonalReason
        When the action holds personal data.
    """
    work.actor.require(Role.PROVIDER, Role.MUNICIPALITY, Role.COORDINATOR)
    refuse_traces("action", action)
    around, signal = await _lock(work, signal_id)
    if signal.state is not SignalState.OPEN:
        raise SignalActedOn(
            f"That was on {signal.acted_at:%Y-%m-%d}.", f"Dat was op {signal.acted_at:%Y-%m-%d}."
        )
    signal.state = SignalState.ACTED_ON
    signal.acted_at = signal.modified_at = work.at
    signal.acted_by, signal.action = work.actor.organisation, action
    told = {around.provider_id, signal.raised_by}
    if signal.escalated_at is not None:
        told.update(await municipalities_of(work, placement=around.placement))
    _record(work, Fact.SIGNAL_ACTED_ON, signal, told=told)
    await work.session.flush()


async def escalate_signals(workshop: Workshop) -> int:
    """Tell the municipality, once, of every signal nobody acted on in time, each in a transaction of its own."""
    async with workshop.open() as work:
        query = (
            select(Signal.id)
            .where(Signal.state == SignalState.OPEN, Signal.act_by <= work.at)
            .where(Signal.escalated_at.is_(None))
            .order_by(Signal.act_by, Signal.id)
            .limit(AT_A_TIME)
        )
        overdue = list(await work.session.scalars(query))
    return await one_by_one(_escalate(workshop, signal_id) for signal_id in overdue)


async def _escalate(workshop: Workshop, signal_id: UUID) -> bool:
    """Escalate one signal; tell whether it was still for us to do."""
    async with workshop.open() as work:
        around, signal = await _lock(work, signal_id)
        if signal.state is not SignalState.OPEN or signal.escalated_at is not None:
            return False
        signal.escalated_at = signal.modified_at = work.at
        town_hall = await municipalities_of(work, placement=around.placement)
        _record(work, Fact.SIGNAL_ESCALATED, signal, told={around.provider_id, *town_hall})
        return True


async def _raise(work: Work, around: Around, kind: SignalKind) -> Signal:
    region_id = around.placement.region_id
    procedure = await covenants.procedure_on(work, region_id=region_id, on=work.at.date())
    signal = Signal(
        **work.stamp(),
        region_id=region_id,
        placement_id=around.placement.id,
        kind=kind,
        raised_by=work.actor.organisation,
        state=SignalState.OPEN,
        act_by=work.at + timedelta(days=procedure.signal_days),
    )
    work.session.add(signal)
    _record(work, Fact.SIGNAL_RAISED, signal, told={around.provider_id, signal.raised_by})
    await work.session.flush()
    return signal


async def _lock(work: Work, signal_id: UUID) -> tuple[Around, Signal]:
    """Lock a signal, after the placement it is about."""
    around = await lock_placement(work, await placement_of(work, signal_id=signal_id))
    signal = await work.session.get_one(
        Signal, signal_id, with_for_update={"key_share": True}, populate_existing=True
    )
    return around, signal


def _record(work: Work, fact: Fact, signal: Signal, *, told: set[UUID]) -> None:
    work.record(
        fact,
        signal.id,
        region_id=signal.region_id,
        parties=told,
        placement=str(signal.placement_id),
        kind=signal.kind.value,
    )
