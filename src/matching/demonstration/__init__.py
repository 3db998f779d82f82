"""Show the whole service on invented data: database, demo, processes, one matching, and what to look at."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from matching import demo
from matching.demonstration.telling import Told, collect, show_keys, show_questions, show_run, show_where
from matching.errors import Unavailable
from matching.models import MatchingRun, RunState, Study
from matching.processes import Household, database, on_free_port
from matching.settings import Settings
from matching.work import Workshop
from matching.workplace import open_workshop

LOOK_EVERY = 0.1
"""How often we look how far the run is. [second]"""
PATIENCE = 120
"""How long we wait for a worker to finish one small run. [second]"""


class DemoRunFailed(Unavailable):
    """The matching run of the demo did not finish."""

    dutch = "De matchronde van de demo is niet afgerond."


@dataclass(frozen=True, slots=True)
class Stage:
    """Tells each step, and how long it took. [second]"""

    out: Console

    @contextmanager
    def step(self, what: str) -> Iterator[Callable[[str], None]]:
        """Show what is going on, then that it is done; a step that fails is not ticked off."""
        began = time.monotonic()
        with self.out.status(f"{what} …") as status:
            yield lambda detail: status.update(f"{what}: {detail} …")
        took = time.monotonic() - began
        self.out.print(f"[green]✓[/] {what} [dim]{took:.1f} s[/]", highlight=False)


def demonstrate(settings: Settings, *, once: bool, out: Console) -> None:
    """Fill an invented Parkstad, run a matching with a real worker, show it, and serve until we are stopped.

    Parameters
    ----------
    once
        Stop after the matching.

    Raises
    ------
    PortInUse
        When something listens there already.
    DatabaseIsNotADemo
        When the database holds other regions.
    DemoRunFailed
        When the matching run does not finish.
    """
    of_a_demo = {
        "workers": max(1, settings.workers),
        "log_level": "warning",
    }  # or its story drowns in lines of log
    chosen = on_free_port(settings).model_copy(update=of_a_demo)
    stage = Stage(out)
    began = time.monotonic()
    with ExitStack() as house:
        with stage.step(_where(chosen)):
            found = house.enter_context(database(chosen))
        asyncio.run(_fill(chosen, found.url, stage))
        household = house.enter_context(Household(chosen, found))
        told = asyncio.run(_match(chosen, found.url, stage, household))
        _tell(told, chosen, out, seconds=time.monotonic() - began)
        if not once:
            out.print("Ctrl-C stopt alles. / Ctrl-C stops everything.")
            household.wait()


def _where(settings: Settings) -> str:
    return "De opgegeven database" if settings.database_url else f"PostgreSQL in {settings.data}"


async def _fill(settings: Settings, url: str, stage: Stage) -> None:
    async with open_workshop(settings, url=url) as workshop:
        async with workshop.open() as work:
            stands = await demo.is_built(work)
        if stands:
            stage.out.print(
                "[green]✓[/] De demo staat al in deze database; er komt niets bij.", highlight=False
            )
            return
        with stage.step("Een verzonnen Parkstad") as tell:
            await demo.build(workshop, tell=tell)


async def _match(settings: Settings, url: str, stage: Stage, household: Household) -> Told:
    async with open_workshop(settings, url=url) as workshop:
        with stage.step("API en worker") as tell:
            tell("de eerste matchronde wordt aangevraagd")
            run_id = await demo.request_run(workshop)
            await asyncio.to_thread(household.wait_until_answering)
        await _finished(workshop, run_id, stage.out, household)
        with stage.step("Wat als, en welke woningen het meeste helpen"):
            asked = await demo.ask(workshop)
            for study_id in asked:
                await _answered(workshop, study_id, household)
        made = await demo.make_keys(workshop)
        return await collect(workshop, run_id=run_id, asked=asked, keys=made)


async def _finished(workshop: Workshop, run_id: UUID, out: Console, household: Household) -> None:
    """Follow the run until it is over.

    Raises
    ------
    DemoRunFailed
        When it fails, is called off, or takes too long.
    """
    columns = (TextColumn("  [progress.description]{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("Matchronde", total=1.0)
        async for run in _looks(workshop, run_id):
            household.look()
            words = str(run.progress.get("level", run.state.value))
            bar.update(task, completed=run.progress.get("share", 0.0), description=f"Matchronde: {words}")
    if run.state is not RunState.FINISHED:
        raise DemoRunFailed(run.failure or f"The matching run of the demo is {run.state.value}.")


async def _looks(workshop: Workshop, run_id: UUID) -> AsyncIterator[MatchingRun]:
    """Yield the run as it is, again and again, until it is over or our patience is."""
    deadline = time.monotonic() + PATIENCE
    while True:
        async with workshop.open() as work:
            run = await work.session.get_one(MatchingRun, run_id)
        yield run
        if run.finished_at is not None or time.monotonic() > deadline:
            return
        await asyncio.sleep(LOOK_EVERY)


async def _answered(workshop: Workshop, study_id: UUID, household: Household) -> None:
    """Wait until a question about the run is answered, or our patience is over."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        household.look()
        async with workshop.open() as work:
            if (await work.session.get_one(Study, study_id)).finished_at is not None:
                return
        await asyncio.sleep(LOOK_EVERY)


def _tell(told: Told, settings: Settings, out: Console, *, seconds: float) -> None:
    show_run(told, out)
    show_questions(told, out)
    show_keys(told.keys, out)
    show_where(settings.host, settings.port, out, seconds=seconds)
