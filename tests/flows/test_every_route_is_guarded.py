"""Every route of the contract asks who you are, and shows another region's coordinator nothing."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from flows.test_demo_examples import request_of
from matching.actors import OPERATOR, Role
from matching.examples import OTHER_REGION
from matching.main import contract_only
from matching.models import Membership, Organisation, Region
from matching.operations.keys import make_key
from matching.settings import Settings
from matching.vocabulary import OrganisationKind
from matching.workplace import open_workshop

OPEN = {"/health/live", "/health/ready"}
"""Routes that ask nobody anything."""
CONTRACT = contract_only().openapi()
OPERATIONS = [
    (method.upper(), path, operation)
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
]
FOR_EVERYBODY = {"areas", "upload-templates", "rent-limits", "decline-reasons", "event-types"}
"""What is the same for all regions: the map, the year's rent limits, the catalogue of reasons, kinds of events."""
ONES_OWN = {"/me", "/regions", "/webhook-endpoints"}
"""Where everybody finds, and makes, only what is their own."""


def asked_of(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    return request_of(path, operation, CONTRACT["components"])


@pytest.fixture
async def stranger(demo_doors: dict[Role, httpx.AsyncClient], demo_url: str) -> httpx.AsyncClient:
    """Return the client of a coordinator of the other region."""
    async with open_workshop(Settings(), url=demo_url) as workshop, workshop.open(OPERATOR) as work:
        organisation = await work.session.scalar(
            select(Organisation)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .join(Region, Region.id == Membership.region_id)
            .where(Region.slug == OTHER_REGION, Organisation.kind == OrganisationKind.COORDINATOR)
        )
        assert organisation is not None
        secret = (await make_key(work, organisation=organisation, label="test")).secret
    template = demo_doors[Role.COORDINATOR]
    return httpx.AsyncClient(
        transport=template._transport,
        base_url=template.base_url,
        headers={"Authorization": f"Bearer {secret}"},
    )


async def test_nobody_comes_in_without_a_key_that_works(demo_doors: dict[Role, httpx.AsyncClient]) -> None:
    template = demo_doors[Role.COORDINATOR]
    anonymous = httpx.AsyncClient(transport=template._transport, base_url=template.base_url)
    for headers in ({}, {"Authorization": "Bearer mp_000000000000_nothing"}, {"Authorization": "Basic eDp5"}):
        for method, path, operation in OPERATIONS:
            asked = asked_of(path, operation)
            answer = await anonymous.request(method, **asked | {"headers": asked["headers"] | headers})

            expected = 200 if path in OPEN else 401
            assert answer.status_code == expected, f"{method} {path}: {answer.text}"
            if expected == 401:
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")
                assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_stranger_finds_nothing_of_the_region(stranger: httpx.AsyncClient) -> None:
    """Rows are 404, lists are empty of them, and naming the region is 404 as well."""
    leaks = []
    for method, path, operation in OPERATIONS:
        if path in OPEN or path.strip("/").split("/")[0] in FOR_EVERYBODY:
            continue
        answer = await stranger.request(method, **asked_of(path, operation))
        if answer.is_success and path not in ONES_OWN and answer.json().get("items") != []:
            leaks.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")

    assert leaks == []


async def test_the_lists_of_a_stranger_hold_only_its_own_region(stranger: httpx.AsyncClient) -> None:
    regions = (await stranger.get("/regions")).json()["items"]
    assert [region["slug"] for region in regions] == [OTHER_REGION]
    for name in (
        "dwellings",
        "clients",
        "facilities",
        "proposals",
        "matching-runs",
        "covenants",
        "pair-directives",
        "overrides",
        "corrections",
        "placements",
        "scenarios",
        "procurement-plans",
        "procurement-statements",
        "placement-questions",
        "ledgers",
        "check-ins",
        "signals",
        "tasks",
    ):
        found = (await stranger.get(f"/{name}")).json()["items"]
        assert found == [], name


async def test_each_role_does_only_what_is_its_own(demo_doors: dict[Role, httpx.AsyncClient]) -> None:
    """Write down who may do what: a change of this table is a change of policy."""
    table: dict[str, list[str]] = {}
    for method, path, operation in OPERATIONS:
        if path in OPEN:
            continue
        for role, client in demo_doors.items():
            answer = await client.request(method, **asked_of(path, operation))
            if answer.status_code != 403:
                table.setdefault(f"{method} {path}", []).append(role.value)

    everybody = ["corporation", "coordinator", "municipality", "operator", "provider"]
    found = {route: sorted(roles) for route, roles in table.items()}
    assert found["GET /me"] == sorted(everybody)
    assert found["POST /regions"] == ["operator"]
    assert found["POST /area-imports"] == ["operator"]
    assert found["POST /rent-limits"] == ["operator"]
    assert found["POST /covenants"] == ["coordinator"]
    assert found["POST /dwellings"] == ["corporation"]
    assert found["POST /clients"] == ["provider"]
    assert found["GET /clients"] == ["coordinator", "provider"]
    assert found["GET /clients/{clientId}"] == ["coordinator", "provider"]
    assert found["GET /dwellings"] == ["coordinator", "corporation"]
    assert found["POST /matching-runs"] == ["coordinator"]
    assert found["GET /matching-runs"] == ["coordinator", "municipality"]
    assert found["GET /matching-runs/{runId}/usage"] == ["coordinator", "municipality"]
    assert found["GET /matching-runs/{runId}/unplaced-clients"] == ["coordinator", "provider"]
    assert found["GET /matching-runs/{runId}/empty-dwellings"] == ["coordinator", "corporation"]
    assert found["POST /scenarios"] == ["coordinator"]
    assert found["GET /scenarios"] == ["coordinator", "municipality"]
    assert found["GET /scenarios/{scenarioId}"] == ["coordinator", "municipality"]
    assert found["POST /procurement-plans"] == ["coordinator"]
    assert found["GET /procurement-plans"] == ["coordinator", "municipality"]
    assert found["GET /procurement-plans/{planId}"] == ["coordinator", "municipality"]
    statements = sorted(set(everybody) - {"operator"})
    assert found["GET /procurement-statements"] == statements
    assert found["POST /placement-questions"] == ["coordinator", "provider"]
    assert found["GET /placement-questions"] == ["coordinator", "provider"]
    assert found["GET /ledgers"] == ["coordinator", "municipality"]
    assert found["GET /ledgers/{ledgerId}"] == ["coordinator", "municipality"]
    assert found["GET /proposals"] == ["coordinator", "corporation", "provider"]
    assert found["GET /proposals/{proposalId}"] == ["coordinator", "corporation", "provider"]
    assert found["POST /proposals"] == ["coordinator"]
    assert found["POST /proposals/{proposalId}/release"] == ["coordinator"]
    assert found["POST /proposals/{proposalId}/agreement"] == ["corporation", "provider"]
    assert found["POST /proposals/{proposalId}/refusal"] == ["corporation", "provider"]
    assert found["POST /proposals/{proposalId}/client-answer"] == ["coordinator", "provider"]
    assert found["POST /proposals/{proposalId}/withdrawal"] == ["coordinator"]
    assert found["POST /corrections/{correctionId}/confirmation"] == ["corporation", "provider"]
    assert found["POST /placements"] == ["coordinator", "corporation"]
    assert found["GET /placements"] == ["coordinator", "corporation", "municipality", "provider"]
    assert found["POST /placements/{placementId}/confirmation"] == ["coordinator", "corporation"]
    assert found["POST /placements/{placementId}/failure"] == ["coordinator", "corporation", "provider"]
    assert found["POST /placements/{placementId}/end"] == ["coordinator", "corporation"]
    care_and_desk = ["coordinator", "provider"]
    assert found["GET /check-ins"] == care_and_desk
    assert found["POST /check-ins/{checkInId}/result"] == care_and_desk
    assert found["POST /placements/{placementId}/check-in-refusal"] == care_and_desk
    assert found["POST /placements/{placementId}/check-in-resumption"] == care_and_desk
    assert found["POST /placements/{placementId}/outcomes"] == care_and_desk
    all_but_the_operator = ["coordinator", "corporation", "municipality", "provider"]
    assert found["POST /signals"] == all_but_the_operator
    assert found["GET /signals"] == all_but_the_operator
    assert found["POST /signals/{signalId}/action"] == ["coordinator", "municipality", "provider"]
    assert found["GET /tasks"] == all_but_the_operator
    assert found["GET /overrides"] == ["coordinator"]
    assert found["POST /client-uploads"] == ["provider"]
    assert found["POST /client-upload-previews"] == ["provider"]
    assert found["POST /dwelling-uploads"] == ["corporation"]
    assert found["POST /dwelling-upload-previews"] == ["corporation"]
    assert found["POST /vera-imports"] == ["corporation"]
    assert found["POST /vera-import-previews"] == ["corporation"]
    assert found["POST /pair-directives"] == ["coordinator"]
    assert found["POST /organisations/{organisationId}/keys"] == ["coordinator", "operator"]
    assert found["GET /events"] == sorted(everybody)
    assert found["POST /webhook-endpoints"] == sorted({*everybody} - {"operator"})
    assert found["GET /webhook-endpoints/{endpointId}"] == sorted({*everybody} - {"operator"})
