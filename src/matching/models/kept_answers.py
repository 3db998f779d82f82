"""Answers kept for a day, for whoever sends the same request again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import SmallInteger, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Json


class KeptAnswer(Base):
    """What a request with an idempotency key was answered.

    Attributes
    ----------
    owner_id
        Who sent it: an organisation, or the key of an operator.
    fingerprint
        SHA-256 of what was asked.
    at
        When it was asked. [UTC]
    status, headers, body
        The answer; None until it is there, in the transaction of its effect. An answer that held a
        secret is kept without its body.
    client_ids
        The clients whose data is in it.
    """

    __tablename__ = "kept_answers"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    fingerprint: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    headers: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    body: Mapped[bytes | None]
    client_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
