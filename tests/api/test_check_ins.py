"""The pilot-light through the doors of those who keep it burning."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from conftest import TODAY, UNKNOWN_ID, Clock, Doors, Town
from matching.models import Access, Client, Entry, Fact, Placement, PlacementState
from matching.operations.check_ins import announce_check_ins, cancel_check_ins
from matching.operations.covenants import change_covenant
from matching.queries.procedures import TAPERING, CheckIn, CheckInScheme
from matching.vocabulary import CheckInMeans
from matching.work import Workshop
from matching_town import a_covenant
from rows import a_placement, somebody_moves_in
from tenancies import Parties


@pytest.fixture
async def placement(workshop: Workshop, town: Town) -> UUID:
    return await somebody_moves_in(workshop, town)


@pytest.fixture
async def provider(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.provider)


async def light(who: httpx.AsyncClient, placement: UUID) -> dict[str, Any]:
    answer = await who.get(f"/placements/{placement}/check-ins")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def planned(who: httpx.AsyncClient, placement: UUID) -> list[dict[str, Any]]:
    return [item for item in (await light(who, placement))["items"] if item["state"] == "planned"]


async def result(who: httpx.AsyncClient, check_in: dict[str, Any], **body: Any) -> httpx.Response:
    return await who.post(f"/check-ins/{check_in['id']}/result", json=body)


async def facts(workshop: Workshop, fact: Fact) -> list[Entry]:
    async with workshop.open() as work:
        return list(await work.session.scalars(select(Entry).where(Entry.fact == fact.value)))


async def test_the_plan_tapers_as_the_scheme_says(provider: httpx.AsyncClient, placement: UUID) -> None:
    found = await planned(provider, placement)

    expected = [(str(TODAY + timedelta(days=step.after_days)), step.means.value) for step in TAPERING]
    assert [(item["dueOn"], item["means"]) for item in found] == expected


async def test_a_contact_is_written_down_with_who_had_it(
    provider: httpx.AsyncClient, placement: UUID, clock: Clock, workshop: Workshop, town: Town
) -> None:
    [first, *_] = await planned(provider, placement)
    clock.tick(days=8)

    overdue = (await provider.get(f"/check-ins/{first['id']}")).json()["overdue"]
    answer = await result(provider, first, held=True, heldOn=first["dueOn"], heldBy="B. de Wit")

    assert overdue
    shown = answer.json()
    assert (shown["state"], shown["heldOn"], shown["heldBy"]) == ("held", first["dueOn"], "B. de Wit")
    assert not shown["overdue"]
    [entry] = await facts(workshop, Fact.CHECK_IN_HELD)
    assert entry.parties == [town.provider.id]


async def test_a_contact_without_a_day_was_today(provider: httpx.AsyncClient, placement: UUID) -> None:
    [first, *_] = await planned(provider, placement)

    answer = await result(provider, first, held=True)

    assert answer.json()["heldOn"] == str(TODAY)


async def test_it_is_overdue_from_the_day_after(
    provider: httpx.AsyncClient, placement: UUID, clock: Clock
) -> None:
    [first, *_] = await planned(provider, placement)

    clock.tick(days=7)
    on_the_day = (await provider.get(f"/check-ins/{first['id']}")).json()
    clock.tick(days=1)
    the_day_after = (await provider.get(f"/check-ins/{first['id']}")).json()

    assert (on_the_day["overdue"], the_day_after["overdue"]) == (False, True)


async def test_nobody_reached_is_tried_again_in_the_same_way(
    provider: httpx.AsyncClient, placement: UUID, clock: Clock
) -> None:
    [first, *rest] = await planned(provider, placement)
    clock.tick(days=9)

    await result(provider, first, held=False)

    again, *others = await planned(provider, placement)
    assert (again["dueOn"], again["means"]) == (str(TODAY + timedelta(days=12)), first["means"])
    assert others == rest
    assert (await provider.get("/signals")).json()["items"] == []


async def test_nobody_reached_twice_in_a_row_is_a_signal_and_no_third_try(
    provider: httpx.AsyncClient, placement: UUID
) -> None:
    [first, *rest] = await planned(provider, placement)
    await result(provider, first, held=False)
    again = next(item for item in await planned(provider, placement) if item not in rest)

    await result(provider, again, held=False)

    assert await planned(provider, placement) == rest
    [signal] = (await provider.get("/signals")).json()["items"]
    assert (signal["kind"], signal["raisedBy"], signal["state"]) == ("no-contact", "Fictiezorg", "open")


async def test_an_open_signal_is_not_raised_again(provider: httpx.AsyncClient, placement: UUID) -> None:
    for _ in range(3):
        [first, *_] = await planned(provider, placement)
        await result(provider, first, held=False)

    assert len((await provider.get("/signals")).json()["items"]) == 1


async def test_a_contact_in_between_breaks_the_row(
    provider: httpx.AsyncClient, placement: UUID, clock: Clock
) -> None:
    for held in (False, True, False):
        [first, *_] = await planned(provider, placement)
        await result(provider, first, held=held)
        clock.tick(minutes=1)

    assert (await provider.get("/signals")).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"held": "ja", "heldOn": "gisteren", "heldBy": "x", "by": 1}, {"held", "heldOn", "heldBy", "by"}),
        ({}, {"held"}),
        ({"held": False, "heldOn": "2026-12-01", "heldBy": "B. de Wit"}, {"heldOn", "heldBy"}),
        ({"held": True, "heldOn": "2026-11-30"}, {"heldOn"}),
        ({"held": True, "heldOn": "2026-12-02"}, {"heldOn"}),
    ],
)
async def test_bad_input_is_refused_with_every_fault_and_nothing_happened(
    provider: httpx.AsyncClient, placement: UUID, body: dict[str, Any], names: set[str]
) -> None:
    [first, *_] = await planned(provider, placement)

    answer = await result(provider, first, **body)

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == {f"body.{name}" for name in names}
    assert (await planned(provider, placement))[0] == first


async def test_of_two_results_at_once_one_is_told_that_it_is_concluded(
    provider: httpx.AsyncClient, placement: UUID, workshop: Workshop
) -> None:
    [first, *_] = await planned(provider, placement)

    answers = await asyncio.gather(result(provider, first, held=True), result(provider, first, held=False))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    told = [*await facts(workshop, Fact.CHECK_IN_HELD), *await facts(workshop, Fact.CHECK_IN_MISSED)]
    assert len(told) == 1


async def test_who_wants_no_contact_is_left_alone_and_nothing_else_changes(
    provider: httpx.AsyncClient, placement: UUID, workshop: Workshop
) -> None:
    async with workshop.open() as work:
        before = await work.session.get_one(Placement, placement)
        client_before = await work.session.get_one(Client, before.client_id)

    answer = await provider.post(
        f"/placements/{placement}/check-in-refusal", json={"note": "Belt zelf als het nodig is."}
    )

    shown = answer.json()
    assert {item["state"] for item in shown["items"]} == {"refused"}
    assert shown["refusalNote"] == "Belt zelf als het nodig is."
    assert shown["refusedAt"] == "2026-12-01T09:00:00Z"
    async with workshop.open() as work:
        after = await work.session.get_one(Placement, placement)
        client_after = await work.session.get_one(Client, before.client_id)
    assert (after.state, after.ended_on, after.load) == (before.state, before.ended_on, before.load)
    assert (client_after.state, client_after.urgency) == (client_before.state, client_before.urgency)
    assert (await provider.get("/signals")).json()["items"] == []
    assert len(await facts(workshop, Fact.CHECK_INS_REFUSED)) == 1


async def test_what_was_held_before_a_refusal_stays(provider: httpx.AsyncClient, placement: UUID) -> None:
    [first, *_] = await planned(provider, placement)
    await result(provider, first, held=True)

    shown = (await provider.post(f"/placements/{placement}/check-in-refusal", json={})).json()

    assert [item["state"] for item in shown["items"]] == ["held", *["refused"] * (len(TAPERING) - 1)]


async def test_contact_after_all_plans_the_rest_from_today_on(
    provider: httpx.AsyncClient, placement: UUID, clock: Clock
) -> None:
    await provider.post(f"/placements/{placement}/check-in-refusal", json={})
    clock.tick(days=30)

    shown = (await provider.post(f"/placements/{placement}/check-in-resumption")).json()

    assert (shown["refusedAt"], shown["refusalNote"]) == (None, None)
    rest = [step.after_days for step in TAPERING if step.after_days >= 30]
    expected = [str(TODAY + timedelta(days=days)) for days in rest]
    assert [item["dueOn"] for item in shown["items"] if item["state"] == "planned"] == expected


async def test_a_refusal_twice_and_a_resumption_of_nothing_are_conflicts(
    provider: httpx.AsyncClient, placement: UUID
) -> None:
    too_soon = await provider.post(f"/placements/{placement}/check-in-resumption")
    await provider.post(f"/placements/{placement}/check-in-refusal", json={})
    twice = await provider.post(f"/placements/{placement}/check-in-refusal", json={})

    assert (too_soon.status_code, too_soon.json()["type"]) == (409, "/problems/check-ins-not-refused")
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/check-ins-refused-before")


async def test_a_refusal_with_personal_data_is_not_written_down(
    provider: httpx.AsyncClient, placement: UUID
) -> None:
    answer = await provider.post(
        f"/placements/{placement}/check-in-refusal", json={"note": "Mail jan@voorbeeld.nl maar."}
    )

    assert answer.status_code == 400
    assert [fault["name"] for fault in answer.json()["invalidParams"]] == ["body.note"]
    assert (await light(provider, placement))["refusedAt"] is None


async def test_before_the_key_and_after_the_end_there_is_nothing_to_refuse(
    provider: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    over = {"state": PlacementState.ENDED, "ended_on": TODAY}
    async with workshop.open() as work:
        coming = await a_placement(work, town, state=PlacementState.PREPARING, confirmed_at=None)
        gone = await a_placement(work, town, **over)

    for placement in (coming, gone):
        for what in ({"url": "check-in-refusal", "json": {}}, {"url": "check-in-resumption"}):
            answer = await provider.post(f"/placements/{placement.id}/{what.pop('url')}", **what)
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/placement-moved-on")


async def test_what_is_planned_lapses_with_the_placement(
    provider: httpx.AsyncClient, placement: UUID, workshop: Workshop
) -> None:
    [first, *_] = await planned(provider, placement)
    await result(provider, first, held=True)
    async with workshop.open() as work:
        await cancel_check_ins(work, await work.session.get_one(Placement, placement))

    states = [item["state"] for item in (await light(provider, placement))["items"]]

    assert states == ["held", *["cancelled"] * (len(TAPERING) - 1)]


async def test_the_plan_begins_with_the_lease_and_lapses_when_nobody_comes_to_live_there(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    parties = await Parties(doors, town, workshop).open()
    preparing = await parties.a_placement()
    leased = await parties.a_lease()

    async def states(address: str) -> set[str]:
        answer = await parties.provider.get(f"{address}/check-ins")
        return {item["state"] for item in answer.json()["items"]}

    assert (await states(preparing), await states(leased)) == (set(), {"planned"})
    await parties.provider.post(f"{leased}/failure", json={"reason": "not-arrived"})
    assert await states(leased) == {"cancelled"}


async def test_a_scheme_that_changes_leaves_existing_plans_alone(
    provider: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    agreed = await a_covenant(workshop, town)
    before = await somebody_moves_in(workshop, town)
    shorter = (
        CheckInScheme(None, (CheckIn(20, CheckInMeans.CALL),)),
        CheckInScheme("GM9001", (CheckIn(10, CheckInMeans.TEXT),)),
    )
    async with workshop.open(town.actor(town.coordinator)) as work:
        await change_covenant(
            work, covenant_id=agreed.covenant_id, reason="Korter.", procedure={"check_ins": shorter}
        )

    here = await somebody_moves_in(workshop, town)
    there = await somebody_moves_in(workshop, town, municipality_code="GM9002")

    assert len(await planned(provider, before)) == len(TAPERING)
    assert [item["means"] for item in await planned(provider, here)] == ["text"]
    assert [item["means"] for item in await planned(provider, there)] == ["call"]


async def test_the_journal_hears_once_that_one_came_due(
    placement: UUID, workshop: Workshop, clock: Clock, town: Town
) -> None:
    clock.tick(days=6)
    assert await announce_check_ins(workshop) == 0
    clock.tick(days=1)

    told = await asyncio.gather(announce_check_ins(workshop), announce_check_ins(workshop))

    assert sum(told) == 1
    [entry] = await facts(workshop, Fact.CHECK_IN_DUE)
    assert (entry.parties, entry.region_id) == ([town.provider.id], town.region.id)
    assert await announce_check_ins(workshop) == 0


async def test_nobody_is_told_of_what_was_refused(
    provider: httpx.AsyncClient, placement: UUID, workshop: Workshop, clock: Clock
) -> None:
    await provider.post(f"/placements/{placement}/check-in-refusal", json={})
    clock.tick(days=800)

    assert await announce_check_ins(workshop) == 0


async def test_the_list_filters_and_pages(
    provider: httpx.AsyncClient, placement: UUID, workshop: Workshop, town: Town
) -> None:
    await somebody_moves_in(workshop, town)
    [first, second, *_] = await planned(provider, placement)
    await result(provider, first, held=True)

    async def listed(**query: Any) -> list[str]:
        found, after = [], None
        while True:
            answer = await provider.get(
                "/check-ins", params={**query, "limit": 7} | ({"after": after} if after else {})
            )
            found += [item["id"] for item in answer.json()["items"]]
            after = answer.json()["next"]
            if after is None:
                return found

    everything = await listed()
    assert everything == sorted(everything)
    assert len(everything) == 2 * len(TAPERING)
    assert len(await listed(placement=placement)) == len(TAPERING)
    assert await listed(placement=placement, state="held") == [first["id"]]
    assert await listed(placement=placement, state="planned", dueBefore=second["dueOn"]) == []
    day_after = str(date.fromisoformat(second["dueOn"]) + timedelta(days=1))
    assert await listed(placement=placement, state="planned", dueBefore=day_after) == [second["id"]]


async def test_only_care_and_the_desk_see_what_care_does(
    provider: httpx.AsyncClient, placement: UUID, doors: Doors, town: Town
) -> None:
    [first, *_] = await planned(provider, placement)

    for organisation in (town.corporation, town.municipality):
        who = await doors.as_organisation(organisation)
        assert (await who.get("/check-ins")).status_code == 403
        assert (await who.get(f"/placements/{placement}/check-ins")).status_code == 403
        assert (await result(who, first, held=True)).status_code == 403
    for organisation in (town.other_provider, town.stranger):
        who = await doors.as_organisation(organisation)
        assert (await who.get("/check-ins")).json()["items"] == []
        assert (await who.get(f"/check-ins/{first['id']}")).status_code == 404
        assert (await who.get(f"/placements/{placement}/check-ins")).status_code == 404
        assert (await result(who, first, held=True)).status_code == 404
        assert (await who.post(f"/placements/{placement}/check-in-refusal", json={})).status_code == 404
        assert (await who.post(f"/placements/{placement}/check-in-resumption")).status_code == 404
    desk = await doors.as_organisation(town.coordinator)
    assert len((await desk.get("/check-ins")).json()["items"]) == len(TAPERING)
    assert (await result(desk, first, held=True)).status_code == 200
    assert (await provider.get(f"/check-ins/{UNKNOWN_ID}")).status_code == 404


async def test_a_look_at_check_ins_is_a_look_at_the_client(
    provider: httpx.AsyncClient, placement: UUID, workshop: Workshop
) -> None:
    await provider.get("/check-ins")

    async with workshop.open() as work:
        found = await work.session.get_one(Placement, placement)
        [look] = await work.session.scalars(select(Access))
    assert (look.purpose, look.client_ids) == ("list-check-ins", [found.client_id])
