"""A job is given up when it breaks again and again, never because the database was away or its worker stopped."""

import asyncio

import pytest
from procrastinate.jobs import Job as QueuedJob

from matching.database import DatabaseAway
from matching.work import Job
from matching.workplace import Patience


def a_job(job: Job, *, attempts: int) -> QueuedJob:
    return QueuedJob(
        id=1, queue=job.line, lock=None, queueing_lock=None, task_name=job.value, attempts=attempts
    )


@pytest.mark.parametrize(
    ("job", "error", "attempts", "expected"),
    [
        (Job.CARRY_OUT_RUN, ValueError(), 2, True),
        (Job.CARRY_OUT_RUN, ValueError(), 3, False),
        (Job.CARRY_OUT_RUN, DatabaseAway(), 3, True),
        (Job.CARRY_OUT_STUDY, DatabaseAway(), 300, True),
        (Job.DELIVER_EVENTS, DatabaseAway(), 3, True),
        (Job.WATCH_DEADLINES, DatabaseAway(), 1, False),
        (Job.CARRY_OUT_RUN, asyncio.CancelledError(), 3, True),
        (Job.CARRY_OUT_STUDY, asyncio.CancelledError(), 300, True),
        (Job.WATCH_DEADLINES, asyncio.CancelledError(), 1, False),
    ],
)
def test_only_what_broke_by_itself_is_given_up(
    job: Job, error: BaseException, attempts: int, expected: bool
) -> None:
    limit = 1 if job is Job.WATCH_DEADLINES else 3

    decision = Patience(max_attempts=limit, wait=1).get_retry_decision(
        exception=error, job=a_job(job, attempts=attempts)
    )

    assert (decision is not None) is expected
