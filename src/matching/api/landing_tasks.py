"""The tasks of a landing: who arranges what, and whether it is arranged."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from matching import examples
from matching.api.dependencies import AnyWork
from matching.api.placement_schemas import LandingTaskOut, TaskAssignmentIn, TaskNoteIn, TaskWaiverIn
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.errors import NotAllowed
from matching.operations import placements
from matching.operations.personal_traces import PersonalReason
from matching.operations.placements import AlwaysNeeded, LandingTaskNotFound, NotYourTask, OwnerElsewhere
from matching.queries import placements as questions
from matching.queries.placements import PlacementNotFound
from matching.vocabulary import LandingDomain
from matching.workflow.placements import PlacementMovedOn, TaskMovedOn

router = open_router("/placements/{placement_id}/landing-tasks/{domain}", tag="placements")

PlacementId = Annotated[UUID, Path(description="Identity of the placement.", examples=[examples.PLACEMENT])]
Living = Annotated[LandingDomain, Path(description="Domain of life.", examples=["living"])]
Debts = Annotated[LandingDomain, Path(description="Domain of life.", examples=["debts"])]
Work = Annotated[LandingDomain, Path(description="Domain of life.", examples=["work-and-income"])]

_REFUSALS = (
    NotAllowed,
    NotYourTask,
    PlacementNotFound,
    LandingTaskNotFound,
    PlacementMovedOn,
    TaskMovedOn,
    PersonalReason,
)
REFUSED = refuses(*_REFUSALS)


@router.post("/completion", responses=REFUSED)
async def complete_landing_task(
    placement_id: PlacementId, domain: Living, body: TaskNoteIn, work: AnyWork
) -> LandingTaskOut:
    """Say that a task is arranged.

    Its owner, the client's provider, the coordinator; and the corporation where it is about living.
    """
    task = await placements.complete_task(work, placement_id=placement_id, domain=domain, note=body.note)
    return LandingTaskOut.of(await questions.seen_task(work, task=task))


@router.post("/reopening", responses=REFUSED)
async def reopen_landing_task(
    placement_id: PlacementId, domain: Living, body: TaskNoteIn, work: AnyWork
) -> LandingTaskOut:
    """Open a task again."""
    task = await placements.reopen_task(work, placement_id=placement_id, domain=domain, note=body.note)
    return LandingTaskOut.of(await questions.seen_task(work, task=task))


@router.post("/waiver", responses=refuses(*_REFUSALS, AlwaysNeeded))
async def waive_landing_task(
    placement_id: PlacementId, domain: Debts, body: TaskWaiverIn, work: AnyWork
) -> LandingTaskOut:
    """Say that a task is not needed, as provider or coordinator.

    Never of a task of your own, nor of the hand-over of a benefit. Of care, of debts, and of a task without an owner,
    now or at first, only the coordinator says so.
    """
    task = await placements.waive_task(work, placement_id=placement_id, domain=domain, note=body.note)
    return LandingTaskOut.of(await questions.seen_task(work, task=task))


@router.post(
    "/assignment",
    responses=refuses(
        NotAllowed, NotYourTask, PlacementNotFound, LandingTaskNotFound, PlacementMovedOn, OwnerElsewhere
    ),
)
async def assign_landing_task(
    placement_id: PlacementId, domain: Work, body: TaskAssignmentIn, work: AnyWork
) -> LandingTaskOut:
    """Give a task to an organisation.

    Who gets it sees the placement and this task. Who gives it away may not see either of them after that.
    """
    task = await placements.assign_task(work, placement_id=placement_id, domain=domain, owner_id=body.owner)
    return LandingTaskOut.of(await questions.seen_task(work, task=task))
