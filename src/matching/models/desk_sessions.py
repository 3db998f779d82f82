"""Who is signed in at the coordinator's pages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base


class DeskSession(Base):
    """A browser that a coordinator signed in with.

    Attributes
    ----------
    token_hash
        SHA-256 of what its cookie holds.
    key_id
        The key they signed in with; None: at the issuer.
    on_behalf_of
        Their code, for the journal: the organisation's own, or the issuer's.
    person
        How they are called where they decide something.
    expires_at
        Whatever happens, it ends then.
    """

    __tablename__ = "desk_sessions"
    __table_args__ = (CheckConstraint("key_id is not null or on_behalf_of is not null", name="known"),)

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    key_id: Mapped[UUID | None] = mapped_column(ForeignKey("api_keys.id"))
    on_behalf_of: Mapped[str | None] = mapped_column(String(80))
    person: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
