"""Tasks: everything that waits on somebody, and since when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field

from matching.actors import Actor, Role
from matching.api.dependencies import AnyWork
from matching.api.listing import APage, ListOut, Page, UnknownCursor
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.api.schemas import Moment, Out
from matching.errors import NotAllowed
from matching.queries import regions as regions_asked
from matching.queries import tasks as questions
from matching.queries.regions import RegionNotFound
from matching.queries.tasks import Place, Task
from matching.vocabulary import TaskKind

router = open_router("/tasks", tag="tasks")

ADDRESSES: Mapping[TaskKind, str] = {
    TaskKind.RELEASE: "/v1/proposals/{id}",
    TaskKind.PROVIDER_ANSWER: "/v1/proposals/{id}",
    TaskKind.CORPORATION_ANSWER: "/v1/proposals/{id}",
    TaskKind.CLIENT_ANSWER: "/v1/proposals/{id}",
    TaskKind.LEASE: "/v1/proposals/{id}",
    TaskKind.LANDING: "/v1/placements/{placement}",
    TaskKind.CONFIRMATION: "/v1/placements/{id}",
    TaskKind.FLIP: "/v1/placements/{id}",
    TaskKind.CHECK_IN: "/v1/check-ins/{id}",
    TaskKind.SIGNAL: "/v1/signals/{id}",
    TaskKind.OVERDUE_SIGNAL: "/v1/signals/{id}",
    TaskKind.OUTCOME: "/v1/placements/{id}/outcomes",
    TaskKind.CORRECTION: "/v1/corrections/{id}",
    TaskKind.ERASURE: "/v1/erasures/{id}",
}
"""Where what a task is about can be read."""


class TaskOut(Out):
    """Something that waits on somebody."""

    kind: Annotated[TaskKind, Field(description="Wat er moet gebeuren. / What is to be done.")]
    kind_dutch: Annotated[str, Field(description="In het Nederlands. / In Dutch.")]
    id: Annotated[UUID, Field(description="Waar het over gaat. / What it is about.")]
    href: Annotated[str, Field(description="Waar dat te lezen is. / Where to read that.")]
    placement: Annotated[UUID | None, Field(description="Plaatsing, als die er al is. / Placement, if any.")]
    client_reference: Annotated[
        str | None,
        Field(description="Kenmerk van de kandidaat, voor wie dat mag zien. / The client's reference."),
    ]
    region: Annotated[str, Field(description="Regio. / Region.", examples=["parkstad"])]
    role: Annotated[Role, Field(description="Wie moet handelen. / Who has to act.")]
    organisation: Annotated[
        UUID | None, Field(description="Welke organisatie; null: het matchingspunt. / Which; null: the desk.")
    ]
    organisation_name: Annotated[str | None, Field(description="Naam daarvan. / Its name.")]
    since: Annotated[Moment, Field(description="Sinds wanneer het wacht. / Since when it waits.")]
    until: Annotated[Moment, Field(description="Vóór wanneer het moet. / Before when it must be done.")]
    overdue: Annotated[bool, Field(description="Dat is voorbij. / That has passed.")]

    @classmethod
    def of(cls, task: Task, actor: Actor, *, at: datetime) -> Self:
        """Return what somebody may read of a task at a moment."""
        return cls(
            kind=task.kind,
            kind_dutch=task.kind.dutch,
            id=task.id,
            href=ADDRESSES[task.kind].format(id=task.id, placement=task.placement_id),
            placement=task.placement_id,
            client_reference=None if _hidden(task, actor) else task.client_reference,
            region=task.region,
            role=task.role,
            organisation=task.organisation_id,
            organisation_name=task.organisation,
            since=task.since,
            until=task.until,
            overdue=task.until <= at,
        )


def _hidden(task: Task, actor: Actor) -> bool:
    """Tell whether the client's reference is not for this reader: a town hall sees that of a landing it arranges."""
    return actor.role is Role.MUNICIPALITY and task.kind is not TaskKind.LANDING


class TaskListOut(ListOut):
    """A page of tasks."""

    items: list[TaskOut]


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_tasks(
    *,
    work: AnyWork,
    page: APage,
    region: Annotated[Slug | None, Query(description="Regio. / Region.", examples=["parkstad"])] = None,
    kind: Annotated[
        TaskKind | None, Query(description="Alleen deze soort. / This kind only.", examples=["check-in"])
    ] = None,
    overdue: Annotated[
        bool | None,
        Query(description="true: alleen wat te laat is. / true: what is overdue.", examples=[False]),
    ] = None,
) -> TaskListOut:
    """Toon alles wat op iemand wacht, het dringendste eerst. / All that waits on somebody, the first due first.

    Een coördinator ziet alles van de regio, ieder ander wat op de eigen organisatie wacht. Wat een vaste dag
    heeft, staat hier vanaf twee weken ervoor.

    *A coordinator sees all of the region, others what waits on them. What has a day is listed from two
    weeks before.*
    """
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await questions.visible_tasks(
        work, region_id=region_id, kind=kind, overdue=overdue, after=_after(page), limit=page.limit
    )
    return TaskListOut(
        items=[TaskOut.of(task, work.actor, at=work.at) for task in found],
        next=page.point_on(*_key(found[-1].place)) if len(found) == page.limit else None,
    )


def _key(place: Place) -> tuple[str, str, str, str]:
    return place.until.isoformat(), str(place.id), place.kind.value, str(place.organisation_id)


def _after(page: Page) -> Place | None:
    """Return the place after which a page starts, None for the first.

    Raises
    ------
    UnknownCursor
        When the cursor is none of this list.
    """
    if page.start is None:
        return None
    try:
        until, about, kind, organisation = map(str, page.start)
        moment = datetime.fromisoformat(until)
        if moment.tzinfo is None:
            raise UnknownCursor
        return Place(moment, UUID(about), TaskKind(kind), UUID(organisation))
    except ValueError as error:
        raise UnknownCursor from error
