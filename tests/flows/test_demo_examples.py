"""Every example of the contract, executed as it stands on the demo, in the order of the document."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from matching.actors import Role
from matching.demo import build, make_keys, request_run
from matching.main import contract_only, create_app, open_workshop
from matching.migrations import migrate
from matching.operations.runs import carry_out_run
from matching.settings import Settings
from testing_database import Postgres

ROLES = (Role.COORDINATOR, Role.CORPORATION, Role.PROVIDER, Role.OPERATOR, Role.MUNICIPALITY)
"""Whose key is tried, in this order, until an operation does not answer "not your role"."""
LEFT_OUT = {"after": "a cursor belongs to the list it came from"}
"""Query parameters whose example can't work by itself, and why."""


@pytest.fixture
async def doors(postgres: Postgres) -> AsyncIterator[dict[Role, httpx.AsyncClient]]:
    """Return a client for each role, on a demo with a finished matching run."""
    url = postgres.create_database("flow_demo_examples")
    migrate(url)
    settings = Settings(pool_size=5)
    async with AsyncExitStack() as stack:
        workshop = await stack.enter_async_context(open_workshop(settings, url=url))
        await build(workshop, tell=lambda _what: None)
        await carry_out_run(workshop, run_id=await request_run(workshop), threads=2)
        app = create_app(settings, url=url)
        await stack.enter_async_context(app.router.lifespan_context(app))
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
    postgres.drop_database("flow_demo_examples")


def sample(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """Return the example of a schema as Swagger UI offers it."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return sample(components[schema["$ref"].rpartition("/")[2]], components)
    if "properties" in schema:
        return {name: sample(each, components) for name, each in schema["properties"].items()}
    if "items" in schema:
        return [sample(schema["items"], components)]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], components)
    if "default" in schema:
        return schema["default"]
    raise AssertionError(f"there is no example of {schema}")


def request_of(path: str, operation: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Return what is asked with every example filled in."""
    asked, query = path, {}
    for parameter in operation.get("parameters", ()):
        example = parameter.get("example", next(iter(parameter["schema"].get("examples", ())), None))
        if parameter["in"] == "path":
            assert example is not None, f"{path} has no example of {parameter['name']}"
            asked = asked.replace("{" + parameter["name"] + "}", str(example))
        elif parameter["in"] == "query" and example is not None and parameter["name"] not in LEFT_OUT:
            query[parameter["name"]] = example if isinstance(example, str) else str(example).lower()
    content = operation.get("requestBody", {}).get("content", {})
    body = sample(content["application/json"]["schema"], components) if content else None
    return {"url": asked, "params": query, "json": body}


async def test_every_example_works_unchanged(doors: dict[Role, httpx.AsyncClient]) -> None:
    contract = contract_only().openapi()
    failed = []

    for path, item in contract["paths"].items():
        for method, operation in item.items():
            asked = request_of(path, operation, contract["components"]["schemas"])
            for role in ROLES:
                answer = await doors[role].request(method, **asked)
                if answer.status_code != 403:
                    break
            if not answer.is_success:
                failed.append(f"{method.upper()} {path} as {role.value}: {answer.status_code} {answer.text}")

    assert not failed, "\n".join(failed)
