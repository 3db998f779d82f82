"""Check-ins: the contacts of the pilot-light, after somebody moved in."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query
from pydantic import Field

from matching import examples
from matching.api.days import Day
from matching.api.dependencies import CarerWork
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import In, Moment, Out
from matching.errors import Fault, NotAllowed, Unprocessable
from matching.models import CheckInState
from matching.operations import check_ins
from matching.operations.check_ins import (
    CheckInConcluded,
    CheckInsNotRefused,
    CheckInsRefusedBefore,
    DayDoesNotFit,
)
from matching.operations.personal_traces import PersonalReason
from matching.queries import check_ins as questions
from matching.queries.check_ins import CheckInNotFound, SeenCheckIn
from matching.queries.placements import PlacementNotFound
from matching.vocabulary import CheckInMeans
from matching.work import Work
from matching.workflow.placements import PlacementMovedOn

router = open_router("/check-ins", tag="pilot-light")
placement_router = open_router("/placements", tag="pilot-light")

DESCRIPTION = "Identity of the check-in."
CheckInId = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.CHECK_IN])]
ToHold = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.CHECK_IN_TO_HOLD])]
OF_PLACEMENT = "Identity of the placement."
PlacementId = Annotated[UUID, Path(description=OF_PLACEMENT, examples=[examples.PLACEMENT_LIVED_IN])]
ToLeaveAlone = Annotated[UUID, Path(description=OF_PLACEMENT, examples=[examples.PLACEMENT_TO_LEAVE_ALONE])]
LeftAlone = Annotated[UUID, Path(description=OF_PLACEMENT, examples=[examples.PLACEMENT_LEFT_ALONE])]


class NobodyWasReached(Unprocessable):
    """Without contact there is no day of it, and nobody who had it."""

    dutch = "Zonder contact is er geen dag en niemand die het had."


class CheckInResultIn(In):
    """What came of a check-in."""

    held: Annotated[bool, Field(description="Was there contact?", examples=[True])]
    held_on: Annotated[
        date | None,
        Field(description="On which day; left out: today.", examples=[None]),
    ] = None
    held_by: Annotated[
        str | None,
        Field(
            min_length=2,
            max_length=80,
            description="Who had it: name or position of a member of staff.",
            examples=["B. de Wit, begeleider"],
        ),
    ] = None


class CheckInRefusalIn(In):
    """The client wants no contact."""

    note: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=500,
            description="Note, without personal data.",
            examples=["Belt zelf als het nodig is."],
        ),
    ] = None


class CheckInOut(Out):
    """A contact after somebody moved in."""

    id: Annotated[UUID, Field(description="Identity.")]
    placement: Annotated[UUID, Field(description="Placement.")]
    client_reference: Annotated[str, Field(description="Reference of the client at the provider.")]
    due_on: Annotated[date, Field(description="On which day it is due.")]
    means: Annotated[CheckInMeans, Field(description="How.", examples=["visit"])]
    means_dutch: Annotated[str, Field(description="How, in Dutch.")]
    state: Annotated[CheckInState, Field(description="State.", examples=["planned"])]
    state_dutch: Annotated[str, Field(description="State, in Dutch.")]
    overdue: Annotated[bool, Field(description="Should have happened already.")]
    held_on: Annotated[date | None, Field(description="Day of the contact.")]
    held_by: Annotated[str | None, Field(description="Who had it.")]

    @classmethod
    def of(cls, seen: SeenCheckIn, *, on: date) -> Self:
        """Return what is said of a check-in on a day."""
        row = seen.check_in
        return cls(
            id=row.id,
            placement=row.placement_id,
            client_reference=seen.client_reference,
            due_on=row.due_on,
            means=row.means,
            means_dutch=row.means.dutch,
            state=row.state,
            state_dutch=row.state.dutch,
            overdue=seen.overdue(on=on),
            held_on=row.held_on,
            held_by=row.held_by,
        )


class CheckInListOut(ListOut):
    """A page of check-ins."""

    items: list[CheckInOut]


class PilotLightOut(Out):
    """All check-ins of a placement, and whether the client wants them."""

    placement: Annotated[UUID, Field(description="Placement.")]
    refused_at: Annotated[Moment | None, Field(description="Since when the client wants no contact.")]
    refusal_note: Annotated[str | None, Field(description="Note with the refusal.")]
    items: Annotated[list[CheckInOut], Field(description="In order of day.")]


@router.get("", responses=refuses(NotAllowed))
async def list_check_ins(
    *,
    work: CarerWork,
    page: APage,
    placement: Annotated[
        UUID | None,
        Query(description="Of this placement.", examples=[examples.PLACEMENT_LIVED_IN]),
    ] = None,
    due_before: Annotated[
        Day | None,
        Query(
            alias="dueBefore",
            description="Only what is due before this day.",
            examples=["2199-01-01"],
        ),
    ] = None,
    state: Annotated[CheckInState | None, Query(description="State.", examples=["planned"])] = None,
) -> CheckInListOut:
    """Show the check-ins of the pilot-light.

    A provider sees those with its own clients, a coordinator those of the region.
    """
    found = await questions.visible_check_ins(
        work,
        placement_id=placement,
        due_before=due_before,
        state=state,
        after=page.after_id,
        limit=page.limit,
    )
    return CheckInListOut(
        items=[CheckInOut.of(seen, on=work.at.date()) for seen in found],
        next=page.next_id([seen.check_in.id for seen in found]),
    )


@router.get("/{check_in_id}", responses=refuses(NotAllowed, CheckInNotFound))
async def get_check_in(check_in_id: CheckInId, work: CarerWork) -> CheckInOut:
    """Show a check-in."""
    return CheckInOut.of(await questions.check_in(work, check_in_id=check_in_id), on=work.at.date())


@router.post(
    "/{check_in_id}/result",
    responses=refuses(NotAllowed, CheckInNotFound, CheckInConcluded, DayDoesNotFit, NobodyWasReached),
)
async def conclude_check_in(check_in_id: ToHold, body: CheckInResultIn, work: CarerWork) -> CheckInOut:
    """Say whether there was contact.

    Without contact it is tried again after three days, in the same way. No contact twice in a row becomes a
    signal by itself.
    """
    if body.held:
        await check_ins.hold_check_in(
            work, check_in_id=check_in_id, held_on=body.held_on, held_by=body.held_by
        )
    else:
        _refuse_contact(body)
        await check_ins.miss_check_in(work, check_in_id=check_in_id)
    return CheckInOut.of(await questions.check_in(work, check_in_id=check_in_id), on=work.at.date())


@placement_router.get("/{placement_id}/check-ins", responses=refuses(NotAllowed, PlacementNotFound))
async def list_check_ins_of_placement(placement_id: PlacementId, work: CarerWork) -> PilotLightOut:
    """Show all check-ins of a placement, in order of day.

    They were planned when the lease was confirmed, by the scheme of the municipality. If that scheme changes
    later in the covenant, this plan stays as it is.
    """
    return await _pilot_light(work, placement_id)


@placement_router.post(
    "/{placement_id}/check-in-refusal",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, CheckInsRefusedBefore, PersonalReason),
)
async def refuse_check_ins(
    placement_id: ToLeaveAlone, body: CheckInRefusalIn, work: CarerWork
) -> PilotLightOut:
    """Record that the client wants no contact.

    What was planned lapses. Nothing else changes: it is held against nobody.
    """
    await check_ins.refuse_check_ins(work, placement_id=placement_id, note=body.note)
    return await _pilot_light(work, placement_id)


@placement_router.post(
    "/{placement_id}/check-in-resumption",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, CheckInsNotRefused),
)
async def resume_check_ins(placement_id: LeftAlone, work: CarerWork) -> PilotLightOut:
    """Plan the rest of the check-ins again, from today on."""
    await check_ins.resume_check_ins(work, placement_id=placement_id)
    return await _pilot_light(work, placement_id)


async def _pilot_light(work: Work, placement_id: UUID) -> PilotLightOut:
    placement, found = await questions.check_ins_of(work, placement_id=placement_id)
    return PilotLightOut(
        placement=placement.id,
        refused_at=placement.check_ins_refused_at,
        refusal_note=placement.check_ins_refusal_note,
        items=[CheckInOut.of(seen, on=work.at.date()) for seen in found],
    )


def _refuse_contact(body: CheckInResultIn) -> None:
    english = "Leave this out when nobody was reached."
    dutch = "Laat dit weg als er geen contact was."
    given = [name for name in ("held_on", "held_by") if getattr(body, name) is not None]
    if given:
        faults = [Fault(name, "nobody-was-reached", english, dutch) for name in given]
        raise NobodyWasReached(english, dutch, faults)
