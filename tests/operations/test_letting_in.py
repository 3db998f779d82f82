"""Who comes with a key is let in by one question, and asks from then on as who they are."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from conftest import Clock, Town, as_owner
from matching.actors import OPERATOR
from matching.errors import Unauthenticated
from matching.models import Organisation
from matching.operations import keys, organisations
from matching.walls import Asking
from matching.work import Workshop

TOLD = text("""
    select current_setting('matching.role', true), current_setting('matching.organisation', true),
        current_setting('matching.regions', true), current_setting('matching.key', true),
        current_setting('matching.owner', true)
""")


async def a_key(workshop: Workshop, organisation: Organisation | None, **facts: object) -> str:
    async with workshop.open(OPERATOR) as work:
        return (await keys.make_key(work, organisation=organisation, label="test", **facts)).secret  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["provider", "corporation", "coordinator", "municipality", None])
async def test_the_database_tells_itself_what_we_would_have_told_it(
    workshop: Workshop, town: Town, who: str | None
) -> None:
    secret = await a_key(workshop, getattr(town, who) if who else None)

    async with workshop.open_to_a_stranger() as work:
        actor = await keys.identify(work, secret=secret)
        told = (await work.session.execute(TOLD)).one()

    asking = Asking.of(actor)
    assert tuple(told) == (asking.role, asking.organisation, asking.regions, asking.key, asking.owner)


async def test_of_several_regions_too(workshop: Workshop, town: Town) -> None:
    async with workshop.open(OPERATOR) as work:
        both = await organisations.register_organisation(
            work,
            kind=town.provider.kind,
            name="Overalzorg",
            municipality=None,
            regions=[town.region, town.elsewhere],
        )
    secret = await a_key(workshop, both)

    async with workshop.open_to_a_stranger() as work:
        actor = await keys.identify(work, secret=secret)
        told = (await work.session.execute(TOLD)).one()

    assert actor.region_ids == {town.region.id, town.elsewhere.id}
    assert set(told[2].strip("{}").split(",")) == set(map(str, actor.region_ids))


async def test_a_stranger_sees_no_table(workshop: Workshop, town: Town) -> None:
    async with workshop.open_to_a_stranger() as work:
        with pytest.raises(ProgrammingError, match="nobody said who is asking"):
            await work.session.execute(select(Organisation.id))
        await work.session.rollback()


@pytest.mark.parametrize("change", ["the secret", "the prefix", "no key at all"])
async def test_who_has_no_key_stays_a_stranger(workshop: Workshop, town: Town, change: str) -> None:
    secret = await a_key(workshop, town.provider)
    prefix = secret.split("_")[1]
    sent = {
        "the secret": secret[:-1] + ("A" if secret[-1] != "A" else "B"),
        "the prefix": secret.replace(prefix, prefix[::-1] + "0"),
        "no key at all": "mp_",
    }[change]

    async with workshop.open_to_a_stranger() as work:
        with pytest.raises(Unauthenticated):
            await keys.identify(work, secret=sent)
        told = (await work.session.execute(TOLD)).one()

    assert not any(told)


async def test_a_key_works_until_it_expires(workshop: Workshop, town: Town, clock: Clock) -> None:
    secret = await a_key(workshop, town.provider, expires_at=clock.now + timedelta(hours=1))

    clock.tick(minutes=59, seconds=59)
    async with workshop.open_to_a_stranger() as work:
        assert (await keys.identify(work, secret=secret)).organisation_id == town.provider.id
    clock.tick(seconds=1)
    async with workshop.open_to_a_stranger() as work:
        with pytest.raises(Unauthenticated):
            await keys.identify(work, secret=secret)


async def test_a_connection_that_the_server_left_is_handed_to_nobody(workshop: Workshop, town: Town) -> None:
    """As after a restart of PostgreSQL: no request fails on what the pool still holds."""
    engine = workshop.engine
    assert isinstance(engine, AsyncEngine)
    async with workshop.open() as first, workshop.open() as second, workshop.open() as third:
        for work in (first, second, third):
            await work.session.execute(text("select 1"))
    async with workshop.open() as work:
        await as_owner(work)
        gone = await work.session.scalar(
            text(
                "select count(pg_terminate_backend(pid, 20000)) from pg_stat_activity "
                "where pid <> pg_backend_pid() and datname = current_database() and usename = session_user"
            )
        )
    assert gone is not None
    assert gone >= 2

    async with workshop.open() as first, workshop.open() as second, workshop.open() as third:
        for work in (first, second, third):
            assert await work.session.scalar(text("select 1")) == 1
