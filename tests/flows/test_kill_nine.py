"""kill -9, in the middle of things: nothing lost, nothing double, recovered without a hand."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from conftest import NEIGHBOURHOODS, Town
from matching.actors import OPERATOR
from matching.models import MatchingRun
from matching.operations.keys import make_key
from matching.operations.runs import carry_out_run, request_run
from matching.operations.studies import Terms, request_study
from matching.vocabulary import StudyKind
from matching.work import Workshop
from matching.workplace import utc_now
from matching_town import a_covenant, later_rent_limits, people_and_homes
from running import Process, answers, eventually, free_port, running

HURRY = {"MATCHING_HEARTBEAT": "0.5", "MATCHING_STALLED_AFTER": "2"}


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return the real clock."""
    return utc_now


def ask(url: str, question: str, *values: Any) -> Any:
    """Ask the database one thing, past the service."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question, values).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


async def a_requested_run(workshop: Workshop, town: Town, **size: int) -> UUID:
    """Ask for a run by the real clock, which is the one that worker processes have."""
    await later_rent_limits(workshop)
    await a_covenant(workshop, town, maximum=10_000, points=9_000)
    await people_and_homes(workshop, town, **size)
    async with workshop.open(town.actor(town.coordinator)) as work:
        return (await request_run(work, region=town.region, seed=1, time_limit=60)).id


async def test_a_worker_killed_in_a_run_is_succeeded_and_nothing_is_double(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    run_id = await a_requested_run(workshop, town, clients=300, dwellings=40)
    state = "select state from matching_runs where id = %s"

    with ExitStack() as stack:
        doomed = Process("work", log=tmp_path / "doomed.log", MATCHING_DATABASE_URL=clean_database, **HURRY)
        stack.callback(doomed.stop)
        eventually(
            lambda: ask(clean_database, state, run_id) == "running", what="the run beginning", within=30
        )
        doomed.kill()
        assert ask(clean_database, state, run_id) == "running", "it was killed in the middle"
        assert ask(clean_database, "select count(*) from proposals") == 0

        heir = running("work", log=tmp_path / "heir.log", MATCHING_DATABASE_URL=clean_database, **HURRY)
        stack.enter_context(heir)
        eventually(lambda: ask(clean_database, state, run_id) == "finished", what="the run being finished")

    assert ask(clean_database, "select count(*) from proposals") == 40
    assert ask(clean_database, "select attempts from matching_runs") == 2
    assert (
        ask(clean_database, "select count(distinct client_id) from proposals where state = 'proposed'") == 40
    )
    assert ask(clean_database, "select count(*) from journal where fact = 'run.finished'") == 1
    assert ask(clean_database, "select count(*) from journal where fact = 'proposal.made'") == 40


async def test_a_worker_that_is_asked_to_stop_hands_its_run_back(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    run_id = await a_requested_run(workshop, town, clients=300, dwellings=40)
    state = "select state from matching_runs where id = %s"
    # As after deaths of the database: each time that a job is taken over counts as an attempt.
    assert ask(clean_database, "update procrastinate_jobs set attempts = 5 returning task_name")

    leaving = Process(
        "work",
        log=tmp_path / "leaving.log",
        MATCHING_DATABASE_URL=clean_database,
        MATCHING_GRACEFUL="0",
        **HURRY,
    )
    eventually(lambda: ask(clean_database, state, run_id) == "running", what="the run beginning", within=30)
    leaving.stop()
    with running("work", log=tmp_path / "next.log", MATCHING_DATABASE_URL=clean_database, **HURRY):
        eventually(lambda: ask(clean_database, state, run_id) == "finished", what="the run being finished")

    assert ask(clean_database, "select count(*) from proposals where state = 'proposed'") == 40


async def test_two_workers_take_a_run_once(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        for name in ("one", "two"):
            stack.enter_context(
                running("work", log=tmp_path / f"{name}.log", MATCHING_DATABASE_URL=clean_database, **HURRY)
            )
        run_id = await a_requested_run(workshop, town, clients=30, dwellings=10)
        state = "select state from matching_runs where id = %s"
        eventually(lambda: ask(clean_database, state, run_id) == "finished", what="the run being finished")

    assert ask(clean_database, "select attempts from matching_runs") == 1
    assert ask(clean_database, "select count(*) from proposals") == 10


FINISHED = """
    select count(*) from journal join studies on studies.id = subject_id
    where fact = 'study.finished' and kind = 'procurement-plan'
"""


async def test_a_worker_killed_while_it_answers_a_question_is_succeeded_and_it_is_answered_once(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    run_id = await a_requested_run(workshop, town, clients=60, dwellings=15)
    await carry_out_run(workshop, run_id=run_id, threads=2)
    async with workshop.open(town.actor(town.coordinator)) as work:
        run = await work.session.get_one(MatchingRun, run_id)
        kind = StudyKind.PROCUREMENT_PLAN
        await request_study(work, kind=kind, run=run, asked={}, meant=Terms(dwellings=12))
    state = "select state from studies where kind = 'procurement-plan'"

    with ExitStack() as stack:
        doomed = Process("work", log=tmp_path / "doomed.log", MATCHING_DATABASE_URL=clean_database, **HURRY)
        stack.callback(doomed.stop)
        eventually(lambda: ask(clean_database, state) == "running", what="the question", within=30)
        doomed.kill()
        assert ask(clean_database, state) == "running", "it was killed in the middle"

        heir = running("work", log=tmp_path / "heir.log", MATCHING_DATABASE_URL=clean_database, **HURRY)
        stack.enter_context(heir)
        eventually(lambda: ask(clean_database, state) == "finished", what="the answer")

    assert ask(clean_database, "select attempts from studies where kind = 'procurement-plan'") == 2
    assert ask(clean_database, FINISHED) == 1
    placed = "select answer -> 'placed' ->> 'after' from studies where kind = 'procurement-plan'"
    assert ask(clean_database, placed) == "27"


async def test_a_server_killed_in_a_batch_stored_all_of_it_or_nothing(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    """Kill at several moments; afterwards the same batch can be sent again and everything is there once."""
    async with workshop.open(OPERATOR) as work:
        key = (await make_key(work, organisation=town.corporation, label="test")).secret
    batch = {"items": [a_dwelling(number) for number in range(1_000)]}
    stored = "select count(*) from dwellings"

    for wait in (0.02, 0.1, 0.2, 0.3):
        before = ask(clean_database, stored)
        with a_server(clean_database, tmp_path) as (server, base):
            sender = threading.Thread(target=post, args=(base, key, batch))
            sender.start()
            sender.join(timeout=wait)
            server.kill()
            sender.join()
        assert ask(clean_database, stored) in (before, 1_000)
        assert ask(clean_database, stored) == ask(
            clean_database, "select count(*) from journal where fact = 'dwelling.posted'"
        )

    with a_server(clean_database, tmp_path) as (_, base):
        answer = post(base, key, batch)
    assert answer is not None
    assert answer.status_code == 200
    assert ask(clean_database, stored) == 1_000


def a_dwelling(number: int) -> dict[str, Any]:
    return {
        "reference": f"KILL-{number:04}",
        "neighbourhood": NEIGHBOURHOODS[0],
        "housingForm": "own-home",
        "availableFrom": "2026-12-15",
    }


@contextmanager
def a_server(url: str, folder: Path) -> Iterator[tuple[Process, str]]:
    """Run an API and yield it with its address."""
    port = free_port()
    base = f"http://127.0.0.1:{port}/v1"
    with running("api", "--port", str(port), log=folder / "api.log", MATCHING_DATABASE_URL=url) as server:
        answers(base, server)
        yield server, base


def post(base: str, key: str, batch: dict[str, Any]) -> httpx.Response | None:
    """Send a batch; None when nobody was left to answer."""
    try:
        return httpx.post(
            f"{base}/dwelling-batches", json=batch, headers={"Authorization": f"Bearer {key}"}, timeout=30
        )
    except httpx.TransportError:
        return None
