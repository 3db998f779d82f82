"""Compose the house: the service, the worker and the queue. Wiring, no logic."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from matching.api import ROUTERS
from matching.api.application import assemble
from matching.database import open_engine, plain, sessions
from matching.jobs import DUTIES, Duty, housekeeping
from matching.settings import Settings
from matching.work import Job, Workshop

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Read the clock: the only place where that happens."""
    return datetime.now(UTC)


def create_queue(url: str = "") -> App:
    """Return the job queue; without a URL it can only leave jobs in somebody's transaction."""
    queue = App(connector=PsycopgConnector(conninfo=plain(url)) if url else PsycopgConnector())
    for job, duty in DUTIES.items():
        _register(queue, job, duty)
    return queue


def _register(queue: App, job: Job, duty: Duty) -> None:
    async def do(context: JobContext, /, **ids: Any) -> None:
        await duty.do(context.additional_context["workshop"], context.additional_context["settings"], **ids)

    async def do_on_time(context: JobContext, /, timestamp: int) -> None:  # noqa: ARG001 - our clock tells
        await do(context)

    retry = RetryStrategy(max_attempts=duty.attempts, wait=1)
    task = queue.task(name=job.value, pass_context=True, retry=retry)(do_on_time if duty.cron else do)
    if duty.cron:
        queue.periodic(cron=duty.cron, periodic_id=job.value)(task)


def create_app(settings: Settings, *, url: str, clock: Clock = utc_now) -> FastAPI:
    """Return the HTTP service on a migrated database."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = open_engine(url, pool_size=settings.pool_size)
        app.state.workshop = Workshop(sessions(engine), create_queue(), clock)
        app.state.settings = settings
        yield
        await engine.dispose()

    return assemble(
        ROUTERS, body_limit=settings.body_limit, persist_key=settings.persist_key, lifespan=lifespan
    )


def contract_only() -> FastAPI:
    """Return the service without a database: good for its contract only."""
    return assemble(ROUTERS)


@asynccontextmanager
async def open_workshop(settings: Settings, *, url: str, clock: Clock = utc_now) -> AsyncIterator[Workshop]:
    """Open what a command or a worker needs to open units of work."""
    engine = open_engine(url, pool_size=settings.pool_size)
    try:
        yield Workshop(sessions(engine), create_queue(), clock)
    finally:
        await engine.dispose()


async def work_until_stopped(
    settings: Settings, *, url: str, clock: Clock = utc_now, wait: bool = True
) -> None:
    """Do jobs until a signal comes; with `wait` false, until none is left.

    Several of these may run at once, on several machines: each job is done by one, and the jobs of a
    worker that falls silent are taken over by the others.
    """
    queue = create_queue(url)
    async with open_workshop(settings, url=url, clock=clock) as workshop, queue.open_async():
        chores = asyncio.gather(
            housekeeping.rescue_for_ever(queue, every=settings.heartbeat, silent_for=settings.stalled_after),
            housekeeping.forget_for_ever(workshop),
        )
        try:
            await queue.run_worker_async(
                concurrency=settings.pool_size // 2,
                wait=wait,
                fetch_job_polling_interval=settings.heartbeat,
                abort_job_polling_interval=settings.heartbeat,
                shutdown_graceful_timeout=settings.graceful,
                update_heartbeat_interval=settings.heartbeat,
                stalled_worker_timeout=settings.stalled_after,
                install_signal_handlers=True,
                delete_jobs="successful",
                additional_context={"workshop": workshop, "settings": settings},
            )
        finally:
            chores.cancel()
            with suppress(asyncio.CancelledError):
                await chores
