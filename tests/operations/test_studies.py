"""A question about a run, from the asking to the answer, with the real solver on a real database."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from conftest import Town
from matching.errors import NotAllowed
from matching.models import Client, Entry, Fact, MatchingRun, Proposal, Study, StudyState
from matching.operations import studies
from matching.operations.runs import carry_out_run, request_run, thinking
from matching.operations.studies import (
    PlacementQuestion,
    QuestionUnfit,
    TooManyQuestions,
    carry_out,
    carry_out_study,
    kinds,
)
from matching.operations.studies.request import MOST_QUESTIONS
from matching.queries.runs import ResultNotFound
from matching.queries.studies import StudyNotFound, study, visible_studies
from matching.solver import Amended, Scenario
from matching.vocabulary import StudyKind
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes

CLOSED = Scenario(quotas=(Amended("GM9001", (("maximum", 0),)),))
"""Nobody to the first municipality."""


@pytest.fixture
async def run(workshop: Workshop, town: Town) -> MatchingRun:
    """Return a finished run: six people, four homes, two in each municipality."""
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=6, dwellings=4)
    async with workshop.open(town.actor(town.coordinator)) as work:
        asked = await request_run(work, region=town.region, seed=1, time_limit=60)
    await carry_out_run(workshop, run_id=asked.id, threads=1)
    async with workshop.open() as work:
        return await work.session.get_one(MatchingRun, asked.id)


async def ask(workshop: Workshop, town: Town, run: MatchingRun, scenario: Scenario = CLOSED) -> UUID:
    async with workshop.open(town.actor(town.coordinator)) as work:
        asked = await studies.request_study(work, kind=StudyKind.SCENARIO, run=run, asked={}, meant=scenario)
        return asked.id


async def found(workshop: Workshop, study_id: UUID) -> Study:
    async with workshop.open() as work:
        return await work.session.get_one(Study, study_id)


async def told(workshop: Workshop, fact: Fact) -> int:
    async with workshop.open() as work:
        query = select(func.count()).select_from(Entry).where(Entry.fact == fact.value)
        return await work.session.scalar(query) or 0


async def test_a_question_is_answered_and_no_proposal_moves(
    workshop: Workshop, town: Town, run: MatchingRun
) -> None:
    proposals = select(Proposal.id, Proposal.state, Proposal.revision).order_by(Proposal.id)
    async with workshop.open() as work:
        before = (await work.session.execute(proposals)).all()

    study_id = await ask(workshop, town, run)
    await carry_out_study(workshop, study_id=study_id, threads=1)

    done = await found(workshop, study_id)
    assert (done.state, done.failure, done.attempts) == (StudyState.FINISHED, None, 1)
    assert done.answer is not None
    assert done.answer["placed"] == {"before": 4, "after": 2}
    assert any("Fictiedam" in sentence["dutch"] for sentence in done.answer["sentences"]), "names, not codes"
    async with workshop.open() as work:
        assert (await work.session.execute(proposals)).all() == before
    assert [await told(workshop, fact) for fact in (Fact.STUDY_REQUESTED, Fact.STUDY_FINISHED)] == [1, 1]


async def test_what_does_not_fit_the_run_is_refused_at_once_with_every_fault(
    workshop: Workshop, town: Town, run: MatchingRun
) -> None:
    nowhere = Scenario(
        quotas=(Amended("GM9003", (("maximum", 1),)), Amended("GM9001", (("minimum", 99),))),
        without_clients=("nobody",),
    )

    with pytest.raises(QuestionUnfit) as refused:
        await ask(workshop, town, run, nowhere)

    assert {fault.path for fault in refused.value.faults} == {
        "quotas.0.municipality",
        "quotas.1.minimum",
        "without_clients.0",
    }
    assert await told(workshop, Fact.STUDY_REQUESTED) == 0


async def test_a_run_without_a_result_can_not_be_asked_about(workshop: Workshop, town: Town) -> None:
    await a_covenant(workshop, town)
    async with workshop.open(town.actor(town.coordinator)) as work:
        unfinished = await request_run(work, region=town.region, seed=1, time_limit=60)

    with pytest.raises(ResultNotFound):
        await ask(workshop, town, unfinished)


async def test_only_a_coordinator_asks_and_a_stranger_sees_nothing(
    workshop: Workshop, town: Town, run: MatchingRun
) -> None:
    study_id = await ask(workshop, town, run)

    async with workshop.open(town.actor(town.municipality)) as work:
        assert (await study(work, kind=StudyKind.SCENARIO, study_id=study_id)).id == study_id
        with pytest.raises(NotAllowed):
            await studies.request_study(work, kind=StudyKind.SCENARIO, run=run, asked={}, meant=CLOSED)
    async with workshop.open(town.actor(town.stranger)) as work:
        with pytest.raises(StudyNotFound):
            await study(work, kind=StudyKind.SCENARIO, study_id=study_id)
        listed = visible_studies(
            work, kind=StudyKind.SCENARIO, region_id=None, run_id=None, after=None, limit=9
        )
        assert await listed == []


async def test_so_many_questions_of_an_organisation_wait_and_another_one_once_one_is_answered(
    workshop: Workshop, town: Town, run: MatchingRun
) -> None:
    first, *_ = [await ask(workshop, town, run) for _ in range(MOST_QUESTIONS - 1)]
    last_two = await asyncio.gather(*(ask(workshop, town, run) for _ in range(2)), return_exceptions=True)

    assert [isinstance(one, TooManyQuestions) for one in last_two].count(True) == 1, (
        "they are counted under a lock"
    )
    with pytest.raises(TooManyQuestions):
        await ask(workshop, town, run)
    async with workshop.open(town.actor(town.provider)) as work:
        client = (await work.session.scalars(select(Client.id))).first()
        other = PlacementQuestion(str(client))
        await studies.request_study(
            work, kind=StudyKind.PLACEMENT_QUESTION, run=run, asked={}, meant=other
        )  # somebody else's
    await carry_out_study(workshop, study_id=first, threads=1)
    await ask(workshop, town, run)


async def test_two_workers_answer_once(workshop: Workshop, town: Town, run: MatchingRun) -> None:
    study_id = await ask(workshop, town, run)

    await asyncio.gather(*(carry_out_study(workshop, study_id=study_id, threads=1) for _ in range(2)))

    assert (await found(workshop, study_id)).state is StudyState.FINISHED
    assert await told(workshop, Fact.STUDY_FINISHED) == 1


async def test_another_takes_over_and_a_latecomer_stores_nothing(
    workshop: Workshop, town: Town, run: MatchingRun
) -> None:
    study_id = await ask(workshop, town, run)
    late = await carry_out._begin(workshop, study_id)
    assert late is not None
    answer = await carry_out._think(late, threads=1)

    await carry_out_study(workshop, study_id=study_id, threads=1)
    async with workshop.open() as work:
        await carry_out.keep_answer(work, study_id=study_id, attempt=late.attempt, answer={"late": True})

    done = await found(workshop, study_id)
    assert (done.state, done.attempts) == (StudyState.FINISHED, 2)
    assert (done.answer or {})["placed"] == answer["placed"], "the same snapshot, the same answer"
    assert await told(workshop, Fact.STUDY_FINISHED) == 1


async def test_a_question_that_crashes_every_worker_fails_in_the_end(
    workshop: Workshop, town: Town, run: MatchingRun
) -> None:
    study_id = await ask(workshop, town, run)
    for _ in range(thinking.MOST_ATTEMPTS):
        assert await carry_out._begin(workshop, study_id) is not None

    await carry_out_study(workshop, study_id=study_id, threads=1)

    done = await found(workshop, study_id)
    assert done.state is StudyState.FAILED
    assert "crash" in (done.failure or "")


async def test_a_question_that_breaks_says_so_without_telling_of_whom(
    workshop: Workshop, town: Town, run: MatchingRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("the client's secret")

    study_id = await ask(workshop, town, run)
    kind = kinds.Kind(faults=lambda *_: (), answer=broken)  # type: ignore[arg-type]
    monkeypatch.setattr(carry_out, "KINDS", {StudyKind.SCENARIO: kind})

    await carry_out_study(workshop, study_id=study_id, threads=1)

    done = await found(workshop, study_id)
    assert done.state is StudyState.FAILED
    assert "ZeroDivisionError" in (done.failure or "")
    assert "secret" not in (done.failure or "")
    assert await told(workshop, Fact.STUDY_FAILED) == 1


async def test_an_attempt_that_was_given_up_fails_nothing(
    workshop: Workshop, town: Town, run: MatchingRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    study_id = await ask(workshop, town, run)
    think = carry_out._think

    async def be_overtaken_and_break(*arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(carry_out, "_think", think)
        await carry_out._begin(workshop, study_id)
        raise ZeroDivisionError

    monkeypatch.setattr(carry_out, "_think", be_overtaken_and_break)
    await carry_out_study(workshop, study_id=study_id, threads=1)

    left = await found(workshop, study_id)
    assert (left.state, left.attempts) == (StudyState.RUNNING, 2)


async def test_a_matching_run_waits_behind_no_question(
    workshop: Workshop, town: Town, run: MatchingRun
) -> None:
    await ask(workshop, town, run)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await request_run(work, region=town.region, seed=1, time_limit=60)

    waiting = text("select queue_name, task_name from procrastinate_jobs where status = 'todo'")
    async with workshop.open() as work:
        stands = {(line, job) for line, job in await work.session.execute(waiting)}
    assert {("study", "carry-out-study"), ("solve", "carry-out-run")} <= stands, "in lines of their own"
    assert ("solve", "carry-out-study") not in stands


def test_every_kind_of_question_is_answered() -> None:
    assert set(kinds.KINDS) == set(StudyKind)
