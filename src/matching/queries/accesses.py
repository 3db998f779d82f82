"""Look up who looked: at one client, for the client's provider and the coordinators of its region."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.models import Access, ApiKey, Organisation
from matching.queries import clients
from matching.vocabulary import AccessResult, Purpose
from matching.work import Crossing, Work


@dataclass(frozen=True, slots=True)
class SeenAccess:
    """One look at a client, or an attempt at one.

    Attributes
    ----------
    organisation
        Its name; None for the service itself.
    key
        The label of its key.
    """

    id: int
    at: datetime
    role: Role
    organisation: str | None
    key: str | None
    on_behalf_of: str | None
    purpose: Purpose
    result: AccessResult


async def accesses(work: Work, *, client_id: UUID, before: int | None, limit: int) -> list[SeenAccess]:
    """Return who looked at a client, the last look first; this one too.

    Parameters
    ----------
    before
        Only looks with a lower id.

    Raises
    ------
    ClientNotFound
        When there is no such client, or it is not the actor's to see.
    """
    await clients.client(work, client_id=client_id, purpose=Purpose.READ_ACCESSES)
    query = (
        select(
            Access.id,
            Access.at,
            Access.role,
            Organisation.name,
            ApiKey.label,
            Access.on_behalf_of,
            Access.purpose,
            Access.result,
        )
        .outerjoin(Organisation, Organisation.id == Access.organisation_id)
        .outerjoin(ApiKey, ApiKey.id == Access.key_id)
        .where(Access.client_ids.contains([client_id]))
        .order_by(Access.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Access.id < before)
    async with work.across(Crossing.WHO_LOOKED):
        return [SeenAccess(*row) for row in await work.session.execute(query)]
