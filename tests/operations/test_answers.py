"""What is asked past SQLAlchemy is asked in the same transaction, and fails as it would have failed there."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import (
    InternalError,
    InvalidRequestError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)

from conftest import Town, as_owner
from matching.database import HeldUp, TookTooLong
from matching.errors import Unavailable
from matching.models import Access, Client, Fact
from matching.questions import Asked, Question
from matching.vocabulary import Purpose
from matching.work import Crossing, Workshop

ONE = Question("select 1 as one")()
NONE = Question("select 1 as one where false")()
ENTRIES = Question("select count(*) as number from journal")()


async def test_each_question_has_its_rows_in_its_place(workshop: Workshop) -> None:
    async with workshop.open() as work:
        assert await work.answers(ONE, None, NONE, ONE) == [[{"one": 1}], [], [], [{"one": 1}]]
        assert await work.answers(ONE) == [[{"one": 1}]]
        assert await work.answers(None) == [[]]


async def test_what_finds_nothing_because_it_only_does_something_finds_nothing(workshop: Workshop) -> None:
    async with workshop.open() as work:
        assert await work.answers(Question("set local work_mem = '4MB'")(), ONE) == [[], [{"one": 1}]]


async def test_what_waits_to_be_written_is_there(workshop: Workshop) -> None:
    async with workshop.open() as work:
        work.record(Fact.RUN_REQUESTED, uuid4())
        assert await work.answers(ENTRIES) == [[{"number": 1}]]


async def test_they_are_of_the_transaction(workshop: Workshop) -> None:
    """What they wrote is undone with it, and the other way round they see what it wrote."""

    async def write_and_break_off() -> None:
        async with workshop.open() as work:
            await work.answers(Question("create temporary table scribble (a int) on commit drop")())
            work.record(Fact.RUN_REQUESTED, uuid4())
            assert await work.answers(ENTRIES) == [[{"number": 1}]]
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await write_and_break_off()

    async with workshop.open() as work:
        assert await work.answers(ENTRIES) == [[{"number": 0}]]


@pytest.mark.parametrize("others", [(), (ONE,)])
async def test_an_error_is_that_of_the_statement_that_went_wrong(
    workshop: Workshop, others: tuple[Asked, ...]
) -> None:
    async def ask() -> None:
        async with workshop.open() as work:
            await work.answers(*others, Question("select nonsense")(), *others)

    with pytest.raises(ProgrammingError, match='column "nonsense" does not exist'):
        await ask()
    async with workshop.open() as work:  # its connection is as good as ever
        assert await work.answers(ONE) == [[{"one": 1}]]


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("set local statement_timeout = 20; select pg_sleep(20)", TookTooLong),
        ("set local lock_timeout = 20; lock table clients in access exclusive mode", HeldUp),
    ],
)
async def test_what_takes_too_long_is_told_as_that(
    workshop: Workshop, statement: str, refusal: type[Unavailable]
) -> None:
    async def ask() -> None:
        async with workshop.open() as work:
            for part in statement.split("; "):
                await work.answers(Asked(part, {}))

    async with workshop.open() as other:
        await other.session.execute(select(Client.id))
        with pytest.raises(refusal):
            await ask()


async def test_a_server_that_leaves_is_told_as_that(workshop: Workshop) -> None:
    async def ask() -> None:
        async with workshop.open() as work:
            await as_owner(work)
            await work.answers(Question("select pg_terminate_backend(pg_backend_pid())")())

    with pytest.raises(Unavailable) as told:
        await ask()
    assert isinstance(told.value.__cause__, OperationalError)
    async with workshop.open() as work:
        assert await work.answers(ONE) == [[{"one": 1}]]


async def test_several_go_in_one_round_trip(workshop: Workshop, waiting: Callable[[], int]) -> None:
    async with workshop.open() as work:
        before = waiting()
        for _ in range(8):
            await work.answers(ONE)
        apart, before = waiting() - before, waiting()
        await work.answers(*[ONE] * 8)
        together = waiting() - before
    assert apart >= 8
    assert together < apart / 2


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return what tells how often an answer had to be waited for: then the loop is asked to tell when it comes."""
    waits = 0
    loop = asyncio.get_event_loop()
    watch = loop.add_reader

    def counted(handle: int, *called: Any) -> None:
        nonlocal waits
        waits += 1
        watch(handle, *called)

    monkeypatch.setattr(loop, "add_reader", counted)
    return lambda: waits


async def test_a_transaction_that_was_lost_is_not_begun_anew(workshop: Workshop) -> None:
    async with workshop.open() as work:
        await work.connection.rollback()
        with pytest.raises(InvalidRequestError, match="was lost"):
            await work.answers(ONE)


async def test_a_connection_that_is_gone_says_so_again(workshop: Workshop) -> None:
    async def ask_twice() -> None:
        async with workshop.open() as work:
            await as_owner(work)
            with pytest.raises(OperationalError):
                await work.answers(Question("select pg_terminate_backend(pg_backend_pid())")())
            await work.answers(ONE)

    with pytest.raises(SQLAlchemyError):
        await ask_twice()


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("times", [1, 2])
async def test_who_is_stopped_while_it_waits_is_stopped(workshop: Workshop, number: int, times: int) -> None:
    """Once or twice, however many were asked; and what had its connection next is not disturbed."""

    async def ask() -> None:
        async with workshop.open() as work:
            await work.answers(*[Question("select pg_sleep(20)")()] * number)

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0.2)
    for _ in range(times):
        asking.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await asking
    async with workshop.open() as work:
        assert await work.answers(ONE) == [[{"one": 1}]]


async def test_what_is_only_tried_leaves_nothing_but_what_came_before(workshop: Workshop, town: Town) -> None:
    seen, tried = uuid4(), uuid4()
    async with workshop.open(town.actor(town.provider)) as work:
        work.saw([seen], purpose=Purpose.FILE)
        async with work.tried():
            work.saw([tried], purpose=Purpose.REFERRAL)
            await work.answers(Question("create temporary table scribble (a int) on commit drop")())
        assert await work.answers(Question("select to_regclass('scribble') as found")()) == [
            [{"found": None}]
        ]
    async with workshop.open() as work:
        assert [look.client_ids for look in await work.session.scalars(select(Access))] == [[seen]]


async def test_a_look_is_written_before_anybody_looks_past_what_they_see(
    workshop: Workshop, town: Town
) -> None:
    async with workshop.open(town.actor(town.provider)) as work:
        work.saw([uuid4()], purpose=Purpose.FILE)
        async with work.across(Crossing.WHO_LOOKED):
            assert len((await work.session.scalars(select(Access))).all()) == 1
    async with workshop.open() as work:
        assert len((await work.session.scalars(select(Access))).all()) == 1


async def test_a_look_that_could_not_be_written_lets_nothing_through(workshop: Workshop, town: Town) -> None:
    """Nothing is answered of which it is not written down that it was seen."""

    async def look() -> None:
        async with workshop.open(town.actor(town.provider)) as work:
            work.saw([uuid4()], purpose=Purpose.FILE)
            await work.session.execute(text("set transaction read only"))

    with pytest.raises(InternalError, match="read-only"):
        await look()
    async with workshop.open() as work:
        assert not (await work.session.scalars(select(Access))).all()
