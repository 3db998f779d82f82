"""What proposals and placements already use: clients, places, quotas, load, commitments, hours of support.

A quota counts placements of its term, also when they are over; load, hours and keep-apart those where
somebody lives. What is proposed counts as if it were placed today.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Row, String, Uuid, and_, any_, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from matching.models import (
    Client,
    ClientState,
    Dwelling,
    DwellingState,
    PastPlacement,
    Placement,
    Proposal,
    ProposalState,
)
from matching.models.clients import KEPT_APART
from matching.queries.agreements import Agreement
from matching.queries.procedures import LoadStep
from matching.queries.regions import municipalities_of
from matching.vocabulary import OUTSIDE, UNKNOWN, ProposalOrigin, Support
from matching.work import Work
from matching.workflow.placements import COUNTING, LIVING
from matching.workflow.proposals import LIVE, OCCUPYING, TAKEN_UP


def stands() -> ColumnElement[bool]:
    """Return which proposals a matching run leaves alone: taken up by people, made by hand, or placed."""
    by_hand = and_(Proposal.state == ProposalState.PROPOSED, Proposal.origin == ProposalOrigin.HAND)
    return or_(Proposal.state.in_((*TAKEN_UP, ProposalState.PLACED)), by_hand)


def occupies() -> ColumnElement[bool]:
    """Return which proposals keep their client and their place from any other."""
    return Proposal.state.in_(OCCUPYING)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who lives, or is about to live, somewhere, with a keep-apart token that somebody who waits may have."""

    token: str
    neighbourhood: str
    corporation_id: UUID
    complex: str | None


@dataclass(slots=True)
class Usage:
    """What is used already, added up.

    Attributes
    ----------
    clients
        Who has a proposal, and so needs no other dwelling now.
    places
        Which places of each dwelling on offer are occupied.
    placed, imports
        By municipality; imports come from elsewhere or from an unknown place. [placement]
    moves
        By origin as an agreement names it, and municipality. [placement]
    supplied
        By corporation. [placement]
    load, complex_load
        By neighbourhood; by corporation and complex, where somebody lives only of those with a cap. [points]
    hours
        By provider and municipality. [hour/week]
    """

    clients: set[UUID] = field(default_factory=set)
    places: dict[UUID, set[int]] = field(default_factory=lambda: defaultdict(set))
    placed: Counter[str] = field(default_factory=Counter)
    imports: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    supplied: Counter[UUID] = field(default_factory=Counter)
    load: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    complex_load: dict[tuple[UUID, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    hours: dict[tuple[UUID, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    residents: list[Resident] = field(default_factory=list)

    def free_place(self, dwelling: Dwelling) -> int | None:
        """Return the first place of a dwelling that nobody occupies, None when all are taken."""
        taken = self.places.get(dwelling.id, set())
        if len(taken) >= dwelling.capacity:
            return None
        return next(place for place in range(1, len(taken) + 2) if place not in taken)


def comes_from_elsewhere(client: Client, municipality: str) -> bool:
    """Tell whether a client is an import into a municipality; of an unknown origin counts as one."""
    return client.origin != municipality


def origin_in(municipalities: Collection[str], *, code: str | None) -> str:
    """Return an origin as an agreement of these municipalities names it: one elsewhere is outside."""
    if code is None:
        return UNKNOWN
    return code if code in municipalities else OUTSIDE


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts alike for the quota and the commitment of a term.

    Attributes
    ----------
    origin
        As an agreement names it.
    number
        How many. [placement]
    """

    municipality: str
    imported: bool
    origin: str
    corporation_id: UUID
    number: int = 1


Coming = tuple[Proposal, Client, Dwelling]
"""A proposal that is no placement yet."""


async def counted(
    work: Work, *, region_id: UUID, since: date, until: date, of: ColumnElement[bool]
) -> list[Counted]:
    """Return what counts in a term: placements that begin in it, also when they are over, but not those that failed.

    What is proposed now counts in the term of today.

    Parameters
    ----------
    since, until
        The term, half-open.
    of
        Which proposals: `stands()` or `occupies()`.
    """
    coming = await _coming(work, region_id, of)
    return await _counted(work, region_id=region_id, since=since, until=until, coming=coming)


async def _counted(
    work: Work, *, region_id: UUID, since: date, until: date, coming: Sequence[Coming]
) -> list[Counted]:
    region = await municipalities_of(work, region_id=region_id)
    alike = (Placement.municipality_code, Placement.imported, Placement.origin, Placement.corporation_id)
    query = (
        select(*alike, func.count())
        .where(Placement.region_id == region_id, Placement.state.in_(COUNTING))
        .where(Placement.starts_on >= since, Placement.starts_on < until)
        .group_by(*alike)
    )
    found = [
        Counted(municipality, imported, origin_in(region, code=origin), corporation_id, number)
        for municipality, imported, origin, corporation_id, number in await work.session.execute(query)
    ]
    found += await _past(work, region_id=region_id, since=since, until=until, region=region)
    if since <= work.at.date() < until:
        found += [
            Counted(
                proposal.municipality_code,
                comes_from_elsewhere(client, proposal.municipality_code),
                origin_in(region, code=client.origin),
                dwelling.corporation_id,
            )
            for proposal, client, dwelling in coming
        ]
    return found


async def _past(
    work: Work, *, region_id: UUID, since: date, until: date, region: Collection[str]
) -> list[Counted]:
    """Return what counts of clients who were erased since: as many as there were, and nobody by name."""
    query = select(PastPlacement).where(
        PastPlacement.region_id == region_id,
        PastPlacement.counts_from >= since,
        PastPlacement.counts_from < until,
    )
    found: list[Counted] = []
    for past in await work.session.scalars(query):
        code = None if past.origin == UNKNOWN else past.origin
        origin = origin_in(region, code=code)
        found.append(Counted(past.municipality_code, past.imported, origin, past.corporation_id, past.number))
    return found


async def usage(work: Work, *, agreement: Agreement, of: ColumnElement[bool]) -> Usage:
    """Add up what proposals and placements of a region use under an agreement.

    Parameters
    ----------
    of
        Which proposals: `stands()` or `occupies()`.
    """
    found = Usage()
    coming = await _coming(work, agreement.region_id, of)
    term = {"since": agreement.term_from, "until": agreement.term_until}
    for one in await _counted(work, region_id=agreement.region_id, coming=coming, **term):
        found.placed[one.municipality] += one.number
        found.imports[one.municipality] += one.number * one.imported
        found.moves[one.origin, one.municipality] += one.number
        found.supplied[one.corporation_id] += one.number
    for dwelling_id, place in await _lived_in(work, agreement.region_id):
        found.places[dwelling_id].add(place)
    for proposal, client, dwelling in coming:
        found.clients.add(client.id)
        found.places[dwelling.id].add(proposal.place)
        _carry(found, proposal, client, dwelling)
    steps = agreement.wording.procedure.load_steps(on=work.at.date())
    for living in await _living(work, agreement.region_id, steps):
        found.load[living.neighbourhood_code] += settled(living.load, percent=living.percent) * living.number
        if living.support_provider_id is not None:
            found.hours[living.support_provider_id, living.municipality_code] += living.hours
    capped = {cap.complex for cap in agreement.wording.complex_caps}
    for living in await _in_complexes(work, agreement.region_id, capped, steps):
        name = living.corporation_id, living.complex
        found.complex_load[name] += settled(living.load, percent=living.percent) * living.number
    found.residents = await _residents(work, agreement.region_id, coming)
    return found


async def residents(work: Work, *, region_id: UUID, of: ColumnElement[bool]) -> list[Resident]:
    """Return whose keep-apart tokens count where: who lives there, or may come to live there.

    Parameters
    ----------
    of
        By which proposals.
    """
    return await _residents(work, region_id, await _coming(work, region_id, of))


def settled(load: Decimal, *, percent: int) -> Decimal:
    """Return how much of a load still counts, in whole hundredths. [points]"""
    return (load * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


Place = tuple[str, UUID, str | None]
"""Where somebody lives: neighbourhood, corporation and complex."""


async def _residents(work: Work, region_id: UUID, coming: Sequence[Coming]) -> list[Resident]:
    apart = [(client.keep_apart, _place(proposal, dwelling)) for proposal, client, dwelling in coming]
    apart += await _kept_apart(work, region_id)
    return [Resident(token, *where) for tokens, where in apart for token in tokens]


def _place(proposal: Proposal, dwelling: Dwelling) -> Place:
    return proposal.neighbourhood_code, dwelling.corporation_id, dwelling.complex


async def _coming(work: Work, region_id: UUID, of: ColumnElement[bool]) -> list[Coming]:
    """Return the proposals among these that are no placement yet: few, however long the history.

    Who they are about is asked by name: in a join PostgreSQL goes through all clients, for fear of the policies.
    """
    query = (
        select(Proposal)
        .where(Proposal.region_id == region_id, of, Proposal.state.in_(LIVE))
        .order_by(Proposal.id)
    )
    proposals = list(await work.session.scalars(query))
    clients = await _by_id(work, Client, {one.client_id for one in proposals})
    dwellings = await _by_id(work, Dwelling, {one.dwelling_id for one in proposals})
    return [
        (one, clients[one.client_id], dwellings[one.dwelling_id])
        for one in proposals
        if one.client_id in clients and one.dwelling_id in dwellings  # otherwise the wall hides them
    ]


Named = TypeVar("Named", Client, Dwelling)


async def _by_id(work: Work, model: type[Named], ids: set[UUID]) -> dict[UUID, Named]:
    found = await work.session.scalars(select(model).where(model.id.in_(ids)))
    return {one.id: one for one in found}


async def _lived_in(work: Work, region_id: UUID) -> Sequence[Row[UUID, int]]:
    """Return the places where somebody was placed, of dwellings that are on offer: they have others."""
    offered = select(Dwelling.id).where(
        Dwelling.region_id == region_id, Dwelling.state == DwellingState.OFFERED
    )
    query = select(Proposal.dwelling_id, Proposal.place).where(
        Proposal.state == ProposalState.PLACED, Proposal.dwelling_id.in_(offered)
    )
    return (await work.session.execute(query)).all()


def _percent(steps: Sequence[LoadStep]) -> ColumnElement[int]:
    """Return how much of a placement's load still counts. [%]"""
    percent: ColumnElement[int] = literal(100)
    for step in reversed(steps):
        percent = case((Placement.starts_on <= step.began_by, step.percent), else_=percent)
    return percent.label("percent")


async def _living(work: Work, region_id: UUID, steps: Sequence[LoadStep]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the people who live somewhere, added up: `number` of them, and the `hours` of support they get.

    Apart by `percent` that counts of their `load`, by place and by who supports them. In one statement, for it goes
    through all who live somewhere.
    """
    alike = (
        Placement.load,
        Placement.neighbourhood_code,
        Placement.municipality_code,
        Placement.support_provider_id,
    )
    query = (
        select(
            _percent(steps),
            *alike,
            func.count().label("number"),
            func.sum(Placement.support_hours).label("hours"),
        )
        .where(Placement.region_id == region_id, Placement.state.in_(LIVING))
        .group_by("percent", *alike)
    )
    return (await work.session.execute(query)).all()


async def _in_complexes(
    work: Work, region_id: UUID, names: Collection[str], steps: Sequence[LoadStep]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the people who live in complexes so named, added up: `number` of them, by `percent` of their `load`."""
    if not names:
        return ()
    alike = (Placement.load, Placement.corporation_id, Dwelling.complex)
    query = (
        select(_percent(steps), *alike, func.count().label("number"))
        .join(Dwelling, Dwelling.id == Placement.dwelling_id)
        .where(Placement.region_id == region_id, Placement.state.in_(LIVING), Dwelling.complex.in_(names))
        .group_by("percent", *alike)
    )
    return (await work.session.execute(query)).all()


async def _kept_apart(work: Work, region_id: UUID) -> list[tuple[list[str], Place]]:
    """Return the tokens of people who live somewhere, and where: of whom somebody who waits is kept apart from."""
    kept_apart = select(Client.id, Client.keep_apart).where(Client.region_id == region_id, KEPT_APART)
    waiting = (await work.session.execute(kept_apart.where(Client.state == ClientState.WAITING))).all()
    shared = sorted({token for _, kept in waiting for token in kept})
    shares = Client.keep_apart.bool_op("&&")(literal(shared, ARRAY(String)))
    placed = kept_apart.where(Client.state == ClientState.PLACED, shares)
    tokens: dict[UUID, list[str]] = dict((await work.session.execute(placed)).all())
    living = select(
        Placement.client_id, Placement.neighbourhood_code, Placement.corporation_id, Placement.dwelling_id
    ).where(_among(Placement.client_id, tokens), Placement.state.in_(LIVING))
    rows = (await work.session.execute(living.order_by(Placement.id))).all()
    named = select(Dwelling.id, Dwelling.complex).where(
        _among(Dwelling.id, [row.dwelling_id for row in rows])
    )
    complexes: dict[UUID, str | None] = dict((await work.session.execute(named)).all())
    return [
        (tokens[client_id], (neighbourhood, corporation_id, complexes[home]))
        for client_id, neighbourhood, corporation_id, home in rows
    ]


def _among(column: InstrumentedAttribute[UUID], ids: Collection[UUID]) -> ColumnElement[bool]:
    """Return whether a column is one of many ids: as one parameter, not as a thousand to be written out."""
    return column == any_(literal(list(ids), ARRAY(Uuid)))


def _add_load(found: Usage, place: Place, load: Decimal) -> None:
    neighbourhood, corporation_id, complex_name = place
    found.load[neighbourhood] += load
    if complex_name is not None:
        found.complex_load[corporation_id, complex_name] += load


def _carry(found: Usage, proposal: Proposal, client: Client, dwelling: Dwelling) -> None:
    """Add what somebody who may come to live somewhere asks of the place and of the provider."""
    _add_load(found, _place(proposal, dwelling), proposal.load)
    if client.support not in (None, Support.NONE):
        deliverer = client.support_provider_id or client.provider_id
        found.hours[deliverer, proposal.municipality_code] += proposal.support_hours
