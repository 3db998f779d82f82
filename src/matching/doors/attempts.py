"""Somebody named a client and was refused: that is written down too (NEN 7513).

Looked for at the door, in all that came in, and not in each operation: none of them can forget it. A name that ends
in client, such as `clientId` or `withoutClients`, holds identities; a reference is no identity.
"""

import logging
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from matching.actors import SYSTEM, Actor
from matching.errors import MatchingError, NotAllowed, Unavailable
from matching.queries.clients import not_in_reach
from matching.vocabulary import AccessResult, Purpose
from matching.work import Work, Workshop

logger = logging.getLogger(__name__)

MOST_NAMED = 2_500
"""How many of those who are named are written down: more than any request of the contract may name."""
MOST_LOOKED_INTO = 10_000
"""Into how many objects and lists is looked: more than any request of the contract has that names a client."""

_OF_A_CLIENT = re.compile(r"clients?_?(ids?)?$", re.IGNORECASE)


async def write_attempt(workshop: Workshop, actor: Actor, *, request: Request, error: MatchingError) -> None:
    """Write down whom a refused request named and its actor may not see, in a unit of work of its own.

    Whether there is such a client or not: both take as long. When the database can't now, a line of the log
    says so, and the request is refused as it was.

    Parameters
    ----------
    actor
        Who asked; the system: nobody who was known yet.
    request
        With the JSON or the form that came along, once it was read, in `request.state.sent`.
    error
        Where the role may not do this at all, everybody who was named was refused.
    """
    if actor is SYSTEM or isinstance(error, Unavailable):
        return
    named = _identities([request.path_params, *_asked(request), getattr(request.state, "sent", None)])
    if not named:
        return
    try:
        async with workshop.open(actor) as aside:
            refused = named if isinstance(error, NotAllowed) else await not_in_reach(aside, client_ids=named)
            _write(aside, refused)
    except (Unavailable, SQLAlchemyError) as trouble:
        logger.warning("An attempt that was refused was not written down: %s.", type(trouble).__name__)


async def write_unseen(work: Work, *, request: Request) -> None:
    """Write down for whom an address asks whom the actor may not see: a list that says nothing of them refuses too."""
    named = [one for one in _identities(_asked(request)) if one not in work.seen_clients]
    if named:
        _write(work, await not_in_reach(work, client_ids=named))


def _write(work: Work, refused: list[UUID]) -> None:
    work.saw(refused, purpose=Purpose.ATTEMPT, result=AccessResult.REFUSED)


def _asked(request: Request) -> list[dict[str, str]]:
    """Return what stands in the query, a name that stands there twice too."""
    return [{name: text} for name, text in request.query_params.multi_items()]


def _identities(sent: Iterable[Any]) -> list[UUID]:
    """Return who is named, each once: wherever it stands below a name of clients, the least deep first."""
    found: dict[UUID, None] = {}
    waiting: deque[tuple[Any, bool]] = deque((one, False) for one in sent)
    for _ in range(MOST_LOOKED_INTO):
        if not waiting or len(found) >= MOST_NAMED:
            break
        value, of_client = waiting.popleft()
        for one, theirs in _within(value, of_client=of_client):
            if isinstance(one, dict | list) and len(waiting) < MOST_LOOKED_INTO:
                waiting.append((one, theirs))
            elif theirs and isinstance(one, str) and (identity := _identity(one)) is not None:
                found[identity] = None
    return list(found)[:MOST_NAMED]


def _within(value: Any, *, of_client: bool) -> Iterator[tuple[Any, bool]]:
    """Yield what is in an object or a list, and whether it stands below a name of clients."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield one, of_client or _OF_A_CLIENT.search(name) is not None
    elif isinstance(value, list):
        for one in value:
            yield one, of_client


def _identity(text: str) -> UUID | None:
    """Read an identity in any of the forms that the doors take; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
