"""Read areas from a file of Statistics Netherlands (CBS, PDOK) or our own: pure, no HTTP, no database.

Column names differ from year to year and from shop to shop. They are compared in small letters
without `_` and `-`, so that `aantal_huishoudens`, `aantalHuishoudens` and `AANTAL_HUISHOUDENS` are one.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from matching.errors import Fault, Unprocessable
from matching.operations.outlines import UnusableOutline, read_outline
from matching.vocabulary import AreaLevel

Progress = Callable[[int, int], None]
"""Told how many rows are read, of how many."""


class UnusableAreaFile(Unprocessable):
    """The file of areas has faults; nothing of it was kept."""

    dutch = "Het bestand met gebieden bevat fouten; er is niets van bewaard."


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as a file tells it.

    Attributes
    ----------
    place
        Where it stands in the file, as in `features.12`.
    parent_code
        The district of a neighbourhood, the municipality of a district: by the structure of the code.
    """

    place: str
    code: str
    level: AreaLevel
    name: str
    parent_code: str | None
    municipality_code: str
    households: int | None = None
    inhabitants: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    outline: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class AreaFile:
    """What a file holds.

    Attributes
    ----------
    told
        Which of the optional fields the file speaks of at all; of others we keep what we knew.
    year
        Year of the boundaries, when the file says it.
    water
        Features left out because they are water.
    is_partial
        The file says that it is one page of several.
    """

    rows: tuple[AreaRow, ...]
    told: frozenset[str]
    year: int | None = None
    water: int = 0
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class _Raw:
    place: str
    columns: dict[str, Any]
    geometry: Any = None


_CODE = re.compile(r"GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{2}[0-9]{2}")
_LEVELS = {"GM": AreaLevel.MUNICIPALITY, "WK": AreaLevel.DISTRICT, "BU": AreaLevel.NEIGHBOURHOOD}
_CODES = ("code", "statcode", "buurtcode", "bucode", "wijkcode", "wkcode", "gemeentecode", "gmcode")
"""Names of a column with the area's own code, the most particular first."""
_NAMES = {
    "GM": ("name", "naam", "statnaam", "gemeentenaam", "gmnaam", "gmname"),
    "WK": ("name", "naam", "statnaam", "wijknaam", "wknaam", "wkname"),
    "BU": ("name", "naam", "statnaam", "buurtnaam", "bunaam", "buname"),
}
_PARENTS = {
    "GM": ("gemeentecode", "gmcode"),
    "WK": ("wijkcode", "wkcode"),
}
_FIGURES = {
    "households": ("households", "aantalhuishoudens", "aantalhh", "huishoudenstotaal"),
    "inhabitants": ("inhabitants", "aantalinwoners", "aantinw"),
}
_DEGREES = {
    "longitude": (("longitude", "lon"), 180),
    "latitude": (("latitude", "lat"), 90),
}
_YEARS = ("jaar", "year", "jaarcode", "jrstatcode")
_MISSING = (-99_997, -99_995, -99_996, -99_998, -99_999)
"""What CBS writes for "unknown", "secret" and "not published"."""


def read_file(content: bytes, *, progress: Progress | None = None) -> AreaFile:
    """Read a GeoJSON FeatureCollection or a CSV file with a header.

    Raises
    ------
    UnusableAreaFile
        When anything in it is wrong; names every fault with its feature or row.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _whole_file(
            "not-text", f"Byte {error.start} is not UTF-8.", f"Byte {error.start} is geen UTF-8."
        ) from error
    if not text.lstrip().startswith(("{", "[")):
        return _read(list(_csv_rows(text)), progress)
    try:
        geojson = json.loads(text)
    except ValueError as error:
        raise _whole_file("not-json", f"This is not JSON: {error}.", f"Dit is geen JSON: {error}.") from error
    return read_geojson(geojson, progress=progress)


def read_geojson(geojson: Any, *, prefix: str = "", progress: Progress | None = None) -> AreaFile:
    """Read a GeoJSON FeatureCollection.

    Parameters
    ----------
    prefix
        What stands before the place of each fault.

    Raises
    ------
    UnusableAreaFile
        As in `read_file`.
    """
    features = geojson.get("features") if isinstance(geojson, dict) else None
    if not isinstance(features, list) or geojson.get("type") != "FeatureCollection":
        raise _whole_file(
            "not-a-feature-collection",
            "This is not a GeoJSON FeatureCollection.",
            "Dit is geen GeoJSON FeatureCollection.",
            path=prefix.rstrip("."),
        )
    links = geojson.get("links")
    is_partial = isinstance(links, list) and any(
        isinstance(link, dict) and link.get("rel") == "next" for link in links
    )
    raws = [_feature(f"{prefix}features.{place}", feature) for place, feature in enumerate(features)]
    return _read(raws, progress, is_partial=is_partial, path=prefix.rstrip("."))


def _whole_file(code: str, english: str, dutch: str, *, path: str = "") -> UnusableAreaFile:
    return UnusableAreaFile(english, dutch, [Fault(path, code, english, dutch)])


def _feature(place: str, feature: Any) -> _Raw:
    known = feature if isinstance(feature, dict) else {}
    properties = known.get("properties")
    return _Raw(place, _plain(properties if isinstance(properties, dict) else {}), known.get("geometry"))


def _csv_rows(text: str) -> Iterator[_Raw]:
    """Read the rows; their places count from 1, the header not included."""
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    for number, columns in enumerate(csv.DictReader(io.StringIO(text), delimiter=delimiter), start=1):
        yield _Raw(f"rows.{number}", _plain({name: text for name, text in columns.items() if name}))


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    return {re.sub("[_-]", "", name).lower().strip(): _stripped(value) for name, value in columns.items()}


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _read(
    raws: list[_Raw], progress: Progress | None, *, is_partial: bool = False, path: str = ""
) -> AreaFile:
    if not raws:
        raise _whole_file("no-areas", "There are no areas in it.", "Er staan geen gebieden in.", path=path)
    land = [raw for raw in raws if not _is_water(raw)]
    reader = _Reader()
    rows = []
    for done, raw in enumerate(land, start=1):
        row = reader.row(raw)
        if row:
            rows.append(row)
        if progress and (done % 100 == 0 or done == len(land)):
            progress(done, len(land))
    faults = [*reader.faults, *_twice(rows)]
    if faults:
        raise UnusableAreaFile(
            f"{len(faults)} things are wrong with this file; nothing was kept.",
            f"Er kloppen {len(faults)} dingen niet in dit bestand; er is niets bewaard.",
            faults,
        )
    return AreaFile(tuple(rows), _told(land), _year(land), len(raws) - len(land), is_partial)


def _is_water(raw: _Raw) -> bool:
    return any(str(raw.columns.get(name, "")).upper() in ("JA", "B") for name in ("water", "h2o"))


def _told(raws: list[_Raw]) -> frozenset[str]:
    """Return the optional fields of which at least one row speaks."""
    names = {name for raw in raws for name in raw.columns}
    told = {field for field, columns in _FIGURES.items() if names.intersection(columns)}
    if any(raw.geometry is not None for raw in raws):
        told |= {"outline", "longitude", "latitude"}
    return frozenset(
        told | {field for field, (columns, _) in _DEGREES.items() if names.intersection(columns)}
    )


def _year(raws: list[_Raw]) -> int | None:
    """Return the one year the rows speak of, if there is just one."""
    found = set()
    for raw in raws:
        value = next((raw.columns[name] for name in _YEARS if raw.columns.get(name)), None)
        digits = re.match(r"(19|20)[0-9]{2}", str(value)) if value else None
        found.add(int(digits[0]) if digits else None)
    return found.pop() if len(found) == 1 else None


def _twice(rows: list[AreaRow]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for row in rows:
        if row.code in first:
            yield Fault(
                row.place,
                "twice",
                f"{row.code} stands in the file twice: see {first[row.code]}.",
                f"{row.code} staat dubbel in het bestand: zie {first[row.code]}.",
            )
        first.setdefault(row.code, row.place)


class _Reader:
    """Reads rows one by one, and collects the faults of all."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def row(self, raw: _Raw) -> AreaRow | None:
        """Return the area of a row, or None when its code or name is unusable."""
        code = self._code(raw)
        if code is None:
            return None
        name = self._name(raw, code)
        parent = _parent(code)
        self._check_level(raw, code)
        self._check_parents(raw, code)
        outline = self._outline(raw)
        degrees = {field: self._degree(raw, field) for field in _DEGREES}
        return AreaRow(
            place=raw.place,
            code=code,
            level=_LEVELS[code[:2]],
            name=name,
            parent_code=parent,
            municipality_code=f"GM{code[2:6]}",
            households=self._figure(raw, "households"),
            inhabitants=self._figure(raw, "inhabitants"),
            longitude=outline.longitude if outline and degrees["longitude"] is None else degrees["longitude"],
            latitude=outline.latitude if outline and degrees["latitude"] is None else degrees["latitude"],
            outline=outline.geometry if outline else None,
        )

    def _fault(self, raw: _Raw, code: str, english: str, dutch: str) -> None:
        self.faults.append(Fault(raw.place, code, english, dutch))

    def _code(self, raw: _Raw) -> str | None:
        given = next((raw.columns[name] for name in _CODES if raw.columns.get(name)), None)
        if isinstance(given, str) and _CODE.fullmatch(given):
            return given
        self._fault(
            raw,
            "no-code",
            f"It has no CBS code (GM1234, WK123456 or BU12345678), but {given!r}.",
            f"Er is geen CBS-code (GM1234, WK123456 of BU12345678), maar {given!r}.",
        )
        return None

    def _name(self, raw: _Raw, code: str) -> str:
        given = next((raw.columns[name] for name in _NAMES[code[:2]] if raw.columns.get(name)), None)
        if isinstance(given, str) and len(given) <= 120:
            return given
        self._fault(
            raw,
            "no-name",
            f"{code} has no name of at most 120 characters.",
            f"{code} heeft geen naam van ten hoogste 120 tekens.",
        )
        return ""

    def _check_level(self, raw: _Raw, code: str) -> None:
        given = raw.columns.get("level") or raw.columns.get("rubriek")
        level = _LEVELS[code[:2]]
        if given and str(given).lower() not in (level.value, level.dutch):
            self._fault(
                raw,
                "another-level",
                f"{code} is the code of a {level}, not of a {given}.",
                f"{code} is de code van een {level.dutch}, niet van een {given}.",
            )

    def _check_parents(self, raw: _Raw, code: str) -> None:
        """Hold the parents that a row names against the structure of its code."""
        by_structure = {"GM": f"GM{code[2:6]}", "WK": f"WK{code[2:8]}" if code[:2] != "GM" else None}
        for kind, names in _PARENTS.items():
            given = next((raw.columns[name] for name in names if raw.columns.get(name)), None)
            wanted = by_structure[kind]
            if given and wanted and given != wanted:
                self._fault(
                    raw,
                    "another-parent",
                    f"{code} belongs to {wanted} by its code; the file says {given}.",
                    f"{code} hoort volgens de code bij {wanted}; het bestand zegt {given}.",
                )

    def _figure(self, raw: _Raw, field: str) -> int | None:
        given = next((raw.columns[name] for name in _FIGURES[field] if name in raw.columns), None)
        number = _number(given)
        if number is None or number in _MISSING:
            return None
        if 0 <= number < 100_000_000 and number == int(number):
            return int(number)
        self._fault(
            raw,
            "not-a-count",
            f"{field} must be a whole number from 0, not {given!r}.",
            f"{field} moet een geheel getal vanaf 0 zijn, niet {given!r}.",
        )
        return None

    def _degree(self, raw: _Raw, field: str) -> float | None:
        names, most = _DEGREES[field]
        given = next((raw.columns[name] for name in names if name in raw.columns), None)
        number = _number(given)
        if number is None:
            return None
        if abs(number) <= most:
            return number
        self._fault(
            raw,
            "not-degrees",
            f"{field} must be a number of degrees (WGS84), not {given!r}.",
            f"{field} moet een aantal graden zijn (WGS84), niet {given!r}.",
        )
        return None

    def _outline(self, raw: _Raw) -> Any:
        if raw.geometry is None:
            return None
        try:
            return read_outline(raw.geometry)
        except UnusableOutline as error:
            self._fault(raw, "no-outline", error.english, error.in_dutch)
            return None


def _parent(code: str) -> str | None:
    """Return the area around an area, by the structure of CBS codes."""
    return {"GM": None, "WK": f"GM{code[2:6]}", "BU": f"WK{code[2:8]}"}[code[:2]]


def _number(given: Any) -> float | None:
    """Return a number, None for nothing, and NaN for what is no number."""
    if given is None or given in ("", "."):
        return None
    if isinstance(given, bool):
        return float("nan")
    try:
        return float(str(given).replace(",", "."))
    except ValueError:
        return float("nan")
