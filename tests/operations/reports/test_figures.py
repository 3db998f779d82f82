"""Every report against the same figures added up another way, on random histories; and asked again later."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import exp, log, sqrt
from statistics import NormalDist, mean, median
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from conftest import Caretaker, Clock, Town
from histories import Life
from matching.models import Client, Dwelling, Placement, PlacementState, Proposal, ProposalStep
from matching.queries.covenants import agreement_on
from matching.queries.reports import SOURCES
from matching.queries.usage import stands, usage
from matching.work import Workshop
from matching_town import a_covenant
from operations.reports.asking import LONG_AGO, by_group, counted, report

DAY = timedelta(days=1)
PARTS = ("without_supply", "in_earlier_proposals", "release", "answers", "viewing", "lease", "landing")
"""The steps of a wait, as the report tells them."""
ATTRIBUTES = {
    "urgency": "urgency",
    "provider": "provider_id",
    "rung": "current_housing_form",
    "origin": "origin",
}
"""What clients are told apart by, and where they have it."""
SURE = NormalDist().inv_cdf(0.975)
"""How many times its own error a figure may be off, in ninety-five of a hundred cases."""


@pytest.fixture(params=[4, 5])
async def life(
    request: pytest.FixtureRequest, caretaker: Caretaker, workshop: Workshop, town: Town, clock: Clock
) -> Life:
    """Return a town after a year or so of random things."""
    return await Life(workshop, town, clock, random.Random(request.param)).lived(caretaker, steps=70)


async def rows_of(workshop: Workshop, kind: type[Any]) -> list[Any]:
    async with workshop.open() as work:
        return list(await work.session.scalars(select(kind)))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def test_asked_again_later_every_report_says_the_same(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    """As of a day is as of that day: whatever happened since."""
    await a_covenant(workshop, town)
    life = Life(workshop, town, clock, random.Random(8))
    await life.live(steps=35)
    then = clock.now.date()
    clock.tick(days=1)
    asked = [(source.indicator.slug, by.value) for source in SOURCES for by in source.indicator.by]
    before = {
        each: await report(workshop, town, each[0], by=each[1], since=LONG_AGO, on=then) for each in asked
    }
    await life.live(steps=35)

    for slug, by in asked:
        after = await report(workshop, town, slug, by=by, since=LONG_AGO, on=then)
        assert after.table == before[slug, by].table, (slug, by)


async def test_waiting_is_as_long_as_the_days_between(workshop: Workshop, town: Town, life: Life) -> None:
    found = await report(workshop, town, "waiting-times", by="provider", since=LONG_AGO)
    clients = {one.id: one for one in await rows_of(workshop, Client)}
    proposals = {one.id: one for one in await rows_of(workshop, Proposal)}
    steps: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    for step in await rows_of(workshop, ProposalStep):
        steps[step.proposal_id].setdefault(step.target.value, step.at)
    placements = await rows_of(workshop, Placement)
    waits: dict[str, list[dict[str, int]]] = defaultdict(list)
    for one in placements:
        if one.state is PlacementState.FAILED:
            continue
        waits[str(one.provider_id)].append(_parts(one, clients, proposals, steps, placements))

    told = by_group(found, "housed", "mean", "median", *PARTS)

    assert {group: row[0] for group, row in told.items() if row[0]} == {
        group: len(each) for group, each in waits.items()
    }
    for group, each in waits.items():
        _, whole, middle, *parts = told[group]
        assert float(whole) == pytest.approx(mean(one["whole"] for one in each), abs=0.06)
        assert float(middle) == pytest.approx(median(one["whole"] for one in each), abs=0.06)
        for name, value in zip(PARTS, parts, strict=True):
            assert float(value) == pytest.approx(mean(one[name] for one in each), abs=0.06), name
    for row in found.table.rows:
        if row["housed"]:
            whole = sum(row[name] for name in PARTS)
            assert whole == pytest.approx(row["mean"], abs=Decimal("0.4")), "rounded, seven times"
    assert sum(row["waiting"] for row in found.table.rows) == len(life.waiting)


def _parts(
    one: Placement,
    clients: dict[UUID, Client],
    proposals: dict[UUID, Proposal],
    steps: dict[UUID, dict[str, datetime]],
    placements: list[Placement],
) -> dict[str, int]:
    """Return the days of one placement, by walking through its history."""
    earlier = [
        proposals[other.proposal_id].ended_at
        for other in placements
        if other.client_id == one.client_id and other.id != one.id and other.created_at < one.created_at
    ]
    start = max((moment.date() for moment in earlier if moment), default=clients[one.client_id].on_list_since)
    walked = {target: moment.date() for target, moment in steps[one.proposal_id].items()}
    proposed, made = max(start, walked["proposed"]), one.created_at.date()
    key = max(one.starts_on, made)
    tried = sum(
        max(timedelta(), min(other.ended_at.date(), proposed) - max(other.created_at.date(), start)).days
        for other in proposals.values()
        if other.client_id == one.client_id
        and other.id != one.proposal_id
        and other.state.value == "declined"
        and other.ended_at
    )
    return {
        "whole": (key - start).days,
        "without_supply": (proposed - start).days - tried,
        "in_earlier_proposals": tried,
        "release": (walked["released"] - proposed).days,
        "answers": (walked["viewing"] - walked["released"]).days,
        "viewing": (walked["accepted"] - walked["viewing"]).days,
        "lease": (made - walked["accepted"]).days,
        "landing": (key - made).days,
    }


PLACED = """
select {0}, count(*)::int from placements
where id in (select subject_id from journal where fact = 'placement.prepared')
and id not in (select subject_id from journal where fact = 'placement.failed')
group by 1
"""


async def test_spread_and_commitments_are_what_the_journal_says(
    workshop: Workshop, town: Town, life: Life
) -> None:
    spread = await report(workshop, town, "spread")
    commitments = await report(workshop, town, "commitments")

    async with workshop.open() as work:
        agreement = await agreement_on(work, region_id=town.region.id, on=life.clock.now.date())
    before = {one.municipality: one.placed_before for one in agreement.wording.quotas}
    journal = Counter(await counted(workshop, PLACED.format("municipality_code")))
    expected = {town: journal[town] + before.get(town, 0) for town in {*journal, *before}}
    assert by_group(spread, "placed") == expected
    supplied = Counter(await counted(workshop, PLACED.format("corporation_id::text")))
    for one in agreement.wording.commitments:
        row = by_group(commitments, "agreed", "supplied", "open")[str(one.organisation)]
        now = supplied[str(one.organisation)] + one.supplied_before
        assert row == (one.dwellings, now, max(0, one.dwellings - now))


SETTLED = """
    select neighbourhood_code, sum(round(case
        when starts_on + interval '24 months' <= cast(:today as date) then load / 4
        when starts_on + interval '12 months' <= cast(:today as date) then load / 2
        else load
    end, 2)) from placements where state in ('preparing', 'confirmed') and load > 0 group by 1
"""


async def test_load_is_what_a_matching_run_would_count(workshop: Workshop, town: Town, life: Life) -> None:
    """Half after twelve months and a quarter after twenty-four, by the months of PostgreSQL."""
    life.clock.tick(days=190)  # so that some of it has settled
    today = life.clock.now.date()

    found = await report(workshop, town, "load")

    async with workshop.open() as work:
        agreement = await agreement_on(work, region_id=town.region.id, on=today)
        used = await usage(work, agreement=agreement, of=stands())
        settled = dict((await work.session.execute(text(SETTLED), {"today": today})).all())
    told = {group: load for group, load in by_group(found, "settled").items() if load}
    assert told == settled == {area: load for area, load in used.load.items() if load}
    assert sum(row["residents"] for row in found.table.rows) == len(life.housed)


async def test_the_matrix_counts_every_move_once(workshop: Workshop, town: Town, life: Life) -> None:
    found = await report(workshop, town, "origin-placement", since=LONG_AGO, on=life.clock.now.date())

    clients = {one.id: one for one in await rows_of(workshop, Client)}
    persons: Counter[tuple[str, str]] = Counter()
    places: Counter[tuple[str, str]] = Counter()
    for one in await rows_of(workshop, Placement):
        if one.state is not PlacementState.FAILED and one.starts_on <= life.clock.now.date():
            origin = "unknown" if one.origin is None else "outside" if one.origin == "GM9003" else one.origin
            persons[origin, one.municipality_code] += 1
            places[origin, one.municipality_code] += clients[one.client_id].persons_weight
    told = {
        (row["group"], row["municipality"]): (row["persons"], row["places"])
        for row in found.table.rows
        if "total" not in (row["group"], row["municipality"]) and row["persons"]
    }
    assert told == {key: (count, places[key]) for key, count in persons.items()}
    assert found.table.total is not None
    assert found.table.total["persons"] == persons.total()


async def test_demand_and_supply_are_who_waits_and_what_is_free(
    workshop: Workshop, town: Town, life: Life
) -> None:
    found = await report(workshop, town, "demand-supply", by="bedrooms", since=LONG_AGO)

    waiting = Counter(
        None if one.bedrooms is None else str(one.bedrooms)
        for one in await rows_of(workshop, Client)
        if one.state.value == "waiting"
    )
    free = Counter(
        None if one.bedrooms is None else str(one.bedrooms)
        for one in await rows_of(workshop, Dwelling)
        if one.state.value == "offered"
    )
    assert {group: count for group, count in by_group(found, "waiting").items() if count} == waiting
    assert {group: count for group, count in by_group(found, "offered").items() if count} == free


async def test_the_quality_of_data_is_what_is_missing(workshop: Workshop, town: Town, life: Life) -> None:
    found = await report(workshop, town, "data-quality")

    waiting: dict[str, list[Client]] = defaultdict(list)
    for one in await rows_of(workshop, Client):
        if one.state.value == "waiting":
            waiting[str(one.provider_id)].append(one)
    for group, (count, bedrooms, ready) in by_group(
        found, "waiting", "without_bedrooms", "without_ready_from"
    ).items():
        each = waiting.pop(str(group))
        assert count == len(each)
        for told, name in ((bedrooms, "bedrooms"), (ready, "ready_from")):
            missing = sum(getattr(one, name) is None for one in each)
            assert float(told) == pytest.approx(100 * missing / len(each), abs=0.06)
    assert not waiting


async def test_exceptions_are_counted_by_how_they_ended(workshop: Workshop, town: Town, life: Life) -> None:
    rules = await life.set_aside()
    placed = {one.proposal_id for one in await rows_of(workshop, Placement)}
    expected: Counter[tuple[str, str]] = Counter()
    for proposal in await rows_of(workshop, Proposal):
        living = proposal.state.value == "placed"
        how = ("living" if living else "over") if proposal.id in placed else "fell_through"
        expected[rules[proposal.id], how] += 1

    found = await report(workshop, town, "exceptions", by="rule", since=LONG_AGO)

    told = {
        (row["group"], how): row[how]
        for row in found.table.rows
        for how in ("living", "over", "going", "fell_through")
    }
    assert {key: count for key, count in told.items() if count} == expected


@pytest.mark.parametrize("by", list(ATTRIBUTES))
async def test_chances_are_counted_person_by_person(
    workshop: Workshop, town: Town, life: Life, by: str
) -> None:
    since = life.clock.now.date() - timedelta(days=60)
    found = await report(workshop, town, "fairness", by=by, since=since)

    begin, end = midnight(since), life.clock.now + DAY
    proposals = {one.id: one for one in await rows_of(workshop, Proposal)}
    homes: dict[UUID, list[Placement]] = defaultdict(list)
    for one in await rows_of(workshop, Placement):
        homes[one.client_id].append(one)
    listed: Counter[str | None] = Counter()
    waits: dict[str | None, list[int]] = defaultdict(list)
    for client in await rows_of(workshop, Client):
        group = getattr(client, ATTRIBUTES[by])
        group = None if group is None else str(group)
        listed[group] += _waited(client, homes[client.id], proposals, begin, end)
        got = [
            one.created_at.date()
            for one in homes[client.id]
            if one.created_at >= begin and one.state is not PlacementState.FAILED
        ]
        waits[group] += [(min(got).replace(day=1) - client.on_list_since.replace(day=1)).days] if got else []

    told = by_group(found, "listed", "placed")
    assert told == {group: (count, len(waits[group])) for group, count in listed.items() if count}
    for group, (share, low, high, wait) in by_group(
        found, "share", "share_low", "share_high", "wait"
    ).items():
        count, each = listed[group], waits[group]
        assert share == pytest.approx(100 * len(each) / count, abs=0.06)
        assert (low, high) == pytest.approx(_not_unlikely(len(each), count), abs=0.06)
        assert (wait is None) == (not each)
        assert wait is None or float(wait) == pytest.approx(median(each), abs=0.06)


def _not_unlikely(hits: int, of: int) -> tuple[float, float]:
    """Return between what the shares lie that so many hits would not surprise, by trying a hundred thousand."""
    fits = [
        tried / 1_000
        for tried in range(100_001)
        if (hits / of - tried / 100_000) ** 2 <= SURE**2 * tried / 100_000 * (1 - tried / 100_000) / of
    ]
    return fits[0], fits[-1]


def _waited(
    client: Client, homes: list[Placement], proposals: dict[UUID, Proposal], begin: datetime, end: datetime
) -> bool:
    """Tell whether a client waited at any moment of a period, by walking along its life."""
    moments: list[tuple[datetime, str]] = [(client.created_at, "wait")]
    for one in homes:
        moments.append((one.created_at, "home"))
        over = proposals[one.proposal_id].ended_at
        if over:
            moments.append((over, "wait" if one.returned else "gone"))
    if client.withdrawn_at:
        moments.append((client.withdrawn_at, "gone"))
    moments.sort()
    for (at, what), (until, _) in zip(moments, [*moments[1:], (end, "")], strict=True):
        if what == "wait" and until >= begin and at < end:
            return True
    return False


async def test_what_lasts_is_counted_home_by_home(workshop: Workshop, town: Town, life: Life) -> None:
    life.clock.tick(days=300)
    found = await report(workshop, town, "durable-outflow", by="provider")

    tenants: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    spans: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    today = life.clock.now.date()
    for one in await rows_of(workshop, Placement):
        if one.state is PlacementState.FAILED or one.starts_on > today:
            continue
        group = str(one.provider_id)
        gone = one.ended_on is not None and one.end_reason is not None and one.end_reason.value != "moved-on"
        tenants[group] += 1
        lost[group] += gone
        until = _middle_of_week(one.ended_on) if one.ended_on else today
        spans[group].append((max(0, (until - _middle_of_week(one.starts_on)).days), gone))
    told = by_group(found, "tenancies", "lost")
    assert told == {group: (count, lost[group]) for group, count in tenants.items()}
    for months, until in {3: 91, 6: 183, 12: 365, 24: 730}.items():
        name = f"after_{months}"
        for group, (share, low, high) in by_group(found, name, f"{name}_low", f"{name}_high").items():
            each = spans[str(group)]
            lasts = _product(each, until=until)
            if lasts and not any(after >= until for after, _ in each):
                assert (share, low, high) == (None, None, None), "nobody was followed for so long"
                continue
            assert share == pytest.approx(100 * lasts, abs=0.06)
            if 0 < lasts < 1:
                assert (low, high) == pytest.approx(_between(each, lasts, until=until), abs=0.06)


def _between(spans: list[tuple[int, bool]], share: float, *, until: int) -> tuple[float, float]:
    """Return between what the share lies, by the error of its logarithm's logarithm: Greenwood, day by day."""
    error = 0.0
    for day in {after for after, gone in spans if gone and after <= until}:
        at_risk = sum(after >= day for after, _ in spans)
        ended = sum(after == day and gone for after, gone in spans)
        error += ended / at_risk / (at_risk - ended)
    middle, reach = log(-log(share)), SURE * sqrt(error) / abs(log(share))
    low, high = (exp(-exp(middle + way * reach)) for way in (1, -1))
    return 100 * low, 100 * high


def _middle_of_week(day: date) -> date:
    """Return the fourth day of the week that began on the 1st, 8th, 15th or 22nd."""
    return day.replace(day=max(first for first in (1, 8, 15, 22) if first <= day.day) + 3)


def _product(spans: list[tuple[int, bool]], *, until: int) -> float:
    """Return the product-limit estimate, one ending after another."""
    share = 1.0
    for after, gone in sorted(spans, key=lambda one: (one[0], not one[1])):
        if gone and after <= until:
            at_risk = sum(other >= after for other, _ in spans)
            ties = sum(other == after and lost for other, lost in spans)
            share *= (1 - ties / at_risk) ** (1 / ties)
    return share
