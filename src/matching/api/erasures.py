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

CLIENT_DESCRIPTION = "Identity of the client."
ToErase = Annotated[UUID, Path(description=CLIENT_DESCRIPTION, examples=[examples.CLIENT_TO_ERASE])]
ToHold = Annotated[UUID, Path(description=CLIENT_DESCRIPTION, examples=[examples.CLIENT_TO_PARK])]
DESCRIPTION = "Identity of the erasure."
ErasureId = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.ERASURE])]
ToConfirm = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.ERASURE_TO_CONFIRM])]
ToRefuse = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.ERASURE_TO_REFUSE])]

Reason = Annotated[
    str,
    Field(
        min_length=3,
        max_length=500,
        description="Why, without personal data.",
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
        Field(description="Why (GDPR art. 17, first paragraph).", examples=["consent-withdrawn"]),
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
            description="How many days, from today. [day]",
            examples=[90],
        ),
    ]
    reason: Reason


class HoldOut(Out):
    """Until when a client may not be erased."""

    client: Annotated[UUID, Field(description=CLIENT_DESCRIPTION)]
    until: Annotated[date | None, Field(description="From this day on again; null: now already.")]


class ErasureOut(Out):
    """That a client is to be erased, or was. Of who was erased only this is left."""

    id: Annotated[UUID, Field(description="Identity.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    client: Annotated[
        UUID,
        Field(description="The client; after the erasure this leads nowhere."),
    ]
    ground: Annotated[ErasureGround, Field(description="Why.")]
    ground_dutch: Annotated[str, Field(description="Why, in Dutch.")]
    state: Annotated[ErasureState, Field(description="State.")]
    state_dutch: Annotated[str, Field(description="State, in Dutch.")]
    asked_at: Annotated[Moment, Field(description="When asked.")]
    decided_at: Annotated[Moment | None, Field(description="When it was decided.")]
    refused_because: Annotated[str | None, Field(description="Why not.")]
    erased_at: Annotated[Moment | None, Field(description="When erased.")]

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
    client_reference: Annotated[str, Field(description="Reference of the client at the provider.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    provider: Annotated[str, Field(description="The provider.")]
    left_on: Annotated[date, Field(description="When it left the list.")]
    erased_on: Annotated[date, Field(description="When erased.")]
    held_until: Annotated[date | None, Field(description="Until when it is put off.")]
    held_because: Annotated[str | None, Field(description="Why; for the coordinator only.")]

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
    """Ask that a client is erased (GDPR art. 17).

    The coordinator decides, within a month. Who has a home through the desk can be erased only once that
    placement is over.
    """
    asked = await _out(work, await erasures.ask_erasure(work, client_id=client_id, ground=body.ground))
    response.headers["Location"] = f"/v1/erasures/{asked.id}"
    return asked


@clients_router.post("/{client_id}/hold", responses=refuses(NotAllowed, ClientNotFound, PersonalReason))
async def lay_hold(client_id: ToHold, body: HoldIn, work: CoordinatorWork) -> HoldOut:
    """Put off the erasure of a client, for example because of a complaint."""
    until = await holds.lay_hold(work, client_id=client_id, days=body.days, reason=body.reason)
    return HoldOut(client=client_id, until=until)


@clients_router.post("/{client_id}/hold-lifting", responses=refuses(NotAllowed, ClientNotFound, NotHeld))
async def lift_hold(client_id: ToHold, work: CoordinatorWork) -> HoldOut:
    """Lift a hold."""
    await holds.lift_hold(work, client_id=client_id)
    return HoldOut(client=client_id, until=None)


@router.get("", responses=refuses(NotAllowed))
async def list_erasures(
    *,
    page: APage,
    work: CarerWork,
    state: Annotated[
        ErasureState | None, Query(description="Only in this state.", examples=["asked"])
    ] = None,
) -> ErasureListOut:
    """Show who is to be erased or was, the last one first."""
    found = await questions.erasures(work, state=state, after=page.after_id, limit=page.limit)
    slugs = await visible_slugs(work)
    return ErasureListOut(
        items=[ErasureOut.of(row, region=slugs[row.region_id]) for row in found],
        next=page.next_id([row.id for row in found]),
    )


@router.get("/{erasure_id}", responses=refuses(NotAllowed, ErasureNotFound))
async def get_erasure(erasure_id: ErasureId, work: CarerWork) -> ErasureOut:
    """Show one request for erasure."""
    return await _out(work, await questions.erasure(work, erasure_id=erasure_id))


@router.post(
    "/{erasure_id}/confirmation",
    status_code=202,
    responses=refuses(NotAllowed, ErasureNotFound, ErasureDecided, ClientPlaced, ClientHeld, ClientGone),
)
async def confirm_erasure(erasure_id: ToConfirm, work: CoordinatorWork) -> ErasureOut:
    """Confirm that a client is erased; there is no way back.

    The client leaves the list at once, with the proposals that are going, and is erased within minutes. If a
    matching run is under way, as soon as it is over.
    """
    return await _out(work, await erasures.confirm_erasure(work, erasure_id=erasure_id))


@router.post(
    "/{erasure_id}/refusal", responses=refuses(NotAllowed, ErasureNotFound, ErasureDecided, PersonalReason)
)
async def refuse_erasure(erasure_id: ToRefuse, body: ErasureRefusalIn, work: CoordinatorWork) -> ErasureOut:
    """Refuse to erase, with the reason (GDPR art. 17, third paragraph)."""
    return await _out(work, await erasures.refuse_erasure(work, erasure_id=erasure_id, reason=body.reason))


@upcoming_router.get("", responses=refuses(NotAllowed))
async def list_upcoming_erasures(
    *,
    work: CarerWork,
    days: Annotated[int, Query(ge=0, le=3_660, description="So far ahead. [day]", examples=[90])] = 90,
    limit: Annotated[int, Query(ge=1, le=1_000, description="How many at most.", examples=[200])] = 200,
) -> UpcomingListOut:
    """Show who will be erased by itself, the first one first: the time for keeping is over then.

    A coordinator sees the region, a provider its own clients. The look is recorded.
    """
    found = await questions.upcoming(work, days=days, limit=limit)
    return UpcomingListOut(items=[UpcomingOut.of(one) for one in found])
