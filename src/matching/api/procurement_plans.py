"""Procurement plans: ask which extra dwellings would help most, and read it; nothing is ordered."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

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
from matching.api.study_schemas import StudySummaryOut
from matching.errors import NotAllowed
from matching.models import Study
from matching.operations.studies import QuestionUnfit, request_study
from matching.queries import regions as regions_asked
from matching.queries import runs, studies
from matching.queries.regions import RegionNeeded, RegionNotFound
from matching.queries.runs import NothingMatchedYet, ResultNotFound, RunNotFound
from matching.queries.studies import StudyNotFound
from matching.vocabulary import StudyKind
from matching.work import Work

router = open_router("/procurement-plans", tag="procurement-plans")

PlanId = Annotated[
    UUID, Path(description="Kenmerk van de opdracht. / Identity.", examples=[examples.PROCUREMENT_PLAN])
]


async def _out(work: Work, study: Study) -> ProcurementPlanOut:
    slugs = await regions_asked.visible_slugs(work)
    plan = PlanOut.model_validate(study.answer) if study.answer else None
    return ProcurementPlanOut.of(study, region=slugs[study.region_id], reader=work.actor, plan=plan)


@router.post(
    "",
    status_code=202,
    responses=refuses(
        NotAllowed,
        RegionNotFound,
        RegionNeeded,
        RunNotFound,
        ResultNotFound,
        NothingMatchedYet,
        QuestionUnfit,
    ),
)
async def request_plan(
    body: ProcurementPlanIn, work: CoordinatorWork, response: Response
) -> ProcurementPlanOut:
    """Vraag welke extra woningen het meeste helpen; lees het op het adres in `Location`. / Ask which help most.

    Uit wat een afgeronde matchronde zag volgt een verklaring voor het overleg met de corporaties: hoeveel woningen
    van welke soort in welke gemeente, binnen elke afspraak, en hoeveel mensen elk erbij helpt. Alleen aantallen.

    *From what a finished run looked at follows a statement for the corporations, in counts only.*
    """
    region = await regions_asked.only_region(work, slug=body.region)
    run = await runs.run_to_ask_about(work, region_id=region.id, run_id=body.matching_run)
    asked = body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    meant = body.terms()
    made = await request_study(work, kind=StudyKind.PROCUREMENT_PLAN, run=run, asked=asked, meant=meant)
    response.headers["Location"] = f"/v1/procurement-plans/{made.id}"
    return await _out(work, made)


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_plans(
    work: OverseerWork,
    page: APage,
    region: Annotated[str | None, Query(description="Regio. / Region.", examples=["parkstad"])] = None,
    matching_run: Annotated[
        UUID | None,
        Query(
            alias="matchingRun",
            description="Over deze matchronde. / About this run.",
            examples=[examples.RUN],
        ),
    ] = None,
) -> ProcurementPlanListOut:
    """Toon de opdrachten van uw regio's, de nieuwste eerst, zonder uitkomst. / Plans, newest first."""
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await studies.visible_studies(
        work,
        kind=StudyKind.PROCUREMENT_PLAN,
        region_id=region_id,
        run_id=matching_run,
        after=page.after_id,
        limit=page.limit,
    )
    slugs = await regions_asked.visible_slugs(work)
    return ProcurementPlanListOut(
        items=[StudySummaryOut.of(one, region=slugs[one.region_id], reader=work.actor) for one in found],
        next=page.next_id([one.id for one in found]),
    )


@router.get("/{plan_id}", responses=refuses(NotAllowed, StudyNotFound))
async def get_plan(plan_id: PlanId, work: OverseerWork) -> ProcurementPlanOut:
    """Toon een opdracht aan corporaties met haar uitkomst. / A procurement plan with its outcome."""
    return await _out(work, await studies.study(work, kind=StudyKind.PROCUREMENT_PLAN, study_id=plan_id))
