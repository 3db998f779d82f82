"""What placements use of quotas, commitments, load, hours and places, from both sides of every line."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from runpy import run_path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from conftest import NEIGHBOURHOODS, TODAY, Clock, Town, as_owner
from matching.migrations import FOLDER
from matching.models import MatchingRun, Placement, PlacementState
from matching.operations.clients import change_client
from matching.operations.covenants import CovenantContradicts, change_covenant, make_covenant
from matching.operations.placements import end_placement, prepare_placement, report_failure
from matching.operations.runs import carry_out_run, request_run
from matching.queries.agreements import Agreement, CommitmentTerm, QuotaTerm
from matching.queries.covenants import agreement_on
from matching.queries.usage import Usage, settled, stands, usage
from matching.vocabulary import EndReason, Support, Tenancy
from matching.work import Workshop
from matching_town import a_covenant, a_wording, later_rent_limits, people_and_homes
from tenancies import START, Accepted, accepted

KEPT_SINCE = FOLDER / "versions" / "0022_support_of_placements.py"


async def prepared(workshop: Workshop, town: Town, *, starts_on: date = START, **facts: Any) -> UUID:
    """Return a new placement, prepared by the coordinator."""
    return await placed(workshop, town, await accepted(workshop, town, **facts), starts_on=starts_on)


async def placed(workshop: Workshop, town: Town, pair: Accepted, *, starts_on: date = START) -> UUID:
    async with workshop.open(town.actor(town.coordinator)) as work:
        return await prepare_placement(
            work,
            proposal_id=pair.proposal,
            tenancy=Tenancy.OWN_NAME,
            starts_on=starts_on,
            rent=60_000,
            flip_on=None,
        )


async def fail(workshop: Workshop, town: Town, placement_id: UUID) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        await report_failure(
            work,
            placement_id=placement_id,
            reason=EndReason.NOT_ARRIVED,
            on=None,
            dwelling_available_from=None,
        )


async def end(workshop: Workshop, town: Town, placement_id: UUID) -> None:
    """Confirm a placement as if its landing was arranged, and end it."""
    async with workshop.open() as work:
        (await work.session.get_one(Placement, placement_id)).state = PlacementState.CONFIRMED
    async with workshop.open(town.actor(town.coordinator)) as work:
        await end_placement(
            work,
            placement_id=placement_id,
            reason=EndReason.MOVED_ON,
            ended_on=None,
            client_returns=False,
            dwelling_available_from=None,
        )


async def used(workshop: Workshop, town: Town) -> Usage:
    async with workshop.open() as work:
        agreement = await agreement_on(work, region_id=town.region.id, on=work.at.date())
        return await usage(work, agreement=agreement, of=stands())


async def proposed(workshop: Workshop, town: Town) -> int:
    """Run a matching and return how many proposals it made."""
    async with workshop.open(town.actor(town.coordinator)) as work:
        asked = await request_run(work, region=town.region, seed=1, time_limit=60)
    await carry_out_run(workshop, run_id=asked.id, threads=1)
    async with workshop.open() as work:
        done = await work.session.get_one(MatchingRun, asked.id)
    assert done.summary is not None, done.failure
    return int(done.summary["proposals"])


async def test_a_quota_that_placements_fill_lets_nobody_in_until_one_fails(
    workshop: Workshop, town: Town
) -> None:
    await a_covenant(workshop, town, maximum=2)
    await prepared(workshop, town)
    last = await prepared(workshop, town)
    await people_and_homes(workshop, town, clients=1, dwellings=1)

    full = await proposed(workshop, town)
    await fail(workshop, town, last)

    assert (full, await proposed(workshop, town)) == (0, 1)


async def test_a_quota_with_one_place_left_lets_one_in(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town, maximum=2)
    await prepared(workshop, town)
    await people_and_homes(workshop, town, clients=2, dwellings=1)

    assert await proposed(workshop, town) == 1


async def test_a_placement_that_is_over_goes_on_counting_and_carries_nothing(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    await a_covenant(workshop, town)
    placement = await prepared(
        workshop,
        town,
        origin="GM9002",
        support=Support.AMBULANT,
        support_hours=Decimal(3),
        keep_apart=["duo"],
    )
    clock.tick(days=30)
    asked_by_nobody = (await used(workshop, town)).residents
    await people_and_homes(workshop, town, clients=1, dwellings=0, keep_apart=["duo", "trio"])
    living = await used(workshop, town)

    await end(workshop, town, placement)

    over = await used(workshop, town)
    assert (over.placed, over.imports) == (living.placed, living.imports) == ({"GM9001": 1}, {"GM9001": 1})
    assert over.moves == living.moves == {("GM9002", "GM9001"): 1}
    assert over.supplied == living.supplied == {town.corporation.id: 1}
    assert living.load == {NEIGHBOURHOODS[0]: Decimal(1)}
    assert living.hours == {(town.provider.id, "GM9001"): Decimal(3)}
    assert (asked_by_nobody, [one.token for one in living.residents]) == ([], ["duo"])
    assert (over.load, over.hours, over.residents) == ({}, {}, [])


async def test_who_was_placed_counts_as_coming_from_where_they_came_then(
    workshop: Workshop, town: Town
) -> None:
    """A profile that is put right afterwards fills no agreement anew, and empties none."""
    await a_covenant(workshop, town)
    placement = await prepared(workshop, town, origin="GM9002")
    counted = await used(workshop, town)
    async with workshop.open(town.actor(town.coordinator)) as work:
        placed = await work.session.get_one(Placement, placement)
        await change_client(work, client_id=placed.client_id, origin="GM9001")

    now = await used(workshop, town)

    assert (now.imports, now.moves) == (counted.imports, counted.moves)
    assert now.moves == {("GM9002", "GM9001"): 1}


async def test_support_follows_the_client_for_as_long_as_they_live_there(
    workshop: Workshop, town: Town
) -> None:
    await a_covenant(workshop, town)
    placement = await prepared(workshop, town, support=Support.AMBULANT, support_hours=Decimal(3))
    told = [(await used(workshop, town)).hours]
    for changes in (
        {"support_provider_id": town.other_provider.id},
        {"support": Support.NONE, "support_hours": Decimal(0), "support_provider_id": None},
        {"support": Support.ON_CALL, "support_hours": Decimal(8)},
    ):
        async with workshop.open(town.actor(town.provider)) as work:
            placed = await work.session.get_one(Placement, placement)
            await change_client(work, client_id=placed.client_id, **changes)
        told.append((await used(workshop, town)).hours)

    own, other = ((one.id, "GM9001") for one in (town.provider, town.other_provider))
    assert told == [{own: Decimal(3)}, {other: Decimal(3)}, {}, {own: Decimal(3)}]  # as many as were proposed


async def test_what_was_placed_before_it_was_kept_is_counted_by_the_migration(
    workshop: Workshop, town: Town
) -> None:
    await a_covenant(workshop, town)
    await prepared(workshop, town, support=Support.AMBULANT, support_hours=Decimal(3))
    before = await used(workshop, town)
    async with workshop.open() as work:
        await as_owner(work)
        await work.session.execute(
            text("update placements set support_hours = 0, support_provider_id = null")
        )
    forgotten = await used(workshop, town)

    async with workshop.open() as work:
        await as_owner(work)
        await work.session.execute(text(run_path(str(KEPT_SINCE))["COUNT"]))

    assert forgotten.hours == {}
    assert await used(workshop, town) == before


async def test_a_failed_placement_counts_for_nothing(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)
    await fail(workshop, town, await prepared(workshop, town, origin="GM9002"))

    assert await used(workshop, town) == Usage()


async def test_a_proposal_counts_once_before_and_after_it_is_placed(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)
    pair = await accepted(workshop, town, origin="GM9002", support=Support.ON_CALL, support_hours=Decimal(2))
    before = await used(workshop, town)

    await placed(workshop, town, pair)

    after = await used(workshop, town)
    assert (len(before.clients), len(before.places), after.clients, after.places) == (1, 1, set(), {})
    assert replace(after, clients=before.clients, places=before.places) == before
    assert before.placed == {"GM9001": 1}


@pytest.mark.parametrize(("days", "load"), [(-1, "2.50"), (0, "1.25"), (365, "1.25"), (366, "0.63")], ids=str)
async def test_load_settles_as_the_covenant_says(
    workshop: Workshop, town: Town, clock: Clock, days: int, load: str
) -> None:
    """Half after twelve months, a quarter after twenty-four; 2028 has a day more."""
    await a_covenant(workshop, town)
    await prepared(workshop, town, load=Decimal("2.5"))
    clock.tick(days=(date(2027, 12, 20) - TODAY).days + days)
    if clock.now.year == 2028:
        await a_covenant(workshop, town)

    assert (await used(workshop, town)).load == {NEIGHBOURHOODS[0]: Decimal(load)}


async def test_a_neighbourhood_has_room_again_once_load_has_settled(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    await later_rent_limits(workshop)
    await a_covenant(workshop, town, points=2)
    await prepared(workshop, town, load=Decimal(2))
    clock.tick(days=(date(2027, 12, 19) - TODAY).days)
    await people_and_homes(workshop, town, clients=1, dwellings=1)

    too_early = await proposed(workshop, town)
    clock.tick(days=1)

    assert (too_early, await proposed(workshop, town)) == (0, 1)


async def test_a_placement_of_the_term_before_fills_no_quota_and_still_carries_its_load(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    await a_covenant(workshop, town)
    clock.tick(days=(date(2027, 12, 1) - TODAY).days)
    await prepared(workshop, town, starts_on=date(2027, 12, 31))
    await prepared(workshop, town, starts_on=date(2028, 1, 1))
    old_term = await used(workshop, town)
    clock.tick(days=40)
    await a_covenant(workshop, town)

    new_term = await used(workshop, town)

    assert (old_term.placed["GM9001"], new_term.placed["GM9001"]) == (1, 1)
    assert old_term.supplied == new_term.supplied == {town.corporation.id: 1}
    assert new_term.load == {NEIGHBOURHOODS[0]: Decimal(2)}


async def test_what_is_proposed_counts_for_the_term_of_today(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    await a_covenant(workshop, town)
    await accepted(workshop, town)
    assert (await used(workshop, town)).placed == {"GM9001": 1}
    clock.tick(days=400)
    await a_covenant(workshop, town)

    assert (await used(workshop, town)).placed == {"GM9001": 1}


async def lowered(workshop: Workshop, town: Town, agreement: Agreement, *, to: int) -> set[str]:
    """Lower the quota of the first municipality, and return what is wrong with that."""
    lower = (QuotaTerm("GM9001", target_share=Decimal(50), maximum=to),)
    try:
        async with workshop.open(town.actor(town.coordinator)) as work:
            await change_covenant(
                work, covenant_id=agreement.covenant_id, reason="Minder.", sections={"quotas": lower}
            )
    except CovenantContradicts as refusal:
        return {fault.code for fault in refusal.faults}
    return set()


async def test_a_quota_is_not_lowered_below_what_was_placed_also_what_is_over(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    agreement = await a_covenant(workshop, town)
    over = await prepared(workshop, town)
    failed = await prepared(workshop, town)
    await accepted(workshop, town)
    clock.tick(days=30)
    await end(workshop, town, over)
    await fail(workshop, town, failed)

    assert await lowered(workshop, town, agreement, to=1) == {"below-placed"}
    assert await lowered(workshop, town, agreement, to=2) == set()


async def test_a_quota_of_another_term_is_not_held_against_what_is_of_this_one(
    workshop: Workshop, town: Town
) -> None:
    await a_covenant(workshop, town)
    await prepared(workshop, town)
    await accepted(workshop, town)
    async with workshop.open(town.actor(town.coordinator)) as work:
        later = await make_covenant(
            work,
            region=town.region,
            name="Volgend convenant",
            term_from=date(2028, 1, 1),
            term_until=date(2030, 1, 1),
            wording=a_wording(town, since=date(2028, 1, 1)),
            reason="Vastgesteld.",
        )

    assert await lowered(workshop, town, later, to=0) == set()


async def test_a_commitment_is_filled_by_placements(workshop: Workshop, town: Town) -> None:
    agreement = await a_covenant(workshop, town)
    async with workshop.open(town.actor(town.coordinator)) as work:
        one = (CommitmentTerm(town.corporation.id, 1),)
        await change_covenant(
            work, covenant_id=agreement.covenant_id, reason="Minder.", sections={"commitments": one}
        )
    placement = await prepared(workshop, town)
    await people_and_homes(workshop, town, clients=1, dwellings=1)

    filled = await proposed(workshop, town)
    await fail(workshop, town, placement)

    assert (filled, await proposed(workshop, town)) == (0, 1)


def test_a_settled_load_is_rounded_to_whole_hundredths() -> None:
    assert settled(Decimal("1.25"), percent=50) == Decimal("0.63")
    assert settled(Decimal("1.25"), percent=100) == Decimal("1.25")
    assert settled(Decimal("0.10"), percent=0) == 0
