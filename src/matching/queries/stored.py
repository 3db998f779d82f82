"""Rows as they are stored, for doors that only show them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Table,
    Uuid,
    any_,
    bindparam,
    false,
    select,
    true,
    type_coerce,
)
from sqlalchemy.types import NULLTYPE, TypeEngine

from matching.actors import Actor, Role
from matching.models import Client, Dwelling, Region
from matching.questions import Question

Noun = type[Client | Dwelling]


def as_stored(noun: Noun) -> Select[*tuple[object, ...]]:
    """Return the question for all columns of a noun, with the slug of its `region`.

    Made once, and words come back as texts: to make the question, and members of their sets, again for each row
    of each request costs more than to answer it. The schema at the door reads them, or writes them as they are.
    """
    table, regions = table_of(noun), Region.__table__
    plain = (type_coerce(column, NULLTYPE).label(column.name) for column in table.columns)
    return select(*plain, regions.c.slug.label("region")).join_from(
        table, regions, regions.c.id == table.c.region_id
    )


def reach(noun: Noun, role: Role, *, owner: Role, actor: Actor | None = None) -> ColumnElement[bool]:
    """Return which rows somebody of a role may see and change.

    Parameters
    ----------
    owner
        Who has rows of its own: a corporation its dwellings, a provider its clients.
    actor
        Who it is; None: whoever `asked_by` tells when it is asked.
    """
    columns = table_of(noun).c
    if role is owner:
        return columns[f"{owner.value}_id"] == _told("organisation", Uuid(), actor)
    if role is Role.COORDINATOR:
        return columns.region_id == any_(_told("regions", ARRAY(Uuid()), actor))
    return true() if role is Role.SYSTEM else false()


def _told(name: str, kind: TypeEngine[Any], actor: Actor | None) -> BindParameter[Any]:
    if actor is None:
        return bindparam(name, type_=kind)
    return bindparam(name, asked_by(actor)[name], type_=kind, unique=True)


def asked_by(actor: Actor) -> dict[str, Any]:
    """Return the values of `reach` for somebody."""
    return {"organisation": actor.organisation_id, "regions": list(actor.region_ids)}


def page_of(
    noun: Noun, reached: ColumnElement[bool], *, given: Collection[str], days: Mapping[str, str]
) -> Question:
    """Return the question for a page of a noun by id, of at most `limit` rows.

    Parameters
    ----------
    given
        The filters that it has: columns, those of `days`, and `after`, the id where the page before ended.
    days
        By the name of a filter, the column that holds a day before it.
    """
    columns = table_of(noun).c
    query = as_stored(noun).where(reached)
    for name in sorted(given):
        if name == "after":
            query = query.where(columns.id > bindparam(name))
        elif name in days:
            query = query.where(columns[days[name]] < bindparam(name))
        else:
            query = query.where(columns[name] == bindparam(name))
    return Question.of(query.order_by(columns.id).limit(bindparam("limit", type_=Integer())))


def one_of(noun: Noun, reached: ColumnElement[bool]) -> Question:
    """Return the question for the row of a noun with an `id`."""
    return Question.of(as_stored(noun).where(reached, table_of(noun).c.id == bindparam("id")))


def table_of(noun: Noun) -> Table:
    """Return where the rows of a noun are."""
    table = noun.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours has a table of its own
    return table
