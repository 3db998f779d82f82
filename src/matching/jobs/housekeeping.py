"""Take over the jobs of workers that fell silent, forget what was kept long enough, seal what happened."""

import asyncio
import logging

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


async def rescue_for_ever(queue: App, *, every: float, silent_for: float) -> None:
    """Put back, again and again, the jobs of workers without a heartbeat.

    Parameters
    ----------
    every
        [second]
    silent_for
        How old the last heartbeat must be. [second]
    """
    while True:
        await asyncio.sleep(every)
        try:
            rescued = await queue.connector.execute_query_all_async(RESCUE, silent_for=silent_for)
        except ConnectorException:
            logger.warning("The database does not answer; looking for silent workers again later.")
            continue
        if rescued:
            logger.warning("Took over %d job(s) of silent workers.", len(rescued))


FORGET_EVERY = 3_600
"""How often kept answers and sessions are looked through. [second]"""


async def forget_for_ever(workshop: Workshop) -> None:
    """Delete, now and again and again, answers and sessions that lasted long enough; several workers may."""
    while True:
        try:
            async with workshop.open() as work:
                await forget_answers(work)
                await forget_sessions(work)
        except DatabaseAway:
            logger.warning("The database does not answer; forgetting what is old later.")
        await asyncio.sleep(FORGET_EVERY)


async def seal_for_ever(workshop: Workshop, *, every: float) -> None:
    """Seal what happened since, again and again; of several workers one does.

    Parameters
    ----------
    every
        [second]
    """
    while True:
        try:
            await seal(workshop)
        except DatabaseAway:
            logger.warning("The database does not answer; sealing the journal later.")
        except Exception:
            logger.exception("The journal could not be sealed; trying again.")
        await asyncio.sleep(every)


async def seal(workshop: Workshop) -> None:
    """Seal what happened since."""
    async with workshop.open() as work:
        await seals.seal(work)


async def measure_for_ever(workshop: Workshop, *, every: float) -> None:
    """Look again and again how the service is doing, for Prometheus.

    Parameters
    ----------
    every
        [second]
    """
    while True:
        try:
            async with workshop.open() as work:
                metrics.show(await house(work))
        except DatabaseAway:
            logger.warning("The database does not answer; measuring again later.")
        await asyncio.sleep(every)
