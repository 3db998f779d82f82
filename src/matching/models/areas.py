"""The map: municipalities, districts and neighbourhoods as the CBS knows them, and what stands there."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Code, Identified, Json, Points
from matching.vocabulary import AreaLevel, FacilityKind, FundingStream


class Area(Base):
    """A CBS area of any level.

    Attributes
    ----------
    year
        Year of the boundaries.
    parent_code
        The district of a neighbourhood, the municipality of a district.
    municipality_code
        Its own code for a municipality.
    households, inhabitants
        None where the CBS publishes none; small counts are kept as they are.
    longitude, latitude
        The centroid. [degree, WGS84]
    outline
        Simplified GeoJSON geometry, or None.
    """

    __tablename__ = "areas"

    code: Mapped[Code] = mapped_column(primary_key=True)
    level: Mapped[AreaLevel]
    year: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    parent_code: Mapped[Code | None] = mapped_column(ForeignKey("areas.code"), index=True)
    municipality_code: Mapped[Code] = mapped_column(String(10), index=True)
    households: Mapped[int | None]
    inhabitants: Mapped[int | None]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    outline: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    modified_at: Mapped[datetime]


class Facility(Identified):
    """An existing institution in a neighbourhood, whose places load it."""

    __tablename__ = "facilities"
    __table_args__ = (UniqueConstraint("region_id", "reference"),)

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    reference: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[FacilityKind]
    neighbourhood_code: Mapped[Code] = mapped_column(ForeignKey("areas.code"), index=True)


class FacilityPlaces(Base):
    """How many places a facility has from a day on, per funding stream, and how many are taken.

    The row with the latest `valid_from` that is not after a day holds on that day.
    """

    __tablename__ = "facility_places"
    __table_args__ = (
        CheckConstraint("capacity >= 0 and occupancy >= 0 and load_per_place >= 0", name="not_negative"),
    )

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facilities.id"), primary_key=True)
    funding: Mapped[FundingStream] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    capacity: Mapped[Points]
    occupancy: Mapped[Points]
    load_per_place: Mapped[Points] = mapped_column(default=Decimal(1))
