"""Whether the service lives, and is ready for work."""

from typing import Annotated

from fastapi import Request
from pydantic import Field
from sqlalchemy import text

from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import Out
from matching.database import DatabaseAway
from matching.work import Workshop

router = open_router("/health", tag="health")


class HealthOut(Out):
    """How the service is."""

    status: Annotated[str, Field(description="`ok`.", examples=["ok"])]


@router.get("/live")
async def is_alive() -> HealthOut:
    """Zeg dat het proces leeft. / Tell that the process lives."""
    return HealthOut(status="ok")


@router.get("/ready", responses=refuses(DatabaseAway))
async def is_ready(request: Request) -> HealthOut:
    """Zeg of de dienst werk aankan. / Tell whether the service can take work."""
    workshop: Workshop = request.app.state.workshop
    async with workshop.open() as work:
        await work.session.execute(text("select 1"))
    return HealthOut(status="ok")
