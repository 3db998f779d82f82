"""No text of any route takes what points to a person, or opens a door: every string of the contract is tried."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from flows.test_demo_examples import sample
from matching.main import contract_only

APP = contract_only()
CONTRACT = APP.openapi()
SCHEMAS = CONTRACT["components"]["schemas"]
ELSEWHERE = {"url"}
"""What is an address by nature; `webhook.address_faults` judges it."""
PIECE_BY_PIECE = {"/client-batches", "/dwelling-batches"}
"""Their items are those of the route for one, judged one by one: what is wrong with one keeps no other out."""
_BETWEEN = re.compile(r"(?<={)[a-z_]+(?=})")
POISON = "Vraag het jan@example.org maar."


def strings(schema: dict[str, Any], path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of every string that is not a choice, a date or an identity."""
    if "$ref" in schema:
        yield from strings(SCHEMAS[schema["$ref"].rpartition("/")[2]], path)
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from strings(each, path)
    if "string" in schema.get("type", ()) and not {"enum", "const", "format"} & schema.keys():
        yield path
    for name, each in schema.get("properties", {}).items():
        yield from strings(each, (*path, name))
    if isinstance(schema.get("items"), dict):
        yield from strings(schema["items"], (*path, 0))


def with_poison(schema: dict[str, Any], path: tuple[str | int, ...], body: Any) -> Any:
    """Return an example with a text in one place, making what leads there."""
    if not path:
        return POISON
    if "$ref" in schema:
        return with_poison(SCHEMAS[schema["$ref"].rpartition("/")[2]], path, body)
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        if path in set(strings(each)):
            return with_poison(each, path, body)
    step, *rest = path
    if isinstance(step, int):
        if not rest:
            return [POISON]
        items = deepcopy(body) if isinstance(body, list) and body else [sample(schema["items"], SCHEMAS)]
        items[0] = with_poison(schema["items"], tuple(rest), items[0])
        return items
    made = deepcopy(body) if isinstance(body, dict) else sample(schema, SCHEMAS)
    made[step] = with_poison(schema["properties"][step], tuple(rest), made.get(step))
    return made


def bodies() -> Iterator[tuple[str, str, Any, dict[str, Any]]]:
    for route in (route for route in APP.routes if isinstance(route, APIRoute)):
        field = route.body_field
        for method in route.methods or ():
            path = _BETWEEN.sub(lambda found: to_camel(found[0]), route.path.removeprefix("/v1"))
            operation = CONTRACT["paths"].get(path, {}).get(method.lower(), {})
            content = operation.get("requestBody", {}).get("content", {})
            if field is not None and "application/json" in content:
                yield method, path, field, content["application/json"]["schema"]


BODIES = list(bodies())


def test_every_route_that_takes_a_body_is_tried() -> None:
    taking = {
        f"{method.upper()} {path}"
        for path, item in CONTRACT["paths"].items()
        for method, operation in item.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }

    assert {f"{method} {path}" for method, path, _, _ in BODIES} == taking


@pytest.mark.parametrize(
    ("method", "path", "field", "schema"), BODIES, ids=[f"{b[0]} {b[1]}" for b in BODIES]
)
def test_no_text_of_a_body_takes_an_address(
    method: str, path: str, field: Any, schema: dict[str, Any]
) -> None:
    body = sample(schema, SCHEMAS)
    for place in sorted(set(strings(schema)), key=str):
        if place[-1:] and (place[-1] in ELSEWHERE or path in PIECE_BY_PIECE):
            continue
        with pytest.raises(ValidationError) as refused:
            field._type_adapter.validate_python(with_poison(schema, place, body))
        kinds = {error["type"] for error in refused.value.errors()}
        assert kinds & {
            "email_address",
            "string_pattern_mismatch",
            "unknown_event_type",
            "string_too_long",
        }, place
