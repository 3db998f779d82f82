"""The wall in the database itself: who asks is told in every transaction, forgotten with it, and crossed by name."""

import ast
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, true, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from conftest import Doors, Town
from documents import modules, text_of, tree_of
from matching.actors import SYSTEM, Role
from matching.models import ApiKey, Base, Client, Fact, Membership, Proposal
from matching.queries import clients, dwellings, placements, proposals
from matching.queries.event_types import NEUTRAL
from matching.work import Crossing, Work, Workshop
from rows import a_placement, a_proposal_of_somebody, a_waiting_client
from tenancies import REASONS

WALLS = """
    select c.relname, c.relrowsecurity, array_agg(p.polname::text) filter (where p.polname is not null)
    from pg_class c left join pg_policy p on p.polrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    group by c.relname, c.relrowsecurity
"""
TOLD = """
    select concat(
        current_setting('matching.role', true), current_setting('matching.organisation', true),
        current_setting('matching.regions', true), current_setting('matching.key', true)
    )
"""


@pytest.fixture
async def pair(workshop: Workshop, town: Town) -> UUID:
    """Return a proposal of the town's provider and corporation that nobody released."""
    async with workshop.open() as work:
        return (await a_proposal_of_somebody(work, town)).id


async def count(work: Work, table: type[Base]) -> int:
    """Count the rows of a table, without any filter."""
    return await work.session.scalar(select(func.count()).select_from(table)) or 0


def engine_of(workshop: Workshop) -> AsyncEngine:
    engine = workshop.engine
    assert isinstance(engine, AsyncEngine)
    return engine


async def test_every_table_has_a_wall(workshop: Workshop) -> None:
    """For a new one: `select matching_wall('its_name')` in its migration, and a policy for whoever but jobs sees it."""
    async with workshop.open() as work:
        found = {name: (on, set(names or ())) for name, on, names in await work.session.execute(text(WALLS))}

    bare = {name for name in Base.metadata.tables if not found[name][0] or "system" not in found[name][1]}
    assert bare == set()


async def test_each_work_is_told_anew_who_asks(workshop: Workshop, town: Town, pair: UUID) -> None:
    assert pair
    for organisation, expected in ((town.provider, 1), (town.other_provider, 0)) * 2:
        async with workshop.open(town.actor(organisation)) as work:
            assert await count(work, Client) == expected


async def test_only_the_end_of_a_work_commits_it(workshop: Workshop, town: Town) -> None:
    """Its objects are written halfway, for who asks; what is broken off afterwards never was."""

    async def break_off() -> None:
        async with workshop.open() as work:
            await a_proposal_of_somebody(work, town)
            await work.session.commit()
            assert await count(work, Client) == 1
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await break_off()

    async with workshop.open() as work:
        assert await count(work, Client) == 0


async def test_a_connection_remembers_nobody(workshop: Workshop, town: Town, pair: UUID) -> None:
    assert pair
    engine = engine_of(workshop)
    for actor in (SYSTEM, town.actor(town.provider)):
        async with workshop.open(actor) as work:
            assert await count(work, Client) == 1
    async with engine.connect() as connection:
        told = await connection.scalar(text(TOLD))
        wearing = await connection.scalar(text("select current_user::text"))
    assert (told, str(wearing)[-4:]) == ("", "_app")


async def test_who_asks_is_gone_with_the_transaction_that_said_it(workshop: Workshop, pair: UUID) -> None:
    """Past our sessions there is an error, and no empty list to believe in."""
    assert pair
    async with engine_of(workshop).connect() as connection:
        for name in ("clients", "dwellings", "proposals", "organisations"):
            with pytest.raises(ProgrammingError, match="nobody said who is asking"):
                await connection.execute(text(f"select 1 from {name}"))
            await connection.rollback()


async def test_somebody_elses_row_can_not_be_written(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.other_provider)) as work:
        work.session.add(a_waiting_client(work, town))
        with pytest.raises(ProgrammingError, match="row-level security"):
            await work.session.flush()
        await work.session.rollback()


async def test_a_landlord_finds_the_client_from_the_release_on_and_never_writes_it(
    workshop: Workshop, town: Town, pair: UUID
) -> None:
    landlord = town.actor(town.corporation)
    async with workshop.open(landlord) as work:
        assert (await count(work, Client), await count(work, Proposal)) == (0, 0)
    async with workshop.open() as work:
        (await work.session.get_one(Proposal, pair)).released_at = work.at
    async with workshop.open(landlord) as work:
        assert (await count(work, Client), await count(work, Proposal)) == (1, 1)
        assert await work.session.scalar(select(Client.id).with_for_update()) is not None
        with pytest.raises(ProgrammingError, match="row-level security"):
            await work.session.execute(update(Client).values(load=0))
        await work.session.rollback()


async def test_a_crossing_ends_where_it_ends(workshop: Workshop, town: Town, pair: UUID) -> None:
    assert pair
    async with workshop.open(town.actor(town.other_provider)) as work:
        async with work.across(Crossing.TAKEN_PLACES):
            assert await count(work, Client) == 1
        assert await count(work, Client) == 0
        with pytest.raises(ZeroDivisionError):
            async with work.across(Crossing.TAKEN_PLACES):
                raise ZeroDivisionError
        assert await count(work, Client) == 0
        with pytest.raises(ProgrammingError):
            async with work.across(Crossing.TAKEN_PLACES), work.session.begin_nested():
                await work.session.execute(text("select 1 from nowhere"))
        assert await count(work, Client) == 0


def test_every_crossing_is_used_and_explained() -> None:
    """`work.across` names one of them, in so many words: nobody crosses for a reason that is not written down."""
    used = [
        ast.unparse(node.args[0])
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".across")
    ]
    page = text_of("docs/decisions/0023-a-second-wall-in-the-database.md")

    assert set(used) == {f"Crossing.{one.name}" for one in Crossing}
    assert {one.value for one in Crossing if f"`{one.value}`" not in page} == set()


async def test_keys_of_who_works_elsewhere_too_are_not_found_and_not_written(
    workshop: Workshop, town: Town
) -> None:
    coordinator = town.actor(town.coordinator)

    def a_key(work: Work) -> ApiKey:
        wanted = {"role": Role.PROVIDER, "label": "x", "prefix": f"{work.new_id().int:x}"[-12:]}
        return ApiKey(**work.stamp(), organisation_id=town.provider.id, hash=bytes(32), **wanted)

    async with workshop.open(coordinator) as work:
        work.session.add(a_key(work))
    async with workshop.open(coordinator) as work:
        assert await count(work, ApiKey) == 1
    async with workshop.open() as work:
        work.session.add(Membership(organisation_id=town.provider.id, region_id=town.elsewhere.id))

    async with workshop.open(coordinator) as work:
        assert await count(work, ApiKey) == 0
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with workshop.open(coordinator) as work:
            work.session.add(a_key(work))


async def test_what_is_neutral_is_the_same_in_the_database(workshop: Workshop) -> None:
    async with workshop.open() as work:
        found = {
            fact.value for fact in Fact if await work.session.scalar(select(func.matching_neutral(fact)))
        }

    assert found == NEUTRAL


async def test_without_the_first_wall_the_second_stands(
    workshop: Workshop, town: Town, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every list and every row, with the filter of its query taken away."""
    async with workshop.open() as work:
        placement = await a_placement(work, town)
        (await work.session.get_one(Proposal, placement.proposal_id)).reasons = REASONS
        about = {
            "clients": placement.client_id,
            "dwellings": placement.dwelling_id,
            "proposals": placement.proposal_id,
            "placements": placement.id,
        }
    for module, name in (
        (clients, "within_reach"),
        (dwellings, "within_reach"),
        (proposals, "within_reach"),
        (placements, "within_reach"),
    ):
        monkeypatch.setattr(module, name, lambda _actor: true())

    for name, row in about.items():
        owner = town.corporation if name == "dwellings" else town.provider
        rival = town.other_corporation if name == "dwellings" else town.other_provider
        for organisation, expected in ((owner, 1), (rival, 0), (town.stranger, 0)):
            door = await doors.as_organisation(organisation)
            listed = (await door.get(f"/{name}")).json()["items"]
            assert (name, organisation.name, len(listed)) == (name, organisation.name, expected)
            assert (await door.get(f"/{name}/{row}")).status_code == (200 if expected else 404)
