"""What people should mind of a placement; it forbids nothing."""

from collections.abc import Iterable
from datetime import date, timedelta

from matching.models import TaskState
from matching.queries import covenants
from matching.queries.placements import SeenPlacement, SeenTask
from matching.vocabulary import LandingDomain
from matching.work import Work


async def remarks(work: Work, *, seen: SeenPlacement, tasks: Iterable[SeenTask]) -> list[dict[str, str]]:
    """Return what people should mind of a placement, in both languages."""
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
