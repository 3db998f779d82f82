"""Regions, organisations and keys, through the door."""

from datetime import timedelta
from typing import Any

import httpx

from conftest import NOW, UNKNOWN_ID, Clock, Doors, Town
from matching.actors import OPERATOR
from matching.models import ApiKey
from matching.operations.events import publish
from matching.operations.keys import make_key
from matching.work import Workshop


def faults(answer: Any) -> list[str]:
    return sorted(fault["name"] for fault in answer.json()["invalidParams"])


async def test_everybody_sees_the_regions_it_works_in(doors: Doors, town: Town) -> None:
    provider = await doors.as_organisation(town.provider)

    answer = await provider.get("/regions")

    assert answer.status_code == 200
    assert [region["slug"] for region in answer.json()["items"]] == ["fictie"]
    assert answer.json()["items"][0]["municipalities"] == ["GM9001", "GM9002"]
    assert (await provider.get("/regions/elders")).status_code == 404


async def test_an_operator_makes_a_region_with_the_woonladder(doors: Doors, town: Town) -> None:
    operator = await doors.as_organisation(None)
    await operator.patch("/regions/elders", json={"municipalities": ["GM9003"]})

    answer = await operator.post(
        "/regions", json={"slug": "nieuw", "name": "Nieuw", "municipalities": ["GM9003"]}
    )
    taken = await operator.post(
        "/regions", json={"slug": "fictie", "name": "Weer", "municipalities": ["GM9003"]}
    )
    unknown = await operator.post(
        "/regions",
        json={"slug": "anders", "name": "Anders", "municipalities": ["GM9003", "GM0001", "GM0002"]},
    )

    assert answer.status_code == 409, "GM9003 matches in another region"
    assert taken.status_code == 409
    assert unknown.status_code == 400
    assert faults(unknown) == ["body.municipalities.1", "body.municipalities.2"]
    assert len((await operator.get("/regions")).json()["items"]) == 2, "nothing was half stored"
    forms = await operator.get("/housing-forms", params={"region": "fictie", "limit": 200})
    assert len(forms.json()["items"]) >= 14


async def test_a_name_is_registered_once(doors: Doors, town: Town) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    body = {"kind": "provider", "name": "Nieuwe Zorg", "regions": ["fictie"]}

    first = await coordinator.post("/organisations", json=body)
    second = await coordinator.post("/organisations", json=body)

    assert (first.status_code, second.status_code) == (201, 409)
    assert (await coordinator.get(first.headers["Location"].removeprefix("/v1"))).json() == first.json()


async def test_only_a_municipality_says_which_it_is(doors: Doors, town: Town) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    usual = {"name": "Iemand", "regions": ["fictie"]}

    silent = await coordinator.post("/organisations", json={**usual, "kind": "municipality"})
    talkative = await coordinator.post(
        "/organisations", json={**usual, "kind": "provider", "municipality": "GM9001"}
    )
    right = await coordinator.post(
        "/organisations", json={**usual, "kind": "municipality", "municipality": "GM9002"}
    )

    assert (silent.status_code, talkative.status_code, right.status_code) == (400, 400, 201)
    assert faults(silent) == faults(talkative) == ["body.municipality"]


async def test_a_coordinator_does_not_reach_into_another_region(doors: Doors, town: Town) -> None:
    coordinator = await doors.as_organisation(town.coordinator)

    answer = await coordinator.post(
        "/organisations", json={"kind": "provider", "name": "Ver Weg", "regions": ["fictie", "elders"]}
    )

    assert answer.status_code == 404
    assert (await coordinator.get(f"/organisations/{town.stranger.id}")).status_code == 404
    assert (
        await coordinator.post(f"/organisations/{town.stranger.id}/keys", json={"label": "x"})
    ).status_code == 404


async def test_keys_of_who_works_elsewhere_too_are_the_operators(doors: Doors, town: Town) -> None:
    """A key opens all regions of its organisation, also those that the coordinator does not work in."""
    operator, coordinator = await doors.as_organisation(None), await doors.as_organisation(town.coordinator)
    path = f"/organisations/{town.provider.id}"
    made = (await coordinator.post(f"{path}/keys", json={"label": "alone here"})).json()
    await operator.patch(path, json={"regions": ["fictie", "elders"]})

    for refused in (
        await coordinator.post(f"{path}/keys", json={"label": "x"}),
        await coordinator.get(f"{path}/keys"),
        await coordinator.delete(f"{path}/keys/{made['id']}"),
        await coordinator.patch(path, json={"suspended": True}),
    ):
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/organisation-elsewhere-too")
        assert "operator" in refused.json()["detail"] or "beheerder" in refused.json()["detail"]
    [kept] = (await operator.get(f"{path}/keys")).json()["items"]
    assert (kept["id"], kept["revokedAt"]) == (made["id"], None)
    assert (await operator.get(path)).json()["suspended"] is False

    same = await coordinator.patch(path, json={"regions": ["fictie"], "suspended": False})
    assert (same.status_code, same.json()["regions"]) == (200, ["elders", "fictie"])
    assert (await operator.post(f"{path}/keys", json={"label": "x"})).status_code == 201
    assert (await operator.patch(path, json={"suspended": True})).json()["suspended"] is True
    await operator.patch(path, json={"regions": ["fictie"]})
    assert (await coordinator.post(f"{path}/keys", json={"label": "x"})).status_code == 201
    assert (await coordinator.patch(path, json={"suspended": False})).json()["suspended"] is False


async def test_a_coordinator_of_both_regions_manages_keys(doors: Doors, town: Town) -> None:
    operator = await doors.as_organisation(None)
    for organisation in (town.coordinator, town.provider):
        path = f"/organisations/{organisation.id}"
        assert (await operator.patch(path, json={"regions": ["fictie", "elders"]})).status_code == 200
    both = await doors.as_organisation(town.coordinator)

    made = await both.post(f"/organisations/{town.provider.id}/keys", json={"label": "x"})
    gone = await both.delete(f"/organisations/{town.provider.id}/keys/{made.json()['id']}")

    assert (made.status_code, gone.status_code) == (201, 204)


async def test_an_organisation_hears_of_its_keys(doors: Doors, town: Town, workshop: Workshop) -> None:
    """And its neighbour does not."""
    coordinator = await doors.as_organisation(town.coordinator)
    provider, neighbour = [await doors.as_organisation(one) for one in (town.provider, town.other_provider)]
    path = f"/organisations/{town.provider.id}/keys"
    made = (await coordinator.post(path, json={"label": "x"})).json()["id"]
    await coordinator.delete(f"{path}/{made}")
    async with workshop.open() as work:
        await publish(work)

    async def heard(door: httpx.AsyncClient) -> list[str]:
        events = (await door.get("/events", params={"limit": 200})).json()["items"]
        return [one["type"].removeprefix("nl.matchingspunt.") for one in events if made in str(one)]

    assert (await heard(provider), await heard(neighbour)) == (["key.made", "key.revoked"], [])


async def test_a_key_works_until_it_is_revoked_and_is_never_shown_again(doors: Doors, town: Town) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    made = await coordinator.post(f"/organisations/{town.provider.id}/keys", json={"label": "ECD"})
    provider = await doors.with_token(made.json()["secret"])
    assert (await provider.get("/me")).json()["organisation"]["name"] == "Fictiezorg"

    gone = await coordinator.delete(f"/organisations/{town.provider.id}/keys/{made.json()['id']}")
    again = await coordinator.delete(f"/organisations/{town.provider.id}/keys/{made.json()['id']}")
    wrong = await coordinator.delete(f"/organisations/{town.corporation.id}/keys/{made.json()['id']}")

    assert (gone.status_code, again.status_code, wrong.status_code) == (204, 204, 404)
    assert (await provider.get("/me")).status_code == 401
    listed = (await coordinator.get(f"/organisations/{town.provider.id}/keys")).json()["items"]
    assert [key["label"] for key in listed] == ["ECD"]
    assert "secret" not in listed[0]
    assert listed[0]["lastUsedAt"] == NOW.isoformat().replace("+00:00", "Z")


async def test_a_key_expires_by_the_clock(doors: Doors, town: Town, clock: Clock) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    path = f"/organisations/{town.provider.id}/keys"
    past = await coordinator.post(path, json={"label": "x", "expiresAt": NOW.isoformat()})
    made = await coordinator.post(
        path, json={"label": "x", "expiresAt": (NOW + timedelta(seconds=1)).isoformat()}
    )
    provider = await doors.with_token(made.json()["secret"])

    assert past.status_code == 400
    assert (await provider.get("/me")).status_code == 200
    clock.tick(seconds=1)
    assert (await provider.get("/me")).status_code == 401


async def test_a_suspended_organisation_is_locked_out_and_let_in_again(doors: Doors, town: Town) -> None:
    coordinator = await doors.as_organisation(town.coordinator)
    provider = await doors.as_organisation(town.provider)

    for suspended, status in ((True, 401), (False, 200)):
        changed = await coordinator.patch(f"/organisations/{town.provider.id}", json={"suspended": suspended})
        assert changed.json()["suspended"] is suspended
        assert (await provider.get("/me")).status_code == status


async def test_only_a_hash_is_kept(workshop: Workshop, town: Town) -> None:
    async with workshop.open(OPERATOR) as work:
        made = await make_key(work, organisation=town.provider, label="x")

    async with workshop.open() as work:
        kept = await work.session.get_one(ApiKey, made.key.id)
    assert made.secret.encode() not in kept.hash
    assert len(kept.hash) == 32
    assert made.secret.startswith(f"mp_{kept.prefix}_")


async def test_a_wrong_secret_with_a_right_prefix_is_refused(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    async with workshop.open(OPERATOR) as work:
        made = await make_key(work, organisation=town.provider, label="x")
    forged = await doors.with_token(made.secret[:-1] + ("a" if made.secret[-1] != "a" else "b"))

    assert (await forged.get("/me")).status_code == 401


async def test_other_roles_make_no_organisations_and_no_keys(doors: Doors, town: Town) -> None:
    for organisation in (town.provider, town.corporation, town.municipality):
        client = await doors.as_organisation(organisation)
        body = {"kind": "provider", "name": "Nep", "regions": ["fictie"]}

        assert (await client.post("/organisations", json=body)).status_code == 403
        assert (
            await client.post(f"/organisations/{organisation.id}/keys", json={"label": "x"})
        ).status_code == 403
        assert (await client.get(f"/organisations/{UNKNOWN_ID}")).status_code == 404
