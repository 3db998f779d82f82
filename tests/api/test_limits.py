"""Who asks too often, or keeps failing, is asked to wait; who has a key that works is never shut out by others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from conftest import Clock, Doors, Town
from issuers import IssuerServer
from matching.doors.gate import WORKING_KEYS_ARE_FRESH
from matching.main import create_app
from matching.settings import Settings


class Seconds:
    """A clock that only goes forward, when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def a_service(url: str, clock: Clock, **settings: object) -> AsyncIterator[tuple[FastAPI, Seconds]]:
    """Run a service with settings of its own, and return it with what its gate takes for the time."""
    app = create_app(Settings(**{"pool_size": 3, **settings}), url=url, clock=clock)  # type: ignore[arg-type]
    seconds = Seconds()
    async with app.router.lifespan_context(app):
        app.state.gate.tick = seconds
        yield app, seconds


def asking(app: FastAPI, token: str | None = None, *, host: str = "192.0.2.1") -> httpx.AsyncClient:
    """Return a client of a service at an address."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(host, 1))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(transport=transport, base_url="http://test/v1", headers=headers)


async def a_key(doors: Doors, town: Town) -> str:
    client = await doors.as_organisation(town.provider)
    return client.headers["Authorization"].removeprefix("Bearer ")


WRONG = "mp_000000000000_nothing"


async def test_a_key_may_ask_so_often_and_is_told_when_again(
    doors: Doors, town: Town, clean_database: str, clock: Clock
) -> None:
    keys = [await a_key(doors, town) for _ in range(2)]
    async with a_service(clean_database, clock, requests_per_minute=3) as (app, seconds):
        first, second = (asking(app, key) for key in keys)

        answers = [await first.get("/me") for _ in range(4)]

        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert [one.headers["RateLimit"] for one in answers] == [
            '"key";r=2;t=20',
            '"key";r=1;t=40',
            '"key";r=0;t=60',
            '"key";r=0;t=60',
        ]
        assert answers[3].headers["RateLimit-Policy"] == '"key";q=3;w=60'
        assert answers[3].headers["Retry-After"] == "20"
        assert answers[3].headers["Content-Type"] == "application/problem+json"
        assert answers[3].json()["type"] == "/problems/too-many-requests"
        assert (await second.get("/me")).status_code == 200, "another key has a pace of its own"

        seconds.now += 20
        assert [(await first.get("/me")).status_code for _ in range(2)] == [200, 429]


async def test_who_may_not_ask_now_costs_no_look_at_the_database(
    doors: Doors, town: Town, clean_database: str, clock: Clock
) -> None:
    async with a_service(clean_database, clock, requests_per_minute=1) as (app, _):
        client = asking(app, await a_key(doors, town))
        assert (await client.get("/me")).status_code == 200

        app.state.workshop = None  # whoever asks it now breaks

        assert (await client.get("/me")).status_code == 429


async def test_strangers_are_paced_by_address_but_not_who_looks_after_us(
    doors: Doors, town: Town, clean_database: str, clock: Clock
) -> None:
    async with a_service(clean_database, clock, stranger_requests_per_minute=2) as (app, seconds):
        here, elsewhere = asking(app), asking(app, host="192.0.2.2")
        asked = ["/me", "/openapi.json", "/me"]

        assert [(await here.get(path)).status_code for path in asked] == [401, 200, 429]
        assert (await here.get("http://test/docs")).status_code == 429
        assert (await elsewhere.get("/me")).status_code == 401
        assert (await here.get("/health/live")).status_code == 200
        assert (await asking(app, await a_key(doors, town)).get("/me")).status_code == 200
        seconds.now += 30
        assert [(await here.get("/me")).status_code for _ in range(2)] == [401, 429]


async def test_wrong_keys_cost_ever_more_and_a_right_one_is_let_in(
    doors: Doors, town: Town, clean_database: str, clock: Clock
) -> None:
    async with a_service(clean_database, clock, free_failures=3) as (app, seconds):
        guesser, neighbour = asking(app, WRONG), asking(app, await a_key(doors, town))

        answers = [await guesser.get("/me") for _ in range(5)]

        assert [one.status_code for one in answers] == [401, 401, 401, 401, 429]
        assert answers[4].headers["Retry-After"] == "1"
        assert answers[4].json()["type"] == "/problems/too-many-failures"
        assert (await neighbour.get("/me")).status_code == 200, "at the same address"
        assert (await asking(app, WRONG, host="192.0.2.2").get("/me")).status_code == 401, "elsewhere"

        for wait in (1, 2, 4):
            seconds.now += wait
            assert [(await guesser.get("/me")).status_code for _ in range(2)] == [401, 429]
        assert (await guesser.get("/me")).headers["Retry-After"] == "8"
        assert (await neighbour.get("/me")).status_code == 200


async def test_a_key_made_meanwhile_is_let_in_soon_and_one_taken_back_is_not(
    doors: Doors, town: Town, clean_database: str, clock: Clock
) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    path = f"/organisations/{town.provider.id}/keys"
    old = (await coordinator.post(path, json={"label": "old"})).json()
    async with a_service(clean_database, clock, free_failures=1) as (app, seconds):
        guesser = asking(app, WRONG)
        assert [(await guesser.get("/me")).status_code for _ in range(3)] == [401, 401, 429]
        new = (await coordinator.post(path, json={"label": "new"})).json()
        assert (await asking(app, old["secret"]).get("/me")).status_code == 200

        await coordinator.delete(f"{path}/{old['id']}")
        assert (await asking(app, old["secret"]).get("/me")).status_code == 401, "at once"

        seconds.now += WORKING_KEYS_ARE_FRESH + 1
        assert [(await guesser.get("/me")).status_code for _ in range(2)] == [401, 429]
        assert (await asking(app, new["secret"]).get("/me")).status_code == 200
        assert (await asking(app, old["secret"]).get("/me")).status_code == 429


async def test_failing_is_cheap_for_us(doors: Doors, town: Town, clean_database: str, clock: Clock) -> None:
    async with a_service(clean_database, clock, free_failures=1) as (app, _):
        for number in range(3):
            await asking(app, f"mp_{number:012}_x").get("/me")
        app.state.workshop = None  # whoever asks it now breaks

        for number in range(50):
            assert (await asking(app, f"mp_{number:012}_y").get("/me")).status_code == 429


async def test_tokens_that_are_no_good_are_slowed_and_a_good_one_is_let_in(
    town: Town, clean_database: str, clock: Clock
) -> None:
    with IssuerServer() as issuer:
        settings = {"oidc_issuer": issuer.url, "free_failures": 2, "requests_per_minute": 2}
        good = {"organisation": str(town.provider.id), "roles": ["provider"]}
        async with a_service(clean_database, clock, **settings) as (app, _):
            forger = asking(app, "no.token.at-all")
            assert [(await forger.get("/me")).status_code for _ in range(4)] == [401, 401, 401, 429]

            answers = [
                await asking(app, issuer.token(**good, sub=who)).get("/me") for who in ("a", "a", "a", "b")
            ]

            assert [one.status_code for one in answers] == [200, 200, 429, 200], (
                "paced by person, not by token"
            )


async def test_all_of_it_can_be_switched_off(
    doors: Doors, town: Town, clean_database: str, clock: Clock
) -> None:
    off = {"requests_per_minute": 0, "stranger_requests_per_minute": 0, "free_failures": 0}
    async with a_service(clean_database, clock, **off) as (app, _):
        assert {(await asking(app, WRONG).get("/me")).status_code for _ in range(30)} == {401}
        answer = await asking(app, await a_key(doors, town)).get("/me")
        assert answer.status_code == 200
        assert "RateLimit" not in answer.headers


@pytest.mark.parametrize("secret", ["x", "mp_", "mp__", "é"])
async def test_nonsense_is_refused_and_counted(
    doors: Doors, clean_database: str, clock: Clock, secret: str
) -> None:
    async with a_service(clean_database, clock, free_failures=1) as (app, _):
        client = asking(app)
        headers = {"Authorization": b"Bearer " + secret.encode()}
        answers = [(await client.get("/me", headers=headers)).status_code for _ in range(3)]  # type: ignore[arg-type]

        assert answers == [401, 401, 429]
