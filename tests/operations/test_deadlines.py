"""What the clock does by itself, when something of it goes wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from conftest import UNKNOWN_ID, Town
from matching.models import Entry, Fact, ProposalState
from matching.operations.proposals import deadlines, watch_deadlines
from matching.work import Work, Workshop
from rows import a_proposal_of_somebody


async def waiting(workshop: Workshop, town: Town, **until: float) -> None:
    async with workshop.open() as work:
        await a_proposal_of_somebody(
            work,
            town,
            state=ProposalState.RELEASED,
            released_at=work.at,
            respond_by=work.at + timedelta(**until),
        )


async def told(workshop: Workshop, fact: Fact) -> int:
    async with workshop.open() as work:
        return len(list(await work.session.scalars(select(Entry).where(Entry.fact == fact.value))))


async def test_an_expiry_that_breaks_stops_no_reminder_and_no_other_expiry(
    workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in (-2, -1, 1):
        await waiting(workshop, town, days=days)
    move, broken = deadlines.move, []

    async def break_once(*arguments: object, **named: object) -> None:
        if not broken:
            broken.append(True)
            raise ZeroDivisionError
        await move(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(deadlines, "move", break_once)

    with pytest.raises(ExceptionGroup):
        await watch_deadlines(workshop)

    assert (await told(workshop, Fact.PROPOSAL_EXPIRED), await told(workshop, Fact.PROPOSAL_REMINDED)) == (
        1,
        1,
    )
    assert await watch_deadlines(workshop) == (1, 0), "the next minute does what was left"


async def test_what_was_erased_meanwhile_is_nobodys_fault(
    workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await waiting(workshop, town, days=-1)
    look = deadlines._overdue

    async def one_more(work: Work) -> list[object]:
        return [UNKNOWN_ID, *await look(work)]

    monkeypatch.setattr(deadlines, "_overdue", one_more)

    assert await watch_deadlines(workshop) == (1, 0)
