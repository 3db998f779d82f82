"""The demo as somebody meets it first: one command on an empty directory, and again on a full one, to walk through."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from conftest import Town
from flows.walks import walk
from matching import embedded
from matching.demo import DatabaseIsNotADemo, is_built, request_run
from matching.examples import PROPOSAL, RUN, RUN_TO_CANCEL
from matching.operations.runs import carry_out_run
from matching.settings import Settings
from matching.work import Workshop
from matching.workplace import open_workshop
from running import eventually, free_port, running

EXPECTED = {
    "regions": 2,
    "organisations": 19,
    "facilities": 12,
    "covenants": 1,
    "dwellings": 80,
    "clients": 173,
}
"""What the demo holds, however often it is started."""


@pytest.fixture
def data() -> Iterator[Path]:
    """Return a directory that PostgreSQL's own account may reach."""
    folder = Path(tempfile.mkdtemp(prefix="matchingspunt-demo-test-"))
    folder.chmod(0o711)
    yield folder / "postgres"
    shutil.rmtree(folder)


def demo(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    source = Path(__file__).resolve().parents[2] / "src"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MATCHING_")}
    return subprocess.run(
        [sys.executable, "-m", "matching", "demo", "--once", *arguments],
        env={**clean, "PYTHONPATH": str(source), "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def counts(data: Path) -> dict[str, int]:
    """Count rows, on the demo's own server."""
    with embedded.start(data) as server, psycopg.connect(server.url) as connection:
        tables = (*EXPECTED, "matching_runs", "proposals", "api_keys")
        return {table: next(iter(connection.execute(f"select count(*) from {table}")))[0] for table in tables}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_demo_fills_matches_and_tells_and_a_second_time_doubles_nothing_and_is_walked_through(
    data: Path, tmp_path: Path
) -> None:
    first = demo("--port", "0", "--data", str(data))
    found = counts(data)
    assert first.returncode == 0, first.stdout + first.stderr

    port = free_port()
    (tmp_path / ".venv").symlink_to(sys.prefix)
    with running(
        "demo", "--port", str(port), "--data", str(data), log=tmp_path / "log", COLUMNS="100"
    ) as again:
        eventually(lambda: "Ctrl-C" in again.output or again.popen.poll() is not None, what="the demo")
        told_again = again.output
        found_again = counts(data)
        keys = dict(re.findall(r"^(\w+) .*\n(mp_\S+)$", told_again, re.MULTILINE))
        walk(keys, base=f"http://127.0.0.1:{port}", folder=tmp_path)

    assert found.items() >= EXPECTED.items()
    assert found_again.items() >= EXPECTED.items()
    assert 52 <= found["proposals"] <= 67, "seventeen by hand, the others by the run"
    assert (found["matching_runs"], found_again["matching_runs"]) == (2, 3)
    for told in (
        "Swagger UI:  http://127.0.0.1:",
        "/docs",
        "bewezen",
        "Volste afspraken",
        "Drie toelichtingen",
        "Wat als?",
        "Wij vragen de corporaties om",
    ):
        assert told in first.stdout
    assert "own-home" not in first.stdout, "a coordinator reads no codes"
    assert "INFO" not in first.stderr, "the story does not drown in lines of log"
    for role in ("operator", "coordinator", "corporation", "provider", "municipality"):
        assert re.search(rf"^{role} .*\nmp_[0-9a-f]{{12}}_\S{{43}}$", first.stdout, re.MULTILINE), role
    assert "De demo staat al in deze database" in told_again
    assert f"{found['proposals'] - 17} voorstellen van een vorige ronde zijn vervangen" in told_again


def test_a_busy_port_is_told_in_one_sentence(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]

        refused = demo("--port", str(port), "--data", str(data))

    assert refused.returncode == 1
    assert str(port) in refused.stderr
    assert "--port" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not data.exists()


def test_a_database_that_is_not_there_is_told_in_one_sentence() -> None:
    refused = demo("--port", "0", MATCHING_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")

    assert refused.returncode == 1
    assert refused.stderr.startswith("The database of MATCHING_DATABASE_URL does not answer, or refuses us")
    assert refused.stderr.count("\n") == 1


async def test_a_database_with_other_regions_is_left_alone(workshop: Workshop, town: Town) -> None:
    async with workshop.open() as work:
        with pytest.raises(DatabaseIsNotADemo, match="elders, fictie"):
            await is_built(work)


async def test_a_demo_that_was_killed_in_its_run_follows_that_run(demo_url: str) -> None:
    async with open_workshop(Settings(pool_size=2), url=demo_url) as workshop:
        asked = await request_run(workshop)

        again = await request_run(workshop)
        await carry_out_run(workshop, run_id=asked, threads=1)

        assert (again, await request_run(workshop) == asked) == (asked, False)


def test_the_identities_of_the_examples_are_what_the_contract_promised() -> None:
    """Somebody may have written them down."""
    assert RUN == "01900000-0000-7000-8000-000000006001"
    assert RUN_TO_CANCEL == "01900000-0000-7000-8000-000000006000"
    assert PROPOSAL == "e6515902-c81d-53d1-b45a-e2b4e47e3d46"
