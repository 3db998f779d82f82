"""A sheet that Excel opens, and that runs nothing."""

import re
from decimal import Decimal
from typing import Any

import pytest

from matching.reporting.sheets import as_csv
from matching.reporting.small_numbers import told
from matching.reporting.tables import ALL, TOTAL, Phrase, Table, about, code, people, words

COLUMNS = (people("came", "kwamen", "came"), about("wait", "wachttijd", "wait", unit="day", of=("came",)))


def a_sheet(name: str, *, dutch: bool, **facts: Any) -> str:
    row = {"group": "G1", "dutch": name, "english": name, "came": 7, "wait": Decimal("12.5")}
    table = Table((row,), {**row, "group": None}, **facts)
    return as_csv(table, COLUMNS, heads=("code", "groep"), dutch=dutch, total="totaal")


def test_dutch_has_semicolons_and_decimal_commas() -> None:
    assert a_sheet("Heerlen", dutch=True) == (
        "\ufeffcode;groep;kwamen;wachttijd (dagen)\r\nG1;Heerlen;7;12,5\r\n;totaal;7;12,5\r\n"
    )


def test_a_column_has_as_many_decimals_in_every_row() -> None:
    waits = (Decimal("3.2500"), Decimal(0), Decimal("8.0000"), None)
    rows = tuple({"group": "G", "dutch": "G", "english": "G", "came": 7, "wait": wait} for wait in waits)

    sheet = as_csv(Table(rows), COLUMNS, heads=("code", "groep"), dutch=True, total="totaal")

    assert [line.split(";")[2:] for line in sheet.splitlines()[1:]] == [
        ["7", "3,25"],
        ["7", "0,00"],
        ["7", "8,00"],
        ["7", ""],
    ]


def test_a_code_of_all_together_is_none_and_a_word_is_in_the_readers_language() -> None:
    columns = (
        code("town", "plaats (code)", "town (code)", example=""),
        words("name", "plaats", "town", example=""),
    )
    row = {
        "group": ALL,
        "dutch": "totaal",
        "english": "total",
        "town": ALL,
        "name": Phrase("totaal", "total"),
    }

    for dutch, expected in ((True, ["", "totaal", "", "totaal"]), (False, ["", "total", "", "total"])):
        sheet = as_csv(Table((row,)), columns, heads=("code", "group"), dutch=dutch, total="")
        assert sheet.splitlines()[1].split(";" if dutch else ",") == expected


def test_english_has_commas_and_decimal_points() -> None:
    assert a_sheet("Heerlen", dutch=False).splitlines()[1] == "G1,Heerlen,7,12.5"


@pytest.mark.parametrize("name", ["=1+1", "+31", "-1", "@SUM(A1)", "\t=1"])
def test_a_name_that_looks_like_a_formula_is_a_text(name: str) -> None:
    assert f"'{name}" in a_sheet(name, dutch=True)


def test_what_is_hidden_for_the_sake_of_another_looks_like_what_is_small() -> None:
    """A mark that said which of the two is the small one would tell it."""
    rows = tuple({"group": None, "dutch": "", "english": "", "came": came, "wait": 9} for came in (20, 3, 12))
    table = told(Table(rows, {**rows[0], "came": 35}), COLUMNS, smallest=5)

    sheet = as_csv(table, COLUMNS, heads=("code", "groep"), dutch=True, total="totaal")

    assert len({number for number, name in table.hidden if name == "came"}) > 1
    assert set(re.findall(r"[^;\r\n]*\*[^;\r\n]*", sheet)) == {"*"}


def test_what_is_not_told_says_so() -> None:
    sheet = a_sheet("Heerlen", dutch=True, hidden=frozenset({(0, "came"), (TOTAL, "wait")}))

    assert sheet.splitlines()[1:] == ["G1;Heerlen;*;12,5", ";totaal;7;*"]
