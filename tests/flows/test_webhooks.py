"""From the journal to somebody else's server, with real workers: slow ones, killed ones, several."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from conftest import Town
from matching import webhook
from matching.models import Fact
from matching.operations import webhooks
from matching.operations.runs import request_run
from matching.operations.webhooks import MOST_ENDPOINTS
from matching.work import Workshop
from matching.workplace import utc_now
from matching_town import a_covenant, later_rent_limits, people_and_homes
from receivers import OK, Receiver, after, hang, receiving, status, verifies
from running import Process, eventually, running

HURRY = {
    "MATCHING_HEARTBEAT": "0.5",
    "MATCHING_STALLED_AFTER": "2",
    "MATCHING_GRACEFUL": "0",
    "MATCHING_WEBHOOK_PRIVATE": "true",
}


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return the real clock."""
    return utc_now


def ask(url: str, question: str, *values: Any) -> Any:
    """Ask the database one thing, past the service."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question, values).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


async def listen(
    workshop: Workshop, town: Town, receiver: Receiver, *, fact: Fact = Fact.RUN_STARTED
) -> tuple[UUID, str]:
    """Register an endpoint of the coordinator about one kind of fact, and return it with its secret."""
    async with workshop.open(town.actor(town.coordinator)) as work:
        made = await webhooks.register_endpoint(
            work, url=receiver.url, description=None, facts=(fact,), private=True
        )
        return made.id, webhook.shown(made.secret)


async def happen(workshop: Workshop, town: Town, *, times: int, fact: Fact = Fact.RUN_STARTED) -> list[str]:
    """Let something happen, each time in a transaction of its own, and return the subjects."""
    subjects = []
    for _ in range(times):
        async with workshop.open() as work:
            subjects.append(work.new_id())
            work.record(fact, subjects[-1], region_id=town.region.id)
    return [str(subject) for subject in subjects]


@contextmanager
def doomed(url: str, folder: Path) -> Iterator[None]:
    """Run a worker that is killed at the end of the block: -9, no farewell."""
    worker = Process("work", log=folder / "doomed.log", MATCHING_DATABASE_URL=url, **HURRY)
    try:
        yield
    finally:
        worker.kill()
        worker.stop()


def a_worker(url: str, folder: Path, name: str = "work") -> AbstractContextManager[Process]:
    """Run a worker until the end of the block."""
    return running("work", log=folder / f"{name}.log", MATCHING_DATABASE_URL=url, **HURRY)


def told(receiver: Receiver) -> list[str]:
    """Return what a receiver was told about, in order."""
    return [request.event["subject"] for request in list(receiver.received)]


async def test_an_event_is_delivered_within_seconds_and_a_failure_tried_again(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    with receiving(status(500), OK) as receiver:
        _, secret = await listen(workshop, town, receiver)
        with a_worker(clean_database, tmp_path):
            subjects = await happen(workshop, town, times=2)
            eventually(lambda: len(receiver.received) == 1, what="the first attempt", within=20)
            eventually(lambda: len(receiver.received) == 3, what="the second attempt", within=20)

    first, second, third = receiver.received
    assert told(receiver) == [subjects[0], *subjects]
    assert first.id == second.id != third.id
    assert second.at - first.at > 4.5, "five seconds later, and a worker is no clockwork"
    assert all(verifies(request, secret) for request in receiver.received)


async def test_hanging_receivers_delay_neither_another_receiver_nor_a_matching_run(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    await later_rent_limits(workshop)
    await a_covenant(workshop, town, maximum=10_000, points=9_000)
    await people_and_homes(workshop, town, clients=5, dwellings=3)
    with ExitStack() as stack:
        stuck, good = (stack.enter_context(receiving(reply)) for reply in (hang, OK))
        await listen(workshop, town, good, fact=Fact.RUN_REQUESTED)
        for _ in range(MOST_ENDPOINTS - 1):
            await listen(workshop, town, stuck, fact=Fact.COVENANT_CHANGED)
        async with workshop.open(town.actor(town.municipality)) as work:
            await webhooks.register_endpoint(
                work, url=stuck.url, description=None, facts=(Fact.COVENANT_CHANGED,), private=True
            )
        await happen(workshop, town, times=1, fact=Fact.COVENANT_CHANGED)
        worker = stack.enter_context(a_worker(clean_database, tmp_path))
        eventually(lambda: len(stuck.received) == 20, what="20 receivers hanging", within=20)

        began = time.monotonic()
        async with workshop.open(town.actor(town.coordinator)) as work:
            run_id = (await request_run(work, region=town.region, seed=1, time_limit=60)).id
        eventually(lambda: good.received, what="the good receiver hearing", within=10)
        heard_after = time.monotonic() - began
        finished = "select state = 'finished' from matching_runs where id = %s"
        eventually(lambda: ask(clean_database, finished, run_id), what="the run finishing", within=30)
        took = time.monotonic() - began

        hanging = "select count(*) from deliveries where state = 'waiting' and attempts = 0"
        assert ask(clean_database, hanging) == len(stuck.received) == 20, "they hang still"

        asked = time.monotonic()
        assert worker.stop() == 0
        assert time.monotonic() - asked < 5, "nor do they keep a worker from stopping"

    assert heard_after < 3
    assert took < webhook.ALL_TOGETHER


async def test_a_worker_that_is_asked_to_stop_finishes_what_it_is_sending(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    patient = {**HURRY, "MATCHING_GRACEFUL": "10"}
    with ExitStack() as stack:
        receiver = stack.enter_context(receiving(after(2)))
        await listen(workshop, town, receiver)
        await happen(workshop, town, times=1)
        worker = stack.enter_context(
            running("work", log=tmp_path / "work.log", MATCHING_DATABASE_URL=clean_database, **patient)
        )
        eventually(lambda: receiver.received, what="the attempt", within=20)

        assert worker.stop() == 0

    assert len(receiver.received) == 1
    assert ask(clean_database, "select state from deliveries") == "delivered"


async def test_a_worker_killed_while_it_sends_is_succeeded_and_the_event_keeps_its_identity(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    with receiving(hang, OK) as receiver:
        _, secret = await listen(workshop, town, receiver)
        subjects = await happen(workshop, town, times=3)
        with doomed(clean_database, tmp_path):
            eventually(lambda: receiver.received, what="the first attempt", within=20)
        assert ask(clean_database, "select count(*) from deliveries where state = 'waiting'") == 3

        with a_worker(clean_database, tmp_path):
            eventually(lambda: len(receiver.received) == 4, what="everything being sent", within=30)

    assert told(receiver) == [subjects[0], *subjects]
    assert receiver.received[0].id == receiver.received[1].id
    assert receiver.received[0].body == receiver.received[1].body
    assert all(verifies(request, secret) for request in receiver.received)


async def test_workers_killed_at_any_moment_lose_nothing_and_every_event_has_one_identity(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    """Kill before anything is published, between commit and delivery, and in the middle of sending."""
    waiting = "select count(*) from deliveries where state <> 'delivered'"
    with receiving(OK) as receiver:
        await listen(workshop, town, receiver)
        subjects = await happen(workshop, town, times=40)
        for kill_at in (0, 1, 20, 45):
            with doomed(clean_database, tmp_path):
                eventually(lambda at=kill_at: len(receiver.received) >= at, what="some being sent", within=30)  # type: ignore[misc]
            subjects += await happen(workshop, town, times=10)
        with a_worker(clean_database, tmp_path):
            eventually(lambda: len(set(told(receiver))) == 80, what="all being sent", within=30)
            eventually(lambda: ask(clean_database, waiting) == 0, what="all being written down", within=10)

    assert list(dict.fromkeys(told(receiver))) == subjects, "in order, none missing"
    assert len({request.id for request in receiver.received}) == 80
    assert Counter(told(receiver)).most_common(1)[0][1] <= 2, "twice at most: once more after a kill"
    assert len(receiver.received) <= 80 + 4


async def test_several_workers_send_everything_once(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        receivers = [stack.enter_context(receiving(OK)) for _ in range(3)]
        for receiver in receivers:
            await listen(workshop, town, receiver)
        for name in ("one", "two"):
            stack.enter_context(a_worker(clean_database, tmp_path, name))
        subjects = await happen(workshop, town, times=60)
        for receiver in receivers:
            eventually(lambda all_of=receiver: len(all_of.received) >= 60, what="all", within=30)  # type: ignore[misc]

    assert [told(receiver) for receiver in receivers] == [subjects] * 3


async def test_working_once_sends_what_is_to_be_sent_and_stops(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        receiver = stack.enter_context(receiving(OK))
        await listen(workshop, town, receiver)
        subjects = await happen(workshop, town, times=2)
        worker = stack.enter_context(
            running(
                "work", "--once", log=tmp_path / "once.log", **HURRY, MATCHING_DATABASE_URL=clean_database
            )
        )
        eventually(lambda: worker.popen.poll() is not None, what="it stopping", within=30)

    assert worker.popen.returncode == 0, worker.output
    assert told(receiver) == subjects
