"""Files of areas: whatever CBS calls its columns, every fault with its place."""

import json
from typing import Any

import pytest

from matching.operations.area_files import UnusableAreaFile, read_file, read_geojson
from matching.vocabulary import AreaLevel

OUTLINE = {"type": "Polygon", "coordinates": [[[5.9, 50.9], [5.91, 50.9], [5.91, 50.91], [5.9, 50.9]]]}


def features(*properties: dict[str, Any], geometry: Any = None) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": each, "geometry": geometry} for each in properties],
    }


def faults_of(content: Any) -> list[tuple[str, str]]:
    with pytest.raises(UnusableAreaFile) as refused:
        read_file(content if isinstance(content, bytes) else json.dumps(content).encode())
    return [(fault.path, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "properties",
    [
        {
            "code": "BU09173302",
            "name": "'t Loon",
            "level": "buurt",
            "gmCode": "GM0917",
            "wkCode": "WK091733",
            "households": 520,
        },
        {"statcode": "BU09173302", "statnaam": "'t Loon", "rubriek": "buurt", "aantalHuishoudens": 520},
        {
            "buurtcode": "BU09173302 ",
            "buurtnaam": "'t Loon",
            "wijkcode": "WK091733",
            "wijknaam": "Centrum",
            "gemeentecode": "GM0917",
            "gemeentenaam": "Heerlen",
            "aantal_huishoudens": 520.0,
        },
        {"BU_CODE": "BU09173302", "BU_NAAM": "'t Loon", "GM_CODE": "GM0917", "AANTAL_HH": 520},
    ],
)
def test_columns_of_every_kind_say_the_same(properties: dict[str, Any]) -> None:
    (row,) = read_geojson(features(properties)).rows

    assert (row.code, row.level, row.name) == ("BU09173302", AreaLevel.NEIGHBOURHOOD, "'t Loon")
    assert (row.parent_code, row.municipality_code, row.households) == ("WK091733", "GM0917", 520)


def test_csv_with_semicolons_and_a_byte_order_mark_is_read() -> None:
    text = "\ufeffgemeentecode;gemeentenaam;aantalInwoners;aantalHuishoudens\nGM0917;Heerlen;87461;.\n"

    (row,) = read_file(text.encode()).rows

    assert (row.code, row.inhabitants, row.households) == ("GM0917", 87_461, None)


def test_markers_are_missing_and_tiny_counts_are_not() -> None:
    source = read_geojson(
        features(
            {"code": "GM0001", "name": "A", "households": -99997},
            {"code": "GM0002", "name": "B", "households": -99995.0},
            {"code": "GM0003", "name": "C", "households": None},
            {"code": "GM0004", "name": "D", "households": 5},
            {"code": "GM0005", "name": "E", "households": 0},
        )
    )

    assert [row.households for row in source.rows] == [None, None, None, 5, 0]
    assert "households" in source.told
    assert "inhabitants" not in source.told


def test_letters_in_a_code_are_no_fault() -> None:
    """Amsterdam has districts such as WK0363AA since 2022."""
    (row,) = read_geojson(features({"code": "BU0363AA01", "name": "Kop Zeedijk"})).rows

    assert row.parent_code == "WK0363AA"


def test_middle_is_kept_or_computed() -> None:
    source = read_geojson(
        features(
            {"code": "GM0001", "name": "A", "lon": 5.95, "lat": 50.95},
            {"code": "GM0002", "name": "B"},
            geometry=OUTLINE,
        )
    )

    assert (source.rows[0].longitude, source.rows[0].latitude) == (5.95, 50.95)
    assert (source.rows[1].longitude, source.rows[1].latitude) == (5.90667, 50.90333)


@pytest.mark.parametrize("year", [{"jrstatcode": "2024GM0001"}, {"jaar": 2024}, {"year": "2024"}])
def test_year_of_the_file_is_found(year: dict[str, Any]) -> None:
    assert read_geojson(features({"code": "GM0001", "name": "A", **year})).year == 2024


def test_two_years_are_no_year() -> None:
    mixed = features(
        {"code": "GM0001", "name": "A", "jaar": 2024}, {"code": "GM0002", "name": "B", "jaar": 2023}
    )

    assert read_geojson(mixed).year is None


def test_water_is_left_out_and_counted() -> None:
    source = read_geojson(
        features(
            {"code": "GM0001", "name": "A", "water": "NEE"}, {"code": "GM0001", "name": "A", "water": "JA"}
        )
    )

    assert (len(source.rows), source.water) == (1, 1)


def test_one_page_of_several_is_noticed() -> None:
    page = features({"code": "GM0001", "name": "A"}) | {"links": [{"rel": "next"}]}

    assert read_geojson(page).is_partial
    assert not read_geojson(features({"code": "GM0001", "name": "A"})).is_partial


def test_every_fault_is_named_at_once_with_its_feature() -> None:
    wrong = features(
        {"name": "No code"},
        {"code": "GM0001"},
        {"code": "GM0002", "name": "B", "level": "buurt"},
        {"code": "WK000301", "name": "C", "gmCode": "GM0004"},
        {"code": "GM0005", "name": "D", "households": -3},
        {"code": "GM0006", "name": "E", "households": "many", "lon": 196_000},
        {"code": "GM0002", "name": "B again"},
        "nonsense",  # type: ignore[arg-type]
    )

    assert faults_of(wrong) == [
        ("features.0", "no-code"),
        ("features.1", "no-name"),
        ("features.2", "another-level"),
        ("features.3", "another-parent"),
        ("features.4", "not-a-count"),
        ("features.5", "not-degrees"),
        ("features.5", "not-a-count"),
        ("features.7", "no-code"),
        ("features.6", "twice"),
    ]


def test_outline_in_rijksdriehoek_is_refused_with_advice() -> None:
    geometry = {
        "type": "Polygon",
        "coordinates": [[[196e3, 321e3], [197e3, 321e3], [197e3, 322e3], [196e3, 321e3]]],
    }

    with pytest.raises(UnusableAreaFile) as refused:
        read_geojson(features({"code": "GM0001", "name": "A"}, geometry=geometry), prefix="geojson.")

    (fault,) = refused.value.faults
    assert fault.path == "geojson.features.0"
    assert "WGS84" in fault.english
    assert "graden" in fault.dutch


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "not-text"),
        (b'{"type": "FeatureCollection", ', "not-json"),
        (b"[1, 2]", "not-a-feature-collection"),
        (b'{"type": "Feature"}', "not-a-feature-collection"),
        (b'{"type": "FeatureCollection", "features": []}', "no-areas"),
        (b"", "no-areas"),
        (b"code,name\n", "no-areas"),
    ],
)
def test_what_is_no_file_of_areas_is_refused(content: bytes, code: str) -> None:
    assert faults_of(content) == [("", code)]


def test_faults_in_a_table_count_from_the_first_row() -> None:
    assert faults_of(b"code,name,households\nGM0001,A,1\nGM1,B,2\nGM0003,C,nan\nGM0004,D,inf\n") == [
        ("rows.2", "no-code"),
        ("rows.3", "not-a-count"),
        ("rows.4", "not-a-count"),
    ]


def test_progress_is_told_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    text = "code,name\n" + "".join(f"GM{number:04},A\n" for number in range(250))

    read_file(text.encode(), progress=lambda done, total: seen.append((done, total)))

    assert seen == [(100, 250), (200, 250), (250, 250)]
