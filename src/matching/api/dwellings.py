"""Dwellings: what corporations offer."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response

from matching.api.batches import Batch, BatchOut
from matching.api.conditions import ATag, IfMatch, Tag
from matching.api.days import Day
from matching.api.dependencies import CorporationWork, SupplierWork
from matching.api.dwelling_schemas import (
    DwellingBatchIn,
    DwellingChangeIn,
    DwellingIn,
    DwellingListOut,
    DwellingOut,
    FormCode,
    Municipality,
    Neighbourhood,
)
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.api.schemas import Reference
from matching.api.withdrawals import WithdrawalIn
from matching.errors import NotAllowed
from matching.examples import DWELLING, DWELLING_TO_CHANGE, DWELLING_TO_WITHDRAW
from matching.models import DwellingState
from matching.operations import dwellings
from matching.operations.changes import NothingToChange
from matching.operations.dwellings import DwellingContradicts, DwellingExists, DwellingLet, DwellingWithdrawn
from matching.operations.personal_traces import PersonalReason
from matching.queries import dwellings as questions
from matching.queries import regions
from matching.queries.dwellings import DwellingNotFound
from matching.queries.regions import RegionNotFound
from matching.work import Record

router = open_router("/dwellings", tag="dwellings")
batch_router = open_router("/dwelling-batches", tag="dwellings")

DwellingToChange = Annotated[
    UUID,
    Path(description="Kenmerk van de woning. / Identity of the dwelling.", examples=[DWELLING_TO_CHANGE]),
]
DwellingId = Annotated[
    UUID, Path(description="Kenmerk van de woning. / Identity of the dwelling.", examples=[DWELLING])
]
DwellingToWithdraw = Annotated[
    UUID,
    Path(description="Kenmerk van de woning. / Identity of the dwelling.", examples=[DWELLING_TO_WITHDRAW]),
]


def _out(row: Record, tag: Tag) -> DwellingOut:
    tag.tell(row["revision"])
    return DwellingOut.model_validate(row)


@router.post("", status_code=201, responses=refuses(NotAllowed, DwellingContradicts, DwellingExists))
async def post_dwelling(
    body: DwellingIn, work: CorporationWork, response: Response, tag: ATag
) -> DwellingOut:
    """Bied een woning aan. / Offer a dwelling.

    Uw eigen kenmerk is uniek binnen uw corporatie: een tweede aanbod met hetzelfde kenmerk is 409, met
    verwijzing naar het eerste. De regio volgt uit de buurt.

    *Your reference is unique within your corporation; a second offer with it is 409 and names the first.*
    """
    dwelling = _out(await dwellings.post_dwelling(work, **body.model_dump()), tag)
    response.headers["Location"] = f"/v1/dwellings/{dwelling.id}"
    return dwelling


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_dwellings(
    *,
    page: APage,
    work: SupplierWork,
    region: Annotated[
        Slug | None, Query(description="Alleen in deze regio. / In this region.", examples=["parkstad"])
    ] = None,
    corporation_id: Annotated[
        UUID | None,
        Query(alias="corporationId", description="Alleen van deze corporatie. / Of this corporation."),
    ] = None,
    state: Annotated[
        DwellingState | None,
        Query(description="Alleen in deze toestand. / In this state.", examples=["offered"]),
    ] = None,
    municipality: Annotated[
        Municipality | None,
        Query(description="Alleen in deze gemeente. / In this municipality.", examples=["GM0917"]),
    ] = None,
    neighbourhood: Annotated[
        Neighbourhood | None,
        Query(description="Alleen in deze buurt. / In this neighbourhood.", examples=["BU09179901"]),
    ] = None,
    housing_form: Annotated[
        FormCode | None,
        Query(
            alias="housingForm",
            description="Alleen met deze woonvorm. / With this housing form.",
            examples=["own-home-ambulant"],
        ),
    ] = None,
    reference: Annotated[
        Reference | None,
        Query(description="Alleen met dit eigen kenmerk. / With this reference.", examples=["WON-DEMO-0001"]),
    ] = None,
    available_before: Annotated[
        Day | None,
        Query(
            alias="availableBefore",
            description="Alleen beschikbaar vóór deze dag. / Available before this day.",
            examples=["2027-06-01"],
        ),
    ] = None,
) -> DwellingListOut:
    """Toon de woningen: een corporatie de eigen, een coördinator die van de regio. / The dwellings."""
    region_id = (await regions.region(work, slug=region)).id if region else None
    rows = await questions.visible_dwellings(
        work,
        region_id=region_id,
        corporation_id=corporation_id,
        state=state,
        municipality=municipality,
        neighbourhood=neighbourhood,
        housing_form=housing_form,
        reference=reference,
        available_before=available_before,
        after=page.after_id,
        limit=page.limit,
    )
    return DwellingListOut(
        items=[DwellingOut.model_validate(row) for row in rows],
        next=page.next_id([row["id"] for row in rows]),
    )


@router.get("/{dwelling_id}", responses=refuses(NotAllowed, DwellingNotFound))
async def get_dwelling(dwelling_id: DwellingId, work: SupplierWork, tag: ATag) -> DwellingOut:
    """Toon een woning. / One dwelling."""
    return _out(await questions.dwelling(work, dwelling_id=dwelling_id), tag)


@router.patch(
    "/{dwelling_id}",
    responses=refuses(
        NotAllowed, DwellingNotFound, DwellingContradicts, DwellingWithdrawn, DwellingLet, NothingToChange
    ),
)
async def change_dwelling(
    dwelling_id: DwellingToChange, body: DwellingChangeIn, work: SupplierWork, expected: IfMatch, tag: ATag
) -> DwellingOut:
    """Wijzig een woning. / Change a dwelling.

    Wat u weglaat, blijft; `null` maakt een gegeven onbekend. Daarna moet het geheel weer kloppen. Het eigen
    kenmerk blijft, en de buurt ligt in dezelfde regio.

    *What you leave out stays; `null` makes it unknown. The whole that comes of it has to be sound.*
    """
    changes = body.model_dump(exclude_unset=True)
    changed = await dwellings.change_dwelling(work, dwelling_id=dwelling_id, expected=expected, **changes)
    return _out(changed, tag)


@router.post(
    "/{dwelling_id}/withdrawal",
    responses=refuses(NotAllowed, DwellingNotFound, DwellingWithdrawn, DwellingLet, PersonalReason),
)
async def withdraw_dwelling(
    dwelling_id: DwellingToWithdraw, body: WithdrawalIn, work: SupplierWork, tag: ATag
) -> DwellingOut:
    """Trek een woning terug, met haar open voorstellen. / Withdraw a dwelling, and its open proposals."""
    return _out(await dwellings.withdraw_dwelling(work, dwelling_id=dwelling_id, reason=body.reason), tag)


@batch_router.post("", responses=refuses(NotAllowed))
async def post_dwelling_batch(body: DwellingBatchIn, work: CorporationWork, request: Request) -> BatchOut:
    """Bied tot duizend woningen tegelijk aan. / Offer up to a thousand dwellings at once.

    Elke woning wordt voor zich beoordeeld: de goede worden opgeslagen, de andere genoemd met alles wat er
    niet klopt. Valt de dienst midden in een batch uit, dan is er niets opgeslagen; nogmaals sturen mag altijd.

    *Each dwelling is judged by itself: good ones are stored, the others named with all that is wrong. When
    the service dies in the middle nothing is stored, and sending again is always safe.*
    """
    batch = Batch.of(DwellingIn, body.items, request)
    return batch.answer(await dwellings.post_dwellings(work, offers=batch.sound))
