"""Who has a job says how it ended: a worker that was thought dead and comes back leaves it to the other."""

import asyncio
import logging
from datetime import datetime
from typing import Any, LiteralString

from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.utils import utcnow

logger = logging.getLogger(__name__)

FINISH: LiteralString = """
    with held as (
        select id from procrastinate_jobs
        where id = %(job_id)s and worker_id = %(worker_id)s and attempts = %(attempts)s and status = 'doing'
        for update
    )
    select procrastinate_finish_job_v1(id, %(status)s, %(delete_job)s) from held
"""
RETRY: LiteralString = """
    with held as (
        select id from procrastinate_jobs
        where id = %(job_id)s and worker_id = %(worker_id)s and attempts = %(attempts)s and status = 'doing'
        for update
    )
    select procrastinate_retry_job_v2(id, %(retry_at)s, %(priority)s, %(queue)s, %(lock)s) from held
"""
TRIES = 3
"""How often it is tried to write down how a job ended: a connection may be dead without anybody knowing yet."""
PAUSE = 1
"""How long to wait in between. [second]"""


class Holding(JobManager):
    """Procrastinate's, but a job is finished or put back only by the worker that has it.

    By its identity alone, as the library does, a latecomer that left the result to another would take that other's
    job away: when the other was broken off too, nobody began again. The other may be the same worker, which stood still
    and took its own job over: each taking has a number of attempts of its own.
    """

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Write down that a job is over, if it is still this worker's."""
        await self._write(FINISH, job, status=status.value, delete_job=delete_job)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Put a job back, to be done at `retry_at` or at once, if it is still this worker's."""
        at = retry_at or utcnow()
        await self._write(RETRY, job, retry_at=at, priority=priority, queue=queue, lock=lock)

    async def _write(self, statement: LiteralString, job: Job, **how: Any) -> None:
        for tried in range(1, TRIES + 1):
            try:
                await self.connector.execute_query_async(
                    statement, job_id=job.id, worker_id=job.worker_id, attempts=job.attempts, **how
                )
            except ConnectorException:
                if tried == TRIES:
                    raise
                logger.warning("How a job ended could not be written down; trying again.")
                await asyncio.sleep(PAUSE)
            else:
                return
