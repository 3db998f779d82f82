"""What an event looks like to who reads the feed, and what kinds there are."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from matching.api.listing import ListOut
from matching.api.schemas import Moment, Out
from matching.queries.event_types import PREFIX, TOLD, EventType

TYPES = tuple(PREFIX + fact for fact in TOLD)


def _known(kind: str) -> str:
    if kind not in TYPES:
        dutch = "Dit soort gebeurtenis bestaat niet; GET /v1/event-types noemt ze alle."
        raise PydanticCustomError(
            "unknown_event_type", "There is no such type; GET /v1/event-types names all", {"dutch": dutch}
        )
    return kind


EventTypeName = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema({"type": "string", "enum": list(TYPES), "examples": ["nl.matchingspunt.run.finished"]}),
]
"""The type of an event as it goes over the wire."""


def facts_of(types: list[str]) -> list[str]:
    """Return the facts that types of events tell."""
    return [kind.removeprefix(PREFIX) for kind in types]


class EventOut(Out):
    """An event, as the NL GOV profile for CloudEvents 1.0 has it; what is unknown is left out."""

    specversion: Annotated[str, Field(description="Version of CloudEvents.")]
    id: Annotated[
        UUID,
        Field(description="Identity; for ever the same, also when it is repeated."),
    ]
    source: Annotated[str, Field(description="Who tells this, a URN.")]
    type: Annotated[str, Field(description="Kind, as in `GET /v1/event-types`.", examples=[TYPES[0]])]
    time: Annotated[Moment, Field(description="When it was recorded.")]
    subject: Annotated[str | None, Field(description="Identity of what it is about.")] = None
    sequence: Annotated[
        str | None,
        Field(description="Order: a text that only grows."),
    ] = None
    dataref: Annotated[
        str | None,
        Field(description="Address in this API that tells more.", examples=["/v1/areas"]),
    ] = None
    datacontenttype: Annotated[str, Field(description="Always JSON.")]
    data: Annotated[
        dict[str, Any],
        Field(description="Identities, states and counts."),
    ]


class EventListOut(ListOut):
    """A part of the feed."""

    items: list[EventOut]
    resume: Annotated[
        str,
        Field(
            description="Keep this cursor, and go on from there later (`after`), also when `next` is empty.",
            examples=["WzQyXQ"],
        ),
    ]


class EventTypeOut(Out):
    """A kind of event."""

    type: Annotated[str, Field(description="Kind.", examples=[TYPES[0]])]
    dutch: Annotated[str, Field(description="What it means.")]
    english: Annotated[str, Field(description="What it means, in English.")]
    dataref: Annotated[str | None, Field(description="What the address that tells more looks like.")]
    data: Annotated[list[str], Field(description="What it holds besides identity and region.")]
    neutral: Annotated[
        bool,
        Field(
            description="Everybody in the region hears this; otherwise the coordinator and whom it concerns."
        ),
    ]

    @classmethod
    def of(cls, fact: str, told: EventType) -> Self:
        """Return what is said of a kind."""
        return cls(
            type=PREFIX + fact,
            dutch=told.dutch,
            english=told.english,
            dataref=told.address or None,
            data=list(told.data),
            neutral=told.neutral,
        )


class EventTypeListOut(ListOut):
    """All kinds of events."""

    items: list[EventTypeOut]
