"""What the contract shows as an example is accepted as it stands: press Execute, and it works."""

import json
from typing import Any

import pytest

from conftest import Doors, Town
from matching.main import contract_only


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    found: dict[str, Any] = contract_only().openapi()["components"]["schemas"]
    return found


def example_of(schemas: dict[str, Any], name: str) -> Any:
    """Return the body that Swagger UI offers, on the test map instead of that of Parkstad."""
    body = {field: each["examples"][0] for field, each in schemas[name]["properties"].items()}
    text = json.dumps(body).replace("BU09179901", "BU90010101").replace("GM0917", "GM9001")
    return json.loads(text.replace("parkstad", "fictie"))


@pytest.mark.parametrize("noun", ["Dwelling", "Client"])
async def test_examples_are_accepted(doors: Doors, town: Town, schemas: dict[str, Any], noun: str) -> None:
    client = await doors.as_organisation(town.corporation if noun == "Dwelling" else town.provider)
    path, batch = f"/{noun.lower()}s", f"/{noun.lower()}-batches"
    body = example_of(schemas, f"{noun}In")

    posted = await client.post(path, json=body)
    again = await client.post(batch, json={"items": [body]})
    address = f"{path}/{posted.json().get('id')}"
    changed = await client.patch(address, json=example_of(schemas, f"{noun}ChangeIn"))
    withdrawn = await client.post(f"{address}/withdrawal", json=example_of(schemas, "WithdrawalIn"))

    assert posted.status_code == 201, posted.text
    assert again.json()["refused"] == 1
    assert [changed.status_code, withdrawn.status_code] == [200, 200], changed.text
