"""What the doors to questions about a run share: about which run, and a page of them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from matching import examples
from matching.api.listing import Page
from matching.api.problems import refuses
from matching.api.run_disclosure import summary_for
from matching.api.run_schemas import RunSummaryOut
from matching.api.small_counts import Reader
from matching.api.study_schemas import StudyIn, StudySummaryOut
from matching.errors import NotAllowed
from matching.models import MatchingRun, Study
from matching.operations.studies import QuestionUnfit, TooManyQuestions
from matching.queries import regions as regions_asked
from matching.queries import runs, studies
from matching.queries.regions import RegionNeeded, RegionNotFound
from matching.queries.runs import NothingMatchedYet, ResultNotFound, RunForgotten, RunNotFound
from matching.vocabulary import StudyKind
from matching.work import Work

REFUSED = refuses(
    NotAllowed,
    RegionNotFound,
    RegionNeeded,
    RunNotFound,
    ResultNotFound,
    RunForgotten,
    NothingMatchedYet,
    QuestionUnfit,
    TooManyQuestions,
)
"""Why a question may be refused."""

Region = Annotated[str | None, Query(description="Region.", examples=["parkstad"])]
AboutRun = Annotated[
    UUID | None,
    Query(alias="matchingRun", description="About this matching run.", examples=[examples.RUN]),
]


async def run_of(work: Work, body: StudyIn) -> MatchingRun:
    """Return the run that something is asked about."""
    region = await regions_asked.only_region(work, slug=body.region)
    return await runs.run_to_ask_about(work, region_id=region.id, run_id=body.matching_run)


async def a_page(
    work: Work, page: Page, *, kind: StudyKind, region: str | None, run_id: UUID | None
) -> dict[str, Any]:
    """Return `items` and `next` of a page of questions, newest first, without their answers."""
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await studies.visible_studies(
        work, kind=kind, region_id=region_id, run_id=run_id, after=page.after_id, limit=page.limit
    )
    slugs = await regions_asked.visible_slugs(work)
    items = [StudySummaryOut.of(one, region=slugs[one.region_id], reader=work.actor) for one in found]
    return {"items": items, "next": page.next_id([one.id for one in found])}


async def summary_of(work: Work, study: Study, reader: Reader) -> RunSummaryOut | None:
    """Return the summary of the run that was asked about, as the reader is told it."""
    run = await runs.run(work, run_id=study.run_id)
    return summary_for(reader, run.summary)
