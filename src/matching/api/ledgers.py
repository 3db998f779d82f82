"""Ledgers: what the agreements hold back in a run; worked out by itself once the run has finished."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from matching import examples
from matching.api.dependencies import OverseerWork
from matching.api.ledger_schemas import LedgerListOut, LedgerOut
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.small_counts import AReader
from matching.api.studies import summary_of
from matching.api.study_disclosure import ledger_for
from matching.api.study_schemas import StudySummaryOut
from matching.errors import NotAllowed
from matching.queries import regions as regions_asked
from matching.queries import studies
from matching.queries.regions import RegionNotFound
from matching.queries.studies import StudyNotFound
from matching.vocabulary import StudyKind

router = open_router("/ledgers", tag="ledgers")

LedgerId = Annotated[UUID, Path(description="Identity.", examples=[examples.LEDGER])]


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_ledgers(
    work: OverseerWork,
    page: APage,
    region: Annotated[str | None, Query(description="Region.", examples=["parkstad"])] = None,
    matching_run: Annotated[
        UUID | None,
        Query(
            alias="matchingRun",
            description="Of this matching run.",
            examples=[examples.RUN],
        ),
    ] = None,
) -> LedgerListOut:
    """Show of which runs it was worked out what agreements hold back.

    It is asked by itself after every matching run that finishes; no run waits for it.
    """
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await studies.visible_studies(
        work,
        kind=StudyKind.LEDGER,
        region_id=region_id,
        run_id=matching_run,
        after=page.after_id,
        limit=page.limit,
    )
    slugs = await regions_asked.visible_slugs(work)
    return LedgerListOut(
        items=[StudySummaryOut.of(one, region=slugs[one.region_id], reader=work.actor) for one in found],
        next=page.next_id([one.id for one in found]),
    )


@router.get("/{ledger_id}", responses=refuses(NotAllowed, StudyNotFound))
async def get_ledger(ledger_id: LedgerId, work: OverseerWork, reader: AReader) -> LedgerOut:
    """Show what one more of each used agreement gains, and what spreading costs.

    All of it is solved again, not estimated: the difference is exact, unless it says that it is not proven.
    """
    found = await studies.study(work, kind=StudyKind.LEDGER, study_id=ledger_id)
    slugs = await regions_asked.visible_slugs(work)
    answer = found.answer or {"entries": [], "price": []}
    told = LedgerOut.of(found, region=slugs[found.region_id], reader=work.actor, **answer)
    return ledger_for(reader, told, await summary_of(work, found, reader))
