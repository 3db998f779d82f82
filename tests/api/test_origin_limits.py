"""At most so many people from one place come to another: in a run, by hand, and when a profile is put right."""

from uuid import UUID

import httpx
import pytest

from conftest import Doors, Town
from matching.operations.runs import carry_out_run
from matching.queries.agreements import OriginLimitTerm
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes

ONE_FROM_ELSEWHERE = OriginLimitTerm("GM9002", "GM9001", 1)


@pytest.fixture
async def desk(doors: Doors, town: Town, workshop: Workshop) -> httpx.AsyncClient:
    """Return the coordinator's client, where one from Verzindorp may come to Fictiedam."""
    await a_covenant(workshop, town, origin_limits=(ONE_FROM_ELSEWHERE,))
    return await doors.as_organisation(town.coordinator)


async def a_pair(workshop: Workshop, town: Town, *, origin: str | None) -> dict[str, str]:
    [client], [dwelling] = await people_and_homes(workshop, town, clients=1, dwellings=1, origin=origin)
    return {"client": str(client), "dwelling": str(dwelling)}


async def propose(desk: httpx.AsyncClient, pair: dict[str, str], *rules: str) -> httpx.Response:
    overrides = [{"rule": rule, "reason": "Eigen netwerk.", "approvedBy": "Doorbraaktafel"} for rule in rules]
    return await desk.post("/proposals", json={**pair, "decidedBy": "A. Jansen", "overrides": overrides})


async def test_by_hand_the_first_may_come_and_the_second_only_by_override(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    first, second, third = [await a_pair(workshop, town, origin="GM9002") for _ in range(3)]

    made = await propose(desk, first)
    refused = await propose(desk, second)
    exception = await propose(desk, second, "origin-limit")
    own = await propose(desk, third | {"client": (await a_pair(workshop, town, origin="GM9001"))["client"]})

    assert [made.status_code, exception.status_code, own.status_code] == [201, 201, 201]
    [fault] = refused.json()["invalidParams"]
    assert fault["code"] == "needs-override-origin-limit"
    told = "Municipality Fictiedam has no room left for people from Verzindorp."
    assert fault["reason"].startswith(told), "by name, and not by code"


async def test_a_run_keeps_the_limit_and_tells_how_far_it_is_used(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    for _ in range(2):
        await a_pair(workshop, town, origin="GM9002")

    asked = (await desk.post("/matching-runs", json={})).json()
    await carry_out_run(workshop, run_id=UUID(asked["id"]), threads=1)

    run = (await desk.get(f"/matching-runs/{asked['id']}")).json()
    assert (run["summary"]["proposals"], run["summary"]["unplacedBecause"]) == (1, {"full-limit": 1})
    usage = (await desk.get(f"/matching-runs/{asked['id']}/usage")).json()["items"]
    [limit] = [one for one in usage if one["kind"] == "origin-limit"]
    assert (limit["subject"], limit["usedNow"], limit["maximum"]) == ("GM9002:GM9001", 1, 1)


async def test_an_origin_can_not_change_while_a_proposal_counts_it(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    """Otherwise a second one from Verzindorp would live in Fictiedam without anybody having decided so."""
    await propose(desk, await a_pair(workshop, town, origin="GM9002"))
    pair = await a_pair(workshop, town, origin="GM9001")
    made = await propose(desk, pair)
    where = f"/clients/{pair['client']}"

    refused = await desk.patch(where, json={"origin": "GM9002", "readyUntil": "2020-01-01"})
    the_same = await desk.patch(where, json={"origin": "GM9001", "maximumRent": 80_100})
    await desk.post(f"/proposals/{made.json()['id']}/withdrawal", json={"reason": "Herkomst klopt niet."})
    put_right = await desk.patch(where, json={"origin": "GM9002"})
    again = await propose(desk, pair)

    assert {(one["name"], one["code"]) for one in refused.json()["invalidParams"]} == {
        ("body.origin", "somebody-proposed"),
        ("body.readyUntil", "period-out-of-order"),
    }
    assert (the_same.status_code, put_right.status_code, again.status_code) == (200, 200, 400)
    assert [one["code"] for one in again.json()["invalidParams"]] == ["needs-override-origin-limit"]
