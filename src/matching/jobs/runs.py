"""The clock's door to matching runs."""

from uuid import UUID

from matching.operations import runs, studies
from matching.settings import Settings
from matching.work import Workshop


async def carry_out_run(workshop: Workshop, settings: Settings, *, run_id: str) -> None:
    """Carry out one matching run; then ask what its agreements hold back, for whoever answers questions."""
    await runs.carry_out_run(workshop, run_id=UUID(run_id), threads=settings.solve_threads)
    await studies.ask_for_ledger(workshop, run_id=UUID(run_id))
