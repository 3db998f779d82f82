"""Placements: from a yes to a key, and what becomes of it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from matching import examples
from matching.api.days import Day
from matching.api.dependencies import AnyWork, SupplierWork
from matching.api.listing import APage
from matching.api.placement_schemas import (
    EndIn,
    FailureIn,
    FlipIn,
    LeaseConfirmationIn,
    PlacementDetailOut,
    PlacementIn,
    PlacementListOut,
    PlacementOut,
    TermsIn,
)
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.errors import NotAllowed
from matching.models import PlacementState
from matching.operations import placements
from matching.operations.personal_traces import PersonalReason
from matching.operations.placements import (
    EndContradicts,
    FlipContradicts,
    LandingIncomplete,
    NothingToFlip,
    TermsContradict,
)
from matching.operations.proposals import PairRuledOut
from matching.queries import placement_remarks, proposals
from matching.queries import placements as questions
from matching.queries import regions as regions_asked
from matching.queries.placements import PlacementNotFound
from matching.queries.proposals import ProposalNotFound
from matching.queries.regions import RegionNotFound
from matching.work import Work
from matching.workflow.placements import PlacementMovedOn
from matching.workflow.proposals import TransitionRefused

router = open_router("/placements", tag="placements")

DESCRIPTION = "Identity of the placement."
PlacementId = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PLACEMENT])]
ToConfirm = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PLACEMENT_TO_CONFIRM])]
ToFlip = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PLACEMENT_TO_FLIP])]
ToFail = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PLACEMENT_TO_FAIL])]
ToEnd = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.PLACEMENT_TO_END])]


async def whole(work: Work, placement_id: UUID) -> PlacementDetailOut:
    """Return a placement with the plan of its landing, as its reader may see it."""
    seen = await questions.placement(work, placement_id=placement_id)
    tasks = await questions.tasks_of(work, seen=seen)
    return PlacementDetailOut.whole(
        seen,
        work.actor,
        tasks=tasks,
        remarks=await placement_remarks.remarks(work, seen=seen, tasks=tasks),
        overrides=await proposals.overrides(work, proposal_id=seen.placement.proposal_id),
    )


@router.post(
    "",
    status_code=201,
    responses=refuses(NotAllowed, ProposalNotFound, TransitionRefused, PairRuledOut, TermsContradict),
)
async def prepare_placement(body: PlacementIn, work: SupplierWork, response: Response) -> PlacementDetailOut:
    """Prepare the placement of an accepted proposal.

    With that the client is placed, the dwelling is let once all its places are, and the landing plan opens:
    every task with an owner and a day. If somebody on benefits moves across a municipal border, the hand-over
    of the benefit is one of them.
    """
    terms = body.model_dump(exclude={"proposal"})
    placement = await whole(
        work, await placements.prepare_placement(work, proposal_id=body.proposal, **terms)
    )
    response.headers["Location"] = f"/v1/placements/{placement.id}"
    return placement


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_placements(
    *,
    work: AnyWork,
    page: APage,
    region: Annotated[str | None, Query(description="Region.", examples=["parkstad"])] = None,
    state: Annotated[PlacementState | None, Query(description="State.", examples=["preparing"])] = None,
    client: Annotated[UUID | None, Query(description="Of this client.")] = None,
    dwelling: Annotated[UUID | None, Query(description="In this dwelling.")] = None,
    starts_before: Annotated[
        Day | None,
        Query(
            alias="startsBefore",
            description="The lease begins before this day.",
            examples=["2199-01-01"],
        ),
    ] = None,
    flip_due_before: Annotated[
        Day | None,
        Query(
            alias="flipDueBefore",
            description="Should be turned over (omklap) before this day, and is not.",
        ),
    ] = None,
) -> PlacementListOut:
    """Show the placements.

    A coordinator sees those of the region, a provider those of its own clients, a corporation those in its
    own dwellings. Who has a task of a landing, such as a municipality, sees that there is one. Every look is
    recorded.
    """
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await questions.visible_placements(
        work,
        region_id=region_id,
        state=state,
        client_id=client,
        dwelling_id=dwelling,
        starts_before=starts_before,
        flip_due_before=flip_due_before,
        after=page.after_id,
        limit=page.limit,
    )
    return PlacementListOut(
        items=[PlacementOut.of(seen, work.actor) for seen in found],
        next=page.next_id([seen.placement.id for seen in found]),
    )


@router.get("/{placement_id}", responses=refuses(NotAllowed, PlacementNotFound))
async def get_placement(placement_id: PlacementId, work: AnyWork) -> PlacementDetailOut:
    """Show a placement and the plan of its landing."""
    return await whole(work, placement_id)


@router.post(
    "/{placement_id}/terms",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, TermsContradict),
)
async def change_terms(placement_id: PlacementId, body: TermsIn, work: SupplierWork) -> PlacementDetailOut:
    """Change the terms, as long as the lease is not confirmed.

    The days of the tasks that are open move along.
    """
    await placements.change_terms(work, placement_id=placement_id, **body.model_dump())
    return await whole(work, placement_id)


@router.post(
    "/{placement_id}/confirmation",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, LandingIncomplete, PersonalReason),
)
async def confirm_lease(
    placement_id: ToConfirm, body: LeaseConfirmationIn, work: SupplierWork
) -> PlacementDetailOut:
    """Confirm that the lease is signed.

    Only once what the covenant asks of the landing is arranged. A coordinator can depart from that, with a
    reason and with who approved it; it is kept.
    """
    if body.override is None:
        await placements.confirm_lease(work, placement_id=placement_id)
    else:
        await placements.confirm_all_the_same(work, placement_id=placement_id, **body.override.model_dump())
    return await whole(work, placement_id)


@router.post(
    "/{placement_id}/flip",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, NothingToFlip, FlipContradicts),
)
async def flip_contract(placement_id: ToFlip, body: FlipIn, work: SupplierWork) -> PlacementDetailOut:
    """Say that the lease was turned over (omklap) to the tenant's name."""
    await placements.turn_over(work, placement_id=placement_id, flipped_on=body.flipped_on)
    return await whole(work, placement_id)


@router.post(
    "/{placement_id}/failure",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, EndContradicts),
)
async def report_failure(placement_id: ToFail, body: FailureIn, work: AnyWork) -> PlacementDetailOut:
    """Say that it does not come to living there, also as provider.

    The client waits again, since the same day as before, unless the reason is `deceased`; the dwelling is on
    offer again; the placement counts for no quota any more.
    """
    await placements.report_failure(
        work,
        placement_id=placement_id,
        reason=body.reason,
        on=body.failed_on,
        dwelling_available_from=body.dwelling_available_from,
    )
    return await whole(work, placement_id)


@router.post(
    "/{placement_id}/end",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, EndContradicts),
)
async def end_placement(placement_id: ToEnd, body: EndIn, work: SupplierWork) -> PlacementDetailOut:
    """End a placement.

    It goes on counting for the quota in its term, and no longer loads the neighbourhood. Without
    `dwellingAvailableFrom` the place does not come back; with the last place the dwelling leaves the market.
    """
    await placements.end_placement(work, placement_id=placement_id, **body.model_dump())
    return await whole(work, placement_id)
