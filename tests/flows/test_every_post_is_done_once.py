"""Every POST of the contract, sent twice under one key to the demo: done once, answered alike."""

from typing import Any
from uuid import uuid4

import httpx

from flows.test_demo_examples import ROLES, request_of
from matching.actors import Role
from matching.main import contract_only


async def test_every_post_is_done_once(demo_doors: dict[Role, httpx.AsyncClient]) -> None:
    contract = contract_only().openapi()
    posts = {path: item["post"] for path, item in contract["paths"].items() if "post" in item}
    wrong = []

    for path, operation in posts.items():
        asked = request_of(path, operation, contract["components"])
        asked["headers"] |= {"Idempotency-Key": str(uuid4())}
        for role in ROLES:
            first = await demo_doors[role].post(**asked)
            if first.status_code not in (403, 404):
                break
        again = await demo_doors[role].post(**asked)
        if not first.is_success or _told(again) != _expected(first, operation):
            wrong.append(f"{path}: {first.status_code} {first.text}, then {_told(again)}")

    assert len(posts) > 10
    assert wrong == []


def _told(answer: httpx.Response) -> tuple[Any, ...]:
    if answer.is_success:
        return answer.status_code, answer.content, answer.headers.get("Idempotent-Replay")
    return answer.status_code, answer.json()["type"]


def _expected(first: httpx.Response, operation: dict[str, Any]) -> tuple[Any, ...]:
    if operation.get("x-secret-shown-once"):
        return 409, "/problems/secret-shown-once"
    return first.status_code, first.content, "true"
