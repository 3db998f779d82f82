"""Publish what the journal holds: give each entry its place in the feed, and make the deliveries it leads to.

Ids of the journal are given out before the commit, so a reader that passed one may later find a lower one.
Positions are given out here, one publisher at a time, to what has been committed: nobody misses anything.
"""

from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, and_, any_, func, literal, or_, select, text, true
from sqlalchemy.dialects.postgresql import insert

from matching.models import (
    Delivery,
    DeliveryState,
    EndpointState,
    Entry,
    Event,
    Organisation,
    Unpublished,
    WebhookEndpoint,
)
from matching.queries.events import heard_by
from matching.vocabulary import OrganisationKind
from matching.work import Crossing, Work

PUBLISHING, DISPATCHING = 7_274_654, 7_274_655
"""Advisory locks of who does so, until the end of the transaction."""

MOST_AT_ONCE = 5_000
"""Entries published in one transaction, so that none takes long, however much there is."""

MOVE = text("""
with moved as (
        delete from unpublished
        where entry_id in (select entry_id from unpublished order by entry_id limit :most)
        returning entry_id
    ),
    fresh as (
        insert into events (position, entry_id, event_id)
        select
            (select coalesce(max(position), 0) from events) + row_number() over (order by entry_id),
            entry_id,
            gen_random_uuid()
        from moved
        returning position
    )
select min(position) from fresh
""")
"""One statement, so that an entry is in exactly one of the two tables, whatever happens."""


async def publish(work: Work) -> None:
    """Publish what was committed; leave it to whoever is doing so already."""
    async with work.across(Crossing.PUBLISHING):
        if await work.session.scalar(select(select(Unpublished).exists())) and await alone(work, PUBLISHING):
            first = await work.session.scalar(MOVE, {"most": MOST_AT_ONCE})
            if first is not None:
                await deliver_to(work, _LISTENING, since=first)


_LISTENING = and_(WebhookEndpoint.state == EndpointState.ACTIVE, Organisation.suspended_at.is_(None))


async def alone(work: Work, lock: int) -> bool:
    """Tell whether this transaction is the one that holds a lock; of several at once one does."""
    return bool(await work.session.scalar(select(func.pg_try_advisory_xact_lock(lock))))


async def deliver_to(work: Work, endpoints: ColumnElement[bool], *, since: int) -> int:
    """Make the deliveries of all events from a position on to some endpoints, as far as they may hear them.

    What was delivered or given up before is delivered anew; what waits goes on waiting. Returns how many.
    """
    anew = {
        Delivery.state.key: literal(DeliveryState.WAITING, Delivery.__table__.c.state.type),
        Delivery.attempts.key: literal(0),
        Delivery.next_attempt_at.key: literal(work.at),
        Delivery.ended_at.key: literal(None, DateTime(timezone=True)),
    }
    made = {
        Delivery.endpoint_id.key: WebhookEndpoint.id,
        Delivery.position.key: Event.position,
        Delivery.event_id.key: Event.event_id,
        Delivery.created_at.key: literal(work.at),
    }
    pairs = _pairs(endpoints, since).with_only_columns(*made.values(), *anew.values())
    delivered = await work.session.execute(
        insert(Delivery)
        .from_select([*made, *anew], pairs)
        .on_conflict_do_update(
            index_elements=[Delivery.endpoint_id, Delivery.position],
            set_=anew,
            where=Delivery.state != DeliveryState.WAITING,
        )
        .returning(Delivery.id)
    )
    return len(delivered.all())


def _pairs(endpoints: ColumnElement[bool], since: int) -> Select[*tuple[Any, ...]]:
    """Return each event with each endpoint that may and wants to hear it, in the order of the feed.

    Whoever removes an endpoint waits for this, or this for him: nothing is delivered to what is gone.
    """
    wanted = or_(func.cardinality(WebhookEndpoint.facts) == 0, Entry.fact == any_(WebhookEndpoint.facts))
    coordinates = Organisation.kind == OrganisationKind.COORDINATOR
    return (
        select(Event, WebhookEndpoint)
        .join(Entry, Entry.id == Event.entry_id)
        .join(WebhookEndpoint, true())
        .join(Organisation, Organisation.id == WebhookEndpoint.organisation_id)
        .where(Event.position >= since, endpoints, wanted)
        .where(heard_by(WebhookEndpoint.organisation_id, coordinates=coordinates))
        .order_by(Event.position)
        .with_for_update(read=True, key_share=True, of=WebhookEndpoint)
    )
