"""A file from a stranger is read for its cells, or refused with the reason."""

import random
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH

from matching.api.client_schemas import ClientIn
from matching.api.dwelling_schemas import DwellingIn
from matching.sheets import (
    CLIENTS,
    DWELLINGS,
    MOST_ROWS,
    Column,
    Kind,
    csv_template,
    read,
    understand,
    xlsx_template,
)
from matching.sheets.columns import Form
from matching.sheets.files import MOST_UNPACKED, Sheet
from workbooks import a_workbook, with_part

HEAD = ["Eigen kenmerk", "Bouwjaar"]
FIRST_OF_MARCH = datetime(2027, 3, 1)  # noqa: DTZ001 - as openpyxl gives it
SHEET_PART = "xl/worksheets/sheet1.xml"


def csv_sheet(text: str | bytes) -> Sheet:
    return read(text if isinstance(text, bytes) else text.encode(), kind=Kind.CSV, columns=DWELLINGS)


def book_sheet(content: bytes) -> Sheet:
    return read(content, kind=Kind.XLSX, columns=DWELLINGS)


def told(sheet: Sheet) -> dict[int, dict[str, Any]]:
    return {
        number: {
            column.name: understand(cell, column, epoch=sheet.epoch, path="")[0]
            for column, cell in cells.items()
        }
        for number, cells in sheet.rows.items()
    }


def codes(sheet: Sheet) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in sheet.faults]


GOOD = {2: {"reference": "W-1", "constructionYear": 1965}}


@pytest.mark.parametrize(
    "text",
    [
        "Eigen kenmerk;Bouwjaar\nW-1;1965\n",
        "Eigen kenmerk,Bouwjaar\r\nW-1,1965\r\n",
        "Eigen kenmerk\tBouwjaar\nW-1\t1965",
        "\ufeffEigen kenmerk;Bouwjaar\nW-1;1965\n;\n\n",
        "reference;constructionYear\nW-1;1965",
        "EIGEN  KENMERK;bouw-jaar\nW-1;1965",
        '"Eigen kenmerk";"Bouwjaar"\n"W-1";"1965"',
    ],
)
def test_csv_is_read_as_excel_and_others_write_it(text: str) -> None:
    sheet = csv_sheet(text)

    assert (told(sheet), codes(sheet)) == (GOOD, [])


def test_csv_of_a_dutch_excel_is_read() -> None:
    sheet = csv_sheet("Eigen kenmerk;Oppervlakte in m²\nW-1;66".encode("cp1252"))

    assert told(sheet) == {2: {"reference": "W-1", "floorArea": 66}}


def test_an_unknown_heading_is_said_again_as_far_as_it_is_one() -> None:
    """A sheet without headings begins with a person: what stands there is not told to anybody once more."""
    beside, alone = csv_sheet("Eigen kenmerk;" + "Kleur " * 20), csv_sheet("J. Jansen;1970-01-01")

    assert beside.faults[0].english == f"No field has this heading: {('Kleur ' * 20)[:60]}."
    assert {fault.dutch for fault in alone.faults if fault.code == "unknown-heading"} == {
        "Deze kop kennen wij niet."
    }


def test_workbook_is_read() -> None:
    sheet = book_sheet(a_workbook(HEAD, ["W-1", 1965], [None, None], ["W-2", "1970"]))

    assert told(sheet) == GOOD | {4: {"reference": "W-2", "constructionYear": 1970}}
    assert codes(sheet) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-xlsx"),
        (b"PK\x03\x04 no zip", "no-xlsx"),
        (a_workbook(HEAD, ["W-1", 1])[:-200], "no-xlsx"),
        (with_part(a_workbook(HEAD, ["W-1", 1]), "xl/vbaProject.bin", b"x"), "more-than-cells"),
        (
            with_part(a_workbook(HEAD, ["W-1", 1]), "xl/externalLinks/externalLink1.xml", b"<x/>"),
            "more-than-cells",
        ),
        (with_part(a_workbook(HEAD, ["W-1", 1]), "xl/embeddings/oleObject1.bin", b"x"), "more-than-cells"),
        (with_part(a_workbook(HEAD, ["W-1", 1]), "xl/connections.xml", b"<x/>"), "more-than-cells"),
        (with_part(a_workbook(HEAD, ["W-1", 1]), "xl/big.xml", b"0" * (MOST_UNPACKED + 1)), "too-large"),
        (a_workbook(HEAD, ["W-1", 1], merged="A2:B2"), "merged-cells"),
        (a_workbook(HEAD, ["W-1", 1], second="Blad2"), "more-sheets"),
        (
            with_part(
                a_workbook(HEAD),
                SHEET_PART,
                b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>',
            ),
            "no-xlsx",
        ),
        (a_workbook(["Eigen kenmerk", *["x"] * 100]), "too-many-columns"),
    ],
    ids=lambda each: each if isinstance(each, str) else "file",
)
def test_workbook_that_is_more_or_less_than_cells_is_refused(content: bytes, code: str) -> None:
    assert codes(book_sheet(content)) == [("file", code)]


@pytest.mark.parametrize("within_the_sheet", [False, True])
def test_a_damaged_workbook_is_never_more_than_refused(within_the_sheet: bool) -> None:
    """Some bytes changed at random, a hundred times: what zip and deflate then say differs each time."""
    sound = a_workbook(HEAD, ["W-1", 1965])
    with ZipFile(BytesIO(sound)) as archive:
        part = archive.getinfo(SHEET_PART)
    begins = part.header_offset + 30 + len(SHEET_PART)
    among = range(begins, begins + part.compress_size) if within_the_sheet else range(len(sound))
    told: set[str] = set()
    for seed in range(100):
        chance, content = random.Random(seed), bytearray(sound)
        for _ in range(chance.randint(1, 6)):
            content[chance.choice(among)] = chance.randrange(256)
        told |= {fault.code for fault in read(bytes(content), kind=Kind.XLSX, columns=DWELLINGS).faults}

    assert "no-xlsx" in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("file", "empty")]),
        ("Eigen kenmerk;Bouwjaar\n", [("file", "no-rows")]),
        ("Eigen kenmerk;Kleur\nW-1;geel", [("rows.1.B", "unknown-heading")]),
        ("Eigen kenmerk;reference\nW-1;W-1", [("rows.1.B", "stands-twice")]),
        ("Bouwjaar\n1965", [("rows.1", "no-reference")]),
        ("Eigen kenmerk\nW-1;1965", [("rows.2.B", "no-heading")]),
        ("Eigen kenmerk\n" + "W-1\n" * (MOST_ROWS + 1), [("file", "too-many-rows")]),
        (b"Eigen kenmerk\n\x00\x01", [("file", "no-text")]),
        ('Eigen kenmerk\n"W-1', [("file", "no-csv")]),
    ],
)
def test_file_that_can_not_be_understood_says_why(text: str | bytes, expected: list[tuple[str, str]]) -> None:
    assert codes(csv_sheet(text)) == expected


def test_thousand_rows_are_read() -> None:
    assert len(csv_sheet("Eigen kenmerk\n" + "W-1\n" * MOST_ROWS).rows) == MOST_ROWS


BY_NAME = {column.name: column for column in (*CLIENTS, *DWELLINGS)}


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("reference", 1001, "1001"),
        ("reference", 1001.0, "1001"),
        ("reference", "  W-1 ", "W-1"),
        ("rent", "688,40", 68_840),
        ("rent", "€ 1.234,50", 123_450),
        ("rent", 688.4, 68_840),
        ("rent", "688.40", 68_840),
        ("load", "1,5", 1.5),
        ("storey", "-1", -1),
        ("adults", "2", 2),
        ("adults", 2.0, 2),
        ("availableFrom", FIRST_OF_MARCH, "2027-03-01"),
        ("availableFrom", date(2027, 3, 1), "2027-03-01"),
        ("availableFrom", "1-3-2027", "2027-03-01"),
        ("availableFrom", "2027-03-01", "2027-03-01"),
        ("availableFrom", 46_447, "2027-03-01"),
        ("ownSanitary", "Ja", True),
        ("ownSanitary", False, False),
        ("support", "Ambulante  begeleiding", "ambulant"),
        ("support", "ambulant", "ambulant"),
        ("tenancies", "omklapcontract | eigen huurcontract, onbepaalde tijd", ["flip", "own-name"]),
        ("housingForms", "own-home|housing-plus", ["own-home", "housing-plus"]),
        ("childrenAges", "3 | 7", [3, 7]),
        ("childrenAges", 3, [3]),
        ("adults", None, None),
        ("adults", "  ", None),
    ],
)
def test_cell_is_understood(name: str, cell: Any, value: Any) -> None:
    assert understand(cell, BY_NAME[name], epoch=WINDOWS_EPOCH, path="rows.2.A") == (value, None)


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("reference", "=HYPERLINK(1)", "formula"),
        ("reference", "@SUM(1)", "formula"),
        ("urgencyReason", "+cmd|' /C calc'!A0", "formula"),
        ("housingForms", "own-home | =1+1", "formula"),
        ("reference", FIRST_OF_MARCH, "no-text"),
        ("rent", "1.234", "ambiguous"),
        ("rent", "688,405", "not-whole-cents"),
        ("rent", True, "no-number"),
        ("rent", "veel", "no-number"),
        ("rent", "1e400", "no-number"),
        ("adults", "1,5", "no-whole-number"),
        ("availableFrom", "31-2-2027", "no-day"),
        ("availableFrom", "3/2027", "no-day"),
        ("availableFrom", 12, "no-day"),
        ("ownSanitary", "misschien", "no-truth"),
        ("support", "veel", "unknown-word"),
        ("tenancies", "omklapcontract | anders", "unknown-word"),
    ],
)
def test_cell_that_says_something_else_is_a_fault(name: str, cell: Any, code: str) -> None:
    value, fault = understand(cell, BY_NAME[name], epoch=WINDOWS_EPOCH, path="rows.2.A")

    assert fault is not None
    assert (value, fault.code, fault.path) == (None, code, "rows.2.A")
    assert fault.dutch.startswith(BY_NAME[name].heading)


def test_formula_is_not_calculated_and_an_error_is_no_value() -> None:
    sheet = book_sheet(a_workbook(HEAD, ["=1+1", "#N/A"]))

    found = [understand(cell, column, epoch=sheet.epoch, path="") for column, cell in sheet.rows[2].items()]
    assert [fault.code for _, fault in found if fault] == ["formula", "spreadsheet-error"]


def test_date_of_excel_on_a_mac_is_the_same_day() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append(["Eigen kenmerk", "Beschikbaar vanaf"])
    book.worksheets[0].append(["W-1", FIRST_OF_MARCH])
    content = BytesIO()
    book.save(content)

    assert told(book_sheet(content.getvalue()))[2]["availableFrom"] == "2027-03-01"


@pytest.mark.parametrize(("columns", "model"), [(CLIENTS, ClientIn), (DWELLINGS, DwellingIn)])
def test_there_is_a_column_for_every_field(columns: tuple[Column, ...], model: Any) -> None:
    fields = {field.alias or name for name, field in model.model_fields.items()}

    assert sorted(column.name for column in columns) == sorted(fields)
    assert len({column.heading.casefold() for column in columns}) == len(columns)


@pytest.mark.parametrize("columns", [CLIENTS, DWELLINGS])
def test_template_is_read_back_and_lets_choose(columns: tuple[Column, ...]) -> None:
    content = xlsx_template(columns, title="Blad", told={"reference": "uw kenmerk"})
    sheet = read(content, kind=Kind.XLSX, columns=columns)
    as_csv = read(csv_template(columns), kind=Kind.CSV, columns=columns)

    assert list(sheet.letters) == list(as_csv.letters) == list(columns)
    assert codes(sheet) == codes(as_csv) == [("file", "no-rows")]
    book = load_workbook(BytesIO(content))
    chosen = [column for column in columns if column.form in (Form.WORD, Form.TRUTH)]
    assert len(book.worksheets[0].data_validations.dataValidation) == len(chosen)
    assert book["Uitleg"]["D2"].value == "uw kenmerk"
