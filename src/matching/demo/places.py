"""The map of the demo: real municipalities of Parkstad, in which nothing but invented neighbourhoods lies.

Names, codes, households and inhabitants of the municipalities are facts (CBS, Kerncijfers wijken en buurten
2024, CC BY 4.0). Everything below that is invented: no district of the CBS has the number 98 or 99 here, and
the outlines are rectangles near the middle of the municipality.
"""

from dataclasses import dataclass
from typing import Any

YEAR = 2024
_WIDE, _HIGH = 0.011, 0.007
"""The size of an invented neighbourhood. [degree]"""


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality, its figures, its middle, and the invented neighbourhoods of each invented district."""

    code: str
    name: str
    households: int
    inhabitants: int
    longitude: float
    latitude: float
    districts: tuple[tuple[str, str, tuple[str, ...]], ...]


PARKSTAD = (
    Town(
        "GM0917", "Heerlen", 46_072, 87_461, 5.969, 50.893,
        (
            ("99", "Verzonnen Wijk (fictief)", ("Verzonnenveld", "Luchtkasteel", "Gedachteberg")),
            ("98", "Denkbeeldwijk (fictief)", ("Denkbeeldhof", "Fantasiepark", "Schetsheuvel")),
        ),
    ),
    Town(
        "GM0928", "Kerkrade", 23_005, 45_311, 6.051, 50.872,
        (("99", "Nergenswijk (fictief)", ("Nergenshof", "Droomweide", "Papierkwartier")),),
    ),
    Town(
        "GM0882", "Landgraaf", 17_793, 37_112, 6.033, 50.906,
        (("99", "Wolkenwijk (fictief)", ("Wolkenveld", "Schijnbos", "Spiegelhof")),),
    ),
    Town(
        "GM0899", "Brunssum", 13_775, 27_770, 5.978, 50.943,
        (("99", "Sprookjeswijk (fictief)", ("Sprookjesheide", "Fabelhof")),),
    ),
    Town(
        "GM1954", "Beekdaelen", 16_366, 35_896, 5.897, 50.937,
        (("99", "Fictiedael (fictief)", ("Fictiebeek", "Verteldal", "Nieuw-Nergens")),),
    ),
    Town(
        "GM0965", "Simpelveld", 4_885, 10_255, 5.987, 50.829,
        (("99", "Bedenkwijk (fictief)", ("Bedenkveld", "Ergensberg")),),
    ),
    Town(
        "GM0986", "Voerendaal", 5_597, 12_375, 5.916, 50.869,
        (("99", "Verhalendaal (fictief)", ("Verhalenhof", "Zomaarveld")),),
    ),
)  # fmt: skip

VOORBEELDLAND = (
    Town(
        "GM9998", "Voorbeelddorp (fictief)", 4_200, 9_100, 5.75, 50.75,
        (("99", "Voorbeeldwijk (fictief)", ("Voorbeeldveld", "Modelhof")),),
    ),
)  # fmt: skip

SPARE = (Town("GM9999", "Voorbeeldstad (fictief)", 12_000, 25_000, 5.7, 50.7, ()),)
"""On the map, in no region yet: for who makes one."""


def codes(towns: tuple[Town, ...]) -> list[str]:
    """Return the codes of the municipalities."""
    return [town.code for town in towns]


def neighbourhoods(town: Town) -> list[str]:
    """Return the codes of a municipality's invented neighbourhoods."""
    return [
        f"BU{town.code[2:]}{number}{place:02}"
        for number, _, names in town.districts
        for place in range(1, len(names) + 1)
    ]


def geojson() -> dict[str, Any]:
    """Return the whole map as a GeoJSON FeatureCollection."""
    towns = (*PARKSTAD, *VOORBEELDLAND, *SPARE)
    return {"type": "FeatureCollection", "features": [one for town in towns for one in _features(town)]}


def _features(town: Town) -> list[dict[str, Any]]:
    figures = {"households": town.households, "inhabitants": town.inhabitants}
    middle = {"longitude": town.longitude, "latitude": town.latitude}
    found = [_feature(town.code, town.name, None, **figures, **middle)]
    for row, (number, name, names) in enumerate(town.districts):
        south = town.latitude - _HIGH * row
        west = town.longitude - _WIDE * len(names) / 2
        found.append(
            _feature(f"WK{town.code[2:]}{number}", name, _rectangle(west, south, wide=_WIDE * len(names)))
        )
        for place, neighbourhood in enumerate(names):
            code = f"BU{town.code[2:]}{number}{place + 1:02}"
            households = 620 + 130 * ((3 * place + 5 * row) % 4)
            outline = _rectangle(west + _WIDE * place, south, wide=_WIDE)
            found.append(
                _feature(code, neighbourhood, outline, households=households, inhabitants=2 * households + 90)
            )
    return found


def _feature(code: str, name: str, geometry: dict[str, Any] | None, **figures: float) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code, "name": name, **figures}, "geometry": geometry}


def _rectangle(west: float, south: float, *, wide: float) -> dict[str, Any]:
    east, north = round(west + wide, 5), round(south + _HIGH, 5)
    west, south = round(west, 5), round(south, 5)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
