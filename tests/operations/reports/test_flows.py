"""In-, through- and outflow: to the person what the journal says, and always what is on the list."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update
from sqlalchemy.exc import ProgrammingError

from conftest import Clock, Town
from histories import Life
from matching.models import Booking
from matching.operations.placements import prepare_placement, report_failure
from matching.vocabulary import EndReason, Tenancy
from matching.work import Workshop
from operations.reports.asking import LONG_AGO, by_group, counted, report
from tenancies import START, accepted

BACK = "(fact = 'placement.failed' or fact = 'placement.ended' and details ->> 'returned' = 'true')"
"""Who never came to live there is back on the list, also to leave it at once."""

JOURNAL = """
with told as (
    select journal.at, journal.id, fact, details, coalesce(clients.id, placements.client_id) as client_id
    from journal
    left join clients on clients.id = journal.subject_id
    left join placements on placements.id = journal.subject_id
)
select clients.provider_id::text,
    count(*) filter (where fact = 'client.referred' and at < :begin)
        - count(*) filter (where fact = 'placement.prepared' and at < :begin)
        + count(*) filter (where {back} and at < :begin)
        - count(*) filter (where fact = 'client.withdrawn' and at < :begin)
        + count(*) filter (where fact = 'placement.ended' and details ->> 'returned' = 'false' and at < :begin),
    count(*) filter (where fact = 'client.referred' and at >= :begin),
    count(*) filter (where {back} and at >= :begin),
    count(*) filter (where fact = 'placement.prepared' and at >= :begin),
    count(*) filter (where fact = 'client.withdrawn' and at >= :begin)
        - count(*) filter (where fact = 'placement.ended' and details ->> 'returned' = 'false' and at >= :begin)
from told join clients on clients.id = told.client_id
where at < :end
group by 1
""".replace("{back}", BACK)
"""The same flows, from what the operations wrote in the journal: the report never looks there."""


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_flows_are_what_the_journal_says_and_come_to_the_stock(
    workshop: Workshop, town: Town, clock: Clock, seed: int
) -> None:
    born = clock.now
    life = Life(workshop, town, clock, random.Random(seed))
    await life.live(steps=60)
    today = clock.now.date()

    for middle in (born + timedelta(days=30), born + timedelta(days=90)):
        since = middle.date()
        found = await report(workshop, town, "flows", by="provider", since=since, on=today)
        begin = middle.replace(hour=0)
        expected = await counted(workshop, JOURNAL, begin=begin, end=clock.now + timedelta(seconds=1))
        told = by_group(found, "stock_before", "referred", "returned", "housed", "onward", "left")

        assert {key: (*row[:3], row[3] + row[4], row[5]) for key, row in told.items()} == expected
    for by in ("provider", "rung", "origin", "month"):
        found = await report(workshop, town, "flows", by=by, since=born.date(), on=today)
        rows = [*found.table.rows, found.table.total]
        for row in rows:
            assert row is not None
            came = row["stock_before"] + row["referred"] + row["returned"] + row["moved_in"]
            went = row["moved_out"] + row["housed"] + row["onward"] + row["left"]
            assert came - went == row["stock_after"], (by, row)
        assert found.table.total is not None
        assert found.table.total["stock_after"] == len(life.waiting)
        assert found.table.total["moved_in"] == found.table.total["moved_out"]


BY_MONTH = """
select to_char(at, 'YYYY-MM'),
    count(*) filter (where fact = 'client.referred')::int,
    count(*) filter (where {back})::int,
    count(*) filter (where fact = 'placement.prepared')::int,
    (count(*) filter (where fact = 'client.withdrawn')
        - count(*) filter (where fact = 'placement.ended' and details ->> 'returned' = 'false'))::int
from journal
group by 1
""".replace("{back}", BACK)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_each_month_has_what_the_journal_wrote_in_it(
    workshop: Workshop, town: Town, clock: Clock, seed: int
) -> None:
    born = clock.now.date()
    await Life(workshop, town, clock, random.Random(seed)).live(steps=60)

    found = await report(workshop, town, "flows", by="month", since=born)

    names = ("referred", "returned", "housed", "onward", "left")
    told = {
        key: (came, back, housed + onward, left)
        for key, (came, back, housed, onward, left) in by_group(found, *names).items()
    }
    written = await counted(workshop, BY_MONTH)
    nothing = (0, 0, 0, 0)
    assert {key: row for key, row in told.items() if row != nothing} == {
        key: row for key, row in written.items() if row != nothing
    }


@pytest.mark.parametrize(
    ("reason", "left", "waiting"), [(EndReason.DECEASED, 1, 0), (EndReason.NOT_ARRIVED, 0, 1)]
)
async def test_who_never_came_to_live_there_is_back_on_the_list_and_who_died_has_left_it(
    workshop: Workshop, town: Town, reason: EndReason, left: int, waiting: int
) -> None:
    pair = await accepted(workshop, town, housing_forms=["own-home"])
    async with workshop.open(town.actor(town.coordinator)) as work:
        placement = await prepare_placement(
            work,
            proposal_id=pair.proposal,
            tenancy=Tenancy.OWN_NAME,
            starts_on=START,
            rent=60_000,
            flip_on=None,
        )
        await report_failure(
            work, placement_id=placement, reason=reason, on=None, dwelling_available_from=None
        )

    flows = (await report(workshop, town, "flows", by="provider", since=LONG_AGO)).table.total
    waits = (await report(workshop, town, "waiting-times", by="provider", since=LONG_AGO)).table.total

    assert flows is not None
    assert waits is not None
    names = ("referred", "returned", "housed", "onward", "left", "stock_after")
    assert [flows[name] for name in names] == [1, 1, 1, 0, left, waiting]
    assert (waits["housed"], waits["waiting"]) == (0, waiting), "nobody lives there"


COLUMNS = {
    "provider": "provider_id::text",
    "rung": "current_housing_form",
    "origin": "origin",
}


@pytest.mark.parametrize("by", list(COLUMNS))
async def test_the_stock_of_today_is_who_waits_today(
    workshop: Workshop, town: Town, clock: Clock, by: str
) -> None:
    life = Life(workshop, town, clock, random.Random(by))
    await life.live(steps=50)

    found = await report(workshop, town, "flows", by=by, since=LONG_AGO)

    expected = await counted(
        workshop,
        f"select {COLUMNS[by]}, count(*)::int, sum(persons_weight) from clients where state = 'waiting' group by 1",
    )
    stocks = {key: row for key, row in by_group(found, "stock_after", "places_after").items() if row[0]}
    assert stocks == expected


async def test_any_day_can_be_asked_again_and_does_not_change(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    life = Life(workshop, town, clock, random.Random(7))
    await life.live(steps=30)
    then = clock.now.date()
    clock.tick(days=1)
    before = await report(workshop, town, "flows", by="rung", since=LONG_AGO, on=then)
    await life.live(steps=30)

    after = await report(workshop, town, "flows", by="rung", since=LONG_AGO, on=then)

    assert before.table == after.table


async def test_the_months_follow_each_other(workshop: Workshop, town: Town, clock: Clock) -> None:
    born = clock.now.date()
    await Life(workshop, town, clock, random.Random(11)).live(steps=50)

    found = await report(workshop, town, "flows", by="month", since=born)

    rows = found.table.rows
    assert len(rows) > 3
    assert rows[0]["stock_before"] == 0
    for before, after in pairwise(rows):
        assert before["stock_after"] == after["stock_before"]


async def test_nothing_that_was_booked_can_be_changed(workshop: Workshop, town: Town, clock: Clock) -> None:
    await Life(workshop, town, clock, random.Random(5)).live(steps=5)

    with pytest.raises(ProgrammingError, match="append-only"):
        async with workshop.open() as work:
            await work.session.execute(update(Booking).values(persons=1))
