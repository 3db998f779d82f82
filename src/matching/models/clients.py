"""Clients: known only by their provider's reference, described by what they need."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Identified, Json, Names, Points
from matching.vocabulary import Accessibility, AgeBand, IncomeBand, IncomeKind, Need, Support, Urgency


class ClientState(StrEnum):
    """Whether a client takes part in matching."""

    WAITING = "waiting"
    PLACED = "placed"
    WITHDRAWN = "withdrawn"


KEPT_APART = text("keep_apart <> '{}'")
"""Which clients have to be kept apart from somebody: written out, so that PostgreSQL knows its index by it."""


class Client(Identified):
    """A household ready to move on, or soon; see `solver.instance.Client` for what the fields mean.

    None means "not known". Money in eurocents a month. `profile_version` counts the changes. Until the
    day `parked_until` a client stays out of matching, and on the list.
    """

    __tablename__ = "clients"
    __table_args__ = (
        UniqueConstraint("provider_id", "reference"),
        CheckConstraint("load between 0 and 10", name="load"),
        CheckConstraint("adults >= 1", name="adults"),
        Index("ix_clients_region_id_state_id", "region_id", "state", "id"),
        Index("ix_clients_region_id_state_kept_apart", "region_id", "state", postgresql_where=KEPT_APART),
    )

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    reference: Mapped[str] = mapped_column(String(64))
    state: Mapped[ClientState]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]
    parked_until: Mapped[date | None]
    parked_because: Mapped[str | None]
    profile_version: Mapped[int]
    origin: Mapped[str | None] = mapped_column(String(10))
    facility_id: Mapped[UUID | None] = mapped_column(ForeignKey("facilities.id"))
    current_housing_form: Mapped[str | None] = mapped_column(String(40))
    on_list_since: Mapped[date]
    ready_from: Mapped[date | None]
    ready_until: Mapped[date | None]
    urgency: Mapped[Urgency]
    urgency_reason: Mapped[str | None]
    urgency_approved_by: Mapped[str | None]
    adults: Mapped[int]
    children_ages: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    persons_weight: Mapped[Points]
    age_band: Mapped[AgeBand | None]
    age: Mapped[int | None]
    income_kind: Mapped[IncomeKind | None]
    income_band: Mapped[IncomeBand | None]
    debts_under_control: Mapped[bool | None]
    load: Mapped[Points]
    support: Mapped[Support | None]
    support_hours: Mapped[Points]
    support_provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    housing_forms: Mapped[Names]
    bedrooms: Mapped[int | None]
    maximum_rent: Mapped[int | None]
    accessibility: Mapped[Accessibility | None]
    own_unit: Mapped[Need]
    not_in_group: Mapped[Need]
    low_stimulus: Mapped[Need]
    tenancies: Mapped[Names]
    preferred_areas: Mapped[Names]
    acceptable_areas: Mapped[Names]
    excluded_areas: Mapped[Names]
    keep_apart: Mapped[Names]
    target_groups: Mapped[Names | None]
    wishes: Mapped[Names]
    consent_on: Mapped[date | None]


class ProfileVersion(Base):
    """What a client's profile was before a change: the whole of it, as it came in."""

    __tablename__ = "profile_versions"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[Json]
    replaced_at: Mapped[datetime]


class SupportCoverage(Base):
    """Where a provider delivers support, how heavy, and how many hours a week it has for this region."""

    __tablename__ = "support_coverages"
    __table_args__ = (CheckConstraint("hours >= 0", name="hours"),)

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("areas.code"), primary_key=True)
    level: Mapped[Support]
    hours: Mapped[Points | None]
