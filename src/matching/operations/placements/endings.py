"""When it does not come to living there, or is over: client and dwelling return, or leave, in one go."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from matching.actors import Role
from matching.errors import Fault, Unprocessable
from matching.models import Client, ClientState, Fact, Placement, PlacementState, Proposal, ProposalEvent
from matching.operations import places
from matching.operations.check_ins import cancel_check_ins
from matching.operations.placements.moves import HeldPlacement, Pair, advance, lock_pair, lock_placement
from matching.operations.proposals import move
from matching.queries.placements import ours, parties_to
from matching.vocabulary import EndReason
from matching.work import Crossing, Work
from matching.workflow.placements import refuse_step

ARRIVAL = timedelta(days=31)
"""Who has held a confirmed lease for longer than this has lived there: that ends, it does not fail. [day]"""


NOBODY_RETURNS = frozenset({EndReason.DECEASED})
"""With these reasons nobody waits again, whether it failed or ended."""


class EndContradicts(Unprocessable):
    """The ending contradicts itself or the placement."""

    dutch = "De beëindiging spreekt zichzelf of de plaatsing tegen."


async def report_failure(
    work: Work,
    *,
    placement_id: UUID,
    reason: EndReason,
    on: date | None,
    dwelling_available_from: date | None,
) -> None:
    """Take a placement back that never came to living there: the client waits again, since the same day as before.

    It counts for no quota any more. The pair is not barred: nobody declined anything. Who died leaves the list.

    Parameters
    ----------
    on
        None: today.
    dwelling_available_from
        None: as the dwelling was offered.

    Raises
    ------
    PlacementNotFound, PlacementMovedOn
        When it is not there, or is over.
    EndContradicts
        When the days can't be; names everything that is wrong.
    """
    work.actor.require(Role.PROVIDER, Role.CORPORATION, Role.COORDINATOR)
    pair, held = await _lock(work, placement_id)
    day = on or work.at.date()
    refuse_step(held.placement.state, PlacementState.FAILED)
    _refuse(_failure_faults(held.placement, day, dwelling_available_from, today=work.at.date()))
    returned = reason not in NOBODY_RETURNS
    async with work.across(Crossing.MOVING_PAIR):
        await _close(work, pair, held, PlacementState.FAILED, reason=reason, day=day, returned=returned)
        await places.offer_again(work, pair.dwelling, available_from=dwelling_available_from)


async def end_placement(
    work: Work,
    *,
    placement_id: UUID,
    reason: EndReason,
    ended_on: date | None,
    client_returns: bool,
    dwelling_available_from: date | None,
) -> None:
    """End a tenancy; it goes on counting for the quota of its term, and carries no load any more.

    Parameters
    ----------
    ended_on
        None: today.
    client_returns
        Whether the client waits again, since the same day as before; otherwise it leaves the list, which a
        landlord says of nobody who lives.
    dwelling_available_from
        From when the place is on offer again; None: it does not come back.

    Raises
    ------
    PlacementNotFound, PlacementMovedOn
        When it is not there, was not confirmed, or is over.
    EndContradicts
        When the days or the reason can't be, or a landlord writes somebody off; names everything that is wrong.
    """
    work.actor.require(Role.CORPORATION, Role.COORDINATOR)
    pair, held = await _lock(work, placement_id)
    day = ended_on or work.at.date()
    refuse_step(held.placement.state, PlacementState.ENDED)
    _refuse(
        [
            *_end_faults(held.placement, day, dwelling_available_from, today=work.at.date()),
            *_reason_faults(reason, client_returns=client_returns, role=work.actor.role),
        ]
    )
    async with work.across(Crossing.MOVING_PAIR):
        await _close(work, pair, held, PlacementState.ENDED, reason=reason, day=day, returned=client_returns)
        if dwelling_available_from is None:
            await places.take_away(work, pair.dwelling, because="Na een plaatsing niet opnieuw aangeboden.")
        else:
            await places.offer_again(work, pair.dwelling, available_from=dwelling_available_from)


async def _lock(work: Work, placement_id: UUID) -> tuple[Pair, HeldPlacement]:
    """Lock client, dwelling and proposal, then the placement."""
    await parties_to(work, placement_id=placement_id, reach=ours(work.actor))
    placement = await work.session.get_one(Placement, placement_id)
    pair = await lock_pair(work, await work.session.get_one(Proposal, placement.proposal_id))
    return pair, await lock_placement(work, placement_id, reach=ours(work.actor))


async def _close(
    work: Work,
    pair: Pair,
    held: HeldPlacement,
    target: PlacementState,
    *,
    reason: EndReason,
    day: date,
    returned: bool,
) -> None:
    await move(work, pair.held, ProposalEvent.END)
    placement = held.placement
    placement.ended_on, placement.end_reason, placement.returned = day, reason, returned
    advance(work, held, target, returned=returned)
    await cancel_check_ins(work, placement)
    pair.client.modified_at = work.at
    if returned or target is PlacementState.FAILED:
        pair.client.state = ClientState.WAITING
        await work.session.flush()  # who never lived there is booked as back on the list, also to leave it
    if not returned:
        _leave(work, pair.client, reason)


def _leave(work: Work, client: Client, reason: EndReason) -> None:
    client.state = ClientState.WITHDRAWN
    client.withdrawn_at = work.at
    client.withdrawn_because = f"Plaatsing beëindigd: {reason.dutch}."
    work.record(Fact.CLIENT_WITHDRAWN, client.id, region_id=client.region_id, parties=[client.provider_id])


def _refuse(faults: Iterable[Fault]) -> None:
    found = list(faults)
    if found:
        raise EndContradicts(found[0].english, found[0].dutch, found)


def _failure_faults(
    placement: Placement, day: date, available_from: date | None, *, today: date
) -> Iterator[Fault]:
    earliest = min(placement.created_at.date(), placement.starts_on)
    latest = today
    if placement.state is PlacementState.CONFIRMED:
        latest = min(today, placement.starts_on + ARRIVAL)
    yield from _day_faults("on", day, earliest, latest)
    yield from _available_faults(day, available_from)


def _end_faults(
    placement: Placement, day: date, available_from: date | None, *, today: date
) -> Iterator[Fault]:
    yield from _day_faults("endedOn", day, placement.starts_on, today)
    yield from _available_faults(day, available_from)


def _day_faults(path: str, day: date, earliest: date, latest: date) -> Iterator[Fault]:
    if not earliest <= day <= latest:
        yield Fault(
            path,
            "date-out-of-reach",
            f"{day} does not lie between {earliest} and {latest}.",
            f"{day} ligt niet tussen {earliest} en {latest}.",
        )


def _available_faults(day: date, available_from: date | None) -> Iterator[Fault]:
    if available_from is not None and available_from < day:
        yield Fault(
            "dwellingAvailableFrom",
            "available-too-early",
            f"{available_from} lies before {day}: somebody had the dwelling then.",
            f"{available_from} ligt voor {day}: toen had iemand de woning nog.",
        )


def _reason_faults(reason: EndReason, *, client_returns: bool, role: Role) -> Iterator[Fault]:
    if reason is EndReason.NOT_ARRIVED:
        yield Fault(
            "reason",
            "report-failure",
            "Who never came to live there is reported at …/failure.",
            "Wie er nooit kwam wonen, meldt u bij …/failure.",
        )
    if reason in NOBODY_RETURNS and client_returns:
        yield Fault(
            "clientReturns",
            "can-not-return",
            "With this reason nobody returns to the list.",
            "Bij deze reden komt niemand terug op de lijst.",
        )
    # Nobody is written off (P), least of all by who wants the dwelling back.
    if role is Role.CORPORATION and reason not in NOBODY_RETURNS and not client_returns:
        yield Fault(
            "clientReturns",
            "not-for-landlords",
            "Who lives waits again; that somebody leaves the list is for the provider or the coordinator to say.",
            "Wie leeft, wacht weer; dat iemand van de lijst gaat, zegt de aanbieder of de coördinator.",
        )
