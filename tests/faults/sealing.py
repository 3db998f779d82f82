"""A process that does nothing but seal, hardly with a pause: to be killed in the middle of it."""

import asyncio

from matching.jobs.housekeeping import for_ever, seal
from matching.settings import Settings
from matching.workplace import open_workshop


def run() -> None:
    """Seal until killed."""
    asyncio.run(_go_on(Settings()))


async def _go_on(settings: Settings) -> None:
    async with open_workshop(settings, url=settings.database_url) as workshop:
        await for_ever("seal the journal", lambda: seal(workshop), every=0.03)
