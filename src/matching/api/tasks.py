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

    kind: Annotated[TaskKind, Field(description="What has to be done.")]
    kind_dutch: Annotated[str, Field(description="In Dutch.")]
    id: Annotated[UUID, Field(description="What it is about.")]
    href: Annotated[str, Field(description="Where that can be read.")]
    placement: Annotated[UUID | None, Field(description="Placement, if there is one already.")]
    client_reference: Annotated[
        str | None,
        Field(description="Reference of the client, for who may see that."),
    ]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    role: Annotated[Role, Field(description="Who has to act.")]
    organisation: Annotated[UUID | None, Field(description="Which organisation; null: the desk.")]
    organisation_name: Annotated[str | None, Field(description="Name of the organisation.")]
    since: Annotated[Moment, Field(description="Since when it waits.")]
    until: Annotated[Moment, Field(description="Before when it must be done.")]
    overdue: Annotated[bool, Field(description="That has passed.")]

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
    region: Annotated[Slug | None, Query(description="Region.", examples=["parkstad"])] = None,
    kind: Annotated[TaskKind | None, Query(description="Only this kind.", examples=["check-in"])] = None,
    overdue: Annotated[
        bool | None,
        Query(description="true: only what is overdue.", examples=[False]),
    ] = None,
) -> TaskListOut:
    """Show all that waits on somebody, the most pressing first.

    A coordinator sees everything of the region, anybody else what waits on their own organisation. What has a
    fixed day is listed from two weeks before it.
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
