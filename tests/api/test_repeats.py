"""A POST with an Idempotency-Key is done once, however often it comes."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text

from conftest import Clock, Doors, Town, as_owner
from matching.models import Access, ApiKey, Dwelling, Entry, Fact, KeptAnswer
from matching.work import Workshop
from offers import a_profile, an_offer

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
REPLAY = "Idempotent-Replay"


@pytest.fixture
async def corporation(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.corporation)


async def count_of(workshop: Workshop, model: Any) -> int:
    async with workshop.open() as work:
        return await work.session.scalar(select(func.count()).select_from(model)) or 0


async def test_a_repeat_gets_the_same_answer_and_does_nothing(
    corporation: httpx.AsyncClient, workshop: Workshop, clock: Clock
) -> None:
    first = await corporation.post("/dwellings", json=an_offer(), headers=KEY)
    clock.tick(hours=23)
    again = await corporation.post("/dwellings", json=an_offer(), headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for name in ("Location", "ETag", "Content-Type", "Content-Length", "API-Version"):
        assert again.headers[name] == first.headers[name]
    assert REPLAY not in first.headers
    assert again.headers[REPLAY] == "true"
    assert await count_of(workshop, Dwelling) == 1
    async with workshop.open() as work:
        posted = select(func.count()).where(Entry.fact == Fact.DWELLING_POSTED.value)
        assert await work.session.scalar(posted) == 1


async def test_without_a_key_nothing_is_kept(corporation: httpx.AsyncClient, workshop: Workshop) -> None:
    first = await corporation.post("/dwellings", json=an_offer())
    again = await corporation.post("/dwellings", json=an_offer())

    assert (first.status_code, again.status_code) == (201, 409)
    assert await count_of(workshop, KeptAnswer) == 0


async def test_a_key_stands_for_one_request(corporation: httpx.AsyncClient, workshop: Workshop) -> None:
    first = await corporation.post("/dwellings", json=an_offer(), headers=KEY)
    address = f"/dwellings/{first.json()['id']}/withdrawal"

    others = [
        await corporation.post("/dwellings", json=an_offer(rent=1), headers=KEY),
        await corporation.post("/dwelling-batches", json={"items": [an_offer()]}, headers=KEY),
        await corporation.post(address, json={"reason": "Verkocht."}, headers=KEY),
    ]

    for other in others:
        assert other.status_code == 409, other.text
        assert other.json()["type"] == "/problems/idempotency-key-reused"
        assert REPLAY not in other.headers
    assert (await corporation.get(f"/dwellings/{first.json()['id']}")).json() == first.json()
    assert await count_of(workshop, Dwelling) == 1


async def test_the_query_is_part_of_the_request(doors: Doors, town: Town) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    form = {
        "code": "hofje", "nameDutch": "Hofje", "nameEnglish": "Courtyard", "rung": 6,
        "supervision": "ambulant", "selfContained": True, "inGroup": False,
    }  # fmt: skip
    first = await coordinator.post("/housing-forms", json=form, headers=KEY)

    named = await coordinator.post("/housing-forms", params={"region": "fictie"}, json=form, headers=KEY)

    assert (first.status_code, named.status_code) == (201, 409)
    assert named.json()["type"] == "/problems/idempotency-key-reused"


async def test_two_organisations_may_choose_the_same_key(
    corporation: httpx.AsyncClient, doors: Doors, town: Town, workshop: Workshop
) -> None:
    rival = await doors.as_organisation(town.other_corporation)

    mine = await corporation.post("/dwellings", json=an_offer(), headers=KEY)
    theirs = await rival.post("/dwellings", json=an_offer(), headers=KEY)

    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["id"] != theirs.json()["id"]
    assert REPLAY not in theirs.headers
    assert await count_of(workshop, Dwelling) == 2


async def test_a_second_api_key_of_the_organisation_gets_the_same_answer(
    corporation: httpx.AsyncClient, doors: Doors, town: Town
) -> None:
    first = await corporation.post("/dwellings", json=an_offer(), headers=KEY)
    colleague = await doors.as_organisation(town.corporation)

    again = await colleague.post("/dwellings", json=an_offer(), headers=KEY)

    assert (again.content, again.headers[REPLAY]) == (first.content, "true")


async def test_two_operators_have_keys_of_their_own(doors: Doors, town: Town) -> None:
    body = {"kind": "provider", "name": "Nieuwe Zorg", "regions": ["fictie"]}
    one, other = await doors.as_organisation(None), await doors.as_organisation(None)

    answers = [await each.post("/organisations", json=body, headers=KEY) for each in (one, one, other)]

    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert answers[1].headers[REPLAY] == "true"
    assert answers[2].json()["type"] == "/problems/organisation-exists"


async def test_a_refusal_is_not_remembered(corporation: httpx.AsyncClient, workshop: Workshop) -> None:
    """A repeat is tried afresh, also with another body: the first had no effect."""
    unsound = await corporation.post("/dwellings", json=an_offer(bedrooms=3, rooms=1), headers=KEY)
    misshapen = await corporation.post("/dwellings", json=an_offer(rent="free"), headers=KEY)
    assert (unsound.status_code, misshapen.status_code) == (400, 400)
    assert await count_of(workshop, KeptAnswer) == 0

    sound = await corporation.post("/dwellings", json=an_offer(), headers=KEY)

    assert sound.status_code == 201
    assert REPLAY not in sound.headers


async def test_two_at_the_same_time_make_one_dwelling(
    corporation: httpx.AsyncClient, workshop: Workshop
) -> None:
    answers = await asyncio.gather(
        *(corporation.post("/dwellings", json=an_offer(), headers=KEY) for _ in range(4))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.headers.get(REPLAY, "") for answer in answers) == ["", "true", "true", "true"]
    assert await count_of(workshop, Dwelling) == 1


async def test_a_kept_answer_is_forgotten_after_a_day(corporation: httpx.AsyncClient, clock: Clock) -> None:
    first = await corporation.post("/dwellings", json=an_offer(), headers=KEY)
    clock.tick(hours=24)

    other = await corporation.post("/dwellings", json=an_offer("WON-2"), headers=KEY)
    again = await corporation.post("/dwellings", json=an_offer("WON-2"), headers=KEY)

    assert (first.status_code, other.status_code) == (201, 201)
    assert REPLAY not in other.headers
    assert (again.content, again.headers[REPLAY]) == (other.content, "true")


async def test_a_secret_is_shown_once(doors: Doors, town: Town, workshop: Workshop) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    path, body = f"/organisations/{town.provider.id}/keys", {"label": "koppeling"}
    before = await count_of(workshop, ApiKey)

    first = await coordinator.post(path, json=body, headers=KEY)
    again = await coordinator.post(path, json=body, headers=KEY)
    other = await coordinator.post(path, json={"label": "iets anders"}, headers=KEY)

    assert (first.status_code, again.status_code, other.status_code) == (201, 409, 409)
    assert again.json()["type"] == "/problems/secret-shown-once"
    assert first.headers["Location"] in again.json()["detail"]
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    assert await count_of(workshop, ApiKey) == before + 1
    async with workshop.open() as work:
        [kept] = await work.session.scalars(select(KeptAnswer))
        assert kept.body is None
        row = (await work.session.execute(text("select kept_answers::text from kept_answers"))).scalar_one()
    assert first.json()["secret"] not in row


async def test_a_replay_about_a_client_is_a_look_at_the_client(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    provider = await doors.as_organisation(town.provider)
    first = await provider.post("/clients", json=a_profile(), headers=KEY)

    again = await provider.post("/clients", json=a_profile(), headers=KEY)

    assert again.content == first.content
    async with workshop.open() as work:
        looks = list(await work.session.scalars(select(Access).order_by(Access.id)))
    assert [look.purpose for look in looks] == ["referral", "replay"]
    assert looks[0].client_ids == looks[1].client_ids != []
    assert {look.organisation_id for look in looks} == {town.provider.id}


@pytest.mark.parametrize("key", ["!" * 8, "~" * 200, '"8e03978e"'])
async def test_a_key_is_a_text_of_8_to_200_visible_characters(
    corporation: httpx.AsyncClient, key: str
) -> None:
    answers = [
        await corporation.post("/dwellings", json=an_offer(), headers={"Idempotency-Key": key})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]


@pytest.mark.parametrize(
    "headers",
    [
        [("Idempotency-Key", "")],
        [("Idempotency-Key", "x" * 7)],
        [("Idempotency-Key", "x" * 201)],
        [("Idempotency-Key", "with space")],
        [("Idempotency-Key", "één-sleutel".encode())],
        [("Idempotency-Key", "x" * 8), ("Idempotency-Key", "y" * 8)],
    ],
)
async def test_any_other_key_is_refused(
    corporation: httpx.AsyncClient, workshop: Workshop, headers: list[tuple[str, Any]]
) -> None:
    answer = await corporation.post("/dwellings", json=an_offer(), headers=headers)

    assert answer.status_code == 400
    assert [fault["name"] for fault in answer.json()["invalidParams"]] == ["header.Idempotency-Key"]
    assert await count_of(workshop, Dwelling) == 0


async def test_a_key_on_something_else_than_a_post_means_nothing(
    corporation: httpx.AsyncClient, workshop: Workshop
) -> None:
    answers = [await corporation.get("/dwellings", headers={"Idempotency-Key": "x"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert await count_of(workshop, KeptAnswer) == 0


async def test_an_answer_that_can_not_be_kept_takes_its_effect_along(
    corporation: httpx.AsyncClient, workshop: Workshop
) -> None:
    """What dies between effect and answer leaves neither: PostgreSQL is made to choke on the answer."""
    async with workshop.open() as work:
        await as_owner(work)
        await work.session.execute(text(CHOKE))
        await work.session.execute(
            text("create trigger choke before update on kept_answers for each row execute function choke()")
        )
    try:
        broken = await corporation.post("/dwellings", json=an_offer(), headers=KEY)
    finally:
        async with workshop.open() as work:
            await as_owner(work)
            await work.session.execute(text("drop function choke() cascade"))

    assert broken.status_code == 500
    assert (await count_of(workshop, Dwelling), await count_of(workshop, KeptAnswer)) == (0, 0)
    assert (await corporation.post("/dwellings", json=an_offer(), headers=KEY)).status_code == 201
    assert (await count_of(workshop, Dwelling), await count_of(workshop, KeptAnswer)) == (1, 1)


CHOKE = "create function choke() returns trigger language plpgsql as $$ begin raise 'choked'; end $$"
