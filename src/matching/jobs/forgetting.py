"""The clock's door to forgetting."""

from matching.operations.forgetting import retention
from matching.settings import Settings
from matching.work import Workshop


async def forget(workshop: Workshop, _settings: Settings) -> None:
    """Erase what was confirmed, and what was kept as long as the covenant says."""
    await retention.forget(workshop)
