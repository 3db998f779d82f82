"""The picture of the spread holds the agreed share against what was placed, as far as that is told."""

from typing import Any

from matching.queries.reports.spread import INDICATOR
from matching.reporting.indicators import Titles
from matching.reporting.pictures import Bars
from matching.reporting.tables import Table


def a_row(name: str, placed: int | None) -> dict[str, Any]:
    terms = {"target_share": 25.0, "minimum": 6, "maximum": 20}
    return {"group": name, "dutch": name, "english": name, "placed": placed, **terms}


def drawn(*placed: int | None, total: int | None) -> Bars:
    rows = tuple(a_row(f"G{number}", count) for number, count in enumerate(placed))
    table = Table(rows, a_row("totaal", total))
    picture = INDICATOR.picture(table, Titles(INDICATOR, dutch=True, rows=table.rows))
    assert isinstance(picture, Bars)
    return picture


def test_the_agreed_share_is_of_the_total_also_where_a_municipality_is_hidden() -> None:
    picture = drawn(None, None, 21, total=40)

    assert picture.marks == ("minimum", "maximum", "afgesproken deel")
    assert [bar.marks for bar in picture.bars] == [(6.0, 20.0, 10.0)] * 3


def test_where_the_total_is_not_told_there_is_no_agreed_share_and_no_word_of_it() -> None:
    picture = drawn(None, 21, total=None)

    assert picture.marks == ("minimum", "maximum")
    assert [bar.marks for bar in picture.bars] == [(6.0, 20.0)] * 2
