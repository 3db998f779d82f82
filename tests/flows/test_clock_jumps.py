"""The clock jumps an hour forward and back, and the nights on which it is set: nothing lost, nothing double.

Only heartbeats of the queue go by PostgreSQL's clock; everything else goes by the moment that comes in at the door.
"""

from datetime import UTC, datetime

import pytest

from books import broken_limits
from conftest import Clock, Doors, Town
from living_servers import rows
from matching.actors import OPERATOR
from matching.models import DeliveryState
from matching.operations import seals
from matching.vocabulary import Purpose, Trail
from matching.work import Workshop
from receivers import OK, receiving
from sending import an_endpoint, happen, log_of, send
from tenancies import Parties

AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SPRING = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
"""Half an hour before the clocks of the Netherlands are set."""

JUMPS = {
    "an hour forward": [1.0],
    "an hour back": [-1.0],
    "there and back": [1.0, -1.0, 1.0, -1.0],
    "half a day back": [-12.0],
}


@pytest.mark.parametrize("hours", JUMPS.values(), ids=JUMPS.keys())
@pytest.mark.parametrize("begins", [AUTUMN, SPRING], ids=["autumn", "spring"])
async def test_trails_events_and_messages_survive_a_jump(
    workshop: Workshop, town: Town, *, clock: Clock, clean_database: str, begins: datetime, hours: list[float]
) -> None:
    clock.now = begins
    with receiving(OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        subjects = await happen(workshop, town, times=2)
        for jump in hours:
            async with workshop.open(OPERATOR) as work:
                work.saw([town.region.id], purpose=Purpose.FILE)
            async with workshop.open() as work:
                await seals.seal(work)
            clock.tick(hours=jump)
            subjects += await happen(workshop, town, times=2)
        await send(workshop, endpoint)
        clock.tick(hours=13)  # what was to be sent before a jump back is sent when that moment comes again
        await send(workshop, endpoint)
        async with workshop.open() as work:
            await seals.seal(work)
        log = await log_of(workshop, endpoint)

    assert [one.event["subject"] for one in receiver.received] == subjects
    assert {one.state for one in log} == {DeliveryState.DELIVERED}
    assert rows(clean_database, "select count(*) - max(position) from events") == [(0,)]
    for trail in Trail:
        async with workshop.open() as work:
            chain = await seals.inspect(work, trail, expected={})
        assert (chain.breaks, chain.unsealed) == ((), 0)


@pytest.mark.parametrize("hours", [1.0, -1.0])
async def test_a_landing_goes_on_through_a_jump(
    workshop: Workshop, town: Town, doors: Doors, *, clock: Clock, clean_database: str, hours: float
) -> None:
    parties = await Parties(doors, town, workshop).open()
    address = await parties.a_placement()
    clock.tick(hours=hours)

    await parties.confirm(address)

    assert (await parties.seen(address))["state"] == "confirmed"
    assert broken_limits(clean_database) == []
