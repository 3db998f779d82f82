"""The feed of events: what happened, in order, as far as you may hear it."""

from enum import StrEnum
from typing import Annotated

from fastapi import Query, Request

from matching.api.cursors import position_after
from matching.api.dependencies import AnyWork
from matching.api.event_schemas import (
    EventListOut,
    EventOut,
    EventTypeListOut,
    EventTypeName,
    EventTypeOut,
    facts_of,
)
from matching.api.listing import APage, write_cursor
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.errors import Fault, Unprocessable
from matching.operations.events import publish
from matching.queries import events as questions
from matching.queries import regions
from matching.queries.event_types import TOLD
from matching.queries.events import as_cloud_event
from matching.queries.regions import RegionNotFound

router = open_router("/events", tag="events")
types_router = open_router("/event-types", tag="events")


class Beginning(StrEnum):
    """Where to begin, without a cursor."""

    NOW = "now"


class TwoBeginnings(Unprocessable):
    """The feed begins at a cursor or now, not both."""

    dutch = "De stroom begint bij een cursor of nu, niet allebei."


@router.get("", responses=refuses(RegionNotFound, TwoBeginnings), response_model_exclude_unset=True)
async def list_events(
    *,
    work: AnyWork,
    page: APage,
    request: Request,
    kinds: Annotated[
        list[EventTypeName],
        Query(
            alias="type",
            max_length=100,
            description="Only these kinds; may be repeated.",
            examples=[["nl.matchingspunt.run.finished", "nl.matchingspunt.covenant.changed"]],
        ),
    ] = [],  # noqa: B006 - FastAPI makes a list of each request
    region: Annotated[Slug | None, Query(description="Only in this region.", examples=["parkstad"])] = None,
    beginning: Annotated[
        Beginning | None,
        Query(
            alias="from",
            description="`now`: skip what has happened already, and get the cursor of now.",
        ),
    ] = None,
) -> EventListOut:
    """Read what happened, in order.

    A coordinator hears everything of its regions; others what concerns their own organisation, and what
    concerns the region as a whole. Keep `resume` and go on from there later: nothing is lost and nothing
    comes twice. The content is lean, without personal data: ask for the rest at `dataref`, with your key.
    """
    after = position_after(page)
    if beginning is not None and after is not None:
        fault = Fault(
            "query.from", "two-beginnings", "Leave `after` or `from` out.", "Laat `after` of `from` weg."
        )
        raise TwoBeginnings(faults=[fault])
    region_id = (await regions.region(work, slug=region)).id if region else None
    await publish(work)
    last = await questions.last_position(work)
    found = await questions.audible_events(
        work,
        region_id=region_id,
        facts=facts_of(kinds),
        after=last if beginning is Beginning.NOW else after or 0,
        until=last,
        limit=page.limit,
    )
    is_full = len(found) == page.limit
    source = request.app.state.settings.event_source
    return EventListOut(
        items=[EventOut.model_validate(as_cloud_event(told, source=source)) for told in found],
        next=page.point_on(found[-1].position) if is_full else None,
        resume=write_cursor(found[-1].position if is_full else last),
    )


@types_router.get("")
async def list_event_types(work: AnyWork) -> EventTypeListOut:  # noqa: ARG001 - whoever has a key
    """Show all kinds of events, and what they mean."""
    return EventTypeListOut(items=[EventTypeOut.of(str(fact), told) for fact, told in TOLD.items()])
