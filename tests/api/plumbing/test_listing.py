from uuid import uuid4

import httpx
import pytest

from matching.api.listing import UnknownCursor, read_cursor, write_cursor


def test_cursor_gives_back_its_key() -> None:
    key = (3, "2027-03-01", str(uuid4()), None)

    assert read_cursor(write_cursor(*key)) == key


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "é", "e30", "W3t9XQ", "WzEuNV0", "bnVsbA", "x" * 999])
def test_cursor_of_somebody_else_is_refused(cursor: str) -> None:
    with pytest.raises(UnknownCursor):
        read_cursor(cursor)


async def test_pages_point_to_each_other(client: httpx.AsyncClient) -> None:
    first = await client.get("/v1/dwellings?limit=60&kind=a&kind=b")
    second = await client.get(first.links["next"]["url"])
    third = await client.get(second.links["next"]["url"])

    assert first.links["next"]["url"] == f"/v1/dwellings?limit=60&kind=a&kind=b&after={first.json()['next']}"
    assert second.json()["next"] == write_cursor(120)
    assert third.json()["next"] is None
    assert "Link" not in third.headers


@pytest.mark.parametrize("limit", [0, 201])
async def test_page_has_limits(client: httpx.AsyncClient, limit: int) -> None:
    answer = await client.get(f"/v1/dwellings?limit={limit}")

    assert answer.status_code == 400


async def test_cursor_of_somebody_else_is_a_fault_of_the_query(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/dwellings?after=mine")

    assert answer.status_code == 400
    assert answer.json()["invalidParams"] == [
        {
            "name": "query.after",
            "code": "unknown-cursor",
            "reason": "Gebruik de next van de vorige bladzijde.",
        }
    ]
