"""The collection is current, has the form of Postman's 2.1, and its requests work on the demo as they stand."""

import json
import re
from typing import Any

import httpx

from api.collection import KEYS, PAGE, SCHEMA, text
from api.design_rules import operations
from matching.actors import Role
from matching.main import contract_only

COLLECTION: dict[str, Any] = json.loads(text())
REQUESTS = [each["request"] for folder in COLLECTION["item"] for each in folder["item"]]


def test_the_file_is_current() -> None:
    """Otherwise `python3 do.py fix` writes it anew."""
    assert text() == PAGE.read_text(encoding="utf-8")


def test_every_operation_is_a_request() -> None:
    assert COLLECTION["info"]["schema"] == SCHEMA
    assert len(REQUESTS) == len(list(operations(contract_only().openapi())))
    for request in REQUESTS:
        assert request["url"]["host"] == ["{{baseUrl}}"]
        assert "{" not in request["url"]["raw"].replace("{{baseUrl}}", "")
        assert request["url"]["path"] == request["url"]["raw"].split("?")[0].removeprefix(
            "{{baseUrl}}/"
        ).split("/")


def test_every_variable_is_declared_and_no_key_is_in_it() -> None:
    declared = {each["key"]: each["value"] for each in COLLECTION["variable"]}

    assert set(re.findall(r"{{(\w+)}}", text())) <= declared.keys()
    assert {declared[key] for key in KEYS} == {""}
    assert not re.search(r"\bmp_[0-9a-f]{6,}", text())


async def _sent(request: dict[str, Any], doors: dict[Role, httpx.AsyncClient]) -> httpx.Response:
    """Send a request as a reader of the collection would, with the key that its variable means."""
    auth = request["auth"]
    role = (
        "operator" if auth["type"] == "noauth" else auth["bearer"][0]["value"].strip("{}").removesuffix("Key")
    )
    return await doors[Role(role)].request(
        request["method"],
        request["url"]["raw"].removeprefix("{{baseUrl}}"),
        headers={each["key"]: each["value"] for each in request["header"]},
        content=request.get("body", {}).get("raw"),
    )


async def test_lists_and_imports_work_on_the_demo_as_they_stand(
    demo_doors: dict[Role, httpx.AsyncClient],
) -> None:
    chosen = [request for request in REQUESTS if _stands_alone(request["method"], request["url"]["path"])]

    answers = [(request["url"]["raw"], await _sent(request, demo_doors)) for request in chosen]

    assert len(chosen) > 25
    assert [(url, answer.status_code, answer.text) for url, answer in answers if not answer.is_success] == []


def _stands_alone(method: str, path: list[str]) -> bool:
    """Tell whether a request needs nothing that another made: a list, an import or an upload of who has the key."""
    brought = ("vera-import", "client-upload", "dwelling-upload")
    return len(path) == 1 and (method == "GET" or path[0].startswith(brought))
