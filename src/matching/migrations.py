"""Bring a database to the tables this version of the code knows, and back."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from matching.database import with_driver
from matching.errors import Unavailable
from matching.models import Base

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
LOCK = 7_274_653
"""Advisory lock that keeps two migrating processes apart."""


class DatabaseIsBehind(Unavailable):
    """The database has not been migrated to this version."""

    dutch = "De database is nog niet bijgewerkt naar deze versie."


def ours(_item: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """Leave Procrastinate's tables to Procrastinate."""
    return not (kind == "table" and reflected and (name or "").startswith("procrastinate_"))


def _engine(url: str) -> Engine:
    return create_engine(with_driver(url), poolclass=NullPool)


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
    """
    engine = _engine(url)
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        downwards = to == "base" or to.startswith("-")
        (command.downgrade if downwards else command.upgrade)(_config(connection), to)
        connection.commit()
    engine.dispose()


def head() -> str:
    """Return the revision this version of the code wants."""
    return ScriptDirectory.from_config(_config()).get_current_head() or "base"


def current(url: str) -> str:
    """Return the revision the database is at, or `base`."""
    with _engine(url).connect() as connection:
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


def drift(url: str) -> list[str]:
    """Return how a migrated database differs from the tables in the code; empty when it doesn't."""
    from_code = {"include_object": ours, "compare_server_default": True}
    with _engine(url).connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=from_code), Base.metadata)
    return [str(difference) for difference in differences]
