import httpx
import pytest

from api.plumbing.sample import SOME
from matching.api.bodies import UnreadableBody, read_json

JSON = {"Content-Type": "application/json"}


def faults_in(body: bytes) -> list[tuple[str, str]]:
    with pytest.raises(UnreadableBody) as caught:
        read_json(body)
    return [(fault.path, fault.code) for fault in caught.value.faults]


def test_what_json_says_comes_through() -> None:
    assert read_json('{"a": [1, 2.5, null, true, "\\u00e9é"]}'.encode()) == {"a": [1, 2.5, None, True, "éé"]}


def test_place_of_a_slip_is_told() -> None:
    with pytest.raises(UnreadableBody, match="line 2, column 3") as caught:
        read_json(b'{"a": 1,\n  }')

    assert "regel 2, kolom 3" in caught.value.in_dutch


def test_numbers_without_end_are_faults_with_their_place() -> None:
    assert faults_in(b'{"a": [1, NaN], "b": {"c": -Infinity}}') == [
        ("body.a.1", "finite-number"),
        ("body.b.c", "finite-number"),
    ]


def test_name_that_stands_twice_is_a_fault() -> None:
    assert faults_in(b'[{"a": 1, "b": 2, "a": 3}]') == [("body.0.a", "duplicate-name")]


@pytest.mark.parametrize("text", [b'"\\u0000"', b'"\\ud800"', b'{"\\udfff": 1}'])
def test_character_that_no_database_keeps_is_a_fault(text: bytes) -> None:
    assert faults_in(text) == [("body", "string-unicode")]


def test_whole_pair_of_surrogates_is_text() -> None:
    assert read_json(b'"\\ud83c\\udfe0"') == "🏠"


@pytest.mark.parametrize("body", [b"\xff", b"[" * 100_000, b"9" * 5_000, b"", b"\xef\xbb\xbf{}"])
def test_what_can_break_a_reader_is_refused(body: bytes) -> None:
    assert faults_in(body) == [("body", "json-invalid")]


async def test_unreadable_body_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/dwellings", content=b'{"maxRent": NaN, "load": Infinity}', headers=JSON)

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/unreadable-body"
    assert [each["name"] for each in answer.json()["invalidParams"]] == ["body.maxRent", "body.load"]


async def test_malformed_json_is_told_its_position(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/dwellings", content=b'{"maxRent": }', headers=JSON)

    assert answer.status_code == 400
    assert "regel 1, kolom 13" in answer.json()["detail"]


async def test_number_beyond_all_floats_is_a_fault_of_its_field(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/dwellings", content=b'{"load": 1e999, "maxRent": 1e999}', headers=JSON)

    faults = {each["name"]: each["code"] for each in answer.json()["invalidParams"]}
    assert faults["body.load"] == "finite-number"
    assert faults["body.maxRent"] in ("finite-number", "int-type")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "", "application/json; charset=latin1"]
)
async def test_other_content_type_is_refused(client: httpx.AsyncClient, content_type: str) -> None:
    answer = await client.post("/v1/dwellings", content=b"{}", headers={"Content-Type": content_type})

    assert answer.status_code == 415
    assert answer.headers["Accept"] == "application/json"


async def test_charset_that_says_utf_8_is_fine(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        f"/v1/dwellings/{SOME}/plan",
        content=b"{}",
        headers={"Content-Type": 'Application/JSON; charset="UTF-8"'},
    )

    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("*/*", 204),
        ("text/html", 204),
    ],
)
async def test_answer_without_a_body_fits_every_accept(
    client: httpx.AsyncClient, accept: str, status: int
) -> None:
    answer = await client.delete(f"/v1/dwellings/{SOME}", headers={"Accept": accept})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("application/*", 200),
        ("text/html, */*;q=0.1", 200),
        ("", 200),
        ("text/html", 406),
        ("text/html, application/json;q=0", 406),
        ("application/json;q=0, */*", 406),
        ("application/json;q=nonsense", 406),
    ],
)
async def test_accept_is_met_or_refused(client: httpx.AsyncClient, accept: str, status: int) -> None:
    answer = await client.get("/v1/dwellings", headers={"Accept": accept})

    assert answer.status_code == status
    if status == 406:
        assert answer.json()["detail"] == "Dit adres antwoordt in application/json."


async def test_declared_other_format_is_acceptable(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/v1/matching-runs/{SOME}/report", headers={"Accept": "text/plain"})

    assert answer.status_code == 503
