"""The board of the week: matching runs, where proposals stand, what is overdue, and what is due."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from matching.models import MatchingRun, RunState
from matching.operations import runs
from matching.pages.desk import Desk, Page
from matching.queries import board, naming, tasks
from matching.queries import runs as runs_asked
from matching.workflow.proposals import OCCUPYING

SHOWN = 20
"""How many tasks, and of each list the first."""
RUNS_SHOWN = 5
SOON = timedelta(days=14)
FULLEST = 8
"""How many agreements a run's page shows."""
UNFINISHED = (RunState.REQUESTED, RunState.RUNNING)


async def show(desk: Desk) -> Response:
    """Show the week."""
    work, region_id = desk.work, desk.region.id
    due = await tasks.visible_tasks(work, region_id=region_id, overdue=False, limit=SHOWN)
    last = await runs_asked.visible_runs(work, region_id=region_id, state=None, after=None, limit=RUNS_SHOWN)
    counts = await board.proposal_counts(work, region_id=region_id)
    return desk.draw(
        "board.html",
        counts=[(state, counts.get(state, 0)) for state in OCCUPYING],
        overdue=await tasks.visible_tasks(work, region_id=region_id, overdue=True, limit=SHOWN),
        due=[task for task in due if task.until <= work.at + SOON],
        runs=last,
        busy=any(one.state in UNFINISHED for one in last),
    )


async def ask_run(desk: Desk) -> Response:
    """Ask for a matching run."""
    most = desk.request.app.state.settings.solve_limit
    run = await runs.request_run(desk.work, region=desk.region, seed=1, time_limit=most)
    return desk.go(f"/desk/runs/{run.id}")


async def show_run(desk: Desk) -> Response:
    """Show how far a run is, or what came of it."""
    run: MatchingRun = await runs_asked.run(desk.work, run_id=desk.identity("run_id"))
    finished = run.state is RunState.FINISHED
    used = await runs_asked.usage_of(desk.work, run_id=run.id) if finished else []
    return desk.within(run.region_id).draw(
        "run.html",
        run=run,
        busy=run.state in UNFINISHED,
        names=(await naming.names_of(desk.work, region_id=run.region_id)).places,
        fullest=sorted((one for one in used if one["used_now"]), key=_fullness, reverse=True)[:FULLEST],
    )


def _fullness(used: Mapping[str, Any]) -> tuple[float, int]:
    return (used["used_before"] + used["used_now"]) / max(1, used["maximum"]), used["used_now"]


PAGES = (
    Page("/desk", show),
    Page("/desk/runs", ask_run, "POST"),
    Page("/desk/runs/{run_id}", show_run),
)
