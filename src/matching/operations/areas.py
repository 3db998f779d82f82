"""Put municipalities, districts and neighbourhoods on the map, from files of Statistics Netherlands (CBS)."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from matching.actors import Role
from matching.errors import Fault, Unprocessable
from matching.models import Area, Fact
from matching.operations.area_files import (
    AreaFile,
    AreaRow,
    Progress,
    UnusableAreaFile,
    read_file,
    read_geojson,
)
from matching.vocabulary import AreaLevel
from matching.work import Work

_LOCK = 7_274_655
"""Advisory lock that lets one file be imported at a time."""
_OPTIONAL = ("households", "inhabitants", "longitude", "latitude", "outline")
_NAMED = 20
"""How many codes a note names before it says how many more there are."""


class YearNeeded(Unprocessable):
    """Say of which year the boundaries are."""

    dutch = "Zeg van welk jaar de grenzen zijn."


@dataclass(frozen=True, slots=True)
class Note:
    """Something the importer should know, in both languages."""

    english: str
    dutch: str


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did.

    Attributes
    ----------
    added, changed, unchanged, skipped
        Areas new on the map, changed, found as they were, and left alone because the map is newer.
    notes
        What was left out, and why.
    """

    year: int
    added: int
    changed: int
    unchanged: int
    skipped: int
    notes: tuple[Note, ...]


async def import_file(
    work: Work, *, content: bytes, year: int | None = None, progress: Progress | None = None
) -> ImportCounts:
    """Import a GeoJSON or CSV file.

    Parameters
    ----------
    year
        Of the boundaries; None when the file itself says it.
    progress
        Told, from another thread, how many rows are read, of how many.

    Raises
    ------
    UnusableAreaFile
        When anything in it is wrong; names every fault, and nothing is kept.
    YearNeeded
        When neither you nor the file says the year.
    """
    work.actor.require(Role.OPERATOR)
    source = await asyncio.to_thread(read_file, content, progress=progress)
    return await import_areas(work, source=source, year=year)


async def import_geojson(work: Work, *, geojson: dict[str, Any], year: int) -> ImportCounts:
    """Import a FeatureCollection that came in as JSON.

    Raises
    ------
    UnusableAreaFile
        As in `import_file`.
    """
    work.actor.require(Role.OPERATOR)
    source = await asyncio.to_thread(read_geojson, geojson, prefix="geojson.")
    return await import_areas(work, source=source, year=year)


async def import_areas(work: Work, *, source: AreaFile, year: int | None = None) -> ImportCounts:
    """Add and change areas; doing it twice changes nothing the second time.

    Boundaries of an older year never replace newer ones. A field the file never speaks of keeps
    what the map knows.

    Raises
    ------
    UnusableAreaFile
        When the area around another is neither in the file nor on the map; names them all.
    YearNeeded
        As in `import_file`.
    """
    work.actor.require(Role.OPERATOR)
    year = _agreed_year(source, year)
    await work.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    known = await _known(work, source)
    _refuse_orphans(source, known)
    result = await _store(work, source, known, year)
    work.record(
        Fact.AREAS_IMPORTED,
        None,
        year=year,
        added=result.added,
        changed=result.changed,
        skipped=result.skipped,
    )
    await work.session.flush()
    return result


def _agreed_year(source: AreaFile, year: int | None) -> int:
    agreed = year if year is not None else source.year
    if agreed is None:
        raise YearNeeded(
            "The file does not say of which year its boundaries are; give the year.",
            "Het bestand zegt niet van welk jaar de grenzen zijn; geef het jaar.",
            [Fault("year", "missing", "Give the year.", "Geef het jaar.")],
        )
    return agreed


async def _known(work: Work, source: AreaFile) -> dict[str, Area]:
    """Return what the map knows of the areas in the file, and of those around them."""
    codes = {row.code for row in source.rows} | {row.parent_code for row in source.rows if row.parent_code}
    found = await work.session.scalars(select(Area).where(Area.code.in_(codes)))
    return {area.code: area for area in found}


def _refuse_orphans(source: AreaFile, known: dict[str, Area]) -> None:
    """Refuse a file in which an area lies in one that nobody knows; each missing one is named once."""
    present = {row.code for row in source.rows} | known.keys()
    missing: dict[str, list[AreaRow]] = {}
    for row in source.rows:
        if row.parent_code and row.parent_code not in present:
            missing.setdefault(row.parent_code, []).append(row)
    if missing:
        raise UnusableAreaFile(
            f"{len(missing)} areas around others are missing; import them first, or in the same file.",
            f"Er ontbreken {len(missing)} omvattende gebieden; importeer ze eerst, of in hetzelfde bestand.",
            [_orphans_fault(parent, rows) for parent, rows in missing.items()],
        )


def _orphans_fault(parent: str, rows: list[AreaRow]) -> Fault:
    return Fault(
        rows[0].place,
        "missing-parent",
        f"{rows[0].code} lies in {parent}, which is not on the map ({len(rows)} areas need it).",
        f"{rows[0].code} ligt in {parent}, dat niet op de kaart staat (nodig voor {len(rows)} gebieden).",
    )


async def _store(work: Work, source: AreaFile, known: dict[str, Area], year: int) -> ImportCounts:
    new = [row for row in source.rows if row.code not in known]
    old = [row for row in source.rows if row.code in known]
    newer = [row for row in old if known[row.code].year > year]
    same_age = [row for row in old if known[row.code].year <= year]
    changed = [row for row in same_age if _change(work, known[row.code], row, source.told, year)]
    for level in AreaLevel:
        work.session.add_all(_area(work, row, year) for row in new if row.level is level)
        await work.session.flush()
    return ImportCounts(
        year=year,
        added=len(new),
        changed=len(changed),
        unchanged=len(same_age) - len(changed),
        skipped=len(newer),
        notes=tuple(_notes(source, newer, known, year)),
    )


def _area(work: Work, row: AreaRow, year: int) -> Area:
    return Area(
        code=row.code,
        level=row.level,
        year=year,
        name=row.name,
        parent_code=row.parent_code,
        municipality_code=row.municipality_code,
        households=row.households,
        inhabitants=row.inhabitants,
        longitude=row.longitude,
        latitude=row.latitude,
        outline=row.outline,
        modified_at=work.at,
    )


def _change(work: Work, area: Area, row: AreaRow, told: frozenset[str], year: int) -> bool:
    """Bring an area to what a row says, and tell whether that changed anything."""
    wanted: dict[str, Any] = {"year": year, "name": row.name}
    wanted |= {field: getattr(row, field) for field in _OPTIONAL if field in told}
    differs = {field: value for field, value in wanted.items() if getattr(area, field) != value}
    for field, value in differs.items():
        setattr(area, field, value)
    if differs:
        area.modified_at = work.at
    return bool(differs)


def _notes(source: AreaFile, newer: list[AreaRow], known: dict[str, Area], year: int) -> Iterator[Note]:
    if newer:
        codes = [row.code for row in newer]
        latest = max(known[code].year for code in codes)
        more = f" (+{len(codes) - _NAMED})" if len(codes) > _NAMED else ""
        names = ", ".join(codes[:_NAMED]) + more
        yield Note(
            f"The map has newer boundaries (up to {latest}) than {year} for {names}; these were left alone.",
            f"De kaart heeft nieuwere grenzen (tot {latest}) dan {year} voor {names}; die bleven gelijk.",
        )
    if source.water:
        yield Note(
            f"{source.water} features are water and were left out.",
            f"{source.water} objecten zijn water en bleven buiten de kaart.",
        )
    if source.is_partial:
        yield Note(
            "The file says that it is one page of several; import the others too.",
            "Het bestand zegt dat het één bladzijde van meer is; importeer de andere ook.",
        )
