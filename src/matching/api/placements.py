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

DESCRIPTION = "Kenmerk van de plaatsing. / Identity."
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
    "", status_code=201, responses=refuses(NotAllowed, ProposalNotFound, TransitionRefused, TermsContradict)
)
async def prepare_placement(body: PlacementIn, work: SupplierWork, response: Response) -> PlacementDetailOut:
    """Bereid de plaatsing voor van een geaccepteerd voorstel. / Prepare the placement of an accepted proposal.

    De kandidaat is daarmee geplaatst, de woning verhuurd zodra al haar plaatsen dat zijn, en het plan van de
    warme landing opent: elke taak met een eigenaar en een datum. Verhuist iemand met een bijstandsuitkering over
    een gemeentegrens, dan hoort de overdracht van de uitkering daarbij.

    *The client is placed, the dwelling let once all its places are, and the landing plan opens.*
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
    region: Annotated[str | None, Query(description="Regio. / Region.", examples=["parkstad"])] = None,
    state: Annotated[
        PlacementState | None, Query(description="Stand. / State.", examples=["preparing"])
    ] = None,
    client: Annotated[UUID | None, Query(description="Van deze kandidaat. / Of this client.")] = None,
    dwelling: Annotated[UUID | None, Query(description="In deze woning. / In this dwelling.")] = None,
    starts_before: Annotated[
        Day | None,
        Query(
            alias="startsBefore",
            description="Huur begint vóór deze dag. / The lease begins before this day.",
            examples=["2199-01-01"],
        ),
    ] = None,
    flip_due_before: Annotated[
        Day | None,
        Query(
            alias="flipDueBefore",
            description="Moet vóór deze dag zijn omgeklapt, en is dat niet. / To be turned over before this day.",
        ),
    ] = None,
) -> PlacementListOut:
    """Toon de plaatsingen. / The placements.

    Een coördinator ziet die van de regio, een aanbieder die van de eigen kandidaten, een corporatie die in de
    eigen woningen. Wie een taak van een landing heeft, zoals een gemeente, ziet dat zij er is. Elke inzage wordt
    vastgelegd.

    *Coordinators see the region's, providers and corporations their own. Who owns a task of a landing sees that
    there is one. Looks are recorded.*
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
    """Toon een plaatsing en het plan van haar landing. / A placement, and the plan of its landing."""
    return await whole(work, placement_id)


@router.post(
    "/{placement_id}/terms",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, TermsContradict),
)
async def change_terms(placement_id: PlacementId, body: TermsIn, work: SupplierWork) -> PlacementDetailOut:
    """Wijzig de voorwaarden, zolang het huurcontract niet is bevestigd. / Change the terms before the lease is signed.

    De data van de taken die openstaan, gaan mee.

    *The days on which open tasks are due follow.*
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
    """Bevestig dat het huurcontract getekend is. / Confirm that the lease is signed.

    Pas als geregeld is wat het convenant van de landing vraagt. Een coördinator kan daarvan afwijken, met een reden
    en met wie dat goedkeurde; het blijft bewaard.

    *Once the landing is arranged as the covenant asks; a coordinator may decide otherwise, which is kept.*
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
    """Meld dat het contract is omgeklapt op naam van de huurder. / The contract became the tenant's own."""
    await placements.turn_over(work, placement_id=placement_id, flipped_on=body.flipped_on)
    return await whole(work, placement_id)


@router.post(
    "/{placement_id}/failure",
    responses=refuses(NotAllowed, PlacementNotFound, PlacementMovedOn, EndContradicts),
)
async def report_failure(placement_id: ToFail, body: FailureIn, work: AnyWork) -> PlacementDetailOut:
    """Meld dat het niet tot bewoning komt, ook als aanbieder. / It does not come to living there.

    De kandidaat wacht weer, sinds dezelfde dag als eerst; de woning wordt weer aangeboden; de plaatsing telt voor
    geen enkel quotum meer.

    *The client waits again, since the same day as before; the dwelling is on offer again; it counts no more.*
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
    """Beëindig een plaatsing. / End a placement.

    Zij telt in haar looptijd mee voor het quotum, en belast de buurt niet meer. Zonder `dwellingAvailableFrom` komt de
    plaats niet terug; met de laatste plaats gaat de woning van de markt.

    *It goes on counting for the quota of its term, and carries no load any more.*
    """
    await placements.end_placement(work, placement_id=placement_id, **body.model_dump())
    return await whole(work, placement_id)
