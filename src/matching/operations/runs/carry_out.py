"""Carry out a matching run: freeze the region, think without a transaction, store the result in one.

A run belongs to whoever began it last: `attempts` is the token. A worker that was thought dead and
comes back late finds a higher number and leaves the result to the other.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import not_, select, update

from matching.database import DatabaseAway
from matching.models import Fact, MatchingRun, Proposal, RunSnapshot, RunState
from matching.operations.instances import take_snapshot
from matching.operations.regions import lock_region
from matching.operations.runs.conclude import conclude
from matching.operations.runs.thinking import MOST_ATTEMPTS, Before, Thought, Watch, think, told_of
from matching.queries import covenants
from matching.queries.runs import last_finished
from matching.queries.usage import stands, usage
from matching.solver import Instance, read_instance, write_instance
from matching.vocabulary import Purpose
from matching.work import Work, Workshop

logger = logging.getLogger(__name__)

UNFINISHED = (RunState.REQUESTED, RunState.RUNNING)
FOLLOW_EVERY = 0.5
"""How often progress is written and a cancellation is looked for. [second]"""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one attempt at a run has to do."""

    run_id: UUID
    attempt: int
    instance: Instance
    before: Before | None
    seed: int
    time_limit: int


async def carry_out_run(workshop: Workshop, *, run_id: UUID, threads: int) -> None:
    """Carry out a requested run; do nothing when it is over or was called off.

    Done again after a crash it starts from the same snapshot, and what it stores is stored once.

    Raises
    ------
    DatabaseAway
        When the database is gone; the queue tries again later.
    """
    attempt: int | None = None
    try:
        assignment = await _begin(workshop, run_id)
        if assignment is None:
            return
        attempt = assignment.attempt
        thought = await _think_watched(workshop, assignment, threads=threads)
        async with workshop.open() as work:
            await conclude(work, run_id=run_id, attempt=attempt, thought=thought)
    except DatabaseAway:
        raise
    except Exception as error:
        logger.exception("Matching run %s failed.", run_id)
        async with workshop.open() as work:
            await _fail(work, run_id, attempt=attempt, because=told_of(error))


async def _begin(workshop: Workshop, run_id: UUID) -> Assignment | None:
    """Take the run, and freeze what it looks at unless an earlier attempt did."""
    async with workshop.open() as work:
        found = await work.session.get(MatchingRun, run_id, with_for_update=True)
        if found is None or found.state not in UNFINISHED:
            return None
        if found.attempts >= MOST_ATTEMPTS:
            await _fail(
                work,
                run_id,
                because=f"It was broken off {MOST_ATTEMPTS} times: by a crash, or because the database went away.",
            )
            return None
        found.attempts += 1
        found.state = RunState.RUNNING
        found.started_at = found.started_at or work.at
        found.modified_at = work.at
        instance = await _frozen(work, found)
        work.record(Fact.RUN_STARTED, run_id, region_id=found.region_id, attempt=found.attempts)
        before = await _before(work, found)
        return Assignment(run_id, found.attempts, instance, before, found.seed, found.time_limit)


async def _frozen(work: Work, found: MatchingRun) -> Instance:
    # From here on until this commits nobody is erased whom the run is about to look at.
    await lock_region(work, found.region_id)
    kept = await work.session.get(RunSnapshot, found.id)
    if kept is not None and kept.instance is not None:
        return read_instance(kept.instance)
    agreement = await covenants.agreement(work, version_id=found.covenant_version_id)
    used = await usage(work, agreement=agreement, of=stands())
    snapshot = await take_snapshot(work, agreement=agreement, used=used)
    found.summary = {"noParty": snapshot.no_party}
    work.saw([UUID(each.id) for each in snapshot.instance.clients], purpose=Purpose.MATCHING_RUN)
    work.session.add(RunSnapshot(run_id=found.id, instance=write_instance(snapshot.instance)))
    return snapshot.instance


async def _before(work: Work, found: MatchingRun) -> Before | None:
    """Return the matching before, without the pairs that people have taken up: those are not looked at again."""
    last = await last_finished(work, region_id=found.region_id)
    if last is None:
        return None
    kept = await work.session.get_one(RunSnapshot, last.id)
    if kept.instance is None:  # forgotten when its term was over
        return None
    rows = await work.session.execute(
        select(Proposal.client_id, Proposal.dwelling_id)
        .where(Proposal.run_id == last.id, not_(stands()))
        .order_by(Proposal.client_id)
    )
    pairs = tuple((str(client_id), str(dwelling_id)) for client_id, dwelling_id in rows)
    return Before(read_instance(kept.instance), pairs)


async def _think_watched(workshop: Workshop, assignment: Assignment, *, threads: int) -> Thought:
    """Think in a thread, while a second task writes progress and listens for a cancellation."""
    watch = Watch()
    follower = asyncio.create_task(_follow(workshop, assignment, watch))
    try:
        return await asyncio.to_thread(
            think,
            assignment.instance,
            seed=assignment.seed,
            time_limit=assignment.time_limit,
            threads=threads,
            watch=watch,
            before=assignment.before,
        )
    finally:
        watch.stop = True  # a cancelled task does not stop its thread: the solver must hear it
        follower.cancel()
        with suppress(asyncio.CancelledError):
            await follower


async def _follow(workshop: Workshop, assignment: Assignment, watch: Watch) -> None:
    while not watch.stop:
        await asyncio.sleep(FOLLOW_EVERY)
        try:
            async with workshop.open() as work:
                watch.stop = await _report(work, assignment, watch.latest)
        except DatabaseAway:
            logger.warning("Progress of matching run %s could not be written.", assignment.run_id)


async def _report(work: Work, assignment: Assignment, progress: dict[str, Any]) -> bool:
    """Write the progress; tell whether to stop, because of a cancellation or because another took over."""
    row = (
        await work.session.execute(
            update(MatchingRun)
            .where(MatchingRun.id == assignment.run_id, MatchingRun.attempts == assignment.attempt)
            .where(MatchingRun.state == RunState.RUNNING)
            .values(progress=progress, modified_at=work.at)
            .returning(MatchingRun.cancel_requested_at)
        )
    ).first()
    return row is None or row[0] is not None


async def _fail(work: Work, run_id: UUID, *, attempt: int | None = None, because: str) -> None:
    """Write down that it failed; leave alone what another attempt took over. None: nobody had begun."""
    found = await work.session.get(MatchingRun, run_id, with_for_update=True)
    if found is None or found.state not in UNFINISHED or attempt not in (None, found.attempts):
        return
    found.state = RunState.FAILED
    found.failure = because
    found.finished_at = found.modified_at = work.at
    work.record(Fact.RUN_FAILED, run_id, region_id=found.region_id)
