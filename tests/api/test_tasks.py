"""One list of everything that waits on somebody, as each of them sees it."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.test_proposals import Table, proposal, table
from conftest import NOW, TODAY, Clock, Doors, Town
from matching.api.listing import write_cursor
from matching.api.tasks import ADDRESSES
from matching.models import (
    Access,
    CheckIn,
    CheckInState,
    LandingTask,
    Organisation,
    Placement,
    PlacementState,
    ProposalState,
    Signal,
    SignalState,
    TaskState,
)
from matching.queries.waiting import KINDS
from matching.vocabulary import CheckInMeans, LandingDomain, SignalKind, TaskKind, Tenancy
from matching.work import Work, Workshop
from rows import a_placement, a_proposal_of_somebody

__all__ = ["proposal", "table"]

Told = dict[str, Any]


async def tasks(who: httpx.AsyncClient, **query: Any) -> list[Told]:
    answer = await who.get("/tasks", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def kinds(who: httpx.AsyncClient, **query: Any) -> list[str]:
    return [task["kind"] for task in await tasks(who, **query)]


def a_landing_task(work: Work, placement: Placement, owner: Organisation | None, **facts: Any) -> LandingTask:
    usual: dict[str, Any] = {
        "placement_id": placement.id,
        "domain": LandingDomain.CARE,
        "mandatory": True,
        "owner_id": owner.id if owner else None,
        "due_on": TODAY + timedelta(days=3),
        "state": TaskState.OPEN,
    }
    return LandingTask(**work.stamp(), **usual | facts)


def a_check_in(work: Work, placement: Placement, due_on: date, **facts: Any) -> CheckIn:
    usual: dict[str, Any] = {
        "placement_id": placement.id,
        "due_on": due_on,
        "means": CheckInMeans.CALL,
        "state": CheckInState.PLANNED,
    }
    return CheckIn(**work.stamp(), **usual | facts)


def a_signal(work: Work, town: Town, placement: Placement, **facts: Any) -> Signal:
    usual: dict[str, Any] = {
        "region_id": town.region.id,
        "placement_id": placement.id,
        "kind": SignalKind.NUISANCE,
        "raised_by": town.corporation.id,
        "state": SignalState.OPEN,
        "act_by": work.at + timedelta(days=5),
    }
    return Signal(**work.stamp(), **usual | facts)


@pytest.fixture
async def desk(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.coordinator)


async def test_a_proposal_waits_on_one_after_the_other(table: Table, clock: Clock) -> None:
    """And since when is since it could be done: an answer since the release, whoever answered first."""
    clock.tick(days=1)
    [release] = await tasks(table.desk)
    await table.release()
    clock.tick(days=1)
    both = await tasks(table.desk)
    await table.says(table.corporation, "agreement")
    clock.tick(days=1)
    [answer] = await tasks(table.desk)
    await table.says(table.provider, "agreement")
    clock.tick(days=1)
    [viewing] = await tasks(table.desk)
    await table.says(table.provider, "client-answer", accepted=True)
    [lease] = await tasks(table.desk)

    def told(task: Told) -> tuple[str, str, str | None, str]:
        return task["kind"], task["role"], task["organisationName"], task["since"][:10]

    assert told(release) == ("release", "coordinator", None, "2026-12-01")
    assert sorted(map(told, both)) == [
        ("corporation-answer", "corporation", "Fictiewonen", "2026-12-02"),
        ("provider-answer", "provider", "Fictiezorg", "2026-12-02"),
    ]
    assert told(answer) == ("provider-answer", "provider", "Fictiezorg", "2026-12-02")
    assert told(viewing) == ("client-answer", "provider", "Fictiezorg", "2026-12-04")
    assert told(lease) == ("lease", "corporation", "Fictiewonen", "2026-12-05")
    assert {task["href"] for task in (release, *both, answer, viewing, lease)} == {f"/v1{table.address}"}


async def test_each_waits_until_its_term_and_is_overdue_after_it(table: Table, clock: Clock) -> None:
    """Also when no job ran: a lease takes three weeks, and an accepted home never expires."""
    for who, what, body in (
        (table.desk, "release", {"releasedBy": "A. Jansen"}),
        (table.provider, "agreement", {}),
        (table.corporation, "agreement", {}),
        (table.provider, "client-answer", {"accepted": True}),
    ):
        await table.says(who, what, **body)

    clock.tick(days=21, seconds=-1)
    [in_time] = await tasks(table.corporation)
    clock.tick(seconds=1)
    [late] = await tasks(table.corporation, overdue="true")

    assert (in_time["until"], in_time["overdue"]) == ("2026-12-22T09:00:00Z", False)
    assert (late["id"], late["overdue"]) == (in_time["id"], True)
    assert await tasks(table.corporation, overdue="false") == []


async def test_nobody_sees_a_proposal_among_the_tasks_before_its_release(table: Table) -> None:
    assert await tasks(table.provider) == []
    assert await tasks(table.corporation) == []
    await table.release()
    assert await kinds(table.provider) == ["provider-answer"]
    assert await kinds(table.corporation) == ["corporation-answer"]


async def test_a_correction_waits_on_its_owner(table: Table, clock: Clock) -> None:
    await table.release()
    await table.says(table.provider, "refusal", reason="not-accessible")
    clock.tick(days=14)

    [of_profile] = await tasks(table.provider)
    [of_dwelling] = await tasks(table.corporation)

    assert (of_profile["kind"], of_profile["overdue"]) == ("correction", True)
    assert (of_profile["role"], of_dwelling["role"]) == ("provider", "corporation")
    assert of_profile["clientReference"] is not None
    assert of_dwelling["clientReference"] is None
    for who, task in ((table.provider, of_profile), (table.corporation, of_dwelling)):
        answer = await who.get(task["href"].removeprefix("/v1"))
        assert answer.json()["id"] == task["id"]
    await table.provider.post(f"/corrections/{of_profile['id']}/rejection")
    assert await tasks(table.provider) == []


async def test_the_landing_waits_on_whoever_took_each_task(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, doors: Doors
) -> None:
    async with workshop.open() as work:
        placement = await a_placement(
            work, town, state=PlacementState.PREPARING, confirmed_at=None, starts_on=TODAY + timedelta(days=9)
        )
        work.session.add_all(
            [
                a_landing_task(work, placement, town.provider, domain=LandingDomain.CARE),
                a_landing_task(work, placement, town.municipality, domain=LandingDomain.WORK_AND_INCOME),
                a_landing_task(work, placement, None, domain=LandingDomain.DEBTS),
                a_landing_task(
                    work, placement, town.corporation, domain=LandingDomain.LIVING, state=TaskState.DONE
                ),
            ]
        )

    found = await tasks(desk)

    assert Counter((task["kind"], task["role"]) for task in found) == {
        ("landing", "provider"): 1,
        ("landing", "municipality"): 1,
        ("landing", "coordinator"): 1,
        ("confirmation", "corporation"): 1,
    }
    assert {task["placement"] for task in found} == {str(placement.id)}
    assert {task["until"] for task in found if task["kind"] == "landing"} == {"2026-12-05T00:00:00Z"}
    assert found[-1]["until"] == "2026-12-11T00:00:00Z", "the lease begins after everything else"
    [own] = await tasks(await doors.as_organisation(town.municipality))
    assert own["kind"] == "landing"
    seen = (
        await (await doors.as_organisation(town.municipality)).get(own["href"].removeprefix("/v1"))
    ).json()
    assert own["clientReference"] == seen["clientReference"]
    assert await kinds(await doors.as_organisation(town.corporation)) == ["confirmation"]


@pytest.mark.parametrize("state", [PlacementState.FAILED, PlacementState.ENDED])
async def test_what_is_over_asks_nothing_of_anybody_but_what_is_left_of_it(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, state: PlacementState
) -> None:
    """An open signal stays: whoever left may still need somebody."""
    async with workshop.open() as work:
        over = {"state": state, "ended_on": TODAY, "flip_on": TODAY, "tenancy": Tenancy.FLIP}
        placement = await a_placement(work, town, **over, starts_on=TODAY - timedelta(days=60))
        work.session.add_all(
            [
                a_landing_task(work, placement, town.provider),
                a_check_in(work, placement, TODAY, state=CheckInState.CANCELLED),
                a_signal(work, town, placement),
            ]
        )

    assert await kinds(desk) == ["signal"]


async def test_a_flip_waits_on_the_landlord_from_two_weeks_before(
    workshop: Workshop, town: Town, doors: Doors, clock: Clock
) -> None:
    flip_on = TODAY + timedelta(days=15)
    async with workshop.open() as work:
        placement = await a_placement(work, town, tenancy=Tenancy.FLIP, flip_on=flip_on)
        await a_placement(work, town, tenancy=Tenancy.FLIP, flip_on=flip_on, flipped_on=TODAY)
    landlord = await doors.as_organisation(town.corporation)

    too_soon = await tasks(landlord)
    clock.tick(days=1)
    [soon] = await tasks(landlord)
    clock.tick(days=15)
    [late] = await tasks(landlord)

    assert too_soon == []
    assert (soon["kind"], soon["id"], soon["overdue"]) == ("flip", str(placement.id), False)
    assert (soon["since"], soon["until"]) == ("2026-12-02T00:00:00Z", "2026-12-17T00:00:00Z")
    assert late["overdue"]


async def test_a_check_in_waits_on_care_from_two_weeks_before_until_its_day_is_over(
    workshop: Workshop, town: Town, doors: Doors, clock: Clock
) -> None:
    async with workshop.open() as work:
        placement = await a_placement(work, town)
        work.session.add_all([a_check_in(work, placement, TODAY + timedelta(days=days)) for days in (14, 15)])
    care = await doors.as_organisation(town.provider)

    [soon] = await tasks(care)
    clock.now = NOW.replace(day=15, hour=23, minute=59)
    on_the_day = await tasks(care)
    clock.now = NOW.replace(day=16, hour=0)
    the_day_after = await tasks(care)

    assert (soon["kind"], soon["until"]) == ("check-in", "2026-12-16T00:00:00Z")
    assert soon["href"] == f"/v1/check-ins/{soon['id']}"
    assert [task["overdue"] for task in on_the_day] == [False, False]
    assert [task["overdue"] for task in the_day_after] == [True, False]


async def test_a_signal_waits_on_care_and_left_lying_on_the_town_hall_too(
    workshop: Workshop, town: Town, doors: Doors, desk: httpx.AsyncClient, clock: Clock
) -> None:
    async with workshop.open() as work:
        placement = await a_placement(work, town)
        signal = a_signal(work, town, placement)
        work.session.add(signal)
    care = await doors.as_organisation(town.provider)
    town_hall = await doors.as_organisation(town.municipality)
    elsewhere = await doors.as_organisation(town.corporation)

    assert (await kinds(care), await kinds(town_hall)) == (["signal"], [])
    clock.tick(days=5)

    [own] = await tasks(care)
    [left] = await tasks(town_hall)
    assert (own["overdue"], left["overdue"]) == (True, True)
    assert (left["kind"], left["clientReference"]) == ("overdue-signal", None)
    assert (await town_hall.get(left["href"].removeprefix("/v1"))).status_code == 200
    assert sorted(await kinds(desk)) == ["overdue-signal", "signal"]
    assert await tasks(elsewhere) == [], "a landlord noticed, and need do nothing"
    await care.post(f"/signals/{signal.id}/action", json={"action": "Gebeld."})
    assert await tasks(desk) == []


async def test_an_outcome_waits_on_care_for_two_weeks_from_its_day_on(
    workshop: Workshop, town: Town, doors: Doors, clock: Clock
) -> None:
    async with workshop.open() as work:
        placement = await a_placement(work, town, starts_on=date(2026, 9, 2))
    care = await doors.as_organisation(town.provider)

    too_soon = await tasks(care)
    clock.tick(days=1)
    [due] = await tasks(care)
    clock.tick(days=14)
    [late] = await tasks(care)

    assert too_soon == []
    assert (due["kind"], due["since"], due["until"]) == (
        "outcome",
        "2026-12-02T00:00:00Z",
        "2026-12-16T00:00:00Z",
    )
    assert (due["overdue"], late["overdue"]) == (False, True)
    clock.tick(days=-14)
    await care.post(f"/placements/{placement.id}/outcomes", json={"months": 3, "stillHoused": True})
    assert await tasks(care) == []


async def a_busy_region(workshop: Workshop, town: Town, clock: Clock) -> None:
    """Store tasks of many kinds, of which many are due at the same moment."""
    async with workshop.open() as work:
        for number in range(6):
            placement = await a_placement(
                work,
                town,
                starts_on=date(2026, 8, 1),
                tenancy=Tenancy.FLIP,
                flip_on=TODAY + timedelta(days=number % 2),
            )
            work.session.add_all(
                [
                    a_check_in(work, placement, TODAY + timedelta(days=number % 3)),
                    a_signal(work, town, placement),
                    a_landing_task(work, placement, town.provider, due_on=TODAY),
                ]
            )
            await a_proposal_of_somebody(work, town)
            await a_proposal_of_somebody(
                work, town, state=ProposalState.RELEASED, released_at=work.at, respond_by=work.at
            )
    clock.tick(days=5)


async def test_pages_join_into_the_whole_list_in_order(
    workshop: Workshop, town: Town, desk: httpx.AsyncClient, clock: Clock
) -> None:
    await a_busy_region(workshop, town, clock)
    whole = await tasks(desk, limit=200)

    for size in (1, 4, 7):
        paged: list[Told] = []
        after: dict[str, str] = {}
        while True:
            page = (await desk.get("/tasks", params={"limit": size, **after})).json()
            paged += page["items"]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert paged == whole

    assert len(whole) == 6 * 9
    assert len({task["kind"] for task in whole}) == 9
    order = [(task["until"], task["id"]) for task in whole]
    assert order == sorted(order)
    assert len(set(order)) < len(order), "or the order of equals was not tried"


async def test_the_list_filters(
    workshop: Workshop, town: Town, desk: httpx.AsyncClient, clock: Clock, doors: Doors
) -> None:
    await a_busy_region(workshop, town, clock)
    whole = await tasks(desk, limit=200)

    for kind in TaskKind:
        assert await tasks(desk, kind=kind.value) == [task for task in whole if task["kind"] == kind.value]
    assert await tasks(desk, overdue="true", limit=200) == [task for task in whole if task["overdue"]]
    assert await tasks(desk, overdue="false", limit=200) == [task for task in whole if not task["overdue"]]
    assert await tasks(desk, region="fictie", limit=200) == whole
    assert (await desk.get("/tasks", params={"region": "elders"})).status_code == 404
    mine = [task for task in whole if task["organisationName"] == "Fictiezorg"]
    assert await tasks(await doors.as_organisation(town.provider), limit=200) == mine


async def test_others_find_nothing(workshop: Workshop, town: Town, clock: Clock, doors: Doors) -> None:
    await a_busy_region(workshop, town, clock)

    for organisation in (town.other_provider, town.other_corporation, town.stranger):
        assert await tasks(await doors.as_organisation(organisation)) == []
    assert (await (await doors.as_organisation(None)).get("/tasks")).status_code == 403


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"kind": "alles", "overdue": "misschien", "limit": 0}, {"kind", "overdue", "limit"}),
        ({"soort": "check-in", "region": "fictie"}, {"soort"}),
    ],
)
async def test_bad_input_is_refused_with_every_fault(
    desk: httpx.AsyncClient, query: dict[str, Any], names: set[str]
) -> None:
    answer = await desk.get("/tasks", params=query)

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == {f"query.{name}" for name in names}


@pytest.mark.parametrize(
    "key", [["2026-12-01T00:00:00+00:00"], ["gisteren", "a", "b", "c"], [1, 2, 3, 4], []]
)
async def test_the_cursor_of_another_list_is_refused(desk: httpx.AsyncClient, key: list[Any]) -> None:
    answer = await desk.get("/tasks", params={"after": write_cursor(*key)})

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/unknown-cursor"


async def test_a_look_at_tasks_is_a_look_at_their_clients(
    workshop: Workshop, town: Town, desk: httpx.AsyncClient
) -> None:
    async with workshop.open() as work:
        placement = await a_placement(work, town)
        work.session.add_all([a_signal(work, town, placement), a_check_in(work, placement, TODAY)])

    await tasks(desk)

    async with workshop.open() as work:
        [look] = await work.session.scalars(select(Access))
    assert (look.purpose, look.client_ids) == ("list-tasks", [placement.client_id])


def test_every_kind_is_found_somewhere() -> None:
    assert list(KINDS) == list(TaskKind) == list(ADDRESSES)
