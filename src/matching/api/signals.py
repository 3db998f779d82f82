"""Signals: what somebody noticed where somebody lives, and what was done about it in time."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from matching import examples
from matching.actors import Actor, Role
from matching.api.dependencies import AnyWork
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.api.schemas import In, Moment, Out
from matching.errors import NotAllowed
from matching.models import SignalState
from matching.operations import signals
from matching.operations.personal_traces import PersonalReason
from matching.operations.signals import SignalActedOn
from matching.queries import regions as regions_asked
from matching.queries import signals as questions
from matching.queries.placements import PlacementNotFound
from matching.queries.regions import RegionNotFound
from matching.queries.signals import SeenSignal, SignalNotFound
from matching.vocabulary import SignalKind
from matching.work import Work
from matching.workflow.placements import PlacementMovedOn

router = open_router("/signals", tag="pilot-light")

DESCRIPTION = "Identity of the signal."
SignalId = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.SIGNAL])]
ToActOn = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.SIGNAL_TO_ACT_ON])]


class SignalIn(In):
    """Something that somebody noticed."""

    placement: Annotated[
        UUID,
        Field(
            description="About which placement.",
            examples=[examples.PLACEMENT_LIVED_IN],
        ),
    ]
    kind: Annotated[SignalKind, Field(description="What is wrong.", examples=["rent-unpaid"])]


class ActionIn(In):
    """What was done about a signal."""

    action: Annotated[
        str,
        Field(
            min_length=3,
            max_length=500,
            description="What was done, without personal data.",
            examples=["Betaalregeling afgesproken."],
        ),
    ]


class SignalOut(Out):
    """A signal. What is not for you is null."""

    id: Annotated[UUID, Field(description="Identity.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    placement: Annotated[UUID, Field(description="Placement.")]
    client_reference: Annotated[
        str | None, Field(description="Reference of the client at the provider; not for the municipality.")
    ]
    dwelling_reference: Annotated[str, Field(description="Reference of the dwelling at the corporation.")]
    kind: Annotated[SignalKind, Field(description="What is wrong.", examples=["rent-unpaid"])]
    kind_dutch: Annotated[str, Field(description="What is wrong, in Dutch.")]
    raised_by: Annotated[str, Field(description="Who raised it.")]
    created_at: Annotated[Moment, Field(description="When raised.")]
    state: Annotated[SignalState, Field(description="State.", examples=["open"])]
    state_dutch: Annotated[str, Field(description="State, in Dutch.")]
    act_by: Annotated[Moment, Field(description="Before when somebody has to act.")]
    overdue: Annotated[bool, Field(description="Nobody acted in time.")]
    escalated_at: Annotated[Moment | None, Field(description="When the municipality heard of it.")]
    acted_at: Annotated[Moment | None, Field(description="When acted on.")]
    late: Annotated[bool, Field(description="Acted on, but late.")]
    acted_by: Annotated[str | None, Field(description="Who acted on it; not for the corporation.")]
    action: Annotated[str | None, Field(description="What was done; not for the corporation.")]

    @classmethod
    def of(cls, seen: SeenSignal, actor: Actor, *, at: datetime) -> Self:
        """Return what somebody may read of a signal at a moment."""
        row = seen.signal
        landlord = actor.role is Role.CORPORATION
        town_hall = actor.role is Role.MUNICIPALITY
        return cls(
            id=row.id,
            region=seen.region,
            placement=row.placement_id,
            client_reference=None if town_hall else seen.client_reference,
            dwelling_reference=seen.dwelling_reference,
            kind=row.kind,
            kind_dutch=row.kind.dutch,
            raised_by=seen.raised_by,
            created_at=row.created_at,
            state=row.state,
            state_dutch=row.state.dutch,
            act_by=row.act_by,
            overdue=seen.overdue(at=at),
            escalated_at=row.escalated_at,
            acted_at=row.acted_at,
            late=seen.late,
            acted_by=None if landlord else seen.acted_by,
            action=None if landlord else row.action,
        )


class SignalListOut(ListOut):
    """A page of signals."""

    items: list[SignalOut]


@router.post("", status_code=201, responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn))
async def raise_signal(body: SignalIn, work: AnyWork, response: Response) -> SignalOut:
    """Say that something is wrong where somebody lives.

    The client's provider, the corporation of the dwelling, the municipality of the place and the coordinator
    may. The covenant says within how many days somebody has to act.
    """
    signal_id = await signals.raise_signal(work, placement_id=body.placement, kind=body.kind)
    response.headers["Location"] = f"/v1/signals/{signal_id}"
    return await _told(work, signal_id)


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_signals(
    *,
    work: AnyWork,
    page: APage,
    region: Annotated[Slug | None, Query(description="Region.", examples=["parkstad"])] = None,
    placement: Annotated[
        UUID | None,
        Query(
            description="About this placement.",
            examples=[examples.PLACEMENT_LIVED_IN],
        ),
    ] = None,
    state: Annotated[SignalState | None, Query(description="State.", examples=["open"])] = None,
    overdue: Annotated[
        bool | None,
        Query(
            description="true: only what nobody acted on in time.",
            examples=[False],
        ),
    ] = None,
) -> SignalListOut:
    """Show the signals.

    A provider sees those about its own clients, a corporation what it raised itself, a municipality what it
    raised and what was left lying in its place, a coordinator everything of the region.
    """
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await questions.visible_signals(
        work,
        region_id=region_id,
        placement_id=placement,
        state=state,
        overdue=overdue,
        after=page.after_id,
        limit=page.limit,
    )
    return SignalListOut(
        items=[SignalOut.of(seen, work.actor, at=work.at) for seen in found],
        next=page.next_id([seen.signal.id for seen in found]),
    )


@router.get("/{signal_id}", responses=refuses(NotAllowed, SignalNotFound))
async def get_signal(signal_id: SignalId, work: AnyWork) -> SignalOut:
    """Show a signal, and what came of it."""
    return await _told(work, signal_id)


@router.post(
    "/{signal_id}/action", responses=refuses(NotAllowed, SignalNotFound, SignalActedOn, PersonalReason)
)
async def act_on_signal(signal_id: ToActOn, body: ActionIn, work: AnyWork) -> SignalOut:
    """Say what was done about a signal; late is welcome too."""
    await signals.act_on_signal(work, signal_id=signal_id, action=body.action)
    return await _told(work, signal_id)


async def _told(work: Work, signal_id: UUID) -> SignalOut:
    return SignalOut.of(await questions.signal(work, signal_id=signal_id), work.actor, at=work.at)
