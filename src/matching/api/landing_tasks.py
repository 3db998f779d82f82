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
from matching.operations.placements import LandingTaskNotFound, NotYourTask, OwnerElsewhere
from matching.queries import placements as questions
from matching.queries.placements import PlacementNotFound
from matching.vocabulary import LandingDomain
from matching.workflow.placements import PlacementMovedOn, TaskMovedOn

router = open_router("/placements/{placement_id}/landing-tasks/{domain}", tag="placements")

PlacementId = Annotated[
    UUID, Path(description="Kenmerk van de plaatsing. / Identity.", examples=[examples.PLACEMENT])
]
Living = Annotated[LandingDomain, Path(description="Leefgebied. / Domain.", examples=["living"])]
Debts = Annotated[LandingDomain, Path(description="Leefgebied. / Domain.", examples=["debts"])]
Work = Annotated[LandingDomain, Path(description="Leefgebied. / Domain.", examples=["work-and-income"])]

REFUSED = refuses(
    NotAllowed,
    NotYourTask,
    PlacementNotFound,
    LandingTaskNotFound,
    PlacementMovedOn,
    TaskMovedOn,
    PersonalReason,
)


@router.post("/completion", responses=REFUSED)
async def complete_landing_task(
    placement_id: PlacementId, domain: Living, body: TaskNoteIn, work: AnyWork
) -> LandingTaskOut:
    """Meld dat een taak geregeld is. / A task is done.

    De eigenaar, de aanbieder van de kandidaat, de coördinator; en de corporatie als het om wonen gaat.

    *By its owner, the client's provider, the coordinator, and for living the corporation.*
    """
    task = await placements.complete_task(work, placement_id=placement_id, domain=domain, note=body.note)
    return LandingTaskOut.of(await questions.seen_task(work, task=task))


@router.post("/reopening", responses=REFUSED)
async def reopen_landing_task(
    placement_id: PlacementId, domain: Living, body: TaskNoteIn, work: AnyWork
) -> LandingTaskOut:
    """Zet een taak weer open. / A task is to be done after all."""
    task = await placements.reopen_task(work, placement_id=placement_id, domain=domain, note=body.note)
    return LandingTaskOut.of(await questions.seen_task(work, task=task))


@router.post("/waiver", responses=REFUSED)
async def waive_landing_task(
    placement_id: PlacementId, domain: Debts, body: TaskWaiverIn, work: AnyWork
) -> LandingTaskOut:
    """Meld dat een taak niet nodig is, als aanbieder of coördinator. / A task is not needed."""
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
    """Geef een taak aan een organisatie. / Give a task to an organisation.

    Wie haar krijgt, ziet de plaatsing en deze taak. Wie haar weggeeft, ziet beide daarna mogelijk niet meer.

    *Who gets it sees the placement and this task.*
    """
    task = await placements.assign_task(work, placement_id=placement_id, domain=domain, owner_id=body.owner)
    return LandingTaskOut.of(await questions.seen_task(work, task=task))
