"""Real processes: how they say that they are well, how they leave, and whom they don't wait for."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from conftest import Town
from flows.test_kill_nine import HURRY, a_requested_run, ask, clock
from matching.actors import OPERATOR
from matching.migrations import head
from matching.models import Organisation
from matching.operations.keys import make_key
from matching.work import Workshop
from running import Process, answers, eventually, free_port, running

__all__ = ["clock"]


@contextmanager
def a_server(url: str, log: Path, **settings: str) -> Iterator[tuple[Process, str]]:
    """Run an API and yield it with its address."""
    port = free_port()
    base = f"http://127.0.0.1:{port}/v1"
    with running("api", "--port", str(port), log=log, MATCHING_DATABASE_URL=url, **settings) as server:
        answers(base, server)
        yield server, base


async def a_key(workshop: Workshop, organisation: Organisation) -> dict[str, str]:
    async with workshop.open(OPERATOR) as work:
        made = await make_key(work, organisation=organisation, label="test")
    return {"Authorization": f"Bearer {made.secret}"}


def get(url: str, headers: dict[str, str] | None = None) -> httpx.Response:
    """Ask, and be patient: the machine may be busy."""
    return httpx.get(url, headers=headers, timeout=60, verify=False)


def checks(base: str) -> dict[str, str]:
    answer = get(f"{base}/health/ready")
    assert answer.status_code == 200, answer.text
    return {one["name"]: one["status"] for one in answer.json()["checks"]}


WELL = dict.fromkeys(("database", "migrations", "workers", "queue", "seals"), "ok")


def test_ready_tells_why_and_two_processes_share_one_database(clean_database: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        bases = [
            stack.enter_context(a_server(clean_database, tmp_path / f"api{number}.log"))[1]
            for number in (1, 2)
        ]
        with psycopg.connect(clean_database, autocommit=True) as database:
            database.execute("delete from procrastinate_workers")
            for base in bases:
                eventually(
                    lambda base=base: checks(base) == {**WELL, "workers": "warning"} or None,  # type: ignore[misc]
                    what="missing workers",
                )
            worker = running("work", log=tmp_path / "work.log", MATCHING_DATABASE_URL=clean_database, **HURRY)
            with worker:
                for base in bases:
                    eventually(lambda base=base: checks(base) == WELL or None, what="all well")  # type: ignore[misc]
                assert get(f"{bases[0]}/health/ready").json()["status"] == "ok"

            database.execute("update alembic_version set version_num = '0001'")
            try:
                behind = eventually(
                    lambda: next(
                        (one for one in [get(f"{bases[0]}/health/ready")] if one.status_code == 503),
                        None,
                    ),
                    what="older tables",
                )
                assert behind.json()["type"] == "/problems/not-ready"
                assert "0001" in behind.json()["detail"]
                database.execute("update alembic_version set version_num = '9999'")
                eventually(
                    lambda: get(f"{bases[0]}/health/ready").is_success or None,
                    what="later tables, which this version can live with",
                )
                assert checks(bases[0])["migrations"] == "warning"
            finally:
                database.execute("update alembic_version set version_num = %s", [head()])


@contextmanager
def sent(base: str, text: bytes) -> Iterator[socket.socket]:
    """Connect, and send that much."""
    with socket.create_connection(("127.0.0.1", httpx.URL(base).port or 0), timeout=60) as connection:
        connection.sendall(text)
        yield connection


UNFINISHED = b"GET /v1/health/live HTTP/1.1\r\nHost: x\r\nX-Slow: "
HALF_A_BODY = (
    b"POST /v1/clients HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b'Content-Length: 1000\r\n\r\n{"a"'
)


def test_who_never_finishes_a_sentence_is_hung_up_on(clean_database: str, tmp_path: Path) -> None:
    with a_server(clean_database, tmp_path / "api.log", MATCHING_BODY_PATIENCE="1") as (_, base):
        with sent(base, b"") as silent, sent(base, UNFINISHED) as slow, sent(base, HALF_A_BODY) as body:
            at = time.monotonic()

            assert silent.recv(1_000) == b""
            assert slow.recv(1_000) == b""
            assert time.monotonic() - at > 0.5
            told = body.recv(10_000)
            while part := body.recv(10_000):
                told += part
        assert told.startswith(b"HTTP/1.1 408"), told
        assert b"request-timeout" in told
        with sent(base, b"GET /v1/health/live HTTP/1.1\r\nHost: x\r\n\r\n") as whole:
            assert whole.recv(1_000).startswith(b"HTTP/1.1 200")


async def test_asked_to_stop_it_says_so_answers_on_and_finishes_what_it_has_in_hand(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    headers = await a_key(workshop, town.coordinator)
    run_id = await a_requested_run(workshop, town, clients=3, dwellings=1)  # nobody works: it stays requested
    settings = {"MATCHING_DRAIN": "3", "MATCHING_GRACEFUL": "20", "MATCHING_LOCK_LIMIT": "30"}
    with (
        a_server(clean_database, tmp_path / "api.log", **settings) as (server, base),
        psycopg.connect(clean_database) as holder,
        ThreadPoolExecutor() as pool,
    ):
        holder.execute("select from organisations where id = %s for no key update", [town.provider.id])
        in_hand: Future[httpx.Response] = pool.submit(
            httpx.patch,
            f"{base}/organisations/{town.provider.id}",
            json={"suspended": True},
            headers={**headers, "If-Match": "*"},
            timeout=60,
        )
        stream = pool.submit(follow, f"{base}/matching-runs/{run_id}/events", headers)
        eventually(lambda: ask(clean_database, WAITING) or None, what="the request waiting")

        os.kill(server.popen.pid, signal.SIGTERM)
        told = eventually(lambda: not_ready(base), what="it saying that it leaves")
        assert told["type"] == "/problems/not-ready"
        assert get(f"{base}/me", headers).status_code == 200, "it still answers"
        assert "event: requested" in stream.result(timeout=60), "streams end"
        eventually(lambda: not is_listening(base) or None, what="it taking nothing new")
        assert server.popen.poll() is None
        holder.rollback()

        answer = in_hand.result(timeout=60)
        assert (answer.status_code, answer.json()["suspended"]) == (200, True)
        server.popen.wait(timeout=60)
        assert "Traceback" not in server.output


WAITING = (
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
)


def follow(url: str, headers: dict[str, str]) -> str:
    """Return all of a stream."""
    return get(url, headers).text


def not_ready(base: str) -> dict[str, Any] | None:
    answer = get(f"{base}/health/ready")
    return answer.json() if answer.status_code == 503 else None


def is_listening(base: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", httpx.URL(base).port or 0), timeout=1).close()
    except OSError:
        return False
    return True


async def test_a_worker_that_may_finish_its_run_does(
    workshop: Workshop, town: Town, clean_database: str, tmp_path: Path
) -> None:
    """Beside `test_kill_nine.py`, where one that may not hands its run back."""
    run_id = await a_requested_run(workshop, town, clients=150, dwellings=30)
    state = "select state from matching_runs where id = %s"
    patient = {"MATCHING_DATABASE_URL": clean_database, "MATCHING_GRACEFUL": "60", **HURRY}

    leaving = Process("work", log=tmp_path / "leaving.log", **patient)
    eventually(lambda: ask(clean_database, state, run_id) == "running", what="the run beginning", within=60)
    leaving.stop()

    assert ask(clean_database, state, run_id) == "finished", leaving.output
    assert ask(clean_database, "select attempts from matching_runs") == 1


@pytest.mark.parametrize(("trusted", "statuses"), [("", [401, 429]), ("127.0.0.1", [401, 401])])
def test_only_a_trusted_proxy_says_from_where_a_request_comes(
    clean_database: str, tmp_path: Path, trusted: str, statuses: list[int]
) -> None:
    settings = {"MATCHING_STRANGER_REQUESTS_PER_MINUTE": "1", "MATCHING_TRUSTED_PROXIES": trusted}
    with a_server(clean_database, tmp_path / "api.log", **settings) as (_, base):
        found = [
            get(f"{base}/me", {"X-Forwarded-For": address}).status_code
            for address in ("192.0.2.1", "192.0.2.2")
        ]

        assert found == statuses
