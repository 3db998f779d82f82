"""Look up corrections that refusals proposed: a provider those of its clients, a corporation of its dwellings."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from matching.actors import Actor, Role
from matching.errors import NotFound
from matching.models import Client, Correction, Dwelling
from matching.queries.clients import HIDDEN
from matching.vocabulary import CorrectionState, Purpose
from matching.work import Work


class CorrectionNotFound(NotFound):
    """There is no such correction, or it is not yours to see."""

    dutch = "Deze correctie bestaat niet, of u mag haar niet zien."


@dataclass(frozen=True, slots=True)
class SeenCorrection:
    """A correction, with the reference of the client or dwelling it is about."""

    correction: Correction
    client_reference: str | None
    dwelling_reference: str | None
    hidden: bool

    @property
    def suggestion(self) -> Any:
        """Return the suggested value, None when there is none or the actor may not see it."""
        found = self.correction.suggestion
        return None if self.hidden or found is None else found["value"]


def _within_reach(actor: Actor) -> ColumnElement[bool]:
    actor.require(Role.COORDINATOR, Role.PROVIDER, Role.CORPORATION)
    if actor.role is Role.COORDINATOR:
        return Correction.region_id.in_(actor.region_ids)
    if actor.role is Role.PROVIDER:
        return Client.provider_id == actor.organisation
    return Dwelling.corporation_id == actor.organisation


def _rows(work: Work) -> Select[Correction, str | None, str | None]:
    return (
        select(Correction, Client.reference, Dwelling.reference)
        .outerjoin(Client, Client.id == Correction.client_id)
        .outerjoin(Dwelling, Dwelling.id == Correction.dwelling_id)
        .where(_within_reach(work.actor))
    )


async def visible_corrections(
    work: Work, *, state: CorrectionState | None, after: UUID | None, limit: int
) -> list[SeenCorrection]:
    """Return corrections by id, from after a place on."""
    query = _rows(work).order_by(Correction.id).limit(limit)
    if state is not None:
        query = query.where(Correction.state == state)
    if after is not None:
        query = query.where(Correction.id > after)
    return await _seen(work, query)


async def correction(work: Work, *, correction_id: UUID) -> SeenCorrection:
    """Return one correction.

    Raises
    ------
    CorrectionNotFound
        When it does not exist, or is not the actor's to see.
    """
    found = await _seen(work, _rows(work).where(Correction.id == correction_id))
    if not found:
        raise CorrectionNotFound("There is no such correction for you.", "Deze correctie is er voor u niet.")
    return found[0]


async def _seen(work: Work, query: Select[Correction, str | None, str | None]) -> list[SeenCorrection]:
    rows = (await work.session.execute(query)).all()
    work.saw([row[0].client_id for row in rows if row[0].client_id], purpose=Purpose.READ_CORRECTION)
    desk = work.actor.role is Role.COORDINATOR
    return [SeenCorrection(row[0], row[1], row[2], desk and row[0].field in HIDDEN) for row in rows]
