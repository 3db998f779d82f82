"""A unit of work: a transaction, an actor, a moment, a queue and a journal.

A door opens a `Work`, makes one call into `operations` with it, and the transaction commits when
the door closes without an error. Nothing below reads the clock: `at` is the moment of the work.
"""

import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
from procrastinate import App
from psycopg import AsyncConnection as Driver
from psycopg.rows import TupleRow, dict_row
from sqlalchemy import CursorResult, Executable, bindparam, insert, text
from sqlalchemy.exc import DBAPIError, InternalError, InvalidRequestError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from matching.actors import SYSTEM, Actor, Role
from matching.database import AWAY, unavailable
from matching.models import Access, Entry, Fact
from matching.questions import Asked, Question
from matching.tracing import traced
from matching.vocabulary import AccessResult, Purpose
from matching.walls import NOBODY, Asking

Record = dict[str, Any]
"""A row, by the names of its columns."""


class Line(StrEnum):
    """The queues: neither questions nor other people's servers keep a run waiting."""

    SOLVE = "solve"
    STUDY = "study"
    WEBHOOK = "webhook"
    CLOCK = "clock"


class Job(StrEnum):
    """The names of what is done later; `jobs.DUTIES` says how."""

    CARRY_OUT_RUN = "carry-out-run"
    CARRY_OUT_STUDY = "carry-out-study"
    DELIVER_EVENTS = "deliver-events"
    WATCH_DEADLINES = "watch-deadlines"
    ANNOUNCE_CHECK_INS = "announce-check-ins"
    ESCALATE_SIGNALS = "escalate-signals"
    SETTLE_OUTCOMES = "settle-outcomes"
    FORGET = "forget"

    @property
    def line(self) -> Line:
        """Return the queue it stands in."""
        return _LINES.get(self, Line.CLOCK)


_LINES = {
    Job.CARRY_OUT_RUN: Line.SOLVE,
    Job.CARRY_OUT_STUDY: Line.STUDY,
    Job.DELIVER_EVENTS: Line.WEBHOOK,
}


class Crossing(StrEnum):
    """Where a request looks past what its actor may see, and why: all of these, and nowhere else."""

    ENDED_PROPOSALS = "ended-proposals"
    """Who leaves ends its proposals, those that nobody released yet too."""
    TAKEN_PLACES = "taken-places"
    """Whether people count on a dwelling, those for whom nothing was released too: a count, or yes or no."""
    AFTER_A_NO = "after-a-no"
    """What follows from a refusal is written with the other side too: a bar, a correction to consider."""
    RULED_OUT = "ruled-out"
    """Whether a pair still may be, by what is never set aside and by the numbers of a term: yes, or one sentence."""
    MOVING_PAIR = "moving-pair"
    """A client and a dwelling change together when a placement is prepared, fails or ends."""
    CONTACTS_PLANNED = "contacts-planned"
    """A landlord who confirms a lease has the contacts of the pilot-light planned, which it does not see."""
    TASK_HANDED_OVER = "task-handed-over"
    """Who gives a task of a landing to another may not see it afterwards."""
    PUBLISHING = "publishing"
    """Events get their place, and deliveries to whoever may hear them."""
    REGION_SHRINKS = "region-shrinks"
    """Whether a municipality that leaves a region has dwellings there: its code."""
    WHO_LOOKED = "who-looked"
    """Who looked at a client, for who may see that client: everybody's looks, with the names of their keys."""
    HELD_AGAINST_A_RUN = "held-against-a-run"
    """Whether what a provider asks fits what the run looked at: faults."""
    HISTORY_KEPT = "history-kept"
    """What a region's runs looked at, written to a file for an operator to replay."""
    WHOLE_DOSSIER = "whole-dossier"
    """All that is held on one client, for that client's provider, who hands it over: what only others read too."""
    COUNTS_OF_A_RUN = "counts-of-a-run"
    """A municipality reads how far every quota and cap is used: counts."""
    COUNTS_OF_A_REPORT = "counts-of-a-report"
    """Figures of a region, for who reads them without small numbers, or only its own: counts."""
    WHAT_IS_ASKED = "what-is-asked"
    """Which dwellings a region asks for, for those who may offer them: a statement that tells of nobody."""


_LOOK = Question.of(
    insert(Access).values(
        {each.name: bindparam(each.name) for each in Access.__table__.c if each.name != "id"}
    )
)


@dataclass(slots=True)
class Work:
    """One transaction of one actor at one moment.

    Attributes
    ----------
    session
        The objects of its transaction. Its `info` holds for all works on it who the database believes to be `asking`,
        and the `looks` at clients that wait to be written.
    at
        The moment everything in it happens. [UTC]
    seen_clients
        The clients whose data was read in it.
    key_used_at
        When its key was last written down as used. [UTC]
    """

    session: AsyncSession
    actor: Actor
    at: datetime
    queue: App
    seen_clients: list[UUID] = field(default_factory=list)
    key_used_at: datetime | None = None
    _serial: Any = field(default_factory=count)

    @property
    def connection(self) -> AsyncConnection:
        """Return what its transaction runs on, for questions of which no objects are made."""
        connection = self.session.bind
        assert isinstance(connection, AsyncConnection)  # noqa: S101 - `Workshop` opened it so
        return connection

    @property
    def driver(self) -> "Driver[TupleRow]":
        """Return the connection as the driver knows it."""
        connection = self.connection.sync_connection
        assert connection is not None  # noqa: S101 - `Workshop` opened it
        driver: Driver[TupleRow] | None = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - it is checked out
        return driver

    async def become(self, actor: Actor) -> None:
        """Go on as somebody else: whoever a key turned out to belong to."""
        self.actor = actor
        if self.session.info["asking"] != Asking.of(actor):
            await self._ask_as(Asking.of(actor))

    def is_told(self, actor: Actor) -> None:
        """Know that the database told itself, in this transaction, that this actor asks."""
        self.session.info["asking"] = Asking.of(actor)

    @asynccontextmanager
    async def across(self, _why: Crossing) -> AsyncIterator[None]:
        """Look past what the actor may see, for a named reason; what is changed meanwhile is written here.

        Looks at clients are the actor's own, and are written before or after.
        """
        asking: Asking = self.session.info["asking"]
        if asking.role == Role.SYSTEM:
            yield
            return
        await self.write()
        await self._ask_as(Asking.of(SYSTEM))
        try:
            yield
            await self.session.flush()
        except BaseException:
            with suppress(SQLAlchemyError):  # where the transaction is lost, so is who asked in it
                await self._ask_as(asking)
            raise
        await self._ask_as(asking)

    @asynccontextmanager
    async def tried(self) -> AsyncIterator[None]:
        """Take back at the end all that was done within: rows, and looks at who was never stored."""
        await self.write()
        savepoint = await self.session.begin_nested()
        await self.session.connection()  # else it begins with the first object, if there is any
        try:
            yield
        finally:
            self.session.info["looks"].clear()
            await savepoint.rollback()

    async def _ask_as(self, asking: Asking) -> None:
        await self._asked([asking.told])
        self.session.info["asking"] = asking

    async def ask(self, query: Executable) -> CursorResult[*tuple[Any, ...]]:
        """Ask a question of which no objects are made: half of what it costs through the session."""
        await self._flush()
        return await self.connection.execute(query)

    async def answers(self, *questions: Asked | None) -> list[list[Record]]:
        """Return what each question finds, row by row: all in one round trip, past SQLAlchemy, within the transaction.

        Objects that wait to be written are written first. None is not asked, and finds nothing.
        """
        await self._flush()
        found = iter(await self._asked([question for question in questions if question]))
        return [next(found) if question else [] for question in questions]

    async def _asked(self, questions: Sequence[Asked]) -> list[list[Record]]:
        """Ask the driver, and let an error be what it would be had SQLAlchemy asked."""
        if not self.connection.in_transaction():
            raise InvalidRequestError("This transaction was lost; nothing more is asked or written in it.")
        driver = self.driver
        try:
            with traced(self.connection.info, [question.text for question in questions]):
                cursors = [driver.cursor(row_factory=dict_row) for _ in questions]
                async with driver.pipeline() if len(questions) > 1 else nullcontext():
                    for question, cursor in zip(questions, cursors, strict=True):
                        await cursor.execute(question.text, question.values)
                return [await cursor.fetchall() if cursor.rownumber is not None else [] for cursor in cursors]
        except BaseException as error:
            if driver.closed:
                await self.connection.invalidate()
            if isinstance(error, psycopg.Error):
                raise DBAPIError.instance(
                    None,
                    None,
                    error,
                    psycopg.Error,
                    hide_parameters=True,
                    connection_invalidated=driver.closed,
                ) from error
            raise

    async def rows(self, query: Executable) -> list[Record]:
        """Return what a query finds, each row as a dictionary: what pydantic reads fastest."""
        found = await self.ask(query)
        names = tuple(found.keys())
        return [dict(zip(names, row, strict=True)) for row in found]

    def new_id(self) -> UUID:
        """Return a fresh identity that sorts by moment, then by order of asking (UUID version 7, RFC 9562)."""
        millisecond = int(self.at.timestamp() * 1000)
        value = millisecond << 80 | 0x7 << 76 | (next(self._serial) & 0xFFF) << 64
        return UUID(int=value | 0b10 << 62 | secrets.randbits(62))

    def stamp(self) -> dict[str, Any]:
        """Return the identity, moments and revision of a new row."""
        return {"id": self.new_id(), "created_at": self.at, "modified_at": self.at, "revision": 1}

    def record(
        self,
        fact: Fact,
        subject_id: UUID | None,
        *,
        region_id: UUID | None = None,
        parties: Iterable[UUID] = (),
        **details: Any,
    ) -> None:
        """Write in the journal what happened: ids, states and counts, never personal data.

        Parameters
        ----------
        parties
            Organisations that may hear of it, besides the coordinators of the region.
        """
        self.session.add(
            Entry(
                at=self.at,
                fact=fact.value,
                subject_id=subject_id,
                region_id=region_id,
                role=self.actor.role,
                organisation_id=self.actor.organisation_id,
                key_id=self.actor.key_id,
                on_behalf_of=self.actor.on_behalf_of,
                parties=sorted(parties),
                details=details,
            )
        )

    def saw(
        self, client_ids: list[UUID], *, purpose: Purpose, result: AccessResult = AccessResult.SHOWN
    ) -> None:
        """Write down that the actor read the data of these clients, or tried to, and why."""
        if client_ids:
            self.seen_clients += client_ids if result is AccessResult.SHOWN else ()
            look = _LOOK(
                at=self.at,
                role=self.actor.role,
                organisation_id=self.actor.organisation_id,
                key_id=self.actor.key_id,
                on_behalf_of=self.actor.on_behalf_of,
                purpose=purpose,
                result=result,
                client_ids=client_ids,
            )
            self.session.info["looks"].append(look)

    async def _flush(self) -> None:
        """Write the objects that wait to be written, unless that is put off."""
        if self.session.autoflush and self._something_waits:
            await self.session.flush()

    @property
    def _something_waits(self) -> bool:
        return bool(self.session.new or self.session.dirty or self.session.deleted)

    async def write(self) -> None:
        """Write what waits to be written: objects, and looks."""
        if self._something_waits:
            await self.session.flush()
        looks: list[Asked] = self.session.info["looks"]
        if looks:
            await self.answers(*looks)
            looks.clear()

    async def defer(self, job: Job, *, lock: str, **ids: str) -> None:
        """Leave a job for a worker, in this transaction: a rollback takes it back.

        Parameters
        ----------
        lock
            Jobs with the same lock run one after another.
        ids
            Ids only: arguments are stored and logged in plain text.
        """
        await self.session.flush()
        task = self.queue.configure_task(job.value, lock=lock, queue=job.line.value, connection=self.driver)
        await task.defer_async(**ids)

    async def locks(self, job: Job) -> set[str]:
        """Return the locks of the jobs of a kind that wait or are being done."""
        query = text(
            "select lock from procrastinate_jobs where task_name = :job and status in ('todo', 'doing')"
        )
        return set(await self.session.scalars(query, {"job": job.value}))


@dataclass(frozen=True, slots=True)
class Workshop:
    """Opens units of work; what a door or a job holds.

    Attributes
    ----------
    clock
        Tells the moment; tests move it. [UTC]
    """

    engine: AsyncEngine
    queue: App
    clock: Callable[[], datetime]

    @asynccontextmanager
    async def open(self, actor: Actor = SYSTEM) -> AsyncIterator[Work]:
        """Open a transaction; it commits at the end, or rolls back on an error.

        Raises
        ------
        DatabaseAway
            When the database is gone, restarting or overloaded, or something in it took too long.
        """
        async with self._open(actor, Asking.of(actor)) as work:
            yield work

    @asynccontextmanager
    async def open_beside(self, work: Work) -> AsyncIterator[Work]:
        """Open a transaction of the same actor at the same moment, for questions that need not wait for each other.

        Raises
        ------
        NoConnectionFree
            When it gets none beside the one that the actor has.
        """
        async with self.open(work.actor) as another:
            another.at = work.at
            yield another

    @asynccontextmanager
    async def open_to_a_stranger(self) -> AsyncIterator[Work]:
        """Open a transaction as `open` does, in which no table answers until somebody has shown who they are."""
        async with self._open(SYSTEM, NOBODY) as work:
            yield work

    @asynccontextmanager
    async def _open(self, actor: Actor, asking: Asking) -> AsyncIterator[Work]:
        try:
            async with self.engine.begin() as connection:
                session = AsyncSession(
                    connection, expire_on_commit=False, info={"asking": asking, "looks": []}
                )
                work = Work(session, actor, self.clock(), self.queue)
                if asking is not NOBODY:
                    await work.answers(asking.told)
                yield work
                await work.write()
                session.expunge_all()
        except (*AWAY, InternalError) as error:
            refusal = unavailable(error)
            if refusal is None:
                raise
            raise refusal from error
