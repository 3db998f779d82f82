"""Give out API keys, and take them back. Only a hash is kept."""

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from matching.actors import Actor, Role, ScopeMissing
from matching.errors import NotAllowed, NotFound, Unauthenticated, Unprocessable
from matching.models import ApiKey, Fact, Organisation
from matching.queries.organisations import require_only_here
from matching.questions import Question
from matching.work import Work

LAST_USE_IS_WRITTEN_EACH = timedelta(minutes=1)


class KeyNotFound(NotFound):
    """There is no such key."""

    dutch = "Deze sleutel bestaat niet."


class KeyWouldNeverWork(Unprocessable):
    """A key can't expire in the past."""

    dutch = "Een sleutel kan niet in het verleden verlopen."


class KeyWiderThanYours(NotAllowed):
    """A limited key makes no key that may do more than it may itself."""

    dutch = "Een beperkte sleutel maakt geen sleutel die meer mag dan hij zelf."


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; `secret` is shown once and never again."""

    key: ApiKey
    secret: str


async def make_key(
    work: Work,
    *,
    organisation: Organisation | None,
    label: str,
    expires_at: datetime | None = None,
    scopes: Collection[str] | None = None,
) -> NewKey:
    """Make a key for an organisation, or for an operator when there is none.

    Parameters
    ----------
    scopes
        To what it is limited, as `read` or `write:dwellings`; None: to what its role may do.

    Raises
    ------
    KeyWouldNeverWork
        When it would be expired already.
    KeyWiderThanYours
        When the key it is made with is limited, and this one would not be, or less.
    OrganisationElsewhereToo
        As in `require_only_here`.
    """
    work.actor.require(Role.OPERATOR, Role.COORDINATOR)
    if organisation is None:
        work.actor.require(Role.OPERATOR)
    else:
        await require_only_here(work, organisation)
    _require_no_wider(work.actor, scopes)
    if expires_at is not None and expires_at <= work.at:
        raise KeyWouldNeverWork("expiresAt is in the past.", "expiresAt ligt in het verleden.")
    prefix = secrets.token_hex(6)
    secret = f"mp_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        **work.stamp(),
        organisation_id=organisation.id if organisation else None,
        role=Role(organisation.kind.value) if organisation else Role.OPERATOR,
        label=label,
        prefix=prefix,
        hash=digest(secret),
        scopes=sorted(set(scopes)) if scopes is not None else None,
        expires_at=expires_at,
    )
    work.session.add(key)
    work.record(
        Fact.KEY_MADE,
        key.id,
        parties=[organisation.id] if organisation else [],
        organisation=str(organisation.id) if organisation else None,
    )
    await work.session.flush()
    return NewKey(key, secret)


def _require_no_wider(actor: Actor, scopes: Collection[str] | None) -> None:
    if actor.scopes is None:
        return
    try:
        for scope in scopes or ("read", "write"):
            actor.require_scope(scope)
    except ScopeMissing as missing:
        raise KeyWiderThanYours(
            f"Your key is limited and lacks {missing.scope}; limit the new key to what yours may do.",
            f"Uw sleutel is beperkt en mist {missing.scope}; beperk de nieuwe tot wat de uwe mag.",
        ) from None


async def revoke_key(work: Work, *, organisation: Organisation, key_id: UUID) -> None:
    """Take a key back; it stops working at once. Doing it twice is no fault.

    Raises
    ------
    KeyNotFound
        When the organisation has no such key.
    OrganisationElsewhereToo
        As in `require_only_here`.
    """
    work.actor.require(Role.OPERATOR, Role.COORDINATOR)
    await require_only_here(work, organisation)
    key = await work.session.get(ApiKey, key_id, with_for_update=True)
    if key is None or key.organisation_id != organisation.id:
        raise KeyNotFound("This organisation has no such key.", "Deze organisatie heeft die sleutel niet.")
    if key.revoked_at is None:
        key.revoked_at = key.modified_at = work.at
        work.record(Fact.KEY_REVOKED, key.id, parties=[organisation.id], organisation=str(organisation.id))


async def keys_of(work: Work, *, organisation: Organisation) -> list[ApiKey]:
    """Return the keys of an organisation, oldest first.

    Raises
    ------
    OrganisationElsewhereToo
        As in `require_only_here`.
    """
    work.actor.require(Role.OPERATOR, Role.COORDINATOR)
    await require_only_here(work, organisation)
    query = select(ApiKey).where(ApiKey.organisation_id == organisation.id).order_by(ApiKey.id)
    return list(await work.session.scalars(query))


async def identify(work: Work, *, secret: str) -> Actor:
    """Return who a key belongs to.

    Raises
    ------
    Unauthenticated
        When it is malformed, unknown, expired or revoked, or its organisation is suspended;
        the answer does not tell which.
    """
    key = await _find(work, secret)
    scopes = frozenset(key.scopes) if key.scopes is not None else None
    actor = Actor(Role(key.role), key.organisation_id, frozenset(key.regions), key.id, scopes=scopes)
    work.is_told(actor)
    work.key_used_at = key.last_used_at
    return actor


_SECRET = re.compile(r"mp_([0-9a-f]{1,16})_[!-~]+")
"""How a key is written; of what is written otherwise nothing reaches the database but a hash."""
_ADMIT = Question("""
    select (key).id, (key).role, (key).organisation_id, (key).last_used_at, (key).scopes, regions
    from matching_admit(%(prefix)s, %(hash)s, %(moment)s)
""")


class _Known(NamedTuple):
    """A key that works, and its regions: the columns of `_ADMIT`."""

    id: UUID
    role: str
    organisation_id: UUID | None
    last_used_at: datetime | None
    scopes: list[str] | None
    regions: list[UUID]


async def _find(work: Work, secret: str) -> _Known:
    written = _SECRET.fullmatch(secret)
    asked = _ADMIT(prefix=written[1] if written else "", hash=digest(secret), moment=work.at)
    [found] = await work.answers(asked)
    if not found:
        raise Unauthenticated(
            "This key does not work. Ask your coordinator for a new one.",
            "Deze sleutel werkt niet. Vraag uw coördinator om een nieuwe.",
        )
    return _Known(**found[0])


def _works(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a key work now, with its organisation beside it if it has one."""
    return (
        ApiKey.revoked_at.is_(None),
        or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > work.at),
        Organisation.suspended_at.is_(None),
    )


async def working_digests(work: Work) -> frozenset[bytes]:
    """Return the hashes of all keys that work now."""
    query = select(ApiKey.hash).outerjoin(Organisation, Organisation.id == ApiKey.organisation_id)
    return frozenset(await work.session.scalars(query.where(*_works(work))))


def use_is_unwritten(work: Work) -> bool:
    """Tell whether the last use of the actor's key that is written down is more than a minute ago."""
    last = work.key_used_at
    return last is None or last < work.at - LAST_USE_IS_WRITTEN_EACH


async def write_use(work: Work, *, key_id: UUID) -> None:
    """Write down that a key was used now: in a unit of work of its own, so that nobody waits for it."""
    await work.session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=work.at))


def digest(secret: str) -> bytes:
    """Hash a key: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()
