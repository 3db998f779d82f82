"""When the database or the service itself is full, whoever asks hears so at once, and nothing is half done."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, suppress
from functools import partial

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, InternalError
from starlette.types import Message, Receive, Scope, Send

from api.test_limits import Seconds, a_service, asking
from conftest import Clock, Doors, Town
from gates import a_gate
from matching import database
from matching.api.crowds import InHand
from matching.database import DatabaseAway, HeldUp, Limits, TookTooLong, open_engine
from matching.models import ApiKey
from matching.questions import Question
from matching.work import Workshop
from matching.workplace import create_queue

PATIENT = {"lock_limit": 20, "statement_limit": 20}


Serve = Callable[..., AbstractAsyncContextManager[tuple[FastAPI, Seconds]]]


@pytest.fixture
def serve(clean_database: str, clock: Clock) -> Serve:
    """Return what runs a service with settings of its own."""
    return partial(a_service, clean_database, clock)


async def a_key(doors: Doors, town: Town) -> str:
    client = await doors.as_organisation(town.coordinator)
    return client.headers["Authorization"].removeprefix("Bearer ")


def suspending(
    client: httpx.AsyncClient, town: Town, *, suspended: bool = True
) -> "asyncio.Future[httpx.Response]":
    """Begin to change an organisation, for which its row has to be locked."""
    asked = client.patch(
        f"/organisations/{town.provider.id}", json={"suspended": suspended}, headers={"If-Match": "*"}
    )
    return asyncio.ensure_future(asked)


@pytest.mark.parametrize(
    "case",
    [
        ({"lock_limit": 0.2, "statement_limit": 20}, "held-up", "1"),
        ({"lock_limit": 20, "statement_limit": 0.2}, "took-too-long", "10"),
    ],
)
async def test_who_waits_too_long_for_somebody_else_hears_so(
    doors: Doors, town: Town, serve: Serve, database_url: str, case: tuple[dict[str, float], str, str]
) -> None:
    limits, kind, wait = case
    async with serve(**limits) as (app, _):
        client = asking(app, await a_key(doors, town))
        async with a_gate(database_url, "organisations", town.provider.id):
            refused = await suspending(client, town)

        assert refused.status_code == 503, refused.text
        assert refused.json()["type"] == f"/problems/{kind}"
        assert refused.headers["Retry-After"] == wait
        assert (await suspending(client, town)).json()["suspended"] is True, "sent again it is done"


async def test_a_full_pool_is_a_503_and_not_a_queue(
    doors: Doors, town: Town, serve: Serve, clean_database: str
) -> None:
    async with serve(pool_size=2, pool_wait=0.2, **PATIENT) as (app, _):
        client = asking(app, await a_key(doors, town))
        async with a_gate(clean_database, "organisations", town.provider.id) as gate:
            waiting = [suspending(client, town), suspending(client, town)]
            await gate.wait_for(2)

            refused, ready = await client.get("/me"), await client.get("/health/ready")

            assert (refused.status_code, ready.status_code) == (503, 503)
            assert refused.json()["type"] == "/problems/no-connection-free"
            assert refused.headers["Retry-After"] == "1"
            assert (await client.get("/health/live")).status_code == 200
            await gate.open()
            assert [(await one).status_code for one in waiting] == [200, 200]
        assert (await client.get("/me")).status_code == 200


async def test_what_is_done_is_said_to_be_done_also_when_the_use_of_the_key_cannot_be_written(
    doors: Doors, town: Town, serve: Serve, workshop: Workshop, clean_database: str
) -> None:
    key = await a_key(doors, town)
    async with workshop.open() as work:
        key_id = await work.session.scalar(select(ApiKey.id).where(ApiKey.prefix == key.split("_")[1]))
    assert key_id is not None

    async def used() -> bool:
        async with workshop.open() as work:
            return (await work.session.get_one(ApiKey, key_id)).last_used_at is not None

    async with serve(lock_limit=0.2, statement_limit=20) as (app, _):
        client = asking(app, key)
        async with await psycopg.AsyncConnection.connect(clean_database) as holder:
            await holder.execute("select from api_keys where id = %s for no key update", [key_id])
            done = await suspending(client, town)
        assert done.json().get("suspended") is True, done.text
        assert not await used()
        await client.get("/me")
        assert await used(), "the next time it is written"


async def test_more_at_once_than_can_be_answered_are_sent_away(
    doors: Doors, town: Town, serve: Serve, clean_database: str
) -> None:
    async with serve(at_once=2, pool_size=5, **PATIENT) as (app, _):
        client = asking(app, await a_key(doors, town))
        async with a_gate(clean_database, "organisations", town.provider.id) as gate:
            waiting = [suspending(client, town), suspending(client, town)]
            await gate.wait_for(2)

            for refused in (await client.get("/me"), await suspending(client, town)):
                assert refused.status_code == 503
                assert refused.json()["type"] == "/problems/too-busy"
                assert refused.headers["Retry-After"] == "1"
                assert "X-Request-Id" in refused.headers
            assert (await client.get("/health/ready")).status_code == 200
            await gate.open()
            assert [(await one).status_code for one in waiting] == [200, 200]
        assert (await client.get("/me")).status_code == 200


async def test_who_sends_slowly_takes_nobodys_place(
    doors: Doors, town: Town, serve: Serve, clean_database: str
) -> None:
    async with serve(at_once=1) as (app, _):
        client = asking(app, await a_key(doors, town))
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield b'{"suspended":'
            begun.set()
            await go_on.wait()
            yield b" true}"

        path, headers = (
            f"/organisations/{town.provider.id}",
            {"If-Match": "*", "Content-Type": "application/json"},
        )
        slow = asyncio.ensure_future(client.patch(path, content=slowly(), headers=headers))
        await begun.wait()

        assert (await client.get("/me")).status_code == 200
        go_on.set()
        assert (await slow).status_code == 200


@pytest.mark.parametrize(("patience", "status"), [(0.2, 408), (20, 200)])
async def test_a_body_that_does_not_come_is_not_waited_for(
    doors: Doors, town: Town, serve: Serve, patience: float, status: int
) -> None:
    async with serve(body_patience=patience) as (app, _):
        client = asking(app, await a_key(doors, town))

        async def slowly() -> AsyncIterator[bytes]:
            for part in (b'{"susp', b'ended":', b" true}"):
                yield part
                await asyncio.sleep(0.3)

        path, headers = (
            f"/organisations/{town.provider.id}",
            {"If-Match": "*", "Content-Type": "application/json"},
        )
        answer = await client.patch(path, content=slowly(), headers=headers)

        assert answer.status_code == status, answer.text
        if status == 408:
            assert answer.json()["type"] == "/problems/request-timeout"
            assert answer.headers["Connection"] == "close"


async def test_streams_are_counted_apart() -> None:
    crowd, streaming, asked = InHand(_stream, at_once=1), asyncio.Event(), {"type": "http", "method": "GET"}
    _State.streaming, _State.end = streaming, asyncio.Event()
    scope = {**asked, "path": "/v1/x", "headers": []}
    first = asyncio.ensure_future(crowd(dict(scope), _nothing, _swallow))
    await streaming.wait()

    assert (crowd.requests, crowd.streams) == (0, 1)
    answers: list[Message] = []

    async def note(message: Message) -> None:
        answers.append(message)

    await crowd(dict(scope), _nothing, note)
    assert answers[0]["status"] == 503, "one stream more than there may be"
    _State.end.set()
    await first
    assert (crowd.requests, crowd.streams) == (0, 0)


class _State:
    streaming: asyncio.Event
    end: asyncio.Event


async def _stream(scope: Scope, _receive: Receive, _send: Send) -> None:
    scope["matching.place"].become_stream()
    _State.streaming.set()
    await _State.end.wait()


async def _nothing() -> Message:
    return {"type": "http.request"}


async def _swallow(_: Message) -> None:
    return None


@pytest.mark.parametrize("past_the_session", [False, True])
async def test_a_transaction_that_stands_still_is_ended_by_the_server(
    clean_database: str, clock: Clock, *, past_the_session: bool
) -> None:
    limits = Limits(connection=5, statement=5, lock=5, idle=0.2)
    engine = open_engine(clean_database, pool_size=1, limits=limits)
    workshop = Workshop(engine, create_queue(), clock)

    async def stand_still() -> None:
        async with workshop.open() as work:
            await work.session.execute(text("select 1"))
            await asyncio.sleep(0.6)
            if past_the_session:
                await work.answers(Question("select 1")())
            await work.session.execute(text("select 1"))

    with pytest.raises(TookTooLong):
        await stand_still()
    async with workshop.open() as work:
        assert await work.session.scalar(text("select 1")) == 1
    await engine.dispose()


async def test_a_database_that_takes_us_in_and_says_nothing_is_away(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """As behind a network that drops what is sent: psycopg by itself would wait for two minutes."""
    monkeypatch.setattr(database, "CONNECTING", 2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"postgresql://nobody@127.0.0.1:{mute.getsockname()[1]}/nothing"
        engine = open_engine(url, pool_size=1, limits=Limits(connection=1, statement=1, lock=1, idle=1))
        with pytest.raises(DatabaseAway):
            async with asyncio.timeout(60), Workshop(engine, create_queue(), clock).open():
                pass
    await engine.dispose()


async def test_no_connection_compiles_statements(workshop: Workshop) -> None:
    """What reports ask costs ten times as much where PostgreSQL compiles it, as most of them do by default."""
    async with workshop.open() as work:
        assert await work.session.scalar(text("show jit")) == "off"


async def test_of_a_deadlock_one_gives_way_and_hears_so(workshop: Workshop, town: Town) -> None:
    lock = text("select from organisations where id = :id for update")
    mine, yours = {"id": town.provider.id}, {"id": town.corporation.id}
    both = asyncio.Barrier(2)

    async def cross(first: dict[str, object], second: dict[str, object]) -> str:
        try:
            async with workshop.open() as work:
                await work.session.execute(lock, first)
                await both.wait()
                await work.session.execute(lock, second)
        except HeldUp:
            return "held up"
        return "done"

    outcomes = await asyncio.gather(cross(mine, yours), cross(yours, mine))

    assert sorted(outcomes) == ["done", "held up"]


async def test_a_fault_of_ours_stays_one(workshop: Workshop) -> None:
    async def go_on_after_an_error() -> None:
        async with workshop.open() as work:
            with suppress(DataError):
                await work.session.execute(text("select 1/0"))
            await work.session.execute(text("select 1"))

    with pytest.raises(InternalError, match="current transaction is aborted"):
        await go_on_after_an_error()
