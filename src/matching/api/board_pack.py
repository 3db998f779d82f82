"""The board pack: every report of a quarter on one page, to read or to print."""

from base64 import b64encode
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from fastapi import Query, Request
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from matching.api.dependencies import OverseerWork
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.doors.languages import Language, preferred
from matching.doors.report_views import as_part
from matching.errors import NotAllowed
from matching.models import Region
from matching.queries import regions
from matching.queries.regions import RegionNeeded, RegionNotFound
from matching.queries.reports import SOURCES, Reach, UnfitPeriod, Wanted, answer
from matching.queries.reports.answering import quarter_of
from matching.work import Work

router = open_router("/reports", tag="reports")
TEMPLATES = Path(__file__).parent / "templates"

Quarter = Annotated[
    str | None,
    Query(
        pattern=r"^(19|20)[0-9]{2}-Q[1-4]$",
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
    quarter: Quarter = None,
) -> Response:
    """Show all reports of a quarter on one page, to print.

    Without small counts, for the coordinator too: this page is to be handed out. Your browser prints it as
    PDF.
    """
    language = preferred(request.headers.get("accept-language", ""))
    place = await regions.only_region(work, slug=region)
    since, on = _days(quarter, today=work.at.date())
    smallest: int = request.app.state.settings.smallest_count
    page = _page().render(**await _told(work, place, since, on, language, smallest=smallest))
    return HTMLResponse(page, headers={"Content-Security-Policy": _policy(), "Vary": "Accept-Language"})


def _days(quarter: str | None, *, today: date) -> tuple[date, date]:
    """Return the first and the last day of a quarter; of the one that is going on, until today."""
    if quarter is None:
        first, _ = quarter_of(today)
        return quarter_of(date.fromordinal(first.toordinal() - 1))
    year, _, place = quarter.partition("-Q")
    first, last = quarter_of(date(int(year), 3 * int(place) - 2, 1))
    return first, min(last, today) if first <= today else last


async def _told(
    work: Work, region: Region, since: date, on: date, language: Language, *, smallest: int
) -> dict[str, Any]:
    dutch = language is Language.DUTCH
    parts = []
    for source in SOURCES:
        if work.actor.role in source.indicator.whole:
            wanted = Wanted(reach=Reach.REGION, since=since, on=on)
            found = await answer(work, source=source, region=region, wanted=wanted, smallest=smallest)
            parts.append(await as_part(work, found, language))
    made = f"{work.at:%Y-%m-%d %H:%M} UTC"
    quarter = f"{since.year}, {'kwartaal' if dutch else 'quarter'} {(since.month + 2) // 3}"
    few_told = (
        f"Aantallen onder {smallest} personen, en wat die zou verraden, worden niet verteld."
        if dutch
        else f"Counts below {smallest} persons, and what would tell them, are not told."
    )
    return {
        "lang": language.value,
        "title": f"{region.name}: {quarter}",
        "lead": f"{since} t/m {on}." if dutch else f"{since} to {on}.",
        "parts": parts,
        "foot": f"{'Gemaakt' if dutch else 'Made'} {made}. {few_told}",
        "style": Markup(_style()),  # noqa: S704 - our own file
    }


@cache
def _page() -> Any:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("board-pack.html")


@cache
def _style() -> str:
    return (TEMPLATES / "board-pack.css").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """Return what the page may do: show itself, with the one style that it brings."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'"
