"""What is to be forgotten of whom, what postpones that, and what is still counted afterwards."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Identified, Points
from matching.vocabulary import ErasureGround, ErasureState


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


class PastWait(Base):
    """How many erased clients took a step on their way to a lease, in how many days and in which month.

    Attributes
    ----------
    dimension, code
        How a report tells people apart, and the group; empty: not known. One dimension a row: no row tells two things
        of somebody.
    step
        As the report of waiting times names it; `whole` is all of them together. Of demand and supply, which doesn't
        ask how long it took: `asked` and `helped`, in no days.
    month
        The first day of the month in which the placement was made; 9999-12-31: they wait.
    known_from
        The first day of the month from which a report knows it so; what it knew before is taken off again.
    number
        Below zero where that is more than what was added.
    """

    __tablename__ = "past_waits"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    step: Mapped[str] = mapped_column(String(30), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[date] = mapped_column(primary_key=True)
    known_from: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class PastWaiter(Base):
    """How many erased clients waited, from some month until another, since a week.

    Attributes
    ----------
    dimension, code, known_from, number
        As of `PastWait`.
    listed_in
        The middle of the week in which they came on the list.
    """

    __tablename__ = "past_waiters"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    listed_in: Mapped[date] = mapped_column(primary_key=True)
    known_from: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class PastCount(Base):
    """How many erased clients a report of the whole region counts that does not ask whose they were.

    Attributes
    ----------
    dimension, code, known_from, number
        As of `PastWait`.
    step
        Who had equal chances: `waited`, or `placed` besides. Places in dwellings on offer: `taken`, below zero.
        Placements that count for a covenant: `counted`, or `imported` where that is told apart.
    days
        From the month of coming onto the list to that of the placement; of the other steps none.
    month
        The first day of the last month with which a period can begin and still count them; 9999-12-31: any. Of what
        counts for a covenant as `PastPlacement.counts_from`.
    """

    __tablename__ = "past_counts"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    step: Mapped[str] = mapped_column(String(30), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[date] = mapped_column(primary_key=True)
    known_from: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class PastMove(Base):
    """How many erased clients came from where to where.

    Attributes
    ----------
    origin
        A municipality, or `unknown`.
    places
        What one of them weighed, in decimal places.
    month
        The first day of the month in which the leases began.
    known_from, number
        As of `PastWait`.
    """

    __tablename__ = "past_moves"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    origin: Mapped[str] = mapped_column(String(10), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    places: Mapped[Points] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    known_from: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class PastTenancy(Base):
    """How many homes of erased clients lasted from one week until another.

    Attributes
    ----------
    dimension, code, known_from, number
        As of `PastWait`.
    began_in, over_in
        The middle of the week in which the lease began, and of that in which it was over; 9999-12-31: not yet.
    lost
        Over, and neither moved on nor deceased.
    """

    __tablename__ = "past_tenancies"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    began_in: Mapped[date] = mapped_column(primary_key=True)
    over_in: Mapped[date] = mapped_column(primary_key=True)
    lost: Mapped[bool] = mapped_column(primary_key=True)
    known_from: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class PastLoad(Base):
    """How many erased clients lived in a neighbourhood, and what load each was.

    Attributes
    ----------
    month
        The first day of the month in which the leases began.
    known_from, number
        As of `PastWait`.
    """

    __tablename__ = "past_loads"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    neighbourhood_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    load: Mapped[Points] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    known_from: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class PastException(Base):
    """How many hard rules were set aside for erased clients in a month, and how that ended.

    Attributes
    ----------
    outcome
        As the report of exceptions names it.
    known_from, number
        As of `PastWait`.
    """

    __tablename__ = "past_exceptions"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    known_from: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]
