"""Answer a question about a run: read its snapshot, think without a transaction, keep the answer in one.

As with a run, a study belongs to whoever began it last: `attempts` is the token.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from uuid import UUID

from matching.database import DatabaseAway
from matching.models import Fact, MatchingRun, RunSnapshot, Study, StudyState
from matching.models.base import Json
from matching.operations.runs.thinking import MOST_ATTEMPTS, ask_the_referees, told_of
from matching.operations.studies.kinds import KINDS
from matching.queries.naming import names_of
from matching.solver import (
    Base,
    Instance,
    LevelResult,
    Placement,
    Problem,
    Solution,
    Solve,
    read_instance,
    solve,
)
from matching.vocabulary import StudyKind
from matching.work import Work, Workshop

logger = logging.getLogger(__name__)

UNFINISHED = (StudyState.REQUESTED, StudyState.RUNNING)


@dataclass(frozen=True, slots=True)
class Question:
    """What one attempt at a study has to answer; seed and time limit are the run's."""

    study_id: UUID
    attempt: int
    kind: StudyKind
    meant: Json
    base: Base
    seed: int
    time_limit: int


async def carry_out_study(workshop: Workshop, *, study_id: UUID, threads: int) -> None:
    """Answer a question that was asked; do nothing when it is answered already.

    Raises
    ------
    DatabaseAway
        When the database is gone; the queue tries again later.
    """
    attempt: int | None = None
    try:
        question = await _begin(workshop, study_id)
        if question is None:
            return
        attempt = question.attempt
        answer = await _think(question, threads=threads)
        async with workshop.open() as work:
            await keep_answer(work, study_id=study_id, attempt=attempt, answer=answer)
    except DatabaseAway:
        raise
    except Exception as error:
        logger.exception("Study %s failed.", study_id)
        async with workshop.open() as work:
            await _fail(work, study_id, attempt=attempt, because=told_of(error))


async def _begin(workshop: Workshop, study_id: UUID) -> Question | None:
    """Take the study, and read what its run looked at and made of it."""
    async with workshop.open() as work:
        found = await work.session.get(Study, study_id, with_for_update=True)
        if found is None or found.state not in UNFINISHED:
            return None
        if found.attempts >= MOST_ATTEMPTS:
            because = (
                f"It was broken off {MOST_ATTEMPTS} times: by a crash, or because the database went away."
            )
            await _fail(work, study_id, because=because)
            return None
        found.attempts += 1
        found.state = StudyState.RUNNING
        found.started_at = found.started_at or work.at
        found.modified_at = work.at
        run = await work.session.get_one(MatchingRun, found.run_id)
        kept = await work.session.get_one(RunSnapshot, found.run_id)
        if kept.instance is None or kept.solution is None:
            await _fail(
                work, study_id, because="What the run looked at was erased meanwhile; ask about a new run."
            )
            return None
        base = _base(kept.instance, kept.solution)
        return Question(study_id, found.attempts, found.kind, found.meant, base, run.seed, run.time_limit)


def _base(instance: Json, solution: Json) -> Base:
    levels = tuple(
        LevelResult(one["name"], one["value"], one["bound"], one["proven"], one["seconds"])
        for one in solution["levels"]
    )
    pairs = tuple((one["client"], one["dwelling"]) for one in solution["placements"])
    return Base(read_instance(instance), pairs, levels)


async def _think(question: Question, *, threads: int) -> Json:
    """Answer in a thread; a worker that is asked to leave stops it there."""
    leaving = Event()
    solve_now = _solver(question, threads=threads, leaving=leaving)
    try:
        answer = KINDS[question.kind].answer
        return await asyncio.to_thread(answer, question.base, question.meant, solve_now)
    finally:
        leaving.set()


def _solver(question: Question, *, threads: int, leaving: Event) -> Solve:
    def solve_now(
        instance: Instance,
        problem: Problem,
        *,
        share: float = 1.0,
        seconds: float | None = None,
        hint: Sequence[Placement] = (),
    ) -> Solution:
        most = question.time_limit * share
        solution = solve(
            problem,
            seed=question.seed,
            time_limit=most if seconds is None else min(most, seconds),
            threads=threads,
            stop=leaving.is_set,
            hint=hint,
        )
        ask_the_referees(instance, problem, solution)
        return solution

    return solve_now


async def keep_answer(work: Work, *, study_id: UUID, attempt: int, answer: Json) -> None:
    """Store the answer, with names for codes in its sentences; leave alone what another attempt took over."""
    found = await work.session.get(Study, study_id, with_for_update=True)
    if found is None or found.state is not StudyState.RUNNING or found.attempts != attempt:
        return
    names = await names_of(work, region_id=found.region_id)
    found.answer = names.told(answer)
    _end(work, found, StudyState.FINISHED, Fact.STUDY_FINISHED)


async def _fail(work: Work, study_id: UUID, *, attempt: int | None = None, because: str) -> None:
    """Write down that it failed; leave alone what another attempt took over. None: nobody had begun."""
    found = await work.session.get(Study, study_id, with_for_update=True)
    if found is None or found.state not in UNFINISHED or attempt not in (None, found.attempts):
        return
    found.failure = because
    _end(work, found, StudyState.FAILED, Fact.STUDY_FAILED)


def _end(work: Work, found: Study, state: StudyState, fact: Fact) -> None:
    found.state = state
    found.finished_at = found.modified_at = work.at
    parties = () if found.requested_by is None else (found.requested_by,)
    work.record(fact, found.id, region_id=found.region_id, parties=parties, kind=found.kind.value)
