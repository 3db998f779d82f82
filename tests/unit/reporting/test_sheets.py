"""A sheet that Excel opens, and that runs nothing."""

from decimal import Decimal
from typing import Any

import pytest

from matching.reporting.sheets import as_csv
from matching.reporting.tables import TOTAL, Table, about, people

COLUMNS = (people("came", "kwamen", "came"), about("wait", "wachttijd", "wait", unit="day", of=("came",)))


def a_sheet(name: str, *, dutch: bool, **facts: Any) -> str:
    row = {"group": "G1", "dutch": name, "english": name, "came": 7, "wait": Decimal("12.5")}
    table = Table((row,), {**row, "group": None}, **facts)
    return as_csv(table, COLUMNS, heads=("code", "groep"), dutch=dutch, hidden="<5*", total="totaal")


def test_dutch_has_semicolons_and_decimal_commas() -> None:
    assert a_sheet("Heerlen", dutch=True) == (
        "\ufeffcode;groep;kwamen;wachttijd [day]\r\nG1;Heerlen;7;12,5\r\n;totaal;7;12,5\r\n"
    )


def test_english_has_commas_and_decimal_points() -> None:
    assert a_sheet("Heerlen", dutch=False).splitlines()[1] == "G1,Heerlen,7,12.5"


@pytest.mark.parametrize("name", ["=1+1", "+31", "-1", "@SUM(A1)", "\t=1"])
def test_a_name_that_looks_like_a_formula_is_a_text(name: str) -> None:
    assert f"'{name}" in a_sheet(name, dutch=True)


def test_what_is_not_told_says_so() -> None:
    sheet = a_sheet("Heerlen", dutch=True, hidden=frozenset({(0, "came"), (TOTAL, "wait")}))

    assert sheet.splitlines()[1:] == ["G1;Heerlen;<5*;12,5", ";totaal;7;<5*"]
