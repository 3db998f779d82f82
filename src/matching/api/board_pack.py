"""The board pack: every report of a quarter on one page, to read or to print."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import HTMLResponse, Response

from matching.api.dependencies import OverseerWork
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.doors import board_packs
from matching.doors.languages import preferred
from matching.errors import NotAllowed
from matching.queries import regions
from matching.queries.regions import RegionNeeded, RegionNotFound
from matching.queries.reports import UnfitPeriod

router = open_router("/reports", tag="reports")

QuarterName = Annotated[
    str | None,
    Query(
        pattern=board_packs.NAME,
        description="Calendar quarter; otherwise the last one that is over.",
        examples=["2025-Q1"],
    ),
]


@router.get(
    "/board-pack",
    response_class=HTMLResponse,
    responses=refuses(NotAllowed, RegionNotFound, RegionNeeded, UnfitPeriod),
)
async def read_board_pack(
    *,
    request: Request,
    work: OverseerWork,
    region: Annotated[
        Slug | None,
        Query(
            description="Region; who works in one may leave it out.",
            examples=["parkstad"],
        ),
    ] = None,
    quarter: QuarterName = None,
) -> Response:
    """Show all reports of a quarter on one page, to print.

    Without small counts, for the coordinator too: this page is to be handed out. Your browser prints it as
    PDF.
    """
    usual = board_packs.Quarter.of(work.at.date()).before
    return await board_packs.board_pack(
        work,
        region=await regions.only_region(work, slug=region),
        quarter=board_packs.Quarter.named(quarter) if quarter else usual,
        language=preferred(request.headers.get("accept-language", "")),
        workshop=request.app.state.workshop,
        smallest=request.app.state.settings.smallest_count,
    )
