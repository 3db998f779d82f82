"""A worker waits for a database that is away, or being put back, and says once what it waits for."""

import asyncio
from collections.abc import Callable

import pytest

from matching import workplace
from matching.database import DatabaseAway
from matching.migrations import RestoreBrokenOff
from matching.workplace import wait_for_the_database

AWAY, HALF = DatabaseAway("It is away."), RestoreBrokenOff("It is half.")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workplace, "LOOK_EVERY", 0.001)


def looking(troubles: list[Exception]) -> Callable[[], None]:
    """Return what finds one trouble after another, and then none."""

    def look() -> None:
        if troubles:
            raise troubles.pop(0)

    return look


async def test_it_waits_as_long_as_there_is_something_to_wait_for(caplog: pytest.LogCaptureFixture) -> None:
    troubles: list[Exception] = [AWAY, AWAY, HALF, AWAY]

    assert await wait_for_the_database(looking(troubles), asyncio.Event())

    assert troubles == []
    assert caplog.messages == ["Waiting. It is away.", "Waiting. It is half.", "Waiting. It is away."]


async def test_it_does_not_wait_for_what_does_not_pass() -> None:
    with pytest.raises(ZeroDivisionError):
        await wait_for_the_database(looking([AWAY, ZeroDivisionError()]), asyncio.Event())


async def test_who_is_asked_to_stop_waits_no_more() -> None:
    stopping = asyncio.Event()
    troubles: list[Exception] = [AWAY] * 100_000
    waiting = asyncio.create_task(wait_for_the_database(looking(troubles), stopping))
    await asyncio.sleep(0.05)
    assert not waiting.done()

    stopping.set()
    assert not await waiting

    assert troubles
