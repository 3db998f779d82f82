"""From the first key to the contact after a year: all through the doors, by the keys of three parties."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from conftest import NEIGHBOURHOODS, Clock, Doors, the_map
from matching.actors import OPERATOR
from matching.jobs import DUTIES
from matching.operations.keys import make_key
from matching.operations.runs import carry_out_run
from matching.settings import Settings
from matching.work import Workshop

Keys = Mapping[str, httpx.AsyncClient]

DWELLING = {
    "reference": "W-1",
    "neighbourhood": NEIGHBOURHOODS[0],
    "housingForm": "own-home-ambulant",
    "availableFrom": "2026-12-20",
    "tenancy": "flip",
    "rent": 58_000,
    "bedrooms": 1,
    "ownSanitary": True,
    "accessibility": "none",
}
CLIENT = {
    "reference": "K-1",
    "origin": "GM9002",
    "onListSince": "2025-11-01",
    "readyFrom": "2026-11-01",
    "load": 2,
    "ageBand": "24-54",
    "incomeKind": "benefit",
    "incomeBand": "suitable",
    "debtsUnderControl": True,
    "support": "ambulant",
    "supportHours": 3,
    "housingForms": ["own-home-ambulant"],
    "bedrooms": 1,
    "maximumRent": 70_000,
    "accessibility": "none",
    "tenancies": ["flip", "own-name"],
    "targetGroups": [],
    "consentOn": "2026-10-01",
}


def covenant(parties: list[str]) -> dict[str, Any]:
    """Return an agreement that lets two people in, and a contact in the first week, each quarter and after a year."""
    check_ins = [{"afterDays": days, "means": "visit"} for days in (7, 90, 180, 365)]
    return {
        "name": "Convenant (fictief)",
        "termFrom": "2026-01-01",
        "termUntil": "2028-01-01",
        "parties": [{"organisation": one, "joinedOn": "2026-01-01"} for one in parties],
        "quotas": [{"municipality": "GM9001", "targetShare": 100, "maximum": 2}],
        "loadCaps": [
            {"area": NEIGHBOURHOODS[0], "validFrom": "2026-01-01", "points": 3, "reason": "Afgesproken."}
        ],
        "procedure": {
            "handoverDays": 10,
            "loadDecay": [{"afterMonths": 6, "percent": 50}],
            "checkIns": [{"municipality": None, "checkIns": check_ins}],
        },
    }


async def ok(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.text}"
    return dict(answer.json())


async def send(who: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    return await ok(await who.post(path, json=body))


async def look(who: httpx.AsyncClient, path: str, **query: Any) -> dict[str, Any]:
    return await ok(await who.get(path, params=query))


@pytest.fixture
async def operator(workshop: Workshop, doors: Doors) -> httpx.AsyncClient:
    """Return the client of the first key there is, on nothing but a map."""
    async with workshop.open(OPERATOR) as work:
        for area in the_map():
            work.session.add(area)
            await work.session.flush()
        first = await make_key(work, organisation=None, label="eerste sleutel")
    return await doors.with_token(first.secret)


async def the_keys(operator: httpx.AsyncClient, doors: Doors) -> tuple[Keys, dict[str, str]]:
    """Register three parties, and return a client for the key of each, and who they are."""
    await send(operator, "/regions", slug="fictie", name="Fictie", municipalities=["GM9001", "GM9002"])
    known = (await look(operator, "/rent-limits"))["items"][0]
    await send(operator, "/rent-limits", **{**known, "validFrom": "2027-01-01", "validUntil": "2029-01-01"})
    keys: dict[str, httpx.AsyncClient] = {}
    ids: dict[str, str] = {}
    for kind in ("coordinator", "corporation", "provider"):
        made = await send(operator, "/organisations", kind=kind, name=f"De {kind}", regions=["fictie"])
        secret = (await send(operator, f"/organisations/{made['id']}/keys", label="koppeling"))["secret"]
        keys[kind], ids[kind] = await doors.with_token(secret), made["id"]
    return keys, ids


async def days_pass(until: date, *, clock: Clock, workshop: Workshop) -> None:
    """Let the days pass; now and then, and on the last, the clock keeps watch."""
    while clock.now.date() < until:
        clock.tick(days=min(30, (until - clock.now.date()).days))
        for duty in DUTIES.values():
            if duty.cron:
                await duty.do(workshop, Settings())


async def to_a_proposal(keys: Keys, ids: Mapping[str, str], workshop: Workshop) -> dict[str, Any]:
    await send(keys["coordinator"], "/covenants", **covenant([ids["corporation"], ids["provider"]]))
    coverage = [{"municipality": "GM9001", "level": "ambulant", "hours": 10}]
    answer = await keys["provider"].put(
        f"/organisations/{ids['provider']}/support-coverage", json={"coverage": coverage}
    )
    await ok(answer)
    await send(keys["corporation"], "/dwellings", **DWELLING)
    await send(keys["provider"], "/clients", **CLIENT)
    run = await send(keys["coordinator"], "/matching-runs")
    await carry_out_run(workshop, run_id=UUID(run["id"]), threads=1)
    [proposal] = (await look(keys["coordinator"], "/proposals", matchingRun=run["id"]))["items"]
    return dict(proposal)


async def to_a_yes(keys: Keys, address: str) -> None:
    await send(keys["coordinator"], f"{address}/release", releasedBy="A. Jansen")
    await send(keys["corporation"], f"{address}/agreement")
    await send(keys["provider"], f"{address}/agreement", decidedBy="B. de Wit")
    answered = await send(keys["provider"], f"{address}/client-answer", accepted=True)
    assert answered["state"] == "accepted"


async def to_the_key(keys: Keys, proposal: str) -> dict[str, Any]:
    """Make the lease, and arrange the landing; the hand-over of the benefit is one of its tasks."""
    lease = {"tenancy": "flip", "rent": 58_000, "startsOn": "2026-12-20", "flipOn": "2027-12-20"}
    placement = await send(keys["corporation"], "/placements", proposal=proposal, **lease)
    landing = (await look(keys["coordinator"], f"/placements/{placement['id']}"))["landing"]
    tasks = {task["domain"]: task for task in landing}
    assert tasks["benefit-handover"]["dueOn"] == "2026-12-10", "before the lease starts"

    early = await keys["corporation"].post(f"/placements/{placement['id']}/confirmation", json={})
    assert early.status_code == 409
    for domain in tasks:
        await send(keys["coordinator"], f"/placements/{placement['id']}/landing-tasks/{domain}/completion")
    return await send(keys["corporation"], f"/placements/{placement['id']}/confirmation")


async def test_from_the_first_key_to_the_contact_after_a_year(
    operator: httpx.AsyncClient, doors: Doors, workshop: Workshop, clock: Clock
) -> None:
    keys, ids = await the_keys(operator, doors)
    proposal = await to_a_proposal(keys, ids, workshop)
    await to_a_yes(keys, f"/proposals/{proposal['id']}")
    placement = await to_the_key(keys, proposal["id"])
    began = date.fromisoformat(placement["startsOn"])

    held = []
    for days in (7, 90, 180, 365):
        await days_pass(began + timedelta(days=days), clock=clock, workshop=workshop)
        due = (await look(keys["provider"], "/tasks", kind="check-in"))["items"][0]
        result = due["href"].removeprefix("/v1") + "/result"
        held.append(await send(keys["provider"], result, held=True, heldBy="B. de Wit"))
    for months in (3, 6, 12):
        await send(
            keys["provider"], f"/placements/{placement['id']}/outcomes", months=months, stillHoused=True
        )
    await send(keys["corporation"], f"/placements/{placement['id']}/flip")

    assert [(check_in["state"], check_in["dueOn"]) for check_in in held] == [
        ("held", str(began + timedelta(days=days))) for days in (7, 90, 180, 365)
    ]
    assert (await look(keys["corporation"], "/dwellings"))["items"][0]["state"] == "let"
    assert (await look(keys["provider"], "/clients"))["items"][0]["state"] == "placed"
    assert (await look(keys["corporation"], "/tasks"))["items"] == []
    heard = [event["type"].removeprefix("nl.matchingspunt.") for event in await events(keys["corporation"])]
    mine = [kind for kind in heard if kind.startswith(("dwelling", "proposal", "placement"))]
    assert mine == [
        "dwelling.posted",
        "proposal.released",
        "proposal.corporation-agreed",
        "proposal.provider-agreed",
        "proposal.accepted",
        "proposal.placed",
        "placement.prepared",
        "placement.confirmed",
        "placement.flipped",
    ]
    await half_the_load_is_left(keys, workshop)


async def events(who: httpx.AsyncClient) -> list[dict[str, Any]]:
    return list((await look(who, "/events", limit=200))["items"])


async def half_the_load_is_left(keys: Keys, workshop: Workshop) -> None:
    """After a year two points count as one: of the three the street can carry, two are free for the next."""
    await send(
        keys["corporation"], "/dwellings", **{**DWELLING, "reference": "W-2", "availableFrom": "2027-12-25"}
    )
    again = {"reference": "K-2", "origin": "GM9001", "incomeKind": "work", "consentOn": "2027-10-01"}
    await send(keys["provider"], "/clients", **{**CLIENT, **again})
    run = await send(keys["coordinator"], "/matching-runs")
    await carry_out_run(workshop, run_id=UUID(run["id"]), threads=1)

    usage = {
        one["kind"]: one
        for one in (await look(keys["coordinator"], f"/matching-runs/{run['id']}/usage"))["items"]
    }
    assert (usage["neighbourhood-load"]["usedBefore"], usage["neighbourhood-load"]["maximum"]) == (100, 300)
    assert (usage["municipal-quota"]["usedBefore"], usage["municipal-quota"]["usedNow"]) == (1, 1)
