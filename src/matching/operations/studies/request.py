"""Ask something about a run that was done."""

import asyncio

from matching.errors import Unprocessable
from matching.models import MatchingRun, Study
from matching.models.base import Json
from matching.operations.studies.entering import enter
from matching.operations.studies.kinds import KINDS
from matching.queries import runs
from matching.solver import as_plain, read_instance
from matching.vocabulary import StudyKind
from matching.work import Crossing, Work


class QuestionUnfit(Unprocessable):
    """What is asked does not fit what the matching run looked at."""

    dutch = "Wat u vraagt, past niet bij wat de matchronde zag."


async def request_study(
    work: Work, *, kind: StudyKind, run: MatchingRun, asked: Json, meant: object
) -> Study:
    """Ask something about a finished run; a worker answers it.

    Parameters
    ----------
    asked
        What was sent, to be shown again.
    meant
        The same as a frozen value, which the functions of its kind read back.

    Raises
    ------
    ResultNotFound, RunForgotten
        When the run has no result, or no longer has what it looked at.
    QuestionUnfit
        When the question does not fit the run's snapshot; names every fault.
    """
    of = KINDS[kind]
    work.actor.require(*of.askers)
    async with work.across(Crossing.HELD_AGAINST_A_RUN):
        looked_at, _ = runs.kept_parts(await runs.result(work, run_id=run.id), "instance", "solution")
    question: Json = as_plain(meant)
    faults = await asyncio.to_thread(lambda: list(of.faults(read_instance(looked_at), question)))
    if faults:
        raise QuestionUnfit(faults=faults)
    return await enter(work, kind=kind, run=run, asked=asked, meant=question)
