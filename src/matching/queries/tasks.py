"""Everything that waits on somebody, in one list: nobody waits on something that nobody is watching.

All kinds together are one query, so that order and paging are exact. Whether something is overdue is a
fact of the clock, not of a job that ran.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, func, select, tuple_, union_all
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from matching.actors import Actor, Role
from matching.models import Client, Organisation, Region
from matching.queries.waiting import KINDS, last_day
from matching.vocabulary import Purpose, TaskKind
from matching.work import Work

NOBODY = UUID(int=0)
"""Stands in the order where no organisation in particular has to act."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of tasks: by due moment, by what it is about, and then by whose it is."""

    until: datetime
    id: UUID
    kind: TaskKind
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits on somebody.

    Attributes
    ----------
    id
        A proposal, placement, task of the landing, check-in, signal or correction.
    placement_id
        None before there is a placement.
    role, organisation
        Who has to act; no organisation where any desk of the region may.
    until
        Before when.
    """

    kind: TaskKind
    id: UUID
    placement_id: UUID | None
    client_id: UUID | None
    client_reference: str | None
    role: Role
    organisation_id: UUID | None
    organisation: str | None
    region: str
    since: datetime
    until: datetime

    @property
    def last_day(self) -> date | None:
        """Return the last day on which it is in time; None where it is due at a moment."""
        return last_day(self.kind, self.until)

    @property
    def place(self) -> Place:
        """Return its place in the order."""
        return Place(self.until, self.id, self.kind, self.organisation_id or NOBODY)


async def visible_tasks(
    work: Work,
    *,
    region_id: UUID | None = None,
    kind: TaskKind | None = None,
    overdue: bool | None = None,
    after: Place | None = None,
    limit: int,
) -> list[Task]:
    """Return what waits on the actor, for a coordinator on anybody in its regions; the first due first."""
    wanted = KINDS.values() if kind is None else [KINDS[kind]]
    waiting = union_all(*(rows(work) for rows in wanted)).subquery("waiting")
    its = waiting.c
    page = select(waiting).where(_within_reach(work.actor, waiting))
    if region_id is not None:
        page = page.where(its.region_id == region_id)
    if overdue is not None:
        page = page.where(its.until <= work.at if overdue else its.until > work.at)
    if after is not None:
        place = tuple_(after.until, after.id, after.kind.value, after.organisation_id)
        page = page.where(tuple_(*_order(its)) > place)
    found = [
        _task(**row) for row in await _named(work, page.order_by(*_order(its)).limit(limit).subquery("page"))
    ]
    work.saw(sorted({task.client_id for task in found if task.client_id}), purpose=Purpose.LIST_TASKS)
    return found


def _order(its: ReadOnlyColumnCollection[str, Any]) -> tuple[ColumnElement[Any], ...]:
    return its.until, its.id, its.kind, func.coalesce(its.organisation_id, NOBODY)


async def _named(work: Work, page: Subquery) -> Iterable[Mapping[str, Any]]:
    """Return tasks with the names of what they are about; of a client whom the actor can't see there is none."""
    its = page.c
    query = (
        select(
            page,
            Region.slug.label("region"),
            Organisation.name.label("organisation"),
            Client.reference.label("client_reference"),
        )
        .join(Region, Region.id == its.region_id)
        .outerjoin(Organisation, Organisation.id == its.organisation_id)
        .outerjoin(Client, Client.id == its.client_id)
        .order_by(*_order(its))
    )
    rows = (await work.session.execute(query)).mappings()
    return [{str(name): value for name, value in row.items()} for row in rows]


def _within_reach(actor: Actor, waiting: Subquery) -> ColumnElement[bool]:
    actor.require(Role.COORDINATOR, Role.PROVIDER, Role.CORPORATION, Role.MUNICIPALITY)
    if actor.role is Role.COORDINATOR:
        return waiting.c.region_id.in_(actor.region_ids)
    return waiting.c.organisation_id == actor.organisation


def _task(*, kind: str, role: str, region_id: UUID, **facts: Any) -> Task:  # noqa: ARG001 - its slug is there
    return Task(kind=TaskKind(kind), role=Role(role), **facts)
