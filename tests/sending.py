"""Endpoints of a test town, what happens there, and the work of delivering it."""

from sqlalchemy import select, text

from conftest import Clock, Town
from matching.models import Delivery, EndpointState, Entry, Fact, WebhookEndpoint
from matching.operations import webhooks
from matching.operations.deliveries import PAUSES, deliver, dispatch
from matching.operations.events import publish
from matching.webhook import Courier
from matching.work import Workshop
from receivers import Receiver

SOURCE = "urn:nld:oin:00000000000000000000:systeem:test"
ATTEMPTS = len(PAUSES) + 1
COURIER = Courier(private=True, patience=2)
"""May visit receivers on this machine."""


async def an_endpoint(
    workshop: Workshop, town: Town, receiver: Receiver, *, facts: tuple[str, ...] = (Fact.RUN_STARTED,)
) -> WebhookEndpoint:
    """Register an endpoint of the coordinator, about beginning runs unless a test says otherwise."""
    async with workshop.open(town.actor(town.coordinator)) as work:
        return await webhooks.register_endpoint(
            work, url=receiver.url, description=None, facts=facts, private=True
        )


async def happen(workshop: Workshop, town: Town, *, times: int = 1) -> list[str]:
    """Let the coordinator's runs start, publish it, and return the subjects."""
    async with workshop.open() as work:
        subjects = [work.new_id() for _ in range(times)]
        for subject in subjects:
            work.record(Fact.RUN_STARTED, subject, region_id=town.region.id)
            await work.session.flush()
    async with workshop.open() as work:
        await publish(work)
    return [str(subject) for subject in subjects]


async def send(workshop: Workshop, endpoint: WebhookEndpoint) -> None:
    """Do what the job of an endpoint does."""
    await deliver(workshop, endpoint_id=endpoint.id, courier=COURIER, source=SOURCE)


async def state_of(workshop: Workshop, endpoint: WebhookEndpoint) -> EndpointState:
    async with workshop.open() as work:
        return (await work.session.get_one(WebhookEndpoint, endpoint.id)).state


async def log_of(workshop: Workshop, endpoint: WebhookEndpoint) -> list[Delivery]:
    """Return the deliveries to an endpoint, oldest first."""
    async with workshop.open() as work:
        query = select(Delivery).where(Delivery.endpoint_id == endpoint.id).order_by(Delivery.id)
        return list(await work.session.scalars(query))


async def waiting_jobs(workshop: Workshop) -> list[str]:
    """Let jobs be left, and return whose they are."""
    async with workshop.open() as work:
        await dispatch(work)
    async with workshop.open() as work:
        jobs = text(
            "select args ->> 'endpoint_id' from procrastinate_jobs where queue_name = 'webhook' order by id"
        )
        return list(await work.session.scalars(jobs))


async def clear_jobs(workshop: Workshop) -> None:
    """Take the jobs away, as a worker that did them."""
    async with workshop.open() as work:
        await work.session.execute(text("delete from procrastinate_jobs"))


async def kill(workshop: Workshop, endpoint: WebhookEndpoint, clock: Clock) -> None:
    """Try the first delivery of an endpoint until it is given up."""
    for _ in range(ATTEMPTS):
        await send(workshop, endpoint)
        clock.tick(days=2)


async def suspensions(workshop: Workshop) -> list[Entry]:
    async with workshop.open() as work:
        query = select(Entry).where(Entry.fact == Fact.WEBHOOK_ENDPOINT_SUSPENDED.value)
        return list(await work.session.scalars(query))
