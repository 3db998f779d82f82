"""Register webhook endpoints, change and remove them, try them out, and have deliveries made again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from matching import webhook
from matching.errors import Conflict, Unprocessable
from matching.models import (
    Delivery,
    DeliveryState,
    EndpointState,
    Fact,
    Organisation,
    WebhookEndpoint,
)
from matching.operations.changes import NothingToChange
from matching.operations.events import deliver_to, publish
from matching.operations.personal_traces import traces
from matching.operations.revisions import WHATEVER, Expected
from matching.queries.events import position_of
from matching.queries.webhooks import own_endpoint
from matching.work import Crossing, Work

MOST_ENDPOINTS = 20
OLD_SECRET_SIGNS = timedelta(hours=24)
"""How long after a rotation the secret of before signs too."""
LOCKED = {"with_for_update": {"key_share": True}, "populate_existing": True}
"""Locks an endpoint against other changes, not against fresh deliveries."""


class UnfitEndpoint(Unprocessable):
    """Nothing can be sent to this webhook endpoint."""

    dutch = "Naar dit webhook-adres kan niets worden gestuurd."


class TooManyEndpoints(Conflict):
    """Your organisation has as many webhook endpoints as it may have."""

    dutch = "Uw organisatie heeft het grootste aantal webhook-adressen dat mag."


async def register_endpoint(
    work: Work, *, url: str, description: str | None, facts: Sequence[str], private: bool
) -> WebhookEndpoint:
    """Register an endpoint of the actor's organisation; what happens from now on is sent to it.

    Parameters
    ----------
    facts
        What it wants to hear; empty: all it may.
    private
        Whether http and addresses that are not public are fine.

    Raises
    ------
    UnfitEndpoint
        When the address can't be used, or the description points to a person; names all faults.
    TooManyEndpoints
        When the organisation has `MOST_ENDPOINTS`.
    """
    _refuse_unfit(url, description, private=private)
    await _refuse_one_more(work)
    await publish(work)  # what happened before is not for this endpoint
    endpoint = WebhookEndpoint(
        **work.stamp(),
        organisation_id=work.actor.organisation,
        url=url,
        description=description,
        facts=sorted(facts),
        state=EndpointState.ACTIVE,
        secret=webhook.make_secret(),
        dead_in_a_row=0,
    )
    work.session.add(endpoint)
    _record(work, Fact.WEBHOOK_ENDPOINT_REGISTERED, endpoint)
    await work.session.flush()
    return endpoint


async def change_endpoint(
    work: Work,
    *,
    endpoint_id: UUID,
    private: bool,
    expected: Expected = WHATEVER,
    enabled: bool | None = None,
    **fields: Any,
) -> WebhookEndpoint:
    """Change an endpoint; enabling one that was given up begins with a clean slate.

    Parameters
    ----------
    expected
        What the endpoint was when the change was made.
    fields
        New `url`, `description` or `facts`.

    Raises
    ------
    WebhookEndpointNotFound
        When the actor's organisation has no such endpoint.
    ResourceMovedOn
        When it has changed since.
    UnfitEndpoint, NothingToChange
        As in `register_endpoint`; when nothing is named.
    """
    endpoint = await own_endpoint(work, endpoint_id=endpoint_id, **LOCKED)
    expected.require(endpoint.revision)
    if enabled is None and not fields:
        raise NothingToChange("Name at least one field.", "Noem ten minste één veld.")
    _refuse_unfit(fields.get("url", endpoint.url), fields.get("description"), private=private)
    for name, value in fields.items():
        setattr(endpoint, name, value)
    if enabled is False:
        endpoint.state = EndpointState.PAUSED
    elif enabled and endpoint.state is not EndpointState.ACTIVE:
        endpoint.state = EndpointState.ACTIVE
        endpoint.dead_in_a_row = 0
        await _try_at_once(work, endpoint)
    endpoint.modified_at = work.at
    _record(work, Fact.WEBHOOK_ENDPOINT_CHANGED, endpoint, state=endpoint.state.value)
    await work.session.flush()
    return endpoint


async def _try_at_once(work: Work, endpoint: WebhookEndpoint) -> None:
    """Let what waits go now, with all its attempts."""
    await work.session.execute(
        update(Delivery)
        .where(Delivery.endpoint_id == endpoint.id, Delivery.state == DeliveryState.WAITING)
        .values(attempts=0, next_attempt_at=work.at)
    )


async def remove_endpoint(work: Work, *, endpoint_id: UUID) -> None:
    """Remove an endpoint, with its deliveries.

    Raises
    ------
    WebhookEndpointNotFound
        When the actor's organisation has no such endpoint.
    """
    endpoint = await own_endpoint(work, endpoint_id=endpoint_id, with_for_update=True)
    await work.session.execute(delete(Delivery).where(Delivery.endpoint_id == endpoint.id))
    await work.session.delete(endpoint)
    _record(work, Fact.WEBHOOK_ENDPOINT_REMOVED, endpoint)
    await work.session.flush()


async def rotate_secret(work: Work, *, endpoint_id: UUID) -> WebhookEndpoint:
    """Give an endpoint a new secret; the one of before signs too for `OLD_SECRET_SIGNS`.

    Raises
    ------
    WebhookEndpointNotFound
        When the actor's organisation has no such endpoint.
    """
    endpoint = await own_endpoint(work, endpoint_id=endpoint_id, **LOCKED)
    endpoint.old_secret, endpoint.secret = endpoint.secret, webhook.make_secret()
    endpoint.old_secret_until = work.at + OLD_SECRET_SIGNS
    endpoint.modified_at = work.at
    _record(work, Fact.WEBHOOK_SECRET_ROTATED, endpoint)
    await work.session.flush()
    return endpoint


async def try_out(work: Work, *, endpoint_id: UUID) -> Delivery:
    """Have a ping sent to an endpoint, once, also when it is switched off.

    Raises
    ------
    WebhookEndpointNotFound
        When the actor's organisation has no such endpoint.
    """
    endpoint = await own_endpoint(work, endpoint_id=endpoint_id)
    ping = Delivery(
        endpoint_id=endpoint.id,
        event_id=uuid4(),
        state=DeliveryState.WAITING,
        attempts=0,
        next_attempt_at=work.at,
        created_at=work.at,
    )
    work.session.add(ping)
    await work.session.flush()
    return ping


async def replay_from(work: Work, *, endpoint_id: UUID, event_id: UUID) -> int:
    """Deliver an event and all after it again, as far as the endpoint may hear them; return how many.

    Raises
    ------
    WebhookEndpointNotFound
        When the actor's organisation has no such endpoint.
    EventNotFound
        When there is no such event that the actor may hear of.
    """
    endpoint = await own_endpoint(work, endpoint_id=endpoint_id, **LOCKED)
    await publish(work)
    since = await position_of(work, event_id=event_id)
    async with work.across(Crossing.PUBLISHING):
        return await deliver_to(work, WebhookEndpoint.id == endpoint.id, since=since)


async def replay_dead(work: Work, *, endpoint_id: UUID) -> int:
    """Deliver again what was given up; return how many.

    Raises
    ------
    WebhookEndpointNotFound
        When the actor's organisation has no such endpoint.
    """
    endpoint = await own_endpoint(work, endpoint_id=endpoint_id, **LOCKED)
    revived = await work.session.scalars(
        update(Delivery)
        .where(Delivery.endpoint_id == endpoint.id, Delivery.state == DeliveryState.DEAD)
        .where(Delivery.position.is_not(None))
        .values(state=DeliveryState.WAITING, attempts=0, next_attempt_at=work.at, ended_at=None)
        .returning(Delivery.id)
    )
    return len(revived.all())


def _record(work: Work, fact: Fact, endpoint: WebhookEndpoint, **details: Any) -> None:
    work.record(fact, endpoint.id, parties=[endpoint.organisation_id], **details)


def _refuse_unfit(url: str, description: str | None, *, private: bool) -> None:
    faults = [*webhook.address_faults(url, private=private), *traces("description", description)]
    if faults:
        raise UnfitEndpoint(faults[0].english, faults[0].dutch, faults)


async def _refuse_one_more(work: Work) -> None:
    """Count under a lock on the organisation, so that two at once don't both fit."""
    mine = work.actor.organisation
    await work.session.get_one(Organisation, mine, with_for_update={"key_share": True})
    have = await work.session.scalar(
        select(func.count()).select_from(WebhookEndpoint).where(WebhookEndpoint.organisation_id == mine)
    )
    if have is not None and have >= MOST_ENDPOINTS:
        raise TooManyEndpoints(
            f"It has {have}; remove one first.", f"Het zijn er {have}; verwijder er eerst een."
        )
