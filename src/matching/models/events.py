"""What is told to others: the journal in the order of its commits, and who gets it sent."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Identified


class Unpublished(Base):
    """A journal entry without a position yet; a trigger on the journal puts it here."""

    __tablename__ = "unpublished"

    entry_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Event(Base):
    """A journal entry with its place in the feed. A trigger refuses UPDATE and DELETE, here as there.

    Attributes
    ----------
    position
        From 1, without gaps, in the order in which entries became visible.
    event_id
        Its name to the outside, for ever the same.
    """

    __tablename__ = "events"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    event_id: Mapped[UUID] = mapped_column(unique=True)


class EndpointState(StrEnum):
    """Whether a webhook endpoint gets events, and if not, why."""

    ACTIVE = "active"
    PAUSED = "paused"
    """Its owner switched it off."""
    GONE = "gone"
    """It answered 410."""
    SUSPENDED = "suspended"
    """Too many deliveries in a row were given up."""


class WebhookEndpoint(Identified):
    """An address of an organisation that events are sent to.

    Attributes
    ----------
    facts
        What it wants to hear; empty: all it may.
    secret, old_secret
        What signs, as it is: a hash could not sign. The old one signs too until `old_secret_until`.
    dead_in_a_row
        Deliveries given up since the last one that was taken.
    """

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        CheckConstraint("(old_secret is null) = (old_secret_until is null)", name="old_secret_ends"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    url: Mapped[str]
    description: Mapped[str | None] = mapped_column(String(200))
    facts: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    state: Mapped[EndpointState]
    secret: Mapped[bytes]
    old_secret: Mapped[bytes | None]
    old_secret_until: Mapped[datetime | None]
    dead_in_a_row: Mapped[int]


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; it can be replayed."""


class Delivery(Base):
    """One event on its way to one endpoint.

    Attributes
    ----------
    position
        Of the event; None for a ping, which is nobody's event.
    attempts
        How often it was tried.
    next_attempt_at
        Not before; None when it is over.
    last_status, last_trouble
        What the last attempt was answered, or why it was not.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "position"),
        Index(
            "ix_deliveries_waiting",
            "endpoint_id",
            text("position nulls first"),
            "id",
            postgresql_where=text("state = 'waiting'"),
        ),
        CheckConstraint("(state = 'waiting') = (next_attempt_at is not null)", name="waiting_has_next"),
        CheckConstraint("(state = 'waiting') = (ended_at is null)", name="over_has_ended"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("webhook_endpoints.id"))
    position: Mapped[int | None] = mapped_column(ForeignKey("events.position"))
    event_id: Mapped[UUID]
    state: Mapped[DeliveryState]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_trouble: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
