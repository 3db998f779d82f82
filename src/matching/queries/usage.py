"""What proposals and placements already use: clients, places, quotas, load, commitments, hours of support.

A quota counts placements of its term, also when they are over; load, hours and keep-apart those where
somebody lives. What is proposed counts as if it were placed today.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, or_, select

from matching.models import Client, Dwelling, PastPlacement, Placement, Proposal, ProposalState
from matching.queries.agreements import Agreement
from matching.queries.regions import municipalities_of
from matching.vocabulary import OUTSIDE, UNKNOWN, ProposalOrigin, Support
from matching.work import Work
from matching.workflow.placements import COUNTING, LIVING
from matching.workflow.proposals import OCCUPYING, TAKEN_UP


def stands() -> ColumnElement[bool]:
    """Return which proposals a matching run leaves alone: taken up by people, made by hand, or placed."""
    by_hand = and_(Proposal.state == ProposalState.PROPOSED, Proposal.origin == ProposalOrigin.HAND)
    return or_(Proposal.state.in_((*TAKEN_UP, ProposalState.PLACED)), by_hand)


def occupies() -> ColumnElement[bool]:
    """Return which proposals keep their client and their place from any other."""
    return Proposal.state.in_(OCCUPYING)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with a keep-apart token who lives, or is about to live, somewhere."""

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
        Who needs no dwelling any more.
    places
        Which places of each dwelling are occupied.
    placed, imports
        By municipality; imports come from elsewhere or from an unknown place. [placement]
    moves
        By origin as an agreement names it, and municipality. [placement]
    supplied
        By corporation. [placement]
    load, complex_load
        By neighbourhood; by corporation and complex. [points]
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
    """Something that counts for the quota and the commitment of a term; its origin as an agreement names it."""

    municipality: str
    imported: bool
    origin: str
    corporation_id: UUID


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
    region = await municipalities_of(work, region_id=region_id)
    query = (
        select(Placement, Dwelling.corporation_id)
        .join(Dwelling, Dwelling.id == Placement.dwelling_id)
        .where(Placement.region_id == region_id, Placement.state.in_(COUNTING))
        .where(Placement.starts_on >= since, Placement.starts_on < until)
    )
    found = [
        Counted(
            placement.municipality_code,
            placement.imported,
            origin_in(region, code=placement.origin),
            corporation_id,
        )
        for placement, corporation_id in await work.session.execute(query)
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
            for proposal, client, dwelling in await _proposals(work, region_id, of)
            if proposal.state is not ProposalState.PLACED
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
        one = Counted(
            past.municipality_code, past.imported, origin_in(region, code=code), past.corporation_id
        )
        found += [one] * past.number
    return found


async def usage(work: Work, *, agreement: Agreement, of: ColumnElement[bool]) -> Usage:
    """Add up what proposals and placements of a region use under an agreement.

    Parameters
    ----------
    of
        Which proposals: `stands()` or `occupies()`.
    """
    found = Usage()
    term = {"since": agreement.term_from, "until": agreement.term_until}
    for one in await counted(work, region_id=agreement.region_id, of=of, **term):
        found.placed[one.municipality] += 1
        found.imports[one.municipality] += one.imported
        found.moves[one.origin, one.municipality] += 1
        found.supplied[one.corporation_id] += 1
    for proposal, client, dwelling in await _proposals(work, agreement.region_id, of):
        found.clients.add(client.id)
        found.places[dwelling.id].add(proposal.place)
        if proposal.state is not ProposalState.PLACED:
            _carry(found, proposal, client, dwelling, load=proposal.load)
    procedure, today = agreement.wording.procedure, work.at.date()
    for placement, proposal, client, dwelling in await _living(work, agreement.region_id):
        percent = procedure.load_percent(since=placement.starts_on, on=today)
        _carry(found, proposal, client, dwelling, load=settled(placement.load, percent=percent))
    return found


def settled(load: Decimal, *, percent: int) -> Decimal:
    """Return how much of a load still counts, in whole hundredths. [points]"""
    return (load * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


async def _proposals(
    work: Work, region_id: UUID, of: ColumnElement[bool]
) -> Sequence[Row[Proposal, Client, Dwelling]]:
    query = (
        select(Proposal, Client, Dwelling)
        .join(Client, Client.id == Proposal.client_id)
        .join(Dwelling, Dwelling.id == Proposal.dwelling_id)
        .where(Proposal.region_id == region_id, of)
        .order_by(Proposal.id)
    )
    return (await work.session.execute(query)).all()


async def _living(work: Work, region_id: UUID) -> Sequence[Row[Placement, Proposal, Client, Dwelling]]:
    query = (
        select(Placement, Proposal, Client, Dwelling)
        .join(Proposal, Proposal.id == Placement.proposal_id)
        .join(Client, Client.id == Placement.client_id)
        .join(Dwelling, Dwelling.id == Placement.dwelling_id)
        .where(Placement.region_id == region_id, Placement.state.in_(LIVING))
        .order_by(Placement.id)
    )
    return (await work.session.execute(query)).all()


def _carry(found: Usage, proposal: Proposal, client: Client, dwelling: Dwelling, *, load: Decimal) -> None:
    """Add what somebody who lives somewhere, or may come to, asks of the place and of the provider."""
    found.load[proposal.neighbourhood_code] += load
    if dwelling.complex is not None:
        found.complex_load[dwelling.corporation_id, dwelling.complex] += load
    if client.support not in (None, Support.NONE):
        deliverer = client.support_provider_id or client.provider_id
        found.hours[deliverer, proposal.municipality_code] += proposal.support_hours
    found.residents += [
        Resident(token, proposal.neighbourhood_code, dwelling.corporation_id, dwelling.complex)
        for token in client.keep_apart
    ]
