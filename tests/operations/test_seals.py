"""Both trails are sealed link by link, and whoever changes them behind our back is found out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from conftest import UNKNOWN_ID
from matching.actors import OPERATOR
from matching.database import with_driver
from matching.models import Fact
from matching.operations import seals
from matching.operations.seals import START, Chain, inspect, link_hash, seal
from matching.vocabulary import Purpose, Trail
from matching.work import Workshop
from testing_database import Postgres

Intruder = Callable[[str], Awaitable[None]]


@pytest.fixture
async def intruder(clean_database: str, postgres: Postgres) -> AsyncIterator[Intruder]:
    """Return what runs SQL as a superuser, with every trigger switched off."""
    superuser = postgres.admin_url_of(with_driver(clean_database).database or "")
    engine = create_async_engine(with_driver(superuser), poolclass=NullPool)

    async def run(sql: str) -> None:
        connection: AsyncConnection
        async with engine.begin() as connection:
            await connection.execute(text("set local session_replication_role = replica"))
            await connection.execute(text(sql))

    yield run
    await engine.dispose()


async def happen(workshop: Workshop, times: int = 1) -> None:
    """Let something happen, and somebody look, in one transaction each time."""
    for _ in range(times):
        async with workshop.open(OPERATOR) as work:
            work.record(Fact.AREAS_IMPORTED, work.new_id(), added=3, name="Brünssum", none=None)
            work.saw([UNKNOWN_ID], purpose=Purpose.FILE)


async def sealed(workshop: Workshop) -> None:
    async with workshop.open() as work:
        await seal(work)


async def found(workshop: Workshop, trail: Trail = Trail.JOURNAL, **expected: bytes) -> Chain:
    async with workshop.open() as work:
        wanted = {int(number.removeprefix("link_")): head for number, head in expected.items()}
        return await inspect(work, trail, expected=wanted)


@pytest.mark.parametrize("trail", Trail)
async def test_what_happened_is_sealed_and_holds(workshop: Workshop, trail: Trail) -> None:
    await happen(workshop, 3)
    await sealed(workshop)
    first = await found(workshop, trail)
    await happen(workshop, 2)
    waiting = await found(workshop, trail)
    await sealed(workshop)

    second = await found(workshop, trail, link_1=first.head)

    assert (first.links, first.sealed, first.unsealed, first.breaks) == (1, 3, 0, ())
    assert (waiting.sealed, waiting.unsealed, waiting.breaks) == (3, 2, ())
    assert (second.links, second.sealed, second.unsealed, second.breaks) == (2, 5, 0, ())


async def test_nothing_that_happened_is_a_chain_without_links(workshop: Workshop) -> None:
    await sealed(workshop)

    assert await found(workshop) == Chain(Trail.JOURNAL, 0, 0, 0, START, ())


async def test_much_is_sealed_a_part_at_a_time(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "MOST_AT_ONCE", 2)
    await happen(workshop, 5)
    for _ in range(3):
        await sealed(workshop)

    chain = await found(workshop)

    assert (chain.links, chain.sealed, chain.unsealed, chain.breaks) == (3, 5, 0, ())


async def test_sealing_amid_much_that_happens_leaves_nothing_out_and_nothing_twice(
    workshop: Workshop,
) -> None:
    await asyncio.gather(
        *(happen(workshop, 6) for _ in range(4)),
        *(sealed(workshop) for _ in range(3)),
        return_exceptions=False,
    )
    await sealed(workshop)

    for trail in Trail:
        chain = await found(workshop, trail)
        assert (chain.sealed, chain.unsealed, chain.breaks) == (24, 0, ())


SECOND = "(select id from journal order by id offset 1 limit 1)"
LINK = "where trail = 'journal' and number = 2"
COPY = "select at, fact, subject_id, region_id, role, organisation_id, key_id, parties, details from journal limit 1"


@pytest.mark.parametrize(
    ("crime", "told"),
    [
        (f"update journal set fact = 'key.made' where id = {SECOND}", "Link 1 covers a row that was changed"),
        (
            "update journal set details = jsonb_set(details, '{added}', '4')",
            "Link 3 covers a row that was changed",
        ),
        (
            f"update journal set on_behalf_of = 'mw-1' where id = {SECOND}",
            "Link 1 covers a row that was changed",
        ),
        (f"delete from journal where id = {SECOND}", "Link 1 covers rows that are gone"),
        (
            "insert into journal (at, fact, subject_id, region_id, role, organisation_id, key_id, parties, "
            f"details) {COPY}",
            "No seal covers, or will cover, rows",
        ),
        (f"delete from seals {LINK}", "Link 2 is missing"),
        (f"update seals set hash = '\\x00' {LINK}", "Link 3 does not follow the one before it"),
        (f"update seals set previous = '\\x00' {LINK}", "Link 2 does not follow the one before it"),
        (
            f"update seals set entry_ids = (select entry_ids from seals where number = 1 and trail = 'journal') {LINK}",
            "More than one seal covers rows",
        ),
    ],
)
async def test_who_changes_a_trail_behind_our_back_is_found_out(
    workshop: Workshop, intruder: Intruder, crime: str, told: str
) -> None:
    for _ in range(3):
        await happen(workshop, 2)
        await sealed(workshop)
    assert (await found(workshop)).breaks == ()

    await intruder(crime)

    assert told in " ".join((await found(workshop)).breaks)


async def test_a_whole_new_chain_is_not_the_one_that_was_expected(
    workshop: Workshop, intruder: Intruder
) -> None:
    await happen(workshop, 2)
    await sealed(workshop)
    kept = (await found(workshop)).head
    await intruder("delete from seals; update journal set fact = 'key.made'")
    await intruder("insert into unsealed select 'journal', id from journal")
    await sealed(workshop)

    assert (await found(workshop)).breaks == ()
    assert (await found(workshop, link_1=kept)).breaks == ("Link 1 is not the one you expected.",)
    assert (await found(workshop, link_7=kept)).breaks == ("Link 7, which you expected, is not there.",)


async def test_seals_can_not_be_changed(workshop: Workshop) -> None:
    await happen(workshop)
    await sealed(workshop)

    async def change() -> None:
        async with workshop.open() as work:
            await work.session.execute(text("update seals set number = 9"))

    with pytest.raises(Exception, match="append-only"):
        await change()


def test_a_column_that_holds_nothing_is_no_part_of_the_hash() -> None:
    row = {"id": 1, "fact": "region.made"}

    assert link_hash(START, [row]) == link_hash(START, [{**row, "added_later": None}])
    assert link_hash(START, [row]) != link_hash(START, [{**row, "added_later": 0}])
