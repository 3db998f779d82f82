"""Run the service as processes: PostgreSQL when none is given, the API, and workers; start and stop them together."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from types import FrameType

from matching import embedded
from matching.database import DatabaseAway
from matching.errors import Unavailable
from matching.migrations import migrate, require_usable, require_wall, require_whole
from matching.settings import Settings

logger = logging.getLogger(__name__)

STARTING = 60
"""How long the API may take to accept connections. [second]"""
STOPPING = 20
"""How long a child may take to stop, beside what settings give it, before it is killed. [second]"""
LOOK_EVERY = 0.2
"""How often we look whether the children live. [second]"""
REVIVE_EVERY = 5
"""How long after PostgreSQL could not be started it is tried again. [second]"""
STOP = (signal.SIGTERM, signal.SIGINT)
"""What asks us to stop."""
RESTARTS = 5
"""How many processes may die within `RESTARTS_WITHIN` seconds before we give up."""
RESTARTS_WITHIN = 60


class ServiceDied(Unavailable):
    """A process of the service died."""

    dutch = "Een proces van de dienst is gestopt."


class _AskedToStop(Exception):
    """Somebody asked us to stop."""


class PortInUse(Unavailable):
    """The port is in use already."""

    dutch = "De poort is al in gebruik."


def on_free_port(settings: Settings) -> Settings:
    """Return the settings with the port that will be listened on: the given one, or any free one for port 0.

    Raises
    ------
    PortInUse
        When something listens there already.
    """
    return settings.model_copy(update={"port": _free_port(settings)})


def _free_port(settings: Settings) -> int:
    """Return the port to use: the one that was asked for, or any free one when that is 0."""
    with _bound(settings) as probe:
        port: int = probe.getsockname()[1]
        return port


def door(settings: Settings) -> socket.socket:
    """Return the socket an API process listens on; where there are several, it shares the port with the others.

    Raises
    ------
    PortInUse
        When somebody else listens there already.
    """
    return _bound(settings, *([socket.SO_REUSEPORT] if settings.api_processes > 1 else []))


def _bound(settings: Settings, *options: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    for option in (socket.SO_REUSEADDR, *options):
        bound.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        bound.close()
        raise PortInUse(
            f"Can't listen on {settings.host}:{settings.port} ({error.strerror}); "
            "choose another port with --port, or --port 0 for any free one."
        ) from error
    return bound


@dataclass(frozen=True, slots=True)
class Database:
    """The database of a service.

    Attributes
    ----------
    server
        The embedded server, None where somebody else keeps the database.
    """

    url: str
    server: embedded.Embedded | None = None

    def revive(self) -> None:
        """Start the embedded server again when it died; what was committed is there again.

        Raises
        ------
        EmbeddedUnavailable
            When it can't be started now: its disk is full, for one.
        """
        if self.server is not None and not self.server.lives:
            logger.warning("PostgreSQL died; starting it again.")
            self.server.start()


@contextmanager
def database(settings: Settings, *, migrated: bool = True, patient: bool = False) -> Iterator[Database]:
    """Yield the database to use: the given one, or that of the embedded server, started for us and stopped after it.

    With the embedded one, only in the main thread: what asks us to stop leaves the block, from then on.

    Parameters
    ----------
    migrated
        Bring the embedded database to this version, and refuse a given one of another version.
    patient
        Take a given one that is away now: whoever watches over us found it usable.

    Raises
    ------
    DatabaseIsBehind
        When a given database was not migrated: its owner decides when that happens.
    RestoreBrokenOff
        When a restore was broken off in it; not when `migrated` is false.
    WallDown
        When it would not keep one organisation's rows from another's.
    EmbeddedUnavailable
        When the embedded server can't run here.
    """
    if settings.database_url:
        if migrated:
            with suppress(DatabaseAway) if patient else nullcontext():
                require_usable(settings.database_url)
        yield Database(settings.database_url)
        return
    for number in STOP:  # or we would leave a server behind; a shell that starts us beside it ignores Ctrl-C
        signal.signal(number, signal.default_int_handler)
    with embedded.start(settings.data.absolute()) as server:
        if migrated:
            require_whole(server.url)
            migrate(server.url)
            require_wall(server.url)
        yield Database(server.url, server)


class Household:
    """The processes of one service, on one database.

    Signals end it: at the first, the next look leaves the block, the children are asked to finish what they do, and
    get `STOPPING` seconds for it.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self._database = database
        self._environment = {**os.environ, **_as_environment(settings), "MATCHING_DATABASE_URL": database.url}
        self._settings = settings
        self._stopping = False
        self._apis: list[subprocess.Popen[bytes]] = []
        self._workers: list[subprocess.Popen[bytes]] = []
        self._deaths: deque[float] = deque(maxlen=RESTARTS)
        self._answered = False
        self._revive_at = 0.0

    def __enter__(self) -> "Household":
        for number in STOP:
            signal.signal(number, self._asked_to_stop)
        self._apis = [self._open_api(place) for place in range(self._settings.api_processes)]
        self._workers = [self._open_worker(place) for place in range(self._settings.workers)]
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        children = [*self._apis, *self._workers]
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _farewell(self._settings)
        for child in children:
            _end(child, deadline=deadline)
        return kind is _AskedToStop

    def wait_until_answering(self) -> None:
        """Wait until the API accepts connections.

        Raises
        ------
        ServiceDied
            When a process died, or the API takes longer than `STARTING` seconds.
        """
        deadline = time.monotonic() + STARTING
        while not self._accepts_connections():
            self.look()
            if time.monotonic() > deadline:
                raise ServiceDied(f"The API does not answer after {STARTING} seconds.")
            time.sleep(LOOK_EVERY)
        self._answered = True

    def _accepts_connections(self) -> bool:
        try:
            socket.create_connection((self._settings.host, self._settings.port), timeout=LOOK_EVERY).close()
        except OSError:
            return False
        return True

    def wait(self) -> None:
        """Watch over the children until we are asked to stop; start those that died again.

        Raises
        ------
        ServiceDied
            When they keep dying.
        """
        while True:
            self.look()
            time.sleep(LOOK_EVERY)

    def look(self) -> None:
        """See that everybody lives, the embedded PostgreSQL first; leave the block when we were asked to stop.

        Raises
        ------
        ServiceDied
            As in `wait`.
        """
        if self._stopping:
            raise _AskedToStop
        self._revive()
        for place, api in enumerate(self._apis):
            if api.poll() is not None:
                if not self._answered:
                    raise ServiceDied(
                        f"The API stopped with exit code {api.returncode}; its output above says why."
                    )
                self._bury(api, "The API")
                self._apis[place] = self._open_api(place)
        for place, worker in enumerate(self._workers):
            if worker.poll() is not None:
                self._bury(worker, "A worker")
                self._workers[place] = self._open_worker(place)

    def _revive(self) -> None:
        """Start PostgreSQL again if it died; later, if that can't be done now."""
        if time.monotonic() < self._revive_at:
            return
        try:
            self._database.revive()
        except embedded.EmbeddedUnavailable as error:
            self._revive_at = time.monotonic() + REVIVE_EVERY
            logger.error("PostgreSQL can't be started now; trying again. %s", error)

    def _bury(self, child: subprocess.Popen[bytes], who: str) -> None:
        """Note that a child died, and give up when they keep doing so."""
        _let_go(child)
        now = time.monotonic()
        if len(self._deaths) == RESTARTS and now - self._deaths[0] < RESTARTS_WITHIN:
            raise ServiceDied(f"Processes keep dying, the last with exit code {child.returncode}.")
        self._deaths.append(now)
        logger.warning("%s stopped with exit code %s; starting another.", who, child.returncode)

    def _open_api(self, place: int) -> subprocess.Popen[bytes]:
        address = ("--host", self._settings.host, "--port", str(self._settings.port))
        return self._spawn("api", *address, place=place)

    def _open_worker(self, place: int) -> subprocess.Popen[bytes]:
        return self._spawn("work", place=self._settings.api_processes + place)

    def _spawn(self, *arguments: str, place: int) -> subprocess.Popen[bytes]:
        """Start a child in a session of its own, so that Ctrl-C reaches us first and once.

        Nothing comes through its standard input; that it ends tells the child that we are gone, however we went.

        Parameters
        ----------
        place
            From 0 on those of the API, then the workers: each shows its metrics on a port of its own.
        """
        port = self._settings.metrics_port
        metrics = {"MATCHING_METRICS_PORT": str(port + place if port else 0)}
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "matching", *arguments, "--lifeline"],
            env=self._environment | metrics,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def _as_environment(settings: Settings) -> dict[str, str]:
    """Return the settings as a child process reads them."""
    return {f"MATCHING_{name.upper()}": str(value) for name, value in settings.model_dump().items()}


def _end(child: subprocess.Popen[bytes], *, deadline: float) -> None:
    try:
        child.wait(timeout=max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        logger.warning("Process %s did not stop in time and is killed.", child.pid)
        child.kill()
        child.wait()
    _let_go(child)


def _let_go(child: subprocess.Popen[bytes]) -> None:
    """Close our end of the standard input of a child that is dead."""
    if child.stdin is not None:
        child.stdin.close()


def _farewell(settings: Settings) -> float:
    """Return how long a process may take to finish what it does. [second]"""
    return STOPPING + settings.drain + settings.graceful


def end_with_parent(settings: Settings) -> None:
    """Stop this process when its standard input ends: whoever started it is gone, killed perhaps.

    It finishes what it does, as at any other stop, and is gone as soon as that may take.
    """
    threading.Thread(target=_until_alone, args=(_farewell(settings),), daemon=True).start()


def _until_alone(farewell: float) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    logger.warning("Who started this process is gone: stopping.")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(farewell)
    os.kill(os.getpid(), signal.SIGKILL)
