"""What the tests stand on: a real PostgreSQL, a migrated database each worker keeps for itself, real commits."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import httpx
import hypothesis
import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from matching.actors import OPERATOR, Actor, Role
from matching.database import plain, with_driver
from matching.main import create_app
from matching.migrations import migrate
from matching.models import Area, Base, Organisation, Region
from matching.operations import keys, organisations, regions
from matching.settings import Settings
from matching.vocabulary import AreaLevel, OrganisationKind
from matching.work import Work, Workshop
from matching.workplace import open_workshop
from testing_database import Postgres

pytest_plugins = ["testing_database"]


def pytest_sessionstart() -> None:
    """Look for no cycles of objects while tests are collected: that is two fifths of what it takes."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for them from now on, but not among what stays to the end."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long walks, which wait a good deal: the others are done meanwhile."""
    items.sort(key=lambda item: "flows" not in item.path.parts)


hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")  # a machine that is busy is no fault of the code

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""The moment at which every test starts."""

KEPT = ("rent_limits", "alembic_version")
"""Tables that are not emptied between tests."""

OF_THE_QUEUE = ("procrastinate_events", "procrastinate_jobs")


Built = TypeVar("Built")


class Caretaker(AbstractContextManager["Caretaker"]):
    """Empties a migrated database and puts back what was there, past every trigger and policy.

    Attributes
    ----------
    kept
        What was built in this database before, by name, and what puts it back.
    """

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(plain(url), autocommit=True)
        self.kept: dict[Hashable, tuple[Any, list[str]]] = {}

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def do(self, statements: Sequence[str]) -> None:
        """Have statements done without triggers and in one message: a round trip each takes as long again."""
        block = "; ".join(["set local session_replication_role = replica", *statements])
        self._connection.execute(f"do $$ begin {block}; end $$".encode())

    def empty(self) -> None:
        """Delete all rows that tests leave."""
        tables = [*(table.name for table in Base.metadata.sorted_tables), *OF_THE_QUEUE]
        self.do(
            [
                *(f"delete from {table}" for table in tables if table not in KEPT),
                "delete from rent_limits where valid_from <> '2026-01-01'",
            ]
        )

    async def once(self, name: Hashable, build: Callable[[], Awaitable[Built]]) -> Built:
        """Build something; from the second time on put all that was there then, row by row, in an empty database."""
        if name in self.kept:
            self.do(self.kept[name][1])
        else:
            self.kept[name] = await build(), self.as_statements()
        built: Built = self.kept[name][0]
        return built

    def as_statements(self) -> list[str]:
        """Return what puts back all that is in the database now."""
        return [
            f"insert into {table} overriding system value "
            f"select * from jsonb_populate_recordset(null::{table}, $rows${found}$rows$)"
            for table in (table.name for table in Base.metadata.sorted_tables if table.name not in KEPT)
            if (found := self._rows(table)) is not None
        ]

    def _rows(self, table: str) -> str | None:
        query = f"select jsonb_agg(to_jsonb(each))::text from {table} each"
        row = self._connection.execute(query.encode()).fetchone()
        return row[0] if row else None


class Clock:
    """A clock that only moves when a test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **duration: float) -> None:
        """Let time pass, as in `clock.tick(days=3)`."""
        self.now += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still at `NOW`."""
    return Clock()


@pytest.fixture(scope="session")
def database_url(postgres: Postgres, worker_id: str) -> Iterator[str]:
    """Return a migrated database of this test worker."""
    name = f"tests_{worker_id}"
    url = postgres.create_database(name)
    migrate(url)
    yield url
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def caretaker(database_url: str, postgres: Postgres) -> Iterator[Caretaker]:
    """Return who may empty the worker's database."""
    with Caretaker(postgres.admin_url_of(with_driver(database_url).database or "")) as opened:
        yield opened


@pytest.fixture
def clean_database(database_url: str, caretaker: Caretaker) -> str:
    """Return the worker's database, emptied of what earlier tests left."""
    caretaker.empty()
    return database_url


@pytest.fixture(scope="session")
async def opened(database_url: str) -> AsyncIterator[Workshop]:
    """Open connections once for all tests: opening them takes longer than most tests."""
    async with open_workshop(Settings(pool_size=10), url=database_url) as workshop:
        yield workshop


@pytest.fixture
def workshop(opened: Workshop, clean_database: str, clock: Clock) -> Workshop:
    """Return what opens units of work with real commits, on an empty database."""
    return replace(opened, clock=clock)


@dataclass(frozen=True, slots=True)
class Town:
    """A small fictitious region to test in: two municipalities, a district and two neighbourhoods each.

    Attributes
    ----------
    coordinator, corporation, provider, municipality
        One organisation of each kind, active in the region.
    other_corporation, other_provider
        Rivals in the same region.
    stranger
        A coordinator of another region, `elders`.
    """

    region: Region
    elsewhere: Region
    coordinator: Organisation
    corporation: Organisation
    other_corporation: Organisation
    provider: Organisation
    other_provider: Organisation
    municipality: Organisation
    stranger: Organisation

    def actor(self, organisation: Organisation) -> Actor:
        """Return the actor of an organisation of the town."""
        region = self.elsewhere if organisation is self.stranger else self.region
        return Actor(Role(organisation.kind.value), organisation.id, frozenset({region.id}))


MUNICIPALITIES = {"GM9001": "Fictiedam", "GM9002": "Verzindorp", "GM9003": "Elderstad"}
NEIGHBOURHOODS = tuple(f"BU{code[2:]}01{number:02}" for code in MUNICIPALITIES for number in (1, 2))
"""BU90010101, BU90010102, BU90020101, ... of which those of GM9003 lie in another region."""


def an_area(code: str, *, level: AreaLevel, name: str, parent: str | None = None) -> Area:
    """Return an area of the test map."""
    return Area(
        code=code,
        level=level,
        year=2024,
        name=name,
        parent_code=parent,
        municipality_code=f"GM{code[2:6]}",
        households=1_000,
        inhabitants=2_100,
        longitude=5.9,
        latitude=50.9,
        outline=None,
        modified_at=NOW,
    )


def the_map() -> list[Area]:
    """Return the areas of the test map, parents first."""
    towns = [an_area(code, level=AreaLevel.MUNICIPALITY, name=name) for code, name in MUNICIPALITIES.items()]
    districts = [
        an_area(f"WK{code[2:]}01", level=AreaLevel.DISTRICT, name=f"Wijk {name}", parent=code)
        for code, name in MUNICIPALITIES.items()
    ]
    neighbourhoods = [
        an_area(code, level=AreaLevel.NEIGHBOURHOOD, name=f"Buurt {code}", parent=f"WK{code[2:8]}")
        for code in NEIGHBOURHOODS
    ]
    return [*towns, *districts, *neighbourhoods]


async def _register(work: Work, kind: OrganisationKind, name: str, region: Region) -> Organisation:
    municipality = "GM9001" if kind is OrganisationKind.MUNICIPALITY else None
    return await organisations.register_organisation(
        work, kind=kind, name=name, municipality=municipality, regions=[region]
    )


@pytest.fixture
async def town(workshop: Workshop, caretaker: Caretaker) -> Town:
    """Return the small region."""
    return await caretaker.once("town", lambda: build_town(workshop))


async def build_town(workshop: Workshop) -> Town:
    """Build the small region in an empty database."""
    async with workshop.open(OPERATOR) as work:
        for area in the_map():
            work.session.add(area)
            await work.session.flush()
        region = await regions.make_region(
            work, slug="fictie", name="Fictie", municipalities=["GM9001", "GM9002"]
        )
        elsewhere = await regions.make_region(work, slug="elders", name="Elders", municipalities=["GM9003"])
        kind = OrganisationKind
        return Town(
            region,
            elsewhere,
            coordinator=await _register(work, kind.COORDINATOR, "Matchingspunt Fictie", region),
            corporation=await _register(work, kind.CORPORATION, "Fictiewonen", region),
            other_corporation=await _register(work, kind.CORPORATION, "Verzinwonen", region),
            provider=await _register(work, kind.PROVIDER, "Fictiezorg", region),
            other_provider=await _register(work, kind.PROVIDER, "Verzinzorg", region),
            municipality=await _register(work, kind.MUNICIPALITY, "Gemeente Fictiedam", region),
            stranger=await _register(work, kind.COORDINATOR, "Matchingspunt Elders", elsewhere),
        )


class Doors:
    """HTTP clients of the service, one for each organisation.

    They change whatever is there, unless a test sends an `If-Match` of its own.
    """

    def __init__(self, workshop: Workshop, transport: httpx.ASGITransport) -> None:
        self._workshop = workshop
        self._transport = transport
        self._stack = AsyncExitStack()

    async def as_organisation(self, organisation: Organisation | None) -> httpx.AsyncClient:
        """Return a client with a fresh key of an organisation; an operator's when it is None."""
        async with self._workshop.open(OPERATOR) as work:
            made = await keys.make_key(work, organisation=organisation, label="test")
        return await self.with_token(made.secret)

    async def with_token(self, token: str | None) -> httpx.AsyncClient:
        """Return a client with a token, or without any."""
        headers = {"If-Match": "*"} | ({"Authorization": f"Bearer {token}"} if token else {})
        client = httpx.AsyncClient(transport=self._transport, base_url="http://test/v1", headers=headers)
        return await self._stack.enter_async_context(client)

    async def as_browser(self) -> httpx.AsyncClient:
        """Return a Dutch browser without scripts, in which nobody is signed in."""
        client = httpx.AsyncClient(
            transport=self._transport,
            base_url="http://test",
            headers={"Accept-Language": "nl"},
            follow_redirects=True,
        )
        return await self._stack.enter_async_context(client)

    async def close(self) -> None:
        """Close all clients."""
        await self._stack.aclose()


class Ticking:
    """What the service takes for its clock: the clock of the test that runs."""

    def __init__(self) -> None:
        self.on = Clock()

    def __call__(self) -> datetime:
        return self.on.now


class Service(NamedTuple):
    """The service on a database, and its clock."""

    app: FastAPI
    ticking: Ticking


@pytest.fixture(scope="session")
async def service(database_url: str) -> AsyncIterator[Service]:
    """Open the service once for all tests, as it is once for all requests."""
    async with open_service(database_url) as opened:
        yield opened


@pytest.fixture
async def doors(service: Service, workshop: Workshop, clock: Clock) -> AsyncIterator[Doors]:
    """Open the service's doors: `await doors.as_organisation(town.provider)` is an httpx client."""
    async with open_doors(workshop, service, clock=clock) as opened:
        yield opened


async def as_owner(work: Work) -> None:
    """Take off, until the end of this work, the role that binds the service: the tables' owner may do more."""
    await work.session.execute(text("set local role none"))


UNHURRIED: dict[str, Any] = {
    "pool_wait": 60,
    "statement_limit": 60,
    "lock_limit": 60,
    "requests_per_minute": 0,
    "stranger_requests_per_minute": 0,
    "free_failures": 0,
}
"""Settings with which a busy machine fails no test, and one address may ask everything."""


@asynccontextmanager
async def open_service(url: str) -> AsyncIterator[Service]:
    """Start the service on a database."""
    ticking = Ticking()
    app = create_app(Settings(pool_size=10, **UNHURRIED), url=url, clock=ticking)
    async with app.router.lifespan_context(app):
        yield Service(app, ticking)


@asynccontextmanager
async def open_doors(workshop: Workshop, service: Service, *, clock: Clock) -> AsyncIterator[Doors]:
    """Open the doors of a service."""
    service.ticking.on = clock
    opened = Doors(workshop, httpx.ASGITransport(service.app, raise_app_exceptions=False))
    yield opened
    await opened.close()


TODAY: date = NOW.date()
UNKNOWN_ID = UUID("00000000-0000-7000-8000-000000000000")
__all__ = ["NEIGHBOURHOODS", "NOW", "TODAY", "UNKNOWN_ID", "Clock", "Doors", "Town"]
