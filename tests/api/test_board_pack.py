"""The board pack is read over two connections, over one where no other is free, and says what went wrong in either."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from conftest import Clock, Town
from matching.database import Limits, open_engine
from matching.doors import board_packs
from matching.doors.board_packs import Quarter, board_pack
from matching.doors.languages import Language
from matching.queries.reports import SOURCES, UnfitPeriod
from matching.queries.reports.sources import Asked
from matching.reporting.tables import Table
from matching.work import Work, Workshop
from matching.workplace import create_queue
from matching_town import a_covenant

LIMITS = Limits(connection=0.2, statement=20, lock=20, idle=20)
LAST = Quarter(2026, 1)


class Told:
    """What a board pack says, and how many connections it took at once."""

    page: str
    at_once: int


Read = Callable[..., Awaitable[Told]]


@pytest.fixture
async def read(workshop: Workshop, town: Town, clean_database: str, clock: Clock) -> Read:
    """Return what reads the pack of a quarter as the coordinator, over a pool of so many connections."""
    await a_covenant(workshop, town)

    async def over(pool_size: int, quarter: Quarter) -> Told:
        told, held = Told(), set()
        told.at_once = 0
        engine = open_engine(clean_database, pool_size=pool_size, limits=LIMITS)

        @event.listens_for(engine.sync_engine, "checkout")
        def take(_connection: object, record: object, _proxy: object) -> None:
            held.add(record)
            told.at_once = max(told.at_once, len(held))

        @event.listens_for(engine.sync_engine, "checkin")
        def give_back(_connection: object, record: object) -> None:
            held.discard(record)

        narrow = Workshop(engine, create_queue(), clock)
        try:
            async with narrow.open(town.actor(town.coordinator)) as work:
                answer = await board_pack(
                    work,
                    region=town.region,
                    quarter=quarter,
                    language=Language.ENGLISH,
                    workshop=narrow,
                    smallest=5,
                )
            told.page = bytes(answer.body).decode()
        finally:
            assert not held, "every connection goes back"
            await engine.dispose()
        return told

    return over


async def test_it_reads_over_two_connections_what_it_reads_over_one(
    read: Read, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger=board_packs.__name__)
    two = await read(2, LAST)
    assert not caplog.records

    one = await read(1, LAST)

    assert (two.at_once, one.at_once) == (2, 1)
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert two.page == one.page
    titles = [source.indicator.name.english for source in SOURCES]
    places = [two.page.index(f">{title}</h2>") for title in titles]
    assert places == sorted(places), "in their own order, whichever was read first"


@pytest.mark.parametrize("which", [0, 1], ids=["of the request", "beside it"])
async def test_what_goes_wrong_over_either_connection_is_told(
    read: Read, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    asking: list[Work] = []

    async def broken_for_one(work: Work, _asked: Asked) -> Table:
        if work not in asking:
            asking.append(work)
        await work.session.execute(text("select pg_sleep(0.05)"))  # so that both have begun
        if work is asking[which]:
            raise ValueError(f"over the connection {which}")
        return Table(())

    sources = (replace(SOURCES[0], figures=broken_for_one), replace(SOURCES[0], figures=broken_for_one))
    monkeypatch.setattr(board_packs, "SOURCES", sources)

    with pytest.raises(ValueError, match=f"over the connection {which}"):
        await read(2, LAST)

    assert len(asking) == 2


async def test_a_quarter_to_come_has_none(read: Read, clock: Clock) -> None:
    with pytest.raises(UnfitPeriod):
        await read(2, Quarter(clock.now.year + 1, 1))
