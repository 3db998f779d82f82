"""The second wall: row-level security in PostgreSQL, so that a query that forgets its filter finds nothing.

The policies stand in `migrations/second_wall_0014.sql`. They bind whoever doesn't own the tables, so a connection
of the service puts on a role that owns nothing, `<owner>_app`, before anybody gets it, for as long as it lives.
Who is asking is told anew in each transaction, and forgotten with it: without it every table refuses.
"""

from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from matching.actors import Actor
from matching.errors import Unavailable
from matching.questions import Asked, Question

_ROLE = """
    select left(pg_get_userbyid(relowner), 59) || '_app', current_user
    from pg_class where oid = 'clients'::regclass
"""
"""The name is the owner's, so that two installations on one server share a role only where they share an owner."""

_PUT_ON = "select set_config('role', %s, false)"
_UNBOUND = """
    select coalesce(string_agg(relname, ', ' order by relname), '') from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace
    and relowner = (select relowner from pg_class where oid = 'clients'::regclass)
    and relname <> 'alembic_version' and relname not like 'procrastinate\\_%' and not row_security_active(oid)
"""
_GRANTS = """
    select string_agg(format(
        'grant %s on %s to %s',
        case when relname = 'alembic_version' then 'select' when relkind = 'S' then 'usage'
            else 'select, insert, update, delete' end,
        oid::regclass,
        cast(:role as text)
    ), '; ') from pg_class
    where relkind in ('r', 'S') and relnamespace = current_schema()::regnamespace
    and relowner = (select relowner from pg_class where oid = 'clients'::regclass)
"""
_TELL = Question("""
    select set_config('matching.role', %(role)s, true), set_config('matching.organisation', %(organisation)s, true),
        set_config('matching.regions', %(regions)s, true), set_config('matching.key', %(key)s, true),
        set_config('matching.owner', %(owner)s, true)
""")


class WallDown(Unavailable):
    """PostgreSQL would not keep one organisation's rows from another's."""

    dutch = "PostgreSQL zou de rijen van organisaties niet uit elkaar houden."


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, as the policies read it."""

    role: str
    organisation: str
    regions: str
    key: str
    owner: str

    @classmethod
    def of(cls, actor: Actor) -> "Asking":
        """Return an actor as the policies read it."""
        regions = ",".join(sorted(map(str, actor.region_ids)))
        organisation = str(actor.organisation_id or "")
        return cls(
            actor.role.value, organisation, f"{{{regions}}}", str(actor.key_id or ""), str(actor.owner)
        )

    @property
    def told(self) -> Asked:
        """Return what tells the database, until the end of the transaction."""
        return _TELL(**asdict(self))


NOBODY = Asking("", "", "", "", "")
"""Who did not say yet who asks: nothing is told, and every table refuses."""


def behind_the_wall(engine: Engine) -> None:
    """Let every connection of an engine put on the role that the policies bind, before anybody gets it.

    For as long as the connection lives: the role is the same for everybody, and says nothing of who asks.
    """
    event.listen(engine, "connect", _put_on)


def _put_on(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(_ROLE)
        [role, _] = cursor.fetchone()
        cursor.execute(_PUT_ON, (role,))
        cursor.execute(_UNBOUND)
        [unbound] = cursor.fetchone()
    except (psycopg.DataError, psycopg.ProgrammingError) as error:
        raise WallDown(
            f"The role that row-level security binds is not there, or not ours to use: {error}. "
            "Run `matchingspunt migrate` as the owner of the tables."
        ) from error
    finally:
        cursor.close()
    if unbound:
        raise WallDown(f"Row-level security does not bind us in: {unbound}. Run `matchingspunt migrate`.")
    connection.commit()


def open_gate(connection: Connection) -> None:
    """Make the role that the policies bind, unless it is there, and let it use the tables; as their owner.

    Done after every migration: a table that came is used too, and a database that was restored on another
    server finds its role.

    Raises
    ------
    WallDown
        When we may not make the role: says what an administrator has to do, once.
    """
    quoted = connection.dialect.identifier_preparer.quote_identifier
    role, owner = (quoted(name) for name in connection.execute(text(_ROLE)).one())
    if not _may_put_on(connection, role):
        _tried(connection, f"create role {role} nologin")
        _tried(connection, f"grant {role} to {owner}")
        if not _may_put_on(connection, role):
            raise WallDown(
                f"{owner} may not make roles. Let an administrator of PostgreSQL do this once, and migrate again: "
                f"create role {role} nologin; grant {role} to {owner};"
            )
    connection.exec_driver_sql(connection.scalar(text(_GRANTS), {"role": role}) or "")


def _may_put_on(connection: Connection, role: str) -> bool:
    return _tried(connection, f"set local role {role}") and _tried(connection, "reset role")


def _tried(connection: Connection, statement: str) -> bool:
    """Tell whether a statement succeeds: another database on the same server may be first."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except DBAPIError:
        return False
    return True
