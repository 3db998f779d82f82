"""Look up proposals, within what the actor may see.

Until a coordinator has released a proposal, only coordinators see it. From then on its provider and its
corporation do too, and keep seeing what became of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import aliased

from matching.actors import Actor, Role
from matching.errors import NotFound
from matching.models import (
    Client,
    ClientState,
    Dwelling,
    Organisation,
    Override,
    Proposal,
    ProposalState,
    ProposalStep,
    Region,
    ReserveCandidate,
)
from matching.queries.filters import asks_for_hidden
from matching.vocabulary import Purpose
from matching.work import Work
from matching.workflow.proposals import LIVE, OCCUPYING


class ProposalNotFound(NotFound):
    """There is no such proposal, or it is not yours to see."""

    dutch = "Dit voorstel bestaat niet, of u mag het niet zien."


@dataclass(frozen=True, slots=True)
class SeenProposal:
    """A proposal with the pair it is about, and who stands behind them."""

    proposal: Proposal
    client: Client
    dwelling: Dwelling
    provider: str
    corporation: str
    region: str


@dataclass(frozen=True, slots=True)
class TimedStep:
    """A step of a timeline, and the name of the organisation that took it."""

    step: ProposalStep
    organisation: str | None


_Provider, _Corporation = aliased(Organisation), aliased(Organisation)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Return which proposals the actor may see.

    Raises
    ------
    NotAllowed
        When the actor's role sees none.
    """
    if actor.role is Role.SYSTEM:
        return true()
    actor.require(Role.COORDINATOR, Role.PROVIDER, Role.CORPORATION)
    if actor.role is Role.COORDINATOR:
        return Proposal.region_id.in_(actor.region_ids)
    own = (
        Proposal.provider_id == actor.organisation
        if actor.role is Role.PROVIDER
        else Proposal.corporation_id == actor.organisation
    )
    return and_(own, Proposal.released_at.is_not(None))


def _rows(work: Work) -> Select[*tuple[Any, ...]]:
    return (
        select(Proposal, Client, Dwelling, _Provider.name, _Corporation.name, Region.slug)
        .join(Client, Client.id == Proposal.client_id)
        .join(Dwelling, Dwelling.id == Proposal.dwelling_id)
        .join(_Provider, _Provider.id == Client.provider_id)
        .join(_Corporation, _Corporation.id == Dwelling.corporation_id)
        .join(Region, Region.id == Proposal.region_id)
        .where(within_reach(work.actor))
    )


_HIDDEN = {
    Role.PROVIDER: frozenset({"run_id"}),
    Role.CORPORATION: frozenset({"run_id", "client_id"}),
}
"""What of a proposal a role is not shown, and finds nothing by: two proposals could be told to be of one client."""


async def visible_proposals(
    work: Work,
    *,
    region_id: UUID | None = None,
    run_id: UUID | None = None,
    state: ProposalState | None = None,
    client_id: UUID | None = None,
    dwelling_id: UUID | None = None,
    due_before: datetime | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[SeenProposal]:
    """Return proposals by id, from after a place on.

    Parameters
    ----------
    due_before
        Only those that wait for a step which has to be taken before this moment.
    """
    if asks_for_hidden(work.actor, _HIDDEN, run_id=run_id, client_id=client_id):
        return []
    wanted = {
        Proposal.region_id: region_id,
        Proposal.run_id: run_id,
        Proposal.state: state,
        Proposal.client_id: client_id,
        Proposal.dwelling_id: dwelling_id,
    }
    page = select(Proposal.id).where(
        within_reach(work.actor), *(column == value for column, value in wanted.items() if value is not None)
    )
    if due_before is not None:
        page = page.where(Proposal.respond_by < due_before, Proposal.state.in_(LIVE))
    if after is not None:
        page = page.where(Proposal.id > after)
    # First which, and then what is to be said of them: joined at once, a long history is gone through whole.
    ids = (await work.session.scalars(page.order_by(Proposal.id).limit(limit))).all()
    query = _rows(work).where(Proposal.id.in_(ids)).order_by(Proposal.id)
    rows = (await work.session.execute(query)).all() if ids else []
    return _seen(work, [SeenProposal(*row) for row in rows], purpose=Purpose.LIST_PROPOSALS)


async def proposal(work: Work, *, proposal_id: UUID) -> SeenProposal:
    """Return one proposal.

    Raises
    ------
    ProposalNotFound
        When it does not exist, or is not the actor's to see.
    """
    found = (await work.session.execute(_rows(work).where(Proposal.id == proposal_id))).first()
    if found is None:
        raise _not_found()
    return _seen(work, [SeenProposal(*found)], purpose=Purpose.READ_PROPOSAL)[0]


async def proposal_in_reach(work: Work, *, proposal_id: UUID) -> tuple[UUID, UUID]:
    """Return whose client and whose dwelling a proposal is about: provider and corporation.

    Raises
    ------
    ProposalNotFound
        When it does not exist, or is not the actor's to see.
    """
    query = (
        select(Client.provider_id, Dwelling.corporation_id)
        .select_from(Proposal)
        .join(Client, Client.id == Proposal.client_id)
        .join(Dwelling, Dwelling.id == Proposal.dwelling_id)
        .where(Proposal.id == proposal_id, within_reach(work.actor))
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        raise _not_found()
    provider_id, corporation_id = found
    return provider_id, corporation_id


async def timeline(work: Work, *, proposal_id: UUID) -> list[TimedStep]:
    """Return every step of a proposal that the caller was shown, the first one first.

    Provider and corporation see it from the release on.
    """
    query = (
        select(ProposalStep, Organisation.name)
        .outerjoin(Organisation, Organisation.id == ProposalStep.organisation_id)
        .where(ProposalStep.proposal_id == proposal_id)
        .order_by(ProposalStep.number)
    )
    if work.actor.role in (Role.PROVIDER, Role.CORPORATION):
        query = query.where(ProposalStep.target != ProposalState.PROPOSED)
    return [TimedStep(*row) for row in (await work.session.execute(query)).all()]


async def reserves(work: Work, *, proposal: Proposal) -> Sequence[tuple[ReserveCandidate, str]]:
    """Return who comes next for the dwelling and is still free, with their references, best first.

    As the run saw it: by hand it is judged again.
    """
    work.actor.require(Role.COORDINATOR)
    taken = select(Proposal.client_id).where(Proposal.state.in_(OCCUPYING))
    query = (
        select(ReserveCandidate, Client.reference)
        .join(Client, Client.id == ReserveCandidate.client_id)
        .where(
            ReserveCandidate.run_id == proposal.run_id, ReserveCandidate.dwelling_id == proposal.dwelling_id
        )
        .where(ReserveCandidate.client_id.not_in(taken), Client.state == ClientState.WAITING)
        .order_by(ReserveCandidate.rank)
    )
    rows = (await work.session.execute(query)).all()
    work.saw([row[0].client_id for row in rows], purpose=Purpose.READ_RESERVES)
    return [(row[0], row[1]) for row in rows]


async def overrides(work: Work, *, proposal_id: UUID) -> list[Override]:
    """Return the hard rules that were set aside for a proposal."""
    query = select(Override).where(Override.proposal_id == proposal_id).order_by(Override.id)
    return list(await work.session.scalars(query))


def _seen(work: Work, rows: list[SeenProposal], *, purpose: Purpose) -> list[SeenProposal]:
    work.saw([row.client.id for row in rows], purpose=purpose)
    return rows


def _not_found() -> ProposalNotFound:
    return ProposalNotFound("There is no such proposal for you.", "Dit voorstel is er voor u niet.")
