"""The coordinator's hand: weigh a pair, propose it, set a rule aside, lay something down, park."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from conftest import NEIGHBOURHOODS, UNKNOWN_ID, Clock, Doors, Town
from matching.models import Proposal
from matching.operations.runs import carry_out_run
from matching.vocabulary import Urgency
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes
from offers import an_offer

Pair = tuple[UUID, UUID]


@pytest.fixture
async def desk(doors: Doors, town: Town, workshop: Workshop) -> httpx.AsyncClient:
    """Return the coordinator's client, in a town with a covenant."""
    await a_covenant(workshop, town, maximum=2)
    return await doors.as_organisation(town.coordinator)


async def a_pair(workshop: Workshop, town: Town, **profile: Any) -> Pair:
    [client], [dwelling] = await people_and_homes(workshop, town, clients=1, dwellings=1, **profile)
    return client, dwelling


def by_hand(pair: Pair, *rules: str, **more: Any) -> dict[str, Any]:
    overrides = [
        {"rule": rule, "reason": "De gemeente betaalt het verschil.", "approvedBy": "Doorbraaktafel"}
        for rule in rules
    ]
    return {
        "client": str(pair[0]),
        "dwelling": str(pair[1]),
        "decidedBy": "A. Jansen",
        "overrides": overrides,
        **more,
    }


async def propose(desk: httpx.AsyncClient, pair: Pair, *rules: str) -> httpx.Response:
    return await desk.post("/proposals", json=by_hand(pair, *rules))


async def release(desk: httpx.AsyncClient, proposal: str) -> None:
    answer = await desk.post(f"/proposals/{proposal}/release", json={"releasedBy": "A. Jansen"})
    assert answer.status_code == 200, answer.text


async def weigh(desk: httpx.AsyncClient, pair: Pair) -> dict[str, Any]:
    body = {"client": str(pair[0]), "dwelling": str(pair[1])}
    answer = await desk.post("/pair-weighings", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def run(desk: httpx.AsyncClient, workshop: Workshop) -> str:
    asked = (await desk.post("/matching-runs", json={})).json()
    await carry_out_run(workshop, run_id=UUID(asked["id"]), threads=1)
    return str(asked["id"])


async def test_a_pair_that_fits_is_proposed_and_stands_in_the_next_run(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    pair = await a_pair(workshop, town)

    made = await propose(desk, pair)
    await run(desk, workshop)

    assert made.status_code == 201, made.text
    assert (made.json()["origin"], made.json()["matchingRun"]) == ("hand", None)
    assert made.json()["timeline"][0]["decidedBy"] == "A. Jansen"
    now = await desk.get(made.headers["Location"].removeprefix("/v1"))
    assert now.json()["state"] == "proposed", "a run does not overrule a person"


@pytest.mark.parametrize(
    ("origin", "taken"),
    [("GM9003", False), ("GM9002", True), ("outside", True)],
    ids=["of there", "of the region", "of elsewhere"],
)
async def test_a_home_that_takes_nobody_of_a_town_elsewhere_is_matched_like_any_other(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, doors: Doors, *, origin: str, taken: bool
) -> None:
    [client], _ = await people_and_homes(workshop, town, clients=1, dwellings=0, origin=origin)
    corporation = await doors.as_organisation(town.corporation)
    offer = an_offer(
        housingForm="own-home",
        tenancy="own-name",
        bedrooms=1,
        accessibility="none",
        excludedOrigins=["GM9003"],
        availableFrom="2026-12-15",
    )
    home = (await corporation.post("/dwellings", json=offer)).json()["id"]

    weighed = await weigh(desk, (client, home))
    run_id = await run(desk, workshop)

    assert (await desk.get(f"/matching-runs/{run_id}")).json()["state"] == "finished"
    assert ("area" not in {one["rule"] for one in weighed["objections"]}) == taken
    made = (await desk.get("/proposals")).json()["items"]
    assert [one["dwelling"] for one in made] == [home] * taken


async def test_a_broken_hard_rule_is_named_with_what_it_takes(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    pair = await a_pair(workshop, town, maximum_rent=40_000, tenancies=["youth"])

    answer = await propose(desk, pair)

    assert answer.status_code == 400
    assert {fault["code"] for fault in answer.json()["invalidParams"]} == {
        "needs-override-rent",
        "needs-override-tenancy",
    }
    weighed = await weigh(desk, pair)
    assert [one["rule"] for one in weighed["objections"]] == ["rent", "tenancy"]
    assert not weighed["proposable"]


async def test_a_hard_rule_is_set_aside_with_rule_reason_and_approver(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    pair = await a_pair(workshop, town, maximum_rent=40_000)

    made = await propose(desk, pair, "rent")

    [override] = made.json()["overrides"]
    assert (override["rule"], override["approvedBy"]) == ("rent", "Doorbraaktafel")
    assert "€ 400,00" in override["dutch"]


async def test_a_rule_that_is_not_broken_can_not_be_set_aside(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    answer = await propose(desk, await a_pair(workshop, town), "rent")

    assert answer.status_code == 400
    assert [fault["name"] for fault in answer.json()["invalidParams"]] == ["body.overrides.0.rule"]


@pytest.mark.parametrize(
    "profile", [{"consent_on": None}, {"excluded_areas": ["BU90010101"]}], ids=["consent", "secret address"]
)
async def test_some_rules_are_never_set_aside(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, profile: dict[str, Any]
) -> None:
    pair = await a_pair(workshop, town, **profile)
    rule = (await weigh(desk, pair))["objections"][0]["rule"]

    answer = await propose(desk, pair, rule)

    assert answer.status_code == 400
    assert "not-overridable" in {fault["code"] for fault in answer.json()["invalidParams"]}
    assert "BU90010101" not in answer.text, "where somebody must not live is told to nobody"


async def test_people_who_must_be_kept_apart_never_are_put_together(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    assert (await propose(desk, await a_pair(workshop, town, keep_apart=["duo"]))).status_code == 201
    pair = await a_pair(workshop, town, keep_apart=["duo"])

    weighed = await weigh(desk, pair)

    assert [one["overridable"] for one in weighed["objections"]] == [False]
    assert "duo" not in str(weighed)


async def test_what_is_not_known_is_a_remark(desk: httpx.AsyncClient, workshop: Workshop, town: Town) -> None:
    pair = await a_pair(workshop, town, bedrooms=None)

    made = await propose(desk, pair)

    assert made.status_code == 201
    assert any("slaapkamers" in remark["dutch"] for remark in made.json()["remarks"])


async def test_a_full_quota_lets_nobody_in_but_by_override(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    for _ in range(2):
        assert (await propose(desk, await a_pair(workshop, town))).status_code == 201
    third = await a_pair(workshop, town)

    refused = await propose(desk, third)
    made = await propose(desk, third, "municipal-quota")

    assert {fault["code"] for fault in refused.json()["invalidParams"]} == {"needs-override-municipal-quota"}
    assert "Fictiedam" in refused.text, "by name, and not by code"
    assert made.status_code == 201


async def test_earlier_overrides_of_the_same_rule_are_shown_with_how_they_ended(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    first = await propose(desk, await a_pair(workshop, town, maximum_rent=40_000), "rent")
    await desk.post(f"/proposals/{first.json()['id']}/withdrawal", json={"reason": "Toch niet."})

    weighed = await weigh(desk, await a_pair(workshop, town, maximum_rent=50_000))

    [earlier] = weighed["comparable"]
    assert (earlier["rule"], earlier["proposalState"], earlier["placementState"]) == (
        "rent",
        "withdrawn",
        None,
    )
    listed = (await desk.get("/overrides", params={"rule": ["rent", "tenancy"]})).json()["items"]
    assert [one["id"] for one in listed] == [earlier["id"]]


async def test_a_client_is_proposed_once_and_a_place_too(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    (one, home), (other, second) = await a_pair(workshop, town), await a_pair(workshop, town)
    await propose(desk, (one, home))

    assert (await propose(desk, (one, second))).status_code == 409
    assert (await propose(desk, (other, home))).json()["type"] == "/problems/pair-taken"
    assert (await propose(desk, (UNKNOWN_ID, second))).status_code == 404


async def test_a_dwelling_keeps_the_places_that_were_released(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    clients, [home] = await people_and_homes(workshop, town, clients=2, dwellings=1)
    await desk.patch(f"/dwellings/{home}", json={"capacity": 3})
    proposals = [(await propose(desk, (client, home))).json()["id"] for client in clients]
    for proposal in proposals:
        await release(desk, proposal)

    fits = await desk.patch(f"/dwellings/{home}", json={"capacity": 2})
    too_small = await desk.patch(f"/dwellings/{home}", json={"capacity": 1})
    await desk.post(f"/proposals/{proposals[1]}/withdrawal", json={"reason": "Toch niet."})
    after = await desk.patch(f"/dwellings/{home}", json={"capacity": 1})

    assert [answer.status_code for answer in (fits, too_small, after)] == [200, 400, 200]
    assert [fault["code"] for fault in too_small.json()["invalidParams"]] == ["places-taken"]


async def test_of_two_coordinators_at_once_one_is_told(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    one, home = await a_pair(workshop, town)
    other, _ = await a_pair(workshop, town)

    answers = await asyncio.gather(propose(desk, (one, home)), propose(desk, (other, home)))

    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_the_last_place_of_a_quota_goes_to_one_of_many(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    pairs = [await a_pair(workshop, town) for _ in range(5)]

    answers = await asyncio.gather(*(propose(desk, pair) for pair in pairs))

    assert sorted(answer.status_code for answer in answers) == [201, 201, 400, 400, 400]
    async with workshop.open() as work:
        assert await work.session.scalar(select(func.count()).select_from(Proposal)) == 2


async def test_a_forbidden_pair_is_not_made_until_it_is_lifted(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    client, dwelling = await a_pair(workshop, town)
    body = {"client": str(client), "dwelling": str(dwelling), "kind": "forbidden", "until": "2027-06-01"}
    laid = await desk.post("/pair-directives", json={**body, "reason": "Zo afgesproken."})

    [objection] = (await weigh(desk, (client, dwelling)))["objections"]
    await run(desk, workshop)
    assert objection["rule"] == "forbidden"
    assert objection["dutch"] == "Het matchingspunt heeft deze combinatie uitgesloten tot 1 juni 2027."
    assert (await desk.get("/proposals")).json()["items"] == []
    lifted = await desk.post(f"/pair-directives/{laid.json()['id']}/lifting")
    await run(desk, workshop)

    assert laid.status_code == 201
    assert lifted.json()["liftedAt"] is not None
    assert len((await desk.get("/proposals")).json()["items"]) == 1
    assert (await desk.post(f"/pair-directives/{laid.json()['id']}/lifting")).status_code == 409


async def force(desk: httpx.AsyncClient, client: UUID, dwelling: UUID) -> str:
    body = {"client": str(client), "dwelling": str(dwelling), "kind": "forced", "until": "2027-06-01"}
    laid = await desk.post("/pair-directives", json={**body, "reason": "Zo afgesproken."})
    assert laid.status_code == 201, laid.text
    return str(laid.json()["id"])


def a_directive(pair: Pair, kind: str, until: str) -> dict[str, str]:
    named = {"client": str(pair[0]), "dwelling": str(pair[1])}
    return {**named, "kind": kind, "until": until, "reason": "Zo afgesproken."}


async def standing(desk: httpx.AsyncClient) -> list[tuple[str, str]]:
    found = (await desk.get("/pair-directives")).json()["items"]
    return [(one["kind"], one["until"]) for one in found]


async def declined(desk: httpx.AsyncClient, provider: httpx.AsyncClient, pair: Pair, reason: str) -> None:
    """Propose a pair by hand, past its bar if need be, and have the provider refuse it."""
    rules = [one["rule"] for one in (await weigh(desk, pair))["objections"]]
    address = (await propose(desk, pair, *rules)).headers["Location"].removeprefix("/v1")
    await desk.post(f"{address}/release", json={"releasedBy": "A. Jansen"})
    answer = await provider.post(f"{address}/refusal", json={"reason": reason})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("forbidden", "reason", "holds"),
    [
        ("2027-01-29", "dwelling-quality", ("declined", "2027-01-30")),
        ("2027-01-30", "dwelling-quality", ("forbidden", "2027-01-30")),
        ("2030-01-01", "dwelling-quality", ("forbidden", "2030-01-01")),
        ("2030-01-01", "unsafe-location", ("declined", "2036-11-28")),
        ("2030-01-01", "not-ready", ("forbidden", "2030-01-01")),
    ],
)
async def test_a_refusal_never_shortens_what_a_coordinator_forbade(
    desk: httpx.AsyncClient,
    workshop: Workshop,
    town: Town,
    doors: Doors,
    *,
    forbidden: str,
    reason: str,
    holds: tuple[str, str],
) -> None:
    pair = await a_pair(workshop, town)
    await desk.post("/pair-directives", json=a_directive(pair, "forbidden", forbidden))

    await declined(desk, await doors.as_organisation(town.provider), pair, reason)

    assert await standing(desk) == [holds]


@pytest.mark.parametrize(
    ("kind", "until", "status"),
    [("forced", "2040-01-01", 409), ("forbidden", "2036-11-27", 409), ("forbidden", "2036-11-28", 201)],
)
async def test_a_bar_after_a_refusal_is_lifted_before_it_gives_way(
    desk: httpx.AsyncClient,
    workshop: Workshop,
    town: Town,
    doors: Doors,
    *,
    kind: str,
    until: str,
    status: int,
) -> None:
    pair = await a_pair(workshop, town)
    await declined(desk, await doors.as_organisation(town.provider), pair, "unsafe-location")
    [bar] = (await desk.get("/pair-directives")).json()["items"]

    answer = await desk.post("/pair-directives", json=a_directive(pair, kind, until))

    assert answer.status_code == status, answer.text
    if status == 409:
        assert answer.json()["type"] == "/problems/pair-barred"
        assert "2036-11-28" in answer.json()["detail"]
        assert await standing(desk) == [("declined", "2036-11-28")]
        await desk.post(f"/pair-directives/{bar['id']}/lifting")
        assert (await desk.post("/pair-directives", json=a_directive(pair, kind, until))).is_success
    assert await standing(desk) == [(kind, until)]


FOR_GOOD = [("unsafe-location", "2036-11-28")]
SHORT = [("dwelling-quality", "2027-01-30")]


@pytest.mark.parametrize(
    ("reasons", "days", "left"),
    [
        (["unsafe-location"], 0, FOR_GOOD),
        (["unsafe-location", "dwelling-quality"], 0, FOR_GOOD),
        (["dwelling-quality", "unsafe-location"], 0, FOR_GOOD),
        (["dwelling-quality"], 59, SHORT),
        (["dwelling-quality"], 60, []),
        (["not-ready"], 0, []),
        ([], 0, []),
    ],
)
async def test_who_lifts_a_ban_leaves_what_is_left_of_a_refusal(
    desk: httpx.AsyncClient,
    workshop: Workshop,
    town: Town,
    doors: Doors,
    clock: Clock,
    *,
    reasons: list[str],
    days: int,
    left: list[tuple[str, str]],
) -> None:
    pair = await a_pair(workshop, town)
    ban = await desk.post("/pair-directives", json=a_directive(pair, "forbidden", "2199-01-01"))
    for reason in reasons:
        await declined(desk, await doors.as_organisation(town.provider), pair, reason)
    assert await standing(desk) == [("forbidden", "2199-01-01")]
    clock.tick(days=days)

    lifted = await desk.post(f"/pair-directives/{ban.json()['id']}/lifting")

    assert lifted.json()["barredUntil"] == (left[0][1] if left else None)
    bars = (await desk.get("/pair-directives")).json()["items"]
    assert [(one["declineReason"], one["until"]) for one in bars] == left
    objections = (await weigh(desk, pair))["objections"]
    assert [one["rule"] for one in objections] == (["declined-before"] if left else [])


async def test_a_refusal_that_a_ban_replaced_comes_back_until_it_is_lifted_itself(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, doors: Doors
) -> None:
    pair = await a_pair(workshop, town)
    await declined(desk, await doors.as_organisation(town.provider), pair, "unsafe-location")

    told = []
    for _ in range(2):
        ban = await desk.post("/pair-directives", json=a_directive(pair, "forbidden", "2199-01-01"))
        lifted = await desk.post(f"/pair-directives/{ban.json()['id']}/lifting")
        bars = (await desk.get("/pair-directives")).json()["items"]
        told.append((lifted.json()["barredUntil"], [one["until"] for one in bars]))
        for one in bars:
            freed = await desk.post(f"/pair-directives/{one['id']}/lifting")
            assert (freed.status_code, freed.json()["barredUntil"]) == (200, None)

    assert told == [("2036-11-28", ["2036-11-28"]), (None, [])]


async def test_who_lifts_one_refusal_does_not_lift_the_one_before_it(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, doors: Doors
) -> None:
    pair = await a_pair(workshop, town)
    provider = await doors.as_organisation(town.provider)
    await declined(desk, provider, pair, "dwelling-quality")
    await declined(desk, provider, pair, "unsafe-location")
    [bar] = (await desk.get("/pair-directives")).json()["items"]

    lifted = await desk.post(f"/pair-directives/{bar['id']}/lifting")

    assert bar["declineReason"] == "unsafe-location"
    assert lifted.json()["barredUntil"] == "2027-01-30"
    assert await standing(desk) == [("declined", "2027-01-30")]


async def test_a_pair_whose_bar_is_over_is_forced_and_a_refusal_ends_that(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, doors: Doors, clock: Clock
) -> None:
    pair = await a_pair(workshop, town)
    await desk.post("/pair-directives", json=a_directive(pair, "forbidden", "2026-12-03"))
    clock.tick(days=2)

    laid = await desk.post("/pair-directives", json=a_directive(pair, "forced", "2027-06-01"))
    await declined(desk, await doors.as_organisation(town.provider), pair, "dwelling-quality")

    assert laid.status_code == 201, laid.text
    assert await standing(desk) == [("declined", "2027-02-01")]


@pytest.mark.parametrize(("until", "status"), [("2026-12-01", 400), ("2026-12-02", 201)])
async def test_a_directive_ends_after_today(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, until: str, status: int
) -> None:
    pair = await a_pair(workshop, town)

    answer = await desk.post("/pair-directives", json=a_directive(pair, "forbidden", until))

    assert answer.status_code == status
    if status == 400:
        assert answer.json()["type"] == "/problems/directive-over"
        assert [fault["name"] for fault in answer.json()["invalidParams"]] == ["body.until"]
        assert await standing(desk) == []


async def test_a_forced_pair_is_made_although_another_is_more_urgent(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    clients, [home] = await people_and_homes(workshop, town, clients=2, dwellings=1)
    directive = await force(desk, clients[1], home)

    run_id = await run(desk, workshop)

    [made] = (await desk.get("/proposals")).json()["items"]
    assert made["client"] == str(clients[1])
    assert "vastgelegd" in made["reasons"]["sentences"][0]["dutch"]
    assert (await desk.get(f"/matching-runs/{run_id}/changes")).json()["forcedUnmet"] == []
    again = await desk.post(f"/pair-directives/{directive}/lifting")
    assert again.status_code == 409, "it was carried out, and holds no more"


async def test_a_forced_pair_bends_no_rule_and_that_is_told(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    client, dwelling = await a_pair(workshop, town, maximum_rent=40_000)
    await force(desk, client, dwelling)

    run_id = await run(desk, workshop)

    assert (await desk.get("/proposals")).json()["items"] == []
    [unmet] = (await desk.get(f"/matching-runs/{run_id}/changes")).json()["forcedUnmet"]
    assert unmet["client"] == str(client)
    assert "€ 400,00" in str(unmet["sentences"])


async def test_who_comes_next_stands_ready_when_a_proposal_falls_through(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    clients, [home] = await people_and_homes(workshop, town, clients=3, dwellings=1)
    await run(desk, workshop)
    [made] = (await desk.get("/proposals")).json()["items"]

    reserves = (await desk.get(f"/proposals/{made['id']}")).json()["reserves"]
    await desk.post(f"/proposals/{made['id']}/withdrawal", json={"reason": "Toch niet."})
    taken = await propose(desk, (UUID(reserves[0]["client"]), home))

    assert [reserve["rank"] for reserve in reserves] == [1, 2]
    assert {reserve["client"] for reserve in reserves} == {str(clients[1]), str(clients[2])}
    assert reserves[0]["priority"] >= reserves[1]["priority"]
    assert taken.status_code == 201
    left = (await desk.get(f"/proposals/{made['id']}")).json()["reserves"]
    assert [reserve["rank"] for reserve in left] == [2], "who has a proposal is no reserve any more"


async def test_a_new_run_says_what_changed_and_because_of_what(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    [first], [home] = await people_and_homes(workshop, town, clients=1, dwellings=1, urgency=Urgency.REGULAR)
    await run(desk, workshop)
    [urgent], _ = await people_and_homes(workshop, town, clients=1, dwellings=0)

    run_id = await run(desk, workshop)

    changes = (await desk.get(f"/matching-runs/{run_id}/changes")).json()
    told = {one["client"]: one for one in changes["items"]}
    assert changes["kept"] == 0
    assert told[str(first)]["dwellingBefore"] == str(home)
    assert told[str(first)]["dwellingAfter"] is None
    assert "urgentie" in str(told[str(first)]["sentences"])
    assert told[str(urgent)]["dwellingAfter"] == str(home)
    assert str(urgent) not in str(told[str(first)])


async def test_what_people_took_up_is_no_change(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    await run(desk, workshop)
    made = (await desk.get("/proposals")).json()["items"]
    await desk.post(f"/proposals/{made[0]['id']}/release", json={"releasedBy": "A. Jansen"})

    run_id = await run(desk, workshop)

    assert (await desk.get(f"/matching-runs/{run_id}/changes")).json() == {
        "kept": 1,
        "items": [],
        "forcedUnmet": [],
    }


async def test_that_a_pair_was_declined_is_not_for_a_coordinator_to_say(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    client, dwelling = await a_pair(workshop, town)
    body = {"client": str(client), "dwelling": str(dwelling), "kind": "declined", "until": "2027-06-01"}

    answer = await desk.post("/pair-directives", json={**body, "reason": "Zomaar."})

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/only-by-people"


async def test_who_is_parked_is_passed_over_until_the_day_comes(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, clock: Clock
) -> None:
    client, _ = await a_pair(workshop, town)
    parked = await desk.post(f"/clients/{client}/parking", json={"days": 10, "reason": "Tijdelijk weg."})

    await run(desk, workshop)
    during = (await desk.get("/proposals")).json()["items"]
    clock.tick(days=10)
    await run(desk, workshop)

    assert parked.json()["parkedUntil"] == "2026-12-11"
    assert during == []
    assert len((await desk.get("/proposals")).json()["items"]) == 1


async def test_parking_ends_what_nobody_took_up_and_waits_for_what_somebody_did(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, doors: Doors
) -> None:
    provider = await doors.as_organisation(town.provider)
    client, dwelling = await a_pair(workshop, town)
    await run(desk, workshop)
    [first] = (await desk.get("/proposals")).json()["items"]
    parking = {"days": 5, "reason": "Tijdelijk weg."}

    assert (await provider.post(f"/clients/{client}/parking", json=parking)).status_code == 200
    assert (await desk.get(f"/proposals/{first['id']}")).json()["state"] == "withdrawn"
    assert (await provider.post(f"/clients/{client}/unparking")).status_code == 200
    made = await propose(desk, (client, dwelling))
    await desk.post(f"/proposals/{made.json()['id']}/release", json={"releasedBy": "A. Jansen"})
    answer = await desk.post(f"/dwellings/{dwelling}/parking", json=parking)

    assert answer.status_code == 409
    assert made.json()["id"] in answer.json()["detail"]
    assert (await provider.post(f"/clients/{client}/unparking")).status_code == 409, "it is not parked"


async def test_only_the_desk_lays_down_and_strangers_find_nothing(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town, doors: Doors
) -> None:
    pair = await a_pair(workshop, town)
    stranger = await doors.as_organisation(town.stranger)

    assert (await propose(stranger, pair)).status_code == 404
    for organisation in (town.provider, town.corporation, town.municipality):
        other = await doors.as_organisation(organisation)
        assert (await propose(other, pair)).status_code == 403
        assert (await other.get("/overrides")).status_code == 403
        assert (await other.get("/pair-directives")).status_code == 403


async def test_every_fault_of_a_proposal_is_named_at_once(desk: httpx.AsyncClient) -> None:
    body = {"client": "x", "dwelling": 1, "decidedBy": "", "overrides": [{"rule": "r", "reason": "kort"}]}

    answer = await desk.post("/proposals", json=body)

    assert {fault["name"] for fault in answer.json()["invalidParams"]} == {
        "body.client",
        "body.dwelling",
        "body.decidedBy",
        "body.overrides.0.rule",
        "body.overrides.0.reason",
        "body.overrides.0.approvedBy",
    }


async def test_a_home_does_not_move_from_under_somebody(
    desk: httpx.AsyncClient, workshop: Workshop, town: Town
) -> None:
    """Its proposal counts for the street it was made in."""
    client, dwelling = await a_pair(workshop, town)
    made = await propose(desk, (client, dwelling))
    await release(desk, made.json()["id"])
    elsewhere = {"neighbourhood": NEIGHBOURHOODS[3], "complex": "TOREN", "rooms": 3}

    refused = await desk.patch(f"/dwellings/{dwelling}", json=elsewhere)
    others = await desk.patch(f"/dwellings/{dwelling}", json={"rooms": 3})
    await desk.post(f"/proposals/{made.json()['id']}/withdrawal", json={"reason": "Toch niet."})
    moved = await desk.patch(f"/dwellings/{dwelling}", json=elsewhere)

    assert refused.status_code == 400
    assert {fault["name"] for fault in refused.json()["invalidParams"]} == {
        "body.neighbourhood",
        "body.complex",
    }
    assert (others.status_code, moved.status_code) == (200, 200)
