"""What must be true after every fault: nothing lost, nothing double, every limit and every chain holds."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from books import broken_books, broken_limits
from faults.people import Books
from matching.operations.seals import inspect
from matching.settings import Settings
from matching.vocabulary import Trail
from matching.workplace import open_workshop
from receivers import Receiver

UNDER_WAY: dict[str, LiteralString] = {
    "run": "select count(*) from matching_runs where state = 'running'",
    "question": "select count(*) from studies where state = 'running'",
    "seal": "select count(*) from pg_locks where locktype = 'advisory' and objid in (7274656, 7274657)",
}
"""What is in the middle of being done, besides what people wait for an answer to."""

WAITS: dict[str, LiteralString] = {
    "runs": "select count(*) from matching_runs where state in ('requested', 'running')",
    "questions": "select count(*) from studies where state in ('requested', 'running')",
    "events": "select count(*) from unpublished",
    "deliveries": "select count(*) from deliveries where state = 'waiting'",
    "seals": "select count(*) from unsealed",
    "jobs": "select count(*) from procrastinate_jobs where status in ('todo', 'doing') and queue_name <> 'clock'",
}
"""What has to come to rest by itself."""

REST = 120
"""Within how long it has to. [second]"""

COUNTED: dict[str, tuple[tuple[str, ...], LiteralString]] = {
    "dwellings": (
        ("post dwelling",),
        "select count(*) from dwellings d join regions r on r.id = d.region_id where r.slug = 'elders'",
    ),
    "clients": (
        ("post client",),
        "select count(*) from clients c join regions r on r.id = c.region_id where r.slug = 'elders'",
    ),
    "proposals": (("propose",), "select count(*) from proposals where run_id is null"),
    "releases": (("release",), "select count(*) from journal where fact = 'proposal.released'"),
    "withdrawals": (("withdraw",), "select count(*) from journal where fact = 'proposal.withdrawn'"),
    "placements": (("placement",), "select count(*) from placements"),
    "answers": (
        ("answer",),
        "select count(*) from proposal_steps where event in"
        " ('provider-agrees', 'corporation-agrees', 'client-accepts')",
    ),
    "runs": (("ask for a run",), "select count(*) from matching_runs"),
    "runs begun and ended": (("ask for a run",), "select count(*) from journal where fact = 'run.finished'"),
    "questions": (
        ("ask a question",),
        "select count(*) from studies where kind = 'procurement-plan'",
    ),
    "questions answered": (
        ("ask a question",),
        "select count(*) from journal j join studies s on s.id = j.subject_id"
        " where fact = 'study.finished' and s.kind = 'procurement-plan'",
    ),
}
"""Of each kind of write, how many there are: as many as were answered, no fewer and no more."""

BATCHED = {"dwellings": "dwelling batch", "clients": "client batch"}

FAITHFUL: dict[str, LiteralString] = {
    "a dwelling and its journal": """
        select count(*) from dwellings d where 1 <> (
            select count(*) from journal where subject_id = d.id and fact = 'dwelling.posted')
        and reference like 'W-%-%'""",
    "a client and its journal": """
        select count(*) from clients c where 1 <> (
            select count(*) from journal where subject_id = c.id and fact = 'client.referred')
        and reference like 'C-%-%'""",
    "a placement and its journal": """
        select count(*) from placements p where 1 <> (
            select count(*) from journal where subject_id = p.id and fact = 'placement.prepared')""",
    "a run and its proposals": """
        select count(*) from matching_runs r where state = 'finished' and
        (summary ->> 'proposals')::int <> (select count(*) from proposals where run_id = r.id)""",
    "events without holes": """
        select (coalesce(max(position), 0) - count(*)) + (count(*) - count(distinct entry_id)) from events""",
    "every entry published once": """
        select count(*) from journal where id not in (select entry_id from events)""",
    "deliveries that were given up": "select count(*) from deliveries where state = 'dead'",
}
"""Each counts what is not as it should be."""


@dataclass(slots=True)
class Verdict:
    """What was found, over all attacks of a scene."""

    lost: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    messages_twice: int = 0
    heads: dict[Trail, dict[int, bytes]] = field(default_factory=lambda: {trail: {} for trail in Trail})

    @property
    def holds(self) -> bool:
        """Tell whether nothing was lost, double or broken."""
        return not (self.lost or self.double or self.broken)


def ask(url: str, question: LiteralString, *values: Any) -> int:
    """Return one number, asked past the service."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question, values or None).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def looking(url: str) -> Iterator[Callable[[], set[str]]]:
    """Return what tells what of the workers' is in the middle of being done."""
    both = " union all ".join(f"select '{name}', ({question})" for name, question in UNDER_WAY.items())
    with psycopg.connect(url, autocommit=True) as connection:
        yield lambda: {name for name, number in connection.execute(both) if number}  # type: ignore[call-overload]


def until_rest(url: str) -> list[str]:
    """Wait until nothing waits any more; return what still does after all patience."""
    deadline = time.monotonic() + REST
    waiting: dict[str, int] = {}
    while time.monotonic() < deadline:
        try:
            waiting = {name: number for name, question in WAITS.items() if (number := ask(url, question))}
        except psycopg.OperationalError:
            waiting = {"database": 1}
        if not waiting:
            return []
        time.sleep(0.2)
    return [f"{number} {name} still wait after {REST} s" for name, number in waiting.items()]


def judge(verdict: Verdict, *, url: str, books: Books, ear: Receiver) -> None:
    """Look at everything, and add what is wrong to the verdict."""
    _repeat(verdict, books)
    _count(verdict, url, books)
    _patches(verdict, url, books)
    _messages(verdict, url, ear)
    verdict.broken += [
        f"{name}: {ask(url, question)}" for name, question in FAITHFUL.items() if ask(url, question)
    ]
    verdict.broken += _failed(url)
    verdict.broken += broken_limits(url) + broken_books(url)
    verdict.broken += asyncio.run(_chains(verdict, url))
    verdict.broken += books.odd
    books.odd.clear()


def _count(verdict: Verdict, url: str, books: Books) -> None:
    for name, (kinds, question) in COUNTED.items():
        told = books.made(*kinds)
        if name in BATCHED:
            told += sum(json.loads(one.text)["created"] for one in books.told if one.kind == BATCHED[name])
        there = ask(url, question)
        where = verdict.lost if there < told else verdict.double
        if there != told:
            where.append(f"{name}: {told} answered, {there} there")


def _failed(url: str) -> list[str]:
    """Return what failed in the background, and as what: nothing that is struck may, for it is done again."""
    with psycopg.connect(url) as connection:
        return [
            f"{name} failed: {failure}"
            for name, failure in connection.execute(
                "select 'a run', failure from matching_runs where state = 'failed'"
                " union all select 'a question', failure from studies where state = 'failed'"
            )
        ]


def _repeat(verdict: Verdict, books: Books) -> None:
    """Send the last of each kind again: the first answer comes back, and nothing happens."""
    latest = {one.kind: one for one in books.told if one.is_kept}
    for told in latest.values():
        answer = told.by.again(told)
        if (answer.status_code, answer.text) != (told.status, told.text):
            verdict.double.append(f"{told.kind}: another answer when it came again")


def _patches(verdict: Verdict, url: str, books: Books) -> None:
    for path, times in books.patched.items():
        subject = UUID(path.rsplit("/", 1)[-1])
        changed = ask(
            url,
            "select count(*) from journal where subject_id = %s and fact in ('dwelling.changed', 'client.changed')",
            subject,
        )
        if changed != times:
            (verdict.lost if changed < times else verdict.double).append(
                f"{path}: {times} changes, {changed} there"
            )


def _messages(verdict: Verdict, url: str, ear: Receiver) -> None:
    """Every message came, in the order of the feed; one that came twice came under the same identity."""
    with psycopg.connect(url) as connection:
        meant = [
            str(event_id)
            for (event_id,) in connection.execute("select event_id from deliveries order by position")
        ]
    came = [one.id for one in list(ear.received)]
    first = list(dict.fromkeys(came))
    verdict.messages_twice = sum(number - 1 for number in Counter(came).values())
    if missing := set(meant) - set(first):
        verdict.lost.append(f"{len(missing)} messages never came")
    elif first != meant:
        verdict.broken.append("messages came out of order")


async def _chains(verdict: Verdict, url: str) -> list[str]:
    """Walk both chains again; the links that stood before still stand."""
    found: list[str] = []
    async with open_workshop(Settings(pool_size=2), url=url) as workshop:
        for trail in Trail:
            async with workshop.open() as work:
                chain = await inspect(work, trail, expected=verdict.heads[trail])
            found += [f"{trail}: {sentence}" for sentence in chain.breaks]
            verdict.heads[trail][chain.links] = chain.head
    verdict.heads = {trail: {k: v for k, v in heads.items() if k} for trail, heads in verdict.heads.items()}
    return found
