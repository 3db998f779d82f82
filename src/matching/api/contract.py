"""The OpenAPI 3.1 document as published: what FastAPI makes of the routes, put right.

FastAPI knows nothing of the NLGov REST API Design Rules; here 422 becomes a 400 problem,
every answer declares `API-Version`, and a nullable date keeps its format.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.alias_generators import to_camel

from matching.api import problem_schemas
from matching.api.behalf import ON_BEHALF_OF, declare_behalf
from matching.api.conditions import ETAG, declare_conditions
from matching.api.endings import declare_ending
from matching.api.general_refusals import GENERAL, shared
from matching.api.problem_examples import examples
from matching.api.problem_schemas import MEDIA_TYPE
from matching.api.repeats import IDEMPOTENT_REPLAY, declare_repeats
from matching.api.routing import PREFIX
from matching.api.scopes import declare_scope
from matching.api.tags import TAGS
from matching.api.usual_fields import tell_usual_fields, tell_words

API_VERSION = "1.0.0"

TITLE = "matchingspunt: regional matching to suitable homes"
CONTACT = {
    "name": "Beheer matchingspunt",
    "email": "matchingspunt@example.org",
    "url": "https://example.org/matchingspunt",
}
LICENSE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
DESCRIPTION = """\
People who are ready to move on from sheltered living or shelter find a suitable home here, within all \
agreements of the region. Corporations offer dwellings, providers refer clients, the coordinator starts a \
matching run, and people decide about every proposal.

New here? [The first steps](/docs/first-steps) take five minutes. The chapters are in the order of the week's \
work; what is set up once comes after them.

**How it works**

- Every request asks for a key: `Authorization: Bearer mp_…`. The coordinator of your region gives it to you.
- Amounts are whole eurocents, moments UTC, dates YYYY-MM-DD, points numbers with at most two decimals.
- Lists come page by page: follow `next` (or the header `Link`) until it is empty.
- Send an `Idempotency-Key` with a POST, and you can safely repeat it after a failure.
- When you change something, send in `If-Match` the `ETag` of what you looked at. If somebody else came first, \
you hear so (412) and nothing is lost.
- Say with your own code in `On-Behalf-Of` for which member of staff you do something: who looked at a client \
can be traced (`GET /v1/clients/{clientId}/accesses`).
- A key can be limited, such as to `read` or `write:dwellings`: each request says which scope it asks for.
- Don't ask too often: `RateLimit` on every answer says how much is left. `Retry-After` says with 429 and 503 after \
how many seconds you can send it again. With 429 nothing was done, with 503 sometimes it was: the same \
`Idempotency-Key` keeps it from happening a second time.
- What happens you read in `GET /v1/events`, or have sent to you (`/v1/webhook-endpoints`).
- What is not allowed, or not right, comes back as `application/problem+json` (RFC 9457), all faults at once; in \
Dutch when `Accept-Language` asks for that, otherwise in English.
- Never send a name or BSN: a client has nothing but your own reference.
"""

Document = dict[str, Any]


def document(app: FastAPI) -> Document:
    """Return the contract of an application: all its routes below `/v1`."""
    made = get_openapi(
        title=TITLE,
        version=API_VERSION,
        description=DESCRIPTION,
        license_info=LICENSE,
        routes=_published(app),
        servers=[{"url": PREFIX, "description": "This installation"}],
    )
    contract = {
        "openapi": made["openapi"],
        "info": {**made["info"], "contact": CONTACT},
        "servers": made["servers"],
        "tags": _tags(made["paths"]),
        "paths": {_path(path): item for path, item in made["paths"].items()},
        "components": made.get("components", {}),
    }
    for method, operation in _operations(contract):
        if method == "post":
            declare_repeats(operation)
        declare_conditions(operation, method=method)
        declare_scope(operation, method=method)
        declare_ending(operation)
        _put_right(operation)
        declare_behalf(operation)
    _complete_components(contract["components"])
    _share_refusals(contract)
    return contract


def as_yaml(contract: Document) -> str:
    """Return the contract as YAML, the same text for the same contract."""
    return yaml.dump(contract, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


def _operations(contract: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk through the operations of a contract, each with its method."""
    for item in contract["paths"].values():
        yield from ((method, operation) for method, operation in item.items() if method in _METHODS)


_METHODS = ("get", "put", "post", "delete", "patch")


_Dumper = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper


class _Plain(_Dumper):  # type: ignore[misc, valid-type]
    """A dumper without anchors, that writes long texts as they read."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the name is the library's
        """Write what stands twice twice."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _text)


def _published(app: FastAPI) -> list[APIRoute]:
    """Return the routes of the API, in the order of their tags."""
    order = {name: position for position, name in enumerate(TAGS)}
    routes = (route for route in app.routes if isinstance(route, APIRoute))
    return sorted(routes, key=lambda route: min(order.get(str(tag), len(order)) for tag in route.tags))


def _path(path: str) -> str:
    """Return a path below the server's address, its variables in camelCase."""
    return re.sub(r"{(\w+)}", lambda found: "{" + to_camel(found[1]) + "}", path.removeprefix(PREFIX))


def _tags(paths: dict[str, Any]) -> list[dict[str, str]]:
    """Describe the tags in use, in the order of the work."""
    used = {
        tag: None
        for item in paths.values()
        for operation in item.values()
        for tag in operation.get("tags", ())
    }
    known = [{"name": name, "description": text} for name, text in TAGS.items() if name in used]
    return known + [{"name": name} for name in used if name not in TAGS]


def _put_right(operation: dict[str, Any]) -> None:
    """Give an operation the answers it really has."""
    _summarise(operation)
    answers = operation["responses"]
    answers.pop("422", None)
    for status, answer in answers.items():
        if status[0] in "23":
            answer.setdefault("headers", {})["API-Version"] = {"$ref": "#/components/headers/ApiVersion"}
            answer["description"] = answer["description"].replace("Successful Response", "Done.")
        else:
            _as_problem(answer)
    for status in _implied(operation):
        answers.setdefault(status, {"$ref": f"#/components/responses/{GENERAL[status].name}"})
    operation["responses"] = {status: answers[status] for status in sorted(answers)}
    for holder in _holders(operation):
        holder["schema"] = _tidy(holder["schema"])
    for parameter in operation.get("parameters", ()):
        _put_parameter_right(parameter)


def _put_parameter_right(parameter: dict[str, Any]) -> None:
    """Name a variable of the path in camelCase; an address says nothing twice, and never `null`.

    Swagger UI fills in what it can't do without from a parameter's own `example`, and does not look at those of the
    schema.
    """
    schema = parameter["schema"]
    if parameter["in"] == "path":
        parameter["name"] = to_camel(parameter["name"])
    if parameter.get("required") and "examples" in schema:
        parameter["example"] = schema["examples"][0]
    if isinstance(schema.get("type"), list):
        schema["type"] = schema["type"][0]
    if "description" in parameter:
        schema.pop("description", None)


def _summarise(operation: dict[str, Any]) -> None:
    """Make summary and description of the docstring, unless the route brought a summary of its own."""
    made_up = operation["summary"].replace(" ", "").lower() == operation["operationId"].lower()
    if not made_up or "description" not in operation:
        return
    first, *rest = operation.pop("description").split("\n\n")
    operation["summary"] = first.strip().removesuffix(".")
    if rest:
        operation["description"] = "\n\n".join(" ".join(paragraph.split()) for paragraph in rest)


def _holders(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Find what holds a schema in an operation: parameters, the body, the answers."""
    yield from operation.get("parameters", ())
    for part in (operation.get("requestBody", {}), *operation["responses"].values()):
        yield from (content for content in part.get("content", {}).values() if "schema" in content)


def _as_problem(answer: dict[str, Any]) -> None:
    content = answer.get("content", {})
    if "application/json" in content and MEDIA_TYPE not in content:
        content[MEDIA_TYPE] = content.pop("application/json")


def _implied(operation: dict[str, Any]) -> Iterator[str]:
    """Return the refusals that follow from what an operation takes."""
    yield from ("400", "406", "500")
    if operation.get("security"):
        yield from ("401", "403", "429", "503")
    if "requestBody" in operation:
        yield from ("408", "413", "415")
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ())):
        yield from ("412", "428")


def _complete_components(components: dict[str, Any]) -> None:
    """Add what every operation points to, and tidy the schemas."""
    schemas = components.get("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    tidied = {name: _tidy(schema) for name, schema in schemas.items()}
    components["schemas"] = dict(sorted({**tidied, **problem_schemas.SCHEMAS}.items()))
    tell_usual_fields(components["schemas"])
    tell_words(components["schemas"])
    components["responses"] = {each.name: each.declaration() for each in GENERAL.values()}
    components["parameters"] = {"OnBehalfOf": ON_BEHALF_OF}
    components["headers"] = {
        "ApiVersion": _API_VERSION_HEADER,
        "ETag": ETAG,
        "IdempotentReplay": IDEMPOTENT_REPLAY,
        "RetryAfter": _RETRY_AFTER,
    }


def _share_refusals(contract: Document) -> None:
    """Write a refusal that many operations have once, and an example of each kind of refusal."""
    components = contract["components"]
    for _, operation in _operations(contract):
        operation["responses"] = shared(operation["responses"], components["responses"])
    components["examples"] = examples(contract)


_API_VERSION_HEADER = {
    "description": "The full version of this API.",
    "schema": {"type": "string", "examples": [API_VERSION]},
}
_RETRY_AFTER = {
    "description": "After how many seconds you can try again. [s]",
    "schema": {"type": "integer", "minimum": 1, "examples": [10]},
}
_NOT_SCHEMA = frozenset({"default", "example", "examples", "const", "enum"})


def _tidy(schema: Any) -> Any:
    """Return a schema without made-up titles, and with `null` as a type instead of an alternative."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidied = {
        key: value if key in _NOT_SCHEMA else _tidy(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
    return _collapsed(_whole(tidied))


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    """Write the limits of an integer as integers."""
    if schema.get("type") != "integer":
        return schema
    return {key: int(value) if isinstance(value, float) else value for key, value in schema.items()}


def _collapsed(schema: dict[str, Any]) -> dict[str, Any]:
    """Turn `anyOf: [X, null]` into X with `null` among its types, when X is not a reference."""
    alternatives = schema.get("anyOf", [])
    if len(alternatives) != 2 or {"type": "null"} not in alternatives:
        return schema
    first, second = alternatives
    other = second if first == {"type": "null"} else first
    if not isinstance(other.get("type"), str):
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    nullable = {**other, "type": [other["type"], "null"], **rest}
    if "enum" in nullable:
        nullable["enum"] = [*nullable["enum"], None]
    return nullable
