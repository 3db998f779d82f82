"""Take over the jobs of workers that fell silent, forget what was kept long enough, seal what happened."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from procrastinate import App
from procrastinate.exceptions import ConnectorException

from matching import metrics
from matching.database import DatabaseAway
from matching.operations import seals
from matching.operations.desk_sessions import forget_sessions
from matching.operations.kept_answers import forget_answers
from matching.queries.house import house
from matching.work import Workshop

logger = logging.getLogger(__name__)

RESCUE = """
with silent as (
    select job.id from procrastinate_jobs job
    left join procrastinate_workers worker on worker.id = job.worker_id
    where job.status = 'doing'
      and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %(silent_for)s))
    for update of job skip locked
)
select procrastinate_retry_job_v2(silent.id, now(), null, null, null) from silent
"""
"""One statement, so that of several rescuers one takes each job and nobody takes it twice."""


async def for_ever(what: str, chore: Callable[[], Awaitable[object]], *, every: float) -> None:
    """Do a chore again and again, whatever becomes of it; of several workers each may.

    Parameters
    ----------
    what
        What it does, for the log.
    every
        How long to pause in between. [second]
    """
    while True:
        try:
            await chore()
        except (DatabaseAway, ConnectorException):
            logger.warning("The database does not answer; trying again later to %s.", what)
        except Exception:
            logger.exception("It broke to %s; trying again later.", what)
        await asyncio.sleep(every)


async def rescue(queue: App, *, silent_for: float) -> None:
    """Put back the jobs of workers without a heartbeat.

    Parameters
    ----------
    silent_for
        How old the last heartbeat must be. [second]
    """
    rescued = await queue.connector.execute_query_all_async(RESCUE, silent_for=silent_for)
    if rescued:
        logger.warning("Took over %d job(s) of silent workers.", len(rescued))


async def forget_kept(workshop: Workshop) -> None:
    """Delete answers and sessions that lasted long enough."""
    async with workshop.open() as work:
        await forget_answers(work)
        await forget_sessions(work)


async def seal(workshop: Workshop) -> None:
    """Seal what happened since."""
    async with workshop.open() as work:
        await seals.seal(work)


async def measure(workshop: Workshop) -> None:
    """Look how the service is doing, for Prometheus."""
    async with workshop.open() as work:
        metrics.show(await house(work))
