"""One PostgreSQL for a whole test session, under xdist too: `pytest_plugins = ["testing_database"]`.

The first test that asks for `postgres` starts the bundled server in a directory of this session; other
workers attach to it. The controller, which outlives them, adopts it at the end and stops it.
`MATCHING_TEST_DATABASE_URL` names another server instead: of a superuser, who makes databases and roles.

PYTEST_DONT_REWRITE: nothing here asserts, and a conftest may import `Postgres` by name.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from matching import embedded

EXTERNAL = "MATCHING_TEST_DATABASE_URL"
DIRECTORY = "MATCHING_TEST_DATABASE_DIRECTORY"
PREFIX = "matchingspunt-tests-"
HASTY: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "max_connections": "200",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server for tests.

    Attributes
    ----------
    url
        A database of the ordinary role; every created database belongs to that role.
    admin_url
        A database of a role that may create databases; of the bundled server, the superuser.
    """

    url: str
    admin_url: str

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Make a database anew, empty or as a copy of another, and return its address."""
        self.drop_database(name)
        self._administer(
            "CREATE DATABASE {} OWNER {} TEMPLATE {}",
            name,
            str(make_url(self.url).username),
            template or "template0",
        )
        return with_database(self.url, name)

    def drop_database(self, name: str) -> None:
        """Remove a database and cut off whoever is connected; do nothing when there is none."""
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def databases(self, beginning: str) -> list[str]:
        """Return the names of the databases that begin so."""
        with psycopg.connect(self.admin_url) as connection:
            query = "select datname from pg_database where starts_with(datname, %s)"
            return [name for (name,) in connection.execute(query, [beginning])]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other worker does what only one may do, and keep them waiting."""
        with psycopg.connect(self.admin_url) as connection:
            connection.execute("select pg_advisory_xact_lock(7)")
            yield

    def admin_url_of(self, name: str) -> str:
        """Return the address of a database for the superuser."""
        return with_database(self.admin_url, name)

    def _administer(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def with_database(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def session_directory() -> Path:
    """Make a directory that lives as long as this process, and that PostgreSQL's account may pass."""
    directory = Path(tempfile.mkdtemp(prefix=PREFIX))
    directory.chmod(0o711)
    handle = os.open(directory, os.O_RDONLY)  # never closed: the lock tells other sessions that we live
    fcntl.flock(handle, fcntl.LOCK_EX)
    return directory


def sweep() -> None:
    """Stop the servers of sessions that were killed, and remove their directories."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        found = directory.lstat()
        if found.st_uid == os.geteuid() and time.time() - found.st_mtime > 60:
            handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop_server(directory)
                shutil.rmtree(directory)
            except (OSError, embedded.EmbeddedUnavailable):
                continue  # it lives, or it is not worth a failing session
            finally:
                os.close(handle)


def stop_server(directory: Path) -> None:
    """Adopt and stop the server of a session, if it ever had one."""
    if not (directory / "data").exists():
        return
    for _ in range(100):
        with embedded.start(directory / "data", settings=HASTY) as server:
            if server.owner:
                return
        time.sleep(0.1)  # a worker is still on its way out


_started: list[embedded.Embedded] = []


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """Return the PostgreSQL of this test session."""
    if EXTERNAL in os.environ:
        return Postgres(os.environ[EXTERNAL], os.environ[EXTERNAL])
    server = embedded.start(Path(os.environ[DIRECTORY]) / "data", settings=HASTY)
    _started.append(server)
    return Postgres(server.url, server.superuser_url)


def pytest_configure(config: pytest.Config) -> None:
    """Give the session its directory; workers inherit it from the controller."""
    if not hasattr(config, "workerinput") and EXTERNAL not in os.environ:
        sweep()
        os.environ[DIRECTORY] = str(session_directory())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server of the session; workers leave it to the controller."""
    if not hasattr(config, "workerinput") and EXTERNAL not in os.environ:
        directory = Path(os.environ.pop(DIRECTORY))
        if _started:
            _started.pop().stop()
        else:
            stop_server(directory)
        shutil.rmtree(directory)
