"""Erasing and its dossier, through the doors: who may, what is refused, and that afterwards nothing is found."""

import json
from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from conftest import UNKNOWN_ID, Clock, Doors, Town
from matching.models import Access
from matching.operations.forgetting import retention
from matching.queries.holdings import HOLDINGS
from matching.vocabulary import Purpose
from matching.work import Workshop
from offers import a_profile
from whole_lives import WORDS, a_whole_life

STAFF = {"approved-7q3z", "held-by-7q3z", "answer-7q3z"}
"""Words that no dossier holds: names of staff, and the key of a request."""


async def referred(provider: httpx.AsyncClient, **facts: Any) -> str:
    made = await provider.post("/clients", json=a_profile(**facts))
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def asked(provider: httpx.AsyncClient, client: str) -> dict[str, Any]:
    answer = await provider.post(f"/clients/{client}/erasure", json={"ground": "consent-withdrawn"})
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/v1/erasures/{answer.json()['id']}"
    return dict(answer.json())


async def test_a_provider_asks_the_desk_confirms_and_then_nobody_finds_the_client(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    provider, desk = await doors.as_organisation(town.provider), await doors.as_organisation(town.coordinator)
    client = await referred(provider)
    request = await asked(provider, client)
    [task] = (await desk.get("/tasks?kind=erasure")).json()["items"]
    confirmed = await desk.post(f"/erasures/{request['id']}/confirmation", json={})

    assert (task["href"], task["role"]) == (f"/v1/erasures/{request['id']}", "coordinator")
    assert (confirmed.status_code, confirmed.json()["state"]) == (202, "confirmed")
    assert await retention.forget(workshop) == 1
    for who in (provider, desk):
        for path in ("", "/profile-versions", "/accesses"):
            assert (await who.get(f"/clients/{client}{path}")).status_code == 404
        assert (await who.get("/clients")).json()["items"] == []
        left = (await who.get(f"/erasures/{request['id']}")).json()
        assert (left["state"], left["client"], left["groundDutch"]) == (
            "erased",
            client,
            "toestemming ingetrokken",
        )
    assert (await provider.get(f"/clients/{client}/dossier")).status_code == 404
    assert (
        await provider.post(f"/clients/{client}/erasure", json={"ground": "objection"})
    ).status_code == 404
    again = await desk.post(f"/erasures/{request['id']}/confirmation", json={})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/erasure-decided")
    assert (await desk.get("/tasks?kind=erasure")).json()["items"] == []


async def test_who_was_shown_a_proposal_hears_that_it_was_erased(
    doors: Doors, town: Town, workshop: Workshop, clock: Clock
) -> None:
    life = await a_whole_life(workshop, town, doors, clock)
    provider, desk = await doors.as_organisation(town.provider), await doors.as_organisation(town.coordinator)
    corporation = await doors.as_organisation(town.corporation)
    since = (await corporation.get("/events?from=now")).json()["resume"]
    placement = f"/placements/{life.placement}"
    assert (await corporation.get(placement)).status_code == 200
    request = await asked(provider, str(life.client))
    await desk.post(f"/erasures/{request['id']}/confirmation", json={})
    assert await retention.forget(workshop) == 1

    heard = (await corporation.get(f"/events?after={since}")).json()["items"]

    assert [one["type"] for one in heard] == ["nl.matchingspunt.proposal.erased"] * 2
    assert str(life.client) not in json.dumps(heard)
    for who in (corporation, provider, desk):
        assert (await who.get(placement)).status_code == 404
        assert (await who.get("/placements")).json()["items"] == []
    for name in ("problem", "solution", "certificate"):
        gone = await desk.get(f"/matching-runs/{life.run}/{name}")
        assert (gone.status_code, gone.json()["type"]) == (404, "/problems/run-forgotten")
    question = {"matchingRun": str(life.run), "dwellings": 1}
    refused = await desk.post("/procurement-plans", json=question)
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/run-forgotten")
    assert (await desk.get(f"/matching-runs/{life.run}/usage")).status_code == 200


async def test_only_the_provider_and_the_desk_ask_and_only_the_desk_decides(doors: Doors, town: Town) -> None:
    provider = await doors.as_organisation(town.provider)
    client = await referred(provider)
    request = (await asked(provider, client))["id"]
    strangers = (town.other_provider, town.corporation, town.municipality, town.stranger)
    statuses = {
        who.name: [
            (await door.post(f"/clients/{client}/erasure", json={"ground": "objection"})).status_code,
            (await door.get(f"/erasures/{request}")).status_code,
            (await door.post(f"/erasures/{request}/confirmation", json={})).status_code,
            (await door.post(f"/erasures/{request}/refusal", json={"reason": "Nee, niet doen."})).status_code,
            (await door.get(f"/clients/{client}/dossier")).status_code,
            (await door.post(f"/clients/{client}/hold", json={"days": 3, "reason": "Klacht."})).status_code,
        ]
        for who in strangers
        for door in [await doors.as_organisation(who)]
    }

    assert list(statuses.values()) == [
        [404, 404, 403, 403, 404, 403],
        [403, 403, 403, 403, 403, 403],
        [403, 403, 403, 403, 403, 403],
        [404, 404, 404, 404, 403, 404],
    ]
    assert (await provider.post(f"/erasures/{request}/confirmation", json={})).status_code == 403


async def test_what_does_not_fit_is_refused_and_nothing_is_kept_of_it(doors: Doors, town: Town) -> None:
    provider, desk = await doors.as_organisation(town.provider), await doors.as_organisation(town.coordinator)
    client = await referred(provider)

    for ground in ("term-over", "because", None):
        wrong = await provider.post(f"/clients/{client}/erasure", json={"ground": ground})
        assert wrong.status_code == 400, "the term is not for people to say"
    for days in (0, 1_831):
        assert (
            await desk.post(f"/clients/{client}/hold", json={"days": days, "reason": "Klacht."})
        ).status_code == 400
    personal = {"days": 3, "reason": "Klacht van jan@example.org."}
    assert (await desk.post(f"/clients/{client}/hold", json=personal)).status_code == 400
    assert (await desk.post(f"/clients/{client}/hold-lifting", json={})).status_code == 409
    assert (await desk.get(f"/erasures/{UNKNOWN_ID}")).status_code == 404
    assert (await desk.get("/erasures")).json()["items"] == []


async def test_the_list_of_who_comes_hides_from_the_provider_why_somebody_is_held(
    doors: Doors, town: Town, clock: Clock
) -> None:
    provider, desk = await doors.as_organisation(town.provider), await doors.as_organisation(town.coordinator)
    client = await referred(provider)
    await provider.post(f"/clients/{client}/withdrawal", json={"reason": "Woont bij familie."})
    clock.tick(days=700)
    held = await desk.post(f"/clients/{client}/hold", json={"days": 60, "reason": "Er loopt een klacht."})
    assert held.json() == {"client": client, "until": "2028-12-30"}

    [for_desk] = (await desk.get("/upcoming-erasures")).json()["items"]
    [for_provider] = (await provider.get("/upcoming-erasures")).json()["items"]
    assert (await desk.get("/upcoming-erasures?days=59")).json()["items"] == []

    assert (for_desk["client"], for_desk["leftOn"], for_desk["erasedOn"]) == (
        client,
        "2026-12-01",
        "2028-12-30",
    )
    assert (for_desk["heldUntil"], for_desk["heldBecause"]) == ("2028-12-30", "Er loopt een klacht.")
    assert (for_provider["heldUntil"], for_provider["heldBecause"]) == ("2028-12-30", None)


# ---- the dossier ---------------------------------------------------------------------------------------------------


@pytest.fixture
async def told(
    doors: Doors, town: Town, workshop: Workshop, clock: Clock
) -> tuple[dict[str, Any], list[str], str]:
    """Return the dossier of somebody about whom everything is held, the ids of others, and its own."""
    life = await a_whole_life(workshop, town, doors, clock)
    provider = await doors.as_organisation(town.provider)
    await provider.get("/events")  # who reads the feed gives events their place
    answer = await provider.get(f"/clients/{life.client}/dossier")
    assert answer.status_code == 200, answer.text
    return answer.json(), [str(other) for other in life.others], str(life.client)


async def test_a_dossier_holds_everything_and_nobody_else(
    told: tuple[dict[str, Any], list[str], str], workshop: Workshop
) -> None:
    dossier, others, client = told
    text = json.dumps(dossier)
    sections = {section["name"]: section["rows"] for section in dossier["sections"]}

    assert sorted(word for word in WORDS if word not in text) == sorted(STAFF)
    assert not [other for other in others if other in text]
    assert set(sections) == {holding.name for holding in HOLDINGS}
    empty = {name for name, rows in sections.items() if not rows}
    assert empty <= {"deliveries", "erasures", "unplaced_clients", "reserve_candidates"}
    assert (dossier["client"], dossier["reference"]) == (client, "ref-7q3z")
    assert "beslist niets" in dossier["decisionsDutch"]
    assert sections["run_snapshots"][0]["seen"]["id"] == client
    assert {row["organisationId"] for row in sections["accesses"]} >= {"Fictiezorg", "Matchingspunt Fictie"}
    assert sections["placements"][0]["corporationId"] == "Fictiewonen"
    async with workshop.open() as work:
        looks = list(await work.session.scalars(select(Access.purpose).order_by(Access.id)))
    assert looks[-1] == Purpose.DOSSIER


async def test_a_dossier_tells_days_as_days(told: tuple[dict[str, Any], list[str], str]) -> None:
    dossier, _, _ = told
    sections = {section["name"]: section["rows"] for section in dossier["sections"]}

    [client] = sections["clients"]
    assert date.fromisoformat(client["onListSince"]) == date(2026, 3, 1)
    assert client["keepApart"] == ["token-7q3z"]
