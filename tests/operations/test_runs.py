"""A matching run, from the request to the proposals, with the real solver on a real database."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from conftest import NEIGHBOURHOODS, TODAY, Clock, Town
from matching.actors import OPERATOR
from matching.errors import NotAllowed
from matching.models import (
    Client,
    ClientState,
    EmptyDwelling,
    Entry,
    MatchingRun,
    Proposal,
    ProposalState,
    RunSnapshot,
    RunState,
    Unplaced,
)
from matching.operations.covenants import change_covenant
from matching.operations.histories import keep_history
from matching.operations.runs import (
    RunInProgress,
    RunIsOver,
    cancel_run,
    carry_out,
    carry_out_run,
    request_run,
    thinking,
)
from matching.operations.runs.conclude import conclude
from matching.queries.covenants import NoCovenant
from matching.queries.runs import RunNotFound, run
from matching.solver import Placement, check, judge, read_problem, read_solution
from matching.work import Workshop
from matching_town import ORDINARY, a_covenant, a_wording, later_rent_limits, people_and_homes
from rows import a_dwelling_row


async def ask(workshop: Workshop, town: Town, **facts: Any) -> UUID:
    async with workshop.open(town.actor(town.coordinator)) as work:
        asked = await request_run(work, region=town.region, **{"seed": 1, "time_limit": 60} | facts)
        return asked.id


async def found(workshop: Workshop, run_id: UUID) -> MatchingRun:
    async with workshop.open() as work:
        return await work.session.get_one(MatchingRun, run_id)


async def matched(workshop: Workshop, town: Town, **facts: Any) -> MatchingRun:
    """Ask for a run and carry it out."""
    run_id = await ask(workshop, town, **facts)
    await carry_out_run(workshop, run_id=run_id, threads=1)
    return await found(workshop, run_id)


async def proposals(workshop: Workshop, state: ProposalState = ProposalState.PROPOSED) -> list[Proposal]:
    async with workshop.open() as work:
        return list(
            await work.session.scalars(select(Proposal).where(Proposal.state == state).order_by(Proposal.id))
        )


async def count(workshop: Workshop, table: type[Any]) -> int:
    async with workshop.open() as work:
        return await work.session.scalar(select(func.count()).select_from(table)) or 0


async def test_everybody_who_fits_gets_a_proposal_and_the_rest_an_explanation(
    workshop: Workshop, town: Town
) -> None:
    await a_covenant(workshop, town)
    clients, dwellings = await people_and_homes(workshop, town, clients=6, dwellings=4)

    done = await matched(workshop, town)

    made = await proposals(workshop)
    assert done.state is RunState.FINISHED, done.failure
    assert len(made) == 4
    assert clients[0] in {proposal.client_id for proposal in made}, "the crisis goes first"
    assert {proposal.dwelling_id for proposal in made} == set(dwellings)
    assert await count(workshop, Unplaced) == 2
    assert done.summary is not None
    assert (done.summary["proposals"], done.summary["unplaced"]) == (4, 2)
    assert all(level["proven"] for level in done.summary["levels"])
    assert Counter(proposal.municipality_code for proposal in made) == {"GM9001": 2, "GM9002": 2}


async def test_what_is_kept_can_be_verified_by_anybody(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=5, dwellings=3)

    done = await matched(workshop, town)

    async with workshop.open() as work:
        kept = await work.session.get_one(RunSnapshot, done.id)

    problem = read_problem(json.dumps(kept.problem))
    solution = read_solution(json.dumps(kept.solution), problem=problem)
    assert check(problem, solution.placements).violations == ()
    assert solution.problem_hash == (done.summary or {})["problemHash"]
    verdicts = judge(
        problem=json.dumps(kept.problem),
        solution=json.dumps(kept.solution),
        certificate=json.dumps(kept.certificate),
    )
    told = [(level["name"], level["proof"]) for level in (done.summary or {})["levels"]]
    assert told == [(level, verdict) for level, verdict, _ in verdicts]
    assert told[0] == ("priority", "certificate")


async def test_a_proof_that_is_none_is_caught_by_the_checker(
    workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve = thinking.solve

    def boastful(*arguments: Any, **named: Any) -> Any:
        solution = solve(*arguments, **named)
        first, *others = solution.certificate.levels
        proofs = (replace(first, bound=first.bound - 1), *others)
        return replace(solution, certificate=replace(solution.certificate, levels=proofs))

    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    monkeypatch.setattr(thinking, "solve", boastful)

    done = await matched(workshop, town)

    assert done.state is RunState.FAILED
    assert "checker" in (done.failure or "")
    assert await proposals(workshop) == []


async def test_the_same_again_gives_the_same_answer_and_supersedes(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=9, dwellings=5)

    await matched(workshop, town, seed=7)
    first = {(one.client_id, one.dwelling_id) for one in await proposals(workshop)}
    again = await matched(workshop, town, seed=7)

    assert {(one.client_id, one.dwelling_id) for one in await proposals(workshop)} == first
    assert len(await proposals(workshop, ProposalState.SUPERSEDED)) == 5
    assert (again.summary or {})["superseded"] == 5


async def test_a_full_quota_keeps_a_municipality_closed(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town, maximum=1)
    await people_and_homes(workshop, town, clients=6, dwellings=4)

    await matched(workshop, town)

    assert Counter(one.municipality_code for one in await proposals(workshop)) == {"GM9001": 1, "GM9002": 1}
    async with workshop.open() as work:
        causes = Counter(await work.session.scalars(select(Unplaced.cause)))
        assert await work.session.scalar(select(func.count()).select_from(EmptyDwelling)) == 2
    assert causes == {"full-limit": 4}


async def test_whoever_is_no_party_takes_no_part_and_is_counted(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    await people_and_homes(workshop, town, clients=3, dwellings=0, provider_id=town.coordinator.id)

    done = await matched(workshop, town)

    assert done.summary is not None
    assert done.summary["noParty"] == {"clients": 3, "dwellings": 0}
    assert done.summary["clients"] == 2


async def test_without_a_covenant_there_is_no_run(workshop: Workshop, town: Town) -> None:
    with pytest.raises(NoCovenant):
        await ask(workshop, town)

    assert await count(workshop, MatchingRun) == 0


async def test_only_a_coordinator_may_ask(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.provider)) as work:
        with pytest.raises(NotAllowed):
            await request_run(work, region=town.region, seed=1, time_limit=60)


async def test_one_run_at_a_time_also_when_two_ask_at_once(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)

    answers = await asyncio.gather(*(ask(workshop, town) for _ in range(5)), return_exceptions=True)

    assert sum(isinstance(answer, UUID) for answer in answers) == 1
    assert sum(isinstance(answer, RunInProgress) for answer in answers) == 4
    async with workshop.open() as work:
        assert await work.session.scalar(text("select count(*) from procrastinate_jobs")) == 1


async def test_a_run_called_off_before_it_began_never_begins(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    run_id = await ask(workshop, town)

    async with workshop.open(town.actor(town.coordinator)) as work:
        assert (await cancel_run(work, run_id=run_id)).state is RunState.CANCELLED
        assert (await cancel_run(work, run_id=run_id)).state is RunState.CANCELLED, "twice is no fault"
    await carry_out_run(workshop, run_id=run_id, threads=1)

    assert await proposals(workshop) == []
    assert (await found(workshop, run_id)).attempts == 0


async def test_a_run_called_off_while_it_thinks_proposes_nothing(
    workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cancellation arrives between thinking and concluding: the last moment that counts."""

    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    run_id = await ask(workshop, town)
    think = carry_out._think_watched

    async def think_and_be_called_off(*arguments: Any, **named: Any) -> Any:
        thought = await think(*arguments, **named)
        async with workshop.open(town.actor(town.coordinator)) as work:
            await cancel_run(work, run_id=run_id)
        return thought

    monkeypatch.setattr(carry_out, "_think_watched", think_and_be_called_off)
    await carry_out_run(workshop, run_id=run_id, threads=1)

    assert (await found(workshop, run_id)).state is RunState.CANCELLED
    assert await proposals(workshop) == []


async def test_a_finished_run_cannot_be_called_off(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)
    done = await matched(workshop, town)

    async with workshop.open(town.actor(town.coordinator)) as work:
        with pytest.raises(RunIsOver):
            await cancel_run(work, run_id=done.id)


async def test_a_stranger_does_not_see_the_run(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)
    run_id = await ask(workshop, town)

    async with workshop.open(town.actor(town.stranger)) as work:
        with pytest.raises(RunNotFound):
            await run(work, run_id=run_id)


async def test_who_changed_meanwhile_gets_no_proposal_and_is_counted(
    workshop: Workshop, town: Town, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:

    await a_covenant(workshop, town)
    clients, _ = await people_and_homes(workshop, town, clients=3, dwellings=3)
    run_id = await ask(workshop, town)
    think = carry_out._think_watched

    async def think_while_somebody_leaves(*arguments: Any, **named: Any) -> Any:
        clock.tick(minutes=1)
        async with workshop.open() as work:
            left = await work.session.get_one(Client, clients[1])
            left.state, left.modified_at = ClientState.WITHDRAWN, work.at
            changed = await work.session.get_one(Client, clients[2])
            changed.modified_at = work.at
        return await think(*arguments, **named)

    monkeypatch.setattr(carry_out, "_think_watched", think_while_somebody_leaves)
    await carry_out_run(workshop, run_id=run_id, threads=1)

    done = await found(workshop, run_id)
    assert done.state is RunState.FINISHED, done.failure
    assert [one.client_id for one in await proposals(workshop)] == [clients[0]]
    assert (done.summary or {})["changedMeanwhile"] == 2


async def test_a_run_that_breaks_says_why_and_proposes_nothing(
    workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("the client's secret")

    await a_covenant(workshop, town)
    run_id = await ask(workshop, town)
    monkeypatch.setattr(carry_out, "think", broken)
    await carry_out_run(workshop, run_id=run_id, threads=1)

    done = await found(workshop, run_id)
    assert done.state is RunState.FAILED
    assert "ZeroDivisionError" in (done.failure or "")
    assert "secret" not in (done.failure or "")
    assert await ask(workshop, town), "the region is free again"


async def test_a_deliberately_broken_solver_is_caught_by_the_referee(
    workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:

    solve = thinking.solve

    def careless(*arguments: Any, **named: Any) -> Any:
        solution = solve(*arguments, **named)
        home = solution.placements[0].dwelling
        crowded = tuple(Placement(placement.client, home) for placement in solution.placements)
        return replace(solution, placements=crowded)

    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    monkeypatch.setattr(thinking, "solve", careless)

    done = await matched(workshop, town)

    assert done.state is RunState.FAILED
    assert "referee" in (done.failure or "")
    assert await proposals(workshop) == []


async def test_the_second_attempt_starts_from_the_same_snapshot_and_doubles_nothing(
    workshop: Workshop, town: Town
) -> None:
    """A worker froze the region and was killed; another carries on, though the region changed since."""

    await a_covenant(workshop, town)
    clients, _ = await people_and_homes(workshop, town, clients=2, dwellings=2)
    run_id = await ask(workshop, town)
    dead = await carry_out._begin(workshop, run_id)
    await people_and_homes(workshop, town, clients=1, dwellings=1)

    await carry_out_run(workshop, run_id=run_id, threads=1)

    assert dead is not None
    done = await found(workshop, run_id)
    assert (done.state, done.attempts) == (RunState.FINISHED, 2)
    assert {one.client_id for one in await proposals(workshop)} == set(clients)


async def test_an_attempt_that_was_given_up_and_comes_back_stores_nothing(
    workshop: Workshop, town: Town
) -> None:

    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    run_id = await ask(workshop, town)
    late = await carry_out._begin(workshop, run_id)
    assert late is not None
    thought = await carry_out._think_watched(workshop, late, threads=1)
    await carry_out_run(workshop, run_id=run_id, threads=1)
    before = await count(workshop, Entry)

    async with workshop.open() as work:
        await conclude(work, run_id=run_id, attempt=late.attempt, thought=thought)

    assert await count(workshop, Entry) == before
    assert len(await proposals(workshop)) == 2


async def test_an_attempt_that_was_given_up_and_breaks_fails_nothing(
    workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    run_id = await ask(workshop, town)
    think = carry_out._think_watched

    async def be_overtaken_and_break(*arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(carry_out, "_think_watched", think)
        await carry_out._begin(workshop, run_id)
        raise ZeroDivisionError

    monkeypatch.setattr(carry_out, "_think_watched", be_overtaken_and_break)
    await carry_out_run(workshop, run_id=run_id, threads=1)

    left = await found(workshop, run_id)
    assert (left.state, left.attempts, left.failure) == (RunState.RUNNING, 2, None)


async def test_a_run_that_crashes_every_worker_fails_in_the_end(workshop: Workshop, town: Town) -> None:

    await a_covenant(workshop, town)
    run_id = await ask(workshop, town)
    for _ in range(thinking.MOST_ATTEMPTS):
        assert await carry_out._begin(workshop, run_id) is not None

    await carry_out_run(workshop, run_id=run_id, threads=1)

    done = await found(workshop, run_id)
    assert done.state is RunState.FAILED
    assert "crash" in (done.failure or "")


async def test_what_runs_looked_at_is_a_history(workshop: Workshop, town: Town) -> None:
    """It can be replayed, and that its maker saw those clients is written down."""
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=5, dwellings=3)
    done = await matched(workshop, town)

    async with workshop.open(OPERATOR) as work:
        history = await keep_history(work, region=town.region, since=done.created_at)
        seen = list(work.seen_clients)

    assert {UUID(one.id) for one in history.region.clients} == set(seen)
    assert {one.dwelling for one in history.offers} == {one.id for one in history.region.dwellings}
    assert history.weeks == 1
    assert history.offers


@pytest.mark.parametrize(("most", "expected"), [(2, 2), (1, 1), (0, 0)])
async def test_what_was_agreed_while_it_thought_holds_too(
    workshop: Workshop, town: Town, clock: Clock, most: int, expected: int
) -> None:
    """A quota that was lowered since the run was asked leaves room for so many, and no more."""
    agreed = await a_covenant(workshop, town)
    homes = {"neighbourhood_code": NEIGHBOURHOODS[0], "municipality_code": "GM9001"}
    async with workshop.open() as work:
        work.session.add_all(a_dwelling_row(work, town, **ORDINARY | homes) for _ in range(2))
    await people_and_homes(workshop, town, clients=2, dwellings=0)
    run_id = await ask(workshop, town)
    begun = await carry_out._begin(workshop, run_id)
    assert begun is not None
    thought = await carry_out._think_watched(workshop, begun, threads=1)
    clock.tick(hours=1)
    lower = a_wording(town, since=date(2026, 1, 1), maximum=most)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await change_covenant(
            work, covenant_id=agreed.covenant_id, reason="Minder.", sections={"quotas": lower.quotas}
        )

    async with workshop.open() as work:
        await conclude(work, run_id=run_id, attempt=begun.attempt, thought=thought)

    assert len(await proposals(workshop)) == expected
    summary = (await found(workshop, run_id)).summary or {}
    assert (summary["proposals"], summary["changedMeanwhile"]) == (expected, 2 - expected)


NOTHING_AGREED = "De regio heeft op 2028-01-01 geen convenant. The region has no covenant on 2028-01-01."


@pytest.mark.parametrize(
    ("hours", "state", "why", "made"),
    [(14, RunState.FINISHED, None, 2), (15, RunState.FAILED, NOTHING_AGREED, 0)],
    ids=["on the last day", "the day after"],
)
async def test_a_run_that_outlives_its_covenant_proposes_nothing(
    workshop: Workshop,
    town: Town,
    clock: Clock,
    *,
    hours: int,
    state: RunState,
    why: str | None,
    made: int,
) -> None:
    """Asked for in the morning of the last day, and the workers were down: in both languages it says why."""
    await later_rent_limits(workshop)
    agreed = await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    clock.tick(days=(agreed.term_until - TODAY).days - 1)
    run_id = await ask(workshop, town)
    clock.tick(hours=hours)

    await carry_out_run(workshop, run_id=run_id, threads=1)

    done = await found(workshop, run_id)
    assert (done.state, done.failure) == (state, why)
    assert len(await proposals(workshop)) == made


@pytest.mark.parametrize(("agreed_since", "days"), [(None, 14), (5, 5)])
async def test_a_proposal_waits_as_long_as_the_covenant_of_its_day_says(
    workshop: Workshop, town: Town, clock: Clock, agreed_since: int | None, days: int
) -> None:
    agreed = await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=1, dwellings=1)
    run_id = await ask(workshop, town)
    clock.tick(hours=1)
    if agreed_since is not None:
        async with workshop.open(town.actor(town.coordinator)) as work:
            terms = {"release_days": agreed_since}
            await change_covenant(work, covenant_id=agreed.covenant_id, reason="Sneller.", procedure=terms)

    await carry_out_run(workshop, run_id=run_id, threads=1)

    [made] = await proposals(workshop)
    assert made.respond_by == clock.now + timedelta(days=days)
