"""Procurement plans: ask which extra dwellings would help most, and read it; nothing is ordered."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from matching import examples
from matching.api.dependencies import CoordinatorWork, OrganisationWork, OverseerWork
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.procurement_schemas import (
    PlanOut,
    ProcurementPlanIn,
    ProcurementPlanListOut,
    ProcurementPlanOut,
    ProcurementStatementListOut,
    ProcurementStatementOut,
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
statements_router = open_router("/procurement-statements", tag="procurement-plans")

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


@statements_router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_procurement_statements(
    work: OrganisationWork, reader: AReader, region: Region = None
) -> ProcurementStatementListOut:
    """Show which dwellings your regions ask for: what would help most, within every agreement.

    Of each region the last procurement plan that was asked `forCorporations`, without whom it is for.
    """
    slugs = await regions_asked.visible_slugs(work)
    chosen = [(await regions_asked.region(work, slug=region)).id] if region else list(slugs)
    found = await studies.last_plans(work, region_ids=chosen)
    items = [await _statement(work, study, reader, region=slugs[study.region_id]) for study in found]
    return ProcurementStatementListOut(items=items)


async def _statement(work: Work, study: Study, reader: Reader, *, region: str) -> ProcurementStatementOut:
    lines = (study.answer or {})["lines"]
    names = await names_of(work, region_id=study.region_id)
    described = [line for line in lines if line.get("fits", 0) >= reader.smallest]
    return ProcurementStatementOut.model_validate(
        {
            "region": region,
            "made_at": study.finished_at,
            "wanted": described,
            "undescribed": sum(line["number"] for line in lines if line not in described),
            "statement": names.told(statement(lines, smallest=reader.smallest)),
        }
    )


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
