"""The connection: an engine, and what a constraint is called when it says no."""

from dataclasses import dataclass
from select import POLLIN, poll
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from matching.errors import MatchingError, Unavailable
from matching.walls import behind_the_wall


class UnusableDatabaseUrl(MatchingError):
    """The database URL can't be used."""

    dutch = "Deze database-URL is niet bruikbaar."


class DatabaseAway(Unavailable):
    """The database does not answer, or is too busy."""

    dutch = "De database antwoordt niet, of heeft het te druk."


class NoConnectionFree(DatabaseAway):
    """All connections to the database are in use."""

    dutch = "Alle verbindingen met de database zijn bezet."
    wait = 1


class TookTooLong(DatabaseAway):
    """What was asked of the database took too long."""

    dutch = "Wat de database moest doen, duurde te lang."


class HeldUp(DatabaseAway):
    """Somebody else is changing the same thing."""

    dutch = "Iemand anders wijzigt net hetzelfde."
    wait = 1


CONNECTING = 10
"""How long it may take to reach the database. [second]"""

AWAY = (OperationalError, PoolTimeout, ConnectionError)
"""What the driver and the pool raise when the database is gone, restarting or overloaded."""

_BY_STATE: dict[str, type[DatabaseAway]] = {
    "57014": TookTooLong,  # statement_timeout
    "25P03": TookTooLong,  # idle_in_transaction_session_timeout, an InternalError
    "55P03": HeldUp,  # lock_timeout
    "40P01": HeldUp,  # a deadlock, of which we were the one to give way
}
NOTHING_STORED = "Nothing was stored; send it again.", "Er is niets opgeslagen; stuur het opnieuw."


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the database may keep somebody waiting.

    Attributes
    ----------
    connection
        For a connection of the pool. [second]
    statement, lock
        For one statement, and for what somebody else holds. [second]
    idle
        How long a transaction may stand still before the server ends it. [second]
    """

    connection: float
    statement: float
    lock: float
    idle: float

    @property
    def options(self) -> str:
        """Return them as PostgreSQL's own settings of a connection.

        Without compiling statements (`jit`): behind row-level security their cost is guessed far too high, and
        compiling takes ten times what the statement does. docs/decisions/0038 has the figures.
        """
        return (
            f"-c timezone=UTC -c jit=off -c statement_timeout={self.statement * 1000:.0f} "
            f"-c lock_timeout={self.lock * 1000:.0f} "
            f"-c idle_in_transaction_session_timeout={self.idle * 1000:.0f}"
        )


FOR_JOBS = Limits(connection=30, statement=300, lock=60, idle=120)
"""Nobody sits waiting for a job."""


def unavailable(error: Exception) -> DatabaseAway | None:
    """Return what to answer when the database did not do what was asked; None when that is a fault of ours."""
    if isinstance(error, PoolTimeout):
        return NoConnectionFree(*NOTHING_STORED)
    kind = _BY_STATE.get(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
    if kind is not None:
        return kind(*NOTHING_STORED)
    if not isinstance(error, AWAY):
        return None
    return DatabaseAway(
        "PostgreSQL does not answer now. Try again: under the same Idempotency-Key nothing is done twice.",
        "PostgreSQL antwoordt nu niet. Probeer het opnieuw: met dezelfde Idempotency-Key gebeurt niets dubbel.",
    )


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


def open_engine(url: str, *, pool_size: int, limits: Limits) -> AsyncEngine:
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
        pool_timeout=limits.connection,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"options": limits.options, "connect_timeout": CONNECTING},
    )
    behind_the_wall(engine.sync_engine)
    event.listen(engine.sync_engine, "checkout", _leave_the_dead)
    return engine


def _leave_the_dead(connection: Any, _record: object, _proxy: object) -> None:
    """Let the pool open new connections when the server has left this one, which costs no round trip to notice.

    Nobody is asking, so there should be nothing to read: what is there is a farewell, or the end.
    """
    waiting = poll()
    waiting.register(connection.driver_connection.fileno(), POLLIN)
    if waiting.poll(0):
        raise InvalidatePoolError


def violated_constraint(error: IntegrityError) -> str:
    """Return the name of the constraint that said no, or "" when the server did not tell."""
    diagnostics = getattr(error.orig, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""
