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

DESCRIPTION = "Kenmerk van het contactmoment. / Identity."
CheckInId = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.CHECK_IN])]
ToHold = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.CHECK_IN_TO_HOLD])]
OF_PLACEMENT = "Kenmerk van de plaatsing. / The placement."
PlacementId = Annotated[UUID, Path(description=OF_PLACEMENT, examples=[examples.PLACEMENT_LIVED_IN])]
ToLeaveAlone = Annotated[UUID, Path(description=OF_PLACEMENT, examples=[examples.PLACEMENT_TO_LEAVE_ALONE])]
LeftAlone = Annotated[UUID, Path(description=OF_PLACEMENT, examples=[examples.PLACEMENT_LEFT_ALONE])]


class NobodyWasReached(Unprocessable):
    """Without contact there is no day of it, and nobody who had it."""

    dutch = "Zonder contact is er geen dag en niemand die het had."


class CheckInResultIn(In):
    """What came of a check-in."""

    held: Annotated[bool, Field(description="Was er contact? / Was there contact?", examples=[True])]
    held_on: Annotated[
        date | None,
        Field(description="Op welke dag; weglaten: vandaag. / On which day; today.", examples=[None]),
    ] = None
    held_by: Annotated[
        str | None,
        Field(
            min_length=2,
            max_length=80,
            description="Wie het had: naam of functie van een medewerker. / Who had it, of your staff.",
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
            description="Toelichting zonder persoonsgegevens. / A note, without personal data.",
            examples=["Belt zelf als het nodig is."],
        ),
    ] = None


class CheckInOut(Out):
    """A contact after somebody moved in."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    placement: Annotated[UUID, Field(description="Plaatsing. / Placement.")]
    client_reference: Annotated[str, Field(description="Kenmerk van de aanbieder. / Provider's reference.")]
    due_on: Annotated[date, Field(description="Op welke dag het moet. / On which day.")]
    means: Annotated[CheckInMeans, Field(description="Hoe. / How.", examples=["visit"])]
    means_dutch: Annotated[str, Field(description="Hoe, in het Nederlands. / In Dutch.")]
    state: Annotated[CheckInState, Field(description="Stand. / State.", examples=["planned"])]
    state_dutch: Annotated[str, Field(description="Stand in het Nederlands. / State in Dutch.")]
    overdue: Annotated[bool, Field(description="Had al moeten gebeuren. / Should have happened.")]
    held_on: Annotated[date | None, Field(description="Dag van het contact. / Day of the contact.")]
    held_by: Annotated[str | None, Field(description="Wie het had. / Who had it.")]

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

    placement: Annotated[UUID, Field(description="Plaatsing. / Placement.")]
    refused_at: Annotated[
        Moment | None, Field(description="Sinds wanneer de kandidaat geen contact wil. / Refused since.")
    ]
    refusal_note: Annotated[str | None, Field(description="Toelichting daarbij. / Note with it.")]
    items: Annotated[list[CheckInOut], Field(description="Op volgorde van dag. / By day.")]


@router.get("", responses=refuses(NotAllowed))
async def list_check_ins(
    *,
    work: CarerWork,
    page: APage,
    placement: Annotated[
        UUID | None,
        Query(description="Van deze plaatsing. / Of this placement.", examples=[examples.PLACEMENT_LIVED_IN]),
    ] = None,
    due_before: Annotated[
        Day | None,
        Query(
            alias="dueBefore",
            description="Alleen wat vóór deze dag moet. / Due before this day.",
            examples=["2199-01-01"],
        ),
    ] = None,
    state: Annotated[CheckInState | None, Query(description="Stand. / State.", examples=["planned"])] = None,
) -> CheckInListOut:
    """Toon de contactmomenten van de waakvlam. / The contacts of the pilot-light.

    Een aanbieder ziet die met de eigen kandidaten, een coördinator die van de regio.

    *A provider sees those with its own clients, a coordinator those of the region.*
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
    """Toon een contactmoment. / One check-in."""
    return CheckInOut.of(await questions.check_in(work, check_in_id=check_in_id), on=work.at.date())


@router.post(
    "/{check_in_id}/result",
    responses=refuses(NotAllowed, CheckInNotFound, CheckInConcluded, DayDoesNotFit, NobodyWasReached),
)
async def conclude_check_in(check_in_id: ToHold, body: CheckInResultIn, work: CarerWork) -> CheckInOut:
    """Meld of er contact was. / Say whether there was contact.

    Zonder contact komt er na drie dagen een nieuwe poging op dezelfde manier. Twee keer achter elkaar geen
    contact wordt vanzelf een signaal.

    *Without contact it is tried again after three days; twice in a row becomes a signal by itself.*
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
    """Toon alle contactmomenten van een plaatsing, op volgorde van dag. / All of a placement, by day.

    Zij zijn gepland toen het huurcontract werd bevestigd, naar het schema van de gemeente. Verandert dat schema
    later in het convenant, dan blijft deze planning zoals zij is.

    *Planned when the lease was confirmed; a scheme that changes later leaves them as they are.*
    """
    return await _pilot_light(work, placement_id)


@placement_router.post(
    "/{placement_id}/check-in-refusal",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, CheckInsRefusedBefore, PersonalReason),
)
async def refuse_check_ins(
    placement_id: ToLeaveAlone, body: CheckInRefusalIn, work: CarerWork
) -> PilotLightOut:
    """Leg vast dat de kandidaat geen contact wil. / The client wants no contact.

    Wat gepland stond, vervalt. Verder verandert er niets: niemand wordt hierop afgerekend.

    *What was planned lapses. Nothing else changes: it is held against nobody.*
    """
    await check_ins.refuse_check_ins(work, placement_id=placement_id, note=body.note)
    return await _pilot_light(work, placement_id)


@placement_router.post(
    "/{placement_id}/check-in-resumption",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, CheckInsNotRefused),
)
async def resume_check_ins(placement_id: LeftAlone, work: CarerWork) -> PilotLightOut:
    """Plan de rest van de contactmomenten opnieuw, vanaf vandaag. / Plan the rest again, from today on."""
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
