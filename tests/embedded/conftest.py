"""Real servers in a directory of their own, and real processes that use them."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from living_servers import HASTY, Actor, kill_postmaster, lives
from matching import embedded


@contextmanager
def a_home() -> Iterator[Path]:
    """Make a directory that every account may pass, as `tmp_path` may not be; leave no server behind."""
    directory = Path(tempfile.mkdtemp(prefix="matchingspunt-embedded-"))
    directory.chmod(0o711)
    yield directory
    for running in directory.rglob("running"):
        bury(running.parent)
    shutil.rmtree(directory)


def bury(data: Path) -> None:
    """Kill the server of a failed test."""
    if lives(data):
        with suppress(ProcessLookupError):
            kill_postmaster(data)


@pytest.fixture
def home() -> Iterator[Path]:
    """Return a directory of this test."""
    with a_home() as directory:
        yield directory


@pytest.fixture(scope="session")
def standing_server() -> Iterator[embedded.Embedded]:
    """Return a server that no test stops, breaks or fills."""
    with a_home() as directory, embedded.start(directory / "data", settings=HASTY) as server:
        yield server


@pytest.fixture(scope="session")
def used() -> Iterator[Path]:
    """Return a data directory that was used before: a first start takes a second."""
    with a_home() as directory:
        embedded.start(directory / "data", settings=HASTY).stop()
        yield directory / "data"


@pytest.fixture
def data(used: Path) -> Iterator[Path]:
    """Return the used data directory, at rest; the test leaves it in good order."""
    yield used
    bury(used)


@pytest.fixture
def fresh(home: Path) -> Path:
    """Return a data directory that does not exist yet."""
    return home / "data"


@pytest.fixture
def server(data: Path) -> Iterator[embedded.Embedded]:
    """Return a running server of this process."""
    with embedded.start(data, settings=HASTY) as server:
        yield server


@pytest.fixture
def actor() -> Iterator[Callable[..., Actor]]:
    """Return what makes processes; those still alive at the end are killed."""
    actors: list[Actor] = []

    def make(data: Path, *, uid: int = 0) -> Actor:
        actors.append(Actor(data, uid=uid))
        return actors[-1]

    yield make
    for each in actors:
        each.kill()
