"""Read all that is held on one client, for whoever it is about (GDPR art. 15): through the client's provider."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.models import Organisation
from matching.queries import clients
from matching.queries.holdings import HOLDINGS, Holding
from matching.vocabulary import Purpose
from matching.work import Crossing, Work

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """What one table holds on a client.

    Attributes
    ----------
    rows
        By column; organisations by name.
    """

    name: str
    dutch: str
    english: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is held on a client at a moment."""

    client_id: UUID
    reference: str
    made_at: datetime
    sections: tuple[Section, ...]


async def dossier(work: Work, *, client_id: UUID) -> Dossier:
    """Return all that is held on a client of the actor; this look too.

    What its provider otherwise does not see is in it: notes of the desk, proposals that were never released.

    Raises
    ------
    ClientNotFound
        When it does not exist, or is not the actor's.
    """
    work.actor.require(Role.PROVIDER)
    found = await clients.client(work, client_id=client_id, purpose=Purpose.DOSSIER)
    async with work.across(Crossing.WHOLE_DOSSIER):
        sections = [await _section(work, holding, client_id) for holding in reversed(HOLDINGS)]
        names = await _names(work, _organisations(sections))
    told = tuple(_with_names(section, names) for section in sections)
    return Dossier(client_id, found["reference"], work.at, told)


async def _section(work: Work, holding: Holding, client_id: UUID) -> Section:
    rows = (await work.session.execute(holding.told(client_id))).mappings().all()
    return Section(holding.name, holding.dutch, holding.english, tuple(dict(row) for row in rows))


NAMES_ORGANISATIONS = frozenset(
    {
        "acted_by",
        "asked_by",
        "corporation_id",
        "organisation_id",
        "owner_id",
        "parties",
        "provider_id",
        "raised_by",
        "requested_by",
        "support_provider_id",
    }
)
"""Columns that hold the identity of an organisation, or several."""


def _identities(value: Any) -> list[UUID]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, UUID)]


def _organisations(sections: Iterable[Section]) -> set[UUID]:
    return {
        identity
        for section in sections
        for row in section.rows
        for name in NAMES_ORGANISATIONS & row.keys()
        for identity in _identities(row[name])
    }


async def _names(work: Work, ids: set[UUID]) -> Mapping[UUID, str]:
    rows = await work.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    )
    return {identity: name for identity, name in rows}  # noqa: C416 - a row is no tuple to the type checker


def _with_names(section: Section, names: Mapping[UUID, str]) -> Section:
    rows = tuple({name: _named(name, value, names) for name, value in row.items()} for row in section.rows)
    return Section(section.name, section.dutch, section.english, rows)


def _named(name: str, value: Any, names: Mapping[UUID, str]) -> Any:
    if name not in NAMES_ORGANISATIONS or value is None:
        return value
    told = [names.get(one, str(one)) for one in _identities(value)]
    return told if isinstance(value, list) else told[0]
