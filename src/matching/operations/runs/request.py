"""Ask for a matching run, and call it off."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matching.actors import Role
from matching.database import violated_constraint
from matching.errors import Conflict
from matching.models import Fact, MatchingRun, Region, RunState
from matching.queries import covenants
from matching.queries.runs import run
from matching.work import Job, Work

UNFINISHED = (RunState.REQUESTED, RunState.RUNNING)


class RunInProgress(Conflict):
    """A matching run of this region is in progress already."""

    dutch = "In deze regio loopt al een matchronde."


class RunIsOver(Conflict):
    """The matching run is over already."""

    dutch = "De matchronde is al voorbij."


async def request_run(work: Work, *, region: Region, seed: int, time_limit: int) -> MatchingRun:
    """Ask for a matching run of a region; a worker carries it out.

    Parameters
    ----------
    seed
        Settles ties; the same snapshot with the same seed gives the same matching.
    time_limit
        How long the solver may think before it answers with the best so far. [second]

    Raises
    ------
    NoCovenant
        When the region has no covenant today.
    RunInProgress
        When one is in progress already; names it.
    """
    work.actor.require(Role.COORDINATOR)
    version = await covenants.covenant_on(work, region_id=region.id, on=work.at.date())
    await _refuse_second(work, region)
    requested = MatchingRun(
        **work.stamp(),
        region_id=region.id,
        covenant_version_id=version.id,
        state=RunState.REQUESTED,
        seed=seed,
        time_limit=time_limit,
        attempts=0,
        progress={"share": 0.0},
        requested_by=work.actor.organisation_id,
    )
    work.session.add(requested)
    try:
        await work.session.flush()
    except IntegrityError as error:
        if violated_constraint(error) != "uq_matching_runs_unfinished":
            raise
        raise RunInProgress("Somebody asked for one just now.", "Iemand vroeg er zojuist een aan.") from error
    work.record(Fact.RUN_REQUESTED, requested.id, region_id=region.id, seed=seed)
    await work.defer(Job.CARRY_OUT_RUN, lock=f"run:{region.id}", run_id=str(requested.id))
    return requested


async def cancel_run(work: Work, *, run_id: UUID) -> MatchingRun:
    """Call a matching run off: at once when no worker has begun, otherwise as soon as the solver hears it.

    Calling off twice is no fault.

    Raises
    ------
    RunNotFound
        When it does not exist, or is of a region the actor does not work in.
    RunIsOver
        When it finished or failed already.
    """
    work.actor.require(Role.COORDINATOR)
    await run(work, run_id=run_id)
    found = await work.session.get_one(MatchingRun, run_id, with_for_update=True, populate_existing=True)
    if found.state is RunState.CANCELLED:
        return found
    if found.state not in UNFINISHED:
        raise RunIsOver(f"It is {found.state.value}.", f"De stand is {found.state.value}.")
    found.cancel_requested_at = found.cancel_requested_at or work.at
    if found.state is RunState.REQUESTED:
        found.state = RunState.CANCELLED
        found.finished_at = work.at
        work.record(Fact.RUN_CANCELLED, found.id, region_id=found.region_id)
    found.modified_at = work.at
    await work.session.flush()
    return found


async def _refuse_second(work: Work, region: Region) -> None:
    running = await work.session.scalar(
        select(MatchingRun.id).where(MatchingRun.region_id == region.id, MatchingRun.state.in_(UNFINISHED))
    )
    if running:
        raise RunInProgress(
            f"Follow it at /v1/matching-runs/{running}, or cancel it.",
            f"Volg haar op /v1/matching-runs/{running}, of breek haar af.",
        )
