"""How the service is, from what the database shows: revisions, ages and nothing of anybody."""

from dataclasses import dataclass

from sqlalchemy import text

from matching.work import Work

_SIGNS = text("""
    select
        (select version_num from alembic_version) as revision,
        (select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers) as silent_for,
        (select extract(epoch from now() - min(greatest(event.at, job.scheduled_at)))
            from procrastinate_jobs job join procrastinate_events event on event.job_id = job.id
            where job.status = 'todo' and job.queue_name in ('clock', 'webhook') and event.type = 'deferred'
            and (job.scheduled_at is null or job.scheduled_at <= now())) as waiting_for,
        extract(epoch from :at - least(
            (select at from journal where id = (select min(entry_id) from unsealed where trail = 'journal')),
            (select at from accesses where id = (select min(entry_id) from unsealed where trail = 'accesses'))
        )) as unsealed_for
""")


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of life in a database.

    Attributes
    ----------
    revision
        Of its tables.
    silent_for
        Since when no worker showed that it lives; None: none ever did. [second]
    waiting_for
        How long the oldest job that should be done at once has been due. [second]
    unsealed_for
        How old the oldest entry is that no seal covers yet. [second]
    """

    revision: str
    silent_for: float | None
    waiting_for: float
    unsealed_for: float


async def signs_of_life(work: Work) -> Signs:
    """Return how the database, the workers and the seals are; as the system, which sees all."""
    row = (await work.session.execute(_SIGNS, {"at": work.at})).one()
    silent_for = float(row.silent_for) if row.silent_for is not None else None
    return Signs(row.revision or "", silent_for, float(row.waiting_for or 0), float(row.unsealed_for or 0))
