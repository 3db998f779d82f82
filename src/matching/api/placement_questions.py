"""Why not: ask about a client of a run, and read the rule that refuses, the cost, or the smallest change."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from matching import examples
from matching.api.dependencies import CarerWork
from matching.api.listing import APage
from matching.api.placement_question_schemas import (
    PlacementQuestionIn,
    PlacementQuestionListOut,
    PlacementQuestionOut,
)
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.small_counts import AReader, Reader
from matching.api.studies import summary_of
from matching.api.study_disclosure import question_for
from matching.api.study_schemas import StudySummaryOut
from matching.errors import NotAllowed
from matching.models import Study
from matching.operations.studies import QuestionUnfit, TooManyQuestions, request_study
from matching.queries import clients, runs, studies
from matching.queries import regions as regions_asked
from matching.queries.clients import ClientNotFound
from matching.queries.regions import RegionNeeded, RegionNotFound
from matching.queries.runs import NothingMatchedYet, ResultNotFound, RunForgotten, RunNotFound
from matching.queries.studies import StudyNotFound
from matching.vocabulary import Purpose, StudyKind
from matching.work import Work

router = open_router("/placement-questions", tag="placement-questions")

QuestionId = Annotated[
    UUID, Path(description="Identity of the question.", examples=[examples.PLACEMENT_QUESTION])
]


async def _out(work: Work, study: Study, reader: Reader) -> PlacementQuestionOut:
    slugs = await regions_asked.visible_slugs(work)
    answer = study.answer or {"placing": None, "openings": None}
    told = PlacementQuestionOut.of(
        study, region=slugs[study.region_id], reader=work.actor, **study.meant, **answer
    )
    return question_for(reader, told, await summary_of(work, study, reader))


@router.post(
    "",
    status_code=202,
    responses=refuses(
        NotAllowed,
        ClientNotFound,
        RegionNotFound,
        RegionNeeded,
        RunNotFound,
        ResultNotFound,
        RunForgotten,
        NothingMatchedYet,
        QuestionUnfit,
        TooManyQuestions,
    ),
)
async def ask_why_not(
    body: PlacementQuestionIn, work: CarerWork, reader: AReader, response: Response
) -> PlacementQuestionOut:
    """Ask why a client did not get a dwelling, or what would give a home.

    With a dwelling: which rule refuses, or what it would cost if the client got it, goal by goal and in
    counts by urgency. Without a dwelling: the smallest changes with which the client gets one, each tried by
    solving again. A provider asks about its own clients.
    """
    await clients.client(work, client_id=body.client, purpose=Purpose.ASK_WHY_NOT)
    region = await regions_asked.only_region(work, slug=body.region)
    run = await runs.run_to_ask_about(work, region_id=region.id, run_id=body.matching_run)
    asked = body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    made = await request_study(
        work, kind=StudyKind.PLACEMENT_QUESTION, run=run, asked=asked, meant=body.question()
    )
    response.headers["Location"] = f"/v1/placement-questions/{made.id}"
    return await _out(work, made, reader)


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_placement_questions(
    work: CarerWork,
    page: APage,
    region: Annotated[str | None, Query(description="Region.", examples=["parkstad"])] = None,
    matching_run: Annotated[
        UUID | None,
        Query(
            alias="matchingRun",
            description="About this matching run.",
            examples=[examples.RUN],
        ),
    ] = None,
) -> PlacementQuestionListOut:
    """Show what was asked about clients, the newest first; a provider sees its own questions."""
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await studies.visible_studies(
        work,
        kind=StudyKind.PLACEMENT_QUESTION,
        region_id=region_id,
        run_id=matching_run,
        after=page.after_id,
        limit=page.limit,
    )
    slugs = await regions_asked.visible_slugs(work)
    return PlacementQuestionListOut(
        items=[StudySummaryOut.of(one, region=slugs[one.region_id], reader=work.actor) for one in found],
        next=page.next_id([one.id for one in found]),
    )


@router.get("/{question_id}", responses=refuses(NotAllowed, StudyNotFound))
async def get_placement_question(
    question_id: QuestionId, work: CarerWork, reader: AReader
) -> PlacementQuestionOut:
    """Show a question about a client with its answer."""
    return await _out(work, await studies.placement_question(work, study_id=question_id), reader)
