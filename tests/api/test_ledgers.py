"""What the agreements hold back, asked by itself after a run, and read by who sees counts."""

from uuid import UUID

import httpx
import pytest

from conftest import Doors, Town
from matching.jobs.runs import carry_out_run
from matching.operations import studies
from matching.operations.studies import carry_out_study
from matching.settings import Settings
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes


@pytest.fixture
async def run(doors: Doors, town: Town, workshop: Workshop) -> str:
    """Return a finished run, in which a quota of one placement a municipality kept two homes empty."""
    await a_covenant(workshop, town, maximum=1)
    await people_and_homes(workshop, town, clients=6, dwellings=4)
    client = await doors.as_organisation(town.coordinator)
    asked = await client.post("/matching-runs", json={})
    await carry_out_run(workshop, Settings(), run_id=asked.json()["id"])
    return str(asked.json()["id"])


async def ledger_of(client: httpx.AsyncClient, run: str) -> str:
    (found,) = (await client.get("/ledgers", params={"matchingRun": run})).json()["items"]
    return str(found["id"])


async def test_every_finished_run_gets_one_ledger_and_a_municipality_reads_counts(
    doors: Doors, town: Town, workshop: Workshop, run: str
) -> None:
    municipality = await doors.as_organisation(town.municipality)
    ledger_id = await ledger_of(municipality, run)
    waiting = (await municipality.get(f"/ledgers/{ledger_id}")).json()
    assert (waiting["state"], waiting["entries"], waiting["agreements"]) == ("requested", [], None)

    await carry_out_study(workshop, study_id=UUID(ledger_id), threads=1)

    found = (await municipality.get(f"/ledgers/{ledger_id}")).json()
    assert (found["state"], found["agreements"]) == ("finished", 4)
    assert [one["limit"] for one in found["entries"]] == ["municipal-quota:GM9001", "municipal-quota:GM9002"]
    for one in found["entries"]:
        assert (one["step"], one["maximum"], one["used"], one["byBound"]) == (1, 1, 1, False)
        assert one["difference"]["placed"] == {
            "suppressed": ["before", "after"],
            "before": None,
            "after": None,
            "change": "more",
        }, "two and three people are too few to be told to a municipality"
        assert all(level["proven"] and level["before"] is None for level in one["difference"]["levels"])
        assert one["sentences"][1]["dutch"] == "Er krijgen meer mensen een woning."
    assert "Fictiedam" in found["entries"][0]["sentences"][0]["dutch"], "names, not codes"
    coordinator = await doors.as_organisation(town.coordinator)
    exact = (await coordinator.get(f"/ledgers/{ledger_id}")).json()
    assert {one["difference"]["placed"]["after"] for one in exact["entries"]} == {3}
    assert {one["without"]: one["difference"]["placed"]["after"] for one in exact["price"]} == {
        "quotas": 4,
        "caps": 2,
        "both": 4,
    }


async def test_asking_again_is_asking_nothing(workshop: Workshop, run: str) -> None:
    first, second = [await studies.ask_for_ledger(workshop, run_id=UUID(run)) for _ in range(2)]

    assert first == second


async def test_a_run_without_a_result_gets_none(
    doors: Doors, town: Town, workshop: Workshop, run: str
) -> None:
    client = await doors.as_organisation(town.coordinator)
    unfinished = (await client.post("/matching-runs", json={})).json()["id"]

    assert await studies.ask_for_ledger(workshop, run_id=UUID(unfinished)) is None
    assert (await client.get("/ledgers", params={"matchingRun": unfinished})).json()["items"] == []
