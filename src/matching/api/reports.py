"""Reports: for each indicator a route that answers in JSON, as CSV or as a picture."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query, Request
from pydantic.alias_generators import to_pascal
from starlette.responses import Response

from matching.api.days import Day
from matching.api.dependencies import AnyWork
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.report_schemas import as_report, report_of
from matching.api.report_words import asked, defined
from matching.api.routing import JSON, open_router, weight_of
from matching.doors.languages import Language, preferred
from matching.doors.report_views import as_picture, as_sheet
from matching.errors import NotAllowed
from matching.queries import regions
from matching.queries.regions import RegionNeeded, RegionNotFound
from matching.queries.reports import (
    SOURCES,
    Answer,
    ExactIsForTheDesk,
    Reach,
    Source,
    UnfitPeriod,
    Wanted,
    answer,
)
from matching.reporting.indicators import Dimension, Indicator
from matching.work import Work

router = open_router("/reports", tag="reports")

CSV, SVG = "text/csv", "image/svg+xml"


class Form(StrEnum):
    """In what form a report comes."""

    JSON = "json"
    CSV = "csv"
    SVG = "svg"


_FORMS = {Form.JSON: JSON, Form.CSV: CSV, Form.SVG: SVG}
Region = Annotated[
    Slug | None,
    Query(
        description="Region; who works in one may leave it out.",
        examples=["parkstad"],
    ),
]
Since = Annotated[
    Day | None,
    Query(description="First day; otherwise a year, or for who is not the coordinator the quarter."),
]
On = Annotated[
    Day | None,
    Query(
        description="As it stands at the end of this day; otherwise today, or for who is not the coordinator the "
        "end of the last quarter."
    ),
]
Of = Annotated[
    Reach | None,
    Query(
        description="Only what is your own, or the whole region.",
        examples=["region"],
    ),
]
Exact = Annotated[
    bool,
    Query(
        description="With small counts; for the coordinator only, not to be passed on.",
        examples=[False],
    ),
]
Format = Annotated[
    Form | None,
    Query(
        description="Form, for who can't send an `Accept`.",
        examples=["json"],
    ),
]


_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg">…</svg>'
"""How a picture begins and ends; Swagger UI would try to invent one, and say that it can't."""
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            CSV: {"schema": {"type": "string"}},
            SVG: {"schema": {"type": "string"}, "example": _PICTURE},
        }
    },
    **refuses(NotAllowed, ExactIsForTheDesk, RegionNotFound, RegionNeeded, UnfitPeriod),
}
"""What a report may answer besides JSON."""


def _route(source: Source) -> None:
    """Make the route of an indicator."""
    indicator = source.indicator
    choices = _choices(indicator)
    usual = choices(indicator.by[0].value)

    async def read(
        *,
        request: Request,
        work: AnyWork,
        region: Region = None,
        by: Annotated[
            choices,  # type: ignore[valid-type]
            Query(description="Tell apart by.", examples=[indicator.by[0].value]),
        ] = usual,
        of: Of = None,
        since: Since = None,
        on: On = None,
        exact: Exact = False,
        form: Annotated[Format, Query(alias="format")] = None,
    ) -> Response:
        wanted = Wanted(by=Dimension(str(by)), reach=of, since=since, on=on, exact=exact)
        found = await _found(request, work, source, region=region, wanted=wanted)
        return await _shown(found, request, work, form=form)

    read.__name__ = f"read_{indicator.slug.replace('-', '_')}"
    read.__doc__ = _told(indicator)
    router.get(f"/{indicator.slug}", response_model=report_of(indicator), responses=_ANSWERS)(read)


def _choices(indicator: Indicator) -> Any:
    """Return the ways to tell an indicator apart, as an enumeration that the contract names."""
    name = f"{to_pascal(indicator.slug.replace('-', '_'))}By"
    return StrEnum(name, {one.name: one.value for one in indicator.by})


def _told(indicator: Indicator) -> str:
    told = (asked(indicator), *defined(indicator))
    return "\n\n".join([*(sentence.english for sentence in told), _FORMS_TOLD])


_FORMS_TOLD = "Choose `image/svg+xml` as media type for the picture, `text/csv` for a spreadsheet."


async def _found(
    request: Request, work: Work, source: Source, *, region: str | None, wanted: Wanted
) -> Answer:
    return await answer(
        work,
        source=source,
        region=await regions.only_region(work, slug=region),
        wanted=wanted,
        smallest=request.app.state.settings.smallest_count,
    )


async def _shown(found: Answer, request: Request, work: Work, *, form: Form | None) -> Response:
    language = preferred(request.headers.get("accept-language", ""))
    kind = _FORMS[form] if form else _accepted(request.headers.get("accept", "*/*"))
    show = _SHOWN[kind]
    return await show(found, work, language)


def _accepted(accept: str) -> str:
    """Return the form that is liked best; JSON where there is no difference."""
    return max((JSON, SVG, CSV), key=lambda kind: weight_of(accept, kind))


async def _as_json(found: Answer, work: Work, _language: Language) -> Response:
    return Response(as_report(found, made_at=work.at).model_dump_json(), media_type=JSON)


async def _as_csv(found: Answer, _work: Work, language: Language) -> Response:
    name = f"{found.indicator.slug}-{found.asked.on}{'-exact' if found.exact else ''}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Vary": "Accept, Accept-Language"}
    return Response(as_sheet(found, language), media_type=CSV, headers=headers)


async def _as_svg(found: Answer, work: Work, language: Language) -> Response:
    picture = await as_picture(work, found, language)
    return Response(picture, media_type=SVG, headers={"Vary": "Accept, Accept-Language"})


_SHOWN: dict[str, Callable[[Answer, Work, Language], Awaitable[Response]]] = {
    JSON: _as_json,
    CSV: _as_csv,
    SVG: _as_svg,
}

for each in SOURCES:
    _route(each)
