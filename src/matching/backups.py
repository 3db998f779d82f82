"""A whole database in one file, made while the service runs, and put back whole or not at all.

The file is a ZIP with `database.dump`, which PostgreSQL's own `pg_dump` makes and `pg_restore` reads, and
`manifest.json`: when, by which version, how many rows, the last seals, and the SHA-256 of the dump. Rows and seals
are counted in the very snapshot that is dumped.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from matching import __version__, embedded, migrations
from matching.database import AWAY, DatabaseAway, plain
from matching.embedded import EmbeddedUnavailable
from matching.errors import Conflict, MatchingError, Unavailable
from matching.migrations import ASIDE

FORMAT = "matchingspunt/backup@1"
DUMP, MANIFEST = "database.dump", "manifest.json"
CHUNK = 1 << 20
"""How much is read at a time. [byte]"""


class NotTheOwner(Unavailable):
    """Row-level security hides rows from this login; a backup needs that of the owner of the tables."""

    dutch = "Deze login ziet niet alle rijen; een back-up vraagt die van de eigenaar van de tabellen."


class BackupUnusable(MatchingError):
    """The backup can't be put back."""

    dutch = "Deze back-up kan niet worden teruggezet."


class DatabaseNotEmpty(Conflict):
    """The database holds something already."""

    dutch = "In deze database staat al iets."


class DatabaseInUse(Conflict):
    """Somebody is connected to the database; stop the service first."""

    dutch = "Er is iets met de database verbonden; stop eerst de dienst."


class NotLookedInto(Unavailable):
    """PostgreSQL did not look what there is; reports may be slow."""

    dutch = "PostgreSQL heeft niet bekeken wat er is; rapportages kunnen traag zijn."


class ToolMissing(Unavailable):
    """PostgreSQL's own tools are not here."""

    dutch = "De hulpprogramma's van PostgreSQL zijn hier niet."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes
    ----------
    revision
        Of the database.
    rows
        By table.
    seals
        The number and the hash of the last link of each trail.
    sha256, size
        Of the dump. [-, byte]
    """

    format: str
    made_at: str
    version: str
    revision: str
    rows: dict[str, int]
    seals: dict[str, tuple[int, str]]
    sha256: str
    size: int


def back_up(url: str, file: Path, *, at: datetime) -> Manifest:
    """Write a database to a new file that only we can read; whoever writes meanwhile is not kept waiting.

    Raises
    ------
    FileExistsError
        When the file is there already.
    NotTheOwner, DatabaseAway, ToolMissing
        When this login does not see every row, the database does not answer, or `pg_dump` is not here.
    RestoreBrokenOff
        When a restore was broken off in it.
    """
    if file.exists():
        raise FileExistsError(f"{file} is there already; choose another name.")
    migrations.require_whole(url)
    part = file.with_name(file.name + ".part")
    with _connected(url) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        _require_owner(connection)
        [snapshot] = _one(connection, "select pg_export_snapshot()")
        try:
            with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
                with ZipFile(out, "w", ZIP_STORED, allowZip64=True) as archive:
                    sha256, size = _dump(url, archive, snapshot=snapshot)
                    manifest = _manifest(connection, at=at, sha256=sha256, size=size)
                    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
                out.flush()
                os.fsync(out.fileno())
            part.rename(file)
        finally:
            part.unlink(missing_ok=True)
    return manifest


def _dump(url: str, archive: ZipFile, *, snapshot: str) -> tuple[str, int]:
    """Stream what `pg_dump` says into the archive; return its SHA-256 and size."""
    digest, size = hashlib.sha256(), 0
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    with (
        archive.open(DUMP, "w", force_zip64=True) as entry,
        _reading("pg_dump", *options, url=url) as said,
    ):
        while chunk := said.read(CHUNK):
            digest.update(chunk)
            entry.write(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _manifest(connection: psycopg.Connection[Any], *, at: datetime, sha256: str, size: int) -> Manifest:
    [revision] = _one(connection, "select version_num from alembic_version")
    last = (
        "select distinct on (trail) trail, number, encode(hash, 'hex') from seals order by trail, number desc"
    )
    return Manifest(
        FORMAT,
        at.isoformat(),
        __version__,
        revision,
        _rows(connection),
        {trail: (number, head) for trail, number, head in connection.execute(last)},
        sha256,
        size,
    )


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself.

    Raises
    ------
    BackupUnusable
        When it is none of ours.
    """
    try:
        with ZipFile(file) as archive:
            told = json.loads(archive.read(MANIFEST))
        told["seals"] = {trail: tuple(link) for trail, link in told["seals"].items()}
        manifest = Manifest(**told)
    except (BadZipFile, KeyError, TypeError, ValueError) as error:
        raise BackupUnusable(f"{file} is no backup of ours, or is damaged.") from error
    if manifest.format != FORMAT:
        raise BackupUnusable(f"{file} is of the format {manifest.format}; this version reads {FORMAT}.")
    if not migrations.knows(manifest.revision):
        raise BackupUnusable(
            f"{file} was made by version {manifest.version}, at revision {manifest.revision}, which this version "
            f"({__version__}) does not know: restore with that version, or a later one."
        )
    return manifest


@contextmanager
def alone(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Connect to a database in which nobody else is; what a restore that was broken off put aside is there again.

    Raises
    ------
    DatabaseInUse
        When somebody is connected.
    """
    with _connected(url) as connection:
        connection.autocommit = True
        _require_alone(connection)
        _bring_back(connection)
        yield connection


@contextmanager
def putting_back(
    connection: psycopg.Connection[Any], url: str, file: Path, *, replace: bool
) -> Iterator[Manifest]:
    """Put a backup into a database, and bring it to this version; only after the block what was there is gone.

    When it fails, or the block does, what was there is there again. When it is killed, that stands aside, and
    `alone` brings it back: who was erased since is told by that database, and nowhere else.

    Parameters
    ----------
    connection
        As `alone` gives it.
    replace
        Whether what is there may go.

    Raises
    ------
    BackupUnusable
        When it is none of ours, was damaged, is of a later version, or does not give the rows it says.
    DatabaseNotEmpty
        When something is there and was not to be replaced.
    """
    manifest = read_manifest(file)
    _require_sound(file, manifest)
    empty = not _tables(connection)
    if not (empty or replace):
        raise DatabaseNotEmpty("Give an empty one, or say --replace to lose what is in it.")
    with _aside(connection):
        _pour(url, file)
        if _rows(connection) != manifest.rows:
            raise BackupUnusable(f"{file} does not give the rows that it says.")
        migrations.migrate(url)
        yield manifest


MOVE = sql.SQL("alter schema {} rename to {}")
DROP = sql.SQL("drop schema {} cascade")


@contextmanager
def _aside(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Put what is there aside meanwhile; throw it away in the end, or put it back when something fails."""
    here, there = _schema(connection), sql.Identifier(ASIDE)
    with connection.transaction():
        connection.execute(MOVE.format(here, there))
        connection.execute(sql.SQL("create schema {}").format(here))
        connection.execute(sql.SQL("grant usage on schema {} to public").format(here))
    try:
        yield
    except BaseException:
        _bring_back(connection)
        raise
    connection.execute(DROP.format(there))


def _bring_back(connection: psycopg.Connection[Any]) -> None:
    """Put back what was put aside, in the place of what half replaces it; do nothing where nothing was."""
    here, there = _schema(connection), sql.Identifier(ASIDE)
    with connection.transaction():
        if connection.execute("select to_regnamespace(%s)", [ASIDE]).fetchone() != (None,):
            connection.execute(DROP.format(here))
            connection.execute(MOVE.format(there, here))


def _schema(connection: psycopg.Connection[Any]) -> sql.Identifier:
    return sql.Identifier(_one(connection, "select current_schema()")[0] or "public")


def _pour(url: str, file: Path) -> None:
    """Stream the dump into `pg_restore`, in one transaction."""
    options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    with (
        ZipFile(file) as archive,
        archive.open(DUMP) as entry,
        _telling("pg_restore", *options, url=url) as listening,
        suppress(BrokenPipeError),  # it says itself why it left
    ):
        shutil.copyfileobj(entry, listening, CHUNK)


def learn(connection: psycopg.Connection[Any]) -> None:
    """Have PostgreSQL look what there is: it planned as for empty tables, and reports ran out of time for minutes.

    Raises
    ------
    NotLookedInto
        When it could not; nothing is lost by that.
    """
    try:
        connection.execute("vacuum (analyze)")
    except psycopg.Error as error:
        raise NotLookedInto(
            "All is restored. But PostgreSQL could not look what there is, and reports may be slow until it does: "
            f"have it do `vacuum (analyze)`. It says: {error}"
        ) from error


def _require_sound(file: Path, manifest: Manifest) -> None:
    try:
        with ZipFile(file) as archive, archive.open(DUMP) as entry:
            found = hashlib.file_digest(entry, "sha256").hexdigest()  # type: ignore[arg-type]
    except (BadZipFile, KeyError, EOFError) as error:
        raise BackupUnusable(f"{file} is damaged.") from error
    if found != manifest.sha256:
        raise BackupUnusable(f"{file} is damaged: its dump is not the one that was made.")


def _require_owner(connection: psycopg.Connection[Any]) -> None:
    if _one(connection, "select row_security_active('clients')")[0]:
        raise NotTheOwner("Set MATCHING_DATABASE_URL to the login that `matchingspunt migrate` has.")


def _require_alone(connection: psycopg.Connection[Any]) -> None:
    [others] = _one(
        connection,
        "select count(*) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
    )
    if others:
        raise DatabaseInUse(f"Connected: {others}.")


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    query = (
        "select relname from pg_class where relkind in ('r', 'p') "
        "and relnamespace = current_schema()::regnamespace order by relname"
    )
    return [name for [name] in connection.execute(query)]


def _rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Return how many rows every table has."""
    count = sql.SQL("select count(*) from {}")
    return {
        name: connection.execute(count.format(sql.Identifier(name))).fetchone()[0]  # type: ignore[index]
        for name in _tables(connection)
    }


def _one(connection: psycopg.Connection[Any], query: str) -> Any:
    return connection.execute(query.encode()).fetchone()


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    try:
        with psycopg.connect(plain(url), connect_timeout=10) as connection:
            yield connection
    except psycopg.errors.UndefinedTable as error:
        raise BackupUnusable("There is nothing of ours in this database.") from error
    except (*AWAY, psycopg.OperationalError) as error:
        raise DatabaseAway(f"The database does not answer, or refuses us: {error}") from error


@contextmanager
def _reading(program: str, *options: str, url: str) -> Iterator[IO[bytes]]:
    """Read what a program of PostgreSQL's says."""
    with _running(program, *options, url=url, stdout=subprocess.PIPE) as process:
        if process.stdout:
            yield process.stdout


@contextmanager
def _telling(program: str, *options: str, url: str) -> Iterator[IO[bytes]]:
    """Tell a program of PostgreSQL's something."""
    with _running(program, *options, url=url, stdin=subprocess.PIPE) as process:
        if process.stdin:
            yield process.stdin


@contextmanager
def _running(
    program: str, *options: str, url: str, stdin: int | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of PostgreSQL's programs on a database; its password stands in no list of processes.

    Raises
    ------
    BackupUnusable
        When it fails, with its own last words.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(plain(url)).items()}
    secret = {"PGPASSWORD": parts.pop("password")} if "password" in parts else {}
    command = [_path_of(program), *options, "--no-password", f"--dbname={make_conninfo(**parts)}"]
    environment = {"PATH": os.defpath, "LC_ALL": "C", **secret}
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(  # noqa: S603 - a list of our own words
            command, env=environment, stdin=stdin, stdout=stdout, stderr=words
        )
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            _close(process.stdin, process.stdout)
            process.wait()
        if process.returncode:
            words.seek(0)
            said = words.read().decode(errors="replace").strip().splitlines()
            raise BackupUnusable(f"{program} says: {' '.join(said[-3:])}")


def _close(*pipes: IO[bytes] | None) -> None:
    for pipe in pipes:
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def _path_of(program: str) -> str:
    """Return where a program of PostgreSQL is: the bundled one, or else the machine's."""
    try:
        return str(embedded.bindir() / program)
    except EmbeddedUnavailable:
        found = shutil.which(program)
        if found is None:
            raise ToolMissing(
                f"There is no {program} on this machine; install PostgreSQL's client."
            ) from None
        return found
