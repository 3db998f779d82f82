"""Look up hard rules that were set aside before, and how that ended: tailor-made without arbitrariness."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from matching.actors import Role
from matching.models import Override, Placement, Proposal, ProposalState
from matching.work import Work
from matching.workflow.placements import PlacementState


@dataclass(frozen=True, slots=True)
class PastOverride:
    """An override, and how far its proposal and its placement came."""

    override: Override
    proposal_state: ProposalState
    placement_state: PlacementState | None


async def past_overrides(
    work: Work,
    *,
    region_id: UUID | None = None,
    rules: frozenset[str] = frozenset(),
    before: UUID | None = None,
    limit: int,
) -> list[PastOverride]:
    """Return overrides of the actor's regions, newest first.

    Parameters
    ----------
    rules
        Only of these rules; empty: of all.
    before
        Only those made before this one.
    """
    work.actor.require(Role.COORDINATOR)
    query = (
        select(Override, Proposal.state, Placement.state)
        .join(Proposal, Proposal.id == Override.proposal_id)
        .outerjoin(Placement, Placement.proposal_id == Proposal.id)
        .where(Override.region_id.in_(work.actor.region_ids))
        .order_by(Override.id.desc())
        .limit(limit)
    )
    if region_id is not None:
        query = query.where(Override.region_id == region_id)
    if rules:
        query = query.where(Override.rule.in_(rules))
    if before is not None:
        query = query.where(Override.id < before)
    return [PastOverride(*row) for row in (await work.session.execute(query)).all()]
