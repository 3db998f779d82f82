"""When it does not come to living there, or is over: what returns, what leaves, and what is kept."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from conftest import Clock, Town
from gates import somebody_waits
from matching.models import (
    ClientState,
    DwellingState,
    Entry,
    Placement,
    PlacementState,
    ProfileVersion,
    Proposal,
    ProposalState,
)
from matching.vocabulary import EndReason
from matching.work import Workshop
from tenancies import Accepted, Parties, accepted

LISTED = date(2025, 3, 1)


async def a_tenant(parties: Parties, clock: Clock, **facts: Any) -> tuple[Accepted, str]:
    """Let somebody live somewhere since 20 December; it is 10 January."""
    pair = await accepted(parties.workshop, parties.town, on_list_since=LISTED, **facts)
    address = await parties.prepare(pair)
    await parties.confirm(address)
    clock.tick(days=40)
    return pair, address


def an_end(**facts: Any) -> dict[str, Any]:
    usual = {"reason": "moved-on", "clientReturns": True, "dwellingAvailableFrom": "2027-02-01"}
    return usual | facts


async def placed(workshop: Workshop) -> Placement:
    async with workshop.open() as work:
        found = await work.session.scalar(select(Placement))
    assert found is not None
    return found


async def proposal(workshop: Workshop, proposal_id: UUID) -> Proposal:
    async with workshop.open() as work:
        return await work.session.get_one(Proposal, proposal_id)


async def test_a_failed_arrival_returns_both_as_they_were(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town, on_list_since=LISTED)
    changed = await parties.provider.patch(f"/clients/{pair.client}", json={"bedrooms": 2})
    assert changed.status_code == 200, changed.text
    address = await parties.prepare(pair)

    answer = await parties.provider.post(f"{address}/failure", json={"reason": "not-arrived"})

    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert (seen["state"], seen["endedOn"], seen["endReason"]) == ("failed", "2026-12-01", "not-arrived")
    assert seen["clientReturned"] is True
    client, dwelling = await parties.client(pair.client), await parties.dwelling(pair.dwelling)
    assert (client.state, client.on_list_since, client.profile_version) == (ClientState.WAITING, LISTED, 2)
    assert (dwelling.state, dwelling.available_from) == (DwellingState.OFFERED, date(2026, 12, 15))
    assert (await proposal(workshop, pair.proposal)).state is ProposalState.ENDED
    async with workshop.open() as work:
        assert len(list(await work.session.scalars(select(ProfileVersion)))) == 1


@pytest.mark.parametrize("who", ["provider", "corporation", "desk"])
async def test_who_died_before_moving_in_does_not_wait_again(
    parties: Parties, workshop: Workshop, town: Town, who: str
) -> None:
    pair = await accepted(workshop, town, on_list_since=LISTED)
    address = await parties.prepare(pair)

    answer = await getattr(parties, who).post(f"{address}/failure", json={"reason": "deceased"})

    assert (answer.status_code, answer.json()["state"]) == (200, "failed"), answer.text
    client, dwelling = await parties.client(pair.client), await parties.dwelling(pair.dwelling)
    assert (client.state, client.withdrawn_because) == (
        ClientState.WITHDRAWN,
        "Plaatsing beëindigd: overleden.",
    )
    assert dwelling.state is DwellingState.OFFERED
    assert (await placed(workshop)).returned is False


@pytest.mark.parametrize("reason", [one.value for one in EndReason if one is not EndReason.DECEASED])
async def test_who_lives_waits_again_after_a_failed_arrival_whatever_the_reason(
    parties: Parties, workshop: Workshop, town: Town, reason: str
) -> None:
    pair = await accepted(workshop, town)
    address = await parties.prepare(pair)

    assert (await parties.desk.post(f"{address}/failure", json={"reason": reason})).status_code == 200

    assert (await parties.client(pair.client)).state is ClientState.WAITING


async def test_after_a_failed_arrival_both_can_be_proposed_again(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    pair = await accepted(workshop, town)
    address = await parties.prepare(pair)
    await parties.corporation.post(
        f"{address}/failure", json={"reason": "not-arrived", "dwellingAvailableFrom": "2027-01-05"}
    )

    again = await parties.desk.post(
        "/proposals",
        json={"client": str(pair.client), "dwelling": str(pair.dwelling), "decidedBy": "A. Jansen"},
    )

    assert again.status_code == 201, again.text
    assert again.json()["home"]["availableFrom"] == "2027-01-05"


@pytest.mark.parametrize(("days", "expected"), [(50, 200), (51, 400)])
async def test_who_held_a_lease_for_a_month_lived_there(
    parties: Parties, clock: Clock, days: int, expected: int
) -> None:
    """20 January is 31 days after the lease began."""
    address = await parties.a_lease()
    clock.tick(days=days)

    answer = await parties.corporation.post(f"{address}/failure", json={"reason": "not-arrived"})

    assert answer.status_code == expected, answer.text


async def test_what_was_never_leased_can_fail_at_any_time(parties: Parties, clock: Clock) -> None:
    address = await parties.a_placement()
    clock.tick(days=100)

    assert (await parties.desk.post(f"{address}/failure", json={"reason": "other"})).status_code == 200


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({"failedOn": "2026-12-02"}, {"date-out-of-reach"}),
        (
            {"failedOn": "2026-11-30", "dwellingAvailableFrom": "2026-11-29"},
            {"date-out-of-reach", "available-too-early"},
        ),
    ],
)
async def test_days_of_a_failure_that_can_not_be_are_refused_all_at_once(
    parties: Parties, body: dict[str, Any], codes: set[str]
) -> None:
    address = await parties.a_placement()

    answer = await parties.desk.post(f"{address}/failure", json={"reason": "not-arrived", **body})

    assert answer.status_code == 400
    assert {fault["code"] for fault in answer.json()["invalidParams"]} == codes
    assert (await parties.seen(address))["state"] == "preparing"


async def test_at_the_end_the_client_waits_since_the_same_day_and_the_place_is_offered(
    parties: Parties, clock: Clock, workshop: Workshop
) -> None:
    pair, address = await a_tenant(parties, clock)

    answer = await parties.corporation.post(f"{address}/end", json=an_end(endedOn="2027-01-08"))

    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["endedOn"]) == ("ended", "2027-01-08")
    client, dwelling = await parties.client(pair.client), await parties.dwelling(pair.dwelling)
    assert (client.state, client.on_list_since) == (ClientState.WAITING, LISTED)
    assert (dwelling.state, dwelling.available_from) == (DwellingState.OFFERED, date(2027, 2, 1))
    assert (await proposal(workshop, pair.proposal)).state is ProposalState.ENDED
    assert (await placed(workshop)).returned is True


async def test_at_the_end_both_may_leave(parties: Parties, clock: Clock, workshop: Workshop) -> None:
    pair, address = await a_tenant(parties, clock)

    await parties.desk.post(f"{address}/end", json=an_end(clientReturns=False, dwellingAvailableFrom=None))

    client, dwelling = await parties.client(pair.client), await parties.dwelling(pair.dwelling)
    assert client.state is ClientState.WITHDRAWN
    assert client.withdrawn_because == "Plaatsing beëindigd: doorgestroomd naar een andere woning."
    assert dwelling.state is DwellingState.WITHDRAWN
    async with workshop.open() as work:
        facts = list(await work.session.scalars(select(Entry.fact).order_by(Entry.id.desc()).limit(4)))
    assert set(facts) == {"proposal.ended", "placement.ended", "client.withdrawn", "dwelling.withdrawn"}


@pytest.mark.parametrize("reason", [one.value for one in EndReason if one is not EndReason.NOT_ARRIVED])
async def test_a_landlord_takes_nobody_off_the_list_who_lives(
    parties: Parties, clock: Clock, reason: str
) -> None:
    """Also not who moved on: whether somebody waits on is for the provider to say, by withdrawing the client."""
    pair, address = await a_tenant(parties, clock)
    body = an_end(reason=reason, clientReturns=False)

    answer = await parties.corporation.post(f"{address}/end", json=body)

    if reason == "deceased":
        assert answer.status_code == 200, answer.text
        assert (await parties.client(pair.client)).state is ClientState.WITHDRAWN
        return
    assert answer.status_code == 400
    assert [(fault["name"], fault["code"]) for fault in answer.json()["invalidParams"]] == [
        ("body.clientReturns", "not-for-landlords")
    ]
    assert (await parties.corporation.post(f"{address}/end", json=an_end(reason=reason))).status_code == 200
    left = await parties.provider.post(f"/clients/{pair.client}/withdrawal", json={"reason": "Verhuisd."})
    assert left.status_code == 200


async def test_of_several_places_only_the_one_that_came_free_leaves(
    parties: Parties, clock: Clock, workshop: Workshop, town: Town
) -> None:
    pair, address = await a_tenant(parties, clock, home={"capacity": 2})
    neighbour = await accepted(workshop, town, dwelling=pair.dwelling, place=2)
    await parties.prepare(neighbour, startsOn="2027-01-10")

    await parties.corporation.post(f"{address}/end", json=an_end(dwellingAvailableFrom=None))

    dwelling = await parties.dwelling(pair.dwelling)
    assert (dwelling.capacity, dwelling.state) == (1, DwellingState.LET)


async def test_while_other_places_are_on_offer_their_day_stays(parties: Parties, clock: Clock) -> None:
    pair, address = await a_tenant(parties, clock, home={"capacity": 2})

    await parties.corporation.post(f"{address}/end", json=an_end())

    dwelling = await parties.dwelling(pair.dwelling)
    assert (dwelling.capacity, dwelling.state) == (2, DwellingState.OFFERED)
    assert dwelling.available_from == date(2026, 12, 15)


async def test_an_offer_that_was_to_end_by_then_begins_anew(parties: Parties, clock: Clock) -> None:
    pair, address = await a_tenant(parties, clock, home={"available_until": date(2027, 2, 1)})

    await parties.corporation.post(f"{address}/end", json=an_end())

    assert (await parties.dwelling(pair.dwelling)).available_until is None


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (
            {"endedOn": "2026-12-19", "dwellingAvailableFrom": "2026-12-18", "reason": "not-arrived"},
            {"date-out-of-reach", "available-too-early", "report-failure"},
        ),
        ({"endedOn": "2027-01-11"}, {"date-out-of-reach"}),
        ({"reason": "deceased"}, {"can-not-return"}),
    ],
)
async def test_an_end_that_can_not_be_is_refused_with_every_fault(
    parties: Parties, clock: Clock, body: dict[str, Any], codes: set[str]
) -> None:
    _, address = await a_tenant(parties, clock)

    answer = await parties.desk.post(f"{address}/end", json=an_end(**body))

    assert answer.status_code == 400
    assert {fault["code"] for fault in answer.json()["invalidParams"]} == codes
    assert (await parties.seen(address))["state"] == "confirmed"


@pytest.mark.parametrize("body", [{"endedOn": "2026-12-20"}, {"endedOn": "2027-01-10"}, {"endedOn": None}])
async def test_an_end_between_the_begin_and_today_is_taken(
    parties: Parties, clock: Clock, body: dict[str, Any]
) -> None:
    _, address = await a_tenant(parties, clock)

    assert (await parties.desk.post(f"{address}/end", json=an_end(**body))).status_code == 200


async def test_what_was_not_leased_does_not_end_and_what_is_over_stays_over(
    parties: Parties, clock: Clock
) -> None:
    unleased = await parties.a_placement()
    _, address = await a_tenant(parties, clock)
    await parties.desk.post(f"{address}/end", json=an_end())

    assert (await parties.desk.post(f"{unleased}/end", json=an_end())).status_code == 409
    for step, body in (("end", an_end()), ("failure", {"reason": "other"}), ("confirmation", {})):
        again = await parties.desk.post(f"{address}/{step}", json=body)
        assert again.status_code == 409, step
        assert again.json()["type"] == "/problems/placement-moved-on"


async def test_who_may_end_it(parties: Parties, clock: Clock) -> None:
    _, address = await a_tenant(parties, clock)

    assert (await parties.provider.post(f"{address}/end", json=an_end())).status_code == 403
    assert (
        await parties.municipality.post(f"{address}/failure", json={"reason": "other"})
    ).status_code == 403
    for who in (parties.rival, parties.stranger):
        assert (await who.post(f"{address}/end", json=an_end())).status_code == 404
        assert (await who.post(f"{address}/failure", json={"reason": "other"})).status_code == 404


async def test_a_landlord_does_not_read_that_somebody_needs_more_care(parties: Parties, clock: Clock) -> None:
    _, address = await a_tenant(parties, clock)
    await parties.desk.post(f"{address}/end", json=an_end(reason="more-care"))

    assert (await parties.seen(address, parties.corporation))["endReason"] == "other"
    assert (await parties.seen(address, parties.provider))["endReason"] == "more-care"


async def test_nobody_leaves_behind_a_placement(parties: Parties, workshop: Workshop, town: Town) -> None:
    pair = await accepted(workshop, town)
    address = await parties.prepare(pair)
    steps = (
        (parties.provider, f"/clients/{pair.client}/withdrawal", {"reason": "Verhuisd."}, "client-placed"),
        (
            parties.provider,
            f"/clients/{pair.client}/parking",
            {"days": 30, "reason": "Op reis."},
            "client-placed",
        ),
        (
            parties.corporation,
            f"/dwellings/{pair.dwelling}/withdrawal",
            {"reason": "Verkocht."},
            "dwelling-let",
        ),
        (
            parties.corporation,
            f"/dwellings/{pair.dwelling}/parking",
            {"days": 30, "reason": "Wordt geverfd."},
            "dwelling-let",
        ),
    )

    for who, where, body, problem in steps:
        answer = await who.post(where, json=body)
        assert (answer.status_code, answer.json()["type"]) == (409, f"/problems/{problem}")
    changed = await parties.corporation.patch(f"/dwellings/{pair.dwelling}", json={"rent": 1})
    assert (changed.status_code, changed.json()["type"]) == (409, "/problems/dwelling-let")
    profile = await parties.provider.patch(f"/clients/{pair.client}", json={"bedrooms": 2})
    assert profile.status_code == 200, "a profile may follow life"
    await parties.desk.post(f"{address}/failure", json={"reason": "other"})
    left = await parties.provider.post(f"/clients/{pair.client}/withdrawal", json={"reason": "Verhuisd."})
    assert left.status_code == 200


async def test_a_dwelling_keeps_the_places_that_are_let(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    first = await accepted(workshop, town, home={"capacity": 3})
    second = await accepted(workshop, town, dwelling=first.dwelling, place=2)
    await parties.prepare(first)
    await parties.prepare(second)
    where = f"/dwellings/{first.dwelling}"

    withdrawn = await parties.corporation.post(f"{where}/withdrawal", json={"reason": "Verkocht."})
    too_few = await parties.corporation.patch(where, json={"capacity": 1})
    as_many = await parties.corporation.patch(where, json={"capacity": 2})

    assert (withdrawn.status_code, too_few.status_code) == (409, 400)
    assert (as_many.status_code, as_many.json()["state"]) == (200, "let")


async def test_a_confirmation_and_a_failure_at_once_leave_no_lease(
    parties: Parties, workshop: Workshop, town: Town
) -> None:
    for _ in range(4):
        pair = await accepted(workshop, town)
        address = await parties.prepare(pair)
        for domain in ("living", "work-and-income", "debts", "care"):
            await parties.desk.post(f"{address}/landing-tasks/{domain}/completion", json={})

        confirmed, failed = await asyncio.gather(
            parties.corporation.post(f"{address}/confirmation", json={}),
            parties.provider.post(f"{address}/failure", json={"reason": "not-arrived"}),
        )

        assert failed.status_code == 200, failed.text
        assert confirmed.status_code in (200, 409)
        assert (await parties.seen(address))["state"] == PlacementState.FAILED.value
        assert (await parties.client(pair.client)).state is ClientState.WAITING


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("confirmation", {}),
        ("terms", {"tenancy": "own-name", "rent": 1}),
        ("failure", {"reason": "other"}),
        ("landing-tasks/care/reopening", {}),
    ],
)
async def test_every_step_waits_for_who_was_first_and_looks_again(
    parties: Parties, workshop: Workshop, step: str, body: dict[str, Any]
) -> None:
    """Somebody holds the placement, and lets it fail while the other waits."""
    address = await parties.a_placement()
    for domain in await parties.tasks(address):
        await parties.desk.post(f"{address}/landing-tasks/{domain}/completion", json={})

    async with workshop.open() as work:
        query = select(Placement).with_for_update(key_share=True)
        held = (await work.session.scalars(query)).one()
        answer = asyncio.create_task(parties.desk.post(f"{address}/{step}", json=body))
        await somebody_waits(workshop)
        held.state, held.ended_on = PlacementState.FAILED, work.at.date()

    assert (await answer).status_code == 409


async def test_of_two_ends_at_once_one_happens(parties: Parties, clock: Clock) -> None:
    pair, address = await a_tenant(parties, clock, home={"capacity": 2})

    answers = await asyncio.gather(
        *(parties.desk.post(f"{address}/end", json=an_end(dwellingAvailableFrom=None)) for _ in range(3))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await parties.dwelling(pair.dwelling)).capacity == 1
