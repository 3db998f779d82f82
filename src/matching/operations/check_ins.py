"""The pilot-light: contacts after somebody moved in, tapering, and never held against anybody."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select, update

from matching.actors import Role
from matching.errors import Conflict, Fault, Unprocessable
from matching.models import CheckIn, CheckInState, Fact, Placement, PlacementState
from matching.operations.one_by_one import one_by_one
from matching.operations.personal_traces import refuse_traces
from matching.operations.pilot_light import lock_placement
from matching.operations.signals import raise_no_contact
from matching.queries import covenants
from matching.queries.check_ins import placement_of
from matching.queries.pilot_light import Around
from matching.vocabulary import CheckInMeans
from matching.work import Work, Workshop
from matching.workflow.placements import refuse_unless

TRY_AGAIN_AFTER = timedelta(days=3)
AT_A_TIME = 200
"""Check-ins that one look announces; what is left comes a minute later. [check-in]"""


class CheckInConcluded(Conflict):
    """The check-in is not planned any more."""

    dutch = "Dit contactmoment staat niet meer gepland."


class DayDoesNotFit(Unprocessable):
    """The day of the contact lies before the lease or after today."""

    dutch = "De dag van het contact ligt vóór het begin van de huur of na vandaag."


class CheckInsRefusedBefore(Conflict):
    """The client asked to be left alone before."""

    dutch = "De kandidaat gaf al aan geen contact te willen."


class CheckInsNotRefused(Conflict):
    """The client did not ask to be left alone."""

    dutch = "De kandidaat heeft contact niet geweigerd."


async def plan_check_ins(work: Work, placement: Placement) -> None:
    """Plan every contact of the municipality's scheme, counted from the beginning of the lease.

    They stay as they are planned here: a scheme that changes later holds for later plans.
    """
    await _plan(work, placement, since=placement.starts_on)


async def cancel_check_ins(work: Work, placement: Placement) -> None:
    """Let the contacts that were still planned lapse, because the placement is over."""
    await _close(work, placement, CheckInState.CANCELLED)


async def hold_check_in(work: Work, *, check_in_id: UUID, held_on: date | None, held_by: str | None) -> None:
    """Write down that there was contact.

    Parameters
    ----------
    held_on
        On which day; today when it is None.
    held_by
        Who had it: a function or a name of staff.

    Raises
    ------
    CheckInNotFound
        When it does not exist, or is not the actor's.
    CheckInConcluded
        When it is not planned any more.
    DayDoesNotFit
        When the day lies before the lease, or is yet to come.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    around, check_in = await _lock(work, check_in_id)
    held_on = held_on or work.at.date()
    if not around.placement.starts_on <= held_on <= work.at.date():
        raise _day_does_not_fit(around.placement.starts_on)
    _conclude(work, check_in, CheckInState.HELD)
    check_in.held_on, check_in.held_by = held_on, held_by
    _record(work, Fact.CHECK_IN_HELD, around, check_in)
    await work.session.flush()


async def miss_check_in(work: Work, *, check_in_id: UUID) -> None:
    """Write down that nobody was reached: it is tried again; the second time in a row is a signal.

    Raises
    ------
    CheckInNotFound, CheckInConcluded
        As in `hold_check_in`.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    around, check_in = await _lock(work, check_in_id)
    missed_before = await _missed_last_time(work, around.placement)
    _conclude(work, check_in, CheckInState.MISSED)
    _record(work, Fact.CHECK_IN_MISSED, around, check_in)
    if missed_before:
        await raise_no_contact(work, around)
    else:
        again_on = work.at.date() + TRY_AGAIN_AFTER
        work.session.add(_planned(work, around.placement, due_on=again_on, means=check_in.means))
    await work.session.flush()


async def refuse_check_ins(work: Work, *, placement_id: UUID, note: str | None) -> None:
    """Write down that the client wants no contact; nothing else changes for anybody.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or is not the actor's.
    PlacementMovedOn
        When nobody lives there under this placement.
    CheckInsRefusedBefore
        When the client said so before.
    PersonalReason
        When the note holds personal data.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    if note is not None:
        refuse_traces("note", note)
    around = await lock_placement(work, placement_id)
    placement = around.placement
    refuse_unless(placement.state, among=(PlacementState.CONFIRMED,))
    if placement.check_ins_refused_at is not None:
        said = f"{placement.check_ins_refused_at:%Y-%m-%d}"
        raise CheckInsRefusedBefore(f"That was on {said}.", f"Dat was op {said}.")
    placement.check_ins_refused_at = placement.modified_at = work.at
    placement.check_ins_refusal_note = note
    await _close(work, placement, CheckInState.REFUSED)
    _tell(work, Fact.CHECK_INS_REFUSED, around)
    await work.session.flush()


async def resume_check_ins(work: Work, *, placement_id: UUID) -> None:
    """Plan the rest of the scheme again, from today on, because the client wants contact after all.

    Raises
    ------
    PlacementNotFound, PlacementMovedOn
        As in `refuse_check_ins`.
    CheckInsNotRefused
        When the client had not refused them.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    around = await lock_placement(work, placement_id)
    placement = around.placement
    refuse_unless(placement.state, among=(PlacementState.CONFIRMED,))
    if placement.check_ins_refused_at is None:
        raise CheckInsNotRefused("Contact goes on as planned.", "Het contact gaat door zoals gepland.")
    placement.check_ins_refused_at = placement.check_ins_refusal_note = None
    placement.modified_at = work.at
    await _plan(work, placement, since=work.at.date())
    _tell(work, Fact.CHECK_INS_RESUMED, around)
    await work.session.flush()


async def announce_check_ins(workshop: Workshop) -> int:
    """Tell the journal, once, of every check-in that came due, each in a transaction of its own."""
    async with workshop.open() as work:
        query = (
            select(CheckIn.id)
            .where(CheckIn.state == CheckInState.PLANNED, CheckIn.due_on <= work.at.date())
            .where(CheckIn.reminded_at.is_(None))
            .order_by(CheckIn.due_on, CheckIn.id)
            .limit(AT_A_TIME)
        )
        due = list(await work.session.scalars(query))
    return await one_by_one(_announce(workshop, check_in_id) for check_in_id in due)


async def _announce(workshop: Workshop, check_in_id: UUID) -> bool:
    """Announce one check-in; tell whether it was still for us to do."""
    async with workshop.open() as work:
        around, check_in = await _lock(work, check_in_id)
        if check_in.state is not CheckInState.PLANNED or check_in.reminded_at is not None:
            return False
        check_in.reminded_at = check_in.modified_at = work.at
        _record(work, Fact.CHECK_IN_DUE, around, check_in)
        return True


async def _plan(work: Work, placement: Placement, *, since: date) -> None:
    procedure = await covenants.procedure_on(work, region_id=placement.region_id, on=work.at.date())
    for step in procedure.scheme_of(placement.municipality_code):
        due_on = placement.starts_on + timedelta(days=step.after_days)
        if due_on >= since:
            work.session.add(_planned(work, placement, due_on=due_on, means=step.means))
    await work.session.flush()


def _planned(work: Work, placement: Placement, *, due_on: date, means: CheckInMeans) -> CheckIn:
    return CheckIn(
        **work.stamp(), placement_id=placement.id, due_on=due_on, means=means, state=CheckInState.PLANNED
    )


async def _close(work: Work, placement: Placement, state: CheckInState) -> None:
    await work.session.execute(
        update(CheckIn)
        .where(CheckIn.placement_id == placement.id, CheckIn.state == CheckInState.PLANNED)
        .values(state=state, modified_at=work.at)
    )


async def _lock(work: Work, check_in_id: UUID) -> tuple[Around, CheckIn]:
    """Lock a check-in, after its placement."""
    placement_id = await placement_of(work, check_in_id=check_in_id)
    around = await lock_placement(work, placement_id)
    check_in = await work.session.get_one(
        CheckIn, check_in_id, with_for_update={"key_share": True}, populate_existing=True
    )
    return around, check_in


def _conclude(work: Work, check_in: CheckIn, state: CheckInState) -> None:
    if check_in.state is not CheckInState.PLANNED:
        raise CheckInConcluded(f"It is {check_in.state.value}.", f"De stand is '{check_in.state.dutch}'.")
    check_in.state = state
    check_in.modified_at = work.at


async def _missed_last_time(work: Work, placement: Placement) -> bool:
    """Tell whether nobody was reached the last time that it was tried; a refusal is a contact."""
    tried = (CheckInState.HELD, CheckInState.MISSED, CheckInState.REFUSED)
    query = (
        select(CheckIn.state)
        .where(CheckIn.placement_id == placement.id, CheckIn.state.in_(tried))
        .order_by(CheckIn.modified_at.desc(), CheckIn.id.desc())
        .limit(1)
    )
    return await work.session.scalar(query) is CheckInState.MISSED


def _record(work: Work, fact: Fact, around: Around, check_in: CheckIn) -> None:
    work.record(
        fact,
        check_in.id,
        region_id=around.placement.region_id,
        parties=[around.provider_id],
        placement=str(around.placement.id),
        due_on=str(check_in.due_on),
    )


def _tell(work: Work, fact: Fact, around: Around) -> None:
    placement = around.placement
    work.record(fact, placement.id, region_id=placement.region_id, parties=[around.provider_id])


def _day_does_not_fit(first: date) -> DayDoesNotFit:
    english, dutch = f"It lies from {first} up to today.", f"Die ligt van {first} tot en met vandaag."
    return DayDoesNotFit(english, dutch, [Fault("held_on", "day-does-not-fit", english, dutch)])
