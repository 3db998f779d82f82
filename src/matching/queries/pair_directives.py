"""Look up what the next runs must know of pairs: for coordinators only."""

from uuid import UUID

from sqlalchemy import Select, select

from matching.actors import Role
from matching.errors import NotFound
from matching.models import Client, Dwelling, PairDirective
from matching.vocabulary import DirectiveKind, Purpose
from matching.work import Work

Row = tuple[PairDirective, str, str]
"""A directive with the references of its client and its dwelling."""


class DirectiveNotFound(NotFound):
    """There is no such directive, or it is of a region that you don't work in."""

    dutch = "Deze aanwijzing bestaat niet, of zij is van een regio waar u niet werkt."


def _rows(work: Work) -> Select[PairDirective, str, str]:
    work.actor.require(Role.COORDINATOR)
    return (
        select(PairDirective, Client.reference, Dwelling.reference)
        .join(Client, Client.id == PairDirective.client_id)
        .join(Dwelling, Dwelling.id == PairDirective.dwelling_id)
        .where(PairDirective.region_id.in_(work.actor.region_ids))
    )


async def pair_directives(
    work: Work, *, kind: DirectiveKind | None, client_id: UUID | None, after: UUID | None, limit: int
) -> list[Row]:
    """Return what holds today, by id, from after a place on."""
    query = (
        _rows(work)
        .where(PairDirective.lifted_at.is_(None), PairDirective.until > work.at.date())
        .order_by(PairDirective.id)
        .limit(limit)
    )
    if kind is not None:
        query = query.where(PairDirective.kind == kind)
    if client_id is not None:
        query = query.where(PairDirective.client_id == client_id)
    if after is not None:
        query = query.where(PairDirective.id > after)
    return await _seen(work, query)


async def pair_directive(work: Work, *, directive_id: UUID) -> Row:
    """Return one, whether it still holds or not.

    Raises
    ------
    DirectiveNotFound
        When it does not exist, or is of a region the actor does not work in.
    """
    found = await _seen(work, _rows(work).where(PairDirective.id == directive_id))
    if not found:
        raise DirectiveNotFound("There is no such directive for you.", "Deze aanwijzing is er voor u niet.")
    return found[0]


async def _seen(work: Work, query: Select[PairDirective, str, str]) -> list[Row]:
    rows = [(row[0], row[1], row[2]) for row in (await work.session.execute(query)).all()]
    work.saw([row.client_id for row, _, _ in rows], purpose=Purpose.READ_DIRECTIVES)
    return rows
