"""What is somebody else's is answered as if it were not there: by every route, to every role."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest

from flows.test_demo_examples import request_of
from flows.who_sees_what import PAGE, RESOURCES, filters_of, page, rows_of_all, seen_by
from matching.actors import OPERATOR, Role
from matching.examples import OTHER_REGION, REGION
from matching.main import contract_only
from matching.models import Region
from matching.operations.keys import make_key
from matching.operations.organisations import register_organisation
from matching.queries.event_types import PREFIX, TOLD
from matching.queries.regions import municipalities_of, region
from matching.settings import Settings
from matching.vocabulary import OrganisationKind
from matching.work import Work
from matching.workplace import open_workshop
from statements import written_down

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
    "procurement-statements",
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
    "procurement-statements",
    "ledgers",
    "covenants",
    "facilities",
}
"""What is for its whole region: only who works elsewhere finds nothing of it."""
NAMED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NOTHING = "00000000-0000-7000-8000-00000000dead"
CONTRACT = contract_only().openapi()
EVERY = [
    (method.upper(), path, request_of(path, operation, CONTRACT["components"]))
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
]
ASKED = [one for one in EVERY if one[1].strip("/").split("/")[0] in ABOUT_PEOPLE]
FOR_EVERYBODY = {"areas", "area-imports", "rent-limits", "decline-reasons", "event-types", "health", "me"}
"""What is the same for all regions, or one's own."""
NOWHERE = "nergens"


Strangers = dict[Role, httpx.AsyncClient]


@asynccontextmanager
async def of_new_organisations(
    doors: Strangers, url: str, where_of: Callable[[OrganisationKind], str]
) -> AsyncIterator[Strangers]:
    """Open a client of a new organisation of each kind, in the region that is named for it."""
    transport = doors[Role.COORDINATOR]._transport
    async with AsyncExitStack() as stack:
        workshop = await stack.enter_async_context(open_workshop(Settings(pool_size=2), url=url))
        made = {}
        for kind in OrganisationKind:
            async with workshop.open(OPERATOR) as work:
                where = await region(work, slug=where_of(kind))
                town = await an_own_town(work, where) if kind is OrganisationKind.MUNICIPALITY else None
                stranger = await register_organisation(
                    work,
                    kind=kind,
                    name=f"Onbekend ({kind}, {where.slug})",
                    municipality=town,
                    regions=[where],
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


async def an_own_town(work: Work, where: Region) -> str:
    """Return the last municipality of a region; in Parkstad one in which the demo houses somebody too."""
    codes = await municipalities_of(work, region_id=where.id)
    return "GM0882" if "GM0882" in codes else max(codes)


def nearby(kind: OrganisationKind) -> str:
    return OTHER_REGION if kind is OrganisationKind.COORDINATOR else REGION


def far(_kind: OrganisationKind) -> str:
    return OTHER_REGION


def of_nothing(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the same request about a row, or a region, that is not there."""
    renamed: dict[str, Any] = json.loads(NAMED.sub(NOTHING, json.dumps(asked)))
    return renamed


def of_no_region(asked: dict[str, Any]) -> dict[str, Any]:
    elsewhere: dict[str, Any] = json.loads(
        json.dumps(of_nothing(asked)).replace(f'"{REGION}"', f'"{NOWHERE}"')
    )
    return elsewhere | {"url": elsewhere["url"].replace(f"/{REGION}", f"/{NOWHERE}")}


def told(answer: httpx.Response) -> tuple[int, str]:
    """Return what somebody learns from an answer, but for the identity they asked with."""
    return answer.status_code, NAMED.sub("…", answer.text).replace(NOWHERE, "…").replace(REGION, "…")


USE_OF_KEYS = "api_keys"
"""That a key was used is written down once a minute; all else has to take as long, whatever is found."""


async def compared(
    strangers: Strangers, routes: list[tuple[str, str, dict[str, Any]]], nothing: Callable[[Any], Any]
) -> tuple[list[str], Counter[int]]:
    """Ask everything twice, about what is somebody else's and about nothing; return where that differs."""
    differing, answers = [], Counter[int]()
    for role, client in strangers.items():
        await client.get("/me")  # that a key was used is written down once a minute: not while we look
        for method, path, asked in routes:
            headers = {name: text for name, text in asked["headers"].items() if name != "Idempotency-Key"}
            named = asked | {"headers": headers}
            if nothing(named) == named:
                continue
            with written_down(but_of=USE_OF_KEYS) as of_theirs:
                theirs = told(await client.request(method, **named))
            with written_down(but_of=USE_OF_KEYS) as of_nobodys:
                nobodys = told(await client.request(method, **nothing(named)))
            answers[theirs[0]] += 1
            if theirs != nobodys or (theirs[0] == 404 and of_theirs != of_nobodys):
                differing.append(f"{role.value} {method} {path}: {theirs[0]} {theirs[1][:150]}, {nobodys}")
    return differing, answers


@pytest.mark.timeout(900)
async def test_what_is_somebody_elses_is_answered_as_if_it_were_not_there(
    demo_doors: Strangers, demo_url: str
) -> None:
    """The same status, the same words and the same work, whatever is asked: nobody learns that a row exists."""
    routes = [one for one in ASKED if one[1].strip("/").split("/")[0] not in OF_THE_REGION]
    async with of_new_organisations(demo_doors, demo_url, nearby) as strangers:
        differing, answers = await compared(strangers, routes, of_nothing)

    assert differing == []
    assert answers[404] > len(routes), answers  # most roles may ask most of it, and find nothing


@pytest.mark.timeout(900)
async def test_what_is_of_another_region_is_answered_as_if_it_were_not_there(
    demo_doors: Strangers, demo_url: str
) -> None:
    """Every route there is but for the map and the catalogues: rows, and the region itself where one is named."""
    routes = [one for one in EVERY if one[1].strip("/").split("/")[0] not in FOR_EVERYBODY]
    async with of_new_organisations(demo_doors, demo_url, far) as strangers:
        differing, answers = await compared(strangers, routes, of_no_region)
        heard = {
            role: (await client.get("/events", params={"limit": 200})).json()["items"]
            for role, client in strangers.items()
        }

    assert differing == []
    assert answers[404] > len(routes), answers
    assert [one for items in heard.values() for one in items if one["data"].get("region") == REGION] == []


async def test_who_is_new_in_a_region_hears_of_nobody_else(demo_doors: Strangers, demo_url: str) -> None:
    """Of what happened before and after it came: what says nothing about a person, or about somebody's dwelling."""
    async with of_new_organisations(demo_doors, demo_url, nearby) as strangers:
        for role, client in strangers.items():
            mine = (await client.get("/me")).json()["organisation"]["id"]
            for one in (await client.get("/events", params={"limit": 200})).json()["items"]:
                neutral = TOLD[one["type"].removeprefix(PREFIX)].neutral
                assert neutral or one["data"]["id"] == mine or one["type"].endswith("key.made"), (role, one)


async def test_the_page_of_who_sees_what_is_current(demo_doors: dict[Role, httpx.AsyncClient]) -> None:
    """Otherwise write it anew: `.venv/bin/python tests/flows/who_sees_what.py`, and look at what changed."""
    assert PAGE.read_text(encoding="utf-8") == await page(demo_doors)


async def test_nobody_finds_by_what_it_is_not_shown(demo_doors: Strangers) -> None:
    """To filter by a field is to read it: with the true value it finds nothing, as with any other."""
    found_out = []
    for name in RESOURCES:
        rows = {role: await rows_of_all([client], name) for role, client in demo_doors.items()}
        fields = seen_by(rows)
        exact = {row["id"]: row for row in rows[Role.COORDINATOR] or ()}
        for asked, field in filters_of(name).items():
            for role in (role for role, seen in rows.items() if seen and role not in fields[field]):
                known = {str(exact[row["id"]].get(field)) for row in rows[role] or () if row["id"] in exact}
                for value in sorted(known - {"None"}):
                    answer = await demo_doors[role].get(f"/{name}", params={asked: value})
                    if answer.is_success and answer.json()["items"]:
                        found_out.append((role.value, name, asked, value))

    assert found_out == []
