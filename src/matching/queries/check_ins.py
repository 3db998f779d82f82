"""Look up check-ins: a provider those of its clients, a coordinator those of its regions, nobody else any.

What care does is not the landlord's business, and not the town hall's.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from matching.actors import Role
from matching.errors import NotFound
from matching.models import CheckIn, CheckInState, Client, Dwelling, Placement
from matching.queries.pilot_light import around, within_reach
from matching.vocabulary import Purpose
from matching.work import Work


class CheckInNotFound(NotFound):
    """There is no such check-in, or it is not yours to see."""

    dutch = "Dit contactmoment bestaat niet, of u mag het niet zien."


CARERS = (Role.PROVIDER, Role.COORDINATOR, Role.SYSTEM)
"""Who sees what care does."""


@dataclass(frozen=True, slots=True)
class SeenCheckIn:
    """A check-in, and the reference of the client it is with."""

    check_in: CheckIn
    client_id: UUID
    client_reference: str

    def overdue(self, *, on: date) -> bool:
        """Tell whether it should have taken place before a day."""
        return self.check_in.state is CheckInState.PLANNED and self.check_in.due_on < on


def _rows(work: Work) -> Select[CheckIn, UUID, str]:
    work.actor.require(*CARERS)
    return (
        select(CheckIn, Client.id, Client.reference)
        .join(Placement, Placement.id == CheckIn.placement_id)
        .join(Client, Client.id == Placement.client_id)
        .join(Dwelling, Dwelling.id == Placement.dwelling_id)
        .where(within_reach(work.actor))
    )


async def visible_check_ins(
    work: Work,
    *,
    placement_id: UUID | None = None,
    due_before: date | None = None,
    state: CheckInState | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[SeenCheckIn]:
    """Return check-ins by id, from after a place on."""
    query = _rows(work).order_by(CheckIn.id).limit(limit)
    if placement_id is not None:
        query = query.where(CheckIn.placement_id == placement_id)
    if due_before is not None:
        query = query.where(CheckIn.due_on < due_before)
    if state is not None:
        query = query.where(CheckIn.state == state)
    if after is not None:
        query = query.where(CheckIn.id > after)
    return await _seen(work, query, purpose=Purpose.LIST_CHECK_INS)


async def check_in(work: Work, *, check_in_id: UUID) -> SeenCheckIn:
    """Return one check-in.

    Raises
    ------
    CheckInNotFound
        When it does not exist, or is not the actor's to see.
    """
    found = await _seen(work, _rows(work).where(CheckIn.id == check_in_id), purpose=Purpose.READ_CHECK_IN)
    if not found:
        raise _not_found()
    return found[0]


async def placement_of(work: Work, *, check_in_id: UUID) -> UUID:
    """Return of which placement a check-in is.

    Raises
    ------
    CheckInNotFound
        When it does not exist, or is not the actor's to see.
    """
    query = _rows(work).with_only_columns(CheckIn.placement_id).where(CheckIn.id == check_in_id)
    found = await work.session.scalar(query)
    if found is None:
        raise _not_found()
    return found


async def check_ins_of(work: Work, *, placement_id: UUID) -> tuple[Placement, list[SeenCheckIn]]:
    """Return a placement with all its check-ins, by day.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or is not the actor's to see.
    """
    work.actor.require(*CARERS)
    placement = (await around(work, placement_id=placement_id)).placement
    rows = _rows(work).where(CheckIn.placement_id == placement_id).order_by(CheckIn.due_on, CheckIn.id)
    return placement, await _seen(work, rows, purpose=Purpose.READ_CHECK_INS)


async def _seen(work: Work, query: Select[CheckIn, UUID, str], *, purpose: Purpose) -> list[SeenCheckIn]:
    found = [SeenCheckIn(*row) for row in (await work.session.execute(query)).all()]
    work.saw(sorted({seen.client_id for seen in found}), purpose=purpose)
    return found


def _not_found() -> CheckInNotFound:
    return CheckInNotFound("There is no such check-in for you.", "Dit contactmoment is er voor u niet.")
