"""Under which logins the second wall stands, and that the service does not start where it doesn't."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url

from conftest import Clock, build_town
from matching.actors import OPERATOR, SYSTEM
from matching.migrations import head, migrate, require_wall
from matching.settings import Settings
from matching.walls import WallDown
from matching.work import Job
from matching.workplace import open_workshop
from rows import somebody_moves_in
from testing_database import Postgres, with_database

SECRET = "for-this-test-only"


@dataclass(frozen=True, slots=True)
class Hosted:
    """A database of an owner who may not make roles, as some hosts give it.

    Attributes
    ----------
    url, other_url
        As its owner; as a login that owns nothing.
    """

    postgres: Postgres
    name: str
    url: str
    other_url: str

    @property
    def bound(self) -> str:
        """Return the role that the wall binds."""
        return f"{self.name}_app"

    def administer(self, statement: str) -> None:
        with psycopg.connect(self.postgres.admin_url_of(self.name), autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture
def hosted(postgres: Postgres, worker_id: str) -> Iterator[Hosted]:
    """Return such a database, without tables."""
    name = f"hosted_{worker_id}"
    roles = (name, f"{name}_web", f"{name}_app")
    postgres.create_database(name)
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        for role in roles:
            admin.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))
        for role in roles[:2]:
            admin.execute(
                sql.SQL("create role {} login password {}").format(sql.Identifier(role), sql.Literal(SECRET))
            )
        admin.execute(sql.SQL("alter database {0} owner to {0}").format(sql.Identifier(name)))
    as_owner, as_other = (
        make_url(with_database(postgres.url, name)).set(username=role, password=SECRET) for role in roles[:2]
    )
    yield Hosted(
        postgres,
        name,
        as_owner.render_as_string(hide_password=False),
        as_other.render_as_string(hide_password=False),
    )
    postgres.drop_database(name)
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        for role in roles:
            admin.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))


async def test_who_may_not_make_roles_is_told_what_to_ask_for(hosted: Hosted) -> None:
    """And after that it works: as the owner, and as a login that is only a member; not with a role that sees all."""
    with pytest.raises(WallDown, match="may not make roles") as told:
        migrate(hosted.url)
    with pytest.raises(WallDown, match="migrate"):
        require_wall(hosted.url)

    hosted.administer(told.value.english.partition("migrate again: ")[2])
    migrate(hosted.url)
    require_wall(hosted.url)

    hosted.administer(f"grant {hosted.bound} to {hosted.name}_web")
    require_wall(hosted.other_url)
    async with open_workshop(Settings(pool_size=2), url=hosted.other_url) as workshop:
        async with workshop.open(SYSTEM) as work:
            await work.defer(Job.SETTLE_OUTCOMES, lock="one")
            assert await work.locks(Job.SETTLE_OUTCOMES) == {"one"}
        async with workshop.open(OPERATOR) as work:
            assert await work.session.scalar(text("select count(*) from clients")) == 0

    hosted.administer(f"alter role {hosted.bound} bypassrls")
    with pytest.raises(WallDown, match=r"does not bind us in: .*clients"):
        require_wall(hosted.url)


async def test_whose_a_proposal_is_is_written_also_for_those_that_were_there(
    postgres: Postgres, worker_id: str, clock: Clock
) -> None:
    """Down and up again, on a database with people in it."""
    url = postgres.create_database(f"tests_migrations_{worker_id}")
    migrate(url)
    async with open_workshop(Settings(pool_size=2), url=url, clock=clock) as workshop:
        town = await build_town(workshop)
        await somebody_moves_in(workshop, town)
    migrate(url, to=f"-{int(head()) - 13}")
    migrate(url, to="0014")

    with psycopg.connect(url) as owner:
        for table in ("proposals", "placements"):
            found = owner.execute(f"select provider_id, corporation_id from {table}".encode()).fetchall()
            assert found == [(town.provider.id, town.corporation.id)]


def test_a_table_without_a_wall_is_named_and_refused(hosted: Hosted) -> None:
    hosted.administer(f"create role {hosted.bound} nologin; grant {hosted.bound} to {hosted.name}")
    migrate(hosted.url)
    with psycopg.connect(hosted.url) as owner:
        owner.execute("create table forgotten (id int)")

    with pytest.raises(WallDown, match="in: forgotten"):
        require_wall(hosted.url)


def test_a_superuser_is_bound_too(hosted: Hosted) -> None:
    hosted.administer(f"create role {hosted.bound} nologin; grant {hosted.bound} to {hosted.name}")
    migrate(hosted.url)

    require_wall(hosted.postgres.admin_url_of(hosted.name))
