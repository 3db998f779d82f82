"""Bring events to webhook endpoints: one at a time to each, in the order of the feed, until it is taken.

An endpoint that does not take a delivery gets nothing else until that is tried again, or given up. So it is
never hammered, and order is kept; other endpoints don't notice. An attempt may be made twice, when a worker
dies before it could write down the answer: the receiver knows the event by its id.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select

from matching.models import (
    Delivery,
    DeliveryState,
    EndpointState,
    Fact,
    Organisation,
    WebhookEndpoint,
)
from matching.operations.events import DISPATCHING, alone
from matching.queries.event_types import PING
from matching.queries.events import Told, as_cloud_event, event_at
from matching.webhook import Answer, Courier, Message
from matching.work import Job, Work, Workshop

PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""How long an endpoint is left alone after each attempt that failed; after the last attempt we give up."""
JITTER = 0.2
"""The share by which a pause is longer at most, so that those who failed together don't return together."""
MOST_DEAD = 3
"""Deliveries given up in a row that suspend an endpoint."""
MOST_IN_A_ROW = 50
"""Deliveries after which an endpoint stands in line again behind others."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One attempt at a delivery.

    Attributes
    ----------
    attempts
        How many there were before it: whoever finds another number comes too late.
    """

    delivery_id: int
    endpoint_id: UUID
    attempts: int
    message: Message


async def dispatch(work: Work) -> None:
    """Leave a job for every endpoint to which something is to be sent now, unless it has one."""
    if not await alone(work, DISPATCHING):
        return
    due = list(await work.session.scalars(_due(work.at).with_only_columns(WebhookEndpoint.id)))
    busy = await work.locks(Job.DELIVER_EVENTS) if due else set()
    for endpoint_id in due:
        if _lock_of(endpoint_id) not in busy:
            await work.defer(Job.DELIVER_EVENTS, lock=_lock_of(endpoint_id), endpoint_id=str(endpoint_id))


def _lock_of(endpoint_id: UUID) -> str:
    return f"webhook:{endpoint_id}"


def _due(at: datetime) -> Select[WebhookEndpoint, Delivery]:
    """Return the endpoints to which something is to be sent now, each with its first delivery.

    A ping goes before everything else, and to an endpoint that is switched off too.
    """
    first = (
        select(Delivery.id)
        .where(Delivery.endpoint_id == WebhookEndpoint.id, Delivery.state == DeliveryState.WAITING)
        .order_by(Delivery.position.nulls_first(), Delivery.id)
        .limit(1)
        .correlate(WebhookEndpoint)
        .scalar_subquery()
    )
    return (
        select(WebhookEndpoint, Delivery)
        .join(Organisation, Organisation.id == WebhookEndpoint.organisation_id)
        .join(Delivery, Delivery.id == first)
        .where(
            Delivery.next_attempt_at <= at,
            Organisation.suspended_at.is_(None),
            or_(WebhookEndpoint.state == EndpointState.ACTIVE, Delivery.position.is_(None)),
        )
    )


async def deliver(workshop: Workshop, *, endpoint_id: UUID, courier: Courier, source: str) -> None:
    """Send an endpoint what is to be sent to it now, in order, until it takes something not or all is sent.

    Parameters
    ----------
    source
        Who tells it, a URN.

    Raises
    ------
    DatabaseAway
        When the database is gone; what was sent meanwhile may be sent again.
    """
    for _ in range(MOST_IN_A_ROW):
        async with workshop.open() as work:
            parcel = await _take(work, endpoint_id, source)
        if parcel is None:
            return
        answer = await courier.post(parcel.message)
        async with workshop.open() as work:
            await _note(work, parcel, answer)


async def _take(work: Work, endpoint_id: UUID, source: str) -> Parcel | None:
    """Return the delivery that is to be sent now, None when there is none."""
    row = (await work.session.execute(_due(work.at).where(WebhookEndpoint.id == endpoint_id))).first()
    if row is None:
        return None
    endpoint, delivery = row
    told = await _told(work, endpoint, delivery)
    message = Message(
        id=str(told.event_id),
        url=endpoint.url,
        body=json.dumps(as_cloud_event(told, source=source), separators=(",", ":")).encode(),
        at=work.at,
        secrets=tuple(_secrets(endpoint, work.at)),
    )
    return Parcel(delivery.id, endpoint.id, delivery.attempts, message)


async def _told(work: Work, endpoint: WebhookEndpoint, delivery: Delivery) -> Told:
    if delivery.position is not None:
        return await event_at(work, position=delivery.position)
    return Told(delivery.event_id, None, delivery.created_at, PING, endpoint.id, None, {})


def _secrets(endpoint: WebhookEndpoint, at: datetime) -> Iterator[bytes]:
    yield endpoint.secret
    if endpoint.old_secret is not None and endpoint.old_secret_until and endpoint.old_secret_until > at:
        yield endpoint.old_secret


async def _note(work: Work, parcel: Parcel, answer: Answer) -> None:
    """Write down what became of an attempt, unless another attempt was first or the endpoint is no more."""
    locked = {"key_share": True}
    endpoint = await work.session.get(WebhookEndpoint, parcel.endpoint_id, with_for_update=locked)
    delivery = await work.session.get(Delivery, parcel.delivery_id, with_for_update=locked)
    if endpoint is None or delivery is None:
        return
    if delivery.state is not DeliveryState.WAITING or delivery.attempts != parcel.attempts:
        return
    delivery.attempts += 1
    delivery.last_status = answer.status
    delivery.last_trouble = answer.trouble
    if answer.is_taken:
        _end(delivery, DeliveryState.DELIVERED, at=work.at)
        endpoint.dead_in_a_row = 0
    elif answer.is_gone or delivery.position is None or delivery.attempts > len(PAUSES):
        _end(delivery, DeliveryState.DEAD, at=work.at)
        _count_dead(work, endpoint, delivery, answer)
    else:
        delivery.next_attempt_at = work.at + _pause(delivery, answer)


def _count_dead(work: Work, endpoint: WebhookEndpoint, delivery: Delivery, answer: Answer) -> None:
    """Suspend an endpoint that wants nothing any more, or took nothing for long; a ping that fails says little."""
    if answer.is_gone:
        _suspend(work, endpoint, EndpointState.GONE)
    elif delivery.position is not None:
        endpoint.dead_in_a_row += 1
        if endpoint.dead_in_a_row == MOST_DEAD:
            _suspend(work, endpoint, EndpointState.SUSPENDED)


def _end(delivery: Delivery, state: DeliveryState, *, at: datetime) -> None:
    delivery.state = state
    delivery.next_attempt_at = None
    delivery.ended_at = at


def _suspend(work: Work, endpoint: WebhookEndpoint, state: EndpointState) -> None:
    endpoint.state = state
    endpoint.modified_at = work.at
    work.record(
        Fact.WEBHOOK_ENDPOINT_SUSPENDED,
        endpoint.id,
        parties=[endpoint.organisation_id],
        state=state.value,
    )


def _pause(delivery: Delivery, answer: Answer) -> timedelta:
    """Return how long to leave the endpoint alone: by the schedule, or longer where it asks for it."""
    scheduled = PAUSES[delivery.attempts - 1]
    spread = (delivery.event_id.int ^ delivery.endpoint_id.int) % 1_000 / 1_000
    return max(scheduled * (1 + JITTER * spread), answer.retry_after or timedelta(0))
