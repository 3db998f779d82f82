"""A thousand dwellings at once: the good ones are stored, the bad ones named."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from conftest import Doors, Town, as_owner
from matching.database import DatabaseAway
from matching.models import Dwelling, Entry, Fact
from matching.operations.dwellings import post_dwellings
from matching.work import Workshop
from offers import an_offer


@pytest.fixture
async def corporation(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.corporation)


async def sent(client: httpx.AsyncClient, *items: Any) -> dict[str, Any]:
    answer = await client.post("/dwelling-batches", json={"items": list(items)})
    assert answer.status_code == 200, answer.text
    batch: dict[str, Any] = answer.json()
    return batch


async def test_good_ones_are_stored_and_bad_ones_named(corporation: httpx.AsyncClient) -> None:
    batch = await sent(
        corporation,
        an_offer("W-1"),
        an_offer("W-2", rent="free", capacity=0),
        an_offer("W-3", housingForm="castle", bedrooms=3, rooms=1),
        "no object",
        an_offer("W-4"),
    )

    assert (batch["created"], batch["refused"]) == (2, 3)
    assert [item["index"] for item in batch["items"]] == [0, 1, 2, 3, 4]
    assert [item["reference"] for item in batch["items"]] == ["W-1", "W-2", "W-3", None, "W-4"]
    assert [item["status"] for item in batch["items"]] == [
        "created",
        "refused",
        "refused",
        "refused",
        "created",
    ]
    misshapen, senseless, formless = (batch["items"][place]["problem"] for place in (1, 2, 3))
    assert misshapen["type"] == formless["type"] == "/problems/invalid-request"
    assert senseless["type"] == "/problems/dwelling-contradicts"
    assert {param["name"] for param in misshapen["invalidParams"]} == {
        "body.items.1.rent",
        "body.items.1.capacity",
    }
    assert {param["name"] for param in senseless["invalidParams"]} == {
        "body.items.2.housingForm",
        "body.items.2.bedrooms",
    }
    listed = (await corporation.get("/dwellings")).json()["items"]
    assert [(item["reference"], item["id"]) for item in listed] == [
        ("W-1", batch["items"][0]["id"]),
        ("W-4", batch["items"][4]["id"]),
    ]


async def test_item_is_judged_exactly_as_a_single_one(corporation: httpx.AsyncClient) -> None:
    for number, facts in enumerate(
        (
            {"rent": "68840"},
            {"rent": True},
            {"availableFrom": 0},
            {"availableFrom": "2027-01-01T00:00:00Z"},
            {"surprise": None},
            {"capacity": None},
            {"features": ["sauna"]},
            {"reservedProviderId": "nobody"},
            {"neighbourhood": "BU00000000"},
            {"bedrooms": 2, "rooms": 1},
        )
    ):
        body = an_offer(f"W-{number}", **facts)
        single = (await corporation.post("/dwellings", json=body)).json()
        item = (await sent(corporation, body))["items"][0]["problem"]
        for param in item["invalidParams"]:
            param["name"] = param["name"].replace("body.items.0.", "body.")
        assert {name: single[name] for name in item} == item


async def test_reference_twice_in_a_batch_is_stored_once(corporation: httpx.AsyncClient) -> None:
    batch = await sent(corporation, an_offer("W-1", rent=1), an_offer("W-1", rent=2), an_offer("W-2"))

    first, second, third = batch["items"]
    assert [first["status"], second["status"], third["status"]] == ["created", "refused", "created"]
    assert second["problem"]["status"] == 409
    assert first["id"] in second["problem"]["detail"]
    assert (await corporation.get(f"/dwellings/{first['id']}")).json()["rent"] == 1


async def test_reference_that_exists_already_is_refused(corporation: httpx.AsyncClient) -> None:
    """Sending a batch again is safe: what is there stays, what is missing comes."""
    first = await sent(corporation, an_offer("W-1"))

    again = await sent(corporation, an_offer("W-1"), an_offer("W-2"))

    assert [item["status"] for item in again["items"]] == ["refused", "created"]
    assert again["items"][0]["problem"]["type"] == "/problems/dwelling-exists"
    assert first["items"][0]["id"] in again["items"][0]["problem"]["detail"]


async def test_batches_at_once_store_every_reference_once(corporation: httpx.AsyncClient) -> None:
    """One in ascending and one in descending order: they wait for each other, and not in a circle."""
    references = [f"W-{number:03}" for number in range(100)]

    batches = await asyncio.gather(
        sent(corporation, *map(an_offer, references)),
        sent(corporation, *map(an_offer, reversed(references))),
        sent(corporation, *map(an_offer, references[50:] + [f"X-{number}" for number in range(50)])),
    )

    created = [
        item["reference"] for batch in batches for item in batch["items"] if item["status"] == "created"
    ]
    assert sorted(created) == sorted(references + [f"X-{number}" for number in range(50)])


async def test_batch_cut_off_in_the_middle_stores_nothing(workshop: Workshop, town: Town) -> None:
    """The whole batch is one transaction: a killed server or lost connection leaves no half of it."""
    offers = [
        {
            "reference": f"W-{number}",
            "neighbourhood_code": "BU90010101",
            "housing_form": "own-home",
            "available_from": workshop.clock().date(),
        }
        for number in range(20)
    ]

    async def post_and_die() -> None:
        async with workshop.open(town.actor(town.corporation)) as work:
            outcomes = await post_dwellings(work, offers=offers)
            assert all(isinstance(outcome, UUID) for outcome in outcomes)
            backend = await work.session.scalar(select(func.pg_backend_pid()))
            async with workshop.open() as murderer:
                await as_owner(murderer)
                await murderer.session.execute(select(func.pg_terminate_backend(backend)))

    with pytest.raises(DatabaseAway):
        await post_and_die()

    async with workshop.open() as work:
        assert await work.session.scalar(select(func.count()).select_from(Dwelling)) == 0
        facts = select(func.count()).where(Entry.fact == Fact.DWELLING_POSTED.value)
        assert await work.session.scalar(facts) == 0


async def test_each_stored_item_is_in_the_journal_once(
    corporation: httpx.AsyncClient, workshop: Workshop
) -> None:
    batch = await sent(corporation, an_offer("W-1"), an_offer("W-1"), an_offer("W-2"), an_offer("W 3"))

    async with workshop.open() as work:
        query = select(Entry).where(Entry.fact == Fact.DWELLING_POSTED.value)
        entries = list(await work.session.scalars(query))
    stored = {item["id"] for item in batch["items"] if item["status"] == "created"}
    assert sorted(str(entry.subject_id) for entry in entries) == sorted(stored)
    assert all(entry.key_id and entry.organisation_id and entry.region_id for entry in entries)


@pytest.mark.parametrize(
    "body", [{"items": []}, {"items": [an_offer()] * 1_001}, {}, {"items": {}}, {"items": [], "more": 1}]
)
async def test_batch_of_no_or_too_many_items_is_refused(corporation: httpx.AsyncClient, body: Any) -> None:
    assert (await corporation.post("/dwelling-batches", json=body)).status_code == 400


async def test_batch_of_bad_items_only_is_answered(corporation: httpx.AsyncClient) -> None:
    batch = await sent(corporation, 1, None, [], {})

    assert (batch["created"], batch["refused"]) == (0, 4)


async def test_refusals_speak_dutch_when_asked(corporation: httpx.AsyncClient) -> None:
    answer = await corporation.post(
        "/dwelling-batches", json={"items": [an_offer(rent=-1)]}, headers={"Accept-Language": "nl"}
    )

    assert answer.json()["items"][0]["problem"]["invalidParams"][0]["reason"] == "Dit moet ten minste 0 zijn."
