"""Bring a database to the tables this version of the code knows, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, NullPool, create_engine, text

from matching.database import AWAY, DatabaseAway, with_driver
from matching.errors import MatchingError, Unavailable
from matching.models import Base
from matching.walls import behind_the_wall, open_gate

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
LOCK = 7_274_653
"""Advisory lock that keeps two migrating processes apart."""


class DatabaseIsBehind(Unavailable):
    """The database has not been migrated to this version."""

    dutch = "De database is nog niet bijgewerkt naar deze versie."


def ours(_item: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """Leave Procrastinate's tables to Procrastinate."""
    return not (kind == "table" and reflected and (name or "").startswith("procrastinate_"))


class UnknownRevision(MatchingError):
    """There is no such revision of the database."""

    dutch = "Deze revisie van de database bestaat niet."


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Connect to a database, without a pool."""
    engine = create_engine(with_driver(url), poolclass=NullPool)
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

    Parameters
    ----------
    to
        `head`, `base`, a revision, or a step such as `-1` or `+1`.

    Raises
    ------
    UnknownRevision
        When there is no such revision or step.
    DatabaseAway
        When the database does not answer, or refuses us.
    WallDown
        As in `open_gate`.
    """
    with _connected(url) as connection:
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        downwards = to == "base" or to.startswith("-")
        try:
            (command.downgrade if downwards else command.upgrade)(_config(connection), to)
        except CommandError as error:
            raise UnknownRevision(f"{to} is no revision that can be reached from here: {error}") from error
        if MigrationContext.configure(connection).get_current_revision() is not None:
            open_gate(connection)
        connection.commit()


def head() -> str:
    """Return the revision this version of the code wants."""
    return ScriptDirectory.from_config(_config()).get_current_head() or "base"


def current(url: str) -> str:
    """Return the revision the database is at, or `base`."""
    with _connected(url) as connection:
        return MigrationContext.configure(connection).get_current_revision() or "base"


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


def require_wall(url: str) -> None:
    """Refuse a database that would not keep one organisation's rows from another's.

    Raises
    ------
    WallDown
        When row-level security does not bind us.
    """
    engine = create_engine(with_driver(url), poolclass=NullPool)
    behind_the_wall(engine)
    with engine.connect():
        pass


def drift(url: str) -> list[str]:
    """Return how a migrated database differs from the tables in the code; empty when it doesn't."""
    from_code = {"include_object": ours, "compare_server_default": True}
    with _connected(url) as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=from_code), Base.metadata)
    return [str(difference) for difference in differences]
