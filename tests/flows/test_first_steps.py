"""What the first steps tell each role works on the demo, with the key that the demo gives it."""

import re

import httpx

from matching.actors import Role
from matching.api.guides import GUIDES
from matching.examples import demo_id
from matching.main import contract_only

DONE = {
    operation["operationId"]: (method.upper(), path)
    for path, item in contract_only().openapi()["paths"].items()
    for method, operation in item.items()
}


async def test_every_role_gets_what_its_first_request_asks_for(
    demo_doors: dict[Role, httpx.AsyncClient],
) -> None:
    answers = {guide.role: await demo_doors[guide.role].get(guide.first) for guide in GUIDES}

    assert {role: answer.status_code for role, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert [
        role
        for role, answer in answers.items()
        if not (answer.json().get("items") or answer.json().get("rows"))
    ] == []


async def test_no_role_is_sent_where_it_may_not_be(demo_doors: dict[Role, httpx.AsyncClient]) -> None:
    """Who may is told what is wrong with an empty body or an identity of nothing, and not that they may not."""
    refused = []
    for guide in GUIDES:
        for name in guide.operations:
            method, path = DONE[name]
            answer = await demo_doors[guide.role].request(
                method, re.sub(r"{\w+}", demo_id(999_999), path), json={} if method != "GET" else None
            )
            if answer.status_code in (401, 403, 405, 500):
                refused.append(f"{guide.role} {name}: {answer.status_code}")

    assert refused == []
