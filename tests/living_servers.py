"""What the tests of the bundled PostgreSQL do to it: other processes, questions, murder."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

HASTY = {"fsync": "off", "autovacuum": "off"}

ACTOR = """
import os, secrets, sys
from pathlib import Path
import psycopg
from matching import embedded
uid = int(sys.argv[2])
if uid:
    # Python loads some of itself late, from where this user may not be able to read.
    secrets.token_urlsafe()
    try:
        psycopg.connect("host=/nowhere")
    except psycopg.OperationalError:
        pass
    os.setgroups([]), os.setgid(uid), os.setuid(uid)
try:
    server = embedded.start(Path(sys.argv[1]), settings={"fsync": "off"})
except embedded.EmbeddedUnavailable as refusal:
    print("refused", refusal, flush=True)
    sys.exit()
with server:
    try:
        print(server.owner, server.url, flush=True)
        sys.stdin.readline()
    except KeyboardInterrupt:
        with psycopg.connect(server.url) as connection:
            print(connection.execute("SELECT 'still here'").fetchone()[0], flush=True)
"""


class Actor:
    """A process of its own that starts the server, and stops it when told so."""

    def __init__(self, data: Path, *, uid: int = 0) -> None:
        self._running = subprocess.Popen(
            [sys.executable, "-c", ACTOR, data, str(uid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PGPORT": "1", "PGUSER": "somebody"},
            start_new_session=True,
        )

    def says(self) -> list[str]:
        """Return the next line of what it says: is it the owner, and the address."""
        assert self._running.stdout is not None
        return self._running.stdout.readline().strip().split(maxsplit=1)

    def stop(self) -> str:
        """Let it stop in good order; return what it says before it goes."""
        assert self._running.stdout is not None
        return "" if self._running.stdout.closed else self._running.communicate()[0].strip()

    def kill(self) -> None:
        self._running.kill()
        self.stop()

    def interrupt(self) -> str:
        """Press Ctrl-C: the whole process group gets it. Return what it says before it goes."""
        os.killpg(self._running.pid, signal.SIGINT)
        return self.stop()


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    """Return the rows of one statement in a connection of its own."""
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def lives(data: Path) -> bool:
    """Tell whether any process of the server lives: the kernel knows."""
    with (data / "running").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def postmaster(data: Path) -> int:
    """Return the number of the server's first process."""
    return int((data / "cluster" / "postmaster.pid").read_text().split()[0])


def kill_postmaster(data: Path) -> None:
    """Pull the plug, and wait until its children noticed."""
    os.kill(postmaster(data), signal.SIGKILL)
    while lives(data):
        time.sleep(0.005)
