"""Every entry of the journal gets one place in the feed, whatever order transactions commit in."""

import asyncio
import random
from uuid import UUID

import pytest
from sqlalchemy import select

from conftest import NEIGHBOURHOODS, NOW, Town
from matching.actors import OPERATOR, SYSTEM, Actor
from matching.models import Delivery, Entry, Event, Fact, Unpublished
from matching.operations import events
from matching.operations.dwellings import post_dwellings
from matching.operations.events import PUBLISHING, alone, publish
from matching.operations.webhooks import register_endpoint, remove_endpoint
from matching.queries.events import Told, audible_events, last_position
from matching.work import Work, Workshop


async def published(workshop: Workshop) -> list[tuple[int, int]]:
    """Publish, and return the position and journal id of all events."""
    async with workshop.open() as work:
        await publish(work)
        rows = await work.session.execute(select(Event.position, Event.entry_id).order_by(Event.position))
        return [(position, entry_id) for position, entry_id in rows]


async def read(workshop: Workshop, *, after: int = 0, actor: Actor = SYSTEM) -> tuple[list[Told], int]:
    """Return what happened after a place, and where to go on; as a reader of the feed does."""
    async with workshop.open(actor) as work:
        last = await last_position(work)
        return await audible_events(work, after=after, until=last, limit=1_000), last


def note(work: Work) -> UUID:
    """Write something in the journal."""
    subject = work.new_id()
    work.record(Fact.AREAS_IMPORTED, subject)
    return subject


async def test_entries_are_published_in_the_order_of_the_journal(workshop: Workshop) -> None:
    async with workshop.open(OPERATOR) as work:
        for _ in range(5):
            note(work)

    found = await published(workshop)

    assert [position for position, _ in found] == [1, 2, 3, 4, 5]
    assert [entry for _, entry in found] == sorted(entry for _, entry in found)


async def test_much_is_published_a_part_at_a_time_and_in_order(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_AT_ONCE", 2)
    async with workshop.open(OPERATOR) as work:
        for _ in range(5):
            note(work)

    rounds = [len(await published(workshop)) for _ in range(4)]

    assert rounds == [2, 4, 5, 5]
    found = await published(workshop)
    assert [entry for _, entry in found] == sorted(entry for _, entry in found)


async def test_publishing_again_changes_nothing(workshop: Workshop) -> None:
    async with workshop.open(OPERATOR) as work:
        note(work)
    first, _ = await read(workshop)

    before = await published(workshop)
    told, _ = await read(workshop)
    again = await published(workshop)

    assert first == []
    assert before == again
    assert told == (await read(workshop))[0]


async def test_rows_that_come_in_bulk_are_published_too(workshop: Workshop, town: Town) -> None:
    """A batch writes its entries within one statement, not through `Work.record`."""
    before = len(await published(workshop))
    offers = [
        {
            "reference": f"W-{number}",
            "neighbourhood_code": NEIGHBOURHOODS[0],
            "housing_form": "own-home",
            "available_from": NOW.date(),
        }
        for number in range(3)
    ]
    async with workshop.open(town.actor(town.corporation)) as work:
        await post_dwellings(work, offers=offers)

    assert len(await published(workshop)) == before + 3


async def test_who_commits_late_is_not_missed_by_a_reader_that_passed_its_id(workshop: Workshop) -> None:
    async with workshop.open(OPERATOR) as late:
        first = note(late)
        await late.session.flush()
        async with workshop.open(OPERATOR) as early:
            second = note(early)
        await published(workshop)
        seen, cursor = await read(workshop)
        assert [told.subject_id for told in seen] == [second]

    await published(workshop)
    rest, _ = await read(workshop, after=cursor)

    assert [told.subject_id for told in rest] == [first]
    async with workshop.open() as work:
        ids = list(await work.session.scalars(select(Entry.subject_id).order_by(Entry.id)))
    assert ids == [first, second], "otherwise this test shows nothing"


async def break_off(workshop: Workshop) -> None:
    async with workshop.open(OPERATOR) as work:
        note(work)
        await work.session.flush()
        await publish(work)
        raise RuntimeError


async def test_what_is_rolled_back_never_happened(workshop: Workshop) -> None:
    with pytest.raises(RuntimeError):
        await break_off(workshop)
    async with workshop.open(OPERATOR) as work:
        note(work)

    found = await published(workshop)

    assert [position for position, _ in found] == [1], "a publisher that broke off leaves no gap"


async def test_a_publisher_leaves_it_to_the_one_that_is_busy(workshop: Workshop) -> None:
    async with workshop.open(OPERATOR) as work:
        note(work)

    async with workshop.open() as busy:
        assert await alone(busy, PUBLISHING)
        assert await published(workshop) == []

    assert len(await published(workshop)) == 1


async def test_endpoints_may_come_and_go_while_events_are_published(workshop: Workshop, town: Town) -> None:
    """A delivery to an endpoint that is removed meanwhile would break the publisher off."""
    desk, going = town.actor(town.coordinator), True

    async def come_and_go() -> None:
        for _ in range(30):
            async with workshop.open(desk) as work:
                endpoint = await register_endpoint(
                    work, url="https://example.org/in", description=None, facts=(), private=False
                )
            await asyncio.sleep(0)
            async with workshop.open(desk) as work:
                await remove_endpoint(work, endpoint_id=endpoint.id)

    async def publish_often() -> None:
        while going:
            async with workshop.open(OPERATOR) as work:
                note(work)
            await published(workshop)

    publishing = asyncio.create_task(publish_often())
    await asyncio.gather(*(come_and_go() for _ in range(3)))
    going = False
    await publishing

    async with workshop.open() as work:
        assert list(await work.session.scalars(select(Delivery))) == []


async def test_nothing_is_lost_or_double_among_many_writers_publishers_and_a_reader(
    workshop: Workshop,
) -> None:
    chance = random.Random(1)
    written: list[UUID] = []
    seen: list[Told] = []
    writing = asyncio.Event()

    async def write(number: int) -> None:
        await asyncio.sleep(chance.random() / 5)
        try:
            async with workshop.open(OPERATOR) as work:
                subject = note(work)
                await work.session.flush()
                await asyncio.sleep(chance.random() / 20)
                if number % 5 == 0:
                    raise RuntimeError
        except RuntimeError:
            return
        written.append(subject)

    async def publish_often() -> None:
        while not writing.is_set():
            async with workshop.open() as work:
                await publish(work)
            await asyncio.sleep(0.003)

    async def follow() -> None:
        cursor = 0
        while not (writing.is_set() and len(seen) >= len(written)):
            found, cursor = await read(workshop, after=cursor)
            seen.extend(found)
            await asyncio.sleep(0.003)

    others = [asyncio.create_task(one) for one in (publish_often(), publish_often(), follow())]
    await asyncio.gather(*(write(number) for number in range(150)))
    writing.set()
    await asyncio.gather(*others[:2])
    await published(workshop)
    await asyncio.wait_for(others[2], 20)

    assert len(written) == 120
    assert sorted(map(str, written)) == sorted(str(told.subject_id) for told in seen)
    assert [told.position for told in seen] == list(range(1, 121))
    assert len({told.event_id for told in seen}) == 120
    async with workshop.open() as work:
        assert list(await work.session.scalars(select(Unpublished))) == []
