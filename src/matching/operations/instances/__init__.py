"""The seam between what we remember and what the solver thinks about: rows to one frozen instance.

Decimals become whole hundredths here, ids become texts, and everything stands in a stable order,
so that the same region on the same day gives the same instance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, select, type_coerce
from sqlalchemy.orm import defer
from sqlalchemy.types import NULLTYPE

from matching import models
from matching.models import (
    Area,
    ClientState,
    DwellingState,
    Membership,
    Organisation,
    PairDirective,
    Proposal,
    ProposalState,
    RegionMunicipality,
    SupportCoverage,
)
from matching.operations.instances import rows
from matching.queries import facilities, rent_limits
from matching.queries.agreements import Agreement, PartyTerm, Wording
from matching.queries.usage import Usage
from matching.solver import Instance, Needing
from matching.vocabulary import OrganisationKind, ProposalOrigin
from matching.work import Work


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A region, frozen.

    Attributes
    ----------
    no_party
        Waiting clients and offered dwellings whose organisation takes no part in the covenant today, or left the
        region.
    """

    instance: Instance
    no_party: dict[str, int]


async def take_snapshot(work: Work, *, agreement: Agreement, used: Usage) -> Snapshot:
    """Freeze a region as it is at this moment, under one version of its covenant.

    Parameters
    ----------
    used
        What stays as it is: its clients and places are left out, and what it uses is counted.
    """
    parties = await _parties(work, agreement)
    every_client = [row for row in await _waiting(work, agreement.region_id) if row.id not in used.clients]
    every_dwelling = await _on_offer(work, agreement.region_id, used)
    clients = [row for row in every_client if row.provider_id in parties]
    dwellings = [row for row in every_dwelling if row.corporation_id in parties]
    left_out = {
        "clients": len(every_client) - len(clients),
        "dwellings": len(every_dwelling) - len(dwellings),
    }
    return Snapshot(await _frozen(work, agreement, used, clients, dwellings), left_out)


@dataclass(frozen=True, slots=True)
class Beside:
    """One client, frozen beside the dwellings that are on offer.

    Attributes
    ----------
    instance
        With this client alone; with nobody where the client takes no part now.
    waiting
        Of everybody whom a whole snapshot would hold: no more than what says what is scarce.
    """

    instance: Instance
    waiting: Sequence[Needing]


async def take_beside(work: Work, *, agreement: Agreement, used: Usage, client_id: UUID) -> Beside:
    """Freeze one client beside the dwellings on offer.

    Parameters
    ----------
    used
        As in `take_snapshot`.
    """
    parties, row = await _parties(work, agreement), models.Client
    takes_part = row.provider_id.in_(parties) & row.id.not_in(used.clients)
    needs = ("accessibility", "bedrooms", "low_stimulus", "support", "wishes")
    waiting = await _waiting(work, agreement.region_id, takes_part, read=needs)
    clients = await _waiting(work, agreement.region_id, takes_part, row.id == client_id)
    offered = await _on_offer(work, agreement.region_id, used)
    dwellings = [row for row in offered if row.corporation_id in parties]
    return Beside(await _frozen(work, agreement, used, clients, dwellings), waiting)


async def take_pair(
    work: Work, *, client: models.Client, dwelling: models.Dwelling, wording: Wording, used: Usage
) -> Instance:
    """Freeze one pair in its region, whether or not it takes part now: without load, support and directives.

    Parameters
    ----------
    used
        What is counted of what the wording agrees, and who lives where.
    """
    on, areas = work.at.date(), await _areas(work, client.region_id)
    known = frozenset(area.code for area in areas)
    complexes = rows.complexes([dwelling], wording.complex_caps, used)
    return Instance(
        on=on,
        clients=rows.clients([client], [dwelling], areas=known, pressure={}),
        dwellings=(rows.dwelling(dwelling, taken=0),),
        housing_forms=tuple(rows.form(row) for row in await _forms(work, client.region_id)),
        municipalities=rows.municipalities(areas, wording, used),
        districts=rows.districts(areas, wording, load={}, on=on),
        neighbourhoods=rows.neighbourhoods(areas, wording, load={}, on=on),
        corporations=rows.corporations([dwelling.corporation_id], wording, used),
        complexes=complexes,
        keep_apart=rows.keep_apart(used, areas=known, complexes=complexes),
        origin_limits=rows.origin_limits(known, wording, used),
    )


async def _frozen(
    work: Work,
    agreement: Agreement,
    used: Usage,
    clients: Sequence[models.Client],
    dwellings: list[models.Dwelling],
) -> Instance:
    """Return these clients and dwellings with all that is agreed and used around them."""
    on, region_id, wording = work.at.date(), agreement.region_id, agreement.wording
    areas = await _areas(work, region_id)
    known = frozenset(area.code for area in areas)
    places = await facilities.region_places(work, region_id=region_id, on=on)
    pressure, load = facilities.facility_pressure(places), rows.loads(facilities.facility_load(places), used)
    directives = await _directives(work, region_id, on)
    complexes = rows.complexes(dwellings, wording.complex_caps, used)
    return Instance(
        on=on,
        clients=rows.clients(clients, dwellings, areas=known, pressure=pressure),
        dwellings=tuple(rows.dwelling(row, taken=len(used.places.get(row.id, ()))) for row in dwellings),
        housing_forms=tuple(rows.form(row) for row in await _forms(work, region_id)),
        municipalities=rows.municipalities(areas, wording, used),
        districts=rows.districts(areas, wording, load=load, on=on),
        neighbourhoods=rows.neighbourhoods(areas, wording, load=load, on=on),
        corporations=rows.corporations(await _corporation_ids(work, region_id), wording, used),
        complexes=complexes,
        support=tuple(rows.support(row, used) for row in await _coverage(work, region_id)),
        rent_limits=tuple(rows.rent_limits(row) for row in await rent_limits.rent_limits(work)),
        keep_apart=rows.keep_apart(used, areas=known, complexes=complexes),
        barred=rows.barred(directives),
        forced=rows.forced(directives),
        previous=await _previous(work, region_id),
        policy=rows.policy(wording),
        origin_limits=rows.origin_limits(known, wording, used),
    )


async def _parties(work: Work, agreement: Agreement) -> set[UUID]:
    """Return the organisations that take part in the covenant today, and still work in the region."""
    on = work.at.date()
    parties = {party.organisation for party in agreement.wording.parties if _takes_part(party, on)}
    return parties.intersection(await work.session.scalars(_members(agreement.region_id)))


def _members(region_id: UUID) -> Select[UUID]:
    return select(Membership.organisation_id).where(Membership.region_id == region_id)


def _held(region_id: UUID) -> Select[str]:
    return select(RegionMunicipality.municipality_code).where(RegionMunicipality.region_id == region_id)


def _takes_part(party: PartyTerm, on: date) -> bool:
    return party.joined_on <= on and (party.left_on is None or on < party.left_on)


async def _areas(work: Work, region_id: UUID) -> list[Area]:
    query = (
        select(Area)
        .where(Area.municipality_code.in_(_held(region_id)))
        .order_by(Area.code)
        .options(defer(Area.outline, raiseload=True))
    )
    return list(await work.session.scalars(query))


async def _waiting(
    work: Work,
    region_id: UUID,
    *among: ColumnElement[bool],
    read: Iterable[str] = tuple(models.Client.__table__.columns.keys()),
) -> list[Any]:
    """Return who waits, as plain values by the name of their column.

    To make objects that could be changed takes as long as to read them, and a row takes longer to find each value in.
    """
    row, on = models.Client, work.at.date()
    query = (
        select(*(_as_it_comes(row.__table__.columns[name]) for name in read))
        .where(row.region_id == region_id, row.state == ClientState.WAITING, *among)
        .where(row.parked_until.is_(None) | (row.parked_until <= on))
        .order_by(row.id)
    )
    return [SimpleNamespace(**found) for found in await work.rows(query)]


def _as_it_comes(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column to read: a list is one already, and to go through it again takes as long as to read it."""
    return type_coerce(column, NULLTYPE).label(column.key) if isinstance(column.type, ARRAY) else column


async def _on_offer(work: Work, region_id: UUID, used: Usage) -> list[models.Dwelling]:
    """Return the dwellings in which a place is free."""
    row, on = models.Dwelling, work.at.date()
    query = (
        select(row)
        .where(row.region_id == region_id, row.state == DwellingState.OFFERED)
        .where(row.available_until.is_(None) | (row.available_until > on))
        .where(row.parked_until.is_(None) | (row.parked_until <= on))
        .order_by(row.id)
    )
    return [found for found in await work.session.scalars(query) if used.free_place(found) is not None]


async def _forms(work: Work, region_id: UUID) -> list[models.HousingForm]:
    row = models.HousingForm
    return list(await work.session.scalars(select(row).where(row.region_id == region_id).order_by(row.code)))


async def _corporation_ids(work: Work, region_id: UUID) -> list[UUID]:
    query = (
        select(Organisation.id)
        .where(Organisation.id.in_(_members(region_id)), Organisation.kind == OrganisationKind.CORPORATION)
        .order_by(Organisation.id)
    )
    return list(await work.session.scalars(query))


async def _coverage(work: Work, region_id: UUID) -> list[SupportCoverage]:
    """Return who delivers support where, leaving out providers and municipalities that left the region."""
    query = (
        select(SupportCoverage)
        .where(SupportCoverage.region_id == region_id)
        .where(SupportCoverage.provider_id.in_(_members(region_id)))
        .where(SupportCoverage.municipality_code.in_(_held(region_id)))
        .order_by(SupportCoverage.provider_id, SupportCoverage.municipality_code)
    )
    return list(await work.session.scalars(query))


async def _previous(work: Work, region_id: UUID) -> frozenset[tuple[str, str]]:
    """Return the pairs that are on the table now, which stability holds on to."""
    rows = await work.session.execute(
        select(Proposal.client_id, Proposal.dwelling_id).where(
            Proposal.region_id == region_id,
            Proposal.state == ProposalState.PROPOSED,
            Proposal.origin == ProposalOrigin.RUN,
        )
    )
    return frozenset((str(client_id), str(dwelling_id)) for client_id, dwelling_id in rows)


async def _directives(work: Work, region_id: UUID, on: date) -> list[PairDirective]:
    """Return what holds for pairs on a day: forced, forbidden, or declined before."""
    row = PairDirective
    query = (
        select(row)
        .where(row.region_id == region_id, row.lifted_at.is_(None), row.until > on)
        .order_by(row.id)
    )
    return list(await work.session.scalars(query))
