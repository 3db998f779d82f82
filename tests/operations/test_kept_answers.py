"""What is kept for whoever repeats a request: in one transaction with the effect, and for a day."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from conftest import TODAY, Clock, Town
from matching.jobs.housekeeping import for_ever, forget_kept
from matching.models import Dwelling, KeptAnswer
from matching.operations.dwellings import post_dwelling
from matching.operations.kept_answers import (
    Answer,
    IdempotencyKeyReused,
    SecretShownOnce,
    claim_key,
    forget_answers,
    keep_answer,
)
from matching.work import Work, Workshop

ASKED, ELSE = b"a" * 32, b"b" * 32
DONE = Answer(201, {"location": "/v1/dwellings/1"}, b"{}")
OFFER = {
    "reference": "W-1",
    "neighbourhood_code": "BU90010101",
    "housing_form": "own-home-ambulant",
    "available_from": TODAY,
}


class KilledError(Exception):
    """The process dies here."""


async def do_it(work: Work) -> None:
    """Do what a door does with a request: take the key, have an effect, keep the answer."""
    assert await claim_key(work, key="a-key-of-mine", fingerprint=ASKED) is None
    await post_dwelling(work, **OFFER)
    await keep_answer(work, key="a-key-of-mine", answer=DONE)


async def found(workshop: Workshop) -> tuple[int, int]:
    """Return how many dwellings and how many kept answers there are."""
    async with workshop.open() as work:
        dwellings = list(await work.session.scalars(select(Dwelling)))
        return len(dwellings), len(list(await work.session.scalars(select(KeptAnswer))))


async def test_effect_and_answer_are_there_together(workshop: Workshop, town: Town) -> None:
    async def die() -> None:
        async with workshop.open(town.actor(town.corporation)) as work:
            await do_it(work)
            raise KilledError

    with pytest.raises(KilledError):
        await die()
    assert await found(workshop) == (0, 0)

    async with workshop.open(town.actor(town.corporation)) as work:
        await do_it(work)
    assert await found(workshop) == (1, 1)


async def test_a_key_that_was_taken_gives_the_answer_or_says_why_not(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.corporation)) as work:
        await do_it(work)

    async with workshop.open(town.actor(town.corporation)) as work:
        kept = await claim_key(work, key="a-key-of-mine", fingerprint=ASKED)
        with pytest.raises(IdempotencyKeyReused):
            await claim_key(work, key="a-key-of-mine", fingerprint=ELSE)

    assert kept is not None
    assert (kept.status, kept.headers, kept.body) == (201, DONE.headers, b"{}")


async def test_an_answer_without_its_body_names_what_was_made(workshop: Workshop, town: Town) -> None:
    async with workshop.open(town.actor(town.coordinator)) as work:
        await claim_key(work, key="a-key-of-mine", fingerprint=ASKED)
        await keep_answer(work, key="a-key-of-mine", answer=Answer(201, {"location": "/v1/keys/1"}, None))

    async with workshop.open(town.actor(town.coordinator)) as work:
        with pytest.raises(SecretShownOnce, match="/v1/keys/1"):
            await claim_key(work, key="a-key-of-mine", fingerprint=ASKED)


async def test_only_what_was_kept_for_a_day_is_forgotten(
    workshop: Workshop, town: Town, clock: Clock
) -> None:
    async with workshop.open(town.actor(town.corporation)) as work:
        await do_it(work)
    clock.tick(hours=1)
    async with workshop.open(town.actor(town.corporation)) as work:
        await claim_key(work, key="a-later-key", fingerprint=ELSE)
        await keep_answer(work, key="a-later-key", answer=DONE)

    clock.now += timedelta(hours=23) - timedelta(microseconds=1)
    async with workshop.open() as work:
        await forget_answers(work)
    assert await found(workshop) == (1, 2)

    clock.now += timedelta(microseconds=1)
    async with workshop.open() as work:
        await forget_answers(work)
    assert await found(workshop) == (1, 1)


async def test_who_waited_for_what_was_taken_back_begins_afresh(workshop: Workshop, town: Town) -> None:
    async def another() -> KeptAnswer | None:
        async with workshop.open(town.actor(town.corporation)) as work:
            return await claim_key(work, key="a-key-of-mine", fingerprint=ELSE)

    async with workshop.open(town.actor(town.corporation)) as work:
        await do_it(work)
        waiting = asyncio.create_task(another())
        await asyncio.wait([waiting], timeout=0.3)
        assert not waiting.done()
        await work.session.rollback()

    assert await waiting is None


async def test_a_worker_forgets_by_itself(workshop: Workshop, town: Town, clock: Clock) -> None:
    async with workshop.open(town.actor(town.corporation)) as work:
        await do_it(work)
    clock.tick(days=1)

    chore = for_ever("forget what is old", lambda: forget_kept(workshop), every=3_600)
    forgetting = asyncio.create_task(chore)
    for _ in range(500):
        if await found(workshop) == (1, 0):
            break
        await asyncio.sleep(0.02)
    forgetting.cancel()

    assert await found(workshop) == (1, 0)
    with pytest.raises(asyncio.CancelledError):
        await forgetting
