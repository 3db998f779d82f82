"""A key that is limited: what it opens, what it doesn't, and that no route is left out."""

from typing import Any

import httpx
import pytest

from conftest import Doors, Town
from issuers import IssuerServer
from matching.actors import OPERATOR
from matching.api.routing import Door
from matching.api.scopes import SCOPES
from matching.main import contract_only, create_app
from matching.models import Organisation
from matching.operations.keys import make_key
from matching.settings import Settings
from matching.work import Workshop
from offers import a_profile

OPEN = {"/v1/health/live", "/v1/health/ready", "/v1/me"}
"""What no scope is needed for: the first two ask nobody anything, and every key may ask who it is."""


async def limited(
    doors: Doors, workshop: Workshop, organisation: Organisation | None, *scopes: str
) -> httpx.AsyncClient:
    async with workshop.open(OPERATOR) as work:
        made = await make_key(work, organisation=organisation, label="test", scopes=scopes)
    return await doors.with_token(made.secret)


def test_every_route_has_a_scope_and_every_scope_a_route() -> None:
    app = contract_only()
    routes = [one for one in app.routes if isinstance(one, Door)]

    unscoped = {one.path for one in routes if one.scope is None}
    needed = {one.scope for one in routes if one.path not in OPEN}

    assert unscoped == {"/v1/me"}
    assert needed | {"read", "write"} == set(SCOPES)
    assert all(len(scope) <= 40 for scope in SCOPES), "as long as the column is"


def test_the_contract_names_the_scope_of_every_operation() -> None:
    for path, item in contract_only().openapi()["paths"].items():
        for method, operation in item.items():
            if f"/v1{path}" in OPEN:
                assert "Scope" not in operation.get("description", "")
                continue
            scope = f"{'read' if method == 'get' else 'write'}:{operation['tags'][0]}"
            assert operation["security"] == [{"apiKey": [scope]}], path
            assert f"`{scope}`" in operation["description"], path


@pytest.mark.parametrize(
    ("scopes", "answered"),
    [
        (("read",), (200, 403)),
        (("read:clients",), (200, 403)),
        (("write:clients",), (403, 201)),
        (("write",), (403, 201)),
        (("read:dwellings", "write:dwellings"), (403, 403)),
        (("read", "write"), (200, 201)),
    ],
)
async def test_a_limited_key_opens_what_its_scopes_say(
    doors: Doors, town: Town, workshop: Workshop, scopes: tuple[str, ...], answered: tuple[int, int]
) -> None:
    client = await limited(doors, workshop, town.provider, *scopes)

    read, written = await client.get("/clients"), await client.post("/clients", json=a_profile())

    assert (read.status_code, written.status_code) == answered
    assert (await client.head("/clients")).status_code == read.status_code
    me = await client.get("/me")
    assert (me.status_code, me.json()["scopes"]) == (200, sorted(scopes))


async def test_the_refusal_names_the_scope_and_is_written_down(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    client = await limited(doors, workshop, town.provider, "read")

    refused = await client.post("/clients", json={}, headers={"Accept-Language": "nl"})

    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/scope-missing"
    assert refused.json()["detail"] == (
        "Hiervoor is de scope write:clients nodig; uw sleutel is beperkt tot read."
    )
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="write:clients"'


async def test_scopes_give_nothing_that_the_role_does_not(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    corporation = await limited(doors, workshop, town.corporation, "read", "write")

    refused = await corporation.get("/clients")

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-allowed")


async def test_a_limited_key_makes_none_that_may_more(doors: Doors, town: Town, workshop: Workshop) -> None:
    coordinator = await limited(doors, workshop, town.coordinator, "read", "write:organisations")
    path = f"/organisations/{town.provider.id}/keys"

    async def made(scopes: Any) -> int:
        return (await coordinator.post(path, json={"label": "x", "scopes": scopes})).status_code

    assert await made(None) == 403
    assert await made(["write"]) == 403
    assert await made(["read", "write:clients"]) == 403
    assert await made(["read:clients", "write:organisations"]) == 201
    whole = await doors.as_organisation(town.coordinator)
    assert (await whole.post(path, json={"label": "x"})).json()["scopes"] is None


@pytest.mark.parametrize("scopes", [[], ["all"], ["write:tasks"], ["read:health"], ["read", "x"], "read"])
async def test_only_scopes_that_exist_are_given(doors: Doors, town: Town, scopes: Any) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    body = {"label": "x", "scopes": scopes}

    assert (await coordinator.post(f"/organisations/{town.provider.id}/keys", json=body)).status_code == 400


@pytest.mark.parametrize(
    ("said", "reads", "writes"),
    [
        ({}, 200, 201),
        ({"scope": "openid profile"}, 200, 201),
        ({"scope": "openid read:clients"}, 200, 403),
        ({"scope": ["write:clients"]}, 403, 201),
        ({"scope": {"odd": 1}}, 200, 201),
    ],
)
async def test_a_token_that_names_scopes_of_ours_is_limited_to_them(
    town: Town, clean_database: str, said: dict[str, Any], reads: int, writes: int
) -> None:
    with IssuerServer() as issuer:
        app = create_app(Settings(pool_size=3, oidc_issuer=issuer.url), url=clean_database)
        token = issuer.token(organisation=str(town.provider.id), roles=["provider"], **said)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test/v1", headers=headers) as client,
        ):
            assert (await client.get("/clients")).status_code == reads
            assert (await client.post("/clients", json=a_profile())).status_code == writes
