"""The woonladder of a region, and the country's rent limits."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Identified, Names
from matching.vocabulary import Support


class HousingForm(Identified):
    """A rung of the woonladder, with its own admission rules; see `solver.instance.Admission`."""

    __tablename__ = "housing_forms"
    __table_args__ = (UniqueConstraint("region_id", "code"),)

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    code: Mapped[str] = mapped_column(String(40))
    name_dutch: Mapped[str] = mapped_column(String(120))
    name_english: Mapped[str] = mapped_column(String(120))
    vera: Mapped[str] = mapped_column(String(40), default="")
    rung: Mapped[int]
    supervision: Mapped[Support]
    self_contained: Mapped[bool]
    in_group: Mapped[bool]
    readiness_needed: Mapped[bool]
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    children: Mapped[bool | None]
    support_at_least: Mapped[Support | None]
    debts_under_control: Mapped[bool]
    target_groups: Mapped[Names]
    retired_at: Mapped[datetime | None]


class RentLimits(Base):
    """The rent and income limits of a year, the same for the whole country. [eurocent]

    Rents are per month, incomes per year.
    """

    __tablename__ = "rent_limits"
    __table_args__ = (CheckConstraint("valid_until > valid_from", name="period"),)

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date]
    quality_discount_cap: Mapped[int]
    low_cap: Mapped[int]
    high_cap: Mapped[int]
    social_cap: Mapped[int]
    middle_cap: Mapped[int]
    suitable_income_single: Mapped[int]
    suitable_income_shared: Mapped[int]
    suitable_income_single_senior: Mapped[int]
    suitable_income_shared_senior: Mapped[int]
    social_income_single: Mapped[int]
    social_income_shared: Mapped[int]
    source: Mapped[str]
