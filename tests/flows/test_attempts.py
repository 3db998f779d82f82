"""Whoever is refused a client that they named, wherever in a request, is in the log of looks of that client."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from flows.test_demo_examples import request_of, sample
from flows.test_strangers import (
    CONTRACT,
    NOTHING,
    USE_OF_KEYS,
    Strangers,
    far,
    nearby,
    of_new_organisations,
    told,
)
from matching.actors import Role
from matching.examples import CLIENT, demo_id
from matching.vocabulary import OrganisationKind
from statements import written_down

COMPONENTS = CONTRACT["components"]
SCHEMAS = COMPONENTS["schemas"]
CLIENTS_OF_THE_DEMO = {demo_id(number) for number in range(5_000, 6_000)}

Asked = dict[str, Any]


def names_a_client(name: str, schema: dict[str, Any]) -> bool:
    """Tell whether an identity is one of a client: its name says so, or its example is one."""
    return "client" in name.lower() or not CLIENTS_OF_THE_DEMO.isdisjoint(schema.get("examples", ()))


def naming(schema: dict[str, Any], name: str) -> Iterator[Any]:
    """Yield what a schema takes, once for each place where a client is named in it, and this one there."""
    if "$ref" in schema:
        yield from naming(SCHEMAS[schema["$ref"].rpartition("/")[2]], name)
    elif schema.get("format") == "uuid":
        yield from [CLIENT] if names_a_client(name, schema) else []
    elif "items" in schema:
        yield from ([one] for one in naming(schema["items"], name))
    for each in schema.get("anyOf", ()):
        yield from naming(each, name)
    for field, each in schema.get("properties", {}).items():
        yield from ({**sample(schema, SCHEMAS), field: one} for one in naming(each, f"{name}.{field}"))


def asking(path: str, operation: dict[str, Any]) -> Iterator[Asked]:
    """Yield an operation's example, once for each place in query and body where it names a client."""
    asked = {**request_of(path, operation, COMPONENTS), "headers": {}, "params": {}}
    for one in operation.get("parameters", ()):
        if one.get("in") == "query":
            yield from (
                asked | {"params": {one["name"]: found}} for found in naming(one["schema"], one["name"])
            )
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        yield from (asked | {"json": body} for body in naming(content["application/json"]["schema"], "body"))


ROUTES = [
    (method.upper(), path, asked)
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
    for asked in asking(path, operation)
]


async def attempts(doors: Strangers) -> Counter[str]:
    """Return by organisation how often it was refused the client, as the client's provider reads it."""
    found = Counter[str]()
    after: dict[str, str] = {}
    while True:
        asked = {"limit": "200", **after}
        page = (await doors[Role.PROVIDER].get(f"/clients/{CLIENT}/accesses", params=asked)).json()
        found.update(one["organisation"] for one in page["items"] if one["result"] == "refused")
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


async def learned(client: httpx.AsyncClient, method: str, asked: Asked, named: str) -> tuple[Any, list[str]]:
    """Return what somebody learns who names a client, and the statements that this took."""
    of = {
        "url": asked["url"],
        "params": renamed(asked["params"], named),
        "json": renamed(asked["json"], named),
    }
    with written_down(but_of=USE_OF_KEYS) as statements:
        answer = await client.request(method, **of)
    return told(answer), statements


def renamed(sent: Any, named: str) -> Any:
    """Return the same about another client."""
    if isinstance(sent, dict):
        return {name: renamed(one, named) for name, one in sent.items()}
    if isinstance(sent, list):
        return [renamed(one, named) for one in sent]
    return named if sent == CLIENT else sent


def test_clients_are_named_in_queries_and_bodies() -> None:
    """What the walks below go by is found in the contract: these are there, and maybe more."""
    assert {f"{method} {path}" for method, path, _ in ROUTES} >= {
        "GET /proposals",
        "GET /placements",
        "GET /pair-directives",
        "POST /proposals",
        "POST /pair-weighings",
        "POST /pair-directives",
        "POST /placement-questions",
        "POST /scenarios",
    }
    assert len([one for one in ROUTES if one[1] == "/scenarios"]) == 2, "to leave out, and to have more of"


@pytest.mark.parametrize("where", [nearby, far])
async def test_whoever_names_somebody_elses_client_is_in_its_log_and_learns_nothing(
    demo_doors: Strangers, demo_url: str, where: Callable[[OrganisationKind], str]
) -> None:
    """Every role, of this region and another: what is asked in vain is written down, whether they exist or not."""
    unwritten, told_apart = [], []
    async with of_new_organisations(demo_doors, demo_url, where) as strangers:
        for role, client in strangers.items():
            name = (await client.get("/me")).json()["organisation"]["name"]
            written = 0
            for method, path, asked in ROUTES:
                theirs = await learned(client, method, asked, CLIENT)
                before, written = written, (await attempts(demo_doors))[name]
                if written != before + 1:
                    unwritten.append((role.value, method, path, theirs[0]))
                if theirs != await learned(client, method, asked, NOTHING):
                    told_apart.append((role.value, method, path, theirs[0]))

    assert unwritten == []
    assert told_apart == []


async def test_whose_client_it_is_was_not_refused(demo_doors: Strangers) -> None:
    """The desk of the region names it everywhere and its provider in lists: what comes of that is no attempt."""
    answers = Counter[int]()
    for role, routes in (
        (Role.COORDINATOR, ROUTES),
        (
            Role.PROVIDER,
            [one for one in ROUTES if one[1] in ("/proposals", "/placements") and one[0] == "GET"],
        ),
    ):
        for method, _, asked in routes:
            answers[(await demo_doors[role].request(method, **asked)).status_code] += 1

    assert await attempts(demo_doors) == {}
    assert answers[200] >= 5
    assert answers[403] == 0
