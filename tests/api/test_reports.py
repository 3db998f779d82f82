"""Reports at the door: in three forms and two languages, for who may read them, without small numbers."""

import csv
import io
import random
import re
from datetime import timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from conftest import Caretaker, Clock, Doors, Town
from histories import Life
from matching.actors import Role
from matching.queries.reports import SOURCES, Source
from matching.queries.reports.answering import quarter_of
from matching.reporting.tables import Kind
from matching.work import Workshop

DUTCH = {"Accept-Language": "nl"}
SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.indicator.slug)


@pytest.fixture
async def lived(caretaker: Caretaker, workshop: Workshop, town: Town, clock: Clock) -> Life:
    """Return a town in which something happened."""
    return await Life(workshop, town, clock, random.Random(3)).lived(caretaker, steps=40)


def address(source: Source) -> str:
    return f"/reports/{source.indicator.slug}"


@EVERY
async def test_every_report_comes_in_json_csv_and_as_a_picture(
    doors: Doors, town: Town, lived: Life, source: Source
) -> None:
    desk = await doors.as_organisation(town.coordinator)
    for by in source.indicator.by:
        asked = {"by": by.value, "exact": "true"}

        told = (await desk.get(address(source), params=asked)).raise_for_status().json()
        sheet = await desk.get(address(source), params=asked, headers=DUTCH | {"Accept": "text/csv"})
        picture = await desk.get(address(source), params=asked, headers=DUTCH | {"Accept": "image/svg+xml"})

        assert told["by"] == by.value
        assert told["indicator"]["question"]["dutch"]
        rows = list(csv.reader(io.StringIO(sheet.text.removeprefix("\ufeff")), delimiter=";"))
        assert sheet.content.startswith("\ufeff".encode())
        assert len(rows) == 1 + len(told["rows"]) + (told["total"] is not None)
        assert {len(row) for row in rows} == {2 + len(source.indicator.columns)}
        _is_a_good_picture(picture, source)


def _is_a_good_picture(answer: httpx.Response, source: Source) -> None:
    """A title and a description, Dutch, no script and no style: it shows under the strictest policy."""
    assert answer.headers["content-type"].startswith("image/svg+xml")
    root = ElementTree.fromstring(answer.text)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "text", "line", "circle", "path", "defs", "pattern"}
    assert not any("style" in element.attrib or "onload" in element.attrib for element in root.iter())
    assert root.attrib["lang"] == "nl"
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == source.indicator.name.dutch
    assert (root.findtext(f"{SVG}desc") or "").startswith(source.indicator.question.dutch)


@EVERY
async def test_nobody_reads_a_small_number_but_the_desk_that_asks_for_it(
    doors: Doors, town: Town, lived: Life, source: Source
) -> None:
    desk = await doors.as_organisation(town.coordinator)
    counted = [column.name for column in source.indicator.columns if column.kind is Kind.PEOPLE]
    names = {name: _camel(name) for name in counted}
    for by in source.indicator.by:
        told = (await desk.get(address(source), params={"by": by.value})).raise_for_status().json()

        assert told["exact"] is False
        for row in [*told["rows"], *([told["total"]] if told["total"] else [])]:
            small = {
                name: row[name] for name in names.values() if row[name] is not None and 0 < row[name] < 5
            }
            assert small == {}
            assert all(row[name] is None for name in row["hidden"])


@EVERY
async def test_nobody_else_reads_a_small_number_of_the_region(
    doors: Doors, town: Town, lived: Life, clock: Clock, source: Source
) -> None:
    """Of a quarter in which things happened; a provider knows its own, and still reads no small count."""
    counted = [_camel(column.name) for column in source.indicator.columns if column.kind is Kind.PEOPLE]
    clock.now += quarter_of(clock.now.date())[1] - clock.now.date() + timedelta(days=1)
    readers = {
        Role.MUNICIPALITY: town.municipality,
        Role.PROVIDER: town.provider,
        Role.CORPORATION: town.corporation,
    }
    for role, organisation in readers.items():
        if role not in source.indicator.whole:
            continue
        client = await doors.as_organisation(organisation)
        for by in source.indicator.by:
            asked = {"by": by.value, "of": "region"}
            told = (await client.get(address(source), params=asked)).raise_for_status().json()
            for row in [*told["rows"], *([told["total"]] if told["total"] else [])]:
                small = {name: row[name] for name in counted if row[name] is not None and 0 < row[name] < 5}
                assert small == {}, (role, by)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


@EVERY
async def test_each_role_reads_what_the_indicator_says(
    doors: Doors, town: Town, lived: Life, clock: Clock, source: Source
) -> None:
    indicator = source.indicator
    asked_by = {
        Role.COORDINATOR: town.coordinator,
        Role.MUNICIPALITY: town.municipality,
        Role.PROVIDER: town.provider,
        Role.CORPORATION: town.corporation,
        Role.OPERATOR: None,
    }
    _, last = quarter_of(clock.now.date())
    for role, organisation in asked_by.items():
        client = await doors.as_organisation(organisation)
        asked = {"region": town.region.slug}
        for reach, allowed in (("own", indicator.own), ("region", indicator.whole)):
            answer = await client.get(address(source), params={**asked, "of": reach})
            assert answer.status_code == (200 if role in allowed else 403), (role, reach, answer.text)
        usual = await client.get(address(source), params=asked)
        assert usual.status_code == (200 if role in indicator.readers else 403)
        if role in indicator.readers and role is not Role.COORDINATOR:
            exact = await client.get(address(source), params={**asked, "exact": "true"})
            assert exact.status_code == 403, role
    assert last > clock.now.date()


async def test_a_stranger_hears_that_there_is_no_such_region(doors: Doors, town: Town, lived: Life) -> None:
    client = await doors.as_organisation(town.stranger)

    answer = await client.get("/reports/flows", params={"region": town.region.slug})

    assert answer.status_code == 404


async def test_who_is_not_the_desk_reads_by_the_quarter(
    doors: Doors, town: Town, lived: Life, clock: Clock
) -> None:
    """Two periods that differ by a day would tell of one person."""
    client = await doors.as_organisation(town.municipality)
    first, last = quarter_of(quarter_of(clock.now.date())[0].replace(day=1))
    quarter = quarter_of(first.replace(year=first.year - 1))

    usual = (await client.get("/reports/flows")).raise_for_status().json()
    whole = await client.get("/reports/flows", params={"since": str(quarter[0]), "on": str(quarter[1])})
    short = await client.get("/reports/flows", params={"on": str(quarter[0])})

    assert usual["on"] < str(first)
    assert whole.status_code == 200
    assert short.status_code == 400
    assert [fault["name"] for fault in short.json()["invalidParams"]] == ["query.on"] or short.json()
    assert last


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"on": "2099-01-01"}, "in-the-future"),
        ({"since": "2026-12-31", "on": "2026-12-01"}, "after-the-end"),
    ],
)
async def test_a_period_that_can_not_be_is_refused(
    doors: Doors, town: Town, asked: dict[str, Any], code: str
) -> None:
    desk = await doors.as_organisation(town.coordinator)

    answer = await desk.get("/reports/flows", params=asked)

    assert answer.status_code == 400
    assert code in answer.text


async def test_a_link_can_ask_for_a_form_and_an_accept_is_weighed(
    doors: Doors, town: Town, lived: Life
) -> None:
    desk = await doors.as_organisation(town.coordinator)

    async def kind(accept: str | None = None, **asked: str) -> str:
        answer = await desk.get("/reports/flows", params=asked, headers={"Accept": accept} if accept else {})
        return answer.headers.get("content-type", "").partition(";")[0]

    assert await kind() == "application/json"
    assert await kind("*/*") == "application/json"
    assert await kind("text/csv;q=0.5, image/svg+xml") == "image/svg+xml"
    assert await kind("text/html, */*;q=0.1", format="svg") == "image/svg+xml"
    assert await kind(format="csv") == "text/csv"
    assert await kind("application/pdf") == "application/problem+json"


async def test_english_figures_open_in_an_english_spreadsheet(doors: Doors, town: Town, lived: Life) -> None:
    desk = await doors.as_organisation(town.coordinator)

    sheet = (await desk.get("/reports/flows", params={"format": "csv", "exact": "true"})).text

    first = sheet.splitlines()[0].removeprefix("\ufeff")
    assert first.startswith("code,provider,stock before,referred")


async def test_the_board_pack_is_a_page_to_print_without_small_numbers(
    doors: Doors, town: Town, lived: Life, clock: Clock
) -> None:
    desk = await doors.as_organisation(town.coordinator)
    today = clock.now.date()
    quarter = f"{today.year}-Q{(today.month + 2) // 3}"

    answer = await desk.get("/reports/board-pack", params={"quarter": quarter}, headers=DUTCH)

    page = answer.raise_for_status().text
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "<script" not in page
    assert " style=" not in page
    assert page.count("<section") == page.count("<svg") == len(SOURCES)
    assert page.startswith("<!doctype html>")
    assert '<html lang="nl">' in page
    marked = re.findall(r' id="([^"]+)"', page)
    assert len(marked) == len(set(marked)), "no two parts of a page have one name"
    for source in SOURCES:
        assert source.indicator.question.dutch in unescape(page)
    assert "Met kleine aantallen" not in page
    assert page.count("niet verteld: aantallen onder 5 personen") == 1
    assert f"kwartaal {quarter[-1]}, nog niet voorbij</h1>" in page
    assert not re.search(r"\d{4}-\d\d-\d\d|UTC", page), "days and hours as people write them"
    for source in SOURCES:
        assert page.count(f">{source.indicator.name.dutch}</text>") == 0, (
            "it stands above the picture already"
        )


async def test_a_municipality_gets_the_pack_of_what_is_over_and_others_get_none(
    doors: Doors, town: Town, lived: Life, clock: Clock
) -> None:
    municipality = await doors.as_organisation(town.municipality)
    today = clock.now.date()

    usual = await municipality.get("/reports/board-pack")
    running = await municipality.get(
        "/reports/board-pack", params={"quarter": f"{today.year}-Q{(today.month + 2) // 3}"}
    )
    other = await (await doors.as_organisation(town.provider)).get("/reports/board-pack")

    assert usual.status_code == 200
    assert usual.text.count("<section") == sum(Role.MUNICIPALITY in one.indicator.whole for one in SOURCES)
    assert (running.status_code, other.status_code) == (400, 403)
