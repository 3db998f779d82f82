"""Look up proposals, within what the actor may see.

Until a coordinator has released a proposal, only coordinators see it.
"""

from uuid import UUID

from sqlalchemy import Select, select

from matching.actors import Role
from matching.errors import NotFound
from matching.models import Client, Dwelling, Proposal, ProposalState
from matching.work import Work

Row = tuple[Proposal, str, str]
"""A proposal with the references of its client and its dwelling."""


class ProposalNotFound(NotFound):
    """There is no such proposal, or it is not yours to see."""

    dutch = "Dit voorstel bestaat niet, of u mag het niet zien."


def _visible(work: Work) -> Select[Proposal, str, str]:
    work.actor.require(Role.COORDINATOR)
    return (
        select(Proposal, Client.reference, Dwelling.reference)
        .join(Client, Client.id == Proposal.client_id)
        .join(Dwelling, Dwelling.id == Proposal.dwelling_id)
        .where(Proposal.region_id.in_(work.actor.region_ids))
    )


async def visible_proposals(
    work: Work,
    *,
    region_id: UUID | None,
    run_id: UUID | None,
    state: ProposalState | None,
    after: UUID | None,
    limit: int,
) -> list[Row]:
    """Return proposals by id, from after a place on."""
    query = _visible(work).order_by(Proposal.id).limit(limit)
    if region_id is not None:
        query = query.where(Proposal.region_id == region_id)
    if run_id is not None:
        query = query.where(Proposal.run_id == run_id)
    if state is not None:
        query = query.where(Proposal.state == state)
    if after is not None:
        query = query.where(Proposal.id > after)
    return _seen(
        work, [(row[0], row[1], row[2]) for row in await work.session.execute(query)], "list-proposals"
    )


async def proposal(work: Work, *, proposal_id: UUID) -> Row:
    """Return one proposal.

    Raises
    ------
    ProposalNotFound
        When it does not exist, or is of a region the actor does not work in.
    """
    found = (await work.session.execute(_visible(work).where(Proposal.id == proposal_id))).first()
    if found is None:
        raise ProposalNotFound("There is no such proposal for you.", "Dit voorstel is er voor u niet.")
    return _seen(work, [(found[0], found[1], found[2])], "read-proposal")[0]


def _seen(work: Work, rows: list[Row], purpose: str) -> list[Row]:
    work.saw([found.client_id for found, _, _ in rows], purpose=purpose)
    return rows
