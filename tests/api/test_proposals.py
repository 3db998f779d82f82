"""A proposal through the doors of three parties."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from conftest import UNKNOWN_ID, Clock, Doors, Town
from matching.actors import Role
from matching.models import Access, Client, Entry, PairDirective, Proposal
from matching.operations.proposals import watch_deadlines
from matching.operations.runs import carry_out_run
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes


@pytest.fixture
async def proposal(doors: Doors, town: Town, workshop: Workshop) -> str:
    """Return a proposal that a run made, of the town's provider and corporation."""
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=1, dwellings=1)
    coordinator = await doors.as_organisation(town.coordinator)
    run = (await coordinator.post("/matching-runs", json={})).json()
    await carry_out_run(workshop, run_id=UUID(run["id"]), threads=1)
    [made] = (await coordinator.get("/proposals")).json()["items"]
    return str(made["id"])


class Table:
    """The parties around one proposal."""

    def __init__(self, proposal: str, desk: httpx.AsyncClient, **parties: httpx.AsyncClient) -> None:
        self.address = f"/proposals/{proposal}"
        self.desk = desk
        self.provider = parties["provider"]
        self.corporation = parties["corporation"]

    async def says(self, who: httpx.AsyncClient, what: str, **body: Any) -> httpx.Response:
        return await who.post(f"{self.address}/{what}", json=body)

    async def release(self) -> httpx.Response:
        return await self.says(self.desk, "release", releasedBy="A. Jansen")


@pytest.fixture
async def table(doors: Doors, town: Town, proposal: str) -> Table:
    return Table(
        proposal,
        await doors.as_organisation(town.coordinator),
        provider=await doors.as_organisation(town.provider),
        corporation=await doors.as_organisation(town.corporation),
    )


async def facts(workshop: Workshop) -> list[str]:
    async with workshop.open() as work:
        query = select(Entry.fact).where(Entry.fact.like("proposal.%")).order_by(Entry.id)
        return list(await work.session.scalars(query))


async def test_all_three_say_yes(table: Table, workshop: Workshop) -> None:
    released = await table.release()
    provider = await table.says(table.provider, "agreement", decidedBy="B. de Wit")
    corporation = await table.says(table.corporation, "agreement")
    client = await table.says(table.provider, "client-answer", accepted=True)

    states = [answer.json()["state"] for answer in (released, provider, corporation, client)]
    assert states == ["released", "provider-agreed", "viewing", "accepted"]
    assert [step["dutch"] for step in client.json()["timeline"]][-2:] == [
        "corporatie gaat akkoord",
        "kandidaat zegt ja",
    ]
    assert await facts(workshop) == [
        "proposal.made",
        "proposal.released",
        "proposal.provider-agreed",
        "proposal.corporation-agreed",
        "proposal.accepted",
    ]


async def test_nobody_but_the_desk_sees_it_before_release(table: Table, doors: Doors, town: Town) -> None:
    rival = await doors.as_organisation(town.other_provider)

    for who in (table.provider, table.corporation):
        assert (await who.get(table.address)).status_code == 404
        assert (await who.get("/proposals")).json()["items"] == []
        assert (await table.says(who, "agreement")).status_code == 404
    await table.release()
    for who in (table.provider, table.corporation):
        assert (await who.get(table.address)).status_code == 200
    assert (await rival.get(table.address)).status_code == 404
    assert (await rival.get("/proposals")).json()["items"] == []


async def test_a_landlord_reads_what_a_landlord_needs(table: Table) -> None:
    await table.release()

    shown = (await table.corporation.get(table.address)).json()

    hidden = ("client", "load", "suitability", "reasons", "remarks", "overrides", "reserves")
    assert [shown[name] for name in hidden] == [None] * len(hidden)
    assert shown["household"]["adults"] == 1
    assert "urgency" not in str(shown)
    assert [step["event"] for step in shown["timeline"]] == ["release"]
    assert shown["timeline"][0]["decidedBy"] is None


async def test_each_sees_what_it_can_do_now(table: Table) -> None:
    def actions(answer: httpx.Response) -> set[str]:
        return {action["href"].rpartition("/")[2] for action in answer.json()["actions"]}

    assert actions(await table.desk.get(table.address)) == {"release", "withdrawal"}
    await table.release()
    assert actions(await table.provider.get(table.address)) == {"agreement", "refusal", "client-answer"}
    assert actions(await table.corporation.get(table.address)) == {"agreement", "refusal"}
    await table.says(table.corporation, "agreement")
    assert actions(await table.corporation.get(table.address)) == {"refusal"}


async def test_a_no_costs_nobody_a_place(table: Table, workshop: Workshop, proposal: str) -> None:
    await table.release()

    declined = await table.says(
        table.provider, "refusal", reason="rent-too-high", note="Past niet bij het inkomen."
    )

    assert declined.json()["state"] == "declined"
    async with workshop.open() as work:
        client = await work.session.scalar(select(Client))
        bar = await work.session.scalar(select(PairDirective))
    assert client is not None
    assert client.state.value == "waiting"
    assert bar is not None
    assert bar.until == (workshop.clock() + timedelta(days=180)).date()
    [correction] = (await table.provider.get("/corrections")).json()["items"]
    assert (correction["field"], correction["suggestion"]) == ("maximumRent", 59_999)
    again = (await table.desk.post("/matching-runs", json={})).json()
    await carry_out_run(workshop, run_id=UUID(again["id"]), threads=1)
    [unplaced] = (await table.desk.get(f"/matching-runs/{again['id']}/unplaced-clients")).json()["items"]
    assert "eerder" in str(unplaced["sentences"])


async def test_a_reason_that_is_for_others_is_refused_with_those_that_fit(table: Table) -> None:
    await table.release()

    answer = await table.says(table.corporation, "refusal", reason="support-not-deliverable")

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/reason-does-not-fit"
    assert "co-option" in answer.json()["invalidParams"][0]["reason"]
    assert (await table.desk.get(table.address)).json()["state"] == "released"


async def test_a_landlord_does_not_hear_that_a_place_is_unsafe(table: Table) -> None:
    await table.release()
    await table.says(table.provider, "refusal", reason="unsafe-location", note="Ex woont om de hoek.")

    heard = (await table.corporation.get(table.address)).json()["timeline"][-1]
    told = (await table.desk.get(table.address)).json()["timeline"][-1]

    assert (heard["reason"], heard["note"]) == ("personal-circumstances", None)
    assert told["reason"] == "unsafe-location"


async def test_a_no_of_the_client_needs_a_reason(table: Table) -> None:
    await table.release()

    answer = await table.says(table.provider, "client-answer", accepted=False)

    assert answer.status_code == 400
    assert [fault["name"] for fault in answer.json()["invalidParams"]] == ["body.reason"]


async def test_the_client_can_not_say_yes_to_a_home_unseen(table: Table) -> None:
    await table.release()

    answer = await table.says(table.provider, "client-answer", accepted=True)

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/transition-refused"


async def test_a_late_answer_is_refused_even_if_no_job_ran(table: Table, clock: Clock) -> None:
    await table.release()
    clock.tick(days=7)

    answer = await table.says(table.provider, "agreement")

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/deadline-passed"


async def test_the_clock_expires_it_and_reminds_before(
    table: Table, clock: Clock, workshop: Workshop
) -> None:
    await table.release()
    assert await watch_deadlines(workshop) == (0, 0)
    clock.tick(days=5)
    assert await watch_deadlines(workshop) == (0, 1)
    assert await watch_deadlines(workshop) == (0, 0), "one reminder for each deadline"
    clock.tick(days=2)

    assert await watch_deadlines(workshop) == (1, 0)

    assert (await table.provider.get(table.address)).json()["state"] == "expired"
    assert (await facts(workshop))[-2:] == ["proposal.reminded", "proposal.expired"]


async def test_what_stalls_is_listed(table: Table, clock: Clock) -> None:
    await table.release()
    due = (await table.desk.get(table.address)).json()["respondBy"]

    async def overdue(moment: str) -> int:
        answer = await table.desk.get("/proposals", params={"dueBefore": moment})
        return len(answer.json()["items"])

    assert await overdue(due) == 0
    clock.tick(days=7, seconds=1)
    assert await overdue(clock.now.isoformat().replace("+00:00", "Z")) == 1


async def test_an_accepted_home_does_not_expire(table: Table, clock: Clock, workshop: Workshop) -> None:
    await table.release()
    await table.says(table.provider, "agreement")
    await table.says(table.corporation, "agreement")
    await table.says(table.provider, "client-answer", accepted=True)
    clock.tick(days=100)

    assert (await watch_deadlines(workshop))[0] == 0

    assert (await table.desk.get(table.address)).json()["state"] == "accepted"


async def test_a_withdrawal_returns_both_and_bars_nothing(table: Table, workshop: Workshop) -> None:
    await table.release()

    answer = await table.says(table.desk, "withdrawal", reason="De situatie is veranderd.")

    assert answer.json()["state"] == "withdrawn"
    async with workshop.open() as work:
        assert await work.session.scalar(select(PairDirective)) is None
    again = (await table.desk.post("/matching-runs", json={})).json()
    await carry_out_run(workshop, run_id=UUID(again["id"]), threads=1)
    assert len((await table.desk.get("/proposals", params={"state": "proposed"})).json()["items"]) == 1


async def test_a_run_leaves_alone_what_people_took_up(
    table: Table, workshop: Workshop, town: Town, proposal: str
) -> None:
    await table.release()
    await people_and_homes(workshop, town, clients=2, dwellings=1)

    run = (await table.desk.post("/matching-runs", json={})).json()
    await carry_out_run(workshop, run_id=UUID(run["id"]), threads=1)

    assert (await table.desk.get(table.address)).json()["state"] == "released"
    made = (await table.desk.get("/proposals", params={"matchingRun": run["id"]})).json()["items"]
    assert len(made) == 1
    summary = (await table.desk.get(f"/matching-runs/{run['id']}")).json()["summary"]
    assert summary["clients"] == 2, "the client of the released proposal is not looked at again"
    usage = (await table.desk.get(f"/matching-runs/{run['id']}/usage")).json()["items"]
    quota = next(one for one in usage if one["kind"] == "municipal-quota" and one["subject"] == "GM9001")
    assert quota["usedBefore"] == 1


@pytest.mark.parametrize(
    ("what", "body", "names"),
    [
        ("release", {"releasedBy": "x", "by": 1}, {"body.releasedBy", "body.by"}),
        ("refusal", {"reason": "geen-zin", "note": 3}, {"body.reason", "body.note"}),
        ("client-answer", {"accepted": "ja", "decidedBy": ""}, {"body.accepted", "body.decidedBy"}),
    ],
)
async def test_bad_input_is_refused_with_every_fault(
    table: Table, what: str, body: dict[str, Any], names: set[str]
) -> None:
    who = table.desk if what == "release" else table.provider

    answer = await who.post(f"{table.address}/{what}", json=body)

    assert answer.status_code == 400
    assert {fault["name"] for fault in answer.json()["invalidParams"]} == names


async def test_a_note_with_personal_data_is_refused_and_nothing_happened(table: Table) -> None:
    await table.release()

    answer = await table.says(
        table.provider, "refusal", reason="no-interest", note="Mail jan@voorbeeld.nl maar."
    )

    assert answer.status_code == 400
    assert (await table.desk.get(table.address)).json()["state"] == "released"


async def test_the_wrong_role_is_told_so_and_a_stranger_finds_nothing(
    table: Table, doors: Doors, town: Town
) -> None:
    stranger = await doors.as_organisation(town.stranger)
    municipality = await doors.as_organisation(town.municipality)

    assert (await table.says(table.provider, "release", releasedBy="Zelf")).status_code == 403
    assert (await table.says(table.desk, "agreement")).status_code == 403
    assert (await municipality.get("/proposals")).status_code == 403
    assert (await stranger.get(table.address)).status_code == 404
    assert (await table.says(stranger, "release", releasedBy="Elders")).status_code == 404
    assert (await table.desk.get(f"/proposals/{UNKNOWN_ID}")).status_code == 404


async def test_the_catalogue_tells_what_follows_from_each_reason(table: Table) -> None:
    items = (await table.corporation.get("/decline-reasons")).json()["items"]

    rent = next(item for item in items if item["code"] == "rent-too-high")
    assert rent["vera"] == "AANBIEDINGDETAILSTATUS.HUU"
    assert rent["sides"] == ["client", "provider"]
    assert rent["reconsider"] == "maximumRent"


async def test_every_look_at_a_proposal_is_a_look_at_its_client(
    table: Table, workshop: Workshop, proposal: str
) -> None:
    await table.release()
    await table.corporation.get(table.address)

    async with workshop.open() as work:
        found = await work.session.get_one(Proposal, UUID(proposal))
        looks = await work.session.scalars(select(Access).where(Access.role == Role.CORPORATION))
    assert [look.client_ids for look in looks] == [[found.client_id]]
