"""Look up clients: a provider its own, a coordinator those of its regions, nobody else any.

Every look is written down: who, when, which clients, and the purpose that the caller has to give.
"""

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from matching.actors import Actor, Role
from matching.errors import NotFound
from matching.models import Client, ClientState, ProfileVersion, Proposal
from matching.queries.stored import as_stored, asked_by, one_of, page_of, reach
from matching.questions import Question
from matching.vocabulary import Purpose, Urgency
from matching.work import Record, Work
from matching.workflow.proposals import OCCUPYING

HIDDEN = ("excluded_areas", "keep_apart", "urgency_reason")
"""What nobody sees but the client's own provider: a secret address must not be guessed from it."""

Seen = Record
"""The columns of a client, with the slug of its `region`; what the actor may not see is None."""


class ClientNotFound(NotFound):
    """The client does not exist, or is not yours to see."""

    dutch = "De kandidaat bestaat niet, of u mag die niet zien."


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Return which clients the actor may see and change."""
    return reach(Client, actor.role, owner=Role.PROVIDER, actor=actor)


def _reach(role: Role) -> ColumnElement[bool]:
    return reach(Client, role, owner=Role.PROVIDER)


@cache
def _page(role: Role, given: frozenset[str]) -> Question:
    return page_of(Client, _reach(role), given=given, days={"ready_before": "ready_from"})


@cache
def _one(role: Role) -> Question:
    return one_of(Client, _reach(role))


async def visible_clients(
    work: Work,
    *,
    purpose: Purpose,
    region_id: UUID | None = None,
    provider_id: UUID | None = None,
    state: ClientState | None = None,
    urgency: Urgency | None = None,
    ready_before: date | None = None,
    reference: str | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[Seen]:
    """Return clients by id, from after a place on.

    Parameters
    ----------
    ready_before
        Only those who can move before this day; nobody whose readiness was not declared.
    """
    wanted = {
        "region_id": region_id,
        "provider_id": provider_id,
        "state": state,
        "urgency": urgency,
        "ready_before": ready_before,
        "reference": reference,
        "after": after,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    question = _page(work.actor.role, frozenset(given))
    [found] = await work.answers(question(**given, **asked_by(work.actor), limit=limit))
    return _seen(work, found, purpose)


async def free_clients(
    work: Work, *, purpose: Purpose, region_id: UUID, reference: str, limit: int
) -> list[Seen]:
    """Return by reference who waits, is not parked and has no proposal, of whose reference this is a part."""
    taken = select(Proposal.client_id).where(Proposal.region_id == region_id, Proposal.state.in_(OCCUPYING))
    query = _rows(work).where(
        Client.region_id == region_id,
        Client.state == ClientState.WAITING,
        Client.parked_until.is_(None) | (Client.parked_until <= work.at.date()),
        Client.id.not_in(taken),
        Client.reference.icontains(reference, autoescape=True),
    )
    found = await work.rows(query.order_by(Client.reference, Client.id).limit(limit))
    return _seen(work, found, purpose)


async def client(work: Work, *, client_id: UUID, purpose: Purpose) -> Seen:
    """Return one client.

    Raises
    ------
    ClientNotFound
        When it does not exist, or is not the actor's to see.
    """
    [found] = await work.answers(_one(work.actor.role)(id=client_id, **asked_by(work.actor)))
    if not found:
        raise ClientNotFound("There is no such client for you.", "Deze kandidaat is er voor u niet.")
    return _seen(work, found, purpose)[0]


async def not_in_reach(work: Work, *, client_ids: list[UUID]) -> list[UUID]:
    """Return who of these is not the actor's to see, or is not there at all."""
    query = select(Client.id).where(Client.id.in_(client_ids), within_reach(work.actor))
    theirs = set(await work.session.scalars(query))
    return [one for one in client_ids if one not in theirs]


async def profile_versions(
    work: Work, *, client_id: UUID, purpose: Purpose, before: int | None, limit: int
) -> list[Seen]:
    """Return what a client's profile was before each change, the last change first.

    Parameters
    ----------
    before
        Only versions with a lower number.

    Raises
    ------
    ClientNotFound
        When it does not exist, or is not the actor's to see.
    """
    await client(work, client_id=client_id, purpose=purpose)
    query = (
        select(ProfileVersion)
        .where(ProfileVersion.client_id == client_id)
        .order_by(ProfileVersion.number.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(ProfileVersion.number < before)
    return [
        {
            "number": version.number,
            "profile": _shown(work, version.profile),
            "replaced_at": version.replaced_at,
        }
        for version in await work.session.scalars(query)
    ]


_EVERY = as_stored(Client)


def _rows(work: Work) -> Select[*tuple[object, ...]]:
    return _EVERY.where(within_reach(work.actor))


def _seen(work: Work, rows: list[Record], purpose: Purpose) -> list[Seen]:
    work.saw([row["id"] for row in rows], purpose=purpose)
    return [_shown(work, row) for row in rows]


def _shown(work: Work, row: Any) -> Seen:
    """Return what the actor may see of a client; only the client's own provider has that role here."""
    hidden = HIDDEN if work.actor.role is not Role.PROVIDER else ()
    return {**row, **dict.fromkeys(hidden)}
