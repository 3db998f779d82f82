"""Clients, through the door."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from conftest import UNKNOWN_ID, Clock, Doors, Town
from matching.actors import OPERATOR, Role
from matching.models import Access, Entry, Facility, Fact, Membership
from matching.vocabulary import FacilityKind
from matching.work import Workshop
from offers import a_profile

pytestmark = pytest.mark.usefixtures("town")

SECRETS = {"excludedAreas": ["BU90010102"], "keepApart": ["blauw-paard-12"]}
URGENT = {"urgency": "urgent", "urgencyReason": "De opvang sluit.", "urgencyApprovedBy": "urgentiecommissie"}


@pytest.fixture
async def provider(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.provider)


async def referred(client: httpx.AsyncClient, **facts: Any) -> dict[str, Any]:
    answer = await client.post("/clients", json=a_profile(**facts))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def looks(workshop: Workshop) -> list[tuple[str, Role, list[UUID]]]:
    async with workshop.open() as work:
        query = select(Access).order_by(Access.id)
        return [(each.purpose, each.role, each.client_ids) for each in await work.session.scalars(query)]


async def test_client_is_referred_and_read_again(provider: httpx.AsyncClient, town: Town) -> None:
    profile = a_profile(
        **SECRETS,
        **URGENT,
        readyFrom="2028-01-01",
        childrenAges=[3, 3],
        personsWeight=1.5,
        preferredAreas=["WK900101", "GM9002"],
        targetGroups=["family"],
        region="fictie",
    )

    answer = await provider.post("/clients", json=profile)

    assert answer.status_code == 201
    client = answer.json()
    assert answer.headers["Location"] == f"/v1/clients/{client['id']}"
    assert client | profile == client
    assert (client["state"], client["profileVersion"], client["age"]) == ("waiting", 1, None)
    assert client["providerId"] == str(town.provider.id)
    assert (await provider.get(f"/clients/{client['id']}")).json() == client


async def test_second_client_with_the_same_reference_names_the_first(provider: httpx.AsyncClient) -> None:
    first = await referred(provider)

    answer = await provider.post("/clients", json=a_profile())

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/client-exists"
    assert f"/v1/clients/{first['id']}" in answer.json()["detail"]


async def test_of_two_referrals_at_once_one_wins(provider: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(provider.post("/clients", json=a_profile()) for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_every_fault_of_shape_is_named_at_once(provider: httpx.AsyncClient) -> None:
    facts = {
        "load": 10.01,
        "supportHours": 1.005,
        "urgency": "very",
        "childrenAges": [18],
        "keepApart": ["short"],
        "tenancies": ["flip", "flip"],
        "housingForms": ["own-home", "own-home"],
        "accessibility": "stairs",
        "onListSince": "yesterday",
        "name": "Jansen",
    }

    answer = await provider.post("/clients", json=a_profile(**facts))

    assert answer.status_code == 400
    names = {param["name"].removesuffix(".0") for param in answer.json()["invalidParams"]}
    assert names == {f"body.{field}" for field in facts}


async def test_every_fault_of_sense_is_named_at_once(provider: httpx.AsyncClient) -> None:
    facts = {
        "onListSince": "2026-12-03",
        "ageBand": "18-23",
        "age": 40,
        "supportHours": 0,
        "origin": "GM0000",
        "preferredAreas": ["BU90030101"],
        "excludedAreas": ["GM9001", "GM9002"],
    }

    answer = await provider.post("/clients", json=a_profile(**facts))

    assert answer.json()["type"] == "/problems/profile-contradicts"
    names = [param["name"] for param in answer.json()["invalidParams"]]
    assert sorted(names) == sorted(
        f"body.{name}" for name in (*(facts.keys() - {"ageBand", "preferredAreas"}), "preferredAreas.0")
    )


@pytest.mark.parametrize(("day", "status"), [("2026-12-01", 201), ("2026-12-02", 400)])
async def test_nobody_waits_since_tomorrow(provider: httpx.AsyncClient, day: str, status: int) -> None:
    answer = await provider.post("/clients", json=a_profile(onListSince=day, consentOn=day))

    assert answer.status_code == status


async def test_region_is_asked_of_who_works_in_several(
    provider: httpx.AsyncClient, town: Town, workshop: Workshop
) -> None:
    async with workshop.open(OPERATOR) as work:
        work.session.add(Membership(organisation_id=town.provider.id, region_id=town.elsewhere.id))

    unclear = await provider.post("/clients", json=a_profile("K-1"))
    elsewhere = await provider.post("/clients", json=a_profile("K-2", region="elders"))
    unknown = await provider.post("/clients", json=a_profile("K-3", region="nergens"))

    assert (unclear.status_code, unclear.json()["type"]) == (400, "/problems/region-needed")
    assert (elsewhere.status_code, elsewhere.json()["region"]) == (201, "elders")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/region-not-found")


async def test_facility_of_the_provider_is_accepted(
    provider: httpx.AsyncClient, town: Town, workshop: Workshop
) -> None:
    async with workshop.open() as work:
        for provider_id, reference in ((town.provider.id, "V-1"), (town.other_provider.id, "V-2")):
            facility = Facility(
                **work.stamp(),
                region_id=town.region.id,
                provider_id=provider_id,
                reference=reference,
                name="Huize Fictie",
                kind=FacilityKind.SHELTERED_LIVING,
                neighbourhood_code="BU90010101",
            )
            work.session.add(facility)
        await work.session.flush()
        query = select(Facility).order_by(Facility.reference)
        own, theirs = await work.session.scalars(query)

    accepted = await provider.post("/clients", json=a_profile("K-1", facilityId=str(own.id)))
    refused = await provider.post("/clients", json=a_profile("K-2", facilityId=str(theirs.id)))

    assert accepted.status_code == 201
    assert [param["name"] for param in refused.json()["invalidParams"]] == ["body.facilityId"]


async def test_change_keeps_the_former_profile(provider: httpx.AsyncClient, clock: Clock) -> None:
    client = await referred(provider, **SECRETS)
    address = f"/clients/{client['id']}"
    clock.tick(days=1)

    first = await provider.patch(address, json={"load": 2.25, "supportHours": 4})
    second = await provider.patch(address, json={"bedrooms": 2})
    history = (await provider.get(f"{address}/profile-versions")).json()["items"]

    assert first.json() == client | {
        "load": 2.25,
        "supportHours": 4.0,
        "profileVersion": 2,
        "modifiedAt": "2026-12-02T09:00:00Z",
    }
    assert second.json()["profileVersion"] == 3
    assert [version["number"] for version in history] == [2, 1]
    profile = history[1]["profile"]
    assert profile == {name: client[name] for name in profile}
    assert (profile["load"], profile["excludedAreas"]) == (1.5, SECRETS["excludedAreas"])
    assert history[0]["profile"]["load"] == 2.25
    assert history[1]["replacedAt"] == "2026-12-02T09:00:00Z"


async def test_history_is_paged(provider: httpx.AsyncClient) -> None:
    address = f"/clients/{(await referred(provider))['id']}"
    for bedrooms in (1, 2, 3):
        await provider.patch(address, json={"bedrooms": bedrooms})

    page = (await provider.get(f"{address}/profile-versions", params={"limit": 2})).json()
    rest = await provider.get(f"{address}/profile-versions", params={"limit": 2, "after": page["next"]})
    odd = await provider.get(f"{address}/profile-versions", params={"after": "WyJhIiwxXQ"})

    assert [version["number"] for version in page["items"] + rest.json()["items"]] == [3, 2, 1]
    assert rest.json()["next"] is None
    assert (odd.status_code, odd.json()["type"]) == (400, "/problems/unknown-cursor")


async def test_change_to_what_it_was_makes_no_version(provider: httpx.AsyncClient) -> None:
    client = await referred(provider)

    answer = await provider.patch(
        f"/clients/{client['id']}", json={"load": 1.5, "housingForms": ["own-home-ambulant"]}
    )

    assert (answer.status_code, answer.json()["profileVersion"]) == (200, 1)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, ""),
        ({"load": None}, "body.load"),
        ({"reference": "K-2"}, "body.reference"),
        ({"region": "elders"}, "body.region"),
        ({"support": "none"}, "body.supportHours"),
        ({"preferredAreas": ["BU90010102"]}, "body.preferredAreas.0"),
        ({"urgency": "urgent", "urgencyApprovedBy": "commissie"}, "body.urgencyReason"),
    ],
)
async def test_unsound_change_is_refused_and_changes_nothing(
    provider: httpx.AsyncClient, change: dict[str, Any], name: str
) -> None:
    client = await referred(provider, **SECRETS)

    answer = await provider.patch(f"/clients/{client['id']}", json=change)

    assert answer.status_code == 400
    assert [param["name"] for param in answer.json().get("invalidParams", [])] == ([name] if name else [])
    assert (await provider.get(f"/clients/{client['id']}")).json() == client


async def test_changes_at_once_each_make_a_version(provider: httpx.AsyncClient) -> None:
    client = await referred(provider)
    address = f"/clients/{client['id']}"

    answers = await asyncio.gather(*(provider.patch(address, json={"bedrooms": each}) for each in range(4)))

    assert sorted(answer.json()["profileVersion"] for answer in answers) == [2, 3, 4, 5]


async def test_withdrawn_client_stays_as_it_is(provider: httpx.AsyncClient) -> None:
    client = await referred(provider)
    address = f"/clients/{client['id']}"

    withdrawn = await provider.post(f"{address}/withdrawal", json={"reason": "Zelf een woning gevonden."})
    again = await provider.post(f"{address}/withdrawal", json={"reason": "Nog eens."})
    changed = await provider.patch(address, json={"bedrooms": 1})

    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    assert [again.status_code, changed.status_code] == [409, 409]
    assert again.json()["type"] == "/problems/client-withdrawn"
    assert (await provider.get(address)).json() == withdrawn.json()


@pytest.mark.parametrize("reason", ["Bel via jan@example.org.", "BSN 111222333"])
async def test_reason_with_personal_data_is_refused(provider: httpx.AsyncClient, reason: str) -> None:
    client = await referred(provider)

    answer = await provider.post(f"/clients/{client['id']}/withdrawal", json={"reason": reason})

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request")


async def test_coordinator_sees_no_secrets(doors: Doors, town: Town, provider: httpx.AsyncClient) -> None:
    client = await referred(provider, **SECRETS, **URGENT)
    await provider.patch(f"/clients/{client['id']}", json={"bedrooms": 1})
    coordinator = await doors.as_organisation(town.coordinator)

    answers = (
        await coordinator.get("/clients"),
        await coordinator.get(f"/clients/{client['id']}"),
        await coordinator.get(f"/clients/{client['id']}/profile-versions"),
        await coordinator.patch(f"/clients/{client['id']}", json={"bedrooms": 2}),
        await coordinator.post(f"/clients/{client['id']}/withdrawal", json={"reason": "Op verzoek."}),
    )

    for answer in answers:
        assert answer.status_code == 200
        for secret in ("BU90010102", "blauw-paard-12", "De opvang sluit."):
            assert secret not in answer.text
    assert answers[1].json()["excludedAreas"] is None
    assert answers[1].json()["keepApart"] is None
    assert answers[1].json()["urgencyReason"] is None
    assert answers[1].json()["urgencyApprovedBy"] == "urgentiecommissie"
    own = (await provider.get(f"/clients/{client['id']}")).json()
    assert {name: own[name] for name in SECRETS} == SECRETS
    assert own["urgencyReason"] == "De opvang sluit."


async def test_coordinator_can_not_find_out_what_is_excluded(
    doors: Doors, town: Town, provider: httpx.AsyncClient
) -> None:
    """Whether an area is refused would tell where somebody may not be found."""
    client = await referred(provider, **SECRETS)
    coordinator = await doors.as_organisation(town.coordinator)
    address = f"/clients/{client['id']}"

    guesses = [
        await coordinator.patch(address, json={"preferredAreas": [code]})
        for code in ("BU90010101", "BU90010102")
    ]
    overwriting = [await coordinator.patch(address, json={name: []}) for name in SECRETS]

    assert [guess.status_code for guess in guesses] == [200, 200]
    assert [answer.status_code for answer in overwriting] == [403, 403]
    assert overwriting[0].json()["type"] == "/problems/own-provider-only"
    assert (await provider.get(address)).json()["excludedAreas"] == SECRETS["excludedAreas"]


async def test_list_is_filtered_and_paged(provider: httpx.AsyncClient, clock: Clock) -> None:
    await referred(provider, reference="A-1", readyFrom="2027-01-01")
    clock.tick(seconds=1)
    await referred(provider, reference="A-2", **URGENT)
    clock.tick(seconds=1)
    third = await referred(provider, reference="A-3", readyFrom="2027-02-01")
    await provider.post(f"/clients/{third['id']}/withdrawal", json={"reason": "Verhuisd."})

    async def found(**query: str) -> list[str]:
        answer = await provider.get("/clients", params=query)
        assert answer.status_code == 200, answer.text
        return [item["reference"] for item in answer.json()["items"]]

    assert await found() == ["A-1", "A-2", "A-3"]
    assert await found(state="waiting") == ["A-1", "A-2"]
    assert await found(urgency="urgent") == ["A-2"]
    assert await found(readyBefore="2027-02-01") == ["A-1"]
    assert await found(reference="A-3", region="fictie") == ["A-3"]
    page = (await provider.get("/clients", params={"limit": 2})).json()
    assert await found(limit="2", after=page["next"]) == ["A-3"]
    assert (await provider.get("/clients", params={"region": "elders"})).status_code == 404


async def test_every_look_is_written_down(
    doors: Doors, town: Town, provider: httpx.AsyncClient, workshop: Workshop
) -> None:
    client = await referred(provider)
    coordinator = await doors.as_organisation(town.coordinator)
    seen = [UUID(client["id"])]

    await coordinator.get("/clients")
    await coordinator.get(f"/clients/{client['id']}")
    await coordinator.get(f"/clients/{client['id']}/profile-versions")
    await provider.patch(f"/clients/{client['id']}", json={"bedrooms": 1})
    await provider.post(f"/clients/{client['id']}/withdrawal", json={"reason": "Verhuisd."})

    assert await looks(workshop) == [
        ("referral", Role.PROVIDER, seen),
        ("list", Role.COORDINATOR, seen),
        ("file", Role.COORDINATOR, seen),
        ("history", Role.COORDINATOR, seen),
        ("change", Role.PROVIDER, seen),
        ("withdrawal", Role.PROVIDER, seen),
    ]


async def test_who_sees_nobody_leaves_no_trace(doors: Doors, town: Town, workshop: Workshop) -> None:
    stranger = await doors.as_organisation(town.stranger)

    await stranger.get("/clients")

    assert await looks(workshop) == []


async def test_journal_says_what_happened_and_nothing_of_whom(
    provider: httpx.AsyncClient, workshop: Workshop
) -> None:
    client = await referred(provider, **SECRETS)
    await provider.patch(f"/clients/{client['id']}", json={"excludedAreas": []})
    await provider.post(f"/clients/{client['id']}/withdrawal", json={"reason": "Verhuisd."})

    async with workshop.open() as work:
        query = select(Entry).where(Entry.subject_id == UUID(client["id"])).order_by(Entry.id)
        entries = list(await work.session.scalars(query))
    assert [(entry.fact, entry.details) for entry in entries] == [
        (Fact.CLIENT_REFERRED, {}),
        (Fact.CLIENT_CHANGED, {"profile_version": 2}),
        (Fact.CLIENT_WITHDRAWN, {}),
    ]


async def test_roles_at_each_door(doors: Doors, town: Town, provider: httpx.AsyncClient) -> None:
    """A provider refers, it and its coordinator look and change, a corporation sees no client at all."""
    address = f"/clients/{(await referred(provider))['id']}"
    rights = {
        town.provider: (409, 200, 200, 200, 200, 200),
        town.coordinator: (403, 403, 200, 200, 200, 200),
        town.other_provider: (201, 200, 200, 404, 404, 404),
        town.stranger: (403, 403, 200, 404, 404, 404),
        town.corporation: (403, 403, 403, 403, 403, 403),
        town.municipality: (403, 403, 403, 403, 403, 403),
        None: (403, 403, 403, 403, 403, 403),
    }

    for organisation, expected in rights.items():
        client = await doors.as_organisation(organisation)
        answers = (
            await client.post("/clients", json=a_profile()),
            await client.post("/client-batches", json={"items": [a_profile("KAN-9")]}),
            await client.get("/clients"),
            await client.get(address),
            await client.get(f"{address}/profile-versions"),
            await client.patch(address, json={"bedrooms": 1}),
        )
        assert tuple(answer.status_code for answer in answers) == expected, organisation
        withdrawal = await client.post(f"{address}/withdrawal", json={"reason": "no"})
        assert withdrawal.status_code == (400 if expected[3] != 403 else 403)

    nobody = await doors.with_token(None)
    for method, path in (("GET", "/clients"), ("POST", "/clients"), ("GET", address), ("PATCH", address)):
        assert (await nobody.request(method, path)).status_code == 401


async def test_everybody_sees_their_own_clients_only(
    doors: Doors, town: Town, provider: httpx.AsyncClient
) -> None:
    own = await referred(provider, reference="A-1")
    await referred(await doors.as_organisation(town.other_provider), reference="B-1")
    seen = {
        town.provider: ["A-1"],
        town.other_provider: ["B-1"],
        town.coordinator: ["A-1", "B-1"],
        town.stranger: [],
    }

    for organisation, references in seen.items():
        client = await doors.as_organisation(organisation)
        items = (await client.get("/clients")).json()["items"]
        assert sorted(item["reference"] for item in items) == references
    rival = await doors.as_organisation(town.other_provider)
    answer = await rival.post(f"/clients/{own['id']}/withdrawal", json={"reason": "Niet van mij."})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/client-not-found")


async def test_unknown_client_is_not_found(provider: httpx.AsyncClient) -> None:
    for address in (f"/clients/{UNKNOWN_ID}", f"/clients/{UNKNOWN_ID}/profile-versions"):
        assert (await provider.get(address)).status_code == 404


async def test_batch_stores_the_good_and_names_the_bad(provider: httpx.AsyncClient) -> None:
    await referred(provider, reference="K-0")

    answer = await provider.post(
        "/client-batches",
        json={
            "items": [
                a_profile("K-0"),
                a_profile("K-1"),
                a_profile("K-1"),
                a_profile("K-2", load=11),
                a_profile("K-3", age=40, ageBand="18-23"),
                a_profile("K-4", region="nergens"),
                a_profile("111222333"),
                a_profile("K-5", region="fictie"),
            ]
        },
    )

    assert answer.status_code == 200
    batch = answer.json()
    problems = [(item["problem"] or {}).get("type") for item in batch["items"]]
    assert problems == [
        "/problems/client-exists",
        None,
        "/problems/client-exists",
        "/problems/invalid-request",
        "/problems/profile-contradicts",
        "/problems/region-not-found",
        "/problems/profile-contradicts",
        None,
    ]
    assert batch["items"][4]["problem"]["invalidParams"][0]["name"] == "body.items.4.age"
    listed = (await provider.get("/clients")).json()["items"]
    assert sorted(item["reference"] for item in listed) == ["K-0", "K-1", "K-5"]


async def test_a_provider_sees_who_looked_and_on_whose_behalf(
    provider: httpx.AsyncClient, doors: Doors, town: Town
) -> None:
    desk = await doors.as_organisation(town.coordinator)
    rival = await doors.as_organisation(town.other_provider)
    client = await referred(provider)
    path = f"/clients/{client['id']}"
    await desk.get(path, headers={"On-Behalf-Of": "mw-0042"})
    assert (await rival.get(path)).status_code == 404

    answer = await provider.get(f"{path}/accesses")

    told = [
        (look["organisation"], look["key"], look["onBehalfOf"], look["purpose"], look["result"])
        for look in answer.json()["items"]
    ]
    assert told == [
        ("Fictiezorg", "test", None, "read-accesses", "shown"),
        ("Verzinzorg", "test", None, "attempt", "refused"),
        ("Matchingspunt Fictie", "test", "mw-0042", "file", "shown"),
        ("Fictiezorg", "test", None, "referral", "shown"),
    ]
    assert answer.json()["items"][2]["purposeDutch"] == "kandidaat inzien"


async def test_looks_come_by_the_page_and_asking_is_a_look_too(provider: httpx.AsyncClient) -> None:
    path = f"/clients/{(await referred(provider))['id']}"
    await provider.get(path)

    first = (await provider.get(f"{path}/accesses?limit=1")).json()
    second = (await provider.get(f"{path}/accesses?limit=1&after={first['next']}")).json()
    again = (await provider.get(f"{path}/accesses")).json()

    assert [look["purpose"] for look in first["items"] + second["items"]] == ["read-accesses", "file"]
    assert [look["purpose"] for look in again["items"]] == [
        "read-accesses",
        "read-accesses",
        "read-accesses",
        "file",
        "referral",
    ]


async def test_nobody_else_sees_who_looked(provider: httpx.AsyncClient, doors: Doors, town: Town) -> None:
    path = f"/clients/{(await referred(provider))['id']}/accesses"
    statuses = {
        who.name: (await (await doors.as_organisation(who)).get(path)).status_code
        for who in (town.coordinator, town.other_provider, town.corporation, town.municipality, town.stranger)
    }

    assert list(statuses.values()) == [200, 404, 403, 403, 404]


async def test_an_attempt_at_what_is_no_client_is_written_down_and_at_what_is_no_identity_is_not(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    corporation = await doors.as_organisation(town.corporation)

    assert (await corporation.get(f"/clients/{UNKNOWN_ID}")).status_code == 403
    assert (await corporation.get("/clients/not-an-id")).status_code == 403

    assert await looks(workshop) == [("attempt", Role.CORPORATION, [UNKNOWN_ID])]


@pytest.mark.parametrize("code", ["a@b.nl", "", "x" * 81, "Jan Jansen", "-1"])
async def test_on_behalf_of_is_a_code_and_nothing_happened(
    provider: httpx.AsyncClient, workshop: Workshop, code: str
) -> None:
    answer = await provider.post("/clients", json=a_profile(), headers={"On-Behalf-Of": code})

    assert answer.status_code == 400
    assert answer.json()["invalidParams"][0]["name"] == "header.On-Behalf-Of"
    assert await looks(workshop) == []


async def test_the_journal_tells_on_whose_behalf(provider: httpx.AsyncClient, workshop: Workshop) -> None:
    await provider.post("/clients", json=a_profile(), headers={"On-Behalf-Of": "mw.0042"})

    async with workshop.open() as work:
        entry = await work.session.scalar(select(Entry).where(Entry.fact == Fact.CLIENT_REFERRED))
        assert entry is not None
        assert entry.on_behalf_of == "mw.0042"
