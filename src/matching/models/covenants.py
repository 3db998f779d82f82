"""What a region agreed: versioned as a whole, so that a run can keep the version it used."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Code, Identified, Json, Names, Points


class Covenant(Identified):
    """An agreement a region matches under.

    `version` is the number of the version that holds now.
    """

    __tablename__ = "covenants"
    __table_args__ = (CheckConstraint("term_until > term_from", name="term"),)

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    term_from: Mapped[date]
    term_until: Mapped[date]
    version: Mapped[int]


class CovenantVersion(Base):
    """One wording of a covenant; never changed once written.

    Attributes
    ----------
    goals
        Goals of the matching, most important first.
    policy
        Weights, as `solver.instance.Policy` names them.
    procedure
        Terms and schemes of what comes after a matching, as `queries.agreements.Procedure` names them.
    """

    __tablename__ = "covenant_versions"
    __table_args__ = (UniqueConstraint("covenant_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    covenant_id: Mapped[UUID] = mapped_column(ForeignKey("covenants.id"))
    number: Mapped[int]
    reason: Mapped[str]
    goals: Mapped[Names]
    policy: Mapped[Json]
    procedure: Mapped[Json] = mapped_column(server_default="{}")
    created_at: Mapped[datetime]


class Party(Base):
    """An organisation that takes part, from a day and perhaps until a day (half-open)."""

    __tablename__ = "covenant_parties"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("covenant_versions.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]


class SpreadingQuota(Base):
    """What was agreed for one municipality and term. [placement]

    `target_share` is a percentage of all placements; `placed_before` are the placements of this term
    that were made before this system kept count.
    """

    __tablename__ = "spreading_quotas"
    __table_args__ = (
        CheckConstraint("target_share between 0 and 100", name="share"),
        CheckConstraint("maximum >= 0 and minimum >= 0 and imports_maximum >= 0", name="not_negative"),
        CheckConstraint("minimum <= maximum", name="minimum_below_maximum"),
    )

    version_id: Mapped[UUID] = mapped_column(ForeignKey("covenant_versions.id"), primary_key=True)
    municipality_code: Mapped[Code] = mapped_column(ForeignKey("areas.code"), primary_key=True)
    target_share: Mapped[Points]
    maximum: Mapped[int]
    minimum: Mapped[int | None]
    imports_maximum: Mapped[int | None]
    placed_before: Mapped[int] = mapped_column(default=0)
    imports_before: Mapped[int] = mapped_column(default=0)


class OriginLimit(Base):
    """How many people of one origin may be placed in one municipality in the term. [placement]

    Attributes
    ----------
    origin
        The code of a municipality of the region, or the words outside or unknown.
    placed_before
        Placements of this term that were made before this system kept count.
    """

    __tablename__ = "origin_limits"
    __table_args__ = (
        CheckConstraint("maximum >= 0 and placed_before >= 0", name="not_negative"),
        CheckConstraint("origin ~ '^GM[0-9]{4}$' or origin in ('outside', 'unknown')", name="origin"),
        CheckConstraint("origin <> municipality_code", name="from_elsewhere"),
    )

    version_id: Mapped[UUID] = mapped_column(ForeignKey("covenant_versions.id"), primary_key=True)
    origin: Mapped[Code] = mapped_column(primary_key=True)
    municipality_code: Mapped[Code] = mapped_column(ForeignKey("areas.code"), primary_key=True)
    maximum: Mapped[int]
    placed_before: Mapped[int] = mapped_column(default=0)


class Commitment(Base):
    """How many dwellings a corporation will supply in the term.

    `offers_more` says that what it offers above that may be used too.
    """

    __tablename__ = "commitments"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("covenant_versions.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    dwellings: Mapped[int]
    supplied_before: Mapped[int] = mapped_column(default=0)
    offers_more: Mapped[bool] = mapped_column(default=False)


class LoadCap(Base):
    """What a neighbourhood or district can carry, for a time, and why. [points]

    `carried_before` is the load of earlier placements that no facility or proposal here accounts for.
    """

    __tablename__ = "load_caps"
    __table_args__ = (CheckConstraint("points >= 0 and carried_before >= 0", name="not_negative"),)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("covenant_versions.id"), primary_key=True)
    area_code: Mapped[Code] = mapped_column(ForeignKey("areas.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    points: Mapped[Points]
    carried_before: Mapped[Points] = mapped_column(default=Decimal(0))
    reason: Mapped[str]


class ComplexCap(Base):
    """What one building or complex of a corporation can carry. [points]"""

    __tablename__ = "complex_caps"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("covenant_versions.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    complex: Mapped[str] = mapped_column(String(64), primary_key=True)
    points: Mapped[Points]
    carried_before: Mapped[Points] = mapped_column(default=Decimal(0))
    reason: Mapped[str]
