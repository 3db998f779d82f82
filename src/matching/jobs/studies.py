"""The clock's door to questions about runs."""

from uuid import UUID

from matching.operations import studies
from matching.settings import Settings
from matching.work import Workshop


async def carry_out_study(workshop: Workshop, settings: Settings, *, study_id: str) -> None:
    """Answer one question about a run."""
    await studies.carry_out_study(workshop, study_id=UUID(study_id), threads=settings.solve_threads)
