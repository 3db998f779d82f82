"""Who is erased is still counted: a report says the same before and after, for every month there was."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text, update

from conftest import Clock, Town
from histories import Life
from matching.actors import Role
from matching.models import (
    Client,
    ClientState,
    Dwelling,
    Placement,
    PlacementState,
    Proposal,
)
from matching.operations.covenants import change_covenant
from matching.operations.forgetting import retention
from matching.operations.forgetting.afresh import erase_again
from matching.operations.forgetting.erasures import ask_erasure, confirm_erasure
from matching.operations.placements import end_placement, report_failure
from matching.queries.procedures import Decay
from matching.queries.reports import KEPT, SOURCES, Reach
from matching.queries.reports.answering import quarter_of
from matching.queries.reports.kept import middle_of_week, week_of
from matching.reporting.indicators import Indicator
from matching.reporting.tables import Table
from matching.vocabulary import EndReason, ErasureGround
from matching.work import Workshop
from matching_town import a_covenant
from operations.reports.asking import LONG_AGO, report
from rows import a_waiting_client, somebody_moves_in

LASTING = (
    "waiting-times",
    "origin-placement",
    "demand-supply",
    "exceptions",
    "fairness",
    "durable-outflow",
    "spread",
    "commitments",
    "load",
)
REPORTS = [
    (source.indicator, by)
    for source in SOURCES
    if source.indicator.slug in LASTING
    for by in source.indicator.by
]
SEEDS = (2,)


def ends_of_months(today: date) -> list[date]:
    """Return today, and the last days of the four months before."""
    ends = [today]
    for _ in range(4):
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends


async def on_offer(workshop: Workshop, town: Town, today: date) -> list[dict[Any, Any]]:
    """Return what each corporation had on offer at the end of months."""
    return [
        column((await report(workshop, town, "commitments", on=on)).table, "offered")
        for on in ends_of_months(today)
    ]


async def told(workshop: Workshop, town: Town, today: date) -> dict[Any, Table]:
    """Return every report as everybody gets it who reads it.

    Until today and until the end of months, since long ago and since months; exact, and with small numbers cut, as
    others read the region by the quarter; and what they read of their own.
    """
    ends = ends_of_months(today)
    desk: list[dict[str, Any]] = [{"since": LONG_AGO, "on": on} for on in ends]
    desk += [
        {"since": ends[start].replace(day=1), "on": ends[end]}
        for start, end in ((1, 0), (3, 0), (4, 2), (2, 2))
    ]
    desk += [{"since": LONG_AGO, "on": today, "exact": False}]
    first, last = quarter_of(ends[3])
    others = [
        {"reach": Reach.REGION, "since": first, "on": last, "asker": one}
        for one in (town.provider, town.municipality, town.corporation)
    ]
    own = [
        {"reach": Reach.OWN, "since": LONG_AGO, "on": ends[1], "asker": one}
        for one in (town.provider, town.corporation)
    ]
    return {
        (indicator.slug, by, number): (await report(workshop, town, indicator.slug, by=by, **each)).table
        for indicator, by in REPORTS
        for number, each in enumerate([*desk, *others, *own])
        if "asker" not in each or _reads(indicator, town.actor(each["asker"]).role, each["reach"])
    }


def _reads(indicator: Indicator, role: Role, reach: Reach) -> bool:
    return role in (indicator.own if reach is Reach.OWN else indicator.whole)


async def shared_homes(workshop: Workshop, dice: random.Random) -> None:
    """Let some have lived at one address, at places of which fewer are left; and let some offers have ended since."""
    async with workshop.open() as work:
        homes = list(await work.session.scalars(select(Dwelling).order_by(Dwelling.id)))
        for one, other in zip(homes[::4], homes[1::4], strict=False):
            one.capacity = dice.choice([1, 2])
            one.withdrawn_at = None
            for kind in (Proposal, Placement):
                moved = update(kind).where(kind.dwelling_id == other.id)
                await work.session.execute(
                    moved.values(dwelling_id=one.id, **({"place": 2} if kind is Proposal else {}))
                )
        for home in homes[2::3]:
            home.available_until = home.created_at.date() + timedelta(days=dice.randrange(60))


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
    await shared_homes(workshop, life.dice)
    async with workshop.open() as work:
        query = select(Client.id).where(Client.state != ClientState.PLACED).order_by(Client.reference)
        gone = [one for one in await work.session.scalars(query) if life.dice.random() < 0.6]
    number = await forgotten(workshop, town, gone)
    today = clock.now.date()
    before, free = await told(workshop, town, today), await on_offer(workshop, town, today)

    assert await retention.forget(workshop) == number

    after = await told(workshop, town, today)
    assert {asked: (table, after[asked]) for asked, table in before.items() if table != after[asked]} == {}
    assert await on_offer(workshop, town, today) == free
    async with workshop.open() as work:
        for counts in {kept.counts for kept in KEPT}:
            await work.session.execute(delete(counts))
    alone = await told(workshop, town, today)
    assert {asked[:2] for asked in before if alone[asked] != before[asked]} == {
        (indicator.slug, by) for indicator, by in REPORTS
    }, "the counts that stay make the difference"
    assert await on_offer(workshop, town, today) != free
    figures = {
        ("demand-supply", "waiting", "offered", "shortage", "housed"),
        ("fairness", "listed", "placed", "share", "wait"),
    }
    for slug, *names in figures:
        for name in names:
            assert any(
                column(alone[asked], name) != column(before[asked], name)
                for asked in before
                if asked[0] == slug
            ), (slug, name)


def column(table: Table, name: str) -> dict[Any, Any]:
    return {row["group"]: row[name] for row in table.rows}


@pytest.mark.parametrize("places", [1, 2])
async def test_a_shared_home_of_which_a_place_went_is_offered_as_often_as_before(
    workshop: Workshop, town: Town, clock: Clock, places: int
) -> None:
    """Also in months in which nothing happened to who is erased: its offer ended, and somebody moved in besides.

    Of a home that stays on offer a place that goes after the erasure is no debt.
    """
    await a_covenant(workshop, town)
    clock.now = clock.now.replace(day=5)
    until = clock.now.date() + timedelta(days=32) if places == 1 else None
    home = {"capacity": 2, "available_until": until}
    first = await somebody_moves_in(workshop, town, dwelling=home)
    clock.tick(days=65)
    second = await somebody_moves_in(workshop, town)
    async with workshop.open() as work:
        gone, stays = [await work.session.get_one(Placement, one) for one in (first, second)]
        (await work.session.get_one(Dwelling, stays.dwelling_id)).withdrawn_at = clock.now
        client, stays.dwelling_id = gone.client_id, gone.dwelling_id
        proposal = await work.session.get_one(Proposal, stays.proposal_id)
        proposal.dwelling_id, proposal.place = gone.dwelling_id, 2
    clock.tick(days=31)
    await _ends(workshop, town, first)
    await _has_places(workshop, stays.dwelling_id, places)
    clock.tick(days=31)
    await forgotten(workshop, town, [client])
    today = clock.now.date()
    before = (
        [await _supply(workshop, town, on) for on in ends_of_months(today)],
        await on_offer(workshop, town, today),
    )

    assert await retention.forget(workshop) == 1

    after = (
        [await _supply(workshop, town, on) for on in ends_of_months(today)],
        await on_offer(workshop, town, today),
    )
    assert after == before

    await _has_places(workshop, stays.dwelling_id, 1)
    offered = [await _supply(workshop, town, on) for on in ends_of_months(today)]
    offered += await on_offer(workshop, town, today)
    assert min(number for one in offered for number in one.values()) >= 0


async def _ends(workshop: Workshop, town: Town, placement_id: UUID) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        await end_placement(
            work,
            placement_id=placement_id,
            reason=EndReason.CLIENT_LEFT,
            ended_on=None,
            client_returns=False,
            dwelling_available_from=None,
        )


async def _has_places(workshop: Workshop, dwelling_id: UUID, capacity: int) -> None:
    async with workshop.open() as work:
        (await work.session.get_one(Dwelling, dwelling_id)).capacity = capacity


async def _supply(workshop: Workshop, town: Town, on: date) -> dict[Any, Any]:
    return column((await report(workshop, town, "demand-supply", since=LONG_AGO, on=on)).table, "offered")


@pytest.mark.parametrize("by", ["neighbourhood", "district"])
async def test_what_a_covenant_counts_and_a_place_carries_is_as_it_was_then(
    workshop: Workshop, town: Town, clock: Clock, by: str
) -> None:
    """Also of a lease that was to begin in a later month, and of one that failed in a later month."""
    await a_covenant(workshop, town)
    clock.now = clock.now.replace(day=5)
    later = {"starts_on": clock.now.date() + timedelta(days=70), "imported": True}
    begins = await somebody_moves_in(workshop, town, **later, state=PlacementState.PREPARING)
    fails = await somebody_moves_in(workshop, town, **later, state=PlacementState.PREPARING)
    async with workshop.open() as work:
        gone = [(await work.session.get_one(Placement, one)).client_id for one in (begins, fails)]
        (await work.session.get_one(Placement, begins)).state = PlacementState.CONFIRMED
    asked = [("spread", "municipality"), ("commitments", "corporation"), ("load", by)]
    clock.tick(days=33)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await report_failure(
            work, placement_id=fails, reason=EndReason.DECEASED, on=None, dwelling_available_from=None
        )
    clock.tick(days=70)
    await _ends(workshop, town, begins)
    clock.tick(days=31)
    await forgotten(workshop, town, gone)
    ends = ends_of_months(clock.now.date())

    async def told_then() -> list[list[Table]]:
        return [
            [(await report(workshop, town, slug, by=way, on=on)).table for on in ends] for slug, way in asked
        ]

    before = await told_then()
    for tables, name, counted in zip(
        before,
        ("placed", "supplied", "residents"),
        ([1, 1, 1, 1, 2], [1, 1, 1, 1, 2], [0, 0, 1, 1, 2]),
        strict=True,
    ):
        assert [sum(column(table, name).values()) for table in tables] == counted, name
    assert await retention.forget(workshop) == 2
    assert await told_then() == before


async def test_a_load_that_settled_while_somebody_lived_there_is_as_it_was(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    """Of leases that began on first and last days of months; one of 31 October is half a year old on 30 April."""
    agreement = await a_covenant(workshop, town)
    async with workshop.open(town.actor(town.coordinator)) as work:
        decay = {"load_decay": (Decay(6, 50), Decay(7, 25))}
        await change_covenant(work, covenant_id=agreement.covenant_id, reason="Sneller.", procedure=decay)
    clock.now = datetime(2027, 4, 20, 9, tzinfo=UTC)
    began = [date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30)]
    placed = [await somebody_moves_in(workshop, town, starts_on=day, load=Decimal("1.25")) for day in began]
    async with workshop.open() as work:
        gone = [(await work.session.get_one(Placement, one)).client_id for one in placed]
    clock.now = datetime(2027, 8, 3, 9, tzinfo=UTC)
    for one in placed:
        await _ends(workshop, town, one)
    await forgotten(workshop, town, gone)
    ends = ends_of_months(clock.now.date())

    async def told_then() -> list[Table]:
        return [(await report(workshop, town, "load", on=on)).table for on in ends]

    before = await told_then()
    settled = [sum(column(table, "settled").values()) for table in before]
    assert settled == [Decimal(points) for points in ("0", "1.24", "1.24", "1.88", "3.76")]
    assert await retention.forget(workshop) == len(gone)

    assert await told_then() == before


async def test_who_is_erased_keeps_a_small_number_small(workshop: Workshop, town: Town, clock: Clock) -> None:
    """A provider that forgot its own clients still reads nothing of those few of another."""
    await a_covenant(workshop, town)
    known = [
        await _waiting(workshop, town, bedrooms=one, others=others)
        for one, others in ((1, 3), (2, 5), (3, 3))
    ]
    first, last = quarter_of(clock.now.date())
    clock.now = datetime.combine(last + timedelta(days=20), time(), UTC)
    asked = {"by": "bedrooms", "since": first, "on": last, "asker": town.provider}
    before = (await report(workshop, town, "demand-supply", **asked)).table
    assert column(before, "waiting") == {"1": None, "2": 9, "3": None}, "three are few, and five are not"

    number = await forgotten(workshop, town, [*known[0], *known[1]])
    assert await retention.forget(workshop) == number == 8

    assert (await report(workshop, town, "demand-supply", **asked)).table == before
    exact = await report(workshop, town, "demand-supply", by="bedrooms", since=first, on=last)
    assert column(exact.table, "waiting") == {"1": 7, "2": 9, "3": 7}


async def _waiting(workshop: Workshop, town: Town, *, bedrooms: int, others: int) -> list[UUID]:
    """Let four of the town's provider wait, and some of another; return the four."""
    async with workshop.open() as work:
        mine = [a_waiting_client(work, town, bedrooms=bedrooms) for _ in range(4)]
        theirs = {"bedrooms": bedrooms, "provider_id": town.other_provider.id}
        work.session.add_all([*mine, *(a_waiting_client(work, town, **theirs) for _ in range(others))])
        return [one.id for one in mine]


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
    listed = (await report(workshop, town, "fairness", since=LONG_AGO, on=on)).table
    asked = (await report(workshop, town, "demand-supply", since=LONG_AGO, on=on)).table
    spread = (await report(workshop, town, "spread", on=on)).table
    before = (await report(workshop, town, "durable-outflow", since=LONG_AGO, on=on)).table.total

    assert await erase_again(workshop, lines) == len(lines)

    waits = (await report(workshop, town, "waiting-times", since=LONG_AGO, on=on)).table.total
    ended = (await report(workshop, town, "exceptions", since=LONG_AGO, on=on)).table.total
    needed = (await report(workshop, town, "demand-supply", since=LONG_AGO, on=on)).table
    assert (await report(workshop, town, "fairness", since=LONG_AGO, on=on)).table == listed
    assert set(column(needed, "waiting").values()) == {0}
    assert column(needed, "housed") == column(asked, "housed")
    assert (await report(workshop, town, "spread", on=on)).table == spread
    carried = (await report(workshop, town, "load", on=on)).table
    assert set(column(carried, "residents").values()) == {0}
    clock.tick(days=400)
    since = clock.now.date().replace(day=1)
    nobody = (await report(workshop, town, "fairness", since=since)).table
    assert (nobody.rows, nobody.total and nobody.total["listed"]) == ((), 0)
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
