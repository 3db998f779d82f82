"""What a route asks for: a unit of work for one of the roles it serves, opened with the key that came along."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from matching.actors import SYSTEM, Actor, Role
from matching.api.behalf import speaking_for
from matching.api.middleware import note
from matching.api.repeats import Replayed, answered_before
from matching.database import DatabaseAway
from matching.doors.attempts import write_attempt, write_unseen
from matching.doors.gate import Gate, needed
from matching.errors import MatchingError
from matching.operations import keys
from matching.work import Work, Workshop

logger = logging.getLogger(__name__)

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="apiKey",
    bearerFormat="mp_…",
    description="Your API key, such as `mp_0a1b2c3d4e5f_…`. Your coordinator gives it to you. Where a region has "
    "set up sign-in with OpenID Connect, its token may stand here.",
)
Token = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]


async def _identified(request: Request, token: Token) -> AsyncIterator[Work]:
    """Open a unit of work for whoever the key belongs to; it commits before the answer is sent.

    A request that was done before goes no further: `Replayed` brings its answer to the route's `Door`.
    """
    if token is None:
        raise needed()
    workshop: Workshop = request.app.state.workshop
    gate: Gate = request.app.state.gate
    recognise = await gate.admit(token.credentials, scope=request.scope, workshop=workshop)
    unwritten: UUID | None = None
    actor = SYSTEM
    try:
        async with workshop.open_to_a_stranger() as work:
            actor = speaking_for(request, await recognise(work))
            _require_scope(request, actor)
            note(request.scope, role=actor.role.value)
            unwritten = _unwritten_use(work, actor)
            await work.become(actor)
            kept = await answered_before(request, work=work)
            if kept is None:
                yield work
                await write_unseen(work, request=request)
        if kept is not None:
            raise Replayed(kept)
    except MatchingError as error:
        await write_attempt(workshop, actor, request=request, error=error)
        raise
    finally:
        if unwritten is not None:  # after the work, when its connection is back in the pool
            await _write_use(workshop, unwritten)


async def _write_use(workshop: Workshop, key_id: UUID) -> None:
    """Write down that a key was used; when the database can't now, that is done at its next use.

    What was asked is done by then: a 503 for this would say that it is not.
    """
    try:
        async with workshop.open(SYSTEM) as aside:
            await keys.write_use(aside, key_id=key_id)
    except DatabaseAway as trouble:
        logger.warning("The use of a key was not written down: %s.", type(trouble).__name__)


def _require_scope(request: Request, actor: Actor) -> None:
    """Refuse a limited key what lies outside its scopes."""
    scope = request.scope["route"].scope
    if scope is not None:
        actor.require_scope(scope)


def _unwritten_use(work: Work, actor: Actor) -> UUID | None:
    """Return the key whose use should be written down, if it was not lately."""
    key_id = actor.key_id
    return key_id if key_id is not None and keys.use_is_unwritten(work) else None


Identified = Annotated[Work, Depends(_identified, scope="function")]


def _for(*roles: Role) -> Callable[[Work], Awaitable[Work]]:
    """Return a dependency that refuses other roles before anything is read from the body."""

    async def only(work: Identified) -> Work:
        work.actor.require(*roles)
        return work

    return only


AnyWork = Identified
OperatorWork = Annotated[Work, Depends(_for(Role.OPERATOR), scope="function")]
ManagerWork = Annotated[Work, Depends(_for(Role.OPERATOR, Role.COORDINATOR), scope="function")]
CoordinatorWork = Annotated[Work, Depends(_for(Role.COORDINATOR), scope="function")]
CorporationWork = Annotated[Work, Depends(_for(Role.CORPORATION), scope="function")]
ProviderWork = Annotated[Work, Depends(_for(Role.PROVIDER), scope="function")]
SupplierWork = Annotated[Work, Depends(_for(Role.CORPORATION, Role.COORDINATOR), scope="function")]
"""A corporation about its own dwellings, or the coordinator of the region."""
CarerWork = Annotated[Work, Depends(_for(Role.PROVIDER, Role.COORDINATOR), scope="function")]
"""A provider about its own clients, or the coordinator of the region."""
OverseerWork = Annotated[Work, Depends(_for(Role.COORDINATOR, Role.MUNICIPALITY), scope="function")]
"""A coordinator, or a municipality that sees counts."""
OrganisationWork = Annotated[
    Work,
    Depends(_for(Role.CORPORATION, Role.PROVIDER, Role.COORDINATOR, Role.MUNICIPALITY), scope="function"),
]
"""Any organisation about what is its own; an operator is none."""
