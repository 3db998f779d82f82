"""Ask a report within the house, past the doors."""

from datetime import date
from typing import Any

from sqlalchemy import text

from conftest import Town
from matching.models import Organisation
from matching.queries.reports import SOURCES, Answer, Wanted, answer
from matching.reporting.indicators import Dimension
from matching.work import Workshop


async def report(
    workshop: Workshop, town: Town, slug: str, *, asker: Organisation | None = None, **wanted: Any
) -> Answer:
    """Return a report as somebody gets it; exact, for the coordinator, unless told otherwise."""
    source = next(one for one in SOURCES if one.indicator.slug == slug)
    if "by" in wanted:
        wanted["by"] = Dimension(wanted["by"])
    usual = {"exact": asker is None}
    async with workshop.open(town.actor(asker or town.coordinator)) as work:
        return await answer(
            work, source=source, region=town.region, wanted=Wanted(**usual | wanted), smallest=5
        )


async def counted(workshop: Workshop, statement: str, **given: Any) -> dict[Any, Any]:
    """Return what a plain statement counts, by its first column; one column besides it, or more as a tuple."""
    async with workshop.open() as work:
        rows = (await work.session.execute(text(statement), given)).all()
    return {row[0]: row[1] if len(row) == 2 else tuple(row[1:]) for row in rows}


def by_group(found: Answer, *names: str) -> dict[str | None, Any]:
    """Return the rows by their group: one column, or several as a tuple."""
    return {
        row["group"]: row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)
        for row in found.table.rows
    }


LONG_AGO = date(2020, 1, 1)
