"""Regions, the organisations that work in them, and their keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from matching.actors import Role
from matching.models.base import Base, Code, Identified
from matching.vocabulary import OrganisationKind


class Region(Identified):
    """The municipalities that match together."""

    __tablename__ = "regions"

    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class RegionMunicipality(Base):
    """A municipality of a region; a municipality matches in one region at a time."""

    __tablename__ = "region_municipalities"

    municipality_code: Mapped[Code] = mapped_column(ForeignKey("areas.code"), primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)


class Organisation(Identified):
    """A corporation, provider, coordinating desk or municipality."""

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'municipality') = (municipality_code is not null)", name="municipality_has_code"
        ),
    )

    kind: Mapped[OrganisationKind]
    name: Mapped[str] = mapped_column(String(120), unique=True)
    municipality_code: Mapped[Code | None] = mapped_column(ForeignKey("areas.code"))
    suspended_at: Mapped[datetime | None]


class Membership(Base):
    """An organisation is active in a region."""

    __tablename__ = "memberships"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), primary_key=True, index=True)


class ApiKey(Identified):
    """A key, of which only a hash is kept.

    `prefix` is its public part, for finding and naming it; `organisation_id` is None for an operator's key;
    `scopes` is None when it may do all that its role may.
    """

    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint(
            "(role = 'operator') = (organisation_id is null)", name="operator_has_no_organisation"
        ),
        CheckConstraint("cardinality(scopes) > 0", name="scopes_not_empty"),
    )

    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[Role]
    label: Mapped[str] = mapped_column(String(80))
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    hash: Mapped[bytes]
    scopes: Mapped[list[str] | None] = mapped_column(ARRAY(String(40)))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
