"""Everything that waits on somebody, in one list: nobody waits on something that nobody is watching.

All kinds together are one query, so that order and paging are exact. Whether something is overdue is a
fact of the clock, not of a job that ran.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, func, select, tuple_, union_all

from matching.actors import Actor, Role
from matching.models import Organisation, Region
from matching.queries.waiting import KINDS
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
    order = (its.until, its.id, its.kind, func.coalesce(its.organisation_id, NOBODY))
    query = (
        select(waiting, Region.slug.label("region"), Organisation.name.label("organisation"))
        .join(Region, Region.id == its.region_id)
        .outerjoin(Organisation, Organisation.id == its.organisation_id)
        .where(_within_reach(work.actor, waiting))
        .order_by(*order)
        .limit(limit)
    )
    if region_id is not None:
        query = query.where(its.region_id == region_id)
    if overdue is not None:
        query = query.where(its.until <= work.at if overdue else its.until > work.at)
    if after is not None:
        place = tuple_(after.until, after.id, after.kind.value, after.organisation_id)
        query = query.where(tuple_(*order) > place)
    found = [_task(**row) for row in (await work.session.execute(query)).mappings()]
    work.saw(sorted({task.client_id for task in found if task.client_id}), purpose=Purpose.LIST_TASKS)
    return found


def _within_reach(actor: Actor, waiting: Subquery) -> ColumnElement[bool]:
    actor.require(Role.COORDINATOR, Role.PROVIDER, Role.CORPORATION, Role.MUNICIPALITY)
    if actor.role is Role.COORDINATOR:
        return waiting.c.region_id.in_(actor.region_ids)
    return waiting.c.organisation_id == actor.organisation


def _task(*, kind: str, role: str, region_id: UUID, **facts: Any) -> Task:  # noqa: ARG001 - its slug is there
    return Task(kind=TaskKind(kind), role=Role(role), **facts)
