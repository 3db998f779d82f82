"""Look up webhook endpoints and their deliveries: an organisation its own, nobody anybody else's."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching.errors import NotFound
from matching.models import Delivery, DeliveryState, Entry, Event, WebhookEndpoint
from matching.queries.event_types import PING
from matching.work import Work

Row = tuple[Delivery, str]
"""A delivery with the fact it tells."""


class WebhookEndpointNotFound(NotFound):
    """There is no such webhook endpoint, or it is not yours."""

    dutch = "Dit webhook-adres bestaat niet, of is niet van u."


async def own_endpoints(work: Work, *, after: UUID | None, limit: int) -> list[WebhookEndpoint]:
    """Return the endpoints of the actor's organisation by id, from after a place on."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.organisation_id == work.actor.organisation)
    if after is not None:
        query = query.where(WebhookEndpoint.id > after)
    return list(await work.session.scalars(query.order_by(WebhookEndpoint.id).limit(limit)))


async def own_endpoint(work: Work, *, endpoint_id: UUID, **locked: Any) -> WebhookEndpoint:
    """Return an endpoint of the actor's organisation.

    Parameters
    ----------
    locked
        How to lock it, as `Session.get` takes it.

    Raises
    ------
    WebhookEndpointNotFound
        When it does not exist, or is another organisation's.
    """
    found = await work.session.get(WebhookEndpoint, endpoint_id, **locked)
    if found is None or found.organisation_id != work.actor.organisation:
        raise WebhookEndpointNotFound(
            "Your organisation has no such endpoint.", "Uw organisatie heeft dit adres niet."
        )
    return found


async def deliveries_of(
    work: Work, *, endpoint_id: UUID, state: DeliveryState | None, after: int | None, limit: int
) -> list[Row]:
    """Return the deliveries to an endpoint of the actor's organisation, newest first, from after a place on.

    Raises
    ------
    WebhookEndpointNotFound
        As in `own_endpoint`.
    """
    endpoint = await own_endpoint(work, endpoint_id=endpoint_id)
    query = (
        select(Delivery, Entry.fact)
        .outerjoin(Event, Event.position == Delivery.position)
        .outerjoin(Entry, Entry.id == Event.entry_id)
        .where(Delivery.endpoint_id == endpoint.id)
    )
    if state is not None:
        query = query.where(Delivery.state == state)
    if after is not None:
        query = query.where(Delivery.id < after)
    rows = await work.session.execute(query.order_by(Delivery.id.desc()).limit(limit))
    return [(delivery, fact or PING) for delivery, fact in rows]
