"""Why not, through the door: a coordinator about anybody, a provider about its own clients."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from conftest import UNKNOWN_ID, Doors, Town
from matching.models import Access
from matching.operations.runs import carry_out_run
from matching.operations.studies import carry_out_study
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes


@pytest.fixture
async def matched(doors: Doors, town: Town, workshop: Workshop) -> tuple[list[UUID], list[UUID]]:
    """Return six clients and the two homes that two of them got; the first is the most urgent."""
    await a_covenant(workshop, town)
    found = await people_and_homes(workshop, town, clients=6, dwellings=2)
    client = await doors.as_organisation(town.coordinator)
    asked = await client.post("/matching-runs", json={})
    await carry_out_run(workshop, run_id=UUID(asked.json()["id"]), threads=1)
    return found


async def answered(workshop: Workshop, client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    asked = await client.post("/placement-questions", json=body)
    assert asked.status_code == 202, asked.text
    await carry_out_study(workshop, study_id=UUID(asked.json()["id"]), threads=1)
    found: dict[str, Any] = (await client.get(asked.headers["Location"].removeprefix("/v1"))).json()
    assert found["state"] == "finished", found["failure"]
    return found


Matched = tuple[list[UUID], list[UUID]]


async def test_a_pair_is_told_what_it_would_cost_in_counts_by_urgency(
    doors: Doors, town: Town, workshop: Workshop, matched: Matched
) -> None:
    clients, dwellings = matched
    provider = await doors.as_organisation(town.provider)
    latest = str(clients[-1])

    found = await answered(workshop, provider, {"client": latest, "dwelling": str(dwellings[0])})

    placing = found["placing"]
    assert (found["client"], found["dwelling"], found["openings"]) == (latest, str(dwellings[0]), None)
    assert placing["why"] == "costs"
    placed = placing["difference"]["placed"]
    assert (placed["before"], placed["change"]) == (None, "same"), "two people are too few to be told"
    assert "lose" in {name for one in placing["difference"]["groups"] for name in one.get("suppressed", ())}
    assert placing["difference"]["levels"][0]["proven"] is True
    coordinator = await doors.as_organisation(town.coordinator)
    exact = (await coordinator.get(f"/placement-questions/{found['id']}")).json()["placing"]["difference"]
    assert (exact["placed"]["before"], exact["placed"]["after"]) == (2, 2)
    assert sum(one["lose"] for one in exact["groups"]) == 1
    assert exact["levels"][0]["after"] < exact["levels"][0]["before"]
    others = {str(one) for one in clients} - {latest}
    assert not any(one in str(found) for one in others), "nobody else is named"


async def test_who_has_no_home_hears_the_smallest_change_that_gives_one(
    doors: Doors, town: Town, workshop: Workshop, matched: Matched
) -> None:
    clients, _ = matched
    coordinator = await doors.as_organisation(town.coordinator)

    found = await answered(workshop, coordinator, {"client": str(clients[-1])})

    openings = found["openings"]
    assert openings["placed"] is False
    (step,) = openings["openings"][0]["steps"]
    assert (step["kind"], step["unit"]) == ("more-dwellings", "dwelling")
    assert openings["openings"][0]["proven"] is True
    assert "Fictiedam" in step["sentence"]["dutch"] or "buurt" in step["sentence"]["dutch"]


async def test_a_provider_asks_about_its_own_clients_only_and_sees_its_own_questions_only(
    doors: Doors, town: Town, workshop: Workshop, matched: Matched
) -> None:
    clients, _ = matched
    coordinator = await doors.as_organisation(town.coordinator)
    provider = await doors.as_organisation(town.provider)
    other = await doors.as_organisation(town.other_provider)

    refused = await other.post("/placement-questions", json={"client": str(clients[0])})
    asked = (await coordinator.post("/placement-questions", json={"client": str(clients[0])})).json()
    own = (await provider.post("/placement-questions", json={"client": str(clients[0])})).json()

    assert refused.status_code == 404
    assert (await provider.get(f"/placement-questions/{asked['id']}")).status_code == 404
    assert [one["id"] for one in (await provider.get("/placement-questions")).json()["items"]] == [own["id"]]
    assert (await other.get("/placement-questions")).json()["items"] == []
    listed = (await coordinator.get("/placement-questions")).json()["items"]
    assert {one["id"] for one in listed} == {asked["id"], own["id"]}


async def test_what_the_run_did_not_know_is_refused_at_once(
    doors: Doors, town: Town, matched: Matched
) -> None:
    clients, _ = matched
    coordinator = await doors.as_organisation(town.coordinator)

    refused = await coordinator.post(
        "/placement-questions", json={"client": str(clients[0]), "dwelling": str(UNKNOWN_ID)}
    )

    assert refused.status_code == 400
    assert [one["name"] for one in refused.json()["invalidParams"]] == ["body.dwelling"]


async def test_every_look_at_a_client_is_written_down(
    doors: Doors, town: Town, workshop: Workshop, matched: Matched
) -> None:
    clients, dwellings = matched
    provider = await doors.as_organisation(town.provider)

    await answered(workshop, provider, {"client": str(clients[0]), "dwelling": str(dwellings[0])})

    async with workshop.open() as work:
        looks = (await work.session.scalars(select(Access))).all()
        purposes = {one.purpose for one in looks if clients[0] in one.client_ids}
        assert {"ask-why-not", "read-why-not"} <= purposes
