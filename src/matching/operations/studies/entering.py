"""Write a question down, and leave a job for who answers it."""

from uuid import UUID

from matching.models import Fact, MatchingRun, Study, StudyState
from matching.models.base import Json
from matching.vocabulary import StudyKind
from matching.work import Job, Work


async def enter(
    work: Work, *, kind: StudyKind, run: MatchingRun, asked: Json, meant: Json, study_id: UUID | None = None
) -> Study:
    """Enter a question that was judged; a worker answers it.

    Parameters
    ----------
    study_id
        Its identity, where it has one of its own already.
    """
    stamp = work.stamp()
    requested = Study(
        **stamp | {"id": study_id or stamp["id"]},
        kind=kind,
        region_id=run.region_id,
        run_id=run.id,
        state=StudyState.REQUESTED,
        asked=asked,
        meant=meant,
        attempts=0,
        requested_by=work.actor.organisation_id,
    )
    work.session.add(requested)
    await work.session.flush()
    work.record(Fact.STUDY_REQUESTED, requested.id, region_id=run.region_id, kind=kind.value)
    await work.defer(Job.CARRY_OUT_STUDY, lock=f"study:{requested.id}", study_id=str(requested.id))
    return requested
