"""Procurement plans: ask which extra dwellings would help most, and read it; nothing is ordered."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from matching import examples
from matching.api.dependencies import CoordinatorWork, OverseerWork
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.procurement_schemas import (
    PlanOut,
    ProcurementPlanIn,
    ProcurementPlanListOut,
    ProcurementPlanOut,
)
from matching.api.routing import open_router
from matching.api.small_counts import AReader, Reader
from matching.api.studies import REFUSED, AboutRun, Region, a_page, run_of
from matching.api.study_disclosure import plan_for
from matching.errors import NotAllowed
from matching.models import Study
from matching.operations.studies import request_study, statement
from matching.queries import regions as regions_asked
from matching.queries import studies
from matching.queries.naming import names_of
from matching.queries.regions import RegionNotFound
from matching.queries.studies import StudyNotFound
from matching.vocabulary import StudyKind
from matching.work import Work

router = open_router("/procurement-plans", tag="procurement-plans")

PlanId = Annotated[
    UUID, Path(description="Identity of the procurement plan.", examples=[examples.PROCUREMENT_PLAN])
]


async def _out(work: Work, study: Study, reader: Reader) -> ProcurementPlanOut:
    slugs = await regions_asked.visible_slugs(work)
    plan = await _plan(work, study, reader) if study.answer else None
    return ProcurementPlanOut.of(study, region=slugs[study.region_id], reader=work.actor, plan=plan)


async def _plan(work: Work, study: Study, reader: Reader) -> PlanOut:
    """Return the plan, with a statement that tells of nobody, whoever reads it: it is made to be handed on."""
    answer = study.answer or {}
    names = await names_of(work, region_id=study.region_id)
    said = names.told(statement(answer["lines"], smallest=reader.smallest))
    return plan_for(reader, PlanOut.model_validate({**answer, "statement": said}))


@router.post("", status_code=202, responses=REFUSED)
async def request_plan(
    body: ProcurementPlanIn, work: CoordinatorWork, reader: AReader, response: Response
) -> ProcurementPlanOut:
    """Ask which extra dwellings help most; read it at the address in Location.

    From what a finished matching run looked at follows a statement for the talks with the corporations: how
    many dwellings of which kind in which municipality, within every agreement, but not for whom: it may go on
    the table.
    """
    run = await run_of(work, body)
    asked = body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    meant = body.terms()
    made = await request_study(work, kind=StudyKind.PROCUREMENT_PLAN, run=run, asked=asked, meant=meant)
    response.headers["Location"] = f"/v1/procurement-plans/{made.id}"
    return await _out(work, made, reader)


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_plans(
    work: OverseerWork, page: APage, region: Region = None, matching_run: AboutRun = None
) -> ProcurementPlanListOut:
    """Show the procurement plans of your regions, the newest first, without outcome."""
    found = await a_page(work, page, kind=StudyKind.PROCUREMENT_PLAN, region=region, run_id=matching_run)
    return ProcurementPlanListOut(**found)


@router.get("/{plan_id}", responses=refuses(NotAllowed, StudyNotFound))
async def get_plan(plan_id: PlanId, work: OverseerWork, reader: AReader) -> ProcurementPlanOut:
    """Show a procurement plan with its outcome."""
    found = await studies.study(work, kind=StudyKind.PROCUREMENT_PLAN, study_id=plan_id)
    return await _out(work, found, reader)
