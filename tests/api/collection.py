"""Write every example of the contract as a request to a file: `.venv/bin/python tests/api/collection.py`.

The form is Postman's collection 2.1, which Bruno and Insomnia import too. A request carries the key of the role it is
for, as a variable that its reader fills in: the demo prints the keys.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from api.design_rules import Document, operations
from flows.test_demo_examples import request_of
from matching.api.contract_languages import in_language
from matching.doors.languages import Language
from matching.main import contract_only

PAGE = Path(__file__).resolve().parents[2] / "docs" / "matchingspunt.postman.json"
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
KEYS = ("coordinatorKey", "corporationKey", "providerKey", "municipalityKey", "operatorKey")
FIRST_ROLE = {
    "dwellings": "corporationKey",
    "clients": "providerKey",
    "placement-questions": "coordinatorKey",
}
"""Whose key the requests of a chapter carry to begin with; the coordinator's where none is named."""


def collection(contract: Document) -> dict[str, Any]:
    """Return the contract as a collection, a folder for each chapter, in the order of the work."""
    folders: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in contract["tags"]}
    for name, operation in operations(contract):
        method, path = name.split(" ", 1)
        folders[operation["tags"][0]].append(_request(method, path, operation, contract))
    told = {tag["name"]: tag.get("description", "") for tag in contract["tags"]}
    return {
        "info": {
            "name": contract["info"]["title"],
            "description": "Every example works on the demo, in this order. Fill in the keys that the demo prints.",
            "version": contract["info"]["version"],
            "schema": SCHEMA,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{coordinatorKey}}", "type": "string"}],
        },
        "variable": [
            {"key": "baseUrl", "value": "http://127.0.0.1:8000/v1"},
            *({"key": key, "value": ""} for key in KEYS),
        ],
        "item": [
            {"name": name, "description": told[name], "item": items}
            for name, items in folders.items()
            if items
        ],
    }


def _request(method: str, path: str, operation: dict[str, Any], contract: Document) -> dict[str, Any]:
    asked = request_of(path, operation, contract["components"])
    headers = {"Accept-Language": "nl", **asked["headers"]}
    headers.pop("Idempotency-Key", None)  # the same key twice would answer the second with the first
    url = "{{baseUrl}}" + asked["url"]
    made: dict[str, Any] = {
        "method": method,
        "description": operation.get("description", ""),
        "url": {
            "raw": url
            + (
                "?" + "&".join(f"{each['key']}={each['value']}" for each in _query(asked))
                if asked["params"]
                else ""
            ),
            "host": ["{{baseUrl}}"],
            "path": asked["url"].strip("/").split("/"),
            "query": _query(asked),
        },
        "auth": _auth(operation),
    }
    if asked.get("content") is not None:
        made["body"] = {"mode": "raw", "raw": asked["content"]}
    elif asked.get("json") is not None:
        headers["Content-Type"] = "application/json"
        raw = json.dumps(asked["json"], ensure_ascii=False, indent=2)
        made["body"] = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
    made["header"] = [{"key": name, "value": str(value)} for name, value in sorted(headers.items())]
    return {"name": operation["summary"], "request": made}


def _query(asked: dict[str, Any]) -> list[dict[str, str]]:
    return list(_pairs(asked["params"]))


def _pairs(params: dict[str, Any]) -> Iterator[dict[str, str]]:
    for name, value in params.items():
        for each in value if isinstance(value, list) else [value]:
            yield {"key": name, "value": str(each)}


def _auth(operation: dict[str, Any]) -> dict[str, Any]:
    if not operation.get("security"):
        return {"type": "noauth"}
    key = FIRST_ROLE.get(operation["tags"][0], "coordinatorKey")
    return {"type": "bearer", "bearer": [{"key": "token", "value": "{{" + key + "}}", "type": "string"}]}


def text() -> str:
    """Return the collection as it should stand in the file."""
    return (
        json.dumps(
            collection(in_language(contract_only().openapi(), Language.DUTCH)), ensure_ascii=False, indent=1
        )
        + "\n"
    )


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
