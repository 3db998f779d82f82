"""Look up signals, within what the actor may see.

A provider sees those about its clients, a coordinator those of its regions. A corporation sees those it
raised itself, and not what care did with them. A municipality sees those it raised, and those about its
own town that were not acted on in time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from matching.actors import Role
from matching.errors import NotFound
from matching.models import Client, Dwelling, Organisation, Placement, Region, Signal, SignalState
from matching.queries.pilot_light import within_reach
from matching.vocabulary import Purpose
from matching.work import Work


class SignalNotFound(NotFound):
    """There is no such signal, or it is not yours to see."""

    dutch = "Dit signaal bestaat niet, of u mag het niet zien."


@dataclass(frozen=True, slots=True)
class SeenSignal:
    """A signal, with the names around it."""

    signal: Signal
    region: str
    raised_by: str
    acted_by: str | None
    client_id: UUID
    client_reference: str | None
    dwelling_reference: str

    def overdue(self, *, at: datetime) -> bool:
        """Tell whether somebody should have acted on it by now, and nobody did."""
        return self.signal.state is SignalState.OPEN and self.signal.act_by <= at

    @property
    def late(self) -> bool:
        """Tell whether it was acted on, but too late."""
        return self.signal.acted_at is not None and self.signal.act_by <= self.signal.acted_at


_RaisedBy, _ActedBy = aliased(Organisation), aliased(Organisation)


def _within_reach(work: Work) -> ColumnElement[bool]:
    concerns = within_reach(work.actor)
    own = Signal.raised_by == work.actor.organisation_id
    if work.actor.role is Role.CORPORATION:
        return and_(concerns, own)
    if work.actor.role is Role.MUNICIPALITY:
        not_in_time = Signal.act_by <= func.coalesce(Signal.acted_at, work.at)
        return and_(concerns, own | not_in_time)
    return concerns


def _rows(work: Work) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Signal,
            Region.slug,
            _RaisedBy.name,
            _ActedBy.name,
            Placement.client_id,
            Client.reference,
            Dwelling.reference,
        )
        .join(Placement, Placement.id == Signal.placement_id)
        .outerjoin(Client, Client.id == Placement.client_id)
        .outerjoin(Dwelling, Dwelling.id == Placement.dwelling_id)
        .join(_RaisedBy, _RaisedBy.id == Signal.raised_by)
        .outerjoin(_ActedBy, _ActedBy.id == Signal.acted_by)
        .join(Region, Region.id == Signal.region_id)
        .where(_within_reach(work))
    )


async def visible_signals(
    work: Work,
    *,
    region_id: UUID | None = None,
    placement_id: UUID | None = None,
    state: SignalState | None = None,
    overdue: bool | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[SeenSignal]:
    """Return signals by id, from after a place on."""
    wanted = {Signal.region_id: region_id, Signal.placement_id: placement_id, Signal.state: state}
    query = _rows(work).where(*(column == value for column, value in wanted.items() if value is not None))
    if overdue is not None:
        late = and_(Signal.state == SignalState.OPEN, Signal.act_by <= work.at)
        query = query.where(late if overdue else ~late)
    if after is not None:
        query = query.where(Signal.id > after)
    return await _seen(work, query.order_by(Signal.id).limit(limit), purpose=Purpose.LIST_SIGNALS)


async def signal(work: Work, *, signal_id: UUID) -> SeenSignal:
    """Return one signal.

    Raises
    ------
    SignalNotFound
        When it does not exist, or is not the actor's to see.
    """
    found = await _seen(work, _rows(work).where(Signal.id == signal_id), purpose=Purpose.READ_SIGNAL)
    if not found:
        raise _not_found()
    return found[0]


async def placement_of(work: Work, *, signal_id: UUID) -> UUID:
    """Return about which placement a signal is.

    Raises
    ------
    SignalNotFound
        When it does not exist, or is not the actor's to see.
    """
    query = _rows(work).with_only_columns(Signal.placement_id).where(Signal.id == signal_id)
    found: UUID | None = await work.session.scalar(query)
    if found is None:
        raise _not_found()
    return found


async def _seen(work: Work, query: Select[*tuple[Any, ...]], *, purpose: Purpose) -> list[SeenSignal]:
    found = [SeenSignal(*row) for row in (await work.session.execute(query)).all()]
    work.saw(sorted({seen.client_id for seen in found}), purpose=purpose)
    return found


def _not_found() -> SignalNotFound:
    return SignalNotFound("There is no such signal for you.", "Dit signaal is er voor u niet.")
