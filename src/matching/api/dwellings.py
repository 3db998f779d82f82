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
    Path(description="Identity of the dwelling.", examples=[DWELLING_TO_CHANGE]),
]
DwellingId = Annotated[UUID, Path(description="Identity of the dwelling.", examples=[DWELLING])]
DwellingToWithdraw = Annotated[
    UUID,
    Path(description="Identity of the dwelling.", examples=[DWELLING_TO_WITHDRAW]),
]


def _out(row: Record, tag: Tag) -> DwellingOut:
    tag.tell(row["revision"])
    return DwellingOut.model_validate(row)


@router.post("", status_code=201, responses=refuses(NotAllowed, DwellingContradicts, DwellingExists))
async def post_dwelling(
    body: DwellingIn, work: CorporationWork, response: Response, tag: ATag
) -> DwellingOut:
    """Offer a dwelling.

    Your own reference is unique within your corporation: a second offer with the same reference is 409, and
    points at the first. The region follows from the neighbourhood.
    """
    dwelling = _out(await dwellings.post_dwelling(work, **body.model_dump()), tag)
    response.headers["Location"] = f"/v1/dwellings/{dwelling.id}"
    return dwelling


@router.get("", response_model=DwellingListOut, responses=refuses(NotAllowed, RegionNotFound))
async def list_dwellings(
    *,
    page: APage,
    work: SupplierWork,
    region: Annotated[Slug | None, Query(description="Only in this region.", examples=["parkstad"])] = None,
    corporation_id: Annotated[
        UUID | None,
        Query(alias="corporationId", description="Only of this corporation."),
    ] = None,
    state: Annotated[
        DwellingState | None,
        Query(description="Only in this state.", examples=["offered"]),
    ] = None,
    municipality: Annotated[
        Municipality | None,
        Query(description="Only in this municipality.", examples=["GM0917"]),
    ] = None,
    neighbourhood: Annotated[
        Neighbourhood | None,
        Query(description="Only in this neighbourhood.", examples=["BU09179901"]),
    ] = None,
    housing_form: Annotated[
        FormCode | None,
        Query(
            alias="housingForm",
            description="Only with this housing form.",
            examples=["own-home-ambulant"],
        ),
    ] = None,
    reference: Annotated[
        Reference | None,
        Query(description="Only with this reference.", examples=["WON-DEMO-0001"]),
    ] = None,
    available_before: Annotated[
        Day | None,
        Query(
            alias="availableBefore",
            description="Only available before this day.",
            examples=["2027-06-01"],
        ),
    ] = None,
) -> Response:
    """Show the dwellings: a corporation its own, a coordinator those of the region."""
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
    return page.of_rows(DwellingOut, rows)


@router.get("/{dwelling_id}", responses=refuses(NotAllowed, DwellingNotFound))
async def get_dwelling(dwelling_id: DwellingId, work: SupplierWork, tag: ATag) -> DwellingOut:
    """Show a dwelling."""
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
    """Change a dwelling.

    What you leave out stays; `null` makes a datum unknown. After that the whole has to be sound again. Your
    own reference stays, and the neighbourhood lies in the same region. As long as a released proposal is going,
    or a lease is prepared, rent and service costs can't rise, and `tenancy` stays; one that was not known may
    become known when it is of a kind that the client accepts, or can still say no to. A proposal that was not
    released ends when the offer gets worse.
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
    """Withdraw a dwelling, with its open proposals."""
    return _out(await dwellings.withdraw_dwelling(work, dwelling_id=dwelling_id, reason=body.reason), tag)


@batch_router.post("", responses=refuses(NotAllowed))
async def post_dwelling_batch(body: DwellingBatchIn, work: CorporationWork, request: Request) -> BatchOut:
    """Offer up to a thousand dwellings at once.

    Each dwelling is judged by itself: the good ones are stored, the others named with all that is wrong. If
    the service dies in the middle of a batch nothing is stored; sending it again is always allowed.
    """
    batch = Batch.of(DwellingIn, body.items, request)
    return batch.answer(await dwellings.post_dwellings(work, offers=batch.sound))
