"""The whole service as one command: it starts together, mends itself, and stops together."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from flows.test_kill_nine import ask
from living_servers import postmaster
from matching import embedded
from matching.database import DatabaseAway
from matching.migrations import DatabaseIsBehind
from matching.processes import STOP, Database, Household, PortInUse, database, door
from matching.settings import Settings
from running import Process, answers, eventually, free_port, running
from testing_database import Postgres


@pytest.fixture
def data() -> Iterator[Path]:
    """Return a folder that PostgreSQL's account may pass; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="matchingspunt-household-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "postgres"


def children(process: Process, *, named: str) -> list[psutil.Process]:
    """Return the processes of the service that run a command."""
    return [one for one in psutil.Process(process.popen.pid).children(recursive=True) if runs(one, named)]


def runs(process: psutil.Process, command: str) -> bool:
    """Tell whether a process runs a command; one that ends at this moment, or waits to be buried, does not."""
    try:
        return command in process.cmdline()
    except psutil.NoSuchProcess:
        return False


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process lives; one that waits to be buried does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_it_starts_mends_itself_and_leaves_nothing_behind(data: Path, tmp_path: Path) -> None:
    port = free_port()
    with running("serve", "--port", str(port), "--data", str(data), log=tmp_path / "serve.log") as service:
        answers(f"http://127.0.0.1:{port}/v1", service)
        family = psutil.Process(service.popen.pid).children(recursive=True)

        a_second_says_that_the_port_is_taken(port, data, log=tmp_path / "second.log")
        [worker] = children(service, named="work")
        postgres_killed_comes_back_with_everything(port, data, log=tmp_path / "key.log")
        eventually(lambda: "beginning anew" in service.output, what="the worker noticing")
        assert children(service, named="work") == [worker], "it waits for the database, and does not end"
        killed_while_postgres_is_away_they_wait_for_it(service, port, data)
        family += psutil.Process(service.popen.pid).children(recursive=True)
        assert service.stop() == 0, service.output

    eventually(lambda: not any(one.is_running() for one in family), what="everybody being gone", within=20)


def a_second_says_that_the_port_is_taken(port: int, data: Path, *, log: Path) -> None:
    with running("serve", "--port", str(port), "--data", str(data), log=log) as second:
        eventually(lambda: second.popen.poll() is not None, what="the second giving up")
        assert second.popen.returncode != 0
        assert "Traceback" not in second.output
        assert str(port) in second.output


def killed_while_postgres_is_away_they_wait_for_it(service: Process, port: int, data: Path) -> None:
    waited = service.output.count("Waiting.")
    with embedded.start(data) as postgres:
        with away(postgres):
            killed_they_are_replaced(service)
            told = eventually(lambda: why_not_ready(service, port), what="the API saying why it is not ready")
            assert told["type"] == "/problems/database-away"
            eventually(lambda: service.output.count("Waiting.") > waited, what="the worker saying so too")

        answers(f"http://127.0.0.1:{port}/v1", service)
        eventually(lambda: ask(postgres.url, AT_WORK), what="the worker working")
    assert service.output.count("starting another") == 2, service.output


AT_WORK = "select count(*) from procrastinate_workers where last_heartbeat > pg_postmaster_start_time()"


@contextmanager
def away(postgres: embedded.Embedded) -> Iterator[None]:
    """Kill PostgreSQL, and have it refuse to start until the end of the block."""
    version = postgres.data / "cluster" / "PG_VERSION"
    right = version.read_text()
    version.write_text("1\n")
    os.kill(postmaster(postgres.data), signal.SIGKILL)
    eventually(lambda: not postgres.lives, what="PostgreSQL being gone")
    try:
        yield
    finally:
        version.write_text(right)


def why_not_ready(service: Process, port: int) -> dict[str, Any] | None:
    assert service.popen.poll() is None, service.output
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/v1/health/ready", timeout=60)
    except httpx.TransportError:
        return None
    return answer.json() if answer.status_code == 503 else None


def killed_they_are_replaced(service: Process) -> None:
    for command in ("work", "api"):
        [killed] = children(service, named=command)
        os.kill(killed.pid, signal.SIGKILL)
        eventually(
            lambda command=command, killed=killed: [  # type: ignore[misc]
                one for one in children(service, named=command) if one.pid != killed.pid
            ],
            what=f"another in the place of `{command}`",
        )


def postgres_killed_comes_back_with_everything(port: int, data: Path, *, log: Path) -> None:
    with running("keys", "create", "--data", str(data), log=log) as command:
        command.popen.wait()
        headers = {"Authorization": f"Bearer {command.output.strip().splitlines()[-1]}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/v1", headers=headers, timeout=30) as operator:
        assert operator.post("/area-imports", json=a_municipality("GM9101")).status_code == 200
        os.kill(postmaster(data), signal.SIGKILL)

        def stored_again() -> bool:
            answer = operator.post("/area-imports", json=a_municipality("GM9102"))
            assert answer.status_code in (200, 503), answer.text
            return answer.is_success

        eventually(stored_again, what="the service working again")
        found = operator.get("/areas", params={"level": "municipality"}).json()["items"]
        assert [area["code"] for area in found] == ["GM9101", "GM9102"]


def a_municipality(code: str) -> dict[str, Any]:
    """Return a map of one municipality."""
    properties = {"level": "gemeente", "code": code, "name": f"Verzonnen {code}", "households": 5}
    feature = {"type": "Feature", "properties": properties, "geometry": None}
    return {"year": 2024, "geojson": {"type": "FeatureCollection", "features": [feature]}}


@pytest.fixture
def _signals() -> Iterator[None]:
    """Give the signals back to who had them."""
    had = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in had.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
def test_asked_to_stop_it_leaves_whatever_was_going_on_at_the_next_look() -> None:
    """As the demo does, which looks while it waits for a run."""
    nobody = Settings(workers=0).model_copy(update={"api_processes": 0})
    looked = False
    with Household(nobody, Database("postgresql://nobody")) as household:
        household.look()
        os.kill(os.getpid(), signal.SIGINT)
        household.look()
        looked = True

    assert not looked


@pytest.mark.usefixtures("_signals")
def test_stopped_before_anything_runs_it_leaves_no_postgres(data: Path) -> None:
    """Also where a shell started it in the background, and had it ignore Ctrl-C."""
    for number in STOP:
        signal.signal(number, signal.SIG_IGN)
    with ExitStack() as house:
        house.enter_context(pytest.raises(KeyboardInterrupt))
        found = house.enter_context(database(Settings(data=data), migrated=False))
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)

    assert found.server is not None
    assert not found.server.lives


def test_a_child_takes_a_database_that_is_away_and_none_of_another_version(
    postgres: Postgres, worker_id: str
) -> None:
    """Whoever watches over it looked before it started the child, and is told at once."""
    away = Settings(database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
    empty = Settings(database_url=postgres.create_database(f"tests_household_{worker_id}"))

    with database(away, patient=True) as found:
        assert found.url == away.database_url
    with pytest.raises(DatabaseAway), database(away):
        pass
    for patient in (True, False):
        with pytest.raises(DatabaseIsBehind), database(empty, patient=patient):
            pass


def test_several_api_processes_share_a_port_and_nobody_else_does() -> None:
    several = Settings(port=0, api_processes=2)
    with door(several) as first:
        there = several.model_copy(update={"port": first.getsockname()[1]})
        with door(there) as second:
            assert second.getsockname() == first.getsockname()
        first.listen()
        with pytest.raises(PortInUse):
            door(there.model_copy(update={"api_processes": 1}))


def test_it_answers_with_as_many_processes_as_it_is_told_and_killed_it_leaves_none_of_them(
    data: Path, tmp_path: Path
) -> None:
    port = free_port()
    many = {"MATCHING_API_PROCESSES": "2", "MATCHING_WORKERS": "1", "MATCHING_GRACEFUL": "1"}
    with running(
        "serve", "--port", str(port), "--data", str(data), log=tmp_path / "serve.log", **many
    ) as service:
        answers(f"http://127.0.0.1:{port}/v1", service)
        first, second = children(service, named="api")
        both = (first, second)
        eventually(lambda: all(each.net_connections("tcp4") for each in both), what="both listening")

        second.kill()

        eventually(
            lambda: {one.pid for one in children(service, named="api")} - {first.pid, second.pid} or None,
            what="another in its place",
        )
        answers(f"http://127.0.0.1:{port}/v1", service)
        left = [*children(service, named="api"), *children(service, named="work")]
        assert len(left) == 3

        service.kill()

        eventually(lambda: not any(is_alive(one) for one in left), what="all being gone", within=20)
        with embedded.start(data) as postgres:  # it outlives who started it, and is whoever's who comes next
            assert postgres.owner
        with door(Settings(port=port)):
            pass
