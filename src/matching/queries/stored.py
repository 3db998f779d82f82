"""Rows as they are stored, for doors that only show them."""

from sqlalchemy import Select, Table, select, type_coerce
from sqlalchemy.types import NULLTYPE

from matching.models import Client, Dwelling, Region


def as_stored(noun: type[Client | Dwelling]) -> Select[*tuple[object, ...]]:
    """Return the question for all columns of a noun, with the slug of its `region`.

    Made once, and words come back as texts: to make the question, and members of their sets, again for each row
    of each request costs more than to answer it. The schema at the door reads them.
    """
    table, regions = noun.__table__, Region.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours has a table of its own
    plain = (type_coerce(column, NULLTYPE).label(column.name) for column in table.columns)
    return select(*plain, regions.c.slug.label("region")).join_from(
        table, regions, regions.c.id == table.c.region_id
    )
