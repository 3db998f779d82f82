"""Webhook endpoints through the door: each organisation its own, the secret once."""

import base64
from typing import Any

import httpx
import pytest

from conftest import UNKNOWN_ID, Doors, Town
from matching.operations.events import publish
from matching.operations.webhooks import MOST_ENDPOINTS
from matching.work import Workshop

URL = "https://example.org/in"
FINISHED = "nl.matchingspunt.run.finished"


@pytest.fixture
async def corporation(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.corporation)


async def register(client: httpx.AsyncClient, **fields: Any) -> Any:
    answer = await client.post("/webhook-endpoints", json={"url": URL, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_registering_shows_the_secret_once(corporation: httpx.AsyncClient) -> None:
    answer = await corporation.post(
        "/webhook-endpoints", json={"url": URL, "description": "koppeling", "types": [FINISHED]}
    )

    made = answer.json()
    secret = made.pop("secret")
    assert answer.status_code == 201
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert (made["url"], made["description"], made["types"]) == (URL, "koppeling", [FINISHED])
    assert (made["state"], made["oldSecretUntil"]) == ("active", None)
    read = await corporation.get(answer.headers["Location"].removeprefix("/v1"))
    assert read.json() == made
    assert (await corporation.get("/webhook-endpoints")).json()["items"] == [made]
    assert secret not in read.text


async def test_every_endpoint_has_a_secret_of_its_own(corporation: httpx.AsyncClient) -> None:
    first, second = await register(corporation), await register(corporation)

    assert first["secret"] != second["secret"]


@pytest.mark.parametrize("role", ["provider", "coordinator", "municipality"])
async def test_every_organisation_may_register(doors: Doors, town: Town, role: str) -> None:
    client = await doors.as_organisation(getattr(town, role))

    assert (await register(client))["types"] == []


async def test_an_operator_may_not(doors: Doors, town: Town) -> None:
    operator = await doors.as_organisation(None)

    assert (await operator.post("/webhook-endpoints", json={"url": URL})).status_code == 403
    assert (await operator.get("/webhook-endpoints")).status_code == 403


async def test_nobody_may_without_a_key(doors: Doors, town: Town) -> None:
    anonymous = await doors.with_token(None)

    assert (await anonymous.get("/webhook-endpoints")).status_code == 401


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {("body.url", "missing")}),
        ({"url": "http://example.org/in"}, {("body.url", "url-scheme")}),
        ({"url": "https://127.0.0.1/in"}, {("body.url", "forbidden-address")}),
        ({"url": "https://u:p@example.org"}, {("body.url", "url-parts")}),
        ({"url": "https://exa mple.org"}, {("body.url", "url-parsing")}),
        ({"url": URL, "types": ["nl.matchingspunt.sold"]}, {("body.types.0", "unknown-event-type")}),
        ({"url": URL, "types": [FINISHED, FINISHED]}, {("body.types", "stands-twice")}),
        ({"url": URL, "description": "vragen: piet@example.org"}, {("body.description", "email-address")}),
        ({"url": URL, "state": "active"}, {("body.state", "extra-forbidden")}),
        (
            {"url": "http://10.0.0.1/in"},
            {
                ("body.url", "url-scheme"),
                ("body.url", "forbidden-address"),
            },
        ),
    ],
)
async def test_all_that_is_wrong_is_named_at_once(
    corporation: httpx.AsyncClient, body: dict[str, Any], faults: set[tuple[str, str]]
) -> None:
    answer = await corporation.post("/webhook-endpoints", json=body)

    assert answer.status_code == 400
    found = answer.json()["invalidParams"]
    assert {(fault["name"], fault["code"]) for fault in found} == faults
    assert "piet" not in answer.text


async def test_there_is_a_limit_to_how_many(corporation: httpx.AsyncClient) -> None:
    for _ in range(MOST_ENDPOINTS):
        await register(corporation)

    refused = await corporation.post("/webhook-endpoints", json={"url": URL})

    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/too-many-endpoints"


async def test_changing_leaves_what_is_left_out(corporation: httpx.AsyncClient) -> None:
    made = await register(corporation, description="oud", types=[FINISHED])
    address = f"/webhook-endpoints/{made['id']}"

    changed = (await corporation.patch(address, json={"url": "https://example.org/new"})).json()
    paused = (await corporation.patch(address, json={"enabled": False})).json()
    everything = (await corporation.patch(address, json={"types": [], "description": None})).json()
    again = (await corporation.patch(address, json={"enabled": True})).json()

    assert (changed["url"], changed["description"], changed["types"], changed["state"]) == (
        "https://example.org/new",
        "oud",
        [FINISHED],
        "active",
    )
    assert paused["state"] == "paused"
    assert (everything["types"], everything["description"], everything["state"]) == ([], None, "paused")
    assert again["state"] == "active"


@pytest.mark.parametrize("body", [{}, {"url": None}, {"enabled": None}, {"url": "http://example.org"}])
async def test_a_change_that_makes_no_sense_is_refused(
    corporation: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    made = await register(corporation)

    answer = await corporation.patch(f"/webhook-endpoints/{made['id']}", json=body)

    assert answer.status_code == 400


async def test_rotation_shows_a_new_secret_once(corporation: httpx.AsyncClient) -> None:
    made = await register(corporation)

    rotated = await corporation.post(f"/webhook-endpoints/{made['id']}/secret-rotation")

    assert rotated.status_code == 200
    assert rotated.json()["secret"] != made["secret"]
    assert rotated.json()["oldSecretUntil"] == "2026-12-02T09:00:00Z"


async def test_a_ping_stands_among_the_deliveries(corporation: httpx.AsyncClient) -> None:
    made = await register(corporation)
    address = f"/webhook-endpoints/{made['id']}"

    sent = await corporation.post(f"{address}/test")

    assert sent.status_code == 202
    ping = sent.json()
    assert (ping["type"], ping["state"], ping["attempts"]) == ("nl.matchingspunt.ping", "waiting", 0)
    assert (ping["lastStatus"], ping["lastTrouble"], ping["endedAt"]) == (None, None, None)
    assert (await corporation.get(f"{address}/deliveries")).json()["items"] == [ping]
    waiting = await corporation.get(f"{address}/deliveries", params={"state": "waiting"})
    assert waiting.json()["items"] == [ping]
    assert (await corporation.get(f"{address}/deliveries", params={"state": "dead"})).json()["items"] == []


async def test_deliveries_come_a_page_at_a_time_the_newest_first(corporation: httpx.AsyncClient) -> None:
    made = await register(corporation)
    address = f"/webhook-endpoints/{made['id']}"
    sent = [(await corporation.post(f"{address}/test")).json()["event"] for _ in range(3)]

    first = (await corporation.get(f"{address}/deliveries", params={"limit": 2})).json()
    rest = (
        await corporation.get(f"{address}/deliveries", params={"limit": 2, "after": first["next"]})
    ).json()

    assert [one["event"] for one in [*first["items"], *rest["items"]]] == sent[::-1]
    assert rest["next"] is None


async def test_replay_counts_what_is_delivered_again(
    corporation: httpx.AsyncClient, workshop: Workshop
) -> None:
    made = await register(corporation)
    address = f"/webhook-endpoints/{made['id']}"
    async with workshop.open() as work:
        await publish(work)
    feed = (await corporation.get("/events")).json()["items"]

    dead = await corporation.post(f"{address}/replay", json={})
    since = await corporation.post(f"{address}/replay", json={"fromEvent": feed[0]["id"]})
    unknown = await corporation.post(f"{address}/replay", json={"fromEvent": str(UNKNOWN_ID)})

    assert (dead.status_code, dead.json()) == (202, {"deliveries": 0})
    assert since.json() == {"deliveries": len(feed) - 1}, "its own registration waits already"
    assert unknown.status_code == 404


async def test_removing_takes_it_away(corporation: httpx.AsyncClient) -> None:
    made = await register(corporation)
    address = f"/webhook-endpoints/{made['id']}"
    await corporation.post(f"{address}/test")

    removed = await corporation.delete(address)

    assert removed.status_code == 204
    assert (await corporation.get(address)).status_code == 404
    assert (await corporation.delete(address)).status_code == 404
    types = [event["type"] for event in (await corporation.get("/events")).json()["items"]]
    assert types[-2:] == [
        "nl.matchingspunt.webhook-endpoint.registered",
        "nl.matchingspunt.webhook-endpoint.removed",
    ]


@pytest.mark.parametrize("who", ["other_corporation", "coordinator", "stranger"])
async def test_an_endpoint_of_somebody_else_does_not_exist(
    corporation: httpx.AsyncClient, doors: Doors, town: Town, who: str
) -> None:
    address = f"/webhook-endpoints/{(await register(corporation))['id']}"
    other = await doors.as_organisation(getattr(town, who))

    answers = [
        await other.get(address),
        await other.patch(address, json={"enabled": False}),
        await other.delete(address),
        await other.post(f"{address}/secret-rotation"),
        await other.post(f"{address}/test"),
        await other.get(f"{address}/deliveries"),
        await other.post(f"{address}/replay", json={}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 7
    assert (await other.get("/webhook-endpoints")).json()["items"] == []
