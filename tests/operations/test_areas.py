"""Areas on the map: imported once, the same the second time, never older than they were."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from conftest import Town
from matching.actors import OPERATOR
from matching.errors import NotAllowed
from matching.models import Area, Entry, Fact
from matching.operations.area_files import UnusableAreaFile, read_geojson
from matching.operations.areas import YearNeeded, import_areas, import_file, import_geojson
from matching.queries.areas import AreaFilter, AreaNotFound, area, areas, outlined_areas
from matching.vocabulary import AreaLevel
from matching.work import Work, Workshop

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
OUTLINE = {"type": "Polygon", "coordinates": [[[5.9, 50.9], [5.91, 50.9], [5.91, 50.91], [5.9, 50.9]]]}


def a_file(*properties: dict[str, Any], geometry: Any = None) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": each, "geometry": geometry} for each in properties],
    }


TOWN = {"code": "GM0001", "name": "Dorp", "households": 5, "inhabitants": None}
DISTRICT = {"code": "WK000101", "name": "Wijk"}
STREET = {"code": "BU00010101", "name": "Buurt"}


async def put(workshop: Workshop, *properties: dict[str, Any], year: int = 2024, geometry: Any = None) -> Any:
    async with workshop.open(OPERATOR) as work:
        return await import_geojson(work, geojson=a_file(*properties, geometry=geometry), year=year)


def counts(result: Any) -> tuple[int, int, int, int]:
    return result.added, result.changed, result.unchanged, result.skipped


async def found(work: Work, code: str) -> Area:
    return await area(work, code=code)


async def test_nested_areas_are_added_in_any_order(workshop: Workshop) -> None:
    result = await put(workshop, STREET, TOWN, DISTRICT, geometry=OUTLINE)

    assert counts(result) == (3, 0, 0, 0)
    async with workshop.open(OPERATOR) as work:
        street = await found(work, "BU00010101")
        town = await found(work, "GM0001")
        assert (street.parent_code, street.municipality_code) == ("WK000101", "GM0001")
        assert (town.parent_code, town.households, town.inhabitants) == (None, 5, None)
        assert (town.outline, town.longitude) == (OUTLINE, 5.90667)


async def test_same_file_twice_changes_nothing(workshop: Workshop) -> None:
    await put(workshop, TOWN, DISTRICT, geometry=OUTLINE)

    assert counts(await put(workshop, TOWN, DISTRICT, geometry=OUTLINE)) == (0, 0, 2, 0)


async def test_what_differs_is_changed_and_the_rest_is_not(workshop: Workshop, clock: Any) -> None:
    await put(workshop, TOWN, DISTRICT)
    clock.tick(days=1)

    result = await put(workshop, TOWN | {"households": None}, DISTRICT)

    assert counts(result) == (0, 1, 1, 0)
    async with workshop.open(OPERATOR) as work:
        town, district = await found(work, "GM0001"), await found(work, "WK000101")
        assert town.households is None
        assert town.modified_at > district.modified_at


async def test_newer_year_replaces_and_older_is_told_and_left_alone(workshop: Workshop) -> None:
    await put(workshop, TOWN, year=2023)

    assert counts(await put(workshop, TOWN | {"name": "Stad"}, year=2024)) == (0, 1, 0, 0)
    older = await put(workshop, TOWN, DISTRICT, year=2023)

    assert counts(older) == (1, 0, 0, 1)
    (note,) = older.notes
    assert "GM0001" in note.english
    assert "GM0001" in note.dutch
    async with workshop.open(OPERATOR) as work:
        assert ((await found(work, "GM0001")).name, (await found(work, "GM0001")).year) == ("Stad", 2024)


async def test_field_the_file_never_names_keeps_what_we_knew(workshop: Workshop) -> None:
    await put(workshop, TOWN, geometry=OUTLINE)

    result = await put(workshop, {"code": "GM0001", "name": "Dorp", "inhabitants": 12})

    assert counts(result) == (0, 1, 0, 0)
    async with workshop.open(OPERATOR) as work:
        town = await found(work, "GM0001")
        assert (town.households, town.inhabitants, town.outline) == (5, 12, OUTLINE)


async def test_parent_on_the_map_is_enough(workshop: Workshop) -> None:
    await put(workshop, TOWN)

    assert counts(await put(workshop, DISTRICT)) == (1, 0, 0, 0)


async def test_each_missing_parent_is_named_once_and_nothing_is_kept(workshop: Workshop) -> None:
    with pytest.raises(UnusableAreaFile) as refused:
        await put(
            workshop, TOWN, STREET, STREET | {"code": "BU00010102"}, {"code": "WK000201", "name": "Elders"}
        )

    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        ("geojson.features.1", "missing-parent"),
        ("geojson.features.3", "missing-parent"),
    ]
    assert "WK000101" in refused.value.faults[0].english
    async with workshop.open(OPERATOR) as work:
        assert await work.session.scalar(select(func.count()).select_from(Area)) == 0


async def test_year_must_be_known(workshop: Workshop) -> None:
    async with workshop.open(OPERATOR) as work:
        with pytest.raises(YearNeeded):
            await import_file(work, content=b"code,name\nGM0001,Dorp\n")

        result = await import_file(work, content=b"code,name,jaar\nGM0001,Dorp,2024\n")
    assert result.year == 2024


async def test_only_an_operator_imports(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        with pytest.raises(NotAllowed):
            await import_geojson(work, geojson=a_file(TOWN), year=2024)
        with pytest.raises(NotAllowed):
            await import_areas(work, source=read_geojson(a_file(TOWN)), year=2024)


async def test_import_is_in_the_journal(workshop: Workshop) -> None:
    await put(workshop, TOWN)

    async with workshop.open(OPERATOR) as work:
        entry = await work.session.scalar(select(Entry).where(Entry.fact == Fact.AREAS_IMPORTED.value))
        assert entry is not None
        assert entry.details == {"year": 2024, "added": 1, "changed": 0, "skipped": 0}


async def test_areas_are_found_by_level_place_region_and_name(workshop: Workshop, town: Town) -> None:
    async def codes(**wanted: Any) -> list[str]:
        async with workshop.open(town.actor(town.provider)) as work:
            return [one.code for one in await areas(work, wanted=AreaFilter(**wanted))]

    assert await codes(level=AreaLevel.MUNICIPALITY) == ["GM9001", "GM9002", "GM9003"]
    assert await codes(level=AreaLevel.MUNICIPALITY, region=town.region) == ["GM9001", "GM9002"]
    assert await codes(municipality="GM9003", level=AreaLevel.DISTRICT) == ["WK900301"]
    assert await codes(name="verzin") == ["GM9002"]
    assert await codes(name="%") == []


async def test_areas_come_a_page_at_a_time_with_or_without_outline(workshop: Workshop) -> None:
    await put(workshop, TOWN, DISTRICT, STREET, geometry=OUTLINE)

    async with workshop.open(OPERATOR) as work:
        first = await areas(work, wanted=AreaFilter(), limit=2)
        rest = await outlined_areas(work, wanted=AreaFilter(), after=first[-1].code)

    assert [one.code for one in first] == ["BU00010101", "GM0001"]
    assert [(one.code, one.outline) for one in rest] == [("WK000101", OUTLINE)]


async def test_unknown_area_is_not_found(workshop: Workshop) -> None:
    async with workshop.open(OPERATOR) as work:
        with pytest.raises(AreaNotFound):
            await area(work, code="GM0404")


@pytest.mark.skipif(not DATA.exists(), reason="the real areas of Parkstad are not beside the project")
async def test_parkstad_is_imported_and_the_second_time_nothing_changes(workshop: Workshop) -> None:
    names = ("gemeenten", "wijken", "buurten")
    contents = [(DATA / f"parkstad_{name}_2024.geojson").read_bytes() for name in names]

    async with workshop.open(OPERATOR) as work:
        first = [await import_file(work, content=content, year=2024) for content in contents]
    async with workshop.open(OPERATOR) as work:
        second = [await import_file(work, content=content, year=2024) for content in contents]
        streets = await areas(work, wanted=AreaFilter(level=AreaLevel.NEIGHBOURHOOD))

    assert [result.added for result in first] == [7, 49, 201]
    assert [counts(result) for result in second] == [(0, 0, 7, 0), (0, 0, 49, 0), (0, 0, 201, 0)]
    assert sum(street.households is None for street in streets) == 5
    assert min(street.households for street in streets if street.households) == 5


@pytest.mark.skipif(not DATA.exists(), reason="the real areas of Parkstad are not beside the project")
async def test_table_and_map_of_parkstad_agree(workshop: Workshop) -> None:
    async with workshop.open(OPERATOR) as work:
        table = await import_file(work, content=(DATA / "parkstad_regions_2024.csv").read_bytes(), year=2024)
        drawn = await import_file(
            work, content=(DATA / "parkstad_gemeenten_2024.geojson").read_bytes(), year=2024
        )
        heerlen = await found(work, "GM0917")

    assert (table.added, drawn.changed) == (257, 7)
    assert (heerlen.households, heerlen.outline is not None) == (46_072, True)
