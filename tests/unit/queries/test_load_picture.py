"""The map of the load: numbers as people write them, and what is hidden apart from what has no capacity."""

from decimal import Decimal
from typing import Any

from matching.queries.reports.load import INDICATOR
from matching.reporting.indicators import Titles
from matching.reporting.pictures import AreaMap
from matching.reporting.tables import Table


def a_row(code: str, load: Decimal | None, capacity: Decimal | None, used: Decimal | None) -> dict[str, Any]:
    return {"group": code, "dutch": code, "english": code, "load": load, "capacity": capacity, "used": used}


def drawn(*, dutch: bool) -> AreaMap:
    rows = (
        a_row("A", Decimal("7.2500"), Decimal("11.00"), Decimal("65.9")),
        a_row("B", None, Decimal("9.00"), None),
        a_row("C", Decimal("3.2500"), None, None),
        a_row("D", Decimal("9.5000"), Decimal("10.00"), Decimal("95.0")),
    )
    shapes = {
        code: {"name": f"Buurt {code}", "municipality": "Heerlen", "outline": None, "point": (5.9, 50.9)}
        for code in "ABCDE"
    }
    picture = INDICATOR.picture(Table(rows), Titles(INDICATOR, dutch=dutch, rows=rows, shapes=shapes))
    assert isinstance(picture, AreaMap)
    return picture


def test_an_area_says_its_load_and_capacity_as_people_write_numbers() -> None:
    notes = [area.note for area in drawn(dutch=True).areas]

    assert notes == ["7,25 / 11", "niet verteld", "3,25 / –", "9,5 / 10", "geen draaglast bekend"]
    assert drawn(dutch=False).areas[0].note == "7.25 / 11"


def test_only_what_has_a_capacity_can_be_hidden() -> None:
    assert [area.name for area in drawn(dutch=True).areas if area.hidden] == ["Buurt B (Heerlen)"]


def test_the_fullest_are_listed_by_the_numbers_they_bear_on_the_map() -> None:
    picture = drawn(dutch=True)

    assert picture.listed[1:] == ("1. Buurt D (Heerlen): 95%", "2. Buurt A (Heerlen): 66%")
    assert [area.number for area in picture.areas] == [2, None, None, 1, None]
