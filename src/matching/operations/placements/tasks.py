"""What people do with the tasks of a landing: arrange them, hand them over, find them not needed."""

from uuid import UUID

from sqlalchemy import select

from matching.actors import Actor, Role
from matching.errors import Conflict, Fault, NotAllowed, NotFound, Unprocessable
from matching.models import Fact, LandingTask, Membership, Organisation, TaskState
from matching.operations.personal_traces import refuse_traces
from matching.operations.placements.moves import HeldPlacement, lock_placement
from matching.operations.placements.plans import given_to_others
from matching.queries.placements import NOT_FOR_LANDLORDS, within_reach
from matching.vocabulary import LandingDomain
from matching.work import Crossing, Work
from matching.workflow.placements import LIVING, refuse_task_step, refuse_unless


class LandingTaskNotFound(NotFound):
    """The landing has no such task, or it is not yours to see."""

    dutch = "De landing heeft deze taak niet, of u mag haar niet zien."


class NotYourTask(NotAllowed):
    """Others arrange this task of the landing."""

    dutch = "Deze taak van de landing is aan anderen."


class AlwaysNeeded(Conflict):
    """The hand-over of a benefit is always needed: a coordinator can confirm the lease before it is done."""

    dutch = "De overdracht van een uitkering is altijd nodig: een coördinator kan de huur eerder bevestigen."


class OwnerElsewhere(Unprocessable):
    """A task can only be given to an organisation that works in the region."""

    dutch = "Een taak kan alleen naar een organisatie die in de regio werkt."


async def complete_task(
    work: Work, *, placement_id: UUID, domain: LandingDomain, note: str | None
) -> LandingTask:
    """Write down that something was arranged.

    Raises
    ------
    PlacementNotFound, LandingTaskNotFound, NotYourTask
        When it is not there, or for others.
    PlacementMovedOn, TaskMovedOn
        When the placement is over, or the task is not open.
    PersonalReason
        When the note holds personal data.
    """
    held, task = await _lock_task(work, placement_id, domain)
    _refuse_others(work.actor, held, task)
    _turn(work, held, task, TaskState.DONE, note)
    task.done_at = work.at
    await work.session.flush()
    return task


async def waive_task(work: Work, *, placement_id: UUID, domain: LandingDomain, note: str) -> LandingTask:
    """Write down that something needs no arranging, and why; the coordinator or the client's provider does.

    Raises
    ------
    PlacementNotFound, LandingTaskNotFound, NotYourTask, PlacementMovedOn, TaskMovedOn, PersonalReason
        As in `complete_task`; its owner may not either, nor may the client's provider what the plan did not give
        to others.
    AlwaysNeeded
        When it is the hand-over of a benefit.
    """
    held, task = await _lock_task(work, placement_id, domain)
    if not await _may_waive(work, held, task):
        raise NotYourTask(
            "The coordinator decides that, or the client's provider where the plan gives it to others; "
            "never who owns the task, and one without an owner the coordinator alone.",
            "Daarover gaat de coördinator, of de aanbieder van de kandidaat waar het plan haar aan anderen geeft; "
            "nooit de eigenaar van de taak, en een taak zonder eigenaar alleen de coördinator.",
        )
    if domain is LandingDomain.BENEFIT_HANDOVER:
        raise AlwaysNeeded()
    _turn(work, held, task, TaskState.NOT_NEEDED, note)
    await work.session.flush()
    return task


async def reopen_task(
    work: Work, *, placement_id: UUID, domain: LandingDomain, note: str | None
) -> LandingTask:
    """Write down that something is to be arranged after all.

    Raises
    ------
    PlacementNotFound, LandingTaskNotFound, NotYourTask, PlacementMovedOn, TaskMovedOn, PersonalReason
        As in `complete_task`.
    """
    held, task = await _lock_task(work, placement_id, domain)
    _refuse_others(work.actor, held, task)
    _turn(work, held, task, TaskState.OPEN, note)
    task.done_at = None
    await work.session.flush()
    return task


async def assign_task(
    work: Work, *, placement_id: UUID, domain: LandingDomain, owner_id: UUID | None
) -> LandingTask:
    """Give a task to another organisation; without an owner the coordinator watches it.

    Raises
    ------
    PlacementNotFound, LandingTaskNotFound, NotYourTask, PlacementMovedOn
        As in `complete_task`.
    OwnerElsewhere
        When the organisation does not work in the region.
    """
    held, task = await _lock_task(work, placement_id, domain)
    _refuse_others(work.actor, held, task)
    await _refuse_elsewhere(work, held, owner_id)
    async with work.across(Crossing.TASK_HANDED_OVER):
        before, task.owner_id = task.owner_id, owner_id
        task.modified_at = work.at
        _tell(work, held, task, besides=before)
    return task


async def _lock_task(
    work: Work, placement_id: UUID, domain: LandingDomain
) -> tuple[HeldPlacement, LandingTask]:
    """Lock a living placement, which guards its tasks, and return one of them that the actor may see."""
    held = await lock_placement(work, placement_id, reach=within_reach(work.actor))
    task = await work.session.scalar(
        select(LandingTask)
        .where(LandingTask.placement_id == placement_id, LandingTask.domain == domain)
        .execution_options(populate_existing=True)
    )
    if task is None or not _may_see(work.actor, held, task):
        raise LandingTaskNotFound("There is no such task for you.", "Deze taak is er voor u niet.")
    refuse_unless(held.placement.state, among=LIVING)
    return held, task


def _speaks_for_client(actor: Actor, held: HeldPlacement) -> bool:
    if actor.role is Role.COORDINATOR:
        return held.placement.region_id in actor.region_ids
    return actor.organisation_id == held.provider_id


def _may_arrange(actor: Actor, held: HeldPlacement, task: LandingTask) -> bool:
    """Tell whether somebody may arrange a task: its owner, who speaks for the client, the landlord for living."""
    lets = actor.organisation_id == held.corporation_id and task.domain is LandingDomain.LIVING
    return lets or actor.organisation_id == task.owner_id or _speaks_for_client(actor, held)


async def _may_waive(work: Work, held: HeldPlacement, task: LandingTask) -> bool:
    """Tell whether somebody may find a task not needed: who speaks for the client, and not of its own work.

    What the plan gave to the client's provider or to nobody is the coordinator's to judge, whoever was given it since.
    """
    actor = work.actor
    if actor.organisation_id == task.owner_id or not _speaks_for_client(actor, held):
        return False
    if actor.role is Role.COORDINATOR:
        return True
    return task.owner_id is not None and await given_to_others(work, held.placement, task.domain)


def _may_see(actor: Actor, held: HeldPlacement, task: LandingTask) -> bool:
    """Tell whether somebody may see a task; a landlord sees none that tells what a tenant lives on."""
    lets = actor.organisation_id == held.corporation_id and task.domain not in NOT_FOR_LANDLORDS
    return lets or _may_arrange(actor, held, task)


def _refuse_others(actor: Actor, held: HeldPlacement, task: LandingTask) -> None:
    if not _may_arrange(actor, held, task):
        raise NotYourTask(
            "Its owner, the client's provider or the coordinator arranges it.",
            "De eigenaar, de aanbieder van de kandidaat of de coördinator regelt haar.",
        )


async def _refuse_elsewhere(work: Work, held: HeldPlacement, owner_id: UUID | None) -> None:
    if owner_id is None:
        return
    query = (
        select(Organisation.id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Organisation.id == owner_id, Organisation.suspended_at.is_(None))
        .where(Membership.region_id == held.placement.region_id)
    )
    if await work.session.scalar(query) is None:
        english = f"{owner_id} does not work in this region; see /organisations."
        dutch = f"{owner_id} werkt niet in deze regio; zie /organisations."
        raise OwnerElsewhere(english, dutch, [Fault("owner", "unknown-organisation", english, dutch)])


def _turn(work: Work, held: HeldPlacement, task: LandingTask, target: TaskState, note: str | None) -> None:
    refuse_task_step(task.state, target)
    if note is not None:
        refuse_traces("note", note)
        task.note = note
    task.state = target
    task.modified_at = work.at
    _tell(work, held, task)


def _tell(work: Work, held: HeldPlacement, task: LandingTask, *, besides: UUID | None = None) -> None:
    """Tell the journal; whoever may not see a task does not hear of it either."""
    landlord = None if task.domain in NOT_FOR_LANDLORDS else held.corporation_id
    hearers = {held.provider_id, landlord, task.owner_id, besides}
    work.record(
        Fact.LANDING_TASK_CHANGED,
        held.placement.id,
        region_id=held.placement.region_id,
        parties=[one for one in hearers if one is not None],
        domain=task.domain.value,
        state=task.state.value,
    )
