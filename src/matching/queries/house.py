"""How the service itself is doing: what waits in its queues, how its runs went. Counts and seconds only."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from matching.work import Work

STEPS = (1, 5, 15, 60, 300, 900)
"""Durations that runs are counted under. [second]"""

_WAITING = text("""
    select 'line ' || j.queue_name, count(*), coalesce(extract(epoch from now() - min(e.at)), 0)
    from procrastinate_jobs j left join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'
    where j.status = 'todo' group by j.queue_name
    union all
    select 'deliveries', count(*), coalesce(extract(epoch from cast(:at as timestamptz) - min(next_attempt_at)), 0)
    from deliveries where state = 'waiting'
    union all
    select 'unpublished', count(*), coalesce(extract(epoch from cast(:at as timestamptz) - min(j.at)), 0)
    from unpublished u join journal j on j.id = u.entry_id
    union all
    select 'unsealed', count(*), coalesce(extract(epoch from cast(:at as timestamptz) - min(j.at)), 0)
    from unsealed u join journal j on j.id = u.entry_id where u.trail = 'journal'
""")
_RUNS = text("""
    select state, least(width_bucket(seconds, cast(:steps as double precision[])), :most), count(*), sum(seconds)
    from (
        select state, extract(epoch from finished_at - started_at)::double precision as seconds
        from matching_runs where finished_at is not null and started_at is not null
    ) as timed group by 1, 2
""")
_LEVELS = text("""
    select level ->> 'name', (level ->> 'proven')::boolean, count(*)
    from matching_runs, jsonb_array_elements(summary -> 'levels') as level
    where state = 'finished' and jsonb_typeof(summary -> 'levels') = 'array' group by 1, 2
""")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits somewhere.

    Attributes
    ----------
    oldest
        How long the first of it waits; 0 when nothing does, or nothing is due. [second]
    """

    number: int
    oldest: float


@dataclass(frozen=True, slots=True)
class Runs:
    """How runs of one outcome went.

    Attributes
    ----------
    within
        How many took less than each of `STEPS`, and how many longer than all of them.
    seconds
        What they took together. [second]
    """

    within: tuple[int, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class House:
    """How the service is doing.

    Attributes
    ----------
    waiting
        By where: a line of the queue, deliveries, unpublished, unsealed.
    runs
        By outcome.
    levels
        How many levels of finished runs were proven or not, by name.
    """

    waiting: Mapping[str, Waiting]
    runs: Mapping[str, Runs]
    levels: Mapping[tuple[str, bool], int]


async def house(work: Work) -> House:
    """Return how the service is doing, as who sees every row."""
    waiting = {
        where: Waiting(number, max(0.0, float(oldest)))
        for where, number, oldest in await work.session.execute(_WAITING, {"at": work.at})
    }
    levels = {(name, proven): number for name, proven, number in await work.session.execute(_LEVELS)}
    return House(waiting, await _runs(work), levels)


async def _runs(work: Work) -> dict[str, Runs]:
    within: dict[str, list[int]] = {}
    seconds: dict[str, float] = {}
    asked = {"steps": list(STEPS), "most": len(STEPS)}
    for state, step, number, together in await work.session.execute(_RUNS, asked):
        within.setdefault(state, [0] * (len(STEPS) + 1))[step] += number
        seconds[state] = seconds.get(state, 0.0) + together
    return {state: Runs(tuple(numbers), seconds[state]) for state, numbers in within.items()}
