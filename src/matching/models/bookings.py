"""The book of the list: who came onto it, moved along it and left it, as counts that nobody is behind."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Code, Points
from matching.vocabulary import Movement


class Booking(Base):
    """One person more or less in one cell of the list. Append-only; a trigger on `clients` writes it.

    It names no client, so that it stays when a client is erased.

    Attributes
    ----------
    rung, origin
        Where the person lived and comes from, as the profile said at that moment; None: not known.
    rung_changed, origin_changed
        Of a movement along the list: what became another.
    persons
        1 onto the list, -1 off it.
    places
        The same in decimal places: a couple with two indications weighs 1.5.
    """

    __tablename__ = "list_bookings"
    __table_args__ = (
        CheckConstraint("persons in (-1, 1)", name="one_person"),
        Index("ix_list_bookings_region_id_at", "region_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    rung: Mapped[str | None] = mapped_column(String(40))
    origin: Mapped[Code | None]
    movement: Mapped[Movement]
    rung_changed: Mapped[bool]
    origin_changed: Mapped[bool]
    persons: Mapped[int] = mapped_column(SmallInteger)
    places: Mapped[Points]
