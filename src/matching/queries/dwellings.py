"""Look up dwellings: a corporation its own, a coordinator those of its regions, nobody else any."""

from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, cast, func, select

from matching.actors import Actor, Role
from matching.errors import NotFound
from matching.models import Dwelling, DwellingState, Proposal, RunSnapshot
from matching.queries.stored import as_stored, asked_by, one_of, page_of, reach
from matching.questions import Question
from matching.work import Record, Work
from matching.workflow.proposals import OCCUPYING


class DwellingNotFound(NotFound):
    """The dwelling does not exist, or is not yours."""

    dutch = "De woning bestaat niet, of is niet van u."


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Return which dwellings the actor may see and change."""
    return reach(Dwelling, actor.role, owner=Role.CORPORATION, actor=actor)


def _reach(role: Role) -> ColumnElement[bool]:
    return reach(Dwelling, role, owner=Role.CORPORATION)


_EVERY = as_stored(Dwelling)


def _rows(work: Work) -> Select[*tuple[object, ...]]:
    return _EVERY.where(within_reach(work.actor))


@cache
def _page(role: Role, given: frozenset[str]) -> Question:
    return page_of(Dwelling, _reach(role), given=given, days={"available_before": "available_from"})


@cache
def _one(role: Role) -> Question:
    return one_of(Dwelling, _reach(role))


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
        "region_id": region_id,
        "corporation_id": corporation_id,
        "state": state,
        "municipality_code": municipality,
        "neighbourhood_code": neighbourhood,
        "housing_form": housing_form,
        "reference": reference,
        "available_before": available_before,
        "after": after,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    question = _page(work.actor.role, frozenset(given))
    [found] = await work.answers(question(**given, **asked_by(work.actor), limit=limit))
    return found


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
    [found] = await work.answers(_one(work.actor.role)(id=dwelling_id, **asked_by(work.actor)))
    if not found:
        raise DwellingNotFound("There is no such dwelling for you.", "Deze woning is er voor u niet.")
    return found[0]
