"""Events reach an endpoint in order, or later; who does not take them is left alone."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from conftest import NOW, Clock, Town
from matching import webhook
from matching.models import DeliveryState, EndpointState
from matching.operations.deliveries import JITTER, MOST_DEAD, MOST_IN_A_ROW, PAUSES, deliver
from matching.webhook import Courier
from matching.work import Job, Workshop
from receivers import OK, receiving, status, verifies
from sending import (
    ATTEMPTS,
    SOURCE,
    an_endpoint,
    clear_jobs,
    happen,
    kill,
    log_of,
    send,
    state_of,
    suspensions,
    waiting_jobs,
)


async def test_events_are_delivered_in_order_signed_and_once(workshop: Workshop, town: Town) -> None:
    with receiving(OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        subjects = await happen(workshop, town, times=3)

        await send(workshop, endpoint)
        await send(workshop, endpoint)

    assert [request.event["subject"] for request in receiver.received] == subjects
    assert all(verifies(request, webhook.shown(endpoint.secret)) for request in receiver.received)
    assert all(request.id == request.event["id"] for request in receiver.received)
    assert {request.event["source"] for request in receiver.received} == {SOURCE}
    log = await log_of(workshop, endpoint)
    assert [(one.state, one.attempts, one.last_status) for one in log] == [
        (DeliveryState.DELIVERED, 1, 204)
    ] * 3


async def test_a_failure_holds_up_what_comes_after_and_is_tried_again_under_the_same_identity(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    with receiving(status(500), OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        subjects = await happen(workshop, town, times=2)
        await send(workshop, endpoint)
        await send(workshop, endpoint)
        assert len(receiver.received) == 1, "an endpoint that failed is left alone"

        clock.tick(seconds=6)
        await send(workshop, endpoint)

    assert [request.event["subject"] for request in receiver.received] == [subjects[0], *subjects]
    first, again, _ = receiver.received
    assert (first.id, first.body) == (again.id, again.body)
    assert int(again.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 6
    log = await log_of(workshop, endpoint)
    assert [(one.state, one.attempts) for one in log] == [
        (DeliveryState.DELIVERED, 2),
        (DeliveryState.DELIVERED, 1),
    ]


async def test_pauses_follow_the_schedule_and_end(workshop: Workshop, town: Town, clock: Clock) -> None:
    with receiving(status(503)) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town)
        for pause in PAUSES:
            await send(workshop, endpoint)
            [delivery] = await log_of(workshop, endpoint)
            assert delivery.next_attempt_at is not None
            assert pause <= delivery.next_attempt_at - clock.now <= pause * (1 + JITTER)
            clock.now = delivery.next_attempt_at - timedelta(seconds=1)
            assert await waiting_jobs(workshop) == [], "just too early"
            clock.tick(seconds=1)
            assert await waiting_jobs(workshop) == [str(endpoint.id)], "just in time"
            await clear_jobs(workshop)
        await send(workshop, endpoint)

    [delivery] = await log_of(workshop, endpoint)
    assert len(receiver.received) == ATTEMPTS
    assert (delivery.state, delivery.attempts, delivery.last_status) == (DeliveryState.DEAD, ATTEMPTS, 503)
    assert delivery.ended_at == clock.now
    assert timedelta(hours=36) < clock.now - NOW < timedelta(hours=45)
    assert await state_of(workshop, endpoint) is EndpointState.ACTIVE


@pytest.mark.parametrize(
    ("asked", "expected"), [("60", timedelta(minutes=1)), ("1", PAUSES[0]), ("nonsense", PAUSES[0])]
)
async def test_a_longer_pause_that_is_asked_for_is_kept(
    workshop: Workshop, town: Town, asked: str, expected: timedelta
) -> None:
    with receiving(status(429, retry_after=asked)) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town)
        await send(workshop, endpoint)

    [delivery] = await log_of(workshop, endpoint)
    assert delivery.next_attempt_at is not None
    assert expected <= delivery.next_attempt_at - NOW <= expected * (1 + JITTER)


async def test_an_endpoint_that_is_down_for_days_is_not_hammered_and_then_suspended(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    with receiving(status(500)) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town, times=500)
        for _ in range(MOST_DEAD - 1):
            await kill(workshop, endpoint, clock)
        assert await state_of(workshop, endpoint) is EndpointState.ACTIVE
        await kill(workshop, endpoint, clock)
        await kill(workshop, endpoint, clock)

    assert len(receiver.received) == MOST_DEAD * ATTEMPTS, "500 wait, and one is tried at a time"
    assert await state_of(workshop, endpoint) is EndpointState.SUSPENDED
    assert await waiting_jobs(workshop) == []
    [entry] = await suspensions(workshop)
    assert (entry.subject_id, entry.parties) == (endpoint.id, [town.coordinator.id])
    assert entry.details == {"state": "suspended"}


async def test_one_delivery_that_is_taken_wipes_the_slate(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    twice_dead = [status(500)] * (ATTEMPTS * (MOST_DEAD - 1))
    with receiving(*twice_dead, OK, status(500)) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town, times=MOST_DEAD + 2)
        for _ in range(MOST_DEAD + 1):
            await kill(workshop, endpoint, clock)

    assert await state_of(workshop, endpoint) is EndpointState.ACTIVE


async def test_a_job_is_left_once_and_not_again_while_it_waits_or_is_done(
    workshop: Workshop, town: Town
) -> None:
    with receiving(OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town)
        mine = [str(endpoint.id)]

        assert await waiting_jobs(workshop) == mine
        assert await waiting_jobs(workshop) == mine
        async with workshop.open() as work:
            await work.session.execute(text("update procrastinate_jobs set status = 'doing'"))
            assert await work.locks(Job.DELIVER_EVENTS) == {f"webhook:{endpoint.id}"}
        assert await waiting_jobs(workshop) == mine
        await clear_jobs(workshop)
        await send(workshop, endpoint)
        assert await waiting_jobs(workshop) == []


async def test_no_job_waits_for_a_later_moment(workshop: Workshop, town: Town) -> None:
    """A waiting job would hold its lock: Procrastinate lets no other with the same lock pass it."""
    with receiving(status(500)) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town)
        await send(workshop, endpoint)

    assert await waiting_jobs(workshop) == []


async def test_an_endpoint_with_much_to_get_stands_in_line_again(workshop: Workshop, town: Town) -> None:
    with receiving(OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town, times=MOST_IN_A_ROW + 1)
        await send(workshop, endpoint)
        assert len(receiver.received) == MOST_IN_A_ROW

        assert await waiting_jobs(workshop) == [str(endpoint.id)]
        await send(workshop, endpoint)
        assert len(receiver.received) == MOST_IN_A_ROW + 1


@pytest.mark.parametrize(("code", "state"), [(204, DeliveryState.DELIVERED), (503, DeliveryState.WAITING)])
async def test_an_attempt_that_comes_back_late_changes_nothing(
    workshop: Workshop, town: Town, code: int, state: DeliveryState
) -> None:
    """A worker was thought dead, another tried meanwhile: the latecomer's failure is no news."""
    late = asyncio.Event()

    class Tardy(Courier):
        async def post(self, message: webhook.Message) -> webhook.Answer:
            await late.wait()
            return webhook.Answer(500)

    with receiving(status(code)) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town)
        tardy = asyncio.create_task(
            deliver(workshop, endpoint_id=endpoint.id, courier=Tardy(private=True), source=SOURCE)
        )
        await asyncio.sleep(0.1)
        await send(workshop, endpoint)
        late.set()
        await tardy

    [delivery] = await log_of(workshop, endpoint)
    assert (delivery.state, delivery.attempts, delivery.last_status) == (state, 1, code)
