"""Every example of the contract, executed as it stands on the demo, in the order of the document."""

from typing import Any

import httpx

from matching.actors import Role
from matching.main import contract_only

ROLES = (Role.COORDINATOR, Role.CORPORATION, Role.PROVIDER, Role.OPERATOR, Role.MUNICIPALITY)
"""Whose key is tried, in this order, until an operation does not answer "not your role" or "not yours"."""
LEFT_OUT = {"after": "a cursor belongs to the list it came from"}
"""Query parameters whose example can't work by itself, and why."""


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
    asked, query, headers = path, {}, {}
    for named in operation.get("parameters", ()):
        parameter = components["parameters"][named["$ref"].rpartition("/")[2]] if "$ref" in named else named
        example = parameter.get("example", next(iter(parameter["schema"].get("examples", ())), None))
        if parameter.get("required"):  # Swagger UI fills in no other, and then presses nothing
            assert "example" in parameter, f"{path} has no example of {parameter['name']}"
        if parameter["in"] == "path":
            asked = asked.replace("{" + parameter["name"] + "}", str(example))
        elif parameter["in"] == "query" and example is not None and parameter["name"] not in LEFT_OUT:
            query[parameter["name"]] = example if isinstance(example, str | list) else str(example).lower()
        elif parameter["in"] == "header" and example is not None:
            headers[parameter["name"]] = example
    content = operation.get("requestBody", {}).get("content", {})
    if "text/csv" in content:
        headers["Content-Type"] = "text/csv"
        sheet = content["text/csv"]["schema"]["examples"][0]
        return {"url": asked, "params": query, "headers": headers, "content": sheet}
    body = sample(content["application/json"]["schema"], components["schemas"]) if content else None
    return {"url": asked, "params": query, "headers": headers, "json": body}


def declared_headers(operation: dict[str, Any], status: int) -> dict[str, Any]:
    """Return the headers that the contract promises of an answer."""
    headers: dict[str, Any] = operation["responses"][str(status)].get("headers", {})
    return headers


async def test_every_example_works_unchanged(demo_doors: dict[Role, httpx.AsyncClient]) -> None:
    contract = contract_only().openapi()
    failed = []

    for path, item in contract["paths"].items():
        for method, operation in item.items():
            asked = request_of(path, operation, contract["components"])
            for role in ROLES:
                answer = await demo_doors[role].request(method, **asked)
                if answer.status_code not in (403, 404):
                    break
            if not answer.is_success:
                failed.append(f"{method.upper()} {path} as {role.value}: {answer.status_code} {answer.text}")
            elif ("ETag" in answer.headers) != ("ETag" in declared_headers(operation, answer.status_code)):
                failed.append(
                    f"{method.upper()} {path} declares an ETag and sends none, or the other way round"
                )

    assert not failed, "\n".join(failed)


LISTS = {
    Role.COORDINATOR: (
        "dwellings",
        "clients",
        "facilities",
        "proposals",
        "matching-runs",
        "scenarios",
        "procurement-plans",
        "placement-questions",
        "ledgers",
        "covenants",
        "areas",
        "check-ins",
        "signals",
        "tasks",
    ),
    Role.CORPORATION: (
        "dwellings",
        "organisations",
        "housing-forms",
        "signals",
        "tasks",
    ),
    Role.PROVIDER: ("clients", "facilities", "rent-limits", "check-ins", "signals", "tasks"),
}


async def test_a_corporation_reads_what_the_demo_asks_for(demo_doors: dict[Role, httpx.AsyncClient]) -> None:
    [found] = (await demo_doors[Role.CORPORATION].get("/procurement-statements")).json()["items"]
    asked = sum(one["number"] for one in found["wanted"]) + found["undescribed"]
    assert found["statement"]["dutch"].startswith(f"Wij vragen de corporaties om {asked} woningen extra")


async def test_every_row_of_the_demo_can_be_listed(demo_doors: dict[Role, httpx.AsyncClient]) -> None:
    for role, names in LISTS.items():
        for name in names:
            after: dict[str, str] = {}
            while True:
                answer = await demo_doors[role].get(f"/{name}", params={"limit": 20, **after})
                assert answer.status_code == 200, f"{name} as {role.value}: {answer.text}"
                assert answer.json()["items"] or after, "only a page after a full one may be empty"
                if answer.json()["next"] is None:
                    break
                after = {"after": answer.json()["next"]}


async def test_every_task_of_the_demo_leads_whom_it_waits_on_somewhere(
    demo_doors: dict[Role, httpx.AsyncClient],
) -> None:
    told: set[str] = set()
    for role in (Role.COORDINATOR, Role.CORPORATION, Role.PROVIDER, Role.MUNICIPALITY):
        for task in (await demo_doors[role].get("/tasks", params={"limit": 200})).json()["items"]:
            answer = await demo_doors[role].get(task["href"].removeprefix("/v1"))
            assert answer.status_code == 200, f"{task} as {role.value}: {answer.text}"
            told.add(task["kind"])

    assert told >= {"release", "lease", "landing", "flip", "check-in", "signal", "outcome", "correction"}
