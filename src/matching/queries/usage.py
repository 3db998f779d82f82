"""What proposals that stand already use: clients, places, quotas, load, commitments, hours of support."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from matching.models import Client, Dwelling, Proposal, ProposalState
from matching.vocabulary import ProposalOrigin, Support
from matching.work import Work
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


async def usage(work: Work, *, region_id: UUID, of: ColumnElement[bool]) -> Usage:
    """Add up what proposals of a region use.

    Parameters
    ----------
    of
        Which proposals: `stands()` or `occupies()`.
    """
    rows = await work.session.execute(
        select(Proposal, Client, Dwelling)
        .join(Client, Client.id == Proposal.client_id)
        .join(Dwelling, Dwelling.id == Proposal.dwelling_id)
        .where(Proposal.region_id == region_id, of)
        .order_by(Proposal.id)
    )
    found = Usage()
    for proposal, client, dwelling in rows:
        _add(found, proposal, client, dwelling)
    return found


def _add(found: Usage, proposal: Proposal, client: Client, dwelling: Dwelling) -> None:
    found.clients.add(client.id)
    found.places[dwelling.id].add(proposal.place)
    found.placed[proposal.municipality_code] += 1
    found.imports[proposal.municipality_code] += client.origin != proposal.municipality_code
    found.supplied[dwelling.corporation_id] += 1
    found.load[proposal.neighbourhood_code] += proposal.load
    if dwelling.complex is not None:
        found.complex_load[dwelling.corporation_id, dwelling.complex] += proposal.load
    if client.support not in (None, Support.NONE):
        deliverer = client.support_provider_id or client.provider_id
        found.hours[deliverer, proposal.municipality_code] += proposal.support_hours
    found.residents += _residents(client.keep_apart, proposal, dwelling)


def _residents(tokens: Iterable[str], proposal: Proposal, dwelling: Dwelling) -> list[Resident]:
    return [
        Resident(token, proposal.neighbourhood_code, dwelling.corporation_id, dwelling.complex)
        for token in tokens
    ]
