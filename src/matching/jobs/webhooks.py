"""The clock's door to events: publish them, and bring them to webhook endpoints."""

from uuid import UUID

from matching.operations import deliveries, events
from matching.settings import Settings
from matching.webhook import Courier
from matching.work import Workshop


async def deliver_events(workshop: Workshop, settings: Settings, *, endpoint_id: str) -> None:
    """Send one endpoint what is to be sent to it now."""
    courier = Courier(private=settings.webhook_private)
    await deliveries.deliver(
        workshop, endpoint_id=UUID(endpoint_id), courier=courier, source=settings.event_source
    )


async def publish(workshop: Workshop) -> None:
    """Publish what was committed, and leave jobs for what is to be sent now."""
    async with workshop.open() as work:
        await events.publish(work)
        await deliveries.dispatch(work)
