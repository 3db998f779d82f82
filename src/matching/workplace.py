"""Where work is done without HTTP: what opens units of work, the queue, and the crew of a worker. Wiring, no logic."""

import asyncio
import logging
from asyncio import CancelledError
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Tracer
from procrastinate import App, JobContext, PsycopgConnector, RetryDecision, RetryStrategy
from procrastinate.app import WorkerOptions
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from procrastinate.signals import on_stop
from sqlalchemy.ext.asyncio import AsyncEngine

from matching import metrics
from matching.database import FOR_JOBS, DatabaseAway, Limits, open_engine, plain
from matching.errors import Unavailable
from matching.jobs import DUTIES, Duty, told, webhooks
from matching.jobs.holding import Holding
from matching.jobs.housekeeping import for_ever, forget_kept, measure, rescue, seal
from matching.settings import Settings
from matching.tracing import open_tracing, trace_statements, tracer_of
from matching.webhook import AT_ONCE
from matching.work import Job, Line, Workshop

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

FORGET_EVERY = 3_600
"""How often kept answers and sessions are looked through. [second]"""

PUBLISH_EVERY = 0.5
"""How often a worker looks for what is to be published and sent. [second]"""

SEAL_EVERY = 5
"""How often a worker seals what was written in the journal. [second]"""


QUEUE_WAITS = 10
"""How long the queue waits for a connection, and so, at most, until a worker sees that it has none. [second]"""

LOOK_EVERY = 1
"""How often a worker looks whether the database is there. [second]"""

AGAIN_AFTER = 10
"""How long a job waits that was tried often, through no fault of its own. [second]"""

MEASURE_EVERY = 10
"""How often a worker looks how the service is doing, where somebody reads its metrics. [second]"""


def utc_now() -> datetime:
    """Read the clock: the only place where that happens."""
    return datetime.now(UTC)


class Patience(RetryStrategy):
    """As often as a duty is tried; and for as long as it takes when only the database was away, or its worker stopped.

    A run whose job was given up would stand there as running for ever, and keep its region from another; and each time
    that a silent worker's job is taken over counts as a try. What the clock asks every minute by itself is not kept
    for later.
    """

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """Return when it is tried again, None when it isn't."""
        decision = super().get_retry_decision(exception=exception, job=job)
        not_its_fault = isinstance(exception, DatabaseAway | CancelledError)
        if decision is None and not_its_fault and not DUTIES[Job(job.task_name)].cron:
            return RetryDecision(retry_in={"seconds": AGAIN_AFTER})
        return decision


def create_queue(url: str = "") -> App:
    """Return the job queue; without a URL it can only leave jobs in somebody's transaction."""
    connector = PsycopgConnector(conninfo=plain(url), timeout=QUEUE_WAITS) if url else PsycopgConnector()
    queue = App(connector=connector)
    queue.job_manager = Holding(queue.connector)
    for job, duty in DUTIES.items():
        _register(queue, job, duty)
    return queue


def _register(queue: App, job: Job, duty: Duty) -> None:
    async def do(context: JobContext, /, **ids: Any) -> None:
        given = context.additional_context
        with told(job, attempt=context.job.attempts, ids=ids, tracer=given["tracer"]):
            await duty.do(given["workshop"], given["settings"], **ids)

    async def do_on_time(context: JobContext, /, timestamp: int) -> None:  # noqa: ARG001 - our clock tells
        await do(context)

    retry = Patience(max_attempts=duty.attempts, wait=1)
    task = queue.task(name=job.value, queue=job.line, pass_context=True, retry=retry)(
        do_on_time if duty.cron else do
    )
    if duty.cron:
        queue.periodic(cron=duty.cron, periodic_id=job.value)(task)


def open_pool(settings: Settings, url: str, tracing: TracerProvider | None, *, limits: Limits) -> AsyncEngine:
    """Open the pool of this process, watched and traced where that is asked for."""
    engine = open_engine(url, pool_size=settings.pool_size, limits=limits)
    metrics.watch_pool(engine)
    if tracing is not None:
        trace_statements(engine.sync_engine, tracer_of(tracing))
    return engine


async def sent(tracing: TracerProvider | None) -> None:
    """Send the spans that wait, and close."""
    if tracing is not None:
        await asyncio.to_thread(tracing.shutdown)


@asynccontextmanager
async def open_workshop(
    settings: Settings, *, url: str, clock: Clock = utc_now, tracing: TracerProvider | None = None
) -> AsyncIterator[Workshop]:
    """Open what a command or a worker needs to open units of work."""
    engine = open_pool(settings, url, tracing, limits=FOR_JOBS)
    try:
        yield Workshop(engine, create_queue(), clock)
    finally:
        await engine.dispose()


async def work_until_stopped(
    settings: Settings, *, url: str, require: Callable[[], None], clock: Clock = utc_now
) -> None:
    """Do jobs and publish events until a signal comes; whenever the database is away, wait for it, however long.

    Several of these may run at once, on several machines: each job is done by one, and the jobs of a
    worker that falls silent are taken over by the others.

    Parameters
    ----------
    require
        Raises `Unavailable` as long as the database can't be worked with.
    """
    stopping = asyncio.Event()
    with on_stop(stopping.set):
        while await wait_for_the_database(require, stopping):
            with suppress(ConnectorException, psycopg.OperationalError, DatabaseAway):
                await _work(settings, url, clock, stopping)
            if not stopping.is_set():
                logger.warning("The database went away; beginning anew when it answers.")
                await _pause(stopping)


async def _work(settings: Settings, url: str, clock: Clock, stopping: asyncio.Event) -> None:
    """Work until asked to stop, or until one of the crew can't go on."""
    async with _workplace(settings, url=url, clock=clock) as (queue, workshop, tracer):
        crew = [
            asyncio.create_task(queue.run_worker_async(**options))
            for options in _crew(settings, workshop, tracer, wait=True)
        ]
        asked = asyncio.create_task(stopping.wait())
        await asyncio.wait([asked, *crew], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        await _stopped(crew)


async def wait_for_the_database(require: Callable[[], None], stopping: asyncio.Event) -> bool:
    """Wait until the database can be worked with, saying why; return False when we are asked to stop first."""
    told = ""
    while not stopping.is_set():
        try:
            await asyncio.to_thread(require)
        except Unavailable as reason:
            if reason.english != told:
                logger.warning("Waiting. %s", reason.english)
                told = reason.english
            await _pause(stopping)
        else:
            return not stopping.is_set()
    return False


async def _pause(stopping: asyncio.Event) -> None:
    """Wait a little, unless we are asked to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), LOOK_EVERY)


async def work_once(settings: Settings, *, url: str, clock: Clock = utc_now) -> None:
    """Do the jobs that are there, send the events that are to be sent, and stop."""
    async with _workplace(settings, url=url, clock=clock) as (queue, workshop, tracer):
        for options in _crew(settings, workshop, tracer, wait=False):
            await webhooks.publish(workshop)
            await queue.run_worker_async(**options)
        await seal(workshop)


@asynccontextmanager
async def _workplace(
    settings: Settings, *, url: str, clock: Clock
) -> AsyncIterator[tuple[App, Workshop, Tracer]]:
    """Open what workers need, and look after the queue and the events beside them."""
    queue, tracing = create_queue(url), open_tracing(settings.otlp_endpoint)
    async with (
        open_workshop(settings, url=url, clock=clock, tracing=tracing) as workshop,
        queue.open_async(),
    ):
        chores = [asyncio.create_task(chore) for chore in _chores(settings, queue, workshop)]
        try:
            with metrics.shown(host=settings.metrics_host, port=settings.metrics_port):
                yield queue, workshop, tracer_of(tracing)
        finally:
            await _stopped(chores)
            await sent(tracing)


def _chores(settings: Settings, queue: App, workshop: Workshop) -> Iterator[Coroutine[None, None, None]]:
    """Yield what is done again and again beside the jobs."""
    silent_for = settings.stalled_after
    yield for_ever("take over jobs", lambda: rescue(queue, silent_for=silent_for), every=settings.heartbeat)
    yield for_ever("forget what is old", lambda: forget_kept(workshop), every=FORGET_EVERY)
    yield for_ever("seal the journal", lambda: seal(workshop), every=SEAL_EVERY)
    yield for_ever("publish events", lambda: webhooks.publish(workshop), every=PUBLISH_EVERY)
    if settings.metrics_port:
        yield for_ever("measure", lambda: measure(workshop), every=MEASURE_EVERY)


def _crew(settings: Settings, workshop: Workshop, tracer: Tracer, *, wait: bool) -> list[WorkerOptions]:
    """Return what the workers of a process are: one for each line, so that neither waits for the other."""
    shared: WorkerOptions = {
        "wait": wait,
        "install_signal_handlers": False,
        "fetch_job_polling_interval": settings.heartbeat,
        "abort_job_polling_interval": settings.heartbeat,
        "update_heartbeat_interval": settings.heartbeat,
        "stalled_worker_timeout": settings.stalled_after,
        "delete_jobs": "successful",
        "additional_context": {"workshop": workshop, "settings": settings, "tracer": tracer},
    }
    if wait:  # who works once finishes what was begun
        shared["shutdown_graceful_timeout"] = settings.graceful
    runs = settings.pool_size // 2
    at_once = {Line.SOLVE: runs, Line.STUDY: max(1, runs // 2), Line.WEBHOOK: AT_ONCE, Line.CLOCK: 1}
    return [{**shared, "queues": [line], "concurrency": at_once[line]} for line in Line]


def _ask_to_stop(tasks: list[asyncio.Task[None]]) -> None:
    """Ask once: a worker that is asked again drops what it was allowed to finish."""
    for task in tasks:
        if not task.cancelling():
            task.cancel()


async def _stopped(tasks: list[asyncio.Task[None]]) -> None:
    """Stop tasks, wait until they have, and raise what one of them broke on."""
    _ask_to_stop(tasks)
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
