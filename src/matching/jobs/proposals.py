"""The clock's door to proposals."""

from matching.operations import proposals
from matching.settings import Settings
from matching.work import Workshop


async def watch_deadlines(workshop: Workshop, _settings: Settings) -> None:
    """Expire and remind what is due."""
    await proposals.watch_deadlines(workshop)
