"""Who counts on a place of a dwelling, what may not change under them, and what ends with a change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import and_, or_, select

from matching.errors import Fault
from matching.models import Client, Dwelling, Placement, PlacementState, Proposal, ProposalState
from matching.operations.proposals.leaving import end_proposals
from matching.operations.proposals.moves import Said
from matching.vocabulary import Tenancy
from matching.work import Crossing, Work
from matching.workflow.proposals import LIVE, OCCUPYING

_WHERE_IT_IS = ("neighbourhood_code", "complex")
"""What a proposal counts for: it can't move while somebody has one."""
_SAID_YES = (ProposalState.ACCEPTED, ProposalState.PLACED)
_WEIGHED_ON_ANOTHER = Said(note="De woning is gewijzigd: het voorstel was gewogen op een ander aanbod.")


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody for whom a place of a dwelling is proposed or let.

    Attributes
    ----------
    to_come
        Whether a lease is still to come of it: somebody says yes to this offer, or did.
    tenancies
        The kinds of lease that the client accepts; none: that is not known.
    """

    state: ProposalState
    to_come: bool | None
    tenancies: Sequence[str]

    def leaves_open(self, tenancy: Tenancy) -> bool:
        """Tell whether a kind of lease may become known: the client accepts it, or can still say no to it."""
        return tenancy in self.tenancies if self.tenancies else self.state not in _SAID_YES


@dataclass(frozen=True, slots=True)
class Taken:
    """Who counts on a dwelling of which places are taken, and on what.

    Attributes
    ----------
    rent, service_costs, tenancy
        As it is offered now.
    claims
        One for each place that is proposed or let.
    """

    rent: int | None
    service_costs: int
    tenancy: Tenancy | None
    claims: Sequence[Claim]

    @property
    def released(self) -> "Taken":
        """Return what a landlord may know of it: what nobody released is not there."""
        return replace(
            self, claims=[claim for claim in self.claims if claim.state is not ProposalState.PROPOSED]
        )


async def taken_places(work: Work, dwelling_ids: Sequence[UUID]) -> dict[UUID, Taken]:
    """Return who counts on dwellings of which a place is proposed or let, and hold the proposals.

    They are locked before they are looked at: somebody may be releasing one at this moment.
    """
    to_come = or_(Proposal.state.in_(LIVE), Placement.state == PlacementState.PREPARING)
    query = (
        select(Dwelling.id, Dwelling.rent, Dwelling.service_costs, Dwelling.tenancy)
        .add_columns(Proposal.state, to_come, Client.tenancies)
        .join(Proposal, Proposal.dwelling_id == Dwelling.id)
        .join(Client, Client.id == Proposal.client_id)
        .outerjoin(Placement, Placement.proposal_id == Proposal.id)
        .where(Dwelling.id.in_(dwelling_ids), Proposal.state.in_(OCCUPYING))
        .order_by(Proposal.id)
        .with_for_update(key_share=True, of=Proposal)
    )
    found: dict[UUID, Taken] = {}
    async with work.across(Crossing.TAKEN_PLACES):
        for dwelling_id, rent, service_costs, tenancy, *claim in await work.session.execute(query):
            so_far = found.get(dwelling_id, Taken(rent, service_costs, tenancy, ()))
            found[dwelling_id] = replace(so_far, claims=(*so_far.claims, Claim(*claim)))
    return found


def faults_under_somebody(
    dwelling: Dwelling, changed: Sequence[str], *, taken: Taken | None
) -> Iterator[Fault]:
    """Name what takes a taken place from under somebody, moves it to where it was not counted, or makes it worse.

    Of what nobody released it tells nothing: such a proposal ends with the change.
    """
    return _faults_under(dwelling, changed, taken=taken.released) if taken is not None else iter(())


async def end_unreleased(
    work: Work, dwelling: Dwelling, changed: Sequence[str], *, taken: Taken | None
) -> None:
    """End what nobody released once the offer is no longer the one that it was weighed on.

    Which changes do that is what would be refused, had people taken it up: a refusal would tell of it.
    """
    if taken is not None and any(_faults_under(dwelling, changed, taken=taken)):
        unreleased = and_(Proposal.dwelling_id == dwelling.id, Proposal.state == ProposalState.PROPOSED)
        await end_proposals(work, of=unreleased, said=_WEIGHED_ON_ANOTHER)


def _faults_under(dwelling: Dwelling, changed: Sequence[str], *, taken: Taken) -> Iterator[Fault]:
    places = len(taken.claims)
    if dwelling.capacity < places:
        yield Fault(
            "capacity",
            "places-taken",
            f"Proposed or let: {places} places; it can't have fewer.",
            f"Voorgesteld of verhuurd: {places} plekken; minder kunnen het er niet worden.",
        )
    for name in _WHERE_IT_IS:
        if taken.claims and name in changed:
            yield Fault(
                "neighbourhood" if name == "neighbourhood_code" else name,
                "somebody-proposed",
                "A place of it is proposed or let: where it lies can't change now.",
                "Een plek ervan is voorgesteld of verhuurd: waar zij ligt kan nu niet wijzigen.",
            )
    promised = [claim for claim in taken.claims if claim.to_come]
    if promised:
        yield from _dearer(dwelling, taken)
        yield from _of_another_kind(dwelling, taken.tenancy, promised)


def _dearer(dwelling: Dwelling, offered: Taken) -> Iterator[Fault]:
    """Name what costs more than somebody says yes to; an amount that becomes known or lower only binds more."""
    amounts = {"rent": (offered.rent, dwelling.rent)}
    amounts["serviceCosts"] = (offered.service_costs, dwelling.service_costs)
    for path, (before, now) in amounts.items():
        if before is not None and (now is None or now > before):
            yield Fault(
                path,
                "somebody-proposed",
                f"A place of it is proposed with {before} eurocent a month for this: "
                "that can't rise now, nor be unknown.",
                f"Een plek ervan is voorgesteld met hiervoor {before} eurocent per maand: dat kan nu niet omhoog, "
                "en niet onbekend worden.",
            )


def _of_another_kind(
    dwelling: Dwelling, offered: Tenancy | None, promised: Sequence[Claim]
) -> Iterator[Fault]:
    """Name a kind of lease that is not the one offered; one that was not known may become so, if all leave it open."""
    now = dwelling.tenancy
    becomes_known = offered is None and now is not None and all(claim.leaves_open(now) for claim in promised)
    if now is not offered and not becomes_known:
        yield Fault(
            "tenancy",
            "somebody-proposed",
            "A place of it is proposed: the kind of lease can't change now.",
            "Een plek ervan is voorgesteld: het soort huurcontract kan nu niet wijzigen.",
        )
