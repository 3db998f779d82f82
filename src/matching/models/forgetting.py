"""What is to be forgotten of whom, what postpones that, and what is still counted afterwards."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Identified
from matching.vocabulary import DepartedAs, ErasureGround, ErasureState, Urgency


class Erasure(Identified):
    """That a client is to be erased, or was; stays, so that a backup put back forgets again.

    Attributes
    ----------
    client_id
        No foreign key: afterwards it leads nowhere.
    asked_by
        The organisation that asked; None where the term was over.
    refused_because
        The desk's own words; emptied when the client is erased all the same.
    erased_at
        When nothing was left.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        Index(
            "uq_erasures_client_id",
            "client_id",
            unique=True,
            postgresql_where=text("state in ('asked', 'confirmed')"),
        ),
        Index("ix_erasures_region_id_state_id", "region_id", "state", "id"),
        CheckConstraint("(state = 'erased') = (erased_at is not null)", name="erased"),
    )

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    client_id: Mapped[UUID]
    ground: Mapped[ErasureGround]
    state: Mapped[ErasureState]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    decided_at: Mapped[datetime | None]
    refused_because: Mapped[str | None]
    erased_at: Mapped[datetime | None]


class Hold(Identified):
    """Why a client may not be erased yet, and until which day; a coordinator's decision.

    Attributes
    ----------
    reason
        Without personal data.
    lifted_at
        When it was taken back before its day.
    """

    __tablename__ = "holds"
    __table_args__ = (
        Index("uq_holds_client_id", "client_id", unique=True, postgresql_where=text("lifted_at is null")),
        Index("ix_holds_region_id", "region_id"),
    )

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    until: Mapped[date]
    reason: Mapped[str]
    lifted_at: Mapped[datetime | None]


class PastPlacement(Base):
    """How many placements of erased clients still count for a quota: a number, and nobody behind it.

    Attributes
    ----------
    counts_from
        The first of the month in which the leases began, or a later day of it on which a covenant's term began.
    origin
        A municipality, or `unknown`.
    """

    __tablename__ = "past_placements"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    corporation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    origin: Mapped[str] = mapped_column(String(10), primary_key=True)
    imported: Mapped[bool] = mapped_column(primary_key=True)
    counts_from: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class PastOutcome(Base):
    """How many placements of erased clients that began in a year were still lived in after some months."""

    __tablename__ = "past_outcomes"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    months: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    still_housed: Mapped[bool] = mapped_column(primary_key=True)
    number: Mapped[int]


class PastStay(Base):
    """How many erased clients left the list in a year, how, and after how many weeks.

    Attributes
    ----------
    departed_as
        Housed by us, or withdrawn without that.
    weeks
        From the day they came on the list to the first lease, or to the withdrawal. [week]
    """

    __tablename__ = "past_stays"
    __table_args__ = (CheckConstraint("number >= 1 and weeks >= 0", name="number"),)

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    origin: Mapped[str] = mapped_column(String(10), primary_key=True)
    urgency: Mapped[Urgency] = mapped_column(primary_key=True)
    departed_as: Mapped[DepartedAs] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    weeks: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
