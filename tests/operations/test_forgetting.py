"""What is left of somebody who was erased: numbers, identities that lead nowhere, and a chain that holds."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from conftest import TODAY, Clock, Doors, Town, as_owner
from matching.actors import SYSTEM
from matching.database import with_driver
from matching.models import (
    Access,
    Base,
    Client,
    ClientState,
    Entry,
    Erasure,
    Fact,
    MatchingRun,
    PastMove,
    PastPlacement,
    PastTenancy,
    PastWaiter,
    ProfileVersion,
    Proposal,
    ProposalStep,
    ReserveCandidate,
    RunSnapshot,
    RunState,
    Unplaced,
)
from matching.operations.clients import ClientPlaced, change_client, withdraw_client
from matching.operations.covenants import change_covenant
from matching.operations.forgetting import erasing, retention
from matching.operations.forgetting.erasures import (
    ClientHeld,
    ErasureDecided,
    ErasureUnderWay,
    ask_erasure,
    confirm_erasure,
    refuse_erasure,
)
from matching.operations.forgetting.holds import NotHeld, lay_hold, lift_hold
from matching.operations.pair_directives import direct_pair
from matching.operations.parking import park_client
from matching.operations.runs import carry_out_run, request_run
from matching.queries import erasures as questions
from matching.queries.agreements import Agreement
from matching.queries.clients import ClientNotFound
from matching.queries.covenants import agreement_on
from matching.queries.holdings import ELSEWHERE, HOLDINGS, Fate
from matching.queries.usage import occupies, usage
from matching.solver import read_instance
from matching.vocabulary import DirectiveKind, ErasureGround, ErasureState, Purpose
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes
from operations.reports.asking import by_group, report
from rows import a_waiting_client, somebody_moves_in
from testing_database import Postgres
from whole_lives import WORDS, a_whole_life, found_in, seal_all

CLOSED: dict[str, Any] = {"state": ClientState.WITHDRAWN, "withdrawn_because": "Weg."}


@pytest.fixture
def superuser(clean_database: str, postgres: Postgres) -> str:
    """Return the address of the database for somebody whom no wall binds."""
    return postgres.admin_url_of(with_driver(clean_database).database or "")


async def erased(workshop: Workshop, town: Town, client_id: UUID) -> UUID:
    """Ask that a client is erased, confirm it, and let it be done."""
    async with workshop.open(town.actor(town.provider)) as work:
        asked = await ask_erasure(work, client_id=client_id, ground=ErasureGround.CONSENT_WITHDRAWN)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await confirm_erasure(work, erasure_id=asked.id)
    assert await retention.forget(workshop) == 1
    return asked.id


async def a_client(workshop: Workshop, town: Town, **facts: Any) -> UUID:
    async with workshop.open() as work:
        client = a_waiting_client(work, town, **facts)
        work.session.add(client)
        return client.id


async def counts(workshop: Workshop, town: Town) -> dict[str, Any]:
    """Return all that quotas, commitments and caps count of the region, and what reports make of it."""
    async with workshop.open() as work:
        agreement: Agreement = await agreement_on(work, region_id=town.region.id, on=work.at.date())
        used = await usage(work, agreement=agreement, of=occupies())
    told: dict[str, Any] = {
        slug: (await report(workshop, town, slug)).table.rows for slug in ("flows", "spread")
    }
    told["commitments"] = by_group(await report(workshop, town, "commitments"), "supplied")
    return told | {
        name: dict(getattr(used, name))
        for name in ("placed", "imports", "moves", "supplied", "load", "complex_load", "hours")
    }


async def state_of(workshop: Workshop, erasure_id: UUID) -> ErasureState:
    async with workshop.open() as work:
        return (await work.session.get_one(Erasure, erasure_id)).state


async def test_nothing_of_who_is_erased_is_left_and_everything_still_adds_up(
    workshop: Workshop, town: Town, doors: Doors, clock: Clock, superuser: str
) -> None:
    life = await a_whole_life(workshop, town, doors, clock)
    before, missing = await counts(workshop, town), [word for word in WORDS if not found_in(superuser, word)]
    chains = await seal_all(workshop)

    await erased(workshop, town, life.client)

    assert missing == [], "the test itself writes everywhere"
    assert {word: tables for word in WORDS if (tables := found_in(superuser, word))} == {}
    assert found_in(superuser, str(life.client)) == {"journal", "accesses", "erasures"}
    assert before == await counts(workshop, town)
    assert before["placed"] != {}, "there was something to count"
    after = await seal_all(workshop)
    assert [chain.breaks for chain in (*chains, *after)] == [()] * 4
    assert all(now.sealed >= then.sealed for then, now in zip(chains, after, strict=True))


async def test_who_only_had_a_bar_when_a_run_looked_is_cut_out_of_it_too(
    workshop: Workshop, town: Town, superuser: str
) -> None:
    await a_covenant(workshop, town)
    [barred, forced, other], homes = await people_and_homes(workshop, town, clients=3, dwellings=2)
    async with workshop.open(town.actor(town.coordinator)) as work:
        for client_id, kind in ((barred, DirectiveKind.FORBIDDEN), (forced, DirectiveKind.FORCED)):
            await direct_pair(
                work,
                client_id=client_id,
                dwelling_id=homes[0],
                kind=kind,
                until=TODAY + timedelta(days=90),
                reason="Afgesproken.",
            )
            await park_client(work, client_id=client_id, days=30, reason="Op vakantie.")
        run = (await request_run(work, region=town.region, seed=1, time_limit=60)).id
    await carry_out_run(workshop, run_id=run, threads=1)
    named = {
        client_id: "run_snapshots" in found_in(superuser, str(client_id)) for client_id in (barred, forced)
    }

    for client_id in (barred, forced):
        await erased(workshop, town, client_id)

    assert named == {barred: True, forced: True}
    for client_id in (barred, forced):
        assert found_in(superuser, str(client_id)) == {"journal", "accesses", "erasures"}
    async with workshop.open() as work:
        kept = await work.session.get_one(RunSnapshot, run)
        assert kept.instance is not None
        assert [one["id"] for one in kept.instance["clients"]] == [str(other)]


async def test_what_an_upload_was_answered_goes_with_who_was_in_it(
    workshop: Workshop, town: Town, doors: Doors, superuser: str
) -> None:
    provider = await doors.as_organisation(town.provider)
    sheet = b"Eigen kenmerk;Wacht sinds;Draaglast;Passende woonvormen\nsheet-7q3z;1-3-2026;1;own-home"
    as_csv = {"Content-Type": "text/csv"}
    look = (await provider.post("/client-upload-previews", content=sheet, headers=as_csv)).json()
    sent = {"params": {"sha256": look["sha256"]}, "content": sheet}
    once = {**as_csv, "Idempotency-Key": "upload-7q3z-key"}
    made = (await provider.post("/client-uploads", **sent, headers=once)).json()
    again = (await provider.post("/client-uploads", **sent, headers=once)).json()
    client_id = UUID(made["rows"][0]["id"])
    kept = found_in(superuser, "sheet-7q3z")

    await erased(workshop, town, client_id)

    assert again == made
    assert kept == {"clients", "kept_answers"}
    assert found_in(superuser, "sheet-7q3z") == set()
    assert found_in(superuser, str(client_id)) == {"journal", "accesses", "erasures"}
    async with workshop.open() as work:
        looks = select(Access.purpose).where(Access.client_ids.contains([client_id])).order_by(Access.id)
        assert list(await work.session.scalars(looks)) == [Purpose.REFERRAL, Purpose.REPLAY, Purpose.ERASE]


async def test_who_came_before_the_clock_was_put_back_can_be_erased(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    client = await a_client(workshop, town)
    clock.tick(days=-40)

    await erased(workshop, town, client)

    async with workshop.open() as work:
        assert await work.session.get(Client, client) is None


async def test_others_keep_what_is_theirs_and_their_run_can_still_be_read(
    workshop: Workshop, town: Town, doors: Doors, clock: Clock
) -> None:
    life = await a_whole_life(workshop, town, doors, clock)
    async with workshop.open() as work:
        untouched = list((await work.session.execute(_of_others(life.client))).all())
        run_hash = ((await work.session.get_one(MatchingRun, life.run)).summary or {})["problemHash"]

    await erased(workshop, town, life.client)

    async with workshop.open() as work:
        assert untouched == list((await work.session.execute(_of_others(life.client))).all())
        kept = await work.session.get_one(RunSnapshot, life.run)
        assert kept.instance is not None
        seen = {one.id for one in read_instance(kept.instance).clients}
        assert seen == {str(one) for one in life.others}
        assert (kept.problem, kept.solution, kept.certificate) == (None, None, None)
        assert kept.usage
        assert kept.forgotten_at == clock.now
        summary = (await work.session.get_one(MatchingRun, life.run)).summary or {}
        assert summary["problemHash"] == run_hash


def _of_others(client: UUID) -> Any:
    return (
        select(
            Client.reference, Client.modified_at, Proposal.id, Proposal.state, func.count(ProposalStep.number)
        )
        .outerjoin(Proposal, Proposal.client_id == Client.id)
        .outerjoin(ProposalStep, ProposalStep.proposal_id == Proposal.id)
        .where(Client.id != client)
        .group_by(Client.id, Proposal.id)
        .order_by(Client.id, Proposal.id)
    )


async def test_what_can_be_counted_is_a_number_in_a_month_that_lies_in_the_same_term(
    workshop: Workshop, town: Town, doors: Doors, clock: Clock
) -> None:
    life = await a_whole_life(workshop, town, doors, clock)

    await erased(workshop, town, life.client)

    async with workshop.open() as work:
        [placement] = list(await work.session.scalars(select(PastPlacement)))
        [move] = list(await work.session.scalars(select(PastMove)))
        tenancies = list(await work.session.scalars(select(PastTenancy)))
    assert (placement.counts_from, placement.origin, placement.imported, placement.number) == (
        date(2026, 12, 1),
        "GM9002",
        True,
        1,
    )
    assert (move.origin, move.month, move.number) == ("GM9002", date(2026, 12, 1), 1)
    assert {(one.dimension, one.began_in.day in (4, 11, 18, 25)) for one in tenancies} == {
        (dimension, True) for dimension in ("provider", "rung", "municipality", "corporation")
    }


async def test_a_term_that_begins_within_a_month_keeps_its_own_count(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    """The first of the month would fall in the term before."""
    agreement = await a_covenant(workshop, town)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await change_covenant(
            work,
            covenant_id=agreement.covenant_id,
            reason="Later begonnen.",
            heading={"term_from": date(2026, 11, 20)},
        )
    for _ in range(2):
        await somebody_moves_in(
            workshop,
            town,
            starts_on=date(2026, 11, 25),
            state="ended",
            ended_on=clock.now.date(),
            end_reason="moved-on",
        )
    async with workshop.open() as work:
        await as_owner(work)
        for client in await work.session.scalars(select(Client)):
            client.state, client.withdrawn_at = ClientState.WITHDRAWN, work.at
        await work.session.execute(text("update proposals set state = 'ended'"))
    before = await counts(workshop, town)
    async with workshop.open() as work:
        ids = list(await work.session.scalars(select(Client.id)))

    for client_id in ids:
        await erased(workshop, town, client_id)

    async with workshop.open() as work:
        [past] = list(await work.session.scalars(select(PastPlacement)))
    assert (past.counts_from, past.number) == (date(2026, 11, 20), 2)
    assert before == await counts(workshop, town)
    assert before["placed"] == {"GM9001": 2}


async def test_who_was_erased_can_be_referred_again_under_the_same_reference(
    workshop: Workshop, town: Town
) -> None:
    first = await a_client(workshop, town, reference="K-1")
    await erased(workshop, town, first)

    assert await a_client(workshop, town, reference="K-1") != first


async def test_who_is_to_be_erased_leaves_the_list_with_what_was_proposed(
    workshop: Workshop, town: Town
) -> None:
    client_id = await a_client(workshop, town)
    async with workshop.open(town.actor(town.coordinator)) as work:
        asked = await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
    async with workshop.open() as work:
        assert (await work.session.get_one(Client, client_id)).state is ClientState.WAITING

    async with workshop.open(town.actor(town.coordinator)) as work:
        await confirm_erasure(work, erasure_id=asked.id)

    async with workshop.open() as work:
        assert (await work.session.get_one(Client, client_id)).state is ClientState.WITHDRAWN


async def test_who_lives_in_one_of_our_homes_is_not_erased(workshop: Workshop, town: Town) -> None:
    await somebody_moves_in(workshop, town)
    async with workshop.open() as work:
        client_id = await work.session.scalar(select(Client.id))
    assert client_id is not None

    with pytest.raises(ClientPlaced):
        async with workshop.open(town.actor(town.provider)) as work:
            await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)


async def test_a_second_request_and_a_second_decision_are_refused(workshop: Workshop, town: Town) -> None:
    client_id = await a_client(workshop, town)
    desk = town.actor(town.coordinator)
    async with workshop.open(town.actor(town.provider)) as work:
        asked = await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
    with pytest.raises(ErasureUnderWay):
        async with workshop.open(desk) as work:
            await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
    async with workshop.open(desk) as work:
        await refuse_erasure(work, erasure_id=asked.id, reason="Er loopt een rechtszaak.")
    with pytest.raises(ErasureDecided):
        async with workshop.open(desk) as work:
            await confirm_erasure(work, erasure_id=asked.id)

    async with workshop.open(town.actor(town.provider)) as work:
        assert (await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)).id != asked.id


async def test_two_who_ask_at_once_and_two_who_confirm_at_once_have_one_winner(
    workshop: Workshop, town: Town
) -> None:
    client_id = await a_client(workshop, town)

    async def ask() -> UUID:
        async with workshop.open(town.actor(town.provider)) as work:
            return (await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)).id

    answers = await asyncio.gather(*(ask() for _ in range(4)), return_exceptions=True)
    [winner] = [one for one in answers if isinstance(one, UUID)]
    assert [type(one) for one in answers if not isinstance(one, UUID)] == [ErasureUnderWay] * 3

    async def confirm() -> None:
        async with workshop.open(town.actor(town.coordinator)) as work:
            await confirm_erasure(work, erasure_id=winner)

    decided = await asyncio.gather(*(confirm() for _ in range(4)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in decided) == ["ErasureDecided"] * 3 + ["NoneType"]


async def test_several_workers_erase_once(workshop: Workshop, town: Town, clock: Clock) -> None:
    client_id = await a_client(workshop, town)
    clock.tick(days=40)
    async with workshop.open(town.actor(town.provider)) as work:
        asked = await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await confirm_erasure(work, erasure_id=asked.id)

    done = await asyncio.gather(*(retention.forget(workshop) for _ in range(4)))

    assert sum(done) == 1
    async with workshop.open() as work:
        facts = select(func.count()).where(Entry.fact == Fact.CLIENT_ERASED)
        assert await work.session.scalar(facts) == 1
        waited = list(await work.session.scalars(select(PastWaiter).order_by(PastWaiter.known_from)))
        assert [one.number for one in waited] == [1] * 4 + [-1] * 4, (
            "on the list, and off it; told apart in four ways"
        )


async def test_an_erasure_that_breaks_in_the_middle_leaves_everything_and_is_done_later(
    workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id = await a_client(workshop, town)
    other = await a_client(workshop, town)
    ids = []
    for one in (client_id, other):
        async with workshop.open(town.actor(town.provider)) as work:
            ids.append((await ask_erasure(work, client_id=one, ground=ErasureGround.OBJECTION)).id)
        async with workshop.open(town.actor(town.coordinator)) as work:
            await confirm_erasure(work, erasure_id=ids[-1])
    whole = erasing.cut_out

    async def broken(work: Any, client: Client) -> int:
        if client.id == client_id:
            raise RuntimeError("The power went.")
        return await whole(work, client)

    monkeypatch.setattr(erasing, "cut_out", broken)
    with pytest.raises(ExceptionGroup):
        await retention.forget(workshop)
    assert [await state_of(workshop, one) for one in ids] == [ErasureState.CONFIRMED, ErasureState.ERASED]
    monkeypatch.undo()

    assert await retention.forget(workshop) == 1
    async with workshop.open() as work:
        assert await work.session.scalar(select(func.count()).select_from(Client)) == 0


async def test_while_a_run_thinks_nobody_of_its_region_is_erased(workshop: Workshop, town: Town) -> None:
    """It would write about the client afterwards."""
    agreement = await a_covenant(workshop, town)
    client_id = await a_client(workshop, town)
    async with workshop.open(town.actor(town.provider)) as work:
        asked = await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await confirm_erasure(work, erasure_id=asked.id)
    async with workshop.open() as work:
        run = MatchingRun(
            **work.stamp(),
            region_id=town.region.id,
            covenant_version_id=agreement.version_id,
            state=RunState.RUNNING,
            seed=1,
            time_limit=60,
            attempts=1,
            progress={},
        )
        work.session.add(run)

    assert await retention.forget(workshop) == 0
    async with workshop.open() as work:
        done = await work.session.get_one(MatchingRun, run.id)
        done.state, done.finished_at = RunState.FAILED, work.at
    assert await retention.forget(workshop) == 1


async def test_history_is_deleted_only_of_who_is_to_be_erased(workshop: Workshop, town: Town) -> None:
    await somebody_moves_in(workshop, town)
    async with workshop.open() as work:
        proposal = await work.session.scalar(select(Proposal.id))
        step = ProposalStep(proposal_id=proposal, number=1, at=work.at, target="placed", role="system")
        work.session.add(step)

    for statement in ("delete from proposal_steps", "update proposal_steps set number = 2"):
        with pytest.raises(ProgrammingError, match="append-only"):
            async with workshop.open() as work:
                await work.session.execute(text(statement))


async def test_that_somebody_was_erased_stays_on_record(workshop: Workshop, town: Town) -> None:
    await erased(workshop, town, await a_client(workshop, town))

    for statement in ("delete from erasures", "update erasures set state = 'asked', erased_at = null"):
        with pytest.raises(ProgrammingError, match="stays on record"):
            async with workshop.open() as work:
                await work.session.execute(text(statement))


# ---- terms ---------------------------------------------------------------------------------------------------------


async def left(workshop: Workshop, town: Town, clock: Clock) -> UUID:
    """Return a client who leaves the list now; the covenant keeps those two years."""
    return await a_client(workshop, town, **CLOSED, withdrawn_at=clock.now)


async def test_who_left_is_erased_when_the_term_is_over_and_not_a_day_before(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    client_id = await left(workshop, town, clock)
    clock.now = clock.now.replace(year=2028, month=11, day=30)
    assert await retention.forget(workshop) == 0

    clock.tick(days=1)
    assert await retention.forget(workshop) == 1

    async with workshop.open() as work:
        assert await work.session.get(Client, client_id) is None
        [row] = list(await work.session.scalars(select(Erasure)))
    assert (row.ground, row.state, row.asked_by) == (ErasureGround.TERM_OVER, ErasureState.ERASED, None)


async def test_who_waits_or_lives_here_has_no_term(workshop: Workshop, town: Town, clock: Clock) -> None:
    await a_client(workshop, town)
    await somebody_moves_in(workshop, town)
    clock.tick(days=5_000)

    assert await retention.forget(workshop) == 0


async def test_a_hold_puts_it_off_until_its_day_or_until_it_is_lifted(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    first, second = await left(workshop, town, clock), await left(workshop, town, clock)
    clock.tick(days=800)
    desk = town.actor(town.coordinator)
    for client_id in (first, second):
        async with workshop.open(desk) as work:
            await lay_hold(work, client_id=client_id, days=30, reason="Er loopt een klacht.")
    assert await retention.forget(workshop) == 0

    async with workshop.open(desk) as work:
        await lift_hold(work, client_id=first)
    assert await retention.forget(workshop) == 1
    clock.tick(days=29)
    assert await retention.forget(workshop) == 0
    clock.tick(days=1)
    assert await retention.forget(workshop) == 1


async def test_a_hold_keeps_a_request_from_being_confirmed(workshop: Workshop, town: Town) -> None:
    client_id = await a_client(workshop, town)
    desk = town.actor(town.coordinator)
    async with workshop.open(town.actor(town.provider)) as work:
        asked = await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
    async with workshop.open(desk) as work:
        await lay_hold(work, client_id=client_id, days=30, reason="Er loopt een klacht.")
    with pytest.raises(ClientHeld):
        async with workshop.open(desk) as work:
            await confirm_erasure(work, erasure_id=asked.id)
    async with workshop.open(desk) as work:
        await lift_hold(work, client_id=client_id)
    with pytest.raises(NotHeld):
        async with workshop.open(desk) as work:
            await lift_hold(work, client_id=client_id)

    async with workshop.open(desk) as work:
        assert (await confirm_erasure(work, erasure_id=asked.id)).state is ErasureState.CONFIRMED


async def test_why_it_was_refused_before_goes_with_who_is_erased_all_the_same(
    workshop: Workshop, town: Town
) -> None:
    client_id, other = await a_client(workshop, town), await a_client(workshop, town)
    desk = town.actor(town.coordinator)
    for one in (client_id, other):
        async with workshop.open(desk) as work:
            asked = await ask_erasure(work, client_id=one, ground=ErasureGround.OBJECTION)
            await refuse_erasure(work, erasure_id=asked.id, reason="Er loopt een rechtszaak.")
    async with workshop.open(desk) as work:
        again = await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
        await confirm_erasure(work, erasure_id=again.id)

    assert await retention.forget(workshop) == 1

    async with workshop.open() as work:
        reasons = select(Erasure.client_id, Erasure.refused_because).where(
            Erasure.state == ErasureState.REFUSED
        )
        assert dict((await work.session.execute(reasons)).all()) == {
            client_id: None,
            other: "Er loopt een rechtszaak.",
        }


async def test_a_request_nobody_decided_on_is_settled_by_the_term(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    client_id = await left(workshop, town, clock)
    async with workshop.open(town.actor(town.provider)) as work:
        asked = await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
    clock.tick(days=800)

    assert await retention.forget(workshop) == 1
    assert await state_of(workshop, asked.id) is ErasureState.ERASED


async def test_much_is_forgotten_a_part_at_a_time(
    workshop: Workshop, town: Town, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_A_TIME", 2)
    for _ in range(5):
        await left(workshop, town, clock)
    clock.tick(days=800)

    assert [await retention.forget(workshop) for _ in range(4)] == [2, 2, 1, 0]


async def test_the_covenant_says_how_long_and_the_list_says_who_comes(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    agreement = await a_covenant(workshop, town)
    desk = town.actor(town.coordinator)
    first = await left(workshop, town, clock)
    async with workshop.open(desk) as work:
        await change_covenant(
            work,
            covenant_id=agreement.covenant_id,
            reason="Korter bewaren.",
            procedure={"client_months": 2},
        )
    clock.tick(days=20)
    second = await left(workshop, town, clock)
    async with workshop.open(desk) as work:
        await lay_hold(work, client_id=first, days=90, reason="Er loopt een klacht.")

    async with workshop.open(desk) as work:
        soon = await questions.upcoming(work, days=62, limit=10)
        later = await questions.upcoming(work, days=90, limit=10)
    async with workshop.open(town.actor(town.other_provider)) as work:
        nobody = await questions.upcoming(work, days=90, limit=10)

    assert [(one.client_id, one.erased_on, one.held_because) for one in later] == [
        (second, date(2027, 2, 21), None),
        (first, date(2027, 3, 21), "Er loopt een klacht."),
    ]
    assert [one.client_id for one in soon] == [second]
    assert nobody == []


async def test_former_profiles_and_runs_have_terms_of_their_own(
    workshop: Workshop, town: Town, doors: Doors, clock: Clock
) -> None:
    life = await a_whole_life(workshop, town, doors, clock)
    async with workshop.open(town.actor(town.provider)) as work:
        await change_client(work, client_id=life.others[1], bedrooms=2)
    clock.now = clock.now.replace(year=2027, month=11, day=30)
    assert await retention.forget(workshop) == 0
    clock.tick(days=1)

    assert await retention.forget(workshop) == 1

    async with workshop.open() as work:
        kept = await work.session.get_one(RunSnapshot, life.run)
        assert (kept.instance, kept.problem, kept.solution, kept.certificate, kept.changes) == (None,) * 5
        assert kept.usage
        for table in (Unplaced, ReserveCandidate):
            assert await work.session.scalar(select(func.count()).select_from(table)) == 0
        assert await work.session.scalar(select(func.count()).select_from(ProfileVersion)) == 2
    clock.now = clock.now.replace(year=2028, month=12, day=1)
    await retention.forget(workshop)
    async with workshop.open() as work:
        left_over = list(await work.session.scalars(select(ProfileVersion.client_id)))
        assert left_over == [life.others[1]], "it was changed later than the other"


# ---- one home for where a client's data lives ----------------------------------------------------------------------


def test_every_table_is_a_holding_or_says_why_not() -> None:
    held = [holding.name for holding in HOLDINGS]

    assert len(held) == len(set(held))
    assert set(held) & set(ELSEWHERE) == set()
    assert set(held) | set(ELSEWHERE) == set(Base.metadata.tables)
    assert all(holding.why for holding in HOLDINGS if holding.fate is not Fate.DELETED)


def test_whatever_leads_to_a_client_is_a_holding() -> None:
    """By a column of that name, or by a foreign key, however many tables further on."""
    leads = {"clients"}
    for _ in Base.metadata.tables:
        leads |= {
            table.name
            for table in Base.metadata.tables.values()
            if any(key.column.table.name in leads for key in table.foreign_keys)
            or {"client_id", "client_ids"} & set(table.columns.keys())
        }

    assert leads <= {holding.name for holding in HOLDINGS}


def test_a_dossier_hides_columns_that_there_are_and_nothing_that_says_who_looks_after_somebody() -> None:
    for holding in HOLDINGS:
        assert set(holding.hidden) <= set(holding.table.columns.keys()), holding.name
        assert all(holding.hidden.values())


async def test_nobody_but_its_provider_and_desk_can_ask(workshop: Workshop, town: Town) -> None:
    client_id = await a_client(workshop, town)
    for stranger in (town.other_provider, town.stranger):
        with pytest.raises(ClientNotFound):
            async with workshop.open(town.actor(stranger)) as work:
                await ask_erasure(work, client_id=client_id, ground=ErasureGround.OBJECTION)
    async with workshop.open(SYSTEM) as work:
        assert await work.session.scalar(select(func.count()).select_from(Access)) == 0
        assert (await withdraw_client_of(workshop, town, client_id)) is None


async def withdraw_client_of(workshop: Workshop, town: Town, client_id: UUID) -> None:
    async with workshop.open(town.actor(town.provider)) as work:
        await withdraw_client(work, client_id=client_id, reason="Weg.")
