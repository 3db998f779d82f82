"""Whom somebody named and was refused is in the log of looks, once, and nobody else is."""

import logging
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conftest import UNKNOWN_ID, Doors, Town
from matching.actors import Role
from matching.api import by_hand
from matching.database import DatabaseAway
from matching.doors import attempts
from matching.doors.attempts import MOST_LOOKED_INTO, MOST_NAMED
from matching.models import Access
from matching.operations.runs import carry_out_run
from matching.vocabulary import AccessResult, Purpose
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes
from tenancies import Parties, accepted

Written = list[tuple[Role, list[UUID]]]


async def written(workshop: Workshop) -> Written:
    """Return every attempt: who, and whom."""
    async with workshop.open() as work:
        query = select(Access).where(Access.purpose == Purpose.ATTEMPT).order_by(Access.id)
        return [(one.role, one.client_ids) for one in await work.session.scalars(query)]


@pytest.fixture
async def pair(workshop: Workshop, town: Town) -> tuple[UUID, UUID]:
    """Return a client of the provider and a dwelling, in a town with a covenant."""
    await a_covenant(workshop, town)
    [client], [dwelling] = await people_and_homes(workshop, town, clients=1, dwellings=1)
    return client, dwelling


@pytest.fixture
async def coordinator(doors: Doors, town: Town) -> httpx.AsyncClient:
    """Return a client of HTTP of the region's desk."""
    return await doors.as_organisation(town.coordinator)


@pytest.fixture
async def stranger(doors: Doors, town: Town) -> httpx.AsyncClient:
    """Return a client of HTTP of another region's desk."""
    return await doors.as_organisation(town.stranger)


async def test_all_who_are_foreign_are_written_down_at_once_and_the_others_are_not(
    pair: tuple[UUID, UUID], coordinator: httpx.AsyncClient, workshop: Workshop
) -> None:
    run = (await coordinator.post("/matching-runs", json={})).json()["id"]
    await carry_out_run(workshop, run_id=UUID(run), threads=1)
    others = [uuid4(), uuid4()]
    body = {
        "withoutClients": [str(one) for one in (others[0], pair[0])],
        "moreClients": [{"like": str(others[1]), "number": 1}],
    }

    refused = await coordinator.post("/scenarios", json=body)

    assert [one["code"] for one in refused.json()["invalidParams"]] == ["not-in-run", "not-in-run"]
    [(role, named)] = await written(workshop)
    assert (role, sorted(named)) == (Role.COORDINATOR, sorted(others))


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("pair-weighings", {"dwelling": str(UNKNOWN_ID)}),
        ("proposals", {"dwelling": str(UNKNOWN_ID), "decidedBy": "A. Jansen", "overrides": []}),
        ("placement-questions", {"region": "elders"}),
        ("placement-questions", {}),
    ],
)
async def test_what_else_is_not_found_is_no_attempt_at_the_client(
    pair: tuple[UUID, UUID],
    coordinator: httpx.AsyncClient,
    workshop: Workshop,
    path: str,
    more: dict[str, Any],
) -> None:
    refused = await coordinator.post(f"/{path}", json={"client": str(pair[0])} | more)

    assert refused.status_code == 404
    assert await written(workshop) == []


async def test_a_role_that_may_not_is_refused_its_own_client_too(
    pair: tuple[UUID, UUID], doors: Doors, town: Town, workshop: Workshop
) -> None:
    provider = await doors.as_organisation(town.provider)
    body = {"client": str(pair[0]), "dwelling": str(pair[1])}

    assert (await provider.post("/pair-weighings", json=body)).status_code == 403
    assert await written(workshop) == [(Role.PROVIDER, [pair[0]])]


async def test_a_list_that_has_nothing_of_ones_own_client_refused_nobody(
    pair: tuple[UUID, UUID], doors: Doors, town: Town, workshop: Workshop
) -> None:
    asked = {"client": str(pair[0]), "state": "released"}
    for who in (town.provider, town.coordinator, town.other_provider, town.corporation):
        told = await (await doors.as_organisation(who)).get("/proposals", params=asked)
        assert (told.status_code, told.json()["items"]) == (200, [])

    assert await written(workshop) == [(Role.PROVIDER, [pair[0]]), (Role.CORPORATION, [pair[0]])]


async def test_who_looks_for_a_placement_by_a_client_of_others_is_refused_its_task_or_not(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    """Who has a task in a landing sees it, and not who lives there: so nothing is found by that."""
    landing = await accepted(workshop, town)
    address = await parties.prepare(landing)
    asked = {"client": str(landing.client)}

    before = await parties.other_provider.get("/placements", params=asked)
    given = await parties.provider.post(
        f"{address}/landing-tasks/care/assignment", json={"owner": str(town.other_provider.id)}
    )
    after = await parties.other_provider.get("/placements", params=asked)

    assert given.status_code == 200
    assert [len(one.json()["items"]) for one in (before, after)] == [0, 0]
    assert await written(workshop) == [(Role.PROVIDER, [landing.client])] * 2


@pytest.mark.parametrize("form", ["{}", "{{{}}}", "urn:uuid:{}"])
async def test_an_identity_is_one_in_whichever_form(
    pair: tuple[UUID, UUID], stranger: httpx.AsyncClient, workshop: Workshop, form: str
) -> None:
    answers = [
        await stranger.get(f"/clients/{form.format(pair[0])}"),
        await stranger.get(f"/clients/{pair[0].hex}"),
        await stranger.post(
            "/pair-weighings", json={"client": str(pair[0]).upper(), "dwelling": str(pair[1])}
        ),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert await written(workshop) == [(Role.COORDINATOR, [pair[0]])] * 3


async def test_what_could_not_be_read_and_who_is_nobody_write_nothing(
    pair: tuple[UUID, UUID], stranger: httpx.AsyncClient, doors: Doors, workshop: Workshop
) -> None:
    nobody = await doors.with_token("mp_000000000000_wrong")
    body = {"client": str(pair[0]), "dwelling": str(pair[1])}

    for named in (pair[0], UNKNOWN_ID):
        asked = {"client": str(named)}
        assert (await nobody.post("/pair-weighings", json=body | asked)).status_code == 401
        assert (await nobody.get("/proposals", params=asked)).status_code == 401
    assert (await stranger.post("/pair-weighings", json=body | {"dwelling": "x"})).status_code == 400
    assert await written(workshop) == []


@pytest.mark.parametrize("trouble", [DatabaseAway(), IntegrityError("insert", {}, Exception())])
async def test_a_refusal_stays_what_it_is_when_it_can_not_be_written_down(
    pair: tuple[UUID, UUID],
    stranger: httpx.AsyncClient,
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    *,
    trouble: Exception,
) -> None:
    async def fail(*_: object, **__: object) -> list[UUID]:
        raise trouble

    monkeypatch.setattr(attempts, "not_in_reach", fail)

    with caplog.at_level(logging.WARNING, logger=attempts.__name__):
        refused = await stranger.get(f"/clients/{pair[0]}")

    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/client-not-found")
    kind = type(trouble).__name__
    assert caplog.messages == [f"An attempt that was refused was not written down: {kind}."]
    assert str(pair[0]) not in caplog.text
    assert await written(workshop) == []


async def test_who_could_not_be_answered_was_not_refused(
    pair: tuple[UUID, UUID],
    stranger: httpx.AsyncClient,
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise DatabaseAway

    monkeypatch.setattr(by_hand, "weigh", away)
    body = {"client": str(pair[0]), "dwelling": str(pair[1])}

    assert (await stranger.post("/pair-weighings", json=body)).status_code == 503
    assert await written(workshop) == []


async def test_no_body_makes_the_log_longer_than_any_of_ours_or_fails(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    corporation = await doors.as_organisation(town.corporation)
    many = {"withoutClients": [str(uuid4()) for _ in range(MOST_NAMED + 1)]}
    deep = '{"client": ' + "[" * 500 + f'"{UNKNOWN_ID}"' + "]" * 500 + "}"

    assert (await corporation.post("/scenarios", json=many)).status_code == 403
    sent = await corporation.post("/scenarios", content=deep, headers={"Content-Type": "application/json"})

    assert sent.status_code == 403
    assert [len(named) for _, named in await written(workshop)] == [MOST_NAMED, 1]


@pytest.mark.parametrize(("beside", "found"), [(MOST_LOOKED_INTO - 4, 1), (MOST_LOOKED_INTO - 3, 0)])
async def test_a_body_is_looked_into_within_bounds(
    doors: Doors, town: Town, workshop: Workshop, beside: int, found: int
) -> None:
    """Beside its address, itself and its list; whatever comes after that is more than any request of ours has."""
    corporation = await doors.as_organisation(town.corporation)
    body = {"items": [*([{}] * beside), {"client": str(UNKNOWN_ID)}]}

    assert (await corporation.post("/scenarios", json=body)).status_code == 403
    assert len(await written(workshop)) == found


async def test_who_was_refused_was_not_seen(workshop: Workshop) -> None:
    """What is kept to be answered again tells whose data is in it."""
    async with workshop.open() as work:
        work.saw([UNKNOWN_ID], purpose=Purpose.ATTEMPT, result=AccessResult.REFUSED)
        assert work.seen_clients == []
        work.saw([UNKNOWN_ID], purpose=Purpose.FILE)
        assert work.seen_clients == [UNKNOWN_ID]
