"""What the agreements hold back: asked by itself of every run that finished."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from matching.errors import Fault
from matching.models import MatchingRun, RunState, Study
from matching.models.base import Json
from matching.operations.studies.entering import enter
from matching.solver import Base, Instance, Solve, as_plain, ledger_of
from matching.vocabulary import StudyKind
from matching.work import Work, Workshop


def faults(_instance: Instance, _meant: Json) -> Iterator[Fault]:
    """Name nothing: nothing is said that could be wrong."""
    yield from ()


def answer(base: Base, _meant: Json, solve: Solve) -> Json:
    """Return what one unit more of each agreement gains, and what spreading costs."""
    told: Json = as_plain(ledger_of(base, solve))
    return told


async def ask_for_ledger(workshop: Workshop, *, run_id: UUID) -> UUID | None:
    """Ask for the ledger of a run, once it has finished; done again it asks nothing.

    Nobody waits for it: it stands behind every run. Returns the ledger to follow; None where the run has no
    result.
    """
    async with workshop.open() as work:
        run = await work.session.get(MatchingRun, run_id, with_for_update=True)
        if run is None or run.state is not RunState.FINISHED:
            return None
        return await _asked(work, run)


async def _asked(work: Work, run: MatchingRun) -> UUID:
    ledger_id = ledger_of_run(run.id)
    if await work.session.get(Study, ledger_id) is None:
        await enter(work, kind=StudyKind.LEDGER, run=run, asked={}, meant={}, study_id=ledger_id)
    return ledger_id


def ledger_of_run(run_id: UUID) -> UUID:
    """Return the identity of a run's ledger: a run has one."""
    return uuid5(run_id, StudyKind.LEDGER.value)
