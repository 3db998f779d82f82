"""Who is erased is still counted: a report says the same before and after, for every month there was."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text

from conftest import Clock, Town
from histories import Life
from matching.actors import Role
from matching.models import Client, ClientState, PastException, PastMove, PastTenancy, PastWait, PastWaiter
from matching.models.base import Base
from matching.operations.forgetting import retention
from matching.operations.forgetting.afresh import erase_again
from matching.operations.forgetting.erasures import ask_erasure, confirm_erasure
from matching.queries.reports import SOURCES
from matching.queries.reports.kept import middle_of_week, week_of
from matching.reporting.tables import Table
from matching.vocabulary import ErasureGround
from matching.work import Workshop
from matching_town import a_covenant
from operations.reports.asking import LONG_AGO, report

LASTING = ("waiting-times", "origin-placement", "exceptions", "durable-outflow")
REPORTS = [
    (source.indicator, by)
    for source in SOURCES
    if source.indicator.slug in LASTING
    for by in source.indicator.by
]
SEEDS = (111,)
KEPT: tuple[type[Base], ...] = (PastException, PastMove, PastTenancy, PastWait, PastWaiter)


async def told(workshop: Workshop, town: Town, today: date) -> dict[Any, Table]:
    """Return every report until today, of a month that is over and until its end; and small numbers cut for others."""
    ends = [today]
    for _ in range(4):
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    asked: list[dict[str, Any]] = [{"since": LONG_AGO, "on": on} for on in ends]
    asked += [
        {"since": ends[2].replace(day=1), "on": ends[2]},
        {"since": LONG_AGO, "on": today, "exact": False},
        {"since": LONG_AGO, "on": ends[1], "asker": town.provider},
    ]
    return {
        (indicator.slug, by, number): (await report(workshop, town, indicator.slug, by=by, **each)).table
        for indicator, by in REPORTS
        for number, each in enumerate(asked)
        if "asker" not in each or Role.PROVIDER in indicator.whole
    }


async def forgotten(workshop: Workshop, town: Town, clients: list[UUID]) -> int:
    """Confirm that these are erased, which takes them off the list; the erasing itself comes after."""
    for client_id in clients:
        async with workshop.open(town.actor(town.coordinator)) as work:
            asked = await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
            await confirm_erasure(work, erasure_id=asked.id)
    return len(clients)


@pytest.mark.parametrize("seed", SEEDS)
async def test_reports_say_the_same_before_and_after(
    seed: int, workshop: Workshop, town: Town, clock: Clock
) -> None:
    await a_covenant(workshop, town)
    life = Life(workshop, town, clock, random.Random(seed))
    await life.live(steps=55)
    await life.set_aside()
    async with workshop.open() as work:
        query = select(Client.id).where(Client.state != ClientState.PLACED).order_by(Client.reference)
        gone = [one for one in await work.session.scalars(query) if life.dice.random() < 0.6]
    number = await forgotten(workshop, town, gone)
    today = clock.now.date()
    before = await told(workshop, town, today)

    assert await retention.forget(workshop) == number

    after = await told(workshop, town, today)
    assert {asked: (table, after[asked]) for asked, table in before.items() if table != after[asked]} == {}
    async with workshop.open() as work:
        for counts in KEPT:
            await work.session.execute(delete(counts))
    for indicator, by in REPORTS:
        alone = await report(workshop, town, indicator.slug, by=by, since=LONG_AGO)
        assert alone.table != before[indicator.slug, by, 0], "the counts that stay make the difference"


async def test_who_lived_somewhere_when_a_backup_was_made_waits_and_lives_nowhere_afterwards(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    """The backup knows no end of it; that there was one is known, and that nobody was lost is not."""
    await a_covenant(workshop, town)
    life = Life(workshop, town, clock, random.Random(7))
    await life.live(steps=30)
    assert life.housed
    assert life.waiting
    aside = await life.set_aside()
    clock.tick(days=40)
    lines = [
        {"id": str(client), "client": str(client), "region": str(town.region.id), "ground": "objection"}
        | {"provider": str(town.provider.id)}
        for client in (*life.housed, *life.waiting)
    ]
    on = clock.now.date()
    before = (await report(workshop, town, "durable-outflow", since=LONG_AGO, on=on)).table.total

    assert await erase_again(workshop, lines) == len(lines)

    waits = (await report(workshop, town, "waiting-times", since=LONG_AGO, on=on)).table.total
    ended = (await report(workshop, town, "exceptions", since=LONG_AGO, on=on)).table.total
    clock.tick(days=400)
    later = (await report(workshop, town, "durable-outflow", since=LONG_AGO)).table.total
    assert before is not None
    assert waits is not None
    assert later is not None
    assert waits["waiting"] == 0
    assert ended is not None
    assert (ended["exceptions"], ended["living"], ended["going"]) == (len(aside), 0, 0)
    assert (later["tenancies"], later["lost"]) == (before["tenancies"], before["lost"])
    assert later["after_12"] is None, "nobody is seen for so long"


async def test_the_middle_of_a_week_lies_in_the_month_of_the_day(workshop: Workshop) -> None:
    days = "select generate_series(date '2023-01-01', date '2024-12-31', '1 day')::date as day"
    async with workshop.open() as work:
        weeks = (await work.session.execute(text(f"select day, {week_of('day')} from ({days}) days"))).all()
    assert [middle_of_week(day) for day, _ in weeks] == [middle for _, middle in weeks]
    assert all((day.year, day.month) == (middle.year, middle.month) for day, middle in weeks)
    assert max(abs(day - middle) for day, middle in weeks) == timedelta(days=6)
