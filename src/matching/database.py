"""The connection: an engine, and what a constraint is called when it says no."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from matching.errors import MatchingError, Unavailable
from matching.walls import WalledSession, behind_the_wall

Sessions = async_sessionmaker[AsyncSession]


class UnusableDatabaseUrl(MatchingError):
    """The database URL can't be used."""

    dutch = "Deze database-URL is niet bruikbaar."


class DatabaseAway(Unavailable):
    """The database does not answer, or is too busy."""

    dutch = "De database antwoordt niet, of heeft het te druk."


AWAY = (OperationalError, PoolTimeout, ConnectionError)
"""What the driver and the pool raise when the database is gone, restarting or overloaded."""


def with_driver(url: str) -> URL:
    """Return a database URL that SQLAlchemy opens with psycopg 3.

    Raises
    ------
    UnusableDatabaseUrl
        When it is not a PostgreSQL URL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UnusableDatabaseUrl("MATCHING_DATABASE_URL is not a URL.") from error
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise UnusableDatabaseUrl(
            f"MATCHING_DATABASE_URL names {parsed.get_backend_name()}; only PostgreSQL works: postgresql://user:password@host/name."
        )
    return parsed.set(drivername="postgresql+psycopg")


def plain(url: str) -> str:
    """Return a database URL as PostgreSQL's own tools and Procrastinate read it."""
    return with_driver(url).set(drivername="postgresql").render_as_string(hide_password=False)


def open_engine(url: str, *, pool_size: int) -> AsyncEngine:
    """Open a pool of connections, all of them behind the second wall; moments come back in UTC.

    Parameters
    ----------
    pool_size
        Connections this process may hold at most. [connection]
    """
    engine = create_async_engine(
        with_driver(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        pool_use_lifo=True,
        connect_args={
            "options": "-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=120000"
        },
    )
    behind_the_wall(engine.sync_engine)
    return engine


def sessions(engine: AsyncEngine) -> Sessions:
    """Return what opens sessions; objects stay readable after a commit."""
    return async_sessionmaker(engine, expire_on_commit=False, sync_session_class=WalledSession)


def violated_constraint(error: IntegrityError) -> str:
    """Return the name of the constraint that said no, or "" when the server did not tell."""
    diagnostics = getattr(error.orig, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""
