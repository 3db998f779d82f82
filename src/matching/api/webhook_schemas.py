"""What webhook endpoints and their deliveries look like on the wire."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from matching import webhook
from matching.api.changes import partial
from matching.api.event_schemas import EventTypeName
from matching.api.listing import ListOut
from matching.api.lists import Unique
from matching.api.schemas import In, Moment, Out
from matching.api.strictness import NotProse
from matching.models import DeliveryState, EndpointState, WebhookEndpoint
from matching.queries.event_types import PREFIX
from matching.queries.webhooks import Row
from matching.webhook import Trouble


class EndpointFields(BaseModel):
    """Where events go, and which."""

    url: Annotated[
        str,
        NotProse(),
        Field(
            min_length=10,
            max_length=2_000,
            description="Address on the public internet, with https.",
            examples=["https://example.org/matchingspunt"],
        ),
    ]
    description: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            description="What it is for; without personal data.",
            examples=["koppeling met ons woonruimtesysteem"],
        ),
    ] = None
    types: Annotated[
        list[EventTypeName],
        Unique(),
        Field(
            max_length=100,
            description="Only these kinds of events; empty: all you may hear.",
            examples=[["nl.matchingspunt.run.finished", "nl.matchingspunt.covenant.changed"]],
        ),
    ] = []


class WebhookEndpointIn(In, EndpointFields):
    """A webhook endpoint to register."""


@partial
class WebhookEndpointChangeIn(In, EndpointFields):
    """What changes about a webhook endpoint; what is left out stays."""

    enabled: Annotated[
        bool,
        Field(
            description="Switch it off, or on again; switching on begins with a clean slate.",
            examples=[False],
        ),
    ]


class WebhookEndpointOut(Out):
    """A webhook endpoint, without its secret."""

    id: Annotated[UUID, Field(description="Identity.")]
    url: Annotated[str, Field(description="Address.")]
    description: Annotated[str | None, Field(description="What it is for.")]
    types: Annotated[list[str], Field(description="Kinds; empty: all.")]
    state: Annotated[
        EndpointState,
        Field(
            description="`active` gets events; `paused`: you switched it off yourself; `gone`: it answered 410; "
            "`suspended`: it took nothing for too long."
        ),
    ]
    old_secret_until: Annotated[
        Moment | None,
        Field(description="Until when the former secret signs too."),
    ]
    created_at: Annotated[Moment, Field(description="When registered.")]
    modified_at: Annotated[Moment, Field(description="Last change.")]

    @classmethod
    def of(cls, endpoint: WebhookEndpoint, **more: Any) -> Self:
        """Return what is said of an endpoint."""
        told = {name: getattr(endpoint, name) for name in cls.model_fields if hasattr(endpoint, name)}
        return cls(**told | {"types": [PREFIX + fact for fact in endpoint.facts]} | more)


class NewWebhookEndpointOut(WebhookEndpointOut):
    """A webhook endpoint with a new secret."""

    secret: Annotated[
        str,
        Field(
            description="The secret that messages are signed with. It is shown once.",
            examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        ),
    ]

    @classmethod
    def of(cls, endpoint: WebhookEndpoint, **more: Any) -> Self:
        """Return what is said of an endpoint once, with its secret."""
        return super().of(endpoint, **more | {"secret": webhook.shown(endpoint.secret)})


class WebhookEndpointListOut(ListOut):
    """A page of webhook endpoints."""

    items: list[WebhookEndpointOut]


class DeliveryOut(Out):
    """One event on its way to one endpoint."""

    event: Annotated[UUID, Field(description="Identity of the event.")]
    type: Annotated[str, Field(description="Kind of event.")]
    state: Annotated[
        DeliveryState,
        Field(description="`waiting`, `delivered`, or `dead`: given up, and to be replayed."),
    ]
    attempts: Annotated[int, Field(ge=0, description="Attempts so far.")]
    last_status: Annotated[int | None, Field(description="Last HTTP status of your server.")]
    last_trouble: Annotated[Trouble | None, Field(description="Why there was no answer.")]
    next_attempt_at: Annotated[Moment | None, Field(description="Next attempt.")]
    created_at: Annotated[Moment, Field(description="When it was put ready.")]
    ended_at: Annotated[Moment | None, Field(description="When it was over.")]

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return what is said of a delivery."""
        delivery, fact = row
        told = {name: getattr(delivery, name) for name in cls.model_fields if hasattr(delivery, name)}
        return cls(**told, event=delivery.event_id, type=PREFIX + fact)


class DeliveryListOut(ListOut):
    """A page of deliveries."""

    items: list[DeliveryOut]


class ReplayIn(In):
    """What to deliver again."""

    from_event: Annotated[
        UUID | None,
        Field(
            description="From this event on; left out: all that was given up.",
            examples=[None],
        ),
    ] = None


class ReplayOut(Out):
    """How much is delivered again."""

    deliveries: Annotated[int, Field(ge=0, description="Number of deliveries.")]
