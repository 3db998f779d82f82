"""The pilot-light of the demo: three people who moved in some months ago, and what happened since."""

from datetime import timedelta
from uuid import UUID

from matching.actors import Role
from matching.demo.decisions import make_pairs, propose, take_up
from matching.demo.numbers import NumberedWork, acting, numbered
from matching.examples import (
    CHECK_IN,
    CORPORATION,
    PLACEMENT_LEFT_ALONE,
    PLACEMENT_LIVED_IN,
    PLACEMENT_TO_LEAVE_ALONE,
    PROVIDER,
    SIGNAL,
    SIGNAL_TO_ACT_ON,
    demo_id,
)
from matching.models import CheckIn, Placement
from matching.operations import check_ins, placements, signals
from matching.operations.placements.plans import open_tasks
from matching.operations.proposals.by_hand import SetAside
from matching.vocabulary import SignalKind, Tenancy
from matching.work import Work

LIVED_FOR = timedelta(days=100)
"""So long ago they moved in: one outcome can be told, and one check-in is overdue."""
LIVED_IN = (PLACEMENT_LIVED_IN, PLACEMENT_TO_LEAVE_ALONE, PLACEMENT_LEFT_ALONE)
FIRST_PLACE = 50
"""The place of the first of them among the pairs of `demo.decisions`."""
FIRST_PROPOSAL = 7_310
TOO_DEAR = SetAside(
    rule="rent",
    reason="De huurtoeslag is toegezegd en dekt het verschil (verzonnen).",
    approved_by="C. Verzonnen, teamleider (fictief)",
)
"""The exception that was made for each of them, so that the report of exceptions has something to tell."""
HELD = 4
"""Check-ins that took place; the next is due."""


async def keep_watch(work: Work) -> None:
    """Let three people move in, and live there since: one with contact and signals, one who wants none."""
    then = _ago(work, LIVED_FOR)
    await make_pairs(
        then, range(FIRST_PLACE, FIRST_PLACE + len(LIVED_IN)), today=then.at.date(), maximum_rent=60_000
    )
    for number, placement in enumerate(LIVED_IN):
        proposal = demo_id(FIRST_PROPOSAL + 10 * number)
        await propose(then, proposal, place=FIRST_PLACE + number, set_aside=(TOO_DEAR,))
        await take_up(then, proposal)
        await _hand_over_the_key(then, placement, proposal_id=UUID(proposal))
    await _visit(work)
    await _leave_alone(work)
    await _notice(work)


async def _hand_over_the_key(then: Work, placement: str, *, proposal_id: UUID) -> None:
    """Prepare a placement, arrange its landing and confirm it; its check-ins are numbered from a hundred on."""
    number = int(placement[-12:])
    placement_id = await placements.prepare_placement(
        _landlord(then, first=number),
        proposal_id=proposal_id,
        tenancy=Tenancy.OWN_NAME,
        starts_on=then.at.date(),
        rent=61_200,
        flip_on=None,
    )
    for task in await open_tasks(then, await then.session.get_one(Placement, placement_id)):
        await placements.complete_task(
            _care(then), placement_id=placement_id, domain=task.domain, note="Geregeld (verzonnen)."
        )
    await placements.confirm_lease(_landlord(then, first=number + 100), placement_id=placement_id)


async def _visit(work: Work) -> None:
    """Hold the first check-ins of the first placement, each on its day."""
    for number in range(HELD):
        check_in_id = UUID(demo_id(int(CHECK_IN[-12:]) + number))
        due_on = (await work.session.get_one(CheckIn, check_in_id)).due_on
        day = _ago(work, timedelta(days=(work.at.date() - due_on).days))
        await check_ins.hold_check_in(
            _care(day), check_in_id=check_in_id, held_on=None, held_by="B. Verzonnen, begeleider (fictief)"
        )


async def _leave_alone(work: Work) -> None:
    """Let one of them say that contact is not wanted."""
    care = _care(_ago(work, timedelta(days=50)))
    await check_ins.refuse_check_ins(
        care, placement_id=UUID(PLACEMENT_LEFT_ALONE), note="Belt zelf als het nodig is (verzonnen)."
    )


async def _notice(work: Work) -> None:
    """Let the landlord notice two things: one was acted on, one is to be."""
    await _raise(_ago(work, timedelta(days=30)), SIGNAL)
    await signals.act_on_signal(
        _care(_ago(work, timedelta(days=28))),
        signal_id=UUID(SIGNAL),
        action="Regeling getroffen (verzonnen).",
    )
    await _raise(_ago(work, timedelta(days=1)), SIGNAL_TO_ACT_ON)


async def _raise(work: Work, signal: str) -> None:
    landlord = _landlord(work, first=int(signal[-12:]))
    await signals.raise_signal(landlord, placement_id=UUID(PLACEMENT_LIVED_IN), kind=SignalKind.RENT_UNPAID)


def _ago(work: Work, while_ago: timedelta) -> Work:
    """Return a unit of work in the same transaction, at an earlier moment."""
    return Work(work.session, work.actor, work.at - while_ago, work.queue)


def _landlord(work: Work, *, first: int) -> NumberedWork:
    return numbered(work, actor=acting(Role.CORPORATION, CORPORATION), first=first)


def _care(work: Work) -> NumberedWork:
    return numbered(work, actor=acting(Role.PROVIDER, PROVIDER))
