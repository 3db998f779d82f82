"""What is somebody else's is answered as if it were not there: by every route, to every role."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from flows.test_demo_examples import request_of
from flows.who_sees_what import PAGE, page
from matching.actors import OPERATOR, Role
from matching.examples import OTHER_REGION, REGION
from matching.main import contract_only, open_workshop
from matching.operations.keys import make_key
from matching.operations.organisations import register_organisation
from matching.queries.regions import region
from matching.settings import Settings
from matching.vocabulary import OrganisationKind

ABOUT_PEOPLE = {
    "clients",
    "dwellings",
    "proposals",
    "pair-weighings",
    "pair-directives",
    "corrections",
    "placements",
    "check-ins",
    "signals",
    "webhook-endpoints",
    "facilities",
    "organisations",
    "matching-runs",
    "scenarios",
    "procurement-plans",
    "placement-questions",
    "ledgers",
    "covenants",
    "landing-tasks",
    "overrides",
    "tasks",
}
"""What is not for everybody to see."""
OF_THE_REGION = {
    "organisations",
    "matching-runs",
    "scenarios",
    "procurement-plans",
    "ledgers",
    "covenants",
    "facilities",
}
"""What is for its whole region: only who works elsewhere finds nothing of it."""
NAMED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NOTHING = "00000000-0000-7000-8000-00000000dead"
CONTRACT = contract_only().openapi()
ASKED = [
    (method.upper(), path, request_of(path, operation, CONTRACT["components"]["schemas"]))
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
    if path.strip("/").split("/")[0] in ABOUT_PEOPLE
]


@pytest.fixture
async def strangers(
    demo_doors: dict[Role, httpx.AsyncClient], demo_url: str
) -> AsyncIterator[dict[Role, httpx.AsyncClient]]:
    """Return a client of a new organisation of each kind, in the region but for the desk: that of the other one."""
    transport = demo_doors[Role.COORDINATOR]._transport
    async with AsyncExitStack() as stack:
        workshop = await stack.enter_async_context(open_workshop(Settings(pool_size=2), url=demo_url))
        made = {}
        for kind in OrganisationKind:
            async with workshop.open(OPERATOR) as work:
                desk = kind is OrganisationKind.COORDINATOR
                where = await region(work, slug=OTHER_REGION if desk else REGION)
                town = "GM0882" if kind is OrganisationKind.MUNICIPALITY else None
                stranger = await register_organisation(
                    work, kind=kind, name=f"Onbekend ({kind})", municipality=town, regions=[where]
                )
                secret = (await make_key(work, organisation=stranger, label="test")).secret
            made[Role(kind.value)] = await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=transport,
                    base_url="http://test/v1",
                    headers={"Authorization": f"Bearer {secret}"},
                )
            )
        yield made


def of_nothing(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the same request about a row that is not there."""
    renamed: dict[str, Any] = json.loads(NAMED.sub(NOTHING, json.dumps(asked)))
    return renamed


def told(answer: httpx.Response) -> tuple[int, str]:
    """Return what somebody learns from an answer, but for the identity they asked with."""
    return answer.status_code, NAMED.sub("…", answer.text)


async def test_what_is_somebody_elses_is_answered_as_if_it_were_not_there(
    strangers: dict[Role, httpx.AsyncClient],
) -> None:
    """The same status and the same words, whatever is asked: nobody learns that a row exists."""
    differing, answers = [], Counter[int]()
    for role, client in strangers.items():
        for method, path, asked in ASKED:
            headers = {name: text for name, text in asked["headers"].items() if name != "Idempotency-Key"}
            named = asked | {"headers": headers}
            if of_nothing(named) == named:
                continue
            theirs = told(await client.request(method, **named))
            answers[theirs[0]] += 1
            nobodys = told(await client.request(method, **of_nothing(named)))
            if theirs != nobodys:
                differing.append(f"{role.value} {method} {path}: {theirs[0]} {theirs[1][:150]}, {nobodys}")

    assert differing == []
    assert answers[404] > len(ASKED), answers  # most roles may ask most of it, and find nothing


async def test_the_page_of_who_sees_what_is_current(demo_doors: dict[Role, httpx.AsyncClient]) -> None:
    """Otherwise write it anew: `.venv/bin/python tests/flows/who_sees_what.py`, and look at what changed."""
    assert PAGE.read_text(encoding="utf-8") == await page(demo_doors)
