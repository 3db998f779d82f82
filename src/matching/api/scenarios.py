"""What-if: ask, read what comes of it; nothing of it is proposed."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from matching import examples
from matching.api.dependencies import CoordinatorWork, OverseerWork
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.scenario_schemas import ComparisonOut, ScenarioIn, ScenarioListOut, ScenarioOut
from matching.api.small_counts import AReader, Reader
from matching.api.studies import REFUSED, AboutRun, Region, a_page, run_of, summary_of
from matching.api.study_disclosure import comparison_for
from matching.errors import NotAllowed
from matching.models import Study
from matching.operations.studies import request_study
from matching.queries import regions as regions_asked
from matching.queries import studies
from matching.queries.regions import RegionNotFound
from matching.queries.studies import StudyNotFound
from matching.vocabulary import StudyKind
from matching.work import Work

router = open_router("/scenarios", tag="scenarios")

ScenarioId = Annotated[UUID, Path(description="Identity of the scenario.", examples=[examples.SCENARIO])]


async def _out(work: Work, study: Study, reader: Reader) -> ScenarioOut:
    slugs = await regions_asked.visible_slugs(work)
    comparison = ComparisonOut.model_validate(study.answer) if study.answer else None
    if comparison is not None:
        comparison = comparison_for(reader, comparison, await summary_of(work, study, reader))
    return ScenarioOut.of(study, region=slugs[study.region_id], reader=work.actor, comparison=comparison)


@router.post("", status_code=202, responses=REFUSED)
async def request_scenario(
    body: ScenarioIn, work: CoordinatorWork, reader: AReader, response: Response
) -> ScenarioOut:
    """Ask what would come of it if something were different; read it at the address in Location.

    It is worked out from what a finished matching run looked at. Nothing is proposed, and no proposal
    changes.
    """
    run = await run_of(work, body)
    asked = body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    meant = body.scenario(on=(run.started_at or work.at).date())
    made = await request_study(work, kind=StudyKind.SCENARIO, run=run, asked=asked, meant=meant)
    response.headers["Location"] = f"/v1/scenarios/{made.id}"
    return await _out(work, made, reader)


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_scenarios(
    work: OverseerWork, page: APage, region: Region = None, matching_run: AboutRun = None
) -> ScenarioListOut:
    """Show the what-ifs of your regions, the newest first, without outcome."""
    found = await a_page(work, page, kind=StudyKind.SCENARIO, region=region, run_id=matching_run)
    return ScenarioListOut(**found)


@router.get("/{scenario_id}", responses=refuses(NotAllowed, StudyNotFound))
async def get_scenario(scenario_id: ScenarioId, work: OverseerWork, reader: AReader) -> ScenarioOut:
    """Show a what-if with its outcome, in counts and in words."""
    return await _out(work, await studies.study(work, kind=StudyKind.SCENARIO, study_id=scenario_id), reader)
