"""The whole service as one command: it starts together, mends itself, and stops together."""

import os
import signal
from pathlib import Path

import httpx
import psutil
import pytest

from running import Process, answers, eventually, free_port, running


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that PostgreSQL's account may pass."""
    folder = tmp_path_factory.mktemp("household")
    for parent in (folder, *folder.parents):
        if parent.name.startswith(("pytest-", "household")):
            parent.chmod(0o711)
    return folder / "postgres"


def children(process: Process, *, named: str) -> list[psutil.Process]:
    """Return the processes of the service that run a command."""
    family = psutil.Process(process.popen.pid).children(recursive=True)
    return [one for one in family if named in one.cmdline()]


def test_it_starts_mends_itself_and_leaves_nothing_behind(data: Path, tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}/v1"
    with running("serve", "--port", str(port), "--data", str(data), log=tmp_path / "serve.log") as service:
        answers(base, service)
        family = psutil.Process(service.popen.pid).children(recursive=True)

        [worker] = children(service, named="work")
        os.kill(worker.pid, signal.SIGKILL)
        eventually(
            lambda: [one for one in children(service, named="work") if one.pid != worker.pid],
            what="another worker",
        )
        assert httpx.get(f"{base}/health/ready").status_code == 200
        assert service.stop() == 0, service.output

    eventually(lambda: not any(one.is_running() for one in family), what="everybody being gone", within=20)


def test_it_says_so_when_the_port_is_taken(data: Path, tmp_path: Path) -> None:
    port = free_port()
    with running("serve", "--port", str(port), "--data", str(data), log=tmp_path / "first.log") as first:
        answers(f"http://127.0.0.1:{port}/v1", first)
        with running(
            "serve", "--port", str(port), "--data", str(data), log=tmp_path / "second.log"
        ) as second:
            eventually(lambda: second.popen.poll() is not None, what="the second giving up")
            assert second.popen.returncode != 0
            assert "Traceback" not in second.output
            assert str(port) in second.output
