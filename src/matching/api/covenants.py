"""Covenants: what a region agreed, version by version."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from matching.api.conditions import ATag, IfMatch, Tag
from matching.api.covenant_schemas import (
    CommitmentOut,
    ComplexCapOut,
    CovenantChangeIn,
    CovenantIn,
    CovenantListOut,
    CovenantOut,
    CovenantSummaryOut,
    LoadCapOut,
    OriginLimitOut,
    PartyOut,
    PolicyOut,
    QuotaOut,
    SuitabilityWeightsOut,
    UrgencyWeightsOut,
    VersionListOut,
    VersionOut,
)
from matching.api.cursors import number_after
from matching.api.dependencies import AnyWork, CoordinatorWork
from matching.api.housing_forms import RegionOf
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.procedure_schemas import ProcedureOut
from matching.api.routing import open_router
from matching.api.small_counts import DESK, AReader, Reader
from matching.errors import NotAllowed
from matching.examples import COVENANT
from matching.operations import covenants
from matching.operations.changes import NothingToChange
from matching.operations.covenants import CovenantContradicts, CovenantMovedOn
from matching.queries import covenants as questions
from matching.queries.agreements import Agreement, Weights
from matching.queries.covenants import CovenantNotFound, VersionNotFound
from matching.queries.regions import (
    RegionNeeded,
    RegionNotFound,
    only_region,
    visible_regions,
)
from matching.queries.regions import (
    region as named_region,
)
from matching.work import Work

router = open_router("/covenants", tag="covenants")

CovenantId = Annotated[UUID, Path(description="Identity of the covenant.", examples=[COVENANT])]
Number = Annotated[int, Path(ge=1, le=1_000_000, description="Number of the version.", examples=[1])]


def _policy(weights: Weights) -> PolicyOut:
    suitability = {name.replace("-", "_"): weight for name, weight in weights.suitability_weight}
    return PolicyOut(
        urgency_weights=UrgencyWeightsOut.model_validate(
            {urgency.value: weight for urgency, weight in weights.urgency_weight}
        ),
        waiting_weight=weights.waiting_weight,
        waiting_months=weights.waiting_months,
        suitability_weights=SuitabilityWeightsOut.model_validate(suitability),
        ready_margin_days=weights.ready_margin_days,
        spare_bedrooms=weights.spare_bedrooms,
    )


async def _slugs(work: Work) -> dict[UUID, str]:
    return {region.id: region.slug for region in await visible_regions(work)}


async def _out(work: Work, agreement: Agreement, reader: Reader) -> CovenantOut:
    wording = agreement.wording
    told = CovenantOut(
        id=agreement.covenant_id,
        region=(await _slugs(work))[agreement.region_id],
        name=agreement.name,
        term_from=agreement.term_from,
        term_until=agreement.term_until,
        version=agreement.number,
        created_at=agreement.created_at,
        modified_at=agreement.modified_at,
        version_id=agreement.version_id,
        reason=agreement.reason,
        made_at=agreement.made_at,
        parties=[PartyOut.model_validate(row) for row in wording.parties],
        quotas=[QuotaOut.model_validate(row) for row in wording.quotas],
        origin_limits=[OriginLimitOut.model_validate(row) for row in wording.origin_limits],
        commitments=[CommitmentOut.model_validate(row) for row in wording.commitments],
        load_caps=[LoadCapOut.model_validate(row) for row in wording.load_caps],
        complex_caps=[ComplexCapOut.model_validate(row) for row in wording.complex_caps],
        goals=list(wording.goals),
        policy=_policy(wording.policy),
        procedure=ProcedureOut.model_validate(wording.procedure),
    )
    return covenant_for(reader, told)


def covenant_for(reader: Reader, told: CovenantOut) -> CovenantOut:
    """Leave out who lived where before this system came, but for a municipality's own: the rest is agreed, and told."""
    if reader.sees_all:
        return told
    for quota in told.quotas:
        if quota.municipality != reader.town:
            quota.withhold("placed_before", "imports_before")
    for limit in told.origin_limits:
        if limit.municipality != reader.town:
            limit.withhold("placed_before")
    for commitment in told.commitments:
        commitment.withhold("supplied_before")
    for cap in (*told.load_caps, *told.complex_caps):
        cap.withhold("carried_before")
    return told


async def _told(work: Work, agreement: Agreement, tag: Tag, reader: Reader) -> CovenantOut:
    """Tell the version that holds now, which is the covenant's tag: nothing changes without a new one."""
    tag.tell(agreement.number)
    return await _out(work, agreement, reader)


@router.get("", responses=refuses(RegionNotFound))
async def list_covenants(
    page: APage,
    work: AnyWork,
    region: RegionOf = None,
    on: Annotated[
        date | None,
        Query(description="Only those that hold on this day.", examples=["2026-12-01"]),
    ] = None,
) -> CovenantListOut:
    """Show the covenants of your regions."""
    region_id = (await named_region(work, slug=region)).id if region else None
    found = await questions.visible_covenants(
        work, region_id=region_id, on=on, after=page.after_id, limit=page.limit
    )
    slugs = await _slugs(work)
    return CovenantListOut(
        items=[
            CovenantSummaryOut(
                id=one.id,
                region=slugs[one.region_id],
                name=one.name,
                term_from=one.term_from,
                term_until=one.term_until,
                version=one.version,
                created_at=one.created_at,
                modified_at=one.modified_at,
            )
            for one in found
        ],
        next=page.next_id([one.id for one in found]),
    )


@router.post(
    "",
    status_code=201,
    responses=refuses(NotAllowed, RegionNeeded, RegionNotFound, CovenantContradicts),
)
async def make_covenant(
    body: CovenantIn,
    work: CoordinatorWork,
    response: Response,
    tag: ATag,
    region: RegionOf = None,
) -> CovenantOut:
    """Make a covenant.

    You hear all that is wrong at once. No two covenants of a region hold on the same day.
    """
    place = await only_region(work, slug=region)
    agreement = await covenants.make_covenant(
        work,
        region=place,
        name=body.name,
        term_from=body.term_from,
        term_until=body.term_until,
        wording=body.wording(),
        reason=body.reason,
    )
    response.headers["Location"] = f"/v1/covenants/{agreement.covenant_id}"
    return await _told(work, agreement, tag, DESK)


@router.get("/{covenant_id}", responses=refuses(CovenantNotFound))
async def get_covenant(covenant_id: CovenantId, work: AnyWork, reader: AReader, tag: ATag) -> CovenantOut:
    """Show a covenant as it stands now."""
    return await _told(work, await questions.agreement_of(work, covenant_id=covenant_id), tag, reader)


@router.patch(
    "/{covenant_id}",
    responses=refuses(NotAllowed, CovenantNotFound, CovenantContradicts, CovenantMovedOn, NothingToChange),
)
async def change_covenant(
    covenant_id: CovenantId,
    body: CovenantChangeIn,
    work: CoordinatorWork,
    expected: IfMatch,
    tag: ATag,
) -> CovenantOut:
    """Change a covenant: a new version is added.

    A section that you send replaces the old one as a whole; of the weights only what you name. What you leave
    out (or `null`) stays. The old versions can still be read. If all of it was there already, there is no new
    version.
    """
    changed = await covenants.change_covenant(
        work, covenant_id=covenant_id, expected=expected, **body.change()
    )
    return await _told(work, changed, tag, DESK)


@router.get("/{covenant_id}/versions", responses=refuses(CovenantNotFound))
async def list_covenant_versions(covenant_id: CovenantId, page: APage, work: AnyWork) -> VersionListOut:
    """Show the versions of a covenant, the oldest first."""
    found = await questions.versions(
        work, covenant_id=covenant_id, after=number_after(page), limit=page.limit
    )
    return VersionListOut(
        items=[VersionOut.model_validate(version) for version in found],
        next=page.point_on(found[-1].number) if len(found) == page.limit else None,
    )


@router.get("/{covenant_id}/versions/{number}", responses=refuses(CovenantNotFound, VersionNotFound))
async def get_covenant_version(
    covenant_id: CovenantId, number: Number, work: AnyWork, reader: AReader
) -> CovenantOut:
    """Show a covenant as it stands in one version."""
    found = await questions.agreement_of(work, covenant_id=covenant_id, number=number)
    return await _out(work, found, reader)
