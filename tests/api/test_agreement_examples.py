"""What the contract shows as an example of areas, covenants and facilities works on the demo, twice over."""

from typing import Any
from uuid import UUID

import pytest

from conftest import Doors
from matching.demo.building import build
from matching.examples import COORDINATOR, COVENANT, FACILITY, PROVIDER
from matching.main import contract_only
from matching.models import Organisation
from matching.work import Workshop

POSTS = {
    "/area-imports": (None, "AreaImportIn", (200, 200)),
    "/rent-limits": (None, "RentLimitsIn", (201, 409)),
    "/housing-forms": (COORDINATOR, "HousingFormIn", (201, 409)),
    "/covenants": (COORDINATOR, "CovenantIn", (201, 400)),
    "/facilities": (PROVIDER, "FacilityIn", (201, 409)),
    f"/facilities/{FACILITY}/places": (PROVIDER, "PlacesIn", (200, 200)),
}
CHANGES = {
    "/housing-forms/credohuis": (COORDINATOR, "HousingFormChangeIn"),
    f"/covenants/{COVENANT}": (COORDINATOR, "CovenantChangeIn"),
    f"/facilities/{FACILITY}": (PROVIDER, "FacilityChangeIn"),
}


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    found: dict[str, Any] = contract_only().openapi()["components"]["schemas"]
    return found


def example_of(schemas: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the body that Swagger UI offers."""
    return {field: each["examples"][0] for field, each in schemas[name]["properties"].items()}


async def test_examples_work_on_the_demo(workshop: Workshop, doors: Doors, schemas: dict[str, Any]) -> None:
    await build(workshop, tell=lambda _said: None)
    clients = {None: await doors.as_organisation(None)}
    async with workshop.open() as work:
        organisations = [
            await work.session.get_one(Organisation, UUID(one)) for one in (COORDINATOR, PROVIDER)
        ]
    for one in organisations:
        clients[str(one.id)] = await doors.as_organisation(one)

    for path, (who, name, wanted) in POSTS.items():
        answers = [await clients[who].post(path, json=example_of(schemas, name)) for _ in range(2)]
        assert tuple(answer.status_code for answer in answers) == wanted, (path, answers[0].text)
    for path, (who, name) in CHANGES.items():
        answers = [await clients[who].patch(path, json=example_of(schemas, name)) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200], (path, answers[0].text)
    coverage = f"/organisations/{PROVIDER}/support-coverage"
    before = (await clients[PROVIDER].get(coverage)).json()
    put = await clients[PROVIDER].put(coverage, json=example_of(schemas, "SupportCoverageIn"))
    assert (put.status_code, put.json()) == (200, before)
    versions = await clients[COORDINATOR].get(f"/covenants/{COVENANT}/versions/2")
    assert versions.status_code == 200
