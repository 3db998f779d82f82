"""Look up what landings still wait for, and what to mind of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, select

from matching.actors import Actor, Role
from matching.models import Client, LandingTask, Placement, TaskState
from matching.queries import covenants
from matching.queries.placements import SeenPlacement, SeenTask
from matching.vocabulary import LandingDomain
from matching.work import Work
from matching.workflow.placements import LIVING


@dataclass(frozen=True, slots=True)
class OpenLandingTask:
    """Something to arrange for a placement, and whose it is; without an owner it is the coordinator's."""

    placement_id: UUID
    region_id: UUID
    domain: LandingDomain
    mandatory: bool
    owner_id: UUID | None
    due_on: date
    client_id: UUID
    client_reference: str


async def open_landing_tasks(
    work: Work, *, due_before: date | None = None, limit: int
) -> list[OpenLandingTask]:
    """Return the open tasks of landings that wait for the actor, the first due first.

    A coordinator watches all of its regions; everybody else sees what it owns.
    """
    query: Any = (
        select(
            Placement.id,
            Placement.region_id,
            LandingTask.domain,
            LandingTask.mandatory,
            LandingTask.owner_id,
            LandingTask.due_on,
            Client.id,
            Client.reference,
        )
        .join(Placement, Placement.id == LandingTask.placement_id)
        .join(Client, Client.id == Placement.client_id)
        .where(LandingTask.state == TaskState.OPEN, Placement.state.in_(LIVING), _waits_for(work.actor))
    )
    if due_before is not None:
        query = query.where(LandingTask.due_on < due_before)
    rows = (await work.session.execute(query.order_by(LandingTask.due_on, LandingTask.id).limit(limit))).all()
    found = [OpenLandingTask(*row) for row in rows]
    work.saw([task.client_id for task in found], purpose="open-landing-tasks")
    return found


async def remarks(work: Work, *, seen: SeenPlacement, tasks: Iterable[SeenTask]) -> list[dict[str, str]]:
    """Return what people should mind of a placement, in both languages; it forbids nothing."""
    placement = seen.placement
    procedure = await covenants.procedure_on(work, region_id=placement.region_id, on=work.at.date())
    needed_by = placement.starts_on - timedelta(days=procedure.handover_days)
    late = [
        _handover_late(task.task.due_on, needed_by)
        for task in tasks
        if task.task.domain is LandingDomain.BENEFIT_HANDOVER
        and task.task.state is TaskState.OPEN
        and task.task.due_on > needed_by
    ]
    costs, most = placement.rent + seen.dwelling.service_costs, seen.client.maximum_rent
    dear = [_too_dear(costs - most)] if most is not None and costs > most else []
    return late + dear


def _handover_late(due_on: date, needed_by: date) -> dict[str, str]:
    return {
        "dutch": f"De uitkering had op {needed_by} overgedragen moeten zijn; doe het uiterlijk {due_on}, "
        "anders zijn er weken zonder inkomen.",
        "english": f"The benefit should have been handed over by {needed_by}; do it by {due_on}, "
        "or there are weeks without income.",
    }


def _too_dear(cents: int) -> dict[str, str]:
    return {
        "dutch": f"Huur en servicekosten zijn € {cents // 100},{cents % 100:02} hoger dan het profiel aangeeft.",
        "english": f"Rent and service costs are € {cents // 100}.{cents % 100:02} above what the profile says.",
    }


def _waits_for(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.COORDINATOR:
        return Placement.region_id.in_(actor.region_ids)
    return false() if actor.organisation_id is None else LandingTask.owner_id == actor.organisation_id
