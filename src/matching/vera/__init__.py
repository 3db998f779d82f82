"""What a corporation's system says in VERA, read as dwellings. Pure: JSON in, values and warnings out.

VERA is the exchange standard of Dutch housing corporations (Aedes). The paths, lists and codes are those of
VERA 4.3; the codes of kinds of rooms were looked up in its reference data of June 2026.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from matching.vera.reading import Known, Reading
from matching.vera.source import Source, unused
from matching.vera.table import MAPPING, NOT_KEPT, UNKNOWN_TO_VERA, Aside, Row, why_not_kept

__all__ = [
    "MAPPING",
    "NOT_KEPT",
    "UNKNOWN_TO_VERA",
    "Aside",
    "Known",
    "Reading",
    "Row",
    "read",
    "why_not_kept",
]


def read(
    publications: Sequence[Mapping[str, Any]],
    units: Sequence[Mapping[str, Any]],
    *,
    known: Known,
    today: date,
) -> tuple[list[Reading], Counter[str]]:
    """Return what each unit says, and which paths were not used at all, with how often they stood there."""
    readings: list[Reading] = []
    left_over: Counter[str] = Counter()
    for publication, sources in _sources(publications, units, today):
        looked_at: set[str] = set()
        for source in sources:
            reading = Reading(source, known)
            for row in MAPPING:
                row.read(reading)
            readings.append(reading)
            looked_at |= source.looked_at
            left_over += unused(source.unit, "Eenheid", source.looked_at)
        if publication is not None:
            rest = {name: value for name, value in publication.items() if name != "eenheden"}
            left_over += unused(rest, "Publicatie", looked_at)
    return readings, left_over


def _sources(
    publications: Sequence[Mapping[str, Any]], units: Sequence[Mapping[str, Any]], today: date
) -> Iterator[tuple[Mapping[str, Any] | None, list[Source]]]:
    for position, publication in enumerate(publications):
        place, held = f"publications.{position}", publication["eenheden"]
        yield (
            publication,
            [
                Source(unit, f"{place}.eenheden.{number}", publication, place, len(held), today)
                for number, unit in enumerate(held)
            ],
        )
    yield None, [Source(unit, f"units.{number}", None, "", 1, today) for number, unit in enumerate(units)]
