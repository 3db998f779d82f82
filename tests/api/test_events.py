"""The feed through the door: in order, from a cursor on, each to their own."""

from typing import Any

import httpx
import pytest

from conftest import NEIGHBOURHOODS, Doors, Town
from matching.models import Fact
from matching.queries.event_types import TOLD
from matching.work import Workshop

DWELLING_POSTED = "nl.matchingspunt.dwelling.posted"
NEW_COVENANT = {"name": "Convenant", "termFrom": "2026-01-01", "termUntil": "2028-01-01", "reason": "Nieuw."}


def a_dwelling(reference: str) -> dict[str, Any]:
    return {
        "reference": reference,
        "neighbourhood": NEIGHBOURHOODS[0],
        "housingForm": "own-home",
        "availableFrom": "2026-12-15",
    }


async def offer(client: httpx.AsyncClient, *references: str) -> list[str]:
    """Offer dwellings, and return their ids."""
    answers = [await client.post("/dwellings", json=a_dwelling(reference)) for reference in references]
    return [answer.json()["id"] for answer in answers]


async def ask(client: httpx.AsyncClient, **query: Any) -> Any:
    answer = await client.get("/events", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def corporation(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.corporation)


@pytest.fixture
async def coordinator(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.coordinator)


async def test_what_was_done_a_moment_ago_is_there_without_a_worker(corporation: httpx.AsyncClient) -> None:
    [dwelling] = await offer(corporation, "W-1")

    [event] = (await ask(corporation, type=DWELLING_POSTED))["items"]

    assert event == {
        "specversion": "1.0",
        "id": event["id"],
        "source": "urn:nld:oin:00000000000000000000:systeem:matchingspunt",
        "type": DWELLING_POSTED,
        "time": "2026-12-01T09:00:00Z",
        "subject": dwelling,
        "sequence": event["sequence"],
        "dataref": f"/v1/dwellings/{dwelling}",
        "datacontenttype": "application/json",
        "data": {"id": dwelling, "region": "fictie"},
    }
    assert (await corporation.get(event["dataref"].removeprefix("/v1"))).json()["id"] == dwelling


async def test_reading_goes_on_where_it_ended(corporation: httpx.AsyncClient) -> None:
    start = (await ask(corporation, **{"from": "now"}))["resume"]
    first = await offer(corporation, "W-1", "W-2")
    page = await ask(corporation, after=start)
    second = await offer(corporation, "W-3")

    rest = await ask(corporation, after=page["resume"])

    assert [event["subject"] for event in page["items"]] == first
    assert [event["subject"] for event in rest["items"]] == second
    assert (page["next"], rest["next"]) == (None, None)
    assert (await ask(corporation, after=rest["resume"]))["items"] == []


async def test_pages_follow_each_other_without_a_gap(corporation: httpx.AsyncClient) -> None:
    offered = await offer(corporation, *(f"W-{number}" for number in range(5)))

    found, query = [], {"limit": 2, "type": DWELLING_POSTED}
    while True:
        page = await ask(corporation, **query)
        found += [event["subject"] for event in page["items"]]
        if page["next"] is None:
            break
        assert page["next"] == page["resume"]
        query["after"] = page["next"]

    assert found == offered


async def test_now_skips_what_happened_before(corporation: httpx.AsyncClient) -> None:
    await offer(corporation, "W-1")

    answer = await ask(corporation, **{"from": "now"})

    assert answer["items"] == []
    assert (await ask(corporation, after=answer["resume"]))["items"] == []


async def test_the_cursor_moves_on_where_there_is_nothing_for_you(
    corporation: httpx.AsyncClient, doors: Doors, town: Town
) -> None:
    """Otherwise somebody who seldom hears anything would look through everything each time."""
    other = await doors.as_organisation(town.other_corporation)
    before = await ask(other)

    await offer(corporation, "W-1")

    after = await ask(other, after=before["resume"])
    assert after["items"] == []
    assert after["resume"] != before["resume"]


async def test_filters_narrow_the_feed(
    corporation: httpx.AsyncClient, coordinator: httpx.AsyncClient
) -> None:
    [dwelling] = await offer(corporation, "W-1")
    await corporation.post(f"/dwellings/{dwelling}/withdrawal", json={"reason": "Verkocht."})
    both = ["nl.matchingspunt.dwelling.withdrawn", DWELLING_POSTED]

    assert [event["type"] for event in (await ask(coordinator, type=both))["items"]] == both[::-1]
    assert [event["type"] for event in (await ask(coordinator, type=both[0]))["items"]] == both[:1]
    everything = (await ask(coordinator))["items"]
    in_region = (await ask(coordinator, region="fictie"))["items"]
    assert {event["data"].get("region") for event in everything} == {"fictie", None}
    assert in_region == [event for event in everything if event["data"].get("region") == "fictie"]


async def test_each_hears_what_is_theirs(
    corporation: httpx.AsyncClient, coordinator: httpx.AsyncClient, doors: Doors, town: Town
) -> None:
    """Who hears what in general is in `tests/operations/test_hearing.py`; this is the same through the door."""
    await offer(corporation, "W-1")
    made = await coordinator.post("/covenants", json=NEW_COVENANT)
    assert made.status_code == 201, made.text

    heard = {}
    for name in ("corporation", "other_corporation", "provider", "municipality", "coordinator", "stranger"):
        client = await doors.as_organisation(getattr(town, name))
        heard[name] = {
            event["type"].removeprefix("nl.matchingspunt.") for event in (await ask(client))["items"]
        }
    operator = await doors.as_organisation(None)

    assert {name for name, types in heard.items() if "dwelling.posted" in types} == {
        "corporation",
        "coordinator",
    }
    assert {name for name, types in heard.items() if "covenant.made" in types} == heard.keys() - {"stranger"}
    everywhere = {event["data"].get("region") for event in (await ask(operator))["items"]}
    assert everywhere == {None}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"type": "nl.matchingspunt.dwelling.sold"}, ["query.type.0"]),
        ({"type": "dwelling.posted"}, ["query.type.0"]),
        ({"from": "yesterday"}, ["query.from"]),
        ({"from": "now", "after": "WzFd"}, ["query.from"]),
        ({"after": "nonsense"}, ["query.after"]),
        ({"after": "WyJhIl0"}, []),
        ({"after": "WzFd", "since": "x"}, ["query.since"]),
        ({"limit": 0}, ["query.limit"]),
    ],
)
async def test_what_makes_no_sense_is_named(
    corporation: httpx.AsyncClient, query: dict[str, Any], names: list[str]
) -> None:
    answer = await corporation.get("/events", params=query)

    assert answer.status_code == 400
    assert [fault["name"] for fault in answer.json().get("invalidParams", [])] == names


async def test_a_region_of_others_does_not_exist(corporation: httpx.AsyncClient) -> None:
    assert (await corporation.get("/events", params={"region": "elders"})).status_code == 404


async def test_nobody_hears_anything_without_a_key(doors: Doors, town: Town) -> None:
    anonymous = await doors.with_token(None)

    assert (await anonymous.get("/events")).status_code == 401
    assert (await anonymous.get("/event-types")).status_code == 401


async def test_every_type_is_explained(corporation: httpx.AsyncClient) -> None:
    answer = (await corporation.get("/event-types")).json()

    assert [kind["type"] for kind in answer["items"]] == [f"nl.matchingspunt.{fact}" for fact in TOLD]
    finished = next(kind for kind in answer["items"] if kind["type"] == "nl.matchingspunt.run.finished")
    assert finished == {
        "type": "nl.matchingspunt.run.finished",
        "dutch": "Een matchronde is afgerond.",
        "english": "A matching run finished.",
        "dataref": "/v1/matching-runs/{id}",
        "data": [],
        "neutral": True,
    }


async def test_an_entry_without_subject_or_region_leaves_them_out(
    workshop: Workshop, corporation: httpx.AsyncClient
) -> None:
    async with workshop.open() as work:
        work.record(Fact.AREAS_IMPORTED, None, year=2026, added=3)

    [event] = (await ask(corporation, type="nl.matchingspunt.areas.imported"))["items"]

    assert "subject" not in event
    assert event["data"] == {"year": 2026}
