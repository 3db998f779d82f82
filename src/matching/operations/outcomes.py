"""Outcomes: whether somebody still lived there after 3, 6, 12 and 24 months."""

from uuid import UUID

from sqlalchemy import select, true

from matching.actors import Role
from matching.errors import Conflict
from matching.models import Fact, HousingOutcome, Placement, PlacementState
from matching.operations.one_by_one import one_by_one
from matching.operations.pilot_light import lock_placement
from matching.queries.outcomes import ASKED, OVER, unrecorded
from matching.queries.pilot_light import Around
from matching.work import Work, Workshop
from matching.workflow.outcomes import due_on, over_by
from matching.workflow.placements import refuse_unless

LEASED = (PlacementState.CONFIRMED, PlacementState.FAILED, PlacementState.ENDED)
"""There was a lease, or there will never be one."""
AT_A_TIME = 200
"""Outcomes that one look records; what is left comes a minute later. [outcome]"""


class OutcomeTooEarly(Conflict):
    """So many months have not passed yet."""

    dutch = "Zoveel maanden zijn nog niet voorbij."


class OutcomeKnown(Conflict):
    """The outcome is known already."""

    dutch = "Deze uitkomst is al bekend."


async def record_outcome(work: Work, *, placement_id: UUID, months: int, still_housed: bool) -> None:
    """Write down whether somebody still lives there after so many months.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or is not the actor's.
    PlacementMovedOn
        When it was never confirmed.
    OutcomeTooEarly
        When so many months have not passed.
    OutcomeKnown
        When somebody told before, or the placement is over by then.
    """
    work.actor.require(Role.PROVIDER, Role.COORDINATOR)
    around = await lock_placement(work, placement_id)
    placement = around.placement
    refuse_unless(placement.state, among=LEASED)
    day = due_on(placement.starts_on, months=months)
    if over_by(day, state=placement.state, ended_on=placement.ended_on):
        raise OutcomeKnown(
            "The placement is over by then: not housed.", "De plaatsing is dan voorbij: niet meer gehuisvest."
        )
    if day > work.at.date():
        raise OutcomeTooEarly(f"It can be told from {day} on.", f"Dat kan vanaf {day}.")
    if await work.session.get(HousingOutcome, (placement_id, months)) is not None:
        raise OutcomeKnown("It was told before.", "Die is al eerder doorgegeven.")
    _record(work, around, months=months, still_housed=still_housed)
    await work.session.flush()


async def settle_outcomes(workshop: Workshop) -> int:
    """Write down what needs no asking, because the placement was over by then; each in its own transaction."""
    async with workshop.open() as work:
        query = (
            select(Placement.id, ASKED.c.months)
            .join(ASKED, true())
            .where(unrecorded(on=work.at.date()), OVER)
            .order_by(Placement.id, ASKED.c.months)
            .limit(AT_A_TIME)
        )
        settled = (await work.session.execute(query)).all()
    return await one_by_one(_settle(workshop, placement_id, months) for placement_id, months in settled)


async def _settle(workshop: Workshop, placement_id: UUID, months: int) -> bool:
    """Record one outcome; tell whether it was still for us to do. A placement that is over stays over."""
    async with workshop.open() as work:
        around = await lock_placement(work, placement_id)
        if await work.session.get(HousingOutcome, (placement_id, months)) is not None:
            return False
        _record(work, around, months=months, still_housed=False)
        return True


def _record(work: Work, around: Around, *, months: int, still_housed: bool) -> None:
    placement = around.placement
    placement.outcomes_recorded += 1
    work.session.add(
        HousingOutcome(
            placement_id=placement.id, months=months, still_housed=still_housed, recorded_at=work.at
        )
    )
    work.record(
        Fact.OUTCOME_RECORDED,
        placement.id,
        region_id=placement.region_id,
        parties=[around.provider_id],
        months=months,
        still_housed=still_housed,
    )
