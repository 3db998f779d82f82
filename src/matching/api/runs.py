"""Matching runs: ask, follow, call off, and read what came of them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from matching import examples
from matching.actors import Actor, Role
from matching.api.crowds import become_stream
from matching.api.dependencies import AnyWork, CoordinatorWork, OverseerWork
from matching.api.health import Examiner
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.api.run_disclosure import empty_for, progress_for, summary_for, unplaced_for, usage_for
from matching.api.run_schemas import (
    ChangesOut,
    EmptyDwellingListOut,
    EmptyDwellingOut,
    MatchingRunListOut,
    MatchingRunOut,
    UnplacedClientListOut,
    UnplacedClientOut,
    UsageListOut,
    UsageOut,
)
from matching.api.schemas import In
from matching.api.small_counts import AReader, Reader
from matching.errors import NotAllowed
from matching.models import MatchingRun, RunState
from matching.operations import runs
from matching.operations.runs import RunInProgress, RunIsOver
from matching.queries import regions as regions_asked
from matching.queries import runs as questions
from matching.queries.covenants import NoCovenant
from matching.queries.regions import RegionNeeded, RegionNotFound
from matching.queries.runs import CertificateNotFound, ResultNotFound, RunForgotten, RunNotFound
from matching.work import Work, Workshop

router = open_router("/matching-runs", tag="matching-runs")

LOOK_EVERY = 0.5
"""How often the stream of events looks at the run. [second]"""
LONGEST_STREAM = 3_600
"""After this a stream ends; the client may open it again. [second]"""

RunId = Annotated[UUID, Path(description="Identity of the matching run.", examples=[examples.RUN])]
RunToCancel = Annotated[
    UUID, Path(description="Identity of the matching run.", examples=[examples.RUN_TO_CANCEL])
]
EVENTS = {
    "content": {
        "text/event-stream": {
            "schema": {"description": "Server-sent events: `event` is the state, `data` the run."}
        }
    }
}
"""Without a type: some readers hold the whole text against the schema, others each event."""


class MatchingRunIn(In):
    """A matching run to ask for; everything may be left out."""

    region: Annotated[
        Slug | None,
        Field(description="Region; needed if you work in several."),
    ] = None
    seed: Annotated[
        int,
        Field(
            ge=0,
            le=2_147_483_647,
            description="Decides ties; same state of affairs and same seed, same outcome.",
            examples=[1],
        ),
    ] = 1
    time_limit: Annotated[
        int | None,
        Field(
            ge=1,
            le=86_400,
            description="How long the solver may think [s]; after that the best so far holds. Never longer than the "
            "installation allows.",
            examples=[60],
        ),
    ] = None


async def _out(work: Work, run: MatchingRun, *, reader: Reader) -> MatchingRunOut:
    covenant_id, version = await questions.covenant_version_of(work, run=run)
    slugs = await regions_asked.visible_slugs(work)
    finished = run.state is RunState.FINISHED
    return MatchingRunOut(
        id=run.id,
        region=slugs[run.region_id],
        state=run.state,
        covenant=covenant_id,
        covenant_version=version,
        seed=run.seed,
        time_limit=run.time_limit,
        attempts=run.attempts,
        progress=progress_for(reader, run.progress),
        summary=summary_for(reader, run.summary) if finished else None,
        failure=run.failure,
        requested_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        cancel_requested_at=run.cancel_requested_at,
    )


@router.post(
    "",
    status_code=202,
    responses=refuses(NotAllowed, NoCovenant, RegionNotFound, RegionNeeded, RunInProgress),
)
async def request_run(
    body: MatchingRunIn, work: CoordinatorWork, reader: AReader, request: Request, response: Response
) -> MatchingRunOut:
    """Ask for a matching run; follow it at the address in Location."""
    region = await regions_asked.only_region(work, slug=body.region)
    most = request.app.state.settings.solve_limit
    limit = min(body.time_limit or most, most)
    run = await runs.request_run(work, region=region, seed=body.seed, time_limit=limit)
    response.headers["Location"] = f"/v1/matching-runs/{run.id}"
    return await _out(work, run, reader=reader)


@router.get("", responses=refuses(RegionNotFound))
async def list_runs(
    work: OverseerWork,
    reader: AReader,
    page: APage,
    region: Annotated[str | None, Query(description="Region.", examples=["parkstad"])] = None,
    state: Annotated[RunState | None, Query(description="State.", examples=["finished"])] = None,
) -> MatchingRunListOut:
    """Show the matching runs of your regions, the newest first."""
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await questions.visible_runs(
        work, region_id=region_id, state=state, after=page.after_id, limit=page.limit
    )
    return MatchingRunListOut(
        items=[await _out(work, run, reader=reader) for run in found],
        next=page.next_id([run.id for run in found]),
    )


@router.get("/{run_id}", responses=refuses(NotAllowed, RunNotFound))
async def get_run(run_id: RunId, work: AnyWork, reader: AReader) -> MatchingRunOut:
    """Show a matching run: state, progress and outcome."""
    return await _out(work, await questions.run(work, run_id=run_id), reader=reader)


@router.post("/{run_id}/cancellation", status_code=202, responses=refuses(NotAllowed, RunNotFound, RunIsOver))
async def cancel_run(run_id: RunToCancel, work: CoordinatorWork, reader: AReader) -> MatchingRunOut:
    """Call a matching run off; nothing is proposed."""
    return await _out(work, await runs.cancel_run(work, run_id=run_id), reader=reader)


@router.get(
    "/{run_id}/events",
    response_class=StreamingResponse,
    responses={200: EVENTS, **refuses(NotAllowed, RunNotFound)},
)
async def follow_run(run_id: RunId, work: OverseerWork, reader: AReader, request: Request) -> Response:
    """Follow a matching run as server-sent events, until it is over."""
    await questions.run(work, run_id=run_id)
    become_stream(request)
    workshop: Workshop = request.app.state.workshop
    return StreamingResponse(
        _events(workshop, work.actor, reader, run_id, until=request.app.state.examiner),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(
    workshop: Workshop, actor: Actor, reader: Reader, run_id: UUID, *, until: Examiner
) -> AsyncIterator[str]:
    """Yield an event for each change, a comment when nothing changed for a while, and end with the run.

    A process that leaves ends it too; browsers come back by themselves.
    """
    told = ""
    for look in range(int(LONGEST_STREAM / LOOK_EVERY)):
        async with workshop.open(actor) as work:
            run = await questions.run(work, run_id=run_id)
            found = (await _out(work, run, reader=reader)).model_dump_json(by_alias=True)
        if found != told:
            told = found
            yield f"event: {run.state.value}\ndata: {found}\n\n"
        elif look % 20 == 0:
            yield ": still here\n\n"
        if run.finished_at is not None or until.is_leaving:
            return
        await asyncio.sleep(LOOK_EVERY)


@router.get("/{run_id}/unplaced-clients", responses=refuses(NotAllowed, RunNotFound))
async def list_unplaced_clients(
    run_id: RunId, work: AnyWork, reader: AReader, page: APage
) -> UnplacedClientListOut:
    """Show who got no dwelling and why; a provider sees its own clients only."""
    work.actor.require(Role.COORDINATOR, Role.PROVIDER)
    found = await questions.unplaced_clients(work, run_id=run_id, after=page.after_id, limit=page.limit)
    return UnplacedClientListOut(
        items=[
            unplaced_for(reader, UnplacedClientOut.of(one, reference), one.explanation.get("taken"))
            for one, reference in found
        ],
        next=page.next_id([unplaced.client_id for unplaced, _ in found]),
    )


@router.get("/{run_id}/empty-dwellings", responses=refuses(NotAllowed, RunNotFound))
async def list_empty_dwellings(
    run_id: RunId, work: AnyWork, reader: AReader, page: APage
) -> EmptyDwellingListOut:
    """Show which dwellings stayed empty and why; a corporation sees its own dwellings only."""
    work.actor.require(Role.COORDINATOR, Role.CORPORATION)
    found = await questions.empty_dwellings(work, run_id=run_id, after=page.after_id, limit=page.limit)
    return EmptyDwellingListOut(
        items=[empty_for(reader, EmptyDwellingOut.of(empty, reference)) for empty, reference in found],
        next=page.next_id([empty.dwelling_id for empty, _ in found]),
    )


@router.get("/{run_id}/usage", responses=refuses(NotAllowed, RunNotFound, ResultNotFound))
async def get_usage(run_id: RunId, work: OverseerWork, reader: AReader) -> UsageListOut:
    """Show how far every quota and every load cap is used."""
    used = await questions.usage_of(work, run_id=run_id)
    summary = summary_for(reader, (await questions.run(work, run_id=run_id)).summary)
    rows = [UsageOut.model_validate(usage) for usage in used]
    return UsageListOut(items=usage_for(reader, rows, summary))


@router.get("/{run_id}/changes", responses=refuses(NotAllowed, RunNotFound, ResultNotFound))
async def get_changes(run_id: RunId, work: CoordinatorWork) -> ChangesOut:
    """Show what changed since the run before, and because of what.

    What people had taken up already stayed. Nothing is told of another client.
    """
    return ChangesOut.model_validate(await questions.changes(work, run_id=run_id))


@router.get("/{run_id}/problem", responses=refuses(NotAllowed, RunNotFound, ResultNotFound, RunForgotten))
async def get_problem(run_id: RunId, work: CoordinatorWork) -> dict[str, Any]:
    """Show the mathematical problem, without personal data (matchingspunt/problem@1)."""
    return await questions.document(work, run_id=run_id, name="problem")


@router.get("/{run_id}/solution", responses=refuses(NotAllowed, RunNotFound, ResultNotFound, RunForgotten))
async def get_solution(run_id: RunId, work: CoordinatorWork) -> dict[str, Any]:
    """Show the solution, to be counted again with matchingspunt verify (matchingspunt/solution@1)."""
    return await questions.document(work, run_id=run_id, name="solution")


@router.get(
    "/{run_id}/certificate",
    responses=refuses(NotAllowed, RunNotFound, ResultNotFound, CertificateNotFound, RunForgotten),
)
async def get_certificate(run_id: RunId, work: CoordinatorWork) -> dict[str, Any]:
    """Show the proof of each goal, to be counted again without our solver (matchingspunt/certificate@1)."""
    return await questions.certificate(work, run_id=run_id)
