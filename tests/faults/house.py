"""The service under attack, as processes: PostgreSQL, an API, two workers and somebody who only seals.

Whatever dies is started again at once, by a thread that does what any supervisor does and no more.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import LiteralString

import httpx
import psutil
import psycopg

from living_servers import postmaster
from matching import embedded
from matching.migrations import migrate
from running import eventually, free_port

HURRY = {
    "MATCHING_HEARTBEAT": "0.5",
    "MATCHING_STALLED_AFTER": "2",
    "MATCHING_GRACEFUL": "1",
    "MATCHING_WEBHOOK_PRIVATE": "true",
    "MATCHING_WORKERS": "0",
}
CREW = ("api", "worker-1", "worker-2", "sealer")
STANDING: tuple[LiteralString, ...] = (
    "select now()",
    "select id, state, attempts, modified_at from matching_runs where state in ('requested', 'running')",
    "select id, state, attempts, modified_at from studies where state in ('requested', 'running')",
    "select id, task_name, status, attempts, lock, worker_id, scheduled_at from procrastinate_jobs order by id",
    "select id, last_heartbeat from procrastinate_workers",
    "select pid, state, wait_event_type, wait_event, xact_start, query_start from pg_stat_activity",
)
"""What is asked of the database when something went wrong."""


class House:
    """The processes of one service on a database of its own."""

    def __init__(self, folder: Path, *, data: Path, **environment: str) -> None:
        self.folder = folder
        self.server = embedded.Embedded(data)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}/v1"
        self.starts = 0
        self.revivals: list[str] = []
        self._environment = HURRY | environment
        self._crew: dict[str, psutil.Process] = {}
        self._womb: subprocess.Popen[str] | None = None
        self._leaving = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    @property
    def url(self) -> str:
        """Return the address of the database, as the owner of the tables."""
        return self.server.url

    def open(self) -> None:
        """Start everything, and wait until the API answers."""
        self.server.start()
        migrate(self.url)
        self._womb = _open_womb()
        for name in CREW:
            self._crew[name] = self._spawn(name)
        eventually(self.answers, what="the API")
        self._keeper.start()

    def answers(self) -> bool:
        """Tell whether the API is ready."""
        try:
            return httpx.get(f"{self.base}/health/ready", timeout=5, verify=False).status_code == 200
        except httpx.TransportError:
            return False

    def close(self) -> None:
        """Stop everything, the database last."""
        self._leaving.set()
        if self._keeper.is_alive():
            self._keeper.join()
        for process in self._crew.values():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self._womb is not None:
            self._womb.communicate()
        self.server.stop()

    def kill(self, name: str) -> None:
        """Kill one of the crew: -9, no farewell."""
        self._crew[name].kill()

    def freeze(self, name: str) -> psutil.Process:
        """Let one of the crew stand still where it is, and return it; it knows of nothing."""
        self._crew[name].suspend()
        return self._crew[name]

    def kill_postmaster(self) -> None:
        """Kill the first process of PostgreSQL."""
        os.kill(postmaster(self.server.data), signal.SIGKILL)

    def kill_backend(self, chance: random.Random) -> None:
        """Kill one connection's process: PostgreSQL then throws out everybody and recovers."""
        children = psutil.Process(postmaster(self.server.data)).children()
        backends = [one for one in children if "matchingspunt" in _title(one)]
        chance.choice(backends or children).kill()

    def restart_database(self) -> None:
        """Stop PostgreSQL as an administrator does who waits for nobody; the keeper starts it again."""
        os.kill(postmaster(self.server.data), signal.SIGINT)

    def _spawn(self, name: str) -> psutil.Process:
        assert self._womb is not None
        assert self._womb.stdin is not None
        assert self._womb.stdout is not None
        self.starts += 1
        wanted = {
            "name": name,
            "port": self.port,
            "log": str(self.folder / f"{self.starts:04}-{name}.log"),
            "environment": {**self._environment, "MATCHING_DATABASE_URL": self.url},
        }
        self._womb.stdin.write(json.dumps(wanted) + "\n")
        self._womb.stdin.flush()
        return psutil.Process(int(self._womb.stdout.readline()))

    def _keep(self) -> None:
        while not self._leaving.wait(0.05):
            try:
                if not self.server.lives:
                    self.server.start()
                for name, process in self._crew.items():
                    if not process.is_running():
                        self._crew[name] = self._spawn(name)
            except Exception as trouble:
                self.revivals.append(f"{type(trouble).__name__}: {trouble}")
                time.sleep(0.2)

    def keep_story(self) -> Path:
        """Return where all that was printed is kept, with what waits in the database and which workers there are."""
        kept = Path(tempfile.mkdtemp(prefix="matchingspunt-faults-kept-"))
        for log in self.folder.glob("*.log"):
            shutil.copy(log, kept)
        try:
            with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
                told = [line for question in STANDING for line in (question, *connection.execute(question))]
        except psycopg.Error as trouble:
            told = [str(trouble)]
        (kept / "standing.txt").write_text("\n".join(map(str, told)))
        return kept


def _open_womb() -> subprocess.Popen[str]:
    home = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join(str(home / folder) for folder in ("src", "tests"))
    return subprocess.Popen(
        [sys.executable, "-m", "faults.womb"],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@contextmanager
def a_house(*, disk: int = 0, **environment: str) -> Iterator[House]:
    """Run a service on an empty database until the end of the block.

    Parameters
    ----------
    disk
        The size of its disk; 0: as large as there is. [megabyte]
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="matchingspunt-faults-"))
        folder.chmod(0o711)
        stack.callback(shutil.rmtree, folder)
        if disk:
            _mount(folder, megabytes=disk)
            stack.callback(subprocess.run, ["umount", "-l", str(folder)], check=True)
        house = House(folder, data=folder / "postgres", **environment)
        stack.callback(house.close)
        house.open()
        try:
            yield house
        except Exception as trouble:
            trouble.add_note(f"What was printed is in {house.keep_story()}.")
            raise


class NoSmallDisk(Exception):
    """Only who may mount a disk can fill one: be root on Linux."""


def _mount(folder: Path, *, megabytes: int) -> None:
    options = f"size={megabytes}m,mode=0711"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        raise NoSmallDisk(done.stderr.decode().strip())


def _title(process: psutil.Process) -> str:
    """Return what a process calls itself; nothing when it has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie too
        return ""
