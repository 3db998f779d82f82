"""Who has no system sends a sheet: looked at first, then stored as a whole."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from conftest import Doors, Town
from matching.api.uploads import XLSX
from matching.models import Access, Client, Dwelling, KeptAnswer
from matching.work import Workshop
from workbooks import a_workbook

CLIENT_HEAD = [
    "Eigen kenmerk",
    "Wacht sinds",
    "Draaglast",
    "Begeleiding",
    "Passende woonvormen",
    "Hoogste huur",
    "Uren begeleiding per week",
]
HOME_HEAD = ["Eigen kenmerk", "Buurt", "Woonvorm", "Beschikbaar vanaf", "Rekenhuur"]


def a_client(reference: Any = "K-1", since: Any = "1-3-2026", *rest: Any) -> list[Any]:
    return [
        reference,
        since,
        *(rest or ("1,5", "ambulante begeleiding", "own-home-ambulant", "800,00")),
        "3,5",
    ]


def a_home(reference: str = "W-1", place: str = "BU90010101", rent: Any = "688,40") -> list[Any]:
    return [reference, place, "own-home-ambulant", "1-3-2027", rent]


def as_csv(*rows: list[Any]) -> bytes:
    return "\n".join(";".join(map(str, row)) for row in rows).encode()


@pytest.fixture
async def provider(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.provider)


@pytest.fixture
async def corporation(doors: Doors, town: Town) -> httpx.AsyncClient:
    return await doors.as_organisation(town.corporation)


async def seen(
    client: httpx.AsyncClient, noun: str, content: bytes, kind: str = "text/csv"
) -> dict[str, Any]:
    answer = await client.post(f"/{noun}-upload-previews", content=content, headers={"Content-Type": kind})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert told["stored"] is False
    return told


async def stored(
    client: httpx.AsyncClient, noun: str, content: bytes, sha256: str, kind: str = "text/csv"
) -> httpx.Response:
    return await client.post(
        f"/{noun}-uploads", params={"sha256": sha256}, content=content, headers={"Content-Type": kind}
    )


async def count(workshop: Workshop, table: type[Client] | type[Dwelling]) -> int:
    async with workshop.open() as work:
        return await work.session.scalar(select(func.count(table.id))) or 0


@pytest.mark.parametrize("kind", ["text/csv", XLSX])
async def test_sheet_of_clients_is_looked_at_and_then_stored(
    provider: httpx.AsyncClient, workshop: Workshop, kind: str
) -> None:
    rows = [CLIENT_HEAD, a_client(), a_client("K-2")]
    content = as_csv(*rows) if kind == "text/csv" else a_workbook(*rows)

    told = await seen(provider, "client", content, kind)

    assert (told["created"], told["faults"]) == (2, [])
    assert told["rows"][0] == {
        "row": 2,
        "reference": "K-1",
        "outcome": "created",
        "id": None,
        "understood": {
            "reference": "K-1",
            "onListSince": "2026-03-01",
            "load": 1.5,
            "support": "ambulant",
            "housingForms": ["own-home-ambulant"],
            "maximumRent": 80_000,
            "supportHours": 3.5,
        },
    }
    assert await count(workshop, Client) == 0
    done = (await stored(provider, "client", content, told["sha256"], kind)).json()
    assert (done["stored"], done["created"]) == (True, 2)
    client = (await provider.get(f"/clients/{done['rows'][1]['id']}")).json()
    assert (client["reference"], client["maximumRent"]) == ("K-2", 80_000)


async def test_every_fault_is_told_with_its_row_and_column(
    provider: httpx.AsyncClient, workshop: Workshop
) -> None:
    content = as_csv(
        CLIENT_HEAD,
        a_client("GOOD"),
        a_client("A", "31-2-2026", "zwaar", "veel", "castle", "800"),
        a_client("B", "1-3-2030"),
        a_client("GOOD"),
        a_client("C", "1-3-2026", "11", "ambulant", "own-home", "1.234"),
        a_client("no good"),
    )

    told = await seen(provider, "client", content)

    found = {(fault["row"], fault["column"], fault["code"]) for fault in told["faults"]}
    assert found == {
        (3, "B", "no-day"),
        (3, "C", "no-number"),
        (3, "D", "unknown-word"),
        (4, "B", "in-the-future"),
        (5, "A", "stands-twice"),
        (6, "C", "less-than-equal"),
        (6, "F", "ambiguous"),
        (7, "A", "string-pattern-mismatch"),
    }
    assert all(fault["dutch"] and fault["english"] for fault in told["faults"])
    refused = await stored(provider, "client", content, told["sha256"])
    assert refused.status_code == 400
    assert refused.json()["type"] == "/problems/upload-refused"
    assert len(refused.json()["invalidParams"]) == len(found)
    assert await count(workshop, Client) == 0


async def test_an_unknown_heading_and_an_absent_column_are_called_as_the_sheet_calls_them(
    provider: httpx.AsyncClient,
) -> None:
    told = await seen(provider, "client", as_csv(["Kenmerk", "Urgentie"], ["K-1", "regulier", "x"]))
    faults = {(one["row"], one["column"], one["heading"]): one["dutch"] for one in told["faults"]}

    assert faults[1, "A", None] == "Deze kop kennen wij niet: Kenmerk."
    assert faults[2, "C", None] == "Boven deze cel staat geen kop."
    assert faults[2, None, "Eigen kenmerk"] == "Eigen kenmerk: Dit veld is verplicht."
    assert faults[2, None, "Draaglast"] == "Draaglast: Dit veld is verplicht."


async def test_personal_data_in_a_free_field_is_refused(provider: httpx.AsyncClient) -> None:
    head = [*CLIENT_HEAD, "Urgentie", "Reden urgentie", "Urgentie goedgekeurd door"]
    content = as_csv(head, [*a_client(), "urgent", "mail jan@example.org", "toegangsteam"])

    told = await seen(provider, "client", content)

    assert {(fault["column"], fault["code"]) for fault in told["faults"]} == {
        ("I", "email-address"),
    }
    assert "111222333" not in str(told["faults"])


async def test_another_file_than_was_looked_at_is_refused(
    provider: httpx.AsyncClient, workshop: Workshop
) -> None:
    told = await seen(provider, "client", as_csv(CLIENT_HEAD, a_client()))

    answer = await stored(provider, "client", as_csv(CLIENT_HEAD, a_client("K-9")), told["sha256"])

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/upload-differs"
    assert await count(workshop, Client) == 0


async def test_known_client_is_left_alone(provider: httpx.AsyncClient, workshop: Workshop) -> None:
    content = as_csv(CLIENT_HEAD, a_client())
    told = await seen(provider, "client", content)
    await stored(provider, "client", content, told["sha256"])
    more = as_csv(CLIENT_HEAD, a_client(), a_client("K-2"))

    again = (await stored(provider, "client", more, (await seen(provider, "client", more))["sha256"])).json()

    assert (again["created"], again["left"]) == (1, 1)
    assert await count(workshop, Client) == 2


async def test_preview_of_clients_is_kept_nowhere(provider: httpx.AsyncClient, workshop: Workshop) -> None:
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "look-0001"}
    content = as_csv(CLIENT_HEAD, a_client())

    first = await provider.post("/client-upload-previews", content=content, headers=headers)

    assert first.status_code == 200
    async with workshop.open() as work:
        assert list(await work.session.scalars(select(KeptAnswer.body))) == [None]
        assert list(await work.session.scalars(select(Access))) == []  # it showed nobody who is there


async def test_sheet_of_dwellings_offers_and_brings_up_to_date(
    corporation: httpx.AsyncClient, workshop: Workshop
) -> None:
    first = as_csv(HOME_HEAD, a_home(), a_home("W-2"))
    told = await seen(corporation, "dwelling", first)
    assert (told["created"], await count(workshop, Dwelling)) == (2, 0)
    assert (await stored(corporation, "dwelling", first, told["sha256"])).status_code == 200

    second = as_csv(HOME_HEAD, a_home(rent="700"), a_home("W-2", rent=""))
    sha256 = (await seen(corporation, "dwelling", second))["sha256"]
    done = (await stored(corporation, "dwelling", second, sha256)).json()

    assert (done["changed"], done["unchanged"]) == (1, 1)
    dwellings = (await corporation.get("/dwellings")).json()["items"]
    assert {each["reference"]: each["rent"] for each in dwellings} == {"W-1": 70_000, "W-2": 68_840}


async def test_dwelling_elsewhere_is_a_fault_in_its_cell(corporation: httpx.AsyncClient) -> None:
    told = await seen(corporation, "dwelling", as_csv(HOME_HEAD, a_home(place="BU90030101"), a_home("W-2")))

    assert [(fault["row"], fault["column"], fault["code"]) for fault in told["faults"]] == [
        (2, "B", "neighbourhood-elsewhere")
    ]


async def test_file_of_another_kind_or_too_large_is_refused(provider: httpx.AsyncClient) -> None:
    other = await provider.post(
        "/client-upload-previews", content=b"{}", headers={"Content-Type": "application/json"}
    )
    large = await provider.post(
        "/client-upload-previews", content=b"x" * 2_000_001, headers={"Content-Type": "text/csv"}
    )

    assert (other.status_code, large.status_code) == (415, 413)


async def test_roles_have_doors_of_their_own(
    provider: httpx.AsyncClient, corporation: httpx.AsyncClient
) -> None:
    csv = {"Content-Type": "text/csv"}

    assert (await corporation.post("/client-upload-previews", content=b"x", headers=csv)).status_code == 403
    assert (await provider.post("/dwelling-upload-previews", content=b"x", headers=csv)).status_code == 403


async def test_template_comes_as_a_workbook_or_as_csv(provider: httpx.AsyncClient) -> None:
    book = await provider.get("/upload-templates/clients")
    text = await provider.get("/upload-templates/dwellings", params={"format": "csv"})

    assert book.headers["Content-Type"] == XLSX
    assert book.content.startswith(b"PK")
    assert 'filename="kandidaten.xlsx"' in book.headers["Content-Disposition"]
    assert text.text.startswith("\ufeffEigen kenmerk;Buurt;")
