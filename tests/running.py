"""Real processes of the service, for tests that fight, kill and follow."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx

T = TypeVar("T")

PATIENCE = 150
"""How long a process may take to do what a test waits for. [second]"""


class Process:
    """A running `matchingspunt`, with what it printed."""

    def __init__(self, *arguments: str, log: Path, **environment: str) -> None:
        self.log = log
        self._file = log.open("wb")
        source = Path(__file__).resolve().parents[1] / "src"
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "matching", *arguments],
            env={**os.environ, "PYTHONPATH": str(source), **environment},
            stdin=subprocess.DEVNULL,
            stdout=self._file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def output(self) -> str:
        """Return what it printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """Kill it as the machine would: -9, no farewell."""
        self.popen.kill()
        self.popen.wait()

    def stop(self) -> int:
        """Ask it to stop, wait, and return its exit code; kill what does not listen."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
        self._file.close()
        return self.popen.returncode


@contextmanager
def running(*arguments: str, log: Path, **environment: str) -> Iterator[Process]:
    """Run a command of the service until the end of the block."""
    process = Process(*arguments, log=log, **environment)
    try:
        yield process
    finally:
        process.stop()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(look: Callable[[], T | None], *, what: str, within: float = PATIENCE, pause: float = 0.1) -> T:
    """Return the first true answer of a question that is asked again and again, with a pause in between. [second]"""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"{what} did not happen within {within} s.")


def answers(base: str, process: Process) -> None:
    """Wait until a service answers that it is ready."""

    def ready() -> bool:
        assert process.popen.poll() is None, process.output
        try:
            # To read whom to trust, which nobody needs here, takes longer than to answer.
            return httpx.get(f"{base}/health/ready", verify=False).status_code == 200
        except httpx.TransportError:
            return False

    eventually(ready, what=f"{base} answering")
