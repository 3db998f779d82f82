"""The plan of a warm landing: what to arrange before the key is handed over, by whom and until when (N)."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from matching.models import Client, LandingTask, Membership, Organisation, Placement, TaskState
from matching.operations.placements.moves import HeldPlacement
from matching.queries.procedures import Procedure
from matching.vocabulary import IncomeKind, LandingDomain, OrganisationKind
from matching.work import Work

_D = LandingDomain
ALWAYS = (_D.LIVING, _D.WORK_AND_INCOME, _D.DEBTS, _D.CARE)
"""What every landing has to arrange."""


async def open_plan(
    work: Work, held: HeldPlacement, *, client: Client, procedure: Procedure
) -> list[LandingTask]:
    """Write down the tasks of a landing, each with its owner and the day it is due."""
    owners = await _owners(work, held, client)
    tasks = [
        LandingTask(
            **work.stamp(),
            placement_id=held.placement.id,
            domain=domain,
            mandatory=domain in (*procedure.landing_mandatory, _D.BENEFIT_HANDOVER),
            owner_id=owners[domain],
            due_on=_due_on(domain, starts_on=held.placement.starts_on, procedure=procedure, work=work),
            state=TaskState.OPEN,
        )
        for domain in (*ALWAYS, *_handover(held.placement, client))
    ]
    work.session.add_all(tasks)
    return tasks


async def move_due_days(work: Work, placement: Placement, *, procedure: Procedure) -> None:
    """Let the days on which open tasks are due follow the day the lease begins."""
    for task in await open_tasks(work, placement):
        task.due_on = _due_on(task.domain, starts_on=placement.starts_on, procedure=procedure, work=work)
        task.modified_at = work.at


async def open_tasks(work: Work, placement: Placement) -> list[LandingTask]:
    """Return the tasks of a landing that are still to be done, in the order of the domains."""
    found = await work.session.scalars(
        select(LandingTask).where(
            LandingTask.placement_id == placement.id, LandingTask.state == TaskState.OPEN
        )
    )
    return sorted(found, key=lambda task: list(LandingDomain).index(task.domain))


async def given_to_others(work: Work, placement: Placement, domain: LandingDomain) -> bool:
    """Tell whether a plan gives a task to others than the client's provider, whoever owns it by now.

    Care and debts it does not: who supports the client is for that provider to say.
    """
    if domain in (_D.CARE, _D.DEBTS):
        return False
    return domain is _D.LIVING or await _municipality(work, placement) is not None


def _handover(placement: Placement, client: Client) -> tuple[LandingDomain, ...]:
    """Return the extra task of a benefit that stops at the border: without it there are weeks without income (P)."""
    crosses = placement.imported and client.income_kind is IncomeKind.BENEFIT
    return (_D.BENEFIT_HANDOVER,) if crosses else ()


def _due_on(domain: LandingDomain, *, starts_on: date, procedure: Procedure, work: Work) -> date:
    """Return when a task is due: a hand-over takes its days before the lease, and none that is past."""
    if domain is not _D.BENEFIT_HANDOVER:
        return starts_on
    return max(work.at.date(), starts_on - timedelta(days=procedure.handover_days))


async def _owners(work: Work, held: HeldPlacement, client: Client) -> Mapping[LandingDomain, UUID | None]:
    carer = client.support_provider_id or client.provider_id
    municipality = await _municipality(work, held.placement)
    return {
        _D.LIVING: held.corporation_id,
        _D.WORK_AND_INCOME: municipality,
        _D.DEBTS: carer,
        _D.CARE: carer,
        _D.BENEFIT_HANDOVER: municipality,
    }


async def _municipality(work: Work, placement: Placement) -> UUID | None:
    """Return the organisation of the municipality that somebody moves to; None when none takes part here."""
    query = (
        select(Organisation.id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.region_id == placement.region_id,
            Organisation.kind == OrganisationKind.MUNICIPALITY,
            Organisation.municipality_code == placement.municipality_code,
            Organisation.suspended_at.is_(None),
        )
        .order_by(Organisation.id)
        .limit(1)
    )
    return await work.session.scalar(query)
