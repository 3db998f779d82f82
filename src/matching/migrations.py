"""Bring a database to the tables this version of the code knows, and back."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from matching.database import AWAY, CONNECTING, DatabaseAway, with_driver
from matching.errors import MatchingError, Unavailable
from matching.models import Base
from matching.walls import behind_the_wall, open_gate

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
LOCK = 7_274_653
"""Advisory lock that keeps two migrating processes apart."""
LOCK_TIMEOUT = 3
"""How long a migration waits for a table; everybody who wants that table waits behind it meanwhile. [second]"""
ASIDE = "matching_before_restore"
"""What the schema of a database is called until what replaces it stands (`matching.backups`)."""
PAUSES = (1, 2, 4, 8, 15, 15, 15, 30, 30, 30)
"""After how long a migration that found a table in use tries again. [second]"""


class DatabaseIsBehind(Unavailable):
    """The database has not been migrated to this version."""

    dutch = "De database is nog niet bijgewerkt naar deze versie."


class RestoreBrokenOff(Unavailable):
    """A restore was broken off here; run `matchingspunt restore` again."""

    dutch = "Hier is een herstel afgebroken; voer `matchingspunt restore` opnieuw uit."


def ours(_item: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """Leave Procrastinate's tables to Procrastinate."""
    return not (kind == "table" and reflected and (name or "").startswith("procrastinate_"))


class TablesInUse(DatabaseAway):
    """Somebody holds a table that a migration needs."""

    dutch = "Iemand houdt een tabel vast die een migratie nodig heeft."


class UnknownRevision(MatchingError):
    """There is no such revision of the database."""

    dutch = "Deze revisie van de database bestaat niet."


class RevisionPassed(MatchingError):
    """The tables are beyond that revision."""

    dutch = "De tabellen zijn die revisie al voorbij."


@contextmanager
def _connected(url: str, *, walled: bool = False) -> Iterator[Connection]:
    """Connect to a database, without a pool, as the owner of the tables or behind the second wall."""
    engine = create_engine(with_driver(url), poolclass=NullPool, connect_args={"connect_timeout": CONNECTING})
    if walled:
        behind_the_wall(engine)
    try:
        with engine.connect() as connection:
            yield connection
    except AWAY as error:
        raise DatabaseAway(
            "The database of MATCHING_DATABASE_URL does not answer, or refuses us: check address, name and password.",
            "De database van MATCHING_DATABASE_URL antwoordt niet, of weigert ons.",
        ) from error


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(url: str, *, to: str = "head") -> None:
    """Bring the database to a revision; of several processes at once, one works and the others wait.

    A migration waits `LOCK_TIMEOUT` seconds for a table, then lets everybody through who came after it, and tries
    again a little later. What earlier migrations did stays done.

    Parameters
    ----------
    to
        `head`, `base`, a revision further on, or a step such as `-1` or `+1`.

    Raises
    ------
    UnknownRevision
        When there is no such revision or step.
    RevisionPassed
        When it lies behind.
    DatabaseAway
        When the database does not answer, or refuses us.
    TablesInUse
        When a table is held all the time: the message says by whom.
    WallDown
        As in `open_gate`.
    """
    with _connected(url) as connection:
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.execute(text(f"set lock_timeout = '{LOCK_TIMEOUT}s'"))
        _require_ahead(connection, to)
        connection.commit()
        _until_free(connection, lambda: _move(connection, to))
        if MigrationContext.configure(connection).get_current_revision() is not None:
            open_gate(connection)
        connection.commit()


def _require_ahead(connection: Connection, to: str) -> None:
    """Refuse a revision that was passed: to go there would do nothing, and going back loses what later tables hold."""
    at = MigrationContext.configure(connection).get_current_revision() or ""
    if to.isdigit() and to < at:
        raise RevisionPassed(f"The tables are at {at}, beyond {to}. To go back, say how many steps: -1, -2.")


def _move(connection: Connection, to: str) -> None:
    downwards = to == "base" or to.startswith("-")
    try:
        (command.downgrade if downwards else command.upgrade)(_config(connection), to)
    except CommandError as error:
        raise UnknownRevision(f"{to} is no revision that can be reached from here: {error}") from error


def _until_free(connection: Connection, move: Callable[[], None]) -> None:
    """Try until nobody holds what is needed, or long enough."""
    for pause in (*PAUSES, None):
        try:
            move()
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable):
                raise
            connection.rollback()
            told = "; ".join(connection.scalars(text(_HOLDERS))) or "nobody any more"
            connection.rollback()
            if pause is None:
                raise TablesInUse(
                    f"A table is in use, try again later. The longest transactions: {told}."
                ) from error
            logger.warning(
                "A table is in use; trying again in %d s. The longest transactions: %s.", pause, told
            )
            time.sleep(pause)
        else:
            return


_HOLDERS = """
    select format('process %s of %s, %s s', pid, usename, extract(epoch from now() - xact_start)::int)
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
    order by xact_start limit 3
"""


def head() -> str:
    """Return the revision this version of the code wants."""
    return ScriptDirectory.from_config(_config()).get_current_head() or "base"


NOTHING = "base"
"""The revision of a database without our tables."""


def knows(revision: str) -> bool:
    """Tell whether this version of the code can bring a database on from a revision."""
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


def current(url: str) -> str:
    """Return the revision the database is at, or `NOTHING`."""
    with _connected(url) as connection:
        return MigrationContext.configure(connection).get_current_revision() or NOTHING


def require_head(url: str) -> None:
    """Refuse a database of another version.

    Raises
    ------
    DatabaseIsBehind
        When the database is not at `head()`.
    """
    found, wanted = current(url), head()
    if found != wanted:
        raise DatabaseIsBehind(
            f"The database is at revision {found}, this version needs {wanted}: run `matchingspunt migrate`."
        )


def require_whole(url: str) -> None:
    """Refuse a database of which only half may be there: what it held before still stands aside.

    Raises
    ------
    RestoreBrokenOff
        When a restore was broken off in it, or is going on.
    """
    with _connected(url) as connection:
        if connection.scalar(text("select to_regnamespace(:aside)"), {"aside": ASIDE}) is not None:
            raise RestoreBrokenOff(
                "A restore was broken off in this database, or is going on. "
                "Run `matchingspunt restore` again: it begins by putting back what was there."
            )


def require_wall(url: str) -> None:
    """Refuse a database that would not keep one organisation's rows from another's.

    Raises
    ------
    WallDown
        When row-level security does not bind us.
    """
    with _connected(url, walled=True):
        pass


def require_usable(url: str) -> None:
    """Refuse a database that can't be worked with.

    Raises
    ------
    DatabaseAway
        When it does not answer, or refuses us.
    RestoreBrokenOff, DatabaseIsBehind, WallDown
        As in `require_whole`, `require_head` and `require_wall`.
    """
    require_whole(url)
    require_head(url)
    require_wall(url)


def drift(url: str) -> list[str]:
    """Return how a migrated database differs from the tables in the code; empty when it doesn't."""
    from_code = {"include_object": ours, "compare_server_default": True}
    with _connected(url) as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=from_code), Base.metadata)
    return [str(difference) for difference in differences]
