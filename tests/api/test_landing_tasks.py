"""The tasks of a landing, through the doors of everybody who has something to arrange."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from conftest import UNKNOWN_ID, Town
from matching.models import Entry, Fact
from matching.vocabulary import IncomeKind
from matching.work import Workshop
from tenancies import Parties


@pytest.fixture
async def address(parties: Parties) -> str:
    return await parties.a_placement()


async def says(who: httpx.AsyncClient, address: str, domain: str, what: str, **body: Any) -> httpx.Response:
    return await who.post(f"{address}/landing-tasks/{domain}/{what}", json=body)


async def test_a_task_is_arranged_by_whom_it_was_given(
    parties: Parties, address: str, workshop: Workshop
) -> None:
    answer = await says(
        parties.municipality, address, "work-and-income", "completion", note="Aanvraag is toegekend."
    )

    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["doneAt"]) == ("done", "2026-12-01T09:00:00Z")
    assert answer.json()["note"] == "Aanvraag is toegekend."
    async with workshop.open() as work:
        entry = await work.session.scalar(select(Entry).where(Entry.fact == Fact.LANDING_TASK_CHANGED.value))
    assert entry is not None
    assert entry.details == {"domain": "work-and-income", "state": "done"}
    assert parties.town.municipality.id in entry.parties


@pytest.mark.parametrize(
    ("who", "domain", "expected"),
    [
        ("corporation", "living", 200),
        ("corporation", "care", 403),
        ("provider", "care", 200),
        ("provider", "living", 200),
        ("provider", "work-and-income", 200),
        ("municipality", "work-and-income", 200),
        ("municipality", "care", 404),
        ("desk", "debts", 200),
        ("rival", "living", 404),
        ("other_provider", "care", 404),
        ("stranger", "debts", 404),
        ("desk", "benefit-handover", 404),
    ],
)
async def test_who_may_arrange_what(
    parties: Parties, address: str, who: str, domain: str, expected: int
) -> None:
    answer = await says(getattr(parties, who), address, domain, "completion")

    assert answer.status_code == expected, answer.text


@pytest.mark.parametrize(
    ("who", "expected"), [("desk", 200), ("provider", 200), ("corporation", 403), ("municipality", 404)]
)
async def test_who_may_find_a_task_not_needed(
    parties: Parties, address: str, who: str, expected: int
) -> None:
    answer = await says(getattr(parties, who), address, "living", "waiver", note="Er is al huisraad.")

    assert answer.status_code == expected, answer.text


@pytest.mark.parametrize(
    ("owner", "domain"),
    [("municipality", "work-and-income"), ("provider", "care"), ("provider", "debts"), ("desk", "living")],
)
async def test_its_owner_does_not_find_a_task_not_needed_and_another_does(
    parties: Parties, address: str, town: Town, owner: str, domain: str
) -> None:
    """Nobody judges their own work."""
    if owner == "desk":
        await says(parties.desk, address, domain, "assignment", owner=str(town.coordinator.id))

    own = await says(getattr(parties, owner), address, domain, "waiver", note="Hoeft niet.")
    judge = parties.provider if owner == "desk" else parties.desk
    others = await says(judge, address, domain, "waiver", note="Hoeft niet.")

    assert (own.status_code, others.status_code) == (403, 200), own.text + others.text
    assert own.json()["type"] == "/problems/not-your-task"


async def test_who_gives_its_task_to_nobody_leaves_it_to_the_coordinator_to_judge(
    parties: Parties, address: str
) -> None:
    await says(parties.provider, address, "care", "assignment", owner=None)

    own = await says(parties.provider, address, "care", "waiver", note="Hoeft niet.")
    desk = await says(parties.desk, address, "care", "waiver", note="Hoeft niet.")

    assert (own.status_code, desk.status_code) == (403, 200)


@pytest.mark.parametrize("domain", ["care", "debts"])
async def test_who_gives_its_task_to_others_leaves_it_to_the_coordinator_to_judge(
    parties: Parties, address: str, town: Town, domain: str
) -> None:
    given = await says(parties.provider, address, domain, "assignment", owner=str(town.other_provider.id))

    own = await says(parties.provider, address, domain, "waiver", note="Hoeft niet.")
    desk = await says(parties.desk, address, domain, "waiver", note="Hoeft niet.")

    assert (given.status_code, own.status_code, desk.status_code) == (200, 403, 200), own.text
    assert own.json()["type"] == "/problems/not-your-task"


async def test_a_provider_whose_client_others_support_leaves_it_to_the_coordinator_too(
    parties: Parties, town: Town
) -> None:
    """Who supports a client is what its provider says in the profile, at any time."""
    address = await parties.a_placement(support_provider_id=town.other_provider.id)

    own = await says(parties.other_provider, address, "care", "waiver", note="Hoeft niet.")
    chosen = await says(parties.provider, address, "care", "waiver", note="Hoeft niet.")
    desk = await says(parties.desk, address, "care", "waiver", note="Hoeft niet.")

    assert (own.status_code, chosen.status_code, desk.status_code) == (403, 403, 200)


@pytest.mark.parametrize(("home", "expected"), [("GM9001", 200), ("GM9002", 403)])
async def test_a_provider_judges_what_the_plan_gave_to_the_municipality_and_not_what_it_gave_to_nobody(
    parties: Parties, town: Town, home: str, expected: int
) -> None:
    """In Verzindorp no municipality takes part."""
    where = {"municipality_code": home, "neighbourhood_code": f"BU{home[2:]}0101"}
    address = await parties.a_placement(home=where)
    await says(parties.provider, address, "work-and-income", "assignment", owner=str(town.other_provider.id))

    answer = await says(parties.provider, address, "work-and-income", "waiver", note="Eigen inkomen.")

    assert answer.status_code == expected, answer.text


@pytest.mark.parametrize("who", ["provider", "desk"])
async def test_the_hand_over_of_a_benefit_is_always_needed(parties: Parties, who: str) -> None:
    address = await parties.a_placement(income_kind=IncomeKind.BENEFIT, origin="GM9002")

    waived = await says(getattr(parties, who), address, "benefit-handover", "waiver", note="Hoeft niet.")
    done = await says(getattr(parties, who), address, "benefit-handover", "completion")

    assert (waived.status_code, waived.json()["type"]) == (409, "/problems/always-needed"), waived.text
    assert done.status_code == 200


async def test_a_waiver_needs_a_note_without_personal_data(parties: Parties, address: str) -> None:
    missing = await says(parties.desk, address, "debts", "waiver")
    telling = await says(parties.desk, address, "debts", "waiver", note="Mail jan@voorbeeld.nl.")

    assert [fault["name"] for fault in missing.json()["invalidParams"]] == ["body.note"]
    assert telling.json()["type"] == "/problems/invalid-request"
    assert (await parties.tasks(address))["debts"]["state"] == "open"


async def test_a_task_is_arranged_once_and_can_be_opened_again(parties: Parties, address: str) -> None:
    await says(parties.provider, address, "care", "completion")

    again = await says(parties.provider, address, "care", "completion")
    opened = await says(parties.provider, address, "care", "reopening", note="De aanbieder zei af.")

    assert again.status_code == 409
    assert again.json()["type"] == "/problems/task-moved-on"
    assert (opened.json()["state"], opened.json()["doneAt"]) == ("open", None)
    assert (await says(parties.provider, address, "care", "reopening")).status_code == 409


async def test_who_gets_a_task_sees_it_and_who_gave_it_away_sees_nothing(
    parties: Parties, address: str, town: Town, workshop: Workshop
) -> None:
    given = await says(
        parties.municipality, address, "work-and-income", "assignment", owner=str(town.other_provider.id)
    )

    assert (given.status_code, given.json()["ownerName"]) == (200, "Verzinzorg")
    assert (await parties.municipality.get(address)).status_code == 404
    seen = await parties.seen(address, parties.other_provider)
    assert [task["domain"] for task in seen["landing"]] == ["work-and-income"]
    assert (seen["client"], seen["dwelling"], seen["rent"]) == (None, None, None)
    async with workshop.open() as work:
        entry = await work.session.scalar(select(Entry).order_by(Entry.id.desc()).limit(1))
    assert entry is not None
    assert {town.municipality.id, town.other_provider.id} <= set(entry.parties)


async def test_who_only_owns_a_task_finds_nothing_by_what_is_not_shown(
    parties: Parties, address: str, town: Town
) -> None:
    await says(parties.desk, address, "care", "assignment", owner=str(town.other_provider.id))
    placement = await parties.seen(address, parties.desk)

    async def found_by(who: httpx.AsyncClient, **query: str) -> list[str]:
        answer = await who.get("/placements", params=query)
        return [one["id"] for one in answer.json()["items"]]

    for name in ("client", "dwelling"):
        assert await found_by(parties.other_provider, **{name: placement[name]}) == []
        assert await found_by(parties.provider, **{name: placement[name]}) == [placement["id"]]
    assert await found_by(parties.other_provider) == [placement["id"]]


async def test_a_task_that_is_not_needed_shows_its_owner_nothing(parties: Parties, address: str) -> None:
    await says(parties.desk, address, "work-and-income", "waiver", note="Eigen inkomen.")

    assert (await parties.municipality.get(address)).status_code == 404


async def test_who_only_owns_a_task_can_do_nothing_else(parties: Parties, address: str, town: Town) -> None:
    await says(parties.desk, address, "care", "assignment", owner=str(town.other_provider.id))

    refused = await parties.other_provider.post(f"{address}/failure", json={"reason": "not-arrived"})

    assert refused.status_code == 404


async def test_a_task_without_an_owner_is_the_desks(parties: Parties, address: str) -> None:
    answer = await says(parties.desk, address, "work-and-income", "assignment", owner=None)

    assert (answer.json()["owner"], answer.json()["ownerName"]) == (None, None)


@pytest.mark.parametrize("which", ["unknown", "elsewhere"])
async def test_a_task_goes_to_nobody_outside_the_region(
    parties: Parties, address: str, town: Town, which: str
) -> None:
    owner = UNKNOWN_ID if which == "unknown" else town.stranger.id

    answer = await says(parties.desk, address, "care", "assignment", owner=str(owner))

    assert answer.status_code == 400
    assert answer.json()["invalidParams"][0]["name"] == "body.owner"


async def test_a_note_is_read_by_who_arranges_and_who_cares(parties: Parties, address: str) -> None:
    await says(parties.provider, address, "care", "completion", note="Begint op dag één.")

    async def note(who: httpx.AsyncClient) -> Any:
        landing = (await parties.seen(address, who))["landing"]
        return next(task["note"] for task in landing if task["domain"] == "care")

    assert await note(parties.desk) == await note(parties.provider) == "Begint op dag één."
    assert await note(parties.corporation) is None


async def test_a_lease_leaves_open_tasks_open_and_an_end_closes_the_book(parties: Parties) -> None:
    address = await parties.a_placement()
    override = {"override": {"reason": "Wordt nagezonden.", "approvedBy": "Doorbraaktafel"}}
    await parties.desk.post(f"{address}/confirmation", json=override)

    after_the_lease = await says(parties.provider, address, "care", "completion")
    await parties.desk.post(f"{address}/failure", json={"reason": "not-arrived"})
    after_the_end = await says(parties.provider, address, "debts", "completion")

    assert after_the_lease.status_code == 200
    assert after_the_end.status_code == 409
    assert after_the_end.json()["type"] == "/problems/placement-moved-on"


async def test_two_who_arrange_the_same_at_once_are_told_apart(parties: Parties, address: str) -> None:
    answers = await asyncio.gather(
        says(parties.provider, address, "care", "completion"),
        says(parties.desk, address, "care", "completion"),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
