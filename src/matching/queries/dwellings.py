"""Look up dwellings: a corporation its own, a coordinator those of its regions, nobody else any."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, cast, false, func, select, true

from matching.actors import Actor, Role
from matching.errors import NotFound
from matching.models import Dwelling, DwellingState, Proposal, RunSnapshot
from matching.queries.stored import as_stored
from matching.work import Record, Work
from matching.workflow.proposals import OCCUPYING


class DwellingNotFound(NotFound):
    """The dwelling does not exist, or is not yours."""

    dutch = "De woning bestaat niet, of is niet van u."


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Return which dwellings the actor may see and change."""
    if actor.role is Role.CORPORATION:
        return Dwelling.corporation_id == actor.organisation
    if actor.role is Role.COORDINATOR:
        return Dwelling.region_id.in_(actor.region_ids)
    return true() if actor.role is Role.SYSTEM else false()


_EVERY = as_stored(Dwelling)


def _rows(work: Work) -> Select[*tuple[object, ...]]:
    return _EVERY.where(within_reach(work.actor))


async def visible_dwellings(
    work: Work,
    *,
    region_id: UUID | None = None,
    corporation_id: UUID | None = None,
    state: DwellingState | None = None,
    municipality: str | None = None,
    neighbourhood: str | None = None,
    housing_form: str | None = None,
    reference: str | None = None,
    available_before: date | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[Record]:
    """Return dwellings by id, from after a place on, each with the slug of its `region`.

    Parameters
    ----------
    available_before
        Only those somebody can live in before this day.
    """
    wanted = {
        Dwelling.region_id: region_id,
        Dwelling.corporation_id: corporation_id,
        Dwelling.state: state,
        Dwelling.municipality_code: municipality,
        Dwelling.neighbourhood_code: neighbourhood,
        Dwelling.housing_form: housing_form,
        Dwelling.reference: reference,
    }
    query = _rows(work).where(*(column == value for column, value in wanted.items() if value is not None))
    if available_before is not None:
        query = query.where(Dwelling.available_from < available_before)
    if after is not None:
        query = query.where(Dwelling.id > after)
    return await work.rows(query.order_by(Dwelling.id).limit(limit))


async def free_dwellings(work: Work, *, region_id: UUID, reference: str, limit: int) -> list[Record]:
    """Return by reference the dwellings on offer today with a free place, of whose reference this is a part.

    Not those that are parked, or whose offer is over.
    """
    today = work.at.date()
    taken = (
        select(func.count())
        .where(Proposal.dwelling_id == Dwelling.id, Proposal.state.in_(OCCUPYING))
        .scalar_subquery()
    )
    query = _rows(work).where(
        Dwelling.region_id == region_id,
        Dwelling.state == DwellingState.OFFERED,
        Dwelling.available_until.is_(None) | (Dwelling.available_until > today),
        Dwelling.parked_until.is_(None) | (Dwelling.parked_until <= today),
        Dwelling.capacity > taken,
        Dwelling.reference.icontains(reference, autoescape=True),
    )
    return await work.rows(query.order_by(Dwelling.reference, Dwelling.id).limit(limit))


async def dwellings_of_run(work: Work, *, run_id: UUID) -> list[Record]:
    """Return the dwellings that a run looked at, by reference; none when what it looked at was erased."""
    looked_at = func.jsonb_array_elements(RunSnapshot.instance["dwellings"]).op("->>")("id")
    those = select(cast(looked_at, Uuid)).where(RunSnapshot.run_id == run_id)
    return await work.rows(
        _rows(work).where(Dwelling.id.in_(those)).order_by(Dwelling.reference, Dwelling.id)
    )


async def dwelling(work: Work, *, dwelling_id: UUID) -> Record:
    """Return one dwelling, with the slug of its `region`.

    Raises
    ------
    DwellingNotFound
        When it does not exist, or is not the actor's to see.
    """
    found = await work.rows(_rows(work).where(Dwelling.id == dwelling_id))
    if not found:
        raise DwellingNotFound("There is no such dwelling for you.", "Deze woning is er voor u niet.")
    return found[0]
