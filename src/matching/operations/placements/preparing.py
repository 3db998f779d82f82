"""From a yes to a tenancy: prepare the placement that an accepted proposal leads to."""

from datetime import date
from uuid import UUID

from matching.actors import Role
from matching.models import (
    Client,
    ClientState,
    Dwelling,
    Fact,
    Placement,
    PlacementState,
    Proposal,
    ProposalEvent,
)
from matching.operations import places
from matching.operations.placements.moves import HeldPlacement, Pair, lock_pair, tell
from matching.operations.placements.other_terms import faults_in_other_term, lock_for_other_term
from matching.operations.placements.plans import open_plan
from matching.operations.placements.terms import Terms, refuse_faults
from matching.operations.proposals import move
from matching.queries import covenants
from matching.queries.proposals import proposal_in_reach
from matching.queries.usage import comes_from_elsewhere
from matching.vocabulary import Tenancy
from matching.work import Crossing, Work


async def prepare_placement(
    work: Work,
    *,
    proposal_id: UUID,
    tenancy: Tenancy,
    starts_on: date | None,
    rent: int,
    flip_on: date | None,
) -> UUID:
    """Prepare the tenancy that an accepted proposal leads to, open its landing plan, and return its id.

    Parameters
    ----------
    starts_on
        None: as soon as the dwelling is available, today at the earliest.

    Raises
    ------
    ProposalNotFound, TransitionRefused, PairRuledOut
        When the proposal is not there, was not accepted by all, or its pair may not be any more.
    TermsContradict
        When the terms can't be; names everything that is wrong.
    """
    work.actor.require(Role.CORPORATION, Role.COORDINATOR)
    await proposal_in_reach(work, proposal_id=proposal_id)
    async with work.across(Crossing.MOVING_PAIR):
        return await _prepare(work, proposal_id, tenancy, starts_on=starts_on, rent=rent, flip_on=flip_on)


async def _prepare(
    work: Work,
    proposal_id: UUID,
    tenancy: Tenancy,
    *,
    starts_on: date | None,
    rent: int,
    flip_on: date | None,
) -> UUID:
    proposal = await work.session.get_one(Proposal, proposal_id)
    await _lock_for_other_term(work, proposal, starts_on)
    pair = await lock_pair(work, proposal)
    terms = Terms(tenancy, starts_on or _first_day(work, pair.dwelling), rent, flip_on)
    await _refuse_terms(work, pair, terms)
    placement = _placement(work, pair.held.proposal, client=pair.client, terms=terms)
    await move(work, pair.held, ProposalEvent.PLACE, placement=str(placement.id))
    work.session.add(placement)
    await work.session.flush()
    pair.client.state, pair.client.modified_at = ClientState.PLACED, work.at
    await places.settle(work, pair.dwelling)
    held = HeldPlacement(placement, pair.held.provider_id, pair.held.corporation_id)
    procedure = await covenants.procedure_on(work, region_id=placement.region_id, on=work.at.date())
    tasks = await open_plan(work, held, client=pair.client, procedure=procedure)
    owners = [task.owner_id for task in tasks if task.owner_id is not None]
    tell(work, held, Fact.PLACEMENT_PREPARED, besides=owners, proposal=str(proposal_id))
    await work.session.flush()
    return placement.id


async def _lock_for_other_term(work: Work, proposal: Proposal, starts_on: date | None) -> None:
    dwelling = await work.session.get_one(Dwelling, proposal.dwelling_id)
    await lock_for_other_term(
        work,
        region_id=proposal.region_id,
        counted_on=work.at.date(),
        starts_on=starts_on or _first_day(work, dwelling),
    )


def _first_day(work: Work, dwelling: Dwelling) -> date:
    return max(work.at.date(), dwelling.available_from)


async def _refuse_terms(work: Work, pair: Pair, terms: Terms) -> None:
    client, dwelling, today = pair.client, pair.dwelling, work.at.date()
    full = await faults_in_other_term(
        work,
        client=client,
        dwelling=dwelling,
        origin=client.origin,
        counted_on=today,
        starts_on=terms.starts_on,
    )
    refuse_faults(terms, dwelling=dwelling, client=client, today=today, besides=full)


def _placement(work: Work, proposal: Proposal, *, client: Client, terms: Terms) -> Placement:
    return Placement(
        **work.stamp(),
        proposal_id=proposal.id,
        region_id=proposal.region_id,
        client_id=client.id,
        dwelling_id=proposal.dwelling_id,
        state=PlacementState.PREPARING,
        municipality_code=proposal.municipality_code,
        neighbourhood_code=proposal.neighbourhood_code,
        imported=comes_from_elsewhere(client, proposal.municipality_code),
        origin=client.origin,
        load=proposal.load,
        tenancy=terms.tenancy,
        starts_on=terms.starts_on,
        rent=terms.rent,
        flip_on=terms.flip_on,
    )
