"""How a job ended is told by the worker that has it, not by one that was thought dead."""

from collections.abc import AsyncIterator

import pytest
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status

from matching.jobs.housekeeping import rescue
from matching.work import Job, Workshop
from matching.workplace import create_queue

STANDING = "select status, case status when 'doing' then worker_id end as worker_id from procrastinate_jobs"
LINES = [Job.CARRY_OUT_RUN.line]


@pytest.fixture
async def queue(workshop: Workshop, clean_database: str) -> AsyncIterator[App]:
    """Return a queue with one job in it."""
    async with workshop.open() as work:
        await work.defer(Job.CARRY_OUT_RUN, lock="a region", run_id="01900000-0000-7000-8000-000000000001")
    queue = create_queue(clean_database)
    async with queue.open_async():
        yield queue


async def taken(queue: App, worker: int | None = None) -> QueuedJob:
    """Have somebody take the job: who is named, or somebody new."""
    worker = worker or await queue.job_manager.register_worker()
    job = await queue.job_manager.fetch_job(queues=LINES, worker_id=worker)
    assert job is not None
    assert job.worker_id == worker
    return job


async def taken_over(queue: App) -> tuple[QueuedJob, QueuedJob]:
    """Have the job taken twice: the second time because the first worker fell silent."""
    first = await taken(queue)
    await rescue(queue, silent_for=0)
    return first, await taken(queue)


async def standing(queue: App) -> list[dict[str, object]]:
    return await queue.connector.execute_query_all_async(STANDING)


async def test_who_has_a_job_ends_it(queue: App) -> None:
    job = await taken(queue)

    await queue.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=True)

    assert await standing(queue) == []


async def test_who_has_a_job_puts_it_back(queue: App) -> None:
    job = await taken(queue)

    await queue.job_manager.retry_job(job)

    assert await standing(queue) == [{"status": "todo", "worker_id": None}]


async def test_a_latecomer_leaves_it_to_who_has_it_now(queue: App) -> None:
    first, second = await taken_over(queue)
    held = [{"status": "doing", "worker_id": second.worker_id}]

    await queue.job_manager.finish_job(first, Status.SUCCEEDED, delete_job=True)
    assert await standing(queue) == held
    await queue.job_manager.finish_job(first, Status.FAILED, delete_job=False)
    assert await standing(queue) == held
    await queue.job_manager.retry_job(first)
    assert await standing(queue) == held

    await queue.job_manager.finish_job(second, Status.SUCCEEDED, delete_job=True)
    assert await standing(queue) == []


async def test_who_took_its_own_job_over_ends_it_as_the_last_time(queue: App) -> None:
    first = await taken(queue)
    await rescue(queue, silent_for=0)
    again = await taken(queue, first.worker_id)

    await queue.job_manager.finish_job(first, Status.SUCCEEDED, delete_job=True)
    await queue.job_manager.retry_job(first)
    assert await standing(queue) == [{"status": "doing", "worker_id": first.worker_id}]

    await queue.job_manager.finish_job(again, Status.SUCCEEDED, delete_job=True)
    assert await standing(queue) == []


async def test_a_latecomer_leaves_it_to_who_comes_next(queue: App) -> None:
    first = await taken(queue)
    await rescue(queue, silent_for=0)

    await queue.job_manager.finish_job(first, Status.SUCCEEDED, delete_job=True)

    assert await standing(queue) == [{"status": "todo", "worker_id": None}]


async def test_a_connection_that_breaks_once_loses_no_end(
    queue: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await taken(queue)
    write, broke = PsycopgConnector.execute_query_async, []

    async def breaks_once(self: PsycopgConnector, query: str, **arguments: object) -> None:
        if not broke:
            broke.append(query)
            raise ConnectorException
        await write(self, query, **arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(PsycopgConnector, "execute_query_async", breaks_once)
    await queue.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=True)

    assert broke
    assert await standing(queue) == []
