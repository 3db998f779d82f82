"""Sign coordinators in at their pages, and out. Only a hash of what the browser keeps is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select

from matching.actors import Actor, Role
from matching.errors import NotAllowed, Unauthenticated
from matching.models import ApiKey, DeskSession, Fact, Membership, Organisation
from matching.work import Work

LASTS = timedelta(hours=12)
"""A working day; then people sign in again."""


class SessionOver(Unauthenticated):
    """You are signed out, or were never signed in."""

    dutch = "U bent afgemeld, of nog niet aangemeld."


class KeyIsLimited(NotAllowed):
    """A limited key is for systems; nobody signs in with it."""

    dutch = "Een beperkte sleutel is voor systemen; niemand meldt zich ermee aan."


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who is signed in, and how they are called where they decide something."""

    actor: Actor
    person: str


async def sign_in(work: Work, *, actor: Actor, person: str) -> str:
    """Return what the browser of a coordinator shows from now on; the work goes on as theirs.

    Raises
    ------
    NotAllowed
        When the actor is no coordinator.
    KeyIsLimited
        When its key may not do all that the pages do.
    """
    actor.require(Role.COORDINATOR)
    if actor.scopes is not None:
        raise KeyIsLimited("Use one without scopes.", "Gebruik er een zonder scopes.")
    token = secrets.token_urlsafe(32)
    work.session.add(
        DeskSession(
            token_hash=_hash(token),
            organisation_id=actor.organisation,
            key_id=actor.key_id,
            on_behalf_of=actor.on_behalf_of,
            person=person,
            created_at=work.at,
            expires_at=work.at + LASTS,
        )
    )
    await work.session.flush()
    await work.become(actor)
    work.record(Fact.DESK_SIGNED_IN, work.actor.organisation, parties=[work.actor.organisation])
    return token


async def seated(work: Work, *, token: str) -> Seated:
    """Return who a browser belongs to.

    Raises
    ------
    SessionOver
        When the session is unknown or expired, its key was taken back or expired, or its organisation is suspended.
    """
    query = (
        select(DeskSession)
        .join(Organisation, Organisation.id == DeskSession.organisation_id)
        .outerjoin(ApiKey, ApiKey.id == DeskSession.key_id)
        .where(
            DeskSession.token_hash == _hash(token),
            DeskSession.expires_at > work.at,
            Organisation.suspended_at.is_(None),
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > work.at),
        )
    )
    found = await work.session.scalar(query)
    if found is None:
        raise SessionOver("Sign in.", "Meld u aan.")
    here = select(Membership.region_id).where(Membership.organisation_id == found.organisation_id)
    regions = frozenset(await work.session.scalars(here))
    actor = Actor(Role.COORDINATOR, found.organisation_id, regions, found.key_id, found.on_behalf_of)
    return Seated(actor, found.person)


async def sign_out(work: Work, *, token: str) -> None:
    """End a session.

    Raises
    ------
    SessionOver
        When it is over already.
    """
    actor = (await seated(work, token=token)).actor
    await work.session.execute(delete(DeskSession).where(DeskSession.token_hash == _hash(token)))
    await work.become(actor)
    work.record(Fact.DESK_SIGNED_OUT, actor.organisation, parties=[actor.organisation])


async def forget_sessions(work: Work) -> None:
    """Delete the sessions that are over."""
    await work.session.execute(delete(DeskSession).where(DeskSession.expires_at <= work.at))


def _hash(token: str) -> bytes:
    """Hash a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()
