import logging

import httpx
import pytest

from api.plumbing.sample import SOME, AlreadyTaken, DwellingNotFound, UnknownNeighbourhood
from matching.api.problems import kind_of, refuses, status_of

GOOD = {
    "reference": "W-1",
    "neighbourhood": "BU09170101",
    "maxRent": 69_500,
    "load": 1.25,
    "urgency": "regular",
}


def names(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(each["name"], each["code"]) for each in answer.json()["invalidParams"]]


async def test_refusal_is_a_problem_document(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/dwellings", json=GOOD | {"reference": "taken"})

    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == "nl"
    assert answer.json() == {
        "type": "/problems/already-taken",
        "title": "De woning is vergeven.",
        "status": 409,
        "detail": "Hij ging dinsdag weg.",
        "instance": f"urn:uuid:{answer.headers['X-Request-Id']}",
    }


async def test_refusal_speaks_english_unless_dutch_is_preferred(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/v1/dwellings",
        json=GOOD | {"reference": "taken"},
        headers={"Accept-Language": "de, en;q=0.4, nl;q=0.3"},
    )

    assert answer.headers["Content-Language"] == "en"
    assert answer.json()["title"] == "The dwelling is taken."
    assert answer.json()["detail"] == "It went on Tuesday."


async def test_refused_fields_are_named_as_the_sender_knows_them(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/dwellings", json=GOOD | {"reference": "nowhere"})

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/unknown-neighbourhood"
    assert answer.json()["detail"] == "De buurt staat niet op de kaart."
    assert answer.json()["invalidParams"] == [
        {"name": "body.neighbourhood", "code": "unknown-area", "reason": "BU00000000 is onbekend."},
        {"name": "body.maxRent", "code": "odd", "reason": "Dit is vreemd."},
    ]


async def test_every_fault_in_a_body_is_listed_at_once(client: httpx.AsyncClient) -> None:
    body = GOOD | {
        "maxRent": True,
        "load": "1",
        "urgency": "soon",
        "rooms": [{"surface": 12}, {}],
        "max_rent": 1,
    }
    del body["reference"]

    answer = await client.post("/v1/dwellings", json=body)

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-request"
    assert sorted(names(answer)) == [
        ("body.load", "number-type"),
        ("body.maxRent", "int-type"),
        ("body.max_rent", "extra-forbidden"),
        ("body.reference", "missing"),
        ("body.rooms.1.surface", "missing"),
        ("body.urgency", "enum"),
    ]
    reasons = {each["name"]: each["reason"] for each in answer.json()["invalidParams"]}
    assert reasons["body.urgency"] == "Dit moet een van deze woorden zijn: 'crisis', 'urgent' of 'regular'."


async def test_missing_body_is_named(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/dwellings")

    assert answer.status_code == 400
    assert names(answer) == [("body", "missing")]


async def test_faults_in_query_and_path_are_named(client: httpx.AsyncClient) -> None:
    query = await client.get("/v1/dwellings?limit=many")
    path = await client.get("/v1/dwellings/seven")

    assert names(query) == [("query.limit", "int-parsing")]
    assert names(path) == [("path.dwellingId", "uuid-parsing")]


async def test_unknown_and_doubled_parameters_are_refused(client: httpx.AsyncClient) -> None:
    """A filter that is misspelt would otherwise answer with everything."""
    answer = await client.get("/v1/dwellings?munipality=x&limit=1&limit=2&kind=a&kind=b")

    assert answer.status_code == 400
    assert names(answer) == [("query.munipality", "unknown-parameter"), ("query.limit", "duplicate-name")]


@pytest.mark.parametrize("address", ["/v1/dwellings?kind=%00", "/v1/dwellings/%00"])
async def test_address_with_a_null_character_is_refused(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(address)

    assert answer.status_code == 400
    assert answer.json()["invalidParams"][0]["code"] == "string-unicode"


async def test_missing_key_is_asked_for(client: httpx.AsyncClient) -> None:
    del client.headers["Authorization"]

    answer = await client.get(f"/v1/dwellings/{SOME}")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["type"] == "/problems/unauthenticated"


async def test_role_that_may_not_is_told_so(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/v1/dwellings/{SOME}", headers={"Authorization": "Bearer weak"})

    assert answer.status_code == 403
    assert answer.json()["detail"] == "Uw sleutel past op andere deuren."


async def test_not_yours_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/v1/dwellings/{SOME.hex[::-1]}")

    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/dwelling-not-found"
    assert answer.json()["detail"] == "De woning bestaat niet, of is niet van u."


async def test_rest_asks_to_come_back(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/v1/matching-runs/{SOME}/report")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/dwellings/", "/nothing", "/v1"])
async def test_unknown_path_is_a_problem_and_never_a_redirect(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/unknown-path"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/dwellings", "GET, HEAD, POST"),
        ("POST", f"/v1/dwellings/{SOME}", "DELETE, GET, HEAD"),
        ("HEAD", f"/v1/dwellings/{SOME}/plan", "POST"),
        ("OPTIONS", "/v1/dwellings", "GET, HEAD, POST"),
        ("POST", "/v1/openapi.json", "GET, HEAD"),
    ],
)
async def test_other_method_is_told_all_that_are_allowed(
    client: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    """Starlette would name the methods of the first route only."""
    answer = await client.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed


async def test_crash_hides_what_broke_and_logs_it(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "matching.api.middleware"):
        answer = await client.get(f"/v1/matching-runs/{SOME}")

    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal-server-error"
    assert "secret ingredient" not in answer.text
    assert answer.json()["instance"].endswith(answer.headers["X-Request-Id"])
    assert "A request broke." in caplog.text, (
        "with its id and without its words, as `tests/unit/test_logs.py` shows"
    )


def test_refuses_groups_by_status() -> None:
    declared = refuses(UnknownNeighbourhood, DwellingNotFound, AlreadyTaken)

    assert list(declared) == [400, 404, 409]
    assert "`/problems/already-taken`: The dwelling is taken." in declared[409]["description"]


def test_kind_is_the_class_name_in_kebab_case() -> None:
    class BAGMismatch(UnknownNeighbourhood):
        pass

    assert kind_of(BAGMismatch) == "bag-mismatch"
    assert kind_of(DwellingNotFound) == "dwelling-not-found"
    assert status_of(BAGMismatch) == 400
