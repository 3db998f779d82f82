"""The reports: each with its question, its picture, its figures, and a sheet to take along."""

from datetime import date

from starlette.responses import Response

from matching.doors.board_packs import Quarter, board_pack
from matching.doors.report_views import as_part, as_sheet
from matching.operations.studies import statement
from matching.pages.desk import Desk, NoSuchPage, Page
from matching.pages.rendering import said
from matching.queries import studies
from matching.queries.naming import names_of
from matching.queries.reports import SOURCES, Answer, Reach, Wanted, answer
from matching.queries.reports.sources import Source
from matching.reporting.indicators import Dimension

PATH = "/desk/reports"
QUARTERS = 5
"""How many there are a pack of on the page: the one that is going on, and the year before it."""


async def show_all(desk: Desk) -> Response:
    """Show which reports there are."""
    quarters = [Quarter.of(desk.work.at.date())]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].before)
    return desk.draw("reports.html", indicators=[source.indicator for source in SOURCES], quarters=quarters)


async def show_pack(desk: Desk) -> Response:
    """Show every report of a quarter, otherwise of the last that is over, on one page, to print and to hand out."""
    usual = Quarter.of(desk.work.at.date()).before
    try:
        quarter = Quarter.named(desk.request.query_params.get("quarter", usual.name))
    except ValueError as error:
        raise NoSuchPage from error
    state = desk.request.app.state
    return await board_pack(
        desk.work,
        region=desk.region,
        quarter=quarter,
        language=desk.language,
        workshop=state.workshop,
        smallest=state.settings.smallest_count,
    )


async def show_wanted(desk: Desk) -> Response:
    """Show which dwellings the region asks for, to print and to hand out."""
    plan = next(iter(await studies.last_plans(desk.work, region_ids=[desk.region.id])), None)
    if plan is None:
        return desk.draw("wanted.html", plan=None)
    names = await names_of(desk.work, region_id=desk.region.id)
    smallest: int = desk.request.app.state.settings.smallest_count
    asked = names.told(statement((plan.answer or {})["lines"], smallest=smallest))
    lead, *lines = said(asked, desk.language).splitlines()
    return desk.draw("wanted.html", plan=plan, lead=lead, lines=lines)


async def show(desk: Desk) -> Response:
    """Show one report."""
    found = await _answered(desk)
    return desk.draw(
        "report.html",
        found=found,
        indicator=found.indicator,
        part=await as_part(desk.work, found, desk.language),
        query=f"?{desk.request.url.query}" if desk.request.url.query else "",
    )


async def sheet(desk: Desk) -> Response:
    """Return a report as a sheet."""
    found = await _answered(desk)
    name = f"{found.indicator.slug}-{found.asked.on}.csv"
    return Response(
        as_sheet(found, desk.language).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _answered(desk: Desk) -> Answer:
    source, asked = _source(desk), desk.request.query_params
    choices = [one.value for one in source.indicator.by]
    by = asked.get("by")
    wanted = Wanted(
        by=Dimension(by) if by in choices else None,
        reach=Reach.REGION,
        since=_day(asked.get("since", "")),
        on=_day(asked.get("on", "")),
        exact=asked.get("exact") == "yes",
    )
    smallest: int = desk.request.app.state.settings.smallest_count
    return await answer(desk.work, source=source, region=desk.region, wanted=wanted, smallest=smallest)


def _source(desk: Desk) -> Source:
    slug = desk.request.path_params["slug"]
    found = next((source for source in SOURCES if source.indicator.slug == slug), None)
    if found is None:
        raise NoSuchPage
    return found


def _day(text: str) -> date | None:
    """Read a day; None where there is none that can be read."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PAGES = (
    Page(PATH, show_all),
    Page(f"{PATH}/board-pack", show_pack),
    Page("/desk/wanted", show_wanted),
    Page(f"{PATH}/{{slug}}.csv", sheet),
    Page(f"{PATH}/{{slug}}", show),
)
