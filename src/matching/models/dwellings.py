"""Dwellings on offer."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Code, Identified, Names
from matching.vocabulary import Accessibility, DwellingKind, Tenancy


class DwellingState(StrEnum):
    """Whether a dwelling can be matched."""

    OFFERED = "offered"
    LET = "let"
    WITHDRAWN = "withdrawn"


class Dwelling(Identified):
    """What a corporation offers; see `solver.instance.Dwelling` for what the numbers mean.

    None means "not known". Money in eurocents a month. It is let once all its places are. Until the day
    `parked_until` it stays out of matching, and on offer.
    """

    __tablename__ = "dwellings"
    __table_args__ = (
        UniqueConstraint("corporation_id", "reference"),
        CheckConstraint("capacity >= 1", name="capacity"),
        CheckConstraint("rent >= 0 and service_costs >= 0", name="money"),
        Index("ix_dwellings_region_id_state_id", "region_id", "state", "id"),
    )

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    corporation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    reference: Mapped[str] = mapped_column(String(64))
    bag_id: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[DwellingState]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]
    parked_until: Mapped[date | None]
    parked_because: Mapped[str | None]
    neighbourhood_code: Mapped[Code] = mapped_column(ForeignKey("areas.code"), index=True)
    municipality_code: Mapped[Code]
    complex: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[DwellingKind | None]
    housing_form: Mapped[str] = mapped_column(String(40))
    floor_area: Mapped[int | None]
    rooms: Mapped[int | None]
    bedrooms: Mapped[int | None]
    storey: Mapped[int | None]
    construction_year: Mapped[int | None]
    energy_label: Mapped[str | None] = mapped_column(String(6))
    rent: Mapped[int | None]
    service_costs: Mapped[int]
    accessibility: Mapped[Accessibility | None]
    available_from: Mapped[date]
    available_until: Mapped[date | None]
    tenancy: Mapped[Tenancy | None]
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    minimum_persons: Mapped[int | None]
    maximum_persons: Mapped[int | None]
    own_sanitary: Mapped[bool | None]
    low_stimulus: Mapped[bool | None]
    support_nearby: Mapped[bool | None]
    reserved_for: Mapped[Names]
    reserved_provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    excluded_origins: Mapped[Names]
    features: Mapped[Names]
    capacity: Mapped[int]
