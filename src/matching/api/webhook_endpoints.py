"""Webhook endpoints: addresses of yours that events are sent to."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response

from matching import examples
from matching.api.conditions import ATag, IfMatch
from matching.api.cursors import position_after
from matching.api.dependencies import OrganisationWork
from matching.api.event_schemas import facts_of
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.repeats import HOLDS_A_SECRET
from matching.api.routing import open_router
from matching.api.webhook_schemas import (
    DeliveryListOut,
    DeliveryOut,
    NewWebhookEndpointOut,
    ReplayIn,
    ReplayOut,
    WebhookEndpointChangeIn,
    WebhookEndpointIn,
    WebhookEndpointListOut,
    WebhookEndpointOut,
)
from matching.errors import NotAllowed
from matching.models import DeliveryState
from matching.operations import webhooks
from matching.operations.changes import NothingToChange
from matching.operations.webhooks import TooManyEndpoints, UnfitEndpoint
from matching.queries import webhooks as questions
from matching.queries.event_types import PING
from matching.queries.events import EventNotFound
from matching.queries.webhooks import WebhookEndpointNotFound

router = open_router("/webhook-endpoints", tag="webhook-endpoints")

EndpointId = Annotated[
    UUID, Path(description="Identity of the endpoint.", examples=[examples.WEBHOOK_ENDPOINT])
]
EndpointToRemove = Annotated[
    UUID,
    Path(description="Identity of the endpoint.", examples=[examples.WEBHOOK_ENDPOINT_TO_REMOVE]),
]


@router.get("", responses=refuses(NotAllowed))
async def list_webhook_endpoints(work: OrganisationWork, page: APage) -> WebhookEndpointListOut:
    """Show the webhook endpoints of your organisation."""
    found = await questions.own_endpoints(work, after=page.after_id, limit=page.limit)
    return WebhookEndpointListOut(
        items=[WebhookEndpointOut.of(endpoint) for endpoint in found],
        next=page.next_id([endpoint.id for endpoint in found]),
    )


@router.post(
    "",
    status_code=201,
    responses=refuses(NotAllowed, UnfitEndpoint, TooManyEndpoints),
    openapi_extra=HOLDS_A_SECRET,
)
async def register_webhook_endpoint(
    body: WebhookEndpointIn, work: OrganisationWork, request: Request, response: Response, tag: ATag
) -> NewWebhookEndpointOut:
    """Register an address that events are sent to.

    You hear what you may read in `GET /v1/events` too. Messages are signed as Standard Webhooks has it, with
    the secret in the answer, which you see once. They come in order, one at a time; what your server does not
    take (2xx) is tried again for more than a day, and for so long what comes after it waits.
    """
    endpoint = await webhooks.register_endpoint(
        work,
        url=body.url,
        description=body.description,
        facts=facts_of(body.types),
        private=request.app.state.settings.webhook_private,
    )
    response.headers["Location"] = f"/v1/webhook-endpoints/{endpoint.id}"
    tag.tell(endpoint.revision)
    return NewWebhookEndpointOut.of(endpoint)


@router.get("/{endpoint_id}", responses=refuses(NotAllowed, WebhookEndpointNotFound))
async def get_webhook_endpoint(
    endpoint_id: EndpointId, work: OrganisationWork, tag: ATag
) -> WebhookEndpointOut:
    """Show a webhook endpoint."""
    endpoint = await questions.own_endpoint(work, endpoint_id=endpoint_id)
    tag.tell(endpoint.revision)
    return WebhookEndpointOut.of(endpoint)


@router.patch(
    "/{endpoint_id}", responses=refuses(NotAllowed, WebhookEndpointNotFound, UnfitEndpoint, NothingToChange)
)
async def change_webhook_endpoint(
    *,
    endpoint_id: EndpointId,
    body: WebhookEndpointChangeIn,
    work: OrganisationWork,
    expected: IfMatch,
    tag: ATag,
    request: Request,
) -> WebhookEndpointOut:
    """Change a webhook endpoint, switch it off or on again.

    What happens while an endpoint is off is not kept for it: have it replayed, or read it in `GET
    /v1/events`.
    """
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)
    if "types" in changes:
        changes["facts"] = facts_of(changes.pop("types"))
    changed = await webhooks.change_endpoint(
        work,
        endpoint_id=endpoint_id,
        private=request.app.state.settings.webhook_private,
        expected=expected,
        **changes,
    )
    tag.tell(changed.revision)
    return WebhookEndpointOut.of(changed)


@router.delete("/{endpoint_id}", status_code=204, responses=refuses(NotAllowed, WebhookEndpointNotFound))
async def remove_webhook_endpoint(endpoint_id: EndpointToRemove, work: OrganisationWork) -> None:
    """Remove a webhook endpoint, with its deliveries."""
    await webhooks.remove_endpoint(work, endpoint_id=endpoint_id)


@router.post(
    "/{endpoint_id}/secret-rotation",
    responses=refuses(NotAllowed, WebhookEndpointNotFound),
    openapi_extra=HOLDS_A_SECRET,
)
async def rotate_webhook_secret(
    endpoint_id: EndpointId, work: OrganisationWork, response: Response, tag: ATag
) -> NewWebhookEndpointOut:
    """Give an endpoint a new secret; the old one signs too for 24 hours.

    For that long messages carry two signatures: put the new secret in place meanwhile.
    """
    endpoint = await webhooks.rotate_secret(work, endpoint_id=endpoint_id)
    response.headers["Location"] = f"/v1/webhook-endpoints/{endpoint.id}"
    tag.tell(endpoint.revision)
    return NewWebhookEndpointOut.of(endpoint)


@router.post("/{endpoint_id}/test", status_code=202, responses=refuses(NotAllowed, WebhookEndpointNotFound))
async def ping_webhook_endpoint(endpoint_id: EndpointId, work: OrganisationWork) -> DeliveryOut:
    """Send a ping, once, also to an endpoint that is off.

    What came of it stands among its deliveries.
    """
    return DeliveryOut.of((await webhooks.try_out(work, endpoint_id=endpoint_id), PING))


@router.get("/{endpoint_id}/deliveries", responses=refuses(NotAllowed, WebhookEndpointNotFound))
async def list_webhook_deliveries(
    endpoint_id: EndpointId,
    work: OrganisationWork,
    page: APage,
    state: Annotated[DeliveryState | None, Query(description="State.", examples=["dead"])] = None,
) -> DeliveryListOut:
    """Show what went and goes to an endpoint, the newest first."""
    found = await questions.deliveries_of(
        work, endpoint_id=endpoint_id, state=state, after=position_after(page), limit=page.limit
    )
    is_full = len(found) == page.limit
    return DeliveryListOut(
        items=[DeliveryOut.of(row) for row in found],
        next=page.point_on(found[-1][0].id) if is_full else None,
    )


@router.post(
    "/{endpoint_id}/replay",
    status_code=202,
    responses=refuses(NotAllowed, WebhookEndpointNotFound, EventNotFound),
)
async def replay_to_webhook_endpoint(
    endpoint_id: EndpointId, body: ReplayIn, work: OrganisationWork
) -> ReplayOut:
    """Deliver again: all that was given up, or all from an event on.

    Every event keeps its identity.
    """
    if body.from_event is None:
        return ReplayOut(deliveries=await webhooks.replay_dead(work, endpoint_id=endpoint_id))
    again = await webhooks.replay_from(work, endpoint_id=endpoint_id, event_id=body.from_event)
    return ReplayOut(deliveries=again)
