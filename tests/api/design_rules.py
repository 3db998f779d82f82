"""The NLGov REST API Design Rules 2.2, and our own, as questions to any OpenAPI document.

Each rule takes a document and yields a sentence for everything that breaks it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

Document = dict[str, Any]
Rule = Callable[[Document], Iterator[str]]

METHODS = ("get", "put", "post", "delete", "patch")
PROBLEM = "application/problem+json"
SINGULAR = {"me", "health", "live", "ready", "status"}
"""Segments that name one thing, or a fact about one thing."""


def operations(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


def parameters(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk through what addresses are made of: variables of the path, and the query."""
    for name, operation in operations(document):
        for parameter in asked(document, operation):
            if parameter["in"] in ("query", "path"):
                yield name, parameter


def asked(document: Document, operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of an operation, also those that stand elsewhere."""
    return [resolved(document, parameter) for parameter in operation.get("parameters", ())]


def answers(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            yield name, status, resolved(document, answer)


def resolved(document: Document, part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        place: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        part = place
    return part


def schemas(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk through every schema, also those within others."""

    def below(name: str, part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(part, list):
            for item in part:
                yield from below(name, item)
        elif isinstance(part, dict):
            yield name, part
            for key, value in part.items():
                if key == "properties":
                    for property_name, schema in value.items():
                        yield from below(f"{name}.{property_name}", schema)
                elif key not in ("examples", "default", "enum", "const"):
                    yield from below(name, value)

    for name, schema in document.get("components", {}).get("schemas", {}).items():
        yield from below(name, schema)


def properties(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, schema in schemas(document):
        for property_name, definition in schema.get("properties", {}).items():
            yield name, property_name, definition


def openapi_is_3_1(document: Document) -> Iterator[str]:
    if not re.fullmatch(r"3\.1\.\d+", document["openapi"]):
        yield f"openapi is {document['openapi']}"


def root_is_described(document: Document) -> Iterator[str]:
    for field in ("title", "version", "description"):
        if not document["info"].get(field):
            yield f"info.{field} is missing"
    if document["info"].get("license", {}).get("identifier") != "EUPL-1.2":
        yield "info.license is not EUPL-1.2"


def version_is_semantic(document: Document) -> Iterator[str]:
    if not re.fullmatch(
        r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?", document["info"]["version"]
    ):
        yield f"version is {document['info']['version']}"


def contact_is_complete(document: Document) -> Iterator[str]:
    for field in ("name", "email", "url"):
        if not document["info"].get("contact", {}).get(field):
            yield f"info.contact.{field} is missing"


def servers_carry_the_major_version(document: Document) -> Iterator[str]:
    major = document["info"]["version"].partition(".")[0]
    if not document.get("servers"):
        yield "there are no servers"
    for server in document.get("servers", ()):
        if not server["url"].endswith(f"/v{major}"):
            yield f"server {server['url']} does not end in /v{major}"


def paths_are_kebab_case(document: Document) -> Iterator[str]:
    for path in document["paths"]:
        if not re.fullmatch(r"(/([a-z0-9]+(-[a-z0-9]+)*|{[a-z][A-Za-z0-9]*}))+", path):
            yield path


def paths_have_no_trailing_slash_nor_extension(document: Document) -> Iterator[str]:
    for path in document["paths"]:
        if path.endswith("/") or re.search(r"\.[a-z]+$", path):
            yield path


def collections_are_plural(document: Document) -> Iterator[str]:
    """A segment before a variable is a collection."""
    for path in document["paths"]:
        for segment in re.findall(r"/([a-z0-9-]+)/{", path):
            if not segment.endswith("s") and segment not in SINGULAR:
                yield f"{segment} in {path}"


def query_names_are_camel_case(document: Document) -> Iterator[str]:
    for name, operation in operations(document):
        for parameter in asked(document, operation):
            if parameter["in"] in ("query", "path") and not re.fullmatch(
                r"[a-z][A-Za-z0-9]*", parameter["name"]
            ):
                yield f"{parameter['name']} of {name}"


def properties_are_camel_case(document: Document) -> Iterator[str]:
    for schema, name, _ in properties(document):
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
            yield f"{schema}.{name}"


def schemas_are_pascal_case(document: Document) -> Iterator[str]:
    """A generic schema name, as `Page_Dwelling_`, breaks this too."""
    for name in document["components"]["schemas"]:
        if not re.fullmatch(r"([A-Z][a-z0-9]*)+", name):
            yield name


def operations_are_named_once(document: Document) -> Iterator[str]:
    seen: set[str] = set()
    for name, operation in operations(document):
        operation_id = operation.get("operationId", "")
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", operation_id) or operation_id in seen:
            yield f"{operation_id!r} of {name}"
        seen.add(operation_id)


def operations_are_told_about(document: Document) -> Iterator[str]:
    for name, operation in operations(document):
        if not operation.get("summary") or len(operation.get("tags", ())) != 1:
            yield f"{name} has no summary or not one tag"


def tags_are_described(document: Document) -> Iterator[str]:
    described = {tag["name"] for tag in document.get("tags", ()) if tag.get("description")}
    for name, operation in operations(document):
        yield from (f"{tag} of {name}" for tag in operation.get("tags", ()) if tag not in described)


def answers_carry_the_version(document: Document) -> Iterator[str]:
    for name, status, answer in answers(document):
        if status[0] in "23" and "API-Version" not in answer.get("headers", {}):
            yield f"{status} of {name}"


def refusals_are_problems(document: Document) -> Iterator[str]:
    for name, status, answer in answers(document):
        if status[0] in "45":
            content = answer.get("content", {})
            if list(content) != [PROBLEM] or not content[PROBLEM].get("schema"):
                yield f"{status} of {name}"


def refusals_are_declared(document: Document) -> Iterator[str]:
    for name, operation in operations(document):
        expected = {"400"} | ({"401", "403", "429", "503"} if operation.get("security") else set())
        expected |= {"408", "413", "415"} if "requestBody" in operation else set()
        missing = expected - set(operation["responses"])
        if missing:
            yield f"{sorted(missing)} of {name}"


def problem_has_the_members_of_the_standard(document: Document) -> Iterator[str]:
    for name, status, answer in answers(document):
        if status[0] in "45":
            schema = resolved(document, answer["content"][PROBLEM]["schema"])
            parts = [resolved(document, part) for part in schema.get("allOf", [schema])]
            names = {each for part in parts for each in part.get("properties", {})}
            if not names >= {"status", "title", "detail", "type", "instance"}:
                yield f"{status} of {name}"


def invalid_input_is_400(document: Document) -> Iterator[str]:
    for name, status, _ in answers(document):
        if status == "422":
            yield name
    for schema in ("HTTPValidationError", "ValidationError"):
        if schema in document["components"]["schemas"]:
            yield schema


def moments_and_dates_have_a_format(document: Document) -> Iterator[str]:
    """By the names we give: `…At` is a moment, `…On`, `…From`, `…Until` and `…Date` a day."""
    for schema, name, definition in properties(document):
        if re.search(r"[a-z]At$", name) and "date-time" not in str(definition):
            yield f"{schema}.{name}"
        if re.search(r"[a-z](On|Date|Day)$", name) and "'date'" not in str(definition):
            yield f"{schema}.{name}"


def null_is_a_type_not_an_alternative(document: Document) -> Iterator[str]:
    """A nullable date keeps its format only when it is no `anyOf`."""
    for name, schema in schemas(document):
        others = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
        if len(others) != len(schema.get("anyOf", ())) == 2 and "$ref" not in others[0]:
            yield name


def what_is_sent_has_examples(document: Document) -> Iterator[str]:
    """Trap 6 of the stack: an example per property, none for a whole body."""
    for schema, name, definition in properties(document):
        if not schema.endswith("In") or _points_on(definition):
            continue
        if not definition.get("examples"):
            yield f"{schema}.{name}"


def _points_on(definition: dict[str, Any]) -> bool:
    """Tell whether a property is made of another schema with properties of its own."""
    items = definition.get("items", {})
    return "$ref" in definition or "$ref" in items or "$ref" in str(definition.get("anyOf", ""))


def no_key_below_paths_looks_like_a_method(document: Document) -> Iterator[str]:
    """Trap 6: the official ruleset takes any key that contains put, post or patch for a method."""

    def keys(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            for key, value in part.items():
                yield key
                yield from keys(value)
        elif isinstance(part, list):
            for item in part:
                yield from keys(item)

    for item in document["paths"].values():
        for key in keys(list(item.values())):
            if re.search("put|post|patch", key, re.IGNORECASE):
                yield key


def nothing_is_dangling(document: Document) -> Iterator[str]:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            part = list(part.values())
        if isinstance(part, list):
            for item in part:
                yield from references(item)

    for reference in set(references(document)):
        try:
            resolved(document, {"$ref": reference})
        except KeyError:
            yield reference


def no_personal_data_in_addresses(document: Document) -> Iterator[str]:
    for name, operation in operations(document):
        for parameter in asked(document, operation):
            if re.search(
                r"bsn|birth|surname|firstname|email|phone|postcode", parameter["name"], re.IGNORECASE
            ):
                yield f"{parameter['name']} of {name}"


def bodies_refuse_what_is_unknown(document: Document) -> Iterator[str]:
    for name, schema in document["components"]["schemas"].items():
        if (
            name.endswith("In")
            and schema.get("type") == "object"
            and schema.get("additionalProperties") is not False
        ):
            yield name


def what_is_posted_may_be_repeated(document: Document) -> Iterator[str]:
    """A POST takes an Idempotency-Key, refuses one that was used, and says when it answers again."""
    for name, operation in operations(document):
        if not name.startswith("POST"):
            continue
        keys = [each for each in asked(document, operation) if each["name"] == "Idempotency-Key"]
        done = [answer for status, answer in operation["responses"].items() if status[0] == "2"]
        told = all("Idempotent-Replay" in answer.get("headers", {}) for answer in done)
        if [each["in"] for each in keys] != ["header"] or "409" not in operation["responses"] or not told:
            yield name


def what_can_be_changed_tells_its_tag(document: Document) -> Iterator[str]:
    """A change asks for If-Match, and whoever reads what can be changed, or made it, is told its ETag."""
    for path, item in document["paths"].items():
        changes = [item[method] for method in ("patch", "put") if method in item]
        for operation in changes:
            named = [each for each in asked(document, operation) if each["name"] == "If-Match"]
            if [each.get("required") for each in named] != [True] or not (
                {"412", "428"} <= set(operation["responses"])
            ):
                yield f"{path} can be changed without If-Match"
        readers = [item["get"]] if changes and "get" in item else []
        if any("ETag" not in _done(operation).get("headers", {}) for operation in [*changes, *readers]):
            yield f"{path} does not tell its ETag"
        if any("304" not in operation["responses"] for operation in readers):
            yield f"{path} has no 304"


def _done(operation: dict[str, Any]) -> dict[str, Any]:
    """Return the answer when all goes well."""
    return next((answer for status, answer in operation["responses"].items() if status[0] == "2"), {})


RULES: tuple[Rule, ...] = (
    openapi_is_3_1,
    root_is_described,
    version_is_semantic,
    contact_is_complete,
    servers_carry_the_major_version,
    paths_are_kebab_case,
    paths_have_no_trailing_slash_nor_extension,
    collections_are_plural,
    query_names_are_camel_case,
    properties_are_camel_case,
    schemas_are_pascal_case,
    operations_are_named_once,
    operations_are_told_about,
    tags_are_described,
    answers_carry_the_version,
    refusals_are_problems,
    refusals_are_declared,
    problem_has_the_members_of_the_standard,
    invalid_input_is_400,
    moments_and_dates_have_a_format,
    null_is_a_type_not_an_alternative,
    what_is_sent_has_examples,
    no_key_below_paths_looks_like_a_method,
    nothing_is_dangling,
    no_personal_data_in_addresses,
    bodies_refuse_what_is_unknown,
    what_is_posted_may_be_repeated,
    what_can_be_changed_tells_its_tag,
)
