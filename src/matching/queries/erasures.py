"""Look up what is to be erased, was, or will be when its term is over; within what the actor may see."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, cast, exists, func, select

from matching.actors import Role
from matching.errors import NotFound
from matching.models import Client, ClientState, Erasure, Hold, Organisation, Region
from matching.queries.clients import within_reach
from matching.queries.covenants import procedure_on
from matching.vocabulary import ErasureState, Purpose
from matching.work import Work


class ErasureNotFound(NotFound):
    """There is no such erasure, or it is not yours to see."""

    dutch = "Dit verzoek om te wissen bestaat niet, of u mag het niet zien."


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A client whose term is over on a day.

    Attributes
    ----------
    left_on
        When it left the list.
    erased_on
        When it is erased by itself: when the term is over, or a hold that lasts longer.
    held_because
        Why it waits longer than the term; None for who is not the desk.
    """

    client_id: UUID
    reference: str
    region: str
    provider: str
    left_on: date
    erased_on: date
    held_until: date | None
    held_because: str | None


def visible(work: Work) -> Select[Erasure]:
    """Return the erasures that the actor may see: those of its clients, or of its regions."""
    query = select(Erasure)
    if work.actor.role is Role.PROVIDER:
        return query.where(Erasure.provider_id == work.actor.organisation)
    return query.where(Erasure.region_id.in_(work.actor.region_ids))


async def erasures(
    work: Work, *, state: ErasureState | None, after: UUID | None, limit: int
) -> list[Erasure]:
    """Return erasures, newest first, from after a place on."""
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    query = visible(work).order_by(Erasure.id.desc()).limit(limit)
    if state is not None:
        query = query.where(Erasure.state == state)
    if after is not None:
        query = query.where(Erasure.id < after)
    return list(await work.session.scalars(query))


async def erasure(work: Work, *, erasure_id: UUID) -> Erasure:
    """Return one erasure.

    Raises
    ------
    ErasureNotFound
        When it does not exist, or is not the actor's to see.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    found: Erasure | None = await work.session.scalar(visible(work).where(Erasure.id == erasure_id))
    if found is None:
        raise ErasureNotFound("There is none for you.", "Dit is er voor u niet.")
    return found


def held(*, on: date) -> ColumnElement[bool]:
    """Return whether a client is held on a day."""
    return exists().where(Hold.client_id == Client.id, Hold.lifted_at.is_(None), Hold.until > on)


async def standing_hold(work: Work, *, client_id: UUID) -> Hold | None:
    """Return what keeps a client from being erased today."""
    query = select(Hold).where(
        Hold.client_id == client_id, Hold.lifted_at.is_(None), Hold.until > work.at.date()
    )
    hold: Hold | None = await work.session.scalar(query)
    return hold


LEFT_ON = cast(func.timezone("UTC", Client.withdrawn_at), Date)
"""The day on which a client left the list, withdrawn or with a placement that was over."""


def over_on(months: int) -> ColumnElement[date]:
    """Return the day on which a client's term is over."""
    return cast(LEFT_ON + func.make_interval(0, months), Date)


async def terms_over(work: Work, *, region_id: UUID, on: date, limit: int) -> list[UUID]:
    """Return clients of a region whose term is over on a day, who are not held, and are not to be erased already."""
    procedure = await procedure_on(work, region_id=region_id, on=work.at.date())
    under_way = exists().where(Erasure.client_id == Client.id, Erasure.state == ErasureState.CONFIRMED)
    query = (
        select(Client.id)
        .where(Client.region_id == region_id, Client.state == ClientState.WITHDRAWN)
        .where(over_on(procedure.client_months) <= on, ~held(on=on), ~under_way)
        .order_by(Client.id)
        .limit(limit)
    )
    return list(await work.session.scalars(query))


async def upcoming(work: Work, *, days: int, limit: int) -> list[Upcoming]:
    """Return whose term is over within so many days, the first one first; a coordinator's regions, a provider's own.

    Parameters
    ----------
    limit
        The most that is returned. [client]
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    found: list[Upcoming] = []
    for region_id in sorted(work.actor.region_ids):
        found += await _upcoming_in(work, region_id, days=days, limit=limit)
    found.sort(key=lambda one: (one.erased_on, one.client_id))
    shown = found[:limit]
    work.saw([one.client_id for one in shown], purpose=Purpose.ERASE)
    return shown


async def _upcoming_in(work: Work, region_id: UUID, *, days: int, limit: int) -> list[Upcoming]:
    today = work.at.date()
    procedure = await procedure_on(work, region_id=region_id, on=today)
    over = over_on(procedure.client_months)
    stands = and_(Hold.client_id == Client.id, Hold.lifted_at.is_(None), Hold.until > today)
    erased_on = func.greatest(over, Hold.until, today).label("erased_on")
    query = (
        select(
            Client.id,
            Client.reference,
            Region.slug,
            Organisation.name,
            LEFT_ON,
            erased_on,
            Hold.until,
            Hold.reason,
        )
        .join(Region, Region.id == Client.region_id)
        .join(Organisation, Organisation.id == Client.provider_id)
        .join(Hold, stands, isouter=True)
        .where(Client.region_id == region_id, Client.state == ClientState.WITHDRAWN, within_reach(work.actor))
        .where(erased_on <= today + timedelta(days=days))
        .order_by(erased_on, Client.id)
        .limit(limit)
    )
    found = [Upcoming(*row) for row in await work.session.execute(query)]
    desk = work.actor.role is Role.COORDINATOR
    return found if desk else [replace(one, held_because=None) for one in found]
