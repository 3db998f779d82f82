"""Tenancies that came of proposals, the warm landing before them, and the pilot-light after."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Code, Identified, Points
from matching.vocabulary import CheckInMeans, EndReason, LandingDomain, SignalKind, Tenancy
from matching.workflow.placements import CheckInState, PlacementState, SignalState, TaskState


class Placement(Identified):
    """A tenancy: who lives where, from when, under what contract.

    It counts for the covenant's term in which `starts_on` lies.

    Attributes
    ----------
    provider_id, corporation_id
        Whose client and whose dwelling: a trigger writes them, for the policies of the database.
    imported
        The client came from another municipality, or from an unknown one.
    origin
        Where the client came from, as it was known then: it counts as that, whatever is put right later.
    load
        At the beginning; it settles as the covenant says. [points]
    support_hours, support_provider_id
        What it takes of whose capacity to support people at home, 0 and None while the client needs none: a trigger
        follows the client. [hour/week]
    rent
        The first one. [eurocent/month]
    flip_on
        When a contract in the provider's name should become the tenant's own (omklap).
    check_ins_refused_at, check_ins_refusal_note
        When the client asked to be left alone, and what was said with it, without personal data;
        that is recorded, and never held against anybody.
    returned
        Whether the client came back to the list afterwards, None while it is not over.
    outcomes_recorded
        How many of its four outcomes were written down: with `starts_on` it tells whether one is missing.
    """

    __tablename__ = "placements"
    __table_args__ = (
        UniqueConstraint("proposal_id"),
        CheckConstraint("rent >= 0", name="rent"),
        CheckConstraint("(state in ('failed', 'ended')) = (ended_on is not null)", name="ended"),
        Index("ix_placements_region_id_state_id", "region_id", "state", "id"),
        Index(
            "ix_placements_outcomes_recorded_starts_on",
            "outcomes_recorded",
            "starts_on",
            postgresql_where=text("outcomes_recorded < 4"),
        ),
        Index(
            "ix_placements_flip_on",
            "flip_on",
            postgresql_where=text("flip_on is not null and flipped_on is null"),
        ),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"))
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"), index=True)
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), server_default=FetchedValue())
    corporation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisations.id"), server_default=FetchedValue()
    )
    state: Mapped[PlacementState]
    municipality_code: Mapped[Code]
    neighbourhood_code: Mapped[Code]
    imported: Mapped[bool]
    origin: Mapped[Code | None]
    load: Mapped[Points]
    support_hours: Mapped[Points] = mapped_column(server_default=FetchedValue())
    support_provider_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organisations.id"), server_default=FetchedValue()
    )
    tenancy: Mapped[Tenancy]
    starts_on: Mapped[date]
    rent: Mapped[int]
    flip_on: Mapped[date | None]
    flipped_on: Mapped[date | None]
    confirmed_at: Mapped[datetime | None]
    check_ins_refused_at: Mapped[datetime | None]
    check_ins_refusal_note: Mapped[str | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[EndReason | None]
    returned: Mapped[bool | None]
    outcomes_recorded: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))


class LandingTask(Identified):
    """Something to arrange before the key is handed over: whose it is, until when, and whether it is done.

    Attributes
    ----------
    owner_id
        The organisation that sees to it; None where nobody took it yet: then the coordinator watches.
    note
        Without personal data.
    """

    __tablename__ = "landing_tasks"
    __table_args__ = (UniqueConstraint("placement_id", "domain"),)

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placements.id"))
    domain: Mapped[LandingDomain]
    mandatory: Mapped[bool]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    due_on: Mapped[date]
    state: Mapped[TaskState]
    done_at: Mapped[datetime | None]
    note: Mapped[str | None]


class CheckIn(Identified):
    """A contact after somebody moved in.

    Attributes
    ----------
    held_on, held_by
        When there was contact, and who had it: a function or a name of staff; None without contact.
    reminded_at
        When it was told that it came due.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        CheckConstraint("(state = 'held') = (held_on is not null)", name="held"),
        Index("ix_check_ins_placement_id_due_on", "placement_id", "due_on"),
        Index("ix_check_ins_due_on", "due_on", postgresql_where=text("state = 'planned'")),
    )

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placements.id"))
    due_on: Mapped[date]
    means: Mapped[CheckInMeans]
    state: Mapped[CheckInState]
    held_on: Mapped[date | None]
    held_by: Mapped[str | None] = mapped_column(String(80))
    reminded_at: Mapped[datetime | None]


class Signal(Identified):
    """Something that somebody noticed, and that must be acted on before a moment.

    Attributes
    ----------
    raised_by
        The organisation that noticed.
    act_by
        Until when somebody has to act.
    escalated_at
        When nobody had, and the municipality of the place was told.
    action
        What was done, without personal data.
    """

    __tablename__ = "signals"
    __table_args__ = (
        CheckConstraint("(state = 'acted-on') = (acted_at is not null)", name="acted_on"),
        Index("ix_signals_region_id_state_id", "region_id", "state", "id"),
        Index("ix_signals_act_by", "act_by", postgresql_where=text("state = 'open'")),
    )

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placements.id"), index=True)
    kind: Mapped[SignalKind]
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[SignalState]
    act_by: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    acted_at: Mapped[datetime | None]
    acted_by: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    action: Mapped[str | None]


class HousingOutcome(Base):
    """Whether somebody still lived there after some months; asked at 3, 6, 12 and 24."""

    __tablename__ = "housing_outcomes"
    __table_args__ = (CheckConstraint("months in (3, 6, 12, 24)", name="months"),)

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placements.id"), primary_key=True)
    months: Mapped[int] = mapped_column(primary_key=True)
    still_housed: Mapped[bool]
    recorded_at: Mapped[datetime]
