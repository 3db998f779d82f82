"""What an organisation may do with its webhook endpoints, and what then is sent."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from conftest import Clock, Town
from matching import webhook
from matching.models import DeliveryState, EndpointState, Fact
from matching.operations import organisations, webhooks
from matching.operations.deliveries import MOST_DEAD, deliver
from matching.queries.webhooks import deliveries_of
from matching.webhook import Courier
from matching.work import Workshop
from receivers import OK, receiving, status, verifies
from sending import (
    ATTEMPTS,
    SOURCE,
    an_endpoint,
    happen,
    kill,
    log_of,
    send,
    state_of,
    suspensions,
    waiting_jobs,
)


async def test_only_the_types_that_were_asked_for_are_sent(workshop: Workshop, town: Town) -> None:
    with receiving(OK) as receiver:
        picky = await an_endpoint(workshop, town, receiver, facts=(Fact.RUN_FINISHED,))
        eager = await an_endpoint(workshop, town, receiver, facts=())
        await happen(workshop, town)
        await send(workshop, eager)

    assert await log_of(workshop, picky) == []
    assert [request.event["type"] for request in receiver.received] == [
        "nl.matchingspunt.webhook-endpoint.registered",
        "nl.matchingspunt.run.started",
    ]


async def test_what_happened_before_an_endpoint_was_there_is_not_sent(workshop: Workshop, town: Town) -> None:
    async with workshop.open() as work:
        work.record(Fact.RUN_STARTED, work.new_id(), region_id=town.region.id)
    with receiving(OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        after = await happen(workshop, town)
        await send(workshop, endpoint)

    assert [request.event["subject"] for request in receiver.received] == after


async def test_replay_from_an_event_sends_it_and_all_after_it_again_under_their_identities(
    workshop: Workshop, town: Town
) -> None:
    with receiving(OK) as receiver:
        before = await happen(workshop, town)
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town, times=3)
        await send(workshop, endpoint)
        first, second, third = receiver.received

        async with workshop.open(town.actor(town.coordinator)) as work:
            again = await webhooks.replay_from(work, endpoint_id=endpoint.id, event_id=UUID(second.id))
        await send(workshop, endpoint)
        assert again == 2
        assert [one.body for one in receiver.received[3:]] == [second.body, third.body]
        assert first.event["subject"] not in before


async def test_replay_reaches_back_to_before_the_endpoint_was_there(workshop: Workshop, town: Town) -> None:
    before = await happen(workshop, town, times=2)
    async with workshop.open() as work:
        oldest = await work.session.scalar(
            text("select event_id from events join journal on id = entry_id where subject_id = :subject"),
            {"subject": before[0]},
        )
    with receiving(OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        after = await happen(workshop, town)
        async with workshop.open(town.actor(town.coordinator)) as work:
            count = await webhooks.replay_from(work, endpoint_id=endpoint.id, event_id=oldest)

        await send(workshop, endpoint)

    assert count == 2, "what waits already is not counted again"
    assert [request.event["subject"] for request in receiver.received] == [*before, *after]


async def test_rotation_signs_with_both_secrets_for_a_day(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    with receiving(OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        old = webhook.shown(endpoint.secret)
        async with workshop.open(town.actor(town.coordinator)) as work:
            new = webhook.shown((await webhooks.rotate_secret(work, endpoint_id=endpoint.id)).secret)
        for tick in (timedelta(), timedelta(hours=23, minutes=59), timedelta(minutes=1)):
            clock.now += tick
            await happen(workshop, town)
            await send(workshop, endpoint)

    counts = [len(request.headers["webhook-signature"].split()) for request in receiver.received]
    assert counts == [2, 2, 1]
    assert [verifies(request, new) for request in receiver.received] == [True, True, True]
    assert [verifies(request, old) for request in receiver.received] == [True, True, False]


@pytest.mark.parametrize("enabled", [True, False])
async def test_a_ping_is_sent_once_also_to_an_endpoint_that_is_off(
    workshop: Workshop, town: Town, enabled: bool
) -> None:
    with receiving(status(500)) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        async with workshop.open(town.actor(town.coordinator)) as work:
            await webhooks.change_endpoint(work, endpoint_id=endpoint.id, enabled=enabled, private=True)
            ping = await webhooks.try_out(work, endpoint_id=endpoint.id)
        assert await waiting_jobs(workshop) == [str(endpoint.id)]
        await send(workshop, endpoint)

    [request] = receiver.received
    assert request.id == str(ping.event_id)
    assert request.event["type"] == "nl.matchingspunt.ping"
    assert request.event["dataref"] == f"/v1/webhook-endpoints/{endpoint.id}"
    [delivery] = await log_of(workshop, endpoint)
    assert (delivery.state, delivery.attempts) == (DeliveryState.DEAD, 1)
    expected = EndpointState.ACTIVE if enabled else EndpointState.PAUSED
    assert await state_of(workshop, endpoint) is expected


async def test_a_ping_goes_before_what_is_held_up(workshop: Workshop, town: Town) -> None:
    with receiving(status(500), OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town)
        await send(workshop, endpoint)
        async with workshop.open(town.actor(town.coordinator)) as work:
            await webhooks.try_out(work, endpoint_id=endpoint.id)
        await send(workshop, endpoint)

    assert receiver.received[1].event["type"] == "nl.matchingspunt.ping"
    async with workshop.open(town.actor(town.coordinator)) as work:
        log = await deliveries_of(work, endpoint_id=endpoint.id, state=None, after=None, limit=10)
    assert [(fact, one.state.value) for one, fact in log] == [
        ("ping", "delivered"),
        ("run.started", "waiting"),
    ]


async def test_a_suspended_organisation_gets_nothing_until_it_is_let_back_in(
    workshop: Workshop, town: Town
) -> None:
    async def suspend(yes: bool) -> None:
        async with workshop.open() as work:
            await work.become(town.actor(town.coordinator))
            organisation = await work.session.merge(town.coordinator)
            await organisations.change_organisation(work, organisation=organisation, suspended=yes)

    with receiving(OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town)
        await suspend(True)
        await happen(workshop, town)
        await send(workshop, endpoint)
        assert (receiver.received, await waiting_jobs(workshop)) == ([], [])

        await suspend(False)
        assert await waiting_jobs(workshop) == [str(endpoint.id)]
        await send(workshop, endpoint)

    assert len(receiver.received) == 1, "what was made before the suspension, not what happened in it"


async def test_an_endpoint_that_is_removed_while_something_is_on_its_way_is_no_trouble(
    workshop: Workshop, town: Town
) -> None:
    with receiving(OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town, times=2)

        class Removing(Courier):
            async def post(self, message: webhook.Message) -> webhook.Answer:
                async with workshop.open(town.actor(town.coordinator)) as work:
                    await webhooks.remove_endpoint(work, endpoint_id=endpoint.id)
                return webhook.Answer(204)

        await deliver(workshop, endpoint_id=endpoint.id, courier=Removing(private=True), source=SOURCE)
        await happen(workshop, town)

    assert await log_of(workshop, endpoint) == []


async def test_what_was_waiting_goes_on_when_a_suspended_endpoint_is_enabled(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    with receiving(*[status(500)] * (ATTEMPTS * MOST_DEAD), OK) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        subjects = await happen(workshop, town, times=MOST_DEAD + 2)
        for _ in range(MOST_DEAD):
            await kill(workshop, endpoint, clock)
        missed = await happen(workshop, town)
        await send(workshop, endpoint)
        assert len(receiver.received) == ATTEMPTS * MOST_DEAD, "nothing is sent to a suspended endpoint"

        async with workshop.open(town.actor(town.coordinator)) as work:
            await webhooks.change_endpoint(work, endpoint_id=endpoint.id, enabled=True, private=True)
        assert await waiting_jobs(workshop) == [str(endpoint.id)]
        await send(workshop, endpoint)
        delivered = [request.event["subject"] for request in receiver.received[ATTEMPTS * MOST_DEAD :]]
        assert delivered == subjects[MOST_DEAD:], "in the order of the feed, without what was given up"

        async with workshop.open(town.actor(town.coordinator)) as work:
            assert await webhooks.replay_dead(work, endpoint_id=endpoint.id) == MOST_DEAD
        await send(workshop, endpoint)

    delivered = [request.event["subject"] for request in receiver.received[ATTEMPTS * MOST_DEAD :]]
    assert delivered == [*subjects[MOST_DEAD:], *subjects[:MOST_DEAD]]
    assert missed[0] not in delivered, "what happens while it is off waits in the feed"


async def test_gone_switches_an_endpoint_off_at_once(workshop: Workshop, town: Town, clock: Clock) -> None:
    with receiving(status(410)) as receiver:
        endpoint = await an_endpoint(workshop, town, receiver)
        await happen(workshop, town, times=2)
        await send(workshop, endpoint)
        clock.tick(days=2)
        await send(workshop, endpoint)
        await happen(workshop, town)

    assert len(receiver.received) == 1
    assert await state_of(workshop, endpoint) is EndpointState.GONE
    assert [entry.details for entry in await suspensions(workshop)] == [{"state": "gone"}]
    log = await log_of(workshop, endpoint)
    assert [one.state for one in log] == [DeliveryState.DEAD, DeliveryState.WAITING]
