"""Erasures: who is to be forgotten, who was, and who will be when the term is over."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from matching import examples
from matching.api.dependencies import CarerWork, CoordinatorWork
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import In, Moment, Out
from matching.errors import NotAllowed
from matching.models import Erasure
from matching.operations.clients import ClientPlaced
from matching.operations.forgetting import erasures, holds
from matching.operations.forgetting.erasures import (
    ClientGone,
    ClientHeld,
    ErasureDecided,
    ErasureUnderWay,
)
from matching.operations.forgetting.holds import NotHeld
from matching.operations.personal_traces import PersonalReason
from matching.queries import erasures as questions
from matching.queries.clients import ClientNotFound
from matching.queries.erasures import ErasureNotFound, Upcoming
from matching.queries.regions import visible_slugs
from matching.vocabulary import ErasureGround, ErasureState
from matching.work import Work

router = open_router("/erasures", tag="erasures")
clients_router = open_router("/clients", tag="erasures")
upcoming_router = open_router("/upcoming-erasures", tag="erasures")

CLIENT_DESCRIPTION = "Kenmerk van de kandidaat. / Identity of the client."
ToErase = Annotated[UUID, Path(description=CLIENT_DESCRIPTION, examples=[examples.CLIENT_TO_ERASE])]
ToHold = Annotated[UUID, Path(description=CLIENT_DESCRIPTION, examples=[examples.CLIENT_TO_PARK])]
DESCRIPTION = "Kenmerk van het verzoek. / Identity of the erasure."
ErasureId = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.ERASURE])]
ToConfirm = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.ERASURE_TO_CONFIRM])]
ToRefuse = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.ERASURE_TO_REFUSE])]

Reason = Annotated[
    str,
    Field(
        min_length=3,
        max_length=500,
        description="Waarom, zonder persoonsgegevens. / Why, without personal data.",
        examples=["Er loopt een klacht."],
    ),
]
AskedGround = Literal[
    ErasureGround.NO_LONGER_NEEDED,
    ErasureGround.CONSENT_WITHDRAWN,
    ErasureGround.OBJECTION,
    ErasureGround.UNLAWFUL,
]


class ErasureIn(In):
    """Why a client is to be erased."""

    ground: Annotated[
        AskedGround,
        Field(description="Waarom (AVG art. 17 lid 1). / Why.", examples=["consent-withdrawn"]),
    ]


class ErasureRefusalIn(In):
    """Why a client is not erased."""

    reason: Reason


class HoldIn(In):
    """For how long a client may not be erased, and why."""

    days: Annotated[
        int,
        Field(
            ge=1,
            le=1_830,
            description="Hoeveel dagen, vanaf vandaag. [dag] / For how many days.",
            examples=[90],
        ),
    ]
    reason: Reason


class HoldOut(Out):
    """Until when a client may not be erased."""

    client: Annotated[UUID, Field(description=CLIENT_DESCRIPTION)]
    until: Annotated[
        date | None, Field(description="Vanaf deze dag weer wel; null: nu al. / Not before this day.")
    ]


class ErasureOut(Out):
    """That a client is to be erased, or was. Of who was erased only this is left."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    region: Annotated[str, Field(description="Regio. / Region.", examples=["parkstad"])]
    client: Annotated[
        UUID,
        Field(description="De kandidaat; na het wissen leidt dit nergens heen. / Leads nowhere afterwards."),
    ]
    ground: Annotated[ErasureGround, Field(description="Waarom. / Why.")]
    ground_dutch: Annotated[str, Field(description="Waarom, in het Nederlands. / Why, in Dutch.")]
    state: Annotated[ErasureState, Field(description="Stand. / State.")]
    state_dutch: Annotated[str, Field(description="Stand in het Nederlands. / State, in Dutch.")]
    asked_at: Annotated[Moment, Field(description="Wanneer gevraagd. / When asked.")]
    decided_at: Annotated[Moment | None, Field(description="Wanneer beslist. / When decided.")]
    refused_because: Annotated[str | None, Field(description="Waarom niet. / Why not.")]
    erased_at: Annotated[Moment | None, Field(description="Wanneer gewist. / When erased.")]

    @classmethod
    def of(cls, row: Erasure, *, region: str) -> Self:
        """Return an erasure on the wire."""
        return cls(
            id=row.id,
            region=region,
            client=row.client_id,
            ground=row.ground,
            ground_dutch=row.ground.dutch,
            state=row.state,
            state_dutch=row.state.dutch,
            asked_at=row.created_at,
            decided_at=row.decided_at,
            refused_because=row.refused_because,
            erased_at=row.erased_at,
        )


class ErasureListOut(ListOut):
    """A page of erasures."""

    items: list[ErasureOut]


class UpcomingOut(Out):
    """A client who will be erased by itself."""

    client: Annotated[UUID, Field(description=CLIENT_DESCRIPTION)]
    client_reference: Annotated[str, Field(description="Kenmerk van de aanbieder. / Reference.")]
    region: Annotated[str, Field(description="Regio. / Region.", examples=["parkstad"])]
    provider: Annotated[str, Field(description="De zorgaanbieder. / The provider.")]
    left_on: Annotated[date, Field(description="Wanneer van de lijst. / When it left the list.")]
    erased_on: Annotated[date, Field(description="Wanneer gewist. / When it is erased.")]
    held_until: Annotated[date | None, Field(description="Tot wanneer opgeschort. / Held until.")]
    held_because: Annotated[
        str | None, Field(description="Waarom; alleen voor de coördinator. / Why; for the desk alone.")
    ]

    @classmethod
    def of(cls, one: Upcoming) -> Self:
        """Return one on the wire."""
        return cls(
            client=one.client_id,
            client_reference=one.reference,
            region=one.region,
            provider=one.provider,
            left_on=one.left_on,
            erased_on=one.erased_on,
            held_until=one.held_until,
            held_because=one.held_because,
        )


class UpcomingListOut(Out):
    """Who will be erased, the first one first."""

    items: list[UpcomingOut]


async def _out(work: Work, row: Erasure) -> ErasureOut:
    return ErasureOut.of(row, region=(await visible_slugs(work))[row.region_id])


@clients_router.post(
    "/{client_id}/erasure",
    status_code=202,
    responses=refuses(NotAllowed, ClientNotFound, ClientPlaced, ErasureUnderWay),
)
async def ask_erasure(client_id: ToErase, body: ErasureIn, work: CarerWork, response: Response) -> ErasureOut:
    """Vraag een kandidaat te wissen (AVG art. 17). / Ask that a client is erased.

    De coördinator beslist, binnen een maand. Wie een woning heeft via het matchingspunt, kan pas gewist worden als
    die plaatsing voorbij is.

    *The coordinator decides, within a month. A placement has to be over first.*
    """
    asked = await _out(work, await erasures.ask_erasure(work, client_id=client_id, ground=body.ground))
    response.headers["Location"] = f"/v1/erasures/{asked.id}"
    return asked


@clients_router.post("/{client_id}/hold", responses=refuses(NotAllowed, ClientNotFound, PersonalReason))
async def lay_hold(client_id: ToHold, body: HoldIn, work: CoordinatorWork) -> HoldOut:
    """Schort het wissen van een kandidaat op, bijvoorbeeld om een klacht. / Put off erasing a client."""
    until = await holds.lay_hold(work, client_id=client_id, days=body.days, reason=body.reason)
    return HoldOut(client=client_id, until=until)


@clients_router.post("/{client_id}/hold-lifting", responses=refuses(NotAllowed, ClientNotFound, NotHeld))
async def lift_hold(client_id: ToHold, work: CoordinatorWork) -> HoldOut:
    """Hef een opschorting op. / Lift a hold."""
    await holds.lift_hold(work, client_id=client_id)
    return HoldOut(client=client_id, until=None)


@router.get("", responses=refuses(NotAllowed))
async def list_erasures(
    *,
    page: APage,
    work: CarerWork,
    state: Annotated[
        ErasureState | None, Query(description="Alleen in deze stand. / In this state.", examples=["asked"])
    ] = None,
) -> ErasureListOut:
    """Toon wie gewist wordt of is, het laatste eerst. / Who is to be erased or was, the last one first."""
    found = await questions.erasures(work, state=state, after=page.after_id, limit=page.limit)
    slugs = await visible_slugs(work)
    return ErasureListOut(
        items=[ErasureOut.of(row, region=slugs[row.region_id]) for row in found],
        next=page.next_id([row.id for row in found]),
    )


@router.get("/{erasure_id}", responses=refuses(NotAllowed, ErasureNotFound))
async def get_erasure(erasure_id: ErasureId, work: CarerWork) -> ErasureOut:
    """Toon één verzoek om te wissen. / One erasure."""
    return await _out(work, await questions.erasure(work, erasure_id=erasure_id))


@router.post(
    "/{erasure_id}/confirmation",
    status_code=202,
    responses=refuses(NotAllowed, ErasureNotFound, ErasureDecided, ClientPlaced, ClientHeld, ClientGone),
)
async def confirm_erasure(erasure_id: ToConfirm, work: CoordinatorWork) -> ErasureOut:
    """Bevestig dat een kandidaat gewist wordt; dat is niet terug te draaien. / Confirm; there is no way back.

    De kandidaat gaat meteen van de lijst, met de lopende voorstellen, en is binnen enkele minuten gewist. Loopt er
    een matchronde, dan zodra die klaar is.

    *The client leaves the list at once and is erased within minutes, or as soon as the run that is under way is over.*
    """
    return await _out(work, await erasures.confirm_erasure(work, erasure_id=erasure_id))


@router.post(
    "/{erasure_id}/refusal", responses=refuses(NotAllowed, ErasureNotFound, ErasureDecided, PersonalReason)
)
async def refuse_erasure(erasure_id: ToRefuse, body: ErasureRefusalIn, work: CoordinatorWork) -> ErasureOut:
    """Weiger te wissen, met de reden (AVG art. 17 lid 3). / Refuse, with the reason."""
    return await _out(work, await erasures.refuse_erasure(work, erasure_id=erasure_id, reason=body.reason))


@upcoming_router.get("", responses=refuses(NotAllowed))
async def list_upcoming_erasures(
    *,
    work: CarerWork,
    days: Annotated[
        int, Query(ge=0, le=3_660, description="Tot zover vooruit. [dag] / How far ahead.", examples=[90])
    ] = 90,
    limit: Annotated[
        int, Query(ge=1, le=1_000, description="Hoeveel hoogstens. / The most.", examples=[200])
    ] = 200,
) -> UpcomingListOut:
    """Toon wie vanzelf gewist wordt, de eerste eerst: de bewaartermijn is dan voorbij. / Who will be erased.

    Een coördinator ziet de regio, een aanbieder de eigen kandidaten. De inzage wordt vastgelegd.

    *A coordinator sees the region, a provider its own clients. The look is recorded.*
    """
    found = await questions.upcoming(work, days=days, limit=limit)
    return UpcomingListOut(items=[UpcomingOut.of(one) for one in found])
