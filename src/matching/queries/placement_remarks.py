"""What people should mind of a placement; it forbids nothing."""

from collections.abc import Iterable
from datetime import date, timedelta

from matching.models import Client, TaskState
from matching.queries import covenants
from matching.queries.placements import SeenPlacement, SeenTask
from matching.vocabulary import AgeBand, LandingDomain
from matching.work import Work

# Participatiewet, article 41, fourth paragraph: who is under 27 looks for work or schooling for four weeks first.
UNDER = 27
SEARCH_PERIOD = timedelta(weeks=4)


async def remarks(work: Work, *, seen: SeenPlacement, tasks: Iterable[SeenTask]) -> list[dict[str, str]]:
    """Return what people should mind of a placement, in both languages."""
    placement = seen.placement
    procedure = await covenants.procedure_on(work, region_id=placement.region_id, on=work.at.date())
    needed_by = placement.starts_on - timedelta(days=procedure.handover_days)
    handovers = [
        task.task
        for task in tasks
        if task.task.domain is LandingDomain.BENEFIT_HANDOVER and task.task.state is TaskState.OPEN
    ]
    late = [_handover_late(task.due_on, needed_by) for task in handovers if task.due_on > needed_by]
    if handovers and _searches_first(seen.client):
        late.append(_search_period(placement.starts_on - SEARCH_PERIOD, today=work.at.date()))
    costs, most = placement.rent + seen.dwelling.service_costs, seen.client.maximum_rent
    dear = [_too_dear(costs - most)] if most is not None and costs > most else []
    return late + dear


def _searches_first(client: Client) -> bool:
    """Tell whether somebody is known to be under 27: a new municipality may ask to look for work first (P, A)."""
    return client.age < UNDER if client.age is not None else client.age_band is AgeBand.YOUNG


def _search_period(apply_by: date, *, today: date) -> dict[str, str]:
    dutch, english = _apply_at_once(apply_by) if apply_by < today else _apply(apply_by)
    return {
        "dutch": "Onder de 27 jaar kan een zoektermijn van vier weken gelden voordat de nieuwe gemeente de uitkering "
        f"behandelt: {dutch}",
        "english": "Under 27 a search period of four weeks may come before the new municipality handles the benefit: "
        f"{english}",
    }


def _apply(apply_by: date) -> tuple[str, str]:
    return (
        f"meld de aanvraag uiterlijk {apply_by}, of vraag of de termijn vervalt.",
        f"announce the application by {apply_by}, or ask whether the period can be left out.",
    )


def _apply_at_once(apply_by: date) -> tuple[str, str]:
    return (
        f"de aanvraag had op {apply_by} gemeld moeten zijn. Meld haar meteen, en vraag of de termijn vervalt.",
        f"the application should have been announced by {apply_by}. Announce it at once, and ask whether the period "
        "can be left out.",
    )


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
