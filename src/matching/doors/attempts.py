"""Somebody asked for a client and was refused: that is written down too (NEN 7513)."""

import re
from uuid import UUID

from matching.actors import SYSTEM, Actor
from matching.vocabulary import AccessResult, Purpose
from matching.work import Workshop

_AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


async def write_attempt(workshop: Workshop, actor: Actor, *, asked: str) -> None:
    """Write an attempt down in a unit of work of its own, whether there is such a client or not.

    Parameters
    ----------
    actor
        Who asked; the system: nobody who was known yet.
    asked
        The client in the address; what is no identity is not written.
    """
    if actor is not SYSTEM and _AN_ID.fullmatch(asked):
        async with workshop.open(actor) as aside:
            aside.saw([UUID(asked)], purpose=Purpose.ATTEMPT, result=AccessResult.REFUSED)
