"""Ask something about a run that was done."""

import asyncio

from sqlalchemy import func, select

from matching.errors import Conflict, Unprocessable
from matching.models import MatchingRun, Organisation, Study
from matching.models.base import Json
from matching.operations.studies.carry_out import UNFINISHED
from matching.operations.studies.entering import enter
from matching.operations.studies.kinds import KINDS
from matching.queries import runs
from matching.solver import as_plain, read_instance
from matching.vocabulary import StudyKind
from matching.work import Crossing, Work

MOST_QUESTIONS = 10
"""How many questions of an organisation in a region may be without an answer."""


class QuestionUnfit(Unprocessable):
    """What is asked does not fit what the matching run looked at."""

    dutch = "Wat u vraagt, past niet bij wat de matchronde zag."


class TooManyQuestions(Conflict):
    """As many questions of your organisation wait for an answer as may wait."""

    dutch = "Er wachten zoveel vragen van uw organisatie op antwoord als er mogen wachten."


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
    TooManyQuestions
        When `MOST_QUESTIONS` of the organisation have no answer yet.
    """
    of = KINDS[kind]
    work.actor.require(*of.askers)
    async with work.across(Crossing.HELD_AGAINST_A_RUN):
        looked_at, _ = runs.kept_parts(await runs.result(work, run_id=run.id), "instance", "solution")
    question: Json = as_plain(meant)
    faults = await asyncio.to_thread(lambda: list(of.faults(read_instance(looked_at), question)))
    if faults:
        raise QuestionUnfit(faults=faults)
    await _refuse_one_more(work, run)
    return await enter(work, kind=kind, run=run, asked=asked, meant=question)


async def _refuse_one_more(work: Work, run: MatchingRun) -> None:
    """Count under a lock on the organisation, so that two at once don't both fit."""
    mine = work.actor.organisation
    await work.session.get_one(Organisation, mine, with_for_update={"key_share": True})
    waiting = await work.session.scalar(
        select(func.count())
        .select_from(Study)
        .where(Study.requested_by == mine, Study.region_id == run.region_id, Study.state.in_(UNFINISHED))
    )
    if waiting is not None and waiting >= MOST_QUESTIONS:
        raise TooManyQuestions(
            f"There are {waiting}; ask again once one is answered.",
            f"Het zijn er {waiting}; vraag opnieuw zodra er een beantwoord is.",
        )
