"""The clock's door to matching runs."""

from uuid import UUID

from matching.operations import runs
from matching.settings import Settings
from matching.work import Workshop


async def carry_out_run(workshop: Workshop, settings: Settings, *, run_id: str) -> None:
    """Carry out one matching run."""
    await runs.carry_out_run(workshop, run_id=UUID(run_id), threads=settings.solve_threads)
