"""Look up placements, within what the actor may see.

A coordinator sees those of its regions, a provider those of its own clients, a corporation those in its own
dwellings. Whoever owns a task of a landing, such as a municipality, sees that there is one, and that task.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.orm import aliased

from matching.actors import Actor, Role
from matching.errors import NotFound
from matching.models import (
    Client,
    Dwelling,
    LandingTask,
    Organisation,
    Placement,
    PlacementState,
    Region,
    TaskState,
)
from matching.queries.filters import asks_for_hidden
from matching.vocabulary import LandingDomain, Purpose
from matching.work import Work
from matching.workflow.placements import LIVING

NOT_FOR_LANDLORDS = (LandingDomain.BENEFIT_HANDOVER,)
"""Tasks that tell what a tenant lives on."""


class PlacementNotFound(NotFound):
    """There is no such placement, or it is not yours to see."""

    dutch = "Deze plaatsing bestaat niet, of u mag haar niet zien."


class Sight(Enum):
    """As what somebody looks at a placement; it decides how much there is to see."""

    DESK = auto()
    CARER = auto()
    LANDLORD = auto()
    TASK_OWNER = auto()


@dataclass(frozen=True, slots=True)
class SeenPlacement:
    """A placement with who lives where, and who stands behind them."""

    placement: Placement
    client: Client
    dwelling: Dwelling
    provider: str
    corporation: str
    region: str

    def by(self, actor: Actor) -> Sight:
        """Return as what somebody looks at it."""
        if actor.role is Role.SYSTEM:
            return Sight.DESK
        if actor.role is Role.COORDINATOR and self.placement.region_id in actor.region_ids:
            return Sight.DESK
        if self.client.provider_id == actor.organisation:
            return Sight.CARER
        return Sight.LANDLORD if self.dwelling.corporation_id == actor.organisation else Sight.TASK_OWNER


@dataclass(frozen=True, slots=True)
class SeenTask:
    """A task of a landing, and the name of the organisation that sees to it."""

    task: LandingTask
    owner: str | None


_Provider, _Corporation = aliased(Organisation), aliased(Organisation)


def ours(actor: Actor) -> ColumnElement[bool]:
    """Return which placements are the actor's business, of those joined with their client and dwelling.

    Raises
    ------
    NotAllowed
        When no placement can be the business of the actor's role.
    """
    if actor.role is Role.SYSTEM:
        return true()
    actor.require(Role.COORDINATOR, Role.PROVIDER, Role.CORPORATION)
    if actor.role is Role.COORDINATOR:
        return Placement.region_id.in_(actor.region_ids)
    if actor.role is Role.PROVIDER:
        return Client.provider_id == actor.organisation
    return Dwelling.corporation_id == actor.organisation


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Return which placements the actor may see: its own, and those with a task that it owns.

    Raises
    ------
    NotAllowed
        When the actor's role sees none.
    """
    actor.require(Role.COORDINATOR, Role.PROVIDER, Role.CORPORATION, Role.MUNICIPALITY, Role.SYSTEM)
    if actor.organisation_id is None:
        return ours(actor)
    has_task = exists().where(
        LandingTask.placement_id == Placement.id,
        LandingTask.owner_id == actor.organisation,
        LandingTask.state.in_((TaskState.OPEN, TaskState.DONE)),
    )
    return has_task if actor.role is Role.MUNICIPALITY else or_(ours(actor), has_task)


_HIDDEN = {
    Role.CORPORATION: frozenset({"client_id"}),
    Role.MUNICIPALITY: frozenset({"client_id", "dwelling_id", "flip_due_before"}),
}
"""What of a placement a role is not shown, and finds nothing by."""


async def visible_placements(
    work: Work,
    *,
    region_id: UUID | None = None,
    state: PlacementState | None = None,
    client_id: UUID | None = None,
    dwelling_id: UUID | None = None,
    starts_before: date | None = None,
    flip_due_before: date | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[SeenPlacement]:
    """Return placements by id, from after a place on.

    Parameters
    ----------
    flip_due_before
        Only those whose contract should be turned over before this day, and was not yet.
    """
    asked = {"client_id": client_id, "dwelling_id": dwelling_id, "flip_due_before": flip_due_before}
    if asks_for_hidden(work.actor, _HIDDEN, **asked):
        return []
    wanted = {
        Placement.region_id: region_id,
        Placement.state: state,
        Placement.client_id: client_id,
        Placement.dwelling_id: dwelling_id,
    }
    query = _rows(work).where(*(column == value for column, value in wanted.items() if value is not None))
    if any(value is not None for value in asked.values()):
        query = query.where(ours(work.actor))  # who only owns a task is shown none of these
    if starts_before is not None:
        query = query.where(Placement.starts_on < starts_before)
    if flip_due_before is not None:
        query = query.where(Placement.state.in_(LIVING), Placement.flipped_on.is_(None))
        query = query.where(Placement.flip_on < flip_due_before)
    if after is not None:
        query = query.where(Placement.id > after)
    return await _seen(work, query.order_by(Placement.id).limit(limit), purpose=Purpose.LIST_PLACEMENTS)


async def placement(work: Work, *, placement_id: UUID) -> SeenPlacement:
    """Return one placement.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or is not the actor's to see.
    """
    found = await _seen(work, _rows(work).where(Placement.id == placement_id), purpose=Purpose.READ_PLACEMENT)
    if not found:
        raise _not_found()
    return found[0]


async def parties_to(work: Work, *, placement_id: UUID, reach: ColumnElement[bool]) -> tuple[UUID, UUID]:
    """Return whose client and whose dwelling a placement is about: provider and corporation.

    Parameters
    ----------
    reach
        `ours(actor)` or `within_reach(actor)`.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or is not within that reach.
    """
    query = (
        select(Client.provider_id, Dwelling.corporation_id)
        .select_from(Placement)
        .join(Client, Client.id == Placement.client_id)
        .join(Dwelling, Dwelling.id == Placement.dwelling_id)
        .where(Placement.id == placement_id, reach)
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        raise _not_found()
    provider_id, corporation_id = found
    return provider_id, corporation_id


async def tasks_of(work: Work, *, seen: SeenPlacement) -> list[SeenTask]:
    """Return the tasks of a landing that the actor may see, in the order of the domains."""
    query = (
        select(LandingTask, Organisation.name)
        .outerjoin(Organisation, Organisation.id == LandingTask.owner_id)
        .where(LandingTask.placement_id == seen.placement.id)
    )
    own = LandingTask.owner_id == work.actor.organisation_id
    if seen.by(work.actor) is Sight.TASK_OWNER:
        query = query.where(own)
    if seen.by(work.actor) is Sight.LANDLORD:
        query = query.where(own | LandingTask.domain.not_in(NOT_FOR_LANDLORDS))
    order = list(LandingDomain)
    rows = [SeenTask(*row) for row in (await work.session.execute(query)).all()]
    return sorted(rows, key=lambda row: order.index(row.task.domain))


async def seen_task(work: Work, *, task: LandingTask) -> SeenTask:
    """Return a task with the name of who sees to it."""
    owner = await work.session.get(Organisation, task.owner_id) if task.owner_id else None
    return SeenTask(task, owner.name if owner else None)


def _rows(work: Work) -> Select[*tuple[Any, ...]]:
    return (
        select(Placement, Client, Dwelling, _Provider.name, _Corporation.name, Region.slug)
        .join(Client, Client.id == Placement.client_id)
        .join(Dwelling, Dwelling.id == Placement.dwelling_id)
        .join(_Provider, _Provider.id == Client.provider_id)
        .join(_Corporation, _Corporation.id == Dwelling.corporation_id)
        .join(Region, Region.id == Placement.region_id)
        .where(within_reach(work.actor))
    )


async def _seen(work: Work, query: Select[*tuple[Any, ...]], *, purpose: Purpose) -> list[SeenPlacement]:
    rows = (await work.session.execute(query)).all()
    work.saw([row[1].id for row in rows], purpose=purpose)
    return [SeenPlacement(*row) for row in rows]


def _not_found() -> PlacementNotFound:
    return PlacementNotFound("There is no such placement for you.", "Deze plaatsing is er voor u niet.")
