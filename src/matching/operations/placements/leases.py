"""The lease of a placement: its terms until it is confirmed, its confirmation, and the day it is turned over."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from matching.actors import Actor, Role
from matching.errors import Conflict, Fault, Unprocessable
from matching.models import Client, Dwelling, Fact, LandingTask, Override, Placement, PlacementState
from matching.operations.check_ins import plan_check_ins
from matching.operations.personal_traces import refuse_traces
from matching.operations.placements.moves import HeldPlacement, advance, lock_placement, tell
from matching.operations.placements.other_terms import faults_in_other_term, lock_for_other_term
from matching.operations.placements.plans import move_due_days, open_tasks
from matching.operations.placements.terms import Terms, refuse_faults
from matching.queries import covenants
from matching.queries.placements import NOT_FOR_LANDLORDS, ours, parties_to
from matching.vocabulary import LandingDomain, Tenancy
from matching.work import Crossing, Work
from matching.workflow.placements import refuse_step, refuse_unless


class LandingIncomplete(Conflict):
    """Something of the landing that the covenant asks for was not arranged yet."""

    dutch = "Van de landing is nog niet alles geregeld wat het convenant vraagt."


class NothingToFlip(Conflict):
    """The contract is not one to turn over, or was turned over before."""

    dutch = "Het contract klapt niet om, of is al omgeklapt."


class FlipContradicts(Unprocessable):
    """A contract can't be turned over on that day."""

    dutch = "Het contract kan niet op die dag zijn omgeklapt."


async def change_terms(
    work: Work,
    *,
    placement_id: UUID,
    tenancy: Tenancy,
    starts_on: date | None,
    rent: int,
    flip_on: date | None,
) -> None:
    """Replace the terms of a lease that was not confirmed yet; the days that tasks are due follow.

    Parameters
    ----------
    starts_on
        None: the day that was agreed.

    Raises
    ------
    PlacementNotFound, PlacementMovedOn
        When it is not there, or the lease was confirmed.
    TermsContradict
        When the terms can't be; names everything that is wrong.
    """
    work.actor.require(Role.CORPORATION, Role.COORDINATOR)
    if starts_on is not None:
        await _lock_for_other_term(work, placement_id, starts_on)
    held = await lock_placement(work, placement_id, reach=ours(work.actor))
    placement, today = held.placement, work.at.date()
    refuse_unless(placement.state, among=(PlacementState.PREPARING,))
    agreed = Terms(placement.tenancy, placement.starts_on, placement.rent, placement.flip_on)
    terms = Terms(tenancy, starts_on or placement.starts_on, rent, flip_on)
    dwelling = await work.session.get_one(Dwelling, placement.dwelling_id)
    client = await work.session.get_one(Client, placement.client_id)
    async with work.across(Crossing.RULED_OUT):
        full = await faults_in_other_term(
            work,
            client=client,
            dwelling=dwelling,
            origin=placement.origin,
            counted_on=agreed.starts_on,
            starts_on=terms.starts_on,
        )
    refuse_faults(terms, dwelling=dwelling, client=client, today=today, agreed=agreed, besides=full)
    if terms == agreed:
        return
    placement.tenancy, placement.starts_on = terms.tenancy, terms.starts_on
    placement.rent, placement.flip_on = terms.rent, terms.flip_on
    placement.modified_at = work.at
    procedure = await covenants.procedure_on(work, region_id=placement.region_id, on=today)
    await move_due_days(work, placement, procedure=procedure)
    tell(work, held, Fact.PLACEMENT_CHANGED)
    await work.session.flush()


async def confirm_lease(work: Work, *, placement_id: UUID) -> None:
    """Confirm that the lease is signed, now that the landing is arranged.

    Raises
    ------
    PlacementNotFound, PlacementMovedOn
        When it is not there, or was confirmed or ended before.
    LandingIncomplete
        When a mandatory task is open; names them all.
    """
    work.actor.require(Role.CORPORATION, Role.COORDINATOR)
    held = await lock_placement(work, placement_id, reach=ours(work.actor))
    refuse_step(held.placement.state, PlacementState.CONFIRMED)
    missing = await _missing(work, held)
    if missing:
        raise _incomplete(missing, work.actor)
    await _confirm(work, held)
    await work.session.flush()


async def confirm_all_the_same(work: Work, *, placement_id: UUID, reason: str, approved_by: str) -> None:
    """Confirm a lease though something of its landing is open, and keep for each task why, and who approved.

    Raises
    ------
    PlacementNotFound, PlacementMovedOn
        As in `confirm_lease`.
    PersonalReason
        When the reason holds personal data.
    """
    work.actor.require(Role.COORDINATOR)
    refuse_traces("override.reason", reason)
    held = await lock_placement(work, placement_id, reach=ours(work.actor))
    refuse_step(held.placement.state, PlacementState.CONFIRMED)
    missing = await _missing(work, held)
    work.session.add_all(
        _override(work, held, task.domain, reason=reason, approved_by=approved_by) for task in missing
    )
    if missing:
        tell(work, held, Fact.LANDING_OVERRIDDEN, tasks=len(missing))
    await _confirm(work, held)
    await work.session.flush()


async def turn_over(work: Work, *, placement_id: UUID, flipped_on: date | None) -> None:
    """Write down that the contract in the provider's name became the tenant's own (omklap).

    Parameters
    ----------
    flipped_on
        None: today.

    Raises
    ------
    PlacementNotFound, PlacementMovedOn
        When it is not there, was not confirmed, or is over.
    NothingToFlip
        When the contract is of another kind, or was turned over before.
    FlipContradicts
        When the day is still to come, or lies before the lease.
    """
    work.actor.require(Role.CORPORATION, Role.COORDINATOR)
    held = await lock_placement(work, placement_id, reach=ours(work.actor))
    placement, day = held.placement, flipped_on or work.at.date()
    refuse_unless(placement.state, among=(PlacementState.CONFIRMED,))
    if placement.tenancy is not Tenancy.FLIP or placement.flipped_on is not None:
        raise NothingToFlip()
    if not placement.starts_on <= day <= work.at.date():
        english = f"{day} does not lie between {placement.starts_on}, when the lease began, and today."
        dutch = f"{day} ligt niet tussen {placement.starts_on}, het begin van de huur, en vandaag."
        raise FlipContradicts(english, dutch, [Fault("flippedOn", "date-out-of-reach", english, dutch)])
    placement.flipped_on, placement.modified_at = day, work.at
    tell(work, held, Fact.PLACEMENT_FLIPPED, flipped_on=str(day))
    await work.session.flush()


async def _lock_for_other_term(work: Work, placement_id: UUID, starts_on: date) -> None:
    await parties_to(work, placement_id=placement_id, reach=ours(work.actor))
    placement = await work.session.get_one(Placement, placement_id)
    async with work.across(Crossing.RULED_OUT):
        await lock_for_other_term(
            work, region_id=placement.region_id, counted_on=placement.starts_on, starts_on=starts_on
        )


async def _confirm(work: Work, held: HeldPlacement) -> None:
    held.placement.confirmed_at = work.at
    advance(work, held, PlacementState.CONFIRMED)
    async with work.across(Crossing.CONTACTS_PLANNED):
        await plan_check_ins(work, held.placement)


async def _missing(work: Work, held: HeldPlacement) -> list[LandingTask]:
    return [task for task in await open_tasks(work, held.placement) if task.mandatory]


def _incomplete(missing: Sequence[LandingTask], actor: Actor) -> LandingIncomplete:
    """Name what is open; to a landlord what a tenant lives on is work and income."""
    hidden = NOT_FOR_LANDLORDS if actor.role is Role.CORPORATION else ()
    named = dict.fromkeys(
        LandingDomain.WORK_AND_INCOME if task.domain in hidden else task.domain for task in missing
    )
    return LandingIncomplete(
        f"Still open: {', '.join(domain.value for domain in named)}.",
        f"Nog open: {', '.join(domain.dutch for domain in named)}.",
    )


def _override(
    work: Work, held: HeldPlacement, domain: LandingDomain, *, reason: str, approved_by: str
) -> Override:
    return Override(
        **work.stamp(),
        region_id=held.placement.region_id,
        proposal_id=held.placement.proposal_id,
        rule=f"landing:{domain.value}",
        dutch=f"Voor het huurcontract moet geregeld zijn: {domain.dutch}.",
        english=f"Before the lease is confirmed this has to be arranged: {domain.value}.",
        reason=reason,
        approved_by=approved_by,
    )
