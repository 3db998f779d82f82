"""What every table shares: naming of constraints, types, identity, moments."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, DateTime, Enum, MetaData, Numeric, String, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def _rule_name(constraint: CheckConstraint, _table: Table) -> str:
    """Name the CHECK of a closed set after its column, so that a table may use one set twice."""
    columns = [column.name for column in constraint.columns]
    return columns[0] if constraint._type_bound else str(constraint.name)


NAMING: dict[str, Any] = {
    "constraint_name": _rule_name,
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]
Names = Annotated[list[str], mapped_column(ARRAY(String(64)))]
Points = Annotated[Decimal, mapped_column(Numeric(10, 2))]
"""A decimal of at most two digits behind the point: load points, hours, persons."""
Code = Annotated[str, mapped_column(String(10))]
"""A CBS area code: GM1234, WK123456, BU12345678."""


def _values(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        StrEnum: Enum(StrEnum, native_enum=False, create_constraint=True, length=40, values_callable=_values),
        datetime: DateTime(timezone=True),
        Json: JSONB,
        list[Json]: JSONB,
        str: Text,
    }


class Identified(Base):
    """A row with an identity of its own and the moments it was made and last changed.

    Attributes
    ----------
    revision
        From 1; every UPDATE raises it, of one object or of many rows at once, unless it sets it itself.
    """

    __abstract__ = True
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012 - an UPDATE returns the revision it made

    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1, server_default="1", onupdate=text("revision + 1"))
