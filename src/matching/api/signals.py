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

DESCRIPTION = "Kenmerk van het signaal. / Identity."
SignalId = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.SIGNAL])]
ToActOn = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.SIGNAL_TO_ACT_ON])]


class SignalIn(In):
    """Something that somebody noticed."""

    placement: Annotated[
        UUID,
        Field(
            description="Over welke plaatsing. / About which placement.",
            examples=[examples.PLACEMENT_LIVED_IN],
        ),
    ]
    kind: Annotated[SignalKind, Field(description="Wat er is. / What is wrong.", examples=["rent-unpaid"])]


class ActionIn(In):
    """What was done about a signal."""

    action: Annotated[
        str,
        Field(
            min_length=3,
            max_length=500,
            description="Wat er is gedaan, zonder persoonsgegevens. / What was done, without personal data.",
            examples=["Betaalregeling afgesproken."],
        ),
    ]


class SignalOut(Out):
    """A signal. What is not for you is null."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    region: Annotated[str, Field(description="Regio. / Region.", examples=["parkstad"])]
    placement: Annotated[UUID, Field(description="Plaatsing. / Placement.")]
    client_reference: Annotated[
        str | None, Field(description="Kenmerk van de aanbieder; niet voor de gemeente. / Reference.")
    ]
    dwelling_reference: Annotated[str, Field(description="Kenmerk van de corporatie. / Of the dwelling.")]
    kind: Annotated[SignalKind, Field(description="Wat er is. / What is wrong.", examples=["rent-unpaid"])]
    kind_dutch: Annotated[str, Field(description="Wat er is, in het Nederlands. / In Dutch.")]
    raised_by: Annotated[str, Field(description="Wie het meldde. / Which organisation noticed.")]
    created_at: Annotated[Moment, Field(description="Wanneer gemeld. / When raised.")]
    state: Annotated[SignalState, Field(description="Stand. / State.", examples=["open"])]
    state_dutch: Annotated[str, Field(description="Stand in het Nederlands. / State in Dutch.")]
    act_by: Annotated[Moment, Field(description="Vóór wanneer iemand moet handelen. / Before when to act.")]
    overdue: Annotated[bool, Field(description="Niemand handelde op tijd. / Nobody acted in time.")]
    escalated_at: Annotated[
        Moment | None, Field(description="Wanneer de gemeente het hoorde. / When the municipality was told.")
    ]
    acted_at: Annotated[Moment | None, Field(description="Wanneer opgepakt. / When acted on.")]
    late: Annotated[bool, Field(description="Opgepakt, maar te laat. / Acted on, but late.")]
    acted_by: Annotated[
        str | None, Field(description="Wie het oppakte; niet voor de corporatie. / Who acted.")
    ]
    action: Annotated[
        str | None, Field(description="Wat er is gedaan; niet voor de corporatie. / What was done.")
    ]

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
    """Meld dat er iets is waar iemand woont. / Say that something is wrong where somebody lives.

    Dat kan de aanbieder van de kandidaat, de corporatie van de woning, de gemeente van de plek en de
    coördinator. Het convenant zegt binnen hoeveel dagen iemand moet handelen.

    *The client's provider, the landlord, the town and the coordinator may; the covenant says how soon to act.*
    """
    signal_id = await signals.raise_signal(work, placement_id=body.placement, kind=body.kind)
    response.headers["Location"] = f"/v1/signals/{signal_id}"
    return await _told(work, signal_id)


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_signals(
    *,
    work: AnyWork,
    page: APage,
    region: Annotated[Slug | None, Query(description="Regio. / Region.", examples=["parkstad"])] = None,
    placement: Annotated[
        UUID | None,
        Query(
            description="Over deze plaatsing. / About this placement.",
            examples=[examples.PLACEMENT_LIVED_IN],
        ),
    ] = None,
    state: Annotated[SignalState | None, Query(description="Stand. / State.", examples=["open"])] = None,
    overdue: Annotated[
        bool | None,
        Query(
            description="true: alleen waarop niemand op tijd handelde. / Not acted on in time.",
            examples=[False],
        ),
    ] = None,
) -> SignalListOut:
    """Toon de signalen. / The signals.

    Een aanbieder ziet die over de eigen kandidaten, een corporatie wat zij zelf meldde, een gemeente wat zij
    meldde en wat in haar plaats bleef liggen, een coördinator alles van de regio.

    *A provider sees those about its clients, a corporation its own, a town its own and what was left lying
    there, a coordinator all of the region.*
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
    """Toon een signaal, en wat ermee gebeurde. / One signal, and what came of it."""
    return await _told(work, signal_id)


@router.post(
    "/{signal_id}/action", responses=refuses(NotAllowed, SignalNotFound, SignalActedOn, PersonalReason)
)
async def act_on_signal(signal_id: ToActOn, body: ActionIn, work: AnyWork) -> SignalOut:
    """Meld wat er met een signaal is gedaan; te laat is ook welkom. / Say what was done; late is welcome."""
    await signals.act_on_signal(work, signal_id=signal_id, action=body.action)
    return await _told(work, signal_id)


async def _told(work: Work, signal_id: UUID) -> SignalOut:
    return SignalOut.of(await questions.signal(work, signal_id=signal_id), work.actor, at=work.at)
