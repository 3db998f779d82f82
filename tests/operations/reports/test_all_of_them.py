"""Every report, told apart in every way, answers on a lived-in town; sums come to totals."""

import random
from datetime import timedelta

from conftest import Clock, Town
from histories import Life
from matching.queries.reports import SOURCES
from matching.work import Workshop
from matching_town import a_covenant
from operations.reports.asking import LONG_AGO, report


async def test_every_report_answers_however_it_is_told_apart(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    await a_covenant(workshop, town)
    await Life(workshop, town, clock, random.Random(21)).live(steps=50)

    for source in SOURCES:
        for by in source.indicator.by:
            for on in (clock.now.date(), clock.now.date() - timedelta(days=40)):
                found = await report(
                    workshop, town, source.indicator.slug, by=by.value, since=LONG_AGO, on=on
                )
                named = {"group", "dutch", "english", *(column.name for column in source.indicator.columns)}
                for number in found.table.numbers:
                    for name in named:
                        found.table.cell((number, name))
                for one in found.table.sums:
                    plus, minus = (
                        sum(found.table.cell(place) for place in side) for side in (one.plus, one.minus)
                    )
                    assert plus - minus == one.equals, (source.indicator.slug, by)


async def test_every_report_answers_where_nothing_happened(workshop: Workshop, town: Town) -> None:
    for source in SOURCES:
        for by in source.indicator.by:
            for wanted in ({}, {"exact": False}):
                await report(workshop, town, source.indicator.slug, by=by.value, **wanted)
