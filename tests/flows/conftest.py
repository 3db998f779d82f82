"""A demo with a finished matching run and what was asked about it, and a client of HTTP for each role."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from conftest import UNHURRIED
from matching.actors import Role
from matching.demo import ask, build, make_keys, request_run
from matching.main import create_app
from matching.migrations import migrate
from matching.operations.runs import carry_out_run
from matching.operations.studies import carry_out_study
from matching.settings import Settings
from matching.work import Workshop
from matching.workplace import open_workshop
from testing_database import Postgres


@pytest.fixture
def empty_url(postgres: Postgres, worker_id: str) -> Iterator[str]:
    """Return a migrated database with nothing in it."""
    name = f"flow_empty_{worker_id}"
    url = postgres.create_database(name)
    migrate(url)
    yield url
    postgres.drop_database(name)


@pytest.fixture(scope="session")
async def demo_template(postgres: Postgres, testrun_uid: str) -> str:
    """Return the name of a database with the demo and its matching, to be copied.

    It takes a quarter of a minute: the first worker that asks makes it for all of this run, and the others wait.
    """
    name = f"{TEMPLATE}{testrun_uid}"
    with postgres.alone():
        stand = postgres.databases(TEMPLATE)
        if name not in stand:
            for left in stand:
                postgres.drop_database(left)
            url = postgres.create_database(BEGUN)
            migrate(url)
            await fill_demo(url)
            postgres.create_database(name, template=BEGUN)
            postgres.drop_database(BEGUN)
    return name


TEMPLATE, BEGUN = "flow_template_", "flow_begun"


@pytest.fixture
def demo_url(postgres: Postgres, worker_id: str, demo_template: str) -> Iterator[str]:
    """Return a database with the demo and its matching."""
    name = f"flow_demo_{worker_id}"
    yield postgres.create_database(name, template=demo_template)
    postgres.drop_database(name)


@pytest.fixture
async def demo_doors(demo_url: str) -> AsyncIterator[dict[Role, httpx.AsyncClient]]:
    """Return a client for each role, on a demo with a finished matching run."""
    async with demo_clients(demo_url) as doors:
        yield doors


SETTINGS = Settings(pool_size=5, **UNHURRIED)


async def fill_demo(url: str) -> None:
    """Build the demo in a migrated database, run its matching, and answer what is asked about it."""
    async with open_workshop(SETTINGS, url=url) as workshop:
        await build(workshop, tell=lambda _what: None)
        await carry_out_run(workshop, run_id=await request_run(workshop), threads=2)
        for study_id in await ask(workshop):
            await carry_out_study(workshop, study_id=study_id, threads=2)


@asynccontextmanager
async def demo_service(url: str, settings: Settings = SETTINGS) -> AsyncIterator[tuple[FastAPI, Workshop]]:
    """Start the service on a demo."""
    async with open_workshop(settings, url=url) as workshop:
        app = create_app(settings, url=url)
        async with app.router.lifespan_context(app):
            yield app, workshop


@asynccontextmanager
async def open_demo(url: str) -> AsyncIterator[dict[Role, httpx.AsyncClient]]:
    """Fill a migrated database with the demo, and open its doors: a client for each role."""
    await fill_demo(url)
    async with demo_clients(url) as doors:
        yield doors


@asynccontextmanager
async def demo_clients(url: str) -> AsyncIterator[dict[Role, httpx.AsyncClient]]:
    """Return a client for each role, on a demo."""
    async with AsyncExitStack() as stack:
        app, workshop = await stack.enter_async_context(demo_service(url))
        yield {
            key.role: await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(app, raise_app_exceptions=False),
                    base_url="http://test/v1",
                    headers={"Authorization": f"Bearer {key.secret}"},
                )
            )
            for key in await make_keys(workshop)
        }
