"""Tenancies of the demo: what came of some of the accepted proposals, each waiting for another step."""

from datetime import date, timedelta
from uuid import UUID

from matching.actors import Role
from matching.demo.numbers import NumberedWork, acting, numbered
from matching.examples import (
    COORDINATOR,
    CORPORATION,
    PLACEMENT,
    PLACEMENT_TO_CONFIRM,
    PLACEMENT_TO_END,
    PLACEMENT_TO_FAIL,
    PLACEMENT_TO_FLIP,
    demo_id,
)
from matching.operations import placements
from matching.operations.placements.plans import ALWAYS
from matching.vocabulary import Tenancy
from matching.work import Work

PREPARED = (PLACEMENT, PLACEMENT_TO_CONFIRM, PLACEMENT_TO_FLIP, PLACEMENT_TO_FAIL, PLACEMENT_TO_END)
"""The placements, in the order of the proposals they came of."""
FIRST_PROPOSAL = 7_070
"""The first accepted proposal that no example of a proposal needs; they lie ten apart."""
ARRANGED = (PLACEMENT_TO_CONFIRM, PLACEMENT_TO_FLIP, PLACEMENT_TO_END)
LEASED = (PLACEMENT_TO_FLIP, PLACEMENT_TO_END)


async def move_in(work: Work, *, today: date) -> None:
    """Prepare the placements, arrange some landings, and let two people live there; one contract is due to flip."""
    for place, placement in enumerate(PREPARED):
        proposal_id = UUID(demo_id(FIRST_PROPOSAL + 10 * place))
        await _prepare(work, placement, proposal_id=proposal_id, today=today)
    for placement in ARRANGED:
        await _arrange(work, UUID(placement))
    for placement in LEASED:
        await _confirm(work, placement)


async def _prepare(work: Work, placement: str, *, proposal_id: UUID, today: date) -> None:
    flips = placement == PLACEMENT_TO_FLIP
    await placements.prepare_placement(
        _landlord(work, first=int(placement[-12:])),
        proposal_id=proposal_id,
        tenancy=Tenancy.FLIP if flips else Tenancy.OWN_NAME,
        starts_on=today + timedelta(days=-10 if placement in LEASED else 20),
        rent=61_200,
        flip_on=today - timedelta(days=1) if flips else None,
    )


async def _arrange(work: Work, placement_id: UUID) -> None:
    desk = numbered(work, actor=acting(Role.COORDINATOR, COORDINATOR))
    for domain in ALWAYS:
        await placements.complete_task(
            desk, placement_id=placement_id, domain=domain, note="Geregeld (verzonnen)."
        )


async def _confirm(work: Work, placement: str) -> None:
    """Confirm a lease; the check-ins that follow are numbered from a hundred after the placement."""
    landlord = _landlord(work, first=int(placement[-12:]) + 100)
    await placements.confirm_lease(landlord, placement_id=UUID(placement))


def _landlord(work: Work, *, first: int = 0) -> NumberedWork:
    return numbered(work, actor=acting(Role.CORPORATION, CORPORATION), first=first)
