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
            description="Adres op het openbare internet, met https. / An address on the public internet.",
            examples=["https://example.org/matchingspunt"],
        ),
    ]
    description: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            description="Waar het voor is; zonder persoonsgegevens. / What it is for.",
            examples=["koppeling met ons woonruimtesysteem"],
        ),
    ] = None
    types: Annotated[
        list[EventTypeName],
        Unique(),
        Field(
            max_length=100,
            description="Alleen deze soorten gebeurtenissen; leeg: alles wat u mag horen. "
            "/ Only these types of events; empty: all you may hear.",
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
            description="Uit- of weer aanzetten; aanzetten begint met een schone lei. / Switch it off, or on again.",
            examples=[False],
        ),
    ]


class WebhookEndpointOut(Out):
    """A webhook endpoint, without its secret."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    url: Annotated[str, Field(description="Adres. / Address.")]
    description: Annotated[str | None, Field(description="Waar het voor is. / What it is for.")]
    types: Annotated[list[str], Field(description="Soorten; leeg: alles. / Types; empty: all.")]
    state: Annotated[
        EndpointState,
        Field(
            description="`active` krijgt gebeurtenissen; `paused` zette u zelf uit; `gone` antwoordde 410; "
            "`suspended` nam te lang niets aan. / Whether it gets events, and if not, why."
        ),
    ]
    old_secret_until: Annotated[
        Moment | None,
        Field(description="Tot wanneer het vorige geheim ook tekent. / Until when the old secret signs too."),
    ]
    created_at: Annotated[Moment, Field(description="Wanneer ingeschreven. / When registered.")]
    modified_at: Annotated[Moment, Field(description="Laatste wijziging. / Last change.")]

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
            description="Het geheim waarmee berichten getekend worden. Wordt eenmalig getoond. "
            "/ What messages are signed with; shown once and never again.",
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

    event: Annotated[UUID, Field(description="Kenmerk van de gebeurtenis. / Identity of the event.")]
    type: Annotated[str, Field(description="Soort gebeurtenis. / Type of event.")]
    state: Annotated[
        DeliveryState,
        Field(
            description="`waiting`, `delivered`, of `dead`: opgegeven, en opnieuw af te spelen. "
            "/ `dead`: given up, and replayable."
        ),
    ]
    attempts: Annotated[int, Field(ge=0, description="Pogingen tot nu toe. / Attempts so far.")]
    last_status: Annotated[
        int | None, Field(description="Laatste HTTP-status van uw server. / Last status of your server.")
    ]
    last_trouble: Annotated[
        Trouble | None, Field(description="Waarom er geen antwoord kwam. / Why there was no answer.")
    ]
    next_attempt_at: Annotated[Moment | None, Field(description="Volgende poging. / Next attempt.")]
    created_at: Annotated[Moment, Field(description="Wanneer klaargezet. / When made.")]
    ended_at: Annotated[Moment | None, Field(description="Wanneer afgelopen. / When it was over.")]

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
            description="Vanaf deze gebeurtenis; weglaten: alles wat is opgegeven. "
            "/ From this event on; left out: all that was given up.",
            examples=[None],
        ),
    ] = None


class ReplayOut(Out):
    """How much is delivered again."""

    deliveries: Annotated[int, Field(ge=0, description="Aantal leveringen. / Number of deliveries.")]
