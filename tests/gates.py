"""A gate in front of a row: who comes waits in line, and all of them go on at one moment."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, LiteralString, TypeVar
from uuid import UUID

import psycopg
from sqlalchemy import text

from conftest import as_owner
from matching.work import Workshop

T = TypeVar("T")

WAITING = """
    select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
"""


class Gate:
    """A row that nobody else can lock until the gate opens."""

    def __init__(self, holder: psycopg.AsyncConnection[Any], watcher: psycopg.AsyncConnection[Any]) -> None:
        self._holder = holder
        self._watcher = watcher
        self._line: list[asyncio.Task[Any]] = []

    async def line_up(self, *asked: Coroutine[Any, Any, T]) -> list[asyncio.Task[T]]:
        """Begin everything that is asked, and return once each of them waits."""
        begun = [asyncio.create_task(one) for one in asked]
        self._line += begun
        async with asyncio.timeout(60):
            # PostgreSQL tells nobody that somebody waits.
            while await self._waiting() < sum(not one.done() for one in self._line):  # noqa: ASYNC110
                await asyncio.sleep(0.002)
        return begun

    async def wait_for(self, number: int) -> None:
        """Return once so many stand in line, whoever they are."""
        async with asyncio.timeout(60):
            while await self._waiting() < number:  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    async def open(self) -> None:
        """Let everybody go on."""
        await self._holder.rollback()

    async def _waiting(self) -> int:
        row = await (await self._watcher.execute(WAITING)).fetchone()
        assert row is not None
        return int(row[0])


async def somebody_waits(workshop: Workshop) -> None:
    """Return once a transaction waits for a lock that another holds."""
    async with asyncio.timeout(10), workshop.open() as work:
        await as_owner(work)
        while not await work.session.scalar(text(WAITING)):
            await asyncio.sleep(0.02)
            await work.session.execute(text("select pg_stat_clear_snapshot()"))


@asynccontextmanager
async def a_gate(
    url: str, table: LiteralString, row: UUID | str, *, strength: LiteralString = "no key update"
) -> AsyncIterator[Gate]:
    """Close a gate in front of a row of a table.

    Parameters
    ----------
    strength
        With "update" it also stops who writes a row that refers to this one.
    """
    async with (
        await psycopg.AsyncConnection.connect(url) as holder,
        await psycopg.AsyncConnection.connect(url, autocommit=True) as watcher,
    ):
        await holder.execute(f"select from {table} where id = %s for {strength}", [row])
        yield Gate(holder, watcher)
