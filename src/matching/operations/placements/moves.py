"""The only code that sets a placement's state: it locks, asks the table, and tells the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from matching.models import Client, Dwelling, Fact, Placement, PlacementState, Proposal
from matching.operations.proposals import Held, lock_proposal
from matching.queries.placements import parties_to
from matching.work import Work
from matching.workflow.placements import refuse_step

FACTS: Mapping[PlacementState, Fact] = {
    PlacementState.PREPARING: Fact.PLACEMENT_PREPARED,
    PlacementState.CONFIRMED: Fact.PLACEMENT_CONFIRMED,
    PlacementState.FAILED: Fact.PLACEMENT_FAILED,
    PlacementState.ENDED: Fact.PLACEMENT_ENDED,
}


@dataclass(frozen=True, slots=True)
class HeldPlacement:
    """A placement that nobody else can move until the transaction ends, and whose business it is."""

    placement: Placement
    provider_id: UUID
    corporation_id: UUID

    @property
    def parties(self) -> list[UUID]:
        """Return who may hear of it besides the coordinators."""
        return [self.provider_id, self.corporation_id]


@dataclass(frozen=True, slots=True)
class Pair:
    """A client, a dwelling and what was proposed about them, all held."""

    client: Client
    dwelling: Dwelling
    held: Held


async def lock_placement(work: Work, placement_id: UUID, *, reach: ColumnElement[bool]) -> HeldPlacement:
    """Lock a placement within some reach of the actor; whoever needs its pair locks that first.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or is not within that reach.
    """
    provider_id, corporation_id = await parties_to(work, placement_id=placement_id, reach=reach)
    placement = await work.session.get_one(
        Placement, placement_id, with_for_update={"key_share": True}, populate_existing=True
    )
    return HeldPlacement(placement, provider_id, corporation_id)


async def lock_pair(work: Work, proposal: Proposal) -> Pair:
    """Lock a client, a dwelling and their proposal, in the order of everybody who locks them.

    Raises
    ------
    ProposalNotFound
        When the proposal is not the actor's to see.
    """
    client = await work.session.get_one(
        Client, proposal.client_id, with_for_update={"key_share": True}, populate_existing=True
    )
    dwelling = await work.session.get_one(
        Dwelling, proposal.dwelling_id, with_for_update={"key_share": True}, populate_existing=True
    )
    return Pair(client, dwelling, await lock_proposal(work, proposal.id))


def advance(work: Work, held: HeldPlacement, target: PlacementState, **details: Any) -> None:
    """Let a placement that is held go to another state.

    Parameters
    ----------
    details
        What the journal should tell besides: ids, states and counts.

    Raises
    ------
    PlacementMovedOn
        When it can't go there from where it stands.
    """
    refuse_step(held.placement.state, target)
    held.placement.state = target
    held.placement.modified_at = work.at
    tell(work, held, FACTS[target], **details)


def tell(
    work: Work, held: HeldPlacement, fact: Fact, *, besides: Iterable[UUID] = (), **details: Any
) -> None:
    """Tell the journal about a placement; its parties may hear of it, and who is named besides."""
    work.record(
        fact,
        held.placement.id,
        region_id=held.placement.region_id,
        parties={*held.parties, *besides},
        **details,
    )
