"""Look up events: what happened, in the order in which it became visible, within what the actor may hear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    any_,
    func,
    literal,
    or_,
    select,
    true,
)

from matching.actors import Actor, Role
from matching.errors import NotFound
from matching.models import Entry, Event, Membership, Region
from matching.queries.event_types import NEUTRAL, PREFIX, TOLD, UNTOLD, EventType
from matching.work import Work


class EventNotFound(NotFound):
    """There is no such event, or it is not yours to hear."""

    dutch = "Deze gebeurtenis bestaat niet, of is niet voor u bestemd."


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, ready to be told.

    Attributes
    ----------
    position
        Its place in the feed; None for a ping.
    region
        The slug.
    """

    event_id: UUID
    position: int | None
    at: datetime
    fact: str
    subject_id: UUID | None
    region: str | None
    details: dict[str, Any]


def heard_by(
    organisation: SQLColumnExpression[UUID], *, coordinates: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return which entries an organisation may hear of, for the feed and for webhooks alike.

    Parameters
    ----------
    coordinates
        Whether it is the desk of its regions: then it hears all of them.
    """
    neutral = Entry.fact.in_(NEUTRAL)
    here = (
        select(true())
        .where(Membership.organisation_id == organisation, Membership.region_id == Entry.region_id)
        .correlate_except(Membership)
        .exists()
    )
    return or_(
        organisation == any_(Entry.parties),
        and_(or_(coordinates, neutral), here),
        and_(neutral, Entry.region_id.is_(None)),
    )


def within_hearing(actor: Actor) -> ColumnElement[bool]:
    """Return which entries the actor may hear of; an operator those that belong to no region."""
    if actor.role is Role.SYSTEM:
        return true()
    if actor.role is Role.OPERATOR:
        return Entry.region_id.is_(None)
    return heard_by(literal(actor.organisation), coordinates=literal(actor.role is Role.COORDINATOR))


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.event_id,
            Event.position,
            Entry.at,
            Entry.fact,
            Entry.subject_id,
            Region.slug.label("region"),
            Entry.details,
        )
        .join(Entry, Entry.id == Event.entry_id)
        .outerjoin(Region, Region.id == Entry.region_id)
    )


async def last_position(work: Work) -> int:
    """Return where the feed ends now, 0 when it is empty."""
    return await work.session.scalar(select(func.coalesce(func.max(Event.position), 0))) or 0


async def audible_events(
    work: Work,
    *,
    region_id: UUID | None = None,
    facts: Sequence[str] = (),
    after: int = 0,
    until: int,
    limit: int,
) -> list[Told]:
    """Return events by position, from after a place on.

    Parameters
    ----------
    facts
        Only these; empty: all.
    until
        The last position to look at: where the feed ended when the caller asked.
    """
    query = _rows().where(Event.position > after, Event.position <= until, within_hearing(work.actor))
    if region_id is not None:
        query = query.where(Entry.region_id == region_id)
    if facts:
        query = query.where(Entry.fact.in_(facts))
    rows = await work.session.execute(query.order_by(Event.position).limit(limit))
    return [Told(*row) for row in rows]


async def event_at(work: Work, *, position: int) -> Told:
    """Return one event by its position; for the system, which sends it to whom it is for."""
    work.actor.require(Role.SYSTEM)
    return Told(*(await work.session.execute(_rows().where(Event.position == position))).one())


async def position_of(work: Work, *, event_id: UUID) -> int:
    """Return the place of an event in the feed.

    Raises
    ------
    EventNotFound
        When there is none that the actor may hear of.
    """
    found = await work.session.scalar(
        select(Event.position)
        .join(Entry, Entry.id == Event.entry_id)
        .where(Event.event_id == event_id, within_hearing(work.actor))
    )
    if found is None:
        raise EventNotFound("There is no such event for you.", "Deze gebeurtenis is er voor u niet.")
    return found


def as_cloud_event(told: Told, *, source: str) -> dict[str, Any]:
    """Return an event as the NL GOV profile for CloudEvents 1.0 has it, in JSON.

    Parameters
    ----------
    source
        Who tells it, a URN.

    Source
    ------
    Logius, NL GOV profile for CloudEvents 1.0: `time` is the moment it was recorded, `dataref` where to ask
    for more ("informatiearm notificeren"), `sequence` a text that sorts as the feed does.
    """
    kind = TOLD.get(told.fact, UNTOLD)
    known = {"id": told.subject_id and str(told.subject_id), "region": told.region}
    data = _without_nothing(known | {name: told.details.get(key) for name, key in kind.data.items()})
    return _without_nothing(
        {
            "specversion": "1.0",
            "id": str(told.event_id),
            "source": source,
            "type": PREFIX + told.fact,
            "time": told.at.isoformat().replace("+00:00", "Z"),
            "subject": data.get("id"),
            "sequence": None if told.position is None else f"{told.position:019}",
            "dataref": _address(kind, data),
            "datacontenttype": "application/json",
            "data": data,
        }
    )


def _address(kind: EventType, data: dict[str, Any]) -> str | None:
    """Return where the API tells more; None where it doesn't, or the entry lacks what the address needs."""
    try:
        return kind.address.format(**data) or None
    except KeyError:
        return None


def _without_nothing(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
