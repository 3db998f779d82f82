"""Signals through the doors of those who notice, and of those who have to act."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from conftest import TODAY, UNKNOWN_ID, Clock, Doors, Town
from matching.actors import OPERATOR
from matching.models import Entry, Organisation, PlacementState
from matching.operations.covenants import change_covenant
from matching.operations.organisations import register_organisation
from matching.operations.signals import escalate_signals
from matching.vocabulary import OrganisationKind
from matching.work import Workshop
from matching_town import a_covenant
from rows import a_placement, somebody_moves_in

Around = dict[str, httpx.AsyncClient]


@pytest.fixture
async def placement(workshop: Workshop, town: Town) -> UUID:
    return await somebody_moves_in(workshop, town)


@pytest.fixture
async def around(doors: Doors, town: Town) -> Around:
    """Return the doors of the four who have to do with a placement."""
    return {
        organisation.kind.value: await doors.as_organisation(organisation)
        for organisation in (town.provider, town.corporation, town.municipality, town.coordinator)
    }


async def raised(who: httpx.AsyncClient, placement: UUID, kind: str = "rent-unpaid") -> dict[str, Any]:
    answer = await who.post("/signals", json={"placement": str(placement), "kind": kind})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/v1/signals/{answer.json()['id']}"
    return dict(answer.json())


async def acts(who: httpx.AsyncClient, signal: dict[str, Any], action: str = "Gebeld.") -> httpx.Response:
    return await who.post(f"/signals/{signal['id']}/action", json={"action": action})


async def seen(who: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    return list((await who.get("/signals", params=query)).json()["items"])


async def facts(workshop: Workshop) -> list[Entry]:
    async with workshop.open() as work:
        query = select(Entry).where(Entry.fact.like("signal.%")).order_by(Entry.id)
        return list(await work.session.scalars(query))


def parties(*organisations: Organisation) -> list[UUID]:
    return sorted(organisation.id for organisation in organisations)


async def test_each_of_the_four_may_say_that_something_is_wrong(
    around: Around, placement: UUID, clock: Clock
) -> None:
    for who in around.values():
        clock.tick(seconds=1)
        signal = await raised(who, placement)
        assert (signal["state"], signal["kindDutch"]) == ("open", "huur niet betaald")

    names = [signal["raisedBy"] for signal in await seen(around["provider"])]
    assert names == ["Fictiezorg", "Fictiewonen", "Gemeente Fictiedam", "Matchingspunt Fictie"]


async def test_the_covenant_says_how_soon_to_act(
    around: Around, placement: UUID, workshop: Workshop, town: Town
) -> None:
    by_default = await raised(around["corporation"], placement)
    agreed = await a_covenant(workshop, town)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await change_covenant(
            work, covenant_id=agreed.covenant_id, reason="Sneller.", procedure={"signal_days": 2}
        )
    as_agreed = await raised(around["corporation"], placement)

    assert (by_default["actBy"], as_agreed["actBy"]) == ("2026-12-06T09:00:00Z", "2026-12-03T09:00:00Z")


async def test_others_find_no_placement_to_signal_about(
    placement: UUID, doors: Doors, town: Town, workshop: Workshop
) -> None:
    elsewhere = await somebody_moves_in(workshop, town, municipality_code="GM9002")
    strangers = [town.other_provider, town.other_corporation, town.stranger]
    asked = [*((one, placement) for one in strangers), (town.municipality, elsewhere)]
    for organisation, where in asked:
        who = await doors.as_organisation(organisation)
        answer = await who.post("/signals", json={"placement": str(where), "kind": "other"})
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/placement-not-found")
    operator = await doors.as_organisation(None)
    refused = await operator.post("/signals", json={"placement": str(placement), "kind": "other"})
    assert refused.status_code == 403
    assert (await operator.get("/signals")).status_code == 403


async def test_there_is_nothing_to_signal_before_the_key_or_after_the_end(
    around: Around, workshop: Workshop, town: Town
) -> None:
    async with workshop.open() as work:
        coming = await a_placement(work, town, state=PlacementState.PREPARING, confirmed_at=None)
        gone = await a_placement(work, town, state=PlacementState.ENDED, ended_on=TODAY)

    for one in (coming, gone):
        answer = await around["provider"].post("/signals", json={"placement": str(one.id), "kind": "neglect"})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/placement-moved-on")


async def test_who_acts_says_what_was_done(
    around: Around, placement: UUID, workshop: Workshop, town: Town
) -> None:
    signal = await raised(around["corporation"], placement)

    answer = await acts(around["provider"], signal, "Betaalregeling afgesproken.")

    shown = answer.json()
    assert (shown["state"], shown["late"], shown["overdue"]) == ("acted-on", False, False)
    assert (shown["actedBy"], shown["action"]) == ("Fictiezorg", "Betaalregeling afgesproken.")
    told = await facts(workshop)
    assert [entry.fact for entry in told] == ["signal.raised", "signal.acted-on"]
    assert [entry.parties for entry in told] == [parties(town.provider, town.corporation)] * 2


async def test_a_landlord_hears_that_it_was_acted_on_and_not_how(around: Around, placement: UUID) -> None:
    signal = await raised(around["corporation"], placement)
    await raised(around["provider"], placement, "income-stopped")
    await acts(around["provider"], signal)

    [own] = await seen(around["corporation"])

    assert (own["id"], own["state"]) == (signal["id"], "acted-on")
    assert own["actedAt"] is not None
    assert (own["action"], own["actedBy"]) == (None, None)
    assert (await acts(around["corporation"], signal)).status_code == 403


async def test_a_landlord_does_not_find_what_others_noticed(around: Around, placement: UUID) -> None:
    signal = await raised(around["provider"], placement, "support-stopped")

    assert (await around["corporation"].get(f"/signals/{signal['id']}")).status_code == 404


async def test_the_town_hall_sees_what_was_left_lying_and_no_reference(
    around: Around, placement: UUID, clock: Clock
) -> None:
    signal = await raised(around["corporation"], placement)
    clock.tick(hours=1)
    own = await raised(around["municipality"], placement)

    clock.tick(days=5, hours=-1, seconds=-1)
    in_time = await seen(around["municipality"])
    clock.tick(seconds=1)
    too_late = await seen(around["municipality"])

    assert [one["id"] for one in in_time] == [own["id"]]
    assert [one["id"] for one in too_late] == [signal["id"], own["id"]], "also when no job ran"
    assert [one["clientReference"] for one in too_late] == [None, None]
    assert (await acts(around["municipality"], signal)).status_code == 200


async def test_what_was_acted_on_in_time_never_reaches_the_town_hall(
    around: Around, placement: UUID, clock: Clock
) -> None:
    signal = await raised(around["corporation"], placement)
    await acts(around["provider"], signal)
    clock.tick(days=100)

    assert await seen(around["municipality"]) == []
    assert (await around["municipality"].get(f"/signals/{signal['id']}")).status_code == 404


async def test_what_nobody_acted_on_is_escalated_once_and_stays_open(
    around: Around, placement: UUID, workshop: Workshop, clock: Clock, town: Town
) -> None:
    signal = await raised(around["corporation"], placement)
    async with workshop.open(OPERATOR) as work:
        team = await register_organisation(
            work,
            kind=OrganisationKind.MUNICIPALITY,
            name="Wijkteam",
            municipality="GM9001",
            regions=[town.region],
        )
        await register_organisation(
            work,
            kind=OrganisationKind.MUNICIPALITY,
            name="Elders",
            municipality="GM9002",
            regions=[town.region],
        )
    clock.tick(days=5, seconds=-1)
    assert await escalate_signals(workshop) == 0
    clock.tick(seconds=1)

    told = await asyncio.gather(escalate_signals(workshop), escalate_signals(workshop))

    assert sum(told) == 1
    last = (await facts(workshop))[-1]
    assert last.fact == "signal.escalated"
    assert last.parties == parties(town.provider, town.municipality, team)
    shown = (await around["provider"].get(f"/signals/{signal['id']}")).json()
    assert (shown["state"], shown["overdue"]) == ("open", True)
    assert shown["escalatedAt"] == "2026-12-06T09:00:00Z"
    assert await escalate_signals(workshop) == 0


async def test_late_action_is_welcome_and_shows_as_late(
    around: Around, placement: UUID, workshop: Workshop, clock: Clock, town: Town
) -> None:
    signal = await raised(around["corporation"], placement)
    clock.tick(days=6)
    await escalate_signals(workshop)

    shown = (await acts(around["provider"], signal)).json()

    assert (shown["state"], shown["late"], shown["overdue"]) == ("acted-on", True, False)
    last = (await facts(workshop))[-1]
    assert last.parties == parties(town.provider, town.corporation, town.municipality)
    assert [one["id"] for one in await seen(around["municipality"])] == [signal["id"]]


async def test_of_two_who_act_at_once_one_is_told_that_somebody_was_first(
    around: Around, placement: UUID
) -> None:
    signal = await raised(around["corporation"], placement)

    answers = await asyncio.gather(acts(around["provider"], signal), acts(around["coordinator"], signal))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = max(answers, key=lambda answer: answer.status_code)
    assert refused.json()["type"] == "/problems/signal-acted-on"


async def test_an_action_and_the_clock_at_once_leave_one_of_both(
    around: Around, placement: UUID, workshop: Workshop, clock: Clock
) -> None:
    """Acting first, nothing is escalated any more; escalated first, acting is still welcome."""
    signal = await raised(around["corporation"], placement)
    clock.tick(days=5)

    answer, escalated = await asyncio.gather(acts(around["provider"], signal), escalate_signals(workshop))

    assert answer.status_code == 200
    told = [entry.fact for entry in await facts(workshop)]
    assert told.count("signal.escalated") == escalated
    assert told.count("signal.acted-on") == 1
    assert (await around["provider"].get(f"/signals/{signal['id']}")).json()["state"] == "acted-on"


@pytest.mark.parametrize(
    ("path", "body", "names"),
    [
        ("", {"placement": "hier", "kind": "ruzie", "note": "x"}, {"placement", "kind", "note"}),
        ("/{}/action", {"action": "x", "by": 1}, {"action", "by"}),
        ("/{}/action", {"action": "Mail jan@voorbeeld.nl, BSN 111222333."}, {"action"}),
    ],
)
async def test_bad_input_is_refused_with_every_fault(
    around: Around, placement: UUID, path: str, body: dict[str, Any], names: set[str]
) -> None:
    signal = await raised(around["provider"], placement)

    answer = await around["provider"].post(f"/signals{path.format(signal['id'])}", json=body)

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == {f"body.{name}" for name in names}
    assert (await around["provider"].get(f"/signals/{signal['id']}")).json()["state"] == "open"


async def test_a_stranger_finds_nothing(around: Around, placement: UUID, doors: Doors, town: Town) -> None:
    signal = await raised(around["provider"], placement)
    for organisation in (town.other_provider, town.other_corporation, town.stranger):
        who = await doors.as_organisation(organisation)
        assert await seen(who) == []
        assert (await who.get(f"/signals/{signal['id']}")).status_code == 404
    assert (await acts(await doors.as_organisation(town.other_provider), signal)).status_code == 404
    assert (await around["provider"].get(f"/signals/{UNKNOWN_ID}")).status_code == 404
    stranger = await doors.as_organisation(town.stranger)
    assert (await stranger.get("/signals", params={"region": "fictie"})).status_code == 404


async def test_the_list_filters_and_pages(
    around: Around, placement: UUID, workshop: Workshop, town: Town, clock: Clock
) -> None:
    other = await somebody_moves_in(workshop, town)
    old = await raised(around["provider"], placement)
    clock.tick(days=5)
    new = await raised(around["provider"], other, "nuisance")
    clock.tick(seconds=1)
    done = await raised(around["provider"], other)
    await acts(around["provider"], done)
    desk = around["coordinator"]

    async def ids(**query: Any) -> list[str]:
        return [one["id"] for one in await seen(desk, **query)]

    assert await ids() == [old["id"], new["id"], done["id"]]
    assert await ids(region="fictie", state="open") == [old["id"], new["id"]]
    assert await ids(overdue="true") == [old["id"]]
    assert await ids(overdue="false") == [new["id"], done["id"]]
    assert await ids(placement=str(other), limit=1) == [new["id"]]
    page = (await desk.get("/signals", params={"limit": 2})).json()
    rest = (await desk.get("/signals", params={"limit": 2, "after": page["next"]})).json()
    assert [one["id"] for one in rest["items"]] == [done["id"]]
    assert rest["next"] is None
